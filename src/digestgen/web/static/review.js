// Niceties of the review pages: keys, and the paper's pane without a new page. Everything works without this file.
"use strict";
(() => {
  const pane = document.getElementById("paper");
  const typing = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const press = (key) => {
    const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find((node) => !node.disabled);
    if (target) target.click();
    return Boolean(target);
  };

  // --- the paper's pane
  const choose = (number) => {
    for (const link of document.querySelectorAll(".claim")) link.classList.toggle("chosen", link.dataset.evidence === number);
  };

  const open = async (link, number) => {
    const address = new URL(link.href, location.href);
    const answer = await fetch(`${pane.dataset.base}/paper${address.search}`, { credentials: "same-origin" });
    if (!answer.ok) {
      location.assign(address);
      return;
    }
    pane.innerHTML = await answer.text(); // our own page, escaped where it was made
    history.replaceState(null, "", address.pathname + address.search);
    choose(number);
    const picture = pane.querySelector("img");
    const show = () => {
      const box = pane.querySelector(".box.chosen rect") || pane.querySelector(".quotes .chosen");
      if (box) box.scrollIntoView({ block: "center" });
      else pane.scrollIntoView({ block: "start" });
    };
    if (picture && !picture.complete) picture.addEventListener("load", show, { once: true });
    show();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest(".claim, [data-paper], [data-claim]");
    if (!link || !pane) return;
    if (link.dataset.claim) {
      event.preventDefault();
      choose(link.dataset.claim);
      const claim = document.getElementById(`claim-${link.dataset.claim}`);
      if (claim) claim.parentElement.scrollIntoView({ block: "center" });
      return;
    }
    event.preventDefault();
    open(link, link.dataset.evidence);
  });
  if (pane) choose(new URLSearchParams(location.search).get("evidence"));

  // --- a thumbnail that does not come leaves its place empty
  document.addEventListener("error", (event) => {
    if (event.target.matches(".thumb img")) event.target.classList.add("missing");
  }, true);
  for (const picture of document.querySelectorAll(".thumb img")) {
    if (picture.complete && !picture.naturalWidth && picture.currentSrc) picture.classList.add("missing");
  }

  // --- texts: none is lost by a slip
  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("textarea")) unsaved = true;
  });
  document.addEventListener("submit", () => {
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  // --- keys
  const edit = () => {
    const parts = [...document.querySelectorAll(".part .editor")];
    const inView = parts.find((part) => part.parentElement.getBoundingClientRect().bottom > 160) || parts[0];
    if (!inView) return;
    inView.open = true;
    inView.querySelector("textarea").focus();
  };

  const step = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const place = rows.indexOf(document.activeElement);
    const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)];
    for (const row of rows) row.closest(".row").classList.toggle("here", row === next);
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form && event.target.matches("textarea")) {
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const help = document.getElementById("help");
    if (help && help.open) return;
    if (event.key === "?" && help) help.showModal();
    else if (event.key === "e") edit();
    else if (!(["a", "r", "j", "k", "u", "Escape"].includes(event.key) && press(event.key))) {
      if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else return;
    }
    event.preventDefault();
  });
})();

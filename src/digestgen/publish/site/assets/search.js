// Search over titles, sentences and main points: months are loaded newest first, as plain scripts, so that it works from a file.
// A query's words must all be there; a run of Chinese counts as a word, and if it is nowhere whole, its pairs of characters count.
"use strict";
(function () {
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const months = window.digestMonths || [];
  const rows = [];
  const PAGE = 30;
  let loaded = 0;
  let started = false;
  let shown = PAGE;
  let timer = 0;

  const fold = (text) => text.normalize("NFKC").toLowerCase();

  window.digestChunk = function (month, entries) {
    for (const [day, path, title, lead, headings, upvotes] of entries) {
      rows.push({ day, path, title, lead, headings, upvotes, folded: [fold(title), fold(lead), fold(headings.join("\n"))] });
    }
  };

  function loadNext() {
    if (loaded >= months.length) return;
    const script = document.createElement("script");
    script.src = "search/" + months[loaded] + ".js";
    const next = () => { loaded += 1; update(); loadNext(); };
    script.onload = next;
    script.onerror = next;
    document.head.append(script);
  }

  function termsOf(query) {
    return fold(query).match(/[\u3400-\u9fff\uf900-\ufaff]+|[^\s\u3400-\u9fff\uf900-\ufaff,，。；;：:、]+/g) || [];
  }

  function pairsOf(term) {
    if (!/^[\u3400-\u9fff\uf900-\ufaff]{3,}$/.test(term)) return [];
    return Array.from({ length: term.length - 1 }, (_, place) => term.slice(place, place + 2));
  }

  function score(row, terms) {
    let total = 0;
    for (const term of terms) {
      let best = 0;
      row.folded.forEach((text, place) => { if (text.includes(term)) best = Math.max(best, [8, 4, 2][place]); });
      if (!best) {
        const pairs = pairsOf(term);
        const all = row.folded.join("\n");
        if (!pairs.length || !pairs.every((pair) => all.includes(pair))) return 0;
        best = 1;
      }
      total += best;
    }
    return total;
  }

  function marked(parent, text, terms) {
    const folded = fold(text);
    const plain = folded.length === text.length;
    let from = 0;
    while (plain && from < text.length) {
      let at = -1;
      let length = 0;
      for (const term of terms) {
        const place = folded.indexOf(term, from);
        if (place >= 0 && (at < 0 || place < at)) { at = place; length = term.length; }
      }
      if (at < 0) break;
      parent.append(text.slice(from, at));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(at, at + length);
      parent.append(mark);
      from = at + length;
    }
    parent.append(text.slice(from));
  }

  function card(row, terms) {
    const article = document.createElement("article");
    article.className = "card";
    const box = document.createElement("div");
    box.className = "text";
    const head = document.createElement("h2");
    const link = document.createElement("a");
    const title = document.createElement("bdi");
    link.href = row.path;
    marked(title, row.title, terms);
    link.append(title);
    head.append(link);
    const lead = document.createElement("p");
    lead.className = "lead";
    marked(lead, row.lead, terms);
    const meta = document.createElement("p");
    meta.className = "meta";
    const day = document.createElement("span");
    day.textContent = row.day;
    meta.append(day);
    if (row.upvotes !== null) {
      const votes = document.createElement("span");
      votes.textContent = "▲ " + row.upvotes;
      meta.append(votes);
    }
    box.append(head, lead);
    const hit = row.headings.find((line) => terms.some((term) => fold(line).includes(term)));
    if (hit) {
      const line = document.createElement("p");
      line.className = "lead";
      const small = document.createElement("small");
      marked(small, hit, terms);
      line.append(small);
      box.append(line);
    }
    box.append(meta);
    article.append(box);
    return article;
  }

  function update() {
    const terms = termsOf(input.value);
    if (!terms.length) {
      results.replaceChildren();
      status.textContent = "";
      more.hidden = true;
      return;
    }
    const found = [];
    for (const row of rows) {
      const points = score(row, terms);
      if (points) found.push([points, row]);
    }
    found.sort((one, other) => other[0] - one[0] || (one[1].day < other[1].day ? 1 : one[1].day > other[1].day ? -1 : 0));
    results.replaceChildren(...found.slice(0, shown).map(([, row]) => card(row, terms)));
    more.hidden = found.length <= shown;
    const count = found.length ? status.dataset.found.replace("{n}", found.length) : loaded < months.length ? "" : status.dataset.none;
    const busy = loaded < months.length
      ? " " + status.dataset.searching.replace("{n}", loaded + 1).replace("{m}", months.length) : "";
    status.textContent = count + busy;
  }

  function begin() {
    if (!started && termsOf(input.value).length) {
      started = true;
      loadNext();
    }
    shown = PAGE;
    update();
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(begin, 120); });
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); begin(); });
  more.addEventListener("click", () => { shown += PAGE; update(); });
  const query = new URLSearchParams(location.search).get("q");
  if (query) {
    input.value = query;
    begin();
  }
  input.focus();
})();

"""The HTML pages: templates filled in. Every text is escaped by Jinja, and what no page may hold is taken out of it first."""

import functools
import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from digestgen import __version__, markdown
from digestgen.identifiers import PICTURE_HOSTS
from digestgen.models import DraftState
from digestgen.publish.entries import Entry
from digestgen.publish.html import block_html, visible
from digestgen.publish.site.paths import day_path, month_path, paper_path
from digestgen.publish.site.words import WORDS
from digestgen.review import CHECKS

_HERE = Path(__file__).parent
TEMPLATES, ASSETS = _HERE / "templates", _HERE / "assets"
_HOSTS = " ".join(f"https://{host}" for host in sorted(PICTURE_HOSTS))
CSP = f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {_HOSTS}; base-uri 'none'; form-action 'none'"
_HEADINGS_UP = 2
"""A block's headings are h4, a paper page's title is h1."""
_DESCRIPTION_CHARACTERS = 200
_LIBRARIES = ("jinja2", "markdown-it-py", "nh3", "feedgenerator")


@dataclass(frozen=True)
class SiteOptions:
    """What the settings say of the site."""

    title: str
    language: str = "zh"
    """zh or en: of everything around the summaries."""
    url: str | None = None
    """Where the site stands, without a slash at its end; None: nowhere known, then there are no feeds and no sitemap."""


def stamp_of(options: SiteOptions) -> str:
    """Return what tells this program with these settings from any other: another stamp makes the whole site anew."""
    stamp = hashlib.sha256(repr((__version__, options)).encode("utf-8", "replace"))
    stamp.update(repr([(name, importlib.metadata.version(name)) for name in _LIBRARIES]).encode())
    for path in sorted(path for path in _HERE.parent.rglob("*") if path.suffix in {".py", ".j2", ".css", ".js", ".svg"}):
        stamp.update(path.relative_to(_HERE.parent).as_posix().encode())
        stamp.update(path.read_bytes())
    return stamp.hexdigest()[:32]


class Pages:
    """The templates with what all pages share."""

    def __init__(self, options: SiteOptions) -> None:
        """Compile nothing yet."""
        self.options = options
        self.words = WORDS[options.language]
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_finalize,
        )
        shared = {"w": self.words, "site": options, "csp": CSP, "older": "", "newer": "", "picture": None, "here": ""}
        self._environment.globals.update(shared, day_path=day_path, paper_path=paper_path, month_path=month_path)

    def page(self, template: str, path: str, title: str, description: str, **values: Any) -> bytes:  # noqa: ANN401 - a template's values
        """Return a page; `path` is where it will stand, percent-encoded."""
        known = {
            "path": path,
            "root": "../" * path.count("/"),
            "page_title": visible(title),
            "description": clipped(description),
        }
        text = self._environment.get_template(f"{template}.html.j2").render(known | values)
        return text.encode("utf-8", "replace")

    def paper(self, entry: Entry) -> bytes:
        """Return the page of a paper."""
        draft = entry.draft
        shown = [each for each in draft.evidence if each.quote and each.status.found] if draft else []
        return self.page(
            "paper",
            paper_path(entry.date, entry.slug),
            entry.title,
            entry.lead,
            kind="article",
            picture=entry.block.thumbnail,
            entry=entry,
            draft=draft,
            paper=entry.paper,
            links=list(self._links(entry)),
            body=Markup(_body(entry)),  # noqa: S704 - cleaned by nh3
            evidence=shown,
            review=_review(entry),
        )

    def _links(self, entry: Entry) -> Sequence[tuple[str, str]]:
        paper = entry.paper
        if paper is None:
            return []
        links = [
            ("arXiv", f"https://arxiv.org/abs/{paper.id}"),
            ("PDF", f"https://arxiv.org/pdf/{paper.id}"),
            ("Hugging Face", f"https://huggingface.co/papers/{paper.id}"),
        ]
        own = ((self.words["code"], paper.github_url), (self.words["project"], paper.project_url))
        return links + [(name, url) for name, url in own if url and urlsplit(url).scheme in {"http", "https"}]


@functools.lru_cache(maxsize=4)
def pages_with(options: SiteOptions) -> Pages:
    """Return the pages with these settings; the templates are compiled once a process."""
    return Pages(options)


def _finalize(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def clipped(text: str) -> str:
    """Return the text as a description: one line, not too long."""
    line = " ".join(visible(text).split())
    return line if len(line) <= _DESCRIPTION_CHARACTERS else f"{line[: _DESCRIPTION_CHARACTERS - 1]}…"


def _body(entry: Entry) -> str:
    """Return the block without its head, which the page has already; a block that cannot do without it comes whole."""
    bare = entry.block.model_copy(update={"title": None, "date": None, "upvotes": None, "thumbnail": None})
    text = markdown.render(bare)
    if entry.imported and not (bare.background or bare.related_work):
        text = entry.imported.markdown
    return block_html(text, heading_shift=_HEADINGS_UP)


def _review(entry: Entry) -> str:
    """Return the name of the sentence that says who wrote and who reviewed."""
    if entry.draft is None:
        return "by_import"
    approvals = [decision.by for decision in entry.draft.decisions if decision.state is DraftState.APPROVED]
    if not approvals:
        return "by_model"
    if approvals[-1] == CHECKS:
        return "by_model_checks"
    return "by_model_edited" if entry.draft.edited else "by_model_person"

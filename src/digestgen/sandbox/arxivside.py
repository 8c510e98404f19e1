"""arXiv's query API (by id list only) and its PDFs. Not served: searches, sorting, sources, HTML papers, range requests.

Rebuilt from recorded feeds of 2026 and from arXiv's own code: ids that do not exist are silently absent, one malformed id
makes the whole answer a 400 with an error entry, `max_results` is 10 unless it is given; a withdrawn version is an HTML page
with status 404.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from digestgen.identifiers import split_arxiv_id
from digestgen.sandbox.papers import SandboxPaper
from digestgen.sandbox.typeset import typeset
from digestgen.sandbox.wire import Answer, Call, html_answer

_DEFAULT_RESULTS, _MAX_RESULTS = 10, 30_000
_UPDATED = "2024-01-31T00:00:00Z"
_KEPT_PDFS = 256
Find = Callable[[str], SandboxPaper | None]


class Metadata:
    """Answers for the query endpoint."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def __call__(self, call: Call) -> Answer:
        """Answer one call with an Atom feed; anything but a GET of `/query` is a 404 page."""
        if call.method != "GET" or call.path != "/query":
            return html_answer("404 Not Found", "No such page.", 404)
        ids = [part.strip() for part in call.params.get("id_list", "").split(",") if part.strip()]
        for arxiv_id in ids:
            if not _is_id(arxiv_id):
                return _error(f"incorrect id format for {arxiv_id}", f"incorrect_id_format_for_{arxiv_id}")
        try:
            start, most = int(call.params.get("start", "0")), int(call.params.get("max_results", _DEFAULT_RESULTS))
        except ValueError:
            return _error("max_results must be an integer", "max_results_must_be_an_integer")
        if most > _MAX_RESULTS or most < 0 or start < 0:
            return _error(f"max_results must be between 0 and {_MAX_RESULTS}", "max_results_out_of_range")
        found = [entry for entry in map(self._entry, ids) if entry]
        return _feed(call.query, found[start : start + most], len(found), start, most)

    def _entry(self, arxiv_id: str) -> str:
        base, version = split_arxiv_id(arxiv_id)
        paper = self._find(base)
        if paper is None or not paper.has_metadata or (version or 1) > paper.version:
            return ""
        return _entry(paper, version or paper.version)


def _is_id(text: str) -> bool:
    try:
        split_arxiv_id(text)
    except ValueError:
        return False
    return True


def _feed(query: str, entries: list[str], total: int, start: int, most: int) -> Answer:
    head = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns="http://www.w3.org/2005/Atom">\n'
        "  <id>https://arxiv.org/api/sandbox</id>\n"
        f"  <title>arXiv Query: {escape(query)}</title>\n  <updated>{_UPDATED}</updated>\n"
        f"  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
    )
    return Answer(
        200, (head + "".join(entries) + "</feed>\n").encode(), (("content-type", "application/atom+xml; charset=utf-8"),)
    )


def _error(text: str, anchor: str) -> Answer:
    url = f"https://arxiv.org/api/errors#{anchor}"
    entry = (
        f"  <entry>\n    <id>{escape(url)}</id>\n    <title>Error</title>\n    <updated>{_UPDATED}</updated>\n"
        f'    <link href={quoteattr(url)} rel="alternate" type="text/html"/>\n    <summary>{escape(text)}</summary>\n'
        "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
    )
    answer = _feed("", [entry], 1, 0, 1)
    return Answer(400, answer.body, answer.headers)


def _entry(paper: SandboxPaper, version: int) -> str:
    name = f"{paper.id}v{version}"
    updated = paper.published + dt.timedelta(days=7 * (version - 1))
    lines = [
        f"<id>http://arxiv.org/abs/{name}</id>",
        f"<title>{escape(paper.title)}</title>",
        f"<updated>{updated}T00:00:00Z</updated>",
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>',
        f'<link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>',
        f"<summary>{escape(paper.abstract)}</summary>",
        *(f'<category term={quoteattr(term)} scheme="http://arxiv.org/schemas/atom"/>' for term in paper.categories),
        f"<published>{paper.published}T00:00:00Z</published>",
        *([f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>"] if paper.comment else []),
        f"<arxiv:primary_category term={quoteattr(paper.categories[0])}/>",
        *(f"<author><name>{escape(author)}</name></author>" for author in paper.authors),
    ]
    return "  <entry>\n" + "".join(f"    {line}\n" for line in lines) + "  </entry>\n"


class Pdfs:
    """Answers for `/pdf/{id}[vN]`. PDFs are typeset when they are first asked for; the last 256 are kept."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._typeset = lru_cache(maxsize=_KEPT_PDFS)(self._made)

    def __call__(self, call: Call) -> Answer:
        """Answer one call: the PDF, a 301 to its canonical address, or an HTML page with status 404."""
        if call.method not in {"GET", "HEAD"} or not call.path.startswith("/pdf/"):
            return html_answer("404 Not Found", "No such page.", 404)
        name = call.path.removeprefix("/pdf/")
        if name.endswith(".pdf") or call.query:
            return Answer(301, headers=(("location", f"{call.base_url}/pdf/{name.removesuffix('.pdf')}"),))
        if not _is_id(name):
            return html_answer("400 Bad Request", "The identifier is not known to arXiv.", 404)
        base, version = split_arxiv_id(name)
        return self._answer(self._find(base), version)

    def _answer(self, paper: SandboxPaper | None, asked: int | None) -> Answer:
        if paper is None or not paper.has_pdf or (asked or 1) > paper.version:
            return html_answer("404 Not Found", "No PDF for this paper.", 404)
        version = asked or paper.version
        if paper.withdrawn and version == paper.version:
            return html_answer("Withdrawn", f"This version of {paper.id} has been withdrawn and is not available.", 404)
        return Answer(200, self._typeset(paper.id, version), _pdf_headers(paper, version))

    def _made(self, arxiv_id: str, version: int) -> bytes:
        paper = self._find(arxiv_id)
        if paper is None:
            raise KeyError(arxiv_id)
        return typeset(paper, version) if paper.pdf is None else paper.pdf


def _pdf_headers(paper: SandboxPaper, version: int) -> tuple[tuple[str, str], ...]:
    file_name = f"{paper.id.replace('/', '_')}v{version}.pdf"
    return ("content-type", "application/pdf"), ("content-disposition", f'inline; filename="{file_name}"')

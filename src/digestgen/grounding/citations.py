"""Where an English text cites: [12], [3, 5], (Guu et al., 2020; Lee and Toutanova, 2019), the (2020) of Guu et al. (2020)."""

import re

_BRACKETS = re.compile(r"\[[0-9][0-9,;\s–-]{0,80}\]|[(\[][^()\[\]]{4,400}[)\]]", re.ASCII)
_NUMBERS = re.compile(r"\[[0-9]{1,3}(?:\s{0,3}[,;–-]\s{0,3}[0-9]{1,3}){0,30}\]", re.ASCII)
_YEAR = r"(?:19|20)[0-9]{2}[a-z]?"
_BARE_YEAR = re.compile(rf"\(\s?{_YEAR}\s?\)", re.ASCII)
_YEARS = rf"{_YEAR}(?:\s{{0,3}}[,&]\s{{0,3}}(?:{_YEAR}|[a-z](?![a-z]))){{0,6}}"
_WORK = re.compile(
    rf"(?:(?:see|e\.\s?g\.|cf\.|i\.\s?e\.|also|and),?\s{{1,3}}){{0,3}}(?:[a-z]{{1,4}}\s){{0,2}}(?![a-z])[^\W\d_][^\d;]{{1,120}}[,\s]\s{{0,3}}{_YEARS}"
)
"""One cited work: a name, small words like `van der` before it, and its years."""


def find_citations(text: str) -> list[tuple[int, int]]:
    """Return start and end of each citation, in order."""
    return [match.span() for match in _BRACKETS.finditer(text) if _is_citation(match[0])]


def without_citations(text: str) -> str:
    """Return the text with a space in place of each citation."""
    starts, ends = [0], []
    for start, end in find_citations(text):
        ends.append(start)
        starts.append(end)
    return " ".join(text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))


def _is_citation(bracket: str) -> bool:
    if _NUMBERS.fullmatch(bracket) or _BARE_YEAR.fullmatch(bracket):
        return True
    return all(_WORK.fullmatch(" ".join(work.split())) for work in bracket[1:-1].split(";"))

"""The other papers as something to look a paper up in: by id, by title, by nearly the same text.

Of each text only a sketch is kept: the smallest hashes of its runs of 8 characters. Two sketches estimate how much two texts
share (their Jaccard similarity: runs in common over runs in all), with a standard error of about 0.04. Python's hashes of numbers
are not salted, so the same archive answers the same in every process.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from digestgen.identifiers import split_arxiv_id

_HALF = 4
"""Characters of half a run: as UTF-16 they make a number of 64 bits."""
_SKETCH = 128
_ANCHORS = 12
"""So many hashes of a sketch are indexed: texts that share half of their runs share about half of these."""
_CROWD = 64
"""An anchor that stands in so many texts is a stock phrase: it tells no paper from another, and takes no more texts in."""
_CANDIDATES = 4
_NOT_TEXT = re.compile(r"[^0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, eq=False)
class Entry:
    """A paper of the archive."""

    name: str
    id: str | None
    title: str
    """As `title_key` makes it: letters and digits alone."""
    sketch: "array[int]"


class Archive:
    """The other papers, each under its own name: one that is added again takes the place of the earlier."""

    def __init__(self, others: Iterable[tuple[str, str | None, str | None, str]] = ()) -> None:
        """Take in name, id, title and text of each; id and title may be unknown."""
        self._entries: dict[str, Entry] = {}
        self._by_id: dict[str, list[Entry]] = {}
        self._by_title: dict[str, list[Entry]] = {}
        self._by_anchor: dict[int, tuple[Entry, ...]] = {}
        for name, paper_id, title, text in others:
            self.add(name, paper_id, title, text)

    def add(self, name: str, paper_id: str | None, title: str | None, text: str) -> None:
        """Take in one more paper."""
        hashes = _smallest_hashes(text)
        entry = Entry(name, id_key(paper_id) if paper_id else None, title_key(title or ""), hashes)
        self._entries[name] = entry
        if entry.id:
            self._by_id.setdefault(entry.id, []).append(entry)
        if entry.title:
            self._by_title.setdefault(entry.title, []).append(entry)
        for anchor in hashes[:_ANCHORS]:
            crowd = self._by_anchor.get(anchor, ())
            if len(crowd) < _CROWD:
                self._by_anchor[anchor] = (*crowd, entry)

    def same_id(self, paper_id: str, name: str) -> str | None:
        """Return the name of another entry with this id, whatever its version."""
        return next((each.name for each in self._by_id.get(id_key(paper_id), ()) if self._is_other(each, name)), None)

    def same_title(self, title: str, name: str) -> str | None:
        """Return the name of another entry with this title; case, spacing and punctuation do not count."""
        return next((each.name for each in self._by_title.get(title_key(title), ()) if self._is_other(each, name)), None)

    def nearest(self, text: str, name: str) -> tuple[str, float] | None:
        """Return the entry, other than `name`, that shares most of this text, and how much (0 to 1). None: none shares any."""
        found = self.nearest_entry(text, name)
        return (found[0].name, found[1]) if found else None

    def nearest_entry(
        self, text: str, name: str, paper_id: str | None = None, title: str | None = None
    ) -> tuple[Entry, float] | None:
        """Return the same, but all that is known of the entry, and none that has this id or title: another paper."""
        hashes = _smallest_hashes(text)
        own_id, own_title = id_key(paper_id) if paper_id else None, title_key(title or "")
        met = Counter(entry for each in hashes for entry in self._by_anchor.get(each, ()))
        others = (
            entry
            for entry, _ in met.most_common()
            if self._is_other(entry, name)
            and not (own_id and entry.id == own_id)
            and not (own_title and entry.title == own_title)
        )
        mine = frozenset(hashes)
        found = [(entry, _similarity(mine, frozenset(entry.sketch))) for entry in islice(others, _CANDIDATES)]
        return max(found, key=lambda pair: pair[1], default=None)

    def _is_other(self, entry: Entry, name: str) -> bool:
        """Tell whether the entry is another's, and has not been replaced."""
        return entry.name != name and self._entries[entry.name] is entry


def id_key(paper_id: str) -> str:
    """Return the id without its version; as it stands where it is no arXiv id."""
    try:
        return split_arxiv_id(paper_id)[0]
    except ValueError:
        return paper_id.strip()


def title_key(title: str) -> str:
    """Return the letters and digits of a title, lower case."""
    return "".join(filter(str.isalnum, title.casefold()))


def _smallest_hashes(text: str) -> "array[int]":
    """Return the smallest hashes of the text's runs, in order; none for a text shorter than a run."""
    units = memoryview(_NOT_TEXT.sub("", text.casefold()).encode("utf-16-le"))
    fours = [0] * max(len(units) // 2 - _HALF + 1, 0)
    for phase in range(min(_HALF, len(fours))):
        rest = units[2 * phase :]
        fours[phase::_HALF] = rest[: len(rest) - len(rest) % (2 * _HALF)].cast("Q")
    return array("q", sorted(set(map(hash, zip(fours, fours[_HALF:], strict=False))))[:_SKETCH])


def _similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """Estimate the Jaccard similarity from two sketches: of the smallest hashes of both together, the share that both have."""
    smallest = sorted(one | other)[:_SKETCH]
    common = one & other
    return sum(each in common for each in smallest) / max(len(smallest), 1)

"""A paper's title, abstract and text as one text that can be searched, with the page of every character."""

from bisect import bisect_right
from functools import cached_property

from digestgen.findings import Place
from digestgen.grounding.names import NameIndex
from digestgen.grounding.numbers import NumberIndex
from digestgen.grounding.quotes import QuoteIndex
from digestgen.models import PaperText


class Source:
    """What a summary may be read from. Each index is built when it is first asked for, once a paper."""

    def __init__(self, title: str, abstract: str, text: PaperText | None = None) -> None:
        """Join the three, the PDF's text first, so that its offsets stay what they are."""
        body = text.text if text else ""
        self.body_length = len(body)
        self.title = title
        self.text = f"{body}\n\n{title}\n\n{abstract}"
        self.is_full_text = bool(body.strip())
        self._starts = [page.start for page in text.pages] if text else []
        self._numbers = [page.number for page in text.pages] if text else []

    @cached_property
    def numbers(self) -> NumberIndex:
        """Return every number of the paper."""
        return NumberIndex(self.text)

    @cached_property
    def names(self) -> NameIndex:
        """Return every word of the paper, and every join of neighbours."""
        return NameIndex(self.text)

    @cached_property
    def quotes(self) -> QuoteIndex:
        """Return the paper's letters, for quotes."""
        return QuoteIndex(self.text)

    def place(self, start: int, end: int) -> Place:
        """Return where a stretch of `text` stands: its page, or none in title and abstract."""
        if start >= self.body_length:
            shift = self.body_length + 2
            return Place(page=None, start=max(0, start - shift), end=max(0, end - shift))
        index = bisect_right(self._starts, start) - 1
        return Place(page=self._numbers[max(index, 0)] if self._numbers else None, start=start, end=end)

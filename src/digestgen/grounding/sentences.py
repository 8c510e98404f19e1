"""Chinese text to sentences, with their offsets."""

import re
from collections.abc import Iterator

_END = re.compile(r"[。！？!?\n.](?:(?<=[。！？!?])[。！？!?]*[”’」』）)】]*|(?<=\n)\n*|(?<=[^\d\s]\.)(?=\s|$))")
"""The marks come first, so that the search leaps from one to the next."""


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence, its full stop included, white space around it left out."""
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        sentence = text[start:end]
        if bare := sentence.strip():
            first = start + sentence.index(bare[0])
            yield first, first + len(bare)
        start = end

"""Where papers come from: `huggingface` lists them, `arxiv` has metadata and PDFs. Here is what both do to incoming text."""

import unicodedata

_NEVER_SEEN = frozenset({"Cf", "Co", "Cs"})
"""Bidirectional and zero-width marks, private use, lone surrogates (a JSON answer may hold them, UTF-8 may not)."""


def one_line(text: str) -> str:
    """Return `text` on one line: runs of white space and controls become a space, what no reader sees is dropped.

    Of the recorded papers, 31% have a line break in the title and 57% in the abstract.
    """
    seen = (" " if unicodedata.category(c) == "Cc" else c for c in text if unicodedata.category(c) not in _NEVER_SEEN)
    return " ".join("".join(seen).split())

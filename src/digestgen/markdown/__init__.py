"""The digest block as Markdown: rendered, parsed, and carried as JSON between the two. Pure; reads and writes no file."""

from digestgen.markdown.block_json import blocks_from_json, blocks_to_json
from digestgen.markdown.edited import Problem, summary_of
from digestgen.markdown.parse import Piece, parse, split
from digestgen.markdown.render import block_of, render, render_digest

__all__ = [
    "Piece",
    "Problem",
    "block_of",
    "blocks_from_json",
    "blocks_to_json",
    "parse",
    "render",
    "render_digest",
    "split",
    "summary_of",
]

"""The paper as something to look things up in: numbers, names, quotes, claims of being first or best. Pure."""

from digestgen.grounding.source import Source

__all__ = ["Source"]

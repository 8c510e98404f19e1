"""Numbers in Chinese and English text, brought to one value: 7.6亿 and `760 million` are the same, and `7.6 billion` is not."""

from digestgen.grounding.numbers.index import NumberIndex
from digestgen.grounding.numbers.number import Number, is_derived, same
from digestgen.grounding.numbers.reading import read_numbers

__all__ = ["Number", "NumberIndex", "is_derived", "read_numbers", "same"]

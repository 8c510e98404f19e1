"""Boxes and matrices of a PDF page, in points. Pure arithmetic, no PDFium. Facts: ISO 32000-1, 8.3."""

from math import hypot
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Area in square points; 0 where the sides are crossed."""
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)

    def meets(self, other: "Box") -> bool:
        """Tell whether the two share a point."""
        return self.left <= other.right and other.left <= self.right and self.bottom <= other.top and other.bottom <= self.top

    def cut(self, other: "Box") -> "Box":
        """Return what the two share; its area is 0 where that is nothing."""
        return Box(
            max(self.left, other.left), max(self.bottom, other.bottom), min(self.right, other.right), min(self.top, other.top)
        )


def around(points: list[tuple[float, float]]) -> Box:
    """Return the smallest box around at least one point."""
    across, up = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(up), max(across), max(up))


class Matrix(NamedTuple):
    """A transformation: x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, outer: "Matrix") -> "Matrix":
        """Return the transformation that does this one first and `outer` after it."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def move(self, box: Box) -> Box:
        """Return the box around the transformed `box`."""
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        return around([(self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f) for x, y in corners])

    @property
    def scales(self) -> tuple[float, float]:
        """What becomes of one unit along a line of text, and across it."""
        along = hypot(self.a, self.b)
        return along, abs(self.a * self.d - self.b * self.c) / along if along else 0.0


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

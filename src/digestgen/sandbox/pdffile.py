"""A tiny PDF writer: numbered objects, streams, pages, base-14 fonts. No layout, no metrics, no checks.

For the sandbox, which typesets its demo papers, and for the tests, which need PDFs with every trick: whatever bytes they give
are written as they are. Facts: ISO 32000-1, 7.3 (objects), 7.5 (file structure), 9.6 (simple fonts).

    pdf = PdfFile()
    times = pdf.font(b"Times-Roman")
    pdf.page(b"BT /F1 10 Tf 72 700 Td " + literal("A ﬁne line") + b" Tj ET", fonts={b"F1": times})
    path.write_bytes(pdf.save())
"""

import zlib
from collections.abc import Mapping

LIGATURES = {"ﬁ": 0x1E, "ﬂ": 0x1F}
"""The ligatures of the base-14 fonts, and the character codes at which `PdfFile.font` puts them."""

_ENCODING = b"<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[30/fi/fl]>>"
_LETTER_BOX = (0.0, 0.0, 612.0, 792.0)
_CATALOG, _PAGE_TREE = 1, 2


def literal(text: str) -> bytes:
    """Return `text` as a PDF string in parentheses, for fonts made by `PdfFile.font`.

    Windows-1252 and the ligatures U+FB01 and U+FB02 can be written; raises UnicodeEncodeError for anything else.
    """
    codes = b"".join(bytes([LIGATURES[char]]) if char in LIGATURES else char.encode("cp1252") for char in text)
    return b"(" + codes.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)").replace(b"\r", rb"\r") + b")"


class PdfFile:
    """A PDF in the making: add objects in any order, then `save`. Object 1 is the catalog, 2 the page tree."""

    def __init__(self) -> None:
        self._bodies: dict[int, bytes] = {_CATALOG: b"", _PAGE_TREE: b""}
        self._pages: list[int] = []
        self.catalog_entries = b""
        """More entries of the catalog, e.g. `/OCProperties 7 0 R`."""
        self.trailer_entries = b""
        """More entries of the trailer, e.g. `/Encrypt 9 0 R`."""

    def add(self, body: bytes) -> int:
        """Add an object (`<<…>>`, `[…]`, a number …); return its number, to be referred to as `N 0 R`."""
        number = len(self._bodies) + 1
        self._bodies[number] = body
        return number

    def replace(self, number: int, body: bytes) -> None:
        """Give object `number` another body: how two objects come to refer to each other."""
        self._bodies[number] = body

    def add_stream(self, entries: bytes, data: bytes, *, deflate: bool = False) -> int:
        """Add a stream whose dictionary holds `entries` and the length; `deflate` compresses `data` and says so."""
        return self.add(stream(entries, data, deflate=deflate))

    def font(self, base: bytes = b"Helvetica") -> int:
        """Add one of the 14 standard fonts in WinAnsiEncoding, with fi and fl at the codes of `LIGATURES`."""
        return self.add(b"<</Type/Font/Subtype/Type1/BaseFont/" + base + b"/Encoding" + _ENCODING + b">>")

    def page(
        self,
        content: bytes,
        *,
        fonts: Mapping[bytes, int] | None = None,
        resources: bytes = b"",
        box: tuple[float, float, float, float] = _LETTER_BOX,
        entries: bytes = b"",
    ) -> int:
        """Append a page; return its object number.

        `content` is its content stream; `fonts` maps names to font objects; `resources` are more entries of the resource
        dictionary (`/XObject<<…>>`); `box` is left, bottom, right, top in points; `entries` are more entries of the page.
        """
        named = b"".join(b"/%s %d 0 R" % (name, number) for name, number in (fonts or {}).items())
        corners = " ".join(f"{side:g}" for side in box).encode("ascii")
        content_number = self.add_stream(b"", content)
        number = self.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox[%s]/Resources<</Font<<%s>>%s>>/Contents %d 0 R%s>>"
            % (_PAGE_TREE, corners, named, resources, content_number, entries)
        )
        self._pages.append(number)
        return number

    def save(self) -> bytes:
        """Return the file: header, objects in order of their numbers, cross-reference table, trailer."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids)
        catalog = b"<</Type/Catalog/Pages %d 0 R%s>>" % (_PAGE_TREE, self.catalog_entries)
        bodies = self._bodies | {_CATALOG: catalog, _PAGE_TREE: self._bodies[_PAGE_TREE] or tree}
        out, table = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), [b"0000000000 65535 f \n"]
        for number in sorted(bodies):
            table.append(b"%010d 00000 n \n" % len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number])
        start = len(out)
        out += b"xref\n0 %d\n%s" % (len(table), b"".join(table))
        out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(table), self.trailer_entries, start)
        return bytes(out)


def stream(entries: bytes, data: bytes, *, deflate: bool = False) -> bytes:
    """Return the body of a stream object: its dictionary with `entries` and the length, and its data."""
    if deflate:
        data, entries = zlib.compress(data), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)

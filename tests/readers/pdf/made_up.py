"""Small PDF files written by hand: text at a place, rules, form XObjects, pictures."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

SIZE = (595, 842)
# Codes are UTF-16 units, so that any character can be printed, even one that no font has.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
    b"endcmap end end"
)


def text(x: float, y: float, words: str, *, size: float = 12, matrix: str = "") -> str:
    """`words` with the origin of the first character at (x, y) from the lower left corner. `matrix`
    takes the place of the text matrix (its last two numbers are x and y)."""
    codes = words.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {matrix or f'1 0 0 1 {x} {y}'} Tm <{codes}> Tj ET\n"


def rule(x0: float, y0: float, x1: float, y1: float, *, width: float = 0.75, colour: str = "0 0 0") -> str:
    """A line drawn with a pen."""
    return f"{colour} RG {width} w {x0} {y0} m {x1} {y1} l S\n"


def bar(x: float, y: float, width: float, height: float, *, colour: str = "0 0 0") -> str:
    """A filled rectangle."""
    return f"{colour} rg {x} {y} {width} {height} re f 0 0 0 rg\n"


def table(
    xs: Sequence[float], ys: Sequence[float], texts: Sequence[Sequence[str]], *, size: float = 10
) -> str:
    """A table with all its rules; `ys` from the top down, a text for each cell."""
    drawn = [rule(xs[0], y, xs[-1], y) for y in ys] + [rule(x, ys[0], x, ys[-1]) for x in xs]
    for top, line in zip(ys, texts, strict=False):
        drawn += [text(x + 2, top - size - 2, words, size=size) for x, words in zip(xs, line, strict=False)]
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class Form:
    """A form XObject: drawn by `/<name> Do`."""

    name: str
    content: str
    matrix: str = "1 0 0 1 0 0"
    inner: Sequence[Form] = ()


def pdf(
    *pages: str,
    forms: Sequence[Form] = (),
    rotate: int = 0,
    extra: bytes = b"",
    compressed: bool = False,
) -> bytes:
    """A PDF with a page for each content stream. `/Im1 Do` draws a picture; `extra` goes into the
    trailer."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(entries: str, content: bytes) -> bytes:
        if compressed:
            entries, content = f"/Filter /FlateDecode {entries}", zlib.compress(content)
        return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"

    cmap = add(stream("", _TO_UNICODE))
    descriptor = add(
        b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /W [32 126 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        + f" /FontDescriptor {descriptor} 0 R >>".encode()
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
        + f" /DescendantFonts [{descendant} 0 R] /ToUnicode {cmap} 0 R >>".encode()
    )
    picture = add(
        stream(
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            b"\x80",
        )
    )

    def resources(inner: Sequence[Form]) -> str:
        names = " ".join(f"/{form.name} {add_form(form)} 0 R" for form in inner)
        return f"<< /Font << /F1 {font} 0 R >> /XObject << /Im1 {picture} 0 R {names} >> >>"

    def add_form(form: Form) -> int:
        entries = (
            f"/Type /XObject /Subtype /Form /BBox [-2000 -2000 2000 2000] /Matrix [{form.matrix}]"
            f" /Resources {resources(form.inner)}"
        )
        return add(stream(entries, form.content.encode()))

    shared = resources(forms)
    parent = len(objects) + 2 * len(pages) + 1
    numbers = []
    for content in pages:
        body = add(stream("", content.encode()))
        numbers.append(
            add(
                f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {SIZE[0]} {SIZE[1]}] /Rotate {rotate}"
                f" /Resources {shared} /Contents {body} 0 R >>".encode()
            )
        )
    kids = " ".join(f"{number} 0 R" for number in numbers)
    assert add(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()) == parent
    return _assemble(objects, add(f"<< /Type /Catalog /Pages {parent} 0 R >>".encode()), extra)


def _assemble(objects: Sequence[bytes], root: int, extra: bytes) -> bytes:
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += f"trailer << /Size {len(objects) + 1} /Root {root} 0 R ".encode() + extra
    return bytes(data + f" >>\nstartxref\n{start}\n%%EOF\n".encode())

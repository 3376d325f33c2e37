"""Word files, written by hand: the same bytes for the same content on every machine.

The package is stored, not compressed, with one fixed date: compressors differ between systems.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from xml.sax.saxutils import escape

from audit.samples.county import read_bank
from audit.samples.layout import PaperCell, PaperTable, lay_out
from audit.samples.model import ReportContent, TableContent
from audit.samples.writers.flow import Piece, flow

__all__ = ["write_docx", "write_marked_docx"]

_DATE = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PAGE, _MARGIN = (11906, 16838), 1134  # A4, in twentieths of a point
_TEXT_WIDTH = _PAGE[0] - 2 * _MARGIN
_SECTION = (
    f'<w:sectPr><w:pgSz w:w="{_PAGE[0]}" w:h="{_PAGE[1]}"/><w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" '
    f'w:bottom="{_MARGIN}" w:left="{_MARGIN}" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
# Every side ruled and as wide as the text, as the form is printed.
_RULED = (
    f'<w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
    '<w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="420"/>'
_WIDE = 8  # columns; tables of more are set in small print, else they would not fit the page
_REGULAR, _SMALL = 21, 15  # in half points
_REVISED = 'w:id="{0}" w:author="office" w:date="2024-01-05T09:00:00Z"'

_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_LINKS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/image" Target="media/table.png"/></Relationships>'
)
_NUMBERING = (
    f'{_XML}<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def write_docx(content: ReportContent) -> bytes:
    """A plain file: gridSpan and vMerge, every numeral typed."""
    return _pack("".join(_piece(piece) for piece in flow(content)))


def write_marked_docx(content: ReportContent) -> bytes:
    """A file with a history: headings numbered by the word processor, a number in every table replaced
    with revision marks on, fields in content controls, the last table inside another."""
    typed = [part.numeral for part in content.parts]
    automatic = typed == [_numeral(part.numeral) for part in content.template.parts][: len(typed)]
    revisions = count(1)
    body: list[str] = []
    for piece in flow(content):
        if piece.kind == "heading" and automatic:
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            body.append(_paragraph(_run(piece.text), properties))
        elif piece.kind == "table" and piece.table is not None and piece.table.presence == "text":
            table = "".join(_table(piece.table, revisions))
            body.append(_nest(table) if piece.table.key == "disputes" else table)
        else:
            body.append(_piece(piece))
    return _pack("".join(body))


def _numeral(numeral: str) -> str:
    return str(read_bank("prose.toml")["part_numeral"].format(numeral=numeral))


def _pack(body: str) -> bytes:
    document = (
        f'{_XML}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}'
        f"{_SECTION}</w:body></w:document>"
    )
    files = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _ROOT.encode(),
        "word/document.xml": document.encode(),
        "word/numbering.xml": _NUMBERING.format(pattern=_numeral("%1")).encode(),
        "word/_rels/document.xml.rels": _LINKS.encode(),
        "word/media/table.png": _dot(),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 3
            package.writestr(info, data)
    return target.getvalue()


def _piece(piece: Piece) -> str:
    if piece.table is None:
        centred = '<w:jc w:val="center"/>'
        return _paragraph(_run(piece.printed), centred if piece.kind == "title" else _INDENT)
    if piece.table.presence == "picture":
        return _paragraph(_picture(piece.table))
    return "".join(_table(piece.table, None))


def _paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def _run(text: str, size: int = _REGULAR) -> str:
    properties = "" if size == _REGULAR else f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _nest(table: str) -> str:
    width = f'w:w="{_TEXT_WIDTH}"'
    return (
        f'<w:tbl><w:tblPr><w:tblW {width} w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol {width}/></w:tblGrid>'
        f'<w:tr><w:tc><w:tcPr><w:tcW {width} w:type="dxa"/></w:tcPr>{table}<w:p/></w:tc></w:tr></w:tbl><w:p/>'
    )


def _table(content: TableContent, revisions: Iterator[int] | None) -> Iterator[str]:
    """The table's markup; with `revisions` its first number is a replacement and its labels controls."""
    table = lay_out(content)
    widths = _widths(table)
    size = _SMALL if table.width > _WIDE else _REGULAR
    replaced = next((cell for cell in table.cells if cell.role == "value" and cell.text), None)
    yield f"<w:tbl>{_RULED}<w:tblGrid>"
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    for row, line in enumerate(table.lines()):
        yield "<w:tr>"
        for cell in line:
            if cell is None:
                continue
            width = sum(widths[cell.column : cell.column + cell.colspan])
            if cell.row < row:
                yield _cell(cell, "<w:p/>", "<w:vMerge/>", width)
            else:
                merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
                inner = _content(cell, size, revisions, replaced=cell is replaced)
                yield _cell(cell, inner, merge, width)
        yield "</w:tr>"
    yield "</w:tbl>"


def _widths(table: PaperTable) -> list[int]:
    """The width of every column: those of labels are twice as wide as the others."""
    labels = {cell.column for cell in table.cells if cell.role == "label"}
    shares = [2 if column in labels else 1 for column in range(table.width)]
    return [_TEXT_WIDTH * share // sum(shares) for share in shares]


def _content(cell: PaperCell, size: int, revisions: Iterator[int] | None, *, replaced: bool) -> str:
    run = _run(cell.text, size)
    if revisions is not None and replaced:
        old, new = (_REVISED.format(next(revisions)) for _ in range(2))
        gone = f"<w:del {old}><w:r><w:delText>7</w:delText></w:r></w:del>"
        return _paragraph(f"{gone}<w:ins {new}>{run}</w:ins>")
    if revisions is not None and cell.role == "label":
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{_paragraph(run)}</w:sdtContent></w:sdt>"
    return _paragraph(run)


def _cell(cell: PaperCell, inner: str, merge: str, width: int) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{inner}</w:tc>'


def _picture(table: TableContent) -> str:
    name = escape(table.template.table(table.key).name)
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f'<wp:extent cx="5000000" cy="3000000"/><wp:docPr id="1" name="{name}" descr="{name}"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="table.png"/>'
        '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/>'
        '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5000000" cy="3000000"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _dot() -> bytes:
    """A white picture of one pixel. Its data is stored uncompressed, like the package."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff", 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")

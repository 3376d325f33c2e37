"""Word documents (DOCX), read from the XML of their package: what is printed, in reading order.

Tracked insertions count, deletions do not; automatic numbers stand before their text; a text box
follows the paragraph it hangs on. Headers, footers and notes are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.document import Block, Grid, GridCell, Origin, Paragraph, Picture
from audit.errors import DamagedFile
from audit.readers.docx_markup import Element, child, children, is_on, name
from audit.readers.docx_numbering import Numbering, read_numbering
from audit.readers.docx_package import Package, open_package
from audit.readers.docx_tables import own_rows, place_cells
from audit.readers.formats import Content, Format, refuse_large_grid
from audit.readers.layout import is_layout
from audit.readers.signature import zip_names
from audit.text import clean

__all__ = ["FORMAT", "read_docx"]

_SUFFIXES = (".docx", ".docm", ".dotx")
_BLANK_LINES = re.compile(r"\n{2,}")
_CORE = "docProps/core.xml"
_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})


def read_docx(data: bytes, file: str) -> Content:
    """The blocks of a DOCX and its title. Raises what `open_package` raises."""
    package = open_package(data, file)
    document = package.parse(package.main)
    body = child(document, "body")
    if body is None:
        raise DamagedFile("正文部件没有内容", place=file, found=package.main, advice="重新取得原件后重试")
    refuse_large_grid(sum(1 for _ in body.iter("{*}tc")), file)
    relations = package.related(package.main)
    parts = dict(relations.values())
    numbering = read_numbering(
        package.parse(parts.get("numbering", "")), package.parse(parts.get("styles", ""))
    )
    flow = _Flow(file, numbering, {key: target for key, (_, target) in relations.items()})
    flow.read(body)
    return Content(tuple(flow.blocks), _metadata(package))


def _metadata(package: Package) -> dict[str, str]:
    root = package.parse(_CORE)
    titles = [] if root is None else [item.text or "" for item in root if str(item.tag).endswith("}title")]
    return {"title": clean(titles[0])} if titles and clean(titles[0]) else {}


class _Flow:
    """Blocks in reading order while a body is walked."""

    def __init__(self, file: str, numbering: Numbering, targets: dict[str, str]) -> None:
        self.blocks: list[Block] = []
        self._file = file
        self._numbering = numbering
        self._targets = targets
        self._labels: dict[Element, str] = {}
        self._carried = ""  # text of a paragraph whose mark was deleted: it runs into the next
        self._grids = 0

    def read(self, body: Element) -> None:
        # Numbers are counted once and first: cells may be read twice, to tell what their table is.
        for paragraph in _paragraphs(body):
            if not _is_mark_deleted(paragraph):
                self._labels[paragraph] = self._numbering.number(child(paragraph, "pPr"))
        self._read_blocks(body)

    def _read_blocks(self, holder: Element) -> None:
        for item in children(holder):
            if name(item) == "p":
                self._read_paragraph(item)
            elif name(item) == "tbl":
                self._read_table(item)

    def _read_paragraph(self, paragraph: Element) -> None:
        text = self._carried + _text(paragraph)
        boxes, pictures = _drawn(paragraph)
        self._carried = ""
        if _is_mark_deleted(paragraph):
            self._carried = text
        else:
            for line in clean(self._labels.get(paragraph, "") + text).split("\n"):
                if line or not (text.strip() or boxes or pictures):
                    self.blocks.append(Paragraph(line, self._origin()))
        for picture in pictures:
            self.blocks.append(Picture(self._describe(picture), self._origin()))
        for box in boxes:
            self._read_blocks(box)

    def _read_table(self, table: Element) -> None:
        """A table of data becomes a grid, and tables within follow it; any other is dissolved."""
        rows = own_rows(table)
        cells = [cell for _, row in rows for cell in row]
        inner = [item for cell in cells for item in children(cell) if name(item) == "tbl"]
        texts = [self._cell_text(cell) for cell in cells]
        widest = max((len(row) for _, row in rows), default=0)
        if is_layout(widest, texts, holds_tables=bool(inner)):
            for cell in cells:
                self._read_blocks(cell)
            return
        self._add_grid(rows)
        for item in inner:
            self._read_table(item)

    def _add_grid(self, rows: list[tuple[Element, list[Element]]]) -> None:
        placed = place_cells(rows, self._cell_text)
        self._grids += 1
        origin = replace(self._origin(), grid=self._grids)
        cells = tuple(
            GridCell(
                cell.text,
                cell.row,
                cell.column,
                replace(origin, row=cell.row + 1, column=cell.column + 1),
                cell.rowspan,
                cell.colspan,
            )
            for cell in placed
        )
        self.blocks.append(Grid(cells, origin))

    def _cell_text(self, cell: Element) -> str:
        """The text of a cell, a line per paragraph, without tables within it."""
        lines = []
        for paragraph in _paragraphs(cell, tables=False):
            lines.append(self._labels.get(paragraph, "") + _text(paragraph))
            if not _is_mark_deleted(paragraph):
                lines.append("\n")
        return _BLANK_LINES.sub("\n", clean("".join(lines)))

    def _describe(self, picture: Element) -> str:
        for item in picture.iter():
            written = item.get("descr") or item.get("title") or item.get("alt")
            if written:
                return clean(written)
        for item in picture.iter():
            identity = next(
                (v for k, v in item.attrib.items() if str(k).endswith(("}embed", "}id", "}link"))), ""
            )
            if str(identity) in self._targets:
                return self._targets[str(identity)].rpartition("/")[2]
        return ""

    def _origin(self) -> Origin:
        return Origin(self._file, paragraph=len(self.blocks) + 1)


def _paragraphs(holder: Element, *, tables: bool = True) -> Iterator[Element]:
    """Every paragraph within, in the order of numbering: text boxes after their paragraph."""
    for item in children(holder):
        if name(item) == "p":
            yield item
            for box in _drawn(item)[0]:
                yield from _paragraphs(box, tables=tables)
        elif name(item) == "tbl" and tables:
            for _, cells in own_rows(item):
                for cell in cells:
                    yield from _paragraphs(cell)


def _text(paragraph: Element) -> str:
    pieces: list[str] = []
    for run in children(paragraph):
        if name(run) in ("r", "m:r") and not is_on(run, "rPr", "vanish"):
            for item in children(run):
                kind = name(item)
                if kind in ("t", "m:t"):
                    pieces.append(item.text or "")
                elif kind == "r":  # inside the base text of a ruby
                    pieces.extend(part.text or "" for part in children(item) if name(part) == "t")
                else:
                    pieces.append(_WRITTEN.get(kind, ""))
    return "".join(pieces)


def _drawn(paragraph: Element) -> tuple[list[Element], list[Element]]:
    """The text boxes of a paragraph and its pictures."""
    boxes: list[Element] = []
    pictures: list[Element] = []
    for run in children(paragraph):
        for drawing in children(run) if name(run) == "r" else ():
            if name(drawing) in _DRAWN:
                found = len(boxes)
                boxes.extend(_boxes(drawing))
                images = any(name(item) in ("a:blip", "v:imagedata") for item in drawing.iter())
                if images and len(boxes) == found:
                    pictures.append(drawing)
    return boxes, pictures


def _boxes(holder: Element) -> Iterator[Element]:
    for item in children(holder):
        if name(item) == "txbxContent":
            yield item
        else:
            yield from _boxes(item)


def _is_mark_deleted(paragraph: Element) -> bool:
    mark = child(paragraph, "pPr", "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _is_docx(data: bytes, suffix: str) -> bool:
    """Whether `data` is a zip with Word's folder; a broken one, when its name or bytes say so."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    names = zip_names(data)
    if names is None:
        return suffix in _SUFFIXES or b"word/" in data
    return any(member.lstrip("/").startswith("word/") for member in names)


FORMAT = Format(
    name="docx",
    label="Word 文档（.docx）",
    suffixes=_SUFFIXES,
    size=64 * 1024 * 1024,
    sniff=_is_docx,
    read=read_docx,
    version=1,
)

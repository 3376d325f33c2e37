"""Word documents (DOCX), read from the XML of their package: what is printed, in reading order.

Tracked insertions count, deletions do not; automatic numbers stand before their text; a text box
follows the paragraph it hangs on. Headers, footers and notes are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.document import Block, Origin, Paragraph, Picture
from audit.errors import DamagedFile
from audit.readers.docx_markup import Element, child, children, name
from audit.readers.docx_numbering import Numbering, read_numbering
from audit.readers.docx_paragraphs import Scanned, scan
from audit.readers.docx_tables import own_rows, place_cells
from audit.readers.formats import Content, Format, refuse_large_grid
from audit.readers.layout import is_layout
from audit.readers.package import Package, open_package
from audit.readers.signature import zip_names
from audit.readers.spans import Placed, build_grid
from audit.text import clean

__all__ = ["FORMAT", "read_docx"]

_SUFFIXES = (".docx", ".docm", ".dotx")
_BLANK_LINES = re.compile(r"\n{2,}")
_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"


def read_docx(data: bytes, file: str) -> Content:
    """The blocks of a DOCX and its title. Raises what `open_package` raises."""
    package = open_package(data, file, _MAIN)
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
        self._scanned: dict[Element, tuple[str, Scanned]] = {}  # with the automatic number
        self._carried = ""  # text of a paragraph that runs on into the next
        self._grids = 0

    def read(self, body: Element) -> None:
        # Numbers count in reading order, so that all are given out before a table is judged.
        self._scan(body)
        self._read_blocks(body)

    def _scan(self, holder: Element) -> None:
        for item in children(holder):
            if name(item) == "p":
                scanned = scan(item)
                label = "" if scanned.runs_on else self._numbering.number(child(item, "pPr"))
                self._scanned[item] = (label, scanned)
                for box in scanned.boxes:
                    self._scan(box)
            elif name(item) == "tbl":
                for _, cells in own_rows(item):
                    for cell in cells:
                        self._scan(cell)

    def _read_blocks(self, holder: Element) -> None:
        for item in children(holder):
            if name(item) == "p":
                self._read_paragraph(item)
            elif name(item) == "tbl":
                self._read_table(item)

    def _read_paragraph(self, paragraph: Element) -> None:
        label, scanned = self._scanned[paragraph]
        text = self._carried + scanned.text
        self._carried = text if scanned.runs_on else ""
        if not scanned.runs_on:
            for line in clean(label + text).split("\n"):
                if line or not (text.strip() or scanned.boxes or scanned.pictures):
                    self.blocks.append(Paragraph(line, self._origin()))
        for picture in scanned.pictures:
            self.blocks.append(Picture(self._describe(picture), self._origin()))
        for box in scanned.boxes:
            self._read_blocks(box)

    def _read_table(self, table: Element) -> None:
        """A table of data becomes a grid, and tables within follow it; any other is dissolved."""
        rows = own_rows(table)
        cells = [cell for _, row in rows for cell in row]
        inner = [item for cell in cells for item in children(cell) if name(item) == "tbl"]
        texts = {cell: self._cell_text(cell) for cell in cells}
        widest = max((len(row) for _, row in rows), default=0)
        if is_layout(widest, list(texts.values()), holds_tables=bool(inner)):
            for cell in cells:
                self._read_blocks(cell)
            return
        self._add_grid(place_cells(rows, texts))
        for item in inner:
            self._read_table(item)

    def _add_grid(self, placed: Sequence[Placed]) -> None:
        self._grids += 1
        self.blocks.append(build_grid(placed, self._origin()._replace(grid=self._grids)))

    def _cell_text(self, cell: Element) -> str:
        """The text of a cell, a line per paragraph, without tables within it."""
        return _BLANK_LINES.sub("\n", clean("".join(self._cell_lines(cell))))

    def _cell_lines(self, holder: Element) -> Iterator[str]:
        for item in children(holder):
            if name(item) == "p":
                label, scanned = self._scanned[item]
                yield label + scanned.text + ("" if scanned.runs_on else "\n")
                for box in scanned.boxes:
                    yield from self._cell_lines(box)

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

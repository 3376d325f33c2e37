"""Word documents (DOCX), read from the XML of their package: what is printed, in reading order.

Tracked insertions count, deletions do not; automatic numbers stand before their text; a text box
follows the paragraph it hangs on. Headers, footers and notes are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from audit.document import Block, Grid, Origin, Paragraph, Picture
from audit.errors import DamagedFile
from audit.readers.docx_markup import Element, Named, child, children, drop_looks
from audit.readers.docx_numbering import Numbering, read_numbering
from audit.readers.docx_paragraphs import Scanned, scan
from audit.readers.docx_tables import Row, place_cells, read_rows
from audit.readers.formats import GRID_CELLS, Content, Format, refuse_large_grid
from audit.readers.layout import is_layout
from audit.readers.package import Package, open_package, read_media
from audit.readers.pictures import read_inside
from audit.readers.signature import zip_names
from audit.readers.spans import build_grid
from audit.text import clean

__all__ = ["FORMAT", "read_docx"]

_SUFFIXES = (".docx", ".docm", ".dotx")
_BREAK = "\n"
_BLANK_LINES = re.compile(r"\n{2,}")
_SHORTEST_CELL = len("<tc/>")
_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"


def read_docx(data: bytes, file: str) -> Content:
    """The blocks of a DOCX and its title. Raises what `open_package` raises."""
    package = open_package(data, file, _MAIN)
    document = package.parse(package.main)
    body = child(document, "body")
    if body is None:
        raise DamagedFile("正文部件没有内容", place=file, found=package.main, advice="重新取得原件后重试")
    if len(package.parts[package.main]) > _SHORTEST_CELL * GRID_CELLS:
        refuse_large_grid(sum(1 for _ in body.iter("{*}tc")), file)
    drop_looks(body)
    relations = package.related(package.main)
    parts = dict(relations.values())
    numbering = read_numbering(
        package.parse(parts.get("numbering", "")), package.parse(parts.get("styles", ""))
    )
    targets = {key: target for key, (_, target) in relations.items()}
    flow = _Flow(file, numbering, targets, lambda name: read_media(data, name, file))
    flow.read(body)
    return Content(tuple(flow.blocks), _metadata(package))


def _metadata(package: Package) -> dict[str, str]:
    root = package.parse(_CORE)
    titles = [] if root is None else [item.text or "" for item in root if str(item.tag).endswith("}title")]
    return {"title": clean(titles[0])} if titles and clean(titles[0]) else {}


class _Line(NamedTuple):
    """A paragraph with its automatic number, and what its text boxes hold."""

    label: str
    scanned: Scanned
    boxes: tuple[list[_Line | _Table], ...]

    @property
    def printed(self) -> str:
        """Its number and text, and the line break after them."""
        return f"{self.label}{self.scanned.text}{'' if self.scanned.runs_on else _BREAK}"


class _Table(NamedTuple):
    """The rows of a table, and what each of its cells holds, in reading order."""

    rows: list[Row]
    contents: list[list[_Line | _Table]]


class _Flow:
    """Blocks in reading order while a body is walked."""

    def __init__(
        self, file: str, numbering: Numbering, targets: dict[str, str], load: Callable[[str], bytes]
    ) -> None:
        self.blocks: list[Block] = []
        self._file = file
        self._numbering = numbering
        self._targets = targets
        self._load = load
        self._carried = ""  # text of a paragraph that runs on into the next
        self._grids = 0

    def read(self, body: Element) -> None:
        # Numbers count in reading order, so that all are given out before a table is judged.
        self._read_items(self._scan(children(body)))

    def _scan(self, content: Iterable[Named]) -> list[_Line | _Table]:
        """The paragraphs and tables of `content`."""
        items: list[_Line | _Table] = []
        for kind, item in content:
            if kind == "p":
                scanned = scan(item)
                label = "" if scanned.runs_on else self._numbering.number(scanned.marks)
                boxes = tuple(self._scan(children(box)) for box in scanned.boxes) if scanned.boxes else ()
                items.append(_Line(label, scanned, boxes))
            elif kind == "tbl":
                rows = read_rows(item)
                items.append(_Table(rows, [self._scan(cell.content) for row in rows for cell in row.cells]))
        return items

    def _read_items(self, items: Iterable[_Line | _Table]) -> None:
        for item in items:
            if isinstance(item, _Line):
                self._read_line(item)
            else:
                self._read_table(item)

    def _read_line(self, line: _Line) -> None:
        scanned = line.scanned
        text = self._carried + scanned.text
        self._carried = text if scanned.runs_on else ""
        if not scanned.runs_on:
            for printed in clean(line.label + text).split("\n"):
                if printed or not (text.strip() or scanned.boxes or scanned.pictures):
                    self.blocks.append(Paragraph(printed, self._origin()))
        for picture in scanned.pictures:
            self._add_picture(picture)
        for box in line.boxes:
            self._read_items(box)

    def _read_table(self, table: _Table) -> None:
        """A table of data becomes a grid, and tables within follow it; any other is dissolved."""
        inner = [item for content in table.contents for item in content if isinstance(item, _Table)]
        texts = list(map(_cell_text, table.contents))
        widest = max((len(row.cells) for row in table.rows), default=0)
        if is_layout(widest, texts, holds_tables=bool(inner)):
            for content in table.contents:
                self._read_items(content)
            return
        self._grids += 1
        origin = self._origin()._replace(grid=self._grids)
        self.blocks.append(build_grid(place_cells(table.rows, texts), origin))
        self._read_items(inner)
        for content in table.contents:
            for line in content:
                if isinstance(line, _Line):
                    self._read_pictures(line)

    def _add_picture(self, picture: Element) -> None:
        """What is printed in a picture, or that there is one."""
        if not self._read_picture(picture):
            self.blocks.append(Picture(self._describe(picture), self._origin()))

    def _read_pictures(self, line: _Line) -> None:
        """What is printed in the pictures of a line in a cell: a logo there is nobody's concern."""
        for picture in line.scanned.pictures:
            self._read_picture(picture)

    def _read_picture(self, picture: Element) -> bool:
        """Whether a table or sentences are printed in a picture; then they are blocks."""
        inside = read_inside(partial(self._load, self._target(picture)), self._origin(), self._grids)
        self._grids += sum(isinstance(block, Grid) for block in inside)
        self.blocks += inside
        return bool(inside)

    def _describe(self, picture: Element) -> str:
        for item in picture.iter():
            written = item.get("descr") or item.get("title") or item.get("alt")
            if written:
                return clean(written)
        return self._target(picture).rpartition("/")[2]

    def _target(self, picture: Element) -> str:
        """The name of the part that holds a picture."""
        for item in picture.iter():
            identity = next(
                (v for k, v in item.attrib.items() if str(k).endswith(("}embed", "}id", "}link"))), ""
            )
            if str(identity) in self._targets:
                return self._targets[str(identity)]
        return ""

    def _origin(self) -> Origin:
        return Origin(self._file, paragraph=len(self.blocks) + 1)


def _cell_text(content: Sequence[_Line | _Table]) -> str:
    """The text of a cell, a line per paragraph, without tables within it."""
    first = content[0] if len(content) == 1 else None
    if isinstance(first, _Line) and not first.boxes:  # as most
        text = clean(first.label + first.scanned.text)
    else:
        text = clean("".join(_printed_lines(content)))
    return _BLANK_LINES.sub("\n", text) if "\n" in text else text


def _printed_lines(content: Sequence[_Line | _Table]) -> Iterator[str]:
    for item in content:
        if isinstance(item, _Line):
            yield item.printed
            for box in item.boxes:
                yield from _printed_lines(box)


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
    version=2,
    shows_pictures=True,
)

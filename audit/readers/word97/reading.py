"""Binary Word documents: what is printed, in reading order.

The rules are those of the DOCX reader: tracked insertions count, deletions and hidden text do not,
automatic numbers stand before their text, layout tables are dissolved. Text boxes follow the text;
headers, footers and notes are left out. Macros and embedded objects are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.document import Block, Origin, Paragraph, Picture
from audit.readers.formats import Content, refuse_large_grid
from audit.readers.layout import is_layout
from audit.readers.spans import build_grid
from audit.readers.word97.characters import Characters, read_characters
from audit.readers.word97.lists import Lists, read_lists
from audit.readers.word97.properties import ParagraphRuns, paragraph_runs
from audit.readers.word97.streams import BROKEN, broken, open_streams
from audit.readers.word97.tables import Cell, Paragraph97, Table, ends_cell, gather, place_cells
from audit.text import clean

__all__ = ["read_doc"]

_ENDS = re.compile("[\r\x07\x0c]")
_PICTURE = "\x01"
_WRITTEN: dict[int, str | None] = dict.fromkeys(range(32))
_WRITTEN |= {0x09: "\t", 0x0A: "\n", 0x0B: "\n", 0x0E: "\n", 0x1E: "-"}
_BLANK_LINES = re.compile(r"\n{2,}")


def read_doc(data: bytes, file: str) -> Content:
    """The blocks of a document and its title.

    Raises `DamagedFile` (broken, encrypted), `UnknownFormat` (older than Word 97), `LimitExceeded`.
    """
    streams = open_streams(data, file)
    try:
        characters = read_characters(streams)
        refuse_large_grid(characters.text.count("\x07"), file)
        runs, lists = paragraph_runs(streams), read_lists(streams)
        flow = _Flow(file)
        for start, end in (streams.body, streams.boxes):
            flow.read(gather(_paragraphs(characters, runs, lists, start, end)))
    except BROKEN as error:
        raise broken(file) from error
    title = clean(streams.title)
    return Content(tuple(flow.blocks), {"title": title} if title else {})


def _paragraphs(
    characters: Characters, runs: ParagraphRuns, lists: Lists, start: int, end: int
) -> Iterator[Paragraph97]:
    """The paragraphs of a range of characters. One whose mark is not printed runs on into the next."""
    text, pictures = "", 0
    begin = start
    for match in _ENDS.finditer(characters.text, start, end):
        mark = match.start()
        piece = characters.between(begin, mark)
        text += piece.translate(_WRITTEN)
        pictures += piece.count(_PICTURE)
        begin = mark + 1
        properties = runs.at(characters.offset(mark))
        if not characters.printed[mark] and not ends_cell(match[0], properties):
            continue
        paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        yield Paragraph97(lists.number(properties) + paired, pictures, match[0], properties)
        text, pictures = "", 0


class _Flow:
    """Blocks in reading order."""

    def __init__(self, file: str) -> None:
        self.blocks: list[Block] = []
        self._file = file
        self._grids = 0

    def read(self, items: Sequence[Paragraph97 | Table]) -> None:
        for item in items:
            if isinstance(item, Table):
                self._read_table(item)
            else:
                self._read_paragraph(item)

    def _read_paragraph(self, paragraph: Paragraph97) -> None:
        for line in clean(paragraph.text).split("\n"):
            if line or not (paragraph.text.strip() or paragraph.pictures):
                self.blocks.append(Paragraph(line, self._origin()))
        for _ in range(paragraph.pictures):
            self.blocks.append(Picture("", self._origin()))

    def _read_table(self, table: Table) -> None:
        """A table of data becomes a grid, and tables within follow it; any other is dissolved."""
        cells = [cell for row in table.rows for cell in row.cells]
        inner = [item for cell in cells for item in cell.items if isinstance(item, Table)]
        texts = [[_cell_text(cell) for cell in row.cells] for row in table.rows]
        widest = max(len(row) for row in texts)
        if is_layout(widest, [text for row in texts for text in row], holds_tables=bool(inner)):
            for cell in cells:
                self.read(cell.items)
            return
        placed, exact = place_cells(table, texts)
        self._grids += 1
        grid = build_grid(placed, self._origin()._replace(grid=self._grids))
        self.blocks.append(replace(grid, exact=exact))
        for item in inner:
            self._read_table(item)

    def _origin(self) -> Origin:
        return Origin(self._file, paragraph=len(self.blocks) + 1)


def _cell_text(cell: Cell) -> str:
    """The text of a cell, a line per paragraph, without tables within it."""
    lines = [item.text for item in cell.items if isinstance(item, Paragraph97)]
    return _BLANK_LINES.sub("\n", clean("\n".join(lines)))

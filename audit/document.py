"""What a reader hands on: the blocks of one file in reading order, each with its place in the source.

A reader knows nothing about disclosure reports. It says what stands where; `recognise` says what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

__all__ = [
    "SURE",
    "UNSURE_METHODS",
    "Block",
    "Document",
    "Grid",
    "GridCell",
    "Origin",
    "Paragraph",
    "Picture",
]

SURE = 0.9
"""What is read with less confidence than this is a guess, and never a value."""

UNSURE_METHODS = frozenset({"aligned", "ocr"})
"""Ways of obtaining a text (`method` of a grid) by which it may stand in the wrong cell or be misread."""


class Origin(NamedTuple):  # and not a dataclass, which takes four times as long to make, as GridCell
    """A place in a source file. Everything counts from 1, as a person would; None = does not apply.

    `paragraph` counts blocks of the file in reading order (for text files: the line number).
    `grid` counts tables; `row` and `column` are positions in that table (in a spreadsheet: in the
    sheet, whose number is `page`). `start` and `end` are
    offsets into the paragraph's text, end exclusive.
    """

    file: str
    page: int | None = None
    paragraph: int | None = None
    grid: int | None = None
    row: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None

    def at(self, start: int, end: int) -> Origin:
        """The same place narrowed to the characters `start` to `end` of its text."""
        return self._replace(start=start, end=end)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of prose as printed (artefacts removed, inner spaces kept). May be empty:
    a page that flattens its tables prints a blank cell as a blank paragraph. `method`: as of a grid."""

    text: str
    origin: Origin
    method: str = "text"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the flow of the text; `description` is its alternative text or file name."""

    description: str
    origin: Origin


class GridCell(NamedTuple):
    """One cell as printed. `row` and `column` (from 0) are where its top left corner stands.

    `confidence` (0 to 1) is how sure the reader is of the text; below `SURE` it is a guess.
    """

    text: str
    row: int
    column: int
    origin: Origin
    rowspan: int = 1
    colspan: int = 1
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Cells come in reading order and each printed cell appears once, at its corner.

    `exact` says whether `column` is where the cell really stands (HTML, Word, spreadsheets), or only
    its ordinal among the cells of its line (tables typed into a text file), where merged cells may
    have shifted what follows them.
    `method` is how the text was obtained: `text`, `aligned` (by column position) or `ocr`.
    """

    cells: tuple[GridCell, ...]
    origin: Origin
    exact: bool = True
    method: str = "text"

    def rows(self) -> Iterator[tuple[GridCell, ...]]:
        """The cells that begin in each row, from left to right; a row without any is left out."""
        by_row: dict[int, list[GridCell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for row in sorted(by_row):
            yield tuple(sorted(by_row[row], key=attrgetter("column")))


Block = Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read. `metadata` holds what stands outside the text (`<title>`, published_on, …)."""

    file: str
    sha256: str
    format: str
    blocks: tuple[Block, ...]
    metadata: dict[str, str] = field(default_factory=dict)

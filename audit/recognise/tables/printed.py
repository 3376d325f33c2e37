"""A table as it was printed, whatever it came from: rows of cells, nothing interpreted yet.

Grids, single lines standing between the halves of a table, and pages that print every cell as a
paragraph all become `PrintedRow`s, so that the rest of the package has one thing to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from audit.document import Grid, Origin, Paragraph
from audit.text import clean, fold_label, read_number

__all__ = ["PrintedCell", "PrintedRow", "fold_cell", "read_cell", "row_of_paragraphs", "rows_of_grid"]

_BETWEEN_DIGITS = re.compile(r"(?<=\d)\n+(?=\d)")

read_cell = lru_cache(maxsize=4096)(read_number)
"""`read_number` for cells: a table repeats few texts many times."""

fold_cell = lru_cache(maxsize=4096)(fold_label)
"""`fold_label` for cells and the labels they are compared with."""


class PrintedCell(NamedTuple):
    """A cell: its text in one line, the same folded for comparison, and where it stands.

    `is_value`: a number or a placeholder, which cannot be a label. `is_words`: neither that nor blank.
    `confidence`: as of a `GridCell`.
    """

    text: str
    folded: str
    is_value: bool
    is_words: bool
    column: int
    colspan: int
    origin: Origin
    confidence: float = 1.0

    @property
    def is_blank(self) -> bool:
        return not self.text

    def saying(self, text: str) -> PrintedCell:
        """The same cell with another text."""
        return PrintedCell(*_say(text), self.column, self.colspan, self.origin, self.confidence)


@lru_cache(maxsize=4096)
def _say(text: str) -> tuple[str, str, bool, bool]:
    """The text in one line, folded, and whether it is a value or words. Line breaks inside a cell
    come from its width, not from its wording; between digits they may part two numbers."""
    joined = _BETWEEN_DIGITS.sub(" ", clean(text)).replace("\n", "").strip()
    is_value = bool(joined) and read_cell(joined).status in ("number", "placeholder")
    return joined, fold_cell(joined), is_value, bool(joined) and not is_value


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The cells of one row from left to right, blank ones included.

    `blocks` are the indexes of the blocks it stands in; `exact` and `method` are those of its grid.
    `stream` marks a header whose rows ran together on a flattened page. `words` are the cells that
    hold words, with their indexes.
    """

    cells: tuple[PrintedCell, ...]
    blocks: tuple[int, ...]
    exact: bool
    method: str = "text"
    stream: bool = False
    words: tuple[tuple[int, PrintedCell], ...] = field(init=False)
    has_values: bool = field(init=False)

    def __post_init__(self) -> None:
        # Told once: every step of reading a table asks each row.
        words = tuple([(index, cell) for index, cell in enumerate(self.cells) if cell.is_words])
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "has_values", any(cell.is_value for cell in self.cells))

    @property
    def origin(self) -> Origin:
        return next((cell.origin for cell in self.cells if not cell.is_blank), self.cells[0].origin)

    def line(self, end: int = 0) -> str:
        """The row as printed, its cells joined by ｜; blank cells at either end are left out, those
        before index `end` kept."""
        texts = [cell.text for cell in self.cells]
        filled = [index for index, text in enumerate(texts) if text] or [0]
        return "｜".join(texts[filled[0] : max(filled[-1] + 1, end)])

    def with_cells(self, changes: dict[int, str]) -> PrintedRow:
        """The same row with other texts in the cells of those indexes."""
        return replace(
            self,
            cells=tuple(
                cell.saying(changes[index]) if index in changes else cell
                for index, cell in enumerate(self.cells)
            ),
        )


def rows_of_grid(grid: Grid, block: int) -> list[PrintedRow]:
    """The printed rows of a grid."""
    return [
        PrintedRow(
            tuple(
                [
                    PrintedCell(*_say(text), column, colspan, origin, confidence)
                    for text, _, column, origin, _, colspan, confidence in row
                ]
            ),
            (block,),
            grid.exact,
            grid.method,
        )
        for row in grid.rows()
    ]


def row_of_paragraphs(paragraphs: Iterable[tuple[int, Paragraph]], *, stream: bool = False) -> PrintedRow:
    """Paragraphs, with the indexes of their blocks, that stand for the cells of one row. A number read
    off a picture that is in no cell is a guess."""
    numbered = tuple(paragraphs)
    scanned = any(p.method == "ocr" for _, p in numbered)
    sure = 0.0 if scanned else 1.0
    return PrintedRow(
        tuple(PrintedCell(*_say(p.text), place, 1, p.origin, sure) for place, (_, p) in enumerate(numbered)),
        tuple(index for index, _ in numbered),
        exact=False,
        method="ocr" if scanned else "text",
        stream=stream,
    )

"""What stands on one page, from the top down: lines of text, tables, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from audit.readers.layout import is_layout
from audit.readers.pdf.columns import find_aligned
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import TableCell, find_frames, read_cells
from audit.readers.pdf.joining import Piece
from audit.readers.pdf.lines import Line, lay_lines
from audit.readers.pdf.pdfium import Page
from audit.readers.pdf.rules import find_rules
from audit.readers.pdf.visible import cut_cells, cut_characters, without_struck

__all__ = ["Image", "Item", "PageTable", "is_table", "lay_out", "margin_lines", "with_aligned"]

# A picture this large (share of the page's width and height) with hardly any text on it is content;
# seals and logos are smaller.
_WIDE, _HIGH = 0.3, 0.05
_TEXT_ON_PICTURE = 10
_OUTLINES = 200  # paths on a page without text: letters turned into drawings


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the part of it on a page, and where it stands."""

    piece: Piece
    box: Box
    page: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that may be content, and where it stands."""

    description: str
    box: Box
    page: int


Item = Line | PageTable | Image


def lay_out(page: Page) -> tuple[Item, ...]:
    """The items of a page in reading order. A page with nothing to read is one picture."""
    if page.letters.is_blank:
        return tuple(_unreadable(page))
    rules = find_rules(page.segments)
    whole = Box(0.0, 0.0, page.width, page.height)
    rest = without_struck(cut_characters(page.letters, whole, page.clip), rules)
    items: list[Item] = []
    # The smallest first: a frame drawn around the page must not take the characters of a table in it.
    for frame in sorted(find_frames(rules), key=lambda f: f.box.width * f.box.height):
        cells, outside = read_cells(frame, rest, page.number)
        if is_table(cells):
            cells = cut_cells(frame, cells, 0.0, min(page.width, page.clip))
            piece = Piece(frame.xs, cells, open_above=frame.open_above, open_below=frame.open_below)
            items.append(PageTable(piece, frame.box, page.number))
            rest = outside
    items += lay_lines(rest, page.number)
    items += _pictures(page)
    return tuple(sorted(items, key=lambda item: (item.box.top + item.box.bottom, item.box.left)))


def is_table(cells: Sequence[TableCell]) -> bool:
    """Whether the cells hold data (as for web pages and Word)."""
    widest = max(Counter(cell.row for cell in cells).values())
    texts = [cell.text for cell in cells]
    return any(texts) and not is_layout(widest, texts, holds_tables=False)


def _unreadable(page: Page) -> Iterator[Image]:
    whole = Box(0.0, 0.0, page.width, page.height)
    if not len(page.letters) and page.codes > _TEXT_ON_PICTURE:
        yield Image(f"第{page.number}页的文字无法识别", whole, page.number)
    elif page.images:
        yield Image(f"第{page.number}页是图片", whole, page.number)
    elif page.paths >= _OUTLINES:
        yield Image(f"第{page.number}页的文字已转为图形", whole, page.number)


def _pictures(page: Page) -> Iterator[Image]:
    for box in page.images:
        if box.width < _WIDE * page.width or box.height < _HIGH * page.height:
            continue
        if np.count_nonzero(box.holding(*page.letters.places[4:])) <= _TEXT_ON_PICTURE:
            yield Image(f"第{page.number}页的图片", box, page.number)


def margin_lines(items: Sequence[Item]) -> list[Line]:
    """The lines of a page but for those between tables or pictures."""
    others = [item.box for item in items if not isinstance(item, Line)]
    top = min((box.top for box in others), default=float("inf"))
    bottom = max((box.bottom for box in others), default=float("-inf"))
    lines = [item for item in items if isinstance(item, Line)]
    return [line for line in lines if line.box.bottom <= top or line.box.top >= bottom]


def with_aligned(items: Sequence[Item]) -> list[Item]:
    """The items with lines that make a table without rules put into one."""
    found: list[Item] = []
    for are_lines, group in groupby(items, key=lambda item: isinstance(item, Line)):
        run = list(group)
        if not are_lines:
            found += run
            continue
        lines = [item for item in run if isinstance(item, Line)]
        at = 0
        for table in find_aligned(lines):
            if table.start < at:
                continue
            found += lines[at : table.start]
            found.append(PageTable(table.piece, _around(lines[table.start : table.end]), lines[0].page))
            at = table.end
        found += lines[at:]
    return found


def _around(lines: Sequence[Line]) -> Box:
    boxes = [line.box for line in lines]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )

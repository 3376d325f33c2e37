"""Tables that go on over pages, put together again.

Two pieces are one table when nothing stands between them but the page and their sides agree. What the
break cut is mended: a row whose label ends on the next page, a cell beside several rows (the vertical
label of a form), heads printed again. A row is glued only when its second half cannot be a row of its
own: numbers above, and below words that are no label and no numbered item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from audit.readers.headings import is_numbered
from audit.readers.pdf.geometry import NEAR, cluster, nearest
from audit.readers.pdf.grid import TableCell
from audit.readers.pdf.wording import is_label
from audit.text import fold, read_number

__all__ = ["Piece", "join_pieces"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or the part of one that stands on a page: its columns' lines, its cells in reading
    order, how they were found (`text`, `aligned` or `ocr`), and at which edges no rule is drawn."""

    xs: tuple[float, ...]
    cells: tuple[TableCell, ...]
    method: str = "text"
    open_above: bool = False
    open_below: bool = False

    @property
    def rows(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)


def join_pieces(above: Piece, below: Piece) -> Piece | None:
    """The table that two pieces make, of which nothing but a page break stands between; None when
    their sides do not agree."""
    if above.method != below.method or not _same_sides(above.xs, below.xs):
        return None
    shift = above.xs[0] - below.xs[0]
    xs = cluster([*above.xs, *(x + shift for x in below.xs)])
    upper = _on_columns(above.cells, above.xs, xs)
    lower = _on_columns(below.cells, [x + shift for x in below.xs], xs)
    lower = _without_heads(upper, lower)
    cells = _mend(upper, lower, above.rows, is_cut=above.open_below and below.open_above)
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return Piece(tuple(xs), ordered, above.method, above.open_above, below.open_below)


def _same_sides(above: Sequence[float], below: Sequence[float]) -> bool:
    return abs((above[-1] - above[0]) - (below[-1] - below[0])) <= NEAR


def _on_columns(cells: Sequence[TableCell], own: Sequence[float], xs: Sequence[float]) -> list[TableCell]:
    """The cells counted in the columns between `xs`, of which `own` is a part."""
    place = [nearest(xs, x) for x in own]
    if place == list(range(len(place))):
        return list(cells)
    return [
        cell._replace(
            column=place[cell.column],
            colspan=place[cell.column + cell.colspan] - place[cell.column],
        )
        for cell in cells
    ]


def _without_heads(upper: Sequence[TableCell], lower: Sequence[TableCell]) -> list[TableCell]:
    """The lower cells without the first rows, when these are the first rows of the table again."""
    first, again = groupby(upper, key=attrgetter("row")), groupby(lower, key=attrgetter("row"))
    count = 0
    for (place, cells), (row, repeated) in zip(first, again, strict=False):
        seen = list(repeated)
        same = place == row and [_shape(cell) for cell in cells] == [_shape(cell) for cell in seen]
        if not same or any(_is_value(cell.text) for cell in seen):
            break
        count = row + 1
    if not any(cell.text for cell in lower if cell.row < count):
        return list(lower)
    if any(cell.row < count < cell.row + cell.rowspan for cell in lower):
        return list(lower)
    return [cell._replace(row=cell.row - count) for cell in lower if cell.row >= count]


def _shape(cell: TableCell) -> tuple[str, int, int, int]:
    return fold(cell.text), cell.column, cell.colspan, cell.rowspan


# -------------------------------------------------------------------------------- at the break


def _mend(upper: list[TableCell], lower: list[TableCell], rows: int, *, is_cut: bool) -> list[TableCell]:
    """All cells, the lower ones below the `rows` of the upper, with what the break cut in one piece.
    `is_cut`: no rule is drawn at either side of the break, so that it goes through a row."""
    last = {(cell.column, cell.colspan): cell for cell in upper if cell.row + cell.rowspan == rows}
    first = [cell for cell in lower if cell.row == 0]
    if _is_rest(last, first, is_cut=is_cut):
        return _glue_row(upper, lower, last, rows)
    joined: dict[tuple[int, int], TableCell] = {}
    kept = []
    for cell in lower:
        head = last.get((cell.column, cell.colspan)) if cell.row == 0 else None
        if head is not None and _goes_on(head, cell):
            joined[head.row, head.column] = _joined(head, cell)._replace(rowspan=head.rowspan + cell.rowspan)
        else:
            kept.append(cell._replace(row=cell.row + rows))
    return [joined.get((cell.row, cell.column), cell) for cell in upper] + kept


def _is_rest(last: Mapping[tuple[int, int], TableCell], first: Sequence[TableCell], *, is_cut: bool) -> bool:
    """Whether the first row below is the rest of the last row above: a break left either half blank,
    or what it says goes on with what stands above and cannot be a row of its own."""
    said = [(last.get((cell.column, cell.colspan)), cell) for cell in first if cell.text]
    pairs = [(head, cell) for head, cell in said if head is not None]
    if len(pairs) < len(said):
        return False
    if is_cut and len(pairs) < len(last) and not any(_stand_alone(head, cell) for head, cell in pairs):
        return True
    if not pairs or not any(cell.text for cell in last.values() if cell.rowspan == 1):
        return True
    if any(cell.rowspan > 1 or not head.text for head, cell in pairs):
        return False
    words = [(head, cell) for head, cell in pairs if not _is_value(cell.text)]
    if len(words) < len(pairs):
        return _is_rest_of_numbers(last, first, words)
    if all(_completes(head, cell) for head, cell in words):
        return True
    has_values = any(_is_value(cell.text) for cell in last.values())
    return has_values and not any(_is_value(head.text) or _begins_anew(cell.text) for head, cell in words)


def _is_rest_of_numbers(
    last: Mapping[tuple[int, int], TableCell],
    first: Sequence[TableCell],
    words: Sequence[tuple[TableCell, TableCell]],
) -> bool:
    """Whether digits below go on with the numbers above, broken by narrow columns. Their row must
    have no label but the rest of the one above, and if none at all, not a number in every column."""
    under = {(cell.column, cell.colspan): cell.text for cell in first}
    numbers = [place for place, head in last.items() if _is_value(head.text)]
    if any(_is_value(text) and place not in numbers for place, text in under.items()):
        return False
    if words:
        return all(_completes(head, cell) for head, cell in words)
    labels = [place for place, head in last.items() if head.text and place not in numbers]
    blank = any(under.get(place) == "" for place in labels)
    return blank and any(under.get(place) == "" for place in numbers)


def _glue_row(
    upper: list[TableCell],
    lower: list[TableCell],
    last: Mapping[tuple[int, int], TableCell],
    rows: int,
) -> list[TableCell]:
    joined: dict[tuple[int, int], TableCell] = {}
    kept = []
    for cell in lower:
        head = last.get((cell.column, cell.colspan)) if cell.row == 0 else None
        if cell.row > 0:
            kept.append(cell._replace(row=cell.row + rows - 1))
        elif head is not None:
            joined[head.row, head.column] = _joined(head, cell)._replace(
                rowspan=head.rowspan + cell.rowspan - 1
            )
        elif cell.rowspan > 1:
            kept.append(cell._replace(row=rows, rowspan=cell.rowspan - 1))
    return [joined.get((cell.row, cell.column), cell) for cell in upper] + kept


def _stand_alone(head: TableCell, cell: TableCell) -> bool:
    """Whether both are numbers, labels or numbered items: together they would say what neither says."""
    return any(says(head.text) and says(cell.text) for says in (_is_value, is_label, is_numbered))


def _goes_on(head: TableCell, cell: TableCell) -> bool:
    """Whether a cell goes on below the break: beside several rows, or by its wording."""
    if _completes(head, cell):
        return True
    if max(head.rowspan, cell.rowspan) == 1 or _is_value(head.text) or not head.text:
        return False
    return not cell.text or not _begins_anew(cell.text)


def _completes(head: TableCell, cell: TableCell) -> bool:
    """Whether the two are a label of the form together, and neither is one alone."""
    return (
        bool(head.text and cell.text)
        and is_label(head.text + cell.text)
        and not is_label(head.text)
        and not _begins_anew(cell.text)
    )


def _begins_anew(text: str) -> bool:
    return _is_value(text) or is_numbered(text) or is_label(text)


def _is_value(text: str) -> bool:
    """Whether `text` is a number in digits or a stroke; 三 alone may be the start of a vertical label."""
    status = read_number(text).status
    digits = any(char.isdecimal() for char in text)
    return (status == "number" and digits) or (status == "placeholder" and not any(map(str.isalpha, text)))


def _joined(head: TableCell, rest: TableCell) -> TableCell:
    return head._replace(
        text=head.text + rest.text,
        page=head.page if head.text else rest.page,
        confidence=min(head.confidence, rest.confidence),
    )

"""Which value of a row stands under which head, or that it cannot be told.

Merged labels shift what a converter writes: a row may have more fields than the table has columns,
with blank ones before or behind its numbers. A run of fields as long as the header, with nothing but
blanks outside it, is where the numbers can be. When there is only one such run, they are there. When
there are several (a blank cell at an end of the row), the rows whose label stands in the same field at
the same depth of the form decide, if they are of one mind. Otherwise the row stays unplaced: its
numbers are printed, and nobody can say whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.recognise.tables.heads import Head, official_heads
from audit.recognise.tables.labels import TableIndex
from audit.recognise.tables.printed import PrintedCell, PrintedRow, fold_cell
from audit.recognise.tables.rows import DataRow

__all__ = ["Misfit", "Placed", "place_rows"]

_Columns = Mapping[int, tuple[int, ...]]
_SEVERAL = re.compile(r"\d[\d,.]*(?:\s+\d[\d,.]*)+")


@dataclass(frozen=True, slots=True)
class Placed:
    """The printed cell under each head; None where the row ends before it. `shifted`: the numbers do
    not stand in the fields of their heads and were put right by their label."""

    heads: tuple[Head, ...]
    cells: tuple[PrintedCell | None, ...]
    shifted: bool
    end: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """The row is printed, its numbers cannot be told apart; `reason` says why, in Chinese."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Task:
    """A row with the heads it stands under. `lost`: its header is missing, the heads are the form's."""

    data: DataRow
    heads: tuple[Head, ...]
    lost: bool
    may_be_cut: bool
    columns: _Columns

    @property
    def kind(self) -> tuple[int, int]:
        """Rows of one kind begin their numbers in the same field."""
        row = self.data.label.row if self.data.label else None
        return self.data.at, len(row.groups) if row else -1

    def cells_from(self, start: int) -> tuple[PrintedCell | None, ...]:
        cells = self.data.row.cells[start : start + len(self.heads)]
        return (*cells, *(None for _ in range(len(self.heads) - len(cells))))


def place_rows(
    rows: Sequence[DataRow], printed: Sequence[PrintedRow], index: TableIndex
) -> list[Placed | Misfit]:
    """What becomes of each row of `rows`, all of one table; `printed` are all rows of that table."""
    tasks = _tasks(rows, printed, index)
    settled = [_settle(task) for task in tasks]
    starts = _starts(tasks, settled) if any(isinstance(result, list) for result in settled) else {}
    return [
        _by_kind(task, result, starts) if isinstance(result, list) else result
        for task, result in zip(tasks, settled, strict=True)
    ]


def _tasks(rows: Sequence[DataRow], printed: Sequence[PrintedRow], index: TableIndex) -> list[_Task]:
    trimmed, cut = _is_trimmed(printed), _cut_rows(printed)
    crowded = {data.heads for data in rows if data.heads is not None and data.filled > len(data.heads)}
    columns = {heads: _columns(heads) for heads in {data.heads or () for data in rows}}
    tasks = []
    for data in rows:
        lost = data.heads is None or data.heads in crowded or _is_of_another_part(data, data.heads, index)
        heads = _form_heads(data, index) if lost or data.heads is None else data.heads
        cut_off = id(data.row) in cut and data.label is not None and not lost
        may_be_cut = (trimmed or cut_off) and _on_one_line(data.row)
        tasks.append(_Task(data, heads, lost, may_be_cut, columns.get(heads, {})))
    return tasks


def _is_of_another_part(data: DataRow, heads: Sequence[Head], index: TableIndex) -> bool:
    """Whether a header has columns that the row has not: it is that of another part of the table."""
    row = data.label.row if data.label else None
    known = index.columns[row.key if row else ""]
    return any(head.canon is not None and head.canon not in known for head in heads)


def _form_heads(data: DataRow, index: TableIndex) -> tuple[Head, ...]:
    if data.label is None or data.label.row is None:
        return official_heads(index.tree)
    columns = index.bands[data.label.row.key].columns
    return tuple(Head(fold_cell(column.label), "", None, None) for column in columns)


def _is_trimmed(printed: Sequence[PrintedRow]) -> bool:
    """Whether the blank fields at the ends of rows were cut off: merged cells left blank fields at the
    beginning of rows and none at the end of any. Only then has a short row lost its last cells."""
    rows = [row.cells for row in printed if len(row.cells) > 1]
    padded = any(cells[0].is_blank for cells in rows)
    return padded and not any(cells[-1].is_blank for cells in rows)


def _cut_rows(printed: Sequence[PrintedRow]) -> frozenset[int]:
    """The rows (by identity) that are shorter than the row above or below: somebody may have cut off
    the blank fields at their end, one of them the form's."""
    widths = [len(row.cells) for row in printed]
    around = zip(printed, widths, [0, *widths[:-1]], [*widths[1:], 0], strict=True)
    return frozenset(id(row) for row, width, above, below in around if width < max(above, below))


def _on_one_line(row: PrintedRow) -> bool:
    lines = {cell.origin.paragraph for cell in row.cells}
    return not row.exact and len(lines) == 1 and None not in lines


def _settle(task: _Task) -> Placed | Misfit | list[int]:
    """The placement that the row itself decides, or the fields where its numbers may begin."""
    if _has_blank(task) and any(_SEVERAL.fullmatch(cell.text) for cell in task.data.cells):
        return Misfit("有的单元格里不止一个数字，又有单元格空白，无法判断数字属于哪一列")
    if _is_broken_off(task):
        return Misfit("这一行没有数字，单元格又少于表头，无法判断是空白还是断开")
    if task.data.row.exact and not task.lost:
        standing = _by_position(task)
        if standing is not None:
            return _agreeing(task, standing)
    if len(task.data.cells) == len(task.heads) and (task.data.row.exact or not task.may_be_cut):
        return _placed(task, task.data.at + 1)
    starts = _possible_starts(task)
    if not starts:
        return Misfit(_why(task))
    if len({_texts(task.cells_from(start)) for start in starts}) == 1:
        return _placed(task, starts[0])
    if task.lost:
        return Misfit("表头缺失，且有空白单元格，无法判断数字属于哪一列")
    return starts


def _is_broken_off(task: _Task) -> bool:
    """Whether a row whose cells stand in paragraphs of their own has only some of them, all blank: the
    others may have been taken for something else, so nobody left them blank for certain."""
    row, cells = task.data.row, task.data.cells
    if row.exact or _on_one_line(row) or len(cells) >= len(task.heads):
        return False
    return all(cell.is_blank for cell in cells)


def _has_blank(task: _Task) -> bool:
    """Whether a typed row has a blank field, which may be where one of the numbers belongs."""
    return not task.data.row.exact and any(cell.is_blank for cell in task.data.cells)


def _possible_starts(task: _Task) -> list[int]:
    """The fields where a run of values can begin with nothing but blanks outside it."""
    cells, first, count = task.data.row.cells, task.data.at + 1, len(task.heads)
    filled = [i for i in range(first, len(cells)) if cells[i].text]
    if not filled:
        return [first]
    last_start = len(cells) - 1 if task.may_be_cut else len(cells) - count
    return [
        start for start in range(first, last_start + 1) if start <= filled[0] and filled[-1] < start + count
    ]


def _by_position(task: _Task) -> tuple[PrintedCell | None, ...] | None:
    """The cells by the columns in which they really stand; None when they do not stand clearly: a
    number under two heads or none, two under one head, or a label that reaches under a head."""
    if any(_above(cell, task.columns) for cell in task.data.row.cells[: task.data.at + 1]):
        return None
    under: list[PrintedCell | None] = [None] * len(task.heads)
    for cell in task.data.cells:
        above = _above(cell, task.columns)
        if cell.text and len(above) != 1:
            return None
        for place in above:
            standing = under[place]
            if standing is None or not standing.text:
                under[place] = cell
            elif cell.text:
                return None
    return tuple(under)


def _columns(heads: Sequence[Head]) -> _Columns:
    """Column of the table -> the ordinals of the heads that are printed over it."""
    over: dict[int, tuple[int, ...]] = {}
    for place, head in enumerate(heads):
        if head.cell is not None:
            for column in range(head.cell.column, head.cell.column + head.cell.colspan):
                over[column] = (*over.get(column, ()), place)
    return over


def _above(cell: PrintedCell, columns: _Columns) -> Sequence[int]:
    """The ordinals of the heads in whose columns the cell stands."""
    if cell.colspan == 1:
        return columns.get(cell.column, ())
    spanned = range(cell.column, cell.column + cell.colspan)
    return sorted({place for column in spanned for place in columns.get(column, ())})


def _agreeing(task: _Task, standing: tuple[PrintedCell | None, ...]) -> Placed | Misfit:
    """The cells where they stand, unless counting them says otherwise: then one of the two lies."""
    counts = len(task.data.cells) == len(task.heads)
    counted = [task.data.at + 1] if counts else _possible_starts(task)
    if len(counted) == 1:
        cells = task.cells_from(counted[0])
        if cells != standing and _texts(cells) != _texts(standing):
            return Misfit("单元格的位置与表头不一致，无法判断数字属于哪一列")
    return Placed(task.heads, standing, shifted=False, end=len(task.data.row.cells))


def _starts(
    tasks: Sequence[_Task], settled: Sequence[Placed | Misfit | list[int]]
) -> Mapping[tuple[int, int], set[int]]:
    """Kind of row -> the fields in which the numbers of its clear rows begin."""
    starts: dict[tuple[int, int], set[int]] = {}
    for task, result in zip(tasks, settled, strict=True):
        if isinstance(result, Placed) and task.data.says_anything and result.cells[0] is not None:
            start = task.data.row.cells.index(result.cells[0])
            starts.setdefault(task.kind, set()).add(start)
    return starts


def _by_kind(
    task: _Task, possible: Sequence[int], starts: Mapping[tuple[int, int], set[int]]
) -> Placed | Misfit:
    agreed = starts.get(task.kind) or _header_start(task)
    if len(agreed) == 1:
        (start,) = agreed
        if start in possible:
            return _placed(task, start)
    return Misfit("行内有空白单元格，且同类行不能说明数字从哪一列开始")


def _header_start(task: _Task) -> set[int]:
    """For a line of numbers without a label: the field of the first head, if the heads follow one
    another field by field."""
    columns = [head.cell.column for head in task.heads if head.cell is not None]
    follows = columns == list(range(columns[0], columns[0] + len(task.heads))) if columns else False
    return {columns[0]} if task.data.label is None and follows else set()


def _placed(task: _Task, start: int) -> Placed:
    cells = task.cells_from(start)
    first = task.heads[0].cell
    in_place = len(task.data.cells) == len(task.heads) or (
        first is not None and cells[0] is not None and cells[0].column == first.column
    )
    return Placed(task.heads, cells, task.lost or not in_place, start + len(task.heads))


def _texts(cells: Sequence[PrintedCell | None]) -> tuple[str, ...]:
    return tuple(cell.text if cell is not None else "" for cell in cells)


def _why(task: _Task) -> str:
    source = "表头缺失，格式规定" if task.lost else "表头"
    printed = f"这一行有 {len(task.data.cells)} 个单元格、{task.data.filled} 个有内容"
    return f"{printed}，{source}为 {len(task.heads)} 列，无法对应"

"""What a sheet shows: lines of prose and tables, told apart by where its cells and borders stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.document import Block, Grid, GridCell, Origin, Paragraph
from audit.readers.formats import refuse_large_grid
from audit.readers.headings import is_caption, is_numbered, is_part_heading
from audit.readers.layout import LONGEST_CELL
from audit.text import clean

__all__ = ["Merge", "Sheet", "Stored", "lay_out_sheets"]

_LONGEST_LABEL = 40  # characters; a longer line that stands alone is prose
_UNRULED_TABLE = 3  # cells in a row that make it a table's although no border is drawn


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell as stored: what it shows, and whether any border is drawn around it."""

    text: str
    bordered: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area; all four from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet. `number` counts sheets from 1, hidden ones too; cells are by (row, column),
    from 0. Hidden rows and columns are not printed, and so not read."""

    number: int
    cells: Mapping[tuple[int, int], Stored]
    merges: Sequence[Merge]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Area:
    """A cell or merged area as it shows. `row` and `bottom` are ranks among the rows in use."""

    text: str
    bordered: bool
    row: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row in use: its number in the sheet, its rank among those in use, the areas that begin in it
    and those that reach it from above. `after_gap`: an empty row stands before it."""

    number: int
    rank: int
    areas: tuple[_Area, ...]
    from_above: tuple[_Area, ...]
    after_gap: bool

    @property
    def shown(self) -> tuple[_Area, ...]:
        return tuple(area for area in self.areas if area.text)


def lay_out_sheets(sheets: Sequence[Sheet], file: str) -> list[Block]:
    """The blocks of all `sheets`, in order. `page` of an origin is the number of the sheet, `row` and
    `column` are the sheet's own. Raises `LimitExceeded`."""
    refuse_large_grid(sum(bool(cell.text) for sheet in sheets for cell in sheet.cells.values()), file)
    blocks: list[Block] = []
    grids = 0
    for sheet in sheets:
        for is_table, run in _runs(_read_rows(sheet, file)):
            if not any(row.shown for row in run):
                continue
            here = Origin(file, page=sheet.number, paragraph=len(blocks) + 1)
            if is_table:
                grids += 1
                blocks.append(_build_grid(run, here._replace(grid=grids)))
                continue
            for row in run:
                blocks += _lines(row, here, len(blocks))
    return blocks


def _lines(row: _Row, origin: Origin, before: int) -> list[Block]:
    """The texts of a row that is no table's, a paragraph per line. `before`: the blocks so far."""
    printed = [
        (area.left, line) for area in row.shown for line in clean(area.text).split("\n") if line.strip()
    ]
    return [
        Paragraph(line, origin._replace(paragraph=before + count, row=row.number + 1, column=left + 1))
        for count, (left, line) in enumerate(printed, start=1)
    ]


# --------------------------------------------------------------------------------- rows and areas


def _read_rows(sheet: Sheet, file: str) -> list[_Row]:
    """The rows in use, with merged areas made one."""
    drawn = [
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if (cell.text or cell.bordered)
        and (row not in sheet.hidden_rows or column not in sheet.hidden_columns)
    ]
    numbers = sorted({row for row, _ in drawn if row not in sheet.hidden_rows})
    if not numbers:
        return []
    merged, covered = _merged_areas(sheet, numbers, file)
    areas: list[list[_Area]] = [[] for _ in numbers]
    for area in merged:
        areas[area.row].append(area)
    for row, column in drawn:
        if row in sheet.hidden_rows or column in sheet.hidden_columns:
            continue
        rank = bisect_left(numbers, row)
        if not _is_covered(covered.get(rank, []), column):
            cell = sheet.cells[row, column]
            areas[rank].append(_Area(cell.text, cell.bordered, rank, rank, column, column))
    hidden = sorted(sheet.hidden_rows)
    return [
        _Row(
            number,
            rank,
            tuple(sorted(areas[rank], key=lambda area: area.left)),
            tuple(area for area in covered.get(rank, ()) if area.row < rank),
            rank > 0 and _is_gap(numbers[rank - 1], number, hidden),
        )
        for rank, number in enumerate(numbers)
    ]


def _merged_areas(
    sheet: Sheet, numbers: Sequence[int], file: str
) -> tuple[list[_Area], dict[int, list[_Area]]]:
    """The merged areas that show, and for each rank of a row those that cover it."""
    merged: list[_Area] = []
    covered: dict[int, list[_Area]] = {}
    size = 0
    for merge in sheet.merges:
        top, after = bisect_left(numbers, merge.top), bisect_right(numbers, merge.bottom)
        left = next(
            (c for c in range(merge.left, merge.right + 1) if c not in sheet.hidden_columns), merge.left
        )
        if top >= after or left in sheet.hidden_columns:
            continue
        size += after - top
        refuse_large_grid(size, file)
        corner = sheet.cells.get((merge.top, merge.left), Stored(""))
        area = _Area(corner.text, corner.bordered, top, after - 1, left, merge.right)
        merged.append(area)
        for rank in range(top, after):
            covered.setdefault(rank, []).append(area)
    for areas in covered.values():
        areas.sort(key=lambda area: area.left)
    return merged, covered


def _is_covered(areas: Sequence[_Area], column: int) -> bool:
    nearest = bisect_right(areas, column, key=lambda area: area.left) - 1
    return nearest >= 0 and column <= areas[nearest].right


def _is_gap(before: int, number: int, hidden: Sequence[int]) -> bool:
    """Whether a row is printed empty between two rows in use."""
    between = bisect_left(hidden, number) - bisect_right(hidden, before)
    return number - before - 1 > between


# --------------------------------------------------------------------------------- lines and tables


def _runs(rows: Sequence[_Row]) -> Iterator[tuple[bool, list[_Row]]]:
    """Rows that stand together: tables, and what is none."""
    ruled = any(area.bordered for row in rows for area in row.areas)
    kinds = [_is_tabular(row, ruled=ruled) for row in rows]
    for index in range(len(rows)):
        if not kinds[index] and _belongs(rows, kinds, index, ruled=ruled):
            kinds[index] = True
    run: list[_Row] = []
    is_table = False
    for row, tabular in zip(rows, kinds, strict=True):
        apart = row.after_gap and not row.from_above
        if tabular != is_table or (tabular and apart):
            yield is_table, run
            run = []
        is_table = tabular
        run.append(row)
    yield is_table, run


def _is_tabular(row: _Row, *, ruled: bool) -> bool:
    """Whether a row by itself is a table's: several cells side by side, and no long prose in them."""
    areas = (*row.areas, *row.from_above)
    if any(len(area.text) > LONGEST_CELL for area in row.areas):
        return False
    if len(row.shown) == 1 and not row.from_above and _is_line(row.shown[0].text):
        return False  # a line of prose in a sheet with borders everywhere
    bordered = sum(area.bordered for area in areas)
    filled = sum(bool(area.text) for area in areas)
    return bordered > 1 or filled >= _UNRULED_TABLE or (filled > 1 and not ruled)


def _belongs(rows: Sequence[_Row], kinds: Sequence[bool], index: int, *, ruled: bool) -> bool:
    """Whether a row with one short text belongs to the table around it: a caption between its bands,
    or the label of a row left blank."""
    row = rows[index]
    if len(row.shown) != 1:
        return False
    only = row.shown[0]
    below = index + 1 < len(rows) and kinds[index + 1] and not rows[index + 1].after_gap
    above = index > 0 and kinds[index - 1] and not row.after_gap
    if is_caption(only.text):
        return below
    if _is_line(only.text) or is_numbered(only.text):
        return False
    if above and below:
        return True
    first = min((area.left for area in rows[index - 1].areas), default=-1) if above else -1
    return above and not ruled and only.left == only.right == first


def _is_line(text: str) -> bool:
    """Whether a text that stands alone is prose or the heading of a part, and no label."""
    return len(text) > _LONGEST_LABEL or "。" in text or is_part_heading(text)


def _build_grid(run: Sequence[_Row], origin: Origin) -> Grid:
    """The table of a run of rows. Places where no cell is stored are blank cells."""
    while not run[-1].shown and not run[-1].from_above:
        run = run[:-1]
    columns = sorted({area.left for row in run for area in row.areas})
    refuse_large_grid(len(run) * len(columns), origin.file)
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for row, line in enumerate(run):
        starts = {bisect_left(columns, area.left): area for area in line.areas}
        for column in range(len(columns)):
            if (row, column) in taken:
                continue
            area = starts.get(column)
            down, across = 1, 1
            if area is not None:
                down = min(area.bottom, run[-1].rank) - line.rank + 1
                wanted = bisect_right(columns, area.right) - column
                across = next((n for n in range(1, wanted) if (row, column + n) in taken), wanted)
            place = origin._replace(row=line.number + 1, column=columns[column] + 1)
            cells.append(GridCell(clean(area.text) if area else "", row, column, place, down, across))
            taken.update((row + r, column + c) for r in range(down) for c in range(across))
    return Grid(tuple(cells), origin)

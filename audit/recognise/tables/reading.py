"""From the printed rows of one table to its cells, and to what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from audit.document import SURE
from audit.recognise.model import Cell, LabelStatus, Leftover, LeftoverKind, TableReading
from audit.recognise.tables.forms import form_of
from audit.recognise.tables.heads import Head
from audit.recognise.tables.joining import join_broken_labels
from audit.recognise.tables.labels import TableIndex, table_index
from audit.recognise.tables.placing import Misfit, Placed, place_rows
from audit.recognise.tables.printed import PrintedCell, PrintedRow, fold_cell, read_cell
from audit.recognise.tables.rows import DataRow, is_line, read_rows
from audit.template import CellSpec, Row, Template, load_templates
from audit.text import Reading

__all__ = ["absent_cells", "read_printed_table"]

_ALIGNED = 0.9  # how far a value is to be trusted that was placed by what stands above it
_Column = tuple[CellSpec, str]  # with its folded label
_EXTRAS: frozenset[LeftoverKind] = frozenset({"unknown_row", "duplicate_row", "unknown_column"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the form as printed: where its values stand, or why they cannot be told."""

    data: DataRow
    placing: Placed | Misfit

    @property
    def under(self) -> Mapping[tuple[str, str], tuple[Head, PrintedCell | None]]:
        """Row (in a table of one line) and folded column label -> the head and what is under it."""
        if isinstance(self.placing, Misfit):
            return {}
        pairs = zip(self.placing.heads, self.placing.cells, strict=True)
        return {(head.row, head.canon): (head, cell) for head, cell in pairs if head.canon is not None}

    @property
    def text(self) -> str:
        return self.data.row.line(self.placing.end if isinstance(self.placing, Placed) else 0)

    @property
    def method(self) -> str:
        """How its values were obtained."""
        shifted = isinstance(self.placing, Placed) and self.placing.shifted
        return "shifted" if shifted and self.data.row.method == "text" else self.data.row.method


def read_printed_table(
    printed: Sequence[PrintedRow], key: str, template: Template
) -> tuple[TableReading, tuple[Leftover, ...]]:
    """Read the rows of one table in the form they are printed in."""
    revision = form_of(printed, key, template)
    index = table_index(revision, key)
    rows = join_broken_labels(printed, index)
    line = is_line(rows, index)
    data = list(read_rows(rows, index, line=line))
    placed = place_rows(data, rows, index)
    leftovers = [*_unknown_columns(key, data)]
    if line:
        lines, rest = _take_line([_Line(d, p) for d, p in zip(data, placed, strict=True)], index)
    else:
        lines, rest = _take_rows([_Line(d, p) for d, p in zip(data, placed, strict=True)], key)
    leftovers += rest
    scanned = any(row.method == "ocr" for row in printed)
    cells = tuple(
        cell
        for row, columns in _form_rows(revision, key)
        for cell in _read_row(columns, lines.get(row), in_line=line, scanned=scanned)
    )
    reading = TableReading(
        table=key,
        part=index.table.part,
        status="text",
        form=template.revision if _same_in(template, revision, key) else revision,
        cells=cells,
        extras=sum(leftover.kind in _EXTRAS for leftover in leftovers),
        origin=printed[0].origin,
    )
    return reading, tuple(leftovers)


def absent_cells(template: Template, key: str) -> tuple[Cell, ...]:
    """The cells of a table that is not there."""
    return tuple(Cell(spec, "absent") for spec in template.cells.values() if spec.table.key == key)


@cache
def _form_rows(revision: str, key: str) -> tuple[tuple[str, tuple[_Column, ...]], ...]:
    """The rows of a table in printed order, each with its columns."""
    specs = [spec for spec in load_templates()[revision].cells.values() if spec.table.key == key]
    return tuple(
        (row, tuple((spec, fold_cell(spec.column.label)) for spec in group))
        for row, group in groupby(specs, key=lambda spec: spec.row.key)
    )


def _same_in(template: Template, revision: str, key: str) -> bool:
    return template.revision == revision or template.table(key) == load_templates()[revision].table(key)


# --------------------------------------------------------------------------------- rows and lines


def _take_rows(lines: Sequence[_Line], key: str) -> tuple[dict[str, _Line], list[Leftover]]:
    """One line for each row of the form, and what is no row of it or one too many."""
    named: dict[str, list[_Line]] = {}
    leftovers: list[Leftover] = []
    for above, line in zip([None, *lines], lines, strict=False):
        row = _row(line)
        if row is not None:
            named.setdefault(row.key, []).append(line)
            continue
        leftovers += _unnamed(line.data, key)
        if above is not None and _lost_its_values(above, line):
            named[_key(above)][-1] = replace(
                above, placing=Misfit("行名与数字不在同一行，无法判断数字属于哪一行")
            )
    taken: dict[str, _Line] = {}
    for row_key, rivals in named.items():
        best, rest = _choose(rivals, key)
        leftovers += rest
        if best is not None:
            taken[row_key] = best
            leftovers += _misfit(best, key)
    return taken, leftovers


def _row(line: _Line) -> Row | None:
    return line.data.label.row if line.data.label else None


def _key(line: _Line) -> str:
    row = _row(line)
    return row.key if row else ""


def _choose(rivals: Sequence[_Line], key: str) -> tuple[_Line | None, list[Leftover]]:
    """Of the lines named as one row the one that is it: an accepted wording before a likeness, numbers
    before blanks, the first before the next. Two different likenesses are nobody's."""
    exact = [line for line in rivals if line.data.label and line.data.label.status != "deviant"]
    if not exact and len({line.data.row.cells[line.data.at].folded for line in rivals}) > 1:
        return None, [_unknown(line.data, key) for line in rivals if line.data.says_anything]
    able = exact or list(rivals)
    best = next((line for line in able if line.data.says_anything), able[0])
    others = [line for line in rivals if line is not best and line.data.says_anything]
    return best, [
        _leftover(key, "duplicate_row", line.data.row, f"“{line.data.printed_label}”已另有一行")
        if line in able
        else _unknown(line.data, key)
        for line in others
    ]


def _misfit(line: _Line, key: str) -> Iterator[Leftover]:
    if isinstance(line.placing, Misfit):
        yield _leftover(key, "misfit_row", line.data.row, line.placing.reason)


def _lost_its_values(above: _Line, line: _Line) -> bool:
    """Numbers without a label right below a label without numbers may be its own: then that row is
    not blank, it cannot be told."""
    bare = _row(above) is not None and not above.data.says_anything
    return bare and line.data.at < 0 and line.data.row.has_values


def _unknown(data: DataRow, key: str) -> Leftover:
    return _leftover(key, "unknown_row", data.row, f"格式中没有“{data.printed_label}”这一行")


def _unnamed(data: DataRow, key: str) -> list[Leftover]:
    if not data.says_anything:
        return []
    if data.at < 0:
        if not data.row.has_values:
            return []
        return [_leftover(key, "unlabelled_row", data.row, "有数字而没有行名")]
    if not any(cell.is_value for cell in data.cells):
        return []
    return [_unknown(data, key)]


def _take_line(lines: Sequence[_Line], index: TableIndex) -> tuple[dict[str, _Line], list[Leftover]]:
    """The one line of numbers, for each row whose columns stand in it."""
    telling = [line for line in lines if line.data.says_anything] or list(lines[:1])
    if not telling:
        return {}, []
    first, *others = telling
    key = index.table.key
    leftovers = [_leftover(key, "unlabelled_row", line.data.row, "同一表头下有多行数字") for line in others]
    leftovers += _misfit(first, key)
    return {row.key: first for row in index.table.rows}, leftovers


def _unknown_columns(key: str, data: Sequence[DataRow]) -> Iterator[Leftover]:
    seen: set[tuple[Head, ...]] = set()
    for row in data:
        if row.heads is None or row.heads in seen:
            continue
        seen.add(row.heads)
        for head in row.heads:
            if head.canon is None and head.cell is not None:
                yield Leftover(
                    key,
                    "unknown_column",
                    head.cell.text,
                    f"格式中没有“{head.cell.text}”这一列",
                    head.cell.origin,
                )


def _leftover(key: str, kind: LeftoverKind, row: PrintedRow, reason: str) -> Leftover:
    return Leftover(key, kind, row.line(), reason, row.origin)


# ---------------------------------------------------------------------------------------- cells


def _read_row(
    columns: Sequence[_Column], line: _Line | None, *, in_line: bool, scanned: bool
) -> Iterator[Cell]:
    """The cells of a row as printed. What is not found in a scanned table is not certainly missing."""
    method = "ocr" if scanned else None
    if line is None:
        yield from (Cell(spec, "absent", method=method) for spec, _ in columns)
        return
    row = columns[0][0].row.key
    label, label_status = _name(row, line, in_line)
    under, text, how = line.under, line.text, line.method
    misfit = isinstance(line.placing, Misfit)
    for spec, column in columns:
        found = under.get((row if in_line else "", column))
        if found is None:
            yield Cell(
                spec,
                "absent",
                method=method,
                label=label,
                label_status=label_status,
                line=text if misfit else None,
                unplaced=misfit,
            )
            continue
        head, cell = found
        # Where the row ends before the column, the form's cell is there on paper and nothing is in it.
        raw = "" if cell is None else cell.text
        sure = 1.0 if cell is None else cell.confidence
        reading = read_cell(raw)
        in_doubt = sure < SURE or (how == "ocr" and _is_in_words(raw, reading))
        yield Cell(
            spec,
            status="doubtful" if in_doubt else reading.status,
            raw=raw,
            value=None if in_doubt else reading.value,
            unit=reading.unit or spec.column.unit,
            method=how,
            confidence=min(sure, _ALIGNED) if how == "aligned" else sure,
            label=label,
            label_status=label_status,
            head=None if head.cell is None else head.cell.text,
            head_status=head.status,
            line=text,
            origin=line.data.row.origin if cell is None else cell.origin,
        )


def _is_in_words(raw: str, reading: Reading) -> bool:
    """Whether a cell says anything but digits, a placeholder or nothing. Off a picture a stroke is read as
    一, and digits as words."""
    spelled = reading.status == "number" and not any(map(str.isdigit, raw))
    return spelled or reading.status == "text"


def _name(row: str, line: _Line, in_line: bool) -> tuple[str | None, LabelStatus | None]:
    """The label of a row as printed, and what it is worth."""
    label = line.data.label
    if label is not None:
        return line.data.printed_label, label.status
    heads = line.placing.heads if isinstance(line.placing, Placed) else line.data.heads or ()
    over = next((head for head in heads if in_line and head.row == row and head.above), None)
    if over is None or over.above is None:
        return None, None
    return over.above.text, over.above_status

"""Text as converters leave it: one cell per line, or rows of cells between tabs.

Files carry no picture: a table in that state leaves nothing behind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from audit.samples.county import read_bank
from audit.samples.layout import PaperCell, PaperTable, lay_out
from audit.samples.model import ReportContent
from audit.samples.writers.flow import flow

__all__ = ["wear", "write_lines", "write_shifted", "write_tabs"]

_LONG_LABEL = 16
_MANY_ROWS = 6
_SPACED_OUT = (3, 4)

Row = tuple[PaperCell | None, ...]


def write_lines(content: ReportContent) -> str:
    """One cell per line led by a tab, rows set apart by blank lines; the label beside many rows, and
    labels too long for their column, are broken over lines."""
    return _write(content, _cells_below_each_other, run_in=False)


def write_tabs(content: ReportContent) -> str:
    """A line per row, a field per column of the grid: what a merged cell covers is empty."""
    return _write(content, lambda table: [_fields(line, row) for row, line in enumerate(table.lines())])


def write_shifted(content: ReportContent) -> str:
    """A line per row in which merged labels take one field and the row is filled up at its end, so
    that numbers stand too far left; below the middle the outermost label column is lost as well,
    and there a page has cut a label's last character off."""
    return _write(content, _shifted_rows)


def wear(write: Callable[[ReportContent], str]) -> Callable[[ReportContent], str]:
    """The same text after years of copying: brackets of either width in labels, short labels spaced out,
    bookmarks and bold marks of a converter in the prose."""

    def write_worn(content: ReportContent) -> str:
        lines = [_wear_line(line) for line in write(content).split("\n")]
        return "\n".join(lines)

    return write_worn


def _wear_line(line: str) -> str:
    marks = read_bank("site.toml")["worn"]
    if line.endswith(marks["end_of_prose"]):
        year = line[:4]
        bold = f"**{year}**{line[4:]}" if year.isdigit() else line
        return f"{marks['bookmark']}{bold}" if line.startswith(tuple(marks["bookmarked"])) else bold
    if "\t" not in line:
        return line
    return "\t".join(_wear_label(field) for field in line.split("\t"))


def _wear_label(field: str) -> str:
    if any(character.isascii() for character in field) or field in read_bank("faults.toml")["not_numbers"]:
        return field  # a number, or what stands in its place
    if len(field) in _SPACED_OUT:
        return " ".join(field)
    return unicodedata.normalize("NFKC", field).replace(")", ") ")


def _write(
    content: ReportContent, print_table: Callable[[PaperTable], Sequence[str]], *, run_in: bool = True
) -> str:
    lines: list[str] = []
    for piece in flow(content, run_in=run_in):
        if piece.kind != "table":
            lines.append(piece.printed)
            continue
        assert piece.table is not None
        if piece.table.presence == "text":
            lines += [*print_table(lay_out(piece.table)), ""]
    return "\n".join(lines) + "\n"


def _cells_below_each_other(table: PaperTable) -> list[str]:
    printed: list[str] = []
    for number, line in enumerate(table.lines()):
        broken = any(_is_broken(cell) for cell in line)
        for cell in line:
            if cell is None:
                continue
            if cell.row < number:
                printed.append("\t")
            elif _is_broken(cell):
                printed.append("\t" + cell.text[:_LONG_LABEL] + "\n\n" + cell.text[_LONG_LABEL:])
            elif cell.role == "group" and cell.rowspan >= _MANY_ROWS:
                printed.append("\t" + "\n" * cell.rowspan + _break_numeral(cell.text))
            elif broken and cell.role == "value":
                printed.append("\t\n" + cell.text)
            else:
                printed.append("\t" + cell.text)
        printed.append("")
    return printed


def _is_broken(cell: PaperCell | None) -> bool:
    return cell is not None and cell.role == "label" and _LONG_LABEL < len(cell.text) < 2 * _LONG_LABEL


def _break_numeral(text: str) -> str:
    mark = read_bank("prose.toml")["part_numeral"].format(numeral="")
    head, found, tail = text.partition(mark)
    return f"{head}{found}\n{tail}" if found else text


def _fields(line: Row, row: int) -> str:
    return "\t".join(cell.text if cell is not None and cell.row == row else "" for cell in line)


def _shifted_rows(table: PaperTable) -> list[str]:
    printed: list[str] = []
    lines = list(table.lines())
    middle = len(lines) // 2
    for row, line in enumerate(lines):
        values = [cell for cell in line if cell is not None and cell.role == "value"]
        labels = [cell for cell in line if cell is not None and cell.role in ("label", "group")]
        if not values or not labels or table.width == len(values) + 1:
            printed.append(_fields(line, row))
            continue
        if row > middle and labels[0].row < row:
            labels = labels[1:]
        fields = [cell.text if cell.row == row else "" for cell in (*labels, *values)]
        printed += _cut_by_page(fields, labels, table.width, cut=row == middle + 1)
    return printed


def _cut_by_page(fields: list[str], labels: list[PaperCell], width: int, *, cut: bool) -> Iterator[str]:
    """The row filled up to the table's width; when cut, the last character of its label follows alone."""
    fields += [""] * (width - len(fields))
    last = len(labels) - 1
    if not cut or len(fields[last]) < _LONG_LABEL // 2:
        yield "\t".join(fields)
        return
    rest = [""] * width
    fields[last], rest[last] = fields[last][:-1], fields[last][-1]
    yield from ("\t".join(fields), "", "\t".join(rest))

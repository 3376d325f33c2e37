"""Tables typed into text, told by their tabs.

Converters write a table in one of two layouts:

- *cells*: one cell per line, led by one tab; a blank line ends the row. A cell may hold line breaks
  and blank lines of its own, so a line without a tab may belong to the cell above it.
- *rows*: one row per line, the fields parted by tabs; a blank line is a page break.

Tables drawn with `|` (Markdown) are read as well. Merged cells leave no trace in any of them: a
cell's column is its ordinal in its line, and `Grid.exact` is false.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from audit.readers.headings import is_caption, is_part_heading
from audit.text import clean, read_number

__all__ = ["TypedCell", "TypedTable", "read_table"]

_CELL = re.compile(r"\t[^\t]*")
_PIPED = re.compile(r"\s*\|.*\|\s*")
_PIPE_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
_NUMBERS_BEHIND = re.compile(r"(?:(?P<words>.*\D) +)?(?P<numbers>[\d,.]+(?: {2,}[\d,.]+)*)")
_SENTENCE = re.compile(r"[。；！？]")
_MARK_AND_TAB = re.compile(r"\t?[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]?[、.．]?\t+[^\t]+\t*")
_LONGEST_CELL = 120  # characters; the longest label of the forms has 40
_TALLEST_CELL = 40  # lines; a vertical label has one character on each
_COMMON_ROWS = 5  # rows of one width that make it the width of the table
_WIDEST_ROW = 30  # cells; the widest row of the forms has 15
_SCOPE = 200  # lines looked at to tell the layout

Follower = Literal["at once", "later", "none"]
Rows = list[list["TypedCell"]]


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell and the line (from 1) on which its text begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class TypedTable:
    """Rows of cells, and the index of the first line after them."""

    rows: tuple[tuple[TypedCell, ...], ...]
    end: int

    @property
    def is_data(self) -> bool:
        """False for what only looks like a table: lines indented by a tab, blank lines with a tab."""
        cells = [cell for row in self.rows for cell in row]
        if not any(cell.text for cell in cells):
            return False
        return any(_is_value(cell.text) or not cell.text for cell in cells) or len(self.rows) > 2


def read_table(lines: Sequence[str], start: int) -> TypedTable | None:
    """The table that begins at `lines[start]`, or None when that line is not part of one."""
    line = lines[start]
    if _PIPED.fullmatch(line) and start + 1 < len(lines) and _PIPED.fullmatch(lines[start + 1]):
        return _read_pipes(lines, start)
    if not is_tabbed(line):
        return None
    rows, end = _choose(lines, start)(lines, start)
    if end == start:  # the coming table has one cell a line, this line has fields: a row by itself
        rows, end = _read_rows(lines[: start + 1], start)
    return TypedTable(tuple(tuple(row) for row in rows if row), end)


def is_tabbed(line: str) -> bool:
    """Whether `line` belongs to a table by its tabs. Prose and headings that merely hold a tab
    (an indent, or what Word puts after an automatic number) do not."""
    if "\t" not in line:
        return False
    words = " ".join(line.split())
    fields = [field for field in line.split("\t") if field.strip()]
    if len(fields) == 1 and (is_prose(words) or is_part_heading(words)):
        return False
    if _MARK_AND_TAB.fullmatch(line) and len(fields) == 2:
        return _is_value(fields[1]) and not is_prose(words)
    return True


def is_prose(line: str) -> bool:
    """Whether `line` reads like running text rather than a cell."""
    return len(line) > _LONGEST_CELL or _SENTENCE.search(line) is not None


def _choose(lines: Sequence[str], start: int) -> Callable[[Sequence[str], int], tuple[Rows, int]]:
    """The reader for the layout that most tabbed lines of the coming table have."""
    cells = rows = 0
    for line in islice(lines, start, start + _SCOPE):
        if is_tabbed(line):
            single = _CELL.fullmatch(line) is not None
            cells, rows = cells + single, rows + (not single)
        elif line.strip() and (is_part_heading(line) or is_prose(line)):
            break
    return _read_cells if cells > rows else _read_rows


# ------------------------------------------------------------------------------- layout: cells


class _Draft:
    """A cell while lines are being added to it."""

    def __init__(self, line: int, text: str) -> None:
        self.start = line
        self.parts: list[tuple[int, str]] = [(line, text)]

    @property
    def text(self) -> str:
        return clean("\n".join(part for _, part in self.parts))

    def finish(self) -> TypedCell:
        line = next((number for number, part in self.parts if part.strip()), self.start)
        return TypedCell(self.text, line)


def _read_cells(lines: Sequence[str], start: int) -> tuple[Rows, int]:
    rows: list[list[_Draft]] = [[]]
    gap = False
    at = start
    for at in range(start, len(lines) + 1):
        line = lines[at] if at < len(lines) else None
        if line is not None and not line.strip() and "\t" not in line:
            gap = True
        elif line is not None and _CELL.fullmatch(line) and is_tabbed(line):
            if gap:
                rows.append([])
            rows[-1].append(_Draft(at + 1, line[1:]))
            gap = False
        elif line is not None and "\t" not in line and _continues(rows[-1], gap, lines, at):
            rows[-1][-1].parts.append((at + 1, line))
            gap = False
        else:
            break
    return _mend([[draft.finish() for draft in row] for row in rows]), at


def _mend(rows: Rows) -> Rows:
    """`rows` with those put together again that blank cells cut: a blank cell that takes several
    lines looks like the end of its row. Pieces belong together when all but the last end in a blank
    cell and together they are as wide as the rows that
    hold most cells are."""
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda width: (width * widths[width], width))  # that of most cells
    if widths[width] < _COMMON_ROWS or width > _WIDEST_ROW:
        return rows
    mended: Rows = []
    at = 0
    while at < len(rows):
        whole, end = list(rows[at]), at + 1
        while len(whole) < width and not whole[-1].text and end < len(rows):
            whole, end = whole + rows[end], end + 1
        if len(whole) != width:
            whole, end = rows[at], at + 1
        mended.append(whole)
        at = end
    return mended


def _continues(row: list[_Draft], gap: bool, lines: Sequence[str], at: int) -> bool:
    """Whether the line at `at`, which has no tab, goes on with the last cell of `row`.

    `gap`: blank lines part them. A part heading never does, nor words after a number. An empty cell
    takes a number, and words that more cells follow; a cell with words takes words that the next
    cell follows at once.
    """
    line = lines[at]
    if is_part_heading(line) or len(row[-1].parts) > _TALLEST_CELL:
        return False
    held = row[-1].text
    if not held:
        if read_number(line).status in ("number", "placeholder"):
            return True
        starts_band = is_caption(line) and any(draft.text for draft in row)
        if starts_band or is_prose(line):
            return False
        return not gap or _follower(lines, at) != "none"
    if _is_value(held):
        return not gap and _is_value(line)
    if is_prose(line):
        return not gap and _follower(lines, at) == "at once"
    return not gap or _follower(lines, at) == "at once"


def _follower(lines: Sequence[str], at: int) -> Follower:
    """Whether the run of lines without tabs at `at` is followed by another cell."""
    gap = False
    for line in islice(lines, at, at + _TALLEST_CELL):
        if is_tabbed(line):
            return "later" if gap else "at once"
        if not line.strip():
            gap = True
        elif gap or is_part_heading(line):
            return "none"
    return "none"


def _is_value(text: str) -> bool:
    """Whether `text` is a number in digits, or a stroke in place of one. (Words that can be read as
    numbers or placeholders, 三 or 无, may also be the first character of a vertical label.)"""
    status = read_number(text).status
    if status == "number":
        return any(char.isdecimal() for char in text)
    return status == "placeholder" and not any(char.isalpha() for char in text)


# -------------------------------------------------------------------------------- layout: rows


def _read_rows(lines: Sequence[str], start: int) -> tuple[Rows, int]:
    rows: Rows = []
    end = start
    for at in range(start, len(lines)):
        line = lines[at]
        if is_tabbed(line):
            fields = [part for field in line.split("\t") for part in _part(field)]
            rows.append([TypedCell(clean(part), at + 1) for part in fields])
            end = at + 1
        elif line.strip():
            break
    return rows, end


def _part(field: str) -> list[str]:
    """The field, or its pieces where somebody typed spaces for a tab: numbers two spaces apart, and
    numbers behind words. (Labels hold spaces of their own, and none ends in a number.)"""
    match = _NUMBERS_BEHIND.fullmatch(field.strip())
    if match is None:
        return [field]
    numbers = re.split(r" {2,}", match["numbers"])
    return [match["words"], *numbers] if match["words"] else numbers


def _read_pipes(lines: Sequence[str], start: int) -> TypedTable:
    rows: list[tuple[TypedCell, ...]] = []
    at = start
    while at < len(lines) and _PIPED.fullmatch(lines[at]):
        if not _PIPE_RULE.fullmatch(lines[at]):
            fields = lines[at].strip()[1:-1].split("|")
            rows.append(tuple(TypedCell(clean(field), at + 1) for field in fields))
        at += 1
    return TypedTable(tuple(rows), at)

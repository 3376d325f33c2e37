"""Sheets as they are written: rows top down, styles made once, print and protection settings.

openpyxl's write-only mode streams rows, so what stands above the rows in the file (widths, frozen
panes, page setup) is given in a `Layout` before the first of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from audit.excel.style import Look
from audit.excel.values import TEXT_LIMIT, needs_quote, sheet_text, xml_text

__all__ = ["Book", "Entry", "Layout", "Page", "Style", "Value"]

Value = str | int | float | None

_A4: Final = 9
_MARGIN: Final = 0.4  # inches
_FOOTER: Final = "第 &P 页 共 &N 页"
# Not every program fits rows to wrapped text on opening, so heights are worked out here, with room
# to spare because fonts differ: a line of 10 points takes 14.5 of them, and wrapping wastes space.
_LINE_HEIGHT: Final = 1.45
_HALF_WIDTH: Final = 1.2  # Latin characters of 10 points in a unit of column width (a digit of 11)
_PADDING: Final = 5.0
_WASTE: Final = 2.0  # characters a line
_ROW_HEIGHT: Final = 18.0
_REMEMBERED: Final = 20_000  # texts: names, places, grounds and advice stand in many rows


@dataclass(frozen=True, slots=True)
class Layout:
    """What must be known before the first row. `widths` in characters of the default font; `freeze`
    is the first cell that scrolls; `repeat_rows` (`1:3`) and `repeat_columns` (`A:C`) are printed on
    every page; `fitted` prints all columns on one page's width, else at `scale` per cent, with a
    new page after each of `column_breaks`."""

    widths: Sequence[float]
    freeze: str | None = None
    repeat_rows: str | None = None
    repeat_columns: str | None = None
    fitted: bool = True
    scale: int = 100
    portrait: bool = False
    column_breaks: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A look as openpyxl stores it; `quoted` is the same for text that begins like a formula."""

    look: Look
    plain: Any
    quoted: Any


class Entry(NamedTuple):
    """One cell to write, over `columns` columns. `link` is a place in this workbook
    (`'问题清单'!A4`), never an address."""

    value: Value
    style: Style
    columns: int = 1
    link: str = ""
    note: str = ""


class _Sheet(WriteOnlyWorksheet):
    """A sheet that is given cells and takes them as they are: openpyxl's own tries each as a value first,
    makes one that it throws away, and keeps the dimensions of every row."""

    def _values_to_row(self, values: Sequence[Any], row_idx: int) -> Iterator[Any]:
        for column, cell in enumerate(values, start=1):
            if cell is not None:
                cell.row, cell.column = row_idx, column
                if cell.hyperlink is not None:
                    cell.hyperlink.ref = cell.coordinate
                yield cell


class Book:
    """A workbook being written, with the styles its pages share. `places`: report -> the place of its
    tables, once they are written, for others to link to."""

    def __init__(self) -> None:
        self.workbook = Workbook(write_only=True)
        _set_default_font(self.workbook)
        self._styles: dict[Look, Style] = {}
        self.places: dict[str, str] = {}

    def page(self, title: str, layout: Layout) -> Page:
        """A new sheet after the others."""
        return Page(self, title, layout)

    def move_behind(self, title: str, other: str) -> None:
        """Put the sheet `title`, which was written before `other`, behind it."""
        names = self.workbook.sheetnames
        self.workbook.move_sheet(title, names.index(other) - names.index(title))

    def discard(self) -> None:
        """Close what is still open: sheets stream into temporary files until they are saved."""
        for sheet in self.workbook.worksheets:
            if not sheet.closed:
                sheet.close()

    def style(self, look: Look, sheet: Any) -> Style:
        """The look registered in the workbook, made once."""
        if look not in self._styles:
            self._styles[look] = _register(look, sheet)
        return self._styles[look]


def _set_default_font(workbook: Any) -> None:
    """Column widths count digits of the default font; openpyxl's own, Calibri, is not everywhere."""
    workbook._named_styles["Normal"].font = Look(size=11).to_font()  # noqa: SLF001 - no public way


def _register(look: Look, sheet: Any) -> Style:
    made = []
    for quoted in (False, True):
        cell: Any = Cell(sheet, row=1, column=1)
        cell.font, cell.fill, cell.border = look.to_font(), look.to_fill(), look.to_border()
        cell.alignment, cell.protection = look.to_alignment(), look.to_protection()
        cell.number_format = look.number_format
        cell.quotePrefix = quoted
        made.append(cell._style)  # noqa: SLF001 - openpyxl takes style arrays and has no way to ask for one
    return Style(look, *made)


class Page:
    """One sheet. `row` is the number of the next row to be written."""

    def __init__(self, book: Book, title: str, layout: Layout) -> None:
        self.book = book
        self.title = title
        self.row = 1
        self.widths = tuple(layout.widths)
        # The stubs of the write-only sheet omit most of what it shares with the ordinary one.
        self.sheet: Any = _Sheet(book.workbook, title)
        book.workbook._add_sheet(self.sheet)  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
        self._arrange(layout)

    def _arrange(self, layout: Layout) -> None:
        sheet = self.sheet
        for number, width in enumerate(layout.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        for letter in layout.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        for number in layout.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        sheet.freeze_panes = layout.freeze
        sheet.sheet_view.showGridLines = False
        sheet.print_title_rows = layout.repeat_rows
        sheet.print_title_cols = layout.repeat_columns
        sheet.page_setup.orientation = "portrait" if layout.portrait else "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = layout.fitted
        if layout.fitted:
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        else:
            sheet.page_setup.scale = layout.scale
        for number in layout.column_breaks:
            sheet.col_breaks.append(Break(id=number))
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = _MARGIN
        margins.bottom, margins.header, margins.footer = 0.6, 0.2, 0.3
        sheet.print_options.horizontalCentered = layout.fitted
        sheet.HeaderFooter.oddFooter.center.text = _FOOTER

    def style(self, look: Look) -> Style:
        """Resolve a look once, outside the loop over rows."""
        return self.book.style(look, self.sheet)

    def put(self, entries: Sequence[Entry | None], height: float | None = None) -> None:
        """Write the next row. Without `height` (points) it is high enough for its wrapped text."""
        cells: list[Any] = []
        fit = _ROW_HEIGHT
        for entry in entries:
            if entry is None:
                cells.append(None)
                continue
            first = len(cells)
            cells.append(self._cell(entry))
            width = self.widths[first]
            if entry.columns > 1:
                last = first + entry.columns
                cells += [self._cell(Entry(None, entry.style)) for _ in range(first + 1, last)]
                self.merge(f"{get_column_letter(first + 1)}{self.row}:{get_column_letter(last)}{self.row}")
                width = sum(self.widths[first:last])
            look = entry.style.look
            if look.wrapped and isinstance(entry.value, str):
                fit = max(fit, min(_fitting_height(entry.value, width, look.size), look.tallest))
        dimensions = self.sheet.row_dimensions
        dimensions[self.row].height = height or fit
        self.sheet.append(cells)
        del dimensions[self.row]  # written; rows are many
        self.row += 1

    def span(self, text: Value, look: Look, columns: int, height: float | None = None) -> None:
        """Write a row of one value over the first `columns` columns."""
        self.put([Entry(text, self.style(look), columns)], height)

    def merge(self, cells: str) -> None:
        """Show `cells`, which are written each by each, as one. No two may overlap: openpyxl's own way
        looks through all that there are for each that is added."""
        self.sheet.merged_cells.ranges.add(CellRange(cells))

    def choose(self, cells: str, words: Sequence[str]) -> None:
        """Offer `words` as a list in `cells`; anything else is refused with a Chinese message."""
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "请从列表中选择", f"可填：{'、'.join(words)}"
        rule.add(cells)
        self.sheet.data_validations.append(rule)

    def filter(self, cells: str) -> None:
        self.sheet.auto_filter.ref = cells

    def break_page(self) -> None:
        """Have the next row begin a page."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def print_only(self, cells: str) -> None:
        self.sheet.print_area = cells

    def protect(self) -> None:
        """Lock all but the fillable cells, against slips and without a password. openpyxl's flags
        say what is forbidden: filtering, sorting and sizes of columns and rows stay free."""
        protection = self.sheet.protection
        protection.sheet = True
        protection.autoFilter = protection.sort = False
        protection.formatColumns = protection.formatRows = False

    def hide(self) -> None:
        """Keep the sheet out of sight; only a program shows it again."""
        self.sheet.sheet_state = "veryHidden"

    def _cell(self, entry: Entry) -> Any:
        value, style = entry.value, entry.style
        cell: Any = Cell(self.sheet, 1, 1)
        array = style.plain
        if isinstance(value, str):
            if value:
                # openpyxl takes =… for a formula and #N/A for an error; here both are words.
                cell._value, quoted = _stored(value)  # noqa: SLF001 - its setter looks for those
                cell.data_type = "s"
                if quoted:
                    array = style.quoted
        else:
            cell.value = value
        cell._style = array  # noqa: SLF001 - shared: what is made is never changed
        if entry.link and value is not None and value != "":  # openpyxl would show the place instead
            cell.hyperlink = Hyperlink(ref="", location=entry.link)
        if entry.note:
            cell.comment = Comment(sheet_text(entry.note), "", height=120, width=320)
        return cell


@lru_cache(maxsize=_REMEMBERED)
def _stored(text: str) -> tuple[str, bool]:
    """`text` as it stands in the file, and whether it has to be quoted."""
    return xml_text(sheet_text(text)), needs_quote(text)


@lru_cache(maxsize=_REMEMBERED)
def _fitting_height(text: str, width: float, size: float) -> float:
    """Points that the wrapped `text` needs in a column of `width` characters."""
    # In GB 18030 a Chinese character takes two bytes and a Latin one takes one: their widths.
    sizes = [len(line.encode("gb18030", "replace")) for line in text[:TEXT_LIMIT].split("\n")]
    room = max(width * _HALF_WIDTH * 10 / size - _WASTE, 2.0)
    lines = sum(max(1, math.ceil(length / room)) for length in sizes)
    return lines * size * _LINE_HEIGHT + _PADDING

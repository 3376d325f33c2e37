"""Sheets as they are written: rows top down, styles made once, print and protection settings.

openpyxl's write-only mode streams rows, so what stands above the rows in the file (widths, frozen
panes, page setup) is given in a `Layout` before the first of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
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
_ROW_HEIGHTS: Final = (18.0, 409.0)  # 409 is the format's limit


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
    column_breaks: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A look as openpyxl stores it; `quoted` is the same for text that begins like a formula."""

    look: Look
    plain: Any
    quoted: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell to write, over `columns` columns. `link` is a place in this workbook
    (`'问题清单'!A4`), never an address."""

    value: Value
    style: Style
    columns: int = 1
    link: str = ""
    note: str = ""


class Book:
    """A workbook being written, with the styles its pages share."""

    def __init__(self) -> None:
        self.workbook = Workbook(write_only=True)
        _set_default_font(self.workbook)
        self._styles: dict[Look, Style] = {}

    def page(self, title: str, layout: Layout) -> Page:
        """A new sheet after the others."""
        return Page(self, title, layout)

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
        self.sheet: Any = book.workbook.create_sheet(title)
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
        sheet.page_setup.orientation = "landscape"
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
        fit = _ROW_HEIGHTS[0]
        for entry in entries:
            if entry is None:
                cells.append(None)
                continue
            first, last = len(cells), len(cells) + entry.columns
            cells += [
                self._cell(entry),
                *(self._cell(Entry(None, entry.style)) for _ in range(first + 1, last)),
            ]
            if entry.columns > 1:
                letters = get_column_letter(first + 1), get_column_letter(last)
                self.merge(f"{letters[0]}{self.row}:{letters[1]}{self.row}")
            fit = max(fit, _fitting_height(entry, sum(self.widths[first:last])))
        self.sheet.row_dimensions[self.row].height = height or min(fit, _ROW_HEIGHTS[1])
        self.sheet.append(cells)
        self.row += 1

    def span(self, text: Value, look: Look, columns: int, height: float | None = None) -> None:
        """Write a row of one value over the first `columns` columns."""
        self.put([Entry(text, self.style(look), columns)], height)

    def merge(self, cells: str) -> None:
        """Show `cells`, which are written each by each, as one."""
        self.sheet.merged_cells.add(cells)

    def choose(self, cells: str, words: Sequence[str]) -> None:
        """Offer `words` as a list in `cells`; anything else is refused with a Chinese message."""
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "请从列表中选择", f"可填：{'、'.join(words)}"
        rule.add(cells)
        self.sheet.data_validations.append(rule)

    def filter(self, cells: str) -> None:
        self.sheet.auto_filter.ref = cells

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
        value = entry.value
        quoted = isinstance(value, str) and needs_quote(value)
        style = entry.style.quoted if quoted else entry.style.plain
        cell: Any = Cell(self.sheet, row=1, column=1, style_array=style)
        if isinstance(value, str) and value:
            cell.value = xml_text(sheet_text(value))
            # openpyxl takes =… for a formula and #N/A for an error; here both are words.
            cell.data_type = "s"
        elif value != "":
            cell.value = value
        if entry.link:
            cell.hyperlink = Hyperlink(ref="", location=entry.link)
        if entry.note:
            cell.comment = Comment(sheet_text(entry.note), "", height=120, width=320)
        return cell


def _fitting_height(entry: Entry, width: float) -> float:
    """Points that the wrapped text of `entry` needs in a column of `width` characters."""
    if not isinstance(entry.value, str) or not entry.style.look.wrapped:
        return 0.0
    # In GB 18030 a Chinese character takes two bytes and a Latin one takes one: their widths.
    sizes = [len(line.encode("gb18030", "replace")) for line in entry.value[:TEXT_LIMIT].split("\n")]
    room = max(width * _HALF_WIDTH * 10 / entry.style.look.size - _WASTE, 2.0)
    lines = sum(max(1, math.ceil(size / room)) for size in sizes)
    return lines * entry.style.look.size * _LINE_HEIGHT + _PADDING

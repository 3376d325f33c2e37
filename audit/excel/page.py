"""Sheets as they are written: rows top down, styles made once, print and protection settings.

openpyxl's write-only mode streams rows, so what stands above the rows in the file (widths, frozen
panes, page setup) is given in a `Layout` before the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from audit.excel.style import Look
from audit.excel.values import needs_quote, sheet_text, xml_text

__all__ = ["Book", "Entry", "Layout", "Page", "Style", "Value"]

Value = str | int | float | None

_A4: Final = 9
_MARGIN: Final = 0.4  # inches
_FOOTER: Final = "第 &P 页 共 &N 页"


@dataclass(frozen=True, slots=True)
class Layout:
    """What must be known before the first row. `widths` in characters of the default font; `freeze`
    is the first cell that scrolls; `repeat_rows` (`1:3`) and `repeat_columns` (`A:C`) are printed on
    every page; `fitted` prints all columns on one page's width, else at `scale` per cent."""

    widths: Sequence[float]
    freeze: str | None = None
    repeat_rows: str | None = None
    repeat_columns: str | None = None
    fitted: bool = True
    scale: int = 100
    hidden_columns: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A look as openpyxl stores it; `quoted` is the same for text that begins like a formula."""

    plain: Any
    quoted: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell to write. `link` is a place in this workbook (`'问题清单'!A4`), never an address."""

    value: Value
    style: Style
    link: str = ""
    note: str = ""


class Book:
    """A workbook being written, with the styles its pages share."""

    def __init__(self) -> None:
        self.workbook = Workbook(write_only=True)
        self._styles: dict[Look, Style] = {}

    def page(self, title: str, layout: Layout) -> Page:
        """A new sheet after the others."""
        return Page(self, title, layout)

    def style(self, look: Look, sheet: Any) -> Style:
        """The look registered in the workbook, made once."""
        if look not in self._styles:
            self._styles[look] = _register(look, sheet)
        return self._styles[look]


def _register(look: Look, sheet: Any) -> Style:
    made = []
    for quoted in (False, True):
        cell: Any = Cell(sheet, row=1, column=1)
        cell.font, cell.fill, cell.border = look.to_font(), look.to_fill(), look.to_border()
        cell.alignment, cell.protection = look.to_alignment(), look.to_protection()
        cell.number_format = look.number_format
        cell.quotePrefix = quoted
        made.append(cell._style)  # noqa: SLF001 - openpyxl takes style arrays and has no way to ask for one
    return Style(*made)


class Page:
    """One sheet. `row` is the number of the next row to be written."""

    def __init__(self, book: Book, title: str, layout: Layout) -> None:
        self.book = book
        self.title = title
        self.row = 1
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
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = _MARGIN
        margins.bottom, margins.header, margins.footer = 0.6, 0.2, 0.3
        sheet.print_options.horizontalCentered = True
        sheet.HeaderFooter.oddFooter.center.text = _FOOTER

    def style(self, look: Look) -> Style:
        """Resolve a look once, outside the loop over rows."""
        return self.book.style(look, self.sheet)

    def put(self, entries: Sequence[Entry | None], height: float | None = None) -> int:
        """Write the next row and return its number. Without `height` (points) the row fits its text."""
        if height is not None:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append([None if entry is None else self._cell(entry) for entry in entries])
        self.row += 1
        return self.row - 1

    def span(self, text: Value, look: Look, columns: int, height: float | None = None) -> int:
        """Write one value merged over the first `columns` columns."""
        style = self.style(look)
        row = self.put([Entry(text, style), *[Entry(None, style)] * (columns - 1)], height)
        self.merge(row, 1, columns)
        return row

    def merge(self, row: int, first: int, last: int) -> None:
        """Merge the cells `first` to `last` of `row`; all must have been styled by their entries."""
        if last > first:
            self.sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")

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
        if isinstance(value, str):
            cell.value = xml_text(sheet_text(value))
            # openpyxl takes =… for a formula and #N/A for an error; here both are words.
            cell.data_type = "s"
        else:
            cell.value = value
        if entry.link:
            cell.hyperlink = Hyperlink(ref="", location=entry.link)
        if entry.note:
            cell.comment = Comment(sheet_text(entry.note), "", height=120, width=320)
        return cell

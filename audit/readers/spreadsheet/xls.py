"""Old Excel workbooks (XLS, and ET of WPS), through xlrd: it alone of the libraries that are kept up
tells number formats, merged cells, borders and what is hidden, and runs nothing of the file.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile
import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as Page

from audit.errors import DamagedFile
from audit.readers.formats import Content, Format, refuse_large_grid
from audit.readers.signature import is_compound
from audit.readers.spreadsheet.layout import Merge, Sheet, Stored, lay_out_sheets
from audit.readers.spreadsheet.shown import show_number

__all__ = ["FORMAT", "read_xls"]

_PLACES_PER_CELL = 20  # a row is as long as its last cell, and formatted cells without text count
_STREAMS = ("Workbook", "Book")
_SUFFIXES = (".xls", ".xlt")
# What xlrd lets through on files that break off or contradict themselves.
_BROKEN = (
    XLRDError, CompDocError, struct.error, ValueError, LookupError, TypeError, AttributeError,
    AssertionError, ArithmeticError, EOFError, OSError, RuntimeError,
)  # fmt: skip


def read_xls(data: bytes, file: str) -> Content:
    """The blocks of all visible sheets, and the names of the sheets (`sheets`).

    Raises `DamagedFile` (broken, encrypted, nothing to see) and `LimitExceeded`.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=_stream(data), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        pages = [(number, page) for number, page in enumerate(book.sheets(), start=1) if not page.visibility]
        places = sum(page.row_len(row) for _, page in pages for row in range(page.nrows))
        refuse_large_grid(places // _PLACES_PER_CELL, file)
        sheets = [_read_sheet(book, page, number) for number, page in pages]
    except _BROKEN as error:
        if "encrypted" in str(error).lower():
            raise DamagedFile("文件已加密", place=file, advice="取消打开密码后另存，再重试") from error
        raise DamagedFile(
            "表格文件结构损坏", place=file, advice="用 Excel 或 WPS 打开另存为 .xlsx 后重试"
        ) from error
    if not sheets:
        raise DamagedFile("没有可见的工作表", place=file, advice="取消隐藏或重新取得原件后重试")
    metadata = {"sheets": "、".join(page.name for _, page in pages)}
    return Content(tuple(lay_out_sheets(sheets, file)), metadata)


def _stream(data: bytes) -> bytes:
    """The stream of the workbook. xlrd could open the container itself, but runs in circles for ever
    where its chain of sectors does."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = next((name for name in _STREAMS if container.exists(name)), _STREAMS[0])
        return container.openstream(name).read()


def _read_sheet(book: Book, page: Page, number: int) -> Sheet:
    cells = {
        (row, column): _read_cell(book, page.cell(row, column))
        for row in range(page.nrows)
        for column in range(page.row_len(row))
        if page.cell_type(row, column) != xlrd.XL_CELL_EMPTY
    }
    return Sheet(
        number,
        cells,
        list(_merges(page)),
        frozenset(row for row, info in page.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in page.colinfo_map.items() if info.hidden),
    )


def _merges(page: Page) -> Iterator[Merge]:
    for top, bottom, left, right in page.merged_cells:
        if top < bottom and left < right:
            yield Merge(top, left, bottom - 1, right - 1)


def _read_cell(book: Book, cell: Cell) -> Stored:
    style = book.xf_list[cell.xf_index or 0]
    sides = style.border
    bordered = sides is not None and any(
        (sides.left_line_style, sides.right_line_style, sides.top_line_style, sides.bottom_line_style)
    )
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = book.format_map[style.format_key].format_str
        return Stored(show_number(float(cell.value), code, since_1904=bool(book.datemode)), bordered)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Stored("TRUE" if cell.value else "FALSE", bordered)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Stored(str(error_text_from_code.get(int(cell.value), "#?")), bordered)
    return Stored(str(cell.value), bordered)


def _is_xls(data: bytes, suffix: str) -> bool:
    return is_compound(data, _STREAMS, named=suffix in _SUFFIXES)


FORMAT = Format(
    name="xls",
    label="旧版 Excel 表格（.xls）",
    suffixes=(*_SUFFIXES, ".et"),
    size=64 * 1024 * 1024,
    sniff=_is_xls,
    read=read_xls,
    version=1,
)

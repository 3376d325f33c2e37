"""A workbook that people have edited, read back: what it says of itself, and its rows by column name.

People edit in Excel, WPS and LibreOffice, sort, filter, delete rows and insert columns; so columns are
found by their heads and rows by the finding's id. Nothing in the file is computed or followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.errors import ReadError, ReviewError
from audit.excel.sheets import ledger, meta
from audit.readers.package import BAD_ZIP, inspect_package
from audit.readers.signature import unreachable
from audit.text import clean, fold

__all__ = ["ReviewedRow", "ReviewedWorkbook", "read_day", "read_reviewed"]

_KINDS: Final = "[Content_Types].xml"  # what every such package has and no OpenDocument one
_MOST_BYTES: Final = 256 * 1024 * 1024
# Unpacked, 100,000 findings take 150 MB of one sheet.
_PART_BYTES: Final = 1024 * 1024 * 1024
_XML_BYTES: Final = 3 * _PART_BYTES
_HEAD_ROWS: Final = 20  # the header is looked for in so many rows: people insert lines above it
_REFUSED: Final = {
    "vbaproject.bin": "含有宏",
    "xl/externallinks/": "含有指向其他文件的链接",
    "xl/connections.xml": "含有外部数据连接",
    "xl/embeddings/": "含有嵌入的对象",
    "xl/activex/": "含有控件",
}
_COMPUTED: Final = {"f": "公式", "e": "错误值"}
_SERIAL: Final = date(1899, 12, 30)  # day 0 of Excel's calendar
_YEARS: Final = range(2000, 2100)  # of days that a number may be
_MIDNIGHT: Final = re.compile(r"(?<=[\d日])[T ]+0?0:00(:00(\.0+)?)?$")
_DAY: Final = (
    re.compile(r"(20\d\d)[-./年、](0?[1-9]|1[0-2])[-./月、](0?[1-9]|[12]\d|3[01])日?"),
    re.compile(r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"),
)


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """A row of the sheet that people fill in: its number, and the text of each column by its head."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReviewedWorkbook:
    """`stated`: names and values of the hidden sheet; `rows` in the order in which they stand."""

    file: str
    stated: Mapping[str, str]
    heads: tuple[str, ...]
    rows: tuple[ReviewedRow, ...]


def read_reviewed(path: Path | str) -> ReviewedWorkbook:
    """The workbook at `path`.

    Raises `ReviewError` when it is none of ours, cannot be opened, is too large, holds macros, links to
    other files or objects, or has a formula in its rows.
    """
    file = str(path)
    data = _load(Path(path))
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise _no_workbook(file)
    try:
        names = inspect_package(data, file, part_bytes=_PART_BYTES, xml_bytes=_XML_BYTES)
        _refuse_active(names, file)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except ReadError as error:
        raise ReviewError(
            f"工作簿不能导入：{error.problem}",
            place=file,
            found=error.found,
            expected=error.expected,
            advice=error.advice,
        ) from error
    except (*BAD_ZIP, InvalidFileException, KeyError) as error:
        raise ReviewError(
            "工作簿无法打开",
            place=file,
            found="文件已损坏，或写成它的程序未按规范保存",
            advice="用 Excel 或 WPS 打开后另存为 .xlsx",
        ) from error
    try:
        if meta.NAME not in book.sheetnames or ledger.NAME not in book.sheetnames:
            raise ReviewError(
                "不是本系统导出的工作簿",
                place=file,
                found="、".join(book.sheetnames[:8]),
                expected=f"工作表“{ledger.NAME}”及其隐藏的标识",
                advice="请用导出的工作簿填写",
            )
        stated = {row[0]: row[1] for row in _texts(book[meta.NAME], file) if len(row) > 1 and row[0]}
        heads, rows = _read_rows(book[ledger.NAME], file)
    finally:
        book.close()
    return ReviewedWorkbook(file, stated, heads, rows)


def read_day(text: str) -> date | None:
    """The day that `text` is: 2026-01-31, 2026.1.31, 2026/1/31, 2026年1月31日, 20260131, with or without
    midnight, or Excel's number of it; None when it is no day."""
    plain = fold(_MIDNIGHT.sub("", clean(text)))
    match = next(filter(None, (form.fullmatch(plain) for form in _DAY)), None)
    if match:
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if re.fullmatch(r"\d{5}", plain):
        day = _SERIAL + timedelta(days=int(plain))
        return day if day.year in _YEARS else None
    return None


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = unreachable(error, str(path))
        raise ReviewError(
            f"工作簿无法打开：{reason.problem}", place=str(path), found=reason.found, advice=reason.advice
        ) from error
    if len(data) > _MOST_BYTES:
        raise ReviewError("工作簿过大", place=str(path), expected=f"不超过 {_MOST_BYTES // 1024 // 1024} MB")
    return data


def _refuse_active(names: Sequence[str], file: str) -> None:
    if _KINDS not in names:
        raise _no_workbook(file)
    for part, said in _REFUSED.items():
        found = next((name for name in names if part in name.lower()), "")
        if found:
            raise ReviewError(
                f"工作簿{said}，已拒绝导入", place=file, found=found, advice="去掉后另存为 .xlsx 再导入"
            )


def _no_workbook(file: str) -> ReviewError:
    return ReviewError(
        "不是 .xlsx 工作簿", place=file, expected=".xlsx", advice="用 Excel 或 WPS 打开后另存为 .xlsx"
    )


def _read_rows(sheet: Any, file: str) -> tuple[tuple[str, ...], tuple[ReviewedRow, ...]]:
    wanted = {fold(column.title): column.title for column in ledger.COLUMNS}
    key = ledger.KEY
    heads: list[str] = []
    rows: list[ReviewedRow] = []
    for number, texts in enumerate(_texts(sheet, file), start=1):
        if not heads:
            known = [wanted.get(fold(text), "") for text in texts]
            if key in known:
                heads = known
            elif number >= _HEAD_ROWS:
                break
            continue
        cells = {head: text for head, text in zip(heads, texts, strict=False) if head}
        if any(cells.values()):
            rows.append(ReviewedRow(number, cells))
    if not heads:
        raise ReviewError(
            "工作表缺少问题编号一列",
            place=f"{file} {ledger.NAME}",
            expected=key,
            advice="请用导出的工作簿填写，不要删除隐藏的列",
        )
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise ReviewError(
            "工作表有同名的列",
            place=f"{file} {ledger.NAME}",
            found="、".join(twice),
            expected="每个列名一列",
            advice="删除后加的一列，或改用别的列名",
        )
    return tuple(filter(None, heads)), tuple(rows)


def _texts(sheet: Any, file: str) -> Iterator[Sequence[str]]:
    """Each row as texts. LibreOffice may say that a sheet has a million rows: its size is not believed."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield [_text(cell, f"{file} {sheet.title}") for cell in row]


def _text(cell: Any, place: str) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in _COMPUTED:
        raise ReviewError(
            f"单元格里是{_COMPUTED[cell.data_type]}",
            place=f"{place} {cell.coordinate}",
            found=str(value)[:60],
            expected="文字或日期",
            advice="改填文字或日期（复制后选择性粘贴为数值）",
        )
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))

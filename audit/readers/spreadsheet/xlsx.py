"""Excel workbooks (XLSX, XLSM, and the ET files that WPS writes in this form), read from their XML.

Formulas are not computed: what the program stored as their result counts, and a formula without one
is quoted. Macros, links to other files and pictures are not looked at; hidden sheets, rows and
columns are not printed, and so not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

from audit.errors import DamagedFile
from audit.readers.docx_markup import Element
from audit.readers.formats import Content, Format
from audit.readers.package import Package, open_package
from audit.readers.signature import zip_names
from audit.readers.spreadsheet.layout import Merge, Sheet, Stored, lay_out_sheets
from audit.readers.spreadsheet.shown import BUILT_IN, show_number
from audit.text import clean

__all__ = ["FORMAT", "read_xlsx"]

_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".et")
_MAIN = "xl/workbook.xml"
_CORE = "docProps/core.xml"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OFF = ("", "0", "false")
_COLUMNS = 16_384

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Styles:
    """Per cell style: the code of its number format, and whether it draws a border."""

    codes: Sequence[str]
    bordered: Sequence[bool]


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What cells refer to."""

    strings: Sequence[str]
    styles: _Styles
    since_1904: bool


def read_xlsx(data: bytes, file: str) -> Content:
    """The blocks of all visible sheets, the title, and the names of the sheets (`sheets`).

    Raises what `open_package` raises.
    """
    package = open_package(data, file, _MAIN)
    root = package.parse(package.main)
    assert root is not None  # open_package has seen to it
    relations = package.related(package.main)
    parts = dict(relations.values())
    workbook = _Workbook(
        _read_strings(package.parse(parts.get("sharedStrings", ""))),
        _read_styles(package.parse(parts.get("styles", ""))),
        any(item.get("date1904", "") not in _OFF for item in _named(root, "workbookPr")),
    )
    sheets, names = [], []
    for number, (name, target) in enumerate(_visible_sheets(root, relations), start=1):
        sheet = package.parse(target) if target else None
        if sheet is not None and _local(sheet) == "worksheet":
            sheets.append(_read_sheet(sheet, number, workbook))
            names.append(name)
    if not sheets:
        raise DamagedFile("没有可见的工作表", place=file, advice="取消隐藏或重新取得原件后重试")
    metadata = {"sheets": "、".join(names)} | _title(package)
    return Content(tuple(lay_out_sheets(sheets, file)), metadata)


def _visible_sheets(workbook: Element, relations: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet, in order; a hidden one has no part here."""
    for sheets in _named(workbook, "sheets"):
        for sheet in _named(sheets, "sheet"):
            identity = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            visible = sheet.get("state", "visible") == "visible"
            yield clean(sheet.get("name") or ""), relations.get(identity, ("", ""))[1] if visible else ""


def _title(package: Package) -> dict[str, str]:
    root = package.parse(_CORE)
    titles = [] if root is None else [clean(item.text or "") for item in _named(root, "title")]
    return {"title": titles[0]} if titles and titles[0] else {}


# ------------------------------------------------------------------------------ strings and styles


def _read_strings(root: Element | None) -> list[str]:
    return [] if root is None else [_string(item) for item in _named(root, "si")]


def _string(item: Element) -> str:
    """The text of a string: plain or in runs; how it is pronounced is left out."""
    runs = [item, *_named(item, "r")]
    text = "".join(part.text or "" for run in runs for part in _named(run, "t"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _read_styles(root: Element | None) -> _Styles:
    if root is None:
        return _Styles((), ())
    codes = dict(BUILT_IN)
    for item in (item for group in _named(root, "numFmts") for item in _named(group, "numFmt")):
        codes[_number(item.get("numFmtId"))] = item.get("formatCode") or ""
    borders = [
        any((side.get("style") or "none") != "none" for side in border if _local(side) != "diagonal")
        for group in _named(root, "borders")
        for border in _named(group, "border")
    ]
    formats = [item for group in _named(root, "cellXfs") for item in _named(group, "xf")]
    return _Styles(
        [codes.get(_number(item.get("numFmtId")), "General") for item in formats],
        [_at(borders, _number(item.get("borderId")), missing=False) for item in formats],
    )


# ------------------------------------------------------------------------------------------ sheets


def _read_sheet(root: Element, number: int, workbook: _Workbook) -> Sheet:
    cells: dict[tuple[int, int], Stored] = {}
    hidden_rows: set[int] = set()
    row = -1
    for data in _named(root, "sheetData"):
        for line in _named(data, "row"):
            row = _number(line.get("r"), missing=row + 2) - 1
            if line.get("hidden", "") not in _OFF:
                hidden_rows.add(row)
                continue
            column = -1
            for cell in _named(line, "c"):
                place = _place(cell.get("r") or "")
                column = place[1] if place else column + 1
                cells[row, column] = _read_cell(cell, workbook)
    return Sheet(number, cells, list(_merges(root)), frozenset(hidden_rows), _hidden_columns(root))


def _read_cell(cell: Element, workbook: _Workbook) -> Stored:
    style = _number(cell.get("s"))
    bordered = _at(workbook.styles.bordered, style, missing=False)
    value = formula = ""
    for item in cell:
        name = _local(item)
        if name == "v":
            value = item.text or ""
        elif name == "is":
            return Stored(_string(item), bordered)
        elif name == "f":
            formula = "=" + (item.text or "")
    kind = cell.get("t") or "n"
    if not value:
        # Some programs store an empty result for a formula that yields no text.
        return Stored("" if kind == "str" else formula, bordered)
    if kind == "s":
        return Stored(_at(workbook.strings, _number(value, missing=-1), missing=""), bordered)
    if kind == "b":
        return Stored("FALSE" if value in _OFF else "TRUE", bordered)
    if kind != "n":
        return Stored(value, bordered)
    code = _at(workbook.styles.codes, style, missing="General")
    return Stored(_show(value, code, since_1904=workbook.since_1904), bordered)


def _show(value: str, code: str, *, since_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return show_number(number, code, since_1904=since_1904) if isfinite(number) else value


def _merges(root: Element) -> Iterator[Merge]:
    for group in _named(root, "mergeCells"):
        for item in _named(group, "mergeCell"):
            first, _, last = (item.get("ref") or "").partition(":")
            start, end = _place(first), _place(last)
            if start and end and start <= end and start[1] <= end[1]:
                yield Merge(*start, *end)


def _hidden_columns(root: Element) -> frozenset[int]:
    hidden: set[int] = set()
    for group in _named(root, "cols"):
        for item in _named(group, "col"):
            if item.get("hidden", "") not in _OFF:
                first, last = _number(item.get("min"), missing=1), _number(item.get("max"), missing=1)
                hidden.update(range(first - 1, min(last, _COLUMNS)))
    return frozenset(hidden)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of a reference such as C12, from 0."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


# --------------------------------------------------------------------------------------- vocabulary


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(element: Element, wanted: str) -> Iterator[Element]:
    return (item for item in element if _local(item) == wanted)


def _number(written: str | None, *, missing: int = 0) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 10 else missing


def _at(items: Sequence[T], index: int, *, missing: T) -> T:
    return items[index] if 0 <= index < len(items) else missing


def _is_xlsx(data: bytes, suffix: str) -> bool:
    """Whether `data` is a zip with Excel's folder; a broken one, when its name or bytes say so."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    names = zip_names(data)
    if names is None:
        return suffix in _SUFFIXES or b"xl/worksheets" in data
    return any(member.lstrip("/").startswith("xl/") and member.endswith(".xml") for member in names)


FORMAT = Format(
    name="xlsx",
    label="Excel 表格（.xlsx）",
    suffixes=_SUFFIXES,
    size=64 * 1024 * 1024,
    sniff=_is_xlsx,
    read=read_xlsx,
    version=1,
)

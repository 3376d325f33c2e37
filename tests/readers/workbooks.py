"""Workbooks for the tests of readers: whole reports written by openpyxl, in the ways offices do it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from audit.samples import FAULTS, compose_corpus, settle_agencies
from audit.samples.layout import PaperTable, lay_out
from audit.samples.model import ReportContent
from audit.samples.writers.flow import Piece, flow

SIDE = Side("thin")
RULED = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
WIDTH = 12  # columns over which a line of prose is merged


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write_report(
    content: ReportContent, *, ruled: bool = True, merged: bool = True, apart: bool = False
) -> bytes:
    """A report as a workbook. `ruled`: tables have borders; `merged`: lines of prose are merged over
    the width; `apart`: each table on a sheet of its own. Numbers are stored as numbers."""
    book = Workbook()
    sheet = _sheet(book.active)
    row = 0
    for piece in flow(content):
        if piece.table is None or piece.table.presence != "text":
            row = _write_line(sheet, row, piece, merged=merged)
            continue
        table = lay_out(piece.table)
        if apart:
            _write_table(_sheet(book.create_sheet(table.key)), 0, table, ruled=ruled)
        else:
            row = _write_table(sheet, row, table, ruled=ruled)
    return saved(book)


def _sheet(sheet: object) -> Worksheet:
    assert isinstance(sheet, Worksheet)
    return sheet


def _write_line(sheet: Worksheet, row: int, piece: Piece, *, merged: bool) -> int:
    sheet.cell(row + 1, 1, piece.printed).alignment = Alignment(wrap_text=True)
    if merged:
        sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=WIDTH)
    return row + 1


def _write_table(sheet: Worksheet, top: int, table: PaperTable, *, ruled: bool) -> int:
    bottom = top
    for paper in table.cells:
        first = (top + paper.row + 1, paper.column + 1)
        last = (first[0] + paper.rowspan - 1, first[1] + paper.colspan - 1)
        bottom = max(bottom, last[0])
        cell = sheet.cell(*first)
        assert isinstance(cell, Cell)
        if paper.text:
            cell.value = _stored(paper.text)
        if ruled:
            for line in sheet.iter_rows(first[0], last[0], first[1], last[1]):
                for each in line:
                    each.border = RULED
        if first != last:
            sheet.merge_cells(None, first[0], first[1], last[0], last[1])
    return bottom


def _stored(text: str) -> str | int | float:
    """A number as a number, when the cell then shows the same."""
    try:
        number = float(text)
    except ValueError:
        return text
    whole = int(number)
    if str(whole) == text:
        return whole
    return number if repr(number) == text else text


def made_up() -> bytes:
    """A small workbook with a bit of everything, of which the fixtures are made."""
    book = Workbook()
    sheet = _sheet(book.active)
    sheet.title = "报告"
    for line in (
        ["云上局2023年度报告"],
        ["一、总体情况"],
        ["信息内容", "本年数量", None, "占比"],
        [None, "件数", "备注"],
        ["隐藏", 9, 9, 9],
        ["规章", 3, 1200.5, 0.256],
        ["其他", 0, None, True],
        [],
        [date(2024, 1, 5)],
    ):
        sheet.append(line)
    for area in ("A1:D1", "A2:D2", "A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    for row in sheet["A3:D7"]:
        for cell in row:
            cell.border = RULED
    sheet["C6"].number_format, sheet["D6"].number_format = "#,##0.00", "0.0%"
    sheet["A9"].number_format = 'yyyy"年"m"月"d"日"'
    sheet.row_dimensions[5].hidden = True
    hidden = _sheet(book.create_sheet("草稿"))
    hidden.append(["不读", "不读"])
    hidden.sheet_state = "hidden"
    other = _sheet(book.create_sheet("附表"))
    other.append(["甲", "乙", "丙"])
    other.append([7, "=A2", "=1/0"])
    return saved(book)


def faulty_reports(years: tuple[int, ...] = (2020, 2023)) -> Iterator[tuple[str, ReportContent]]:
    """A report with each of the faults, where there is room for it; clean ones first."""
    reports = list(compose_corpus(settle_agencies(3), years))
    for number, report in enumerate(reports):
        yield f"clean-{number}", report
    for number, (name, fault) in enumerate(sorted(FAULTS.items())):
        planted = fault.plant(reports[number % len(reports)], random.Random(number))
        if planted is not None and not fault.pictures:
            yield name, planted.content

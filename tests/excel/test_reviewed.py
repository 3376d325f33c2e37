"""What people and their programs do to a workbook before it comes back."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from audit.errors import ReviewError
from audit.excel.reviewed import read_day, read_reviewed
from audit.excel.sheets import ledger, meta

KEY = ledger.KEY


def make(path: Path, *rows: list[object], heads: list[str] | None = None, above: int = 2) -> Path:
    """A workbook of ours, as small as it can be, with `rows` under `heads`."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = ledger.NAME
    for row in [*[["抬头"]] * above, heads or [KEY, "处置", "备注", "整改日期"], *rows]:
        sheet.append(row)
    book.create_sheet(meta.NAME).append(["kind", "workbook"])
    book.save(path)
    return path


def read(path: Path) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_reviewed(path).rows]


SPELLINGS = [
    "2026-01-31",
    "2026-1-31",
    "2026.1.31",
    "2026/1/31",
    "2026年1月31日",
    "2026 年 1 月 31 日",
    "２０２６．０１．３１",
    "２０２６年１月３１日",
    "2026年01月31",
    "20260131",
    "46053",
    " 2026-01-31 ",
    "2026-01-31 00:00:00",
    "2026/1/31 0:00:00",
    "2026-01-31T00:00:00",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_day_in_each_usual_spelling(text):
    assert read_day(text) == date(2026, 1, 31)


NO_DAYS = ["", "下周", "2026年1月", "1.31", "26-1-31", "2026-02-30", "2026-13-01", "20261301", "12345"]
NO_DAYS += ["99999", "0.5", "2026-01-31 18:30:00", "2026-01-31至2026-02-03"]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day(text):
    assert read_day(text) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_century_comes_back(day):
    serial = (day - date(1899, 12, 30)).days
    for text in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", str(serial)):
        assert read_day(text) == day


@pytest.mark.parametrize("value", [datetime(2026, 1, 31), date(2026, 1, 31), 46053, 46053.0, "2026.1.31"])  # noqa: DTZ001 - sheets know no zone
def test_a_day_typed_as_date_number_or_text(tmp_path, value):
    (row,) = read(make(tmp_path / "x.xlsx", ["f1", None, None, value]))
    assert read_day(row["整改日期"]) == date(2026, 1, 31)


def test_a_number_under_a_date_format_is_a_day(tmp_path):
    path = make(tmp_path / "x.xlsx", ["f1", None, None, 46053])
    book = openpyxl.load_workbook(path)
    book[ledger.NAME]["D4"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(path)
    assert read(path)[0]["整改日期"] == "2026-01-31"


def test_columns_in_another_order_further_ones_and_lines_above(tmp_path):
    path = make(
        tmp_path / "x.xlsx",
        ["甲", "见附件", "f1", "张三", "确认"],
        [None, None, None, None, None],
        [None, "来电", "f2", None, "待核实"],
        heads=["部门", " 备　注 ", KEY, "联系人", "处 置"],
        above=6,
    )
    assert read(path) == [
        {"备注": "见附件", KEY: "f1", "处置": "确认"},
        {"备注": "来电", KEY: "f2", "处置": "待核实"},
    ]


def test_texts_as_programs_store_them(tmp_path):
    rich = CellRichText("已", TextBlock(InlineFont(b=True), "更正"), "并公布")
    path = make(
        tmp_path / "x.xlsx",
        ["f1", "\u3000确认\xa0", rich, None],
        ["f2", None, 3.0, None],
        ["f3", None, 13900001111, None],
        ["f4", None, True, time(9, 30)],
    )
    shown = [(row["处置"], row["备注"]) for row in read(path)]
    assert shown[:3] == [("确认", "已更正并公布"), ("", "3"), ("", "13900001111")]
    assert read_day(read(path)[3]["整改日期"]) is None


@pytest.mark.parametrize(("value", "said"), [("=A1", "公式"), ("#REF!", "错误值")])
def test_what_is_computed_is_refused_where_it_stands(tmp_path, value, said):
    path = make(tmp_path / "x.xlsx", ["f1", None, value, None])
    with pytest.raises(ReviewError, match=said) as caught:
        read_reviewed(path)
    assert f"{ledger.NAME} C4" in caught.value.place


def test_a_column_twice_and_no_key_are_refused(tmp_path):
    with pytest.raises(ReviewError, match="同名的列"):
        read_reviewed(make(tmp_path / "x.xlsx", ["f1", "确认", "排除"], heads=[KEY, "处置", "处置"]))
    with pytest.raises(ReviewError, match="缺少问题编号"):
        read_reviewed(make(tmp_path / "x.xlsx", ["确认"], heads=["处置"]))


def test_a_part_larger_than_a_report_can_be_is_read(tmp_path):
    """An office with 100,000 findings fills sheets that would be an explosion in a report."""
    path = make(tmp_path / "x.xlsx", ["f1", "确认", None, None])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        numbers = " ".join(map(str, range(6_000_000)))
        package.writestr("xl/worksheets/sheet99.xml", f"<x>{numbers}</x>")
    assert read(path)[0]["处置"] == "确认"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused_wherever_they_stand(tmp_path, encoding):
    path = make(tmp_path / "x.xlsx", ["f1", "确认", None, None])
    padding = " " * (1024 * 1024 - 5)  # the declaration lies across two pieces
    with zipfile.ZipFile(path, "a") as package:
        text = f"{padding}<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"
        package.writestr("xl/worksheets/sheet99.xml", text.encode(encoding))
    with pytest.raises(ReviewError, match="不能导入"):
        read_reviewed(path)


def test_an_opendocument_sheet_is_told_to_be_none_of_ours(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<x/>")
    with pytest.raises(ReviewError, match=r"不是 \.xlsx 工作簿"):
        read_reviewed(tmp_path / "x.xlsx")

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit.errors import RunError, SchemaError
from audit.excel import SHEETS, RunSummary, write_workbook
from audit.excel.sheets import meta
from audit.excel.values import sheet_text
from tests.excel.made import Frames, finding, frames_of, report

TOWN = report("001", "云栖县松涛镇人民政府")
Write = Callable[[Frames], openpyxl.Workbook]
HOSTILE = [
    "=1+1",
    '=HYPERLINK("https://example.invalid","点此")',
    "+86",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "#N/A",
    "https://example.invalid",
    "甲\x00乙\x1f丙",
    "<script>&amp;]]>",
    "_x0041_",
    "'=1",
    "  前后有空格  ",
]


def decoded(stored: str) -> str:
    """What Excel shows for the stored text (openpyxl shows it as stored)."""
    return stored.replace("_x005F_", "_")


def test_the_sheets_stand_in_order(written: Write) -> None:
    book = written(frames_of([TOWN, report("002", "云栖县石鼓乡人民政府", 2020)]))
    assert book.sheetnames == [
        "总览",
        "问题清单",
        "整改台账",
        "表格原貌",
        "单元格",
        "单元格（2019版）",
        "跨年",
        "雷同",
        "汇总表",
        "通报统计",
        "未读文件",
        "规则说明",
        "_meta",
    ]
    assert [sheet.name for sheet in SHEETS] == [n for n in book.sheetnames if n != "单元格（2019版）"]
    assert book.active is book["总览"]


def test_the_newest_revision_in_use_has_the_plain_name(written: Write) -> None:
    book = written(frames_of([report("002", "云栖县石鼓乡人民政府", 2020)]))
    assert [name for name in book.sheetnames if "单元格" in name] == ["单元格"]


def test_every_visible_sheet_prints_on_a4_with_page_numbers(written: Write) -> None:
    for sheet in written(frames_of([TOWN], [finding(TOWN, 1)])).worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9, sheet.title
        upright = sheet.title in {"表格原貌", "汇总表"}
        assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_sheet(written: Write, text: str) -> None:
    town = report("001", text, title=text)
    fields = ("agency", "title", "place", "message", "stated", "expected", "evidence", "basis", "advice")
    found = finding(town, 1, **dict.fromkeys(fields, text), cells="proactive.fees.amount")
    frames = frames_of([town], [found], unread=[{"file": text, "read_status": "unread", "read_error": text}])
    stored: list[str | float] = [text, float("nan"), "text"]
    frames["cells"].loc[0, ["raw", "value", "status"]] = stored
    book = written(frames)
    texts = []
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in {"s", "n"}, (sheet.title, cell.coordinate)
            assert cell.hyperlink is None or cell.hyperlink.target is None
            if isinstance(cell.value, str) and sheet_text(text) in decoded(cell.value):
                texts.append(sheet.title)
                assert cell.quotePrefix == decoded(cell.value).startswith(("=", "+", "-", "@", "\t")) or (
                    text.startswith("\r")
                )
    assert {"总览", "问题清单", "整改台账", "表格原貌", "单元格", "未读文件", "规则说明"} <= set(texts)


def test_nothing_in_the_package_points_outside(written: Write, tmp_path: Path) -> None:
    written(
        frames_of(
            [TOWN], [finding(TOWN, 1, message="https://example.invalid", cells="proactive.fees.amount")]
        )
    )
    with zipfile.ZipFile(tmp_path / "findings.xlsx") as package:
        for name in package.namelist():
            assert b'TargetMode="External"' not in package.read(name), name
            assert b"<f>" not in package.read(name), name


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(texts=[*HOSTILE, "_x0041__x0041_", "_x005F_x0041_x0042_", "\ud800", "\r\n"])
@given(texts=st.lists(st.text(), min_size=40, max_size=60))
def test_any_text_comes_back_as_text(tmp_path: Path, run: RunSummary, texts: list[str]) -> None:
    path = tmp_path / "any.xlsx"
    frames = frames_of([TOWN], [finding(TOWN, number) for number in range(len(texts))], cells=[])
    frames["findings"]["message"] = pd.Series(texts, dtype=object)
    write_workbook(path, frames, run)
    sheet = openpyxl.load_workbook(path)["问题清单"]
    column = next(cell.column for cell in sheet[3] if cell.value == "问题说明")
    cells = [sheet.cell(4 + number, column) for number in range(len(texts))]
    assert [decoded(str(cell.value or "")) for cell in cells] == [sheet_text(text) for text in texts]
    assert {cell.data_type for cell, text in zip(cells, texts, strict=True) if text} <= {"s"}


def test_the_hidden_sheet_carries_what_reading_back_needs(
    written: Callable[..., openpyxl.Workbook], run: RunSummary
) -> None:
    frames = frames_of([TOWN], [finding(TOWN, 1), finding(TOWN, 2)])
    sheet = written(frames, replace(run, ticket={"kind": "workbook", "signature": "ab"}))["_meta"]
    assert sheet.sheet_state == "veryHidden"
    assert {row[0]: row[1] for row in sheet.iter_rows(values_only=True)} == {
        "schema_version": str(meta.SCHEMA_VERSION),
        "findings": "2",
        "kind": "workbook",
        "signature": "ab",
    }


# ------------------------------------------------------------------------------- whole or not at all


def test_an_earlier_workbook_stays_when_building_fails(tmp_path: Path, run: RunSummary) -> None:
    path = tmp_path / "findings.xlsx"
    path.write_bytes(b"earlier")
    frames = frames_of([TOWN])
    del frames["findings"]
    with pytest.raises(SchemaError):
        write_workbook(path, frames, run)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("findings.xlsx", b"earlier")]


@pytest.mark.parametrize(
    ("error", "words"), [(PermissionError(13, "denied"), "关闭"), (OSError(28, "full"), "空间")]
)
def test_an_earlier_workbook_stays_when_it_cannot_be_replaced(
    tmp_path: Path, run: RunSummary, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise error

    path = tmp_path / "findings.xlsx"
    path.write_bytes(b"earlier")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(RunError, match=words):
        write_workbook(path, frames_of([TOWN]), run)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("findings.xlsx", b"earlier")]


@pytest.mark.parametrize("lock", ["~$findings.xlsx", "~$ndings.xlsx", ".~lock.findings.xlsx#"])
def test_a_workbook_open_elsewhere_is_not_replaced(tmp_path: Path, run: RunSummary, lock: str) -> None:
    path = tmp_path / "findings.xlsx"
    (tmp_path / lock).touch()
    with pytest.raises(RunError, match="正被其他程序打开"):
        write_workbook(path, frames_of([TOWN]), run)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_an_error_of_the_run(tmp_path: Path, run: RunSummary) -> None:
    with pytest.raises(RunError, match="无法写入；实际为文件夹不存在"):
        write_workbook(tmp_path / "没有" / "findings.xlsx", frames_of([TOWN]), run)
    with pytest.raises(RunError, match=r"以 \.xlsx 结尾"):
        write_workbook(tmp_path / "findings.xls", frames_of([TOWN]), run)
    assert not list(tmp_path.iterdir())


def test_writing_again_replaces_the_earlier_workbook(tmp_path: Path, run: RunSummary) -> None:
    path = tmp_path / "findings.xlsx"
    for count in (1, 2):
        write_workbook(path, frames_of([TOWN], [finding(TOWN, i) for i in range(count)]), run)
        assert openpyxl.load_workbook(path)["问题清单"].max_row == 3 + count
    assert [p.name for p in tmp_path.iterdir()] == ["findings.xlsx"]

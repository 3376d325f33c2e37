from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from audit.excel import RunSummary
from audit.excel.sheets import cells as cells_sheet
from audit.template import load_templates
from tests.excel.made import Frames, Row, cells_of, finding, frames_of, report

TOWN = report("001", "云栖县松涛镇人民政府")
OTHER = report("002", "云栖县石鼓镇人民政府")
BUREAU = report("003", "云栖县林业局", 2020, agency_kind="部门")
Write = Callable[..., openpyxl.Workbook]


def find(sheet: Worksheet, text: object) -> str:
    """Coordinate of the first cell that holds `text`."""
    return next(c.coordinate for row in sheet.iter_rows() for c in row if c.value == text)


def beside(sheet: Worksheet, text: object) -> object:
    """The next value in the row of the first cell that holds `text`."""
    cell = sheet[find(sheet, text)]
    return next(c.value for c in sheet[cell.row][cell.column :] if c.value is not None)


def by_key(sheet: Worksheet) -> dict[object, Cell | MergedCell]:
    """What the first report on a sheet of cells has under each of the keys in the hidden row."""
    return {key.value: sheet.cell(5, column) for column, key in enumerate(sheet[2], start=1)}


# --------------------------------------------------------------------------------------------- 总览


def test_overview_states_the_facts_of_the_run(written: Write, run: RunSummary) -> None:
    unread = [{"file": "甲.pdf", "read_status": "unread"}, {"file": "乙.txt", "read_status": "not_report"}]
    summary = replace(
        run, counts={"名录机关": 7}, changed_rules=("S-FEE-01：停用",), office="云栖县政务公开办"
    )
    sheet = written(frames_of([TOWN, OTHER], [finding(TOWN, 1)], unread=unread), summary)["总览"]
    facts = {"核查时间": "2024-01-05 09:30", "输入文件": 4, "核查报告": 2, "未读文件": 2, "名录机关": 7}
    assert {name: beside(sheet, name) for name in facts} == facts
    assert sheet["A1"].value == "政府信息公开工作年度报告核查总览"
    assert "A1:I1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["A2"].value == "编制单位：云栖县政务公开办"
    assert beside(sheet, "规则改动") == "1 条，见“规则说明”"


def test_overview_counts_findings_agencies_and_every_outcome(written: Write) -> None:
    kinds = ["pass", "pass", "fail", "not_assessable", "error", "not_applicable"]
    outcomes = [
        {"outcome_id": str(i), "report_id": TOWN["report_id"], "rule_id": f"R-{i}", "outcome": outcome}
        for i, outcome in enumerate(kinds)
    ]
    found = [finding(TOWN, 1), finding(TOWN, 2), finding(OTHER, 1), finding(OTHER, 2, severity="info")]
    sheet = written(frames_of([TOWN, OTHER], found, outcomes=outcomes))["总览"]
    table = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True)}
    assert table["错误"] == (3, 2)
    assert table["警示"] == (0, 0)
    assert table["提示"] == (1, 1)
    assert table["合计"] == (4, 2)
    counted = {"不通过": 1, "无法判定": 1, "规则出错": 1, "通过": 2, "不适用": 1}
    assert {name: beside(sheet, name) for name in counted} == counted


def test_overview_links_each_agency_to_its_first_finding(written: Write) -> None:
    found = [finding(OTHER, 1), finding(OTHER, 2), finding(TOWN, 1, severity="info")]
    book = written(frames_of([TOWN, OTHER, BUREAU], found))
    sheet, listed = book["总览"], book["问题清单"]
    for agency in (TOWN["agency"], OTHER["agency"]):
        cell = sheet[find(sheet, agency)]
        target = cell.hyperlink.location.removeprefix("'问题清单'!")
        assert cell.hyperlink.target is None
        assert listed[target].row == listed[find(listed, agency)].row
    clean = sheet[find(sheet, BUREAU["agency"])]
    assert clean.hyperlink is None
    row = [cell.value for cell in sheet[clean.row]]
    assert row == [3, BUREAU["agency"], 2020, "部门", 0, 0, 0, 0, "未发现问题"]


# ------------------------------------------------------------------------------------------ 问题清单


def listing(written: Write, found: list[Row]) -> Worksheet:
    return written(frames_of([TOWN, OTHER], found))["问题清单"]


def test_findings_have_the_form_of_an_office(written: Write) -> None:
    sheet = listing(written, [finding(TOWN, i) for i in range(3)])
    assert [cell.value for cell in sheet[3]] == (
        "序号 机关 年度 程度 规则 位置 问题说明 填报 应为 整改建议".split()
        + "审核意见 整改情况 说明 原文 依据 问题编号".split()
    )
    assert sheet["A1"].value == "政府信息公开工作年度报告问题清单"
    assert "A1:M1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.print_area == "'问题清单'!$A$1:$M$6"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:P6"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.column_dimensions["P"].hidden
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [1, 2, 3]
    assert [sheet.cell(row, 16).value for row in (4, 5, 6)] == [f"2023/001#{i}" for i in range(3)]


def test_only_the_yellow_cells_can_be_edited_filtering_and_sorting_stay_free(written: Write) -> None:
    sheet = listing(written, [finding(TOWN, 1)])
    protection = sheet.protection
    assert protection.sheet
    assert (protection.autoFilter, protection.sort) == (False, False)
    assert (protection.insertRows, protection.deleteRows) == (True, True)
    unlocked = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"K", "L", "M"}
    fills = {sheet[f"{letter}4"].fill.fgColor.rgb for letter in "KLM"}
    assert fills == {"00FFF9D6"}


def test_reviewers_choose_from_lists(written: Write) -> None:
    sheet = listing(written, [finding(TOWN, 1), finding(TOWN, 2)])
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"K4:K5": '"确认,排除,待核实"', "L4:L5": '"未整改,整改中,已整改,持续整改,已销号"'}


def test_severity_is_said_by_word_and_by_colour(written: Write) -> None:
    sheet = listing(
        written, [finding(TOWN, 1), finding(TOWN, 2, severity="warning"), finding(TOWN, 3, severity="info")]
    )
    assert [sheet.cell(row, 4).value for row in (4, 5, 6)] == ["错误", "警示", "提示"]
    assert len({sheet.cell(row, 4).fill.fgColor.rgb for row in (4, 5, 6)}) == 3


def test_numbers_are_numbers_and_words_are_words(written: Write) -> None:
    sheet = listing(
        written,
        [finding(TOWN, 1, stated="61", expected="60.5"), finding(TOWN, 2, stated="", expected="0061")],
    )
    assert [cell.value for cell in sheet["H"][3:]] == [61, None]
    assert [cell.value for cell in sheet["I"][3:]] == [60.5, "0061"]
    assert [cell.data_type for cell in sheet["C"][3:]] == ["n", "n"]


def test_rows_are_high_enough_for_their_text(written: Write) -> None:
    message = "第一项加第二项之和不等于第三项加第四项之和。" * 10
    sheet = listing(written, [finding(TOWN, 1, message=message), finding(OTHER, 1, message="短")])
    lines = len(message) / (
        sheet.column_dimensions["G"].width * 0.6
    )  # a Chinese character is 1.67 digits wide
    assert sheet.row_dimensions[4].height >= lines * 13
    assert sheet.row_dimensions[5].height < sheet.row_dimensions[4].height


def test_a_list_without_findings_says_so(written: Write) -> None:
    sheet = listing(written, [])
    assert sheet["A4"].value == "未发现问题。"
    assert not sheet.data_validations.dataValidation


# -------------------------------------------------------------------------------------------- 单元格


def test_cells_have_a_column_for_every_number_of_the_form(written: Write) -> None:
    sheet = written(frames_of([TOWN]))["单元格"]
    keys = [cell.value for cell in sheet[2]][3:]
    assert keys == list(load_templates()["2021"].cells)
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["C"].hidden
    column = 4 + keys.index("applications.carried_out.business")
    assert sheet.cell(3, column - 1).value == "表三 · 四、结转下年度继续办理"
    assert sheet.cell(4, column).value == "商业企业"
    assert sheet.auto_filter.ref.startswith("A4:")
    assert sheet.freeze_panes == "C5"
    assert [cell.value for cell in sheet[5]][:3] == [TOWN["agency"], 2023, "2023/001"]


def test_blank_absent_placeholder_and_number_look_different(written: Write) -> None:
    printed: dict[str, Row] = {
        "disputes.reconsideration.upheld": {"raw": "", "value": None, "status": "blank"},
        "disputes.reconsideration.corrected": {"raw": None, "value": None, "status": "absent"},
        "disputes.reconsideration.other": {"raw": "/", "value": None, "status": "placeholder"},
        "disputes.reconsideration.pending": {"raw": "1,257", "value": 1257.0},
        "proactive.fees.amount": {"raw": "12.50", "value": 12.5},
    }
    kept = cells_of(TOWN, **printed)
    gone = [cell for cell in kept if cell["key"] != "disputes.reconsideration.total"]
    sheet = written(frames_of([TOWN], cells=gone))["单元格"]
    at = by_key(sheet)
    row = [at[f"disputes.reconsideration.{x}"] for x in "upheld corrected other pending total".split()]
    assert [cell.value for cell in row] == [None, "缺", "/", 1257, "缺"]
    assert [cell.fill.patternType for cell in row] == ["lightUp", "solid", None, None, "solid"]
    assert at["proactive.fees.amount"].value == 12.5
    assert at["proactive.fees.amount"].data_type == "n"


def test_wrong_cells_are_coloured_by_their_worst_finding_with_a_note(written: Write) -> None:
    key, blank = "applications.received.total", "disputes.reconsideration.upheld"
    kept = cells_of(TOWN, **{blank: {"raw": "", "value": None, "status": "blank"}})
    found = [
        finding(TOWN, 1, severity="info", cells=key, message="丙"),
        finding(TOWN, 2, severity="critical", cells=f"{key} {blank}", message="甲"),
    ]
    sheet = written(frames_of([TOWN], found, cells=kept))["单元格"]
    at = by_key(sheet)
    assert at[key].fill.fgColor.rgb == "00F8D5D3"
    assert at[key].comment.text == "错误 T3-BALANCE-07：甲\n提示 T3-BALANCE-07：丙"
    assert (at[blank].fill.patternType, at[blank].fill.bgColor.rgb) == ("lightUp", "00F8D5D3")
    assert at["applications.received.business"].comment is None


def test_notes_stop_at_their_limit_colours_do_not(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells_sheet, "NOTED_CELLS", 1)
    keys = "applications.received.total applications.received.business"
    sheet = written(frames_of([TOWN], [finding(TOWN, 1, cells=keys)]))["单元格"]
    at = [cell for key, cell in by_key(sheet).items() if key in keys.split()]
    assert [cell.comment is not None for cell in at] == [True, False]
    assert {cell.fill.fgColor.rgb for cell in at} == {"00F8D5D3"}


def test_past_a_set_size_only_failing_reports_are_listed_and_it_says_so(
    written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells_sheet, "SHOWN_REPORTS", 1)
    sheet = written(frames_of([TOWN, OTHER], [finding(OTHER, 1)]))["单元格"]
    assert [cell.value for cell in sheet["C"][4:]] == ["2023/002"]
    assert sheet["D1"].value.startswith("共 2 份报告，超过 1 份，本表只列有问题的 1 份。")


def test_a_row_that_the_form_splits_has_its_columns_when_a_report_uses_it(written: Write) -> None:
    single = {"table": "applications", "row": "other", "column": "total", "key": "applications.other.total"}
    cell = {"cell_id": "x", "report_id": TOWN["report_id"], "raw": "3", "value": 3.0, "status": "number"}
    sheet = written(frames_of([TOWN], cells=[*cells_of(TOWN), single | cell]))["单元格"]
    assert by_key(sheet)["applications.other.total"].value == 3


def test_pages_never_cut_a_row_of_the_form(written: Write) -> None:
    sheet = written(frames_of([TOWN]))["单元格"]
    inside = {
        column for merged in sheet.merged_cells.ranges for column in range(merged.min_col, merged.max_col)
    }
    breaks = {each.id for each in sheet.col_breaks.brk}
    assert breaks
    assert not breaks & {column for column in inside if column > 3}


# ---------------------------------------------------------------------------------- 未读文件, 规则说明


def test_unread_files_are_listed_with_their_reason(written: Write) -> None:
    unread: list[Row] = [
        {"file": "甲.bin", "format": None, "read_status": "unread", "read_error": "不认识的文件格式"},
        {"file": "乙.txt", "format": "text", "read_status": "not_report", "read_error": "没有找到任何部分"},
        {"file": "丙.docx", "format": "docx", "read_status": "same_content"},
    ]
    sheet = written(frames_of([TOWN], unread=unread))["未读文件"]
    assert [[cell.value for cell in row] for row in sheet["A3:E4"]] == [
        [1, "甲.bin", "不明", "未能读取", "不认识的文件格式"],
        [2, "乙.txt", "文本", "不是年度报告", "没有找到任何部分"],
    ]
    assert sheet.max_row == 4


def test_when_every_file_was_read_it_says_so(written: Write) -> None:
    assert written(frames_of([TOWN]))["未读文件"]["A2"].value == "全部文件均已读取。"


def outcome(rule_id: str, result: str, of: Row = TOWN) -> Row:
    report_id = of["report_id"]
    return {
        "outcome_id": f"{report_id}#{rule_id}",
        "report_id": report_id,
        "rule_id": rule_id,
        "outcome": result,
    }


def test_rules_come_with_their_texts_and_counts(written: Write) -> None:
    results = [outcome("A-01", "pass"), outcome("A-01", "fail", OTHER), outcome("B-01", "not_assessable")]
    frames: Frames = frames_of([TOWN, OTHER], outcomes=results)
    texts = {"rule_id": ["B-01", "A-01"], "title": ["乙", "甲"], "severity": ["info", "critical"]}
    frames["rules"] = pd.DataFrame(texts | {"basis": ["条例", None], "advice": ["改正", None]})
    sheet = written(frames)["规则说明"]
    assert [[cell.value for cell in row] for row in sheet["A3:J4"]] == [
        ["B-01", "乙", "提示", "条例", "改正", 0, 1, 0, 0, 0],
        ["A-01", "甲", "错误", None, None, 1, 0, 0, 1, 0],
    ]


def test_without_texts_rules_take_them_from_the_findings(written: Write) -> None:
    found = [
        finding(TOWN, number, rule_id="A-01", title="甲", severity=severity)
        for number, severity in enumerate(["info", "warning"])
    ]
    results = [outcome("A-01", "fail"), outcome("B-01", "pass")]
    sheet = written(frames_of([TOWN, OTHER], found, outcomes=results))["规则说明"]
    assert [cell.value for cell in sheet["A"][2:4]] == ["A-01", "B-01"]
    assert sheet["C3"].value == "警示"


def test_changed_rules_and_settings_are_named(written: Write, run: RunSummary) -> None:
    summary = replace(run, changed_rules=("S-FEE-01：停用", "S-YEAR-01：降为警示"))
    sheet = written(frames_of([TOWN]), summary)["规则说明"]
    named = [row[:2] for row in sheet.iter_rows(values_only=True)]
    assert ("发布期限", "1月31日") in named
    assert ("规则改动", "S-FEE-01：停用") in named
    assert ("规则改动", "S-YEAR-01：降为警示") in named

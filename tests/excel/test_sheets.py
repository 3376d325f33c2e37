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
from tests.excel.made import Frames, Row, cells_of, complete, finding, frames_of, report

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
    assert "A1:J1" in {str(merged) for merged in sheet.merged_cells.ranges}
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
    assert row == [2, BUREAU["agency"], 2020, "部门", 0, 0, 0, 0, 0, "未发现问题"]


# ------------------------------------------------------------------------------------------ 问题清单


def listing(written: Write, found: list[Row]) -> Worksheet:
    return written(frames_of([TOWN, OTHER], found))["问题清单"]


def test_findings_have_the_form_of_an_office(written: Write) -> None:
    sheet = listing(written, [finding(TOWN, i) for i in range(3)])
    assert [cell.value for cell in sheet[3]] == (
        "序号 机关 年度 程度 规则 位置 问题说明 填报 应为 整改建议 原文 出处 依据".split()
    )
    assert sheet["A1"].value == "政府信息公开工作年度报告问题清单"
    assert "A1:J1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.print_area == "'问题清单'!$A$1:$J$6"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:M6"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [1, 2, 3]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_what_was_dismissed_is_not_held_against_anybody_and_stays_in_the_ledger(written: Write) -> None:
    frames = frames_of([TOWN], [finding(TOWN, 1), finding(TOWN, 2)])
    gone = {"finding_id": "2023/001#2", "decision": "排除", "reason": "附件另有说明"}
    frames["dispositions"] = complete("dispositions", [gone])
    book = written(frames)
    assert [cell.value for cell in book["问题清单"]["A"][3:]] == [1]
    assert "另有 1 条已排除" in book["问题清单"]["G2"].value
    ledger = book["整改台账"]
    assert [cell.value for cell in ledger[by_head(ledger, "理由")][3:]] == [None, "附件另有说明"]


# ------------------------------------------------------------------------------------------ 整改台账


def by_head(sheet: Worksheet, head: str) -> str:
    """The letter of the column under `head` in a list of findings."""
    return next(cell.column_letter for cell in sheet[3] if cell.value == head)


FILLED = "处置 理由 整改状态 整改说明 整改日期 备注".split()


def ledger_of(written: Write, found: list[Row]) -> Worksheet:
    return written(frames_of([TOWN, OTHER], found))["整改台账"]


def test_the_ledger_hides_the_key_and_prints_what_fits(written: Write) -> None:
    sheet = ledger_of(written, [finding(TOWN, i) for i in range(2)])
    key = by_head(sheet, "问题编号")
    assert sheet.column_dimensions[key].hidden
    assert [cell.value for cell in sheet[key][3:]] == ["2023/001#0", "2023/001#1"]
    assert sheet.print_area == "'整改台账'!$A$1:$M$5"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_only_the_yellow_cells_can_be_edited_filtering_and_sorting_stay_free(written: Write) -> None:
    sheet = ledger_of(written, [finding(TOWN, 1)])
    protection = sheet.protection
    assert protection.sheet
    assert (protection.autoFilter, protection.sort) == (False, False)
    assert (protection.insertRows, protection.deleteRows) == (True, True)
    unlocked = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    letters = {by_head(sheet, head) for head in FILLED}
    assert unlocked == letters
    assert {sheet[f"{letter}4"].fill.fgColor.rgb for letter in letters} == {"00FFF9D6"}


def test_reviewers_choose_from_lists(written: Write) -> None:
    sheet = ledger_of(written, [finding(TOWN, 1), finding(TOWN, 2)])
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    decision, state = by_head(sheet, "处置"), by_head(sheet, "整改状态")
    assert lists == {
        f"{decision}4:{decision}5": '"确认,排除,待核实"',
        f"{state}4:{state}5": '"未整改,整改中,已整改,持续整改,已销号"',
    }


def test_the_ledger_shows_what_was_recorded_and_that_the_evidence_changed(written: Write) -> None:
    frames = frames_of([TOWN], [finding(TOWN, 1)])
    said = {
        "finding_id": "2023/001#1",
        "decision": "确认",
        "rectification": "整改中",
        "explanation": "已补报",
        "rectified_on": "2024-02-03",
        "note": "来电",
        "who": "王审",
        "evidence": "changed",
    }
    frames["dispositions"] = complete("dispositions", [said])
    sheet = written(frames)["整改台账"]
    heads = ["处置", "整改状态", "整改说明", "整改日期", "备注", "经办人", "证据变化"]
    assert [sheet[f"{by_head(sheet, head)}4"].value for head in heads] == [
        *("确认", "整改中", "已补报", "2024-02-03", "来电", "王审", "证据已变化，请复核")
    ]


# ------------------------------------------------------------------------------------------ 表格原貌


def test_each_failing_report_has_its_tables_as_printed(written: Write) -> None:
    key = "applications.carried_out.total"
    kept = cells_of(TOWN, **{key: {"raw": "61", "value": 61.0, "label": "四、结转下年办理", "head": "总 计"}})
    book = written(frames_of([TOWN, OTHER], [finding(TOWN, 1, cells=key)], cells=kept))
    sheet = book["表格原貌"]
    assert [cell.value for cell in sheet["A"] if cell.value and "人民政府" in str(cell.value)] == [
        f"{TOWN['agency']}　2023 年度"
    ]
    row = sheet[find(sheet, "四、结转下年办理")].row
    wrong = next(cell for cell in sheet[row] if cell.value == 61)
    assert wrong.fill.fgColor.rgb == "00F8D5D3"
    assert wrong.comment.text.startswith("错误 T3-BALANCE-07：")
    names = {table.name for table in load_templates()["2021"].tables}
    assert names <= {str(cell.value).partition("　")[0] for cell in sheet["A"]}
    assert [cell.value for cell in sheet["A"]].count("件数") == 1


def test_a_finding_leads_to_its_tables_and_back(written: Write) -> None:
    found = [finding(TOWN, 1), finding(OTHER, 1), finding(OTHER, 2)]
    book = written(frames_of([TOWN, OTHER], found))
    tables = book["表格原貌"]
    for name in ("问题清单", "整改台账"):
        for number, agency in zip(book[name]["A"][3:], book[name]["B"][3:], strict=True):
            place = number.hyperlink.location.removeprefix("'表格原貌'!")
            assert tables[place].value == f"{agency.value}　2023 年度"
    back = tables[find(tables, f"{OTHER['agency']}　2023 年度")].hyperlink.location.removeprefix(
        "'问题清单'!"
    )
    assert book["问题清单"][back].row == book["问题清单"][find(book["问题清单"], OTHER["agency"])].row
    lines = [cell for cell in tables["B"] if cell.hyperlink]
    assert [book["问题清单"][c.hyperlink.location.partition("!")[2]].value for c in lines] == [1, 2, 3]


def test_reports_begin_pages_of_their_own(written: Write) -> None:
    sheet = written(frames_of([TOWN, OTHER], [finding(TOWN, 1), finding(OTHER, 1)]))["表格原貌"]
    titles = [cell.row for cell in sheet["A"] if cell.value and str(cell.value).endswith("年度")]
    assert [each.id for each in sheet.row_breaks.brk] == [titles[1] - 1]


def test_a_report_whose_tables_are_no_text_says_so(written: Write) -> None:
    sheet = written(frames_of([TOWN], [finding(TOWN, 1)], cells=[]))["表格原貌"]
    assert find(sheet, "没有找到作为文字的表格。")


def test_personal_numbers_in_cells_and_left_over_rows_are_starred(written: Write) -> None:
    told = {"raw": "联系 13800001234", "value": None, "status": "text"}
    frames = frames_of([TOWN], [finding(TOWN, 1)], cells=cells_of(TOWN, **{"proactive.fees.amount": told}))
    frames["leftovers"] = complete(
        "leftovers",
        [
            {
                "leftover_id": "1",
                "report_id": TOWN["report_id"],
                "text": "备注｜手机 13800001234",
                "reason": "不认识的行",
            }
        ],
    )
    book = written(frames)
    shown = [str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value]
    assert not [text for text in shown if "13800001234" in text]
    assert any("138****1234" in text and "未能归位" in text for text in shown)
    assert sum("联系 138****1234" in text for text in shown) == 2  # 表格原貌, 单元格


# ------------------------------------------------------------------------- 跨年, 雷同, 汇总表, 通报统计

MORE = {"跨年": "year_pairs", "雷同": "similar", "汇总表": "rollups"}


@pytest.mark.parametrize("name", MORE)
def test_a_sheet_without_its_frame_says_that_it_was_not_made(written: Write, name: str) -> None:
    sheet = written(frames_of([TOWN]))[name]
    assert any("没有生成" in str(cell.value) for cell in sheet["A"])


@pytest.mark.parametrize(("name", "frame"), MORE.items())
def test_a_sheet_with_nothing_to_show_says_that_there_is_nothing(
    written: Write, name: str, frame: str
) -> None:
    sheet = written(frames_of([TOWN]) | {frame: complete(frame, [])})[name]
    assert any(str(cell.value).startswith(("没有", "名单中没有")) for cell in sheet["A"])
    assert not any("没有生成" in str(cell.value) for cell in sheet["A"])


def test_years_stand_beside_each_other_where_a_finding_says_so(written: Write) -> None:
    pair = {
        "pair_id": TOWN["report_id"],
        "report_id": TOWN["report_id"],
        "agency": TOWN["agency"],
        "year": 2023,
        "last_year": 2022,
        "last_carried_out_total": 5.0,
        "carried_in_total": 3.0,
    }
    other = pair | {
        "pair_id": OTHER["report_id"],
        "report_id": OTHER["report_id"],
        "reason": "上年度表三空白",
    }
    found = finding(TOWN, 1, rule_id="Y-CARRY-01", title="结转不一致", stated="3", expected="5")
    frames = frames_of([TOWN, OTHER], [found, finding(TOWN, 2)])
    frames["year_pairs"] = complete("year_pairs", [pair, other])
    frames["rules"] = complete("rules", [{"rule_id": "Y-CARRY-01", "frame": "year_pairs"}])
    book = written(frames)
    sheet, figures = book["跨年"], book["跨年结转"]
    row = [cell.value for cell in sheet[find(sheet, "结转不一致")[1:]]]
    assert row[:7] == [TOWN["agency"], 2023, "错误", "结转不一致", "表三 · 总计", "3", "5"]
    years = [[c.value for c in r if c.value is not None] for r in figures.iter_rows(min_row=4)]
    assert years == [[TOWN["agency"], 2022, 5], [TOWN["agency"], 2023, 3]]
    assert sheet.print_title_rows == figures.print_title_rows == "$1:$3"
    assert find(sheet, "上年度表三空白")


def test_similar_reports_stand_by_cluster_with_what_they_share(written: Write) -> None:
    rows = [
        {
            "similar_id": r["report_id"],
            "report_id": r["report_id"],
            "characters": 900,
            "cluster": "a",
            "members": 2,
            "nearest_agency": n["agency"],
            "similarity": 0.925,
            "shared": 700,
            "passages": "联系人手机 13800001234，一年来",
        }
        for r, n in ((TOWN, OTHER), (OTHER, TOWN))
    ]
    frames = frames_of([TOWN, OTHER], [finding(OTHER, 1)]) | {"similar": complete("similar", rows)}
    sheet = written(frames)["雷同"]
    listed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[2], row[3], row[6]) for row in listed] == [
        (TOWN["agency"], 1, 2, 0.925),
        (OTHER["agency"], 1, 2, 0.925),
    ]
    assert all("138****1234" in str(row[8]) for row in listed)
    assert sheet["A5"].hyperlink.location == "'问题清单'!A4"


def test_sums_fill_the_form_and_say_who_is_missing(written: Write) -> None:
    def rollup(key: str, **more: object) -> Row:
        table, row, column = key.split(".")
        place = {"table": table, "row": row, "column": column, "key": key, "year": 2023}
        own = {
            "rollup_id": key,
            "report_id": "2023/000",
            "children": 2,
            "counted": 2,
            "sum": 7.0,
            "value": 7.0,
        }
        return place | own | more

    rows = [
        rollup("applications.received.total"),
        rollup("applications.received.business", value=9.0),
        rollup("applications.received.research", counted=1, missing="云栖县林业局"),
        rollup("applications.received.other_organization", sum=None, counted=0),
    ]
    filing = {"filing_id": "2023/000", "report_id": "2023/000", "agency": "云栖县人民政府"}
    frames = frames_of([TOWN]) | {"rollups": complete("rollups", rows)}
    sheet = written(frames | {"filings": complete("filings", [filing])})["汇总表"]
    assert find(sheet, "云栖县人民政府　2023 年度　应计 2 个机关")
    template = load_templates()["2021"].cells
    row = sheet[find(sheet, template["applications.received.total"].row.label)].row
    natural, business, research = (sheet.cell(row, column) for column in (2, 3, 4))
    assert (natural.value, business.value, research.value) == (None, 7, 7)
    assert (business.comment.text, research.comment.text) == ("汇总报告填 9", "缺少：云栖县林业局")


def test_the_circular_has_rates_with_last_year_precision_and_the_sample(written: Write) -> None:
    before = report("001", TOWN["agency"], 2022)
    frames = frames_of([TOWN, OTHER, before], [finding(TOWN, 1), finding(before, 1), finding(before, 2)])
    frames["dispositions"] = complete(
        "dispositions",
        [{"finding_id": f"2022/001#{n}", "decision": word} for n, word in ((1, "确认"), (2, "排除"))],
    )
    sheet = written(frames)["通报统计"]
    kinds = [[c.value for c in row] for row in sheet.iter_rows() if row[0].value == "镇"]
    assert [row[2:6] for row in kinds] == [[2023, 2, 1, 0.5], [2022, 1, 1, 1]]
    assert kinds[0][9:12] == [1, 1, 1]
    precise = next(row for row in sheet.iter_rows(values_only=True) if row[3:5] == (1, 1) and row[7] is None)
    assert (precise[0], precise[6]) == ("T3-BALANCE-07", 0.5)
    assert find(sheet, "sample:2023/002")


def test_a_division_is_known_by_its_government(written: Write) -> None:
    county = report("1", "云栖县人民政府", agency_kind="省市县区政府", division_code="990127")
    office = report("2", "云栖县林业局", agency_kind="部门", division_code="990127")
    sheet = written(frames_of([office, county, TOWN | {"division_code": "990127101"}]))["通报统计"]
    named = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert (named["990127"], named["990127101"]) == ("云栖县人民政府", TOWN["agency"])


# ------------------------------------------------------------------------------------------ 问题清单


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


def test_what_is_not_printed_leaves_no_expanse_on_the_page(written: Write) -> None:
    sheet = listing(written, [finding(TOWN, 1, evidence="原文一句。" * 400)])
    assert 90 < sheet.row_dimensions[4].height <= 110


def test_a_finding_of_nobody_known_names_its_file(written: Write) -> None:
    nobody = report("?3", "", file="甲/11010519491231002X.txt")
    book = written(frames_of([nobody], [finding(nobody, 1, file=nobody["file"])]))
    shown = "（机关不明）\n甲/110105********002X.txt"
    assert book["问题清单"]["B4"].value == book["整改台账"]["B4"].value == shown
    title = book["表格原貌"]["A3"]
    assert title.value == "（机关不明）　甲/110105********002X.txt　2023 年度"
    assert title.hyperlink.location == "'问题清单'!A4"
    assert book["单元格"]["A5"].value == "（机关不明）"


def test_a_list_without_findings_says_so(written: Write) -> None:
    sheet = listing(written, [])
    assert sheet["A4"].value == "未发现问题。"
    assert not ledger_of(written, []).data_validations.dataValidation


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

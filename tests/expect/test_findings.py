"""Failures written up: one finding per cause, with its numbers, its place and its ground."""

from __future__ import annotations

from typing import Any

import pandas as pd

from audit.expect import finding_id, judge, load_suites
from audit.template import load_templates
from tests.expect.clean import ORGANISATIONS, clean_frames, set_cell, together
from tests.expect.mutations import Frames

SUITES = {suite.name: suite for suite in load_suites()}


def findings_of(frames: Frames, name: str = "common.completeness") -> pd.DataFrame:
    return judge(frames, [SUITES[name]]).findings


def only(findings: pd.DataFrame, rule_id: str) -> dict[str, Any]:
    rows = findings[findings["rule_id"] == rule_id]
    assert len(rows) == 1
    return {str(key): value for key, value in rows.iloc[0].items()}


def test_five_organisation_columns_blank_are_one_finding() -> None:
    frames = clean_frames()
    template = load_templates()["2021"]
    rows = [row.key for row in template.table("applications").rows]
    blank = {f"applications.{row}.{column}" for row in rows for column in ORGANISATIONS[1:]}
    cells = frames["cells"]
    here = cells["key"].isin(blank)
    cells.loc[here, "status"], cells.loc[here, "raw"], cells.loc[here, "value"] = "blank", "", float("nan")
    set_cell(frames, "disputes.reconsideration.other", status="blank", raw="")
    findings = findings_of(frames)
    assert list(findings["rule_id"]) == ["C-BLANK-01", "C-BLANK-01"]
    block = findings[findings["cells"].str.contains("applications")].iloc[0]
    assert set(block["cells"].split(" ")) == blank
    assert block["message"] == "表三有 125 个单元格空白，应当填写数字，没有发生的填 0"
    assert findings[findings["cells"] == "disputes.reconsideration.other"]["place"].iloc[0] == (
        "表四 · 行政复议 · 其他结果"
    )


def test_a_run_of_absent_rows_is_one_finding() -> None:
    frames = clean_frames()
    for row in ("granted", "partly_granted", "processed"):
        cells = frames["cells"]
        here = (cells["table"] == "applications") & (cells["row"] == row)
        cells.loc[here, "status"], cells.loc[here, "value"] = "absent", float("nan")
        cells.loc[here, "presence"] = "missing"
        cells.loc[
            here, ["raw", "label", "label_status", "head", "head_status", "line", "grid_row", "paragraph"]
        ] = None
    findings = findings_of(frames)
    assert list(findings["message"]) == [
        "表三缺少 2 行：（一）予以公开、（二）部分公开",
        "表三缺少 1 行：（七）总计",
    ]
    assert list(findings["source"]) == ["青溪镇.docx，第 30 段"] * 2, "the part's heading stands in"


def test_a_label_is_one_finding_for_its_row() -> None:
    frames = clean_frames()
    cells = frames["cells"]
    here = cells["row"] == "refused_prohibited_by_law"
    cells.loc[here, "label"], cells.loc[here, "label_status"] = "2.其他法规禁止", "deviant"
    finding = only(findings_of(frames), "C-LABEL-01")
    assert finding["stated"] == "2.其他法规禁止"
    assert finding["expected"] == "2.其他法律行政法规禁止公开"
    assert len(finding["cells"].split(" ")) == 7


def test_a_broken_identity_shows_its_numbers() -> None:
    frames = clean_frames()
    values = frames["wide_2021"].iloc[0]
    rows = ("received", "carried_in", "processed", "carried_out")
    stated = {row: int(values[f"applications.{row}.total"]) for row in rows}
    set_cell(frames, "applications.carried_out.total", value=stated["carried_out"] + 1)
    findings = findings_of(frames, "2021.arithmetic")
    finding = only(findings, "T3-BALANCE-07")
    given = stated["received"] + stated["carried_in"]
    assert finding["message"].startswith(
        f"总计：三（七）总计 {stated['processed']} + 四、结转 {stated['carried_out'] + 1} = {given + 1}，"
        f"一、新收 {stated['received']} + 二、结转 {stated['carried_in']} = {given}，差 1"
    )
    suspect = f"由 {stated['carried_out'] + 1} 改为 {stated['carried_out']}"
    for rule in ("T3-BALANCE-07", "T3-TOTAL-25"):
        assert f"仅将「表三 · 四、结转下年度继续办理 · 总计」{suspect}" in only(findings, rule)["message"]
    row = only(findings, "T3-TOTAL-25")
    assert row["place"] == "表三 · 四、结转下年度继续办理 · 总计"
    assert (row["stated"], row["expected"]) == (str(stated["carried_out"] + 1), str(stated["carried_out"]))
    assert row["evidence"] == "四、结转下年度继续办理｜（各列）"
    assert row["source"] == "青溪镇.docx，第 1 张表第 27 行"
    assert "国办公开办函〔2021〕30号" in row["basis"]


def test_no_cell_is_accused_when_several_could_be_wrong() -> None:
    frames = clean_frames()
    set_cell(frames, "disputes.reconsideration.upheld", value=500.0)
    assert "仅将" not in only(findings_of(frames, "2021.arithmetic"), "T4-TOTAL-01")["message"]


def test_what_was_read_unsurely_is_at_most_a_warning() -> None:
    frames = clean_frames()
    for key in ("disputes.reconsideration.total", "disputes.litigation_direct.total"):
        set_cell(frames, key, value=1.0)
    set_cell(frames, "disputes.reconsideration.upheld", method="ocr")
    findings = findings_of(frames, "2021.arithmetic")
    assert only(findings, "T4-TOTAL-01")["severity"] == "warning"
    assert only(findings, "T4-TOTAL-02")["severity"] == "critical"


def test_ids_are_stable_and_follow_agency_year_rule_and_place() -> None:
    frames = clean_frames()
    set_cell(frames, "disputes.reconsideration.other", status="blank", raw="")
    first = only(findings_of(frames), "C-BLANK-01")["finding_id"]
    frames["cells"]["paragraph"], frames["cells"]["file"] = 99, "elsewhere/青溪镇.txt"
    again = findings_of(together(frames, clean_frames(agency_id="QX02")))
    assert only(again, "C-BLANK-01")["finding_id"] == first
    assert first == finding_id("QX01", "2022", "C-BLANK-01", "rectangle:disputes.reconsideration.other")


def test_printed_text_is_never_a_template() -> None:
    frames = clean_frames()
    set_cell(frames, "applications.granted.total", status="text", raw="{place}{0}")
    assert "「{place}{0}」" in only(findings_of(frames), "C-NUMBER-01")["message"]


def test_a_row_whose_numbers_cannot_be_told_apart_is_no_missing_row() -> None:
    frames = clean_frames()
    cells = frames["cells"]
    here = (cells["table"] == "applications") & (cells["row"] == "granted")
    cells.loc[here, "status"], cells.loc[here, "value"] = "absent", float("nan")
    cells.loc[here, "presence"] = "unplaced"
    findings = findings_of(frames)
    assert findings[["rule_id", "severity"]].to_numpy().tolist() == [["C-ROW-01", "warning"]]
    assert "未能识读" in findings.iloc[0]["message"]

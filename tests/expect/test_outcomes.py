"""Five outcomes, never confused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from audit.errors import SuiteError
from audit.expect import Verdict, judge, load_suites, run_suites
from tests.expect.clean import clean_frames, set_cell, single_row_frames, together
from tests.expect.mutations import every_mutation
from tests.expect.test_suites import own_suite, write

SUITES = load_suites()
ARITHMETIC = [suite for suite in SUITES if suite.name == "2021.arithmetic"]
STRUCTURE = [suite for suite in SUITES if suite.name.startswith("common.structure")]


def outcome(verdict: Verdict, rule_id: str, report_id: str = "2022/QX01") -> tuple[str, str]:
    rows = verdict.outcomes.query("rule_id == @rule_id and report_id == @report_id")
    assert len(rows) == 1
    return rows["outcome"].iloc[0], rows["reason"].iloc[0]


@pytest.fixture(scope="module")
def blanks() -> Verdict:
    """行政复议 blank, no penalties figure, 表三 lost, kind unknown; and a clean report of 2020."""
    frames = clean_frames()
    for column in ("upheld", "corrected", "other", "pending", "total"):
        set_cell(frames, f"disputes.reconsideration.{column}", status="blank", raw="")
    set_cell(frames, "proactive.regulations.issued", status="placeholder", raw="/")
    coverage = frames["coverage"]
    here = coverage["item"] == "supervision.review"
    coverage["met"] = coverage["met"].mask(here)
    coverage.loc[here, "reason"] = "机关类别不明"
    lost = next(m for m in every_mutation() if m.rule == "S-TABLE-02")
    lost.apply(frames)
    return judge(together(frames, clean_frames("2019")), SUITES)


def test_each_of_the_five(blanks: Verdict, tmp_path: Path) -> None:
    assert outcome(blanks, "T4-TOTAL-02") == ("pass", "")
    assert outcome(blanks, "C-BLANK-01")[0] == "fail"
    assert outcome(blanks, "T4-TOTAL-01") == ("not_assessable", "表四 · 行政复议：5 个单元格空白")
    assert outcome(blanks, "T2-VALID-01", "2020/QX01") == ("not_applicable", "")
    unclosed = {
        "type": "expect_column_values_to_match_regex",
        "kwargs": {"column": "title", "regex": "(unclosed"},
        "meta": {"rule_id": "O-BROKEN-01"},
    }
    write(tmp_path, own_suite(expectations=[unclosed]))
    broken = judge(clean_frames(), [suite for suite in load_suites([tmp_path]) if suite.name == "office"])
    kind, reason = outcome(broken, "O-BROKEN-01")
    assert kind == "error"
    assert "(unclosed" in reason
    assert broken.findings.empty


def test_reasons_name_what_is_missing(blanks: Verdict) -> None:
    assert outcome(blanks, "T2-VALID-01")[1] == "表二 · 规章 · 本年制发件数：1 个单元格以符号代替数字"
    assert outcome(blanks, "S-SUPERVISE-02") == ("not_assessable", "机关类别不明")
    assert outcome(blanks, "T3-BALANCE-01")[1] == (
        "表三 · 一、本年新收政府信息公开申请数量、二、上年结转政府信息公开申请数量、（七）总计、"
        "四、结转下年度继续办理 · 自然人：4 个单元格缺失"
    )


def test_one_lost_table_is_one_finding(blanks: Verdict) -> None:
    assert outcome(blanks, "S-TABLE-02")[0] == "fail"
    assert outcome(blanks, "C-ROW-01") == ("not_assessable", "前提不成立：S-TABLE-02 表三以文字表格列出")
    assert set(blanks.findings["rule_id"]) == {"S-TABLE-02", "C-BLANK-01", "C-PLACEHOLDER-01"}


def test_a_lost_part_takes_its_table_along() -> None:
    frames = clean_frames()
    next(m for m in every_mutation() if m.rule == "S-PART-03").apply(frames)
    verdict = judge(frames, SUITES)
    assert list(verdict.findings["rule_id"]) == ["S-PART-03"]
    kind, reason = outcome(verdict, "S-TABLE-02")
    assert kind == "not_assessable"
    assert reason.startswith("前提不成立：S-PART-03")
    assert outcome(verdict, "C-BLANK-01")[0] == "not_assessable"


def test_every_report_and_rule_has_one_outcome(blanks: Verdict) -> None:
    rules = {check.rule_id for suite in SUITES for check in suite.checks}
    assert len(blanks.outcomes) == 2 * len(rules)
    assert blanks.outcomes["outcome_id"].is_unique


def test_the_single_row_stands_for_its_three() -> None:
    frames = single_row_frames()
    verdict = judge(frames, SUITES)
    assert outcome(verdict, "T3-TOTAL-26") == ("pass", "")
    assert outcome(verdict, "T3-OUTCOME-01") == ("pass", "")
    assert outcome(verdict, "T3-TOTAL-21")[0] == "not_assessable"
    assert list(verdict.findings["rule_id"]) == ["S-REVISION-01"]
    message = verdict.findings["message"].iloc[0]
    assert message.count("（六）其他处理") == 3, "it names the three rows that are missing"


def test_superseded_versions_are_not_judged() -> None:
    older, newer = clean_frames(agency_id="QX01"), clean_frames(agency_id="QX02")
    older["reports"]["audited"] = False
    set_cell(older, "applications.granted.total", value=9.0)
    verdict = judge(together(older, newer), ARITHMETIC)
    assert set(verdict.outcomes["report_id"]) == {"2022/QX02"}
    assert verdict.findings.empty


def test_frames_that_are_not_there_concern_nobody() -> None:
    frames = {name: clean_frames()[name] for name in ("reports", "sections")}
    verdict = judge(frames, SUITES)
    assert outcome(verdict, "C-BLANK-01") == ("not_applicable", "")
    assert outcome(verdict, "T4-TOTAL-01") == ("not_applicable", "")
    assert outcome(verdict, "S-PART-01") == ("pass", "")


def test_a_frame_without_reports_is_refused(tmp_path: Path) -> None:
    write(tmp_path, own_suite(meta={"frame": "roster"}, expectations=[]))
    roster = pd.DataFrame({"agency_id": ["A"]})
    with pytest.raises(SuiteError, match="没有 report_id"):
        judge({**clean_frames(), "roster": roster}, load_suites([tmp_path]))


def test_validations_hold_no_text_of_the_reports() -> None:
    frames = clean_frames()
    frames["reports"].loc[0, "title"] = "<script>title</script>"
    set_cell(frames, "applications.granted.total", status="text", raw="<script>cell</script>")
    results, validations = run_suites(frames, SUITES)
    failing = {result.check.rule_id for result in results if result.failing}
    assert {"S-TITLE-01", "C-NUMBER-01"} <= failing
    assert set(validations) == {suite.name for suite in SUITES if suite.frame in frames}
    assert "script" not in json.dumps(validations, ensure_ascii=False, default=str)
    json.dumps(validations)

"""Rules that compare reports: what they say of a small county, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from audit.corpus import CORPUS_FRAMES
from audit.errors import DamagedFile
from audit.expect import Verdict, judge, load_suites
from audit.frames import read_roster
from tests.corpus.made import frames_of, prose, report
from tests.frames.recognitions import reading

ROSTER = """机关编号,名称,别名,上级,撤销日期,成立日期,前身,汇总范围
X,云栖县人民政府,,,,,,下级
A,云栖县甲局,,云栖县人民政府,,,,
B,云栖县乙局,云栖县旧局,云栖县人民政府,,,,
C,云栖县丙局,,,,,,
D,云栖县丁局,,,2024-03-01,,,
E,云栖县戊局,,,,2025-02-01,,
F,云栖县己局,,,,2024-03-02,云栖县丁局,
"""
IN, OUT = "applications__carried_in__", "applications__carried_out__"
BUSY = {
    "applications__received__natural_person": 31.0,
    "applications__granted__natural_person": 17.0,
    "applications__partly_granted__natural_person": 14.0,
}
COPIED = prose("copied", 900)


def copies(reading_, *files):
    return [replace(reading_, file=file) for file in files]


def county():
    """2023 and 2024 of the county; what is wrong is said beside it."""
    return [
        report("云栖县人民政府", 2023, on="2024-03-31"),
        report("云栖县人民政府", 2024, on="2025-04-02", source="page", applications__received__total=9.0),
        report("云栖县甲局", 2023, on="2024-01-31", **{f"{OUT}business": 3.0}, text=prose("a", 900)),
        report("云栖县甲局", 2024, on="2025-02-03", **{f"{IN}business": 1.0}, text=prose("a", 900)),
        report("云栖县旧局", 2023, on="2024-01-30", **{f"{OUT}total": 2.0}),
        *copies(report("云栖县乙局", 2024, on="2025-01-30", **{f"{IN}total": 2.0}), "乙.txt", "乙.html"),
        report("云栖县丁局", 2023, on="2024-01-12", **{f"{OUT}research": 5.0}),
        report("云栖县己局", 2024, text=COPIED, **{f"{IN}research": 5.0}),
        report("云栖县庚局", 2024, text=f"我局办件99件。{COPIED}", on="2025-01-09"),
        *copies(report("云栖县辛局", 2024, text=prose("x")), "辛1.txt"),
        *copies(report("云栖县辛局", 2024, text=prose("y")), "辛2.txt"),
        report("云栖县壬局", 2024, text=prose("z"), on="2025-01-10"),
        report("云栖县壬局", 2024, text=prose("w"), on="2025-01-20"),
        report("云栖县癸局", 2023, **BUSY, proactive__regulations__in_force=8.0),
        report(
            "云栖县癸局",
            2024,
            **BUSY,
            proactive__regulations__in_force=5.0,
            proactive__regulations__issued=1.0,
        ),
        reading("坏.docx", error=DamagedFile("文件结构损坏", place="坏.docx")),
    ]


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return frames_of(*county(), roster=read_roster(path))


@pytest.fixture(scope="module")
def verdict(frames) -> Verdict:
    suites = [suite for suite in load_suites() if suite.frame in (*CORPUS_FRAMES, "files")]
    return judge(frames, suites)


def agencies(verdict: Verdict, rule_id: str) -> set[tuple[str, int]]:
    found = verdict.findings[verdict.findings["rule_id"] == rule_id]
    return set(zip(found["agency"], found["year"].fillna(0), strict=True))


def test_nothing_breaks_and_every_rule_runs(verdict: Verdict) -> None:
    assert "error" not in set(verdict.outcomes["outcome"])
    assert verdict.findings["finding_id"].is_unique
    assert not verdict.findings["message"].str.contains(r"nan|None|<NA>|\{").any()
    assert (verdict.findings["evidence"].str.len() > 0).all()


@pytest.mark.parametrize(
    ("rule_id", "expected"),
    [
        ("Y-CARRY-02", {("云栖县甲局", 2024)}),
        ("Y-CARRY-03", set()),  # 己局 took over 丁局
        ("Y-CARRY-07", set()),  # 旧局 is 乙局's former name
        ("Y-FORCE-01", {("云栖县癸局", 2024)}),
        ("Y-COPY-01", {("云栖县癸局", 2024)}),
        ("Y-TEXT-01", {("云栖县甲局", 2024)}),
        ("G-MISSING-01", {("云栖县丙局", 2023), ("云栖县丙局", 2024)}),
        ("G-SIMILAR-01", {("云栖县己局", 2024), ("云栖县庚局", 2024)}),
        ("G-DUPLICATE-01", {("云栖县辛局", 2024)}),
        ("G-LATE-01", {("云栖县甲局", 2024), ("云栖县人民政府", 2024)}),
        ("G-UNREAD-01", {("", 0)}),
        ("G-ROLLUP-01", {("云栖县人民政府", 2023), ("云栖县人民政府", 2024)}),
        (
            "G-UNKNOWN-01",
            {
                *(("云栖县庚局", 2024), ("云栖县辛局", 2024), ("云栖县壬局", 2024)),
                *(("云栖县癸局", 2023), ("云栖县癸局", 2024)),
            },
        ),
    ],
)
def test_who_is_told_what(verdict: Verdict, rule_id: str, expected: set[tuple[str, int]]) -> None:
    assert agencies(verdict, rule_id) == expected


def finding(verdict: Verdict, rule_id: str, agency: str = ""):
    found = verdict.findings[verdict.findings["rule_id"] == rule_id]
    return found[found["agency"].str.contains(agency)].iloc[0]


def test_both_years_are_in_the_message_and_quoted(verdict: Verdict) -> None:
    carry = finding(verdict, "Y-CARRY-02")
    assert "2023年度报告结转下年度继续办理 3 件，2024年度报告上年结转 1 件" in carry["message"]
    assert carry["evidence"].splitlines()[0].startswith("2023年：四、结转下年度继续办理｜")
    assert carry["cells"] == "applications.carried_in.business"
    assert (carry["stated"], carry["expected"]) == ("1", "3（2023年度报告）")
    assert "上年度数" not in carry["message"]


def test_a_date_off_a_page_is_worth_less_than_the_manifests(verdict: Verdict) -> None:
    assert finding(verdict, "G-LATE-01", "甲局")["severity"] == "warning"
    assert finding(verdict, "G-LATE-01", "人民政府")["severity"] == "info"
    assert "逾期 3 天" in finding(verdict, "G-LATE-01", "甲局")["message"]


def test_a_report_without_a_day_is_open_where_others_have_theirs(verdict: Verdict) -> None:
    of = verdict.outcomes[verdict.outcomes["rule_id"] == "G-LATE-01"].set_index("report_id")
    assert of.at["2024/F", "outcome"] == "not_assessable"
    assert of.at["2024/F", "reason"] == "没有公布日期"


def test_a_missing_report_belongs_to_its_agency(verdict: Verdict) -> None:
    missing = finding(verdict, "G-MISSING-01")
    assert missing["agency_id"] == "C"
    assert missing["report_id"] == "2023/C"
    own = verdict.outcomes[verdict.outcomes["report_id"] == "2024/C"]
    assert own.set_index("rule_id")["outcome"].to_dict() == {"G-MISSING-01": "fail", "G-UNKNOWN-01": "pass"}


def test_who_owes_nothing_is_no_subject_of_missing(verdict: Verdict) -> None:
    of = verdict.outcomes[verdict.outcomes["rule_id"] == "G-MISSING-01"].set_index("report_id")["outcome"]
    assert not {"2024/D", "2023/E", "2024/E", "2023/F"} & set(of[of != "not_applicable"].index)


def test_an_unread_file_is_named_with_the_reason(verdict: Verdict) -> None:
    unread = finding(verdict, "G-UNREAD-01")
    assert (unread["report_id"], unread["file"], unread["severity"]) == (
        "file:坏.docx",
        "坏.docx",
        "critical",
    )
    assert "文件结构损坏" in unread["message"]
    assert pd.isna(unread["year"])


def test_the_summary_is_one_finding_a_table(verdict: Verdict) -> None:
    found = verdict.findings.query("rule_id == 'G-ROLLUP-01' and year == 2024")
    (rollup,) = found.to_dict("records")
    assert "一、本年新收政府信息公开申请数量 · 总计 报告 9、合计 0" in rollup["message"]
    assert rollup["place"] == "表三"
    assert rollup["cells"].split()[0] == "applications.received.total"


def test_audited_reports_have_all_outcomes_and_others_only_theirs(verdict: Verdict, frames) -> None:
    audited = frames["reports"].query("audited")["report_id"]
    rules = {
        check.rule_id for suite in load_suites() for check in suite.checks if suite.frame in CORPUS_FRAMES
    }
    counts = verdict.outcomes["report_id"].value_counts()
    assert (counts[audited] == len(rules | {"G-UNREAD-01"})).all()
    assert (counts.drop(audited) <= 2).all()

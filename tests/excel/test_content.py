from __future__ import annotations

from dataclasses import replace

import pytest

from audit.errors import SchemaError
from audit.excel import RunSummary
from audit.excel.content import arrange
from audit.office import Scoring
from tests.excel.made import complete, finding, frames_of, report

A, B, C, D = (report(str(i), name) for i, name in enumerate(["丁镇", "乙镇", "丙镇", "甲镇"]))


def test_agencies_rank_by_score_and_equal_scores_share_a_rank(run: RunSummary) -> None:
    found = [
        *(finding(A, i, severity="warning") for i in range(4)),
        finding(B, 1),
        finding(C, 1),
        finding(D, 1),
        finding(D, 2, severity="info"),
    ]
    content = arrange(frames_of([A, B, C, D], found, cells=[]), run)
    assert [(s.rank, s.score, s.agency) for s in content.standings] == [
        (1, 12, "丁镇"),
        (2, 10, "丙镇"),
        (2, 10, "乙镇"),
        (2, 10, "甲镇"),
    ]
    assert content.standings[0].by_severity == {"critical": 0, "warning": 4, "info": 0}
    clean = arrange(frames_of([A], cells=[]), run).standings[0]
    assert (clean.headline, clean.first) == ("未发现问题", None)


def test_the_office_says_what_a_finding_weighs(run: RunSummary) -> None:
    found = [finding(A, 1), finding(B, 1, severity="info"), finding(B, 2, severity="info")]
    own = replace(run, scoring=Scoring(critical=1, warning=0, info=2))
    content = arrange(frames_of([A, B], found, cells=[]), own)
    assert [(s.agency, s.score) for s in content.standings] == [("乙镇", 4), ("丁镇", 1)]


def test_what_somebody_dismissed_does_not_count_and_is_kept_apart(run: RunSummary) -> None:
    frames = frames_of([A, B], [finding(A, 1), finding(B, 1), finding(B, 2)], cells=[])
    frames["dispositions"] = complete(
        "dispositions", [{"finding_id": f"2023/1#{n}", "decision": "排除", "reason": "误报"} for n in (1, 2)]
    )
    content = arrange(frames, run)
    assert [(s.agency, s.score) for s in content.standings] == [("丁镇", 10), ("乙镇", 0)]
    assert content.findings["finding_id"].tolist() == ["2023/0#1"]
    assert (len(content.every), content.dismissed) == (3, 2)
    assert content.reviewed["decision"].fillna("").tolist() == ["", "排除", "排除"]


def test_an_agency_has_its_own_and_nobody_elses(run: RunSummary) -> None:
    content = arrange(frames_of([A, B], [finding(A, 1), finding(B, 1)], cells=[]), run).of_agency("1")
    assert content.findings["agency"].tolist() == ["乙镇"]
    assert content.frames["reports"]["agency"].tolist() == ["乙镇"]
    assert set(content.reviewed["agency"]) == {"乙镇"}


def test_equal_counts_rank_by_name(run: RunSummary) -> None:
    content = arrange(frames_of([A, B, C], [finding(x, 1) for x in (A, B, C)], cells=[]), run)
    names = [s.agency for s in content.standings]
    assert names == sorted(names)


def test_findings_follow_the_ranking_worst_first_and_keep_their_order(run: RunSummary) -> None:
    found = [
        finding(A, 1, severity="info"),
        finding(B, 1, severity="info"),
        finding(B, 2, severity="critical"),
        finding(B, 3, severity="warning"),
        finding(B, 4, severity="critical"),
    ]
    content = arrange(frames_of([A, B], found, cells=[]), run)
    ids = [finding_id.removeprefix("2023/") for finding_id in content.findings["finding_id"]]
    assert ids == ["1#2", "1#4", "1#3", "1#1", "0#1"]
    assert [s.first for s in content.standings] == [0, 4]


def test_years_of_an_agency_are_ranked_apart(run: RunSummary) -> None:
    earlier = report("0", "丁镇", 2022)
    content = arrange(frames_of([A, earlier], [finding(earlier, 1)], cells=[]), run)
    assert [(s.agency, s.year) for s in content.standings] == [("丁镇", 2022), ("丁镇", 2023)]


def test_an_agency_without_report_is_ranked_by_its_findings(run: RunSummary) -> None:
    missing = finding(A, 1, report_id=None, rule_id="G-MISSING-01")
    nobody = finding(A, 2, report_id=None, agency_id=None, agency=None, year=None, severity="info")
    content = arrange(frames_of([B], [missing, nobody], cells=[]), run)
    assert [(s.agency, s.year, s.first) for s in content.standings] == [
        ("丁镇", 2023, 0),
        ("乙镇", 2023, None),
        ("（机关不明）", None, 1),
    ]


def test_superseded_versions_are_not_ranked(run: RunSummary) -> None:
    older = report("9", "旧镇", audited=False)
    assert [s.agency for s in arrange(frames_of([B, older], cells=[]), run).standings] == ["乙镇"]


def test_what_could_not_be_assessed_is_counted(run: RunSummary) -> None:
    outcomes = [
        {
            "outcome_id": f"{A['report_id']}#{i}",
            "report_id": A["report_id"],
            "rule_id": str(i),
            "outcome": outcome,
        }
        for i, outcome in enumerate(["pass", "not_assessable", "not_assessable", "error"])
    ]
    standing = arrange(frames_of([A], cells=[], outcomes=outcomes), run).standings[0]
    assert standing.not_assessable == 2


def test_a_missing_frame_is_refused(run: RunSummary) -> None:
    frames = frames_of([A])
    del frames["outcomes"]
    with pytest.raises(SchemaError, match="outcomes"):
        arrange(frames, run)

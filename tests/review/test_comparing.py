"""Two runs beside each other: nothing is called corrected that was not judged again."""

import pandas as pd

from audit.review import compare_runs, count_changes


def run(findings, outcomes, agencies=("a", "b")):
    reports = pd.DataFrame(
        {
            "report_id": [f"2023/{agency}" for agency in agencies],
            "agency_id": list(agencies),
            "year": 2023,
            "audited": True,
        }
    )
    columns = ["finding_id", "agency_id", "rule_id", "stated", "fingerprint"]
    found = pd.DataFrame(findings, columns=columns).assign(
        report_id=lambda f: "2023/" + f["agency_id"],
        agency=lambda f: f["agency_id"],
        year=2023,
        title="",
        severity="critical",
        place="",
        message="",
    )
    judged = pd.DataFrame(outcomes, columns=["report_id", "rule_id", "outcome", "reason"])
    return {"reports": reports, "findings": found, "outcomes": judged}


BEFORE = run(
    [("f1", "a", "R1", "5", "x"), ("f2", "a", "R2", "6", "y"), ("f3", "b", "R1", "7", "z")],
    [("2023/a", "R1", "fail", ""), ("2023/a", "R2", "fail", ""), ("2023/b", "R1", "fail", "")],
)


def states(after, **given):
    return compare_runs(BEFORE, after, **given).set_index("finding_id")


def test_corrected_open_and_new():
    after = run(
        [("f2", "a", "R2", "8", "other"), ("f4", "b", "R2", "1", "n")],
        [
            ("2023/a", "R1", "pass", ""),
            ("2023/a", "R2", "fail", ""),
            ("2023/b", "R1", "not_applicable", ""),
            ("2023/b", "R2", "fail", ""),
        ],
    )
    changes = states(after)
    assert changes["state"].to_dict() == {"f1": "corrected", "f2": "open", "f3": "corrected", "f4": "new"}
    assert changes.loc["f2", ["earlier", "later", "changed"]].tolist() == ["6", "8", True]


def test_a_rule_that_could_not_be_judged_again_corrects_nothing():
    after = run(
        [],
        [("2023/a", "R1", "not_assessable", "表三：1 个单元格空白"), ("2023/b", "R1", "error", "")],
    )
    changes = states(after)
    assert set(changes["state"]) == {"unknown"}
    assert "空白" in changes.loc["f1", "reason"]
    assert "没有执行" in changes.loc["f2", "reason"]


def test_a_report_that_is_gone_corrects_nothing():
    after = run([], [("2023/a", "R1", "pass", ""), ("2023/a", "R2", "pass", "")], agencies=("a",))
    changes = states(after)
    assert changes["state"].to_dict() == {"f1": "corrected", "f2": "corrected", "f3": "unknown"}


def test_decisions_are_carried_along():
    decided = pd.DataFrame({"finding_id": ["f1"], "decision": ["确认"], "rectification": ["已整改"]})
    changes = states(BEFORE, dispositions=decided)
    assert changes.loc["f1", ["state", "decision", "rectification"]].tolist() == ["open", "确认", "已整改"]
    assert changes.loc["f2", "decision"] == ""


def test_counts_by_agency():
    counts = count_changes(compare_runs(BEFORE, BEFORE), "agency")
    assert counts["open"].tolist() == [2, 1]
    assert counts["agency"].tolist() == ["a", "b"]


def test_what_nobody_filed_is_counted_under_no_name():
    changes = compare_runs(BEFORE, BEFORE).assign(agency=["", "", "b"])
    assert count_changes(changes, "agency")["agency"].tolist() == ["（机关不明）", "b"]

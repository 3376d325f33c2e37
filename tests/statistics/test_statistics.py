"""Rankings, rates, draws and precision over small frames whose answers are plain."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.office import SampleSizes, Scoring
from audit.statistics import (
    assess_rules,
    assess_sample,
    draw_sample,
    rank_agencies,
    rate_divisions,
    rate_kinds,
    rate_rules,
)
from audit.statistics.sampling import _allot

SCORING = Scoring(critical=10, warning=3, info=0)


def frames():
    reports = pd.DataFrame(
        [
            ("2023/a", "a", "甲镇", 2023, "镇", "1", True),
            ("2022/a", "a", "甲镇", 2022, "镇", "1", True),
            ("2023/b", "b", "乙局", 2023, "部门", "2", True),
            ("2023/b/2", "b", "乙局", 2023, "部门", "2", False),
        ],
        columns=["report_id", "agency_id", "agency", "year", "agency_kind", "division_code", "audited"],
    )
    findings = pd.DataFrame(
        [
            ("f1", "2023/a", "a", "甲镇", 2023, "R1", "critical"),
            ("f2", "2023/a", "a", "甲镇", 2023, "R2", "warning"),
            ("f3", "2022/a", "a", "甲镇", 2022, "R1", "critical"),
            ("f4", "2023/b", "b", "乙局", 2023, "R2", "warning"),
            ("f5", "2023/c", "c", "丙局", 2023, "R3", "critical"),  # a missing report
        ],
        columns=["finding_id", "report_id", "agency_id", "agency", "year", "rule_id", "severity"],
    ).assign(title=lambda f: "规则" + f["rule_id"])
    for frame in (reports, findings):
        frame["year"] = frame["year"].astype("Int64")
    outcomes = pd.DataFrame(
        [
            ("2023/a", "R1", "fail"),
            ("2023/a", "R2", "fail"),
            ("2022/a", "R1", "fail"),
            ("2022/a", "R2", "pass"),
            ("2023/b", "R1", "pass"),
            ("2023/b", "R2", "fail"),
            ("2023/b", "R3", "not_assessable"),
        ],
        columns=["report_id", "rule_id", "outcome"],
    )
    return {"reports": reports, "findings": findings, "outcomes": outcomes}


def decisions(**made):
    return pd.DataFrame({"finding_id": list(made), "decision": list(made.values())})


def test_the_ranking_scores_every_agency_year_and_keeps_the_denominator():
    ranking = rank_agencies(frames(), SCORING)
    rows = ranking.set_index(["agency_id", "year"])
    assert rows["score"].to_dict() == {("a", 2023): 13, ("a", 2022): 10, ("b", 2023): 3, ("c", 2023): 10}
    assert ranking["rank"].tolist() == [1, 2, 2, 4]
    assert rows.loc[("a", 2023), ["failed", "assessed"]].tolist() == [2, 2]
    assert rows.loc[("c", 2023), ["failed", "assessed"]].tolist() == [1, 0]


def test_what_somebody_dismissed_does_not_count():
    ranking = rank_agencies(frames(), SCORING, decisions(f1="排除", f2="确认"))
    assert ranking.set_index(["agency_id", "year"]).loc[("a", 2023), ["score", "failed"]].tolist() == [3, 1]


def test_rates_stand_beside_those_of_the_year_before():
    kinds = rate_kinds(frames()).set_index(["agency_kind", "year"])
    assert kinds.loc[("镇", 2023), ["reports", "failing", "rate", "last_rate"]].tolist() == [1, 1, 1, 1]
    assert math.isnan(kinds.loc[("部门", 2023), "last_reports"])
    assert rate_divisions(frames())["division_code"].tolist() == ["1", "2", "1"]


def test_a_rule_is_rated_over_the_reports_it_could_be_assessed_on():
    rules = rate_rules(frames()).set_index(["rule_id", "year"])
    assert rules.loc[("R1", 2023), ["assessed", "failing", "rate"]].tolist() == [2, 1, 0.5]
    assert rules.loc[("R1", 2023), "last_rate"] == 1
    assert ("R3", 2023) not in rules.index  # nobody's report was assessed, and the missing one is no report
    assert (
        rate_rules(frames(), decisions(f1="排除")).set_index(["rule_id", "year"]).loc[("R1", 2023), "rate"]
        == 0
    )


def test_the_draw_is_stratified_and_repeats_itself():
    sizes = SampleSizes(failed=1, passed=5, seed=3)
    first, again = draw_sample(frames(), sizes), draw_sample(frames(), sizes)
    assert first.equals(again)
    assert first["failed"].tolist() == [True, False]
    assert "2023/b/2" not in set(first["report_id"])


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), min_size=1), st.integers(0, 100))
def test_an_allotment_gives_out_all_there_is_and_no_more(sizes, total):
    total = min(total, sum(sizes.values()))
    given_out = _allot(sizes, total)
    assert sum(given_out.values()) == total
    assert all(0 <= given_out[kind] <= size for kind, size in sizes.items())
    if total >= len(sizes):
        assert all(given_out.values())


def test_precision_is_of_what_was_decided():
    table = assess_rules(frames()["findings"], decisions(f1="确认", f3="排除", f2="待核实")).set_index(
        "rule_id"
    )
    assert table.loc["R1", "precision"] == pytest.approx(0.5)
    assert table.loc["R2", ["findings", "undecided"]].tolist() == [2, 2]
    assert math.isnan(table.loc["R2", "precision"])


def test_agreement_is_told_for_failed_and_passed_apart():
    sample = draw_sample(frames(), SampleSizes(failed=2, passed=1, seed=1))
    looked = decisions(**{sample["sample_id"].iloc[0]: "确认", sample["sample_id"].iloc[2]: "排除"})
    table = assess_sample(sample, looked).set_index("failed")
    assert table.loc[True, ["drawn", "agreed", "agreement"]].tolist() == [2, 1, 1]
    assert table.loc[False, "agreement"] == 0

"""For every rule: a clean report, one change, and exactly the failures that follow."""

from __future__ import annotations

import pytest

from audit.corpus import CORPUS_FRAMES
from audit.expect import Verdict, judge, load_suites
from tests.expect.clean import clean_frames, together
from tests.expect.mutations import Frames, Mutation, every_mutation, expected_failures

MUTATIONS = list(every_mutation())
# What is told by comparing reports: test_related.py.
SUITES = [suite for suite in load_suites() if suite.frame not in (*CORPUS_FRAMES, "files")]


def agency(ordinal: int) -> str:
    return f"M{ordinal:03d}"


@pytest.fixture(scope="module")
def harmed() -> list[Frames]:
    return [mutation.harmed(agency(ordinal)) for ordinal, mutation in enumerate(MUTATIONS)]


@pytest.fixture(scope="module")
def verdict(harmed: list[Frames]) -> Verdict:
    """All harmed reports judged at once, clean ones among them."""
    return judge(together(clean_frames("2021"), clean_frames("2019"), *harmed), SUITES)


def test_every_shipped_rule_has_a_mutation() -> None:
    rules = {check.rule_id for suite in SUITES for check in suite.checks}
    assert {mutation.rule for mutation in MUTATIONS} == rules


@pytest.mark.parametrize(
    ("ordinal", "mutation"), enumerate(MUTATIONS), ids=[f"{n}-{m.rule}" for n, m in enumerate(MUTATIONS)]
)
def test_exactly_what_follows_fails(
    ordinal: int, mutation: Mutation, harmed: list[Frames], verdict: Verdict
) -> None:
    report_id = harmed[ordinal]["reports"]["report_id"].iloc[0]
    outcomes, findings = verdict.outcomes, verdict.findings
    failed = outcomes[(outcomes["report_id"] == report_id) & (outcomes["outcome"] == "fail")]
    expected = expected_failures(mutation, harmed[ordinal])
    assert mutation.rule in expected
    assert set(failed["rule_id"]) == expected
    assert set(findings.loc[findings["report_id"] == report_id, "rule_id"]) == expected


def test_clean_reports_pass_whatever_concerns_them(verdict: Verdict) -> None:
    clean = verdict.outcomes[verdict.outcomes["report_id"].isin(["2022/QX01", "2020/QX01"])]
    assert set(clean["outcome"]) == {"pass", "not_applicable"}
    aside = clean[clean["outcome"] == "not_applicable"]
    assert set(aside.loc[aside["report_id"] == "2022/QX01", "rule_id"]) == {"C-DOUBT-01", "T3-TOTAL-26"}
    assert set(aside.loc[aside["report_id"] == "2020/QX01", "rule_id"]) == {
        "C-DOUBT-01", "T2-VALID-01", "T2-VALID-02", "T3-TOTAL-21", "T3-TOTAL-22", "T3-TOTAL-23",
    }  # fmt: skip


def test_nothing_breaks(verdict: Verdict) -> None:
    assert "error" not in set(verdict.outcomes["outcome"])
    assert verdict.findings["finding_id"].is_unique


def test_messages_say_something(verdict: Verdict) -> None:
    findings = verdict.findings
    for column in ("title", "place", "message", "basis", "advice", "source"):
        assert (findings[column].str.len() > 0).all(), column
    assert not findings["message"].str.contains(r"nan|None|<NA>|\{").any()

"""Intervals that meet: what passes, what fails and what cannot be judged."""

from __future__ import annotations

import math

import pytest

from audit.expect import judge, load_suites
from tests.expect.clean import clean_frames

_NAN = math.nan


def _outcome(**values):
    frames = clean_frames("2021")
    claims = frames["claims"]
    for name, value in values.items():
        claims.loc[claims["kind"] == "received", name] = value
    verdict = judge(frames, load_suites())
    outcomes = verdict.outcomes.set_index("rule_id")
    return outcomes.loc["N-RECEIVED-01"], verdict.findings


@pytest.mark.parametrize(
    ("stated", "against", "other", "outcome"),
    [
        ((23, 23), (23, 23), _NAN, "pass"),
        ((23, 23), (21, 21), 23, "pass"),
        ((23, 23), (21, 21), 22, "fail"),
        ((23, 23), (21, 21), _NAN, "fail"),
        ((170, 179), (175, 175), _NAN, "pass"),
        ((170, 179), (180, 180), _NAN, "fail"),
        ((100, _NAN), (350, 350), _NAN, "pass"),
        ((100, _NAN), (99, 99), _NAN, "fail"),
        ((_NAN, 49), (12, 12), _NAN, "pass"),
        ((_NAN, 49), (50, 50), _NAN, "fail"),
        ((12, 12), (_NAN, 20), _NAN, "pass"),
        ((21, 21), (_NAN, 20), _NAN, "fail"),
        ((33.9, 33.9), (33.8, 33.9000000001), _NAN, "pass"),
        ((0.3, 0.3), (0.1 + 0.2, 0.1 + 0.2), _NAN, "pass"),
        ((23, 23), (_NAN, _NAN), _NAN, "not_assessable"),
    ],
)
def test_what_meets_passes(stated, against, other, outcome):
    row, _ = _outcome(
        low=stated[0], high=stated[1], against_low=against[0], against_high=against[1], alternative=other
    )
    assert row["outcome"] == outcome


def test_the_reason_of_the_claim_is_told():
    row, _ = _outcome(
        against_low=_NAN, against_high=_NAN, alternative=_NAN, reason="表三新收：空白，无法与正文核对"
    )
    assert (row["outcome"], row["reason"]) == ("not_assessable", "表三新收：空白，无法与正文核对")


def test_a_lost_table_takes_the_ground():
    frames = clean_frames("2021")
    claims, sections = frames["claims"], frames["sections"]
    claims.loc[claims["kind"] == "received", ["against_low", "against_high", "alternative"]] = _NAN
    sections.loc[sections["part"] == 3, "table_status"] = "missing"
    outcomes = judge(frames, load_suites()).outcomes.set_index("rule_id")
    assert outcomes.loc["N-RECEIVED-01", "outcome"] == "not_assessable"
    assert "S-TABLE-02" in str(outcomes.loc["N-RECEIVED-01", "reason"])


def test_a_finding_has_its_sentence_its_marks_and_the_severity_of_its_row():
    _, findings = _outcome(alternative=_NAN, severity="warning")
    (finding,) = findings[findings["rule_id"] == "N-RECEIVED-01"].to_dict("records")
    assert finding["severity"] == "warning"
    assert finding["evidence"] == "全年收到申请 23 件。"
    assert finding["marks"] == "3-5"
    assert finding["message"] == "正文称收到申请 23 件，表中为 21 件"

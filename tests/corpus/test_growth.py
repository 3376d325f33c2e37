"""Percentages since last year, held against last year's report."""

import math

import pandas as pd
import pytest

from audit.corpus.archive import Archive
from audit.corpus.growth import judge_growth
from audit.corpus.succession import Succession
from audit.schema import conform, frame_specs

KEY = "applications.received.total"


def claims(**changes):
    row = dict.fromkeys(frame_specs()["claims"].columns)
    row |= {
        "claim_id": "2023/a#1",
        "report_id": "2023/a",
        "spot": "1",
        "kind": "percent",
        "keys": KEY,
        "low": 25.0,
        "high": 25.0,
        "direction": 1,
        "decimals": 0,
        "subject_low": 50.0,
        "subject_high": 50.0,
        "reason": "没有上年报告",
    }
    return conform([row | changes], frame_specs()["claims"])


def judge(frame, base, reason=""):
    wide = pd.DataFrame({KEY: [base]}, index=pd.Index(["2022/a"], name="report_id"))
    archive = Archive(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), wide)
    return judge_growth(frame, archive, [Succession("2023/a", ("2022/a",), reason)]).iloc[0]


@pytest.mark.parametrize(
    ("base", "direction", "low", "high"), [(40.0, 1, 25, 25), (100.0, -1, 50, 50), (45.0, 1, 11, 11)]
)
def test_the_base_is_last_years_cell(base, direction, low, high):
    judged = judge(claims(direction=direction), base)
    assert judged["against_low"] <= low <= judged["against_high"] + 0.5
    assert pd.isna(judged["reason"])
    assert f"{base:g}" in judged["against"]


def test_what_is_rounded_and_what_is_cut_are_both_right():
    judged = judge(claims(subject_low=50.0, subject_high=50.0, decimals=1), 45.0)  # 11.11…
    assert judged["against_low"] <= 11.1 <= judged["against_high"]


@pytest.mark.parametrize(("base", "said"), [(math.nan, "没有这个数"), (0.0, "为 0")])
def test_a_base_that_is_not_known_or_zero_judges_nothing(base, said):
    judged = judge(claims(), base)
    assert math.isnan(judged["against_low"])
    assert said in judged["reason"]


@pytest.mark.parametrize("changes", [{"keys": ""}, {"direction": None}, {"report_id": "2023/b"}])
def test_what_no_report_of_last_year_can_tell_stays_as_it_is(changes):
    judged = judge(claims(**changes), 40.0)
    assert judged["reason"] == "没有上年报告"
    assert math.isnan(judged["against_low"])


def test_last_years_figures_that_cannot_be_compared_are_not():
    assert judge(claims(), 40.0, reason="缺少乙局的报告")["reason"] == "没有上年报告"

"""Clean reports hold every identity, and one year follows the other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.samples import Agency, compose_corpus, settle_agencies
from audit.samples.truth import failing_equations, read_truth

AGENCIES = settle_agencies(12)


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), agency=st.sampled_from(AGENCIES))
def test_clean_reports_break_no_identity(seed: int, agency: Agency) -> None:
    for report in compose_corpus([agency], [2020, 2021, 2022], seed):
        assert not failing_equations(report)
        assert all(read_truth(printed).status == "number" for _, printed in report.cells())


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), agency=st.sampled_from(AGENCIES))
def test_years_follow_each_other(seed: int, agency: Agency) -> None:
    reports = [dict(r.cells()) for r in compose_corpus([agency], [2020, 2021, 2022, 2023], seed)]
    for before, after in pairwise(reports):
        for key, printed in after.items():
            table, row, column = key.split(".")
            if row == "carried_in":
                assert printed == before[f"{table}.carried_out.{column}"]
            if column == "in_force" and key in before:
                change = int(after[f"{table}.{row}.issued"] or 0) - int(after[f"{table}.{row}.repealed"] or 0)
                assert int(printed or 0) == int(before[key] or 0) + change


def test_the_county_government_prints_distinct_outcomes() -> None:
    report = next(compose_corpus(AGENCIES[:1], [2024]))
    outcomes = [
        printed
        for key, printed in report.cells()
        if key.split(".")[1].startswith(("granted", "refused", "declined")) and not key.endswith("total")
    ]
    assert len(set(outcomes)) == len(outcomes) == 6 * (1 + 8 + 5)


def test_some_agencies_have_nothing_to_report() -> None:
    reports = compose_corpus(settle_agencies(24), [2024])
    idle = [r for r in reports if all(n == "0" for key, n in r.cells() if key.startswith("applications."))]
    assert idle


def test_more_agencies_leave_the_first_ones_alone() -> None:
    assert settle_agencies(40)[:12] == AGENCIES
    names = [agency.name for agency in settle_agencies(400)]
    assert len(set(names)) == len(names)

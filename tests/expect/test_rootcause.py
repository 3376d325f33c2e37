"""The one cell behind several broken identities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.expect import judge, load_suites
from audit.expect.rootcause import Identity, find_corrections, identities_of
from audit.template import load_templates
from tests.expect.clean import clean_frames, set_cell

TEMPLATE = load_templates()["2021"]
CHECKS = [check for suite in load_suites() for check in suite.checks if check.frame == "wide_2021"]
CLEAN = {str(k): float(v) for k, v in clean_frames()["wide_2021"].iloc[0].items() if k != "report_id"}
INNER = [key for key in TEMPLATE.cells if key.startswith("applications.")]


def judged(values: dict[str, float]) -> list[Identity]:
    for key, parts in TEMPLATE.sums.items():
        values[key] = sum(values[part] for part in parts)
    return identities_of(CHECKS, values, TEMPLATE.sums)


@given(st.sampled_from(INNER), st.integers(1, 500))
def test_a_single_wrong_cell_of_the_crossed_table_is_named(cell: str, excess: int) -> None:
    values = CLEAN | {cell: CLEAN[cell] + excess}
    found = find_corrections(judged(values), values)
    assert [(c.cell, c.stated, c.value) for c in found] == [(cell, values[cell], CLEAN[cell])]


@given(st.sampled_from(INNER), st.sampled_from(INNER), st.integers(1, 500), st.integers(501, 900))
def test_a_correction_never_breaks_what_holds(one: str, other: str, excess: int, more: int) -> None:
    values = CLEAN | {one: CLEAN[one] + excess}
    values[other] = CLEAN[other] + more
    identities = judged(values)
    before = {i.rule_id for i in identities if not i.holds(i.residual(values))}
    for correction in find_corrections(identities, values):
        assert correction.value >= 0
        mended = judged(values | {correction.cell: correction.value})
        after = {
            i.rule_id for i in mended if not i.holds(i.residual(values | {correction.cell: correction.value}))
        }
        assert after == before - set(correction.rule_ids)


def test_nothing_is_named_when_the_value_could_not_be() -> None:
    identity = Identity("R", {"a": 1, "b": -2}, at_least=False)
    other = Identity("S", {"a": 1, "c": -1}, at_least=False)
    values = {"a": 5.0, "b": 1.0, "c": 5.0}
    assert find_corrections([identity, other], values) == [], "b would have to be 2.5"
    assert find_corrections([identity, other], {"a": 4.0, "b": 1.0, "c": 4.0})[0].value == 2.0


def test_nothing_is_named_when_several_cells_could_be_wrong() -> None:
    identity = Identity("R", {"total": 1, "a": -1, "b": -1}, at_least=False)
    assert find_corrections([identity], {"total": 5.0, "a": 1.0, "b": 2.0}) == []


def test_no_cell_is_asked_to_be_negative() -> None:
    identity = Identity("R", {"total": 1, "a": -1, "b": -1}, at_least=False)
    (found,) = find_corrections([identity], {"total": 0.0, "a": 10.0, "b": 1.0})
    assert (found.cell, found.stated, found.value) == ("total", 0.0, 11.0)


@pytest.mark.parametrize(("in_force", "outcome"), [(3, "pass"), (2, "fail"), (4, "pass")])
def test_at_least_means_at_least(in_force: int, outcome: str) -> None:
    frames = clean_frames()
    row = "proactive.regulations"
    for column, value in {"issued": 5, "repealed": 2, "in_force": in_force}.items():
        set_cell(frames, f"{row}.{column}", value=float(value))
    verdict = judge(frames, [suite for suite in load_suites() if suite.name == "2021.arithmetic"])
    found = verdict.outcomes[verdict.outcomes["rule_id"] == "T2-VALID-01"]["outcome"]
    assert outcome in set(found)
    assert ("fail" in set(found)) == (outcome == "fail")

"""The one cell behind several broken identities."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.expect import load_suites
from audit.expect.rootcause import Identity, find_corrections, identities_of
from audit.template import load_templates
from tests.expect.clean import clean_frames

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

"""Every rule of structure, completeness and arithmetic has a fault, and a fault does what it says."""

from __future__ import annotations

import random

import pytest

from audit.samples import CORPUS_FAULTS, FAULTS, compose_corpus, settle_agencies
from audit.samples.key import describe_report
from audit.samples.truth import failing_equations, read_truth
from audit.template import load_templates

REPORTS = list(compose_corpus(settle_agencies(3), [2020, 2023, 2024]))

STRUCTURE = [
    *("S-TITLE-01", "S-YEAR-01", "S-PERIOD-01", "S-ORDER-01", "S-NUMERAL-01"),
    *("S-PROBLEM-01", "S-IMPROVE-01", "S-FEE-01", "S-REVISION-01"),
    *(f"S-{name}-{n:02d}" for name in ("PART", "HEADING") for n in range(1, 7)),
    *(f"S-ASPECT-{n:02d}" for n in range(1, 6)),
    *(f"S-{name}-{n:02d}" for name in ("SUPERVISE", "TABLE") for n in range(1, 4)),
]
COMPLETENESS = [
    f"C-{name}-01" for name in ("ROW", "LABEL", "BLANK", "PLACEHOLDER", "NUMBER", "INTEGER", "EXTRA")
]
NARRATIVE = [
    f"N-{name}-01"
    for name in (
        *("RECEIVED", "NONE", "OUTCOME", "DISPUTE", "DOCUMENT"),
        *("DECISION", "SUM", "TWICE", "PERCENT", "YEAR"),
    )
]
NAMES = [f"P-{name}-01" for name in ("PLACE", "LEVEL", "LAW", "PERSON")]
YEARS = [
    *(f"Y-CARRY-{n:02d}" for n in range(1, 8)),
    *("Y-FORCE-01", "Y-FORCE-02", "Y-COPY-01", "Y-JUMP-01", "Y-TEXT-01"),
]
# G-UNREAD-01 is planted with the files that cannot be read.
CORPUS = [f"G-{name}-01" for name in ("MISSING", "UNKNOWN", "DUPLICATE", "LATE", "SIMILAR", "ROLLUP")]


def test_every_rule_has_a_fault() -> None:
    identities = {e.rule_id for template in load_templates().values() for e in template.equations()}
    assert {fault.rule for fault in FAULTS.values()} == {
        *(*STRUCTURE, *COMPLETENESS, *identities, *NARRATIVE, *NAMES)
    }
    assert {fault.rule for fault in CORPUS_FAULTS.values()} == {*YEARS, *CORPUS}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_breaks_its_rule_and_nothing_outside_its_area(name: str) -> None:
    fault = FAULTS[name]
    planted = 0
    for report in REPORTS:
        outcome = fault.plant(report, random.Random(name))
        if outcome is None:
            continue
        planted += 1
        key = describe_report(outcome.content, "f", "lines", [(name, fault.rule, outcome)])
        assert fault.rule in key.rules_that_must_fail
        assert outcome.content != report
        for table, content in report.tables.items():
            assert (outcome.content.tables[table] == content) or table in outcome.area
        for part in outcome.content.parts:
            assert part in report.parts or f"part-{part.number}" in outcome.area
    assert planted


def test_one_changed_number_names_every_identity_it_breaks() -> None:
    report = REPORTS[-1]
    key = "applications.refused_third_party.research"
    faulted = report.with_cells({key: str(int(dict(report.cells())[key] or 0) + 1)})
    assert set(failing_equations(faulted)) == {"T3-OUTCOME-03", "T3-TOTAL-08"}


def test_an_identity_over_a_blank_does_not_fail() -> None:
    faulted = REPORTS[-1].with_cells(
        {"applications.received.research": "", "applications.received.total": "99999"}
    )
    assert set(failing_equations(faulted)) == {"T3-BALANCE-07"}


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        (None, "absent"),
        ("", "blank"),
        ("/", "placeholder"),
        ("1O", "text"),
        ("2.5", "number"),
        ("-1", "number"),
    ],
)
def test_truth_about_a_cell(printed: str | None, status: str) -> None:
    assert read_truth(printed).status == status

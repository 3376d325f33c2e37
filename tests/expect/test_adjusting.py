"""Rules as the office runs them."""

from dataclasses import replace

import pytest

from audit.errors import SettingsError
from audit.expect import adjust_suites, describe_changes, judge, load_suites
from audit.office import RuleSettings, load_office
from tests.expect.clean import clean_frames

SUITES = load_suites()


def office(off=(), severity=None):
    return replace(load_office(), rules=RuleSettings(off=tuple(off), severity=severity or {}))


def test_a_rule_that_is_off_says_nothing_and_the_others_go_on():
    suites = adjust_suites(SUITES, office(off=["C-BLANK-01"]))
    assert "C-BLANK-01" not in set(judge(clean_frames(), suites).outcomes["rule_id"])
    assert sum(len(s.checks) for s in suites) < sum(len(s.checks) for s in SUITES)
    for suite in suites:
        assert [e["meta"]["id"] for e in suite.data["expectations"]] == [c.id for c in suite.checks]


def test_a_severity_is_changed_for_finding_and_suite_alike():
    suites = adjust_suites(SUITES, office(severity={"S-FEE-01": "info"}))
    changed = [c for s in suites for c in s.checks if c.rule_id == "S-FEE-01"]
    written = [e for s in suites for e in s.data["expectations"] if e["meta"]["rule_id"] == "S-FEE-01"]
    assert {c.severity for c in changed} == {e["severity"] for e in written} == {"info"}


def test_each_change_is_told_once():
    lines = describe_changes(SUITES, office(off=["T4-TOTAL-01"], severity={"S-FEE-01": "info"}))
    assert len(lines) == 2
    assert "停用" in lines[0]
    assert "警示" in lines[1]
    assert "提示" in lines[1]


def test_a_rule_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match="C-BLANK-01"):
        adjust_suites(SUITES, office(off=["C-BLANK-1"]))

"""Suites as the office runs them: rules switched off, rules weighed otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import process

from audit.errors import SettingsError
from audit.expect.suites import Suite
from audit.office import Office
from audit.schema.words import SEVERITIES

__all__ = ["adjust_suites", "describe_changes"]


def adjust_suites(suites: Sequence[Suite], office: Office) -> tuple[Suite, ...]:
    """`suites` without the rules that `office` has off, and with its severities.

    Raises `SettingsError` when the office names a rule that no suite has.
    """
    known = {check.rule_id for suite in suites for check in suite.checks}
    _refuse_unknown(known, office)
    adjusted = (_adjust(suite, office) for suite in suites)
    return tuple(suite for suite in adjusted if suite.checks)


def describe_changes(suites: Sequence[Suite], office: Office) -> tuple[str, ...]:
    """A Chinese line for each rule of `suites` (as shipped) that `office` changes."""
    rules = {check.rule_id: check for suite in suites for check in suite.checks}
    off = [
        f"{rule_id}　{rules[rule_id].title}：停用"
        for rule_id in dict.fromkeys(office.rules.off)
        if rule_id in rules
    ]
    weighed = [
        f"{rule_id}　{rules[rule_id].title}：程度由“{SEVERITIES[rules[rule_id].severity]}”"
        f"改为“{SEVERITIES[severity]}”"
        for rule_id, severity in office.rules.severity.items()
        if rule_id in rules and rule_id not in office.rules.off
    ]
    return (*off, *weighed)


def _refuse_unknown(known: set[str], office: Office) -> None:
    for rule_id in (*office.rules.off, *office.rules.severity):
        if rule_id not in known:
            near = [name for name, _, _ in process.extract(rule_id, sorted(known), limit=3)]
            raise SettingsError(
                "设置中的规则编号不存在",
                place=f"{office.path} rules",
                found=rule_id,
                expected="例如 " + "、".join(near),
            )


def _adjust(suite: Suite, office: Office) -> Suite:
    off, severity = set(office.rules.off), office.rules.severity
    checks = tuple(
        replace(check, severity=severity.get(check.rule_id, check.severity))
        for check in suite.checks
        if check.rule_id not in off
    )
    kept = {check.id: check.severity for check in checks}
    expectations: list[dict[str, Any]] = [
        {**expectation, "severity": kept[expectation["meta"]["id"]]}
        for expectation in suite.data["expectations"]
        if expectation["meta"]["id"] in kept
    ]
    return replace(suite, checks=checks, data={**suite.data, "expectations": expectations})

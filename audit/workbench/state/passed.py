"""Why each rule that a report passed was passed: the numbers, the heading, the sentence it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from audit.expect import load_suites
from audit.expect.suites import Check
from audit.schema import frame_specs
from audit.template import Template
from audit.workbench.phrases import number, text
from audit.workbench.state.detail import EvidenceDesk, write_formula
from audit.workbench.state.rows import ReportRows
from audit.workbench.state.run import StoredRun

__all__ = ["PassedRules"]

# Frame -> what of it says why; of several rows the first that has it is quoted.
_QUOTED: Mapping[str, tuple[str, ...]] = {
    "coverage": ("sentence",),
    "sections": ("heading",),
    "claims": ("sentence", "against"),
    "mentions": ("sentence",),
    "reports": ("title", "period_sentence"),
    "cells": ("line",),
    "year_pairs": (),
    "year_counts": (),
    "year_tables": (),
}
_LONGEST = 160
"""Characters quoted."""


class PassedRules:
    """The passed rules of a report with their grounds."""

    def __init__(self, run: StoredRun, evidence: EvidenceDesk) -> None:
        self._evidence = evidence
        self._outcomes = ReportRows(run, "outcomes", ["rule_id", "outcome"])
        checks = [check for known in self._checks.values() for check in known]
        conditions = {name for check in checks for name in _equals(check)}
        self._rows = {
            name: ReportRows(
                run,
                name,
                [
                    *quoted,
                    *(conditions & _COLUMNS.get(name, set())),
                    *(column for check in checks if check.frame == name for column in _balanced(check)),
                ],
            )
            for name, quoted in _QUOTED.items()
        }

    def of(self, report_id: str, form: Template | None) -> list[tuple[str, str, str]]:
        """Rule, title and ground of each rule that the report passed, in the order of the rules."""
        outcomes = self._outcomes.of(report_id)
        passed = outcomes.loc[outcomes["outcome"] == "pass", "rule_id"].astype(str)
        return sorted((rule, self._title(rule), self._ground(report_id, form, rule)) for rule in set(passed))

    @cached_property
    def _checks(self) -> Mapping[str, list[Check]]:
        checks: dict[str, list[Check]] = {}
        for suite in load_suites():
            for check in suite.checks:
                checks.setdefault(check.rule_id, []).append(check)
        return checks

    def _title(self, rule_id: str) -> str:
        checks = self._checks.get(rule_id)
        return checks[-1].title if checks else "本单位自设规则"

    def _ground(self, report_id: str, form: Template | None, rule_id: str) -> str:
        equation = self._evidence.equation(form, rule_id)
        if equation is not None and form is not None:
            formula = write_formula(equation, form, self._evidence.cells(report_id))
            return formula.text if formula else ""
        checks = [check for check in self._checks.get(rule_id, []) if check.frame in self._rows]
        if not checks:
            return ""
        if checks[0].frame == "cells":
            return f"逐格核对 {sum(len(self._concerned(check, report_id)) for check in checks)} 格"
        return "；".join(self._quote(checks[0], report_id))

    def _concerned(self, check: Check, report_id: str) -> pd.DataFrame:
        rows = self._rows[check.frame].of(report_id)
        for column, value in _equals(check).items():
            if column in rows:
                rows = rows[rows[column] == value]
        return rows

    def _quote(self, check: Check, report_id: str) -> Iterator[str]:
        rows = self._concerned(check, report_id)
        if len(rows) == 1 and _balanced(check):
            yield _say_balance(check, rows.iloc[0])
        wanted = check.kwargs.get("column")
        columns = [wanted] if wanted in _QUOTED[check.frame] else _QUOTED[check.frame]
        for column in columns:
            said = next(filter(None, map(text, rows[column])), "")
            if said:
                yield said if len(said) <= _LONGEST else f"{said[:_LONGEST]}……"
        if len(rows) > 1:
            yield f"共核对 {len(rows)} 处"


def _balanced(check: Check) -> list[str]:
    """The columns that a check compares with each other."""
    return [*check.kwargs.get("left", ()), *check.kwargs.get("right", ())]


def _say_balance(check: Check, row: pd.Series[Any]) -> str:
    """上年结转·总计 13 = 上年度结转下年度·总计 13"""
    labels = frame_specs()[check.frame].labels
    sides = (
        " + ".join(f"{labels[column]} {number(float(row[column]))}" for column in check.kwargs[side])
        for side in ("left", "right")
    )
    return {"=": " = ", ">=": " ≥ "}[check.kwargs["relation"]].join(sides)


def _equals(check: Check) -> dict[str, Any]:
    """Column -> value of the equalities that a row must meet for the check to concern it."""
    return dict(_comparisons(check.kwargs.get("row_condition")))


def _comparisons(condition: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(condition, dict):
        return
    if condition.get("type") == "and":
        for part in condition["conditions"]:
            yield from _comparisons(part)
    elif condition.get("type") == "comparison" and condition.get("operator") == "==":
        yield condition["column"]["name"], condition["parameter"]


_COLUMNS: Mapping[str, set[str]] = {
    "coverage": {"item"},
    "sections": {"part"},
    "claims": {"kind"},
    "mentions": {"kind"},
    "cells": {"table", "measure"},
}

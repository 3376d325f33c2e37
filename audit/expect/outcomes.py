"""What each rule says of each report: pass, fail, not applicable, not assessable, error.

Five different things, never confused: a rule that broke accuses nobody, and a rule whose inputs
are blank has not passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.expectations.row_conditions import Condition, deserialize_row_condition

from audit.expect.audited import AuditedFrames
from audit.expect.conditions import input_columns
from audit.expect.reasons import Reasons
from audit.expect.suites import Check
from audit.expect.validation import CheckResult, narrow
from audit.schema import conform, frame_specs

__all__ = ["Judgement", "assess", "judge_reports"]

# In the order in which the first present decides a rule of several checks.
OUTCOMES = ("error", "fail", "not_assessable", "pass", "not_applicable")
ERROR, FAIL, NOT_ASSESSABLE, PASS, NOT_APPLICABLE = range(5)
_NULL_IS_NO_GAP = frozenset({"expect_column_values_to_not_be_null", "expect_column_values_to_be_null"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcomes frame, and the failures that stand (none of a rule that lost its ground)."""

    outcomes: pd.DataFrame
    failures: tuple[CheckResult, ...]


@dataclass(slots=True)
class _Sheet:
    """One check over all reports, by their position: outcome, number of failing rows, whether a rule
    it requires failed; and the rows that lack an input."""

    result: CheckResult
    outcome: np.ndarray
    failing: np.ndarray
    blocked: np.ndarray
    gaps: pd.DataFrame


def assess(check: Check, rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """For each of `rows`: is it in the check's domain, and does it lack an input the check needs?

    Our classes say so themselves (`concerns`, `lacks`); of the built-in ones every input is needed.
    """
    implementation = get_expectation_impl(check.type)
    domain = _condition_holds(check.kwargs.get("row_condition"), rows)
    if hasattr(implementation, "concerns"):
        domain &= implementation.concerns(rows, check.kwargs)
    if hasattr(implementation, "lacks"):
        return domain, implementation.lacks(rows, check.kwargs)
    if check.type in _NULL_IS_NO_GAP:
        return domain, pd.Series(data=False, index=rows.index)
    return domain, rows[input_columns(check.kwargs)].isna().any(axis=1)


def _condition_holds(condition: Any, rows: pd.DataFrame) -> pd.Series:
    """GX's own reading of a row condition, as a mask instead of a filtered copy."""
    if not condition:
        return pd.Series(data=True, index=rows.index)
    parsed = deserialize_row_condition(condition)
    clause = (
        PandasExecutionEngine().condition_to_filter_clause(parsed)
        if isinstance(parsed, Condition)
        else str(parsed)
    )
    held = rows.eval(clause)
    return pd.Series(held, index=rows.index).fillna(value=False).astype(bool)


def judge_reports(audited: AuditedFrames, results: Sequence[CheckResult], reasons: Reasons) -> Judgement:
    """Outcomes of every audited report and rule, of other subjects those that concern them, and the
    failures to be written up."""
    reports = pd.Index(audited.subjects["report_id"].astype(str))
    positions = {
        name: reports.get_indexer(pd.Index(rows["report_id"])) for name, rows in audited.rows.items()
    }
    sheets = [_sheet(audited.rows[r.check.frame], r, positions[r.check.frame], len(reports)) for r in results]
    _take_ground(sheets, len(reports))
    standing = tuple(_standing(audited.rows[s.result.check.frame], s, reports) for s in sheets)
    outcomes = _outcomes(sheets, reports, reasons)
    idle = outcomes["report_id"].isin(audited.others["report_id"]) & (outcomes["outcome"] == "not_applicable")
    return Judgement(outcomes[~idle].reset_index(drop=True), standing)


def _sheet(rows: pd.DataFrame, result: CheckResult, position: np.ndarray, size: int) -> _Sheet:
    sheet = _Sheet(
        result,
        outcome=np.full(size, NOT_APPLICABLE, dtype=np.int8),
        failing=np.zeros(size, dtype=np.int64),
        blocked=np.zeros(size, dtype=bool),
        gaps=rows.iloc[:0],
    )
    if rows.empty:
        return sheet
    if result.error is not None:
        sheet.outcome[np.unique(position)] = ERROR
        return sheet
    domain, lacks = (mask.to_numpy() for mask in assess(result.check, narrow(rows, [result.check])))
    sheet.outcome[position[domain]] = PASS
    sheet.outcome[position[domain & lacks]] = NOT_ASSESSABLE
    sheet.gaps = rows[domain & lacks]
    if result.failing:
        where = position[rows.index.get_indexer(pd.Index(result.failing))]
        sheet.outcome[where] = FAIL
        sheet.failing = np.bincount(where, minlength=size)
    return sheet


def _take_ground(sheets: Sequence[_Sheet], size: int) -> None:
    """Mark the reports on which a rule that a check requires failed: there it is not assessable.

    A check that passed all the same keeps its pass: it was assessed.
    """
    failed: dict[str, np.ndarray] = {}
    for sheet in sheets:
        rule = sheet.result.check.rule_id
        failed[rule] = failed.get(rule, np.zeros(size, dtype=bool)) | (sheet.outcome == FAIL)
    for sheet in sheets:
        for rule in sheet.result.check.requires:
            sheet.blocked |= failed.get(rule, False) & (sheet.outcome != PASS) & (sheet.outcome != ERROR)
    for sheet in sheets:
        sheet.outcome[sheet.blocked] = NOT_ASSESSABLE


def _standing(rows: pd.DataFrame, sheet: _Sheet, reports: pd.Index) -> CheckResult:
    result = sheet.result
    if not result.failing or not sheet.blocked.any():
        return result
    blocked = set(rows.index[rows["report_id"].isin(reports[sheet.blocked])])
    return CheckResult(result.check, tuple(key for key in result.failing if key not in blocked))


def _outcomes(sheets: Sequence[_Sheet], reports: pd.Index, reasons: Reasons) -> pd.DataFrame:
    rules: dict[str, list[_Sheet]] = {}
    for sheet in sheets:
        rules.setdefault(sheet.result.check.rule_id, []).append(sheet)
    parts = []
    for rule_id, members in rules.items():
        outcome = np.min([sheet.outcome for sheet in members], axis=0)
        failing = np.sum([np.where(sheet.outcome == FAIL, sheet.failing, 0) for sheet in members], axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "outcome_id": reports.astype(str) + "#" + rule_id,
                    "report_id": reports,
                    "rule_id": rule_id,
                    "outcome": np.array(OUTCOMES)[outcome],
                    "n": failing,
                    "reason": _explain(members, outcome, reports, reasons),
                }
            )
        )
    return conform(pd.concat(parts, ignore_index=True) if parts else [], frame_specs()["outcomes"])


def _explain(
    members: Sequence[_Sheet], outcome: np.ndarray, reports: pd.Index, reasons: Reasons
) -> list[str]:
    """Why a rule could not be judged on a report; empty where it was."""
    texts: dict[int, list[str]] = {}
    for sheet in members:
        check = sheet.result.check
        for place in np.flatnonzero(sheet.outcome == ERROR).tolist():
            texts.setdefault(place, []).append(f"规则运行出错：{sheet.result.error}")
        unjudged = (sheet.outcome == NOT_ASSESSABLE) & (outcome == NOT_ASSESSABLE)
        for place in np.flatnonzero(unjudged & sheet.blocked).tolist():
            texts.setdefault(place, []).append(reasons.for_lost_ground(check))
        open_places = np.flatnonzero(unjudged & ~sheet.blocked).tolist()
        if open_places:
            found = reasons.for_gaps(check, sheet.gaps)
            for place in open_places:
                texts.setdefault(place, []).append(found[reports[place]])
    return ["；".join(dict.fromkeys(texts.get(place, ()))) for place in range(len(reports))]

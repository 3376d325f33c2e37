"""Suites run by Great Expectations, and what follows from their results.

`load_suites` reads the rules (files in `expectations/`, and people's own), `judge` runs them over
the frames and returns outcomes and findings. No rule is evaluated outside Great Expectations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from audit.expect.adjusting import adjust_suites, describe_changes
from audit.expect.audited import AuditedFrames
from audit.expect.build import build_suites, stale_suites
from audit.expect.findings import finding_id, write_findings
from audit.expect.joining import join_validations
from audit.expect.outcomes import judge_reports
from audit.expect.reasons import Reasons
from audit.expect.rules import explain, list_rules
from audit.expect.suites import Check, Suite, load_suites, shipped_folder
from audit.expect.validation import CheckResult
from audit.expect.validation import run_suites as _run_suites

__all__ = [
    "Check",
    "CheckResult",
    "Suite",
    "Verdict",
    "adjust_suites",
    "build_suites",
    "conclude",
    "describe_changes",
    "explain",
    "finding_id",
    "join_validations",
    "judge",
    "list_rules",
    "load_suites",
    "run_suites",
    "shipped_folder",
    "stale_suites",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcomes` and `findings` as in audit.schema; `validations`: suite name -> Great Expectations'
    own result, without values of the data."""

    outcomes: pd.DataFrame
    findings: pd.DataFrame
    validations: Mapping[str, dict[str, Any]]


def run_suites(
    frames: Mapping[str, pd.DataFrame], suites: Sequence[Suite]
) -> tuple[tuple[CheckResult, ...], dict[str, dict[str, Any]]]:
    """Run `suites` over the audited rows of `frames`: a result for every check, and the raw
    validations by suite name."""
    return _run_suites(_select(frames, suites), suites)


def judge(frames: Mapping[str, pd.DataFrame], suites: Sequence[Suite]) -> Verdict:
    """Judge the audited reports of `frames` (frame name -> frame as in audit.schema) by `suites`.

    A rule that breaks is an `error` in outcomes and never a finding. Raises `SuiteError` when a
    frame that a suite names does not say which report its rows belong to.
    """
    audited = _select(frames, suites)
    results, validations = _run_suites(audited, suites)
    return _conclude(audited, suites, results, validations)


def conclude(
    frames: Mapping[str, pd.DataFrame], suites: Sequence[Suite], results: Sequence[CheckResult]
) -> Verdict:
    """What `judge` makes of `frames` when Great Expectations has run elsewhere: `results` of all checks of
    `suites`, their failing rows in any order. The verdict has no validations."""
    audited = _select(frames, suites)
    ordered = [_in_order(result, audited.rows[result.check.frame]) for result in results]
    return _conclude(audited, suites, ordered, {})


def _conclude(
    audited: AuditedFrames,
    suites: Sequence[Suite],
    results: Sequence[CheckResult],
    validations: Mapping[str, dict[str, Any]],
) -> Verdict:
    titles = {check.rule_id: check.title for suite in suites for check in suite.checks}
    judgement = judge_reports(audited, results, Reasons(audited, titles))
    return Verdict(judgement.outcomes, write_findings(audited, judgement.failures), validations)


def _in_order(result: CheckResult, rows: pd.DataFrame) -> CheckResult:
    failing = rows.index[rows.index.isin(result.failing)]
    assert len(failing) == len(result.failing), f"{result.check.id} judged rows that are not to be judged"
    return replace(result, failing=tuple(failing))


def _select(frames: Mapping[str, pd.DataFrame], suites: Sequence[Suite]) -> AuditedFrames:
    # Sections, cells and leftovers tell where and why, whatever the suites look at.
    names = ["sections", "cells", "leftovers", *(suite.frame for suite in suites)]
    return AuditedFrames.select(frames, names)

"""Failures as findings: what is wrong, where, on what ground, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pandas as pd

from audit.expect.audited import AuditedFrames, Record, records_of
from audit.expect.cases import Case, gather
from audit.expect.scene import ORIGIN, Scene
from audit.expect.suites import SEVERITIES, Check
from audit.expect.validation import CheckResult
from audit.expect.wording import source_words
from audit.recognise.names import mask_personal
from audit.schema import conform, frame_specs
from audit.text import fold

__all__ = ["finding_id", "write_findings"]


def write_findings(audited: AuditedFrames, failures: Sequence[CheckResult]) -> pd.DataFrame:
    """The findings frame of `failures`, the results that stand after all rules were weighed."""
    failed = [(f.check, audited.rows[f.check.frame].loc[list(f.failing)]) for f in failures if f.failing]
    scene = Scene(audited, _broken_identities(failed), [failure.check for failure in failures])
    reports = {str(r["report_id"]): r for r in records_of(audited.subjects)}
    findings: dict[str, dict[str, Any]] = {}
    causes: dict[tuple[str, str], str] = {}
    for check, rows in failed:
        for case in gather(check, rows, scene):
            finding = _write(check, case, reports[case.report_id])
            if case.cause:
                first = causes.setdefault((case.report_id, case.cause), finding["finding_id"])
                finding["cause"] = first
            findings.setdefault(finding["finding_id"], finding)
    return conform(findings.values(), frame_specs()["findings"])


def finding_id(agency_id: str, year: str, rule_id: str, place: str) -> str:
    """Stable over re-runs and formats: of agency, year, rule and place, never a paragraph number."""
    return sha256(f"{agency_id}\x1f{year}\x1f{rule_id}\x1f{place}".encode()).hexdigest()[:16]


def _fingerprint(*texts: str) -> str:
    """Of what a person decides on; width and white space do not count."""
    return sha256("\x1f".join(map(fold, texts)).encode()).hexdigest()[:16]


def _broken_identities(failed: Sequence[tuple[Check, pd.DataFrame]]) -> dict[str, set[str]]:
    broken: dict[str, set[str]] = {}
    for check, rows in failed:
        if check.is_identity:
            broken.setdefault(check.frame, set()).update(rows["report_id"].astype(str))
    return broken


def _write(check: Check, case: Case, report: Record) -> dict[str, Any]:
    origin = {name: case.origin.get(name) for name in ORIGIN}
    if pd.isna(origin["file"]):
        origin = {name: report.get(name) for name in ORIGIN}
    # Without a year nothing tells two contents of one agency apart but their reports' ids.
    year = case.report_id if report["year"] is pd.NA else str(report["year"])
    own = finding_id(str(report["agency_id"]), year, check.rule_id, case.key)
    stated = case.stated or check.stated.format_map(case.fields)
    expected = case.expected or check.expected.format_map(case.fields)
    return {
        "finding_id": own,
        "fingerprint": _fingerprint(stated, expected, case.evidence),
        "cause": own,
        "report_id": case.report_id,
        "agency_id": report["agency_id"],
        "agency": report["agency"],
        "year": report["year"],
        "rule_id": check.rule_id,
        "title": check.title,
        "severity": min(check.severity, case.severity, key=SEVERITIES.index),
        "outcome": "fail",
        "place": check.place.format_map(case.fields),
        "cells": " ".join(case.cells),
        "stated": stated,
        "expected": expected,
        "message": check.message.format_map(case.fields) + case.note,
        "evidence": mask_personal(case.evidence),
        "marks": case.marks,
        "source": source_words(origin),
        "basis": check.basis,
        "advice": check.advice,
        **origin,
    }

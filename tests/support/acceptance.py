"""Writes docs/acceptance.md from an acceptance run: what was tried, the numbers, the result.

A test marked `acceptance` has one row; `record_number("reports", 300)` adds a number to it. The commit
and its date come from the environment (.ci/acceptance asks git), never from the clock.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

__all__ = ["NUMBER", "AcceptancePage"]

NUMBER = "acceptance number"
_HEAD = """\
# Acceptance

Made by `.ci/acceptance`; the quick run, `.ci/run`, does the same with small numbers.

Commit {commit} of {date}, Python {python}, {cores} cores.

| what | numbers | result |
| --- | --- | --- |
"""


class AcceptancePage:
    """A pytest plugin that collects the rows (from all workers) and writes the page at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, tuple[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        numbers = "; ".join(f"{text}" for name, text in report.user_properties if name == NUMBER)
        self._rows[report.nodeid] = (numbers, report.outcome)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self._rows or hasattr(session.config, "workerinput"):
            return
        self._path.write_text(self.text(), encoding="utf-8", newline="\n")

    def text(self) -> str:
        """The page so far."""
        head = _HEAD.format(
            commit=os.environ.get("AUDIT_COMMIT", "unknown"),
            date=os.environ.get("AUDIT_COMMIT_DATE", "unknown"),
            python=platform.python_version(),
            cores=os.cpu_count(),
        )
        rows = (
            f"| `{nodeid}` | {numbers} | {result} |\n"
            for nodeid, (numbers, result) in sorted(self._rows.items())
        )
        return head + "".join(rows)

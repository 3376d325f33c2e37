"""Writes docs/acceptance.md from an acceptance run: what was tried, the numbers, the result.

A test marked `acceptance` has one row; `record_number("reports", 300)` adds a number to it. Rows of tests
that did not run stay, each with the commit it belongs to, which comes from the environment (.ci/acceptance
asks git), never from the clock.
"""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import pytest

__all__ = ["NUMBER", "AcceptancePage"]

NUMBER = "acceptance number"
_HEAD = """\
# Acceptance

Made by `.ci/acceptance`; the quick run, `.ci/run`, does the same with small numbers.

Python {python}, {cores} cores.

| what | numbers | result | commit |
| --- | --- | --- | --- |
"""
_ROW = re.compile(r"^\| `(?P<nodeid>.+?)` \| .* \|$", re.MULTILINE)


class AcceptancePage:
    """A pytest plugin that collects the rows (from all workers) and writes the page at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        numbers = "; ".join(f"{text}" for name, text in report.user_properties if name == NUMBER)
        commit = os.environ.get("AUDIT_COMMIT", "unknown")
        self._rows[report.nodeid] = f"| `{report.nodeid}` | {numbers} | {report.outcome} | {commit} |"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self._rows or hasattr(session.config, "workerinput"):
            return
        self._path.write_text(self.text(), encoding="utf-8", newline="\n")

    def text(self) -> str:
        """The page with what ran, and what it said of the rest."""
        earlier = self._path.read_text(encoding="utf-8") if self._path.is_file() else ""
        rows = {row["nodeid"]: row[0] for row in _ROW.finditer(earlier)} | self._rows
        head = _HEAD.format(python=platform.python_version(), cores=os.cpu_count())
        return head + "".join(f"{rows[nodeid]}\n" for nodeid in sorted(rows))

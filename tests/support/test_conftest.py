"""The rules about skips and the acceptance page, tried in runs of pytest of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.acceptance import AcceptancePage

TESTS = """
import pytest

def test_plain(): pass

@pytest.mark.parametrize("need", ["chromium", "soffice"])
def test_program(need): pytest.skip(f"{need} is not installed")

@pytest.mark.skipif(True, reason="AUDIT_REAL_REPORTS is not set")
def test_real(): pass

@pytest.mark.browser
def test_marked(): pytest.skip("no reason that says it")

def test_other(): pytest.skip("only on Windows")

@pytest.mark.acceptance
def test_long(record_number): record_number("reports", 300)
"""


def run(folder: Path, root: Path, *arguments: str, **environment: str) -> str:
    """The last lines of a pytest run over TESTS with this repository's conftest and settings."""
    (folder / "test_sample.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += ["-c", str(root / "pyproject.toml"), "--rootdir", str(folder), *arguments, str(folder)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUDIT_", "PYTEST_"))}
    result = subprocess.run(
        command,
        env=kept | {"PYTHONPATH": str(root)} | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return result.stdout + result.stderr


def test_skips_are_allowed_where_nothing_is_required(tmp_path: Path, root: Path) -> None:
    assert "1 passed, 5 skipped, 1 deselected" in run(tmp_path, root)


@pytest.mark.parametrize(
    ("require", "counts"),
    [
        ("browser", "2 failed, 1 passed, 3 skipped"),
        ("libreoffice", "1 failed, 1 passed, 4 skipped"),
        ("real", "1 passed, 4 skipped, 1 deselected, 1 error"),
        ("browser,libreoffice,real", "3 failed, 1 passed, 1 skipped, 1 deselected, 1 error"),
    ],
)
def test_a_skip_for_want_of_something_required_fails(
    tmp_path: Path, root: Path, require: str, counts: str
) -> None:
    assert counts in run(tmp_path, root, AUDIT_REQUIRE=require)


def test_a_need_nobody_knows_is_refused(tmp_path: Path, root: Path) -> None:
    assert "AUDIT_REQUIRE names ['browsers']" in run(tmp_path, root, AUDIT_REQUIRE="browsers")


def test_acceptance_page_has_a_row_per_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = AcceptancePage(tmp_path / "acceptance.md")
    monkeypatch.setenv("AUDIT_COMMIT", "0123456789ab")
    for when, outcome in (("setup", "passed"), ("call", "failed"), ("teardown", "passed")):
        page.pytest_runtest_logreport(_ran("test_long", when, outcome, "reports 300"))
    assert page.text().endswith("| `tests/test_x.py::test_long` | reports 300 | failed | 0123456789ab |\n")


def test_rows_of_what_did_not_run_stay_on_the_acceptance_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "acceptance.md"
    for commit, names in (("aaaa", ("test_a", "test_b")), ("bbbb", ("test_b",))):
        page = AcceptancePage(path)
        monkeypatch.setenv("AUDIT_COMMIT", commit)
        for name in names:
            page.pytest_runtest_logreport(_ran(name, "call", "passed", f"of {commit}"))
        path.write_text(page.text(), encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines()[-2:] == [
        "| `tests/test_x.py::test_a` | of aaaa | passed | aaaa |",
        "| `tests/test_x.py::test_b` | of bbbb | passed | bbbb |",
    ]


def _ran(name: str, when: str, outcome: str, number: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=f"tests/test_x.py::{name}",
        location=("", 0, ""),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=None,
        when=when,  # type: ignore[arg-type]
        user_properties=[("acceptance number", number)],
    )

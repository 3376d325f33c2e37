"""What every test may ask for, and which skips are failures.

A test that lacks something of its machine skips and says what is missing. On a machine that should
have it, AUDIT_REQUIRE (a list such as "browser,libreoffice,ocr,postgres,real") makes that skip a
failure, so that a green run cannot hide an untested part.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.acceptance import NUMBER, AcceptancePage

# What the reason of a skip mentions when the need is not met (lower case).
NEEDS = {
    "browser": ("browser", "chromium", "chrome"),
    "libreoffice": ("libreoffice", "soffice"),
    "ocr": ("extra ocr",),
    "postgres": ("audit_postgres_url",),
    "spark": ("extra spark",),
    "real": ("audit_real_reports", "real report", "empty parameter set"),
}
REQUIRED = frozenset(filter(None, os.environ.get("AUDIT_REQUIRE", "").split(",")))
ACCEPTANCE = os.environ.get("AUDIT_ACCEPTANCE") == "1"
ROOT = Path(__file__).resolve().parent.parent

# No test depends on how fast the machine is, and every run draws the same examples.
settings.register_profile("audit", deadline=None, derandomize=True)
settings.load_profile("audit")


def pytest_configure(config: pytest.Config) -> None:
    unknown = REQUIRED - NEEDS.keys()
    if unknown:
        raise pytest.UsageError(f"AUDIT_REQUIRE names {sorted(unknown)}; known: {sorted(NEEDS)}")
    if ACCEPTANCE:
        config.pluginmanager.register(AcceptancePage(ROOT / "docs" / "acceptance.md"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Acceptance tests run only when asked for: they take too long for every change."""
    if ACCEPTANCE:
        return
    held_back = [item for item in items if item.get_closest_marker("acceptance")]
    if held_back:
        config.hook.pytest_deselected(items=held_back)
        items[:] = [item for item in items if not item.get_closest_marker("acceptance")]


def unmet_need(reason: str, marks: set[str]) -> str | None:
    """The required need because of which a test skipped, told by its marks or its reason."""
    for need in sorted(REQUIRED):
        if need in marks or any(word in reason.lower() for word in NEEDS[need]):
            return need
    return None


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport, marks: set[str]) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    need = unmet_need(reason, marks)
    if need:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, but AUDIT_REQUIRE asks for {need}: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    _refuse_skip(report, {mark.name for mark in item.iter_markers()})
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _refuse_skip(report, set())
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture
def record_number(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Call with a name and a number to have them stand in docs/acceptance.md."""

    def record(name: str, number: object) -> None:
        request.node.user_properties.append((NUMBER, f"{name} {number}"))

    return record


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder of real reports, which are not ours to publish."""
    folder = os.environ.get("AUDIT_REAL_REPORTS")
    if not folder:
        pytest.skip("AUDIT_REAL_REPORTS is not set")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium that Playwright can drive."""
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice."""
    return _program("soffice", "libreoffice")


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found

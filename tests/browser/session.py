"""A browser on a lab: started through `audit.lab`, kept on this machine, waiting on our own marks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

from audit.lab import Lab, running_lab

__all__ = [
    "Visit",
    "browsing",
    "find_chromium",
    "open_beside",
    "open_notebook",
    "run_all",
    "visit",
    "visit_app",
]

_GIVEN_UP = "Error: Canceled future for "  # JupyterLab's own, of what it asked a kernel that is restarted
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    # No name but this machine's can be resolved: what would leave fails, and is seen in `requests`.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
_FIRST = "01_总览.ipynb"
_TIMEOUT = 90_000
"""Milliseconds; only ever reached by what is broken."""


@dataclass(frozen=True)
class Visit:
    """A page on a lab. `requests` are the addresses asked for, `errors` what scripts threw."""

    lab: Lab
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> set[str]:
        """Hosts asked for that are not this machine."""
        hosts = {urlsplit(url).hostname for url in self.requests if not url.startswith(("data:", "blob:"))}
        return {str(host) for host in hosts - {"127.0.0.1", "localhost"}}


def find_chromium() -> str | None:
    """Where Chromium is, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def visit(run: Path, *, width: int = 1366, height: int = 768, notebook: str = _FIRST) -> Iterator[Visit]:
    """A notebook of the lab on `run`, opened in a window of that size."""
    with running_lab(run) as lab, browsing() as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        yield open_notebook(lab, page, notebook)


@contextmanager
def visit_app(run: Path, *, width: int = 1366, height: int = 768) -> Iterator[Visit]:
    """The first notebook of the app on `run`, opened in a window of that size."""
    with running_lab(run, app=True) as lab, browsing() as browser:
        seen = _watch(lab, browser.new_page(viewport={"width": width, "height": height}))
        seen.page.goto(lab.url, wait_until="commit")  # Voila runs the notebook while it sends the page
        yield seen


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium that finds no host but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def run_all(page: Page, awaited: str = "[data-view=detail]") -> None:
    """Press ▶▶ as a user does, confirm the restart, and wait until `awaited` (the overview) is there."""
    page.locator("[data-jp-item-name=restart-and-run] >> visible=true").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(awaited)


def open_notebook(lab: Lab, page: Page, notebook: str) -> Visit:
    """`notebook` in `page`, its kernel ready."""
    seen = _watch(lab, page)
    page.goto(lab.url.replace(quote(_FIRST), quote(notebook)))
    # A lab shows what was open before until it has opened what is asked for: wait for the latter's tab.
    page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current", has_text=notebook).wait_for()
    page.wait_for_selector(".jp-Notebook .jp-CodeCell >> visible=true")
    # Before the kernel is there, ▶▶ would restart nothing.
    page.locator(".jp-KernelName >> visible=true", has_text="Python 3").wait_for()
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle] >> visible=true")
    return seen


def open_beside(seen: Visit, notebook: str) -> Visit:
    """`notebook` in a window of its own, of the same lab and browser."""
    browser = seen.page.context.browser
    assert browser is not None
    return open_notebook(seen.lab, browser.new_page(viewport=seen.page.viewport_size), notebook)


def _note_error(seen: Visit, error: str) -> None:
    if not error.startswith(_GIVEN_UP):
        seen.errors.append(error)


def _watch(lab: Lab, page: Page) -> Visit:
    page.set_default_timeout(_TIMEOUT)
    seen = Visit(lab, page)

    def note(request: Request) -> None:
        seen.requests.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("pageerror", lambda error: _note_error(seen, str(error)))
    return seen

"""Web pages printed by Chromium, for the tests that need what it writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

__all__ = ["BROWSERS", "print_pages"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND")


def print_pages(paths: Sequence[Path], *, scale: float = 1.0) -> Iterator[tuple[Path, Path]]:
    """Each page with the PDF beside it that Chromium printed on A4, with a running head and page numbers;
    the test is skipped without it. `scale`: what is wider than the paper is cut off at its edge."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        tab = browser.new_page()
        for path in paths:
            tab.goto(path.as_uri())
            tab.pdf(
                path=path.with_suffix(".pdf"),
                format="A4",
                scale=scale,
                margin={"top": "2cm", "bottom": "2cm", "left": "2cm", "right": "2cm"},
                display_header_footer=True,
                header_template='<div style="font-size:9px">年度报告 <span class="date"></span></div>',
                footer_template='<div style="font-size:9px">- <span class="pageNumber"></span> -</div>',
            )
        browser.close()
    for path in paths:
        yield path, path.with_suffix(".pdf")

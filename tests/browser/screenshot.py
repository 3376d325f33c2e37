"""The overview as a picture: `python -m tests.browser.screenshot RUN OUT.png [WIDTHxHEIGHT]`.

The README's picture is made by it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.session import run_all, visit

__all__ = ["take"]


def take(run: Path, picture: Path, width: int = 1366, height: int = 768) -> None:
    """Open the lab on `run`, run the first notebook, and save what is seen to `picture`."""
    with visit(run, width=width, height=height) as seen:
        run_all(seen.page)
        seen.page.locator("[data-view=kpi]").evaluate("kpi => kpi.closest('.jp-Cell').scrollIntoView()")
        seen.page.mouse.move(0, 0)
        picture.parent.mkdir(parents=True, exist_ok=True)
        seen.page.screenshot(path=picture)


if __name__ == "__main__":
    source, target, *size = sys.argv[1:]
    take(Path(source), Path(target), *map(int, (size or ["1366x768"])[0].split("x")))

"""The pictures of the READMEs: `python -m benchmarks.screenshots [--wide]`.

Makes a county up, plants what the pictures are to show (copies of a neighbour's report and of last year's,
reports that are missing), audits it, and takes four screens as the app shows them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from audit.pipeline import Settings, run
from audit.samples import make_corpus
from tests.browser.session import visit_app

__all__ = ["main", "make_county", "take"]

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SMALL, WIDE = (1366, 768), (1920, 1080)
_SEED = 3


def make_county(home: Path) -> Path:
    """A county of 40 agencies over three years in `home`, audited; returns the output folder."""
    make_corpus(home / "in", agencies=40, years=(2022, 2023, 2024), formats=("lines",), seed=_SEED)
    reports = home / "in" / "reports"
    names = sorted(path.stem for path in (reports / "2024").glob("*.txt") if not path.stem.isascii())
    towns = [name for name in names if name.endswith("镇人民政府")]
    for copier in towns[1:3]:
        _copy(reports, (towns[0], 2024), (copier, 2024))
    _copy(reports, (towns[3], 2023), (towns[3], 2024))
    for absent in names[6:9]:
        (reports / "2024" / f"{absent}.txt").unlink()
    run([reports], home / "out", Settings(roster=home / "in" / "roster.csv"))
    return home / "out"


def take(out: Path, folder: Path, size: tuple[int, int], suffix: str = "") -> None:
    """Four screens of the run at `out` as PNG files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with visit_app(out, width=size[0], height=size[1]) as seen:
        page = seen.page
        page.wait_for_selector("[data-view=heat]")
        _shoot(page, folder / f"workbench-1-overview{suffix}.png")
        _open(page, "02")
        page.wait_for_selector("[data-view=detail][data-finding]")
        _shoot(page, folder / f"workbench-2-inspect{suffix}.png")
        _open(page, "03")
        page.wait_for_selector("[data-view=side] tbody tr")
        _shoot(page, folder / f"workbench-3-years{suffix}.png")
        page.locator("[data-pick=alike]").click()
        page.locator("[data-view=clusters] li").nth(1).click()  # alike, not the same
        page.wait_for_selector("[data-view=compare] mark")
        _shoot(page, folder / f"workbench-4-alike{suffix}.png")


def main(arguments: list[str]) -> int:
    """Take the READMEs' pictures, or those of a wide screen beside them."""
    with tempfile.TemporaryDirectory() as home:
        out = make_county(Path(home))
        take(out, FOLDER, *((WIDE, "-wide") if "--wide" in arguments else (SMALL, "")))
    return 0


def _open(page: Page, number: str) -> None:
    page.locator(".da-app-nav a", has_text=number).click()


def _shoot(page: Page, picture: Path) -> None:
    page.mouse.move(0, 0)
    page.locator("#rendered_cells").wait_for()
    page.screenshot(path=picture)


def _copy(reports: Path, source: tuple[str, int], target: tuple[str, int]) -> None:
    text = (reports / str(source[1]) / f"{source[0]}.txt").read_text(encoding="utf-8")
    text = text.replace(source[0], target[0]).replace(str(source[1]), str(target[1]))
    (reports / str(target[1]) / f"{target[0]}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How long a person waits in the second notebook, with 500 agencies and with 50,000.

    python -m benchmarks.workbench [--write] [--rounds 15] [--agencies 500 50000]

A run over made-up reports is replicated frame by frame (tests/support/replicated.py), since what is measured
is the screen and not the reading. Both runs are open at once, in two labs and two pages of one Chromium, and
take turns, selection by selection. A selection counts from the click on an agency until the frame in which
its evidence is painted; a filter from the choice until the list shows what it found. Times are those of the
wall clock, since what a person waits for is browser, server and kernel together.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from audit.lab import running_lab
from benchmarks.page import describe_machine, write_section
from tests.browser.session import browsing, open_notebook, run_all
from tests.support.replicated import make_run, replicate

_NOTEBOOK = "02_逐件核查.ipynb"

# Milliseconds from the act until what is watched has another value, looked at in every frame.
_TIME = """async ([act, watched, name]) => {
  const mark = () => document.querySelector(watched).getAttribute(name);
  const before = mark();
  const start = performance.now();
  act.startsWith('row:') ? document.querySelector(`.da-vrow[data-row="${act.slice(4)}"]`).click()
    : (() => { const select = document.querySelector('select[data-field=severity]');
        select.selectedIndex = Number(act); select.dispatchEvent(new Event('change')); })();
  while (mark() === before) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


def select(page: Page, row: int) -> float:
    """Milliseconds from the click on an agency until its evidence is painted."""
    return float(page.evaluate(_TIME, [f"row:{row}", "[data-painted]", "data-painted-at"]))


def choose(page: Page, place: int) -> float:
    """Milliseconds from a choice of severity until the list shows what it found."""
    return float(page.evaluate(_TIME, [str(place), ".da-virtual", "data-version"]))


def measure(sizes: Sequence[int], rounds: int) -> dict[int, tuple[float, float]]:
    """Agencies -> medians of selecting and of filtering, the sizes taking turns."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        small = make_run(Path(folder) / "small")
        runs = {size: replicate(small, Path(folder) / str(size), size) for size in sizes}
        browser = stack.enter_context(browsing())
        pages: dict[int, Page] = {}
        for size, run in runs.items():
            lab = stack.enter_context(running_lab(run.folder))
            page = pages[size] = browser.new_page(viewport={"width": 1366, "height": 768})
            open_notebook(lab, page, _NOTEBOOK)
            page.set_default_timeout(600_000)
            run_all(page)
            page.wait_for_selector("[data-painted]:not([data-painted=''])")
        selected: dict[int, list[float]] = {size: [] for size in sizes}
        filtered: dict[int, list[float]] = {size: [] for size in sizes}
        for number in range(rounds + 2):  # two to warm up
            for size, page in pages.items():
                selected[size].append(select(page, 1 + number % 8))
        for number in range(rounds + 2):
            for size, page in pages.items():
                filtered[size].append(choose(page, 1 + number % 2))
        return {
            size: (statistics.median(selected[size][2:]), statistics.median(filtered[size][2:]))
            for size in sizes
        }


def write_page(sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """The section, line by line."""
    results = measure(sizes, rounds)
    yield from (
        "# Waiting in the workbench",
        "",
        "Made by `python -m benchmarks.workbench --write`;",
        "what is measured and how: benchmarks/workbench.py.",
        f"Milliseconds, the median of {rounds} rounds in JupyterLab and headless Chromium.",
        "",
        describe_machine(("jupyterlab", "ipywidgets", "anywidget", "pandas", "pyarrow", "playwright")),
        "",
        "| agencies | select, evidence painted | filter |",
        "| ---: | ---: | ---: |",
    )
    for size, (selected, filtered) in results.items():
        yield f"| {size:,} | {selected:.0f} | {filtered:.0f} |"
    few, many = (results[size][0] for size in (min(sizes), max(sizes)))
    yield from (
        "",
        f"Selecting takes {many / few:.2f} times as long with {max(sizes):,} as with {min(sizes):,}.",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How long a person waits in the second notebook.")
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--agencies", type=int, nargs="+", default=[500, 50_000])
    wanted = parser.parse_args()
    lines = list(write_page(wanted.agencies, wanted.rounds))
    print("\n".join(lines))
    if wanted.write:
        write_section("workbench", lines)


if __name__ == "__main__":
    main()

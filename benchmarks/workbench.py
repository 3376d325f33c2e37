"""How long a person waits in the second notebook, with 500 agencies and with 50,000.

    python -m benchmarks.workbench [--write] [--rounds 15] [--agencies 500 50000]

A run over made-up reports is replicated frame by frame (tests/support/replicated.py), since what is measured
is the screen and not the reading. Both runs are open at once, in two labs and two pages of one Chromium, and
take turns, selection by selection. A selection counts from the click on an agency until the frame in which
its evidence is painted; a filter from the choice until the list shows what it found. Times are those of the
wall clock, since what a person waits for is browser, server and kernel together. A search counts from the
last key, the pause included in which the page waits whether another one comes.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from audit.lab import running_lab
from benchmarks.page import describe_machine, write_section
from tests.browser.session import browsing, open_notebook, run_all
from tests.support.replicated import make_run, replicate

_NOTEBOOK = "02_逐件核查.ipynb"
_WORDS = "行政 复议 公开 申请 总计 结转 机关 法律 办理 一致 年度 （7）".split()
"""Looked for in turn, more of them than the program remembers the findings of."""

# Milliseconds from the act until what is watched has another value, looked at in every frame.
_TIME = """async ([act, watched, name]) => {
  const mark = () => document.querySelector(watched).getAttribute(name);
  const before = mark();
  const start = performance.now();
  const [kind, value] = act.split(':');
  const acts = {
    row: () => document.querySelector(`.da-vrow[data-row="${value}"]`).click(),
    severity: () => { const select = document.querySelector('select[data-field=severity]');
      select.selectedIndex = Number(value); select.dispatchEvent(new Event('change')); },
    text: () => { const field = document.querySelector('input[data-field=text]');
      field.value = value; field.dispatchEvent(new InputEvent('input')); },
  };
  acts[kind]();
  while (mark() === before) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


def select(page: Page, row: int) -> float:
    """Milliseconds from the click on an agency until its evidence is painted."""
    return float(page.evaluate(_TIME, [f"row:{row}", "[data-painted]", "data-painted-at"]))


def choose(page: Page, place: int) -> float:
    """Milliseconds from a choice of severity until the list shows what it found."""
    return float(page.evaluate(_TIME, [f"severity:{place}", ".da-virtual", "data-version"]))


def search(page: Page, word: str) -> float:
    """Milliseconds from the last key of a word until the list shows where it stands."""
    return float(page.evaluate(_TIME, [f"text:{word}", ".da-virtual", "data-version"]))


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does in round `number`, and what it is called in the table."""

    name: str
    do: Callable[[Page, int], float]


_ACTS = (
    Act("select, evidence painted", lambda page, number: select(page, 1 + number % 8)),
    Act("filter", lambda page, number: choose(page, 1 + number % 2)),
    Act("search", lambda page, number: search(page, _WORDS[number % len(_WORDS)])),
)


def measure(sizes: Sequence[int], rounds: int) -> dict[int, list[float]]:
    """Agencies -> the medians of `_ACTS`, the sizes taking turns."""
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
        medians: dict[int, list[float]] = {size: [] for size in sizes}
        for act in _ACTS:
            times: dict[int, list[float]] = {size: [] for size in sizes}
            for number in range(rounds + 2):  # two to warm up
                for size, page in pages.items():
                    times[size].append(act.do(page, number))
            for size in sizes:
                medians[size].append(statistics.median(times[size][2:]))
        return medians


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
        f"| agencies | {' | '.join(act.name for act in _ACTS)} |",
        f"| ---: |{' ---: |' * len(_ACTS)}",
    )
    for size, medians in results.items():
        yield f"| {size:,} | {' | '.join(f'{median:.0f}' for median in medians)} |"
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

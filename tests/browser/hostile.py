"""A county whose reports, file names and agency names hold script, markup and mathematics.

What can be written into a report goes through reading and judging; no report is recognised whose agency
is called so, hence the names are put into the frames.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from audit.pipeline import Settings, run
from audit.samples import make_corpus
from tests.browser.steps import EVIL

__all__ = ["FILE", "NAME", "make_hostile"]

NAME = f"云岫县{EVIL}局"
FILE = "<img src=x onerror=window.pwned=1>{{7*7}}$x^2$.txt"
_YEARS = (2023, 2024)


def make_hostile(home: Path) -> Path:
    """Two runs over four agencies and two years in `home`; returns the output folder. Of the later run
    one report is a neighbour's and one the agency's own of the year before."""
    make_corpus(home / "in", agencies=4, years=_YEARS, formats=("lines",), seed=5)
    reports, settings = home / "in" / "reports", Settings(roster=home / "in" / "roster.csv")
    run([reports], home / "out", settings)
    names = sorted(path.stem for path in (reports / "2024").glob("云*.txt"))
    for path in reports.rglob("云*.txt"):
        text = path.read_text(encoding="utf-8").replace("一、总体情况\n", f"一、总体情况\n{EVIL}\n", 1)
        path.write_text(text, encoding="utf-8")
    _copy(reports, (names[0], 2024), (names[1], 2024))
    _copy(reports, (names[2], 2023), (names[2], 2024))
    (reports / "2024" / f"{names[0]}.txt").rename(reports / "2024" / FILE)
    for path in (run([reports], home / "out", settings).folder / "frames").glob("*.parquet"):
        _rename(path, names[0])
    return home / "out"


def _copy(reports: Path, source: tuple[str, int], target: tuple[str, int]) -> None:
    text = (reports / str(source[1]) / f"{source[0]}.txt").read_text(encoding="utf-8")
    text = text.replace(source[0], target[0]).replace(str(source[1]), str(target[1]))
    (reports / str(target[1]) / f"{target[0]}.txt").write_text(text, encoding="utf-8")


def _rename(path: Path, agency: str) -> None:
    frame = pd.read_parquet(path)
    for column in frame.columns.intersection(["agency", "nearest_agency", "message"]):
        frame[column] = frame[column].str.replace(agency, NAME, regex=False)
    frame.to_parquet(path)

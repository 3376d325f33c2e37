"""What a run costs by the number of its reports: seconds and memory, stage by stage.

    python -m benchmarks.scale [--write] [--reports 1000,10000,100000] [--jobs 2] [--folder DIR]

Reports of one year, text and web pages with faults planted, are made by the command `sample` (in
`--folder`, where they are found again; by default in a temporary folder), then read, judged and written by
the command `run` into a fresh folder, each in a process of its own. Seconds and the memory that the
process in the middle has had at most by the end of each stage, and the largest worker, are those that
the run records of itself in run.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.page import describe_machine, write_section

_SEED = 11
_YEAR = 2023
_FORMATS = "lines,page,tabs,site-page,flat-page"
_LIBRARIES = ("great_expectations", "pandas", "pyarrow")
_MEBIBYTE = 2**20
_STAGES = {
    "find": "files found",
    "read": "read and recognised",
    "frames": "frames",
    "relate": "across reports",
    "judge": "judged (GX)",
    "workbook": "workbook",
}


_SIZES = {
    "a county": 100,
    "a province, one year": 20_000,
    "the country, one year": 100_000,
    "the country, 2019 to date": 1_000_000,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: its files, seconds (whole and by stage), bytes of memory (by stage and of the largest worker)
    and of disk (`kept`: what was read, `written`: the run), and the seconds in which the corpus was made."""

    files: int
    seconds: float
    made: float
    stages: Mapping[str, float]
    memory: Mapping[str, int]
    kept: int
    written: int

    @property
    def most(self) -> int:
        """Bytes that the process in the middle has had at most."""
        return max(size for stage, size in self.memory.items() if stage != "workers")

    @property
    def each(self) -> float:
        """Milliseconds a file."""
        return self.seconds / self.files * 1000


def measure(reports: int, jobs: int, folder: Path) -> Measured:
    """Make the corpus, unless it is there, and run over it."""
    corpus, out = folder / f"corpus-{reports}", folder / f"out-{reports}"
    start = time.perf_counter()
    if not (corpus / "key.json").is_file():
        shutil.rmtree(corpus, ignore_errors=True)
        sample = ("sample", corpus, "--agencies", reports, "--years", _YEAR, "--formats", _FORMATS)
        _call(*sample, "--seed", _SEED)
    made = time.perf_counter() - start
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    _call("run", corpus / "reports", "--out", out, "--jobs", jobs)
    seconds = time.perf_counter() - start
    info = json.loads((out / "current" / "run.json").read_text(encoding="utf-8"))
    sizes = _size(out / "cache"), _size(out / "runs")
    shutil.rmtree(out)
    return Measured(info["counts"]["files"], seconds, made, info["seconds"], info["memory"], *sizes)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _call(*arguments: Any) -> None:
    code = "from audit.cli import main; raise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):  # 1: serious findings, which were planted
        raise SystemExit(done.stderr)


def _lines(found: Sequence[Measured], jobs: int) -> Iterator[str]:
    yield "# Scale"
    yield ""
    yield "Made by `python -m benchmarks.scale --write`; what is measured and how: benchmarks/scale.py."
    yield f"Made-up reports, text and web pages, through `run` with {jobs} processes; wall-clock seconds."
    yield ""
    yield describe_machine(_LIBRARIES)
    yield ""
    heads = [f"{each.files:,}" for each in found]
    yield from _table("files", heads, [(label, _of_stage(found, name)) for name, label in _STAGES.items()])
    yield ""
    whole = [
        ("whole run, s", [f"{each.seconds:,.0f}" for each in found]),
        ("a file, ms", [f"{each.each:.1f}" for each in found]),
        ("times the file of the run before", _growth(found)),
        ("main process at most, MB", [f"{each.most / _MEBIBYTE:,.0f}" for each in found]),
        ("largest worker, MB", [f"{each.memory['workers'] / _MEBIBYTE:,.0f}" for each in found]),
        ("corpus made in, s", [f"{each.made:,.0f}" for each in found]),
    ]
    yield from _table("", heads, whole)
    if len(found) > 1:
        yield from _project(found)


def _project(found: Sequence[Measured]) -> Iterator[str]:
    """What other sizes take: a file costs what it did in the largest run, and memory goes on growing as it
    did between the two largest."""
    last, most = found[-2:]
    slope = max(0.0, (most.most - last.most) / (most.files - last.files))
    disk = (most.kept + most.written) / most.files
    yield ""
    yield f"Computed from that, a file at {most.each:.1f} ms and {disk / 1024:.0f} KB of disk (what was"
    yield f"read, and the run), memory growing by {slope / 1024:.2f} KB a file beyond the largest run:"
    yield ""
    rows = []
    for label, files in _SIZES.items():
        memory = most.most + slope * max(0, files - most.files)
        hours = files * most.each / 3_600_000
        shown = f"{hours:,.1f} h" if hours >= 1 else f"{hours * 60:,.0f} min"
        room = f"{files * disk / _MEBIBYTE / 1024:,.1f} GB"
        rows.append((label, [f"{files:,}", shown, f"{memory / _MEBIBYTE:,.0f} MB at most", room]))
    yield from _table("", ["files", "time", "main process", "disk"], rows)


def _of_stage(found: Sequence[Measured], name: str) -> list[str]:
    return [
        f"{each.stages.get(name, 0.0):,.1f} s, {each.memory.get(name, 0) / _MEBIBYTE:,.0f} MB"
        for each in found
    ]


def _growth(found: Sequence[Measured]) -> list[str]:
    return ["", *(f"{two.each / one.each:.2f}" for one, two in pairwise(found))]


def _table(corner: str, heads: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    yield f"| {corner} | {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * len(heads)}"
    for label, cells in rows:
        yield f"| {label} | {' | '.join(cells)} |"


def main() -> None:
    """Measure, print, and with `--write` keep the section of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--reports", default="1000,10000,100000")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        sizes = [int(size) for size in options.reports.split(",")]
        found = [measure(size, options.jobs, folder) for size in sizes]
    lines = list(_lines(found, options.jobs))
    print("\n".join(lines))
    if options.write:
        write_section("scale", lines)


if __name__ == "__main__":
    main()

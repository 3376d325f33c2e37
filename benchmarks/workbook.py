"""What our workbook costs next to openpyxl's own write-only mode, and how much memory a large one takes.

    python -m benchmarks.workbook [--write] [--rounds 5] [--findings 10000] [--many 100000]

The rival writes the very cells that ours wrote, recorded beforehand, with the same styles, in two ways:
as openpyxl's documentation says (font, fill, border and the rest given to each cell, made once), and
with ready-made style arrays, which no documentation mentions and nothing is quicker than. It has nothing
to sort, rank, mask or measure. All three run one after the other in one process, round after round; CPU
time. Peak memory is that of a process of its own. `--write` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell

from audit.excel import RunSummary, write_workbook
from audit.excel.page import Book
from audit.schema import conform, frame_specs
from audit.template import load_templates
from benchmarks.page import describe_machine, write_section

_RUN = RunSummary("20260101-000000", datetime(2026, 1, 1, tzinfo=UTC), "0")
_EACH = 10  # findings of an agency

Frames = dict[str, pd.DataFrame]
Recorded = dict[str, list[list[Any]]]


def make_frames(findings: int) -> Frames:
    """As many made-up findings, ten for each agency's report, no two texts alike."""
    agencies = max(1, findings // _EACH)
    spec = {name: frame_specs()[name] for name in ("files", "reports", "cells", "outcomes", "findings")}
    names = [f"云栖县第{number}镇人民政府" for number in range(agencies)]
    ids = [f"2023/{number:06d}" for number in range(agencies)]
    keys = list(load_templates()["2021"].cells)
    found = range(findings)
    columns: dict[str, dict[str, Any]] = {
        "files": {
            "file": [f"{i}.html" for i in ids],
            "report_id": ids,
            "read_status": "read",
            "format": "html",
        },
        "reports": {
            "report_id": ids,
            "agency_id": [i[5:] for i in ids],
            "agency": names,
            "agency_kind": "镇",
            "year": 2023,
            "template": "2021",
            "audited": True,
        },
        # As many as are shown: a corpus has more, which an export leaves where they are.
        "cells": {
            "report_id": [i for i in ids[:1000] for _ in keys],
            "key": keys * min(agencies, 1000),
            "raw": "12",
            "value": 12.0,
            "status": "number",
        },
        "outcomes": {"report_id": ids, "rule_id": "T3-BALANCE-07", "outcome": "fail"},
        "findings": {
            "finding_id": [f"{n:016x}" for n in found],
            "report_id": [ids[n // _EACH % agencies] for n in found],
            "agency_id": [ids[n // _EACH % agencies][5:] for n in found],
            "agency": [names[n // _EACH % agencies] for n in found],
            "year": 2023,
            "rule_id": [f"T3-BALANCE-{n % 26:02d}" for n in found],
            "title": [f"表三第 {n % 26} 列：新收与结转之和等于办理与结转之和" for n in found],
            "severity": [("critical", "warning", "info")[n % 3] for n in found],
            "outcome": "fail",
            "cells": [keys[n % len(keys)] for n in found],
            "place": [f"表三 · 第 {n % 26} 列" for n in found],
            "message": [
                f"本年新收 {n} 加上年结转 {n % 7}，不等于办理结果与结转下年度之和 {n + 9}，差 {n % 5}"
                for n in found
            ],
            "stated": [str(n + 9) for n in found],
            "expected": [str(n) for n in found],
            "evidence": [f"四、结转下年度继续办理｜{n}｜0｜{n % 11}｜0｜0｜0｜{n + 1}" for n in found],
            "source": [f"{n}.html，第 2 张表第 {n % 30} 行" for n in found],
            "basis": "国办公开办函〔2021〕30号 表三",
            "advice": "核对办理台账，更正错误数字；确有原因的，书面说明",
        },
    }
    frames = {}
    for name, given in columns.items():
        size = max(len(value) for value in given.values() if isinstance(value, list))
        frame = pd.DataFrame(given, index=range(size)).reindex(columns=spec[name].columns)
        key = spec[name].key
        frame[key] = frame[key].where(frame[key].notna(), pd.Series([str(n) for n in range(size)]))
        frames[name] = conform(frame, spec[name])
    return frames


@dataclass
class Recorder:
    """The rows of a workbook as it was written, and the book that holds their styles."""

    rows: Recorded
    book: Any = None

    @classmethod
    def of(cls, frames: Frames, path: Path) -> Recorder:
        recorder = cls({})
        written = Book.page

        def page(book: Book, title: str, layout: Any) -> Any:
            made = written(book, title, layout)
            append, rows = made.sheet.append, recorder.rows.setdefault(title, [])

            def keep(cells: list[Any]) -> None:
                rows.append([None if c is None else (c.value, c._style) for c in cells])  # noqa: SLF001
                append(cells)

            made.sheet.append = keep
            recorder.book = book.workbook
            return made

        Book.page = page  # type: ignore[method-assign, assignment]
        try:
            write_workbook(path, frames, _RUN)
        finally:
            Book.page = written  # type: ignore[method-assign]
        return recorder

    @property
    def cells(self) -> int:
        return sum(cell is not None for rows in self.rows.values() for row in rows for cell in row)

    def write_arrays(self, path: Path) -> None:
        """The same cells, each with its style array."""
        book = openpyxl.Workbook(write_only=True)
        for name in (
            "_cell_styles",
            "_fonts",
            "_fills",
            "_borders",
            "_alignments",
            "_protections",
            "_number_formats",
        ):
            setattr(book, name, getattr(self.book, name))
        self._write(book, path, lambda cell, style: setattr(cell, "_style", style))

    def write_documented(self, path: Path) -> None:
        """The same cells, each given its font, fill, border, alignment, protection and format."""
        source = self.book
        parts: dict[Any, tuple[Any, ...]] = {}

        def dress(cell: Any, style: Any) -> None:
            key = tuple(style)
            if key not in parts:
                parts[key] = (
                    source._fonts[style.fontId],  # noqa: SLF001
                    source._fills[style.fillId],  # noqa: SLF001
                    source._borders[style.borderId],  # noqa: SLF001
                    source._alignments[style.alignmentId],  # noqa: SLF001
                    source._protections[style.protectionId],  # noqa: SLF001
                    style.numFmtId,
                )
            cell.font, cell.fill, cell.border, cell.alignment, cell.protection, number = parts[key]
            if number:
                cell.number_format = "0.0%"

        self._write(openpyxl.Workbook(write_only=True), path, dress)

    def _write(self, book: Any, path: Path, dress: Callable[[Any, Any], None]) -> None:
        for title, rows in self.rows.items():
            sheet = book.create_sheet(title)
            for row in rows:
                cells: list[Any] = []
                for recorded in row:
                    if recorded is None:
                        cells.append(None)
                        continue
                    cell = WriteOnlyCell(sheet, recorded[0])
                    dress(cell, recorded[1])
                    cells.append(cell)
                sheet.append(cells)
        book.save(path)


def compare(findings: int, rounds: int) -> tuple[int, dict[str, list[float]]]:
    """The number of cells, and seconds of each way for each round."""
    frames = make_frames(findings)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        recorder = Recorder.of(frames, path)
        ways: dict[str, Callable[[], None]] = {
            "disclosure-audit": lambda: write_workbook(path, frames, _RUN),
            "openpyxl write_only, ready style arrays": lambda: recorder.write_arrays(path),
            "openpyxl write_only, as documented": lambda: recorder.write_documented(path),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, write in ways.items():
                gc.collect()
                start = time.process_time()
                write()
                seconds[name].append(time.process_time() - start)
    return recorder.cells, seconds


def peak(findings: int) -> float:
    """MB of memory at most while as many findings are made up and written, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.workbook", "--peak", str(findings)],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def write_page(rounds: int, findings: int, many: int) -> Iterator[str]:
    cells, seconds = compare(findings, rounds)
    ours = seconds["disclosure-audit"]
    yield "# Workbook"
    yield ""
    yield "Made by `python -m benchmarks.workbook --write`; what is measured and how: benchmarks/workbook.py."
    yield f"{findings:,} findings, {cells:,} cells; CPU seconds, the median of {rounds} rounds."
    yield "The last column is ours divided by theirs."
    yield ""
    yield describe_machine(("openpyxl", "lxml", "pandas"))
    yield ""
    yield "| way | s | ours / theirs |"
    yield "| --- | ---: | ---: |"
    for name, own in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(ours, own, strict=True))
        yield f"| {name} | {statistics.median(own):.2f} | {ratio:.2f} |"
    yield ""
    yield f"{many:,} findings: at most {peak(many):,.0f} MB of resident memory, the frames included."


def main() -> None:
    parser = argparse.ArgumentParser(description="The workbook next to openpyxl's own.")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peak:
        with TemporaryDirectory() as folder:
            write_workbook(Path(folder) / "x.xlsx", make_frames(wanted.peak), _RUN)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    lines = list(write_page(wanted.rounds, wanted.findings, wanted.many))
    print("\n".join(lines))
    if wanted.write:
        write_section("workbook", lines)


if __name__ == "__main__":
    main()

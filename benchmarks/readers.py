"""How fast and how right each reader is, next to what a user would otherwise pick.

    python -m benchmarks.readers [--write] [--rounds 5] [--agencies 2]

All tools read the same file one after the other in one process, round after round; times are CPU
time (of LibreOffice: its own), the median of the rounds. `--write` puts the section into
docs/benchmarks.md. The tools compared come with `pip install disclosure-audit[bench]`; one that is
missing is named and left out. Real reports are read, too, where AUDIT_REAL_REPORTS names their folder.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit.document import Block
from audit.frames import build_frames
from audit.readers import read_document
from audit.reading import Reading
from audit.recognise import Recognition, recognise
from audit.recognise.claims import read_claims
from audit.recognise.coverage import read_coverage
from audit.recognise.headings import find_headings
from audit.recognise.names import read_mentions
from audit.recognise.parts import head_of
from audit.template import load_templates
from benchmarks.cases import SEED, Case, made_up, made_up_pages, real
from benchmarks.page import describe_machine, write_section
from benchmarks.rivals import RIVALS, Rival, right_cells

_LIBRARIES = (
    "pypdfium2", "lxml", "pandas", "openpyxl", "rapidfuzz", "beautifulsoup4", "python-docx", "pdfplumber",
)  # fmt: skip
_OURS = "disclosure-audit"
_COUNTY = 60  # reports


@dataclass(frozen=True, slots=True)
class Result:
    """A tool on the reports of one format: seconds per report, cells read right of those printed
    (None: it reads no cells), and how much faster ours is (the median of the rounds' ratios)."""

    tool: str
    seconds: float
    right: int | None
    times: float


def spent() -> float:
    """Seconds of CPU time of this process and of the programs it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def compare(cases: Sequence[Case], rivals: Sequence[Rival], rounds: int) -> list[Result]:
    """Ours first, then each rival that is here."""
    tools: dict[str, Callable[[Path], object]] = {_OURS: read_document}
    tools |= {rival.name: rival.read for rival in rivals if rival.is_here}
    rights = {_OURS: sum(map(_right_cells, cases))}
    for rival in rivals:
        if rival.is_here and rival.cells:
            rights[rival.name] = sum(right_cells(rival.read(case.path), case) for case in cases)
    seconds = _time([(name, read, case.path) for case in cases for name, read in tools.items()], rounds)
    return [
        Result(
            name,
            statistics.median(seconds[name]) / len(cases),
            rights.get(name),
            statistics.median(a / b for a, b in zip(seconds[name], seconds[_OURS], strict=True)),
        )
        for name in tools
    ]


def _time(steps: Sequence[tuple[str, Callable[[Path], object], Path]], rounds: int) -> dict[str, list[float]]:
    """Tool -> its seconds over all its steps, for each round."""
    seconds: dict[str, list[float]] = {name: [0.0] * rounds for name, _, _ in steps}
    for turn in range(rounds):
        for name, read, path in steps:
            _settle()
            start = spent()
            read(path)
            seconds[name][turn] += spent() - start
    return seconds


def _settle() -> None:
    """So that none pays for what the one before has left: garbage is collected, and asking for a large
    piece of memory makes the allocator merge the small ones it was given back (a parsed page's nodes,
    by the thousand), which it puts off until then."""
    gc.collect()
    bytes(100_000)


def _right_cells(case: Case) -> int:
    """Cells that have the number (or the blank) that is printed, under their own key."""
    tables = recognise(read_document(case.path)).tables
    read = {cell.spec.key: cell for table in tables for cell in table.cells}
    return sum(
        key in read
        and read[key].status == ("blank" if value is None else "number")
        and read[key].value == value
        for key, value in case.cells.items()
    )


def recognition(
    cases: Sequence[Case], others: Sequence[Case], rounds: int
) -> Iterator[tuple[str, float, float]]:
    """What is done with read documents, its seconds per report, and its ratio to pandas.read_html on
    the same reports. Frames are built of all reports at once, as a run does; where there are few, of
    as many copies under other names as make a county. `others` are recognised before each measurement,
    so that nothing remembers the sentences of `cases`."""
    (rival,) = (rival for rival in RIVALS["html"] if rival.needs == "pandas")
    documents = [read_document(case.path) for case in cases]
    forget = [read_document(case.path) for case in others]
    recognitions = [recognise(document) for document in documents]
    newest = list(load_templates().values())[-1]
    heads = [head_of(d.blocks, find_headings(d.blocks, newest)) for d in documents]
    copies = -(-_COUNTY // len(cases))
    readings = [_reading(read, copy) for copy in range(copies) for read in recognitions]
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        alone = _spend(rival.read, [case.path for case in cases])
        _spend(recognise, forget)
        whole = _spend(recognise, documents)
        _spend(recognise, forget)
        told = _spend(_read_prose, heads, recognitions)
        framed = _spend(build_frames, [readings]) / copies
        for name, taken in (
            (rival.name, alone),
            ("tables, parts, identity, period", whole - told),
            ("frames", framed),
            ("both together", whole - told + framed),
            ("claims, names, coverage", told),
        ):
            seconds.setdefault(name, []).append(taken / len(cases))
    base = seconds[rival.name]
    for name, measured in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(measured, base, strict=True))
        yield name, statistics.median(measured), ratio


def _spend(work: Callable[..., object], *each: Sequence[Any]) -> float:
    _settle()
    start = spent()
    for given in zip(*each, strict=True):
        work(*given)
    return spent() - start


def _read_prose(head: Sequence[Block], read: Recognition) -> None:
    """What `recognise` asks of the prose: claims, names, coverage."""
    identity = read.identity
    read_mentions(head, read.sections, identity)
    read_coverage(read.sections, read.template, kind=identity.kind, year=identity.year)
    read_claims(read.sections, read.tables, agency=identity.agency, year=identity.year)


def _reading(recognition: Recognition, copy: int) -> Reading:
    agency = f"{recognition.identity.agency}{copy or ''}"
    identity = replace(recognition.identity, agency=agency, printed=agency)
    return Reading(
        file=f"{copy}/{recognition.origin.file}", recognition=replace(recognition, identity=identity)
    )


# ------------------------------------------------------------------------------------------ the page


def write_page(rounds: int, agencies: int) -> Iterator[str]:
    """The page, line by line."""
    yield from (
        "# Readers, recognition and frames",
        "",
        "Made by `python -m benchmarks.readers --write`; what is measured and how: benchmarks/readers.py.",
        f"Times are CPU milliseconds per report, the median of {rounds} rounds in one process.",
        "Ratios carry over to other machines, milliseconds do not. A tool that hands over bare rows has a",
        "cell right when it stands at its place among those behind its label. LibreOffice prints a table",
        "whose vertical label begins at a page's end without the rows that follow: these nobody can read.",
        "",
        describe_machine(_LIBRARIES),
    )
    missing = [rival.name for rivals in RIVALS.values() for rival in rivals if not rival.is_here]
    if missing:
        yield from ("", f"Not installed and left out: {', '.join(missing)}.")
    with TemporaryDirectory() as folder:
        yield from ("", f"## Made-up reports (seed {SEED})", "")
        yield from _table(dict(made_up(Path(folder), agencies)), rounds)
        groups: dict[str, list[Case]] = {}
        for case in real():
            groups.setdefault(case.path.suffix.lstrip(".").replace("txt", "text"), []).append(case)
        if groups:
            yield from ("", "## Real reports", "")
            yield from _table(groups, rounds)
        yield from ("", "## Recognition and frames, per web page", "")
        pages = made_up_pages(Path(folder) / "pages", _COUNTY // 3)
        yield from _recognition("made-up reports", pages, pages, rounds)
        if "html" in groups:
            yield from ("", *_recognition("real reports", groups["html"], pages, rounds))
        for case in groups.get("html", ()):
            yield from ("", *_recognition(case.path.stem, [case], pages, rounds))


def _table(groups: Mapping[str, Sequence[Case]], rounds: int) -> Iterator[str]:
    yield "| format | reports | tool | ms | times ours | cells right |"
    yield "| --- | ---: | --- | ---: | ---: | ---: |"
    for name, cases in groups.items():
        printed = sum(len(case.cells) for case in cases)
        rivals = [rival for rival in RIVALS[name.partition(" ")[0]] if name != "text" or len(cases) > 1]
        for result in compare(cases, rivals, rounds):
            right = "—" if result.right is None else f"{result.right} / {printed}"
            yield (
                f"| {name} | {len(cases)} | {result.tool} | {1000 * result.seconds:.2f} "
                f"| {result.times:.2f} | {right} |"
            )


def _recognition(name: str, cases: Sequence[Case], others: Sequence[Case], rounds: int) -> Iterator[str]:
    yield f"| {name} ({len(cases)}) | ms | times pandas.read_html |"
    yield "| --- | ---: | ---: |"
    for step, seconds, ratio in recognition(cases, others, rounds):
        yield f"| {step} | {1000 * seconds:.2f} | {ratio:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Readers compared with what a user would otherwise pick.")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--agencies", type=int, default=2, help="made-up agencies, three reports each")
    wanted = parser.parse_args()
    lines = []
    for line in write_page(wanted.rounds, wanted.agencies):
        print(line, flush=True)
        lines.append(line)
    if wanted.write:
        write_section("readers", lines)


if __name__ == "__main__":
    main()

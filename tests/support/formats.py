"""One set of reports in every format: as the samples write them, and as LibreOffice and Chromium do.

The reports hold what tells cells apart: every number its own, and between them blanks, placeholders,
decimals, zeros, and what is no number.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import pypdfium2

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.model import Recognition
from audit.samples import FORMATS, compose_corpus, settle_agencies
from audit.samples.model import ReportContent
from audit.samples.truth import read_truth
from audit.samples.writers.flow import flow
from audit.text import fold
from tests.readers import workbooks
from tests.readers.chromium import print_pages
from tests.readers.libreoffice import convert

__all__ = ["WAYS", "Comparison", "Way", "compare", "compose", "print_reports", "read_back"]

Program = Literal["", "libreoffice", "chromium"]
_OTHERS = ("", "", "/", "—", "无", "0", "0", "12.5", "1234.56", "三件左右", "12（其中上年2）")
_OTHER_SHARE = 0.4
_ABSENT = ("absent", None, "")
_LABEL = 6  # characters by which a row is known
_RUN_IN = ("tabs", "shifted", "tabs-utf16")
_UNBOUNDED = ("lines", "lines-gb18030", "shifted", "flat-page")


@dataclass(frozen=True, slots=True)
class Way:
    """How a report comes into a format: `written` by the samples (or as a `workbook`), then made a
    `suffix` by a program, then given another name.

    `run_in`: sub-headings open their paragraph. `bounded`: every cell has its bounds; where it has not,
    blanks and words among the numbers may leave it open which number is whose. `framed`: the last part
    is followed by what the site prints below every article. `scale`: of the print."""

    written: str
    program: Program = ""
    suffix: str = ""
    renamed: str = ""
    run_in: bool = False
    bounded: bool = True
    framed: bool = False
    scale: float = 1.0


WAYS: Mapping[str, Way] = MappingProxyType(
    {name: Way(name, run_in=name in _RUN_IN, bounded=name not in _UNBOUNDED) for name in FORMATS}
    | {
        "workbook": Way("workbook"),
        "pdf of docx, LibreOffice": Way("docx", "libreoffice", ".pdf"),
        "doc of docx, LibreOffice": Way("docx", "libreoffice", ".doc"),
        # What WPS calls .wps is Word's format of 1997; LibreOffice cannot write Microsoft Works'.
        "doc named wps": Way("docx", "libreoffice", ".doc", renamed=".wps"),
        "rtf of docx, LibreOffice": Way("docx", "libreoffice", ".rtf"),
        "rtf named wps": Way("docx", "libreoffice", ".rtf", renamed=".wps"),
        "odt of docx, LibreOffice": Way("docx", "libreoffice", ".odt"),
        "xls of workbook, LibreOffice": Way("workbook", "libreoffice", ".xls"),
        "pdf of page, Chromium": Way("page", "chromium", ".pdf"),
        "pdf of site-page, Chromium": Way("site-page", "chromium", ".pdf", framed=True, scale=0.6),
    }
)
"""Name -> way. (A page without tables, flat-page, leaves none in print.)"""


def compose(agencies: int, years: Sequence[int], seed: int) -> list[ReportContent]:
    """Reports of every agency for every year; those of the second agency hold plain figures only."""
    bodies = settle_agencies(agencies, seed)
    plain = {body.id for body in bodies[1:2]}
    reports = compose_corpus(bodies, years, seed)
    return [
        report if report.agency.id in plain else _mixed(report, random.Random(f"{seed} {number}"))
        for number, report in enumerate(reports)
    ]


def _mixed(report: ReportContent, drawn: random.Random) -> ReportContent:
    keys = [key for key, _ in report.cells()]
    numbers = iter(drawn.sample(range(1, 10 * len(keys)), len(keys)))
    return report.with_cells(
        {key: drawn.choice(_OTHERS) if drawn.random() < _OTHER_SHARE else str(next(numbers)) for key in keys}
    )


def print_reports(way: Way, reports: Sequence[ReportContent], folder: Path) -> list[Path]:
    """The files of `reports` in that format, in their order; the test is skipped without its program."""
    render, suffix = _writer(way.written)
    paths = [folder / f"report-{number}{suffix}" for number in range(len(reports))]
    for path, report in zip(paths, reports, strict=True):
        path.write_bytes(render(report))
    if way.program == "chromium":
        paths = [made for _, made in print_pages(paths, scale=way.scale)]
    elif way.program == "libreoffice":
        paths = [made for _, made in convert(paths, way.suffix, folder / "made")]
    return [path.rename(path.with_suffix(way.renamed)) if way.renamed else path for path in paths]


def _writer(name: str) -> tuple[Callable[[ReportContent], bytes], str]:
    if name == "workbook":
        return workbooks.write_report, ".xlsx"
    return FORMATS[name].render, FORMATS[name].suffix


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of a report's `cells`: `equal` are those of which key, status, value and text are as
    printed, `open` those whose row is known to be printed and was given to nobody, `unprinted` those not
    read of a table of which the file's own bare text lacks rows. `wrong` and `astray` quote cells and
    prose that are neither."""

    cells: int
    equal: int
    open: int
    unprinted: int
    wrong: tuple[str, ...]
    astray: tuple[str, ...]


def read_back(way: Way, reports: Sequence[ReportContent], folder: Path) -> list[Comparison]:
    """What comes of each report when it is written that way and read."""
    paths = print_reports(way, reports, folder)
    return [
        compare(report, recognise(read_document(path)), way, _cut_tables(report, way, path))
        for report, path in zip(reports, paths, strict=True)
    ]


def _cut_tables(report: ReportContent, way: Way, path: Path) -> frozenset[str]:
    """The tables that a print cuts: LibreOffice loses rows where a merged cell begins at a page's end. They
    are told by what the print itself says, and by no reader of ours: how often a row's label begins in it."""
    if way.program != "libreoffice" or way.suffix != ".pdf":
        return frozenset()
    with closing(pypdfium2.PdfDocument(path)) as document:
        text = fold("".join(page.get_textpage().get_text_bounded() for page in document))
    begins = {
        (table.key, row.key): fold(row.label)[:_LABEL]
        for table in report.template.tables
        if table.layout != "line"
        for row in table.rows
    }
    wanted = Counter(begins.values())
    return frozenset(table for (table, _), begin in begins.items() if text.count(begin) < wanted[begin])


def compare(
    report: ReportContent, read: Recognition, way: Way, cut: Collection[str] = frozenset()
) -> Comparison:
    """What was read, beside what was composed. `cut`: tables that are not printed whole; nothing may be
    read of them that is not so."""
    truths = {key: read_truth(printed) for key, printed in report.cells()}
    wanted = {key: (truth.status, truth.value, fold(truth.raw or "")) for key, truth in truths.items()}
    cells = {cell.spec.key: cell for table in read.tables for cell in table.cells}
    said = {key: (cell.status, cell.value, fold(cell.raw or "")) for key, cell in cells.items()}
    unequal = [key for key in wanted if said.get(key) != wanted[key]]
    unplaced = [key for key in unequal if key in cells and cells[key].unplaced and not way.bounded]
    unprinted = [key for key in unequal if said.get(key, _ABSENT) == _ABSENT and key.partition(".")[0] in cut]
    left_out = {*unplaced, *unprinted}
    return Comparison(
        len(wanted),
        len(wanted) - len(unequal),
        len(unplaced),
        len(unprinted),
        tuple(f"{key}: {wanted[key]} / {said.get(key)}" for key in unequal if key not in left_out),
        tuple(_astray(report, read, way, tables_whole=not unplaced)),
    )


def _astray(report: ReportContent, read: Recognition, way: Way, *, tables_whole: bool) -> Iterator[str]:
    told = (read.identity.agency, fold(read.identity.title), read.identity.year)
    if told != (report.agency.name, fold("".join(report.title)), report.year):
        yield str(told)
    sections = {section.part: [fold(text) for text, _ in section.paragraphs] for section in read.sections}
    for part, wanted in _prose(report, run_in=way.run_in).items():
        found = sections.get(part, [])
        if way.framed and part == len(report.parts):
            found = found[: len(wanted)]
        if not tables_whole:
            found = [text for text in found if text in wanted]  # a row that is given up stays as text
        if found != wanted:
            yield f"part {part}: {found} / {wanted}"


def _prose(report: ReportContent, *, run_in: bool) -> Mapping[int, list[str]]:
    """Part -> its folded paragraphs."""
    prose: dict[int, list[str]] = {}
    parts = iter(report.parts)
    for piece in flow(report, run_in=run_in):
        if piece.kind == "heading":
            prose[next(parts).number] = []
        elif prose and piece.table is None:
            prose[max(prose)].append(fold(piece.printed))
    return prose

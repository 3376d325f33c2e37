"""One set of reports in every format: as the samples write them, and as LibreOffice and Chromium do.

The reports hold what tells cells apart: every number its own, and between them blanks, placeholders,
decimals, zeros, and what is no number.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from audit.document import Document
from audit.recognise import recognise
from audit.samples import FORMATS, compose_corpus, settle_agencies
from audit.samples.model import ReportContent
from audit.samples.truth import read_truth
from audit.samples.writers.flow import flow
from audit.text import fold
from tests.readers import workbooks
from tests.readers.chromium import print_pages
from tests.readers.libreoffice import convert

__all__ = ["WAYS", "Said", "Way", "compose", "printed_in", "said_by"]

Program = Literal["", "libreoffice", "chromium"]
_OTHERS = ("", "", "/", "—", "无", "0", "0", "12.5", "1234.56", "三件左右", "12（其中上年2）")
_OTHER_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Way:
    """How a report comes into a format: `written` by the samples (or as a `workbook`), then made a
    `suffix` by a program, then given another name.

    `run_in`: sub-headings open their paragraph. `scale`: of the print."""

    written: str
    program: Program = ""
    suffix: str = ""
    renamed: str = ""
    run_in: bool = False
    scale: float = 1.0


WAYS: Mapping[str, Way] = MappingProxyType(
    {name: Way(name, run_in=name.startswith(("tabs", "shifted"))) for name in FORMATS}
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
        "pdf of site-page, Chromium": Way("site-page", "chromium", ".pdf", scale=0.6),
    }
)
"""Name -> way. A page without tables (flat-page) has no ruled print, so it is read as a page alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says, whoever tells it: cells (status, value, folded text), the paragraphs of every
    part, agency, title and year."""

    cells: Mapping[str, tuple[str, float | None, str]]
    prose: Mapping[int, tuple[str, ...]]
    agency: str
    title: str
    year: int | None


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


def printed_in(way: Way, reports: Sequence[ReportContent], folder: Path) -> list[Path]:
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


def said_by(told: ReportContent | Document, *, run_in: bool = False) -> Said:
    """What a report says by who composed it, or by a file that was read."""
    return _composed(told, run_in=run_in) if isinstance(told, ReportContent) else _recognised(told)


def _composed(report: ReportContent, *, run_in: bool) -> Said:
    truths = {key: read_truth(printed) for key, printed in report.cells()}
    prose: dict[int, list[str]] = {}
    parts = iter(report.parts)
    for piece in flow(report, run_in=run_in):
        if piece.kind == "heading":
            paragraphs = prose[next(parts).number] = []
        elif prose and piece.table is None:
            paragraphs.append(fold(piece.printed))
    return Said(
        {key: (truth.status, truth.value, fold(truth.raw or "")) for key, truth in truths.items()},
        {part: tuple(texts) for part, texts in prose.items()},
        report.agency.name,
        fold("".join(report.title)),
        report.year,
    )


def _recognised(document: Document) -> Said:
    read = recognise(document)
    cells = [cell for table in read.tables for cell in table.cells]
    return Said(
        {cell.spec.key: (cell.status, cell.value, fold(cell.raw or "")) for cell in cells},
        {section.part: tuple(fold(text) for text, _ in section.paragraphs) for section in read.sections},
        read.identity.agency,
        fold(read.identity.title),
        read.identity.year,
    )

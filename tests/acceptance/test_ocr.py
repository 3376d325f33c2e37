"""Scanned reports read by OCR, for docs/acceptance.md (`.ci/acceptance`)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.model import Cell
from audit.samples import CorpusKey, make_corpus
from audit.samples.truth import CellTruth
from tests.readers.ocr.scans import pages_of, write_scan
from tests.readers.pdf.test_converted import browse, convert

pytestmark = [pytest.mark.acceptance, pytest.mark.ocr]
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

YEARS = (2019, 2020, 2023)
PROMISED = 200
DOTS = (150, PROMISED)

Got = Mapping[str, tuple[str, float | None]]


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory, soffice: str, chromium: str
) -> list[tuple[Path, Mapping[str, CellTruth]]]:
    """Twelve reports as PDF with the truth about their cells, half from Word, half from a browser."""
    reports = []
    for kind, seed in (("docx", 90117), ("page", 90118)):
        folder = tmp_path_factory.mktemp(kind)
        key: CorpusKey = make_corpus(folder, agencies=2, years=YEARS, formats=[kind], faults="all", seed=seed)
        at: Callable[[str], Path] = (
            convert(soffice, folder, ".docx", "pdf") if kind == "docx" else browse(folder, scale=0.8)
        )
        reports += [(at(report.file), report.cells) for report in key.reports]
    return reports


def read_scan(pdf: Path, folder: Path, dots: int) -> Got:
    """The cells of a report after it was printed and scanned: status and value."""
    scan = write_scan(list(pages_of(pdf, dots)), folder / f"{pdf.parent.name} {pdf.stem} {dots}.pdf", dots)
    tables = recognise(read_document(scan)).tables
    cells: list[Cell] = [cell for table in tables for cell in table.cells]
    return {cell.spec.key: (cell.status, cell.value) for cell in cells}


def read_scans(pdfs: list[Path], folder: Path, dots: int) -> list[Got]:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        count = len(pdfs)
        return list(pool.map(read_scan, pdfs, [folder] * count, [dots] * count))


def says(truth: CellTruth) -> tuple[str, float | None]:
    return truth.status, truth.value


@pytest.mark.libreoffice
@pytest.mark.browser
@pytest.mark.parametrize("dots", DOTS)
def test_made_up_reports_scanned(printed, dots, tmp_path, record_number):
    got = read_scans([pdf for pdf, _ in printed], tmp_path, dots)
    pairs = [
        (key, says(truth), read.get(key, ("absent", None)))
        for (_, cells), read in zip(printed, got, strict=True)
        for key, truth in cells.items()
    ]
    measure(pairs, dots, record_number)


@pytest.mark.real
@pytest.mark.parametrize("dots", DOTS)
def test_a_real_report_scanned(real_reports, dots, tmp_path, record_number):
    listed = json.loads((real_reports / "expected_more.json").read_text("utf-8"))["hongze2023.pdf"]
    got = read_scan(real_reports / "hongze2023.pdf", tmp_path, dots)
    pairs = [
        (key, ("number", float(value)), got.get(key, ("absent", None)))
        for key, value in listed["cells"].items()
    ]
    measure(pairs, dots, record_number)


def measure(pairs, dots, record_number):
    """None wrong that is not marked, at most 3 % doubtful; at the dots that are promised at least 99.5 %
    of the cells right."""
    doubtful = [pair for pair in pairs if pair[2][0] == "doubtful"]
    wrong = [pair for pair in pairs if pair[2][0] != "doubtful" and pair[1] != pair[2]]
    right = len(pairs) - len(doubtful) - len(wrong)
    record_number(f"{dots} dpi: cells right, of {len(pairs)}:", right)
    record_number("doubtful:", len(doubtful))
    record_number("wrong and not marked:", len(wrong))
    assert wrong == []
    assert len(doubtful) <= 0.03 * len(pairs)
    assert dots < PROMISED or right >= 0.995 * len(pairs), doubtful

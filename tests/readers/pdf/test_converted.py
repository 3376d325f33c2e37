"""Made-up reports printed by LibreOffice and by Chromium: every cell as the key has it, prose whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit.document import Paragraph
from audit.readers import read_document
from audit.recognise import recognise
from audit.samples import CorpusKey, make_corpus
from audit.text import fold
from tests.conftest import ACCEPTANCE
from tests.readers.chromium import print_pages

AGENCIES = 6 if ACCEPTANCE else 1
YEARS = (2020, 2023)
CELLS = ("C-BLANK-01", "C-PLACEHOLDER-01", "C-NUMBER-01", "C-INTEGER-01")  # what a print may lose


def corpus(folder: Path, kind: str) -> tuple[Path, CorpusKey]:
    return folder, make_corpus(folder, agencies=AGENCIES, years=YEARS, formats=[kind], faults=CELLS, seed=5)


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CorpusKey]:
    return corpus(tmp_path_factory.mktemp("word"), "docx")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CorpusKey]:
    return corpus(tmp_path_factory.mktemp("page"), "page")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CorpusKey]:
    return corpus(tmp_path_factory.mktemp("site"), "site-page")


def wrong(key: CorpusKey, printed: Callable[[str], Path]) -> Iterator[tuple[str, str, object, object]]:
    """Cells that were not read as the key has them."""
    for report in key.reports:
        tables = recognise(read_document(printed(report.file))).tables
        cells = {cell.spec.key: cell for table in tables for cell in table.cells}
        for name, truth in report.cells.items():
            cell = cells.get(name)
            status, value = (cell.status, cell.value) if cell else ("absent", None)
            if status != truth.status or (truth.status == "number" and value != truth.value):
                yield report.file, name, truth, (status, value)


def prose(path: Path) -> list[str]:
    blocks = read_document(path).blocks
    return [fold(block.text) for block in blocks if isinstance(block, Paragraph) and fold(block.text)]


def convert(soffice: str, folder: Path, suffix: str, to: str) -> Callable[[str], Path]:
    """Print every file of the corpus with one call; returns where each report is then."""
    out = folder / "pdf"
    sources = []
    for path in sorted((folder / "reports").rglob(f"*{suffix}")):
        if not path.name.startswith("unreadable"):
            flat = out / f"{path.parent.name} {path.name}"
            out.mkdir(exist_ok=True)
            shutil.copy(path, flat)
            sources.append(flat)
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, sources)],
        check=True,
        capture_output=True,
        env=os.environ | {"HOME": str(folder)},
    )
    return lambda file: out / f"{Path(file).parent.name} {Path(file).stem}.pdf"


def browse(folder: Path, *, scale: float) -> Callable[[str], Path]:
    """Print every page of the corpus; returns where each report is then."""
    list(print_pages(sorted((folder / "reports").rglob("*.html")), scale=scale))
    return lambda file: (folder / file).with_suffix(".pdf")


@pytest.mark.libreoffice
def test_word_documents_printed_by_libreoffice(soffice: str, word: tuple[Path, CorpusKey]):
    folder, key = word
    printed = convert(soffice, folder, ".docx", "pdf")
    assert list(wrong(key, printed)) == []
    for report in key.reports:
        assert prose(printed(report.file)) == prose(folder / report.file)


@pytest.mark.libreoffice
def test_web_pages_printed_by_libreoffice(soffice: str, page: tuple[Path, CorpusKey]):
    folder, key = page
    assert list(wrong(key, convert(soffice, folder, ".html", "pdf:writer_web_pdf_Export"))) == []


@pytest.mark.browser
def test_web_pages_printed_by_chromium(page: tuple[Path, CorpusKey]):
    folder, key = page
    printed = browse(folder, scale=1)
    assert list(wrong(key, printed)) == []
    for report in key.reports:
        assert set(prose(folder / report.file)) <= set(prose(printed(report.file)))


@pytest.mark.browser
def test_tables_within_the_tables_of_a_site(site: tuple[Path, CorpusKey]):
    folder, key = site
    assert list(wrong(key, browse(folder, scale=0.6))) == []


@pytest.mark.browser
def test_a_site_wider_than_the_paper_has_no_wrong_number(site: tuple[Path, CorpusKey]):
    folder, key = site
    read = list(wrong(key, browse(folder, scale=1.2)))
    assert read  # its right columns are cut off
    assert [cell for cell in read if cell[3][0] in ("number", "blank")] == []


@pytest.mark.browser
def test_cells_that_are_paragraphs_keep_their_blanks(tmp_path: Path):
    folder, key = corpus(tmp_path, "flat-page")
    assert list(wrong(key, browse(folder, scale=1))) == []

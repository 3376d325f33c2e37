"""What a user would otherwise pick to read a report, used as its own documentation says."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pypdfium2

from audit.template import Template
from audit.text import fold_label, read_number
from benchmarks.cases import Case, convert, office

if find_spec("bs4"):
    from bs4 import BeautifulSoup
if find_spec("docx"):
    import docx
if find_spec("pdfplumber"):
    import pdfplumber

__all__ = ["RIVALS", "Rival", "right_cells"]

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rival:
    """A tool. `read` gives the rows of all tables, in order; `cells`: whether it has any. `needs` is
    the module it is, "" for LibreOffice."""

    name: str
    needs: str
    read: Callable[[Path], Rows]
    cells: bool = True

    @property
    def is_here(self) -> bool:
        return find_spec(self.needs) is not None if self.needs else office() is not None


def right_cells(rows: Rows, case: Case) -> int:
    """How many cells of the report stand in `rows`, each at its place: in the row that has its label,
    among as many neighbours as the form has. Where a row is shifted by merged labels, or merged cells
    have left blanks in it, the reading that makes most cells right counts."""
    right, start = 0, 0
    for labels, keys in _lines(case.template):
        found = _find(rows, start, labels, len(keys))
        if found is None:
            continue
        start = found + 1
        wanted = [case.cells[key] for key in keys]
        filled = [text for text in rows[found] if text.strip()]
        right += max(_agreeing(rows[found], wanted), _agreeing(filled, wanted))
    return right


def _agreeing(row: Sequence[str], wanted: Sequence[float | None]) -> int:
    """The most cells that are as wanted in any run of neighbours."""
    read = [read_number(text) for text in row]
    fits = [[n.status in ("number", "blank") and n.value == value for value in wanted] for n in read]
    runs = range(len(row) - len(wanted) + 1)
    return max((sum(fits[run + i][i] for i in range(len(wanted))) for run in runs), default=0)


def _lines(template: Template) -> Iterator[tuple[frozenset[str], list[str]]]:
    """The folded labels of each row of the form, and its cells; of a table in one line all cells."""
    for table in template.tables:
        keys: dict[str, list[str]] = {}
        for _, row, column in table.pairs():
            keys.setdefault(row.key, []).append(f"{table.key}.{row.key}.{column.key}")
        if table.layout == "line":
            yield frozenset(), [key for row in keys.values() for key in row]
            continue
        for row in table.rows:
            yield frozenset(map(fold_label, (row.label, *row.aliases))), keys[row.key]


def _find(rows: Rows, start: int, labels: frozenset[str], width: int) -> int | None:
    """The next row with one of the labels; without labels the next with numbers for all cells."""
    for place in range(start, len(rows)):
        row = rows[place]
        if labels and any(fold_label(text) in labels for text in row):
            return place
        if not labels and _is_line(row, width):
            return place
    return None


def _is_line(row: Sequence[str], width: int) -> bool:
    statuses = [read_number(text).status for text in row]
    return "number" in statuses and statuses.count("number") + statuses.count("blank") >= width


def _words(value: object) -> str:
    return "" if value is None or value is pd.NA or value is pd.NaT or _is_nan(value) else str(value)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _frames(frames: Sequence[pd.DataFrame]) -> Rows:
    return [[_words(value) for value in row] for frame in frames for row in frame.to_numpy().tolist()]


def _read_html(path: Path) -> Rows:
    return _frames(pd.read_html(path))


def _read_soup(path: Path) -> Rows:
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    return [[cell.get_text(strip=True) for cell in row.find_all(["td", "th"])] for row in soup.find_all("tr")]


def _read_word(path: Path) -> Rows:
    document = docx.Document(str(path))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


# Of fonts that browsers embed it complains a hundred times a report, which would count as its time.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def _read_pdfplumber(path: Path) -> Rows:
    rows: list[list[str]] = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            rows += [[_words(cell) for cell in row] for table in page.extract_tables() for row in table]
    return rows


def _read_pdf_text(path: Path) -> Rows:
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_bounded()
    return ()


def _read_excel(path: Path) -> Rows:
    return _frames(list(pd.read_excel(path, sheet_name=None, header=None).values()))


def _read_tabs(path: Path) -> Rows:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def _through_office(path: Path) -> Rows:
    with TemporaryDirectory() as folder:
        (page,) = convert([path], "html", Path(folder))
        return _read_html(page)


RIVALS: Mapping[str, Sequence[Rival]] = {
    "text": (Rival("str.split at tabs", "pandas", _read_tabs),),
    "html": (
        Rival("pandas.read_html", "pandas", _read_html),
        Rival("BeautifulSoup (lxml)", "bs4", _read_soup),
    ),
    "docx": (Rival("python-docx row.cells", "docx", _read_word),),
    "pdf": (
        Rival("pdfplumber text and tables", "pdfplumber", _read_pdfplumber),
        Rival("pypdfium2 bare text", "pypdfium2", _read_pdf_text, cells=False),
    ),
    "xlsx": (Rival("pandas.read_excel (openpyxl)", "openpyxl", _read_excel),),
    "doc": (Rival("LibreOffice to HTML, pandas.read_html", "", _through_office),),
}
"""Format -> the tools compared with ours, whether they are here or not."""

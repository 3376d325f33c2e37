"""The real reports: everything printed in their tables is in the grids, in whole tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from audit.document import Document, Grid, Paragraph
from audit.readers import read_document
from audit.readers.headings import is_part_heading
from audit.text import fold_label
from tests.readers.files import covered

NAMES = (
    "000_738432f3cdfc7737.txt",
    "001_67ee83a0e42f60ac.txt",
    "002_80dca313e11d536c.txt",
    "003_257022e1325317d4.txt",
    "004_cd949d845be236b5.txt",
    "suqian2023.txt",
    "suqian2023.html",
    "shanghai2019.html",
    "shuyang_fgj2023.html",
)
FIRST_ROW, LAST_ROW = "一本年新收政府信息公开申请数量", "四结转下年度继续办理"


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, real_reports: Path) -> Path:
    return real_reports / str(request.param)


@pytest.fixture
def document(path: Path) -> Document:
    return read_document(path)


def in_tables(path: Path) -> list[str]:
    """The numbers in the tables of a file, told by other means than the reader's."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        cells = html.document_fromstring(source).iter("td", "th")
        return [number for cell in cells for number in re.findall(r"\d+", "".join(map(str, cell.itertext())))]
    source = re.sub(r"(?<=\t)\n+(?=\n\d+\n)", "", source)  # a number blank lines below its tab
    tabbed = re.findall(r"^\t.*$|^.*\t.*$|(?<=\t\n)\d+$", source, re.MULTILINE)
    return [number for line in tabbed for number in re.findall(r"\d+", line)]


def test_every_number_of_the_tables_is_in_the_grids(path: Path, document: Document):
    found = [
        number
        for grid in document.blocks
        if isinstance(grid, Grid)
        for cell in grid.cells
        for number in re.findall(r"\d+", cell.text)
    ]
    assert len(found) > 75
    assert sorted(found) == sorted(in_tables(path))


def test_the_long_table_is_whole(document: Document):
    holding = [
        at
        for at, grid in enumerate(document.blocks)
        if isinstance(grid, Grid)
        and any(fold_label(cell.text) in {FIRST_ROW, LAST_ROW} for cell in grid.cells)
    ]
    assert 1 <= len(holding) <= 2
    assert all(isinstance(block, Grid) for block in document.blocks[holding[0] : holding[-1]])


def test_six_parts_stand_outside_the_tables(document: Document):
    headings = [
        one.text for one in document.blocks if isinstance(one, Paragraph) and is_part_heading(one.text)
    ]
    assert len(headings) >= 5  # one of the reports words the fifth in a way of its own
    assert not any(
        is_part_heading(cell.text)
        for grid in document.blocks
        if isinstance(grid, Grid)
        for cell in grid.cells
    )


def test_rows_are_as_wide_as_the_form(document: Document):
    """A row of the long table holds its label and seven numbers, whatever stands around them."""
    grid = next(
        one
        for one in document.blocks
        if isinstance(one, Grid) and any(fold_label(cell.text) == FIRST_ROW for cell in one.cells)
    )
    numbered = [row for row in grid.rows() if sum(cell.text.isdigit() for cell in row) >= 1]
    assert len(numbered) >= 15
    if grid.exact:
        assert len(covered(grid)) == len(set(covered(grid)))
        assert all(len([cell for cell in row if cell.column >= 3]) == 7 for row in numbered)
    else:
        assert all(sum(cell.text.isdigit() for cell in row) == 7 for row in numbered)

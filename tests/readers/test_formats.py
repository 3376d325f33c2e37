"""Two reports in every format: what one says, all say. (Twelve in tests/acceptance.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.readers import read_document
from audit.recognise import recognise
from tests.support.formats import WAYS, compare, compose, print_reports, read_back

REPORTS = compose(1, (2020, 2023), seed=5)
ASKED_FOR_EACH = (".rtf", ".odt")  # of LibreOffice, and test_office does that already


@pytest.mark.parametrize("name", [name for name, way in WAYS.items() if way.suffix not in ASKED_FOR_EACH])
def test_every_cell_and_every_paragraph_in_every_format(name: str, tmp_path: Path):
    for found in read_back(WAYS[name], REPORTS, tmp_path):
        assert (found.wrong, found.astray) == ((), ())
        assert found.equal + found.open == found.cells


def test_another_figure_and_another_sentence_are_seen(tmp_path: Path):
    other = compose(1, (2020, 2023), seed=6)
    (path, _) = print_reports(WAYS["page"], REPORTS, tmp_path)
    found = compare(other[0], recognise(read_document(path)), WAYS["page"])
    assert found.equal < found.cells / 2
    assert len(found.wrong) == found.cells - found.equal
    assert found.astray

"""One set of reports in every format, for docs/acceptance.md (`.ci/acceptance`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.formats import WAYS, compose, read_back

pytestmark = pytest.mark.acceptance
MOST_UNPRINTED = 0.25  # of the cells: a print that loses more is no test of reading


@pytest.mark.parametrize("name", WAYS)
def test_one_corpus_in_every_format(name: str, tmp_path: Path, record_number: Callable[[str, object], None]):
    found = read_back(WAYS[name], compose(2, range(2019, 2025), seed=5), tmp_path)
    record_number("reports", len(found))
    record_number(f"cells as printed, of {sum(each.cells for each in found)}:", sum(e.equal for e in found))
    record_number("cells in rows without bounds, left open", sum(each.open for each in found))
    record_number("cells in tables that a print lacks rows of", sum(each.unprinted for each in found))
    record_number("cells otherwise", sum(len(each.wrong) for each in found))
    record_number("paragraphs, titles or agencies otherwise", sum(len(each.astray) for each in found))
    assert sum(each.unprinted for each in found) <= MOST_UNPRINTED * sum(each.cells for each in found)
    assert [each.wrong + each.astray for each in found if each.wrong or each.astray] == []

"""The rules on prose, names, years and the corpus on forty agencies; five hundred in tests/acceptance."""

from __future__ import annotations

import pandas as pd
import pytest

from audit.samples.sentences import BANK, read_entries
from tests.support.planted import measure

# So few sentences of each rule say little of its figures: this is a net for what breaks, and the figures
# are those of docs/acceptance.md.
LEAST_RECALL, LEAST_PRECISION = 0.9, 0.95


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("prose")
    # Not the half on which figures are reported: whoever mends what fails here has seen its sentences.
    return measure(folder, agencies=40, years=range(2023, 2025), seed=41, half="develop")


@pytest.mark.parametrize("family", ["N", "P", "Y", "G"])
def test_what_was_planted_is_found_and_nothing_else(scores: pd.DataFrame, family: str) -> None:
    own = scores[scores.index.str.startswith(family)].sum()
    assert own["planted"] > 0
    assert own["found"] / own["planted"] >= LEAST_RECALL, scores.to_string()
    assert own["confirmed"] / own["fired"] >= LEAST_PRECISION, scores.to_string()


@pytest.mark.parametrize("name", BANK)
def test_each_half_of_the_bank_has_wordings_and_counter_examples(name: str) -> None:
    for half in ("develop", "report"):
        kinds = [entry.kind == "counter" for entry in read_entries(name, half)]
        assert sum(kinds) >= 2
        assert len(kinds) - sum(kinds) >= 2
    whole = read_entries(name)
    assert len({entry.text for entry in whole}) == len(whole) >= 24

"""What the rules of prose, names, years and the corpus find in a corpus that was made to be judged."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from audit.samples import CORPUS_FAULTS, FAULTS, make_corpus
from audit.samples.judged import audit_corpus, compare, score_rules
from audit.samples.sentences import Half

__all__ = ["FAMILIES", "measure"]

FAMILIES = ("N", "P", "Y", "G")
FORMATS = ("page", "site-page", "lines", "tabs")


def measure(folder: Path, *, agencies: int, years: range, seed: int, half: Half) -> pd.DataFrame:
    """Rule by rule (see `score_rules`), for the rules of FAMILIES, whose every fault is planted."""
    faults = [name for name in (*FAULTS, *CORPUS_FAULTS) if name.startswith(FAMILIES)]
    make_corpus(folder, agencies=agencies, years=years, faults=faults, formats=FORMATS, seed=seed, half=half)
    scores = score_rules(compare(*audit_corpus(folder)))
    return scores[scores.index.str.startswith(FAMILIES)]

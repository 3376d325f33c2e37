"""Pairs of texts that a join finds are those that the local engine finds."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("pyspark", reason="needs the extra spark (pyspark)")

from audit.corpus.matching import find_candidates
from audit.spark.similar import SparkCandidates


@pytest.mark.parametrize(("threshold", "pairs"), [(0.5, 241), (0.7, 14)])
def test_a_join_finds_the_same_pairs(spark, tmp_path, threshold, pairs):
    drawn = np.random.default_rng(5)
    sets = [drawn.choice(400, 60, replace=False) for _ in range(40)]
    for place in range(0, 40, 4):  # near copies: some sequences changed, some that all others have
        sets[place + 1] = np.union1d(sets[place][: 60 - place], np.arange(400, 410 + place))
    large = np.uint64((1 << 64) // 450)
    texts = [np.unique(numbers.astype(np.uint64) * large) for numbers in sets]
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    given = (owners, np.concatenate(texts), len(texts), threshold)
    expected = sorted(find_candidates(*given))
    assert list(SparkCandidates(spark, tmp_path)(*given)) == expected
    assert len(expected) == pairs

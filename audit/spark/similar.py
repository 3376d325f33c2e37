"""Texts that may be alike, by a join of the sequences that they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's documentation has it

from audit.corpus.matching import KEPT, MARGIN, RARE

__all__ = ["SparkCandidates"]

_SIGN = np.uint64(1 << 63)


@dataclass(frozen=True)
class SparkCandidates:
    """`audit.corpus.matching.find_candidates`, worked out by Spark: the same pairs, by their places. Samples
    are put down in `staging`."""

    spark: SparkSession
    staging: Path

    def __call__(
        self,
        owners: np.ndarray,
        grams: np.ndarray,
        size: int,  # noqa: ARG002 - the local engine's matrix has to know
        threshold: float,
    ) -> Iterator[tuple[int, int]]:
        """Pairs of the `size` texts whose samples overlap as those of a pair at `threshold` may: `grams`
        are the sampled sequences, `owners` beside each the place of its text."""
        # Spark's whole numbers have a sign: with the first bit turned they stand in the same order.
        columns = {"text": owners.astype(np.int32), "gram": (grams ^ _SIGN).view(np.int64)}
        path = self.staging / f"sample-{uuid4().hex}.parquet"
        pq.write_table(pa.table(columns), path)
        sample = self.spark.read.parquet(path.resolve().as_uri())
        pairs = _share(_thin_out(sample), threshold).orderBy("first", "second")
        return ((row["first"], row["second"]) for row in pairs.toLocalIterator())


def _thin_out(sample: DataFrame) -> DataFrame:
    """The rarer half of each text's sequences, and those that are rare altogether, where another text has
    them too; with the `length` of the text's sample, and how many of it are `left_out`."""
    text = Window.partitionBy("text")
    rank = F.row_number().over(text.orderBy("spread", "gram")) - 1
    counted = sample.withColumn("spread", F.count("*").over(Window.partitionBy("gram")))
    ranked = counted.withColumn("rank", rank).withColumn("length", F.count("*").over(text))
    told = ranked.withColumn(
        "kept", (F.col("rank") < F.ceil(KEPT * F.col("length"))) | (F.col("spread") <= RARE)
    )
    left_out = F.sum(F.when(F.col("kept"), 0).otherwise(1)).over(text)
    known = told.withColumn("left_out", left_out).where("kept and spread > 1")
    return known.select("text", "gram", "length", "left_out")


def _share(thinned: DataFrame, threshold: float) -> DataFrame:
    """The pairs that have enough sequences in common."""
    sides = [
        thinned.select(
            "gram", *(F.col(name).alias(f"{name}_{side}") for name in ("text", "length", "left_out"))
        )
        for side in ("first", "second")
    ]
    met = sides[0].join(sides[1], "gram").where("text_first < text_second")
    texts = (
        "text_first",
        "text_second",
        "length_first",
        "length_second",
        "left_out_first",
        "left_out_second",
    )
    shared = met.groupBy(*texts).agg(F.count("*").alias("shared"))
    both = F.col("length_first") + F.col("length_second")
    missing = F.greatest("left_out_first", "left_out_second")
    enough = F.col("shared") >= F.greatest(_least(both, threshold) - missing, F.lit(1))
    return shared.where(enough).select(
        F.col("text_first").alias("first"), F.col("text_second").alias("second")
    )


def _least(both: Column, threshold: float) -> Column:
    """How many of `both` samples' sequences a pair at the threshold shares at least."""
    union = both / (1 + threshold)
    deviation = F.sqrt(F.lit(threshold * (1 - threshold)) / F.greatest(union, F.lit(1.0)))
    lowest = F.greatest(threshold - MARGIN * deviation, F.lit(0.0))
    return F.ceil(lowest / (1 + lowest) * both)

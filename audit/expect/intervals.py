"""Our Expectation class for intervals, registered like those of `audit.expect.conditions`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from great_expectations.compatibility.pyspark import functions as F  # type: ignore[attr-defined]  # noqa: N812
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from audit.expect.conditions import DOMAIN_KEYS, METADATA, IgnoreRowIf, spark_number
from audit.expect.settled import SettledExpectation

__all__ = ["ExpectColumnIntervalsToMeet"]

_TOLERANCE = 1e-9  # of the larger of two numbers: what floating point adds


class MulticolumnIntervalsMeet(MulticolumnMapMetricProvider):
    """Row condition of `ExpectColumnIntervalsToMeet`."""

    condition_metric_name = "multicolumn_values.disclosure_intervals"
    condition_domain_keys = DOMAIN_KEYS

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        low, high, other_low, other_high, *others = (
            column_list[name].to_numpy(dtype="float64", na_value=np.nan) for name in column_list.columns
        )
        met = _reaches(low, other_high) & _reaches(other_low, high)
        for other in others:
            met |= ~np.isnan(other) & _reaches(low, other) & _reaches(other, high)
        unknown = np.isnan(other_low) & np.isnan(other_high)
        return pd.Series(met | unknown, index=column_list.index)

    @multicolumn_condition_partial(engine=SparkDFExecutionEngine)  # type: ignore[untyped-decorator]
    def _spark(cls, column_list: Any, **_: Any) -> Any:  # noqa: N805
        low, high, other_low, other_high, *others = map(spark_number, column_list.columns)
        met = _spark_reaches(low, other_high) & _spark_reaches(other_low, high)
        for other in others:
            met |= other.isNotNull() & _spark_reaches(low, other) & _spark_reaches(other, high)
        return met | (other_low.isNull() & other_high.isNull())


def _reaches(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Whether `low` is at most `high`; an end that is no number sets no bound."""
    slack = _TOLERANCE * np.maximum(np.abs(low), np.abs(high))
    beyond: np.ndarray = low > high + np.nan_to_num(slack)
    return ~beyond


def _spark_reaches(low: Any, high: Any) -> Any:
    """`_reaches` on Spark."""
    slack = F.least(_TOLERANCE * F.greatest(F.abs(low), F.abs(high)), F.lit(sys.float_info.max))
    return ~F.coalesce(low > high + slack, F.lit(False))  # noqa: FBT003 - a constant column


class ExpectColumnIntervalsToMeet(SettledExpectation):
    """`column_list` is (low, high, other low, other high, further values …): in each row the interval
    low to high meets the other one, or holds one of the further values.

    An end that is no number sets no bound; a row without either end of the other interval cannot be
    judged.
    """

    ignore_row_if: IgnoreRowIf = "never"

    map_metric: ClassVar[str] = "multicolumn_values.disclosure_intervals"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)
    library_metadata: ClassVar[dict[str, Any]] = METADATA

    @staticmethod
    def lacks(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series:
        """True where nothing is known of the other interval."""
        return rows[list(kwargs["column_list"])[2:4]].isna().all(axis=1)

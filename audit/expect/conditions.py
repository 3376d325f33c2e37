"""Our own Expectation classes, and beside each one when a row can be judged at all.

A class carries two static methods, shared by its metric and by `audit.expect.outcomes`:
`concerns(rows, kwargs)` is True where the rule is about the row, `lacks(rows, kwargs)` where an
input that it needs is not there. A metric never fails a row that it does not concern or that lacks
an input; the outcome of such a row is `not_applicable` or `not_assessable`.

Each metric is written twice, for pandas and for Spark, and says the same of the same row; what is
missing is NaN or NA there, null (or NaN) here. Great Expectations passes a metric its class, whence `cls`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.compatibility.pyspark import functions as F  # type: ignore[attr-defined]  # noqa: N812
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from audit.expect.settled import SettledExpectation

__all__ = [
    "DOMAIN_KEYS",
    "METADATA",
    "ExpectColumnSumsToBalance",
    "ExpectColumnValuesToAgree",
    "ExpectColumnValuesToBeWhole",
    "ExpectColumnsToSpanCalendarYear",
    "IgnoreRowIf",
    "columns_of",
    "input_columns",
    "spark_number",
    "sum_terms",
]

METADATA = {"maturity": "production", "tags": ["disclosure-audit"], "contributors": []}
DOMAIN_KEYS = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
# GX's own ways of skipping rows with nulls copy the frame; ours decide in the metric.
IgnoreRowIf = Literal["all_values_are_missing", "any_value_is_missing", "never"]


def columns_of(*sides: Iterable[str]) -> list[str]:
    """The columns that signed terms name (`-x` subtracts x), in order, each once."""
    return list(dict.fromkeys(term.removeprefix("-") for side in sides for term in side))


def input_columns(kwargs: Mapping[str, Any]) -> list[str]:
    """The columns whose values an expectation with `kwargs` compares (conditions left aside)."""
    if "left" in kwargs:
        return columns_of(kwargs["left"], kwargs["right"])
    named = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return named or list(kwargs.get("column_list") or ())


def sum_terms(rows: pd.DataFrame, terms: Sequence[str]) -> np.ndarray:
    """The signed sum of `terms` in each row; NaN where any of them is not a number."""
    total = np.zeros(len(rows))
    for term in terms:
        values = rows[term.removeprefix("-")].to_numpy(dtype="float64", na_value=np.nan)
        total += -values if term.startswith("-") else values
    return total


def spark_number(name: str) -> Any:
    """The Spark column `name` as numbers; null where it holds none."""
    return F.nanvl(F.col(name).cast("double"), F.lit(None))


def _sum_spark_terms(terms: Sequence[str]) -> Any:
    """`sum_terms` on Spark: null where any of `terms` is not a number."""
    total = F.lit(0.0)
    for term in terms:
        value = spark_number(term.removeprefix("-"))
        total += -value if term.startswith("-") else value
    return total


def _all_of(conditions: Iterable[Any]) -> Any:
    return reduce(and_, conditions, F.lit(True))  # noqa: FBT003 - a constant column


# --------------------------------------------------------------------------- sums that balance


class MulticolumnValuesBalance(MulticolumnMapMetricProvider):
    """Row condition of `ExpectColumnSumsToBalance`."""

    condition_metric_name = "multicolumn_values.disclosure_balance"
    condition_domain_keys = DOMAIN_KEYS
    condition_value_keys = ("left", "right", "relation", "tolerance", "unless")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:  # noqa: N805
        difference = sum_terms(column_list, kwargs["left"]) - sum_terms(column_list, kwargs["right"])
        tolerance = kwargs.get("tolerance") or 0.0
        holds = difference >= -tolerance if kwargs["relation"] == ">=" else np.abs(difference) <= tolerance
        judged = ExpectColumnSumsToBalance.concerns(column_list, kwargs) & ~ExpectColumnSumsToBalance.lacks(
            column_list, kwargs
        )
        return pd.Series(holds, index=column_list.index) | ~judged

    @multicolumn_condition_partial(engine=SparkDFExecutionEngine)  # type: ignore[untyped-decorator]
    def _spark(cls, column_list: Any, **kwargs: Any) -> Any:  # noqa: ARG002, N805
        difference = _sum_spark_terms(kwargs["left"]) - _sum_spark_terms(kwargs["right"])
        tolerance = float(kwargs.get("tolerance") or 0.0)
        # Spark holds NaN (of two infinities) for the largest number.
        within = difference >= -tolerance if kwargs["relation"] == ">=" else F.abs(difference) <= tolerance
        concerned = _all_of(spark_number(name).isNull() for name in kwargs.get("unless") or ())
        return ~concerned | difference.isNull() | (within & ~F.isnan(difference))


class ExpectColumnSumsToBalance(SettledExpectation):
    """In each row, the sum of `left` stands in `relation` to the sum of `right`.

    Terms are columns, led by "-" when subtracted. A row in which any column of `unless` is a number
    is not concerned; a row in which a term is no number cannot be judged.
    """

    left: list[str]
    right: list[str]
    relation: Literal["=", ">="] = "="
    tolerance: float = 0
    unless: list[str] = pydantic.Field(default_factory=list)
    ignore_row_if: IgnoreRowIf = "never"

    map_metric: ClassVar[str] = "multicolumn_values.disclosure_balance"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "left", "right", "relation", "tolerance", "unless")
    args_keys: ClassVar[tuple[str, ...]] = ("left", "right")
    library_metadata: ClassVar[dict[str, Any]] = METADATA

    @pydantic.root_validator(pre=True)
    def _name_columns(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805 - pydantic 1
        if "left" in values and "right" in values:
            values["column_list"] = columns_of(values["left"], values["right"], values.get("unless") or ())
        return values

    @staticmethod
    def concerns(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series:
        """False where a column of `unless` holds a number."""
        unless = list(kwargs.get("unless") or ())
        return rows[unless].isna().all(axis=1)

    @staticmethod
    def lacks(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series:
        """True where a term is no number."""
        return rows[columns_of(kwargs["left"], kwargs["right"])].isna().any(axis=1)


# --------------------------------------------------------------------------- values that agree


class MulticolumnValuesAgree(MulticolumnMapMetricProvider):
    """Row condition of `ExpectColumnValuesToAgree`."""

    condition_metric_name = "multicolumn_values.disclosure_agree"
    condition_domain_keys = DOMAIN_KEYS

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        first = column_list.iloc[:, 0]
        for name in column_list.columns[1:]:
            first = first.where(first.notna(), column_list[name])
        agree = pd.Series(data=True, index=column_list.index)
        for name in column_list.columns:
            same = (column_list[name] == first).fillna(value=False).astype(bool)
            agree &= same | column_list[name].isna()
        return agree

    @multicolumn_condition_partial(engine=SparkDFExecutionEngine)  # type: ignore[untyped-decorator]
    def _spark(cls, column_list: Any, **_: Any) -> Any:  # noqa: N805
        kinds = dict(column_list.dtypes)
        columns = [
            spark_number(name) if kinds[name] in {"double", "float"} else F.col(name)
            for name in column_list.columns
        ]
        first = F.coalesce(*columns)
        return _all_of(column.isNull() | (column == first) for column in columns)


class ExpectColumnValuesToAgree(SettledExpectation):
    """In each row, those columns that hold a value hold the same one; with fewer than two there is
    nothing to compare."""

    ignore_row_if: IgnoreRowIf = "never"

    map_metric: ClassVar[str] = "multicolumn_values.disclosure_agree"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)
    library_metadata: ClassVar[dict[str, Any]] = METADATA

    @staticmethod
    def lacks(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series:
        """True where fewer than two columns hold a value."""
        return rows[list(kwargs["column_list"])].notna().sum(axis=1) < 2


# --------------------------------------------------------------------------- a calendar year


class MulticolumnValuesSpanYear(MulticolumnMapMetricProvider):
    """Row condition of `ExpectColumnsToSpanCalendarYear`."""

    condition_metric_name = "multicolumn_values.disclosure_span_year"
    condition_domain_keys = DOMAIN_KEYS

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        start, end, year = (column_list[name] for name in column_list.columns)
        printed = year.astype("Int64").astype("string")
        spans = (start == printed + "-01-01") & (end == printed + "-12-31")
        judged = ~column_list.isna().any(axis=1)
        return spans.fillna(value=False).astype(bool) | ~judged

    @multicolumn_condition_partial(engine=SparkDFExecutionEngine)  # type: ignore[untyped-decorator]
    def _spark(cls, column_list: Any, **_: Any) -> Any:  # noqa: N805
        start, end = (F.col(name) for name in column_list.columns[:2])
        year = spark_number(column_list.columns[2])
        printed = year.cast("bigint").cast("string")
        spans = (start == F.concat(printed, F.lit("-01-01"))) & (end == F.concat(printed, F.lit("-12-31")))
        return start.isNull() | end.isNull() | year.isNull() | spans


class ExpectColumnsToSpanCalendarYear(SettledExpectation):
    """`column_list` is (first day, last day, year), days as ISO text: 1 January to 31 December."""

    ignore_row_if: IgnoreRowIf = "never"

    map_metric: ClassVar[str] = "multicolumn_values.disclosure_span_year"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)
    library_metadata: ClassVar[dict[str, Any]] = METADATA


# --------------------------------------------------------------------------- whole numbers


class ColumnValuesWhole(ColumnMapMetricProvider):
    """Row condition of `ExpectColumnValuesToBeWhole`."""

    condition_metric_name = "column_values.disclosure_whole"
    condition_value_keys = ("min_value",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, min_value: float | None = None, **_: Any) -> pd.Series:  # noqa: N805
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        whole = np.floor(values) == values
        if min_value is not None:
            whole &= values >= min_value
        return pd.Series(whole, index=column.index)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, min_value: float | None = None, **_: Any) -> Any:  # noqa: N805
        value = F.nanvl(column.cast("double"), F.lit(None))
        whole = F.rint(value) == value
        return whole if min_value is None else whole & (value >= min_value)


class ExpectColumnValuesToBeWhole(ColumnMapExpectation):
    """Values are whole numbers, and not below `min_value` when one is given."""

    min_value: float | None = None

    map_metric: ClassVar[str] = "column_values.disclosure_whole"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "min_value")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "min_value")
    library_metadata: ClassVar[dict[str, Any]] = METADATA

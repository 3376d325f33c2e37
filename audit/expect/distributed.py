"""Suites run by Great Expectations' own engine for Spark, over frames that no single machine holds.

The expectations are the same; three things have to be said in Spark's way. A dot in a column's name
would be a field of a struct. A condition on a row holds or does not hold of a missing value as it does
in pandas, where Spark would say "unknown". And a pattern is read by Java.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from great_expectations.compatibility.pyspark import functions as F  # type: ignore[attr-defined]  # noqa: N812
from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

from audit.errors import SuiteError
from audit.expect.suites import Suite, known_frames
from audit.expect.validation import (
    COMPLETE,
    CheckResult,
    columns_read,
    join_results,
    lean_suite,
    quiet_context,
    store_validation,
)
from audit.schema import FrameSpec

__all__ = ["SpreadResults", "refuse_untranslatable", "run_suites_on_spark"]

_OWNER = "report_id"
_NAMES = ("column", "column_A", "column_B")
_LISTS = ("column_list", "left", "right", "unless")
_PATTERNS = ("regex", "regex_list")
_AS_PYTHON = "(?Ud)"  # classes such as \s are Unicode's, and only \n ends a line
_UNEQUAL_TO_NOTHING = frozenset({"text", "date", "number"})  # what pandas holds as NaN, and not as NA


@dataclass(frozen=True, slots=True)
class SpreadResults:
    """What Great Expectations said of every check: `results` with the keys of failing rows, in no order;
    `owners`, beside each of these keys the report (or other subject) that the row belongs to; and its own
    result by suite, as `audit.expect.run_suites` has it."""

    results: tuple[CheckResult, ...]
    owners: tuple[tuple[str, ...], ...]
    validations: Mapping[str, dict[str, Any]]


def run_suites_on_spark(frames: Mapping[str, Any], suites: Sequence[Suite]) -> SpreadResults:
    """Run `suites` over Spark DataFrames (frame name -> the rows to be judged). A suite whose frame is not
    in `frames` judges no row."""
    context = quiet_context()
    results: list[CheckResult] = []
    owners: list[tuple[str, ...]] = []
    validations: dict[str, dict[str, Any]] = {}
    for suite in suites:
        rows = frames.get(suite.frame)
        if rows is None or rows.isEmpty():
            results.extend(CheckResult(check) for check in suite.checks)
            owners.extend(() for _ in suite.checks)
            continue
        spec = known_frames()[suite.frame]
        validation = _validate(context, suite, spec, rows)
        joined = join_results(suite, validation, spec.key)
        results.extend(joined)
        owners.extend(result.failing for result in join_results(suite, validation, _OWNER))
        validations[suite.name] = store_validation(validation, spec.key, joined)
    return SpreadResults(tuple(results), tuple(owners), validations)


def refuse_untranslatable(suites: Sequence[Suite]) -> None:
    """Raise `SuiteError` for a condition in the language of one engine, before anything is read."""
    for suite in suites:
        for check in suite.checks:
            condition = check.kwargs.get("row_condition")
            if condition and "pass_through" in _kinds(condition):
                raise SuiteError(
                    "Spark 不能执行以文字写成的 row_condition",
                    place=f"{suite.path} {check.id}",
                    found=str(condition),
                    expected='带 "type" 的条件对象，两种引擎都能执行',
                )


def _kinds(condition: Any) -> set[str]:
    if not isinstance(condition, Mapping):
        return {"pass_through"}
    inner = (_kinds(each) for each in condition.get("conditions", ()))
    return {str(condition.get("type"))}.union(*inner)


def _validate(
    context: EphemeralDataContext, suite: Suite, spec: FrameSpec, rows: Any
) -> ExpectationSuiteValidationResult:
    keys = list(dict.fromkeys((spec.key, _OWNER)))
    wanted = {*keys, *columns_read(suite.checks)}
    columns = [F.col(f"`{name}`").alias(_respell(name)) for name in rows.columns if name in wanted]
    batch = rows.select(*columns)
    asset = context.data_sources.add_or_update_spark("frames").add_dataframe_asset(suite.name)
    definition = asset.add_batch_definition_whole_dataframe("all")
    try:
        validation = definition.get_batch({"dataframe": batch}).validate(
            ExpectationSuite(**_translate(suite, spec)),
            result_format={**COMPLETE, "unexpected_index_column_names": keys},
        )
    finally:
        batch.unpersist()  # which Great Expectations keeps in memory, as it comes back to it for every check
    assert isinstance(validation, ExpectationSuiteValidationResult)
    return validation


# ----------------------------------------------------------------------------- what Spark is told


def _translate(suite: Suite, spec: FrameSpec) -> dict[str, Any]:
    """The suite for Spark, without its texts."""
    data = lean_suite(suite)
    expectations = [
        {**expectation, "kwargs": _translate_kwargs(expectation.get("kwargs") or {}, spec)}
        for expectation in data["expectations"]
    ]
    return {**data, "expectations": expectations}


def _translate_kwargs(kwargs: Mapping[str, Any], spec: FrameSpec) -> dict[str, Any]:
    told = dict(kwargs)
    for name in told.keys() & set(_NAMES):
        told[name] = _respell(kwargs[name])
    for name in told.keys() & set(_LISTS):
        told[name] = [_respell(term) for term in kwargs[name]]
    for name in told.keys() & set(_PATTERNS):
        told[name] = _read_as_python(kwargs[name])
    if told.get("row_condition"):
        dtypes = {field.name: field.dtype for field in spec.fields}
        clause = _clause(kwargs["row_condition"], dtypes)
        told["row_condition"] = {"type": "pass_through", "pass_through_filter": clause}
    return told


def _read_as_python(patterns: str | Sequence[str]) -> str | list[str]:
    return _AS_PYTHON + patterns if isinstance(patterns, str) else [_AS_PYTHON + each for each in patterns]


def _respell(name: str) -> str:
    return name.replace(".", "/")


def _clause(condition: Mapping[str, Any], dtypes: Mapping[str, str]) -> str:
    """A serialised condition of Great Expectations as Spark SQL that is never unknown."""
    kind = condition["type"]
    if kind in {"and", "or"}:
        return "(" + f" {kind.upper()} ".join(_clause(each, dtypes) for each in condition["conditions"]) + ")"
    column = condition["column"]
    name = str(column["name"] if isinstance(column, Mapping) else column)
    spelt = f"`{_respell(name)}`"
    if kind == "nullity":
        return f"{spelt} IS NULL" if condition["is_null"] else f"{spelt} IS NOT NULL"
    operator, value = condition["operator"], condition["parameter"]
    of_nothing = operator == "NOT_IN" or (operator == "!=" and dtypes[name] in _UNEQUAL_TO_NOTHING)
    literal = f"({', '.join(map(_literal, value))})" if operator in {"IN", "NOT_IN"} else _literal(value)
    return f"coalesce({spelt} {operator.replace('_', ' ')} {literal}, {_literal(of_nothing)})"


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

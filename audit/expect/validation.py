"""Suites run by Great Expectations: one validation per suite, its results joined by id.

What makes it quick is in the shape of the batch: only the columns that the suite reads, a named
unique index of positions, and failing rows reported by it without their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult
from great_expectations.core import ExpectationValidationResult as Result
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from audit.expect.audited import AuditedFrames
from audit.expect.conditions import input_columns
from audit.expect.suites import Check, Suite

__all__ = [
    "COMPLETE",
    "CheckResult",
    "columns_read",
    "join_results",
    "lean_suite",
    "narrow",
    "quiet_context",
    "run_suites",
    "store_validation",
]


_SETS = frozenset({"expect_column_values_to_be_in_set", "expect_column_values_to_not_be_in_set"})
COMPLETE: Mapping[str, Any] = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}
"""How failing rows are asked for: all of them, by their keys (`unexpected_index_column_names`) alone."""

_INDEX_LISTS = ("unexpected_index_list", "partial_unexpected_index_list")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What Great Expectations said of one check: the keys of the rows that fail, or why it broke."""

    check: Check
    failing: tuple[str, ...] = ()
    error: str | None = None


def run_suites(
    audited: AuditedFrames, suites: Sequence[Suite]
) -> tuple[tuple[CheckResult, ...], dict[str, dict[str, Any]]]:
    """Run `suites` over the rows of audited reports.

    Returns a result for every check, and Great Expectations' own result of each suite as a dict for
    `validation/<suite>.json`, without values of the data and without tracebacks.
    """
    context = quiet_context()
    results: list[CheckResult] = []
    validations: dict[str, dict[str, Any]] = {}
    for suite in suites:
        rows = audited.rows[suite.frame]
        if rows.empty:
            results.extend(CheckResult(check) for check in suite.checks)
            continue
        validation = _validate(context, suite, _batch(rows, suite.checks))
        joined = join_results(suite, validation, str(rows.index.name), rows.index.to_numpy(dtype=object))
        results.extend(joined)
        validations[suite.name] = store_validation(validation, rows.index.name, joined)
    return tuple(results), validations


def narrow(rows: pd.DataFrame, checks: Iterable[Check]) -> pd.DataFrame:
    """The columns of `rows` that `checks` read."""
    read = columns_read(checks)
    return rows[[name for name in rows.columns if name in read]]


def columns_read(checks: Iterable[Check]) -> set[str]:
    """The columns that `checks` compare, or look at to know whether a row concerns them."""
    return {name for check in checks for name in (*input_columns(check.kwargs), *_side_columns(check))}


def _side_columns(check: Check) -> set[str]:
    """What a check reads to know whether a row concerns it."""
    return {*(check.kwargs.get("unless") or ()), *_condition_columns(check.kwargs.get("row_condition"))}


def _batch(rows: pd.DataFrame, checks: Sequence[Check]) -> pd.DataFrame:
    """What Great Expectations is given: it filters and copies the batch for every row condition, which
    is three times quicker with positions for keys and words as categories."""
    batch = narrow(rows, checks).set_axis(pd.RangeIndex(len(rows), name=rows.index.name))
    words, compared = set[str](), set[str]()
    for check in checks:
        words |= _side_columns(check)
        (words if check.type in _SETS else compared).update(input_columns(check.kwargs))
    texts = [name for name in words - compared if name in batch and batch[name].dtype == "str"]
    return batch.astype(dict.fromkeys(texts, "category"))


def _condition_columns(condition: Any) -> set[str]:
    if not isinstance(condition, Mapping):
        return set()
    if "conditions" in condition:
        return {name for inner in condition["conditions"] for name in _condition_columns(inner)}
    column = condition.get("column")
    return {column["name"] if isinstance(column, Mapping) else str(column)} if column else set()


def quiet_context() -> EphemeralDataContext:
    """A context of Great Expectations that writes nothing, asks nothing of a network and draws no bars."""
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def lean_suite(suite: Suite) -> dict[str, Any]:
    """The suite without its texts: Great Expectations copies an expectation some hundred times."""
    expectations = [
        {**expectation, "meta": {key: expectation["meta"][key] for key in ("id", "rule_id")}}
        for expectation in suite.data["expectations"]
    ]
    return {**suite.data, "expectations": expectations}


def _validate(
    context: EphemeralDataContext, suite: Suite, batch: pd.DataFrame
) -> ExpectationSuiteValidationResult:
    asset = context.data_sources.add_or_update_pandas("frames").add_dataframe_asset(suite.name)
    definition = asset.add_batch_definition_whole_dataframe("all")
    validation = definition.get_batch({"dataframe": batch}).validate(
        ExpectationSuite(**lean_suite(suite)),
        result_format={**COMPLETE, "unexpected_index_column_names": [batch.index.name]},
    )
    assert isinstance(validation, ExpectationSuiteValidationResult)
    return validation


def join_results(
    suite: Suite, validation: ExpectationSuiteValidationResult, key: str, names: np.ndarray | None = None
) -> list[CheckResult]:
    """The result of every check of `suite`. Failing rows were reported by `key`: by position, if there are
    `names` for them."""
    by_id: dict[str, Result] = {}
    for result in validation.results:
        config = result.expectation_config
        meta = (config.meta or {}) if config is not None else {}
        by_id[str(meta.get("id"))] = result
    return [_check_result(check, by_id.get(check.id), key, names) for check in suite.checks]


def _check_result(check: Check, result: Result | None, key: str, names: np.ndarray | None) -> CheckResult:
    if result is None:
        return CheckResult(check, error="Great Expectations 没有给出结果")
    crash = _crash(result.exception_info)
    if crash is not None:
        return CheckResult(check, error=crash)
    if result.success:
        return CheckResult(check)
    failing = _keys(result.result.get("unexpected_index_list"), key, names)
    if not failing:
        return CheckResult(check, error="判为不通过，却没有指出任何一行")
    return CheckResult(check, tuple(failing))


def _keys(index_list: Any, key: str, names: np.ndarray | None) -> list[str]:
    """The keys that Great Expectations reports: without values one entry with all."""
    found: list[str] = []
    for group in index_list or ():
        found.extend(group[key] if names is None else names[list(group[key])].tolist())
    return found


def _crash(info: Any) -> str | None:
    """The first message in GX's exception info, which is flat or keyed by metric id."""
    if not isinstance(info, Mapping):
        return None
    if info.get("raised_exception"):
        return str(info.get("exception_message") or "未说明原因").splitlines()[0]
    inner = (_crash(value) for value in info.values() if isinstance(value, Mapping))
    return next((message for message in inner if message is not None), None)


def store_validation(
    validation: ExpectationSuiteValidationResult, key: Any, joined: Iterable[CheckResult]
) -> dict[str, Any]:
    """The result as JSON, with the failing rows' values of `key`, and without tracebacks. The lists of
    failing rows are put in afterwards: Great Expectations copies every entry several times over."""
    for result in validation.results:
        for name in _INDEX_LISTS:
            result.result.pop(name, None)
    stored: dict[str, Any] = validation.to_json_dict()  # type: ignore[no-untyped-call]
    failing = {result.check.id: list(result.failing) for result in joined if result.failing}
    for result in stored["results"]:
        keys = failing.get(str((result["expectation_config"].get("meta") or {}).get("id")))
        if keys:
            result["result"]["unexpected_index_list"] = [{str(key): keys}]
    return {name: _without(value, "exception_traceback") for name, value in stored.items()}


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, name) for key, inner in value.items() if key != name}
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return [_without(inner, name) for inner in value]
    return value

"""Great Expectations' results of the parts of a corpus as those of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["join_validations"]

Validation = dict[str, Any]

_COUNTS = ("element_count", "missing_count", "unexpected_count")
_ROWS = "unexpected_index_list"


def join_validations(one: Mapping[str, Validation], other: Mapping[str, Validation]) -> dict[str, Validation]:
    """Suite -> its results over the rows of both: counts added, failing rows of `other` after those of
    `one`. What tells one batch from another (`meta`) is that of the first."""
    joined = dict(one)
    for suite, validation in other.items():
        joined[suite] = _join(joined[suite], validation) if suite in joined else validation
    return joined


def _join(one: Validation, other: Validation) -> Validation:
    second = {_check(result): result for result in other["results"]}
    results = [_join_results(result, second[_check(result)]) for result in one["results"]]
    succeeded = sum(result["success"] for result in results)
    statistics = {
        "evaluated_expectations": len(results),
        "successful_expectations": succeeded,
        "unsuccessful_expectations": len(results) - succeeded,
        "success_percent": succeeded / len(results) * 100 if results else None,
    }
    return one | {"success": succeeded == len(results), "results": results, "statistics": statistics}


def _check(result: Mapping[str, Any]) -> str:
    return str(result["expectation_config"]["meta"]["id"])


def _join_results(one: Validation, other: Validation) -> Validation:
    broken = next((part for part in (one, other) if _raised(part["exception_info"])), one)
    return one | {
        "success": one["success"] and other["success"],
        "result": _add(one["result"], other["result"]),
        "exception_info": broken["exception_info"],
    }


def _raised(info: Mapping[str, Any]) -> bool:
    """Whether an expectation broke; the info is flat or keyed by metric."""
    inner = (value for value in info.values() if isinstance(value, Mapping))
    return bool(info.get("raised_exception")) or any(map(_raised, inner))


def _add(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    added = {**other, **one}
    for name in _COUNTS:
        if name in added:
            added[name] = (one.get(name) or 0) + (other.get(name) or 0)
    rows: dict[str, list[Any]] = {}
    for entry in (*one.get(_ROWS, ()), *other.get(_ROWS, ())):
        for key, names in entry.items():
            rows.setdefault(key, []).extend(names)
    if rows:
        added[_ROWS] = [rows]
    return added | _percentages(added)


def _percentages(counts: Mapping[str, Any]) -> dict[str, float | None]:
    """Great Expectations' percentages, those that it gave, of the counts."""
    failing, every = counts.get("unexpected_count", 0), counts.get("element_count", 0)
    present = every - counts.get("missing_count", 0)
    known = {
        "missing_percent": (counts.get("missing_count", 0), every),
        "unexpected_percent": (failing, present),
        "unexpected_percent_total": (failing, every),
        "unexpected_percent_nonmissing": (failing, present),
    }
    return {
        name: part / whole * 100 if whole else None for name, (part, whole) in known.items() if name in counts
    }

"""Every expectation and condition that suites use says the same of the same rows on Spark as on pandas."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from audit.errors import SuiteError
from audit.expect.audited import AuditedFrames
from audit.expect.distributed import refuse_untranslatable, run_suites_on_spark
from audit.expect.suites import known_frames, read_suite
from audit.expect.validation import run_suites

NAN, INF = math.nan, math.inf
BALANCE, MEET = "expect_column_sums_to_balance", "expect_column_intervals_to_meet"
LOW, HIGH, OTHER_LOW, OTHER_HIGH = "low", "high", "against_low", "against_high"
RECEIVED = [f"applications.received.{name}" for name in ("natural_person", "business", "total")]


def comparison(column, operator, parameter):
    return {"type": "comparison", "column": {"name": column}, "operator": operator, "parameter": parameter}


def either(*conditions):
    return {"type": "or", "conditions": list(conditions)}


def rows_of(name, columns):
    """All combinations of the values of `columns` as rows of the frame `name`; the rest is missing."""
    spec = known_frames()[name]
    values = list(itertools.product(*columns.values()))
    frame = pd.DataFrame(values, columns=list(columns)).reindex(columns=spec.columns)
    frame["report_id"] = "r"
    frame[spec.key] = [f"k{place}" for place in range(len(frame))]
    return frame.astype({field.name: field.pandas_dtype for field in spec.fields})


def made_suite(folder, frame, expectations):
    path = folder / f"{frame}.json"
    told = [{"type": kind, "kwargs": kwargs} for kind, kwargs in expectations]
    path.write_text(json.dumps({"meta": {"frame": frame}, "expectations": told}), encoding="utf-8")
    return read_suite(path, folder)


def both(spark, suite, rows):
    """What each engine says of each expectation: the failing rows, or that it broke."""
    keyed = rows.set_index(known_frames()[suite.frame].key, drop=False)
    local, _ = run_suites(AuditedFrames(keyed, {suite.frame: keyed}, keyed.iloc[:0]), [suite])
    there = spark.createDataFrame(pa.Table.from_pandas(rows, preserve_index=False))
    spread = run_suites_on_spark({suite.frame: there}, [suite])
    return [[(sorted(each.failing), each.error is None) for each in side] for side in (local, spread.results)]


NUMBERS = (NAN, 0.0, 0.1, 0.3, 2.0, 2.5, 1e18)

CASES: dict[str, tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]] = {
    "wide_2021": (
        dict.fromkeys(RECEIVED, NUMBERS),
        [
            (BALANCE, {"left": [RECEIVED[2]], "right": RECEIVED[:2]}),
            (BALANCE, {"left": [RECEIVED[2], f"-{RECEIVED[0]}"], "right": [RECEIVED[1]], "relation": ">="}),
            (BALANCE, {"left": [RECEIVED[2]], "right": RECEIVED[:2], "tolerance": 0.25}),
            (BALANCE, {"left": RECEIVED[:1], "right": RECEIVED[1:2], "unless": RECEIVED[2:]}),
            ("expect_column_values_to_be_whole", {"column": RECEIVED[0]}),
            ("expect_column_values_to_be_whole", {"column": RECEIVED[0], "min_value": 0.2}),
        ],
    ),
    "claims": (
        {
            **dict.fromkeys((LOW, HIGH, OTHER_LOW, OTHER_HIGH), (NAN, -INF, INF, 0.3, 0.1 + 0.2, 7.0)),
            "alternative": (NAN, 0.3),
        },
        [
            (MEET, {"column_list": [LOW, HIGH, OTHER_LOW, OTHER_HIGH]}),
            (MEET, {"column_list": [LOW, HIGH, OTHER_LOW, OTHER_HIGH, "alternative"]}),
            (
                MEET,
                {
                    "column_list": [LOW, HIGH, OTHER_LOW, OTHER_HIGH],
                    "row_condition": comparison(LOW, "!=", 7),
                },
            ),
            ("expect_column_values_to_be_between", {"column": LOW, "min_value": 0, "max_value": 1}),
        ],
    ),
    "filings": (
        {
            "agency": ("甲局", "乙\"'\\局", "　", "", None),
            "deadline": ("2024-01-01", "2025-01-01", None),
            "published_on": ("2024-12-31", None),
            "year": (2024, 2025, None),
            "filed": (True, False, None),
        },
        [
            ("expect_columns_to_span_calendar_year", {"column_list": ["deadline", "published_on", "year"]}),
            ("expect_column_values_to_agree", {"column_list": ["agency", "deadline", "published_on"]}),
            ("expect_column_values_to_be_in_set", {"column": "filed", "value_set": [True]}),
            ("expect_column_values_to_not_be_in_set", {"column": "agency", "value_set": ["甲局", ""]}),
            ("expect_column_values_to_be_null", {"column": "agency"}),
            ("expect_column_values_to_not_be_null", {"column": "agency"}),
            ("expect_column_values_to_match_regex", {"column": "agency", "regex": r"^\w|^\s*$"}),
            (
                "expect_column_pair_values_to_be_equal",
                {
                    "column_A": "deadline",
                    "column_B": "published_on",
                    "ignore_row_if": "either_value_is_missing",
                },
            ),
            *(
                ("expect_column_values_to_be_null", {"column": "filing_id", "row_condition": condition})
                for condition in (
                    comparison("agency", "==", "乙\"'\\局"),
                    comparison("agency", "!=", ""),
                    comparison("agency", "NOT_IN", ["甲局"]),
                    comparison("agency", "IN", ["甲局", ""]),
                    comparison("year", "!=", 2024),
                    comparison("year", ">", 2024),
                    comparison("year", "NOT_IN", [2024]),
                    comparison("filed", "==", False),  # noqa: FBT003
                    comparison("filed", "!=", True),  # noqa: FBT003
                    {"type": "nullity", "column": {"name": "year"}, "is_null": True},
                    either(comparison("year", "==", 2024), comparison("agency", "!=", "甲局")),
                )
            ),
        ],
    ),
}


@pytest.mark.parametrize("frame", CASES)
def test_the_same_rows_fail(spark, tmp_path, frame):
    columns, expectations = CASES[frame]
    rows = rows_of(frame, columns)
    local, spread = both(spark, made_suite(tmp_path, frame, expectations), rows)
    for (kind, kwargs), here, there in zip(expectations, local, spread, strict=True):
        assert there == here, f"{kind} {kwargs}"
    assert any(failing for failing, _ in local)


def test_not_a_number_is_missing(spark, tmp_path):
    """Frames of other makers may hold NaN where ours hold nothing."""
    names = [RECEIVED[2], *RECEIVED[:2]]
    suite = made_suite(
        tmp_path,
        "wide_2021",
        [
            (BALANCE, {"left": names[:1], "right": names[1:]}),
            ("expect_column_values_to_be_whole", {"column": names[0]}),
        ],
    )
    rows = rows_of("wide_2021", dict.fromkeys(names, (NAN, 1.0, 2.0)))
    table = pa.table({name: np.asarray(rows[name]) for name in rows[["report_id", *names]]})
    there = spark.createDataFrame(table)
    assert there.filter(f"isnan(`{names[0]}`)").count() == 9
    results = run_suites_on_spark({"wide_2021": there}, [suite]).results
    complete = rows.dropna(subset=names)
    broken = complete[complete[names[0]] != complete[names[1]] + complete[names[2]]]
    assert [sorted(each.failing) for each in results] == [sorted(broken["report_id"]), []]


def test_a_condition_in_the_words_of_one_engine_is_refused(tmp_path):
    kwargs = {"column": "year", "row_condition": "year > 2024", "condition_parser": "pandas"}
    suite = made_suite(tmp_path, "filings", [("expect_column_values_to_be_null", kwargs)])
    with pytest.raises(SuiteError, match="row_condition"):
        refuse_untranslatable([suite])

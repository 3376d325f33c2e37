"""Frames have the columns the schema promises, or an error that says which."""

from __future__ import annotations

import pandas as pd
import pytest

from audit.errors import SchemaError
from audit.schema import conform, empty, frame_specs, wide_spec
from audit.template import load_templates

_OUTCOMES = frame_specs()["outcomes"]


def _outcome(**changes):
    row = {"outcome_id": "a#b", "report_id": "a", "rule_id": "b", "outcome": "pass", "n": 0, "reason": None}
    return row | changes


def test_every_key_is_a_column_and_every_column_is_described():
    for name, spec in frame_specs().items():
        assert spec.key in spec.columns, name
        assert len(set(spec.columns)) == len(spec.columns), name
        assert all(field.label for field in spec.fields), name


def test_conform_orders_types_and_keeps_blanks_blank():
    frame = conform([_outcome(n=None), _outcome(outcome_id="c#d", n=2)], _OUTCOMES)
    assert list(frame.columns) == _OUTCOMES.columns
    assert frame["n"].dtype == "Int64"
    assert frame["n"].isna().tolist() == [True, False]


def test_an_empty_frame_has_the_types_too():
    for spec in frame_specs().values():
        frame = conform([], spec)
        assert list(frame.columns) == spec.columns
        assert [str(dtype) for dtype in frame.dtypes] == [str(dtype) for dtype in empty(spec).dtypes]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"outcome_id": "x"}], "缺少列"),
        ([_outcome() | {"extra": 1}], "多出列"),
        ([_outcome(n="many")], "outcomes.n"),
        ([_outcome(), _outcome()], "主键"),
        ([_outcome(outcome_id=None)], "主键"),
        ([_outcome(outcome_id="")], "主键"),
    ],
)
def test_conform_refuses(rows, words):
    with pytest.raises(SchemaError, match=words):
        conform(rows, _OUTCOMES)


@pytest.mark.parametrize("template", load_templates().values(), ids=lambda t: t.revision)
def test_the_wide_frame_has_one_float_per_cell(template):
    frame = empty(wide_spec(template))
    assert list(frame.columns) == ["report_id", *template.wide_columns]
    assert set(map(str, frame.dtypes[1:])) == {"float64"}
    assert pd.api.types.is_string_dtype(frame["report_id"].dtype)

"""Every frame's columns as data (`frames/*.toml`): dtype, key, Chinese label, meaning.

Writers pass what they built through `conform`; readers may rely on it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from audit.errors import SchemaError
from audit.template import Template

__all__ = ["FieldSpec", "FrameSpec", "conform", "empty", "frame_specs", "wide_name", "wide_spec"]

_FILES = ("reading", "prose", "corpus", "results", "review")
_DTYPES = {"text": "str", "date": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One column: `dtype` is the schema's word (text, integer, number, boolean, date)."""

    name: str
    dtype: str
    label: str
    meaning: str

    @property
    def pandas_dtype(self) -> str:
        return _DTYPES[self.dtype]


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """One frame: its key column, and its columns in order."""

    name: str
    key: str
    meaning: str
    fields: tuple[FieldSpec, ...]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def labels(self) -> dict[str, str]:
        """Column -> Chinese head, for sheets and screens."""
        return {field.name: field.label for field in self.fields}


@cache
def frame_specs() -> Mapping[str, FrameSpec]:
    """Frame name -> spec, in the order of the files (the wide frames: `wide_spec`)."""
    origin = _read("origin")["origin"]["columns"]
    entries = [entry for file in _FILES for entry in _read(file).items()]
    return {name: _spec(name, entry, origin) for name, entry in entries}


def _read(file: str) -> dict[str, Any]:
    path = resources.files("audit") / "schema" / "frames" / f"{file}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _spec(name: str, entry: dict[str, Any], origin: list[dict[str, str]]) -> FrameSpec:
    own = entry["columns"]
    names = {column["name"] for column in own}
    columns = own + [c for c in origin if entry.get("origin") and c["name"] not in names]
    fields = tuple(FieldSpec(**column) for column in columns)
    return FrameSpec(name, entry["key"], entry["meaning"], fields)


def wide_name(template: Template) -> str:
    """Name of the revision's wide frame: `wide_2021`."""
    return f"wide_{template.revision}"


def wide_spec(template: Template) -> FrameSpec:
    """One row per report, one float64 column per cell key, NaN where there is no number."""
    fields = [FieldSpec("report_id", "text", "报告编号", "reports")]
    for key in template.wide_columns:
        table, row, column = key.split(".")
        fields.append(FieldSpec(key, "number", key, f"{table}, {row}, {column}"))
    return FrameSpec(
        wide_name(template), "report_id", "One row per report, one column per cell.", tuple(fields)
    )


def empty(spec: FrameSpec) -> pd.DataFrame:
    """The frame without rows, with the right types."""
    return pd.DataFrame({field.name: pd.Series(dtype=field.pandas_dtype) for field in spec.fields})


def conform(rows: pd.DataFrame | Iterable[Mapping[str, Any]], spec: FrameSpec) -> pd.DataFrame:
    """`rows` with exactly the columns of `spec`, in order and with its types.

    Raises `SchemaError` when a column is missing or unknown, a value does not fit its type, or the
    key is empty or not unique.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty and not len(frame.columns):
        return empty(spec)
    wanted, given = dict.fromkeys(spec.columns), dict.fromkeys(frame.columns)
    for problem, names in (
        ("缺少列", [name for name in wanted if name not in given]),
        ("多出列", [str(name) for name in given if name not in wanted]),
    ):
        if names:
            raise SchemaError(problem, place=spec.name, found="、".join(names))
    result = frame[list(wanted)]
    for field, dtype in zip(spec.fields, result.dtypes, strict=True):
        if dtype == field.pandas_dtype:  # all of a wide frame's two hundred columns
            continue
        try:
            result[field.name] = result[field.name].astype(field.pandas_dtype)  # type: ignore[call-overload]
        except (TypeError, ValueError) as error:
            raise SchemaError(
                "列中有不合类型的值",
                place=f"{spec.name}.{field.name}",
                found=str(error),
                expected=field.dtype,
            ) from error
    key = result[spec.key]
    if key.isna().any() or (key == "").any() or key.duplicated().any():
        twice = key[key.duplicated()].head(3).astype(str).tolist()
        raise SchemaError("主键为空或重复", place=f"{spec.name}.{spec.key}", found="、".join(twice))
    return result

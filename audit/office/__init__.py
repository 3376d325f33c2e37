"""What an office may set (`office.toml`): rules off or weighed otherwise, thresholds, deadlines, wordings.

Nothing here changes what a report says; a run records the settings it used, and every changed rule is
named in the workbook.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked
from rapidfuzz import process

from audit.errors import SettingsError

__all__ = [
    "Office",
    "Rollups",
    "RuleSettings",
    "SampleSizes",
    "Scoring",
    "Severity",
    "Thresholds",
    "Wordings",
    "find_office",
    "load_office",
]

Severity = Literal["critical", "warning", "info"]

# What pydantic finds wrong, in Chinese.
_WORDS = {
    "greater_than": "大于 {gt} 的数",
    "greater_than_equal": "不小于 {ge} 的数",
    "less_than_equal": "不大于 {le} 的数",
    "literal_error": "{expected} 之一",
    "float_type": "数",
    "float_parsing": "数",
    "int_type": "整数",
    "int_parsing": "整数",
    "int_from_float": "整数",
    "bool_parsing": "true 或 false",
    "bool_type": "true 或 false",
    "string_type": "带引号的文字",
    "tuple_type": "方括号中的列表",
    "dict_type": "名称 = 值 的表",
    "dataclass_type": "名称 = 值 的表",
    "path_type": "带引号的路径",
    "value_error": "{error}",
}
_FORBID = ConfigDict(extra="forbid")
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def _month_and_day(text: str) -> str:
    if text and not _DAY.fullmatch(text):
        raise ValueError("应为「月-日」两位数字，如 03-31，或留空表示没有期限")
    return text


@checked(frozen=True, slots=True, config=_FORBID)
class RuleSettings:
    """`off`: rules that are not run; `severity`: rules weighed otherwise than their suite says."""

    off: tuple[str, ...]
    severity: Mapping[str, Severity]


@checked(frozen=True, slots=True, config=_FORBID)
class Thresholds:
    """Shares (0 to 1) of common 5-grams, and a robust z-score."""

    similar_prose: Annotated[float, Field(gt=0, le=1)]
    repeated_prose: Annotated[float, Field(gt=0, le=1)]
    outlier: Annotated[float, Field(gt=0)]


@checked(frozen=True, slots=True, config=_FORBID)
class Wordings:
    """Headings and labels that the office accepts beside those of the format."""

    headings: tuple[str, ...]
    labels: tuple[str, ...]


@checked(frozen=True, slots=True, config=_FORBID)
class Scoring:
    """Points that a finding of each severity adds to its agency's score."""

    critical: Annotated[float, Field(ge=0)]
    warning: Annotated[float, Field(ge=0)]
    info: Annotated[float, Field(ge=0)]


@checked(frozen=True, slots=True, config=_FORBID)
class Rollups:
    """`own_office`: whether a summary report takes in a report of its agency's own office."""

    own_office: bool


@checked(frozen=True, slots=True, config=_FORBID)
class SampleSizes:
    """How many failed and passed reports are drawn for a second look, and the seed of the draw."""

    failed: Annotated[int, Field(ge=0)]
    passed: Annotated[int, Field(ge=0)]
    seed: int


@checked(frozen=True, slots=True, config=_FORBID)
class _Settings:
    name: str
    suites: tuple[Path, ...]
    topics: tuple[Path, ...]
    rules: RuleSettings
    thresholds: Thresholds
    deadlines: Mapping[str, Annotated[str, AfterValidator(_month_and_day)]]
    wordings: Wordings
    scoring: Scoring
    rollups: Rollups
    review_sample: SampleSizes


@dataclass(frozen=True, slots=True)
class Office:
    """The settings in force. `path` is the office's file, None when nothing was set; `deadlines` maps
    kinds of agencies to month and day ("" = none); `stated`: what the file sets, flat, for the record."""

    name: str
    suites: tuple[Path, ...]
    topics: tuple[Path, ...]
    rules: RuleSettings
    thresholds: Thresholds
    deadlines: Mapping[str, str]
    wordings: Wordings
    scoring: Scoring
    rollups: Rollups
    review_sample: SampleSizes
    path: Path | None = None
    stated: Mapping[str, str] = field(default_factory=dict)


def find_office(config: Path | None, roster: Path | None) -> Path | None:
    """The office's file: the one given, else `office.toml` beside the roster, else none."""
    if config is not None:
        return config
    beside = roster.parent / "office.toml" if roster is not None else None
    return beside if beside is not None and beside.is_file() else None


def load_office(path: Path | None = None) -> Office:
    """The settings in `path` laid over the defaults; the defaults alone without a path.

    Paths inside the file are relative to it. Raises `SettingsError` when the file cannot be read,
    names a key that does not exist, or a value does not fit.
    """
    defaults = tomllib.loads(
        (resources.files("audit") / "office" / "defaults.toml").read_text(encoding="utf-8")
    )
    own = {} if path is None else _read(path)
    for name in ("suites", "topics"):
        if path is not None and isinstance(own.get(name), list):
            own[name] = [str(path.parent / str(item)) for item in own[name]]
    merged = _lay_over(defaults, own, path, ())
    try:
        settings = TypeAdapter(_Settings).validate_python(merged)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            "设置的值无效",
            place=f"{path} {'.'.join(map(str, first['loc']))}",
            found=str(first["input"]),
            expected=_WORDS.get(first["type"], first["msg"]).format_map(first.get("ctx", {})),
        ) from error
    values = {name: getattr(settings, name) for name in _Settings.__dataclass_fields__}
    return Office(**values, path=path, stated=dict(_flatten(own)))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            "设置文件无法读取", place=str(path), found=str(error), advice="检查路径，或按 TOML 格式改正"
        ) from error


# Tables whose keys the office chooses itself.
_OPEN = frozenset({("deadlines",), ("rules", "severity")})


def _lay_over(
    defaults: Mapping[str, Any], own: Mapping[str, Any], path: Path | None, place: tuple[str, ...]
) -> dict[str, Any]:
    merged = dict(defaults)
    for key, value in own.items():
        if place not in _OPEN and key not in defaults:
            near = [name for name, _, _ in process.extract(key, list(defaults), limit=3)]
            raise SettingsError(
                "没有这个设置项",
                place=f"{path} {'.'.join((*place, key))}",
                found=key,
                expected="例如 " + "、".join(near),
            )
        inner = defaults.get(key)
        nested = isinstance(inner, Mapping) and isinstance(value, Mapping)
        merged[key] = _lay_over(inner, value, path, (*place, key)) if nested else value  # type: ignore[arg-type]
    return merged


def _flatten(own: Mapping[str, Any], place: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in own.items():
        name = f"{place}.{key}" if place else key
        if isinstance(value, Mapping):
            flat += _flatten(value, name)
        else:
            flat.append((name, "、".join(map(str, value)) if isinstance(value, list) else str(value)))
    return flat

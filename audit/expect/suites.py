"""Suites as files: found, read, and refused when anything in them would be lost.

Great Expectations only logs what it cannot build and goes on without it; here that is a
`SuiteError` with the file and the place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

import great_expectations.expectations as builtin  # registers the built-in types
from great_expectations.compatibility import pydantic
from great_expectations.core import ExpectationSuite
from great_expectations.exceptions.exceptions import ExpectationNotFoundError
from great_expectations.expectations.expectation import (
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.registry import get_expectation_impl
from rapidfuzz import process

import audit.expect.conditions as registered
import audit.expect.intervals as registered_intervals
from audit.errors import SuiteError
from audit.expect.conditions import input_columns
from audit.schema import FrameSpec, frame_specs, wide_spec
from audit.template import load_templates

__all__ = [
    "SEVERITIES",
    "Check",
    "Suite",
    "builtin",
    "known_frames",
    "load_suites",
    "registered",
    "registered_intervals",
    "shipped_folder",
]

SEVERITIES = ("info", "warning", "critical")
GROUPS = ("row", "report", "rectangle", "label", "head")
# What a template may name besides the columns of its frame.
_EXTRA_FIELDS = {
    "sections": {"order", "missing", "foreign", "extras"},
    "cells": {"place", "table_name", "row_name", "row_label", "column_label", "count", "extent"},
    "wide": {"left", "right", "left_sum", "right_sum", "difference"},
    "year": {"place"},
    "rollups": {"table_name", "count", "differences", "stated_sum", "due_sum"},
}
_TEMPLATES = ("message", "place", "stated", "expected")
_ROW_WISE = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of a suite. Several checks may make up one rule.

    `title` to `advice` are the rule's texts; `message`, `place`, `stated` and `expected` are
    templates filled from the failing row. `requires`: rules whose failure leaves this one without
    ground. `group`: what makes one finding (a row, all rows of a report, a rectangle of cells, a row
    or column label). `evidence`: the column quoted. `names`: what a message calls a term of a sum.
    `cells`: keys of the cells concerned, where the rows are no cells.
    """

    id: str
    rule_id: str
    suite: str
    frame: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    title: str
    basis: str
    message: str
    advice: str
    place: str
    stated: str
    expected: str
    evidence: str
    group: str
    requires: tuple[str, ...]
    names: Mapping[str, str]
    cells: tuple[str, ...] = ()

    @property
    def is_identity(self) -> bool:
        """Whether it weighs sums of a report's cells against each other."""
        return self.frame.startswith("wide_") and "left" in self.kwargs


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite file. `data` is what Great Expectations builds it from."""

    name: str
    frame: str
    path: Path
    checks: tuple[Check, ...]
    data: Mapping[str, Any]


def shipped_folder() -> Path:
    """The suites that come with the program: inside the installed package, or beside it in a checkout."""
    package = Path(str(resources.files("audit")))
    installed = package / "_expectations"
    return installed if installed.is_dir() else package.parent / "expectations"


@cache
def known_frames() -> Mapping[str, FrameSpec]:
    """Every frame that a suite may name."""
    wide = (wide_spec(template) for template in load_templates().values())
    return {**frame_specs(), **{spec.name: spec for spec in wide}}


def load_suites(folders: Sequence[Path] = ()) -> tuple[Suite, ...]:
    """Our suites, then those of `folders` (people's own, which add to ours and never replace them).

    Raises `SuiteError` when a file is not a suite, an expectation is unknown, not row by row, badly
    written or dropped, a severity is none of GX's three, the frame is missing, or an id comes twice.
    """
    ours = [read_suite(path, shipped_folder()) for path in _suite_files(shipped_folder())]
    own = [read_suite(path, Path(folder)) for folder in folders for path in _suite_files(Path(folder))]
    taken = {check.rule_id: suite for suite in ours for check in suite.checks}
    for suite in own:
        for check in suite.checks:
            if check.rule_id in taken:
                raise SuiteError(
                    "规则编号已被使用",
                    place=f"{suite.path} {check.id}",
                    found=f"{check.rule_id}（见 {taken[check.rule_id].path}）",
                    expected="自有套件使用自己的规则编号",
                    advice="换一个 meta.rule_id；不需要的随附规则请在设置中停用",
                )
        taken |= {check.rule_id: suite for check in suite.checks}
    _refuse_twice([*ours, *own])
    return (*ours, *own)


def _suite_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise SuiteError("套件文件夹不存在", place=str(folder), advice="检查 --suites 的路径")
    for path in sorted(folder.rglob("*.json")):
        inner = path.relative_to(folder).parts[:-1]
        if "gx" not in inner and not any(part.startswith(".") for part in inner):
            yield path


def _refuse_twice(suites: Sequence[Suite]) -> None:
    names: dict[str, Path] = {}
    ids: dict[str, Path] = {}
    for suite in suites:
        for what, key, seen in (
            ("套件名称重复", suite.name, names),
            *(("meta.id 重复", check.id, ids) for check in suite.checks),
        ):
            if key in seen:
                raise SuiteError(what, place=str(suite.path), found=f"{key}（又见 {seen[key]}）")
            seen[key] = suite.path


def read_suite(path: Path, root: Path) -> Suite:
    """The suite in `path`, whole. Its name defaults to the dotted path below `root`."""
    data = _parse(path)
    name = data.setdefault("name", ".".join(path.relative_to(root).with_suffix("").parts))
    frame = _frame_of(data, path)
    checks, expectations = [], []
    for ordinal, expectation in enumerate(data["expectations"], start=1):
        place = f"{path} 第 {ordinal} 条"
        check = _check(expectation, ordinal, name, frame, place)
        meta = {**(expectation.get("meta") or {}), "id": check.id, "rule_id": check.rule_id}
        expectations.append({**expectation, "meta": meta})
        checks.append(check)
    data["expectations"] = expectations
    _refuse_dropped(data, path)
    return Suite(name, frame, path, tuple(checks), data)


def _parse(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SuiteError("套件文件无法读取", place=str(path), found=str(error)) from error
    if not isinstance(data, dict) or not isinstance(data.get("expectations"), list):
        raise SuiteError(
            "不是套件文件",
            place=str(path),
            expected="带 expectations 列表的 JSON 对象",
            advice="移出套件文件夹",
        )
    return data


def _frame_of(data: Mapping[str, Any], path: Path) -> str:
    frame = (data.get("meta") or {}).get("frame")
    if frame not in known_frames():
        raise SuiteError(
            "套件没有说明检查哪张数据表" if frame is None else "套件要检查的数据表不存在",
            place=f"{path} meta.frame",
            found="" if frame is None else str(frame),
            expected="之一：" + "、".join(known_frames()),
            advice='在套件顶层加上 "meta": {"frame": "cells"}（换成要检查的数据表）',
        )
    return str(frame)


def _check(expectation: Mapping[str, Any], ordinal: int, suite: str, frame: str, place: str) -> Check:
    kind = str(expectation.get("type", ""))
    severity = expectation.get("severity", "critical")
    if severity not in SEVERITIES:
        raise SuiteError(
            "severity 无效", place=place, found=str(severity), expected="critical、warning 或 info"
        )
    _refuse_unbuildable(expectation, kind, place)
    _refuse_unknown_columns(expectation.get("kwargs") or {}, frame, place)
    meta = expectation.get("meta") or {}
    group = meta.get("group", "row")
    if group not in GROUPS:
        raise SuiteError("meta.group 无效", place=place, found=str(group), expected="、".join(GROUPS))
    _refuse_unknown_fields(meta, frame, place)
    rule_id = str(meta.get("rule_id") or f"{suite}:{kind}")
    title = str(meta.get("title") or expectation.get("description") or kind)
    return Check(
        id=str(meta.get("id") or f"{rule_id}@{suite}#{ordinal}"),
        rule_id=rule_id,
        suite=suite,
        frame=frame,
        type=kind,
        kwargs=expectation.get("kwargs") or {},
        severity=severity,
        title=title,
        message=str(meta.get("message") or f"不符合「{title}」"),
        requires=tuple(meta.get("requires") or ()),
        names=meta.get("names") or {},
        cells=tuple(meta.get("cells") or ()),
        group=group,
        **{
            key: str(meta.get(key) or "")
            for key in ("basis", "advice", "place", "stated", "expected", "evidence")
        },
    )


def _refuse_unknown_fields(meta: Mapping[str, Any], frame: str, place: str) -> None:
    """A message that names what its frame does not have would fail on the first finding."""
    known = {*known_frames()[frame].columns, *_EXTRA_FIELDS.get(frame.split("_", maxsplit=1)[0], ())}
    for key in _TEMPLATES:
        try:
            named = {
                field for _, field, _, _ in Formatter().parse(str(meta.get(key) or "")) if field is not None
            }
        except ValueError as error:
            raise SuiteError(
                "文字模板的花括号不成对", place=f"{place} meta.{key}", found=str(error)
            ) from error
        if named - known:
            raise SuiteError(
                "文字模板引用了没有的字段",
                place=f"{place} meta.{key}",
                found="、".join(sorted(named - known)),
                expected="之一：" + "、".join(sorted(known)),
            )


def _refuse_unknown_columns(kwargs: Mapping[str, Any], frame: str, place: str) -> None:
    known = known_frames()[frame].columns
    unknown = [name for name in input_columns(kwargs) if name not in known]
    if unknown:
        near = [name for name, _, _ in process.extract(unknown[0], known, limit=3)]
        raise SuiteError(
            f"数据表 {frame} 没有这一列",
            place=place,
            found="、".join(unknown),
            expected="例如 " + "、".join(near),
        )


def _refuse_unbuildable(expectation: Mapping[str, Any], kind: str, place: str) -> None:
    try:
        implementation = get_expectation_impl(kind)
        implementation(**(expectation.get("kwargs") or {}))
    except ExpectationNotFoundError as error:
        raise SuiteError(
            "不认识的 expectation 类型", place=place, found=kind, advice="检查 type 的拼写"
        ) from error
    except pydantic.ValidationError as error:
        found = "；".join(f"{'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors())
        raise SuiteError("expectation 的参数无效", place=f"{place} {kind}", found=found) from error
    if not issubclass(implementation, _ROW_WISE):
        raise SuiteError(
            "只能使用逐行检查的 expectation",
            place=place,
            found=kind,
            advice="对整列、整表的要求无法落到某一件报告",
        )
    if (expectation.get("kwargs") or {}).get("mostly", 1) != 1:  # a share of all rows, wherever they are
        raise SuiteError(
            "不能使用 mostly",
            place=f"{place} {kind}",
            found=str(expectation["kwargs"]["mostly"]),
            expected="每一行都符合",
            advice="对整列、整表的要求无法落到某一件报告；只有部分报告适用的，用 row_condition 写明",
        )


def _refuse_dropped(data: Mapping[str, Any], path: Path) -> None:
    built = ExpectationSuite(**data).expectations
    if len(built) != len(data["expectations"]):
        kept = {(expectation.meta or {}).get("id") for expectation in built}
        lost = [e["meta"]["id"] for e in data["expectations"] if e["meta"]["id"] not in kept]
        raise SuiteError(
            "套件未能完整载入",
            place=str(path),
            found=f"{len(built)} 条，丢失 {'、'.join(lost)}",
            expected=f"{len(data['expectations'])} 条",
        )

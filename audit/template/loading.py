"""Reading and checking the template files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from audit.errors import TemplateError
from audit.template.model import AgencyKind, Template

__all__ = ["agency_kinds", "load_templates", "parse_template", "template_for_year"]

_Data = TypeVar("_Data")


@cache
def load_templates() -> Mapping[str, Template]:
    """Revision -> template, oldest first."""
    folder = resources.files("audit") / "templates"
    files = {
        path.name: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".toml") and path.name[:4].isdigit()
    }
    loaded = [parse_template(name, files) for name in files]
    return {template.revision: template for template in sorted(loaded, key=lambda t: t.first_year)}


def template_for_year(year: int) -> Template | None:
    """The revision that reports for `year` must follow; None before the first."""
    return next((t for t in load_templates().values() if t.covers(year)), None)


@cache
def agency_kinds() -> tuple[AgencyKind, ...]:
    """Kinds of agencies, the most specific ending first."""
    text = (resources.files("audit") / "templates" / "kinds.toml").read_text(encoding="utf-8")
    return _validate("kinds.toml", tuple[AgencyKind, ...], tomllib.loads(text)["kinds"])


def parse_template(name: str, files: Mapping[str, dict[str, Any]]) -> Template:
    """The template in file `name`; `files` maps file names to their parsed TOML (for `base`)."""
    data = dict(files[name])
    base = data.pop("base", None)
    if base is not None:
        if f"{base}.toml" not in files:
            raise TemplateError("所引用的基础格式不存在", place=name, found=f"base = {base}")
        data = _merge(name, files[f"{base}.toml"], data)
    template = _validate(name, Template, data)
    _check(name, template)
    return template


def _validate(name: str, kind: type[_Data], data: Any) -> _Data:
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise TemplateError(
            "格式文件不合规定",
            place=f"{name} {'.'.join(str(step) for step in first['loc'])}",
            found=first["msg"],
            advice="改正该键后重试",
        ) from error


def _merge(name: str, base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The base's data with the changes of a later or earlier revision laid over it."""
    changes = dict(changes)
    dropped = changes.pop("drop_identities", [])
    replaced = changes.pop("replace_rows", [])
    merged = {key: value for key, value in base.items() if key not in ("first_year", "last_year")}
    tables = {table["key"]: table for table in merged["tables"]}
    for table in changes.pop("tables", []):
        tables[table["key"]] = table
    for change in replaced:
        tables[change["table"]] = _replace_rows(name, tables[change["table"]], change)
    merged["tables"] = list(tables.values())
    _refuse_unknown(name, dropped, {identity["rule"] for identity in merged["identities"]})
    merged["identities"] = [i for i in merged["identities"] if i["rule"] not in dropped]
    return merged | changes


def _replace_rows(name: str, table: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    gone = set(change["rows"])
    bands = []
    for band in table["bands"]:
        rows: list[dict[str, Any]] = []
        for row in band["rows"]:
            if row["key"] not in gone:
                rows.append(row)
            elif change["by"] not in rows:
                rows.append(change["by"])
        bands.append(band | {"rows": rows})
        gone -= {row["key"] for row in band["rows"]}
    if gone:
        raise TemplateError("replace_rows 引用了不存在的行", place=name, found="、".join(sorted(gone)))
    kept = [a for a in table.get("aggregates", []) if a["key"] != change["by"]["key"]]
    return table | {"bands": bands, "aggregates": kept}


def _check(name: str, template: Template) -> None:
    """Refuse duplicates and references to what does not exist."""
    _refuse_duplicates(name, "部分", [str(part.number) for part in template.parts])
    _refuse_duplicates(name, "表", [table.key for table in template.tables])
    _refuse_duplicates(name, "内容要求", [item.key for item in template.coverage])
    numbers = {part.number for part in template.parts}
    for table in template.tables:
        if table.part not in numbers:
            raise TemplateError("表所属的部分不存在", place=f"{name} {table.key}", found=str(table.part))
        _refuse_duplicates(name, "行", [row.key for row in table.rows])
        ordinals = [row.ordinal for row in table.rows] + [row.ordinal for row in table.aggregates]
        _refuse_duplicates(name, "行序号", [str(ordinal) for ordinal in ordinals])
        for band in table.bands:
            _refuse_duplicates(name, "列", [column.key for column in band.columns])
        for aggregate in table.aggregates:
            _refuse_unknown(name, aggregate.of, {row.key for row in table.rows})
    for item in template.coverage:
        _refuse_unknown(name, [str(n) for n in item.parts], {str(n) for n in numbers})
    tables = {table.key for table in template.tables}
    for identity in template.identities:
        _refuse_unknown(name, [identity.table], tables)
    for equation in template.equations():
        terms = [term.removeprefix("-") for term in (*equation.left, *equation.right)]
        _refuse_unknown(name, terms, set(template.wide_columns))
    _refuse_duplicates(name, "规则", [equation.rule_id for equation in template.equations()])


def _refuse_duplicates(name: str, what: str, keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise TemplateError(f"{what}重复", place=name, found="、".join(twice), expected="各不相同")


def _refuse_unknown(name: str, used: Any, known: set[str]) -> None:
    unknown = sorted(set(used) - known)
    if unknown:
        raise TemplateError("引用了不存在的键", place=name, found="、".join(unknown))

"""The official formats as data: `templates/2019.toml`, `2021.toml`, one file per revision.

A new revision is a new file and no Python. The loader refuses unknown keys, duplicates and
references to rows, columns or tables that do not exist (`TemplateError`).

A cell's key is `table.row.column` (`applications.received.total`); the keys are the vocabulary of
frames, suites, findings and tests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from audit.errors import TemplateError

__all__ = [
    "AgencyKind",
    "Aggregate",
    "Band",
    "CellSpec",
    "Column",
    "CoverageItem",
    "Equation",
    "Identity",
    "Part",
    "Row",
    "Table",
    "Template",
    "agency_kinds",
    "load_templates",
    "template_for_year",
]

Measure = Literal["count", "amount", "change"]
_Data = TypeVar("_Data")

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, config=_STRICT)
class Part:
    """One of the six parts. `aliases` are accepted older wordings of its heading."""

    number: int
    numeral: str
    heading: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class CoverageItem:
    """Something the prose of a part must speak of, and the words by which it is recognised.

    `headings`: words of a sub-heading that meet it. `content`: regular expressions tried on each
    sentence of `parts`. `denials`: expressions that undo a match. `kinds`: agency kinds concerned
    (empty = all). `first_year`: report year from which it is asked (None = always).
    """

    key: str
    label: str
    parts: tuple[int, ...]
    headings: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    first_year: int | None = None


@dataclass(frozen=True, config=_STRICT)
class Column:
    """A column. `groups` are the labels above it, outermost first. `measure`: `count` is whole and
    not negative, `amount` is not negative, `change` is whole and signed."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measure: Measure = "count"
    unit: str = ""


@dataclass(frozen=True, config=_STRICT)
class Row:
    """A row. `groups` are the labels that span it, outermost first; `ordinal` numbers its rules."""

    key: str
    ordinal: int
    label: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Band:
    """Rows of a table that share their columns, under a caption of their own (第二十条第（一）项)."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True, config=_STRICT)
class Aggregate:
    """A row that the format splits into the rows `of`; its value is their sum."""

    key: str
    ordinal: int
    label: str
    of: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Table:
    """A table. `layout` is `rows` (a line per row) or `line` (all rows side by side in one line)."""

    key: str
    name: str
    part: int
    layout: Literal["rows", "line"]
    bands: tuple[Band, ...]
    header: tuple[str, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()

    def pairs(self) -> Iterator[tuple[Band, Row, Column]]:
        """Every cell of the table in printed order."""
        for band in self.bands:
            for row in band.rows:
                for column in band.columns:
                    yield band, row, column

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for band in self.bands for row in band.rows)


@dataclass(frozen=True, config=_STRICT)
class Identity:
    """A family of equations over one table, one for each column or each row (`only` some rows)."""

    rule: str
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...]
    relation: Literal["=", ">="]
    right: tuple[str, ...]
    severity: Literal["critical", "warning", "info"]
    only: tuple[str, ...] = ()
    title: str = ""
    basis: str = ""
    message: str = ""
    advice: str = ""


@dataclass(frozen=True, config=_STRICT)
class AgencyKind:
    """A kind of agency, told by how its name ends. `completes`: short endings and what the full name
    adds to them (镇 -> 镇人民政府). `government`: a government in the sense of Article 50(4)."""

    name: str
    endings: tuple[str, ...]
    completes: Mapping[str, str]
    government: bool


@dataclass(frozen=True, config=_STRICT)
class CellSpec:
    """One number of the format, with the labels it stands under."""

    key: str
    table: Table
    band: Band
    row: Row
    column: Column


@dataclass(frozen=True, config=_STRICT)
class Equation:
    """One identity written out. Terms are cell keys, led by "-" when subtracted.

    `place` is the row's or column's label; `ordinal` numbers the rule. `unless`: the equation does
    not concern a report in which any of these cells is a number.
    """

    rule_id: str
    identity: Identity
    ordinal: int
    place: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Template:
    """One revision of the format."""

    revision: str
    instrument: str
    first_year: int
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    coverage: tuple[CoverageItem, ...] = ()
    last_year: int | None = None

    def covers(self, year: int) -> bool:
        """Whether reports for `year` follow this revision."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def table(self, key: str) -> Table:
        return next(table for table in self.tables if table.key == key)

    def part(self, number: int) -> Part:
        return next(part for part in self.parts if part.number == number)

    @cached_property
    def cells(self) -> Mapping[str, CellSpec]:
        """Cell key -> its place, in printed order."""
        return {
            f"{table.key}.{row.key}.{column.key}": CellSpec(
                f"{table.key}.{row.key}.{column.key}", table, band, row, column
            )
            for table in self.tables
            for band, row, column in table.pairs()
        }

    @cached_property
    def sums(self) -> Mapping[str, tuple[str, ...]]:
        """Key of a derived cell (`applications.other.total`) -> the cells it is the sum of."""
        return {
            f"{table.key}.{aggregate.key}.{column.key}": tuple(
                f"{table.key}.{part}.{column.key}" for part in aggregate.of
            )
            for table in self.tables
            for aggregate in table.aggregates
            for column in _band_of(table, aggregate.of[0]).columns
        }

    @cached_property
    def wide_columns(self) -> tuple[str, ...]:
        """The columns of the wide frame: every cell key, then the derived ones."""
        return (*self.cells, *self.sums)

    def equations(self) -> Iterator[Equation]:
        """Every identity, for each of its rows or columns."""
        for identity in self.identities:
            yield from _expand(self, identity)


def _band_of(table: Table, row_key: str) -> Band:
    return next(band for band in table.bands if any(row.key == row_key for row in band.rows))


def _expand(template: Template, identity: Identity) -> Iterator[Equation]:
    table = template.table(identity.table)
    if identity.each == "column":
        for ordinal, column in enumerate(table.bands[0].columns, start=1):
            yield _equation(identity, table, ordinal, column.label, lambda term, c=column: f"{term}.{c.key}")
        return
    rows: list[Row | Aggregate] = [*table.rows, *table.aggregates]
    for row in rows:
        if identity.only and row.key not in identity.only:
            continue
        unless: tuple[str, ...] = ()
        if isinstance(row, Aggregate):
            unless = tuple(
                f"{table.key}.{part}.{column.key}"
                for part in row.of
                for column in _band_of(table, part).columns
            )
        yield replace(
            _equation(identity, table, row.ordinal, row.label, lambda term, r=row: f"{r.key}.{term}"),
            unless=unless,
        )


def _equation(identity: Identity, table: Table, ordinal: int, place: str, name: Any) -> Equation:
    def key(term: str) -> str:
        sign = "-" if term.startswith("-") else ""
        return f"{sign}{table.key}.{name(term.removeprefix('-'))}"

    return Equation(
        rule_id=f"{identity.rule}-{ordinal:02d}",
        identity=identity,
        ordinal=ordinal,
        place=place,
        left=tuple(key(term) for term in identity.left),
        right=tuple(key(term) for term in identity.right),
    )


# ------------------------------------------------------------------------------------- loading


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

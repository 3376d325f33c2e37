"""The parts of a format: what a template file may say, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

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
]

Measure = Literal["count", "amount", "change"]

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
    """A family of equations over one table, one for each column or each row (`only` some rows).

    `title` and `message` are templates (`{place}`: the row or column); `names`: what a message calls
    a term whose full label would be too long.
    """

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
    names: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class AgencyKind:
    """A kind of agency, told by how its name ends. `completes`: short endings and what the full name
    adds to them (镇 -> 镇人民政府). `government`: a government in the sense of Article 50(4). `governs`: its
    division is known by its name, the kind with the lowest number first; 0 = it governs none."""

    name: str
    endings: tuple[str, ...]
    completes: Mapping[str, str]
    government: bool
    governs: int = 0


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
            yield _equation(identity, ordinal, column.label, f"{table.key}.{{}}.{column.key}")
        return
    rows: list[Row | Aggregate] = [*table.rows, *table.aggregates]
    for row in rows:
        if identity.only and row.key not in identity.only:
            continue
        equation = _equation(identity, row.ordinal, row.label, f"{table.key}.{row.key}.{{}}")
        if isinstance(row, Aggregate):
            columns = _band_of(table, row.of[0]).columns
            parts = tuple(f"{table.key}.{part}.{column.key}" for part in row.of for column in columns)
            equation = replace(equation, unless=parts)
        yield equation


def _equation(identity: Identity, ordinal: int, place: str, pattern: str) -> Equation:
    """The identity with each of its terms put into `pattern` (`applications.{}.total`)."""

    def key(term: str) -> str:
        sign = "-" if term.startswith("-") else ""
        return sign + pattern.format(term.removeprefix("-"))

    return Equation(
        rule_id=f"{identity.rule}-{ordinal:02d}",
        identity=identity,
        ordinal=ordinal,
        place=place,
        left=tuple(key(term) for term in identity.left),
        right=tuple(key(term) for term in identity.right),
    )

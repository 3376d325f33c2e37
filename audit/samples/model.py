"""What a made-up report says, before it is written in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from audit.template import Template, load_templates, template_for_year

__all__ = [
    "Agency",
    "ExtraRow",
    "PartContent",
    "Passage",
    "Profile",
    "ReportContent",
    "Sentence",
    "Stated",
    "TableContent",
]

Profile = Literal["dense", "usual", "zero"]
Presence = Literal["text", "picture", "missing"]


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that does not exist. `we` and `scope` are what it calls itself and its area in prose;
    `profile` says how many applications it gets: `dense`, `usual` or `zero`; `county` is the name of its
    county."""

    id: str
    name: str
    kind: str
    government: bool
    we: str
    scope: str
    profile: Profile
    division_code: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a sentence says of the tables: a fact of `bank/facts.toml`, and the values its words admit."""

    fact: str
    low: int | Fraction
    high: int | Fraction


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the slot of the sentence bank that it fills.

    `states` and `denied` (facts that it says are 0) hold as long as the tables agree, `before` is what it
    takes for granted of last year's. `about` are facts and subjects of which it gives the quantity: a
    report speaks of each once.
    """

    topic: str
    text: str
    states: tuple[Stated, ...] = ()
    denied: tuple[str, ...] = ()
    before: tuple[Stated, ...] = ()
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences under a sub-heading (without its numeral; "" for none)."""

    topic: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class PartContent:
    """One of the six parts. `numeral` is printed as it stands (一、); `table` is a table's key."""

    number: int
    numeral: str
    heading: str
    passages: tuple[Passage, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A row that the format does not have, printed after row `after`."""

    after: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableContent:
    """One table as printed in the form of revision `form`.

    `cells` has every cell key of that form: the printed text, "" for a blank, None when its row is
    not printed. `labels` (by row key) and `heads` (by column key) take the place of the official wording.
    """

    key: str
    form: str
    cells: Mapping[str, str | None]
    presence: Presence = "text"
    labels: Mapping[str, str] | None = None
    heads: Mapping[str, str] | None = None
    extras: tuple[ExtraRow, ...] = ()

    @property
    def template(self) -> Template:
        """The revision whose form the table has."""
        return load_templates()[self.form]

    def printed_rows(self) -> tuple[str, ...]:
        """Keys of the rows that are printed, in order."""
        rows = {key.split(".")[1]: None for key, text in self.cells.items() if text is not None}
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report. `title` is printed a line each; `preamble` is one paragraph in three pieces:
    opening, statistical period, closing. `words` are what its sentences were made of, from the `half` of
    the bank."""

    agency: Agency
    year: int
    title: tuple[str, ...]
    preamble: tuple[str, str, str]
    parts: tuple[PartContent, ...]
    tables: Mapping[str, TableContent]
    words: Mapping[str, Any] = field(default_factory=dict)
    half: Literal["", "develop", "report"] = ""

    @property
    def template(self) -> Template:
        """The revision that a report for this year must follow."""
        template = template_for_year(self.year)
        assert template is not None, f"no format for {self.year}"
        return template

    def cells(self) -> Iterator[tuple[str, str | None]]:
        """Cell key -> printed text over all tables; None for all cells of a table not there as text."""
        for table in self.tables.values():
            for key, text in table.cells.items():
                yield key, text if table.presence == "text" else None

    def sentences(self) -> Iterator[Sentence]:
        """The sentences of the bank, in order."""
        for part in self.parts:
            for passage in part.passages:
                yield from passage.sentences

    def with_part(self, number: int, change: Callable[[PartContent], PartContent]) -> ReportContent:
        """The report with one part changed."""
        parts = tuple(change(part) if part.number == number else part for part in self.parts)
        return replace(self, parts=parts)

    def with_table(self, table: TableContent) -> ReportContent:
        """The report with one table in the place of that of the same key."""
        return replace(self, tables={**self.tables, table.key: table})

    def with_cells(self, changes: Mapping[str, str | None]) -> ReportContent:
        """The report with some cells printed otherwise."""
        tables = {
            key: replace(
                table, cells={cell: changes.get(cell, printed) for cell, printed in table.cells.items()}
            )
            for key, table in self.tables.items()
        }
        return replace(self, tables=tables)

"""What recognition says of one document; `frames` turns it into rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from audit.document import Origin
from audit.template import CellSpec, Template

__all__ = [
    "Cell",
    "CellStatus",
    "Claim",
    "ClaimBound",
    "ClaimKind",
    "ClaimScope",
    "Coverage",
    "Growth",
    "Identity",
    "LabelStatus",
    "Leftover",
    "LeftoverKind",
    "Mention",
    "MentionKind",
    "MentionVerdict",
    "Period",
    "Recognition",
    "Section",
    "TableReading",
]

CellStatus = Literal["number", "blank", "placeholder", "text", "doubtful", "absent"]
LabelStatus = Literal["official", "other_revision", "deviant"]
MentionKind = Literal["place", "level", "law", "person"]
MentionVerdict = Literal[
    "own",
    "superior",
    "inside",
    "sibling",
    "neutral",
    "stranger",
    "other",
    "right",
    "wrong",
    "office",
    "private",
]
LeftoverKind = Literal[
    "unlabelled_row",
    "unknown_row",
    "duplicate_row",
    "unknown_column",
    "misfit_row",
    "duplicate_table",
    "stray_table",
]
ClaimKind = Literal[
    "received", "none", "outcome", "dispute", "document", "decision", "sum", "twice", "percent", "year"
]
ClaimScope = Literal["whole", "part", "subset", "with_carried", "other_year", "cumulative", "elsewhere"]
ClaimBound = Literal["exact", "above", "below", "about"]


@dataclass(frozen=True, slots=True)
class Period:
    """The statistical period as stated. `status` is `stated`, `missing`, or None when it is stated
    and cannot be read (digits lost by a converter)."""

    status: Literal["stated", "missing"] | None
    start: date | None = None
    end: date | None = None
    sentence: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is. `agency` is the full name (镇 completed to 镇人民政府), `printed` as found;
    `kind` is a name from kinds.toml or "" when unknown; `title` is "" when there is no title line."""

    agency: str
    printed: str
    kind: str
    year: int | None
    title: str
    title_year: int | None
    title_origin: Origin | None


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six parts as printed (absent parts have no Section)."""

    part: int
    numeral: str
    heading: str
    heading_status: Literal["official", "accepted", "deviant"]
    position: int
    paragraphs: tuple[tuple[str, Origin], ...]
    table_characters: int
    origin: Origin


class Cell(NamedTuple):  # two hundred a report: as `audit.document.Origin`
    """One cell of the printed form. `spec` belongs to the form the table follows. An absent cell is
    `unplaced` when its row is printed and its numbers cannot be told apart."""

    spec: CellSpec
    status: CellStatus
    raw: str | None = None
    value: float | None = None
    unit: str = ""
    method: str | None = None
    confidence: float = 1.0
    label: str | None = None
    label_status: LabelStatus | None = None
    head: str | None = None
    head_status: LabelStatus | None = None
    line: str | None = None
    origin: Origin | None = None
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something read and not placed."""

    table: str | None
    kind: LeftoverKind
    text: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class TableReading:
    """One of the three tables. `form` is the revision it is printed in (None when not there as text)."""

    table: str
    part: int
    status: Literal["text", "picture", "missing"]
    form: str | None
    cells: tuple[Cell, ...]
    extras: int = 0
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the prose speaks of one item; `met` None with a Chinese `reason` when it cannot be told."""

    item: str
    met: bool | None
    by: Literal["heading", "content"] | None
    sentence: str
    reason: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """What a growth since last year is told of: `low` to `high` is what grew (`direction` 1) or fell
    (-1), `decimals` the digits of the percentage after its point."""

    direction: int
    decimals: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence states and what confirms it or does not; the frame `claims` says more of each.

    `low` to `high` is stated, `against_low` to `against_high` is what it is compared with (None where
    there is no bound; both None when it is not known, with a Chinese `reason`), `alternative` another
    value that the words may mean, or None. Nothing judges a claim without a `kind`. `marks` are
    offsets in `sentence`; `spot` is given when the claims of a report are put together. `growth` is given
    where last year's report can tell whether a percentage is right.
    """

    part: int | None
    kind: ClaimKind | None
    topic: str
    stated: str
    low: float | None
    high: float | None
    unit: str
    sentence: str
    marks: tuple[tuple[int, int], ...]
    origin: Origin
    bound: ClaimBound = "exact"
    year: int | None = None
    scope: ClaimScope = "whole"
    polarity: Literal["stated", "denied"] = "stated"
    keys: tuple[str, ...] = ()
    against_low: float | None = None
    against_high: float | None = None
    alternative: float | None = None
    against: str = ""
    parts: tuple[str, ...] = ()
    severity: Literal["critical", "warning", "info"] = "critical"
    reason: str = ""
    spot: str = ""
    growth: Growth | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the prose; the frame `mentions` says more of each. `use` is how it stands there, by which
    `verdict` is told: of a place `claimed` or why it is not, of a level `self`, `whole`, `scope`, `head` or
    `seat`. `codes` are those of all divisions that bear the name, `mark` its offsets in `sentence`. Personal
    numbers are masked in `text` and `sentence`. `spot` is given when the mentions of a report are judged."""

    part: int | None
    kind: MentionKind
    text: str
    sentence: str
    mark: tuple[int, int]
    origin: Origin
    use: str = ""
    unit: str = ""
    codes: tuple[str, ...] = ()
    verdict: MentionVerdict | None = None
    expected: str = ""
    reason: str = ""
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A whole report. `opening` is how the text begins, `template` the revision its year must follow
    (the newest when unknown), `manifest_year` the year under which the office has listed the file;
    `divisions` are the codes of those in which the agency may sit, as far as the text tells; `scanned`
    the paragraphs (as in origins) that were read off pictures."""

    identity: Identity
    template: Template
    period: Period
    sections: tuple[Section, ...]
    tables: tuple[TableReading, ...]
    coverage: tuple[Coverage, ...]
    leftovers: tuple[Leftover, ...]
    published_on: date | None
    published_from: str
    characters: int
    opening: str
    origin: Origin
    manifest_year: int | None = None
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    divisions: tuple[str, ...] = ()
    scanned: frozenset[int] = frozenset()

    @property
    def revision(self) -> str | None:
        """The revision that the report's year must follow; None for a year before the first."""
        year = self.identity.year
        return self.template.revision if year is None or self.template.covers(year) else None

    @property
    def is_report(self) -> bool:
        """Whether anything of the form was found: one of its parts, or one of its tables."""
        return bool(self.sections) or any(table.status == "text" for table in self.tables)

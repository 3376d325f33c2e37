"""A corpus before a word of it is written: who reports for which year with which numbers, and the roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from audit.samples.county import read_bank
from audit.samples.model import Agency, ReportContent
from audit.samples.numbers import Ledger, tabulate_years
from audit.samples.prose import Voice, compose_report
from audit.samples.sentences import Half
from audit.template import template_for_year

__all__ = ["DEADLINES", "EVERYTHING", "Listing", "Plan", "Subject", "lay_plan"]

Subject = tuple[str, int]
"""An agency's id and a report year."""

EVERYTHING = frozenset(
    {"title", "period", "proactive", "applications", "disputes", *(f"part-{n}" for n in range(1, 7))}
)
"""All areas of a report."""

DEADLINES = {"部门": "01-31", "省市县区政府": "03-31"}
"""Kind -> the last day of the next year on which it may publish (Article 49 of the Regulation)."""

_OFTEN, _SELDOM = 5, 37
_BLOCK = 40
_LEAST = 20
_NEWCOMER, _ABOLISHED, _HEIR, _RENAMED, _SUMMARY = 10, 11, 12, 13, 1
_CHILDREN = slice(3, 6)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the roster says of an agency beside its name, in the roster's own columns."""

    aliases: tuple[str, ...] = ()
    deadline: str = ""
    valid_from: str = ""
    valid_to: str = ""
    predecessor: str = ""
    successor: str = ""
    reports_for: tuple[str, ...] = ()


@dataclass
class Plan:
    """What a corpus consists of. Faults of years and of the corpus change it before it is composed.

    `voices` name whose sentences a report has, where not its own; `published` is the manifest's day;
    `copies` are second versions (True: explained by a later day); `planted` are subject, fault and rule,
    `touched` the areas that other faults must keep away from.
    """

    bodies: Mapping[str, Agency]
    years: Sequence[int]
    seed: int
    half: Half
    listings: dict[str, Listing]
    cells: dict[Subject, Mapping[str, str]]
    former_names: dict[Subject, str] = field(default_factory=dict)
    voices: dict[Subject, str] = field(default_factory=dict)
    published: dict[Subject, str] = field(default_factory=dict)
    missing: set[Subject] = field(default_factory=set)
    unlisted: set[str] = field(default_factory=set)
    copies: dict[Subject, bool] = field(default_factory=dict)
    planted: list[tuple[Subject, str, str]] = field(default_factory=list)
    touched: dict[Subject, frozenset[str]] = field(default_factory=dict)

    @property
    def special(self) -> frozenset[str]:
        """Agencies that the roster says more of than their name, or that others' entries lean on."""
        named = {key for key, listing in self.listings.items() if listing != Listing(listing.aliases)}
        children = {child for listing in self.listings.values() for child in listing.reports_for}
        return frozenset(named | children | {agency for agency, _ in self.former_names})

    def touch(self, subject: Subject, area: frozenset[str]) -> None:
        """Keep other faults away from `area` of the subject's report."""
        self.touched[subject] = self.touched.get(subject, frozenset()) | area

    def compose(self, subject: Subject, voice: str = "") -> ReportContent:
        """The clean report of the subject, in its own voice unless told otherwise."""
        agency_id, year = subject
        agency = self.bodies[agency_id]
        agency = replace(agency, name=self.former_names.get(subject, agency.name))
        spoken = Voice(self.seed, voice or self.voices.get(subject, ""), self.half)
        last = self.cells.get((agency_id, year - 1))
        return compose_report(agency, year, self.cells[subject], spoken, last)

    def subjects(self) -> Iterator[Subject]:
        """All that report, agency by agency."""
        yield from self.cells


def lay_plan(agencies: Sequence[Agency], years: Sequence[int], seed: int, half: Half = "") -> Plan:
    """A corpus without faults. In every forty agencies one is new in the last year, one is abolished by
    then and another takes it over, one has changed its name, and one sums up three others."""
    listings = {body.id: Listing(body.aliases) for body in agencies}
    heirs: dict[str, str] = {}
    renamed: dict[Subject, str] = {}
    if len(years) > 1:
        for start in range(0, len(agencies), _BLOCK):
            block = agencies[start : start + _BLOCK]
            if len(block) >= _LEAST:
                _give_roles(block, years, listings, heirs, renamed)
    plan = Plan(
        bodies={body.id: body for body in agencies},
        years=years,
        seed=seed,
        half=half,
        listings=listings,
        cells=_tabulate(agencies, years, seed, listings, heirs),
        former_names=renamed,
    )
    for number, subject in enumerate(plan.subjects()):
        _publish(plan, number, subject)
    return plan


def _publish(plan: Plan, number: int, subject: Subject) -> None:
    """In time: some on the last day, some in June who have no deadline, a few a second time."""
    kind, year = plan.bodies[subject[0]].kind, subject[1]
    day = f"01-{10 + number % 20}"
    if number % _OFTEN == 0:
        day = {**DEADLINES, "镇": "06-15"}.get(kind, day)
    plan.published[subject] = f"{year + 1}-{day}"
    if number % _SELDOM == _SELDOM - 1 and subject[0] not in plan.special:
        plan.copies[subject] = True
        plan.touch(subject, EVERYTHING)


def _give_roles(
    block: Sequence[Agency],
    years: Sequence[int],
    listings: dict[str, Listing],
    heirs: dict[str, str],
    renamed: dict[Subject, str],
) -> None:
    def tell(place: int, **facts: object) -> None:
        body = block[place].id
        listings[body] = replace(listings[body], **facts)  # type: ignore[arg-type]

    tell(_NEWCOMER, valid_from=f"{years[-1]}-01-01")
    gone, heir = block[_ABOLISHED].id, block[_HEIR].id
    tell(_ABOLISHED, valid_to=f"{years[-1]}-05-31", successor=heir)
    tell(_HEIR, predecessor=gone)
    heirs[heir] = gone
    changed = next(body for body in block[_RENAMED:] if body.kind == "部门")
    former = changed.name[:-1] + read_bank("county.toml")["former_ending"]
    listings[changed.id] = replace(listings[changed.id], aliases=(*changed.aliases, former))
    renamed[changed.id, years[0]] = former
    tell(_SUMMARY, reports_for=tuple(body.id for body in block[_CHILDREN]))


def _tabulate(
    agencies: Sequence[Agency],
    years: Sequence[int],
    seed: int,
    listings: Mapping[str, Listing],
    heirs: Mapping[str, str],
) -> dict[Subject, Mapping[str, str]]:
    bodies = {body.id: body for body in agencies}
    cells: dict[Subject, Mapping[str, str]] = {}
    for body in agencies:
        listing = listings[body.id]
        heritage = {}
        if body.id in heirs:
            heritage[years[-1]] = left = Ledger()
            for _ in tabulate_years(bodies[heirs[body.id]], years[:-1], seed, left):
                pass
        own = years[-1:] if listing.valid_from else years[:-1] if listing.valid_to else years
        for year, printed in tabulate_years(body, own, seed, heritage=heritage):
            cells[body.id, year] = printed
    for body in agencies:
        children = listings[body.id].reports_for
        for year in years if children else ():
            cells[body.id, year] = _add_up([cells[child, year] for child in children], year)
    return cells


def _add_up(reports: Sequence[Mapping[str, str]], year: int) -> dict[str, str]:
    template = template_for_year(year)
    assert template is not None, f"no format for {year}"
    sums = {key: sum((Fraction(cells[key]) for cells in reports), Fraction(0)) for key in template.cells}
    return {
        key: f"{float(total):.2f}" if template.cells[key].column.measure == "amount" and total else str(total)
        for key, total in sums.items()
    }

"""Whose last reports a report follows: the agency's own, and those of agencies merged into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from audit.corpus.archive import Member, Roll
from audit.corpus.survey import Survey

__all__ = ["Succession", "find_successions"]


@dataclass(frozen=True, slots=True)
class Succession:
    """A report and those of the year before that it follows. `reason`: why their figures cannot be
    compared with its own, in Chinese; empty when they can."""

    report_id: str
    last: tuple[str, ...]
    reason: str = ""

    @property
    def merged(self) -> bool:
        return len(self.last) > 1


def find_successions(survey: Survey, roll: Roll) -> Iterator[Succession]:
    """A succession for every report of the run whose agency, or one merged into it, reported the year
    before."""
    own = survey.reports[survey.reports["own"]]
    for report_id, agency_id, year in zip(own.index, own["agency_id"], own["year"].astype(int), strict=True):
        wanted, reason = _wanted(survey, roll, agency_id, year)
        found = {agency: survey.by_year.get((agency, year - 1)) for agency in wanted}
        last = tuple(report for report in found.values() if report is not None)
        if not last:
            continue
        absent = [_name(roll, agency) for agency, report in found.items() if report is None]
        if absent and not reason:
            reason = f"缺少{'、'.join(absent)}{year - 1}年度的报告，上年度的数不全"
        yield Succession(report_id, last, reason)


def _wanted(survey: Survey, roll: Roll, agency_id: str, year: int) -> tuple[list[str], str]:
    """The agencies whose last figures the agency's begin with, and why that is not certain."""
    member = roll.get(agency_id)
    if member is None:
        return [agency_id], ""
    merged = [other for other in roll.predecessors(member) if _ended(roll, other, member, year)]
    has_own = (agency_id, year - 1) in survey.by_year
    is_new = member.valid_from is not None and member.valid_from.year >= year
    wanted = [*([agency_id] if has_own or not (is_new or merged) else []), *merged]
    for other in merged:
        if (other, year) in survey.by_year:
            return wanted, f"{_name(roll, other)}{year}年度另有报告，无法判断结转由谁填报"
        if roll.heirs(other) > 1:
            return wanted, f"{_name(roll, other)}的职责由几个机关承接，无法判断结转由谁填报"
    return wanted, ""


def _ended(roll: Roll, agency_id: str, heir: Member, year: int) -> bool:
    """Whether the agency was there at the end of the year before and no longer at the end of `year`."""
    other = roll.get(agency_id)
    ended = other.valid_to if other is not None else None
    if ended is None and heir.valid_from is not None:
        ended = heir.valid_from - timedelta(days=1)
    return ended is not None and date(year - 1, 12, 31) <= ended < date(year, 12, 31)


def _name(roll: Roll, agency_id: str) -> str:
    member = roll.get(agency_id)
    return member.name if member is not None else agency_id

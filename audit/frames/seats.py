"""Where each agency sits: by the roster, else by what its report says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from audit.frames.assignment import Report
from audit.recognise.model import Mention
from audit.recognise.names import (
    NameIndex,
    Relation,
    Seat,
    divisions_named,
    holds_place,
    judge_mentions,
    read_listed_places,
    seat_of,
)
from audit.text import fold

__all__ = ["Seats"]

_CODE = 6  # digits of a division of county level


class Seats:
    """The roster as places: the governments and sub-districts on it, each below its parent's."""

    def __init__(self, roster: pd.DataFrame | None) -> None:
        columns = ("agency_id", "name", "aliases", "kind", "parent", "division_code")
        given = [[] for _ in columns] if roster is None else [_texts(roster, name) for name in columns]
        rows = {row[0]: row for row in zip(*given, strict=True)}
        self._parent = {agency: row[4] for agency, row in rows.items()}
        self._code = {agency: row[5] for agency, row in rows.items()}
        self._names = {
            agency: (row[1], *filter(None, row[2].split("；")))
            for agency, row in rows.items()
            if holds_place(row[3])
        }
        self._index = NameIndex(self._bearers(), {})

    def judge(self, report: Report) -> tuple[Mention, ...]:
        """The names in a report's prose, with their verdicts."""
        read, agency = report.recognition, report.agency
        home = self._home(agency.agency_id)
        known = {(mention.origin, mention.mark) for mention in read.mentions}
        listed = [
            mention
            for mention in (read_listed_places(read.sections, self._index) if home else ())
            if (mention.origin, mention.mark) not in known
        ]
        claimed = {place for mention in listed for place in mention.codes}
        seat = Seat(
            name=agency.name,
            kind=agency.kind,
            codes=self._codes(agency.agency_id, agency.division_code) or read.divisions,
            places={place: self._relation(place, home) for place in claimed},
        )
        return judge_mentions((*read.mentions, *listed), seat)

    def _bearers(self) -> Mapping[str, list[str]]:
        """Name of a place, without that of the place around it -> the agencies there."""
        bearers: dict[str, list[str]] = {}
        for agency, names in self._names.items():
            around = [seat_of(fold(name)) for above in self._above(agency)[1:] for name in self._names[above]]
            for name in names:
                place = seat_of(fold(name))
                for prefix in around:
                    place = place.removeprefix(prefix) or place
                if len(place) > 1 and agency not in bearers.get(place, ()):
                    bearers.setdefault(place, []).append(agency)
        return bearers

    def _home(self, agency: str) -> str:
        """The place in which an agency sits: its own, else that of the nearest above it; "" when there
        is none on the roster."""
        return next(iter(self._above(agency)), "")

    def _above(self, agency: str) -> list[str]:
        """The places that an agency belongs to, its own first where it has one."""
        return [each for each in self._chain(agency) if each in self._names]

    def _chain(self, agency: str) -> Iterator[str]:
        seen: set[str] = set()
        while agency and agency not in seen:  # a roster may name a circle
            yield agency
            seen.add(agency)
            agency = self._parent.get(agency, "")

    def _relation(self, place: str, home: str) -> Relation:
        above = self._above(home)
        if place in above:
            return "own" if place == home else "superior"
        if home in self._above(place):
            return "inside"
        return "sibling" if above[1:2] and above[1:2] == self._above(place)[1:2] else "stranger"

    def _codes(self, agency: str, code: str) -> tuple[str, ...]:
        """Codes of the agency's division: its own, else those of the places above it."""
        codes = (code, *(self._code.get(each, "") for each in self._chain(agency)))
        known = next((each for each in codes if each), "")
        if known:
            return (known[:_CODE].ljust(_CODE, "0"),)
        named = (divisions_named(fold(name)) for each in self._above(agency) for name in self._names[each])
        return next((found for found in named if found), ())


def _texts(roster: pd.DataFrame, column: str) -> list[str]:
    if column not in roster:
        return [""] * len(roster)
    return [str(text) for text in roster[column].fillna("")]

"""What is at hand of some reports, and the roster."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.settings import setting
from audit.document import UNSURE_METHODS
from audit.text import fold

__all__ = ["ORIGIN", "Archive", "Member", "Roll", "join_prose"]

ORIGIN = ("file", "page", "paragraph", "grid", "grid_row", "grid_column", "start", "end")
_NAMES = "；"


@dataclass(frozen=True, slots=True)
class Member:
    """An agency of the roster. Agencies it names are ids; `valid_from` and `valid_to` its first and last
    day, None when it has always been there or still is."""

    agency_id: str
    name: str
    aliases: tuple[str, ...]
    parent: str
    kind: str
    deadline: str
    deadline_basis: str
    valid_from: date | None
    valid_to: date | None
    predecessors: tuple[str, ...]
    successor: str
    reports_for: tuple[str, ...]


class Roll:
    """The roster by id and by name. Empty without a roster."""

    def __init__(self, roster: pd.DataFrame) -> None:
        columns = {str(name): roster[name].fillna("").astype(str).tolist() for name in roster.columns}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        self.members: dict[str, Member] = {row["agency_id"]: _member(row) for row in rows}
        named: dict[str, set[str]] = {}
        for member in self.members.values():
            for name in (member.name, *member.aliases):
                named.setdefault(fold(name), set()).add(member.agency_id)
        self._named = {name: ids for name, ids in named.items() if len(ids) == 1}

    def __bool__(self) -> bool:
        return bool(self.members)

    def get(self, agency_id: str) -> Member | None:
        return self.members.get(agency_id)

    def identify(self, agency_id: str, name: str) -> str:
        """The id by which this roster knows an agency that another run called `agency_id`, `name`."""
        if agency_id in self.members:
            return agency_id
        return next(iter(self._named.get(fold(name), (agency_id,))))

    def predecessors(self, member: Member) -> Sequence[str]:
        """Those that the roster's row names, and those that name it as their successor."""
        return self._predecessors.get(member.agency_id, ())

    def heirs(self, agency_id: str) -> int:
        """How many agencies have this one as a predecessor."""
        return self._heirs[agency_id]

    @cached_property
    def _predecessors(self) -> Mapping[str, Sequence[str]]:
        found = {member.agency_id: [*member.predecessors] for member in self.members.values()}
        for member in self.members.values():
            if member.successor in found:
                found[member.successor].append(member.agency_id)
        return {agency_id: tuple(dict.fromkeys(ids)) for agency_id, ids in found.items() if ids}

    @cached_property
    def _heirs(self) -> Counter[str]:
        return Counter(chain.from_iterable(self._predecessors.values()))


def _member(row: Mapping[str, str]) -> Member:
    return Member(
        row["agency_id"],
        row["name"],
        _split(row["aliases"]),
        row["parent"],
        row["kind"],
        row["deadline"],
        row["deadline_basis"],
        _day(row["valid_from"]),
        _day(row["valid_to"]),
        _split(row["predecessor"]),
        row["successor"],
        _split(row["reports_for"]),
    )


def _split(names: str) -> tuple[str, ...]:
    return tuple(filter(None, names.split(_NAMES)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Archive:
    """What is at hand of some reports, by `report_id`: their rows of `reports` (as in `Survey`), `sections`,
    `wide` and `cells` (of reports that are only looked up no more than what was read unsurely). `filed` is
    `by_year` of all reports there are."""

    reports: pd.DataFrame
    cells: pd.DataFrame
    sections: pd.DataFrame
    wide: pd.DataFrame
    filed: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def by_year(self) -> Mapping[tuple[str, int], str]:
        """Agency and year -> report_id."""
        return self.filed

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        """Report -> its row of `reports`."""
        names = list(self.reports.columns)
        rows = zip(*(self.reports[name].tolist() for name in names), strict=True)
        return {str(row[0]): dict(zip(names, row, strict=True)) for row in rows}

    @cached_property
    def prose(self) -> Mapping[str, str]:
        """Report -> its prose as printed, parts joined by line breaks."""
        return join_prose(self.sections)

    @cached_property
    def lines(self) -> Mapping[str, Mapping[str, str]]:
        """Report -> table.row -> the printed row."""
        return _lines(self.cells)

    @cached_property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """Report and key of the cells that were not read for certain."""
        cells = self.cells[self.cells["method"].isin(UNSURE_METHODS)]
        return frozenset(zip(cells["report_id"], cells["key"], strict=True))

    def values(self, report_ids: Sequence[str], keys: Sequence[str]) -> np.ndarray:
        """The numbers of cells, a row per report; NaN where there is none."""
        rows, columns, numbers = self._numbers
        places = np.ix_([rows.get(name, -1) for name in report_ids], [columns.get(key, -1) for key in keys])
        found: np.ndarray = numbers[places]
        return found

    @cached_property
    def _numbers(self) -> tuple[Mapping[str, int], Mapping[str, int], np.ndarray]:
        """The place of each report and key in the array, whose last row and column are NaN."""
        rows = {str(name): place for place, name in enumerate(self.wide.index)}
        columns = {str(key): place for place, key in enumerate(self.wide.columns)}
        numbers = np.full((len(rows) + 1, len(columns) + 1), math.nan)
        numbers[:-1, :-1] = self.wide.to_numpy(dtype="float64")
        return rows, columns, numbers


def join_prose(sections: pd.DataFrame) -> dict[str, str]:
    """Report -> the prose of its parts, joined by line breaks."""
    parts = sections[sections["part"].isin(setting("prose", "parts")) & sections["text"].notna()]
    prose: dict[str, list[str]] = {}
    for report_id, _, text in sorted(
        zip(parts["report_id"], parts["part"], parts["text"], strict=True), key=lambda part: part[:2]
    ):
        if text:
            prose.setdefault(report_id, []).append(text)
    return {report_id: "\n".join(texts) for report_id, texts in prose.items()}


def _lines(cells: pd.DataFrame) -> dict[str, dict[str, str]]:
    printed = cells.dropna(subset="line").drop_duplicates(["report_id", "table", "row"])
    lines: dict[str, dict[str, str]] = {}
    for report_id, table, row, line in printed[["report_id", "table", "row", "line"]].itertuples(index=False):
        lines.setdefault(report_id, {})[f"{table}.{row}"] = line
    return lines

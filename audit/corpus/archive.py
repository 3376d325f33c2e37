"""The reports at hand: those of the run, and those of earlier runs that only serve to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.settings import setting
from audit.schema import wide_name
from audit.template import load_templates
from audit.text import fold

__all__ = ["ORIGIN", "Archive", "Frames", "Member", "Roll", "gather_archive", "join_prose"]

Frames = Mapping[str, pd.DataFrame]

ORIGIN = ("file", "page", "paragraph", "grid", "grid_row", "grid_column", "start", "end")
_KEPT = ("report_id", "agency_id", "agency", "agency_kind", "year", "template", *ORIGIN)
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
    """One report for an agency and year, by `report_id`: `reports` has `own` (a report of the run, which
    is judged) and `versions` (contents that were there). Reports without a year are not in it."""

    reports: pd.DataFrame
    cells: pd.DataFrame
    sections: pd.DataFrame
    wide: pd.DataFrame

    @cached_property
    def by_year(self) -> Mapping[tuple[str, int], str]:
        """Agency and year -> report_id."""
        ids = zip(self.reports["agency_id"], self.reports["year"].astype(int), strict=True)
        return dict(zip(ids, self.reports.index, strict=True))

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
        printed = self.cells.dropna(subset="line").drop_duplicates(["report_id", "table", "row"])
        lines: dict[str, dict[str, str]] = {}
        for report_id, table, row, line in printed[["report_id", "table", "row", "line"]].itertuples(
            index=False
        ):
            lines.setdefault(report_id, {})[f"{table}.{row}"] = line
        return lines

    @cached_property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """Report and key of the cells that were not read for certain."""
        cells = self.cells[self.cells["method"].isin(["aligned", "ocr"])]
        return frozenset(zip(cells["report_id"], cells["key"], strict=True))

    def values(self, report_ids: Sequence[str], keys: Sequence[str]) -> np.ndarray:
        """The numbers of cells, a row per report; NaN where there is none."""
        return self.wide.reindex(index=list(report_ids), columns=list(keys)).to_numpy(dtype="float64")


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


def gather_archive(frames: Frames, previous: Sequence[Frames], roll: Roll) -> Archive:
    """The audited reports of a run, and what `previous` runs have beside them (of several the first).

    An agency of a previous run goes by the id that the roster has for its name.
    """
    parts = [_take(frames, roll, own=True)]
    taken = set(parts[0].by_year)
    for run in previous:
        found = _take(run, roll, own=False)
        new = [place for place in found.by_year if place not in taken]
        taken.update(new)
        parts.append(_only(found, [found.by_year[place] for place in new], parts))
    return Archive(*(pd.concat([getattr(p, name) for p in parts]) for name in Archive.__dataclass_fields__))


def _take(frames: Frames, roll: Roll, *, own: bool) -> Archive:
    reports = frames["reports"]
    dated = reports[reports["year"].notna()]
    versions = dated.groupby(["agency_id", "year"])["report_id"].transform("size")
    kept = dated.loc[:, list(_KEPT)].assign(own=own, versions=versions)
    kept = kept[dated["audited"].to_numpy(dtype=bool) & dated["template"].notna().to_numpy(dtype=bool)]
    if not own:
        names = zip(kept["agency_id"], kept["agency"], strict=True)
        kept = kept.assign(agency_id=[roll.identify(*pair) for pair in names])
        kept = kept.drop_duplicates(["agency_id", "year"])
    wide = [frames[name] for name in map(wide_name, load_templates().values()) if name in frames]
    wides = [frame.set_index("report_id") for frame in wide if len(frame)]
    everything = pd.concat(wides) if wides else pd.DataFrame(index=pd.Index([], name="report_id"))
    whole = Archive(kept.set_index("report_id", drop=False), frames["cells"], frames["sections"], everything)
    return _only(whole, kept["report_id"].tolist())


def _only(archive: Archive, report_ids: Iterable[str], earlier: Sequence[Archive] = ()) -> Archive:
    ids = set(report_ids).difference(*(part.reports.index for part in earlier))
    return Archive(
        archive.reports[archive.reports.index.isin(ids)],
        archive.cells[archive.cells["report_id"].isin(ids)],
        archive.sections[archive.sections["report_id"].isin(ids)],
        archive.wide[archive.wide.index.isin(ids)],
    )

"""All reports there are: those of the run, and those of earlier runs that only serve to compare.

Of each only who it is by is in memory; the rest is fetched for some of them at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from audit.corpus.archive import ORIGIN, Archive, Roll, join_prose
from audit.document import UNSURE_METHODS
from audit.frames import FrameSource
from audit.schema import wide_name
from audit.template import Template, load_templates

__all__ = ["Survey", "survey_reports"]

_KEPT = ("report_id", "agency_id", "agency", "agency_kind", "year", "template", *ORIGIN)
_COUNTED = ("report_id", "agency_id", "year", "audited", "template")
_CELLS = ("report_id", "table", "row", "key", "raw", "method", "line", *ORIGIN)
_LOOKED_UP = ("report_id", "table", "row", "key", "method")
_PROSE = ("report_id", "part", "text")


@dataclass(frozen=True)
class Survey:
    """One report for an agency and year, by `report_id`: `reports` has `own` (a report of the run, which
    is judged) and `versions` (contents that were there). Reports without a year are not in it. `sources`
    are the frames of the run and of the earlier ones, `origins` the place among them of each report."""

    reports: pd.DataFrame
    sources: Sequence[FrameSource]
    origins: Mapping[str, int]

    @cached_property
    def by_year(self) -> Mapping[tuple[str, int], str]:
        """Agency and year -> report_id."""
        ids = zip(self.reports["agency_id"], self.reports["year"].astype(int), strict=True)
        return dict(zip(ids, self.reports.index, strict=True))

    def gather(self, report_ids: Iterable[str], looked_up: Iterable[str] = ()) -> Archive:
        """What is at hand of `report_ids`; of `looked_up` only numbers, and which of them are unsure."""
        ids = dict.fromkeys(name for name in report_ids if name in self.origins)
        others = [name for name in dict.fromkeys(looked_up) if name in self.origins and name not in ids]
        unsure = self._rows("cells", others, _LOOKED_UP)
        cells = [self._rows("cells", ids, _CELLS), unsure[unsure["method"].isin(UNSURE_METHODS)]]
        return Archive(
            self.reports[self.reports.index.isin([*ids, *others])],
            pd.concat([rows for rows in cells if len(rows)] or cells[:1]),
            self._rows("sections", ids, _PROSE),
            self._wide([*ids, *others]),
            self.by_year,
        )

    def prose(self, report_ids: Iterable[str]) -> dict[str, str]:
        """Report -> its prose as printed, parts joined by line breaks."""
        return join_prose(self._rows("sections", report_ids, _PROSE))

    def numbers(self, keys: Sequence[str]) -> pd.DataFrame:
        """The numbers of the cells `keys` in every report; NaN where there is none."""
        found = []
        for place, source in enumerate(self.sources):
            for name, template in _wide_frames(source).items():
                columns = [key for key in keys if key in template.wide_columns]
                frame = source.whole(name, ["report_id", *columns]).set_index("report_id")
                found.append(frame[frame.index.map(self.origins.get) == place])
        rows = [frame for frame in found if len(frame)]
        numbers = pd.concat(rows) if rows else pd.DataFrame()
        return numbers.reindex(index=self.reports.index, columns=list(keys)).astype("float64")

    def _by_source(self, report_ids: Iterable[str]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for report_id in report_ids:
            found.setdefault(self.origins[report_id], []).append(report_id)
        return dict(sorted(found.items()))

    def _rows(self, name: str, report_ids: Iterable[str], columns: Sequence[str]) -> pd.DataFrame:
        by_source = self._by_source(report_ids)
        found = [self.sources[place].rows(name, ids, columns) for place, ids in by_source.items()]
        if not found:
            return self.sources[0].rows(name, (), columns)
        return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]

    def _wide(self, report_ids: Sequence[str]) -> pd.DataFrame:
        found = [
            self.sources[place].rows(name, ids).set_index("report_id")
            for place, ids in self._by_source(report_ids).items()
            for name in _wide_frames(self.sources[place])
        ]
        rows = [frame for frame in found if len(frame)]
        return pd.concat(rows) if rows else pd.DataFrame(index=pd.Index([], name="report_id"))


def survey_reports(frames: FrameSource, previous: Sequence[FrameSource], roll: Roll) -> Survey:
    """The audited reports of a run, and what `previous` runs have beside them (of several the first).

    An agency of a previous run goes by the id that the roster has for its name.
    """
    parts = [_take(frames, roll, own=True)]
    filed = set(_filings(parts[0]))
    known = set(parts[0].index)
    for run in previous:
        found = _take(run, roll, own=False)
        found = found[[filing not in filed for filing in _filings(found)]]
        filed.update(_filings(found))
        found = found[~found.index.isin(known)]
        known.update(found.index)
        parts.append(found)
    origins = {str(name): place for place, part in enumerate(parts) for name in part.index}
    filled = [part for part in parts if len(part)] or parts[:1]
    return Survey(pd.concat(filled), [frames, *previous], origins)


def _wide_frames(source: FrameSource) -> dict[str, Template]:
    named = {wide_name(template): template for template in load_templates().values()}
    return {name: template for name, template in named.items() if name in source.names}


def _filings(reports: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(reports["agency_id"], reports["year"].astype(int), strict=True))


def _take(frames: FrameSource, roll: Roll, *, own: bool) -> pd.DataFrame:
    reports = frames.whole("reports", list(dict.fromkeys((*_KEPT, *_COUNTED))))
    dated = reports[reports["year"].notna()]
    versions = dated.groupby(["agency_id", "year"])["report_id"].transform("size")
    kept = dated.loc[:, list(_KEPT)].assign(own=own, versions=versions)
    kept = kept[dated["audited"].to_numpy(dtype=bool) & dated["template"].notna().to_numpy(dtype=bool)]
    if not own:
        names = zip(kept["agency_id"], kept["agency"], strict=True)
        kept = kept.assign(agency_id=[roll.identify(*pair) for pair in names])
        kept = kept.drop_duplicates(["agency_id", "year"])
    return kept.set_index("report_id", drop=False)

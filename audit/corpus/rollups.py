"""The frame `rollups`: reports that sum up others beside the sum of theirs, and the sums as tables."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.archive import ORIGIN, Archive, Member, Roll
from audit.corpus.settings import setting
from audit.office import Office
from audit.schema import conform, frame_specs
from audit.template import Template, template_for_year
from audit.text import fold

__all__ = ["Summary", "draft_tables", "list_summaries", "sum_rollups"]

_DECIMALS = 6
_NAMED = 6  # missing agencies named; more are counted


@dataclass(frozen=True, slots=True)
class Summary:
    """The filing of an agency that sums up others, for a year: whether it came or not, and the agencies
    that it takes in."""

    report_id: str
    member: Member
    year: int
    children: Sequence[Member]

    def child_reports(self, filed: Mapping[tuple[str, int], str]) -> list[str | None]:
        """The report of each child, None where there is none."""
        return [filed.get((child.agency_id, self.year)) for child in self.children]


def list_summaries(filings: pd.DataFrame, roll: Roll, office: Office) -> Iterator[Summary]:
    """Every summary that the roster knows, for each year for which it is in `filings`."""
    dated = filings[filings["year"].notna()]
    due = dated["expected"].fillna(value=False).astype(bool) | dated["filed"]
    owing: dict[int, set[str]] = {}
    for agency_id, year in zip(dated.loc[due, "agency_id"], dated.loc[due, "year"].astype(int), strict=True):
        owing.setdefault(year, set()).add(agency_id)
    for report_id, agency_id, year in zip(
        dated["report_id"], dated["agency_id"], dated["year"].astype(int), strict=True
    ):
        member = roll.get(agency_id)
        if member is not None and member.reports_for:
            own_office = office.rollups.own_office
            children = _list_children(member, roll, owing.get(year, set()), own_office=own_office)
            yield Summary(report_id, member, year, children)


def sum_rollups(archive: Archive, summaries: Iterable[Summary]) -> pd.DataFrame:
    """The cells of every summary, the numbers of its children in `archive`."""
    rows: list[dict[str, Any]] = []
    for summary in summaries:
        template = template_for_year(summary.year)
        if template is not None:
            rows.extend(_cells(archive, summary, template))
    return conform(rows, frame_specs()["rollups"])


def draft_tables(rollups: pd.DataFrame, report_id: str) -> dict[str, pd.DataFrame]:
    """The sums for the summary `report_id` as the form's tables, table name -> rows by columns with the
    official labels: what the office drafts its own report from. NaN where no child has a number."""
    own = rollups[rollups["report_id"] == report_id]
    sums = dict(zip(own["key"], own["sum"], strict=True))
    template = template_for_year(int(own["year"].iloc[0])) if len(own) else None
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for key, cell in template.cells.items() if template is not None else ():
        label = "".join((*cell.row.groups, cell.row.label))
        tables.setdefault(cell.table.name, {}).setdefault(label, {})[cell.column.label] = sums.get(
            key, math.nan
        )
    return {name: pd.DataFrame.from_dict(rows, orient="index") for name, rows in tables.items()}


def _list_children(member: Member, roll: Roll, ids: Collection[str], *, own_office: bool) -> list[Member]:
    """The agencies that the summary takes in, of those that owe or have filed a report for the year
    (`ids`): without the summary's own office unless it counts."""
    children = (roll.get(child) for child in member.reports_for)
    return [
        child
        for child in children
        if child is not None
        and child.agency_id in ids
        and (own_office or not _is_office(child, member, roll))
    ]


def _is_office(child: Member, member: Member, roll: Roll) -> bool:
    """Whether `child` is the office of the summary's agency, or of that one's parent."""
    parent = roll.get(member.parent)
    bodies = (*member.aliases, member.name, *((parent.name, *parent.aliases) if parent is not None else ()))
    offices = {fold(body + office) for body in bodies for office in setting("rollups", "offices")}
    return bool(offices & {fold(name) for name in (child.name, *child.aliases)})


def _cells(archive: Archive, summary: Summary, template: Template) -> Iterator[dict[str, Any]]:
    report_id, children = summary.report_id, summary.children
    cells = {k: c for k, c in template.cells.items() if c.column.measure in setting("rollups", "summed")}
    ids = summary.child_reports(archive.by_year)
    own = archive.values([report_id], list(cells))[0]
    theirs = archive.values([id_ or "" for id_ in ids], list(cells)).reshape(len(ids), len(cells))
    printed = _printed(archive, report_id)
    origin = archive.facts.get(report_id, {})
    for place, (key, cell) in enumerate(cells.items()):
        numbers = theirs[:, place]
        known = ~np.isnan(numbers)
        # Amounts have two decimals: what floats add to that is nobody's difference.
        total = round(float(numbers[known].sum()), _DECIMALS) if known.any() else math.nan
        missing = [child.name for child, here in zip(children, known, strict=True) if not here]
        yield {
            "rollup_id": f"{report_id}#{key}",
            "report_id": report_id,
            "agency_id": summary.member.agency_id,
            "year": summary.year,
            "table": cell.table.key,
            "row": cell.row.key,
            "column": cell.column.key,
            "key": key,
            "value": own[place],
            "sum": total,
            "due": total if children and not missing else math.nan,
            "children": len(children),
            "counted": int(known.sum()),
            "missing": "、".join(missing),
            "reason": _reason(children, missing, ids, blank=bool(np.isnan(own[place]))),
            **{name: origin.get(name) for name in ORIGIN},
            **printed.get(key, {"raw": None, "line": None}),
        }


def _reason(
    children: Sequence[Member], missing: Sequence[str], ids: Sequence[str | None], *, blank: bool
) -> str:
    if not children:
        return "汇总范围内没有应报告的机关"
    unfiled = [child.name for child, id_ in zip(children, ids, strict=True) if id_ is None]
    if unfiled:
        return f"缺少 {len(unfiled)} 个机关的报告：{_list(unfiled)}"
    if missing:
        return f"下级报告的该格没有数字：{_list(missing)}"
    return "汇总报告的该格没有数字" if blank else ""


def _list(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def _printed(archive: Archive, report_id: str) -> Mapping[str, dict[str, Any]]:
    """Cell key -> raw, line and where it stands."""
    cells = archive.cells[archive.cells["report_id"] == report_id].set_index("key")
    rows = cells[["raw", "line", *ORIGIN]].to_dict("index")
    return {str(key): {str(name): value for name, value in row.items()} for key, row in rows.items()}

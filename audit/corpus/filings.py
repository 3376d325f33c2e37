"""The frame `filings`: who had to report for which year, and what came, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from audit.corpus.archive import ORIGIN, Member, Roll, join_prose
from audit.corpus.settings import deadlines, notice, setting
from audit.frames import FrameSource
from audit.office import Office
from audit.recognise.sentences import fold_characters
from audit.schema import conform, frame_specs

__all__ = ["list_filings"]

Record = Mapping[str, Any]

_READ = (
    *("report_id", "agency_id", "agency", "agency_kind", "year", "audited"),
    *("title", "opening", "published_on", "published_from", *ORIGIN),
)


@dataclass(frozen=True, slots=True)
class _Due:
    """The last day on which a report is in time, and what says so."""

    day: date | None
    basis: str = ""


def list_filings(frames: FrameSource, roll: Roll, office: Office) -> pd.DataFrame:
    """A row for every agency of the roster and year of the run, and for every other report that is there."""
    reports = frames.whole("reports", [*_READ, "template", "manifest_year"])
    several = reports["report_id"][reports.duplicated(["agency_id", "year"], keep=False)]
    texts = join_prose(frames.rows("sections", several, ["report_id", "part", "text"]))
    filed = [_filed(contents, texts, roll, office) for contents in _contents(reports)]
    if not any(row["published_from"] == "manifest" for row in filed):  # the office looks at no days at all
        filed = [row | {"published_from": row["published_from"].removeprefix("none")} for row in filed]
    seen = {(row["agency_id"], row["year"]) for row in filed}
    unfiled = [
        _unfiled(member, year, roll, office)
        for year in _years(reports, roll)
        for member in roll.members.values()
        if (member.agency_id, year) not in seen
    ]
    return conform([*filed, *unfiled], frame_specs()["filings"])


def _contents(reports: pd.DataFrame) -> list[list[Record]]:
    """The rows of `reports` by agency and year; a report without a year by itself."""
    columns = {str(name): reports[name].astype(object).tolist() for name in _READ}
    groups: dict[tuple[object, object], list[Record]] = {}
    for values in zip(*columns.values(), strict=True):
        record = {
            name: None if pd.isna(value) else value for name, value in zip(columns, values, strict=True)
        }
        year = record["year"] if record["year"] is not None else record["report_id"]
        groups.setdefault((record["agency_id"], year), []).append(record)
    return list(groups.values())


def _years(reports: pd.DataFrame, roll: Roll) -> list[int]:
    """The years that the run is about: a single misprinted year accuses nobody of not reporting for it."""
    own = reports[reports["agency_id"].isin(roll.members) & reports["template"].notna()]
    counts = own.drop_duplicates(["agency_id", "year"])["year"].value_counts()
    least = min(setting("filings", "year_share") * len(roll.members), counts.max()) if len(counts) else 0
    named = set(own["manifest_year"].dropna().astype(int))
    return sorted({*counts.index[counts >= least].astype(int), *named})


def _filed(
    contents: Sequence[Record], texts: Mapping[str, str], roll: Roll, office: Office
) -> dict[str, Any]:
    """The filing of an agency and year: `contents` are its versions, the audited one among them."""
    audited = next((content for content in contents if content["audited"]), contents[-1])
    agency_id, year = audited["agency_id"], audited["year"]
    member = roll.get(agency_id)
    dated = sorted((c for c in contents if c["published_on"]), key=lambda content: content["published_on"])
    first = dated[0] if dated else None
    due = _deadline(member, audited["agency_kind"] or "", year, office)
    row = _row(
        filing_id=audited["report_id"] if year is None else f"{year}/{agency_id}",
        **{
            name: audited[name]
            for name in ("report_id", "agency_id", "agency", "agency_kind", "year", *ORIGIN)
        },
        filed=True,
        versions=len(contents),
        contents=_unexplained(contents, texts),
        published_on=first["published_on"] if first else None,
        published_from=(first["published_from"] if first else "") or "none",
        nearest="" if member or not roll else _nearest(audited["agency"] or "", roll),
        reason="" if first else "没有公布日期",
        ground=_files(contents),
    )
    if first and due.day is not None:
        row["days_late"] = (date.fromisoformat(first["published_on"]) - due.day).days
    return row | _expectation(member, year, roll) | _stated(due)


def _unfiled(member: Member, year: int, roll: Roll, office: Office) -> dict[str, Any]:
    filing = f"{year}/{member.agency_id}"
    row = _row(
        filing_id=filing,
        year=year,
        report_id=filing,
        agency_id=member.agency_id,
        agency=member.name,
        agency_kind=member.kind,
        filed=False,
        versions=0,
        contents=0,
    )
    expectation = _expectation(member, year, roll)
    due = _deadline(member, member.kind, year, office)
    ground = f"名单：{member.name}（编号 {member.agency_id}）"
    ground += (
        f"；{year}年度报告应于 {due.day.isoformat()} 前公布" if due.day and expectation["expected"] else ""
    )
    return row | expectation | _stated(due) | {"ground": ground}


def _row(**known: Any) -> dict[str, Any]:
    return dict.fromkeys(frame_specs()["filings"].columns) | known


def _expectation(member: Member | None, year: int | None, roll: Roll) -> dict[str, Any]:
    """on_roster, expected, unexpected"""
    if member is None:
        return {"on_roster": False if roll else None, "expected": None, "unexpected": ""}
    why = _absence(member, year, roll) if year is not None else ""
    return {"on_roster": True, "expected": not why, "unexpected": why}


def _absence(member: Member, year: int, roll: Roll) -> str:
    """Why the agency owes no report for `year`; empty when it owes one. One that was abolished before
    its report fell due owes none: whoever took it over reports."""
    if member.valid_from is not None and member.valid_from.year > year:
        return f"{member.valid_from.isoformat()} 成立，{year}年尚未成立"
    if member.valid_to is not None and member.valid_to < date(year + 1, 3, 31):
        heir = roll.get(member.successor)
        return f"{member.valid_to.isoformat()} 撤销" + (f"，并入{heir.name}" if heir else "")
    return ""


def _deadline(member: Member | None, kind: str, year: int | None, office: Office) -> _Due:
    """The roster's deadline, else the office's for the kind, else that of the Regulation."""
    if year is None:
        return _Due(None)
    if member is not None and member.deadline:
        day = member.deadline if len(member.deadline) > len("MM-DD") else f"{year + 1}-{member.deadline}"
        if day.startswith(f"{year + 1}-"):
            return _Due(_existing(day), member.deadline_basis or "名单所列公布期限")
    if kind in office.deadlines:
        day = office.deadlines[kind]
        return _Due(_existing(f"{year + 1}-{day}"), "本单位设置的公布期限") if day else _Due(None)
    known = deadlines().get(kind)
    return _Due(_existing(f"{year + 1}-{known['day']}"), known["basis"]) if known else _Due(None)


def _existing(day: str) -> date:
    """The day; of 29 February in a common year the day before."""
    return date.fromisoformat(day if not day.endswith("02-29") or _leaps(day) else f"{day[:4]}-02-28")


def _leaps(day: str) -> bool:
    year = int(day[:4])
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _stated(due: _Due) -> dict[str, Any]:
    return {"deadline": due.day.isoformat() if due.day else None, "deadline_basis": due.basis}


def _unexplained(contents: Sequence[Record], texts: Mapping[str, str]) -> int:
    """How many contents nothing puts in order: those that share a day of publication (or have none) and
    do not say that they take another's place."""
    days = [content["published_on"] for content in contents]
    if len(contents) == 1 or (all(days) and len(set(days)) == len(days)):
        return 1
    silent = sum(not notice().search(fold_characters(_said(content, texts))) for content in contents)
    return max(silent, 1)


def _said(content: Record, texts: Mapping[str, str]) -> str:
    printed = (content["title"], content["opening"], texts.get(content["report_id"]))
    return "。".join(filter(None, printed))


def _files(contents: Sequence[Record]) -> str:
    """The files of the contents with what is known of their days, a line each."""
    return "\n".join(
        f"{content['file']}（发布日期 {content['published_on']}）"
        if content["published_on"]
        else content["file"]
        for content in contents
    )


def _nearest(name: str, roll: Roll) -> str:
    names = {member.agency_id: member.name for member in roll.members.values()}
    found = process.extract(
        name,
        names,
        scorer=fuzz.ratio,
        limit=setting("filings", "nearest"),
        score_cutoff=setting("filings", "likeness"),
    )
    return "、".join(near for near, _, _ in found)

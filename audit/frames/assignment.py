"""Which report each file holds: agency and year, the same content in another file, later versions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

import pandas as pd

from audit.frames.manifest import Listed, is_same_agency
from audit.reading import FileKey
from audit.recognise import complete_name, kind_of
from audit.recognise.model import Recognition
from audit.text import fold

__all__ = ["Agency", "FileEntry", "Listing", "Placement", "Report", "assign", "hash_name"]

_UNKNOWN_YEAR = "0000"
_NOT_REPORT = "未找到年度报告的任何部分或统计表，可能不是政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the frames name it; `division_code`, `parent` (an id), and the first and last day on
    which it is there (ISO) are "" without a roster."""

    agency_id: str
    name: str
    kind: str
    division_code: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the manifest says of a report, None where it says nothing. `agency_status`: whether the agency
    it names is the printed one (`agreed`, `differs`; None when that cannot be told), or `unlisted`."""

    agency: str | None = None
    agency_status: str | None = "unlisted"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a report belongs: a content of one agency for one year (`key`). `place` is that of its first
    file among the inputs. `audited`: no later version takes its place. `listing` is what the manifest
    says of it, its day of publication (`published_on`, `published_from`) aside."""

    report_id: str
    key: str
    place: int
    agency: Agency
    content_sha256: str
    version: int
    supersedes: str
    audited: bool
    published_on: date | None
    published_from: str
    listing: Listing

    def hold(self, recognition: Recognition) -> Report:
        """The report with what was recognised in its file."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        read = replace(recognition, published_on=self.published_on, published_from=self.published_from)
        return Report(**known, recognition=read)


@dataclass(frozen=True, slots=True)
class Report(Placement):
    """One report, whole."""

    recognition: Recognition


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a file turned out to be; `report` is None when it makes or repeats none."""

    file: FileKey
    status: str
    code: str = ""
    reason: str = ""
    report: Placement | None = None


@dataclass(frozen=True, slots=True)
class _Content:
    """A report's file on its way. `key` is year and agency; `order` its place among the inputs;
    `earlier` its version in an earlier run, beyond all others when it is new."""

    file: FileKey
    agency: Agency
    key: str
    order: int
    earlier: float
    published_on: date | None
    published_from: str
    listing: Listing


def assign(
    keys: Sequence[FileKey],
    roster: pd.DataFrame | None = None,
    listed: Mapping[str, Listed] | None = None,
    earlier: Mapping[str, int] | None = None,
) -> tuple[list[FileEntry], list[Placement]]:
    """An entry for every file in input order, and the reports in the order their first file stands.

    `listed` are the manifest's rows by file; an agency and a day of publication given there count
    for the file, whatever it says itself.
    Files with the same content for the same agency and year are one report. Other contents for them
    are versions, by day of publication when every one of them has it, else in input order; the last
    is audited. Without a year nothing says that two contents are versions, so all are audited.
    """
    agencies = _Agencies(roster)
    contents = [
        _content(order, file, (listed or {}).get(file.file), agencies, earlier or {})
        for order, file in enumerate(keys)
        if file.is_report
    ]
    by_key: dict[str, dict[str, _Content]] = {}
    for content in contents:
        versions = by_key.setdefault(content.key, {})
        known = versions.setdefault(content.file.fingerprint, content)
        if known.listing == Listing():  # another file with this content may be on the manifest
            versions[content.file.fingerprint] = replace(known, listing=content.listing)
    reports = {
        (key, report.content_sha256): report
        for key, versions in by_key.items()
        for report in _versions(list(versions.values()))
    }
    placed = {content.order: content for content in contents}
    entries = [_entry(file, placed.get(order), reports, order) for order, file in enumerate(keys)]
    return entries, sorted(reports.values(), key=lambda report: report.place)


def hash_name(name: str) -> str:
    """The id of an agency that no roster names: ? and eight hexadecimal digits of its name."""
    return "?" + hashlib.sha256(fold(name).encode()).hexdigest()[:8]


class _Agencies:
    """The roster by id, and by folded name and alias. A name that two agencies bear names neither."""

    def __init__(self, roster: pd.DataFrame | None) -> None:
        self._by_id: dict[str, Agency] = {}
        self._known: dict[str, Agency | None] = {}
        self._names: dict[str, set[str]] = {}
        if roster is None:
            return
        columns = (
            "agency_id",
            "name",
            "kind",
            "division_code",
            "parent",
            "valid_from",
            "valid_to",
            "aliases",
        )
        given = roster.reindex(columns=list(columns))
        texts = [given[column].astype(object).fillna("").astype(str).tolist() for column in columns]
        for *values, aliases in zip(*texts, strict=True):
            agency = self._by_id[values[0]] = Agency(*values)
            names = {fold(name) for name in (agency.name, *aliases.split("；")) if fold(name)}
            self._names[agency.agency_id] = names
            for name in names:
                self._known[name] = None if name in self._known else agency

    def listed(self, agency: str) -> Agency:
        """The agency that the manifest means: an id, or a name."""
        name = complete_name(agency)
        known = self._by_id.get(agency) or self._known.get(fold(agency)) or self._known.get(name)
        kind = known.kind if known and known.kind else kind_of(name)
        return replace(known, kind=kind) if known else Agency(hash_name(name), name, kind)

    def find(self, file: FileKey) -> Agency:
        known = self._printed(file)
        if known is not None:
            return replace(known, kind=known.kind or file.kind)
        # Two reports whose agency is unknown need not be of the same one.
        return Agency(hash_name(file.agency or file.fingerprint), file.agency, file.kind)

    def compare(self, listed: Agency, file: FileKey) -> str | None:
        """Whether the agency of the manifest is the one that the report names: `agreed`, `differs`, or
        None when that cannot be told (none is printed; what is listed may be an id that nobody knows)."""
        if not file.printed:
            return None
        known = self._printed(file)
        if known is not None and listed.agency_id in self._by_id:
            return "agreed" if known.agency_id == listed.agency_id else "differs"
        names = {fold(listed.name), *self._names.get(listed.agency_id, ())}
        if any(is_same_agency(name, file.printed) for name in names):
            return "agreed"
        return "differs" if listed.kind else None

    def _printed(self, file: FileKey) -> Agency | None:
        names = (file.agency, file.printed)
        return next(filter(None, (self._known.get(fold(name)) for name in names)), None)


def _content(
    order: int, file: FileKey, row: Listed | None, agencies: _Agencies, earlier: Mapping[str, int]
) -> _Content:
    day, source = file.published_on, file.published_from
    if row is not None and row.published_on is not None:
        day, source = row.published_on, "manifest"
    listing = Listing(url=row.url or None) if row is not None else Listing()
    if row is not None and row.agency:
        agency = agencies.listed(row.agency)
        listing = replace(listing, agency=agency.name, agency_status=agencies.compare(agency, file))
    else:
        agency = agencies.find(file)
    key = f"{_UNKNOWN_YEAR if file.year is None else file.year}/{agency.agency_id}"
    version = earlier.get(file.fingerprint, math.inf)
    return _Content(file, agency, key, order, version, day, source, listing)


def _versions(contents: list[_Content]) -> list[Placement]:
    contents = sorted(contents, key=lambda content: (content.earlier, content.order))
    if all(content.published_on for content in contents):
        contents.sort(key=lambda content: str(content.published_on))
    dated = contents[0].file.year is not None
    ids = [
        content.key if number == 1 else f"{content.key}/{number}"
        for number, content in enumerate(contents, 1)
    ]
    return [
        Placement(
            report_id=ids[place],
            key=content.key,
            place=content.order,
            agency=content.agency,
            content_sha256=content.file.fingerprint,
            version=place + 1,
            supersedes=ids[place - 1] if dated and place else "",
            audited=not dated or place == len(contents) - 1,
            published_on=content.published_on,
            published_from=content.published_from,
            listing=content.listing,
        )
        for place, content in enumerate(contents)
    ]


def _entry(
    file: FileKey, content: _Content | None, reports: Mapping[tuple[str, str], Placement], order: int
) -> FileEntry:
    if file.code:
        return FileEntry(file, "unread", file.code, file.reason)
    if content is None:
        return FileEntry(file, "not_report", "not_report", _NOT_REPORT)
    report = reports[content.key, file.fingerprint]
    return FileEntry(file, "read" if report.place == order else "same_content", report=report)

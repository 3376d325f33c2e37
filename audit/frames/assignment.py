"""Which report each file holds: agency and year, the same content in another file, later versions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from audit.frames.manifest import Listed, is_same_agency
from audit.reading import Reading
from audit.recognise import complete_name, kind_of
from audit.recognise.model import Identity, Recognition
from audit.text import fold

__all__ = ["Agency", "FileEntry", "Listing", "Report", "assign", "content_fingerprint", "hash_name"]

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
class Report:
    """One report: a content of one agency for one year (`key`). `audited`: no later version takes its
    place. `listing` is what the manifest says of it."""

    report_id: str
    key: str
    agency: Agency
    recognition: Recognition
    content_sha256: str
    version: int
    supersedes: str
    audited: bool
    listing: Listing


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a file turned out to be; `report` is None when it makes or repeats none."""

    reading: Reading
    status: str
    code: str = ""
    reason: str = ""
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """A recognised file as it comes: its place among the inputs, and its row in the manifest."""

    order: int
    reading: Reading
    recognition: Recognition
    row: Listed | None


@dataclass(frozen=True, slots=True)
class _Content:
    """A recognised file on its way to a report. `key` is year and agency; `order` its place among
    the inputs; `earlier` its version in an earlier run, beyond all others when it is new."""

    reading: Reading
    recognition: Recognition
    agency: Agency
    key: str
    fingerprint: str
    order: int
    earlier: float
    listing: Listing


def assign(
    readings: Sequence[Reading],
    roster: pd.DataFrame | None = None,
    listed: Mapping[str, Listed] | None = None,
    earlier: Mapping[str, int] | None = None,
) -> tuple[list[FileEntry], list[Report]]:
    """An entry for every file in input order, and the reports in the order their first file stands.

    `listed` are the manifest's rows by file; an agency and a day of publication given there count
    for the file, whatever it says itself.
    Files with the same content for the same agency and year are one report. Other contents for them
    are versions, by day of publication when every one of them has it, else in input order; the last
    is audited. Without a year nothing says that two contents are versions, so all are audited.
    """
    agencies = _Agencies(roster)
    contents = [
        _content(
            _File(order, reading, recognition, (listed or {}).get(reading.file)), agencies, earlier or {}
        )
        for order, reading in enumerate(readings)
        if (recognition := reading.recognition) is not None and recognition.is_report
    ]
    by_key: dict[str, dict[str, _Content]] = {}
    for content in contents:
        versions = by_key.setdefault(content.key, {})
        known = versions.setdefault(content.fingerprint, content)
        if known.listing == Listing():  # another file with this content may be on the manifest
            versions[content.fingerprint] = replace(known, listing=content.listing)
    reports = {
        (key, report.content_sha256): report
        for key, versions in by_key.items()
        for report in _versions(list(versions.values()))
    }
    first = {(content.key, content.fingerprint): content.order for content in reversed(contents)}
    placed = {content.order: content for content in contents}
    entries = [_entry(reading, placed.get(order), reports, first) for order, reading in enumerate(readings)]
    return entries, sorted(reports.values(), key=lambda report: first[report.key, report.content_sha256])


def content_fingerprint(recognition: Recognition) -> str:
    """SHA-256 of the folded headings, prose and cell texts: equal for one report in two formats."""
    digest = hashlib.sha256()
    for section in sorted(recognition.sections, key=lambda section: section.part):
        prose = "".join(text for text, _ in section.paragraphs)
        digest.update(f"#{section.part}{fold(section.heading)}\n{fold(prose)}\n".encode())
    cells = {cell.spec.key: fold(cell.raw or "") for table in recognition.tables for cell in table.cells}
    digest.update("".join([f"{key}={cells[key]}\n" for key in sorted(cells)]).encode())
    return digest.hexdigest()


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

    def find(self, recognition: Recognition, fingerprint: str) -> Agency:
        identity = recognition.identity
        known = self._printed(identity)
        if known is not None:
            return replace(known, kind=known.kind or identity.kind)
        # Two reports whose agency is unknown need not be of the same one.
        return Agency(hash_name(identity.agency or fingerprint), identity.agency, identity.kind)

    def compare(self, listed: Agency, identity: Identity) -> str | None:
        """Whether the agency of the manifest is the one that the report names: `agreed`, `differs`, or
        None when that cannot be told (none is printed; what is listed may be an id that nobody knows)."""
        if not identity.printed:
            return None
        known = self._printed(identity)
        if known is not None and listed.agency_id in self._by_id:
            return "agreed" if known.agency_id == listed.agency_id else "differs"
        names = {fold(listed.name), *self._names.get(listed.agency_id, ())}
        if any(is_same_agency(name, identity.printed) for name in names):
            return "agreed"
        return "differs" if listed.kind else None

    def _printed(self, identity: Identity) -> Agency | None:
        names = (identity.agency, identity.printed)
        return next(filter(None, (self._known.get(fold(name)) for name in names)), None)


def _content(file: _File, agencies: _Agencies, earlier: Mapping[str, int]) -> _Content:
    recognition, row = file.recognition, file.row
    fingerprint = content_fingerprint(recognition)
    if row is not None and row.published_on is not None:
        recognition = replace(recognition, published_on=row.published_on, published_from="manifest")
    listing = Listing(url=row.url or None) if row is not None else Listing()
    if row is not None and row.agency:
        agency = agencies.listed(row.agency)
        status = agencies.compare(agency, recognition.identity)
        listing = replace(listing, agency=agency.name, agency_status=status)
    else:
        agency = agencies.find(recognition, fingerprint)
    year = recognition.identity.year
    key = f"{_UNKNOWN_YEAR if year is None else year}/{agency.agency_id}"
    version = earlier.get(fingerprint, math.inf)
    return _Content(file.reading, recognition, agency, key, fingerprint, file.order, version, listing)


def _versions(contents: list[_Content]) -> list[Report]:
    contents = sorted(contents, key=lambda content: (content.earlier, content.order))
    if all(content.recognition.published_on for content in contents):
        contents.sort(key=lambda content: str(content.recognition.published_on))
    dated = contents[0].recognition.identity.year is not None
    ids = [
        content.key if number == 1 else f"{content.key}/{number}"
        for number, content in enumerate(contents, 1)
    ]
    return [
        Report(
            report_id=ids[place],
            key=content.key,
            agency=content.agency,
            recognition=content.recognition,
            content_sha256=content.fingerprint,
            version=place + 1,
            supersedes=ids[place - 1] if dated and place else "",
            audited=not dated or place == len(contents) - 1,
            listing=content.listing,
        )
        for place, content in enumerate(contents)
    ]


def _entry(
    reading: Reading,
    content: _Content | None,
    reports: Mapping[tuple[str, str], Report],
    first: Mapping[tuple[str, str], int],
) -> FileEntry:
    if reading.error is not None:
        return FileEntry(reading, "unread", reading.error.code, reading.error.reason)
    if content is None:
        return FileEntry(reading, "not_report", "not_report", _NOT_REPORT)
    identity = content.key, content.fingerprint
    status = "read" if first[identity] == content.order else "same_content"
    return FileEntry(reading, status, report=reports[identity])

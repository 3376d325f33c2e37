"""Reports as rows, one generator per frame; values stand in the order of the frame's columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from datetime import date
from operator import itemgetter
from typing import Any

from audit.document import Origin
from audit.frames.assignment import FileEntry, Report
from audit.frames.seats import Seats
from audit.recognise.coverage import read_coverage
from audit.recognise.model import Cell, Growth, Recognition, Section, TableReading
from audit.recognise.names import mask_personal
from audit.recognise.parts import count_characters
from audit.template import CellSpec

__all__ = [
    "Row",
    "cell_columns",
    "claim_rows",
    "coverage_rows",
    "file_rows",
    "leftover_rows",
    "mention_rows",
    "report_rows",
    "section_rows",
]

Row = tuple[object, ...]


def file_rows(entries: Iterable[FileEntry]) -> Iterator[Row]:
    for entry in entries:
        file, report = entry.file, entry.report
        yield (
            file.file,
            file.sha256,
            file.format,
            report.report_id if report else "",
            report.version if report else None,
            report.supersedes if report else "",
            entry.status,
            entry.code,
            entry.reason,
        )


def report_rows(reports: Iterable[Report]) -> Iterator[Row]:
    for report in reports:
        read, agency = report.recognition, report.agency
        identity, period = read.identity, read.period
        yield (
            report.report_id,
            agency.agency_id,
            agency.name,
            identity.printed,
            agency.kind,
            agency.division_code,
            agency.parent or None,
            identity.year,
            read.revision,
            identity.title,
            identity.title_year,
            period.status,
            _iso(period.start),
            _iso(period.end),
            period.end.year if period.end else None,
            mask_personal(period.sentence),
            _is_part_year(report),
            read.manifest_year,
            report.listing.agency,
            report.listing.agency_status,
            _iso(read.published_on),
            read.published_from,
            report.listing.url,
            report.audited,
            mask_personal(read.opening),
            read.characters,
            report.content_sha256,
            _method(read, read.identity.title_origin, read.period.origin),
            *read.origin,
        )


def _is_part_year(report: Report) -> bool:
    """Whether the period stated is just that part of the report year in which the agency was there."""
    agency, period, year = report.agency, report.recognition.period, report.recognition.identity.year
    stated = (_iso(period.start), _iso(period.end))
    first, last = f"{year}-01-01", f"{year}-12-31"
    there = (max(agency.valid_from, first), min(agency.valid_to or last, last))
    return stated in {there, (first, there[1]), (there[0], last)} - {(first, last)}


def section_rows(reports: Iterable[Report]) -> Iterator[Row]:
    """Six rows per report, whatever is printed."""
    for report in reports:
        read = report.recognition
        printed = {section.part: section for section in read.sections}
        ranks = {part: rank for rank, part in enumerate(sorted(printed), start=1)}
        tables = {table.part: table for table in read.tables}
        for part in read.template.parts:
            section = printed.get(part.number)
            yield (
                f"{report.report_id}#{part.number}",
                report.report_id,
                part.number,
                read.revision,
                section is not None,
                *_section_values(section, ranks.get(part.number)),
                *_table_values(tables.get(part.number)),
                "\n".join(text for text, _ in section.paragraphs) if section else None,
                _section_method(read, section, tables.get(part.number)),
                *(section.origin if section else Origin(read.origin.file)),
            )


def coverage_rows(reports: Iterable[Report]) -> Iterator[Row]:
    for report in reports:
        read = report.recognition
        items = read.coverage
        if report.agency.kind != read.identity.kind:
            # The roster knows better than the name what kind of agency it is.
            items = read_coverage(
                read.sections, read.template, kind=report.agency.kind, year=read.identity.year
            )
        for item in items:
            yield (
                f"{report.report_id}#{item.item}",
                report.report_id,
                item.item,
                item.met,
                item.by,
                item.reason,
                mask_personal(item.sentence),
                _method(read, item.origin),
                *(item.origin or Origin(read.origin.file)),
            )


def mention_rows(reports: Iterable[Report], seats: Seats) -> Iterator[Row]:
    """What the prose names; `seats` tells which places are whose."""
    for report in reports:
        for mention in seats.judge(report):
            yield (
                f"{report.report_id}#{mention.spot}",
                report.report_id,
                mention.spot,
                mention.part,
                mention.kind,
                mention.text,
                next(iter(mention.codes), None),
                mention.verdict,
                mention.expected,
                mention.reason,
                mention.sentence,
                "{}-{}".format(*mention.mark),
                _method(report.recognition, mention.origin),
                *mention.origin,
            )


def claim_rows(reports: Iterable[Report]) -> Iterator[Row]:
    """What the prose states, each with what it is compared with."""
    for report in reports:
        for claim in report.recognition.claims:
            yield (
                f"{report.report_id}#{claim.spot}",
                report.report_id,
                claim.spot,
                claim.part,
                claim.kind,
                claim.topic,
                claim.stated,
                claim.low,
                claim.high,
                claim.unit,
                claim.bound,
                claim.year,
                claim.scope,
                claim.polarity,
                " ".join(claim.keys),
                claim.against_low,
                claim.against_high,
                claim.alternative,
                claim.against,
                "＋".join(claim.parts) or None,
                claim.severity,
                claim.reason or None,
                mask_personal(claim.sentence),
                " ".join(f"{start}-{end}" for start, end in claim.marks),
                *_growth(claim.growth),
                _method(report.recognition, claim.origin),
                *claim.origin,
            )


def _growth(growth: Growth | None) -> Row:
    """direction, decimals, subject_low, subject_high"""
    return (None,) * 4 if growth is None else (growth.direction, growth.decimals, growth.low, growth.high)


def cell_columns(reports: Iterable[Report]) -> Sequence[Sequence[object]]:
    """The columns of the frame and not its rows: of two hundred cells a report, they are made faster."""
    ids: list[str] = []
    cells: list[Cell] = []
    origins: list[Origin] = []
    for report in reports:
        unplaced = Origin(report.recognition.origin.file)
        for table in report.recognition.tables:
            ids += [report.report_id] * len(table.cells)
            cells += table.cells
            origins += [cell.origin or unplaced for cell in table.cells]
    specs, status, raw, values, unit, method, sure, label, label_status, head, head_status, line, *_ = _turn(
        cells, Cell._fields
    )
    constants = {id(spec): _constants(spec) for spec in {id(spec): spec for spec in specs}.values()}
    table_, row, column, key, units, measure = _turn([constants[id(spec)] for spec in specs], range(6))
    return (
        [f"{report_id}#{name}" for report_id, name in zip(ids, key, strict=True)],
        ids,
        table_,
        row,
        column,
        key,
        raw,
        [value if told == "number" else None for told, value in zip(status, values, strict=True)],
        [printed or usual for printed, usual in zip(unit, units, strict=True)],
        measure,
        status,
        ["printed" if cell.status != "absent" else _absence(cell) for cell in cells],
        method,
        sure,
        label,
        label_status,
        head,
        head_status,
        line,
        *_turn(origins, Origin._fields),
    )


def _turn(rows: Sequence[tuple[Any, ...]], fields: Sized) -> list[list[Any]]:
    """The columns of `rows`; of so many, zip(*rows) would keep the garbage collector busy."""
    return [list(map(itemgetter(place), rows)) for place in range(len(fields))]


def leftover_rows(reports: Iterable[Report]) -> Iterator[Row]:
    for report in reports:
        for ordinal, left in enumerate(report.recognition.leftovers, start=1):
            yield (
                f"{report.report_id}#{ordinal}",
                report.report_id,
                left.table,
                left.kind,
                left.text,
                left.reason,
                *left.origin,
            )


def _method(read: Recognition, *origins: Origin | None) -> str:
    """How the paragraphs at `origins` were read. What was not found may stand in a picture all the same,
    where the report has some."""
    unsure = any(origin is None or origin.paragraph in read.scanned for origin in origins)
    return "ocr" if unsure and read.scanned else "text"


def _section_method(read: Recognition, section: Section | None, table: TableReading | None) -> str:
    if table is not None and any(cell.method == "ocr" for cell in table.cells):
        return "ocr"
    prose = [origin for _, origin in section.paragraphs] if section else [None]
    return _method(read, section.origin if section else None, *prose)


def _section_values(section: Section | None, rank: int | None) -> Row:
    """numeral, heading, heading_status, position, rank, characters"""
    if section is None:
        return (None,) * 6
    prose = sum(count_characters(text) for text, _ in section.paragraphs)
    return (
        section.numeral,
        section.heading,
        section.heading_status,
        section.position,
        rank,
        prose + section.table_characters,
    )


def _table_values(table: TableReading | None) -> Row:
    """table, table_status, table_form, table_extras"""
    if table is None:
        return (None,) * 4
    extras = table.extras if table.status == "text" else None
    return table.table, table.status, table.form, extras


def _constants(spec: CellSpec) -> tuple[str, str, str, str, str, str]:
    """table, row, column, key, unit, measure"""
    return spec.table.key, spec.row.key, spec.column.key, spec.key, spec.column.unit, spec.column.measure


def _absence(cell: Cell) -> str:
    return "unplaced" if cell.unplaced else "missing"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

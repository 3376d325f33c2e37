"""What findings look up besides the rows that failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from audit.expect.audited import AuditedFrames, Record, records_of
from audit.expect.rootcause import Correction, find_corrections, identities_of
from audit.expect.suites import Check
from audit.expect.wording import NOTHING
from audit.schema import frame_specs
from audit.template import load_templates

__all__ = ["ORIGIN", "Scene"]

ORIGIN: tuple[str, ...] = tuple(
    name
    for name in ("file", "page", "paragraph", "grid", "grid_row", "grid_column", "start", "end")
    if name in frame_specs()["findings"].columns
)

_EXTRA_KINDS = frozenset({"unknown_row", "duplicate_row", "unknown_column", "duplicate_table"})


class Scene:
    """What cases look up besides their own rows: the revision of each report, the printed cells of
    reports with a broken identity, where each table's part begins, and what is printed where
    something is missing."""

    def __init__(self, audited: AuditedFrames, wide_reports: Mapping[str, set[str]], checks: Sequence[Check]):
        """`wide_reports`: wide frame -> reports with a broken identity; `checks`: all that were run."""
        reports = audited.reports
        self.revision = dict(zip(reports["report_id"], reports["template"].astype(str), strict=True))
        self._cells = _by_report(audited.rows["cells"], set().union(*wide_reports.values()))
        sections = audited.rows["sections"]
        tables = sections[sections["table"].notna()]
        self._parts = {
            (r["report_id"], r["table"]): r
            for r in records_of(tables, ["report_id", "table", *(n for n in ORIGIN if n in tables)])
        }
        self._order = _printed_order(sections)
        self._outlines = _outlines(sections)
        self._lines = _lines_of_gaps(audited.rows["cells"])
        self._foreign = _lines_of_other_forms(audited.rows["cells"], self.revision)
        self._extras = _extras(audited.rows["leftovers"])
        self._corrections = {
            (report_id, rule_id): correction
            for frame, ids in wide_reports.items()
            for report_id, found in _corrections(audited.rows[frame], ids, frame, checks)
            for correction in found
            for rule_id in correction.rule_ids
        }

    def printed(self, report_id: str, key: str) -> Record | None:
        """The row of `cells` for `key` in a report with a broken identity."""
        return self._cells.get(report_id, {}).get(key)

    def part_of(self, report_id: str, table: str) -> Record:
        """Where the part of `table` begins; empty when the part is not there."""
        return self._parts.get((report_id, table), {})

    def order(self, report_id: str) -> str:
        """The parts' numerals in the order in which they are printed."""
        return self._order.get(report_id, NOTHING)

    def outline(self, report_id: str) -> str:
        """The headings of the parts as printed: what is read where a part is missing."""
        return self._outlines.get(report_id, "")

    def lines(self, report_id: str, table: str) -> list[str]:
        """The printed rows of a table that lacks some: what is read where a row is missing."""
        return self._lines.get((report_id, table), [])

    def foreign(self, report_id: str, table: str) -> list[str]:
        """The printed rows of a table that belong to another revision's form."""
        return self._foreign.get((report_id, table), [])

    def extras(self, report_id: str, table: str) -> list[str]:
        """The printed rows and column heads of a table that no form has."""
        return self._extras.get((report_id, table), [])

    def correction(self, report_id: str, rule_id: str) -> Correction | None:
        """The one change that mends the identities broken together with this one."""
        return self._corrections.get((report_id, rule_id))


def _corrections(
    rows: pd.DataFrame, report_ids: set[str], frame: str, checks: Sequence[Check]
) -> Iterator[tuple[str, list[Correction]]]:
    template = load_templates().get(frame.removeprefix("wide_"))
    own = [check for check in checks if check.frame == frame]
    broken = rows[rows["report_id"].isin(report_ids)]
    for record in records_of(broken):
        values = {str(key): float(value) for key, value in record.items() if key != "report_id"}
        identities = identities_of(own, values, template.sums if template is not None else {})
        yield str(record["report_id"]), find_corrections(identities, values)


def _by_report(cells: pd.DataFrame, report_ids: set[str]) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = {}
    columns = [name for name in ("report_id", "key", "value", "line", "method", *ORIGIN) if name in cells]
    for record in records_of(cells[cells["report_id"].isin(report_ids)], columns):
        found.setdefault(str(record["report_id"]), {})[str(record["key"])] = record
    return found


def _printed_order(sections: pd.DataFrame) -> dict[str, str]:
    present = sections[sections["position"].notna()].sort_values(["report_id", "position"])
    numerals = {
        (revision, part.number): part.numeral
        for revision, template in load_templates().items()
        for part in template.parts
    }
    order: dict[str, list[str]] = {}
    for report_id, revision, part in zip(
        present["report_id"], present["template"], present["part"], strict=True
    ):
        order.setdefault(report_id, []).append(numerals.get((revision, int(part)), str(part)))
    return {report_id: "、".join(parts) for report_id, parts in order.items()}


def _outlines(sections: pd.DataFrame) -> dict[str, str]:
    present = sections[sections["position"].notna()].sort_values(["report_id", "position"])
    headings: dict[str, list[str]] = {}
    for report_id, heading in zip(present["report_id"], present["heading"], strict=True):
        headings.setdefault(str(report_id), []).append(str(heading))
    return {report_id: "\n".join(printed) for report_id, printed in headings.items()}


def _lines_of_gaps(cells: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    lacking = cells.loc[cells["status"] == "absent", ["report_id", "table"]].drop_duplicates()
    return _gather_lines(cells[["report_id", "table", "line"]].merge(lacking, on=["report_id", "table"]))


def _lines_of_other_forms(
    cells: pd.DataFrame, revisions: Mapping[str, str]
) -> dict[tuple[str, str], list[str]]:
    required = cells["report_id"].map(revisions)
    foreign = pd.Series(data=False, index=cells.index)
    for revision, template in load_templates().items():
        foreign |= (required == revision) & ~cells["key"].isin(template.cells)
    return _gather_lines(cells.loc[foreign, ["report_id", "table", "line"]])


def _extras(leftovers: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    extra = leftovers[leftovers["kind"].isin(_EXTRA_KINDS)]
    return _gather_lines(extra[["report_id", "table", "text"]])


def _gather_lines(rows: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Third column by the first two (report and table), each line once, blanks left out."""
    lines: dict[tuple[str, str], list[str]] = {}
    for report_id, table, line in rows.dropna().drop_duplicates().itertuples(index=False):
        lines.setdefault((str(report_id), str(table)), []).append(str(line))
    return lines

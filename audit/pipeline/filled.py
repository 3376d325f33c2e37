"""What the rows of a reviewed workbook say: edits of findings, and the entries that they make.

A row that cannot be taken is a problem in a list and costs no other row its own, so that people are told
of all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from audit.errors import ReviewError
from audit.excel.reviewed import ReviewedRow, ReviewedWorkbook, read_day
from audit.excel.sheets import ledger
from audit.excel.sheets.listing import shown_texts
from audit.pipeline.known import KnownFindings
from audit.review import Entry, Ticket
from audit.review.signing import NOTICE
from audit.schema.words import DISMISSED, REMEDIES, VERDICTS
from audit.text import fold

__all__ = ["Change", "ShownFindings", "State", "find_edits", "make_entries", "place_of"]

State = Mapping[str, Mapping[str, Any]]
"""Finding -> its row of the frame `dispositions`."""

_CLOSED = REMEDIES[-1]  # the office closes a finding, never the agency
_ALLOWED: Mapping[str, tuple[str, ...]] = {"decision": VERDICTS, "rectification": REMEDIES}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one finding: what the log says now, and what the workbook says. `row` is the row of
    the sheet. `later`: who said something of this field after the workbook went out, "" when nobody did."""

    row: int
    finding_id: str
    agency: str
    field: str
    before: str
    after: str
    later: str = ""


@dataclass(frozen=True)
class ShownFindings:
    """The findings that a workbook names, as the run showed them that it went out from; those which that
    run does not have, as another did."""

    rows: Mapping[str, Mapping[str, Any]]
    findings: KnownFindings

    @classmethod
    def gather(cls, findings: KnownFindings, ticket: Ticket, reviewed: ReviewedWorkbook) -> ShownFindings:
        """Raises `ReviewError` when the folder has no such run any more."""
        findings.of_run(ticket.run_id, reviewed.file)
        named = {row.cells.get(ledger.KEY, "") for row in reviewed.rows} - {""}
        found = {finding_id: findings.find(finding_id, ticket.run_id) for finding_id in named}
        return cls({finding_id: row for finding_id, row in found.items() if row is not None}, findings)

    def texts(self) -> dict[str, dict[str, str]]:
        """Finding -> head -> what the locked cells say."""
        return shown_texts(ledger.COLUMNS, pd.DataFrame(list(self.rows.values())))

    def flag(self, finding_ids: set[str]) -> dict[str, str]:
        """Findings that are other than they were shown, in words."""
        told = {
            finding_id: self.findings.flag(finding_id, str(self.rows[finding_id]["fingerprint"]))
            for finding_id in sorted(finding_ids)
        }
        return {finding_id: said for finding_id, said in told.items() if said}


def place_of(row: int) -> str:
    """A row of the sheet in words."""
    return f"{ledger.NAME} 第 {row} 行"


def find_edits(
    reviewed: ReviewedWorkbook,
    fields: Mapping[str, str],
    shown: ShownFindings,
    then: State,
    problems: list[ReviewError],
) -> Iterator[Change]:
    """Cells that say something else than the log did when the workbook went out; what cannot be taken is
    added to `problems`."""
    rows: dict[str, int] = {}
    for row in reviewed.rows:
        finding_id = row.cells.get(ledger.KEY, "")
        filled = {head: row.cells.get(head, "") for head in fields}
        if not finding_id and not any(filled.values()):
            continue
        try:
            _identify(row, finding_id, shown, rows)
            said = {head: _value(fields[head], text, place_of(row.number)) for head, text in filled.items()}
        except ReviewError as problem:
            problems.append(problem)
            continue
        agency = str(shown.rows[finding_id]["agency"])
        for head, value in said.items():
            before = str(then.get(finding_id, {}).get(fields[head], ""))
            if value and fold(value) != fold(before):
                yield Change(row.number, finding_id, agency, fields[head], before, value)


def _identify(row: ReviewedRow, finding_id: str, shown: ShownFindings, rows: dict[str, int]) -> None:
    """Refuse a row of no known finding, and a second one of the same."""
    if finding_id not in shown.rows:
        raise ReviewError(
            "没有这个问题",
            place=place_of(row.number),
            found=finding_id or "（无编号）",
            expected=f"导出时隐藏列“{ledger.KEY}”中的编号",
            advice="恢复原编号，或删除该行",
        )
    if finding_id in rows:
        raise ReviewError(
            "同一问题占了两行",
            place=place_of(row.number),
            found=f"{finding_id}，已见于第 {rows[finding_id]} 行",
            expected="每个问题一行",
            advice="删除其中一行",
        )
    rows[finding_id] = row.number


def _value(field: str, text: str, where: str) -> str:
    """What is filled in, as the log keeps it."""
    plain = text.strip()
    if not plain:
        return ""
    head = ledger.FIELDS[field]
    if field in _ALLOWED:
        if fold(plain) not in _ALLOWED[field]:
            raise ReviewError(
                f"{head}的取值无效",
                place=where,
                found=plain,
                expected="、".join(_ALLOWED[field]),
                advice="从单元格的下拉列表中选择",
            )
        return fold(plain)
    if field == "rectified_on":
        day = read_day(plain)
        if day is None:
            raise ReviewError(
                f"{head}不是日期", place=where, found=plain, expected="如 2026-01-31", advice="写明年月日"
            )
        return day.isoformat()
    return plain


def make_entries(
    changes: Sequence[Change], shown: ShownFindings, now: State, ticket: Ticket, problems: list[ReviewError]
) -> Iterator[Entry]:
    """What would be recorded; what cannot be is added to `problems`."""
    by_finding: dict[str, list[Change]] = {}
    for change in changes:
        by_finding.setdefault(change.finding_id, []).append(change)
    for finding_id, own in by_finding.items():
        said: dict[str, Any] = {change.field: change.after for change in own}
        finding = shown.rows[finding_id]
        try:
            if ticket.kind == NOTICE:
                _refuse_foreign(finding, said, ticket, place_of(own[0].row))
            _complete_decision(said, now.get(finding_id, {}), finding_id, place_of(own[0].row))
        except ReviewError as problem:
            problems.append(problem)
            continue
        day = said.pop("rectified_on", "")
        yield Entry(
            finding_id,
            **said,
            rectified_on=date.fromisoformat(day) if day else None,
            fingerprint=str(finding["fingerprint"]) if "decision" in said else None,
            source="notice" if ticket.kind == NOTICE else "workbook",
        )


def _complete_decision(
    said: dict[str, Any], standing: Mapping[str, Any], finding_id: str, where: str
) -> None:
    """A new decision without a reason keeps that which stands: nobody emptied it."""
    if "decision" in said and "reason" not in said and standing.get("reason"):
        said["reason"] = standing["reason"]
    if said.get("decision") == DISMISSED and not said.get("reason"):
        raise ReviewError(
            "排除问题必须写明理由",
            place=where,
            found=f"{finding_id} 没有理由",
            expected=f"“{ledger.FIELDS['reason']}”一列写明理由",
            advice="写明为何不成立，供复核和复查",
        )


def _refuse_foreign(finding: Mapping[str, Any], said: Mapping[str, Any], ticket: Ticket, where: str) -> None:
    if finding["agency_id"] != ticket.agency_id:
        raise ReviewError(
            "整改通知中有别的机关的问题",
            place=where,
            found=str(finding["agency"]),
            expected="收到该通知的机关自己的问题",
            advice="删除该行，由该机关在自己的通知中填写",
        )
    if said.get("rectification") == _CLOSED:
        raise ReviewError(
            "机关不能自行销号",
            place=where,
            found=_CLOSED,
            expected="、".join(word for word in REMEDIES if word != _CLOSED),
            advice="改填整改状态，由审核人员销号",
        )

"""A reviewed workbook taken back into the log: first what would change, then all of it or nothing.

What people changed is told by comparing each yellow cell with what the log said when the workbook went
out, which the append-only log still knows. A blank deletes nothing, a missing row deletes nothing, a
changed locked cell is reported and ignored.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from audit.errors import ReviewError
from audit.excel.reviewed import ReviewedRow, ReviewedWorkbook, read_day, read_reviewed
from audit.excel.sheets import ledger
from audit.excel.sheets.listing import shown_texts
from audit.pipeline.reviewing import open_review
from audit.pipeline.runs import Run, list_runs, open_run
from audit.review import Entry, ReviewStore, Ticket, derive_dispositions
from audit.review.signing import NOTICE
from audit.schema.words import DISMISSED, EVIDENCE, REMEDIES, VERDICTS
from audit.text import fold

__all__ = ["Change", "ImportPlan", "Prefer", "apply_import", "import_workbook", "plan_import"]

Prefer = Literal["theirs", "ours", ""]
"""Who is right where somebody decided after the workbook went out: the workbook, the log, nobody yet."""

_AGENCYS = ("rectification", "explanation", "rectified_on")
_CLOSED = REMEDIES[-1]  # the office closes a finding, never the agency
_ALLOWED: Mapping[str, tuple[str, ...]] = {"decision": VERDICTS, "rectification": REMEDIES}

State = Mapping[str, Mapping[str, Any]]  # finding_id -> its row of dispositions


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


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `changes` are taken, `conflicts` wait for somebody to say who is right;
    `flagged`: findings whose evidence has changed since, or that are not there any more; `ignored`:
    Chinese lines on what was not taken. `entries` is what would be recorded, `seen` the revision of
    each finding that the plan was made on."""

    file: str
    ticket: Ticket
    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    flagged: Mapping[str, str]
    ignored: tuple[str, ...]
    entries: tuple[Entry, ...]
    seen: Mapping[str, int]


def import_workbook(
    out: Path | str, workbook: Path | str, *, prefer: Prefer = "", dry_run: bool = False, url: str = ""
) -> ImportPlan:
    """Take `workbook` (reviewed, or a notice answered) into the log of `out`, or only say what that
    would change. Errors as of `plan_import` and `apply_import`."""
    with closing(open_review(out, url)) as store:
        plan = plan_import(out, workbook, store, prefer=prefer)
        if not dry_run:
            apply_import(plan, store)
    return plan


def plan_import(
    out: Path | str, workbook: Path | str, store: ReviewStore, *, prefer: Prefer = ""
) -> ImportPlan:
    """What importing `workbook` into `store` would change; nothing is recorded.

    Raises `ReviewError` when the workbook is none of this log's, or holds an unknown finding, a value
    that is not allowed, a dismissal without a reason, or (a notice) another agency's finding.
    """
    reviewed = read_reviewed(workbook)
    ticket = store.seal.verify(reviewed.stated, str(workbook))
    fields = {ledger.FIELDS[name]: name for name in (_AGENCYS if ticket.kind == NOTICE else ledger.FIELDS)}
    known = _Known.gather(out, ticket)
    log = store.log()
    then, now = _states(log[log["decision_id"] <= ticket.revision]), _states(log)
    edits = list(_edits(reviewed, fields, known, then, str(workbook)))
    changes, conflicts = _sort_out(edits, now, log[log["decision_id"] > ticket.revision])
    taken = [*changes, *(conflicts if prefer == "theirs" else ())]
    kept = conflicts if prefer == "ours" else []
    return ImportPlan(
        file=str(workbook),
        ticket=ticket,
        changes=tuple(taken),
        conflicts=() if prefer else tuple(conflicts),
        flagged=known.flag({change.finding_id for change in taken}),
        ignored=(*_ignored(reviewed, fields, known, then), *_kept(kept)),
        entries=tuple(_entries(taken, known, now, ticket, str(workbook))),
        seen={change.finding_id: int(now.get(change.finding_id, {}).get("revision", 0)) for change in taken},
    )


def apply_import(plan: ImportPlan, store: ReviewStore) -> int:
    """Record the whole plan in one transaction and return the number of entries.

    Raises `ReviewError` while conflicts are open, and `DecidedMeanwhile` when somebody has decided
    since the plan was made; nothing is recorded then.
    """
    if plan.conflicts:
        first = plan.conflicts[0]
        raise ReviewError(
            f"导出之后已有人就其中 {len(plan.conflicts)} 处作出处置",
            place=f"{plan.file} 第 {first.row} 行",
            found=first.later,
            advice="用 --dry-run 查看，再用 --theirs（以工作簿为准）或 --ours（以现有记录为准）导入",
        )
    store.record(plan.entries, seen=plan.seen, batch=uuid.uuid4().hex)
    return len(plan.entries)


@dataclass(frozen=True)
class _Known:
    """The findings that a workbook may speak of: `shown` in the run it went out from, `every` of all
    runs by id (as shown, where shown), and the fingerprints of the `current` run."""

    shown: pd.DataFrame
    every: Mapping[str, Mapping[str, Any]]
    current: Mapping[str, str]

    @classmethod
    def gather(cls, out: Path | str, ticket: Ticket) -> _Known:
        current = open_run(out)
        folder = current.folder.resolve().parent.parent
        runs = {run.run_id: run for run in list_runs(folder)}
        if ticket.run_id not in runs:
            raise ReviewError(
                "导出该工作簿的那次运行不在此输出文件夹中", place=str(folder), found=ticket.run_id
            )
        every: dict[str, Mapping[str, Any]] = {}
        for run in (*runs.values(), runs[ticket.run_id]):
            for record in _findings(run).to_dict("records"):
                every[record["finding_id"]] = {str(name): value for name, value in record.items()}
        now = _findings(current)
        prints = dict(zip(now["finding_id"], now["fingerprint"], strict=True))
        return cls(_findings(runs[ticket.run_id]), every, prints)

    def flag(self, finding_ids: set[str]) -> dict[str, str]:
        """Findings that are other than they were shown, in words."""
        flagged = {}
        for finding_id in sorted(finding_ids):
            now = self.current.get(finding_id)
            if now is None:
                flagged[finding_id] = EVIDENCE["gone"]
            elif now != self.every[finding_id]["fingerprint"]:
                flagged[finding_id] = EVIDENCE["changed"]
        return flagged


def _findings(run: Run) -> pd.DataFrame:
    """A run that was only read has none."""
    return run.frame("findings") if "findings" in run.names else pd.DataFrame(columns=["finding_id"])


def _states(log: pd.DataFrame) -> State:
    state = derive_dispositions(log)
    state["rectified_on"] = state["rectified_on"].fillna("")
    return {row["finding_id"]: {str(k): v for k, v in row.items()} for row in state.to_dict("records")}


def _edits(
    reviewed: ReviewedWorkbook, fields: Mapping[str, str], known: _Known, then: State, place: str
) -> Iterator[Change]:
    """Cells that say something else than the log did when the workbook went out."""
    seen: set[str] = set()
    for row in reviewed.rows:
        finding_id = row.cells.get(ledger.KEY, "")
        filled = {head: row.cells.get(head, "") for head in fields}
        if not finding_id and not any(filled.values()):
            continue
        where = f"{place} 第 {row.number} 行"
        if finding_id not in known.every:
            raise ReviewError("没有这个问题", place=where, found=finding_id or "（无编号）")
        if finding_id in seen:
            raise ReviewError("同一问题占了两行", place=where, found=finding_id, expected="每个问题一行")
        seen.add(finding_id)
        agency = str(known.every[finding_id]["agency"])
        for head, text in filled.items():
            value = _value(fields[head], text, where)
            before = str(then.get(finding_id, {}).get(fields[head], ""))
            if value and fold(value) != fold(before):
                yield Change(row.number, finding_id, agency, fields[head], before, value)


def _value(field: str, text: str, where: str) -> str:
    """What is filled in, as the log keeps it."""
    plain = text.strip()
    if not plain:
        return ""
    head = ledger.FIELDS[field]
    if field in _ALLOWED:
        if fold(plain) not in _ALLOWED[field]:
            allowed = "、".join(_ALLOWED[field])
            raise ReviewError(f"{head}的取值无效", place=where, found=plain, expected=allowed)
        return fold(plain)
    if field == "rectified_on":
        day = read_day(plain)
        if day is None:
            raise ReviewError(f"{head}不是日期", place=where, found=plain, expected="如 2026-01-31")
        return day.isoformat()
    return plain


def _sort_out(edits: Sequence[Change], now: State, later: pd.DataFrame) -> tuple[list[Change], list[Change]]:
    """Edits of what still stands as it was shown, and those of what somebody has changed since (`later`:
    the log after the workbook went out). What the log says already is neither."""
    by = {finding_id: rows.iloc[-1] for finding_id, rows in later.groupby("finding_id")}
    changes, conflicts = [], []
    for edit in edits:
        current = str(now.get(edit.finding_id, {}).get(edit.field, ""))
        if fold(current) == fold(edit.after):
            continue
        if fold(current) == fold(edit.before):
            changes.append(edit)
            continue
        entry = by[edit.finding_id]
        said = f"{entry['who']} 于 {entry['at']} 记为“{current}”"
        conflicts.append(replace(edit, before=current, later=said))
    return changes, conflicts


def _entries(
    changes: Sequence[Change], known: _Known, now: State, ticket: Ticket, place: str
) -> Iterator[Entry]:
    by_finding: dict[str, list[Change]] = {}
    for change in changes:
        by_finding.setdefault(change.finding_id, []).append(change)
    for finding_id, own in by_finding.items():
        said: dict[str, Any] = {change.field: change.after for change in own}
        where = f"{place} 第 {own[0].row} 行"
        finding = known.every[finding_id]
        if ticket.kind == NOTICE:
            _refuse_foreign(finding, said, ticket, where)
        _complete_decision(said, now.get(finding_id, {}), finding_id, where)
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
    """A reason belongs to a decision: one mended alone to that which stands, and the other way round."""
    if "reason" in said and "decision" not in said and standing.get("decision"):
        said["decision"] = standing["decision"]
    if "decision" in said and "reason" not in said and standing.get("reason"):
        said["reason"] = standing["reason"]
    if said.get("decision") == DISMISSED and not said.get("reason"):
        raise ReviewError("排除问题必须写明理由", place=where, found=finding_id)


def _refuse_foreign(finding: Mapping[str, Any], said: Mapping[str, Any], ticket: Ticket, where: str) -> None:
    if finding["agency_id"] != ticket.agency_id:
        raise ReviewError("整改通知中有别的机关的问题", place=where, found=str(finding["agency"]))
    if said.get("rectification") == _CLOSED:
        allowed = "、".join(word for word in REMEDIES if word != _CLOSED)
        raise ReviewError("机关不能自行销号", place=where, found=_CLOSED, expected=allowed)


def _ignored(
    reviewed: ReviewedWorkbook, fields: Mapping[str, str], known: _Known, then: State
) -> Iterator[str]:
    """What was not taken: emptied cells, changed locked cells, columns that this kind may not fill in."""
    shown = shown_texts(ledger.COLUMNS, known.shown)
    for row in reviewed.rows:
        finding_id = row.cells.get(ledger.KEY, "")
        said = then.get(finding_id, {})
        for head, field in fields.items():
            if head in row.cells and not row.cells[head].strip() and said.get(field):
                yield f"第 {row.number} 行“{head}”被清空，仍保留“{said[field]}”"
        yield from _changed_locked(row, shown.get(finding_id, {}))
        for head in ledger.FIELDS.values():
            if head not in fields and row.cells.get(head, "").strip():
                yield f"第 {row.number} 行“{head}”不由机关填写，未采纳"


def _changed_locked(row: ReviewedRow, shown: Mapping[str, str]) -> Iterator[str]:
    for head, text in shown.items():
        if head in row.cells and fold(row.cells[head]) != fold(text):
            yield f"第 {row.number} 行“{head}”是锁定的内容，改动未采纳"


def _kept(conflicts: Sequence[Change]) -> Iterator[str]:
    for change in conflicts:
        yield f"第 {change.row} 行“{ledger.FIELDS[change.field]}”以现有记录为准：{change.later}"

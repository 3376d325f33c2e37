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
from pathlib import Path
from typing import Literal

import pandas as pd

from audit.errors import ReviewError
from audit.excel.reviewed import ReviewedRow, ReviewedWorkbook, read_reviewed
from audit.excel.sheets import ledger
from audit.pipeline.filled import (
    Change,
    ShownFindings,
    State,
    find_edits,
    make_entries,
    place_of,
)
from audit.pipeline.known import KnownFindings
from audit.pipeline.reviewing import open_review
from audit.review import Entry, ReviewStore, Ticket, derive_dispositions, say_author
from audit.review.signing import NOTICE
from audit.text import fold

__all__ = [
    "Change",
    "ImportPlan",
    "Prefer",
    "apply_import",
    "apply_imports",
    "import_workbook",
    "plan_import",
    "plan_imports",
]

Prefer = Literal["theirs", "ours", ""]
"""Who is right where somebody decided after the workbook went out: the workbook, the log, nobody yet."""

_AGENCYS = ("rectification", "explanation", "rectified_on")
_TOLD = 20  # problems of a workbook that are told one by one


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
    would change. Errors as of `plan_imports` and `apply_imports`."""
    with closing(open_review(out, url)) as store:
        plan = plan_import(out, workbook, store, prefer=prefer)
        if not dry_run:
            apply_import(plan, store)
    return plan


def plan_import(
    out: Path | str, workbook: Path | str, store: ReviewStore, *, prefer: Prefer = ""
) -> ImportPlan:
    """`plan_imports` of one workbook."""
    return plan_imports(out, [workbook], store, prefer=prefer)[0]


def apply_import(plan: ImportPlan, store: ReviewStore) -> int:
    """`apply_imports` of one plan."""
    return apply_imports([plan], store)


def plan_imports(
    out: Path | str, workbooks: Sequence[Path | str], store: ReviewStore, *, prefer: Prefer = ""
) -> list[ImportPlan]:
    """What importing each of `workbooks` into `store` would change; nothing is recorded.

    Raises `ReviewError` when one is none of this log's, holds an unknown finding, a value that is not
    allowed, a dismissal without a reason, or (a notice) another agency's finding; and when two of them
    say different things of one finding.
    """
    known = KnownFindings(out)
    plans = [_plan(workbook, known, store, prefer) for workbook in workbooks]
    _refuse_contradictions(plans)
    return plans


def apply_imports(plans: Sequence[ImportPlan], store: ReviewStore) -> int:
    """Record all `plans` in one transaction and return the number of entries.

    Raises `ReviewError` while conflicts are open, and `DecidedMeanwhile` when somebody has decided
    since the plans were made; nothing is recorded then.
    """
    for plan in plans:
        if plan.conflicts:
            first = plan.conflicts[0]
            raise ReviewError(
                f"导出之后已有人就其中 {len(plan.conflicts)} 处作出处置",
                place=f"{plan.file} {place_of(first.row)}",
                found=first.later,
                advice="用 --dry-run 查看，再用 --theirs（以工作簿为准）或 --ours（以现有记录为准）导入",
            )
    entries = [entry for plan in plans for entry in plan.entries]
    seen = {finding_id: revision for plan in plans for finding_id, revision in plan.seen.items()}
    store.record(entries, seen=seen, batch=uuid.uuid4().hex)
    return len(entries)


def _plan(workbook: Path | str, findings: KnownFindings, store: ReviewStore, prefer: Prefer) -> ImportPlan:
    reviewed = read_reviewed(workbook)
    ticket = store.seal.verify(reviewed.stated, str(workbook))
    fields = {ledger.FIELDS[name]: name for name in (_AGENCYS if ticket.kind == NOTICE else ledger.FIELDS)}
    log = store.log({row.cells.get(ledger.KEY, "") for row in reviewed.rows})
    shown = ShownFindings.gather(findings, ticket, reviewed)
    then, now = _states(log[log["decision_id"] <= ticket.revision]), _states(log)
    problems: list[ReviewError] = []
    edits = list(find_edits(reviewed, fields, shown, then, problems))
    changes, conflicts = _sort_out(edits, now, log[log["decision_id"] > ticket.revision])
    taken = [*changes, *(conflicts if prefer == "theirs" else ())]
    kept = conflicts if prefer == "ours" else []
    entries = list(make_entries(taken, shown, now, ticket, problems))
    _refuse(problems, str(workbook))
    return ImportPlan(
        file=str(workbook),
        ticket=ticket,
        changes=tuple(taken),
        conflicts=() if prefer else tuple(conflicts),
        flagged=shown.flag({change.finding_id for change in taken}),
        ignored=(*_ignored(reviewed, fields, shown, then), *_kept(kept)),
        entries=tuple(entries),
        seen={change.finding_id: int(now.get(change.finding_id, {}).get("revision", 0)) for change in taken},
    )


def _states(log: pd.DataFrame) -> State:
    state = derive_dispositions(log)
    state["rectified_on"] = state["rectified_on"].fillna("")
    return {row["finding_id"]: {str(k): v for k, v in row.items()} for row in state.to_dict("records")}


def _refuse(problems: Sequence[ReviewError], file: str) -> None:
    """Say everything that is wrong with a workbook at once: people mend it in one go."""
    if not problems:
        return
    first, *others = problems
    if not others:
        raise ReviewError(
            first.problem,
            place=f"{file} {first.place}",
            found=first.found,
            expected=first.expected,
            advice=first.advice,
        )
    lines = [f"  {problem}" for problem in problems[:_TOLD]]
    if len(problems) > _TOLD:
        lines.append(f"  ……另有 {len(problems) - _TOLD} 处")
    raise ReviewError("\n".join([f"有 {len(problems)} 处不能导入，因此全部没有记录", *lines]), place=file)


def _refuse_contradictions(plans: Sequence[ImportPlan]) -> None:
    said: dict[tuple[str, str], tuple[str, Change]] = {}
    for plan in plans:
        for change in (*plan.changes, *plan.conflicts):
            file, other = said.setdefault((change.finding_id, change.field), (plan.file, change))
            if fold(other.after) != fold(change.after):
                raise ReviewError(
                    f"两份工作簿对同一问题的“{ledger.FIELDS[change.field]}”填写不同",
                    place=f"{plan.file} {place_of(change.row)}",
                    found=f"“{change.after}”，而 {file} {place_of(other.row)}为“{other.after}”",
                    advice="改成一致，或只导入其中一份",
                )


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
        said = f"{say_author(entry['who'], entry['at'])} 记为“{current}”"
        conflicts.append(replace(edit, before=current, later=said))
    return changes, conflicts


def _ignored(
    reviewed: ReviewedWorkbook, fields: Mapping[str, str], shown: ShownFindings, then: State
) -> Iterator[str]:
    """What was not taken: emptied cells, changed locked cells, columns that this kind may not fill in."""
    texts = shown.texts()
    for row in reviewed.rows:
        finding_id = row.cells.get(ledger.KEY, "")
        said = then.get(finding_id, {})
        for head, field in fields.items():
            if head in row.cells and not row.cells[head].strip() and said.get(field):
                yield f"第 {row.number} 行“{head}”被清空，仍保留“{said[field]}”"
        yield from _changed_locked(row, texts.get(finding_id, {}))
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

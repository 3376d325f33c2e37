"""What has been decided of a run's findings, and deciding more: plain Python over the review's log.

A `Desk` is what one notebook knows. Others may decide meanwhile; the log tells, and what a person wrote
here is never thrown away for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit.errors import DecidedMeanwhile
from audit.review import Entry, ReviewStore, derive_dispositions
from audit.schema.words import DISMISSED

__all__ = ["NO_REASON", "Case", "Desk", "Disposition", "Draft", "Event"]

NO_REASON = "排除问题必须写明理由：请说明为何不成立，供复核和复查。"


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where a finding stands; all empty while nobody has said anything of it. `changed`: it was decided
    on other evidence."""

    decision: str = ""
    reason: str = ""
    rectification: str = ""
    note: str = ""
    who: str = ""
    at: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a finding's history. `taken_back`: a later entry undoes it."""

    number: int
    who: str
    at: str
    said: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A finding's log: where it stands, how it came there, the last entry's id (0: none), and whether
    that entry can be taken back."""

    disposition: Disposition = Disposition()
    events: tuple[Event, ...] = ()
    revision: int = 0
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has filled in for a finding and not saved yet."""

    decision: str = ""
    reason: str = ""
    rectification: str = ""
    note: str = ""

    @property
    def refusal(self) -> str:
        """Why it cannot be saved, in Chinese; "" when it can."""
        if self.decision == DISMISSED and not self.reason.strip():
            return NO_REASON
        if self == Draft():
            return "请先选择“确认”“排除”或“待核实”。"
        return ""


class Desk:
    """The decisions on `findings` (of one run) in `store`, and a place to add to them."""

    def __init__(self, store: ReviewStore, findings: pd.DataFrame) -> None:
        self._store = store
        self._findings = findings
        self._known: dict[str, Disposition] = {}
        self._revision = -1

    def refresh(self) -> list[str]:
        """Look whether anybody has decided meanwhile; the findings of which that is true."""
        revision = self._store.revision()
        if revision == self._revision:
            return []
        now = dict(_read(self._store.dispositions(self._findings)))
        changed = [f for f in {*now, *self._known} if now.get(f) != self._known.get(f)]
        self._known, self._revision = now, revision
        return changed

    def of(self, finding_id: str) -> Disposition:
        """Where a finding stands, as far as this notebook knows."""
        return self._known.get(finding_id, Disposition())

    def record(self, finding: pd.Series[Any], draft: Draft, seen: int) -> None:
        """Write down `draft`, of whom has seen the finding's entries up to `seen`.

        Raises `DecidedMeanwhile` when there is a later one, and `ReviewError` for a draft that says
        nothing or dismisses without a reason; nothing is written then.
        """
        finding_id = str(finding["finding_id"])
        entry = _entry(finding, draft, self.of(finding_id))
        try:
            self._store.record([entry], seen={finding_id: seen})
        except DecidedMeanwhile:
            self.refresh()
            raise
        self._catch_up(finding_id)

    def undo(self, finding_id: str) -> None:
        """Take back the last entry on a finding. Raises `ReviewError` when it cannot be."""
        self._store.undo(self.look(finding_id).revision)
        self._catch_up(finding_id)

    def look(self, finding_id: str) -> Case:
        """What the log says of a finding at this moment."""
        log = self._store.log([finding_id])
        if log.empty:
            self._known.pop(finding_id, None)
            return Case()
        rows = derive_dispositions(log, self._findings.loc[[finding_id]])
        self._known.pop(finding_id, None)
        self._known.update(_read(rows))
        undone = set(log["undoes"].dropna().astype(int))
        events = tuple(
            Event(
                number := int(row["decision_id"]),
                str(row["who"]),
                str(row["at"]),
                _say(row),
                number in undone,
            )
            for _, row in log.iterrows()
        )
        taking_back = not pd.isna(log["undoes"].iloc[-1])
        return Case(self.of(finding_id), events, events[-1].number, undoable=not taking_back)

    def _catch_up(self, finding_id: str) -> None:
        """After an entry of our own only its finding is read again, unless others have written too."""
        newest = self.look(finding_id).revision
        if self._store.revision() == newest == self._revision + 1:
            self._revision = newest


def _entry(finding: pd.Series[Any], draft: Draft, now: Disposition) -> Entry:
    """What of `draft` is new: fields left as they stand say nothing. A decision is said again when its
    reason is another, or when the evidence under it has changed."""
    same = (draft.decision, draft.reason) == (now.decision, now.reason) and not now.changed
    decided = bool(draft.decision) and not same
    return Entry(
        finding_id=str(finding["finding_id"]),
        decision=draft.decision if decided else None,
        reason=draft.reason if decided else None,
        rectification=draft.rectification if draft.rectification != now.rectification else None,
        note=draft.note if draft.note != now.note else None,
        fingerprint=str(finding["fingerprint"]) if decided else None,
        source="notebook",
    )


def _read(dispositions: pd.DataFrame) -> Iterable[tuple[str, Disposition]]:
    columns = ["decision", "reason", "rectification", "note", "who", "at"]
    rows = dispositions[["finding_id", "evidence", *columns]].to_dict("records")
    for row in rows:
        texts = {name: "" if pd.isna(row[name]) else str(row[name]) for name in columns}
        yield str(row["finding_id"]), Disposition(**texts, changed=row["evidence"] == "changed")


_SAID: Mapping[str, str] = {"decision": "", "rectification": "整改：", "reason": "理由：", "note": "备注："}


def _say(row: pd.Series[Any]) -> str:
    if not pd.isna(row["undoes"]):
        return f"撤销第 {int(row['undoes'])} 条"
    parts = [f"{lead}{row[name]}" for name, lead in _SAID.items() if not pd.isna(row[name]) and row[name]]
    return "；".join(parts) or "清空了填写内容"

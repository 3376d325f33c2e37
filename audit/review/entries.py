"""One thing that a person said of a finding, checked before it is written."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from audit.errors import ReviewError
from audit.schema.words import DISMISSED, REMEDIES, VERDICTS

__all__ = ["Entry", "Source", "current_user", "say_author"]

Source = Literal["notebook", "workbook", "notice", "command"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one finding. None says nothing of a field and leaves it as it stands, "" empties it.

    `fingerprint` is that of the evidence which the person saw. Raises `ReviewError` for a decision or
    state that is none, for a dismissal without a reason, for a reason emptied under a decision that stands,
    and for an entry that says nothing.
    """

    finding_id: str
    decision: str | None = None
    reason: str | None = None
    rectification: str | None = None
    explanation: str | None = None
    rectified_on: date | None = None
    note: str | None = None
    fingerprint: str | None = None
    source: Source = "command"

    def __post_init__(self) -> None:
        if not self.finding_id:
            raise ReviewError("没有问题编号")
        for what, value, allowed in (
            ("处置", self.decision, VERDICTS),
            ("整改状态", self.rectification, REMEDIES),
            ("来源", self.source, get_args(Source)),
        ):
            if value and value not in allowed:
                raise ReviewError(
                    f"{what}的取值无效", place=self.finding_id, found=value, expected="、".join(allowed)
                )
        if self.decision == DISMISSED and not (self.reason or "").strip():
            raise ReviewError(
                "排除问题必须写明理由", place=self.finding_id, advice="写明为何不成立，供复核和复查"
            )
        if self.reason is not None and not self.reason.strip() and self.decision is None:
            raise ReviewError(
                "理由不能单独清空", place=self.finding_id, advice="同时给出处置，或写明新的理由"
            )
        said = (
            self.decision,
            self.reason,
            self.rectification,
            self.explanation,
            self.rectified_on,
            self.note,
        )
        if all(value is None for value in said):
            raise ReviewError("没有任何内容", place=self.finding_id, advice="至少给出处置、整改状态或备注")


def current_user() -> str:
    """The user of the operating system. Not a login: it says whose session it was, and proves nothing."""
    return getpass.getuser()


def say_author(who: str, at: str) -> str:
    """Who made an entry and when, as people read it; `at` is ISO time."""
    return f"{who} 于 {at[:16].replace('T', ' ')}"

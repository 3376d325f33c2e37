"""Workbooks that go out and come back: which log they belong to, of which kind they are, and a signature.

The signature keeps a notice from passing as an auditor's workbook, or as another agency's. It is no
proof of who filled it in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from audit.errors import ReviewError

__all__ = ["NOTICE", "WORKBOOK", "Seal", "Ticket"]

WORKBOOK, NOTICE = "workbook", "notice"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a workbook says of itself. `kind`: workbook (of auditors) or notice (of one agency, whose
    `agency_id` it names); `revision`: the log's newest entry when it went out."""

    kind: str
    run_id: str
    log_id: str
    revision: int
    agency_id: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """A log's id and the secret it signs with."""

    log_id: str
    secret: str = field(repr=False)

    def sign(self, ticket: Ticket) -> dict[str, str]:
        """`ticket` as names and values, with its signature."""
        stated = {name: str(value) for name, value in asdict(ticket).items()}
        return stated | {"signature": self._signature(stated)}

    def verify(self, stated: Mapping[str, str], place: str) -> Ticket:
        """The ticket that `stated` (as `sign` gave it) is. Raises `ReviewError` when it belongs to
        another log, lacks something, or was altered."""
        names = [entry.name for entry in fields(Ticket)]
        if any(name not in stated for name in (*names, "signature")):
            raise ReviewError(
                "不是本系统导出的工作簿",
                place=place,
                advice="请用导出的工作簿填写，不要删除隐藏的工作表",
            )
        if stated["log_id"] != self.log_id:
            raise ReviewError(
                "这是另一套处置记录导出的工作簿",
                place=place,
                found=stated["log_id"],
                expected=self.log_id,
                advice="在导出它的输出文件夹（或数据库）中导入",
            )
        own = {name: stated[name] for name in names}
        if not hmac.compare_digest(self._signature(own), stated["signature"]):
            raise ReviewError("工作簿的标识被改动过", place=place, advice="请用原导出的工作簿重新填写")
        return Ticket(**{**own, "revision": int(own["revision"])})  # type: ignore[arg-type]

    def _signature(self, stated: Mapping[str, str]) -> str:
        text = "\n".join(f"{name}={stated[name]}" for name in sorted(stated))
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

"""The log itself: added to in one transaction, read whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError

from audit.errors import DecidedMeanwhile, ReviewError
from audit.review.entries import Entry, current_user, say_author
from audit.review.signing import Seal
from audit.review.state import derive_dispositions
from audit.review.tables import decisions, facts
from audit.schema import conform, frame_specs

__all__ = ["ReviewStore"]

_FEW = 500  # keys asked for in one statement


class ReviewStore:
    """An append-only log of decisions. Safe for several processes at once; nothing is ever changed or
    deleted, what was decided wrongly is undone by a further entry."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def record(
        self,
        entries: Sequence[Entry],
        *,
        seen: Mapping[str, int] | None = None,
        who: str = "",
        batch: str = "",
    ) -> list[int]:
        """Add `entries` in their order, all or none, and return their ids.

        `seen` maps findings to the `revision` that the person had before their eyes (0 for a finding
        nobody had said anything of); findings not named are not checked. Raises `DecidedMeanwhile` when
        somebody else has said something since, and then adds nothing.
        """
        if not entries:
            return []
        stamp = {
            "who": who or current_user(),
            "at": self._time(),
            "batch": batch,
        }
        rows = [{**asdict(entry), **stamp} for entry in entries]
        with self._transaction(writes=True) as connection:
            _refuse_outdated(connection, seen or {})
            return _add(connection, rows)

    def undo(self, decision_id: int, *, who: str = "", source: str = "notebook") -> int:
        """Take back the entry `decision_id` by a further one, and return its id.

        Raises `ReviewError` when there is no such entry, when it was taken back already, or when the
        finding has been decided again since.
        """
        with self._transaction(writes=True) as connection:
            entry = connection.execute(
                select(decisions.c.finding_id, decisions.c.undoes).where(
                    decisions.c.decision_id == decision_id
                )
            ).one_or_none()
            if entry is None or entry.undoes is not None:
                raise ReviewError("没有这条处置记录，无法撤销", found=str(decision_id))
            if _revisions(connection, [entry.finding_id])[entry.finding_id] != decision_id:
                raise ReviewError(
                    "该问题已有更新的处置，无法撤销这一条",
                    place=entry.finding_id,
                    found=f"第 {decision_id} 条",
                    advice="请就最新的处置再作决定",
                )
            row = {
                "finding_id": entry.finding_id,
                "undoes": decision_id,
                "who": who or current_user(),
                "at": self._time(),
                "source": source,
            }
            return _add(connection, [row])[0]

    def log(self, finding_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """The frame `decisions`, oldest first; of `finding_ids` only when they are given."""
        query = select(decisions).order_by(decisions.c.decision_id)
        with self._transaction() as connection:
            if finding_ids is None:
                rows = connection.execute(query).mappings().all()
            else:
                rows = [
                    row
                    for few in _in_parts(sorted(set(finding_ids)))
                    for row in connection.execute(query.where(decisions.c.finding_id.in_(few))).mappings()
                ]
        spec = frame_specs()["decisions"]
        frame = pd.DataFrame([dict(row) for row in rows], columns=spec.columns)
        frame["rectified_on"] = [None if pd.isna(day) else str(day) for day in frame["rectified_on"]]
        return conform(frame.sort_values("decision_id"), spec)

    def dispositions(self, findings: pd.DataFrame | None = None) -> pd.DataFrame:
        """The frame `dispositions`; `evidence` is told against `findings` when they are given."""
        return derive_dispositions(self.log(), findings)

    @cached_property
    def seal(self) -> Seal:
        """What tells this log from others, and signs the workbooks that go out of it."""
        with self._transaction() as connection:
            known = {row.name: row.value for row in connection.execute(select(facts))}
        return Seal(known["id"], known["secret"])

    def revision(self) -> int:
        """The id of the newest entry, 0 when there is none: changes whenever anybody says anything."""
        with self._transaction() as connection:
            return connection.execute(select(func.max(decisions.c.decision_id))).scalar() or 0

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")

    def _transaction(self, *, writes: bool = False) -> _Transaction:
        return _Transaction(self._engine, writes=writes)


class _Transaction:
    """A connection in a transaction; the database's own errors as ours."""

    def __init__(self, engine: Engine, *, writes: bool) -> None:
        self._connection = engine.connect().execution_options(writes=writes)
        self._writes = writes

    def __enter__(self) -> Connection:
        self._connection.begin()
        if self._writes and self._connection.dialect.name == "postgresql":
            # As SQLite's writers do: what is looked at cannot change before it is written.
            self._connection.exec_driver_sql("LOCK TABLE decisions IN SHARE ROW EXCLUSIVE MODE")
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if error is None:
                self._connection.commit()
            else:
                self._connection.rollback()
        finally:
            self._connection.close()
        if isinstance(error, DBAPIError):
            raise ReviewError("处置记录读写失败", found=str(error.orig)) from error


def _add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Ids are those of the table, in the order of `rows`."""
    statement = insert(decisions).returning(decisions.c.decision_id, sort_by_parameter_order=True)
    return list(connection.execute(statement, list(rows)).scalars())


def _refuse_outdated(connection: Connection, seen: Mapping[str, int]) -> None:
    current = _revisions(connection, list(seen))
    later = {finding_id: now for finding_id, now in current.items() if now > seen[finding_id]}
    if not later:
        return
    first = min(later, key=lambda finding_id: later[finding_id])
    row = (
        connection.execute(select(decisions).where(decisions.c.decision_id == later[first])).mappings().one()
    )
    said = row["decision"] or row["rectification"] or "备注"
    raise DecidedMeanwhile(
        "别人已就该问题作出处置",
        place=first,
        found=f"{say_author(row['who'], row['at'])} 记为“{said}”",
        advice="请先查看最新的处置，再决定是否更改",
        findings=tuple(sorted(later)),
    )


def _revisions(connection: Connection, finding_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    newest = func.max(decisions.c.decision_id)
    for few in _in_parts(finding_ids):
        query = select(decisions.c.finding_id, newest).where(decisions.c.finding_id.in_(few))
        found |= {row[0]: row[1] for row in connection.execute(query.group_by(decisions.c.finding_id))}
    return found


def _in_parts(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + _FEW] for start in range(0, len(keys), _FEW))

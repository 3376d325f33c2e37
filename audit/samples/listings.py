"""The roster and the manifest of a made-up corpus."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from audit.samples.key import ReportKey
from audit.samples.plan import Plan

__all__ = ["append_listing", "list_files", "list_roster"]

_LATER = timedelta(days=30)


def list_roster(plan: Plan) -> str:
    """The roster as CSV, without those that it is meant to lack."""
    head = (
        *("agency_id", "name", "aliases", "division_code", "parent", "kind", "deadline"),
        *("valid_from", "valid_to", "predecessor", "successor", "reports_for"),
    )
    rows = []
    for body in plan.bodies.values():
        entry = plan.listings[body.id]
        facts = (body.division_code, body.parent, body.kind, entry.deadline, entry.valid_from, entry.valid_to)
        children = "；".join(entry.reports_for)
        if body.id not in plan.unlisted:
            aliases = "；".join(entry.aliases)
            rows.append([body.id, body.name, aliases, *facts, entry.predecessor, entry.successor, children])
    return _table(head, rows)


def list_files(plan: Plan, keys: Sequence[ReportKey], folder: str) -> str:
    """The manifest as CSV: files as seen from `folder`, and the days on which they were published."""
    rows: list[list[str]] = []
    seen: set[tuple[str, int]] = set()
    for key in keys:
        subject = (key.agency_id, key.year)
        day = date.fromisoformat(plan.published[subject])
        if subject in seen and plan.copies.get(subject):
            day += _LATER
        seen.add(subject)
        rows.append([key.file.removeprefix(f"{folder}/"), day.isoformat()])
    return _table(("file", "published_on"), rows)


def append_listing(path: Path, text: str, *, further: bool) -> None:
    """Write a list; or, of a `further` county, its rows below those that are there."""
    with path.open("ab" if further else "wb") as file:
        file.write(text.partition("\n")[2].encode() if further else text.encode("utf-8-sig"))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(head)
    table.writerows(rows)
    return text.getvalue()

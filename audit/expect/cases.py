"""Failing rows gathered into cases: one case is one cause, and becomes one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from audit.document import UNSURE_METHODS
from audit.expect.audited import Record, records_of
from audit.expect.blocks import rectangles
from audit.expect.conditions import columns_of
from audit.expect.rootcause import Correction
from audit.expect.scene import Scene
from audit.expect.suites import Check
from audit.expect.wording import (
    NOTHING,
    cell_place,
    describe_extent,
    describe_place,
    missing_cells,
    print_value,
    spot,
)
from audit.template import load_templates

__all__ = ["Case", "gather"]

_QUOTED = {"reports": "title", "sections": "heading", "coverage": "sentence"}
_PLACE_KEYS = {
    "reports": None,
    "sections": "part",
    "coverage": "item",
    "claims": "spot",
    "mentions": "spot",
    "year_pairs": None,
    "year_tables": "table",
    "year_counts": "key",
    "similar": None,
    "rollup_parts": "spot",
    "filings": None,
}
_LINES = 6  # more printed rows than this are cut: evidence is to be read
_SHOWN = 4  # sums of more terms than this leave out those that are 0


@dataclass(frozen=True, slots=True)
class Case:
    """What one finding is about. `fields` fill the rule's templates; `key` is the place for the
    finding's id; `note` is added to the message; `stated` and `expected` take the place of the rule's
    own where the case knows better. `marks` are offsets in the evidence; `cause` is
    the one cell that explains this and other cases of the report, "" when there is none."""

    report_id: str
    fields: Mapping[str, str]
    key: str
    cells: tuple[str, ...] = ()
    evidence: str = ""
    marks: str = ""
    cause: str = ""
    origin: Record = field(default_factory=dict)
    note: str = ""
    stated: str = ""
    expected: str = ""
    severity: str = "critical"


def gather(check: Check, rows: pd.DataFrame, scene: Scene) -> Iterator[Case]:
    """The cases among `rows` (those of the check's frame that fail)."""
    kind = "identities" if check.is_identity else check.frame
    yield from _GATHERERS.get(kind, _row_cases)(check, rows, scene)


# --------------------------------------------------------------------------- rows as they are


def _row_cases(check: Check, rows: pd.DataFrame, scene: Scene) -> Iterator[Case]:
    quoted = check.evidence or _QUOTED.get(check.frame, "sentence")
    name = _PLACE_KEYS.get(check.frame, str(rows.index.name))
    seen: set[str] = set()
    for record in records_of(rows):
        report_id = str(record["report_id"])
        if check.group == "report" and report_id in seen:
            continue
        seen.add(report_id)
        key = str(record["key"]) if check.frame == "year_counts" else ""
        seen_here = _section_fields(record, scene) if check.frame == "sections" else {}
        seen_here |= {"place": cell_place(scene.revision[report_id], key)} if key else {}
        printed = seen_here.get(quoted) or _text(record.get(quoted))
        yield Case(
            report_id,
            {str(key): print_value(value) for key, value in record.items()} | seen_here,
            key="" if name is None or check.group == "report" else str(record[name]),
            cells=(key,) if key else tuple(_text(record.get("keys")).split()) or check.cells,
            evidence=printed or scene.outline(report_id),
            marks=_text(record.get("marks")) if printed else "",
            origin=record,
            note=_text(record.get("note")),
            severity=_at_most(record.get("severity"), record.get("method")),
        )


def _section_fields(record: Record, scene: Scene) -> dict[str, str]:
    """What a rule on sections may quote besides the row itself: `order` of the parts, `missing` cells
    of a table in another form, its `foreign` rows, and its `extras`, as printed."""
    report_id, table, form = str(record["report_id"]), record.get("table"), record.get("table_form")
    fields = {"order": scene.order(report_id)}
    if _missing(table) or _missing(form):
        return fields
    lacking = missing_cells(str(record["template"]), str(form), str(table))
    return fields | {
        "missing": "、".join(lacking) or NOTHING,
        "foreign": _cut(scene.foreign(report_id, str(table))),
        "extras": _cut(scene.extras(report_id, str(table))),
    }


# --------------------------------------------------------------------------- cells of the form


def _cell_cases(check: Check, rows: pd.DataFrame, scene: Scene) -> Iterator[Case]:
    by_report: dict[str, dict[str, Record]] = {}
    for record in records_of(rows):
        by_report.setdefault(str(record["report_id"]), {})[str(record["key"])] = record
    for report_id, records in by_report.items():
        for keys in _CELL_GROUPS[check.group](scene.revision[report_id], list(records)):
            yield _cell_case(check, report_id, [records[key] for key in keys], scene)


def _each(_: str, keys: list[str]) -> list[list[str]]:
    return [[key] for key in keys]


def _whole(_: str, keys: list[str]) -> list[list[str]]:
    return [keys]


def _by_rectangle(revision: str, keys: list[str]) -> list[list[str]]:
    tables: dict[str, list[str]] = {}
    for key in keys:
        tables.setdefault(key.split(".")[0], []).append(key)
    return [
        [at.key for at in block]
        for inside in tables.values()
        for block in rectangles(spot(revision, key) for key in inside)
    ]


def _by_step(*steps: int) -> Callable[[str, list[str]], list[list[str]]]:
    def split(_: str, keys: list[str]) -> list[list[str]]:
        groups: dict[tuple[str, ...], list[str]] = {}
        for key in keys:
            parts = key.split(".")
            groups.setdefault(tuple(parts[step] for step in steps), []).append(key)
        return list(groups.values())

    return split


_CELL_GROUPS: Mapping[str, Callable[[str, list[str]], list[list[str]]]] = {
    "row": _each,
    "report": _whole,
    "rectangle": _by_rectangle,
    "label": _by_step(0, 1),
    "head": _by_step(0, 2),
}


def _cell_case(check: Check, report_id: str, records: Sequence[Record], scene: Scene) -> Case:
    revision, first = scene.revision[report_id], records[0]
    keys = [str(record["key"]) for record in records]
    table = keys[0].split(".")[0]
    at = spot(revision, keys[0])
    fields = {str(key): print_value(value) for key, value in first.items()}
    fields |= {
        "place": cell_place(revision, keys[0]) if len(keys) == 1 else describe_place(revision, keys),
        "table_name": at.table,
        "row_name": at.row,
        "row_label": at.row_label,
        "column_label": at.column,
        "count": str(len(keys)),
        "extent": describe_extent(revision, keys),
        "raw": "」「".join(dict.fromkeys(print_value(record["raw"]) for record in records)),
    }
    return Case(
        report_id,
        fields,
        key=f"{check.group}:{','.join(sorted(keys))}",
        cells=tuple(keys),
        evidence=_cut(_printed_lines(records) or scene.lines(report_id, table)) or scene.outline(report_id),
        origin=first if _located(first) else scene.part_of(report_id, table),
        severity=min((_at_most(None, record.get("method")) for record in records), key=_rank),
    )


# --------------------------------------------------------------------------- sums of other reports


def _rollup_cases(_: Check, rows: pd.DataFrame, scene: Scene) -> Iterator[Case]:
    """One case for a table of a summary: a child that was left out shows in many of its cells."""
    tables: dict[tuple[str, str], list[Record]] = {}
    for record in records_of(rows):
        tables.setdefault((str(record["report_id"]), str(record["table"])), []).append(record)
    for (report_id, table), records in tables.items():
        revision = scene.revision[report_id]
        spots = [spot(revision, str(record["key"])) for record in records]
        numbers = [(print_value(record["value"]), print_value(record["due"])) for record in records]
        told = [
            f"{at.row} · {at.column} 报告 {stated}、合计 {due}"
            for at, (stated, due) in zip(spots, numbers, strict=True)
        ]
        more = f"；……（共 {len(told)} 格）" if len(told) > _LINES else ""
        fields = {str(key): print_value(value) for key, value in records[0].items()} | {
            "table_name": spots[0].table,
            "count": str(len(records)),
            "differences": "；".join(told[:_LINES]) + more,
            "stated_sum": "、".join(stated for stated, _ in numbers[:_LINES]),
            "due_sum": "、".join(due for _, due in numbers[:_LINES]),
        }
        yield Case(
            report_id,
            fields,
            key=table,
            cells=tuple(at.key for at in spots),
            evidence=_cut(_printed_lines(records)),
            origin=records[0],
        )


# --------------------------------------------------------------------------- identities


def _identity_cases(check: Check, rows: pd.DataFrame, scene: Scene) -> Iterator[Case]:
    keys = columns_of(check.kwargs["left"], check.kwargs["right"])
    values = rows[keys].to_numpy(dtype="float64", na_value=np.nan)
    for report_id, row in zip(rows["report_id"].astype(str), values, strict=True):
        stated = dict(zip(keys, row.tolist(), strict=True))
        yield _identity_case(check, report_id, stated, scene)


def _identity_case(check: Check, report_id: str, values: Mapping[str, float], scene: Scene) -> Case:
    revision = scene.revision[report_id]
    left, right = check.kwargs["left"], check.kwargs["right"]
    sums = [_total(side, values) for side in (left, right)]
    by_row = len({key.split(".")[1] for key in values}) > 1
    names = {key: _term_name(check, revision, key, by_row=by_row) for key in values}
    cells = _printed_cells(revision, list(values), report_id, scene)
    correction = scene.correction(report_id, check.rule_id)
    printed = [record for key in cells if (record := scene.printed(report_id, key)) is not None]
    shown = [r for r in printed if r.get("value") or r is printed[0]]
    if correction is not None:  # the suspect's row is worth reading first
        shown.sort(key=lambda r: r["key"] not in (cells[0], correction.cell))
    return Case(
        report_id,
        fields={
            "left": _write_sum(left, values, names),
            "right": _write_sum(right, values, names),
            "left_sum": print_value(sums[0]),
            "right_sum": print_value(sums[1]),
            "difference": print_value(abs(sums[0] - sums[1])),
        },
        key="",
        cells=tuple(cells),
        evidence=_cut(_printed_lines(shown)),
        origin=printed[0]
        if printed and _located(printed[0])
        else scene.part_of(report_id, cells[0].split(".")[0]),
        note=_correction_note(correction, revision),
        cause="" if correction is None else correction.cell,
        **_corrected(correction, revision, cells[0]),
        severity=min((_at_most(None, r.get("method")) for r in printed), key=_rank, default="critical"),
    )


def _total(terms: Sequence[str], values: Mapping[str, float]) -> float:
    return sum(-values[t[1:]] if t.startswith("-") else values[t] for t in terms)


def _term_name(check: Check, revision: str, key: str, *, by_row: bool) -> str:
    _, row, column = key.split(".")
    at = spot(revision, key)
    return check.names.get(row, at.row) if by_row else check.names.get(column, at.column)


def _write_sum(terms: Sequence[str], values: Mapping[str, float], names: Mapping[str, str]) -> str:
    """`一、新收 60 + 二、结转 0 = 60`; of a long sum those terms that are not 0."""
    if len(terms) == 1:
        return f"{names[terms[0]]} {print_value(values[terms[0]])}"
    total = print_value(_total(terms, values))
    shown = [t for t in terms if len(terms) <= _SHOWN or values[t.removeprefix("-")]]
    if not shown:
        return f"合计 {total}（各项均为 0）"
    text = ""
    for term in shown:
        key = term.removeprefix("-")
        sign = " − " if term.startswith("-") else " + "
        text += f"{sign if text or sign == ' − ' else ''}{names[key]} {print_value(values[key])}"
    return f"{text} = {total}" + ("（其余各项为 0）" if len(shown) < len(terms) else "")


def _printed_cells(revision: str, keys: Sequence[str], report_id: str, scene: Scene) -> list[str]:
    """`keys` as they stand on paper: a derived cell by the cells it is the sum of."""
    sums = load_templates()[revision].sums if revision in load_templates() else {}
    cells: list[str] = []
    for key in keys:
        parts = sums.get(key, ())
        cells.extend(parts if parts and scene.printed(report_id, key) is None else (key,))
    return cells


def _corrected(correction: Correction | None, revision: str, own: str) -> dict[str, str]:
    """What is stated and expected where one cell is to blame: that cell's numbers, named unless it
    is the identity's `own` (its sum), so that nobody mends a sum that is right."""
    if correction is None:
        return {}
    stated = print_value(correction.stated)
    if correction.cell != own:
        stated = f"{cell_place(revision, correction.cell)}：{stated}"
    return {"stated": stated, "expected": print_value(correction.value)}


def _correction_note(correction: Correction | None, revision: str) -> str:
    if correction is None:
        return ""
    place = cell_place(revision, correction.cell)
    change = f"由 {print_value(correction.stated)} 改为 {print_value(correction.value)}"
    return (
        f"；仅将「{place}」{change}，不成立的 {len(correction.rule_ids)} 处勾稽关系即全部成立，请先核对该格"
    )


# --------------------------------------------------------------------------- shared


def _printed_lines(records: Sequence[Record]) -> list[str]:
    lines = dict.fromkeys(_text(record.get("line")) for record in records)
    return [line for line in lines if line]


def _cut(lines: Sequence[str]) -> str:
    more = f"\n……（共 {len(lines)} 行）" if len(lines) > _LINES else ""
    return "\n".join(lines[:_LINES]) + more


_RANKS = ("info", "warning", "critical")


def _rank(severity: str) -> int:
    return _RANKS.index(severity)


def _at_most(severity: Any, method: Any) -> str:
    """The highest severity that a row allows: its own, and a warning when it was read unsurely."""
    own = severity if severity in _RANKS else "critical"
    return min(own, "warning", key=_rank) if method in UNSURE_METHODS else own


def _located(record: Record) -> bool:
    return any(not _missing(record.get(name)) for name in ("page", "paragraph", "grid_row"))


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or bool(pd.isna(value))


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)


_GATHERERS: Mapping[str, Callable[[Check, pd.DataFrame, Scene], Iterator[Case]]] = {
    "cells": _cell_cases,
    "identities": _identity_cases,
    "rollups": _rollup_cases,
}

"""Small frames for the workbook: made-up agencies, findings as a test asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from audit.schema import conform, frame_specs
from audit.template import load_templates

Frames = dict[str, pd.DataFrame]
Row = Mapping[str, Any]


def complete(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """`rows` as the frame `name`; columns a row does not give are null."""
    spec = frame_specs()[name]
    return conform([{column: row.get(column) for column in spec.columns} for row in rows], spec)


def report(agency_id: str, agency: str, year: int = 2023, **more: Any) -> Row:
    return {
        "report_id": f"{year}/{agency_id}",
        "agency_id": agency_id,
        "agency": agency,
        "agency_kind": "镇",
        "year": year,
        "template": "2019" if year < 2021 else "2021",
        "audited": True,
        "file": f"{agency_id}.txt",
    } | more


def finding(of: Row, number: int, **more: Any) -> Row:
    return {
        "finding_id": f"{of['report_id']}#{number}",
        "report_id": of["report_id"],
        "agency_id": of["agency_id"],
        "agency": of["agency"],
        "year": of["year"],
        "rule_id": "T3-BALANCE-07",
        "title": "收到与办理平衡",
        "severity": "critical",
        "outcome": "fail",
        "place": "表三 · 总计",
        "message": "一 + 二 = 60，三（七）+ 四 = 61，差 1。",
        "stated": "61",
        "expected": "60",
        "evidence": "四、结转下年度继续办理｜1｜0｜1",
        "basis": "国办公开办函〔2021〕30号",
        "advice": "核对办理台账后更正。",
    } | more


def cells_of(of: Row, **changes: Row) -> list[Row]:
    """Every cell of the report's form, 0 unless `changes` (cell key -> columns) says otherwise."""
    rows: list[Row] = []
    for key in load_templates()[of["template"]].cells:
        table, row, column = key.split(".")
        cell = {"raw": "0", "value": 0.0, "status": "number", "measure": "count"}
        place = {"table": table, "row": row, "column": column, "key": key, "report_id": of["report_id"]}
        rows.append({"cell_id": f"{of['report_id']}#{key}", **place, **cell, **changes.get(key, {})})
    return rows


def frames_of(
    reports: Sequence[Row],
    findings: Sequence[Row] = (),
    cells: Sequence[Row] | None = None,
    outcomes: Sequence[Row] = (),
    unread: Sequence[Row] = (),
) -> Frames:
    read = [{"file": r["report_id"] + ".txt", "format": "text", "read_status": "read"} for r in reports]
    every = [cell for r in reports for cell in cells_of(r)] if cells is None else cells
    return {
        "files": complete("files", [*read, *unread]),
        "reports": complete("reports", reports),
        "cells": complete("cells", every),
        "outcomes": complete("outcomes", outcomes),
        "findings": complete("findings", findings),
    }

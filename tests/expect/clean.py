"""Frames of clean, made-up reports, straight from a template: the parent of every mutation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from audit.expect.suites import known_frames
from audit.schema import conform, wide_name
from audit.template import Template, load_templates

AGENCY = "云桥市青溪镇人民政府"
ITEMS = (
    *(f"aspect.{key}" for key in ("proactive", "on_request", "management", "platform", "supervision")),
    *(f"supervision.{key}" for key in ("appraisal", "review", "accountability")),
    "problem",
    "improvement",
    "fee",
)
# kind, name, verdict
MENTIONS = (
    ("place", "云桥市", "own"),
    ("level", "我镇", "own"),
    ("law", "《中华人民共和国政府信息公开条例》", "right"),
    ("person", "139****0000", "office"),
)
ORGANISATIONS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organization",
)

# kind, topic, what is stated, what it is compared with, another value that the words may mean
CLAIMS = (
    ("received", "收到申请", 23.0, 21.0, 23.0),
    ("none", "行政复议", 0.0, 0.0, None),
    ("outcome", "予以公开", 12.0, 12.0, None),
    ("dispute", "行政诉讼", 3.0, 3.0, None),
    ("document", "制发规范性文件", 5.0, 5.0, None),
    ("decision", "行政许可", 70.0, 70.0, None),
    ("sum", "分项合计", 114.0, 114.0, None),
    ("twice", "主动公开政府信息", 347.0, 347.0, None),
    ("percent", "增幅", 12.5, 12.5, None),
    ("year", "所指年度", 2022.0, 2022.0, None),
)


def clean_frames(revision: str = "2021", agency_id: str = "QX01") -> dict[str, pd.DataFrame]:
    """One clean report in each frame that the suites look at; no number is 0, few are equal."""
    frames = {name: frame.copy() for name, frame in _parent(revision).items()}
    for frame in frames.values():
        for column in frame.columns:
            if column.endswith("_id"):
                frame[column] = frame[column].str.replace("QX01", agency_id)
    return frames


@cache
def _parent(revision: str) -> dict[str, pd.DataFrame]:
    template = load_templates()[revision]
    year = template.first_year + 1
    report_id = f"{year}/QX01"
    frames = {
        "reports": [{**_report(report_id, template, year), "agency_id": "QX01"}],
        "sections": [_section(report_id, template, part.number) for part in template.parts],
        "coverage": [_coverage(report_id, item) for item in ITEMS],
        "cells": _cells(report_id, template),
        "claims": [_claim(report_id, *stated) for stated in CLAIMS],
        "mentions": [_mention(report_id, *names) for names in MENTIONS],
    }
    conformed = {name: _frame(name, rows) for name, rows in frames.items()}
    return conformed | {wide_name(template): widen(conformed["cells"], template)}


def single_row_frames(agency_id: str = "QX01") -> dict[str, pd.DataFrame]:
    """A report of 2022 whose 表三 is printed in the form of 2019: one row 其他处理. All sums hold."""
    frames = clean_frames("2021", agency_id)
    printed = frames["cells"]
    older = clean_frames("2019", agency_id)["cells"].query("table == 'applications'")
    older = older.assign(
        report_id=printed["report_id"].iloc[0],
        cell_id=printed["report_id"].iloc[0] + "#" + older["key"],
    )
    frames["cells"] = pd.concat([printed[printed["table"] != "applications"], older], ignore_index=True)
    sections = frames["sections"]
    sections.loc[sections["part"] == 3, "table_form"] = "2019"
    rewiden(frames)
    return frames


def together(*reports: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames of several reports as one set."""
    names = dict.fromkeys(name for frames in reports for name in frames)
    return {name: pd.concat([f[name] for f in reports if name in f], ignore_index=True) for name in names}


def widen(cells: pd.DataFrame, template: Template) -> pd.DataFrame:
    """The wide frame of `cells`, derived cells included, as audit.frames would."""
    rows = []
    for report_id, group in cells.groupby("report_id", sort=False):
        values = dict(zip(group["key"], group["value"], strict=True))
        row: dict[str, Any] = {key: values.get(key) for key in template.cells}
        for key, parts in template.sums.items():
            row[key] = values.get(key, sum(values.get(part, float("nan")) for part in parts))
        rows.append({"report_id": report_id, **row})
    return _frame(wide_name(template), rows)


def set_cell(frames: dict[str, pd.DataFrame], key: str, **changes: Any) -> None:
    """Change one printed cell (`value`, `status`, `raw`, `label` …) and what the wide frame says."""
    cells = frames["cells"]
    here = cells["key"] == key
    assert here.sum() == 1, key
    if changes.get("status", "number") != "number":
        changes["value"] = float("nan")
    elif "value" in changes:
        changes.setdefault("raw", f"{changes['value']:g}")
    for name, value in changes.items():
        cells.loc[here, name] = value
    rewiden(frames)


def rewiden(frames: dict[str, pd.DataFrame]) -> None:
    """Make the wide frame follow the cells again."""
    name = next(name for name in frames if name.startswith("wide_"))
    frames[name] = widen(frames["cells"], load_templates()[name.removeprefix("wide_")])


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    spec = known_frames()[name]
    return conform([{column: row.get(column) for column in spec.columns} for row in rows], spec)


def _report(report_id: str, template: Template, year: int) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "agency": AGENCY,
        "agency_printed": AGENCY,
        "agency_kind": "镇",
        "year": year,
        "template": template.revision,
        "title": f"{AGENCY}{year}年政府信息公开工作年度报告",
        "title_year": year,
        "period_status": "stated",
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "period_year": year,
        "period_sentence": f"本报告统计期限为{year}年1月1日至{year}年12月31日。",
        "part_year": False,
        "manifest_year": year,
        "manifest_agency": AGENCY,
        "agency_status": "agreed",
        "audited": True,
        "file": "made/青溪镇.docx",
        "paragraph": 1,
    }


def _claim(
    report_id: str, kind: str, topic: str, stated: float, against: float, other: float | None
) -> dict[str, Any]:
    spot = f"1/{kind}/{topic}/00000000/1"
    return {
        "claim_id": f"{report_id}#{spot}",
        "report_id": report_id,
        "spot": spot,
        "part": 1,
        "kind": kind,
        "topic": topic,
        "stated": f"{stated:g} 件",
        "low": stated,
        "high": stated,
        "unit": "件",
        "bound": "exact",
        "scope": "whole",
        "polarity": "denied" if kind == "none" else "stated",
        "keys": "",
        "against_low": against,
        "against_high": against,
        "alternative": other,
        "against": f"表中为 {against:g} 件",
        "severity": "critical",
        "sentence": f"全年{topic} {stated:g} 件。",
        "marks": "3-5",
        "file": "made/青溪镇.docx",
        "paragraph": 6,
    }


def _mention(report_id: str, kind: str, text: str, verdict: str) -> dict[str, Any]:
    spot = f"1.{kind}.{text}.00000000.1"
    return {
        "mention_id": f"{report_id}#{spot}",
        "report_id": report_id,
        "spot": spot,
        "part": 1,
        "kind": kind,
        "text": text,
        "verdict": verdict,
        "expected": "",
        "reason": "名称无误",
        "sentence": f"句中有{text}。",
        "marks": f"3-{3 + len(text)}",
        "file": "made/青溪镇.docx",
        "paragraph": 5,
    }


def _section(report_id: str, template: Template, number: int) -> dict[str, Any]:
    part = template.part(number)
    table = next((t for t in template.tables if t.part == number), None)
    return {
        "section_id": f"{report_id}#{number}",
        "report_id": report_id,
        "part": number,
        "template": template.revision,
        "present": True,
        "numeral": part.numeral,
        "heading": f"{part.numeral}、{part.heading}",
        "heading_status": "official",
        "position": number,
        "rank": number,
        "characters": 200 + number,
        "table": None if table is None else table.key,
        "table_status": None if table is None else "text",
        "table_form": None if table is None else template.revision,
        "table_extras": None if table is None else 0,
        "text": "本部分文字。",
        "file": "made/青溪镇.docx",
        "paragraph": 10 * number,
    }


def _coverage(report_id: str, item: str) -> dict[str, Any]:
    return {
        "coverage_id": f"{report_id}#{item}",
        "report_id": report_id,
        "item": item,
        "met": True,
        "by": "heading",
        "sentence": "（一）已作说明",
        "file": "made/青溪镇.docx",
        "paragraph": 12,
    }


def _cells(report_id: str, template: Template) -> list[dict[str, Any]]:
    values = _values(template)
    rows = []
    for ordinal, (key, cell) in enumerate(template.cells.items()):
        rows.append(
            {
                "cell_id": f"{report_id}#{key}",
                "report_id": report_id,
                "table": cell.table.key,
                "row": cell.row.key,
                "column": cell.column.key,
                "key": key,
                "raw": f"{values[key]:g}",
                "value": values[key],
                "unit": cell.column.unit,
                "measure": cell.column.measure,
                "status": "number",
                "presence": "printed",
                "method": "text",
                "confidence": 1.0,
                "label": cell.row.label,
                "label_status": "official",
                "head": cell.column.label,
                "head_status": "official",
                "line": f"{cell.row.label}｜（各列）",
                "file": "made/青溪镇.docx",
                "grid": 1,
                "grid_row": 1 + ordinal // 7,
            }
        )
    return rows


def _values(template: Template) -> dict[str, float]:
    """Numbers, none of them 0, that satisfy every identity."""
    values: dict[str, float] = {}
    for ordinal, key in enumerate(template.cells, start=1):
        values[key] = float(ordinal + 3)
    for row in ("regulations", "normative_documents"):
        if f"proactive.{row}.in_force" in values:
            values[f"proactive.{row}.issued"] = 500.0
            values[f"proactive.{row}.in_force"] = 900.0
    rows = [row.key for row in template.table("applications").rows]
    outcomes = [row for row in rows if row not in ("received", "carried_in", "processed", "carried_out")]
    for column in ORGANISATIONS:
        cell = "applications.{}." + column
        values[cell.format("processed")] = sum(values[cell.format(row)] for row in outcomes)
        given = values[cell.format("processed")] + values[cell.format("carried_out")]
        values[cell.format("received")] = given - values[cell.format("carried_in")]
    for row in rows:
        values[f"applications.{row}.total"] = sum(values[f"applications.{row}.{c}"] for c in ORGANISATIONS)
    for case in (row.key for row in template.table("disputes").rows):
        parts = ("upheld", "corrected", "other", "pending")
        values[f"disputes.{case}.total"] = sum(values[f"disputes.{case}.{part}"] for part in parts)
    return values

"""Cells of a report as they are shown: what is printed there, and what the findings say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from audit.excel.page import Entry, Page, Style, Value
from audit.excel.style import ABSENT, BLANK, CENTRED, NUMBER, SEVERITY
from audit.recognise.names import mask_personal
from audit.schema.words import SEVERITIES

__all__ = ["Mark", "Paint", "Printed", "find_marks", "find_printed", "show_cell"]

Printed = tuple[str, float, str]
"""Status, value and text of a cell as printed."""
Mark = tuple[str, str]
"""Worst severity of the findings that name a cell, and what they say."""

# How a cell looks by its status; every other status is quoted as text.
_LOOKS: Final = {"number": NUMBER, "blank": BLANK, "absent": ABSENT, "text": CENTRED}


@dataclass(slots=True)
class Paint:
    """Styles by status and severity ("" = no finding), and how many notes may still be written: they are
    kept in a drawing that opens slowly when there are thousands of them."""

    styles: Mapping[tuple[str, str], Style]
    notes_left: int

    @classmethod
    def of(cls, page: Page, notes: int) -> Paint:
        styles = {}
        for status, look in _LOOKS.items():
            styles[status, ""] = page.style(look)
            for severity, signal in SEVERITY.items():
                marked = replace(look, fill=signal.fill, colour=signal.colour, bold=True)
                styles[status, severity] = page.style(marked)
        return cls(styles, notes)


def find_marks(findings: pd.DataFrame) -> dict[str, dict[str, Mark]]:
    """Report -> cell key -> its mark."""
    marks: dict[str, dict[str, Mark]] = {}
    fields = ["report_id", "cells", "severity", "rule_id", "message"]
    for severity in SEVERITIES:
        each = findings.loc[findings["severity"] == severity, fields].fillna("")
        for report_id, keys, _, rule_id, message in each.itertuples(index=False):
            for key in str(keys).split():
                of_report = marks.setdefault(str(report_id), {})
                worst, notes = of_report.get(key, (severity, ""))
                note = f"{SEVERITIES[severity]} {rule_id}：{message}"
                of_report[key] = (worst, f"{notes}\n{note}".strip())
    return marks


def find_printed(cells: pd.DataFrame) -> dict[str, dict[str, Printed]]:
    """Report -> cell key -> what is printed there."""
    printed: dict[str, dict[str, Printed]] = {}
    columns = (cells[name].tolist() for name in ("report_id", "key", "status", "value"))
    for report_id, key, status, value, raw in zip(*columns, cells["raw"].fillna(""), strict=True):
        printed.setdefault(report_id, {})[key] = (status, value, raw)
    return printed


def show_cell(printed: Printed | None, mark: Mark | None, paint: Paint) -> Entry:
    """The cell as printed, coloured by its mark and noted while notes are left."""
    status, value, raw = printed or ("absent", float("nan"), "")
    shown: Value
    if status == "number":
        shown = int(value) if value.is_integer() else value
    elif status == "blank":
        shown = None
    elif status == "absent":
        shown = "缺"
    else:
        shown = mask_personal(raw)
    severity, note = mark or ("", "")
    style = paint.styles[status if status in _LOOKS else "text", severity]
    if note:
        paint.notes_left -= 1
    return Entry(shown, style, note=note if paint.notes_left >= 0 else "")

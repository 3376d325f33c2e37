"""The wide frames: a report a row, a cell a column, float64, NaN where there is no number."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from audit.frames.assignment import Report
from audit.recognise.model import Cell
from audit.schema import conform, wide_spec
from audit.template import CellSpec, Template

__all__ = ["wide_frame"]

_MONEY = ("元", "万元", "亿元")


def wide_frame(reports: Iterable[Report], template: Template) -> pd.DataFrame:
    """The audited reports that must follow `template`. A cell of the other revision's form counts
    where the template has a column of its key; a row that the template derives (`sums`) is the sum
    of its parts when all are numbers and nothing is printed in its place."""
    columns = {key: place for place, key in enumerate(template.wide_columns)}
    wanted = [
        report for report in reports if report.audited and report.recognition.revision == template.revision
    ]
    rows = [_printed(report, template) for report in wanted]
    values = np.array([[row.get(key, math.nan) for key in columns] for row in rows], dtype=np.float64)
    values = values.reshape(len(rows), len(columns))
    for key, terms in template.sums.items():
        total = values[:, [columns[term] for term in terms]].sum(axis=1)  # NaN when one is NaN
        printed = [key in row for row in rows]
        values[:, columns[key]] = np.where(printed, values[:, columns[key]], total)
    frame = pd.DataFrame(values, columns=list(columns))
    frame.insert(0, "report_id", [report.report_id for report in wanted])
    return conform(frame, wide_spec(template))


def _printed(report: Report, template: Template) -> dict[str, float]:
    """The values of the cells that are there, by key."""
    specs = template.cells
    return {
        cell.spec.key: _value(cell, specs.get(cell.spec.key, cell.spec))
        for table in report.recognition.tables
        for cell in table.cells
        if cell.status != "absent"
    }


def _value(cell: Cell, spec: CellSpec) -> float:
    """The cell's number in the unit of its column in `spec`; NaN when it is none or in another unit. A
    count may be written with its measure word (3件), never with money."""
    if cell.status != "number" or cell.value is None:
        return math.nan
    if cell.unit in ("", spec.column.unit):
        return cell.value
    if spec.column.measure != "amount" and cell.unit not in _MONEY:
        return cell.value
    return math.nan

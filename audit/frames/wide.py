"""The wide frames: a report a row, a cell a column, float64, NaN where there is no number."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from audit.frames.assignment import Report
from audit.recognise.model import Cell
from audit.schema import conform, wide_spec
from audit.template import Template

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
    values = np.full((len(wanted), len(columns)), np.nan)
    printed = np.zeros(values.shape, dtype=bool)
    for line, report in enumerate(wanted):
        for table in report.recognition.tables:
            for cell in table.cells:
                place = columns.get(cell.spec.key)
                if place is not None:
                    printed[line, place] |= cell.status != "absent"
                    values[line, place] = _value(cell, template)
    for key, terms in template.sums.items():
        total = values[:, [columns[term] for term in terms]].sum(axis=1)  # NaN when one is NaN
        values[:, columns[key]] = np.where(printed[:, columns[key]], values[:, columns[key]], total)
    frame = pd.DataFrame(values, columns=list(columns))
    frame.insert(0, "report_id", [report.report_id for report in wanted])
    return conform(frame, wide_spec(template))


def _value(cell: Cell, template: Template) -> float:
    """The cell's number in its column's unit; NaN when it is none or in another unit. A count may be
    written with its measure word (3件), never with money."""
    if cell.status != "number" or cell.value is None:
        return float("nan")
    spec = template.cells.get(cell.spec.key, cell.spec)
    if cell.unit in ("", spec.column.unit):
        return cell.value
    if spec.column.measure != "amount" and cell.unit not in _MONEY:
        return cell.value
    return float("nan")

"""The frame `year_tables`: tables that are last year's, number for number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.archive import ORIGIN, Archive
from audit.corpus.settings import setting
from audit.corpus.succession import Succession
from audit.schema import conform, frame_specs
from audit.template import Table, Template, load_templates

__all__ = ["compare_tables"]


def compare_tables(archive: Archive, successions: Sequence[Succession]) -> pd.DataFrame:
    """A row for every table of a report that follows a single one on the same form, where equal numbers
    would be no chance and unequal ones are known to be so."""
    rows = [row for s in successions if not s.merged for row in _of_report(archive, s)]
    return conform(rows, frame_specs()["year_tables"])


def _of_report(archive: Archive, succession: Succession) -> Iterator[dict[str, Any]]:
    report = archive.facts[succession.report_id]
    (last,) = succession.last
    if archive.facts[last]["template"] != report["template"]:
        return
    template = load_templates()[str(report["template"])]
    for table in template.tables:
        keys = _keys(template.revision)[table.key]
        now, before = archive.values([succession.report_id, last], keys)
        same, weight = _compare(now, before, _telling(template.revision, table.key))
        if same is not None:
            yield {
                "table_id": f"{succession.report_id}#{table.key}",
                "report_id": succession.report_id,
                "last_report": last,
                "last_year": int(report["year"]) - 1,
                "table": table.key,
                "table_name": table.name,
                "same": same,
                "weight": weight,
                "lines": _rows(archive, succession.report_id, keys, now) if same else "",
                **{name: report[name] for name in ORIGIN},
            }


def _compare(now: np.ndarray, before: np.ndarray, telling: Sequence[int]) -> tuple[bool | None, float]:
    """Whether all numbers are the same (None: cannot be told, or may be chance), and their weight."""
    known = ~np.isnan(now) & ~np.isnan(before)
    weight = round(float(np.log2(1 + np.abs(now[list(telling)])).sum()), 1)  # NaN when one is not known
    if (now != before)[known].any():
        return False, weight
    return (True if known.all() and weight >= setting("copying", "evidence") else None), weight


def _rows(archive: Archive, report_id: str, keys: Sequence[str], values: np.ndarray) -> str:
    filled = dict.fromkeys(key.rsplit(".", 1)[0] for key, value in zip(keys, values, strict=True) if value)
    lines = archive.lines.get(report_id, {})
    return "\n".join(dict.fromkeys(lines[row] for row in filled if row in lines))


@cache
def _keys(revision: str) -> Mapping[str, tuple[str, ...]]:
    """Table -> the keys of its cells."""
    template = load_templates()[revision]
    return {table.key: tuple(_cells_of(template, table)) for table in template.tables}


def _cells_of(template: Template, table: Table) -> Iterator[str]:
    return (key for key, cell in template.cells.items() if cell.table.key == table.key)


@cache
def _telling(revision: str, table: str) -> tuple[int, ...]:
    """Places of the cells of a table that say something of the year by themselves."""
    equations = load_templates()[revision].equations()
    sums = {e.left[0] for e in equations if len(e.left) == 1 and e.identity.relation == "="}
    stocks = setting("copying", "stocks")
    keys = enumerate(_keys(revision)[table])
    return tuple(place for place, key in keys if key not in sums and key.rsplit(".", 1)[1] not in stocks)

"""Tables that are last year's, number for number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from audit.corpus.archive import Archive
from audit.corpus.settings import setting
from audit.corpus.succession import Succession
from audit.template import Template, load_templates

__all__ = ["Copies"]


class Copies:
    """Compares the tables of reports with those of the year before."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def compare(self, succession: Succession) -> dict[str, Any]:
        """For each table `*_same`: True for a copy, False for other numbers, None where that cannot be
        told or an equal table may be chance; `*_lines` are a copy's rows that are not all 0."""
        reports, last = self._archive.reports, succession.last
        revision = str(reports.at[succession.report_id, "template"])
        template = load_templates()[revision]
        found: dict[str, Any] = {}
        for table in template.tables:
            same = None
            if len(last) == 1 and reports.at[last[0], "template"] == revision:
                same = self._is_copy(template, table.key, succession)
            found[f"{table.key}_same"] = same
            found[f"{table.key}_lines"] = self._rows(template, table.key, succession) if same else ""
        return found

    def _is_copy(self, template: Template, table: str, succession: Succession) -> bool | None:
        keys = _keys(template, table)
        now, last = self._archive.values((succession.report_id, *succession.last), keys)
        known = ~np.isnan(now) & ~np.isnan(last)
        if (now != last)[known].any():
            return False
        weight = np.log2(1 + np.abs(now[_telling(template, table)])).sum()  # NaN when one is not known
        return True if known.all() and weight >= setting("copying", "evidence") else None

    def _rows(self, template: Template, table: str, succession: Succession) -> str:
        keys = _keys(template, table)
        (now,) = self._archive.values([succession.report_id], keys)
        rows = dict.fromkeys(key.rsplit(".", 1)[0] for key, value in zip(keys, now, strict=True) if value)
        lines: Mapping[str, str] = self._archive.lines.get(succession.report_id, {})
        printed = dict.fromkeys(lines[row] for row in rows if row in lines)
        return "\n".join(printed)


@cache
def _keys_by_table(revision: str) -> Mapping[str, tuple[str, ...]]:
    template = load_templates()[revision]
    return {
        table.key: tuple(key for key, cell in template.cells.items() if cell.table.key == table.key)
        for table in template.tables
    }


def _keys(template: Template, table: str) -> tuple[str, ...]:
    return _keys_by_table(template.revision)[table]


@cache
def _sums(revision: str) -> frozenset[str]:
    """Cells that the form has as sums of others."""
    equations = load_templates()[revision].equations()
    return frozenset(e.left[0] for e in equations if len(e.left) == 1 and e.identity.relation == "=")


def _telling(template: Template, table: str) -> list[int]:
    """Places of the cells that say something of the year by themselves."""
    stocks = setting("copying", "stocks")
    return [
        place
        for place, key in enumerate(_keys(template, table))
        if key not in _sums(template.revision) and key.rsplit(".", 1)[1] not in stocks
    ]

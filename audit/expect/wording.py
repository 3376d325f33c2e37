"""Cells, numbers and places in the words of the official form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any

import pandas as pd

from audit.template import Aggregate, Row, Table, Template, load_templates

__all__ = [
    "NOTHING",
    "Spot",
    "cell_place",
    "describe_extent",
    "describe_place",
    "missing_cells",
    "print_value",
    "row_name",
    "source_words",
    "spot",
]

NOTHING = "（无）"
_EXPLANATION = re.compile(r"(?<=.)（[^）]*）$")  # （二）部分公开（区分处理的，…）
_LISTED = 4  # more names than this are given as first 至 last


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands in the form: names, and its order among the rows and columns of its table."""

    key: str
    table: str
    row: str
    column: str
    row_label: str
    row_order: int
    column_order: int


def row_name(table: Table, row: Row | Aggregate) -> str:
    """A row's label without the explanation at its end, led by the label that spans it where that is
    the innermost of the table: （三）不予公开1.属于国家秘密, 行政诉讼复议后起诉, but （二）部分公开."""
    depth = max(len(other.groups) for other in table.rows)
    spanning = row.groups[-1:] if len(row.groups) == depth else ()
    return "".join((*spanning, _EXPLANATION.sub("", row.label)))


@cache
def _spots(revision: str) -> Mapping[str, Spot]:
    template = load_templates()[revision]
    spots: dict[str, Spot] = {}
    for table in template.tables:
        columns = list(dict.fromkeys(column.key for _, _, column in table.pairs()))
        for key, cell in template.cells.items():
            if cell.table.key == table.key:
                order = (table.rows.index(cell.row), columns.index(cell.column.key))
                spots[key] = Spot(
                    key, table.name, row_name(table, cell.row), cell.column.label, cell.row.label, *order
                )
        for aggregate in table.aggregates:
            for key, parts in template.sums.items():
                if key.startswith(f"{table.key}.{aggregate.key}."):
                    part = spots[parts[0]]
                    spots[key] = Spot(
                        key,
                        table.name,
                        row_name(table, aggregate),
                        part.column,
                        aggregate.label,
                        part.row_order,
                        part.column_order,
                    )
    return spots


@cache
def spot(revision: str, key: str) -> Spot:
    """The cell `key` in the form of `revision`, or in another revision's when that one lacks it
    (a table printed in the wrong form)."""
    for name in (revision, *load_templates()):
        found = _spots(name).get(key) if name in load_templates() else None
        if found is not None:
            return found
    table, row, column = [*key.split("."), "", ""][:3]
    return Spot(key, table, row, column, row, 0, 0)


def cell_place(revision: str, key: str) -> str:
    """表三 · 四、结转下年度继续办理 · 总计"""
    at = spot(revision, key)
    return f"{at.table} · {at.row} · {at.column}"


def missing_cells(required: str, printed: str, table: str) -> list[str]:
    """What of `table` revision `required` asks for and the form `printed` lacks: rows by name, and
    rows that have other columns with the columns they lack in brackets."""
    has = load_templates()[printed].cells if printed in load_templates() else {}
    asked = load_templates()[required].cells if required in load_templates() else {}
    rows = {cell.row.key for cell in has.values() if cell.table.key == table}
    lacking: dict[tuple[str, str], list[str]] = {}
    for key, cell in asked.items():
        if cell.table.key == table and key not in has:
            lacking.setdefault((spot(required, key).row, cell.row.key), []).append(cell.column.label)
    return [
        f"{name}（{'、'.join(columns)}）" if key in rows else name for (name, key), columns in lacking.items()
    ]


def describe_place(revision: str, keys: Sequence[str]) -> str:
    """A block of cells of one table in words: whole rows by name, else rows and columns."""
    rows, columns, whole_rows, whole_columns = _block(revision, keys)
    table = spot(revision, keys[0]).table
    if whole_rows:
        return f"{table} · {_listed(rows, '行')}"
    if whole_columns:
        return f"{table} · {_listed(columns, '列')}"
    return f"{table} · {_listed(rows, '行')} · {_listed(columns, '列')}"


def describe_extent(revision: str, keys: Sequence[str]) -> str:
    """How much a block of cells is: 「22 行：… 至 …」, 「1 列：…」 or 「3 个单元格：…」."""
    rows, columns, whole_rows, whole_columns = _block(revision, keys)
    if whole_rows:
        return f"{len(rows)} 行：{_listed(rows, '')}"
    if whole_columns:
        return f"{len(columns)} 列：{_listed(columns, '')}"
    return f"{len(keys)} 个单元格：{_listed(rows, '行')} · {_listed(columns, '列')}"


def _block(revision: str, keys: Sequence[str]) -> tuple[list[str], list[str], bool, bool]:
    spots = [spot(revision, key) for key in keys]
    row_names = list(dict.fromkeys(s.row for s in sorted(spots, key=lambda s: s.row_order)))
    column_names = list(dict.fromkeys(s.column for s in sorted(spots, key=lambda s: s.column_order)))
    table = keys[0].split(".")[0]
    held = set(keys)
    form = _siblings(revision, table, keys)
    row_keys = {key.split(".")[1] for key in keys}
    column_keys = {key.split(".")[2] for key in keys}
    whole_rows = held >= {k for k in form if k.split(".")[1] in row_keys}
    whole_columns = len(row_keys) > 1 and held >= {k for k in form if k.split(".")[2] in column_keys}
    return row_names, column_names, whole_rows, whole_columns


def _siblings(revision: str, table: str, keys: Iterable[str]) -> frozenset[str]:
    """The keys of the form that `keys` belong to, in the same table."""
    wanted = set(keys)
    for name in (revision, *load_templates()):
        template: Template | None = load_templates().get(name)
        if template is not None and wanted <= set(template.cells):
            return frozenset(key for key in template.cells if key.startswith(f"{table}."))
    return frozenset(wanted)


def _listed(names: Sequence[str], measure: str) -> str:
    if len(names) <= _LISTED:
        return "、".join(names)
    listed = f"{names[0]} 至 {names[-1]}"
    return f"{listed}（{len(names)} {measure}）" if measure else listed


def print_value(value: Any) -> str:
    """A value as a message shows it: 60 and not 60.0; what is not there as （无）."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return NOTHING
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(round(value, 6))
    return str(value) or NOTHING


def source_words(origin: Mapping[str, Any]) -> str:
    """file, page, table and row, or paragraph: 报告.docx，第 2 页，第 3 张表第 5 行."""
    words = [PurePath(str(origin["file"])).name] if _there(origin.get("file")) else []
    if _there(origin.get("page")):
        words.append(f"第 {int(origin['page'])} 页")
    if _there(origin.get("grid")) and _there(origin.get("grid_row")):
        words.append(f"第 {int(origin['grid'])} 张表第 {int(origin['grid_row'])} 行")
    elif _there(origin.get("paragraph")):
        line = words and words[0].lower().endswith(".txt")
        words.append(f"第 {int(origin['paragraph'])} {'行' if line else '段'}")
    return "，".join(words)


def _there(value: Any) -> bool:
    return bool(value is not None and not pd.isna(value) and value != "")

"""C rules: cells, rows and labels that are not as the format has them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from audit.samples.county import read_bank
from audit.samples.faults.model import Fault, Planted
from audit.samples.model import ExtraRow, ReportContent
from audit.template import Row, Table

__all__ = ["completeness_faults"]

_LONG_ENOUGH = 9
_LONG_HEAD = 5


def completeness_faults() -> Iterator[Fault]:
    """Every fault of this module."""
    yield Fault("C-ROW-01", "C-ROW-01", delete_rows)
    yield Fault("C-LABEL-01.row", "C-LABEL-01", misprint_label)
    yield Fault("C-LABEL-01.column", "C-LABEL-01", misprint_head)
    yield Fault("C-BLANK-01.row", "C-BLANK-01", blank_in_row)
    yield Fault("C-BLANK-01.dispute", "C-BLANK-01", blank_dispute)
    for rule, texts in (
        ("C-PLACEHOLDER-01", "placeholders"),
        ("C-NUMBER-01", "not_numbers"),
        ("C-INTEGER-01", "fractions"),
        ("C-INTEGER-01", "negatives"),
    ):
        yield Fault(f"{rule}.{texts}", rule, partial(print_instead, rule, texts))
    for table in read_bank("faults.toml")["extra_rows"]:
        yield Fault(f"C-EXTRA-01.{table}", "C-EXTRA-01", partial(add_row, table))


def delete_rows(content: ReportContent, drawn: random.Random) -> Planted | None:
    """One or two neighbouring rows of 表三 are gone. The rows of 其他处理 stay: without them the table
    would look like another revision's."""
    table = content.template.table("applications")
    rows = [row.key for row in table.rows]
    start = drawn.randrange(len(rows) - 1)
    gone = rows[start : start + drawn.randint(1, 2)]
    if any(row.startswith("other") for row in gone):
        return None
    keys = tuple(f"{table.key}.{row}.{column.key}" for row in gone for column in table.bands[0].columns)
    return Planted(content.with_cells(dict.fromkeys(keys)), frozenset({table.key}), must={"C-ROW-01": keys})


def misprint_label(content: ReportContent, drawn: random.Random) -> Planted | None:
    """A long row label has lost one or two characters in its middle."""
    table = content.template.table("applications")
    row = drawn.choice([row for row in table.rows if len(row.label) >= _LONG_ENOUGH])
    printed = content.tables[table.key]
    labels = {row.key: _lose_characters(row.label, drawn)}
    keys = tuple(f"{table.key}.{row.key}.{column.key}" for column in table.bands[0].columns)
    return Planted(
        content.with_table(replace(printed, labels=labels)), frozenset({table.key}), {"C-LABEL-01": keys}
    )


def misprint_head(content: ReportContent, drawn: random.Random) -> Planted | None:
    """A column label has lost a character."""
    table = content.template.table("applications")
    columns = [column for column in table.bands[0].columns if len(column.label) >= _LONG_HEAD]
    column = drawn.choice(columns)
    printed = content.tables[table.key]
    heads = {column.key: _lose_characters(column.label, drawn, most=1)}
    keys = tuple(f"{table.key}.{row.key}.{column.key}" for row in table.rows)
    return Planted(
        content.with_table(replace(printed, heads=heads)), frozenset({table.key}), {"C-LABEL-01": keys}
    )


def _lose_characters(label: str, drawn: random.Random, most: int = 2) -> str:
    # Never the numeral in front nor the last character, and only characters that carry meaning:
    # a lost bracket or comma is no deviation, a lost last character could be a page's doing.
    inner = [n for n in range(3, len(label) - 2) if label[n].isalnum() and label[n + 1].isalnum()]
    if not inner or len(label) < _LONG_ENOUGH:
        inner = [len(label) // 2]
        most = 1
    start = drawn.choice(inner)
    return label[:start] + label[start + drawn.randint(1, most) :]


def blank_in_row(content: ReportContent, drawn: random.Random) -> Planted | None:
    """One to three neighbouring cells of a row of 表三 are blank.

    Never the first or the last of a row: in text whose merged cells have shifted, rows are filled up
    with empty fields at their ends, and no reader could tell a blank from the filling.
    """
    table = content.template.table("applications")
    columns = [column.key for column in table.bands[0].columns][1:-1]
    row = drawn.choice(table.rows).key
    start = drawn.randrange(len(columns))
    blank = columns[start : start + drawn.randint(1, 3)]
    return _blank(content, table, [f"{table.key}.{row}.{column}" for column in blank])


def blank_dispute(content: ReportContent, drawn: random.Random) -> Planted | None:
    """All five cells of one of the three parts of 表四 are blank."""
    table = content.template.table("disputes")
    row = drawn.choice(table.rows).key
    return _blank(content, table, [f"{table.key}.{row}.{column.key}" for column in table.bands[0].columns])


def _blank(content: ReportContent, table: Table, keys: list[str]) -> Planted:
    return Planted(
        content.with_cells(dict.fromkeys(keys, "")), frozenset({table.key}), must={"C-BLANK-01": tuple(keys)}
    )


def print_instead(rule: str, texts: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A cell holds something else than the whole number it should."""
    table = content.template.table(drawn.choice(["proactive", "applications", "disputes"]))
    counts = [(row.key, column.key) for _, row, column in table.pairs() if column.measure == "count"]
    key = ".".join((table.key, *drawn.choice(counts)))
    printed = drawn.choice(read_bank("faults.toml")[texts])
    return Planted(content.with_cells({key: printed}), frozenset({table.key}), must={rule: (key,)})


def add_row(table: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A row that the format does not have."""
    spec = content.template.table(table)
    row = read_bank("faults.toml")["extra_rows"][table]
    width = next(len(band.columns) for band in spec.bands if _has(band.rows, row["after"]))
    values = tuple(str(drawn.randint(1, 30)) for _ in range(width))
    extra = ExtraRow(row["after"], row["label"], values)
    printed = replace(content.tables[table], extras=(extra,))
    return Planted(content.with_table(printed), frozenset({table}), must={"C-EXTRA-01": ()})


def _has(rows: tuple[Row, ...], key: str) -> bool:
    return any(row.key == key for row in rows)

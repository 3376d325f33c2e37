"""The tables of the official format, laid out as they are printed: rows down, columns across."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from audit.excel.page import Entry, Page
from audit.excel.style import FACT_LABEL, HEAD, LABEL
from audit.template import Aggregate, Band, Row, Table, Template

__all__ = ["COLUMNS", "WIDTHS", "Filling", "put_form"]

_FIGURES: Final = 15  # columns of figures of the widest table
WIDTHS: Final = (40.0, *[6.4] * _FIGURES)
COLUMNS: Final = len(WIDTHS)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in a form: the cell of a key; the keys that are there at all, which tell whether a row
    that the format splits is shown unsplit, too; and labels and heads that are shown in place of the
    format's, each under the key of a cell of its row or column."""

    cell: Callable[[str], Entry]
    present: Container[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)


def put_form(page: Page, template: Template, filling: Filling) -> None:
    """Write the tables of `template` one under the other."""
    for table in template.tables:
        page.put([Entry(f"{table.name}　{template.part(table.part).heading}", page.style(FACT_LABEL))])
        if table.layout == "line":
            _put_line(page, table, filling)
        else:
            for band in table.bands:
                _put_band(page, table, band, filling)


def _put_band(page: Page, table: Table, band: Band, filling: Filling) -> None:
    head = page.style(HEAD)
    rows = list(_rows(table, band, filling.present))
    lead = band.caption or "".join(table.header[:1])
    heads = [
        _printed(filling.heads, [f"{table.key}.{row.key}.{column.key}" for row in rows], column.label)
        for column in band.columns
    ]
    page.put([Entry(lead, head), *(Entry(text, head) for text in heads)])
    label = page.style(LABEL)
    for row in rows:
        keys = [f"{table.key}.{row.key}.{column.key}" for column in band.columns]
        shown = _printed(filling.labels, keys, " · ".join([*row.groups[-1:], row.label]))
        page.put([Entry(shown, label), *(filling.cell(key) for key in keys)])


def _put_line(page: Page, table: Table, filling: Filling) -> None:
    """All rows of the table side by side."""
    head, label = page.style(HEAD), page.style(LABEL)
    (band,) = table.bands
    keys = [[f"{table.key}.{row.key}.{column.key}" for column in band.columns] for row in band.rows]
    above = [" · ".join([*row.groups, row.label]) for row in band.rows]
    above = [_printed(filling.labels, own, text) for own, text in zip(keys, above, strict=True)]
    heads = [
        filling.heads.get(key, column.label)
        for own in keys
        for key, column in zip(own, band.columns, strict=True)
    ]
    page.put([Entry("", head), *(Entry(text, head, len(band.columns)) for text in above)])
    page.put([Entry("", head), *(Entry(text, head) for text in heads)])
    page.put([Entry("件数", label), *(filling.cell(key) for own in keys for key in own)])


def _printed(words: Mapping[str, str], keys: Sequence[str], official: str) -> str:
    """What one of the row's (or column's) cells has in `words`; the format's word when none has any."""
    return next((words[key] for key in keys if key in words), official)


def _rows(table: Table, band: Band, present: Container[str]) -> Iterator[Row | Aggregate]:
    """The band's rows; one that the format splits stands after its parts where it is there."""
    unsplit = {aggregate.of[-1]: aggregate for aggregate in table.aggregates}
    for row in band.rows:
        yield row
        aggregate = unsplit.get(row.key)
        if aggregate and any(f"{table.key}.{aggregate.key}.{c.key}" in present for c in band.columns):
            yield aggregate

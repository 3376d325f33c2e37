"""单元格: one row per report, one column per number of the form, as printed; one sheet a revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pandas as pd
from openpyxl.utils import get_column_letter

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page
from audit.excel.sheets.marks import Paint, find_marks, find_printed, show_cell
from audit.excel.sheets.tabular import as_text
from audit.excel.style import BODY, CENTRED, DATELINE, HEAD, TITLE_WRAPPED
from audit.schema import frame_specs
from audit.schema.words import UNKNOWN_AGENCY
from audit.template import Aggregate, Row, Template, load_templates

__all__ = ["NAME", "NOTED_CELLS", "SHOWN_REPORTS", "build"]

NAME: Final = "单元格"
# Past this many reports of a revision only those with findings are listed: 200 columns each.
SHOWN_REPORTS: Final = 3_000
# Notes are kept in a drawing that opens slowly when there are thousands of them.
NOTED_CELLS: Final = 500
_LEAD: Final = ("agency", "year", "report_id")
_LEAD_WIDTHS: Final = (32.0, 6.0, 24.0)
# A column has its share of what the head of its row needs, within bounds.
_ROW_WIDTH: Final = 30.0
_CELL_WIDTHS: Final = (7.0, 12.0)
_SCALE: Final = 60
_PAGE_WIDTH: Final = 150.0  # what fits beside the repeated columns at that scale
# The hidden row of keys stands above the heads: the buttons of a filter sit on the last head.
_KEY_ROW: Final = 2
_ROW_HEADS: Final = 3
_COLUMN_HEADS: Final = 4
_LEGEND: Final = (
    "红底、橙底、蓝底：错误、警示、提示所涉单元格（前 {noted} 处带批注）；"
    "斜线：空白；灰底“缺”：表中没有该行或列。"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The heads of a column: `row` spans the columns of one row of the form."""

    key: str
    row: str
    column: str


def build(book: Book, content: Content) -> None:
    """Add a sheet for each revision in use, the newest under the plain name."""
    audited = content.audited
    used = [t for t in reversed(list(load_templates().values())) if (audited["template"] == t.revision).any()]
    if not used:
        page = book.page(NAME, Layout(widths=[60]))
        page.span("没有可列出的报告。", CENTRED, 1, height=24)
    for template in used:
        name = NAME if template is used[0] else f"{NAME}（{template.revision}版）"
        _build_one(book, name, content, template, audited[audited["template"] == template.revision])


def _build_one(book: Book, name: str, content: Content, template: Template, reports: pd.DataFrame) -> None:
    failing = reports["report_id"].isin(set(content.findings["report_id"].dropna()))
    notice = _LEGEND.format(noted=NOTED_CELLS)
    if len(reports) > SHOWN_REPORTS:
        listed = (
            f"共 {len(reports)} 份报告，超过 {SHOWN_REPORTS} 份，本表只列有问题的 {int(failing.sum())} 份。"
        )
        notice = listed + notice
        reports = reports[failing]
    cells = content.frames["cells"]
    cells = cells[cells["report_id"].isin(set(reports["report_id"]))]
    labels = tuple(_labels(template, set(cells["key"].unique())))
    last = get_column_letter(len(_LEAD))
    layout = Layout(
        widths=[*_LEAD_WIDTHS, *_widths(labels)],
        freeze=f"C{_COLUMN_HEADS + 1}",
        repeat_rows=f"1:{_COLUMN_HEADS}",
        repeat_columns="A:B",
        fitted=False,
        scale=_SCALE,
        column_breaks=tuple(_breaks(labels)),
        hidden_columns=(last,),
        hidden_rows=(_KEY_ROW,),
    )
    page = book.page(name, layout)
    title = Entry(f"{template.instrument}格式填报情况", page.style(TITLE_WRAPPED), columns=2)
    page.put([title, None, Entry(notice, page.style(DATELINE))], height=42)
    _put_heads(page, labels)
    _put_reports(page, content, reports, cells, labels)
    page.filter(f"A{_COLUMN_HEADS}:{get_column_letter(len(_LEAD) + len(labels))}{page.row - 1}")


def _labels(template: Template, present: set[str]) -> Iterator[Label]:
    """Every cell of the form; rows that it splits stand after their parts where a report has them;
    last, cells of another revision's form that a report used."""
    known = {t.revision: t for t in load_templates().values()}
    own = [key for key in template.wide_columns if key in template.cells or key in present]
    order = {table.key: number for number, table in enumerate(template.tables)}
    own.sort(key=lambda key: order[key.partition(".")[0]])
    yield from (_label(template, key) for key in own)
    for other in known.values():
        for key in other.cells:
            if key in present and key not in own:
                own.append(key)
                yield _label(other, key)


def _label(template: Template, key: str) -> Label:
    table_key, row_key, column_key = key.split(".")
    table = template.table(table_key)
    rows: list[Row | Aggregate] = [*table.rows, *table.aggregates]
    row = next(row for row in rows if row.key == row_key)
    columns = {column.key: column.label for band in table.bands for column in band.columns}
    groups = row.groups[-1:]
    return Label(key, " · ".join([table.name, *groups, row.label]), columns[column_key])


def _groups(labels: Sequence[Label]) -> list[tuple[str, int]]:
    """The rows of the form and how many columns each has."""
    return [(row, len(list(group))) for row, group in groupby(labels, key=lambda label: label.row)]


def _widths(labels: Sequence[Label]) -> Iterator[float]:
    least, most = _CELL_WIDTHS
    for _, columns in _groups(labels):
        yield from [min(most, max(least, _ROW_WIDTH / columns))] * columns


def _breaks(labels: Sequence[Label]) -> Iterator[int]:
    """The last columns of pages: no row of the form is cut in two, and each table begins a page."""
    widths = list(_widths(labels))
    column, used, table = 0, 0.0, ""
    for _, columns in _groups(labels):
        needed = sum(widths[column : column + columns])
        here = labels[column].key.partition(".")[0]
        if column and (here != table or used + needed > _PAGE_WIDTH):
            yield len(_LEAD) + column
            used = 0.0
        used, table = used + needed, here
        column += columns


def _put_heads(page: Page, labels: Sequence[Label]) -> None:
    head = page.style(HEAD)
    spec = frame_specs()["reports"].labels
    page.put([Entry(key, head) for key in [*_LEAD, *(label.key for label in labels)]], height=18)
    lead = [Entry(spec[name], head) for name in _LEAD]
    page.put([*lead, *(Entry(row, head, columns) for row, columns in _groups(labels))])
    for letter in map(get_column_letter, range(1, len(_LEAD) + 1)):
        page.merge(f"{letter}{_ROW_HEADS}:{letter}{_COLUMN_HEADS}")
    empty = [Entry(None, head)] * len(_LEAD)
    page.put([*empty, *(Entry(label.column, head) for label in labels)])


def _put_reports(
    page: Page, content: Content, reports: pd.DataFrame, cells: pd.DataFrame, labels: Sequence[Label]
) -> None:
    body, centred = page.style(BODY), page.style(CENTRED)
    paint = Paint.of(page, NOTED_CELLS)
    marks = find_marks(content.findings)
    printed = find_printed(cells)
    for agency, year, report_id in reports[list(_LEAD)].itertuples(index=False):
        here, wrong = printed.get(report_id, {}), marks.get(report_id, {})
        lead = [
            Entry(as_text(agency) or UNKNOWN_AGENCY, body),
            Entry(None if pd.isna(year) else int(year), centred),
            Entry(report_id, body),
        ]
        page.put([*lead, *(show_cell(here.get(x.key), wrong.get(x.key), paint) for x in labels)])

"""表格原貌: the tables of each failing report as printed, wrong cells coloured and noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page
from audit.excel.sheets import findings as findings_sheet
from audit.excel.sheets.forms import COLUMNS, WIDTHS, Filling, put_form
from audit.excel.sheets.listing import row_of
from audit.excel.sheets.marks import Mark, Paint, Printed, find_marks, find_printed, show_cell
from audit.excel.sheets.tabular import as_text
from audit.excel.style import BODY, CENTRED, FACT_LABEL, LINK_TITLE, SEVERITY, TITLE
from audit.schema.words import SEVERITIES, UNKNOWN_AGENCY
from audit.template import Template, load_templates

__all__ = ["NAME", "NOTED_CELLS", "SHOWN_REPORTS", "build", "failing_reports"]

NAME: Final = "表格原貌"
SHOWN_REPORTS: Final = 1_000
NOTED_CELLS: Final = 2_000
_SAID: Final = (
    "标签和数字为原文，按格式的行列排放。红底、橙底、蓝底：错误、警示、提示所涉单元格（批注为问题说明）；"
    "斜线：空白；灰底“缺”：表中没有该行或列。点标题或问题的程度回到清单。"
)
_OTHER_FORM: Final = "其他版本格式的行"
_TOO_MANY: Final = (
    "有问题的报告共 {all} 份，本表列出名次最前的 {shown} 份；其余见“单元格”和逐机关的整改通知。"
)


def failing_reports(content: Content) -> pd.DataFrame:
    """Audited reports with a finding that stands, worst first; as many as are shown."""
    positions = content.positions
    failing = content.audited[content.audited["report_id"].isin(positions.keys())]
    failing = failing[failing["template"].isin(list(load_templates()))]
    return failing.assign(first=failing["report_id"].map(positions)).sort_values("first")


def build(book: Book, content: Content, listed: str = findings_sheet.NAME) -> None:
    """Add the sheet, and leave in `book.places` where each report's tables begin. `listed`: the sheet
    that lists the findings."""
    page = book.page(NAME, Layout(widths=WIDTHS, freeze="B3", portrait=True))
    reports = failing_reports(content)
    notice = _SAID
    if len(reports) > SHOWN_REPORTS:
        notice = _TOO_MANY.format(all=len(reports), shown=SHOWN_REPORTS) + notice
    page.span("有问题的报告：表格原貌", TITLE, COLUMNS, height=34)
    page.span(notice, BODY, COLUMNS)
    reports = reports.iloc[:SHOWN_REPORTS]
    if reports.empty:
        page.span("没有有问题的报告。", CENTRED, COLUMNS, height=24)
    _Blocks(page, content, listed, set(reports["report_id"])).put(reports)


class _Blocks:
    """The reports of the sheet, one after the other, each on pages of its own."""

    def __init__(self, page: Page, content: Content, listed: str, shown: set[str]) -> None:
        self.page = page
        self.listed = listed
        self.paint = Paint.of(page, NOTED_CELLS)
        cells = content.frames["cells"]
        cells = cells[cells["report_id"].isin(shown)]
        self.printed = find_printed(cells)
        self.labels = _words(cells, "label")
        self.heads = _words(cells, "head")
        self.marks = find_marks(content.findings)
        self.findings = _by_report(content.findings, shown)
        self.leftovers = _by_report(content.frame("leftovers"), shown)

    def put(self, reports: pd.DataFrame) -> None:
        templates = load_templates()
        for number, report in enumerate(reports.to_dict("records")):
            if number:
                self.page.break_page()
            self.page.book.places[report["report_id"]] = f"'{NAME}'!A{self.page.row}"
            self._put_report(report, templates[report["template"]])

    def _put_report(self, report: Mapping[Any, Any], template: Template) -> None:
        page, report_id = self.page, report["report_id"]
        year = "" if pd.isna(report["year"]) else f"　{int(report['year'])} 年度"
        back = f"'{self.listed}'!A{row_of(int(report['first']))}"
        agency = as_text(report["agency"]) or f"{UNKNOWN_AGENCY}　{as_text(report['file'])}"
        page.put([Entry(f"{agency}{year}", page.style(LINK_TITLE), 8, link=back)], 26)
        printed = self.printed.get(report_id, {})
        if not printed:
            page.span("没有找到作为文字的表格。", CENTRED, COLUMNS, height=24)
        else:
            put_form(page, template, self._filling(report_id, printed))
            self._put_others(report_id, template, printed)
        self._put_findings(report_id)

    def _filling(self, report_id: str, printed: Mapping[str, Printed]) -> Filling:
        marks: Mapping[str, Mark] = self.marks.get(report_id, {})
        return Filling(
            cell=lambda key: show_cell(printed.get(key), marks.get(key), self.paint),
            present=printed,
            labels=self.labels.get(report_id, {}),
            heads=self.heads.get(report_id, {}),
        )

    def _put_others(self, report_id: str, template: Template, printed: Mapping[str, Printed]) -> None:
        """Rows of another revision's form, and what could not be placed."""
        page, body = self.page, self.page.style(BODY)
        marks, labels = self.marks.get(report_id, {}), self.labels.get(report_id, {})
        rows: dict[str, list[str]] = {}
        known = set(template.wide_columns)
        for key in printed:
            if key not in known and printed[key][0] != "absent":
                rows.setdefault(key.rpartition(".")[0], []).append(key)
        if rows:
            page.put([Entry(_OTHER_FORM, page.style(FACT_LABEL))])
        for keys in rows.values():
            entries = [show_cell(printed[key], marks.get(key), self.paint) for key in keys]
            page.put([Entry(labels.get(keys[0], keys[0]), body), *entries])
        for leftover in self.leftovers.get(report_id, ()):
            text = f"未能归位：{as_text(leftover['text'])}（{as_text(leftover['reason'])}）"
            page.put([Entry(text, body, COLUMNS)])

    def _put_findings(self, report_id: str) -> None:
        page, body = self.page, self.page.style(BODY)
        page.put([Entry("本报告的问题", page.style(FACT_LABEL))])
        for found in self.findings.get(report_id, ()):
            severity = found["severity"]
            word = page.style(replace(SEVERITY[severity], underline=True))
            place = f"'{self.listed}'!A{row_of(found['position'])}"
            page.put(
                [
                    Entry(f"{found['title']}　{found['rule_id']}", body),
                    Entry(SEVERITIES[severity], word, link=place),
                    Entry(found["message"], body, COLUMNS - 2),
                ]
            )


def _words(cells: pd.DataFrame, name: str) -> dict[str, dict[str, str]]:
    """Report -> cell key -> the label (or head) as printed, where it is."""
    own = cells.loc[cells[name].fillna("") != "", ["report_id", "key", name]]
    words: dict[str, dict[str, str]] = {}
    for report_id, key, text in own.itertuples(index=False):
        words.setdefault(report_id, {})[key] = str(as_text(text))
    return words


def _by_report(frame: pd.DataFrame | None, shown: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Report -> its records in order, each with its `position` in the frame."""
    records: dict[str, list[dict[str, Any]]] = {}
    if frame is not None:
        own = frame.assign(position=range(len(frame)))[frame["report_id"].isin(shown).to_numpy()]
        for record in own.astype(object).where(own.notna(), "").to_dict("records"):
            named = {str(name): value for name, value in record.items()}
            records.setdefault(named["report_id"], []).append(named)
    return records

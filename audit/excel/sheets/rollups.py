"""汇总表: the form filled with the sums of the agencies below, from which an office drafts its own report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page, Value
from audit.excel.sheets.forms import COLUMNS, WIDTHS, Filling, put_form
from audit.excel.sheets.tabular import as_text, missing_frame, put_title
from audit.excel.style import ABSENT, BODY, CENTRED, NUMBER, SEVERITY, SUBTITLE
from audit.template import template_for_year

__all__ = ["NAME", "build"]

NAME: Final = "汇总表"
_NOTED: Final = 1_000
_SAID: Final = (
    "各格为下级机关填报数之和，供起草汇总报告使用。橙底：有机关缺数，合计不全（批注为缺少的机关）；"
    "红底：与汇总报告所填不同（批注为所填数）；灰底：没有任何机关的数。"
)


def build(book: Book, content: Content) -> None:
    """Add the sheet: a form for each agency and year that sums up others."""
    page = book.page(NAME, Layout(widths=WIDTHS, freeze="B3", portrait=True))
    put_title(page, "下级机关填报数汇总", COLUMNS, _SAID)
    rollups = content.frame("rollups")
    if rollups is None:
        missing_frame(page, COLUMNS)
    elif rollups.empty:
        page.span("名单中没有汇总其他机关报告的机关，没有可汇总的数。", CENTRED, COLUMNS, height=24)
    else:
        names = _names(content)
        for number, (report_id, cells) in enumerate(rollups.groupby("report_id", sort=False)):
            if number:
                page.break_page()
            _put_sums(page, names.get(str(report_id), str(report_id)), cells)


def _names(content: Content) -> dict[str, str]:
    """report_id -> agency, of agencies whose own report is not there, too."""
    known = [content.frames["reports"], content.frame("filings")]
    return {
        str(report_id): str(as_text(agency))
        for frame in known
        if frame is not None
        for report_id, agency in frame[["report_id", "agency"]].itertuples(index=False)
    }


def _put_sums(page: Page, name: str, cells: pd.DataFrame) -> None:
    year, children = int(cells["year"].iloc[0]), int(cells["children"].max())
    page.span(f"{name}　{year} 年度　应计 {children} 个机关", SUBTITLE, COLUMNS, height=24)
    template = template_for_year(year)
    if template is None:
        page.span("该年度没有规定格式。", BODY, COLUMNS)
        return
    sums = {str(record["key"]): record for record in cells.to_dict("records")}
    put_form(page, template, _filling(page, sums))


def _filling(page: Page, sums: Mapping[str, Mapping[Any, Any]]) -> Filling:
    absent = page.style(ABSENT)
    styles = {"": page.style(NUMBER)}
    for severity, signal in SEVERITY.items():
        styles[severity] = page.style(replace(NUMBER, fill=signal.fill, colour=signal.colour))

    def cell(key: str) -> Entry:
        record = sums.get(key)
        if record is None or pd.isna(record["sum"]):
            return Entry(None, absent)
        severity, note = _remark(record)
        return Entry(_number(record["sum"]), styles[severity], note=note)

    return Filling(cell, present=sums)


def _remark(record: Mapping[Any, Any]) -> tuple[str, str]:
    """How the sum stands to the summary's own figure, and why."""
    if record["counted"] < record["children"]:
        return "warning", f"缺少：{as_text(record['missing'])}"
    if not pd.isna(record["value"]) and record["value"] != record["sum"]:
        return "critical", f"汇总报告填 {_number(record['value'])}"
    return "", ""


def _number(value: float) -> Value:
    return int(value) if float(value).is_integer() else float(value)

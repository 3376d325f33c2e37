"""雷同: reports of the same year whose prose is nearly the same, by cluster."""

from __future__ import annotations

from typing import Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Layout
from audit.excel.sheets import findings as findings_sheet
from audit.excel.sheets.listing import row_of
from audit.excel.sheets.tabular import Field, missing_frame, put_table, put_title
from audit.excel.style import LINK

__all__ = ["NAME", "build"]

NAME: Final = "雷同"
_FIELDS: Final = (
    Field("agency", "机关", 24),
    Field.count("year", "年度", 7),
    Field.count("group", "相似组", 8),
    Field.count("members", "组内份数", 9),
    Field.count("characters", "字数", 8),
    Field("nearest_agency", "最近的机关", 24),
    Field.share("similarity", "相似度", 9),
    Field.count("shared", "相同字数", 9),
    Field("passages", "相同文字（最长的几段）", 90),
)


def build(book: Book, content: Content) -> None:
    """Add the sheet: the largest cluster first."""
    layout = Layout(widths=[field.width for field in _FIELDS], freeze="B4", repeat_rows="1:3")
    page = book.page(NAME, layout)
    similar = content.frame("similar")
    if similar is None:
        put_title(page, "文字雷同的报告", len(_FIELDS))
        missing_frame(page, len(_FIELDS))
        return
    notice = (
        f"比对了 {len(similar)} 份报告的文字；相似度为与最近一份报告相同的五字片段所占比例，"
        "多数报告都有的套话不计。相似不等于抄袭，请对照原文判断。"
    )
    put_title(page, "文字雷同的报告", len(_FIELDS), notice)
    clusters = similar[similar["cluster"].notna()].merge(
        content.audited[["report_id", "agency", "year"]], on="report_id"
    )
    clusters = clusters.sort_values(
        ["members", "cluster", "similarity"], ascending=[False, True, False], kind="stable"
    )
    clusters["group"] = pd.factorize(clusters["cluster"])[0] + 1
    positions = content.positions
    put_table(
        page,
        _FIELDS,
        clusters.to_dict("records"),
        empty="没有文字雷同的报告。",
        links=lambda record: (
            f"'{findings_sheet.NAME}'!A{row_of(positions[record['report_id']])}"
            if record["report_id"] in positions
            else ""
        ),
        link_look=LINK,
    )

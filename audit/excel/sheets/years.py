"""跨年: agencies whose figures or prose do not agree with their own of the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page, Value
from audit.excel.sheets import findings as findings_sheet
from audit.excel.sheets.listing import row_of
from audit.excel.sheets.tabular import Field, as_text, missing_frame, put_table, put_title
from audit.excel.style import BODY, CENTRED, HEAD, LINK, NUMBER, SEVERITY, SUBTITLE
from audit.schema import frame_specs
from audit.schema.words import SEVERITIES

__all__ = ["FIGURES", "NAME", "build"]

NAME: Final = "跨年"
FIGURES: Final = "跨年结转"
_WHOSE: Final = (32.0, 8.0)
_FIGURE: Final = 13.0
_READ_SO: Final = "每个机关两行：上年度报告的“结转下年度继续办理”，本年度报告的“上年结转”；红底为不一致。"
_FRAMES: Final = ("year_pairs", "year_tables", "year_counts")
_FIELDS: Final = (
    Field("agency", "机关", 24),
    Field.count("year", "年度", 7),
    Field("severity", "程度", 7, lambda code: SEVERITIES[code], CENTRED),
    Field("title", "规则", 24),
    Field("place", "位置", 22),
    Field("stated", "本年度", 12, as_text, CENTRED),
    Field("expected", "上年度（应为）", 14, as_text, CENTRED),
    Field("message", "问题说明", 50),
    Field("evidence", "原文", 50),
)
# Last year's figure, this year's, and what they are: columns of the frame `year_pairs`.
_CARRY: Final = "last_carried_out_", "carried_in_"
_COLUMNS: Final = len(_FIELDS)


def build(book: Book, content: Content) -> None:
    """Add the sheet of findings, and one of those agencies' figures beside last year's."""
    layout = Layout(widths=[field.width for field in _FIELDS], freeze="B4", repeat_rows="1:3")
    page = book.page(NAME, layout)
    pairs = content.frame("year_pairs")
    if pairs is None:
        put_title(page, "与上年度报告比对", _COLUMNS)
        missing_frame(page, _COLUMNS)
        return
    told = int(pairs["reason"].fillna("").eq("").sum())
    put_title(
        page,
        "与上年度报告比对",
        _COLUMNS,
        f"有上年度报告可比的 {len(pairs)} 份，其中可以比对的 {told} 份。点机关名称看问题清单。",
    )
    found = _findings(content)
    put_table(
        page,
        _FIELDS,
        found.assign(position=found.index).to_dict("records"),
        empty="没有与上年度不一致的问题。",
        links=lambda record: f"'{findings_sheet.NAME}'!A{row_of(record['position'])}",
        link_look=LINK,
    )
    _put_unjudged(page, pairs)
    _put_figures(book, pairs[pairs["report_id"].isin(set(found["report_id"]))])


def _findings(content: Content) -> pd.DataFrame:
    """Those of rules that look across years."""
    rules = content.frame("rules")
    if rules is None:
        return content.findings.iloc[:0]
    across = set(rules.loc[rules["frame"].isin(_FRAMES), "rule_id"])
    return content.findings[content.findings["rule_id"].isin(across)]


def _put_figures(book: Book, pairs: pd.DataFrame) -> None:
    """结转 of those reports, as both years have it, on a sheet with columns and heads of its own."""
    if pairs.empty:
        return
    labels = frame_specs()["year_pairs"].labels
    last, this = _CARRY
    names = [name.removeprefix(this) for name in pairs.columns if name.startswith(this)]
    heads = [labels[this + name].partition("·")[2] for name in names]
    widths = [*_WHOSE, *[_FIGURE] * len(heads)]
    page = book.page(FIGURES, Layout(widths=widths, freeze="C4", repeat_rows="1:3"))
    put_title(page, "与上年度报告比对：结转申请数", len(widths), _READ_SO)
    head = page.style(HEAD)
    page.put([Entry(text, head) for text in ("机关", "年度", *heads)])
    for record in pairs.to_dict("records"):
        for year, lead in ((record["last_year"], last), (record["year"], this)):
            page.put(list(_figures(page, record, year, lead, names)))


def _figures(
    page: Page, record: Mapping[Any, Any], year: int, lead: str, names: list[str]
) -> Iterator[Entry]:
    yield Entry(as_text(record["agency"]), page.style(BODY))
    yield Entry(int(year), page.style(CENTRED))
    last, this = _CARRY
    for name in names:
        value, both = record[lead + name], (record[last + name], record[this + name])
        differ = not any(map(pd.isna, both)) and both[0] != both[1]
        shown: Value = None if pd.isna(value) else int(value) if float(value).is_integer() else value
        yield Entry(shown, page.style(SEVERITY["critical"] if differ else NUMBER))


def _put_unjudged(page: Page, pairs: pd.DataFrame) -> None:
    """Pairs that cannot be compared are named: silence would read as agreement."""
    unjudged = pairs[pairs["reason"].fillna("") != ""]
    if unjudged.empty:
        return
    page.put([])
    page.span("无法与上年度比对的报告", SUBTITLE, _COLUMNS, height=22)
    body, centred = page.style(BODY), page.style(CENTRED)
    for record in unjudged.to_dict("records"):
        page.put(
            [
                Entry(as_text(record["agency"]), body),
                Entry(int(record["year"]), centred),
                Entry(as_text(record["reason"]), body, columns=_COLUMNS - 2),
            ]
        )

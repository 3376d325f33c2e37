"""通报统计: what an office needs for a circular, with the year before beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Layout, Page
from audit.excel.sheets.tabular import Field, put_notice, put_table, put_title
from audit.excel.style import CENTRED, SUBTITLE
from audit.schema import conform, frame_specs
from audit.schema.words import SEVERITIES
from audit.statistics import assess_rules, assess_sample, draw_sample, rate_divisions, rate_kinds, rate_rules
from audit.template import agency_kinds

__all__ = ["NAME", "build"]

NAME: Final = "通报统计"
_WIDTHS: Final = (22.0, 34.0, *[9.0] * 10)
_UNKNOWN: Final = {"agency_kind": "（类别不明）", "division_code": "（区划不明）"}
_YEAR: Final = Field.count("year", "年度")
_REPORTS: Final = (
    Field.count("reports", "报告数"),
    Field.count("failing", "有错误的"),
    Field.share("rate", "比例"),
    *(Field.count(code, f"{word}数") for code, word in SEVERITIES.items()),
    Field.count("last_reports", "上年报告数"),
    Field.count("last_failing", "上年有错误的"),
    Field.share("last_rate", "上年比例"),
)
_DIVISIONS: Final = (
    Field("division_code", "行政区划代码"),
    Field("government", "本级政府或管委会"),
    _YEAR,
    *_REPORTS,
)
_KINDS: Final = (Field("agency_kind", "机关类别", columns=2), _YEAR, *_REPORTS)
_RULES: Final = (
    Field("rule_id", "规则"),
    Field("title", "规则名称"),
    _YEAR,
    Field.count("assessed", "判定的报告"),
    Field.count("failing", "有问题的"),
    Field.share("rate", "比例"),
    Field.count("findings", "问题数"),
    Field.count("last_assessed", "上年判定的"),
    Field.count("last_failing", "上年有问题的"),
    Field.share("last_rate", "上年比例"),
)
_PRECISION: Final = (
    Field("rule_id", "规则"),
    Field("title", "规则名称"),
    Field.count("findings", "问题数"),
    Field.count("confirmed", "确认"),
    Field.count("dismissed", "排除"),
    Field.count("undecided", "未处置"),
    Field.share("precision", "准确率"),
)
_SAMPLE: Final = (
    Field("sample_id", "抽查编号"),
    Field("agency", "机关"),
    _YEAR,
    Field("failed", "审查结果", show=lambda failed: "有错误" if failed else "无错误", look=CENTRED),
    Field("decision", "复核结论", look=CENTRED),
)
_AGREEMENT: Final = (
    Field(
        "failed", "审查结果", show=lambda failed: "有错误" if failed else "无错误", look=CENTRED, columns=2
    ),
    Field.count("drawn", "抽取"),
    Field.count("agreed", "一致"),
    Field.count("disagreed", "不一致"),
    Field.share("agreement", "一致率"),
)


def build(book: Book, content: Content) -> None:
    """Add the sheet."""
    page = book.page(NAME, Layout(widths=_WIDTHS))
    put_title(
        page,
        "通报统计",
        len(_WIDTHS),
        "已排除的问题不计入。比例为有错误的报告占报告总数；上年数取自本次运行中的上年度报告，没有则空白。",
    )
    frames, dispositions = content.frames, content.frame("dispositions")
    divisions = rate_divisions(frames, dispositions)
    governments = _governments(content)
    named = [governments.get(code, "") for code in divisions["division_code"]]
    divisions = divisions.assign(government=named)
    _put(page, "按行政区划", _DIVISIONS, divisions)
    _put(page, "按机关类别", _KINDS, rate_kinds(frames, dispositions))
    page.break_page()
    rules = rate_rules(frames, dispositions)
    _put(page, "按规则（只列有问题的）", _RULES, rules[(rules["failing"] > 0) | (rules["last_failing"] > 0)])
    _put_quality(page, content)


def _governments(content: Content) -> dict[str, str]:
    """Division -> the government whose report it has, by which people know it."""
    ranks = {kind.name: kind.governs for kind in agency_kinds() if kind.governs}
    reports = content.audited[content.audited["agency_kind"].isin(ranks)]
    reports = reports[reports["division_code"].fillna("") != ""]
    order = reports["agency_kind"].map(ranks)
    known = reports.iloc[order.argsort(kind="stable")].drop_duplicates("division_code")
    return dict(zip(known["division_code"], known["agency"].fillna(""), strict=True))


def _put(page: Page, title: str, fields: Sequence[Field], table: pd.DataFrame, notice: str = "") -> None:
    page.put([])
    page.span(title, SUBTITLE, 4, height=22)
    if notice:
        put_notice(page, notice, len(_WIDTHS))
    known = {name: word for name, word in _UNKNOWN.items() if name in table}
    table = table.assign(**{n: table[n].replace("", word) for n, word in known.items()})
    put_table(page, fields, table.to_dict("records"), empty="没有数据。")


def _put_quality(page: Page, content: Content) -> None:
    """How far people agreed with the rules, and the reports drawn for a second look."""
    dispositions = content.frame("dispositions")
    if dispositions is None:
        dispositions = conform([], frame_specs()["dispositions"])
    precision = assess_rules(content.every, dispositions)
    decided = precision[(precision["confirmed"] > 0) | (precision["dismissed"] > 0)]
    _put(page, "规则准确率（只列已有人处置的）", _PRECISION, decided, "准确率＝确认÷（确认＋排除）。")
    sample = draw_sample(content.frames, content.run.sample)
    looked = sample.merge(
        dispositions[["finding_id", "decision"]], left_on="sample_id", right_on="finding_id", how="left"
    )
    notice = f"按机关类别分层随机抽取，随机种子 {content.run.sample.seed}；同样的数据和种子抽到同样的报告。"
    _put(page, "抽样复核：一致情况", _AGREEMENT, assess_sample(sample, dispositions), notice)
    _put(page, "抽样复核：抽到的报告", _SAMPLE, looked)

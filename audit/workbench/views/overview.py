"""Frames in, HTML out. Pure, and everything that comes from a report is escaped.

Markup is only ever made by `Markup.format`, which escapes what it fills in; agency names, file names
and prose can hold anything. An element with `data-pick` can be clicked (see `clickable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from audit.schema.words import UNKNOWN_AGENCY
from audit.workbench.phrases import badge, join, moment, number, printed, text, year
from audit.workbench.state.run import Counts, RunState

__all__ = [
    "finding_detail",
    "findings_table",
    "kpi_row",
    "notes",
    "notice",
    "run_header",
]

_NOTES = 100
"""Lines in a note; the workbook has them all."""

_DETAILS = (
    ("位置", "place"),
    ("填报", "stated"),
    ("应为", "expected"),
    ("出处", "source"),
    ("依据", "basis"),
    ("整改建议", "advice"),
)


def run_header(state: RunState) -> Markup:
    """One line: which run, when, which years."""
    years = (
        f"{state.years[0]}–{state.years[-1]} 年度" if len(state.years) > 1 else join(map(year, state.years))
    )
    facts = [f"运行 {state.run_id}", moment(state.started), years]
    if not state.judged:
        facts.append("只读取，未审查")
    items = join(Markup("<span>{}</span>").format(fact) for fact in facts if fact)
    return Markup('<div class="da-header"><h2>政府信息公开年报审查 · 总览</h2><p>{}</p></div>').format(items)


def kpi_row(counts: Counts) -> Markup:
    """The run in seven cards. What is not known shows as — and says why."""
    roster = "没有应报机关名单" if counts.due is None else ""
    cards = (
        ("due", "应报", counts.due, roster or "按名单应报的报告"),
        ("filed", "已报", counts.reports if counts.due is None else counts.filed, _reported(counts)),
        ("missing", "缺报", counts.missing, roster or "名单内没有报告"),
        ("unread", "未读", counts.unread, f"共 {counts.files} 个文件"),
        ("critical", "严重问题", counts.critical, _graver(counts)),
        ("unassessable", "无法判定", counts.not_assessable, _broken(counts.broken)),
        ("undecided", "待处置", counts.undecided, _decided(counts)),
    )
    return Markup('<div class="da-kpis" data-view="kpi">{}</div>').format(
        join(
            Markup(
                '<div class="da-kpi da-kpi-{}" data-kpi="{}" data-value="{}">'
                '<strong>{}</strong><span>{}</span><small title="{}">{}</small></div>'
            ).format(name, name, number(value), number(value), label, note, note)
            for name, label, value, note in cards
        )
    )


def findings_table(
    rows: pd.DataFrame, decisions: pd.Series[str], *, first: int, found: int, total: int
) -> Markup:
    """One page of findings with what was decided of each. `first`: ordinal of its first row, from 1;
    `found` of `total` fit the filter."""
    if not found:
        words = "没有符合条件的问题。" if total else "没有查出问题。"
        body = Markup('<p class="da-empty">{}</p>').format(words)
    else:
        body = Markup(
            "<table><thead><tr><th>序号</th><th>程度</th><th>机关 / 年度</th><th>问题</th></tr></thead>"
            "<tbody>{}</tbody></table>"
        ).format(
            join(
                _table_row(first + n, row, decision)
                for n, ((_, row), decision) in enumerate(zip(rows.iterrows(), decisions, strict=True))
            )
        )
    return Markup(
        '<div class="da-findings" data-view="findings" data-found="{}" data-first="{}">{}</div>'
    ).format(found, first, body)


def finding_detail(finding: pd.Series[Any] | None) -> Markup:
    """Everything a finding says; a hint when there is none."""
    if finding is None:
        return Markup(
            '<div class="da-detail" data-view="detail"><p class="da-empty">点选一条问题，查看详情。</p></div>'
        )
    facts = join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(label, said)
        for label, name in _DETAILS
        if (said := text(finding[name]))
    )
    return Markup(
        '<article class="da-detail" data-view="detail" data-finding="{id}" aria-label="问题详情">'
        "<header>{badge}<h3>{title}</h3><small>{rule}</small></header>"
        '<p class="da-who">{agency} · {year}</p><p class="da-message">{message}</p>'
        "<h4>报告原文</h4><blockquote>{evidence}</blockquote><dl>{facts}</dl><footer>{id}</footer></article>"
    ).format(
        id=text(finding["finding_id"]),
        badge=badge(text(finding["severity"])),
        title=text(finding["title"]),
        rule=text(finding["rule_id"]),
        agency=text(finding["agency"]) or UNKNOWN_AGENCY,
        year=year(finding["year"]),
        message=text(finding["message"]),
        evidence=printed(text(finding["evidence"])) or "（报告中没有可引的原文）",
        facts=facts,
    )


def notes(state: RunState) -> Markup:
    """What the findings do not show: files that were not read, rules that came to no verdict."""
    unread = [(text(file), text(error)) for file, error in state.unread.itertuples(index=False)]
    words = {"error": "规则出错", "not_assessable": "无法判定"}
    unjudged = [
        (f"{words[outcome]} {rule_id}", reason, f"{reports} 份报告")
        for outcome, rule_id, reason, reports in state.unjudged.itertuples(index=False)
    ]
    return _note("未读文件", "unread", unread) + _note("没有得出结论的规则", "unjudged", unjudged)


def notice(words: str, *, bad: bool = False) -> Markup:
    """A sentence to the user."""
    return Markup('<p class="da-notice {}" role="status">{}</p>').format("da-bad" if bad else "", words)


def _table_row(number: int, row: pd.Series[Any], decision: str) -> Markup:
    return Markup(
        '<tr data-pick="{id}" role="button" tabindex="0"><td class="da-number">{number}</td>'
        "<td>{badge}<small>{decision}</small></td>"
        "<td>{agency}<small>{year}</small></td><td><b>{title}</b><small>{rule}</small>"
        '<p class="da-clamp">{message}</p><small class="da-place">{place}</small></td></tr>'
    ).format(
        id=text(row["finding_id"]),
        number=number,
        decision=decision or "待处置",
        badge=badge(text(row["severity"])),
        agency=text(row["agency"]) or UNKNOWN_AGENCY,
        year=year(row["year"]),
        title=text(row["title"]),
        rule=text(row["rule_id"]),
        message=text(row["message"]),
        place=text(row["place"]),
    )


def _note(title: str, name: str, rows: Sequence[tuple[str, ...]]) -> Markup:
    if not rows:
        return Markup("")
    lines = join(
        Markup("<tr>{}</tr>").format(join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows[:_NOTES]
    )
    more = Markup("<p>另有 {} 行，见工作簿。</p>").format(len(rows) - _NOTES) if len(rows) > _NOTES else ""
    return Markup(
        '<details class="da-note" data-note="{}"><summary>{}（{}）</summary>'
        "<div><table>{}</table>{}</div></details>"
    ).format(name, title, len(rows), lines, more)


def _reported(counts: Counts) -> str:
    return f"共 {counts.agencies} 个机关 {counts.reports} 份报告"


def _graver(counts: Counts) -> str:
    if counts.critical is None:
        return "没有审查"
    return f"涉及 {counts.failing} 个机关"


def _decided(counts: Counts) -> str:
    if counts.critical is None:
        return "没有审查"
    if counts.undecided is None:
        return "没有处置记录"
    return f"待核实 {counts.pending}，已排除 {counts.dismissed}"


def _broken(count: int | None) -> str:
    if count is None:
        return "没有审查"
    return f"另有规则出错 {count}" if count else "缺项或前提不满足"

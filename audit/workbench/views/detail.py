"""A finding and its evidence as HTML. Pure; whatever comes from a report is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd
from markupsafe import Markup

from audit.schema.words import UNKNOWN_AGENCY
from audit.workbench.phrases import badge, join, moment, number, printed, text, year
from audit.workbench.state.decision import Case, Disposition
from audit.workbench.state.detail import Evidence, Formula, Peers
from audit.workbench.views.table import printed_table

__all__ = ["detail", "findings_of_agency", "history", "mark_text", "nothing", "page_image", "passed_rules"]

_MOST = 300
"""Findings listed of one agency; a filter narrows them."""

_VERDICTS: Mapping[str, str] = {
    "critical": "不符合规定",
    "warning": "疑似不符，需人工判断",
    "info": "提示，供参考",
}


# --------------------------------------------------------------------------- an agency's findings


def findings_of_agency(
    agency: str, rows: pd.DataFrame, total: int, states: Mapping[str, Disposition]
) -> Markup:
    """The findings of an agency, by year and under what causes them. `total`: without the filter."""
    shown = rows.head(_MOST)
    head = f"符合筛选 {len(rows)} 条，共 {total} 条" if len(rows) != total else f"共 {total} 条问题"
    parts = []
    for report_year, of_year in shown.groupby("year", sort=False, dropna=False):
        parts.append(Markup('<h4 class="da-year">{}</h4>').format(year(report_year)))
        parts += [_group(group, states) for _, group in of_year.groupby("cause", sort=False)]
    if len(rows) > len(shown):
        parts.append(
            Markup('<p class="da-rest">另有 {} 条未列出，请用筛选缩小范围。</p>').format(
                len(rows) - len(shown)
            )
        )
    if rows.empty:
        words = "没有查出问题。" if not total else "没有符合筛选条件的问题。"
        parts.append(Markup('<p class="da-empty">{}</p>').format(words))
    return Markup(
        '<div class="da-agency" data-view="agency" data-findings="{}"><h3>{}</h3>'
        '<p class="da-who">{}</p>{}</div>'
    ).format(len(rows), agency, head, join(parts))


def _group(group: pd.DataFrame, states: Mapping[str, Disposition]) -> Markup:
    items = join(_item(row, states.get(str(row["finding_id"]), Disposition())) for _, row in group.iterrows())
    head = Markup("<header>同一根因，{} 条</header>").format(len(group)) if len(group) > 1 else ""
    return Markup('<section class="da-cause" data-cause="{}" data-size="{}">{}{}</section>').format(
        text(group["cause"].iloc[0]), len(group), head, items
    )


def _item(row: pd.Series[Any], state: Disposition) -> Markup:
    derived = text(row["cause"]) != text(row["finding_id"])
    return Markup(
        '<div class="da-item {}" data-pick="{}" role="button" tabindex="0">{}<b>{}</b>'
        '<small>{}</small><p class="da-clamp">{}</p>{}</div>'
    ).format(
        "da-derived" if derived else "",
        text(row["finding_id"]),
        badge(text(row["severity"])),
        text(row["title"]),
        text(row["rule_id"]),
        text(row["message"]),
        _state(state),
    )


def _state(state: Disposition) -> Markup:
    said = [state.decision or "未处置", *filter(None, [state.rectification])]
    if state.changed:
        said.append("证据已变化")
    return Markup('<small class="da-state" data-state="{}">{}</small>').format(
        state.decision, " · ".join(said)
    )


# --------------------------------------------------------------------------- one finding


def nothing(words: str) -> Markup:
    """In place of a finding."""
    return Markup(
        '<article class="da-detail" data-view="detail"><p class="da-empty">{}</p></article>'
    ).format(words)


def detail(evidence: Evidence, extra: Markup | str = "") -> Markup:
    """A finding in full: verdict, rule, tables, sentence, source, peers, then `extra`."""
    finding = evidence.finding
    return Markup(
        '<article class="da-detail" data-view="detail" data-finding="{}" aria-label="问题详情">'
        "{}{}{}{}{}{}{}{}<footer>{}</footer></article>"
    ).format(
        text(finding["finding_id"]),
        _verdict(finding),
        _rule(evidence),
        join(printed_table(evidence, key) for key in evidence.tables),
        _explanation(finding),
        _quotation(finding),
        _source(finding),
        _neighbours(evidence),
        extra,
        text(finding["finding_id"]),
    )


def _verdict(finding: pd.Series[Any]) -> Markup:
    severity = text(finding["severity"])
    return Markup(
        '<header class="da-verdict da-verdict-{}" data-part="verdict">{}<h3>{}</h3>'
        "<small>{} · {} · {}</small></header>"
    ).format(
        severity,
        badge(severity),
        f"{text(finding['place'])}：{_VERDICTS.get(severity, '')}",
        text(finding["agency"]) or UNKNOWN_AGENCY,
        year(finding["year"]),
        text(finding["rule_id"]),
    )


def _rule(evidence: Evidence) -> Markup:
    formula = _formula(evidence.formula) if evidence.formula else _stated(evidence.finding)
    return Markup('<section class="da-rule"><p class="da-title">规则：{}</p>{}</section>').format(
        text(evidence.finding["title"]), formula
    )


def _explanation(finding: pd.Series[Any]) -> Markup:
    return Markup(
        '<section><p class="da-message">{}</p><details><summary>依据与整改建议</summary>'
        "<dl><dt>依据</dt><dd>{}</dd><dt>整改建议</dt><dd>{}</dd></dl></details></section>"
    ).format(text(finding["message"]), text(finding["basis"]), text(finding["advice"]))


def _formula(formula: Formula) -> Markup:
    sides = [
        join(_terms([(t.sign, t.number, t.name) for t in side])) for side in (formula.left, formula.right)
    ]
    relation = "≠" if formula.relation == "=" else "<"
    return Markup(
        '<p class="da-formula" data-part="formula" role="math" aria-label="{}">'
        "{} <b>{}</b> {}<em>，差 {}</em></p>"
    ).format(formula.text, sides[0], relation, sides[1], formula.difference)


def _terms(terms: Sequence[tuple[str, str, str]]) -> Iterator[Markup]:
    for place, (sign, figure, name) in enumerate(terms):
        lead = f" {sign} " if place or sign != "+" else ""
        yield Markup('{}<span title="{}">{}</span>').format(lead, name, figure)


def _stated(finding: pd.Series[Any]) -> Markup:
    stated, expected = text(finding["stated"]), text(finding["expected"])
    if not stated and not expected:
        return Markup("")
    return Markup('<p class="da-formula" data-part="formula">填报 <b>{}</b>　应为 <b>{}</b></p>').format(
        stated or "（无）", expected or "（无）"
    )


def mark_text(evidence: str, marks: str) -> Markup:
    """`evidence` with the stretches that `marks` names (start-end, end exclusive) made to stand out."""
    pieces, last = [], 0
    for mark in marks.split():
        start, end = (int(place) for place in mark.split("-"))
        if not last <= start < end <= len(evidence):
            continue
        pieces += [Markup("{}").format(evidence[last:start])]
        pieces += [Markup("<mark>{}</mark>").format(evidence[start:end])]
        last = end
    return join([*pieces, Markup("{}").format(evidence[last:])])


def _quotation(finding: pd.Series[Any]) -> Markup:
    """The sentence with its numbers marked; printed rows cell by cell, so that blanks show."""
    evidence, marks = text(finding["evidence"]), text(finding["marks"])
    if not evidence:
        return Markup('<section><h4>报告原文</h4><p class="da-empty">（报告中没有可引的原文）</p></section>')
    body = Markup("<p>{}</p>").format(mark_text(evidence, marks)) if marks else printed(evidence)
    return Markup(
        '<section data-part="quotation"><h4>报告原文{}</h4><blockquote>{}</blockquote></section>'
    ).format(Markup("<small>　所标为有关数字或名称</small>") if marks else "", body)


def _source(finding: pd.Series[Any]) -> Markup:
    file = text(finding["file"])
    if not file:
        return Markup("")
    page = text(finding["page"])
    picture = (
        Markup('<button type="button" data-act="page" class="da-link">查看第 {} 页</button>').format(page)
        if page and PurePath(file).suffix.lower() == ".pdf"
        else ""
    )
    return Markup(
        '<section data-part="source"><h4>出处</h4><p>{} '
        '<button type="button" data-act="file" class="da-link">下载原件</button>{}</p>'
        '<p class="da-path">{}</p><div class="da-page" data-part="page"></div></section>'
    ).format(text(finding["source"]), picture, file)


def page_image(data: str, finding: pd.Series[Any]) -> Markup:
    """The page of the original that a finding is on, given as a data: address of a PNG, and where on it
    to look."""
    return Markup(
        '<figure class="da-page" data-part="page"><figcaption>请看：{}（{}）</figcaption>'
        '<img src="{}" alt="原件第 {} 页"></figure>'
    ).format(text(finding["place"]), text(finding["source"]), data, text(finding["page"]))


# --------------------------------------------------------------------------- peers, passed rules, history


def _neighbours(evidence: Evidence) -> Markup:
    if not evidence.peers:
        return Markup("")
    rows = join(_peers_row(peers) for peers in evidence.peers)
    return Markup(
        '<section data-part="peers"><h4>同类机关的同一格<small>　{}；{}</small></h4>'
        '<table class="da-plain"><thead><tr><th scope="col">年度</th><th scope="col">本机关</th>'
        '<th scope="col">同类中位数</th><th scope="col">四分位</th><th scope="col">同类机关</th></tr></thead>'
        "<tbody>{}</tbody></table></section>"
    ).format(evidence.peers_of, evidence.kind or "类别未识别", rows)


def _peers_row(peers: Peers) -> Markup:
    between = f"{number(peers.low)} – {number(peers.high)}" if peers.count else "—"
    return Markup("<tr><td>{}</td><td><b>{}</b></td><td>{}</td><td>{}</td><td>{} 个</td></tr>").format(
        peers.year, number(peers.value), number(peers.median), between, peers.count
    )


def passed_rules(rows: Sequence[tuple[str, str, str]] | None) -> Markup:
    """Why each passed rule passed (rule, title, ground); closed while None: then they are asked for."""
    if rows is None:
        return Markup(
            '<section data-part="passed"><button type="button" data-act="passed" class="da-link" '
            'aria-expanded="false">本报告已通过的规则及其依据</button></section>'
        )
    lines = join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(rule, title, ground)
        for rule, title, ground in rows
    )
    return Markup(
        '<section data-part="passed"><h4>本报告已通过的规则（{}）</h4>'
        '<table class="da-plain da-passed"><thead><tr><th scope="col">规则</th><th scope="col">内容</th>'
        '<th scope="col">依据</th></tr></thead><tbody>{}</tbody></table></section>'
    ).format(len(rows), lines)


def history(case: Case) -> Markup:
    """What was said of a finding, who and when, the newest first."""
    if not case.events:
        return Markup('<p class="da-empty">尚无处置记录。</p>')
    return Markup('<ol class="da-history">{}</ol>').format(
        join(
            Markup('<li class="{}"><b>第 {} 条</b> {} {}<span>{}</span>{}</li>').format(
                "da-undone" if event.taken_back else "",
                event.number,
                moment(event.at),
                event.who,
                event.said,
                "（已撤销）" if event.taken_back else "",
            )
            for event in reversed(case.events)
        )
    )

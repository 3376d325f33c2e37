"""Years beside each other, repeated prose and outliers as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Any

import pandas as pd
from markupsafe import Markup

from audit.schema.words import UNKNOWN_AGENCY
from audit.workbench.phrases import join, number, text, year
from audit.workbench.state.run import Choice
from audit.workbench.state.years import Carry, Comparison, Line, Spot, Step

__all__ = ["agency_list", "cluster_list", "comparison_view", "outliers_table", "side_by_side", "steps_view"]

_STATUSES = {"blank": "空", "absent": "未列"}


def agency_list(agencies: Sequence[Choice]) -> Markup:
    """Agencies to choose from, with the number of their findings across years."""
    rows = join(
        Markup('<li data-pick="{}" role="button" tabindex="0"><span>{}</span><small>{}</small></li>').format(
            choice.value, choice.label, f"跨年问题 {choice.count}" if choice.count else "无跨年问题"
        )
        for choice in agencies
    )
    return Markup('<ul class="da-choices" data-view="agencies" data-rows="{}">{}</ul>').format(
        len(agencies), rows or Markup('<li class="da-empty">没有这样的机关。</li>')
    )


def steps_view(steps: Sequence[Step]) -> Markup:
    """What each year hands to the next, the latest first, with arrows that hold or break."""
    if not steps:
        return Markup(
            '<div class="da-steps" data-view="steps"><p class="da-empty">'
            "只有一个年度，没有可衔接的上年度报告。</p></div>"
        )
    return Markup('<div class="da-steps" data-view="steps">{}</div>').format(
        join(_step(step) for step in reversed(steps))
    )


def side_by_side(lines: Sequence[Line], years: Sequence[int], name: str) -> Markup:
    """A table of the form through the years; what changed from the year before is marked."""
    if not lines:
        return Markup(
            '<div class="da-side" data-view="side"><p class="da-empty">{}中没有可对照的内容。</p></div>'
        ).format(name)
    head = join(Markup('<th scope="col">{} 年度</th>').format(each) for each in years)
    body = join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(line.label, join(map(_spot, line.spots)))
        for line in lines
    )
    return Markup(
        '<div class="da-side" data-view="side"><table><thead><tr><th scope="col">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(name, head, body)


def cluster_list(clusters: pd.DataFrame, repeated: pd.DataFrame) -> Markup:
    """Groups of reports alike, and reports that repeat their own of the year before. `data-pick` is
    cluster:<id> or own:<report_id>."""
    rows = [
        Markup(
            '<li data-pick="cluster:{}" role="button" tabindex="0"><span>{}</span>'
            "<small>{} · {} 份报告 · 相似度最高 {}</small></li>"
        ).format(row.cluster, row.agencies, year(row.year), row.members, f"{row.similarity:.0%}")
        for row in clusters.itertuples(index=False)
    ]
    rows += [
        Markup(
            '<li data-pick="own:{}" role="button" tabindex="0"><span>{}</span>'
            "<small>{} · 与本机关上年度 · 相似度 {}</small></li>"
        ).format(row.report_id, row.agency, year(row.year), f"{row.text_similarity:.0%}")
        for row in repeated.itertuples(index=False)
    ]
    return Markup('<ul class="da-choices" data-view="clusters" data-rows="{}">{}</ul>').format(
        len(rows), join(rows) or Markup('<li class="da-empty">没有文字雷同的报告。</li>')
    )


def comparison_view(pair: Comparison | None) -> Markup:
    """Two texts beside each other; what they share is marked in both under the same number."""
    if pair is None:
        return Markup(
            '<div class="da-compare" data-view="compare"><p class="da-empty">点选一组，对照文字。</p></div>'
        )
    here = [(start, end, n) for n, ((start, end), _) in enumerate(pair.passages, 1)]
    there = [(start, end, n) for n, (_, (start, end)) in enumerate(pair.passages, 1)]
    share = f"{pair.shared / len(pair.here):.0%}" if pair.here else "—"
    return Markup(
        '<div class="da-compare" data-view="compare" data-passages="{}"><p>相同文字 {} 段，共 {} 字，'
        "占左侧报告正文 {} 字的 {}（数字不同、文字相同的也算；标有编号的为相同文字）。</p>"
        "<div><section><h3>{}</h3>{}</section><section><h3>{}</h3>{}</section></div></div>"
    ).format(
        len(pair.passages),
        len(pair.passages),
        pair.shared,
        len(pair.here),
        share,
        pair.here_name,
        _marked(pair.here, here),
        pair.there_name,
        _marked(pair.there, there),
    )


def outliers_table(outliers: pd.DataFrame) -> Markup:
    """Counts out of line, with the agency's own years and its peers' median; `data-pick` is the agency."""
    if outliers.empty:
        return Markup(
            '<div class="da-outliers" data-view="outliers"><p class="da-empty">'
            "没有超过界限的数量，或年度、同类机关不足，无法比较。</p></div>"
        )
    rows = join(_outlier(row) for row in outliers.itertuples(index=False))
    return Markup(
        '<div class="da-outliers" data-view="outliers" data-rows="{}"><table><thead><tr><th>机关 / 年度</th>'
        "<th>项目</th><th>本年、本机关历年中位数、同类中位数</th><th>偏离程度</th></tr></thead><tbody>{}</tbody>"
        '</table><p class="da-rest">偏离程度为稳健 z 值；仅作提示，是否有误由人判断。'
        "点选一行，看该机关各年。</p></div>"
    ).format(len(outliers), rows)


def _step(step: Step) -> Markup:
    said = Markup("").join(
        Markup('<p class="da-warned">{}</p>').format(words)
        for words in (
            step.reason and f"无法比较：{step.reason}",
            step.note,
            step.copied and f"{'、'.join(step.copied)}的数与上年度完全相同",
            step.similarity >= step.limit
            and f"文字与上年度相似度 {step.similarity:.0%}，超过 {step.limit:.0%}",
        )
        if words
    )
    return Markup(
        "<section><h3>{last} → {year} 年度</h3>{said}"
        '<table class="da-carry"><thead><tr><th scope="col">结转</th>{heads}'
        '</tr></thead><tbody><tr><th scope="row">{last} 年度结转下年度</th>{given}</tr>'
        '<tr class="da-arrows"><th scope="row">是否衔接</th>{arrows}</tr>'
        '<tr><th scope="row">{year} 年度上年结转</th>{taken}</tr></tbody></table>{documents}</section>'
    ).format(
        last=step.last_year,
        year=step.year,
        said=said,
        heads=join(Markup('<th scope="col">{}</th>').format(each.label) for each in step.carried),
        given=_numbers(each.last for each in step.carried),
        taken=_numbers(each.now for each in step.carried),
        arrows=join(map(_arrow, step.carried)),
        documents=join(map(_document, step.documents)),
    )


def _numbers(values: Iterable[float]) -> Markup:
    return join(Markup("<td>{}</td>").format(number(value)) for value in values)


def _arrow(carry: Carry) -> Markup:
    if carry.holds is None:
        return Markup('<td class="da-unknown">↓<small>无法判定</small></td>')
    if carry.holds:
        return Markup('<td class="da-holds">↓<small>相符</small></td>')
    difference = carry.now - carry.last
    return Markup('<td class="da-breaks" data-breaks>↯<small>不符</small><small>差 {}</small></td>').format(
        _signed(difference)
    )


def _document(carry: Carry) -> Markup:
    if carry.holds is None:
        name, words = "unknown", "无法判定，有数缺失"
    elif carry.holds:
        name, words = "holds", "相符"
    else:
        name, words = "breaks", f"不符，差 {_signed(carry.now - carry.last)}"
    return Markup(
        '<p class="da-document"><b>{}现行有效</b> {} ＝ 应有 {}，填报 {} <span class="da-{}">{}</span></p>'
    ).format(carry.label, carry.how, number(carry.last), number(carry.now), name, words)


def _spot(spot: Spot) -> Markup:
    if spot.status in _STATUSES:
        return Markup('<td class="da-hatched">{}</td>').format(_STATUSES[spot.status])
    if not spot.change:
        return Markup("<td>{} <small></small></td>").format(spot.raw)
    rise = "▲" if spot.change > 0 else "▼"
    return Markup('<td class="da-changed" data-changed>{} <small>{}{}</small></td>').format(
        spot.raw, rise, number(abs(spot.change))
    )


def _marked(prose: str, passages: list[tuple[int, int, int]]) -> Markup:
    """`prose` with `passages` (start, end, number) marked; one that overlaps an earlier one is left out."""
    pieces, done = Markup(""), 0
    for start, end, ordinal in sorted(passages):
        if start < done:
            continue
        pieces += Markup("{}<mark><sup>{}</sup>{}</mark>").format(
            prose[done:start], ordinal, prose[start:end]
        )
        done = end
    return Markup('<div class="da-prose">{}{}</div>').format(pieces, prose[done:])


def _outlier(row: Any) -> Markup:
    figures = (("本年", row.value), ("历年", row.last), ("同类", row.peers_median))
    widest = max((value for _, value in figures if not isnan(value)), default=0) or 1
    bars = join(
        Markup('<span class="da-figure"><small>{}</small><i style="width:{}%"></i><b>{}</b></span>').format(
            words, 0 if isnan(value) else round(62 * value / widest, 1), number(value)
        )
        for words, value in figures
    )
    return Markup(
        '<tr data-pick="{}" role="button" tabindex="0"><td>{}<small>{}</small></td>'
        "<td>{}<small>历年：{}</small></td>"
        "<td>{}<small>同类为{} {} 个机关</small></td><td><b>{}</b><small>界限 {}</small></td></tr>"
    ).format(
        text(row.agency_id),
        text(row.agency) or UNKNOWN_AGENCY,
        year(row.year),
        row.place,
        text(row.history),
        bars,
        text(row.peer_kind),
        row.peers,
        f"{row.score:.1f}",
        f"{row.limit:g}",
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{number(abs(value))}"

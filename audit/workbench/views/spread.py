"""Heat map, ranking and trend as HTML. Pure and escaped; a number stands in every cell,
and what a colour says is said in words too."""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd
from markupsafe import Markup

from audit.schema.words import SEVERITIES as SEVERITY_WORDS
from audit.schema.words import UNKNOWN_AGENCY
from audit.workbench.state.run import GROUPS, SEVERITIES
from audit.workbench.state.spread import BY, HeatMap
from audit.workbench.views.figures import draw_trend

__all__ = ["HEAT_LEVELS", "heat_level", "heat_note", "heat_table", "ranking_table", "tabs", "trend_view"]

HEAT_LEVELS = (0.0, 0.1, 0.25, 0.5)
"""A share of reports above the n-th is shaded n + 1."""

_RANKED = 200
"""Rows drawn; the workbook has the whole ranking."""


def tabs(names: dict[str, str], label: str) -> Markup:
    """A row of buttons, whose `data-pick` are the keys of `names`; `label` says to a screen reader what
    they choose."""
    buttons = Markup("").join(
        Markup('<button type="button" data-pick="{}">{}</button>').format(name, words)
        for name, words in names.items()
    )
    return Markup('<div class="da-tabs" role="group" aria-label="{}">{}</div>').format(label, buttons)


def heat_level(failing: int, assessed: int) -> int:
    """0 (none) to 4 (more than half of the reports judged)."""
    share = failing / assessed if assessed else float(failing > 0)
    return sum(share > limit for limit in HEAT_LEVELS)


def heat_note(heat: HeatMap) -> Markup:
    """What the numbers and the shades mean."""
    shades = Markup("").join(
        Markup('<span><i class="da-heat-{}"></i>{}</span>').format(level, words)
        for level, words in enumerate(("0", "≤10%", "≤25%", "≤50%", ">50%"))
    )
    return Markup(
        '<p class="da-heat-note">格内为问题条数；深浅为有问题的报告占已判报告的比例：<b>{}</b>'
        '<span><i class="da-heat-none"></i>未判</span>。共 {} 行，点选一格即筛选，再点取消。</p>'
    ).format(shades, len(heat.labels))


def heat_table(heat: HeatMap) -> Markup:
    """The heat map as a table whose cells can be clicked; a cell's `data-pick` is row|group."""
    head = Markup("").join(
        Markup(
            '<th scope="col"><button type="button" data-pick="*|{}" title="只看{}">{}</button></th>'
        ).format(group, GROUPS[group], GROUPS[group])
        for group in heat.findings.columns
    )
    figures = zip(
        heat.labels.items(),
        heat.findings.to_numpy().tolist(),
        heat.failing.to_numpy().tolist(),
        heat.assessed.to_numpy().tolist(),
        strict=True,
    )
    groups = list(heat.findings.columns)
    body = Markup("").join(
        _heat_row(str(code), label, list(zip(groups, found, failing, assessed, strict=True)))
        for (code, label), found, failing, assessed in figures
    )
    return Markup(
        '<div class="da-heat" data-view="heat" data-rows="{}"><table><caption>{}与规则类别</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>{}</div>'
    ).format(len(heat.labels), BY[heat.by], BY[heat.by], head, body, heat_note(heat))


def ranking_table(ranking: pd.DataFrame) -> Markup:
    """Agencies by score, each count beside what it is a part of; `data-pick` is the agency."""
    if ranking.empty:
        return Markup('<div class="da-ranking" data-view="ranking"><p class="da-empty">没有机关。</p></div>')
    widest = float(ranking["score"].max()) or 1.0
    rows = Markup("").join(_ranking_row(row, widest) for row in ranking.head(_RANKED).itertuples(index=False))
    more = f"另有 {len(ranking) - _RANKED} 行，见工作簿“总览”。" if len(ranking) > _RANKED else ""
    return Markup(
        '<div class="da-ranking" data-view="ranking" data-rows="{}"><table><thead><tr><th>名次</th>'
        "<th>机关 / 年度</th><th>得分</th>{}<th>未过 / 已判规则</th></tr></thead><tbody>{}</tbody></table>"
        '<p class="da-rest">得分越高问题越重，分值由 office.toml 设定；已排除的问题不计。{}</p></div>'
    ).format(
        len(ranking),
        Markup("").join(Markup("<th>{}</th>").format(w) for w in SEVERITY_WORDS.values()),
        rows,
        more,
    )


def trend_view(trend: pd.DataFrame) -> Markup:
    """The years as a picture that can be copied or saved, and the same numbers as a table."""
    if trend.empty:
        return Markup('<div class="da-trend" data-view="trend"><p class="da-empty">没有年度数据。</p></div>')
    picture = base64.b64encode(draw_trend(trend).encode()).decode()
    said = "；".join(
        f"{year} 年度 " + "，".join(f"{SEVERITY_WORDS[name]} {row[name]} 条" for name in SEVERITIES)
        for year, row in trend.iterrows()
    )
    rows = Markup("").join(
        Markup("<tr><th scope=row>{}</th><td>{}</td>{}</tr>").format(
            f"{year} 年度",
            _part(int(row["failing"]), int(row["reports"])),
            Markup("").join(Markup("<td>{}</td>").format(int(row[name])) for name in SEVERITIES),
        )
        for year, row in trend.iterrows()
    )
    source = Markup("data:image/svg+xml;base64,{}").format(picture)
    return Markup(
        '<div class="da-trend" data-view="trend"><img src="{source}" alt="各年度问题数：{said}">'
        '<p class="da-links"><a href="{source}" download="各年度问题.svg">另存为 SVG</a>'
        '<a href="#" role="button" data-save-png="各年度问题.png">另存为 PNG</a>'
        "<small>也可右键复制图片</small></p>"
        "<table><thead><tr><th>年度</th><th>有错误的报告</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    ).format(
        source=source,
        said=said,
        rows=rows,
        heads=Markup("").join(Markup("<th>{}</th>").format(w) for w in SEVERITY_WORDS.values()),
    )


def _heat_row(code: str, label: str, cells: list[tuple[str, int, int, int]]) -> Markup:
    drawn = Markup("").join(
        Markup(
            '<td class="da-heat-{shade}"><button type="button" data-pick="{code}|{group}" '
            'aria-label="{said}" title="{said}">{shown}</button></td>'
        ).format(
            shade=heat_level(failing, assessed) if assessed or found else "none",
            code=code,
            group=group,
            said=_say_cell(label, group, found, failing, assessed),
            shown=found if assessed or found else "未判",
        )
        for group, found, failing, assessed in cells
    )
    return Markup(
        '<tr><th scope="row"><button type="button" data-pick="{}|*" title="{}">{}</button></th>{}</tr>'
    ).format(code, label, label, drawn)


def _say_cell(label: str, group: str, found: int, failing: int, assessed: int) -> str:
    if not (assessed or found):
        return f"{label}，{GROUPS[group]}：未判，没有可判的报告"
    return f"{label}，{GROUPS[group]}：{found} 条，涉及 {failing} 份报告，已判 {assessed} 份"


def _ranking_row(row: Any, widest: float) -> Markup:
    name = str(row.agency) if pd.notna(row.agency) and row.agency else UNKNOWN_AGENCY
    numbers = Markup("").join(
        Markup('<td class="da-count">{}</td>').format(getattr(row, severity)) for severity in SEVERITIES
    )
    return Markup(
        '<tr data-pick="{id}" role="button" tabindex="0"><td class="da-count">{rank}</td>'
        "<td>{name}<small>{year}</small></td>"
        '<td class="da-score"><i style="width:{width}%"></i><b>{score}</b></td>{numbers}'
        '<td class="da-count">{part}</td></tr>'
    ).format(
        id=row.agency_id if pd.notna(row.agency_id) else "",
        rank=row.rank,
        name=name,
        year="年度不明" if pd.isna(row.year) else f"{row.year} 年度",
        width=round(60 * row.score / widest, 1),  # beside it stands the number
        score=f"{row.score:g}",
        numbers=numbers,
        part=f"{row.failed} / {row.assessed}" if row.assessed else "未判",
    )


def _part(count: int, whole: int) -> str:
    return f"{count} / {whole}（{count / whole:.0%}）" if whole else "—"

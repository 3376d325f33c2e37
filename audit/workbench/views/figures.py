"""Figures as SVG: real pictures, with their numbers in them, that can be copied into a circular."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from audit.schema.words import SEVERITIES as SEVERITY_WORDS
from audit.workbench.state.run import SEVERITIES

__all__ = ["draw_trend"]

# Fill, and the ink of the number upon it, dark enough on white and apart for those who see no red.
_COLOURS = {
    "critical": ("#b3261e", "#fff"),
    "warning": ("#e3a12f", "#2a1a00"),
    "info": ("#9dc1de", "#10283a"),
}
_WIDTH, _HEIGHT = 520, 300
_LEFT, _TOP, _BOTTOM = 20, 46, 246
_READABLE = 14  # a piece lower than this has its number in the line below the bar
_FONT = "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,sans-serif"


def draw_trend(trend: pd.DataFrame) -> str:
    """A bar per year of `Spread.trend`, stacked by severity, with the share of reports that have a
    critical finding below. Pixels; 520 by 300."""
    highest = max(1, int(trend[list(SEVERITIES)].sum(axis=1).max()))
    step = (_WIDTH - 2 * _LEFT) / len(trend)
    bars = Markup("").join(
        _bar(_LEFT + step * (number + 0.5), min(80.0, step * 0.6), str(year), row, highest)
        for number, (year, row) in enumerate(trend.astype(int).iterrows())
    )
    legend = Markup("").join(
        Markup('<rect x="{}" y="12" width="12" height="12" fill="{}"/>{}').format(
            330 + 62 * number,
            _COLOURS[name][0],
            _text(346 + 62 * number, 22, SEVERITY_WORDS[name], anchor="start"),
        )
        for number, name in enumerate(SEVERITIES)
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        'font-family="{font}" font-size="13"><rect width="{w}" height="{h}" fill="#fff"/>{title}{legend}'
        '<line x1="{left}" y1="{base}" x2="{right}" y2="{base}" stroke="#8792a0"/>{bars}</svg>'
    ).format(
        w=_WIDTH,
        h=_HEIGHT,
        font=_FONT,
        title=_text(_LEFT, 24, "各年度问题数（条）", anchor="start", size=16),
        legend=legend,
        left=_LEFT,
        right=_WIDTH - _LEFT,
        base=_BOTTOM,
        bars=bars,
    )


def _bar(middle: float, width: float, year: str, row: pd.Series[int], highest: int) -> Markup:
    pieces, top = Markup(""), float(_BOTTOM)
    for name in SEVERITIES:
        height = (_BOTTOM - _TOP - 18) * row[name] / highest
        top -= height
        if not row[name]:
            continue
        fill, ink = _COLOURS[name]
        pieces += Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
            round(middle - width / 2, 1), round(top, 1), round(width, 1), round(height, 1), fill
        )
        if height >= _READABLE:
            pieces += _text(middle, top + height / 2 + 5, str(row[name]), ink=ink)
    whole = int(row[list(SEVERITIES)].sum())
    return (
        pieces
        + _text(middle, top - 6, f"共 {whole}")
        + _text(middle, _BOTTOM + 20, f"{year} 年度", size=15)
        + _text(middle, _BOTTOM + 40, _share(row["failing"], row["reports"]), ink="#5b6673", size=13)
    )


def _share(failing: int, reports: int) -> str:
    return f"{failing}/{reports} 份有错误（{failing / reports:.0%}）" if reports else "没有报告"


def _text(
    x: float, y: float, words: str, *, ink: str = "#1f2933", size: int = 14, anchor: str = "middle"
) -> Markup:
    return Markup('<text x="{}" y="{}" fill="{}" font-size="{}" text-anchor="{}">{}</text>').format(
        round(x, 1), round(y, 1), ink, size, anchor, words
    )

"""Small pieces that every view says the same way. What goes in is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pandas as pd
from markupsafe import Markup

from audit.schema.words import SEVERITIES

__all__ = ["badge", "join", "moment", "number", "printed", "text", "year"]

_CELL_MARK = "｜"
"""What the frames join a printed row's cells with (`cells.line`)."""


def text(value: object) -> str:
    """A frame's text; "" for what is not there."""
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN


def year(value: object) -> str:
    """2025 年度"""
    return f"{text(value)} 年度" if text(value) else "年度不明"


def number(value: float | None) -> str:
    """A number as one writes it: 60, 49.5; — for none."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return "—"
    return str(int(value)) if float(value).is_integer() else f"{value:.2f}".rstrip("0")


def moment(stamp: str) -> str:
    """An ISO time as the clock on this wall shows it; what is none as it is."""
    try:
        then = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return f"{then.astimezone():%Y-%m-%d %H:%M}"


def badge(severity: str) -> Markup:
    """A severity in its colour, with its word."""
    return Markup('<span class="da-badge da-{}">{}</span>').format(
        severity, SEVERITIES.get(severity, severity)
    )


def join(pieces: Iterable[str]) -> Markup:
    """Markup in a row."""
    return Markup("").join(pieces)


def printed(evidence: str) -> Markup:
    """What a report prints: a sentence as it is, a table's rows cell by cell, so that blanks show."""
    return join(_line(line) for line in evidence.splitlines())


def _line(line: str) -> Markup:
    if _CELL_MARK not in line:
        return Markup("<p>{}</p>").format(line)
    return Markup('<p class="da-printed">{}</p>').format(
        join(
            Markup("<span>{}</span>").format(cell) if cell.strip() else Markup('<i title="空白"></i>')
            for cell in line.split(_CELL_MARK)
        )
    )

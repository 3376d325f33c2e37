"""What a spreadsheet shows for a stored number: its number format, as far as reports use it.

A format may round a number or dress it; it never hides one here. Where a format prints something
else than digits for a number (`"-"` for zero, nothing at all), the number itself is given: who typed
0 has filled in the cell.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

__all__ = ["BUILT_IN", "show_number"]

_EAST_ASIAN = {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'h"时"mm"分"',
    56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
BUILT_IN: dict[int, str] = {**BUILTIN_FORMATS, 14: "yyyy/m/d", 22: "yyyy/m/d h:mm", **_EAST_ASIAN}
"""Formats by their number, as programs set to Chinese show them (ECMA-376 part 1, 18.8.30)."""

# A literal in quotes, an escaped character, a space as wide as a character, a filler, a bracket.
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(.)', re.DOTALL)
_DIGITS = re.compile(r"(?P<whole>[#0?][#0?,]*)(?:\.(?P<decimals>[#0?]*))?")
_DATE = re.compile(r"y+|m+|d+|h+|s+|a+/p+m*|am/pm", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-\]]*)")
_SPECIAL = re.compile(r"[<>=]|[hms]+$", re.IGNORECASE)  # conditions, and hours beyond a day
_NOT_SIMPLE = "\ue001"
_LITERAL = "\ue000"  # stands for the next literal while a format is searched
_HALF_DAY = 12


def show_number(value: float, code: str, *, since_1904: bool = False) -> str:
    """`value` as the format `code` shows it; plain digits where the format is none of the simple ones."""
    sections = _split(code)
    pattern, literals = _choose(value, sections)
    if _NOT_SIMPLE not in pattern and _DATE.search(pattern):
        shown = _show_date(value, pattern, since_1904=since_1904)
        return _plain(value) if shown is None else _fill(shown, literals)
    found = _DIGITS.search(pattern)
    if found is None or not _is_simple(pattern, found):
        return _plain(value)
    negative = value < 0 and len(sections) == 1
    shown = _show_digits(Decimal(repr(abs(value))), pattern, found)
    if negative and any(digit in "123456789" for digit in shown):
        shown = "-" + shown
    return _fill(pattern[: found.start()] + shown + pattern[found.end() :], literals).strip()


def _split(code: str) -> list[tuple[str, list[str]]]:
    """The sections of a format (positive; negative; zero; text), each with its literals taken out."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for quoted, escaped, bracket, plain in _TOKEN.findall(code):
        pattern, literals = sections[-1]
        currency = _CURRENCY.match(bracket)
        literal = quoted or escaped or (currency[1] if currency else "")
        if plain == ";":
            sections.append(("", []))
        elif literal:
            sections[-1] = (pattern + _LITERAL, [*literals, literal])
        else:
            sections[-1] = (pattern + plain + (_NOT_SIMPLE if _SPECIAL.match(bracket) else ""), literals)
    return sections


def _choose(value: float, sections: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2 and _DIGITS.search(sections[2][0]):
        return sections[2]
    return sections[0]


def _is_simple(pattern: str, found: re.Match[str]) -> bool:
    """Whether only literals and a percent sign stand around one run of digits."""
    around = pattern[: found.start()] + pattern[found.end() :]
    known = not around.replace(_LITERAL, "").strip(" %()-+¥￥$:：")
    return known and not found["whole"].endswith(",") and around.count("%") <= 1


def _show_digits(value: Decimal, pattern: str, found: re.Match[str]) -> str:
    if "%" in pattern:
        value *= 100
    decimals = found["decimals"] or ""
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    least = decimals.rstrip("#")
    fraction = fraction.rstrip("0").ljust(len(least), "0") if fraction else ""
    whole = whole.zfill(found["whole"].replace(",", "").count("0") or 1)
    if "," in found["whole"]:
        whole = f"{int(whole):,}"
    return f"{whole}.{fraction}" if fraction else whole


def _plain(value: float) -> str:
    """Digits as a cell without a format shows them, never in powers of ten."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(f'{value:.11g}'):f}"


def _fill(shown: str, literals: list[str]) -> str:
    waiting = iter(literals)
    return re.sub(_LITERAL, lambda _: next(waiting, ""), shown)


def _show_date(value: float, pattern: str, *, since_1904: bool) -> str | None:
    """The date, or None when the number is no day of the calendar."""
    if value < 0:
        return None
    try:
        moment = from_excel(value, CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)
    except (OverflowError, ValueError):
        return None
    if isinstance(moment, timedelta) or moment is None:
        return None
    day = moment if isinstance(moment, date) else None
    hour = moment if isinstance(moment, (datetime, time)) else time()
    tokens = [token.lower() for token in _DATE.findall(pattern)]
    if day is None and any(token[0] in "yd" for token in tokens):
        return None  # a part of a day, 0 in most cases, is no date
    halves = any("/" in token for token in tokens)
    index = -1

    def printed(_: re.Match[str]) -> str:
        nonlocal index
        index += 1
        return _show_token(tokens, index, day, hour, halves=halves)

    return _DATE.sub(printed, pattern).strip()


def _show_token(
    tokens: list[str], index: int, day: date | None, hour: datetime | time, *, halves: bool
) -> str:
    token = tokens[index]
    kind, width = token[0], len(token)
    if kind == "m" and _is_minute(tokens, index):
        return f"{hour.minute:02d}" if width > 1 else str(hour.minute)
    if "/" in token:
        return "下午" if hour.hour >= _HALF_DAY else "上午"
    if kind == "h":
        number = (hour.hour % _HALF_DAY or _HALF_DAY) if halves else hour.hour
    elif kind == "s":
        number = hour.second
    elif day is None:
        return ""
    elif kind == "y":
        return str(day.year) if width > 2 else f"{day.year % 100:02d}"
    else:
        number = day.month if kind == "m" else day.day
    return f"{number:02d}" if width == 2 else str(number)


def _is_minute(tokens: list[str], index: int) -> bool:
    before = tokens[index - 1][0] if index else ""
    after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    return before == "h" or after == "s"

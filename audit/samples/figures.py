"""Numbers as sentences print them, and numbers made of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

__all__ = ["derive", "falsify_number", "print_number"]

Number = int | Fraction

_HAN = "零一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_TEN = 10


def print_number(value: Number, style: str = "") -> tuple[str, Number, Number]:
    """The printed number with the least and greatest value that its words admit."""
    if style == "over" and value % _TEN and value > _TEN:
        tens = int(value) // _TEN * _TEN
        return f"{tens}余", tens, tens + _TEN - 1
    return _STYLES[style](value), value, value


def _plain(value: Number) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{float(value):.2f}"


_STYLES: Mapping[str, Callable[[Number], str]] = {
    "": _plain,
    "over": _plain,
    "wide": lambda value: _plain(value).translate(_WIDE),
    "comma": lambda value: f"{value:,}",
    "wan": lambda value: f"{Decimal(int(value)).scaleb(-4).normalize():f}万",
    "han": lambda value: in_han(int(value)),
}


def in_han(value: int) -> str:
    """A whole number below 100 million in Chinese numerals (一百零五, 十二, 两 never)."""
    if value >= 10**4:
        rest = value % 10**4
        gap = "零" if 0 < rest < 10**3 else ""
        return in_han(value // 10**4) + "万" + gap + (in_han(rest) if rest else "")
    printed = ""
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = value // 10**power % 10
        if digit:
            printed += _HAN[digit] + unit
        elif printed and value % 10**power and not printed.endswith("零"):
            printed += "零"
    return (printed.removeprefix("一") if printed.startswith("一十") else printed) or "零"


def derive(recipe: str, known: Mapping[str, Any]) -> Any:
    """A number made of others: `sum a b`, `minus a b`, `tens a`, `tens_and a b`, `hundreds a`, or a
    printed percentage `growth now base digits`, `drop now base digits`, `share part whole digits`, with
    `cut` before it when digits are dropped and not rounded."""
    operation, *names = recipe.split()
    rounding = ROUND_HALF_UP
    if operation == "cut":
        operation, *names = names
        rounding = ROUND_DOWN
    if operation in _PERCENTAGES:
        now, base = (Fraction(known[name]) for name in names[:2])
        return _percent(_PERCENTAGES[operation](now, base), int(names[2]), rounding)
    return _WHOLE[operation](*(known[name] for name in names))


_PERCENTAGES: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "growth": lambda now, base: (now - base) / base,
    "drop": lambda now, base: (base - now) / base,
    "share": lambda part, whole: part / whole,
}
_WHOLE: Mapping[str, Callable[..., int]] = {
    "sum": lambda *parts: sum(parts),
    "minus": lambda whole, part: whole - part,
    "tens": lambda tens: tens * _TEN,
    "hundreds": lambda hundreds: hundreds * _TEN**2,
    "tens_and": lambda tens, ones: tens * _TEN + ones,
}


def _percent(share: Fraction, digits: int, rounding: str) -> str:
    value = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return str(value.quantize(Decimal(1).scaleb(-digits), rounding))


def falsify_number(value: Any, way: str, by: int) -> Any:
    """Another value in the place of `value`: `off` by a little, or with its `digits` astray. A percentage
    stays one, with as many digits."""
    if isinstance(value, str):
        return _falsify_percentage(value, way, by)
    if isinstance(value, Fraction):
        return value + by
    if way == "off":
        return value - by if value > by and by % 2 else value + by
    turned = int(str(value)[::-1])
    return turned if value > _TEN and turned not in (0, value) else value * _TEN + by


def _falsify_percentage(printed: str, way: str, by: int) -> str:
    value = Decimal(printed)
    moved = value + by if way == "off" else value / _TEN if value > _TEN else value * _TEN + by
    return str(moved.quantize(value))

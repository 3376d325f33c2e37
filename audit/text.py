"""Widths, spaces, artefacts and numerals: what a printed text says, and nothing it does not.

`clean` mends what converters leave behind, `fold` makes wordings comparable, `read_number` reads a
cell. None of them guesses: what cannot be read for certain comes back as text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = ["Reading", "clean", "fold", "fold_label", "read_chinese_numeral", "read_number", "shorten"]

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ARTEFACTS = re.compile(r"\[bookmark:[^\]\n]{0,80}\]|\*\*(?=\S)|(?<=\S)\*\*")
_SPACES = re.compile(r"[^\S\n]+")
_NOT_WORD = re.compile(r"[\W_]+")
_PLACEHOLDERS = frozenset("/ \\ - -- --- — —— － ∕ ╱ · * 无 〇无 无数据 不涉及 未涉及".split())
_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<unit>[^\d\s.,+\-]{0,4})"
)
_UNITS = frozenset({"", "元", "万元", "亿元", "件", "条", "项", "个", "宗"})
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}


def clean(text: str) -> str:
    """`text` without what converters leave in it: bookmarks, `**bold**`, invisible characters,
    odd spaces (folded to one plain space; line breaks are kept)."""
    text = text.strip()
    if text.isalnum():  # most cells
        return text
    text = _ARTEFACTS.sub("", _INVISIBLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join([line.strip() for line in _SPACES.sub(" ", text).split("\n")]).strip("\n")


def fold(text: str) -> str:
    """`text` for comparison: one width (NFKC, which also mends Kangxi radicals), no white space."""
    if text.isascii():  # most cells
        return "".join(text.split())
    pieces = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split()
    # Marks that a space stood before now combine.
    return pieces[0] if len(pieces) == 1 else unicodedata.normalize("NFKC", "".join(pieces))


def fold_label(text: str) -> str:
    """`text` as labels and headings are compared: folded, and without punctuation."""
    return _NOT_WORD.sub("", fold(text))


def shorten(text: str, longest: int) -> str:
    """`text`, cut to `longest` characters with a mark when it is longer."""
    return text if len(text) <= longest else text[:longest] + "……"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: `value` only when `status` is `number`; `unit` as written in the cell."""

    status: Literal["number", "blank", "placeholder", "text"]
    value: float | None = None
    unit: str = ""


def read_number(raw: str) -> Reading:
    """Read a cell. Full-width digits, thousands separators, a sign and a written unit are fine; two
    numbers, digits torn apart by spaces, or anything else is `text`, to be quoted and not guessed."""
    printed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw)).strip()
    if not printed:
        return Reading("blank")
    if printed in _PLACEHOLDERS:
        return Reading("placeholder")
    match = _NUMBER.fullmatch(printed)
    if match is None or match["unit"] not in _UNITS:
        chinese = read_chinese_numeral(printed)
        return Reading("text") if chinese is None else Reading("number", float(chinese))
    value = float(match["digits"].replace(",", "") + (match["fraction"] or ""))
    negative = match["sign"] in ("-", "\u2212")
    return Reading("number", -value if negative and value else value, match["unit"])


def read_chinese_numeral(text: str) -> int | None:
    """The whole number that `text` spells (三百零五, 十二, 一万二千, 二〇二三), or None."""
    if not text or any(c not in _DIGITS and c not in _POWERS and c not in _MYRIADS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last_power = 10**9
    for char in text:
        if char in _DIGITS:
            if digit and char not in "零〇":
                return None
            digit = _DIGITS[char]
        elif char in _POWERS:
            if _POWERS[char] >= last_power or (not digit and char != "十"):
                return None
            section += (digit or 1) * _POWERS[char]
            digit, last_power = 0, _POWERS[char]
        else:
            section += digit
            if not section and not total:
                return None
            total = (total + section) * _MYRIADS[char] if char == "亿" else total + section * _MYRIADS[char]
            section, digit, last_power = 0, 0, 10**9
    return total + section + digit

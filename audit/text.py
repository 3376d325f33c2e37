"""Widths, spaces, artefacts and numerals: what a printed text says, and nothing it does not.

`clean` mends what converters leave behind, `fold` makes wordings comparable, `read_number` reads a
cell. None of them guesses: what cannot be read for certain comes back as text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Reading",
    "clean",
    "fold",
    "fold_label",
    "fold_plain",
    "raise_digits",
    "read_chinese_numeral",
    "read_number",
    "shorten",
]

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ARTEFACTS = re.compile(r"\[bookmark:[^\]\n]{0,80}\]|\*\*(?=\S)|(?<=\S)\*\*")
_SPACES = re.compile(r"[^\S\n]+")
_PLAIN = re.compile("[!-~\u4e00-\u9fff、。《》“”，：；（）！？]*")
_WIDE = tuple(zip("，：；（）！？", ",:;()!?", strict=True))
_NOT_WORD = re.compile(r"[\W_]+")
_PLACEHOLDERS = frozenset("无 〇无 无数据 不涉及 未涉及".split())
_STROKES = re.compile(r"[-\u2010-\u2015\u2212\u2500\u2501~∼/\\∕╱|·*]{1,4}")
_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?:\s*(?P<unit>[^\d\s.,+\-]{1,4}))?"
)
_UNITS = frozenset("元 万元 亿元 件 条 项 个 宗 次 份 起 人 户 篇 期".split())
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_LONGEST_SPELLED = 40  # characters; a damaged file has thousands in a row


def clean(text: str) -> str:
    """`text` without what converters leave in it: bookmarks, `**bold**`, invisible characters,
    odd spaces (folded to one plain space; line breaks are kept)."""
    text = text.strip()
    if not text or text.isalnum():  # most cells
        return text
    on_one_line = text.isprintable()  # and has no space but plain ones, as most paragraphs
    if not on_one_line:
        text = _INVISIBLE.sub("", text)
    if "**" in text or "[bookmark:" in text:
        text = _ARTEFACTS.sub("", text)
    if on_one_line:
        return _SPACES.sub(" ", text).strip() if "  " in text else text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join([line.strip() for line in _SPACES.sub(" ", text).split("\n")]).strip("\n")


def fold(text: str) -> str:
    """`text` for comparison: one width (NFKC, which also mends Kangxi radicals), no white space."""
    if text.isascii():  # most cells
        return "".join(text.split())
    plain = fold_plain(text.replace(" ", ""))
    if plain is not None:
        return plain
    # Character by character, then together: marks combine with what now stands before them.
    return unicodedata.normalize("NFKC", text.translate(_CHARACTERS))


def fold_plain(text: str) -> str | None:
    """`text` folded, character for character, when it has but Chinese characters, their usual punctuation
    and what ASCII prints, as most sentences do; else None. Several times faster than looking up each."""
    if _PLAIN.fullmatch(text) is None:
        return None
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return text


class _Characters(dict[int, str]):
    """Code point -> the character folded by itself, worked out when `str.translate` first asks."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", chr(code)))
        self[code] = "".join(folded.split())
        return self[code]


_CHARACTERS = _Characters()


def fold_label(text: str) -> str:
    """`text` as labels and headings are compared: folded, and without punctuation."""
    return _NOT_WORD.sub("", fold(text))


def raise_digits(text: str) -> str:
    """`text` with its digits as superscript characters, so that a footnote mark does not lengthen the
    number before it."""
    return text.translate(_RAISED)


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
    numbers, digits torn apart by spaces, a number with a footnote mark (12①, 12²), or anything else
    is `text`, to be quoted and not guessed."""
    if any(unicodedata.category(char) == "No" for char in raw):
        return Reading("text")  # NFKC would make digits of ①, ² and ⑴
    printed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw)).strip()
    if not printed:
        return Reading("blank")
    if printed in _PLACEHOLDERS or _STROKES.fullmatch(printed):
        return Reading("placeholder")
    match = _NUMBER.fullmatch(printed)
    if match is None or (match["unit"] or "元") not in _UNITS:
        chinese = read_chinese_numeral(printed)
        # 二〇二三 is a year and 一二 a list: digits in a row spell no quantity.
        spelled = chinese is not None and (len(printed) == 1 or any(char in _POWERS for char in printed))
        return Reading("number", float(chinese)) if chinese is not None and spelled else Reading("text")
    value = float(match["digits"].replace(",", "") + (match["fraction"] or ""))
    negative = match["sign"] in ("-", "\u2212")
    return Reading("number", -value if negative and value else value, match["unit"] or "")


def read_chinese_numeral(text: str) -> int | None:
    """The whole number that `text` spells (三百零五, 十二, 一万二千, 二〇二三), or None."""
    if not 0 < len(text) <= _LONGEST_SPELLED:
        return None
    if any(c not in _DIGITS and c not in _POWERS and c not in _MYRIADS for c in text):
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

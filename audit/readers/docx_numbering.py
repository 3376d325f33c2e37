"""The numbers that Word prints before paragraphs by itself (一、 （一） 1.)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit.readers.docx_markup import Element, attribute, child, is_on, name, number, value

__all__ = ["Level", "NumberedList", "Numbering", "format_number", "read_numbering"]

_LEVELS = 9
_STYLE_DEPTH = 20  # styles based on styles; a loop ends here
_PLACE = re.compile(r"%([1-9])")
_CHINESE_MARK = re.compile(r"[、。．，：）】〕』」]$")
_SILENT = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list. `text` names the numbers it prints: %1 is the outermost level's."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""
    legal: bool = False


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list as paragraphs name it: the abstract list that counts for it, its levels by depth, and
    the numbers at which it starts anew."""

    abstract: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(
        self, lists: Mapping[str, NumberedList], styles: Mapping[str, tuple[str, int | None]]
    ) -> None:
        self._lists = lists
        self._styles = styles
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, marks: Mapping[str, Element]) -> str:
        """What stands before the next paragraph, of whose `w:pPr` the parts are given by name: "" when
        it has no number."""
        return self.advance(*self._assigned(marks)) if self._lists and marks else ""

    def advance(self, identity: str, depth: int) -> str:
        """What stands before the next paragraph of the list `identity` at level `depth` (from 0)."""
        found = self._lists.get(identity)
        if found is None or depth not in found.levels:
            return ""
        counts = self._count(identity, found, depth)
        level = found.levels[depth]
        if level.format in _SILENT or not level.text:
            return ""

        def printed(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            other = found.levels.get(at, Level())
            count = counts[at]
            return format_number(
                other.start if count is None else count, "decimal" if level.legal else other.format
            )

        label = _PLACE.sub(printed, level.text).strip()
        return label if not label or _CHINESE_MARK.search(label) else f"{label} "

    def _assigned(self, marks: Mapping[str, Element]) -> tuple[str, int]:
        """The list and level of a paragraph: its own, else its style's."""
        style = value(marks["pStyle"]) if "pStyle" in marks else None
        identity, level = self._styles.get(style or "", ("", None))
        own = marks.get("numPr")
        if own is not None:
            identity = value(own, "numId") or identity
            stated = number(own, "ilvl")
            level = level if stated is None else stated
        return identity, level or 0

    def _count(self, identity: str, found: NumberedList, depth: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        current = counts[depth]
        restarts = depth in found.restarts and (identity, depth) not in self._begun
        if restarts:
            counts[depth] = found.restarts[depth]
        else:
            counts[depth] = found.levels[depth].start if current is None else current + 1
        self._begun.add((identity, depth))
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return counts


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """The lists of `numbering.xml` and the styles of `styles.xml` that take part in them."""
    if numbering is None:
        return Numbering({}, {})
    abstracts = {attribute(item, "abstractNumId") or "": item for item in _named(numbering, "abstractNum")}
    linked = {value(item, "styleLink"): key for key, item in abstracts.items() if value(item, "styleLink")}
    lists = {}
    for item in _named(numbering, "num"):
        key = value(item, "abstractNumId") or ""
        if key not in abstracts:
            continue
        key = linked.get(value(abstracts[key], "numStyleLink"), key)
        lists[attribute(item, "numId") or ""] = _read_list(item, key, abstracts[key])
    return Numbering(lists, {} if styles is None else _read_styles(styles, lists))


def _read_list(item: Element, key: str, abstract: Element) -> NumberedList:
    levels = dict(_read_level(level) for level in _named(abstract, "lvl"))
    restarts = {}
    for override in _named(item, "lvlOverride"):
        depth = _depth(override)
        own = child(override, "lvl")
        if own is not None:
            levels[depth] = _read_level(own)[1]
        start = number(override, "startOverride")
        if start is not None:
            restarts[depth] = start
    return NumberedList(key, levels, restarts)


def _read_level(level: Element) -> tuple[int, Level]:
    start = number(level, "start")
    return _depth(level), Level(
        start=1 if start is None else start,
        format=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText") or "",
        style=value(level, "pStyle") or "",
        legal=is_on(level, "isLgl"),
    )


def _depth(element: Element) -> int:
    written = attribute(element, "ilvl") or "0"
    return min(int(written), _LEVELS - 1) if written.isdecimal() else 0


def _read_styles(styles: Element, lists: Mapping[str, NumberedList]) -> dict[str, tuple[str, int | None]]:
    """Style id -> (list, level) for styles that number their paragraphs, inherited ones included."""
    known = {attribute(item, "styleId") or "": item for item in _named(styles, "style")}
    found = {}
    for key in known:
        at: str | None = key
        for _ in range(_STYLE_DEPTH):
            style = known.get(at or "")
            identity = value(style, "pPr", "numPr", "numId")
            if style is None or identity is not None:
                break
            at = value(style, "basedOn")
        if identity is not None:
            levels = lists[identity].levels if identity in lists else {}
            own = next((depth for depth, level in levels.items() if level.style == key), None)
            stated = number(known[at or ""], "pPr", "numPr", "ilvl")
            found[key] = (identity, own if own is not None else stated)
    return found


def _named(element: Element, wanted: str) -> list[Element]:
    return [item for item in element if name(item) == wanted]


# ------------------------------------------------------------------------------------- numerals

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def format_number(count: int, style: str) -> str:
    """`count` in a number format of Word; digits for a format that is not known."""
    write = _FORMATS.get(style)
    return str(count) if write is None or count < 0 else write(count)


def _counted(count: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """In words: 十二, 一百零五. Past 9999, digits."""
    if count == 0 or count > 9999:
        return digits[0] if count == 0 else str(count)
    text, gap = "", False
    for power in range(3, -1, -1):
        digit = count // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + units[power]
        gap = False
    return text.removeprefix(digits[1]) if text.startswith(digits[1] + "十") else text


def _spelled(count: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(count))


def _formal(count: int) -> str:
    return _counted(count, _FORMAL_DIGITS, ("", "拾", "佰", "仟"))


def _cycled(first: str, length: int) -> Callable[[int], str]:
    """Letters: a to z, then aa to zz."""
    return lambda count: (
        chr(ord(first) + (count - 1) % length) * ((count - 1) // length + 1)
        if 0 < count <= 780
        else str(count)
    )


def _listed(characters: str) -> Callable[[int], str]:
    return lambda count: characters[count - 1] if 0 < count <= len(characters) else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += letters * (min(count, 4999) // worth)
        count = min(count, 4999) % worth
    return text


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": _spelled,
    "japaneseDigitalTenThousand": _spelled,
    "taiwaneseDigital": _spelled,
    "chineseLegalSimplified": _formal,
    "ideographTraditional": _listed("甲乙丙丁戊己庚辛壬癸"),
    "decimalEnclosedCircle": _listed("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _listed("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": _listed("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _listed("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalFullWidth": lambda count: "".join(chr(ord("０") + int(digit)) for digit in str(count)),
    "decimalZero": lambda count: f"{count:02d}",
    "lowerLetter": _cycled("a", 26),
    "upperLetter": _cycled("A", 26),
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperRoman": _roman,
}

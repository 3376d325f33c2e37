"""Characters with their places, and the lines that they make."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter, sub
from typing import NamedTuple

from audit.text import clean

__all__ = [
    "SAME_LINE",
    "SAME_PLACE",
    "WIDE_GAP",
    "Character",
    "extent",
    "group_lines",
    "join_texts",
    "line_text",
    "mend_character",
    "plain_text",
]

SAME_LINE = 3.0  # points between baselines
WIDE_GAP = 1.5  # of the size: a gap this wide parts anything
SAME_PLACE = 0.15  # of the size: a character printed twice, to look bold
_SOFT_HYPHENS = frozenset({0x02, 0xFFFE})  # what PDFium makes of a hyphen at the end of a line
# Browsers print some characters as the radicals they look like. Unicode folds those of Kangxi (NFKC),
# not the simplified ones: these are from its list of equivalent unified ideographs. The last three it
# folds to 戶, 靑 and 黃, which mainland fonts draw, and its reports write, as 户, 青 and 黄.
_RADICALS = str.maketrans(
    "⺁⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳⼾⾭⿈",
    "厂母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟户青黄",
)
_FOLDED = ((0x2F00, 0x2FD5), (0xF900, 0xFAFF))  # Kangxi radicals, compatibility ideographs


class Character(NamedTuple):
    """A printed character: its text (rarely more than one letter), the tight box of its ink, where
    it stands on its baseline, the way its line runs in quarters clockwise (0: to the right), and
    whether PDFium noticed a gap before it that no space fills."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    x: float
    y: float
    turn: int = 0
    gap: bool = False

    @property
    def size(self) -> float:
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def is_space(self) -> bool:
        return self.text == " "


@lru_cache(maxsize=4096)
def mend_character(code: int) -> str:
    """The text of a code as PDFium tells it; empty for control codes and what is no character."""
    if 0x20 < code < 0x2E80:
        return "" if 0x7F <= code < 0xA0 else " " if chr(code).isspace() else chr(code)
    if code in _SOFT_HYPHENS:
        return "-"
    if code <= 0x20:
        return " " if code in (0x09, 0x20) else ""
    if code == 0x3000:
        return " "
    if code <= 0x2FD5:
        return unicodedata.normalize("NFKC", chr(code).translate(_RADICALS))
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code & 0xFFFE == 0xFFFE:
        return ""
    folded = any(first <= code <= last for first, last in _FOLDED)
    return unicodedata.normalize("NFKC", chr(code)) if folded else chr(code)


def group_lines(characters: Iterable[Character]) -> list[list[Character]]:
    """The characters in reading order, line by line. Text that is turned is read the way it runs:
    the way of most of the characters."""
    found = list(characters)
    turn = _main_turn(found)
    if turn is None:
        return []
    across, along = _ACROSS[turn], _ALONG[turn]
    heights = [across(character) for character in found]
    if max(heights) - min(heights) <= SAME_LINE:
        return [sorted(found, key=along)]
    lines: list[list[Character]] = []
    last = -math.inf
    for height, _, character in sorted(zip(heights, range(len(found)), found, strict=True)):
        if height - last > SAME_LINE:
            lines.append([])
        lines[-1].append(character)
        last = height
    return [sorted(line, key=along) for line in lines if any(c.text != " " for c in line)]


def _main_turn(characters: Sequence[Character]) -> int | None:
    """The way that most of the characters run; None when there is nothing but spaces."""
    turns = [character.turn for character in characters if character.text != " "]
    return max(set(turns), key=turns.count, default=None)


# Turn -> how far along its line a character stands, and how far down the lines are.
_ALONG: tuple[Callable[[Character], float], ...] = (
    attrgetter("x"),
    attrgetter("y"),
    lambda character: -character.x,
    lambda character: -character.y,
)
_ACROSS: tuple[Callable[[Character], float], ...] = (
    attrgetter("y"),
    lambda character: -character.x,
    lambda character: -character.y,
    attrgetter("x"),
)


def line_text(line: Sequence[Character]) -> str:
    """What a line says, with spaces where they are printed and where words stand apart."""
    if len(line) == 1:
        return line[0].text
    plain = plain_text(line)
    if plain is not None:
        return plain
    return "".join(_spaced(line, max(character.size for character in line)))


def plain_text(characters: Sequence[Character]) -> str | None:
    """What two characters or more say that follow each other on one line, with nothing to think about:
    not turned, no wide gaps, none twice. None where it is not so simple."""
    texts, lefts, tops, rights, bottoms, xs, ys, turns, gaps = zip(*characters, strict=True)
    if any(gaps) or any(turns) or max(ys) - min(ys) > SAME_LINE:
        return None
    size = max(*map(sub, rights, lefts), *map(sub, bottoms, tops))
    if max(map(abs, map(sub, lefts[1:], rights))) > WIDE_GAP * size:
        return None
    in_order = min(map(sub, xs[1:], xs)) >= SAME_PLACE * size
    return "".join(texts) if in_order else None


def _spaced(line: Sequence[Character], size: float) -> Iterator[str]:
    before: Character | None = None
    for character in line:
        text = character.text
        if text == " ":
            yield text
            continue
        if before is not None:
            if text == before.text and _is_twice(before, character, size):
                continue
            if _stand_apart(before, character, size):
                yield " "
        yield text
        before = character


def _is_twice(before: Character, character: Character, size: float) -> bool:
    return abs(character.x - before.x) + abs(character.y - before.y) < SAME_PLACE * size


def _stand_apart(before: Character, character: Character, size: float) -> bool:
    """Whether a space belongs between two characters. Between ideographs, or one and a number, a gap
    is only how the line was spread; two words or numbers are parted by it."""
    if character.gap and all(c.isascii() and c.isalnum() for c in (before.text[-1:], character.text[:1])):
        return True
    if character.turn % 2:
        gap = max(character.top - before.bottom, before.top - character.bottom)
    else:
        gap = max(character.left - before.right, before.left - character.right)
    return gap > WIDE_GAP * size


def join_texts(lines: Iterable[str]) -> str:
    """Lines that a margin broke, in one; letters at both sides of a break are two words."""
    text = ""
    for line in lines:
        both = text[-1:].isascii() and text[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        text += (" " if both else "") + line
    return clean(text)


def extent(line: Sequence[Character]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink of a line."""
    inked = [character for character in line if character.text != " "] or line
    _, lefts, tops, rights, bottoms, *_ = zip(*inked, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)

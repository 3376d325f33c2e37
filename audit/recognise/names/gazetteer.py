"""The divisions of China to county level, and where their names stand in a text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from audit.recognise.names.wording import expression, setting

__all__ = ["Division", "Hit", "NameIndex", "ancestors", "divisions", "gazetteer_index", "gazetteer_path"]

Level = Literal["province", "prefecture", "county"]
_LEVELS: Mapping[str, Level] = {level: level for level in ("province", "prefecture", "county")}


@dataclass(frozen=True, slots=True)
class Division:
    """A row of `data/gazetteer.csv`. `valid_to` is the last year in which the code or name stood, ""
    when it stands today; `parent` is "" for a province."""

    code: str
    name: str
    short: tuple[str, ...]
    level: Level
    parent: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: `start` to `end` of the text, the codes of all that bear it, and whether it is
    a full name (新郑市) or a short one (新郑)."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    full: bool


class NameIndex:
    """Names to be found in texts, the longest that stands at a place first."""

    def __init__(self, full: Mapping[str, Iterable[str]], short: Mapping[str, Iterable[str]]) -> None:
        """`full` and `short`: name (two characters or more) -> the codes of those that bear it."""
        self._full = {name: tuple(codes) for name, codes in full.items()}
        self._short = {name: tuple(codes) for name, codes in short.items() if name not in self._full}
        # The two characters with which a name begins tell nearly always that none does.
        self._heads: dict[str, tuple[str, ...]] = {}
        for name in sorted({*self._full, *self._short}, key=len, reverse=True):
            self._heads[name[:2]] = (*self._heads.get(name[:2], ()), name)

    def find(self, text: str) -> Iterator[Hit]:
        """The names in folded `text` from left to right, none overlapping another."""
        heads, refused, end = self._heads, expression("place", "not_before"), 0
        for start, pair in enumerate(map(str.__add__, text, text[1:])):
            if pair not in heads or start < end:
                continue
            for name in heads[pair]:
                if text.startswith(name, start) and not refused.match(text, start + len(name)):
                    end = start + len(name)
                    full = name in self._full
                    yield Hit(start, end, name, (self._full if full else self._short)[name], full)
                    break

    def at_start(self, text: str) -> Hit | None:
        """The full name with which `text` begins."""
        names = (name for name in self._heads.get(text[:2], ()) if name in self._full)
        name = next((name for name in names if text.startswith(name)), None)
        return Hit(0, len(name), name, self._full[name], full=True) if name else None


def gazetteer_path() -> Path:
    """The gazetteer that comes with the program: in the installed package, or in a checkout."""
    package = Path(str(resources.files("audit")))
    installed = package / "_data" / "gazetteer.csv"
    return installed if installed.is_file() else package.parent / "data" / "gazetteer.csv"


@cache
def divisions() -> Mapping[str, tuple[Division, ...]]:
    """Code -> the divisions that bear or bore it, the one that stands today first."""
    found: dict[str, list[Division]] = {}
    with gazetteer_path().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            division = Division(
                row["code"],
                row["name"],
                tuple(filter(None, row["short"].split("；"))),
                _LEVELS[row["level"]],
                row["parent"],
                row["valid_to"],
            )
            found.setdefault(division.code, []).append(division)
    return {code: tuple(sorted(same, key=lambda d: bool(d.valid_to))) for code, same in found.items()}


@cache
def gazetteer_index() -> NameIndex:
    """Full names of all divisions, and short names of those that stand today and are no district:
    a district's (和平, 新城, 鼓楼) is a street's, a school's and a word's name as well."""
    full: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    ordinary = frozenset(setting("place", "ordinary_full"))
    words = frozenset(setting("place", "ordinary_short"))
    for same in divisions().values():
        for division in same:
            if division.name not in ordinary and division.code not in full.get(division.name, ()):
                full.setdefault(division.name, []).append(division.code)
            is_district = division.level == "county" and division.name.endswith("区")
            if division.valid_to or is_district:
                continue
            for name in division.short:
                if name not in words:
                    short.setdefault(name, []).append(division.code)
    return NameIndex(full, short)


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """The code and those of what it belongs to, from the inside out. A code that the gazetteer lacks
    tells its prefecture and province by its digits."""
    known = divisions().get(code)
    if known is None:
        above = (code[:4] + "00", code[:2] + "0000")
        return (code, *(c for c in above if c != code))
    return (code, *ancestors(known[0].parent)) if known[0].parent else (code,)

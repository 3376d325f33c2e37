"""What the tables say of a topic: a value, or why there is none. A blank is never a zero."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from audit.document import UNSURE_METHODS
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Cell, ClaimScope, TableReading

__all__ = ["Comparison", "Tables", "compare", "print_number"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a claim is compared with: `low` to `high`, None where that sets no bound, both None when it
    is not known (`reason` says why); `alternatives` are the other values that the words may mean."""

    keys: tuple[str, ...]
    low: float | None
    high: float | None
    alternatives: tuple[float, ...]
    against: str
    reason: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Sum:
    """The sum of some cells: its value, or why it is not known."""

    keys: tuple[str, ...]
    value: float | None
    why: str
    unsure: bool


class Tables:
    """The cells of a report by key."""

    def __init__(self, tables: Iterable[TableReading]) -> None:
        self._cells = {cell.spec.key: cell for table in tables for cell in table.cells}
        self._printed = {table.table for table in tables if table.status == "text"}

    def uses_up(self, whole: str, rows: Sequence[str]) -> bool:
        """Whether the numbers printed in `rows` (keys of their totals) come to the number of `whole`. Counts
        are not negative: what is blank among them has nothing left to count."""
        goal = self._number(whole)
        return goal is not None and goal == sum(map(self._printed_sum, rows))

    def _printed_sum(self, key: str) -> float:
        """A row's total, or the sum of the numbers that are printed beside its blank."""
        total, row = self._number(key), key.rpartition(".")[0]
        if total is not None:
            return total
        return sum(self._number(each) or 0 for each in self._cells if each.startswith(f"{row}."))

    def _number(self, key: str) -> float | None:
        cell = self._cells.get(key)
        return cell.value if cell is not None and cell.status == "number" else None

    def total(self, groups: Sequence[Sequence[str]], *, money: bool) -> _Sum | None:
        """The sum of the first of `groups` whose cells the printed form has; None when it has none."""
        for keys in groups:
            if keys and keys[0].split(".", 1)[0] not in self._printed:
                return _Sum(tuple(keys), None, _words("words")["no_table"], unsure=False)
            cells = [self._cells[key] for key in keys if key in self._cells]
            if cells and len(cells) == len(keys):
                return _sum(tuple(keys), cells, money=money)
        return None


def compare(
    topic: Topic, scope: ClaimScope, sentence: str, tables: Tables, unit: str, *, alone: bool = False
) -> Comparison | None:
    """What the tables say of `topic` in `scope`; None when no cell of the printed form speaks of it.

    `sentence` is the folded sentence, the figure as # (some values count only where it says so);
    `unit` is what the prose counts; `alone`: the topic's own cells and no others.
    """
    money = unit == "元"
    base = tables.total(topic.entry.cells, money=money)
    if base is None:
        return None
    words, label = _words("words"), topic.entry.label
    shown = "万元" if money else unit
    texts: list[str] = []
    values: list[float] = []
    unsure = base.unsure
    running = base.value
    if base.value is not None:
        texts.append(words["cell"].format(label=label, value=_shown(base.value, shown), unit=shown))
    for other in () if alone else topic.entry.others:
        if (other.when and not _has(other.when, sentence)) or (other.blank and base.value is not None):
            continue
        if other.rest:
            if tables.uses_up(other.rest, other.cells):
                texts.append(words["rest"].format(label=other.label))
                values.append(0.0)
            continue
        more = tables.total([other.cells], money=money)
        if more is None or more.value is None or (other.plus and running is None):
            continue
        value = more.value + (running or 0 if other.plus else 0)
        running, unsure = value, unsure or more.unsure
        values.append(value)
        texts.append(
            words["plus" if other.plus else "cell"].format(
                label=other.label, add=_shown(more.value, shown), value=_shown(value, shown), unit=shown
            )
        )
    reason = "" if base.value is not None else words["unknown"].format(label=label, why=base.why)
    against = words["join"].join(texts)
    if scope == "subset" and base.value is not None:
        highest = max([base.value, *values])
        return Comparison(base.keys, None, highest, (), against + words["subset"], "", unsure)
    return Comparison(base.keys, base.value, base.value, tuple(values), against, reason, unsure)


def print_number(value: float) -> str:
    """60 and not 60.0."""
    return str(int(value)) if value == int(value) else repr(round(value, 6))


def _sum(keys: tuple[str, ...], cells: Sequence[Cell], *, money: bool) -> _Sum:
    unsure = any(cell.method in UNSURE_METHODS for cell in cells)
    total = 0.0
    for cell in cells:
        if cell.status != "number" or cell.value is None:
            words = _words("words")
            why = words["unplaced"] if cell.unplaced else _words("status")[cell.status]
            return _Sum(keys, None, why, unsure)
        total += cell.value * (_factor(cell) if money else 1)
    return _Sum(keys, round(total, 6), "", unsure)


def _factor(cell: Cell) -> float:
    factors: Mapping[str, float] = _words("money")
    return factors.get(cell.unit or cell.spec.column.unit, 1)


def _shown(value: float, unit: str) -> str:
    return print_number(value / _words("money")[unit] if unit == "万元" else value)


def _has(pattern: str, sentence: str) -> bool:
    return re.search(pattern, sentence) is not None


@cache
def _words(section: str) -> Mapping[str, Any]:
    path = resources.files("audit") / "recognise" / "claims" / "judging.toml"
    words: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))[section]
    return words

"""Where the lists of a level are: from the word that announces them, or the total that closes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from audit.recognise.claims.enumerations.judging import Run, adds_up, judge
from audit.recognise.claims.enumerations.kinship import count_of_kin, is_listed_below
from audit.recognise.claims.enumerations.model import Enumeration
from audit.recognise.claims.enumerations.outline import Item, Level
from audit.recognise.claims.enumerations.wording import Claim, wording

__all__ = ["find_in_level"]

_STRONG, _SENTENCE_END = 3, 4  # ranks: a semicolon, a full stop
_MOST_PARTS = 80
_MOST_TOTALS = 4


def find_in_level(level: Level) -> list[Enumeration]:
    """The lists among the numbers of one level."""
    search = _Search(level)
    search.announced()
    search.closed_by_total()
    search.unannounced()
    return search.found


@dataclass
class _Search:
    """The work on one level. `taken` are the numbers known as parts; `unclear` those of a list whose end
    cannot be told, so that no list around it can be judged."""

    level: Level
    found: list[Enumeration] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)

    def announced(self) -> None:
        """Lists behind 其中, 包括, a colon or a bracket; the last first, which may stand inside another."""
        items = self.level.items
        for first in range(len(items) - 1, -1, -1):
            claim = self._claim(first)
            if claim is not None:
                self._announced_at(first, claim)

    def _claim(self, first: int) -> Claim | None:
        if first:
            return self.level.items[first].opener
        opener = self.level.items[0].opener
        if self.level.owner:
            return opener or "whole"
        return opener if opener == "breakdown" and self.level.items[0].is_whole else None

    def _announced_at(self, first: int, claim: Claim) -> None:
        places = self._region(first)
        totals = self._totals(first, claim)
        nested = any(self._claim(other) for other in range(first))
        if not totals and claim == "breakdown" and self.level.items[first].is_whole and len(places) > 1:
            totals, places = self.level.items[first : first + 1], places[1:]  # 按渠道分，共 9 件，网站 4 件…
            first = places[0]
        for unit in dict.fromkeys(total.quantity.unit for total in totals):
            own = tuple(total for total in totals if total.quantity.unit == unit)[:_MOST_TOTALS]
            others = {total.quantity.unit for total in totals} - {unit}
            parts = self._parts(places, unit, others)
            if self._is_counted(parts) and unit != self.level.items[first].quantity.unit:
                continue  # 四个季度依次为 10 条、…
            if parts and (parts[0] == first or self._takes_turns(first, parts, places)):
                self._judge(own, parts, claim, nested=nested)

    def _takes_turns(self, first: int, parts: Sequence[int], places: Sequence[int]) -> bool:
        """Whether `parts` stand each beside a number of the same list in another unit (1 件，收取 420 元)."""
        items = self.level.items
        beside = [place for place in places if items[place].quantity.unit == items[first].quantity.unit]
        return parts[0] == first + 1 and items[first + 1].rank < _STRONG and len(beside) > 1

    def _region(self, first: int) -> list[int]:
        """The numbers from `first` to where another statement begins for certain."""
        items, region = self.level.items, [first]
        for place in range(first + 1, min(len(items), first + _MOST_PARTS)):
            item = items[place]
            if item.rank >= _SENTENCE_END or item.sums_up or item.opener == "breakdown" or _breaks(item):
                break
            if item.may_sum_up and not items[first].may_sum_up:
                break
            region.append(place)
        return [place for place in region if place not in self.taken]

    def _totals(self, first: int, claim: Claim) -> tuple[Item, ...]:
        """What the parts from `first` may be parts of, the likeliest first."""
        before = first
        if claim == "breakdown":  # all breakdowns look at what stands before the first of them
            before = next(
                place for place in range(first + 1) if self.level.items[place].opener == "breakdown"
            )
        if before:
            return self._named(first, self.level.items[:before][::-1])
        return (self.level.owner,) if self.level.owner else ()

    def _named(self, first: int, totals: tuple[Item, ...]) -> tuple[Item, ...]:
        """Those of `totals` that are called by the name that announces the parts (书面回应中，…), if any."""
        named = wording().named.search(self.level.items[first].gap)
        own = tuple(total for total in totals if named and named["name"] in total.label)
        return own or totals

    def _parts(self, places: Sequence[int], unit: str, others: set[str]) -> list[int]:
        """The numbers among `places` that count the same as `unit`, or what is mixed with it."""
        items, kin = self.level.items, wording().kin.get(unit, frozenset()) - others
        same = {place for place in places if items[place].quantity.unit in ("", unit)}
        mixed = {
            place
            for place in places
            if items[place].quantity.unit in kin and not self._measures_the_same(place, same)
        }
        return sorted(same | mixed)

    def _measures_the_same(self, place: int, same: set[int]) -> bool:
        """Whether a number stands right beside one of `same` (103 期 267 条)."""
        before = place - 1 in same and not self.level.items[place].rank
        return before or (place + 1 in same and not self.level.items[place + 1].rank)

    def _judge(self, totals: tuple[Item, ...], places: list[int], claim: Claim, *, nested: bool) -> None:
        items = self.level.items
        if len(places) < 2:
            self.taken.update(places)
            return
        ranks = self._ranks(places)
        cuts, loose = self._cuts(places, ranks)
        if nested:
            places, cuts, loose = self._within(places, ranks, cuts, loose=loose)
        if len(places) < 2:
            self.taken.update(places)
            return
        places, cuts = self._alike(places, cuts, totals[0].quantity.unit)
        loose = loose or any(place in self.unclear for place in range(places[0], places[-1] + 1))
        loose = loose or bool(wording().shared.search(self.level.text))
        parts = tuple(items[place] for place in places)
        loose = loose or _may_overlap(totals[0], parts, claim) or _is_beside(totals, parts)
        run = Run(totals, parts, claim, tuple(cuts), loose=loose, untold=_is_untold(parts, totals[0]))
        found, length = judge(_strictly(run))
        self.found += found
        if not found:
            self.unclear.update(places)
        self.taken.update(places[: length or len(places)])
        if found and all(each.agrees for each in found) and length < len(places):
            self._silent(_total_of(totals, found), places[length:])

    def _alike(self, places: list[int], cuts: list[int], unit: str) -> tuple[list[int], list[int]]:
        """The list without numbers in another unit that come where it may have ended."""
        units = [self.level.items[place].quantity.unit in ("", unit) for place in places]
        other = units.index(False) if False in units else len(units)
        if any(cut <= other for cut in cuts) and other >= 2:
            return places[:other], [cut for cut in cuts if cut < other]
        return places, cuts

    def _ranks(self, places: Sequence[int]) -> list[int]:
        """How strongly each number is parted from the one before it in the list."""
        items = self.level.items
        return [0] + [
            max(items[place].rank for place in range(before + 1, after + 1))
            for before, after in pairwise(places)
        ]

    def _cuts(self, places: Sequence[int], ranks: Sequence[int]) -> tuple[list[int], bool]:
        """Lengths at which the list may end, and whether it may end after its first number."""
        items = self.level.items
        first = items[places[0]]
        turns = [
            length
            for length in range(1, len(places))
            if ranks[length] > 1 and _turns(items[places[length]], first)
        ]
        stronger = [length for length in range(2, len(places)) if ranks[length] > max(ranks[1:length])]
        by_semicolon = ranks[1] == _STRONG and len(places) > 2
        loose = 1 in turns or (by_semicolon and ranks[2] < _STRONG)
        weaker = [n for n in range(2, len(places)) if by_semicolon and ranks[n] < _STRONG]
        return sorted({*turns, *stronger, *weaker} - {1}), loose

    def _within(
        self, places: list[int], ranks: Sequence[int], cuts: list[int], *, loose: bool
    ) -> tuple[list[int], list[int], bool]:
        """A list inside another ends where the separator gets stronger; else its end is anybody's guess."""
        stronger = next((n for n in range(2, len(places)) if ranks[n] > ranks[1]), 0)
        if stronger:
            return places[:stronger], [cut for cut in cuts if cut < stronger], loose
        if ranks[1] > 1 and self.level.items[places[0] - 1].rank <= ranks[1]:
            return places, list(range(2, len(places))), True
        return places, cuts, loose

    def closed_by_total(self) -> None:
        """A 3 件, B 4 件, 共 7 件."""
        for last, total in enumerate(self.level.items):
            if last > 1 and last not in self.taken and (total.sums_up or total.may_sum_up or total.counts):
                self._closed_at(last, total)

    def _closed_at(self, last: int, total: Item) -> None:
        items, places = self.level.items, self._run_before(last)
        restated = any(items[place].quantity.low == total.quantity.low for place in places)
        for start in range(len(places) - 1):
            parts = tuple(items[place] for place in places[start:])
            if adds_up(total, parts):
                self._accept(Run((total,), parts, "whole"), places[start:])
                return
        counted = self._count(last) == len(places) or self._is_counted(places)
        if len(places) < 2 or restated or any(place in self.taken for place in places):
            return
        parts = tuple(items[place] for place in places)
        begins = places[0] == 0 or items[places[0]].rank >= _SENTENCE_END
        cuts, loose = self._cuts(places, self._ranks(places))
        clear = not cuts and not loose and (begins if total.sums_up else _is_near(total, parts))
        if counted or clear or (not cuts and not loose and _is_near(total, parts)):
            self._accept(Run((total,), parts, "whole"), places)

    def _run_before(self, last: int) -> list[int]:
        """The numbers before `last` that its total may be the sum of; only so many as it says there are."""
        items, places = self.level.items, list[int]()
        end = last - (self._count(last) > 0 == items[last].counts)
        for place in range(end - 1, -1, -1):
            if items[place].quantity.unit not in ("", items[last].quantity.unit):
                break
            places.insert(0, place)
            stop = items[place].rank >= _SENTENCE_END or _breaks(items[place])
            if stop or len(places) == self._count(last):
                break
        return places

    def _count(self, last: int) -> int:
        """How many parts the total at `last` says that it has (五方面信息量, 两项合计), else 0."""
        items = self.level.items
        beside = not items[last].rank and items[last].may_sum_up
        return items[last].counts or (int(items[last - 1].quantity.low) if beside else 0)

    def _is_counted(self, places: Sequence[int]) -> bool:
        """Whether the number before those at `places` says how many they are (三个渠道分别…)."""
        before = self.level.items[places[0] - 1] if places and places[0] else None
        return before is not None and before.quantity.low == len(places) > 1

    def unannounced(self) -> None:
        """A total and numbers that follow it with nothing said between: a list when it adds up."""
        items = self.level.items
        for place, total in enumerate(items):
            if place in self.taken or total.quantity.high <= 0:
                continue
            places: list[int] = []
            for following in range(place + 1, min(len(items), place + _MOST_PARTS)):
                item = items[following]
                if item.rank >= _SENTENCE_END or item.sums_up or item.opener or _breaks(item):
                    break
                if following in self.taken or len(item.gap) > wording().unannounced or not item.rank:
                    break
                if item.quantity.unit not in ("", total.quantity.unit):
                    break
                places.append(following)
            if len(places) > 1:
                self._silent(total, places)

    def _silent(self, total: Item, places: Sequence[int]) -> None:
        """The numbers at `places`, if they add up to `total` or say themselves that they are all of it."""
        items = self.level.items
        parts = tuple(items[place] for place in places)
        for length in range(len(parts), 1, -1):
            if adds_up(total, parts[:length]):
                self._accept(Run((total,), parts[:length], "silent"), places[:length])
                return
        run = _likely_run(total, parts)
        if run:
            self._accept(Run((total,), run, "silent"), places[: len(run)])

    def _accept(self, run: Run, places: Sequence[int]) -> None:
        found, _ = judge(run)
        self.found += found
        self.taken.update(places)


def _breaks(item: Item) -> bool:
    """Whether another statement begins between the number before and this one."""
    return bool(wording().hard.search(item.gap))


def _turns(item: Item, first: Item) -> bool:
    """Whether another statement may begin with this number: it tells what the first part does not, or
    stands far off."""
    if len(item.gap) > wording().announced:
        return True
    return any(match[0] not in first.label for match in wording().soft.finditer(item.label))


def _likely_run(total: Item, parts: tuple[Item, ...]) -> tuple[Item, ...]:
    """Those of `parts` that are the parts of `total` though they do not add up: for what they are called,
    or for where they stand when they come near it. None when it cannot be told."""
    if kin := count_of_kin(total, parts):
        return parts[:kin]
    closing = next((n for n, part in enumerate(parts, start=1) if part.closes), 0)
    below = is_listed_below(total, parts)
    run = parts[:closing] if closing else parts if below else ()
    reach = wording().likely if below and len(run) > 2 and not total.is_marked else wording().near
    if len(run) < 2 or any(_turns(part, run[0]) for part in run[1:]):
        return ()
    return run if _is_near(total, run, reach) else ()


def _is_near(total: Item, parts: Sequence[Item], reach: float | None = None) -> bool:
    """Whether the sum of `parts` is off by no more than the share `reach` of the total."""
    off = abs(sum(part.quantity.low for part in parts) - total.quantity.low)
    return off <= (wording().likely if reach is None else reach) * total.quantity.low


def _may_overlap(total: Item, parts: Sequence[Item], claim: Claim) -> bool:
    """Whether the parts may count a thing twice: what some had or did, or were besides (党员, 35 岁以下)."""
    told = any(part.tells_of_some or wording().overlap.search(part.label) for part in parts)
    clauses = claim == "open" and any(part.label.endswith(wording().clause) for part in parts)
    unlike = {bool(wording().unlike.search(part.label)) for part in parts}
    return (told or clauses or len(unlike) > 1) and count_of_kin(total, parts) < len(parts)


def _is_beside(totals: Sequence[Item], parts: Sequence[Item]) -> bool:
    """Whether the parts may be those of a number that was passed over (比年初净增 5 人，其中…)."""
    unit = totals[0].quantity.unit
    beside = any(quantity.unit == unit for quantity in parts[0].beside)
    return beside and not any(_is_near(total, parts, wording().near) for total in totals)


def _strictly(run: Run) -> Run:
    """Without what only may be counted together, when the list adds up so."""
    unit = run.totals[0].quantity.unit
    parts = tuple(part for part in run.parts if part.quantity.unit in ("", unit))
    mixed = 2 <= len(parts) < len(run.parts)
    return replace(run, parts=parts, cuts=()) if mixed and adds_up(run.totals[0], parts) else run


def _is_untold(parts: Sequence[Item], total: Item) -> bool:
    pattern = _untold(total.quantity.unit)
    told = [*(part.gap for part in parts), parts[-1].tail.split("。")[0] + "。"]
    return any(pattern.search(text) for text in told)


@cache
def _untold(unit: str) -> re.Pattern[str]:
    return re.compile(wording().untold.replace("UNIT", re.escape(unit)))


def _total_of(totals: Sequence[Item], found: Sequence[Enumeration]) -> Item:
    return next(total for total in totals if total.quantity is found[0].total)

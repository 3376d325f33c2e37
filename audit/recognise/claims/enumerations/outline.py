"""A sentence as lists see it: what stands in brackets apart from what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.recognise.claims.enumerations.wording import Claim, wording
from audit.recognise.claims.quantities import Quantity
from audit.text import read_chinese_numeral

__all__ = ["Item", "Level", "outline"]

_OPENING = dict(zip("([【{《“‘「『", ")]】}》”’」』", strict=True))
_QUOTING = frozenset("《“‘「『")  # numbers in there are names
_RANKS = {"、": 1, ",": 2, ";": 3, "。": 4, "!": 4, "?": 4}
_PASSED_OVER = "#"  # in a gap, for a number that is neither total nor part
_CLOSED = frozenset("、,;。:!?)等")


@dataclass(frozen=True)
class Item:
    """A number that may be a total or a part. `gap` is the text since the number before it (since the
    beginning for the first), `rank` how strongly that text parts the two, `label` what belongs to this
    number; `tail` is what follows it up to the next number; `beside` are the numbers passed over in the
    gap."""

    quantity: Quantity
    gap: str
    tail: str
    beside: tuple[Quantity, ...] = ()

    @cached_property
    def rank(self) -> int:
        return max((_RANKS.get(char, 0) for char in self.gap), default=0)

    @cached_property
    def label(self) -> str:
        start = max(self.gap.rfind(char) for char in (*_RANKS, ":"))
        return self.gap[start + 1 :]

    @cached_property
    def name(self) -> str:
        """The label without what only leads to the number (为, 共, 的)."""
        return wording().leading.sub("", self.label)

    @cached_property
    def is_marked(self) -> bool:
        """Whether the label says that the number is a total (共, 各类)."""
        return bool(wording().marked.search(self.label))

    @cached_property
    def is_whole(self) -> bool:
        """Whether the number is of the whole year, or a total otherwise."""
        return self.is_marked or bool(wording().yearly.search(self.label))

    @cached_property
    def opener(self) -> Claim | None:
        """What the words before this number announce."""
        return next((claim for claim, words in wording().openers if words.search(self.gap)), None)

    @cached_property
    def closes(self) -> bool:
        """Whether this is a part that leaves nothing out (其他 12 件)."""
        return bool(wording().closing.fullmatch(self.label))

    @cached_property
    def sums_up(self) -> bool:
        """Whether nothing but 共 or 合计 introduces the number."""
        return bool(wording().total.fullmatch(self.label))

    @cached_property
    def may_sum_up(self) -> bool:
        """Whether it may be the total of what stands before it (参训总人数)."""
        return bool(wording().summed.search(self.label))

    @cached_property
    def counts(self) -> int:
        """How many parts its label says that it has (五方面信息量达); 0 when it does not."""
        if self.beside and self.label.startswith(_PASSED_OVER):
            return int(self.beside[-1].low) if self.may_sum_up else 0
        counted = wording().counted.match(self.label)
        return read_chinese_numeral(counted["count"]) or 0 if counted else 0

    @cached_property
    def tells_of_some(self) -> bool:
        """Whether the number stands before what some of a whole did or had (3 场有领导出席)."""
        return not self.name and bool(wording().attribute.match(self.tail))


@dataclass(frozen=True)
class Level:
    """The numbers that stand in the same brackets (or in none). `owner` is the number that the brackets
    follow, `text` what stands there without the brackets within it."""

    text: str
    items: tuple[Item, ...]
    owner: Item | None


@dataclass(slots=True)
class _Bracket:
    """A level while it is being read."""

    parent: int | None
    anchor: int
    quoted: bool
    text: list[str]
    found: list[tuple[Quantity, int, int]]


def outline(folded: str, quantities: Sequence[Quantity]) -> list[Level]:
    """The levels of a folded sentence, the outermost first and an inner one after the one around it."""
    brackets = _read_brackets(folded, quantities)
    levels: list[Level] = []
    for bracket in brackets:
        text = "".join(bracket.text)
        items = tuple(_items(text, bracket.found)) if not bracket.quoted else ()
        owner = (
            _owner(brackets[bracket.parent], levels[bracket.parent], bracket)
            if bracket.parent is not None
            else None
        )
        levels.append(Level(text, items, owner))
    return levels


def _read_brackets(folded: str, quantities: Sequence[Quantity]) -> list[_Bracket]:
    brackets = [_Bracket(None, 0, quoted=False, text=[], found=[])]
    stack: list[tuple[int, str]] = [(0, "")]
    begins = {quantity.begin: quantity for quantity in quantities}
    for place, char in enumerate(folded):
        here = brackets[stack[-1][0]]
        if (quantity := begins.get(place)) is not None:
            start = len(here.text)
            here.found.append((quantity, start, start + quantity.stop - quantity.begin))
        if char in _OPENING:
            quoted = here.quoted or char in _QUOTING
            brackets.append(_Bracket(stack[-1][0], len(here.text), quoted=quoted, text=[], found=[]))
            stack.append((len(brackets) - 1, _OPENING[char]))
        elif len(stack) > 1 and char == stack[-1][1]:
            stack.pop()
        else:
            here.text.append(char)
    return brackets


def _items(text: str, found: Sequence[tuple[Quantity, int, int]]) -> Iterator[Item]:
    """The numbers that may be totals or parts; of others a mark is left in the gap."""
    words, gap, before = wording(), "", 0
    beside: tuple[Quantity, ...] = ()
    for place, (quantity, start, stop) in enumerate(found):
        end = found[place + 1][1] if place + 1 < len(found) else len(text)
        gap, tail, before = gap + text[before:start], text[stop:end], stop
        bare = not quantity.unit
        item = Item(quantity, gap, tail, beside)
        if (
            quantity.unit in words.undivided
            or (bare and not _stands_alone(quantity, tail))
            or words.other.search(item.label)
        ):
            gap, beside = gap + _PASSED_OVER, (*beside, quantity)
            continue
        yield item
        gap, beside = "", ()


def _stands_alone(quantity: Quantity, tail: str) -> bool:
    """Whether a number without a unit is one of those that stand behind their names (公告34、)."""
    return quantity.is_exact and quantity.factor == 1 and (not tail or tail[0] in _CLOSED)


def _owner(around: _Bracket, level: Level, bracket: _Bracket) -> Item | None:
    """The number right before the brackets, with no more than its noun between them."""
    nearest = None
    for quantity, _, stop in around.found:
        if stop <= bracket.anchor and not any(c in _RANKS for c in around.text[stop : bracket.anchor]):
            nearest = quantity
    return next((item for item in level.items if item.quantity is nearest), None)

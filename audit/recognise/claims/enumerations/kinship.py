"""Whether numbers that nothing announces are a division of the one before them: told by their labels."""

from __future__ import annotations

from collections.abc import Sequence

from audit.recognise.claims.enumerations.outline import Item
from audit.recognise.claims.enumerations.wording import wording

__all__ = ["count_of_kin", "is_listed_below"]

_FEWEST = 2
_LONGEST = 8  # characters of a name that tells no story
_NOUN = 2  # characters of a noun that the names share with their total's
_CLAUSE = 3  # characters of a clause that the names share (专家撰写的, 媒体撰写的)
_STRONG = 3  # rank of a semicolon


def count_of_kin(total: Item, parts: Sequence[Item]) -> int:
    """How many of the parts, from the first, divide the total by what they are called; 0 when that
    cannot be told. They are opposites, a full set (城市, 农村), or end with what is left (剩余). Or they are
    of a set that may have more, and not far below the total: kinds by their form (咨询类, 投诉类), changes of
    what was changed, the total's own noun with words before it (图解: 预算图解, 数据图解)."""
    return _set(parts) or _to_the_rest(parts) or _open_set(total, parts)


def _open_set(total: Item, parts: Sequence[Item]) -> int:
    length = _kinds(total, parts) or _changes(total, parts)
    least = (1 - wording().likely) * total.quantity.low
    told = total.is_marked or _is_set_off(parts[:length])
    return length if told or sum(part.quantity.low for part in parts[:length]) >= least else 0


def is_listed_below(total: Item, parts: Sequence[Item]) -> bool:
    """Whether the parts stand below the total by their form: bare names, farther from the total than from
    each other (编印公报 8 期，正刊 6 期、增刊 2 期), or behind a total that is said to be one (共)."""
    names = [part.name for part in parts]
    bare = all(0 < len(name) <= _LONGEST and not wording().tells.search(name) for name in names)
    sibling = _shared_tail([total.name, *names]) and not _has_noun(total, _shared_tail(names))
    return bare and not sibling and (_is_set_off(parts) or (total.is_marked and len(parts) > _FEWEST))


def _is_set_off(parts: Sequence[Item]) -> bool:
    ranks = {part.rank for part in parts[1:]}
    return len(ranks) == 1 and max(ranks) < parts[0].rank <= _STRONG


def _set(parts: Sequence[Item]) -> int:
    done = wording().done.sub("", parts[0].label)
    if len(parts) > 1 and parts[1].label in {f"{word}{done}" for word in wording().contrary}:
        return _FEWEST
    for family in wording().families:
        members = [next((n for n, words in enumerate(family) if words.search(p.label)), None) for p in parts]
        length = next((n for n, member in enumerate(members) if member is None), len(members))
        if set(members[:length]) == set(range(len(family))):
            return 0 if _goes_on(parts, length) else length
    return 0


def _goes_on(parts: Sequence[Item], length: int) -> bool:
    """Whether another part of the same list comes after so many."""
    return length < len(parts) and parts[length].rank <= max(part.rank for part in parts[1:length])


def _to_the_rest(parts: Sequence[Item]) -> int:
    """Up to the part that is what is left of the total by its name."""
    end = next((n for n, part in enumerate(parts, start=1) if wording().rest.match(part.name)), 0)
    return end if end >= _FEWEST else 0


def _kinds(total: Item, parts: Sequence[Item]) -> int:
    """How many parts, the most that have it, have the form of kinds in common."""
    return next((n for n in range(len(parts), _FEWEST - 1, -1) if _are_kinds(total, parts[:n])), 0)


def _are_kinds(total: Item, parts: Sequence[Item]) -> bool:
    names = [part.name for part in parts]
    head, tail = _shared_head(names), _shared_tail(names)
    told = [name[len(head) : len(name) - len(tail)] for name in names]
    if not all(told) or len(set(told)) < len(told):
        return False
    if any(match[0] not in total.label for match in wording().soft.finditer(tail)):
        return False
    form = wording().kind.match(tail) or wording().origin.match(head)
    if form:
        return form[0] not in total.name
    placed = total.is_marked or _is_set_off(parts)
    clause = len(tail) >= _CLAUSE and tail.endswith(wording().clause)
    return placed and (clause or _has_noun(total, tail))


def _has_noun(total: Item, tail: str) -> bool:
    """Whether `tail` is what the total counts, without a word that narrows it."""
    before = total.name.removesuffix(tail)
    return len(tail) >= _NOUN and before != total.name and bool(wording().doing.search(before))


def _shared_tail(names: Sequence[str]) -> str:
    return _shared_head([name[::-1] for name in names])[::-1]


def _shared_head(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    return first[: next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]


def _changes(total: Item, parts: Sequence[Item]) -> int:
    """Parts that are all changes (新设, 合并, 撤销) of what was changed (调整)."""
    if not wording().changed.search(total.label):
        return 0
    made = [bool(wording().change.fullmatch(part.name)) for part in parts]
    length = made.index(False) if False in made else len(made)
    return length if length >= _FEWEST else 0

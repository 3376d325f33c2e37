"""Whether the parts of a list add up: every way to read it is tried before one is called wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from audit.recognise.claims.enumerations.model import Enumeration, Severity
from audit.recognise.claims.enumerations.outline import Item
from audit.recognise.claims.enumerations.wording import Claim, wording
from audit.recognise.claims.rounding import interval

__all__ = ["Run", "adds_up", "judge"]

_ROUNDING = 6  # decimals; sums of amounts are floats
_SLACK = 10.0**-_ROUNDING
_FAR = 0.5  # as a share of the total
_NO_NUMBER = "有分项没有写明数量，或者数量无法辨认"


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers that may be the parts of a total, the likeliest total first. `cuts` are the lengths at
    which the list may end before the run does; `loose` is whether there may be no list at all;
    `untold` whether a part has no number that can be read."""

    totals: tuple[Item, ...]
    parts: tuple[Item, ...]
    claim: Claim
    cuts: tuple[int, ...] = ()
    loose: bool = False
    untold: bool = False


def adds_up(total: Item, parts: Sequence[Item]) -> bool:
    """Whether the total may be the sum of the parts."""
    (low, high), (least, most) = _sum(parts), interval(total.quantity)
    return low - _SLACK <= most and least <= high + _SLACK


def judge(run: Run) -> tuple[tuple[Enumeration, ...], int]:
    """The lists that a run is read as, and how many of its numbers belong to them.

    The first reading that adds up is taken, the longest first; then one that falls into several
    breakdowns of the same total. When none does, the list fails where it comes nearest, and is worth no
    more than its mildest reading. Nothing comes back where there may be no list.
    """
    lengths = [*run.cuts, len(run.parts)]
    for length in reversed(lengths):
        for total in run.totals:
            if adds_up(total, run.parts[:length]):
                return (_enumerate(run, total, length),), length
    if breakdowns := _split(run):
        return breakdowns, len(run.parts)
    if run.loose or _is_mixed(run):
        return (), 0
    readings = [(_enumerate(run, total, length), length) for total in run.totals for length in lengths]
    nearest, length = min(readings, key=lambda reading: _implausibility(run, reading[0]))
    if any(reading.severity == "warning" for reading, _ in readings):
        nearest = replace(nearest, severity="warning")
    return (nearest,), length


def _enumerate(run: Run, total: Item, length: int) -> Enumeration:
    parts = run.parts[:length]
    low, high = _sum(parts)
    whole = _is_whole(run.claim, parts)
    examples = high < wording().share * total.quantity.low and _are_examples(parts)
    is_partial = run.claim == "partial" or wording().further.match(parts[-1].tail) is not None
    found = Enumeration(
        total=total.quantity,
        parts=tuple(part.quantity for part in parts),
        whole=whole,
        low=low,
        high=inf if is_partial or run.untold or (examples and run.claim == "open") else high,
        severity=_severity(run.claim, total, low, whole=whole),
    )
    unknown = run.untold and found.agrees and not adds_up(total, parts)
    return replace(found, reason=_NO_NUMBER) if unknown else found


def _are_examples(parts: Sequence[Item]) -> bool:
    """Whether few parts need not be all: 等 follows them, or they tell what was done with some."""
    return parts[-1].tail.startswith(wording().more) or any(wording().deeds.search(p.label) for p in parts)


def _is_whole(claim: Claim, parts: Sequence[Item]) -> bool:
    if claim == "partial" or parts[-1].tail.startswith(wording().more):
        return False
    return claim in ("whole", "breakdown") or parts[-1].closes


def _severity(claim: Claim, total: Item, low: float, *, whole: bool) -> Severity:
    """RULES N-SUM-01: critical above an exact total, and for a whole list that differs."""
    above = total.quantity.is_exact and low > interval(total.quantity)[1]
    return "critical" if claim != "silent" and (above or whole) else "warning"


def _is_mixed(run: Run) -> bool:
    """Whether the parts count different things (条, 篇): what does not add up then says nothing."""
    return any(part.quantity.unit not in ("", run.totals[0].quantity.unit) for part in run.parts)


def _sum(parts: Sequence[Item]) -> tuple[float, float]:
    ends = [interval(part.quantity) for part in parts]
    low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
    return round(low, _ROUNDING) if isfinite(low) else low, round(high, _ROUNDING) if isfinite(high) else high


def _implausibility(run: Run, found: Enumeration) -> tuple[bool, int, float]:
    """Of readings that all fail, the one that is meant is not far off, and its total the likeliest."""
    order = next(n for n, total in enumerate(run.totals) if total.quantity is found.total)
    distance = _distance(found)
    return distance > _FAR, order, distance


def _distance(found: Enumeration) -> float:
    """How far the sum is from the total, as a share of the total."""
    total = found.total
    high = sum(part.high for part in found.parts)
    ends = [abs(end) for end in (total.low, total.high) if isfinite(end)]
    return max(total.low - high, found.low - total.high) / max([*ends, 1.0])


def _split(run: Run) -> tuple[Enumeration, ...]:
    """The run as several breakdowns of one total (15 + 3 = 10 + 8), if it falls into such."""
    for total in run.totals:
        groups = list(_groups(total, run.parts))
        if len(groups) > 1 and sum(map(len, groups)) == len(run.parts):
            return tuple(_enumerate(replace(run, parts=group), total, len(group)) for group in groups)
    return ()


def _groups(total: Item, parts: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    start = 0
    for end in range(2, len(parts) + 1):
        complete = end == len(parts) or parts[end].quantity.low > 0  # a zero belongs to what went before
        if complete and end - start > 1 and adds_up(total, parts[start:end]):
            yield tuple(parts[start:end])
            start = end

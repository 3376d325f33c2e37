"""Lists of numbers as claims: the stated total against what its parts add up to (N-SUM-01)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from audit.recognise.claims.enumerations import Enumeration, join_continued
from audit.recognise.claims.judging import print_number
from audit.recognise.claims.passages import Passage, read_passage
from audit.recognise.claims.rounding import interval
from audit.recognise.model import Claim

__all__ = ["join_passages", "read_lists"]


def join_passages(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The `passages` of one paragraph that have a quantity, each joined with those after it that go on
    with its list (…114 项。其中…)."""
    if not any(passage.quantities for passage in passages):
        return
    prose = passages[0].prose
    for sentence in join_continued(prose.text):
        inside = [p for p in passages if sentence.start <= p.sentence.start < sentence.end]
        if any(passage.quantities for passage in inside):
            yield inside[0] if inside[0].sentence == sentence else read_passage(prose, sentence)


def read_lists(passage: Passage, found: Sequence[Enumeration], year: int | None) -> Iterator[Claim]:
    """The lists `found` in `passage`, each as a claim that its total is the sum of its parts."""
    for enumeration in found:
        yield _claim(passage, enumeration, year)


def _claim(passage: Passage, found: Enumeration, year: int | None) -> Claim:
    total, known = found.total, not found.reason
    low, high = interval(total)
    return Claim(
        part=passage.part,
        kind="sum",
        topic=_words()["topic"],
        stated=total.printed,
        low=_finite(low),
        high=_finite(high),
        unit=total.unit,
        sentence=passage.text,
        marks=found.marks,
        origin=passage.origin,
        bound=total.bound,
        year=year,
        against_low=_finite(found.low) if known else None,
        against_high=_finite(found.high) if known else None,
        against=_against(found) if known else "",
        parts=tuple(part.printed for part in found.parts),
        severity=found.severity,
        reason=found.reason,
    )


def _against(found: Enumeration) -> str:
    words, count = _words(), len(found.parts)
    low, high = found.low, found.high
    if low == high:
        value = print_number(low)
    elif math.isinf(high):
        value = words["atleast"].format(low=print_number(low))
    elif math.isinf(low):
        value = words["atmost"].format(high=print_number(high))
    else:
        value = words["between"].format(low=print_number(low), high=print_number(high))
    listed = words["join"].join(part.printed for part in found.parts)
    return words["against"].format(count=count, value=value, parts=listed)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


@cache
def _words() -> Mapping[str, str]:
    path = resources.files("audit") / "recognise" / "claims" / "judging.toml"
    words: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["lists"]
    return words

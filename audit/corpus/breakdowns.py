"""What a summary's prose says that its children got: 全县收到申请 30 件，其中教育局 3 件.

The claims of a report know what a number counts; that it is one child's is read here, where the roster is.
A number without a topic of its own is on that of the total before it, as long as nothing but organs and
their numbers stands between the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from audit.corpus.children import Names
from audit.corpus.settings import setting
from audit.recognise.claims.enumerations import join_continued
from audit.recognise.claims.quantities import Quantity, read_quantities
from audit.recognise.claims.topics import Topic
from audit.recognise.names import mask_personal
from audit.recognise.sentences import Sentence, fold_tracked, split_sentences

__all__ = ["Breakdown", "Record", "Stated", "read_breakdowns"]

Record = Mapping[str, Any]

_WHOLE = frozenset({"whole", "with_carried"})
_PRESENT = frozenset({*_WHOLE, "part", "subset"})
_BREAKS = re.compile(r".*[,;。:]")


@dataclass(frozen=True, slots=True)
class Stated:
    """The text of a part of a report, and the rows of `claims` that state a quantity in it, by sentence."""

    text: str
    claims: Mapping[str, Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A number that a sentence tells of `child` (agency_id), as the interval that the words admit, infinite
    where they set no bound. `claim` is the row of `claims` that says what it counts: its own, or that of
    the total it is a part of."""

    child: str
    claim: Record
    topic: Topic
    stated: str
    low: float
    high: float
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Total:
    """What the numbers that follow may be parts of. `divided`: some of them have been told already;
    `bare`: they need not say themselves what they count."""

    claim: Record
    topic: Topic
    divided: bool = False
    bare: bool = True

    def is_told(self, gap: str) -> bool:
        """Whether nothing but words on the topic stands in `gap`, between a name and its number."""
        fits = _gap(self.topic.name).fullmatch(gap) is not None
        return fits and (self.bare or _gap("").fullmatch(gap) is None)


def read_breakdowns(stated: Stated, names: Names, topics: Mapping[str, Topic]) -> Iterator[Breakdown]:
    """Every number of this year that `stated` tells of one child of the summary."""
    for line in stated.text.split("\n"):
        for sentence in join_continued(line):
            claims = _place(sentence, stated)
            if claims:
                yield from _of_sentence(sentence, claims, names, topics)


def _place(sentence: Sentence, stated: Stated) -> dict[tuple[int, int], list[Record]]:
    """The claims of `sentence` (of each that is joined in it) by the place of their number in it."""
    placed: dict[tuple[int, int], list[Record]] = {}
    for inner in split_sentences(sentence.text):
        for claim in stated.claims.get(mask_personal(inner.text), ()):
            start, end = map(int, claim["marks"].split("-"))
            placed.setdefault((inner.start + start, inner.start + end), []).append(claim)
    return placed


def _of_sentence(
    sentence: Sentence,
    claims: Mapping[tuple[int, int], Sequence[Record]],
    names: Names,
    topics: Mapping[str, Topic],
) -> Iterator[Breakdown]:
    folded = fold_tracked(sentence.text)
    text, stop = folded.text, 0
    total: _Total | None = None
    for quantity in read_quantities(sentence.text, folded):
        piece, before, stop = text[stop : quantity.begin], text[: quantity.begin], quantity.stop
        own = claims.get((quantity.start, quantity.end))
        if own is None and (total is None or quantity.unit not in total.topic.entry.units):
            continue
        found = names.find(piece if own is None else _BREAKS.sub("", piece))
        divided = _divide(total, piece, found, names)
        telling = divided if own is None else _telling(own, topics)
        certain = own is not None or quantity.factor == 1  # 1.2万 is rounded
        if found and telling and telling.is_told(found[1]) and certain and not _elsewhen(before):
            yield _breakdown(sentence, quantity, found[0], telling, own)
        if own is None:
            total = divided
        elif found is None:
            total = _open(telling, total, piece, before)
        else:
            total = divided or (replace(telling, divided=True) if telling else None)


def _telling(own: Sequence[Record], topics: Mapping[str, Topic]) -> _Total | None:
    """What a number with claims of its own counts; None when they are several, not of this year, or not
    counted in cells."""
    claim = own[0]
    topic = topics.get(claim["topic"])
    if len(own) > 1 or topic is None or claim["scope"] not in _PRESENT or not claim["keys"]:
        return None
    return None if claim["unit"] == "元" else _Total(claim, topic)


def _open(telling: _Total | None, last: _Total | None, piece: str, before: str) -> _Total | None:
    """`telling` as a total that a list may follow: of the whole, and not of the summary's own agency. Of
    two totals in a row (收到 12 件, 办结 10 件, 其中…) a part must say which it belongs to."""
    if telling is None or telling.claim["scope"] not in _WHOLE or _sign("itself").search(before):
        return None
    return replace(telling, bare=last is None or last.divided or ";" in piece)


def _divide(total: _Total | None, piece: str, found: tuple[str, str] | None, names: Names) -> _Total | None:
    """`total` after a number behind `piece` that has no topic of its own, None when that is no part of it.
    Once the list tells something else of an organ too, a part must say what it counts."""
    if total is None or not (total.divided or _sign("opener").search(piece)):
        return None
    words = _gap(total.topic.name)
    if words.fullmatch(found[1]) if found else names.is_organ(piece, words):
        return replace(total, divided=True)
    label = names.label(piece)
    if found or any(_gap(topic).fullmatch(label) for topic in setting("breakdowns", "words")):
        return replace(total, divided=True, bare=False)
    return None


def _breakdown(
    sentence: Sentence, quantity: Quantity, child: str, telling: _Total, own: Sequence[Record] | None
) -> Breakdown:
    low, high = (own[0]["low"], own[0]["high"]) if own else (quantity.low, quantity.high)
    return Breakdown(
        child,
        telling.claim,
        telling.topic,
        quantity.printed,
        -math.inf if math.isnan(low) else low,
        math.inf if math.isnan(high) else high,
        sentence,
        quantity.start,
        quantity.end,
    )


@cache
def _gap(topic: str) -> re.Pattern[str]:
    """What may stand between a name and a number on `topic`; "" for what says nothing of a topic."""
    words = setting("breakdowns", "words").get(topic)
    tie = setting("breakdowns", "tie")
    return re.compile(f"(?:{tie}|{words})*" if words else f"(?:{tie})*")


def _elsewhen(before: str) -> bool:
    """Whether a number behind `before` may be of another time."""
    return _sign("elsewhen").search(before) is not None


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile(setting("breakdowns", "signs")[name])

"""Figures of a topic that a sentence states, each with what the tables say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from audit.recognise.claims.judging import Comparison, Tables, compare
from audit.recognise.claims.passages import Passage
from audit.recognise.claims.plain import clause_of, plain_words
from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.respective import find_respective
from audit.recognise.claims.scopes import Agency, Scope, is_negated, read_scope
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim, ClaimBound

__all__ = ["meets", "read_statements"]

_BEFORE, _AFTER = 60, 30  # characters around a figure that say what it is about
_LONGEST_CARRIED = 24  # characters of a clause that says no more than what became of a thing
_BARE = ("为", ":", "是", "数", "数量", "总量", "存量")
_UNJUDGED = frozenset({"other_year", "cumulative", "elsewhere"})
_WHOLE = frozenset({"whole", "with_carried"})
_NARROW = frozenset({"part", "subset"})


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity in its passage; `around` is the text around it with the quantity as #."""

    quantity: Quantity
    passage: Passage
    around: str


@dataclass(frozen=True, slots=True)
class _Countable:
    """The topics that count in a unit, a `cue` of any of them (None: one of them has none), and those that a
    thing named before may be about."""

    topics: tuple[Topic, ...]
    cue: re.Pattern[str] | None
    carried: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class _About:
    """A topic that a figure is about; `narrowed`: only some of its kind."""

    topic: Topic
    narrowed: bool


def read_statements(
    passage: Passage, topics: Sequence[Topic], agency: Agency, tables: Tables
) -> Iterator[Claim]:
    """A claim for every quantity of `passage` that is about a topic, in order. What became of
    applications is told of those that the sentence names before: of all, or of one organ's."""
    text = passage.folded.text.replace("#", " ")
    by_unit, respective = _by_unit(tuple(topics)), dict(find_respective(text, passage.quantities))
    told: Scope | None = None
    for quantity in passage.quantities:
        countable = by_unit.get(quantity.unit)
        if countable is None or (quantity.low == quantity.high == 1 and is_negated(text, quantity.begin)):
            continue
        start = max(0, quantity.begin - _BEFORE)
        around = respective.get(quantity) or (
            f"{text[start : quantity.begin]}#{text[quantity.stop : quantity.stop + _AFTER]}"
        )
        figure = _Figure(quantity, passage, around)
        for about in _topics_of(figure, countable, agency):
            topic = about.topic
            scope = read_scope(text, quantity.begin, quantity.stop, agency, topic)
            if about.narrowed and scope.name in _WHOLE:
                scope = Scope("subset", scope.year)
            if topic.entry.kind == "received" and not topic.entry.partial:
                told = told if told is not None and told.name in _WHOLE else scope
            elif topic.entry.kind == "outcome" and scope.name == "whole":
                scope = scope if told is None or told.name in _WHOLE else told
            yield _claim(figure, topic, scope, tables)


def meets(claim: Claim) -> bool | None:
    """Whether what is stated meets what it is compared with, or another value that the words may mean;
    None when that is not known. The suite decides by the same comparison."""
    if claim.against_low is None and claim.against_high is None:
        return None
    return _overlap(claim.low, claim.high, claim.against_low, claim.against_high) or (
        claim.alternative is not None
        and _overlap(claim.low, claim.high, claim.alternative, claim.alternative)
    )


def _overlap(
    low: float | None, high: float | None, other_low: float | None, other_high: float | None
) -> bool:
    return (low is None or other_high is None or low <= other_high) and (
        high is None or other_low is None or other_low <= high
    )


@cache
def _by_unit(topics: tuple[Topic, ...]) -> Mapping[str, _Countable]:
    """Unit -> the topics that count in it; a bare number may be about any."""
    units = {unit for topic in topics for unit in topic.entry.units}
    chosen = {unit: tuple(t for t in topics if unit in t.entry.units) for unit in units} | {"": topics}
    return {unit: _countable(each) for unit, each in chosen.items()}


def _countable(topics: tuple[Topic, ...]) -> _Countable:
    cues = dict.fromkeys(cue for topic in topics for cue in topic.entry.cues)
    free = any(topic.cue is None for topic in topics)
    carried = tuple(topic for topic in topics if topic.alone is not None)
    return _Countable(topics, None if free else re.compile("|".join(map(re.escape, cues))), carried)


def _topics_of(figure: _Figure, countable: _Countable, agency: Agency) -> list[_About]:
    """What `figure` is about: by the words as they stand, else by the plain ones, else by the thing that the
    sentence named before."""
    topics: list[Topic] = []
    if countable.cue is None or countable.cue.search(figure.around):
        topics = [topic for topic in countable.topics if topic.cue is None or topic.cue.search(figure.around)]
    if topics:
        found = _told(figure, topics, agency, figure.around, plain=False)
        found = found or _told(
            figure, topics, agency, plain_words(figure.around, agency.name).text, plain=True
        )
        if found:
            return found
    return _carried(figure, countable.carried, agency)


def _told(
    figure: _Figure, topics: Sequence[Topic], agency: Agency, words: str, *, plain: bool
) -> list[_About]:
    """The topic that `figure` is about in `words`, with those that share it. What is said before a figure
    (予以公开 #) comes before what is said after it (#、结转下年度)."""
    after: list[_About] = []
    for topic in topics:
        match = _match(figure, topic, agency, words, plain=plain)
        if match is not None and words[match.end() - 1] == "#":
            if not topic.entry.shared:
                return [_About(topic, _is_narrowed(match, topic, agency))]
            shares = (
                other
                for other in topics
                if other is not topic
                and other.entry.shared
                and _match(figure, other, agency, words, plain=plain)
            )
            return [_About(each, narrowed=False) for each in (topic, *shares)]
        if match is not None:
            after.append(_About(topic, _is_narrowed(match, topic, agency)))
    return after[:1]


def _carried(figure: _Figure, topics: Sequence[Topic], agency: Agency) -> list[_About]:
    """The topic whose thing the sentence named before, where the clause of `figure` says no more than what
    became of it: 规范性文件年末有效 40 件，(本年废止 # 件)."""
    quantity, text = figure.quantity, figure.passage.folded.text
    start, clause = clause_of(text, quantity.begin, quantity.stop)
    if not topics or len(clause) > _LONGEST_CARRIED:
        return []
    words, before = "", text[:start]
    for topic in topics:
        heads = list(topic.head.finditer(before)) if topic.head is not None else []
        if not heads or topic.alone is None or not _counts(figure, topic):
            continue
        words = words or plain_words(clause, agency.name).text.replace(":#", "#")
        if (
            topic.alone.fullmatch(words)
            and _is_of_one_kind(figure, heads[-1].end())
            and _fits_context(figure, topic)
        ):
            return [_About(topic, narrowed=False)]
    return []


def _is_of_one_kind(figure: _Figure, start: int) -> bool:
    """Whether nothing counted in another unit stands between `start` and `figure`."""
    quantity = figure.quantity
    return all(
        other.unit in ("", quantity.unit)
        for other in figure.passage.quantities
        if start <= other.begin < quantity.begin
    )


def _is_narrowed(match: re.Match[str], topic: Topic, agency: Agency) -> bool:
    """Whether the thing has an attribute (?P<which>…) that not all of its kind have."""
    which = match.groupdict().get("which")
    if not which or topic.generic is None:
        return False
    return topic.generic.fullmatch(plain_words(which, agency.name).text) is None


def _counts(figure: _Figure, topic: Topic) -> bool:
    """Whether a bare number may be about `topic`; what has a unit was chosen by it."""
    if figure.quantity.unit or topic.entry.bare:
        return True
    return figure.around.partition("#")[0].endswith(_BARE)


def _match(figure: _Figure, topic: Topic, agency: Agency, words: str, *, plain: bool) -> re.Match[str] | None:
    """Where `words`, `plain` or as they stand, say that `figure` is about `topic`; None when they do not."""
    if not _counts(figure, topic):
        return None
    match = None
    for pattern in topic.plain if plain else topic.stated:
        match = pattern.search(words)
        if match:
            break
    if match is None or not _fits_year(match, agency):
        return None
    if topic.refuse and topic.refuse.search(words):
        return None
    return match if _fits_context(figure, topic) else None


def _fits_context(figure: _Figure, topic: Topic) -> bool:
    return topic.context is None or topic.context.search(figure.passage.context) is not None


def _fits_year(match: re.Match[str], agency: Agency) -> bool:
    """Whether a year in 2022年结转 or 结转2024年 is the one before or after the report's."""
    named = match.groupdict()
    return all(
        named.get(group) is None or (agency.year is not None and int(named[group]) == agency.year + step)
        for group, step in (("last", -1), ("next", 1))
    )


def _claim(figure: _Figure, topic: Topic, scope: Scope, tables: Tables) -> Claim:
    quantity, passage = figure.quantity, figure.passage
    low, high, bound = _rounded(quantity)
    judged = bool(topic.entry.kind) and scope.name not in _UNJUDGED
    found = compare(topic, scope.name, figure.around, tables, quantity.unit) if judged else None
    found = _settle(found, low, high) if found else None
    unsure = scope.unsure or scope.name in _NARROW or (found is not None and found.unsure)
    return Claim(
        part=passage.part,
        kind=(topic.entry.kind or None) if found else None,
        topic=topic.name,
        stated=quantity.printed,
        low=low,
        high=high,
        unit=quantity.unit,
        sentence=passage.text,
        marks=((quantity.start, quantity.end),),
        origin=passage.origin,
        bound=bound,
        year=scope.year,
        scope=scope.name,
        keys=found.keys if found else (),
        against_low=found.low if found else None,
        against_high=found.high if found else None,
        alternative=found.alternatives[0] if found and found.alternatives else None,
        against=found.against if found else "",
        severity="warning" if unsure and topic.entry.severity == "critical" else topic.entry.severity,
        reason=found.reason if found else "",
    )


def _rounded(quantity: Quantity) -> tuple[float | None, float | None, ClaimBound]:
    """The interval of `quantity`, None for endless; 1.2万 is rounded or cut to what it prints."""
    low: float | None = quantity.low if quantity.low > float("-inf") else None
    high: float | None = quantity.high if quantity.high < float("inf") else None
    if quantity.factor > 1 and quantity.is_exact and low is not None and high is not None:
        step = quantity.factor / 10**quantity.decimals
        return low - step / 2, high + step, "about"
    return low, high, quantity.bound


def _settle(found: Comparison, low: float | None, high: float | None) -> Comparison:
    """`found` with the one alternative that decides: the first that is met, else the first. Where the
    topic's own cells are not known, an alternative that is met takes their place."""
    met = [value for value in found.alternatives if _overlap(low, high, value, value)]
    if found.reason:
        if met:
            return replace(found, low=met[0], high=met[0], alternatives=(), reason="")
        return replace(found, alternatives=())
    return replace(found, alternatives=tuple(met[:1] or found.alternatives[-1:]))

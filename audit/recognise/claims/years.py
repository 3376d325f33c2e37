"""A year in the prose that cannot be meant: 2022年共制发… in the report for 2023 (N-YEAR-01)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from audit.recognise.claims.passages import Passage
from audit.recognise.model import Claim
from audit.text import fold

__all__ = ["find_years"]


@dataclass(frozen=True, slots=True)
class _Wording:
    parts: frozenset[int]
    before: int
    after: int
    figures: tuple[re.Pattern[str], ...]
    certain: tuple[re.Pattern[str], ...]
    opening: re.Pattern[str]
    refuse: re.Pattern[str]
    topic: str
    stated: str
    against: str


def find_years(passages: Sequence[Passage], year: int | None) -> Iterator[Claim]:
    """The years of those sentences that can only speak of the report's own year, `year`.

    A sentence is left alone when it compares, plans or cites, when it or the one after it names the
    report's year, or when the one before it gives a figure for that year: then two years are told
    side by side.
    """
    if year is None:
        return
    wording = _wording()
    for passage in passages:
        match = _match(passage, wording)
        if match is None:
            continue
        named = int(match["year"])
        if named == year or (
            year - wording.before <= named <= year + wording.after and not _tells_both(passage, year)
        ):
            yield _claim(passage, match, year, wording)


def _match(passage: Passage, wording: _Wording) -> re.Match[str] | None:
    text = passage.folded.text
    if "20" not in text:
        return None
    certain = _first(wording.certain, text)
    if certain is not None or passage.part not in wording.parts or wording.refuse.search(text):
        return certain
    return wording.opening.search(text) or _first(wording.figures, text)


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.search(text) for pattern in patterns)), None)


def _tells_both(passage: Passage, year: int) -> bool:
    own = f"{year}年"
    before = fold(passage.before)
    figure_before = own in before and _first(_wording().figures, before) is not None
    return own in passage.folded.text or fold(passage.after).startswith(own) or figure_before


def _claim(passage: Passage, match: re.Match[str], year: int, wording: _Wording) -> Claim:
    named = int(match["year"])
    start, end = passage.folded.span(*match.span("year"))
    return Claim(
        part=passage.part,
        kind="year",
        topic=wording.topic,
        stated=wording.stated.format(year=named),
        low=float(named),
        high=float(named),
        unit="年",
        sentence=passage.text,
        marks=((start, end),),
        origin=passage.origin,
        year=named,
        scope="whole" if named == year else "other_year",
        against_low=float(year),
        against_high=float(year),
        against=wording.against.format(year=year),
        severity="warning",
    )


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "years.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return _Wording(
        parts=frozenset(entries["parts"]),
        before=entries["before"],
        after=entries["after"],
        figures=tuple(map(re.compile, entries["figures"])),
        certain=tuple(map(re.compile, entries["certain"])),
        opening=re.compile(entries["opening"]),
        refuse=re.compile(entries["refuse"]),
        topic=entries["words"]["topic"],
        stated=entries["words"]["stated"],
        against=entries["words"]["against"],
    )

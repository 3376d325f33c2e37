"""What a summary's prose calls the agencies that it sums up: 云栖县教育局, 县教育局, 教育局."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from audit.corpus.archive import Member, Roll
from audit.corpus.settings import setting
from audit.recognise.identity import kind_of
from audit.text import fold

__all__ = ["Names"]

_ABOVE = re.compile(r"^.+[省市州盟](?=..+$)")  # 某某市 in 某某市某某县


class Names:
    """The names of the children of `summary`, for one report year. A short name that fits two of them is
    nobody's."""

    def __init__(self, summary: Member, roll: Roll, year: int) -> None:
        divisions = list(dict.fromkeys(_divisions(summary, roll)))
        children = [child for name in summary.reports_for if (child := roll.get(name)) is not None]
        bearers: dict[str, set[str]] = {}
        for child in children:
            for name in _forms(child, divisions):
                bearers.setdefault(name, set()).add(child.agency_id)
        self._bearer = {name: next(iter(ids)) for name, ids in bearers.items() if len(ids) == 1}
        self._lead = f"(?:{setting('breakdowns', 'lead').format(year=year)})*"

    @cached_property
    def _named(self) -> re.Pattern[str]:
        names = sorted(map(re.escape, self._bearer), key=len, reverse=True)
        return re.compile(f"{self._lead}(?P<name>{'|'.join(names) or '(?!)'})(?P<gap>.*)")

    @cached_property
    def _labelled(self) -> re.Pattern[str]:
        return re.compile(f"{self._lead}(?P<label>.*)")

    def find(self, piece: str) -> tuple[str, str] | None:
        """The child that `piece` (folded text before a number) opens with, and what stands after its name."""
        match = self._named.fullmatch(piece)
        return (self._bearer[match["name"]], match["gap"]) if match else None

    def label(self, piece: str) -> str:
        """`piece` without the words that lead to a name."""
        match = self._labelled.fullmatch(piece)
        return match["label"] if match else piece

    def is_organ(self, piece: str, gap: re.Pattern[str]) -> bool:
        """Whether `piece` names some organ that is no child, with nothing but `gap` after its name."""
        label = self.label(piece)
        ends = (end for end in range(len(label), 1, -1) if gap.fullmatch(label, end))
        return any(kind_of(label[:end]) for end in ends)


def _divisions(summary: Member, roll: Roll) -> Iterator[str]:
    """The places that the summary's agency, or the one above it, governs: what its children's names begin
    with."""
    parent = roll.get(summary.parent)
    bodies = (summary.name, *summary.aliases, *((parent.name, *parent.aliases) if parent else ()))
    for body in map(fold, bodies):
        name = body
        for ending in (*setting("rollups", "offices"), *setting("breakdowns", "names")["government"]):
            name = name.removesuffix(ending)
        yield from filter(None, (name, _ABOVE.sub("", name)))


def _forms(child: Member, divisions: Sequence[str]) -> Iterator[str]:
    """Every name of `child`: as on the roster, without its division, with that one's last character, each
    with its ending as people shorten it."""
    words = setting("breakdowns", "names")
    for name in map(fold, (child.name, *child.aliases)):
        yield from _shorten(name, words["endings"])
        for division in divisions:
            _, found, rest = name.partition(division)
            for short in _shorten(rest, words["endings"]) if found else ():
                if len(short) >= words["shortest"]:
                    yield from (short, *(f"{pronoun}{division[-1]}{short}" for pronoun in words["pronouns"]))


def _shorten(name: str, endings: Sequence[Sequence[str]]) -> Iterator[str]:
    yield name
    yield from (name.removesuffix(ending) + short for ending, short in endings if name.endswith(ending))

"""The words by which an agency speaks of itself: 我乡, 全镇, 政府镇长."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.recognise.model import Mention
from audit.recognise.names.lines import Line
from audit.recognise.names.seats import Seat
from audit.recognise.names.wording import expression, reason, setting
from audit.text import fold

__all__ = ["judge_level", "read_levels"]

# Uses, each with characters of which one stands in every such word: most sentences have none.
_USES = {"self": "我本", "whole": "全", "head": "长", "seat": "镇乡"}
_TOWN = 4  # rank of towns and sub-districts
_CLAUSE = re.compile(r"[,。;:!?]")


def read_levels(lines: Sequence[Line]) -> Iterator[Mention]:
    """The words of kind in the lines, each with its `use` and `unit` (乡). A superior's, named by way of
    one's own place (我县人民政府网站, 按照全省政务公开工作部署), is no word of oneself."""
    for line in lines:
        for use, telling in _USES.items():
            if not any(character in line.folded for character in telling):
                continue
            for match in expression("level", use).finditer(line.folded):
                if use == "self" and expression("level", "superior_of").match(line.folded, match.end()):
                    continue
                if _is_quoted(line.folded, match.start()):
                    continue
                start = match.start("unit") if use == "head" else match.start()
                yield line.mention(
                    "level", *_trim(line.folded, start, match.end()), use=use, unit=match["unit"]
                )
        yield from _scopes(line)


def _scopes(line: Line) -> Iterator[Mention]:
    if "全" not in line.folded or "公开" not in line.folded:
        return
    for match in expression("level", "scope").finditer(line.folded):
        begin = max((stop.end() for stop in _CLAUSE.finditer(line.folded, 0, match.start())), default=0)
        if not expression("level", "scope_not").search(line.folded, begin, match.start()):
            start = match.start("unit") - 1
            yield line.mention("level", start, match.end("unit"), use="scope", unit=match["unit"])


def _is_quoted(text: str, place: int) -> bool:
    """Whether `place` is in a name: 《我镇的四季》, “我乡我土”摄影展."""
    return any(match.start() < place < match.end() for match in expression("level", "quoted").finditer(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the punctuation that a context begins with."""
    while start < end - 1 and _CLAUSE.match(text[start]):
        start += 1
    return start, end


def judge_level(mention: Mention, seat: Seat) -> Iterator[Mention]:
    """The mention with its verdict; nothing when the word says nothing about such an agency (我县 in a
    department's report). Where the kind of agency is not known, what it calls itself cannot be judged."""
    if not seat.kind:
        if mention.use == "self":
            yield replace(mention, reason=reason("level", "unknown"))
        return
    units = _units(seat)
    fits = _fits(mention, units, seat.kind)
    if fits is None:
        return
    if fits:
        yield replace(mention, verdict="own", reason=reason("level", "own"))
        return
    words = {"own": units[0] if units else seat.kind, "text": mention.text, "unit": mention.unit}
    expected = setting("level", "expected")[mention.use].format(**words) if units else ""
    yield replace(mention, verdict="other", expected=expected, reason=reason("level", mention.use, **words))


def _units(seat: Seat) -> tuple[str, ...]:
    """The words by which the agency may call itself, its kind's first."""
    name = fold(seat.name)
    territorial = setting("level", "territorial").get(seat.kind)
    if territorial is None:  # a body: 局, 委, 厅
        bodies = setting("level", "bodies")
        return tuple(dict.fromkeys(unit for word, unit in bodies.items() if word in name))
    seated = expression("level", "seated").search(name)
    # An 自治区 calls itself 我区 too.
    printed = [unit for unit in territorial if seated and seated["unit"].endswith(unit)]
    return tuple(printed or territorial)


def _fits(mention: Mention, units: Sequence[str], kind: str) -> bool | None:
    """Whether the word is the agency's own; None when it says nothing about it."""
    ranks = setting("level", "ranks")
    rank, own = ranks.get(mention.unit), ranks.get(units[0] if units else "")
    if mention.unit in units:
        return True
    if kind not in setting("level", "territorial"):
        named_otherwise = rank is None and bool(units)
        return False if mention.use == "self" and (named_otherwise or rank == _TOWN) else None
    if mention.use == "self":
        return False
    if mention.use == "scope":
        return False if own is not None and rank < own else None
    return False if own == _TOWN else None

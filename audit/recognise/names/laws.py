"""Regulations that the prose cites: whether they are called what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import ne

from rapidfuzz import fuzz

from audit.recognise.model import Mention
from audit.recognise.names.lines import Line
from audit.recognise.names.wording import entries, expression, reason, setting
from audit.text import fold

__all__ = ["read_laws"]


@dataclass(frozen=True, slots=True)
class _Law:
    """A document with its number. `names` are what it may be called, `misnamed`: whether another
    regulation on disclosure that does not exist is meant to be this one, `misissued`: who is sometimes said
    to have issued it and has not."""

    title: str
    names: tuple[str, ...]
    numbers: frozenset[str]
    issuers: tuple[str, ...]
    misissued: tuple[str, ...]
    printed: str
    misnamed: bool


def read_laws(lines: Sequence[Line]) -> Iterator[Mention]:
    """What the lines cite, each with its verdict: a title near a known one and not the same, a national
    regulation that does not exist, a number that is not the document's. Local regulations, the agency's
    own documents and numbers whose digits a converter has lost are not judged."""
    for line in lines:
        if "公开" not in line.folded and "信息" not in line.folded:
            continue
        for match in expression("law", "title").finditer(line.folded):
            yield from _cited(line, match)
        for match in expression("law", "bare").finditer(line.folded):
            yield _misnamed(line, match, _regulation())


def _cited(line: Line, match: re.Match[str]) -> Iterator[Mention]:
    inner = expression("law", "inner").search(match["title"])  # 《关于印发〈…〉的通知》
    title = inner["title"] if inner else match["title"]
    law = next((law for law in _laws() if title in law.names), None)
    if law is not None:
        mention = line.mention("law", *match.span())
        yield replace(mention, verdict="right", reason=reason("law", "right"))
        yield from _numbered(line, match, law)
        return
    if expression("law", "wished").search(line.folded):
        return
    if expression("law", "judged").match(title):
        yield _misnamed(line, match, _regulation())
        return
    near = next((law for law in _laws() if _is_near(title, law.names)), None)
    if near is not None:
        mention = line.mention("law", *match.span())
        yield replace(
            mention,
            verdict="wrong",
            expected=f"《{near.title}》",
            reason=reason("law", "near", expected=near.title),
        )


def _misnamed(line: Line, match: re.Match[str], law: _Law) -> Mention:
    key = "near" if _is_near(match["title"], law.names) else "title"
    return replace(
        line.mention("law", *match.span()),
        verdict="wrong",
        expected=f"《{law.title}》",
        reason=reason("law", key, expected=law.title),
    )


def _numbered(line: Line, title: re.Match[str], law: _Law) -> Iterator[Mention]:
    """The number that stands behind a title or before it."""
    found = expression("law", "number").match(line.folded, title.end())
    found = found or expression("law", "number_before").search(line.folded, 0, title.start())
    if found is None or found["issuer"] not in law.issuers + law.misissued:
        return
    if expression("law", "former").search(line.folded):
        return
    year = found.groupdict().get("year")
    number = "-".join(filter(None, (year, found["number"])))
    if "-" not in next(iter(law.numbers)):
        number = found["number"]
    elif year is None:
        return  # 〔202130号: digits are lost
    right = number in law.numbers and found["issuer"] in law.issuers
    yield replace(
        line.mention("law", found.start("issuer"), found.end()),
        verdict="right" if right else "wrong",
        expected="" if right else law.printed,
        reason=reason("law", "right")
        if right
        else reason("law", "number", title=law.title, expected=law.printed),
    )


def _is_near(title: str, names: Sequence[str]) -> bool:
    nearness: float = setting("law", "nearness")
    if any(len(title) == len(name) and sum(map(ne, title, name)) == 1 for name in names):
        return True  # one character astray
    # 《某某镇政府信息公开工作年度报告》 is near the 格式 of such reports and another document.
    return any(
        (title[-2:] == name[-2:] or len(title) == len(name)) and fuzz.ratio(title, name) >= nearness
        for name in names
    )


def _regulation() -> _Law:
    return next(law for law in _laws() if law.misnamed)


@cache
def _laws() -> tuple[_Law, ...]:
    return tuple(
        _Law(
            title=entry["title"],
            names=tuple(map(fold, (entry["title"], *entry["also"]))),
            numbers=frozenset(entry["numbers"]),
            issuers=tuple(entry["issuers"]),
            misissued=tuple(entry.get("misissued", ())),
            printed=entry["printed"],
            misnamed=entry.get("misnamed", False),
        )
        for entry in entries("laws")
    )

"""Of which year, and of how much of the whole, a figure in a sentence speaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from audit.recognise.claims.topics import Topic
from audit.recognise.model import ClaimScope

__all__ = ["Agency", "Scope", "clause_around", "is_negated", "read_scope", "year_of"]

_BREAKS = ",;。()"
_LATER = 40  # characters after a figure that may say that it is not counted


@dataclass(frozen=True, slots=True)
class Agency:
    """Whose report it is and for which year (None when unknown): what 我局, 去年 and 县政府办 refer to."""

    name: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """`year` is None when it cannot be told; `unsure`: the words leave open whether it is the whole."""

    name: ClaimScope
    year: int | None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Wording:
    times: re.Pattern[str]
    words: Mapping[str, int]
    several: re.Pattern[str]
    compared: re.Pattern[str]
    planned: re.Pattern[str]
    subset: re.Pattern[str]
    channel: re.Pattern[str]
    every: re.Pattern[str]
    state: re.Pattern[str]
    among: re.Pattern[str]
    inside: re.Pattern[str]
    spans: re.Pattern[str]
    subject: re.Pattern[str]
    own: re.Pattern[str]
    office: re.Pattern[str]
    included: re.Pattern[str]
    superior: re.Pattern[str]
    place: re.Pattern[str]
    town: re.Pattern[str]
    others: re.Pattern[str]
    together: re.Pattern[str]
    department: re.Pattern[str]
    uncounted: re.Pattern[str]
    negated: re.Pattern[str]
    cumulative: str
    this_year: re.Pattern[str]


def read_scope(text: str, begin: int, stop: int, agency: Agency, topic: Topic) -> Scope:
    """The scope of the figure at `begin` to `stop` of the folded sentence `text`, which is on `topic`."""
    wording, before = _wording(), text[:begin]
    clause = clause_around(text, begin, stop)
    other = _of_others(clause, text[stop : stop + _LATER], before, agency, topic)
    if other is not None:
        return other
    unsure = wording.cumulative in before and not wording.this_year.search(before)
    if unsure and topic.entry.kind in {"document", "decision"}:
        return Scope("cumulative", None)  # 累计制定规范性文件 120 件
    who = _who(clause, agency)
    if who is not None:
        return Scope(who, agency.year)
    narrowed = topic.narrow is not None and topic.narrow.search(clause) is not None
    if narrowed or _is_subset(clause, before, topic):
        return Scope("subset", agency.year)
    if topic.entry.kind == "received" and wording.included.search(text[max(0, begin - 40) : stop + 20]):
        return Scope("with_carried", agency.year, unsure)
    return Scope("whole", agency.year, unsure)


def _of_others(clause: str, later: str, before: str, agency: Agency, topic: Topic) -> Scope | None:
    """The scope of a figure of other years, of a plan or of another body; None when it is of none."""
    wording = _wording()
    if not topic.entry.timeless:
        year = year_of(before, agency.year)
        if wording.several.search(before):
            return Scope("cumulative", None)
        if year != agency.year:
            return Scope("other_year", year)
    if wording.compared.search(clause) or wording.planned.search(clause):
        return Scope("other_year", None)
    elsewhere = _is_elsewhere(clause, agency) or wording.uncounted.search(later.partition("。")[0])
    return Scope("elsewhere", agency.year) if elsewhere else None


def year_of(before: str, year: int | None) -> int | None:
    """The year that the last time word in `before` names; `year`, the report's, without one."""
    wording = _wording()
    named = year
    for match in wording.times.finditer(before):
        if match["year"]:
            named = int(match["year"])
        elif match["word"]:
            named = None if year is None else year + wording.words[match["word"]]
    return named


def is_negated(text: str, begin: int) -> bool:
    """Whether a negation leads to the figure at `begin`: 没有收到一件 is none and not one."""
    return _wording().negated.search(text, 0, begin) is not None


def clause_around(text: str, begin: int, stop: int) -> str:
    """The clause of `text` in which the figure at `begin` to `stop` stands, the figure as #."""
    start = max((text.rfind(mark, 0, begin) for mark in _BREAKS), default=-1) + 1
    ends = [place for mark in _BREAKS if (place := text.find(mark, stop)) >= 0]
    return f"{text[start:begin]}#{text[stop : min(ends, default=len(text))]}"


def _is_subset(clause: str, before: str, topic: Topic) -> bool:
    """Whether the clause, or 其中 before it, says that the figure is of a part of what the topic is."""
    wording, head = _wording(), _wording().spans.sub("", clause)
    channel = wording.channel.search(head) and not wording.every.search(before + head)
    return bool(
        wording.subset.search(head)
        or (topic.entry.kind in {"received", "outcome"} and channel)
        or (topic.entry.kind == "dispute" and not topic.entry.partial and wording.state.search(head))
        or (not topic.entry.partial and wording.among.search(before))
        or (topic.entry.kind != "outcome" and not topic.entry.partial and wording.inside.search(before))
    )


def _is_elsewhere(clause: str, agency: Agency) -> bool:
    """Whether the clause speaks of a superior's whole, 全省 in a county's report, 全县 in a town's or a
    department's, or of another body."""
    wording = _wording()
    if wording.others.search(clause):
        return True
    if _is_department(agency) and wording.together.search(clause.partition("#")[0]):
        return True
    own = wording.place.match(agency.name)
    places = own[0] if own else ""
    for match in wording.superior.finditer(clause.partition("#")[0]):
        level = match["level"]
        if not level or level not in places or wording.town.search(agency.name):
            return True
    return False


def _who(clause: str, agency: Agency) -> ClaimScope | None:
    """`part` when the agency's office acts for it, `subset` when it is another organ, None when the
    clause names nobody or the agency itself."""
    wording = _wording()
    match = wording.subject.search(clause)
    if match is None or wording.own.search(match["who"]):
        return None
    who = match["who"]
    if agency.name.endswith(who) or who.endswith(agency.name[-3:]) or _same_kind(who, agency.name):
        return None
    if wording.office.search(who):
        return "part"
    return "elsewhere" if _is_department(agency) or wording.town.search(agency.name) else "subset"


def _same_kind(who: str, name: str) -> bool:
    """县发改局 in the report of 某某县发展和改革局, 县政府 or 全区 in that of a county's government."""
    if name.endswith("人民政府"):
        level = name.removesuffix("人民政府")[-1:]
        if who.endswith("政府"):
            return who.removesuffix("政府").removesuffix("人民")[-1:] in {level, ""}
        return who.endswith(level) and not who.endswith(("各镇", "各乡", "各区", "各县", "乡镇"))
    rest = iter(name)
    return all(char in rest for char in who)


def _is_department(agency: Agency) -> bool:
    return _wording().department.search(agency.name) is not None and "政府" not in agency.name


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "scopes.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    year, narrower = entries["year"], entries["narrower"]
    words = "|".join(sorted(year["words"], key=len, reverse=True))
    return _Wording(
        times=re.compile(f"(?:{year['none']})|{year['named']}|(?P<word>{words})"),
        words=year["words"],
        several=re.compile(year["several"]),
        compared=re.compile(year["compared"]),
        planned=re.compile(year["planned"]),
        subset=re.compile(narrower["subset"]),
        channel=re.compile(narrower["channel"]),
        every=re.compile(narrower["every"]),
        among=re.compile(narrower["among"]),
        inside=re.compile(narrower["inside"]),
        state=re.compile(narrower["state"]),
        spans=re.compile(narrower["spans"]),
        subject=re.compile(narrower["subject"]),
        own=re.compile(narrower["own"]),
        office=re.compile(narrower["office"]),
        included=re.compile(entries["carried"]["included"]),
        **{name: re.compile(text) for name, text in entries["elsewhere"].items()},
        negated=re.compile(entries["denied"]["negated"]),
        cumulative=entries["cumulative"]["word"],
        this_year=re.compile(entries["cumulative"]["thisyear"]),
    )

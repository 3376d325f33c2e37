"""What a sentence says there was none of: 未收到政府信息公开申请, 无行政复议、行政诉讼, 零申请."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from audit.recognise.claims.judging import Tables, compare
from audit.recognise.claims.passages import Passage
from audit.recognise.claims.plain import plain_words
from audit.recognise.claims.scopes import Agency, Scope, clause_around, read_scope
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim, ClaimKind
from audit.recognise.sentences import Folded

__all__ = ["read_denials"]


@dataclass(frozen=True, slots=True)
class _Denial:
    """What is denied, from `start` to `end` of the folded sentence, and by whom it might have come."""

    start: int
    end: int
    text: str
    who: str


def read_denials(
    passage: Passage, topics: Sequence[Topic], agency: Agency, tables: Tables
) -> Iterator[Claim]:
    """A claim of 0 for every topic that `passage` denies; one that is narrower than the whole
    (未收到邮寄的申请) is kept and not judged."""
    text = passage.folded.text
    if not _words()["cue"].search(text):
        return
    plain: Folded | None = None
    for topic in _deniable(tuple(topics)):
        denial = _find(topic, text)
        if denial is None and topic.cue is not None and topic.cue.search(text):
            plain = plain or plain_words(text, agency.name)
            denial = _find(topic, plain.text, plain)
        if (
            denial
            and not _words()["supposed"].search(text[: denial.start])
            and not _is_quoted(text, denial.start)
            and (topic.context is None or topic.context.search(passage.context))
        ):
            yield _claim(passage, topic, denial, agency, tables)


@cache
def _deniable(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    return tuple(topic for topic in topics if topic.denied)


def _find(topic: Topic, text: str, plain: Folded | None = None) -> _Denial | None:
    """Where `text` denies `topic`, with offsets in what it is the plain wording of, if it is one."""
    match = next((m for pattern in topic.denied if (m := pattern.search(text))), None)
    if match is None:
        return None
    start, end = plain.span(*match.span()) if plain else match.span()
    return _Denial(start, end, match[0], match.groupdict().get("who") or "")


def _is_quoted(text: str, start: int) -> bool:
    """Whether what begins at `start` stands in quotes: somebody's words, not the report's."""
    return text.rfind("“", 0, start) > text.rfind("”", 0, start)


def _claim(passage: Passage, topic: Topic, denial: _Denial, agency: Agency, tables: Tables) -> Claim:
    scope = _scope(passage.folded.text, topic, denial, agency)
    judged = scope.name in {"whole", "with_carried", "part"}
    found = compare(topic, "whole", "", tables, topic.entry.units[0], alone=True) if judged else None
    kind: ClaimKind = "document" if topic.entry.kind == "document" else "none"
    start, end = passage.folded.span(denial.start, denial.end)
    unsure = scope.unsure or scope.name == "part" or (found is not None and found.unsure)
    return Claim(
        part=passage.part,
        kind=kind if found else None,
        topic=topic.name,
        stated=passage.text[start:end],
        low=0.0,
        high=0.0,
        unit=topic.entry.units[0],
        sentence=passage.text,
        marks=((start, end),),
        origin=passage.origin,
        year=scope.year,
        scope=scope.name,
        polarity="denied",
        keys=found.keys if found else (),
        against_low=found.low if found else None,
        against_high=found.high if found else None,
        against=found.against if found else "",
        severity="warning" if unsure or kind == "document" else "critical",
        reason=found.reason if found else "",
    )


def _scope(text: str, topic: Topic, denial: _Denial, agency: Agency) -> Scope:
    """The scope of what is denied, by the words around it and by who is said not to have asked."""
    scope = read_scope(text, denial.start, denial.end, agency, topic)
    words, who = _words(), denial.who
    if words["asking"].search(denial.text):
        clause = clause_around(text, denial.start, denial.end).partition("#")[0]
        who += plain_words(clause, agency.name).text
    if scope.name == "whole" and (
        (words["channel"].search(denial.text) and not words["every"].search(text))
        or words["besides"].search(text[: denial.end])
        or (
            bool(words["organisations"].search(who)) != bool(words["persons"].search(who))
            and not words["anybody"].search(who)
        )
    ):
        return Scope("subset", scope.year)
    return scope


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    path = resources.files("audit") / "recognise" / "claims" / "scopes.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {**entries["denied"], "every": entries["narrower"]["every"]}
    return {name: re.compile(text) for name, text in words.items()}

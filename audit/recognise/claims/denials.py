"""What a sentence says there was none of: 未收到政府信息公开申请, 无行政复议、行政诉讼, 零申请."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from audit.recognise.claims.judging import Tables, compare
from audit.recognise.claims.passages import Passage
from audit.recognise.claims.scopes import Agency, Scope, read_scope
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim, ClaimKind

__all__ = ["read_denials"]


def read_denials(
    passage: Passage, topics: Sequence[Topic], agency: Agency, tables: Tables
) -> Iterator[Claim]:
    """A claim of 0 for every topic that `passage` denies; one that is narrower than the whole
    (未收到邮寄的申请) is kept and not judged."""
    text = passage.folded.text
    if not _words()["cue"].search(text):
        return
    for topic in topics:
        match = next((m for pattern in topic.denied if (m := pattern.search(text))), None)
        if (
            match
            and not _words()["supposed"].search(text[: match.start()])
            and (topic.context is None or topic.context.search(passage.context))
        ):
            yield _claim(passage, topic, match, agency, tables)


def _claim(passage: Passage, topic: Topic, match: re.Match[str], agency: Agency, tables: Tables) -> Claim:
    scope = _scope(passage.folded.text, topic, match, agency)
    judged = scope.name in {"whole", "with_carried", "part"}
    found = compare(topic, "whole", "", tables, topic.entry.units[0], alone=True) if judged else None
    kind: ClaimKind = "document" if topic.entry.kind == "document" else "none"
    start, end = passage.folded.span(*match.span())
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


def _scope(text: str, topic: Topic, match: re.Match[str], agency: Agency) -> Scope:
    """The scope of what is denied, by the words around it and by who is said not to have asked."""
    scope = read_scope(text, match.start(), match.end(), agency, topic)
    who = match.groupdict().get("who") or ""
    words = _words()
    if scope.name == "whole" and (
        (words["channel"].search(match[0]) and not words["every"].search(text))
        or words["besides"].search(text[: match.end()])
        or (words["organisations"].search(who) and not words["anybody"].search(who))
    ):
        return Scope("subset", scope.year)
    return scope


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    path = resources.files("audit") / "recognise" / "claims" / "scopes.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {**entries["denied"], "every": entries["narrower"]["every"]}
    return {name: re.compile(text) for name, text in words.items()}

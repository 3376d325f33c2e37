"""What the prose speaks of: the items that a template asks for, each with the sentence that meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from audit.document import Origin
from audit.recognise.model import Coverage, Section
from audit.recognise.patterns import expression, setting
from audit.recognise.sentences import narrow, split_sentences
from audit.template import CoverageItem, Template
from audit.text import fold, shorten

__all__ = ["read_coverage"]

_QUOTED = 300  # characters
_COUNT = re.compile(r"\d(?![\d年])")
_STOP = re.compile(r"[。：:；;]")


@dataclass(frozen=True, slots=True)
class _Passage:
    """A sentence, or a sub-heading: then `below` is what its paragraph goes on with and the paragraph
    after it ("" when another sub-heading follows)."""

    text: str
    folded: str
    paragraph: Origin
    start: int
    below: tuple[str, str] | None = None

    @property
    def origin(self) -> Origin:
        return narrow(self.paragraph, self.start, self.start + len(self.text))

    def beneath(self) -> str:
        """What stands under a sub-heading, folded: the rest of its paragraph, else the next sentence."""
        rest, after = self.below or ("", "")
        return fold(rest).lstrip("。:;,.") or "".join(fold(s.text) for s in split_sentences(after)[:1])


def read_coverage(
    sections: Sequence[Section], template: Template, *, kind: str, year: int | None
) -> tuple[Coverage, ...]:
    """One entry for each item that concerns an agency of `kind` ("" = unknown) reporting on `year`.

    An item is met by a sub-heading with something under it, or by a sentence. It cannot be told
    (`met` None) when it hangs on what is unknown, or when a part it may stand in is missing or empty:
    that is a fault of its own.
    """
    passages = {section.part: tuple(_passages(section)) for section in sections if section.paragraphs}
    places = {section.part: section for section in sections}
    return tuple(
        _read_item(item, passages, places, kind, year)
        for item in template.coverage
        if not (item.kinds and kind and kind not in item.kinds)
        and not (item.first_year and year is not None and year < item.first_year)
    )


def _read_item(
    item: CoverageItem,
    passages: dict[int, tuple[_Passage, ...]],
    places: dict[int, Section],
    kind: str,
    year: int | None,
) -> Coverage:
    if item.kinds and not kind:
        return Coverage(item.key, None, None, "", "机关类别不明，无法判断是否应当说明此事项")
    if item.first_year and year is None:
        return Coverage(item.key, None, None, "", "报告年度不明，无法判断是否应当说明此事项")
    places_to_look = [passage for number in item.parts for passage in passages.get(number, ())]
    # A sub-heading is the plainer evidence, wherever it stands.
    for passage in sorted(places_to_look, key=lambda passage: passage.below is None):
        if _meets(item, passage):
            by: Literal["heading", "content"] = "content" if passage.below is None else "heading"
            return Coverage(item.key, met=True, by=by, sentence=passage.text, origin=passage.origin)
    missing = [number for number in item.parts if number not in passages]
    if missing:
        return Coverage(
            item.key, None, None, "", f"第{'、'.join(map(str, missing))}部分缺失或没有正文，无法查找"
        )
    section = places[item.parts[0]]
    return Coverage(
        item.key, met=False, by=None, sentence=_searched(section, places_to_look), origin=section.origin
    )


def _searched(section: Section, passages: Sequence[_Passage]) -> str:
    """What an item was looked for in and not found: a short part whole, a long one by its sub-headings."""
    text = "\n".join(text for text, _ in section.paragraphs)
    heads = "\n".join(passage.text for passage in passages if passage.below is not None)
    shown = text if len(text) <= _QUOTED or not heads else heads
    return f"{section.heading}\n{shorten(shown, _QUOTED)}"


def _meets(item: CoverageItem, passage: _Passage) -> bool:
    denials = _compiled(item.denials)
    if passage.below is not None:
        named = any(word in passage.folded for word in _folded(item.headings))
        return named and bool(beneath := passage.beneath()) and not _any(denials, beneath)
    return _any(_compiled(item.content), passage.folded) and not _any(denials, passage.folded)


@cache
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _passages(section: Section) -> Iterator[_Passage]:
    """The sub-headings and sentences of a part in the order they stand. Below a sub-heading stand
    the rest of its paragraph and the first sentence after it, up to the next sub-heading."""
    paragraphs = [(text, origin, _subheading(text)) for text, origin in section.paragraphs]
    for place, (text, origin, end) in enumerate(paragraphs):
        if end:
            after, _, another = paragraphs[place + 1] if place + 1 < len(paragraphs) else ("", None, 0)
            below = text[end:], "" if another else after
            yield _Passage(text[:end], fold(text[:end]), origin, 0, below)
        for sentence in split_sentences(text[end:]):
            yield _Passage(sentence.text, fold(sentence.text), origin, end + sentence.start)


def _subheading(text: str) -> int:
    """Where the sub-heading that `text` is or begins with ends; 0 when there is none.

    With a mark ((一), 1.) it may lead a paragraph, up to the first stop; without one it is a short
    line that ends without a stop and counts nothing (收取信息处理费0元 is a statement).
    """
    longest: int = setting("subheading", "longest")
    stop = _STOP.search(text)
    end = stop.start() if stop else len(text)
    if end > longest:
        return 0
    if expression("subheading", "mark").match(fold(text[: longest + 5])):
        return end
    return end if stop is None and "，" not in text and not _COUNT.search(fold(text)) else 0

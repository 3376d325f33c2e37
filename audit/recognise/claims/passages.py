"""The sentences of a report that state a quantity or deny one, ready to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.document import Origin
from audit.recognise.claims.quantities import Quantity, read_quantities
from audit.recognise.model import Section
from audit.recognise.sentences import (
    Folded,
    Sentence,
    fold_characters,
    fold_tracked,
    narrow,
    split_sentences,
)

__all__ = ["Passage", "Prose", "read_passage", "read_prose"]

_TELLING = re.compile(
    "[0-9０-９]|百分之|未|没|无|零|不存在|"
    "[〇零一二两三四五六七八九十百千万亿](?:余|多)?(?:件|条|项|个|宗|次|份|起|例|部|期|篇|家|场|元|万)"
)
_ROW = re.compile(r"\t[^\t]*\t")  # a table's line that was kept as prose states nothing
_LONGEST_HEADING = 40
_RUN_IN = re.compile(r"\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*([^。:：,，;；]{2,20})[。:：]")


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of part `part`; `heading` are the part's heading and the sub-heading it stands under, which
    may open a paragraph: （二）依申请公开。全年……"""

    part: int
    heading: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of `prose` as printed, folded, with its quantities. `before` and `after` are the
    sentences around it in the paragraph, as printed ("" at its ends)."""

    prose: Prose
    sentence: Sentence
    folded: Folded
    quantities: tuple[Quantity, ...]
    before: str = ""
    after: str = ""

    @property
    def part(self) -> int:
        return self.prose.part

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def origin(self) -> Origin:
        return narrow(self.prose.origin, self.sentence.start, self.sentence.end)

    @property
    def context(self) -> str:
        """What the sentence may lean on, folded: the headings, the sentence before it, itself."""
        return fold_characters(self.prose.heading + self.before) + self.folded.text


def read_prose(sections: Sequence[Section]) -> Iterator[tuple[Passage, ...]]:
    """For each paragraph of `sections`, in order, its sentences that have a digit, a counted numeral or
    a word of denial; paragraphs without any are left out."""
    for section in sections:
        subheading = ""
        for text, origin in section.paragraphs:
            if len(text) <= _LONGEST_HEADING and "。" not in text:
                subheading = text
            elif run_in := _RUN_IN.match(text):
                subheading = run_in[1]
            if _TELLING.search(text) and not _ROW.search(text):
                passages = tuple(_telling(Prose(section.part, section.heading + subheading, text, origin)))
                if passages:
                    yield passages


def read_passage(prose: Prose, sentence: Sentence, before: str = "", after: str = "") -> Passage:
    """`sentence` of `prose` with its quantities."""
    folded = fold_tracked(sentence.text)
    return Passage(prose, sentence, folded, read_quantities(sentence.text, folded), before, after)


def _telling(prose: Prose) -> Iterator[Passage]:
    sentences = list(split_sentences(prose.text))
    for place, sentence in enumerate(sentences):
        if _TELLING.search(sentence.text):
            before = sentences[place - 1].text if place else ""
            after = sentences[place + 1].text if place + 1 < len(sentences) else ""
            yield read_passage(prose, sentence, before, after)

"""The sentences of a report that state a quantity or deny one, ready to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.document import Origin
from audit.recognise.claims.quantities import Quantity, read_quantities
from audit.recognise.model import Section
from audit.recognise.sentences import Folded, Sentence, fold_characters, fold_tracked, narrow, split_sentences

__all__ = ["Passage", "read_passages"]

_TELLING = re.compile(
    "[0-9０-９]|百分之|未|没|无|零|不存在|"
    "[〇零一二两三四五六七八九十百千万亿](?:余|多)?(?:件|条|项|个|宗|次|份|起|例|部|期|篇|家|场|元|万)"
)
_ROW = re.compile(r"\t[^\t]*\t")  # a table's line that was kept as prose states nothing

_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of part `part` as printed, folded, with its quantities.

    `heading` are the part's heading and the sub-heading it stands under; `paragraph` counts the
    paragraphs of the report; `before` and `after` are the sentences around it in that paragraph, as
    printed ("" at its ends); `origin` is the sentence's own.
    """

    part: int
    heading: str
    paragraph: int
    text: str
    folded: Folded
    quantities: tuple[Quantity, ...]
    before: str
    after: str
    origin: Origin

    @property
    def context(self) -> str:
        """What the sentence may lean on, folded: the headings, the sentence before it, itself."""
        return fold_characters(self.heading + self.before) + self.folded.text


def read_passages(sections: Sequence[Section]) -> Iterator[Passage]:
    """The sentences of `sections` that have a digit, a counted numeral or a word of denial, in order."""
    paragraph = 0
    for section in sections:
        subheading = ""
        for text, origin in section.paragraphs:
            paragraph += 1
            if len(text) <= _LONGEST_HEADING and "。" not in text:
                subheading = text
            if _TELLING.search(text) and not _ROW.search(text):
                sentences = list(split_sentences(text))
                for place, sentence in enumerate(sentences):
                    if _TELLING.search(sentence.text):
                        yield _passage(
                            section.part, section.heading + subheading, paragraph, origin, sentences, place
                        )


def _passage(
    part: int, heading: str, paragraph: int, origin: Origin, sentences: Sequence[Sentence], place: int
) -> Passage:
    sentence = sentences[place]
    folded = fold_tracked(sentence.text)
    return Passage(
        part=part,
        heading=heading,
        paragraph=paragraph,
        text=sentence.text,
        folded=folded,
        quantities=read_quantities(sentence.text, folded),
        before=sentences[place - 1].text if place else "",
        after=sentences[place + 1].text if place + 1 < len(sentences) else "",
        origin=narrow(origin, sentence.start, sentence.end),
    )

"""The sentences in which names are looked for: the preamble's and the parts'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.document import Block, Origin, Paragraph
from audit.recognise.model import Mention, MentionKind, Section
from audit.recognise.names.masking import mask_personal
from audit.recognise.sentences import fold_characters, fold_tracked, narrow, split_sentences

__all__ = ["Line", "read_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as printed and folded; `part` is None before the first part."""

    part: int | None
    text: str
    folded: str
    paragraph: Origin
    start: int

    def mention(self, kind: MentionKind, begin: int, end: int, *, use: str = "", unit: str = "") -> Mention:
        """The folded characters `begin` to `end` as a mention, with its place as printed."""
        start, stop = fold_tracked(self.text).span(begin, end)
        sentence = mask_personal(self.text)
        origin = narrow(self.paragraph, self.start, self.start + len(self.text))
        return Mention(
            self.part, kind, sentence[start:stop], sentence, (start, stop), origin, use=use, unit=unit
        )


def read_lines(head: Sequence[Block], sections: Sequence[Section]) -> Iterator[Line]:
    """The sentences of the paragraphs before part one and of the parts, in order."""
    for block in head:
        if isinstance(block, Paragraph):
            yield from _lines(None, block.text, block.origin)
    for section in sections:
        for text, origin in section.paragraphs:
            yield from _lines(section.part, text, origin)


def _lines(part: int | None, text: str, origin: Origin) -> Iterator[Line]:
    for sentence in split_sentences(text):
        yield Line(part, sentence.text, fold_characters(sentence.text), origin, sentence.start)

"""Lists of numbers in a sentence: a stated total and the parts that it is said to have.

A list is read in every way that its words allow, and called wrong only when it is wrong in each of them:
what may be no list, or may end elsewhere, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.recognise.claims.enumerations.model import Enumeration, Severity
from audit.recognise.claims.enumerations.outline import outline
from audit.recognise.claims.enumerations.search import find_in_level
from audit.recognise.claims.enumerations.wording import wording
from audit.recognise.claims.quantities import Quantity
from audit.recognise.sentences import Folded, Sentence, fold_characters, fold_tracked, split_sentences

__all__ = ["Enumeration", "Severity", "find_enumerations", "join_continued"]

_FEWEST = 3  # a total and two parts
_OPENING = 30  # characters of a sentence that tell whether it goes on with a list


def find_enumerations(
    sentence: str, quantities: Sequence[Quantity], folded: Folded | None = None
) -> tuple[Enumeration, ...]:
    """The lists of `sentence`, in the order of their totals.

    `quantities` are those of the sentence, `folded` is `fold_tracked(sentence)` when at hand. A list
    that begins in one sentence and goes on in the next (…114项。其中…) is found when both are given as
    one: see `join_continued`.
    """
    if sum(quantity.unit not in wording().undivided for quantity in quantities) < _FEWEST:
        return ()
    text = (folded or fold_tracked(sentence)).text
    found = [each for level in outline(text, quantities) if level.items for each in find_in_level(level)]
    return tuple(sorted(found, key=lambda each: (each.total.start, each.start)))


def join_continued(text: str) -> Iterator[Sentence]:
    """The sentences of `text` as `split_sentences` gives them, each together with those after it that go
    on with its list (其中…, 包括…)."""
    held: Sentence | None = None
    for sentence in split_sentences(text):
        if held is not None and wording().continued.match(fold_characters(sentence.text[:_OPENING])):
            held = Sentence(text[held.start : sentence.end], held.start, sentence.end)
            continue
        if held is not None:
            yield held
        held = sentence
    if held is not None:
        yield held

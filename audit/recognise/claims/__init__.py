"""What the prose states: quantities and denials, and what confirms them or does not.

`read_claims` reads the sentences of a report once: quantities (`quantities`), what they are about
(`topics.toml`), of what and of which year (`scopes`), and what the tables say of it (`judging`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from audit.recognise.claims.denials import read_denials
from audit.recognise.claims.enumerations import find_enumerations
from audit.recognise.claims.judging import Tables
from audit.recognise.claims.lists import join_passages, read_lists
from audit.recognise.claims.passages import read_prose
from audit.recognise.claims.phrases import read_phrases
from audit.recognise.claims.ratios import read_ratios
from audit.recognise.claims.repeats import find_repeats
from audit.recognise.claims.scopes import Agency
from audit.recognise.claims.statements import read_statements
from audit.recognise.claims.topics import load_topics
from audit.recognise.claims.years import find_years
from audit.recognise.model import Claim, Section, TableReading
from audit.text import fold

__all__ = ["read_claims"]

_DIGITS = re.compile(r"\d[\d.,]*")


def read_claims(
    sections: Sequence[Section],
    tables: Sequence[TableReading],
    *,
    agency: str,
    year: int | None,
    topic_files: Sequence[Path] = (),
) -> tuple[Claim, ...]:
    """Every claim of a report, those that nothing judges included: figures and denials of topics, then
    repeats, lists, percentages and years, each in the order of the sentences.

    `agency` is its full name, `year` the report year (None when unknown), `topic_files` an office's
    own topics. Raises `SettingsError` when such a file is faulty.
    """
    topics, whose, cells = load_topics(topic_files), Agency(agency, year), Tables(tables)
    paragraphs = list(read_prose(sections))
    passages = [passage for paragraph in paragraphs for passage in paragraph]
    stated: list[Claim] = []
    for passage in passages:
        stated += read_statements(passage, topics, whose, cells)
        stated += read_denials(passage, topics, whose, cells)
    counted: list[Claim] = []
    for paragraph in paragraphs:
        for passage in join_passages(paragraph):
            lists = find_enumerations(passage.text, passage.quantities, passage.folded)
            counted += read_lists(passage, lists, year)
            counted += read_ratios(passage, lists, stated, year)
    repeats = find_repeats(stated, topics, list(read_phrases(passages, whose)))
    others = (*repeats, *counted, *find_years(passages, year))
    return tuple(_with_spots((*stated, *others)))


def _with_spots(claims: Iterable[Claim]) -> Iterator[Claim]:
    """`claims` with their places: part, kind, topic and the sentence with its digits masked, and an
    ordinal among those that share all of them. A paragraph put in before does not move them."""
    seen: Counter[str] = Counter()
    skeletons: dict[str, str] = {}
    for claim in claims:
        if claim.sentence not in skeletons:
            masked = _DIGITS.sub("0", fold(claim.sentence))
            skeletons[claim.sentence] = sha256(masked.encode()).hexdigest()[:10]
        place = f"{claim.part or 0}/{claim.kind or '-'}/{claim.topic}/{skeletons[claim.sentence]}"
        seen[place] += 1
        yield replace(claim, spot=f"{place}/{seen[place]}")

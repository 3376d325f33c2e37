"""Prose from the sentence bank, about an agency's own numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audit.samples.county import read_bank
from audit.samples.model import Agency, PartContent, Passage, ReportContent, Sentence, TableContent
from audit.samples.sentences import BANK, Entry, Half, read_entries, render
from audit.samples.words import Words, gather_words
from audit.template import Template, template_for_year

__all__ = ["Voice", "compose_report", "put_sentence"]

_STATED_SHARE = 0.4
_COUNTER_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Voice:
    """What decides which sentences a report has: `name` (the same name, the same choices; "" for the
    agency's and the year's own), `seed`, the `half` of the bank."""

    seed: int
    name: str = ""
    half: Half = ""


_Draw = Callable[[str], random.Random]


def compose_report(
    agency: Agency,
    year: int,
    cells: Mapping[str, str],
    voice: Voice,
    last: Mapping[str, str] | None = None,
) -> ReportContent:
    """A clean report of `agency` for `year` with the printed `cells` of the year's revision; `last` are the
    cells of the year before, if the prose may speak of them."""
    template = template_for_year(year)
    assert template is not None, f"no format for {year}"
    bank = read_bank("prose.toml")
    draw = _drawer(agency, year, voice)
    words = gather_words(agency, year, cells, last or {}, draw("words"))
    tables = {
        table.key: TableContent(
            table.key,
            template.revision,
            {key: cells[key] for key in template.cells if key.startswith(f"{table.key}.")},
        )
        for table in template.tables
    }
    # The style of titles belongs to the agency, its sentences to the year.
    title = bank["titles"][sum(map(ord, agency.id)) % len(bank["titles"])]
    preamble = bank["preamble"]
    content = ReportContent(
        agency=agency,
        year=year,
        title=tuple(line.format(**words) for line in title),
        preamble=(
            draw("opening").choice(preamble["opening"]).format(**words),
            draw("period").choice(preamble["period"]).format(**words),
            draw("closing").choice(preamble["closing"]).format(**words),
        ),
        parts=tuple(_compose_part(template, number.number, words, draw) for number in template.parts),
        tables=tables,
        words=words,
        half=voice.half,
    )
    return _add_filling(_add_statements(content, words, voice.half, draw), draw)


def _drawer(agency: Agency, year: int, voice: Voice) -> _Draw:
    """A stream of draws for each slot: what one slot draws changes nothing in another."""
    name = voice.name or f"{agency.id} {year}"
    return lambda slot: random.Random(f"prose {voice.seed} {name} {slot}")  # noqa: S311 - made-up data


def _compose_part(template: Template, number: int, words: Words, draw: _Draw) -> PartContent:
    bank = read_bank("prose.toml")
    part = template.part(number)
    passages = [
        _compose_passage(passage, words, draw)
        for passage in bank["passages"]
        if passage["part"] == number
        and words["year"] >= passage.get("first_year", 0)
        and draw(f"share {passage['topic']}").random() < passage.get("share", 1)
    ]
    return PartContent(
        number=number,
        numeral=bank["part_numeral"].format(numeral=part.numeral),
        heading=part.heading,
        passages=tuple(passages),
        table=next((table.key for table in template.tables if table.part == number), ""),
    )


def _compose_passage(passage: dict[str, Any], words: Words, draw: _Draw) -> Passage:
    slots = read_bank("prose.toml")["slots"]
    sentences = []
    for slot in passage["slots"]:
        options = [_option(slot, option) for option in slots[slot]]
        drawn = draw(slot)
        chosen = drawn.choice([option for option in options if option.fits(words)])
        sentences.append(render(chosen, words, drawn).sentences[0][1])
    heading = draw(f"heading {passage['topic']}").choice(passage["headings"]) if passage["headings"] else ""
    return Passage(passage["topic"], heading, tuple(sentences))


def _option(slot: str, option: dict[str, Any]) -> Entry:
    return Entry(
        rule=slot,
        kind="statement",
        text=option["text"],
        home=slot,
        when=tuple(filter(None, [option.get("when", "")])),
        denies=tuple(option.get("denies", ())),
        first_year=option.get("first_year", 0),
        about=option.get("about", ""),
    )


# ---------------------------------------------------------------------------------- the bank's sentences


def _add_statements(content: ReportContent, words: Words, half: Half, draw: _Draw) -> ReportContent:
    """Of every file of the bank perhaps a statement that is true, and perhaps one that only looks wrong."""
    for name in BANK:
        for kind, share in (("statement", _STATED_SHARE), ("counter", _COUNTER_SHARE)):
            drawn = draw(f"{name} {kind}")
            if drawn.random() >= share:
                continue
            entries = [entry for entry in read_entries(name, half) if entry.kind == kind]
            for entry in drawn.sample(entries, len(entries)):
                if entry.fits(words) and not any(words[fact] for fact in entry.denies):
                    for home, sentence in render(entry, words, drawn).sentences:
                        content = put_sentence(content, home, sentence)
                    break
    return content


def put_sentence(content: ReportContent, home: str, sentence: Sentence) -> ReportContent:
    """`content` with the sentence at the end of the passage of topic `home`. Others that give a quantity
    of which it speaks too, and are not from its own place in the bank, make room for it."""
    passages = read_bank("prose.toml")["passages"]
    part_number, order = next(
        (passage["part"], place) for place, passage in enumerate(passages) if passage["topic"] == home
    )
    topics = {passage["topic"]: place for place, passage in enumerate(passages)}

    def add(part: PartContent) -> PartContent:
        kept = [_without(passage, sentence) for passage in part.passages]
        if part.number == part_number:
            place = next((n for n, passage in enumerate(kept) if passage.topic == home), None)
            if place is None:
                place = sum(topics.get(passage.topic, 0) < order for passage in kept)
                kept.insert(place, Passage(home, "", ()))
            kept[place] = replace(kept[place], sentences=(*kept[place].sentences, sentence))
        return replace(part, passages=tuple(kept))

    return replace(content, parts=tuple(add(part) for part in content.parts))


def _without(passage: Passage, sentence: Sentence) -> Passage:
    kept = tuple(
        other
        for other in passage.sentences
        if not other.about & sentence.about or other.topic == sentence.topic
    )
    return replace(passage, sentences=kept)


# ------------------------------------------------------------------------------------------- the rest


def _add_filling(content: ReportContent, draw: _Draw) -> ReportContent:
    """Sentences that nobody else has, so that two reports are not alike by the smallness of the bank."""
    bank = read_bank("bank/filler.toml")
    for home, count in bank["homes"].items():
        for text in _fill(bank, count, draw(f"filling {home}")):
            content = put_sentence(content, home, Sentence("filling", text))
    return content


def _fill(bank: Mapping[str, Any], count: int, drawn: random.Random) -> Iterator[str]:
    pieces = {name: drawn.sample(bank[name], count) for name in ("when", "who", "what", "how", "then")}
    for number in range(count):
        yield bank["sentence"].format(**{name: drawn_pieces[number] for name, drawn_pieces in pieces.items()})

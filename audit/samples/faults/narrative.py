"""N rules: sentences whose numbers, denials or years are not those of the tables or of each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from audit.samples.faults.model import Fault, Planted
from audit.samples.figures import falsify_number
from audit.samples.model import ReportContent
from audit.samples.prose import put_sentence
from audit.samples.sentences import Entry, Rendered, fact_specs, read_entries, render, values_of

__all__ = ["narrative_faults", "plant_sentences"]

_FALSIFIED = ("received", "outcome", "dispute", "document", "decision", "sum", "twice", "percent")
_DENIALS = {"requests": "received", "reconsideration": "reconsideration", "litigation": "litigation"}
_MOST = 40


def narrative_faults() -> Iterator[Fault]:
    """Every fault of this module."""
    for name in _FALSIFIED:
        rule = read_entries(name)[0].rule
        for way in ("off", "digits"):
            yield Fault(f"{rule}.{way}", rule, partial(falsify, name, way))
    for name, fact in _DENIALS.items():
        yield Fault(f"N-NONE-01.{name}", "N-NONE-01", partial(deny, fact))
    for name, step in (("last", -1), ("next", 1)):
        yield Fault(f"N-YEAR-01.{name}", "N-YEAR-01", partial(misdate, step))


def falsify(name: str, way: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A sentence with one number that is not right: `off` by a little, or its `digits` astray."""
    entries = [entry for entry in read_entries(name, content.half) if entry.kind == "statement"]
    for entry in drawn.sample(entries, len(entries)):
        if entry.denies or not entry.fits(content.words):
            continue
        draws = drawn.random()
        values = values_of(entry, content.words, random.Random(draws))  # noqa: S311 - made-up data
        slots = [slot for slot in dict.fromkeys(_falsifiable(entry)) if slot in values]
        slot = drawn.choice(slots)
        for by in drawn.sample(range(1, _MOST), _MOST - 1):
            wrong = {slot: falsify_number(values[slot], way, by)}
            rendered = render(entry, content.words, random.Random(draws), wrong)  # noqa: S311
            if _is_wrong(slot, rendered, content):
                return plant_sentences(entry, rendered, content)
    return None


def _falsifiable(entry: Entry) -> Iterator[str]:
    """The numbers of a sentence that its rule compares with something."""
    for slot in replace(entry, text=entry.again or entry.text, again="").slots():
        if entry.rule == "N-PERCENT-01":
            if entry.make.get(slot, "").split(" ")[0] in ("growth", "drop", "share"):
                yield slot
        elif slot in entry.draw or slot in entry.make or slot in fact_specs():
            yield slot


def _is_wrong(slot: str, rendered: Rendered, content: ReportContent) -> bool:
    """Whether no reading of the sentence makes it true: the number is none that the report has."""
    if slot not in fact_specs():
        return True
    words = content.words
    known = [value for name, value in words.items() if name in fact_specs() and value is not None]
    known.append((words["received"] or 0) + (words["carried_in"] or 0))
    sentence = rendered.sentences[-1][1]
    stated = next(stated for stated in sentence.states if stated.fact == slot)
    return not any(stated.low <= value <= stated.high for value in known)


def deny(fact: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A denial of something that the table counts."""
    words = content.words
    entries = [
        entry for entry in read_entries("none", content.half) if entry.kind == "statement" and words.get(fact)
    ]
    for entry in drawn.sample(entries, len(entries)):
        if fact in entry.denies or (fact != "received" and "disputes" in entry.denies):
            return plant_sentences(entry, render(entry, words, drawn), content)
    return None


def misdate(step: int, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A sentence about the year that carries another year's number."""
    entries = [entry for entry in read_entries("year", content.half) if entry.kind == "statement"]
    entry = drawn.choice(entries)
    return plant_sentences(entry, render(entry, content.words, drawn, {"y": content.year + step}), content)


def plant_sentences(entry: Entry, rendered: Rendered, content: ReportContent) -> Planted:
    """The sentences put where they belong. What they touch are the parts that change and the tables that
    they speak of."""
    planted = content
    for home, sentence in rendered.sentences:
        planted = put_sentence(planted, home, replace(sentence, topic=f"fault {entry.rule}"))
    parts = {f"part-{part.number}" for part in planted.parts if part not in content.parts}
    facts = {fact for fact in (*entry.slots(), *entry.denies) if fact in fact_specs()}
    cells = tuple(cell for fact in sorted(facts) for cell in fact_specs()[fact]["cells"])
    area = frozenset(parts | {cell.split(".")[0] for cell in cells})
    return Planted(planted, area, {entry.rule: ()}, frozenset(entry.may))

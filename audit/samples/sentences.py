"""The bank of sentences that state something a rule can check: entries, their halves, and their words.

An entry is a `statement` (true as it is printed, until one of its numbers is falsified), a `fault` (wrong
as it stands) or a `counter` (looks like a fault of its rule and is none). The bank is written in batches.
The newest batch of a rule is split in two by a hash of each entry's words: patterns are written on
`develop`, figures are reported on `report`. Older batches have been looked at: all of them is `develop`.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from audit.samples.figures import derive, print_number
from audit.samples.model import Sentence, Stated

__all__ = ["BANK", "Entry", "Half", "Rendered", "fact_specs", "holds", "read_entries", "render", "values_of"]

Half = Literal["", "develop", "report"]
"""Which half of the bank sentences come from; "" for both."""

BANK = (
    *("received", "none", "outcome", "dispute", "document", "decision", "sum", "twice", "percent", "year"),
    *("places", "levels", "laws", "persons"),
)
"""Files of the bank, one for each rule."""

BATCHES = ("first", "second", "third", "fourth", "fifth")
"""Folders of the bank, oldest first. A rule whose patterns were mended after a look at the half on which
figures are reported has a file in a further one."""

_WRITTEN = BATCHES[:4]
"""Those of which reports are made when no half is asked for: a batch that only measures changes none."""

_SLOT = re.compile(r"\{([^{}:]+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of the bank with its slots.

    `again` is the sentence that says the same elsewhere; `home` and `again_home` are topics of passages.
    `when` are conditions on words, `denies` facts that it says are 0, `draw` numbers drawn between bounds,
    `make` numbers made of others, `about` what else it speaks of, `may` rules that may fail with its own
    where one of its numbers is falsified. `unseen`: it is of its rule's newest batch.
    """

    rule: str
    kind: Literal["statement", "fault", "counter"]
    text: str
    home: str
    again: str = ""
    again_home: str = ""
    when: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    first_year: int = 0
    about: str = ""
    draw: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    make: Mapping[str, str] = field(default_factory=dict)
    may: tuple[str, ...] = ()
    unseen: bool = False

    @property
    def half(self) -> Half:
        """The half of the bank it is in."""
        return "report" if self.unseen and sha256(self.text.encode()).digest()[0] % 2 else "develop"

    def slots(self) -> Iterator[str]:
        """Names in the order in which they are printed, those of sums one by one."""
        for name, _ in _SLOT.findall(self.text + self.again):
            yield from name.split("+")

    def needs(self) -> Iterator[str]:
        """Words that have to be known before it can be printed."""
        given = {*self.draw, *self.make, "y"}
        yield from (name for name in self.slots() if name not in given)
        yield from self.denies
        for recipe in self.make.values():
            named = recipe.split()[1:]
            yield from (name for name in named if name.startswith("last_") or name in fact_specs())

    def fits(self, words: Mapping[str, Any]) -> bool:
        """Whether the report of `words` gives it everything it needs, and its conditions hold."""
        if words["year"] < self.first_year or any(words.get(name) is None for name in self.needs()):
            return False
        return all(holds(condition, words) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An entry in words: one sentence, or two with the topics of the passages they belong to."""

    sentences: tuple[tuple[str, Sentence], ...]


def holds(condition: str, words: Mapping[str, Any]) -> bool:
    """`name` (known and not 0), `!name` (known to be 0) or `name > other` (a number or a name)."""
    name, _, least = condition.removeprefix("!").partition(" > ")
    value = words.get(name)
    if value is None:
        return False
    if least:
        bound = int(least) if least.isdigit() else words.get(least)
        return bound is not None and bool(value > bound)
    return bool(value) != condition.startswith("!")


@cache
def fact_specs() -> Mapping[str, Mapping[str, Any]]:
    """What sentences can state of the tables: name -> rule, cells, also, denied."""
    return _read("facts")


@cache
def read_entries(name: str, half: Half = "") -> tuple[Entry, ...]:
    """The entries of a rule's files of the bank, those that reports are made of or those of one half."""
    batches = [batch for batch in (BATCHES if half else _WRITTEN) if _file(f"{batch}/{name}").is_file()]
    entries = [
        _entry(data | entry | {"unseen": batch == batches[-1]})
        for batch in batches
        for data in [_read(f"{batch}/{name}")]
        for entry in data.pop("entries")
    ]
    return tuple(entry for entry in entries if not half or entry.half == half)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_file(name).read_text(encoding="utf-8"))


def _file(name: str) -> Traversable:
    return resources.files("audit.samples") / "bank" / f"{name}.toml"


def _entry(data: dict[str, Any]) -> Entry:
    counter, fault = (data.pop(kind, False) for kind in ("counter", "fault"))
    data["kind"] = "counter" if counter else "fault" if fault else "statement"
    data["draw"] = {name: (low, high) for name, (low, high) in data.get("draw", {}).items()}
    for name in ("when", "denies", "may"):
        data[name] = tuple(data.get(name, ()))
    return Entry(**data)


def render(
    entry: Entry,
    words: Mapping[str, Any],
    drawn: random.Random,
    falsify: Mapping[str, Any] | None = None,
) -> Rendered:
    """`entry` with the `words` of a report. `falsify`: values printed in the place of the true ones; those
    of an entry with two sentences in the second only."""
    known = dict(words) | {"y": words["year"]}
    for name, bounds in entry.draw.items():
        known[name] = drawn.randint(*bounds)
    for name, recipe in entry.make.items():
        known[name] = derive(recipe, known)
    wrong = known | dict(falsify or {})
    first = _sentence(entry, entry.text, known if entry.again else wrong)
    sentences = [(entry.home, first)]
    if entry.again:
        sentences.append((entry.again_home, replace(_sentence(entry, entry.again, wrong), denied=())))
    return Rendered(tuple(sentences))


def values_of(entry: Entry, words: Mapping[str, Any], drawn: random.Random) -> dict[str, Any]:
    """The numbers that `render` would draw and make, given the same draws."""
    known = dict(words) | {"y": words["year"]}
    for name, bounds in entry.draw.items():
        known[name] = drawn.randint(*bounds)
    for name, recipe in entry.make.items():
        known[name] = derive(recipe, known)
    return known


def _sentence(entry: Entry, text: str, known: Mapping[str, Any]) -> Sentence:
    stated: list[Stated] = []

    def fill(match: re.Match[str]) -> str:
        names, style = match[1], match[2] or ""
        value = known[names] if names in known else sum(known[name] for name in names.split("+"))
        if not isinstance(value, int | Fraction):
            return str(value)
        printed, low, high = print_number(value, style)
        if names in fact_specs():
            stated.append(Stated(names, low, high))
        return printed

    printed = _SLOT.sub(fill, text)
    facts = {name for name in (*entry.slots(), *entry.denies) if name in fact_specs()}
    groups = {fact_specs()[fact].get("group", "") for fact in facts}
    return Sentence(
        entry.rule if entry.kind != "counter" else f"counter {entry.rule}",
        printed,
        states=tuple(stated),
        denied=entry.denies,
        before=_before(entry, known),
        about=frozenset(filter(None, (entry.about, *facts, *groups))),
    )


def _before(entry: Entry, known: Mapping[str, Any]) -> tuple[Stated, ...]:
    """What it takes for granted of last year's report."""
    names = {name for recipe in entry.make.values() for name in recipe.split() if name.startswith("last_")}
    return tuple(
        Stated(name.removeprefix("last_"), known[name], known[name])
        for name in sorted(names)
        if name != "last_year"
    )

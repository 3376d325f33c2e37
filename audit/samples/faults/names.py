"""P rules: names in the prose that are not the agency's to use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from audit.samples.faults.model import Fault, Planted
from audit.samples.faults.narrative import plant_sentences
from audit.samples.model import ReportContent
from audit.samples.sentences import read_entries, render

__all__ = ["names_faults"]


def names_faults() -> Iterator[Fault]:
    """Every fault of this module: two of the wordings for each rule."""
    for name in ("places", "levels", "laws", "persons"):
        rule = read_entries(name)[0].rule
        for way in ("one", "other"):
            yield Fault(f"{rule}.{way}", rule, partial(put_name, name))


def put_name(name: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A sentence with a wrong name."""
    entries = [
        entry
        for entry in read_entries(name, content.half)
        if entry.kind == "fault" and entry.fits(content.words)
    ]
    entry = drawn.choice(entries)
    return plant_sentences(entry, render(entry, content.words, drawn), content)

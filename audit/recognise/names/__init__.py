"""Names in the prose: places, what the agency calls itself, laws, private persons' numbers."""

from __future__ import annotations

from collections.abc import Sequence

from audit.document import Block
from audit.recognise.model import Identity, Mention, Section
from audit.recognise.names.gazetteer import NameIndex, ancestors, divisions, gazetteer_index
from audit.recognise.names.judging import judge_mentions
from audit.recognise.names.laws import read_laws
from audit.recognise.names.levels import read_levels
from audit.recognise.names.lines import read_lines
from audit.recognise.names.masking import mask_personal
from audit.recognise.names.persons import read_persons
from audit.recognise.names.places import (
    divisions_named,
    find_divisions,
    holds_place,
    read_places,
    seat_of,
)
from audit.recognise.names.seats import Relation, Seat

__all__ = [
    "NameIndex",
    "Relation",
    "Seat",
    "ancestors",
    "divisions",
    "divisions_named",
    "holds_place",
    "judge_mentions",
    "mask_personal",
    "read_listed_places",
    "read_mentions",
    "seat_of",
]


def read_mentions(
    head: Sequence[Block], sections: Sequence[Section], identity: Identity
) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """The names in the prose, and the codes of the divisions in which the agency may sit.

    Places and words of kind have no verdict yet: `judge_mentions` gives it, when the roster has said
    whose report it is. Laws and persons have theirs.
    """
    lines = tuple(read_lines(head, sections))
    mentions = (
        *read_places(lines, gazetteer_index()),
        *read_levels(lines),
        *read_laws(lines),
        *read_persons(lines),
    )
    return mentions, find_divisions(identity, lines)


def read_listed_places(sections: Sequence[Section], index: NameIndex) -> tuple[Mention, ...]:
    """The places of a roster (`index`) that the prose claims as its own; their codes are ids of agencies."""
    lines = tuple(read_lines((), sections))
    return tuple(mention for mention in read_places(lines, index) if mention.use == "claimed")

"""Who speaks in a report, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Relation", "Seat"]

Relation = Literal["own", "superior", "inside", "sibling", "stranger"]


@dataclass(frozen=True, slots=True)
class Seat:
    """The agency that reports. `codes` are those of the divisions in which it may sit, none when that is
    not known; `places` is how the places on the roster stand to it, by the id of the agency there."""

    name: str
    kind: str
    codes: tuple[str, ...] = ()
    places: Mapping[str, Relation] = field(default_factory=dict)

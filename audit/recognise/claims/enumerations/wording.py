"""The entries of `enumerations.toml`, made ready once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

__all__ = ["Claim", "Wording", "wording"]

# What a list says of itself. `silent`: nothing announces it, it is one only if it adds up or is closed.
Claim = Literal["partial", "breakdown", "open", "whole", "silent"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Patterns by what they tell; `kin` is a unit with those that are mixed with it. `unannounced` and
    `announced` are in characters."""

    openers: tuple[tuple[Claim, re.Pattern[str]], ...]
    continued: re.Pattern[str]
    other: re.Pattern[str]
    undivided: frozenset[str]
    untold: str
    deeds: re.Pattern[str]
    kin: dict[str, frozenset[str]]
    hard: re.Pattern[str]
    soft: re.Pattern[str]
    total: re.Pattern[str]
    summed: re.Pattern[str]
    counted: re.Pattern[str]
    shared: re.Pattern[str]
    more: tuple[str, ...]
    further: re.Pattern[str]
    closing: re.Pattern[str]
    contrary: tuple[str, ...]
    done: re.Pattern[str]
    clause: str
    families: tuple[tuple[re.Pattern[str], ...], ...]
    leading: re.Pattern[str]
    marked: re.Pattern[str]
    yearly: re.Pattern[str]
    named: re.Pattern[str]
    attribute: re.Pattern[str]
    overlap: re.Pattern[str]
    unlike: re.Pattern[str]
    tells: re.Pattern[str]
    doing: re.Pattern[str]
    rest: re.Pattern[str]
    kind: re.Pattern[str]
    origin: re.Pattern[str]
    changed: re.Pattern[str]
    change: re.Pattern[str]
    share: float
    near: float
    likely: float
    unannounced: int
    announced: int


@cache
def wording() -> Wording:
    """The words of this package."""
    path = resources.files("audit") / "recognise" / "claims" / "enumerations" / "enumerations.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    claims: tuple[Claim, ...] = ("partial", "breakdown", "open", "whole")
    items, ends, measures = entries["items"], entries["ends"], entries["measures"]
    return Wording(
        openers=tuple((claim, re.compile(entries["openers"][claim])) for claim in claims),
        continued=re.compile(entries["sentences"]["continued"]),
        other=re.compile(items["other"]),
        undivided=frozenset(items["units"]),
        untold=items["untold"],
        deeds=re.compile(items["deeds"]),
        kin=_kin(items["kindred"]),
        hard=re.compile(ends["hard"]),
        soft=re.compile(ends["soft"]),
        total=re.compile(ends["total"]),
        summed=re.compile(ends["summed"]),
        counted=re.compile(ends["counted"]),
        shared=re.compile(ends["shared"]),
        more=tuple(ends["more"]),
        further=re.compile(ends["further"]),
        closing=re.compile(ends["closing"]),
        contrary=tuple(ends["contrary"]),
        done=re.compile(ends["done"]),
        clause=ends["clause"],
        families=tuple(tuple(map(re.compile, family)) for family in ends["families"]),
        **{name: re.compile(pattern) for name, pattern in entries["names"].items()},
        share=measures["share"],
        near=measures["near"],
        likely=measures["likely"],
        unannounced=measures["unannounced"],
        announced=measures["announced"],
    )


def _kin(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    units = {unit for group in groups for unit in group}
    return {unit: frozenset(u for group in groups if unit in group for u in group) for unit in units}

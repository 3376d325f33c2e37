"""The entries of `percentages.toml`, made ready once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Wording", "wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The entries of percentages.toml, made ready once."""

    up: re.Pattern[str]
    down: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]
    before: re.Pattern[str]
    origin: re.Pattern[str]
    arrival: re.Pattern[str]
    grown: re.Pattern[str]
    last_year: re.Pattern[str]
    named_year: re.Pattern[str]
    refuse: re.Pattern[str]
    multiple: str
    share: re.Pattern[str]
    of: re.Pattern[str]
    that: re.Pattern[str]
    whole: re.Pattern[str]
    counted: re.Pattern[str]
    rate: re.Pattern[str]
    rounding: float
    reach: int


@cache
def wording() -> Wording:
    path = resources.files("audit") / "recognise" / "claims" / "percentages" / "percentages.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    growth, share, measures = entries["growth"], entries["share"], entries["measures"]
    return Wording(
        up=re.compile(growth["up"]),
        down=re.compile(growth["down"]),
        more=re.compile(growth["more"]),
        less=re.compile(growth["less"]),
        before=re.compile(growth["before"]),
        origin=re.compile(growth["origin"]),
        arrival=re.compile(growth["arrival"]),
        grown=re.compile(growth["between"]),
        last_year=re.compile(growth["last_year"]),
        named_year=re.compile(growth["named_year"]),
        refuse=re.compile(growth["refuse"]),
        multiple=growth["multiple"],
        share=re.compile(share["between"]),
        whole=re.compile(share["whole"]),
        counted=re.compile(share["counted"]),
        of=re.compile(share["of"]),
        that=re.compile(share["that"]),
        rate=re.compile(entries["rate"]["between"]),
        rounding=measures["rounding"],
        reach=measures["reach"],
    )

"""The bodies of a county that does not exist, and of its neighbours when they are many."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, cycle, islice, product
from typing import Any

from audit.samples.model import Agency, Profile
from audit.template import agency_kinds

__all__ = ["read_bank", "settle_agencies", "settle_counties"]

_ZERO_SHARE = 0.15
_SIZE = 640  # bodies of a county: its names of towns last for no more


@cache
def read_bank(name: str) -> dict[str, Any]:
    """One of the data files beside this module, parsed."""
    return tomllib.loads((resources.files("audit.samples") / name).read_text(encoding="utf-8"))


def settle_agencies(count: int, seed: int = 1) -> tuple[Agency, ...]:
    """The first `count` bodies, county by county. More bodies never change the earlier ones."""
    return tuple(chain.from_iterable(settle_counties(count, seed)))


def settle_counties(count: int, seed: int = 1) -> Iterator[tuple[Agency, ...]]:
    """The first `count` bodies, those of a county together: the first county, then as many as it takes."""
    bank = read_bank("county.toml")
    names = chain([bank["county"]], _further_counties(bank))
    for start, name in zip(range(0, count, _SIZE), names, strict=False):
        code = str(int(bank["county_code"]) + start // _SIZE)
        seeded = f"county {seed}" if not start else f"county {seed} {name}"
        drawn = random.Random(seeded)  # noqa: S311 - made-up data, not a secret
        yield _settle_county(_County(name, code, start), min(_SIZE, count - start), drawn)


@dataclass(frozen=True, slots=True)
class _County:
    """`first` is the number of its first body among those of all counties."""

    name: str
    code: str
    first: int


def _settle_county(county: _County, count: int, drawn: random.Random) -> tuple[Agency, ...]:
    bank = read_bank("county.toml")
    stems = ["".join(pair) for pair in product(bank["towns"]["first"], bank["towns"]["second"])]
    drawn.shuffle(stems)
    later = ("".join(pair) for pair in product(bank["towns"]["later_first"], bank["towns"]["second"]))
    towns = chain(stems, later)
    departments = _department_stems(bank, stems)
    roles = [*bank["roles"], *({"kind": kind} for kind in islice(cycle(bank["cycle"]["order"]), count))]
    agencies: list[Agency] = []
    for number, role in enumerate(roles[:count]):
        if role["kind"] == "部门":
            role = {**bank["departments"], **role, "stem": next(departments)}  # noqa: PLW2901
        elif "name" not in role:
            role = {**bank["towns"][role["kind"]], **role, "stem": next(towns)}  # noqa: PLW2901
        agencies.append(_settle(role, number, county, drawn))
    return tuple(agencies)


def _further_counties(bank: dict[str, Any]) -> Iterator[str]:
    words = bank["towns"]
    for parts in chain(
        product(words["later_first"], words["second"]),
        product(words["later_first"], words["first"], words["second"]),
    ):
        yield "".join(parts) + bank["county"][-1]


def _department_stems(bank: dict[str, Any], stems: list[str]) -> Any:
    # When the real names of departments run out, branches named after towns go on for ever.
    yield from bank["departments"]["stems"]
    for town, stem in product(reversed(stems), bank["departments"]["stems"]):
        yield f"{town}片区{stem}"


def _settle(role: dict[str, Any], number: int, county: _County, drawn: random.Random) -> Agency:
    names = {"county": county.name, "stem": role.get("stem", "")}
    government = next(kind.government for kind in agency_kinds() if kind.name == role["kind"])
    profile: Profile = role.get("profile") or ("zero" if drawn.random() < _ZERO_SHARE else "usual")
    return Agency(
        id=_agency_id(county.first + number),
        name=role["name"].format(**names),
        kind=role["kind"],
        government=government,
        we=role["we"],
        scope=role["scope"],
        profile=profile,
        division_code=county.code + ("" if number == 0 else f"{100 + number}"),
        aliases=tuple(alias.format(**names) for alias in role.get("aliases", ())),
        parent="" if number == 0 else _agency_id(county.first),
        county=county.name,
    )


def _agency_id(number: int) -> str:
    return f"YQ{number + 1:04d}"

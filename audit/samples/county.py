"""The bodies of a county that does not exist."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from importlib import resources
from itertools import chain, cycle, islice, product
from typing import Any

from audit.samples.model import Agency, Profile
from audit.template import agency_kinds

__all__ = ["read_bank", "settle_agencies"]

_ZERO_SHARE = 0.15


@cache
def read_bank(name: str) -> dict[str, Any]:
    """One of the data files beside this module, parsed."""
    return tomllib.loads((resources.files("audit.samples") / name).read_text(encoding="utf-8"))


def settle_agencies(count: int, seed: int = 1) -> tuple[Agency, ...]:
    """The first `count` bodies of the county. More bodies never change the earlier ones."""
    bank = read_bank("county.toml")
    drawn = random.Random(f"county {seed}")  # noqa: S311 - made-up data, not a secret
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
        agencies.append(_settle(role, number, bank, drawn))
    return tuple(agencies)


def _department_stems(bank: dict[str, Any], stems: list[str]) -> Any:
    # When the real names of departments run out, branches named after towns go on for ever.
    yield from bank["departments"]["stems"]
    for town, stem in product(reversed(stems), bank["departments"]["stems"]):
        yield f"{town}片区{stem}"


def _settle(role: dict[str, Any], number: int, bank: dict[str, Any], drawn: random.Random) -> Agency:
    names = {"county": bank["county"], "stem": role.get("stem", "")}
    government = next(kind.government for kind in agency_kinds() if kind.name == role["kind"])
    profile: Profile = role.get("profile") or ("zero" if drawn.random() < _ZERO_SHARE else "usual")
    return Agency(
        id=f"YQ{number + 1:04d}",
        name=role["name"].format(**names),
        kind=role["kind"],
        government=government,
        we=role["we"],
        scope=role["scope"],
        profile=profile,
        division_code=bank["county_code"] + ("" if number == 0 else f"{100 + number}"),
        aliases=tuple(alias.format(**names) for alias in role.get("aliases", ())),
        parent="" if number == 0 else "YQ0001",
    )

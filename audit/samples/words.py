"""The words and numbers that sentences about an agency's year may speak of."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.samples.county import read_bank
from audit.samples.model import Agency
from audit.samples.statements import number_facts
from audit.samples.truth import read_truth
from audit.template import Template, template_for_year

__all__ = ["Words", "gather_words"]

Words = Mapping[str, Any]

_TOWNS = ("镇", "乡", "街道")


def gather_words(
    agency: Agency, year: int, cells: Mapping[str, str], last: Mapping[str, str], drawn: random.Random
) -> Words:
    """Names, invented numbers, the facts of the printed `cells`, and as `last_…` those of last year's
    (no cells: not known)."""
    contact = read_bank("county.toml")["contact"]
    pieces = [drawn.randint(3, 60) for _ in range(3)]
    facts = _facts(year, cells)
    return {
        "agency": agency.name,
        "we": agency.we,
        "scope": agency.scope,
        "place": agency.aliases[-1] if agency.kind in _TOWNS else agency.county,
        "township": agency.kind in _TOWNS,
        "year": year,
        "next_year": year + 1,
        "last_year": year - 1,
        "address": agency.county + contact.format(number=drawn.randint(1, 399)),
        "published": sum(pieces),
        "published_a": pieces[0],
        "published_b": pieces[1],
        "published_c": pieces[2],
        "staff": drawn.randint(1, 3),
        "trainings": drawn.randint(1, 4),
        "trainees": drawn.randint(20, 90),
        "fee": drawn.randint(0, 30) * 10 if facts["processed"] else 0,
        **facts,
        **{f"last_{name}": value for name, value in (_facts(year - 1, last) if last else {}).items()},
        **_names(agency, drawn),
    }


def _facts(year: int, cells: Mapping[str, str]) -> dict[str, int | Fraction | None]:
    template = _template(year)
    numbers = {key: Fraction(text) for key, text in cells.items() if read_truth(text).status == "number"}
    return number_facts(template, numbers)


def _template(year: int) -> Template:
    template = template_for_year(year)
    assert template is not None, f"no format for {year}"
    return template


def _names(agency: Agency, drawn: random.Random) -> dict[str, Any]:
    bank = read_bank("bank/names.toml")
    stranger, other = drawn.sample(bank["strangers"], 2)
    person = drawn.choice(bank["people"])
    return {
        "stranger": stranger,
        "stranger_short": stranger[:-1],
        "stranger_b": other,
        "stranger_b_short": other[:-1],
        "county_stranger": stranger.endswith("县"),
        "kind_word": drawn.choice(bank["kind_words"][agency.kind]),
        "person": person,
        "surname": person[0],
        "mobile": bank["mobile"].format(number=drawn.randrange(10**5)),
        "identity": _identity(bank, drawn),
        "office": str(drawn.randint(8200000, 8299999)),
    }


def _identity(bank: Mapping[str, Any], drawn: random.Random) -> str:
    """A number with the form and the check digit of an identity card's."""
    digits = bank["identity"].format(
        year=drawn.randint(40, 99), month=drawn.randint(1, 9), day=drawn.randint(10, 28)
    )
    total = sum(int(digit) * weight for digit, weight in zip(digits, bank["identity_weights"], strict=True))
    checks: str = bank["identity_digits"]
    return f"{digits}{checks[total % len(checks)]}"

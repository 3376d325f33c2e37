"""Prose from the sentence bank, about an agency's own numbers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from audit.samples.county import read_bank
from audit.samples.model import Agency, PartContent, Passage, ReportContent, Sentence, TableContent
from audit.template import Template, template_for_year

__all__ = ["compose_report"]

Facts = Mapping[str, Any]


def compose_report(agency: Agency, year: int, cells: Mapping[str, str], seed: int) -> ReportContent:
    """A clean report of `agency` for `year` with the printed `cells` of the year's revision."""
    template = template_for_year(year)
    assert template is not None, f"no format for {year}"
    bank = read_bank("prose.toml")
    drawn = random.Random(f"prose {seed} {agency.id} {year}")  # noqa: S311 - made-up data, not a secret
    facts = _facts(agency, year, cells, template, drawn)
    tables = {
        table.key: TableContent(
            table.key,
            template.revision,
            {key: cells[key] for key in template.cells if key.startswith(f"{table.key}.")},
        )
        for table in template.tables
    }
    # The style of titles belongs to the agency, its sentences to the year.
    title = bank["titles"][sum(map(ord, agency.id)) % len(bank["titles"])]
    preamble = bank["preamble"]
    return ReportContent(
        agency=agency,
        year=year,
        title=tuple(line.format(**facts) for line in title),
        preamble=(
            drawn.choice(preamble["opening"]).format(**facts),
            drawn.choice(preamble["period"]).format(**facts),
            drawn.choice(preamble["closing"]).format(**facts),
        ),
        parts=tuple(_compose_part(template, number.number, facts, drawn) for number in template.parts),
        tables=tables,
    )


def _compose_part(template: Template, number: int, facts: Facts, drawn: random.Random) -> PartContent:
    bank = read_bank("prose.toml")
    part = template.part(number)
    passages = [
        _compose_passage(passage, facts, drawn)
        for passage in bank["passages"]
        if passage["part"] == number
        and facts["year"] >= passage.get("first_year", 0)
        and drawn.random() < passage.get("share", 1)
    ]
    return PartContent(
        number=number,
        numeral=bank["part_numeral"].format(numeral=part.numeral),
        heading=part.heading,
        passages=tuple(passages),
        table=next((table.key for table in template.tables if table.part == number), ""),
    )


def _compose_passage(passage: dict[str, Any], facts: Facts, drawn: random.Random) -> Passage:
    slots = read_bank("prose.toml")["slots"]
    sentences = []
    for slot in passage["slots"]:
        options = [option for option in slots[slot] if _applies(option, facts)]
        sentences.append(Sentence(slot, drawn.choice(options)["text"].format(**facts)))
    heading = drawn.choice(passage["headings"]) if passage["headings"] else ""
    return Passage(passage["topic"], heading, tuple(sentences))


def _applies(option: dict[str, Any], facts: Facts) -> bool:
    asked = option.get("when", "")
    if asked and bool(facts[asked.removeprefix("!")]) == asked.startswith("!"):
        return False
    return bool(facts["year"] >= option.get("first_year", 0))


def _facts(
    agency: Agency, year: int, cells: Mapping[str, str], template: Template, drawn: random.Random
) -> Facts:
    """The words and numbers that sentences may speak of."""
    county = read_bank("county.toml")
    pieces = [drawn.randint(3, 60) for _ in range(3)]
    received = template.table("applications")
    rows = {row.key: int(cells[f"{received.key}.{row.key}.total"]) for row in received.rows}
    groups = {
        group: sum(value for row, value in rows.items() if row.startswith(f"{group}_"))
        for group in ("refused", "unavailable", "declined", "other")
    }
    groups["other"] += rows.get("other", 0)
    disputes = {row.key: int(cells[f"disputes.{row.key}.total"]) for row in template.table("disputes").rows}
    litigation = sum(disputes.values()) - disputes["reconsideration"]
    documents = {
        f"documents_{column}": int(cells.get(f"proactive.normative_documents.{column}", 0))
        for column in ("issued", "repealed", "in_force")
    }
    return {
        "agency": agency.name,
        "we": agency.we,
        "scope": agency.scope,
        "year": year,
        "next_year": year + 1,
        "address": county["contact"].format(number=drawn.randint(1, 399)),
        "published": sum(pieces),
        "published_a": pieces[0],
        "published_b": pieces[1],
        "published_c": pieces[2],
        "staff": drawn.randint(1, 3),
        "trainings": drawn.randint(1, 4),
        "trainees": drawn.randint(20, 90),
        "fee": drawn.randint(0, 30) * 10 if rows["processed"] else 0,
        "reconsideration": disputes["reconsideration"],
        "litigation": litigation,
        "disputes": sum(disputes.values()),
        **rows,
        **groups,
        **documents,
    }

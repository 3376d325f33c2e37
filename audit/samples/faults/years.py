"""Y rules: numbers and prose that do not follow from the year before. They are planted in the numbers,
before the prose is written: a report agrees with itself and not with its predecessor."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from functools import partial

from audit.samples.faults.model import CorpusFault
from audit.samples.plan import Plan, Subject
from audit.samples.resemblance import resemble
from audit.template import template_for_year

__all__ = ["EVERY_PART", "year_faults"]

EVERY_PART = frozenset(f"part-{number}" for number in range(1, 7))

_COLUMNS = (
    *("natural_person", "business", "research", "public_interest", "legal_service", "other_organization"),
    "total",
)
_PEERS = 10
_JUMP = 3000
_TELLING = 12.0  # bits, half as much again as a coincidence would make


def year_faults() -> Iterator[CorpusFault]:
    """Every fault of this module."""
    for number, column in enumerate(_COLUMNS, start=1):
        rule = f"Y-CARRY-{number:02d}"
        yield CorpusFault(rule, rule, partial(_plant, rule, partial(_carry, column)))
    for number, kind in enumerate(("regulations", "normative_documents"), start=1):
        rule = f"Y-FORCE-{number:02d}"
        yield CorpusFault(rule, rule, partial(_plant, rule, partial(_force, kind)))
    for table in ("proactive", "applications"):
        change = partial(_plant, "Y-COPY-01", partial(_copy, table))
        yield CorpusFault(f"Y-COPY-01.{table}", "Y-COPY-01", change)
    yield CorpusFault("Y-JUMP-01", "Y-JUMP-01", partial(_plant, "Y-JUMP-01", _jump))
    yield CorpusFault("Y-TEXT-01", "Y-TEXT-01", partial(_plant, "Y-TEXT-01", _repeat))


_Change = Callable[[Plan, Subject, random.Random], frozenset[str]]


def _plant(rule: str, change: _Change, name: str, plan: Plan, drawn: random.Random) -> bool:
    """Plant in the first of the drawn subjects that gives room for it."""
    subjects = [s for s in plan.subjects() if _follows(plan, s) and s not in plan.touched]
    for subject in drawn.sample(subjects, len(subjects)):
        area = change(plan, subject, drawn)
        if area:
            plan.touch(subject, area)
            plan.touch((subject[0], subject[1] - 1), area)
            plan.planted.append((subject, name, rule))
            return True
    return False


def _follows(plan: Plan, subject: Subject) -> bool:
    """Whether it is an ordinary agency's report with one of the same form before it, neither of which has
    been touched."""
    last = (subject[0], subject[1] - 1)
    return (
        last in plan.cells
        and not {subject, last} & (plan.missing | plan.touched.keys() | plan.copies.keys())
        and subject[0] not in plan.special
        and template_for_year(subject[1]) is template_for_year(last[1])
    )


def _carry(column: str, plan: Plan, subject: Subject, drawn: random.Random) -> frozenset[str]:
    """More is carried in than was carried out; the table itself stays in balance."""
    column = drawn.choice(_COLUMNS[:-1]) if column == "total" else column
    more = drawn.randint(1, 6)
    return _change(plan, subject, {"carried_in": more, "granted": more, "processed": more}, column)


def _change(plan: Plan, subject: Subject, more: dict[str, int], column: str) -> frozenset[str]:
    cells = dict(plan.cells[subject])
    for row, amount in more.items():
        for key in (f"applications.{row}.{column}", f"applications.{row}.total"):
            cells[key] = str(int(cells[key]) + amount)
    plan.cells[subject] = cells
    return frozenset({"applications"})


def _force(kind: str, plan: Plan, subject: Subject, drawn: random.Random) -> frozenset[str]:
    """More documents are in force than last year's, those issued and those repealed make."""
    key = f"proactive.{kind}.in_force"
    if key not in plan.cells[subject] or key not in plan.cells[subject[0], subject[1] - 1]:
        return frozenset()
    cells = plan.cells[subject]
    plan.cells[subject] = {**cells, key: str(int(cells[key]) + drawn.randint(1, 5))}
    return frozenset({"proactive"})


def _copy(table: str, plan: Plan, subject: Subject, _drawn: random.Random) -> frozenset[str]:
    """A table is last year's, where that says something."""
    last = plan.cells[subject[0], subject[1] - 1]
    copied = {key: text for key, text in last.items() if key.startswith(f"{table}.")}
    telling = [text for key, text in copied.items() if not key.endswith((".total", ".in_force"))]
    rows = [text for text in telling if text.isdigit()]
    if sum(math.log2(1 + int(text)) for text in rows) < _TELLING:
        return frozenset()
    plan.cells[subject] = {**plan.cells[subject], **copied}
    return frozenset({table})


def _jump(plan: Plan, subject: Subject, drawn: random.Random) -> frozenset[str]:
    """Thousands of applications after dozens, in the last year."""
    kind = plan.bodies[subject[0]].kind
    peers = sum(body.kind == kind for body in plan.bodies.values())
    if subject[1] != plan.years[-1] or peers < _PEERS:
        return frozenset()
    more = _JUMP + drawn.randint(0, 999)
    return _change(plan, subject, {"received": more, "granted": more, "processed": more}, "natural_person")


def _repeat(plan: Plan, subject: Subject, _drawn: random.Random) -> frozenset[str]:
    """The prose is last year's with this year's numbers."""
    last = (subject[0], subject[1] - 1)
    voice = f"{last[0]} {last[1]}"
    if not resemble(plan.compose(last), plan.compose(subject, voice), 0.96):
        return frozenset()
    plan.voices[subject] = voice
    return EVERY_PART

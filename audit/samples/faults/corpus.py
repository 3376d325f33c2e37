"""G rules: what is wrong with the corpus as a whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from audit.samples.faults.model import CorpusFault
from audit.samples.faults.years import EVERY_PART
from audit.samples.plan import DEADLINES, EVERYTHING, Plan, Subject
from audit.samples.resemblance import resemble

__all__ = ["corpus_faults"]

_ROSTER_DEADLINE = "02-15"


def corpus_faults() -> Iterator[CorpusFault]:
    """Every fault of this module. Files that cannot be read are written beside the reports."""
    changes: dict[str, _Change] = {
        "G-MISSING-01": _lose,
        "G-UNKNOWN-01": _unlist,
        "G-DUPLICATE-01": _double,
        "G-LATE-01.kind": partial(_delay, "kind"),
        "G-LATE-01.roster": partial(_delay, "roster"),
        "G-SIMILAR-01": _copy_prose,
        "G-ROLLUP-01": _misadd,
    }
    for name, change in changes.items():
        yield CorpusFault(name, name.partition(".")[0], partial(_plant, change))


_Change = Callable[[Plan, Subject, random.Random], bool]


def _plant(change: _Change, name: str, plan: Plan, drawn: random.Random) -> bool:
    subjects = [subject for subject in plan.subjects() if subject not in plan.touched]
    for subject in drawn.sample(subjects, len(subjects)):
        if change(plan, subject, drawn):
            plan.touch(subject, frozenset())
            plan.planted.append((subject, name, name.partition(".")[0]))
            return True
    return False


def _lose(plan: Plan, subject: Subject, _drawn: random.Random) -> bool:
    """An agency on the roster has no report."""
    near = {(subject[0], subject[1] + step) for step in (-1, 0, 1)}
    if subject[0] in plan.special | plan.unlisted or near & plan.touched.keys():
        return False
    plan.missing.add(subject)
    return True


def _unlist(plan: Plan, subject: Subject, _drawn: random.Random) -> bool:
    """The roster lacks an agency that reports."""
    body = plan.bodies[subject[0]]
    own = {other for other in plan.subjects() if other[0] == body.id}
    if body.id in plan.special or not body.parent or own & plan.touched.keys():
        return False
    plan.unlisted.add(body.id)
    for other in own:
        plan.touch(other, EVERYTHING)
    return True


def _double(plan: Plan, subject: Subject, _drawn: random.Random) -> bool:
    """Two reports for one year, and nothing says which is meant."""
    if subject[0] in plan.special | plan.unlisted:
        return False
    plan.copies[subject] = False
    plan.touch(subject, EVERYTHING)
    return True


def _delay(source: str, plan: Plan, subject: Subject, drawn: random.Random) -> bool:
    """Published after the deadline of its kind, or that of the roster."""
    agency_id, year = subject
    kind = plan.bodies[agency_id].kind
    if agency_id in plan.special | plan.unlisted or (kind in DEADLINES) != (source == "kind"):
        return False
    if source == "roster":
        plan.listings[agency_id] = replace(plan.listings[agency_id], deadline=_ROSTER_DEADLINE)
        for other in plan.years:  # the deadline holds for every year
            plan.published[agency_id, other] = f"{other + 1}-{_ROSTER_DEADLINE}"
    month, day = (DEADLINES.get(kind) or _ROSTER_DEADLINE).split("-")
    plan.published[subject] = f"{year + 1}-{int(month) + 1:02d}-{drawn.randint(1, int(day) - 3):02d}"
    return True


def _copy_prose(plan: Plan, subject: Subject, drawn: random.Random) -> bool:
    """The prose is another agency's with the own name and numbers."""
    kind = plan.bodies[subject[0]].kind
    if subject[0] in plan.special:
        return False
    others = [
        other
        for other in plan.subjects()
        if other[1] == subject[1]
        and other[0] not in {subject[0], *plan.special}
        and plan.bodies[other[0]].kind == kind
        and other not in plan.touched
    ]
    for other in drawn.sample(others, len(others)):
        voice = f"{other[0]} {other[1]}"
        if resemble(plan.compose(other), plan.compose(subject, voice), 0.9):
            plan.voices[subject] = voice
            for one in (subject, other):
                plan.touch(one, EVERY_PART)
            plan.planted.append((other, "G-SIMILAR-01", "G-SIMILAR-01"))
            return True
    return False


def _misadd(plan: Plan, subject: Subject, drawn: random.Random) -> bool:
    """A summary has a number that its members' do not add up to."""
    if not plan.listings[subject[0]].reports_for:
        return False
    row = drawn.choice(("licensing", "penalties", "coercion"))
    key = f"proactive.{row}.decisions"
    cells = plan.cells[subject]
    plan.cells[subject] = {**cells, key: str(int(cells[key]) + drawn.randint(1, 30))}
    plan.touch(subject, frozenset({"proactive"}))
    return True

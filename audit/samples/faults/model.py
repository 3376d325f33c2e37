"""What a fault is."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audit.samples.model import ReportContent
from audit.samples.plan import Plan

__all__ = ["CorpusFault", "Fault", "Planted"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A report with one fault in it, and what follows.

    `must`: rule id -> cell keys concerned (empty when the rule is about no cell). `may`: rules allowed
    to fail because they follow from it. `area`: what it touched (`title`, `part-3`, a table's key); two
    faults of one report touch different areas. The identities that break are not listed here: they
    follow from the cells and are worked out for the report as a whole.
    """

    content: ReportContent
    area: frozenset[str]
    must: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """A named way to get a report wrong. `plant` returns None where the report gives no room for it.
    `pictures`: only a format that holds pictures can show it."""

    name: str
    rule: str
    plant: Callable[[ReportContent, random.Random], Planted | None]
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class CorpusFault:
    """A named way to get a corpus wrong, planted in its plan before any report is written. `change` is
    given the fault's name and says whether it found room."""

    name: str
    rule: str
    change: Callable[[str, Plan, random.Random], bool]

    def plant(self, plan: Plan, drawn: random.Random) -> bool:
        """Plant it once; False where the plan gives no room for it."""
        return self.change(self.name, plan, drawn)

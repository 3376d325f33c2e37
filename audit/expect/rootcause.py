"""The one cell behind several broken identities, when the identities themselves point at it.

Identities are tied to each other, so one wrong cell always breaks several. A correction is named
only when exactly one admissible change exists: whole, not negative, making every identity of the
group hold and breaking none that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from audit.expect.suites import Check

__all__ = ["Correction", "Identity", "find_corrections", "identities_of"]

_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Identity:
    """An equation as coefficients of cells: their weighted sum is 0, or not below it."""

    rule_id: str
    weights: Mapping[str, int]
    at_least: bool

    def residual(self, values: Mapping[str, float]) -> float:
        """How far off it is; 0 when it holds exactly."""
        return sum(weight * values[cell] for cell, weight in self.weights.items())

    def holds(self, residual: float) -> bool:
        """Whether it holds with that residual."""
        return residual >= -_EXACT if self.at_least else abs(residual) <= _EXACT


@dataclass(frozen=True, slots=True)
class Correction:
    """Changing `cell` from `stated` to `value` makes the rules `rule_ids` hold."""

    cell: str
    stated: float
    value: float
    rule_ids: tuple[str, ...]


def identities_of(
    checks: Iterable[Check], values: Mapping[str, float], sums: Mapping[str, Sequence[str]]
) -> list[Identity]:
    """The identities among `checks` that can be judged with `values` (NaN = no number).

    A derived cell (`sums`: cell -> its parts) stands for its parts where they are all numbers.
    """
    found = []
    for check in checks:
        if not check.is_identity or any(_known(values, c) for c in check.kwargs.get("unless") or ()):
            continue
        weights = _weights(check, values, sums)
        if all(_known(values, cell) for cell in weights):
            found.append(Identity(check.rule_id, weights, check.kwargs.get("relation") == ">="))
    return found


def _weights(check: Check, values: Mapping[str, float], sums: Mapping[str, Sequence[str]]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for side, sign in ((check.kwargs["left"], 1), (check.kwargs["right"], -1)):
        for term in side:
            cell = term.removeprefix("-")
            weight = -sign if term.startswith("-") else sign
            parts = sums.get(cell, ())
            for name in parts if parts and all(_known(values, part) for part in parts) else (cell,):
                weights[name] = weights.get(name, 0) + weight
    return weights


def _known(values: Mapping[str, float], cell: str) -> bool:
    return not isnan(values.get(cell, float("nan")))


def find_corrections(identities: Sequence[Identity], values: Mapping[str, float]) -> list[Correction]:
    """The correction of every group of broken identities that has exactly one."""
    broken = [i for i in identities if not i.holds(i.residual(values))]
    sound = [i for i in identities if i.holds(i.residual(values))]
    corrections = []
    for group in _groups(broken):
        shared = set.intersection(*(set(identity.weights) for identity in group))
        admissible = [
            Correction(cell, values[cell], value, tuple(i.rule_id for i in group))
            for cell in sorted(shared)
            if (value := _admissible(cell, group, sound, values)) is not None
        ]
        if len(admissible) == 1:
            corrections.append(admissible[0])
    return corrections


def _groups(broken: Sequence[Identity]) -> list[list[Identity]]:
    """Broken identities gathered by the cells they share, directly or through others."""
    groups: list[list[Identity]] = []
    for identity in broken:
        touching = [g for g in groups if any(set(identity.weights) & set(i.weights) for i in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([*(i for g in touching for i in g), identity])
    return groups


def _admissible(
    cell: str, group: Sequence[Identity], sound: Sequence[Identity], values: Mapping[str, float]
) -> float | None:
    """The value of `cell` that mends `group` and breaks nothing, if there is one."""
    exact = next((i for i in group if not i.at_least), group[0])
    change = -exact.residual(values) / exact.weights[cell]
    value = values[cell] + change
    if value < 0 or abs(value - round(value)) > _EXACT:
        return None
    for identity in (*group, *sound):
        moved = identity.residual(values) + identity.weights.get(cell, 0) * change
        if not identity.holds(moved):
            return None
    return float(round(value))

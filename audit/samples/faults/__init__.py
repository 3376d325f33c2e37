"""Faults by name: one or more for every S, C and T rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from audit.samples.faults.arithmetic import arithmetic_faults
from audit.samples.faults.completeness import completeness_faults
from audit.samples.faults.model import Fault, Planted
from audit.samples.faults.structure import structure_faults

__all__ = ["FAULTS", "Fault", "Planted"]

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.name: fault for fault in chain(structure_faults(), completeness_faults(), arithmetic_faults())}
)
"""Name -> fault. A name is the rule's id, with a suffix where a rule can be broken in several ways."""

"""Faults by name: one or more for every rule that a report can break by itself."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from audit.samples.faults.arithmetic import arithmetic_faults
from audit.samples.faults.completeness import completeness_faults
from audit.samples.faults.corpus import corpus_faults
from audit.samples.faults.model import CorpusFault, Fault, Planted
from audit.samples.faults.names import names_faults
from audit.samples.faults.narrative import narrative_faults
from audit.samples.faults.structure import structure_faults
from audit.samples.faults.years import year_faults

__all__ = ["CORPUS_FAULTS", "FAULTS", "CorpusFault", "Fault", "Planted"]

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        fault.name: fault
        for fault in chain(
            structure_faults(),
            completeness_faults(),
            arithmetic_faults(),
            narrative_faults(),
            names_faults(),
        )
    }
)
"""Name -> fault. A name is the rule's id, with a suffix where a rule can be broken in several ways."""

CORPUS_FAULTS: Mapping[str, CorpusFault] = MappingProxyType(
    {fault.name: fault for fault in chain(year_faults(), corpus_faults())}
)
"""Name -> fault that no report has by itself: across years, and in the corpus as a whole."""

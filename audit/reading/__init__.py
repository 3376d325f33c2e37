"""Files in, readings out: each file read and recognised on its own, within limits.

This is the boundary behind which a file is alone: whatever goes wrong with it becomes its own
reading with an error, and the other files never notice. What workers import is here and below, so
that they start without pandas and Great Expectations.
"""

from __future__ import annotations

from audit.reading.archives import find_inputs
from audit.reading.cache import DocumentCache
from audit.reading.failures import MemoryExceeded, ReaderCrashed, TimeExceeded
from audit.reading.files import read_all, read_one
from audit.reading.model import Reading
from audit.reading.workers import Limits

__all__ = [
    "DocumentCache",
    "Limits",
    "MemoryExceeded",
    "ReaderCrashed",
    "Reading",
    "TimeExceeded",
    "find_inputs",
    "read_all",
    "read_one",
]

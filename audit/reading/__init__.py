"""Files in, readings out: each file read and recognised on its own, within limits.

This is the boundary behind which a file is alone: whatever goes wrong with it becomes its own
reading with an error, and the other files never notice. What workers import is here and below, so
that they start without pandas and Great Expectations.
"""

from __future__ import annotations

from audit.reading.archives import find_inputs
from audit.reading.cache import DocumentCache
from audit.reading.failures import MemoryExceeded, ReaderCrashed, TimeExceeded
from audit.reading.files import PackedReading, read_all, read_one, read_packed
from audit.reading.keys import FileKey, key_of
from audit.reading.model import Reading
from audit.reading.spool import Spool, pack, unpack
from audit.reading.workers import Limits, peak_memory

__all__ = [
    "DocumentCache",
    "FileKey",
    "Limits",
    "MemoryExceeded",
    "PackedReading",
    "ReaderCrashed",
    "Reading",
    "Spool",
    "TimeExceeded",
    "find_inputs",
    "key_of",
    "pack",
    "peak_memory",
    "read_all",
    "read_one",
    "read_packed",
    "unpack",
]

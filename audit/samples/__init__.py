"""Made-up reports of bodies that do not exist, in every format, with faults planted and the key to them.

For demonstration and for tests: no sentence and no number in them is anybody's.
"""

from __future__ import annotations

from audit.samples.corpus import Order, compose_corpus, make_corpus, make_counties
from audit.samples.county import settle_agencies
from audit.samples.faults import CORPUS_FAULTS, FAULTS, CorpusFault, Fault
from audit.samples.key import CorpusKey, ReportKey, read_key
from audit.samples.model import Agency, ReportContent
from audit.samples.writers import FORMATS, write_report

__all__ = [
    "CORPUS_FAULTS",
    "FAULTS",
    "FORMATS",
    "Agency",
    "CorpusFault",
    "CorpusKey",
    "Fault",
    "Order",
    "ReportContent",
    "ReportKey",
    "compose_corpus",
    "make_corpus",
    "make_counties",
    "read_key",
    "settle_agencies",
    "write_report",
]

"""What an office says of a whole year: who stands where, how often each rule fails, how good the rules are.

Pure functions over the frames of a run and the current decisions; only what nobody dismissed counts.
"""

from __future__ import annotations

from audit.statistics.precision import assess_rules, assess_sample
from audit.statistics.ranking import open_findings, rank_agencies
from audit.statistics.rates import rate_divisions, rate_kinds, rate_rules
from audit.statistics.sampling import draw_sample

__all__ = [
    "assess_rules",
    "assess_sample",
    "draw_sample",
    "open_findings",
    "rank_agencies",
    "rate_divisions",
    "rate_kinds",
    "rate_rules",
]

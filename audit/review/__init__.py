"""What people decide of the findings: an append-only log, and the state that follows from it.

`open_store` opens (and makes, or brings up to date) the log of an output folder or of a database that
an office shares; `ReviewStore.record` adds to it, `ReviewStore.dispositions` says where each finding
stands. "Who" is the user of the operating system and no login: whoever can write the file can write
any name into it.
"""

from __future__ import annotations

from audit.review.comparing import STATES, compare_runs, count_changes
from audit.review.connecting import default_url, open_store
from audit.review.entries import Entry, current_user, say_author
from audit.review.signing import Seal, Ticket
from audit.review.state import compare_evidence, derive_dispositions
from audit.review.store import ReviewStore

__all__ = [
    "STATES",
    "Entry",
    "ReviewStore",
    "Seal",
    "Ticket",
    "compare_evidence",
    "compare_runs",
    "count_changes",
    "current_user",
    "default_url",
    "derive_dispositions",
    "open_store",
    "say_author",
]

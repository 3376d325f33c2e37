"""`decide`: one decision, from the command line."""

from __future__ import annotations

import argparse

from audit.pipeline.reviewing import decide
from audit.review import Entry

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Record the decision, say what was recorded, and return 0."""
    entry = Entry(
        options.finding,
        decision=options.decision,
        reason=options.reason,
        rectification=options.rectification,
        note=options.note,
    )
    recorded = decide(options.out, options.finding, entry, url=options.review_url)
    said = [word for word in (recorded.decision, recorded.rectification) if word]
    said += [word for word, text in (("理由", recorded.reason), ("备注", recorded.note)) if text is not None]
    print(f"已记录 {recorded.finding_id}：{'，'.join(said)}")
    return 0

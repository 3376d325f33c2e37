"""Wordings that the office accepts beside those of the format."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.office import Wordings
from audit.text import fold

__all__ = ["accept_wordings"]

# Frame -> column of the printed wording, column of its status, and whose list it is held against.
_PRINTED = (
    ("sections", "heading", "heading_status", "headings"),
    ("cells", "label", "label_status", "labels"),
    ("cells", "head", "head_status", "labels"),
)


def accept_wordings(frames: Mapping[str, pd.DataFrame], wordings: Wordings) -> dict[str, pd.DataFrame]:
    """`frames` with the status `accepted` for deviant headings and labels that the office accepts
    (white space, width and punctuation aside). Everything else stays as it was read."""
    accepted = dict(frames)
    for name, printed, status, listed in _PRINTED:
        wanted = {fold(wording) for wording in getattr(wordings, listed)}
        if not wanted:
            continue
        frame = accepted[name]
        deviant = frame[status] == "deviant"
        known = {text for text in frame.loc[deviant, printed].dropna().unique() if fold(text) in wanted}
        changed = frame[status].mask(deviant & frame[printed].isin(known), "accepted")
        accepted[name] = frame.assign(**{status: changed})
    return accepted

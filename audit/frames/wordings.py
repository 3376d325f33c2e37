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


def accept_wordings(
    frames: Mapping[str, pd.DataFrame], wordings: Wordings, earlier: Wordings | None = None
) -> dict[str, pd.DataFrame]:
    """`frames` with the status `accepted` for deviant headings and labels that the office accepts
    (white space, width and punctuation aside). Everything else stays as it was read.

    `earlier`: the wordings by which `frames` have been gone over before; those that the office has
    withdrawn since are deviant again.
    """
    accepted = dict(frames)
    for name, printed, status, listed in _PRINTED:
        wanted = {fold(wording) for wording in getattr(wordings, listed)}
        withdrawn = {fold(wording) for wording in getattr(earlier, listed, ())} - wanted
        for before, after, changing in (("accepted", "deviant", withdrawn), ("deviant", "accepted", wanted)):
            if changing:
                frame = accepted[name]
                concerned = frame[status] == before
                known = {t for t in frame.loc[concerned, printed].dropna().unique() if fold(t) in changing}
                changed = frame[status].mask(concerned & frame[printed].isin(known), after)
                accepted[name] = frame.assign(**{status: changed})
    return accepted

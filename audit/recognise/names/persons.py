"""Numbers and addresses of private persons in the prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.recognise.model import Mention
from audit.recognise.names.lines import Line
from audit.recognise.names.masking import find_personal
from audit.recognise.names.wording import reason

__all__ = ["read_persons"]


def read_persons(lines: Sequence[Line]) -> Iterator[Mention]:
    """Mobile and identity numbers and home addresses, masked: `private` where the words say so, else
    `office`, for an office may give a mobile number as its own."""
    for line in lines:
        for number in find_personal(line.folded):
            mention = line.mention("person", number.start, number.end, use=number.sort)
            if number.private:
                yield replace(mention, verdict="private", reason=reason("person", f"private_{number.sort}"))
            else:
                yield replace(mention, verdict="office", reason=reason("person", "office"))

"""The words around a figure without those that say nothing of what it counts.

An office puts times, adverbs, its own name and quotes anywhere: 行政许可事项，我局全年依法办结 30 件. What a
figure is about is tried on the words as they stand first, and on these plain ones where nothing fits.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from audit.recognise.sentences import Folded

__all__ = ["clause_of", "plain_words"]


def plain_words(text: str, name: str = "") -> Folded:
    """The folded `text` without its fillers and the agency's `name`, and a total told after a comma
    (申请，全年计 #) drawn to what it is of; `places` are offsets in `text`."""
    filler, joint = _fillers(name)
    gone = [match.span() for match in joint.finditer(text)]
    gone += [match.span() for match in filler.finditer(text)]
    kept = bytearray(b"\1") * len(text)
    for start, end in gone:
        kept[start:end] = bytes(end - start)
    places = [place for place, keep in enumerate(kept) if keep]
    return Folded("".join([text[place] for place in places]), places)


def clause_of(text: str, begin: int, stop: int) -> tuple[int, str]:
    """Where the shortest clause of `text` with the figure at `begin` to `stop` starts, and the clause, the
    figure as #."""
    breaks = _entries()["breaks"]
    start = max(text.rfind(mark, 0, begin) for mark in breaks) + 1
    if start == begin and text.endswith(":", 0, begin):  # 废止件数：12
        start = max(text.rfind(mark, 0, begin - 1) for mark in breaks) + 1
    ends = [place for mark in breaks if (place := text.find(mark, stop)) >= 0]
    return start, f"{text[start:begin]}#{text[stop : min(ends, default=len(text))]}"


@cache
def _fillers(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    entries = _entries()
    own = "|".join(filter(None, [re.escape(name), entries["own"]]))
    pieces = {**entries, "own": f"(?:{entries['towards']})?(?:{own})"}
    alike = "|".join(pieces[key] for key in ("quotes", "own", "times", "adverbs"))
    return re.compile(alike), re.compile(entries["joint"].replace("<filler>", f"(?:{alike})"))


@cache
def _entries() -> Mapping[str, str]:
    path = resources.files("audit") / "recognise" / "claims" / "plain.toml"
    entries: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return entries

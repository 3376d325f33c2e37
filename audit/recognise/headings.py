"""Which lines head the six parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz

from audit.document import Block, Paragraph
from audit.recognise.patterns import expression, setting, whole_number
from audit.recognise.sentences import fold_characters, fold_tracked
from audit.template import Template, load_templates
from audit.text import fold, fold_label

__all__ = ["Heading", "find_headings"]

HeadingStatus = Literal["official", "accepted", "deviant"]

_NEAR = 70.0  # alike enough when the numeral is the part's own
_VERY_NEAR = 88.0  # alike enough when it is another one or missing
_MARGIN = 8.0  # how much nearer than to any other wording of the form
_RANKS = {"official": 2, "accepted": 1, "deviant": 0}
_OPENING = 16  # characters that show whether a line begins with a numeral
_CONTENTS = 3  # headings directly below each other that make a table of contents


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads part `part`; `agrees`: its numeral is the part's own.

    It takes the blocks from `block` up to `after`. `rest` is where the text goes on when the heading
    leads a paragraph (None: it is a line of its own).
    """

    part: int
    numeral: str
    text: str
    status: HeadingStatus
    agrees: bool
    block: int = 0
    after: int = 1
    rest: int | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """How sure it is, against another line that could head the same part."""
        return self.agrees, _RANKS[self.status]


@dataclass(frozen=True, slots=True)
class _Wordings:
    """What headings may say (folded wording -> part and status), and the form's other labels, which
    a near miss must not be nearer to."""

    exact: Mapping[str, tuple[int, HeadingStatus]]
    others: frozenset[str]
    leads: tuple[tuple[int, HeadingStatus, str], ...]

    @classmethod
    def of(cls, template: Template) -> _Wordings:
        printed: list[tuple[int, HeadingStatus, str]] = []
        for part in template.parts:
            printed.append((part.number, "official", part.heading))
            printed.extend((part.number, "accepted", alias) for alias in part.aliases)
        labels = {
            fold_label(_take_numeral(fold(label))[1])
            for table in template.tables
            for row in table.rows
            for label in (row.label, *row.groups)
        }
        return cls(
            {fold_label(wording): (part, status) for part, status, wording in reversed(printed)},
            frozenset(labels),
            tuple((part, status, fold(wording)) for part, status, wording in printed),
        )


@cache
def _wordings(revision: str) -> _Wordings:
    return _Wordings.of(load_templates()[revision])


def find_headings(
    blocks: Sequence[Block], template: Template, consumed: Collection[int] = ()
) -> tuple[Heading, ...]:
    """The headings of the parts in the order they stand, at most one for each part.

    `consumed` are the indexes of blocks that belong to tables. A table of contents heads nothing; of
    several lines that could head a part, the first with the best numeral and wording does.
    """
    lines = [
        (index, block.text)
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and block.text and index not in consumed
    ]
    candidates = list(_read_lines(lines, template.revision))
    best: dict[int, Heading] = {}
    for heading in _without_contents(candidates, [index for index, _ in lines]):
        if heading.part not in best or heading.rank > best[heading.part].rank:
            best[heading.part] = heading
    return tuple(sorted(best.values(), key=lambda heading: heading.block))


def _read_lines(lines: Sequence[tuple[int, str]], revision: str) -> Iterator[Heading]:
    longest = _longest()
    taken = -1
    for place, (index, text) in enumerate(lines):
        if index <= taken:
            continue
        last, heading = index, _read_line(text[: longest + 1], revision)
        if (heading is None or heading.status == "deviant") and place + 1 < len(lines):
            below, rest = lines[place + 1]
            torn = _read_torn(text, rest, revision) if len(text) + len(rest) <= longest else None
            if torn is not None:
                last, heading = below, torn
        if heading is not None:
            taken = last
            yield replace(heading, block=index, after=last + 1)


def _longest() -> int:
    """How long a heading may be as printed, with white space between its characters."""
    return 2 * int(setting("heading", "longest"))


@lru_cache(maxsize=256)  # a document is asked for its headings before and after its tables are read
def _read_line(line: str, revision: str) -> Heading | None:
    """The heading that the line is or begins with; its place is not told yet. `line` may be cut."""
    wordings = _wordings(revision)
    return _read_whole(line, wordings) or _read_lead(line, wordings)


def _read_whole(line: str, wordings: _Wordings) -> Heading | None:
    """The heading that the whole line is."""
    if len(line) > _longest():
        return None
    folded = fold(line)
    if not 2 <= len(folded) <= setting("heading", "longest") or folded.startswith("("):
        return None
    numeral, words = _take_numeral(folded)
    words = fold_label(expression("heading", "leaders").sub("", words))
    found = wordings.exact.get(words) or _near_miss(numeral, words, wordings)
    if found is None:
        return None
    part, status = found
    return Heading(part, numeral, line.strip(), status, _agrees(numeral, part))


def _read_lead(text: str, wordings: _Wordings) -> Heading | None:
    """The heading that leads a paragraph: the form's own words and numeral, then a stop."""
    if not _take_numeral(fold_characters(text[:_OPENING]))[0]:
        return None
    tracked = fold_tracked(text[: _longest()])
    numeral, words = _take_numeral(tracked.text)
    start = len(tracked.text) - len(words)
    for part, status, wording in wordings.leads:
        agrees = _agrees(numeral, part)
        if not agrees or not words.startswith(wording):
            continue
        _, end = tracked.span(0, start + len(wording))
        if expression("heading", "stop").match(text, end):
            printed = text[:end].strip()
            return Heading(part, numeral, printed, status, agrees, rest=end + 1)
    return None


@lru_cache(maxsize=256)
def _read_torn(first: str, second: str, revision: str) -> Heading | None:
    """The heading that two lines make together, in the form's own words."""
    numeral, words = _take_numeral(fold(first + second))
    found = _wordings(revision).exact.get(fold_label(words)) if numeral else None
    if found is None:
        return None
    part, status = found
    return Heading(part, numeral, first.strip() + second.strip(), status, _agrees(numeral, part))


def _take_numeral(folded: str) -> tuple[str, str]:
    match = expression("heading", "numeral").match(folded)
    if match is None:
        return "", folded
    return match["numeral"] or match["bare"] or "", match["words"]


def _agrees(numeral: str, part: int) -> bool:
    return bool(numeral) and whole_number(numeral) == part


def _near_miss(numeral: str, words: str, wordings: _Wordings) -> tuple[int, HeadingStatus] | None:
    """The part whose heading `words` all but are, when no other label of the form is as near."""
    if len(words) < 4 or words in wordings.others:
        return None
    scores: dict[int, float] = {}
    for wording, (part, _) in wordings.exact.items():
        scores[part] = max(fuzz.ratio(words, wording), scores.get(part, 0.0))
    best = max(scores, key=scores.__getitem__)
    if scores[best] < (_NEAR if _agrees(numeral, best) else _VERY_NEAR):
        return None
    others = [score for part, score in scores.items() if part != best]
    others += [fuzz.ratio(words, label) for label in wordings.others]
    return (best, "deviant") if scores[best] - max(others) >= _MARGIN else None


def _without_contents(candidates: Sequence[Heading], lines: Sequence[int]) -> list[Heading]:
    """The candidates without tables of contents: runs of lines directly below each other, each of
    whose parts is headed again further down."""
    following = dict(pairwise(lines))
    kept: list[Heading] = []
    run: list[Heading] = []
    for place, heading in enumerate(candidates):
        run.append(heading)
        after = candidates[place + 1] if place + 1 < len(candidates) else None
        if after is not None and following.get(heading.after - 1) == after.block:
            continue
        later = {candidate.part for candidate in candidates[place + 1 :]}
        if len(run) < _CONTENTS or any(entry.part not in later for entry in run):
            kept += run
        run = []
    return kept

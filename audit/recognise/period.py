"""The statistical period as a report states it, and the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from audit.document import Block, Grid, Origin, Paragraph
from audit.recognise.model import Period, Section
from audit.recognise.patterns import expression, setting, strings, whole_number
from audit.recognise.sentences import Sentence, fold_characters, narrow, split_sentences
from audit.text import fold

__all__ = ["read_period", "read_published"]

_PROSE_PARTS = (1, 6)  # a period that is not stated up front is stated there, if anywhere


def read_period(head: Sequence[Block], sections: Sequence[Section], year: int | None) -> Period:
    """The period stated before part one, or, where the words say that it is one, in parts one and six.

    `year` is the year in the title: what 本年1月1日 means, and the period preferred where a report also
    mentions last year's. A sentence about the period whose dates
    have lost digits is stated and unreadable (`status` None), never a wrong year.
    """
    first: Period | None = None
    unreadable: Period | None = None
    for sentence, origin, in_head in _sentences(head, sections):
        folded = fold_characters(sentence.text)
        worded = expression("period", "wording").search(folded) is not None
        if not worded and not in_head:
            continue
        place = narrow(origin, sentence.start, sentence.end)
        stated = [days for match in _range().finditer(folded) if (days := _days(match, year)) is not None]
        for days in stated:
            found = Period("stated", *days, sentence.text, place)
            if year is None or days[1].year == year:
                return found
            first = first or found
        if not stated and worded and unreadable is None and expression("period", "some_date").search(folded):
            unreadable = Period(None, sentence=sentence.text, origin=place)
    return first or unreadable or Period("missing")


def read_published(head: Sequence[Block], metadata: Mapping[str, str]) -> date | None:
    """The day of publication from a page's metadata or a line near its top (发布日期：…)."""
    named = {fold(key).lower(): value for key, value in metadata.items()}
    for key in strings("published", "metadata"):
        day = _read_day(fold(named.get(key, "")))
        if day is not None:
            return day
    for line in _lines(head):
        match = expression("published", "line").search(fold(line))
        day = _read_day(match["date"]) if match else None
        if day is not None:
            return day
    return None


@cache
def _range() -> re.Pattern[str]:
    day: str = setting("period", "date")
    return re.compile(
        rf"(?<!\d){day.replace('{n}', '1')}{setting('period', 'between')}{day.replace('{n}', '2')}(?!\d)"
    )


def _sentences(head: Sequence[Block], sections: Sequence[Section]) -> Iterator[tuple[Sentence, Origin, bool]]:
    for block in head:
        if isinstance(block, Paragraph):
            for sentence in split_sentences(block.text):
                yield sentence, block.origin, True
    for section in sorted(sections, key=lambda section: section.part):
        if section.part in _PROSE_PARTS:
            for text, origin in section.paragraphs:
                for sentence in split_sentences(text):
                    yield sentence, origin, False


def _days(match: re.Match[str], year: int | None) -> tuple[date, date] | None:
    """First and last day; a year that is printed once holds for both, 本年 is the title's."""
    years: list[int | None] = []
    for number in "12":
        if match[f"y{number}"]:
            years.append(whole_number(match[f"y{number}"]))
        elif match[f"same{number}"]:
            years.append(years[0] if years and years[0] else year)
        else:
            years.append(years[0] if years else None)
    first, last = years[0] or years[1], years[1] or years[0]
    if first is None or last is None:
        return None
    start = _day(first, match["m1"], match["d1"])
    end = _day(last, match["m2"], match["d2"])
    return (start, end) if start and end else None


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, whole_number(month) or 0, whole_number(day) or 0)
    except ValueError:
        return None


def _read_day(text: str) -> date | None:
    match = expression("published", "date").search(text)
    return _day(int(match["y"]), match["m"], match["d"]) if match else None


def _lines(head: Sequence[Block]) -> Iterator[str]:
    """The lines and table rows of `head`, then each with the next (a label, then its value)."""
    lines: list[str] = []
    for block in head:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Grid):
            lines.extend(" ".join(cell.text for cell in row) for row in block.rows())
    yield from lines
    for first, second in pairwise(lines):
        yield f"{first}{second}"

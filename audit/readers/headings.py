"""Which lines are headings. A reader needs to know only so much of the form: a part heading always
ends a table, and no line is joined across a heading."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from audit.template import load_templates
from audit.text import fold, fold_label

__all__ = ["is_caption", "is_numbered", "is_part_heading"]

_NUMERAL = re.compile(
    r"(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\)?[、.,,:;]*|第[一二三四五六七八九十]{1,3}[部章节]分?)"
)
_NUMBERED = re.compile(
    r"(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.](?!\d)"
    r"|\d{1,2}\)|第[一二三四五六七八九十]{1,3}[部章节条]|[①-⑳])"
)
_LONGEST_HEADING = 60
_NEAR = 85.0


@lru_cache(maxsize=1024)  # the lines around a table are asked about again and again
def is_part_heading(line: str) -> bool:
    """Whether `line` is, or begins with, the heading of one of the format's parts: as printed in a
    template, an accepted older wording, or (with a numeral) something very near it."""
    folded = fold(line[: 2 * _LONGEST_HEADING])
    numeral = _NUMERAL.match(folded)
    words = fold_label(folded[numeral.end() :] if numeral else folded)
    if words in _part_headings():
        return True
    if not numeral or not words:
        return False
    if words.startswith(_part_headings()):
        return True
    return len(words) <= _LONGEST_HEADING and (
        process.extractOne(words, _part_headings(), scorer=fuzz.ratio, score_cutoff=_NEAR) is not None
    )


def is_caption(line: str) -> bool:
    """Whether `line` is the caption of a band of a table (第二十条第（一）项)."""
    return fold_label(line[:_LONGEST_HEADING]) in _captions()


def is_numbered(line: str) -> bool:
    """Whether `line` begins as headings and list items do: 一、 （一） 1. ①."""
    return _NUMBERED.match(fold(line[:_LONGEST_HEADING])) is not None


@cache
def _part_headings() -> tuple[str, ...]:
    wordings = {
        fold_label(heading)
        for template in load_templates().values()
        for part in template.parts
        for heading in (part.heading, *part.aliases)
    }
    return tuple(wordings)


@cache
def _captions() -> frozenset[str]:
    return frozenset(
        fold_label(band.caption)
        for template in load_templates().values()
        for table in template.tables
        for band in table.bands
        if band.caption
    )

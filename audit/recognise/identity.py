"""Whose report it is, and for which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from audit.document import Block, Origin, Paragraph
from audit.recognise.model import Identity, Period, Section
from audit.recognise.patterns import expression, expressions, setting, strings, whole_number
from audit.recognise.sentences import split_sentences
from audit.template import agency_kinds
from audit.text import fold

__all__ = ["Title", "complete_name", "find_title", "kind_of", "read_identity", "read_year"]

_WINDOW = 3  # lines over which a title may run
_BRACKET = re.compile(r"\([^()]*\)$")
_LOOKS_AHEAD = 5  # the part that speaks of next year


@dataclass(frozen=True, slots=True)
class Title:
    """A title: `printed` without white space, the agency and year in it, and where it begins (None
    for a title that stands only in a page's metadata)."""

    printed: str
    agency: str
    year: int | None
    origin: Origin | None


def read_identity(head: Sequence[Block], metadata: Mapping[str, str]) -> Identity:
    """Who reports, from the title, else from the sentences before part one, else from a page's
    metadata. `year` is the title's; `read_year` weighs it against what else states one."""
    title = find_title(head)
    from_page = _title_of_page(metadata)
    names = (
        title.agency if title else "",
        _agency_of_preamble(head),
        from_page.agency if from_page else "",
        _publisher(metadata),
    )
    printed = next((name for name in names if name), "")
    year = title.year if title else None
    return Identity(
        agency=complete_name(printed),
        printed=printed,
        kind=kind_of(printed),
        year=year if year is not None else (from_page.year if from_page else None),
        title=title.printed if title else "",
        title_year=year,
        title_origin=title.origin if title else None,
    )


def read_year(
    identity: Identity, period: Period, sections: Sequence[Section], manifest_year: int | None
) -> int | None:
    """The report year: the manifest's, when the office has listed the file under one; else what most of
    title, period and prose agree on, else the first of them that states one. So a title copied from
    last year does not put the report in the place of last year's. A day of publication is never asked."""
    if manifest_year is not None:
        return manifest_year
    stated = [identity.year, period.end.year if period.end else None, _prose_year(sections)]
    years = Counter(year for year in stated if year is not None)
    return years.most_common(1)[0][0] if years else None


def _prose_year(sections: Sequence[Section]) -> int | None:
    """The year with which the paragraphs of part one open, else the sentences of all parts but the
    fifth (which looks ahead); None when there is none or more than one."""
    opening = (text for section in sections if section.part == 1 for text, _ in section.paragraphs)
    sentences = (
        sentence.text
        for section in sections
        if section.part != _LOOKS_AHEAD
        for text, _ in section.paragraphs
        for sentence in split_sentences(text)
    )
    for texts in (opening, sentences):
        matches = (expression("year", "opening").match(fold(text[:20])) for text in texts)
        years = {int(match["year"]) for match in matches if match}
        if len(years) == 1:
            return _sensible(years.pop())
    return None


def kind_of(name: str) -> str:
    """The kind of agency that `name` ends like, what stands in brackets after it aside; "" when it
    cannot be told."""
    folded = _BRACKET.sub("", fold(name))
    return next((kind.name for kind in agency_kinds() if folded.endswith(kind.endings)), "")


def complete_name(name: str) -> str:
    """The full name: a report headed 某某镇 is 某某镇人民政府's."""
    folded = fold(name)
    for kind in agency_kinds():
        if not folded.endswith(kind.endings):
            continue
        short = max((end for end in kind.completes if folded.endswith(end)), key=len, default="")
        is_full = any(folded.endswith(full) for full in kind.completes.values())
        return folded if is_full or not short else folded.removesuffix(short) + kind.completes[short]
    return folded


# ----------------------------------------------------------------------------------------- title


def find_title(head: Sequence[Block]) -> Title | None:
    """The title line, or the lines that make one together. Of several the last counts: what a page
    prints above an article (its menu, its path) repeats the title before the article begins."""
    lines = [
        (block.text, block.origin) for block in head if isinstance(block, Paragraph) and block.text.strip()
    ]
    best: Title | None = None
    for end in range(1, len(lines) + 1):
        if not _document_ends(lines[end - 1][0]):
            continue
        found = [title for size in range(1, _WINDOW + 1) if (title := _join(lines, end - size, end))]
        titled = next((title for title in found if title.agency and title.year), None)
        chosen = titled or next((title for title in found if title.agency or title.year), None)
        if chosen is not None and (best is None or _fullness(chosen) >= _fullness(best)):
            best = chosen
    return best


def _fullness(title: Title) -> int:
    return bool(title.agency) + bool(title.year)


def _document_ends(line: str) -> bool:
    return len(line) <= 2 * setting("title", "longest") and bool(_ending().search(fold(line)))


def _join(lines: Sequence[tuple[str, Origin]], start: int, end: int) -> Title | None:
    if start < 0:
        return None
    texts = ["".join(text.split()) for text, _ in lines[start:end]]
    title = _parse("".join(texts))
    if title is None or (end - start > 1 and not _is_name(title.agency)):
        return None
    return Title(title.printed, title.agency, title.year, lines[start][1])


def _parse(printed: str) -> Title | None:
    """The title that `printed` (without white space) is."""
    folded = fold(printed)
    if len(folded) > setting("title", "longest") or expression("title", "refuse").search(folded):
        return None
    match = _title().fullmatch(folded)
    if match is None:
        return None
    written = match["year"] or match["late"]
    year = whole_number(written) if written else None
    agency = (match["before"] or "") + (match["after"] or "")
    return Title(printed, agency.strip('《》"“”'), _sensible(year), None)


@cache
def _title() -> re.Pattern[str]:
    parts = {key: setting("title", key) for key in ("lead", "about", "document", "year", "tail")}
    return re.compile(
        rf"(?:{parts['lead']})?《?(?P<before>[^:,0-9]*?)(?:{parts['about']}{parts['year']}(?P<after>[^:,0-9]*?))?"
        rf"{parts['document']}》?(?:{parts['tail']})?"
    )


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(rf"报告》?(?:{setting('title', 'tail')})?$")


def _sensible(year: int | None) -> int | None:
    if year is None or not setting("year", "first") <= year <= setting("year", "last"):
        return None
    return year


def _is_name(text: str) -> bool:
    return bool(kind_of(text))


# --------------------------------------------------------------------------- where there is no title


def _agency_of_preamble(head: Sequence[Block]) -> str:
    sentences = [fold(sentence) for sentence in _head_sentences(head)]
    for pattern in expressions("agency", "sentences"):
        for sentence in sentences:
            for match in pattern.finditer(sentence):
                name = expression("agency", "cut").sub("", match["agency"])
                if _is_name(name) and not expression("agency", "pronouns").match(name):
                    return name
    return ""


def _head_sentences(head: Sequence[Block]) -> Iterator[str]:
    for block in head:
        if isinstance(block, Paragraph):
            yield from (sentence.text for sentence in split_sentences(block.text))


def _title_of_page(metadata: Mapping[str, str]) -> Title | None:
    named = {fold(key).lower(): value for key, value in metadata.items()}
    for key in strings("title_metadata", "keys"):
        # A page's <title> goes on with the name of the site: 报告-某某网, 报告_某某网.
        for piece in re.split(r"[-_|—–]", fold(named.get(key, ""))):
            title = _parse(piece)
            if title is not None and (title.agency or title.year):
                return title
    return None


def _publisher(metadata: Mapping[str, str]) -> str:
    named = {fold(key).lower(): fold(value) for key, value in metadata.items()}
    names = (named.get(key, "") for key in strings("agency", "metadata"))
    return next((name for name in names if _is_name(name)), "")

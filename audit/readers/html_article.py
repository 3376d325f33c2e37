"""The article of a web page: what stands between the site's menus and its footer.

The article is the smallest element that holds all part headings or, with fewer than two of them, all
paragraphs of prose. Before its last heading nothing is dropped but menus, and after it nothing but
what shows that it is the site's: a footer that is kept is a nuisance, a sentence that is lost makes a
false accusation.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from lxml import etree

from audit.document import Block, Grid, Paragraph, Picture
from audit.readers.headings import is_numbered, is_part_heading
from audit.readers.html_tree import Element
from audit.text import fold, read_number

__all__ = ["Source", "Sourced", "find_article", "is_furniture", "unwrap", "wording"]

_WRAPPERS = ("span", "font", "strong", "b", "u", "em", "i", "o:p")
_TITLES = frozenset("h1 h2 h3 h4 h5 h6 ucaptitle".split())


@dataclass(frozen=True, slots=True)
class Source:
    """Where a block of a page comes from: the `element` of its first words, whether all its words are
    links, and the innermost element around it that is the site's by its name."""

    element: Element
    linked: bool = False
    furniture: Element | None = None


Sourced = tuple[Block, Source]


def find_article(blocks: Sequence[Sourced], title: str) -> list[Block]:
    """The blocks of a page without its menus and its footer. `title` is what the page says it is
    called: no link that repeats it is a menu."""
    marks = _marks(blocks)
    if not marks:
        return [block for block, _ in blocks]
    container = _container([blocks[mark][1].element for mark in marks])
    spine = frozenset((container, *container.iterancestors()))
    start = bisect_left(range(marks[0]), 1, key=lambda at: _holds(container, blocks[at]))
    end = bisect_left(
        range(len(blocks)), 1, lo=marks[-1] + 1, key=lambda at: not _holds(container, blocks[at])
    )
    headings = (at for at in range(marks[-1], end) if _is_heading(blocks[at][0]))
    last = max(headings, default=marks[-1]) + 1
    above = (block for block, source in blocks[:start] if not _is_menu(block, source, spine, title))
    below = _below(blocks[last:], spine, within=end - last)
    return [*above, *(block for block, _ in blocks[start:last]), *below]


def unwrap(root: Element) -> None:
    """Remove the tags that say nothing of the text in them (Word wraps every few characters), but for
    those that by their names may hold the article."""
    for element in root.iter("span", "font"):
        if element.keys() and _is_named(element, "content"):
            element.tag = "holder"  # and no longer one of them
    etree.strip_tags(root, *_WRAPPERS)


def is_furniture(element: Element) -> bool:
    """Whether `element` by its tag, class or id holds what a site prints on all its pages."""
    return element.tag in wording("site", "tags") or _is_named(element, "site")


@cache
def wording(section: str, key: str) -> Any:
    """One entry of html_article.toml."""
    return _settings()[section][key]


# ------------------------------------------------------------------------------------ where it is


def _marks(blocks: Sequence[Sourced]) -> list[int]:
    """The blocks that show where the article is, in order: headings (the last of each wording, for a
    table of contents stands before them; a link only when there is nothing else), else prose too."""
    headings: dict[str, int] = {}
    linked: dict[str, int] = {}
    for at, (block, source) in enumerate(blocks):
        if _is_heading(block):
            (linked if source.linked else headings)[_text(block)] = at
    found = headings.values() if len(headings) >= 2 else {*headings.values(), *linked.values()}
    if len(found) >= 2:
        return sorted(found)
    prose = (at for at, (block, source) in enumerate(blocks) if _is_prose(block) and not source.furniture)
    return sorted({*found, *prose})


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(block.text) and is_part_heading(block.text)


def _text(block: Block) -> str:
    """All text of `block`, folded."""
    if isinstance(block, Grid):
        return fold("".join(cell.text for cell in block.cells))
    return fold(block.text) if isinstance(block, Paragraph) else ""


def _is_prose(block: Block) -> bool:
    if not isinstance(block, Paragraph) or len(block.text) < wording("line", "shortest_prose"):
        return False
    text = _text(block)
    return _is_sentence(text) and not _expression("contains").search(text)


def _container(marked: Sequence[Element]) -> Element:
    """The smallest element around all of `marked`, or one around it that content systems keep for
    articles. A single mark shows nothing: then the whole page, unless there is such an element."""
    around = _common(marked)
    spine = (around, *around.iterancestors())
    known = (
        element
        for element in spine
        if element.tag in wording("content", "tags") or _is_named(element, "content")
    )
    return next(known, spine[-1] if len(marked) == 1 else around)


def _common(elements: Sequence[Element]) -> Element:
    """The smallest element that holds all `elements`."""
    spine = [elements[0], *elements[0].iterancestors()]
    height = {element: at for at, element in enumerate(spine)}
    highest = 0
    seen: set[Element] = set()  # so that no stretch is climbed twice
    for element in elements[1:]:
        climbing: Element | None = element
        while climbing is not None and climbing not in height and climbing not in seen:
            seen.add(climbing)
            climbing = climbing.getparent()
        if climbing is not None:
            highest = max(highest, height.get(climbing, 0))
    return spine[highest]


def _holds(container: Element, sourced: Sourced) -> bool:
    element = sourced[1].element
    return element is container or any(around is container for around in element.iterancestors())


# ----------------------------------------------------------------------------- what stands around it


def _is_menu(block: Block, source: Source, spine: frozenset[Element], title: str) -> bool:
    if isinstance(block, Grid) or not (source.linked or _in_furniture(source, spine)):
        return False
    text = _text(block)
    if text and (_is_sentence(text) or text in fold(title)):
        return False
    around = (source.element, *source.element.iterancestors())
    return not any(element.tag in _TITLES for element in around)


def _below(blocks: Sequence[Sourced], spine: frozenset[Element], *, within: int) -> Iterator[Block]:
    """What is left of `blocks`, which follow the last heading; the first `within` of them stand in the
    article's element. The site's text goes on to the end of the page once it has begun.

    Outside the element what is no report's by its form is dropped too, but not before the last part
    has any text: that may be all it says.
    """
    answered = False
    for at, (block, source) in enumerate(blocks):
        outside = at >= within
        if _in_furniture(source, spine) or _is_of_site(block, outside=outside):
            return
        if outside and (source.linked or (answered and not _is_of_report(block))):
            return
        answered = answered or not isinstance(block, Paragraph) or bool(block.text)
        yield block


def _in_furniture(source: Source, spine: frozenset[Element]) -> bool:
    return source.furniture is not None and source.furniture not in spine


def _is_of_site(block: Block, *, outside: bool) -> bool:
    """Whether the wording of `block` shows that it is the site's."""
    if isinstance(block, Picture):
        return False
    text = _text(block)
    if len(text) > wording("line", "longest_footer"):
        return False
    if outside and (_expression("outside").search(text) or _expression("contains").search(text)):
        return True
    if _is_sentence(text) or is_numbered(text):
        return False
    begins = len(text) <= wording("line", "longest_start") and _expression("begins").match(text)
    return bool(begins or _expression("contains").search(text))


def _is_of_report(block: Block) -> bool:
    """Whether `block` by its form may belong to a report although it stands outside its element."""
    if isinstance(block, Grid):
        return any(read_number(cell.text).status == "number" for cell in block.cells)
    return (
        isinstance(block, Picture) or not block.text or is_numbered(block.text) or _is_sentence(_text(block))
    )


def _is_sentence(folded: str) -> bool:
    return _expression("end_of_sentence").search(folded) is not None


# --------------------------------------------------------------------------------------- wordings


@cache
def _settings() -> Mapping[str, Mapping[str, Any]]:
    path = resources.files("audit") / "readers" / "html_article.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _expression(key: str) -> re.Pattern[str]:
    return re.compile(wording("line", key))


def _is_named(element: Element, section: Literal["content", "site"]) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return names != " " and _has_name(names, section)


@lru_cache(maxsize=4096)  # the same few names on every page of a site
def _has_name(names: str, section: Literal["content", "site"]) -> bool:
    return any(re.fullmatch(wording(section, "names"), name) for name in names.split())

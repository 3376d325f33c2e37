"""Walking a page without recursion (pages nest thousands deep), and what a browser shows of it."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Literal, TypeAlias

from lxml import etree

__all__ = ["BLOCKS", "TABLE_PARTS", "Element", "inner_text", "is_dropped", "printed", "walk"]

Element: TypeAlias = etree._Element  # noqa: SLF001  (lxml has no public name for it)
Event = Literal["start", "text", "end", "tail"]

TABLE_PARTS = frozenset("table caption thead tbody tfoot tr td th".split())
BLOCKS = TABLE_PARTS | frozenset(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer main aside blockquote"
    " pre address center fieldset form figure figcaption hr body html".split()
)
_DROPPED = frozenset(
    "head script style noscript template nav iframe object select button textarea svg math".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n\r\f]+")


def walk(root: Element) -> Generator[tuple[Event, Element], str | None, None]:
    """Every element below `root` in document order: its start, its text, its children, its end, and
    the text after it. Sending anything after "start" leaves the element's inside and end out."""
    element = root
    while True:
        if (yield "start", element) is not None:
            yield "start", element  # answers send(); the caller does not see it
        else:
            yield "text", element
            if len(element):
                element = element[0]
                continue
            yield "end", element
        following = None
        while following is None:
            parent = element.getparent()
            if element is root or parent is None:
                return
            yield "tail", element
            following = element.getnext()
            if following is None:
                element = parent
                yield "end", element
        element = following


def is_dropped(element: Element) -> bool:
    """Whether a browser shows nothing of `element`, or nothing that belongs to the text."""
    if element.tag in _DROPPED or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def printed(element: Element, *, tail: bool = False) -> str:
    """The element's own text (or the text after it): white space of the source is one space, except
    in <pre>."""
    text = (element.tail if tail else element.text) or ""
    holder = element.getparent() if tail else element
    if holder is not None and holder.tag == "pre":
        return text
    return _WHITE.sub(" ", text)


def inner_text(cell: Element, *, nested: bool) -> str:
    """All text within `cell`, its paragraphs and breaks as line breaks; `nested` tables or not."""
    pieces: list[str] = []
    events = walk(cell)
    for event, element in events:
        if event == "text":
            pieces.append(printed(element))
        elif event == "tail":
            pieces.append(printed(element, tail=True))
        elif event == "start" and (is_dropped(element) or (element.tag == "table" and not nested)):
            events.send("skip")
        elif element.tag in BLOCKS or (event == "start" and element.tag == "br"):
            pieces.append("\n")
    return "".join(pieces)

"""Walking a page without recursion (pages nest thousands deep), and what a browser shows of it."""

from __future__ import annotations

import re
from collections.abc import Generator
from functools import lru_cache
from typing import Literal, TypeAlias, cast

from lxml import etree

from audit.text import raise_digits

__all__ = [
    "BLOCKS",
    "TABLE_PARTS",
    "Element",
    "Event",
    "may_hide",
    "print_event",
    "printed",
    "prune",
    "unstyle",
    "walk",
]

Element: TypeAlias = etree._Element  # noqa: SLF001  (lxml has no public name for it)
Event = Literal["start", "text", "end", "tail"]

TABLE_PARTS = frozenset("table caption thead tbody tfoot tr td th".split())
BLOCKS = TABLE_PARTS | frozenset(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer main aside blockquote"
    " pre address center fieldset form figure figcaption hr body html".split()
)
_DROPPED = frozenset(
    "head script style noscript template nav iframe object select button textarea svg math"
    " del s strike".split()
)
_ANY_HIDDEN = etree.XPath("boolean(//@hidden)")
_STYLES = etree.XPath("//@style", smart_strings=False)
# Each by itself, and not with `in`: so a page is searched fastest. An entity spells anything.
_HIDING = tuple(map(re.compile, (b"&#", b"hidden", b"display", b"mso-hide")))
# What stands before it is looked for last: a page is searched for a constant several times as fast.
_STYLE = re.compile(
    rb' style="(?:%s)[^"<>]*"'
    % b"|".join(rb'(?<=<%s style=")' % tag for tag in (b"span", b"td", b"p", b"font"))
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)


def walk(root: Element) -> Generator[tuple[Event, Element], str | None, None]:
    """Every element below `root` in document order: its start, its text if there is any, its children,
    its end, and the text after it. Sending anything after "start" leaves the element's inside and end out."""
    element = root
    while True:
        if (yield "start", element) is not None:
            yield "start", element  # answers send(); the caller does not see it
        else:
            if element.text:
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
            if element.tail:
                yield "tail", element
            following = element.getnext()
            if following is None:
                element = parent
                yield "end", element
        element = following


def prune(root: Element, *, hides: bool = True) -> None:
    """Remove what a browser shows nothing of, or nothing that belongs to the text. What stands after
    a removed element stays. `hides`: whether any element may be hidden by an attribute (`may_hide`)."""
    hidden = filter(_is_hidden, root.iter("*")) if hides and _hides_any(root) else ()
    for element in [*root.iter(*_DROPPED), *hidden]:
        parent = element.getparent()
        if parent is None:
            continue
        before = element.getprevious()
        if element.tail and before is not None:
            before.tail = (before.tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def may_hide(page: bytes) -> bool:
    """Whether a page, in UTF-8, may hide elements: whether it has the words for it, or characters
    written in a way that may spell them."""
    words = page.lower()
    return any(word.search(words) for word in _HIDING)


def unstyle(page: bytes) -> bytes:
    """`page` without the styles of the tags that Word writes most. Of a page that cannot hide anything
    (`may_hide`) no style tells anything, and half of what is parsed may be styles."""
    return _STYLE.sub(b"", page)


def _hides_any(root: Element) -> bool:
    return bool(_ANY_HIDDEN(root)) or any(map(_hides, set(cast("list[str]", _STYLES(root)))))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _hides(style))


@lru_cache(maxsize=1024)  # a page has a few styles, a thousand times each
def _hides(style: str) -> bool:
    return _HIDDEN.search(style) is not None


def printed(element: Element, *, tail: bool = False) -> str:
    """The element's own text (or the text after it): a line break in the source is a space, except
    in <pre>."""
    text = (element.tail if tail else element.text) or ""
    if element.tag == "sup" and not tail:
        text = raise_digits(text)
    if "\n" not in text and "\r" not in text:
        return text
    holder = element.getparent() if tail else element
    if holder is not None and holder.tag == "pre":
        return text
    return text.replace("\n", " ").replace("\r", " ")


def print_event(event: Event, element: Element) -> str:
    """What an event of `walk` prints within a cell: text, or the line break that a block makes."""
    if event in {"text", "tail"}:
        return printed(element, tail=event == "tail")
    return "\n" if element.tag in BLOCKS or (element.tag == "br" and event == "start") else ""

"""The vocabulary of WordprocessingML: names without their two dialects, and what is transparent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

__all__ = ["Element", "attribute", "child", "children", "is_on", "name", "number", "value"]

Element: TypeAlias = etree._Element  # noqa: SLF001  (lxml has no public name for it)

# Transitional (what Word and WPS write) and Strict.
_WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_OTHERS = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp:",
    "urn:schemas-microsoft-com:vml": "v:",
}
# Wrappers that change nothing of what is printed; tracked insertions are printed.
_TRANSPARENT = frozenset(
    "sdtContent customXml smartTag ins moveTo hyperlink fldSimple dir bdo rubyBase ruby".split()
) | {"m:oMath", "m:oMathPara"}
_GONE = frozenset("del moveFrom sdtPr sdtEndPr customXmlPr smartTagPr rubyPr rt".split())
_OFF = frozenset({"0", "false", "off"})


def name(element: Element) -> str:
    """The element's name: plain for Word's own (`tbl`), with a short prefix for a few others
    (`a:blip`), and `?` for the rest."""
    return _short(element.tag)


@lru_cache(maxsize=1024)  # a document has some hundred thousand elements, and fifty names
def _short(tag: object) -> str:
    space, _, local = str(tag).lstrip("{").rpartition("}")
    return local if space in _WORD else f"{_OTHERS.get(space, '?')}{local}"


def attribute(element: Element, key: str) -> str | None:
    """Word's attribute `key`, in whichever dialect (or without, as sloppy writers do)."""
    return next(
        (found for space in (*_WORD, "") if (found := element.get(f"{{{space}}}{key}" if space else key))),
        None,
    )


def children(element: Element) -> Iterator[Element]:
    """The children as printed: content controls and insertions opened, deletions left out, and of
    alternatives (the same thing for new and for old programs) the first."""
    for item in element:
        kind = name(item)
        if kind in _TRANSPARENT:
            yield from children(item)
        elif kind == "sdt":
            content = child(item, "sdtContent")
            if content is not None:
                yield from children(content)
        elif kind == "mc:AlternateContent":
            if len(item):
                yield from children(item[0])
        elif kind not in _GONE:
            yield item


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for step in path:
        if element is None:
            return None
        for item in element:
            if name(item) == step:
                element = item
                break
        else:
            return None
    return element


def value(element: Element | None, *path: str) -> str | None:
    """Attribute `val` of the element at the end of the path."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def number(element: Element | None, *path: str) -> int | None:
    """`value` as a whole number, None when it is none."""
    written = (value(element, *path) or "").strip()
    return int(written) if written.removeprefix("-").isdecimal() and len(written) < 10 else None


def is_on(element: Element | None, *path: str) -> bool:
    """Whether a switch stands at the end of the path and is not turned off."""
    found = child(element, *path)
    return found is not None and (attribute(found, "val") or "1").lower() not in _OFF

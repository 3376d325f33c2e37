"""The vocabulary of WordprocessingML: names without their two dialects, and what is transparent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree

__all__ = [
    "Element", "Named", "attribute", "child", "children", "drop_looks", "is_on", "is_switched_on", "name",
    "number", "properties", "value", "whole",
]  # fmt: skip

Element: TypeAlias = etree._Element  # noqa: SLF001  (lxml has no public name for it)
Named: TypeAlias = tuple[str, Element]

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
_LOOKS = "rFonts b bCs i iCs u color sz szCs kern lang spacing ind jc tcW tcBorders tcMar vAlign shd".split()
_NONE: Mapping[str, Element] = MappingProxyType({})
_ALTERNATIVES = "mc:AlternateContent"
_NOT_PRINTED_ITSELF = _TRANSPARENT | _GONE | {"sdt", _ALTERNATIVES}
_OFF = frozenset({"0", "false", "off"})
_MOST_NAMES = 1024  # remembered; only a hostile document has more


def name(element: Element) -> str:
    """The element's name: plain for Word's own (`tbl`), with a short prefix for a few others
    (`a:blip`), and `?` for the rest."""
    return _NAMES[element.tag]


class _Names(dict[object, str]):
    """Tag -> name, worked out when it is first met: a document has some ten thousand elements, and
    fifty names."""

    def __missing__(self, tag: object) -> str:
        space, _, local = str(tag).lstrip("{").rpartition("}")
        short = local if space in _WORD else f"{_OTHERS.get(space, '?')}{local}"
        if len(self) < _MOST_NAMES:
            self[tag] = short
        return short


_NAMES = _Names()


@lru_cache(maxsize=64)
def _spellings(key: str) -> tuple[str, ...]:
    return (*(f"{{{space}}}{key}" for space in _WORD), key)


def drop_looks(root: Element) -> None:
    """Remove what says how things look and nothing else, which is half of what Word writes."""
    tags = [f"{{{space}}}{local}" for space in _WORD for local in _LOOKS]
    etree.strip_elements(root, *tags, with_tail=False)


def attribute(element: Element, key: str) -> str | None:
    """Word's attribute `key`, in whichever dialect (or without, as sloppy writers do)."""
    for spelling in _spellings(key):
        found = element.get(spelling)
        if found:
            return found
    return None


def children(element: Element) -> list[Named]:
    """The children as printed, each with its name: content controls and insertions opened, deletions
    left out, and of alternatives (the same thing for new and for old programs) the first."""
    stated = [(_NAMES[item.tag], item) for item in element]
    for kind, _ in stated:
        if kind in _NOT_PRINTED_ITSELF:
            return _opened(stated)
    return stated


def _opened(stated: Sequence[Named]) -> list[Named]:
    found: list[Named] = []
    for kind, item in stated:
        if kind not in _NOT_PRINTED_ITSELF:
            found.append((kind, item))
        elif kind in _TRANSPARENT:
            found += children(item)
        elif kind == "sdt":
            content = child(item, "sdtContent")
            if content is not None:
                found += children(content)
        elif kind == _ALTERNATIVES and len(item):
            found += children(item[0])
    return found


def properties(named: Sequence[Named], kind: str) -> Mapping[str, Element]:
    """What stands in the first of some `children` that is called `kind` (`tcPr`), by name, the first
    of each."""
    for found, holder in named:
        if found == kind:
            return {_NAMES[item.tag]: item for item in reversed(holder)} if len(holder) else _NONE
    return _NONE


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for step in path:
        if element is None:
            return None
        for item in element:
            if _NAMES[item.tag] == step:
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
    return whole(child(element, *path))


def whole(element: Element | None) -> int | None:
    """Attribute `val` of the element as a whole number, None when it is none."""
    written = "" if element is None else (attribute(element, "val") or "").strip()
    return int(written) if written.removeprefix("-").isdecimal() and len(written) < 10 else None


def is_on(element: Element | None, *path: str) -> bool:
    """Whether a switch stands at the end of the path and is not turned off."""
    return is_switched_on(child(element, *path))


def is_switched_on(switch: Element | None) -> bool:
    """Whether `switch` is there and not turned off."""
    return switch is not None and (attribute(switch, "val") or "1").lower() not in _OFF

"""What a paragraph of Word prints: its text, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from audit.readers.docx_markup import Element, attribute, children, is_switched_on, name, properties
from audit.text import raise_digits

__all__ = ["Scanned", "scan"]

_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})
_RUNS = frozenset({"r", "m:r"})
_TEXTS = frozenset({"t", "m:t"})
_IMAGES = frozenset({"a:blip", "v:imagedata"})


class Scanned(NamedTuple):
    """Text without its automatic number, text boxes (their content) and pictures, and what `w:pPr`
    holds, by name. `runs_on`: the paragraph's mark was deleted in a tracked change, so that the next
    one continues it."""

    text: str
    boxes: tuple[Element, ...]
    pictures: tuple[Element, ...]
    marks: Mapping[str, Element]
    runs_on: bool


def scan(paragraph: Element) -> Scanned:
    """The paragraph as printed."""
    pieces: list[str] = []
    boxes: list[Element] = []
    pictures: list[Element] = []
    inside = children(paragraph)
    for run_kind, run in inside:
        if run_kind not in _RUNS:
            continue
        parts = children(run)
        looks = properties(parts, "rPr")
        if looks and is_switched_on(looks.get("vanish")):
            continue
        raised = "vertAlign" in looks and attribute(looks["vertAlign"], "val") == "superscript"
        for kind, item in parts:
            if kind in _TEXTS:
                pieces.append(raise_digits(item.text or "") if raised else item.text or "")
            elif kind == "r":  # inside the base text of a ruby
                pieces.extend(part.text or "" for inner, part in children(item) if inner == "t")
            elif kind in _DRAWN:
                held = list(_boxes(item))
                boxes.extend(held)
                if not held and any(name(inner) in _IMAGES for inner in item.iter()):
                    pictures.append(item)
            elif kind in _WRITTEN:
                pieces.append(_WRITTEN[kind])
    marks = properties(inside, "pPr")
    return Scanned("".join(pieces), tuple(boxes), tuple(pictures), marks, _runs_on(marks.get("rPr")))


def _runs_on(mark: Element | None) -> bool:
    return mark is not None and any(name(item) in ("del", "moveFrom") for item in mark)


def _boxes(holder: Element) -> Iterator[Element]:
    for kind, item in children(holder):
        if kind == "txbxContent":
            yield item
        else:
            yield from _boxes(item)

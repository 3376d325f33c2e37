"""What a paragraph of Word prints: its text, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.readers.docx_markup import Element, child, children, is_on, name, value
from audit.text import raise_digits

__all__ = ["Scanned", "scan"]

_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})
_IMAGES = frozenset({"a:blip", "v:imagedata"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """Text without its automatic number, text boxes (their content) and pictures. `runs_on`: the
    paragraph's mark was deleted in a tracked change, so that the next one continues it."""

    text: str
    boxes: tuple[Element, ...]
    pictures: tuple[Element, ...]
    runs_on: bool


def scan(paragraph: Element) -> Scanned:
    """The paragraph as printed."""
    pieces: list[str] = []
    boxes: list[Element] = []
    pictures: list[Element] = []
    for run in children(paragraph):
        if name(run) not in ("r", "m:r") or is_on(run, "rPr", "vanish"):
            continue
        raised = value(run, "rPr", "vertAlign") == "superscript"
        for item in children(run):
            kind = name(item)
            if kind in ("t", "m:t"):
                pieces.append(raise_digits(item.text or "") if raised else item.text or "")
            elif kind == "r":  # inside the base text of a ruby
                pieces.extend(part.text or "" for part in children(item) if name(part) == "t")
            elif kind in _DRAWN:
                held = list(_boxes(item))
                boxes.extend(held)
                if not held and any(name(inner) in _IMAGES for inner in item.iter()):
                    pictures.append(item)
            else:
                pieces.append(_WRITTEN.get(kind, ""))
    return Scanned("".join(pieces), tuple(boxes), tuple(pictures), _runs_on(paragraph))


def _runs_on(paragraph: Element) -> bool:
    mark = child(paragraph, "pPr", "rPr")
    return mark is not None and any(name(item) in ("del", "moveFrom") for item in mark)


def _boxes(holder: Element) -> Iterator[Element]:
    for item in children(holder):
        if name(item) == "txbxContent":
            yield item
        else:
            yield from _boxes(item)

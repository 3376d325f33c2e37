"""Changes made to the tables of a report's source, and what each number is then expected to be.

Nothing here uses the readers or the recognition: numbers are found in the source by how it is written,
and what they stand for follows from the order of keys in the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.template import Template
from audit.text import fold_label

__all__ = ["BLANK_HTML", "Source", "delete_row", "distinct_numbers", "printed_keys"]

BLANK_HTML = "&nbsp;"

_TEXT_NUMBER = re.compile(r"(?m)(?:^|(?<=\t))[ ]*(\d+(?:\.\d+)?)[ ]*(?=\t|$)")
_HTML_NUMBER = re.compile(r"(?<=>)(?:\s|&nbsp;)*(\d+(?:\.\d+)?元?)(?=(?:\s|&nbsp;)*<)")
_FIRST_CAPTION = re.compile(r"第二十条")
_PART_FIVE = re.compile(r"(?m)^\s*五、")
_CELL = re.compile(r"(?s)<t[dh]\b.*?</t[dh]>", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """The text of a file with the places of the numbers in its three tables, in the order in which
    they are written."""

    text: str
    is_html: bool
    numbers: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, *, is_html: bool) -> Source:
        begin = _FIRST_CAPTION.search(text, text.find("<table") if is_html else _second_part(text))
        assert begin is not None, "the source has no table of the form"
        if is_html:
            cells = [m.span() for m in _CELL.finditer(text, begin.start())]
            found = [m.span(1) for a, b in cells for m in _HTML_NUMBER.finditer(text, a, b)]
        else:
            end = _PART_FIVE.search(text, begin.start())
            assert end is not None
            found = [m.span(1) for m in _TEXT_NUMBER.finditer(text, begin.start(), end.start())]
        return cls(text, is_html, tuple(found))

    def changed(self, changes: Mapping[int, str]) -> str:
        """The text with the numbers of those ordinals written otherwise."""
        pieces, at = [], 0
        for ordinal, (start, end) in enumerate(self.numbers):
            pieces += [self.text[at:start], changes.get(ordinal, self.text[start:end])]
            at = end
        return "".join([*pieces, self.text[at:]])

    def blanked(self, ordinals: Iterable[int]) -> dict[int, str]:
        """The changes that leave those cells empty, as the format writes an empty cell."""
        return dict.fromkeys(ordinals, BLANK_HTML if self.is_html else "")


def _second_part(text: str) -> int:
    found = re.search(r"(?m)^\s*二、", text)
    return found.start() if found else 0


def distinct_numbers(count: int) -> dict[int, str]:
    """A different number for each of `count` cells, none of which stands in any report."""
    return {ordinal: str(1001 + ordinal) for ordinal in range(count)}


def printed_keys(cells: Mapping[str, object], template: Template, unlabelled: int = 0) -> list[str | None]:
    """The key of each number in the order in which they are written: those of `cells` that are
    numbers. `unlabelled` numbers without a key stand before the last row of applications."""
    keys: list[str | None] = [k for k in template.cells if cells.get(k) not in (None, "absent")]
    if unlabelled:
        at = next(i for i, key in enumerate(keys) if key and key.startswith("applications.carried_out."))
        keys[at:at] = [None] * unlabelled
    return keys


def delete_row(source: Source, changes: Mapping[int, str], label: str, ordinals: Sequence[int]) -> str:
    """The changed text without the row `label`, whose numbers are `ordinals`."""
    marks = {ordinal: f"\ue000{ordinal}\ue001" for ordinal in ordinals}
    text = source.changed({**changes, **marks})
    first, last = text.index(marks[ordinals[0]]), text.index(marks[ordinals[-1]]) + len(marks[ordinals[-1]])
    if source.is_html:
        return _without_html_row(text, first)
    start = _label_start(text, label, first)
    if "\n" not in text[first:last].strip("\n") and "\t" in text[start:last]:  # a row on a line
        start = text.rfind("\n", 0, start) + 1
        last = text.find("\n", last) + 1 or len(text)
    return text[:start] + text[last:]


def _label_start(text: str, label: str, before: int) -> int:
    """Where the label in front of position `before` begins; its end may stand on the next page."""
    letters = list(map(re.escape, fold_label(label)))
    for length in range(len(letters), 0, -1):
        pattern = re.compile(r"[\s\W]*?".join(letters[:length]))
        found = [m.start() for m in pattern.finditer(text, max(0, before - 300), before)]
        if found:
            return found[-1]
    raise AssertionError(f"{label} is not printed")


def _without_html_row(text: str, inside: int) -> str:
    """The text without the <tr> around position `inside`; cells that span it span one row less, and
    those that begin in it and go on begin in the next."""
    start = text.lower().rfind("<tr", 0, inside)
    end = text.lower().index("</tr>", inside) + len("</tr>")
    row = text[start:end]
    spanning = [c for c in _CELL.findall(row) if _rowspan(c) > 1]
    table = text.lower().rfind("<table", 0, start)
    head = _shorten(text[table:start])
    tail = text[end:]
    if spanning:
        opening = re.search(r"(?i)<tr[^>]*>", tail)
        assert opening is not None
        moved = "".join(_with_rowspan(cell, _rowspan(cell) - 1) for cell in spanning)
        tail = tail[: opening.end()] + moved + tail[opening.end() :]
    return text[:table] + head + tail


def _shorten(head: str) -> str:
    """The part of a table above a row, its cells that reach into that row made one row shorter."""
    rows = [m.start() for m in re.finditer(r"(?i)<tr[\s>]", head)]

    def shorter(match: re.Match[str]) -> str:
        own = sum(start <= match.start() for start in rows) - 1
        reach = own + _rowspan(match[0])
        return _with_rowspan(match[0], _rowspan(match[0]) - 1) if reach > len(rows) else match[0]

    return _CELL.sub(shorter, head)


def _rowspan(cell: str) -> int:
    found = re.search(r'(?i)rowspan\s*=\s*["\']?(\d+)', cell[: cell.index(">")])
    return int(found[1]) if found else 1


def _with_rowspan(cell: str, span: int) -> str:
    return re.sub(r'(?i)(rowspan\s*=\s*["\']?)\d+', rf"\g<1>{span}", cell, count=1)

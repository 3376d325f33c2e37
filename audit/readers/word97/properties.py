"""Formatting as a binary Word document stores it: modifiers (sprm) over runs of characters and over
paragraphs ([MS-DOC] 2.6, 2.9.84, 2.9.177)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.readers.word97.streams import Streams

__all__ = ["CharacterRun", "ParagraphRuns", "Properties", "character_runs", "modifiers", "paragraph_runs"]

_PAGE = 512
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of an operand, by the kind of its modifier; 0 says it itself
_TABS = 0xC615
_TABLE_DEFINITION = 0xD608
_ELSEWHERE = frozenset({0x6646, 0x6645, 0x646B})  # more modifiers, in the Data stream
_DEEPEST = 4  # modifiers that point to modifiers

_CHARACTER_PAGES, _PARAGRAPH_PAGES = 12, 13


@dataclass(frozen=True, slots=True)
class Properties:
    """The modifiers of a paragraph: `style` is the number of its style."""

    style: int = 0
    values: dict[int, bytes] = field(default_factory=dict)
    in_order: tuple[tuple[int, bytes], ...] = ()

    def number(self, code: int, default: int = 0) -> int:
        """The operand of the last modifier `code`, as an unsigned number."""
        operand = self.values.get(code)
        return default if operand is None else int.from_bytes(operand, "little")


@dataclass(frozen=True, slots=True)
class CharacterRun:
    """Bytes `start` to `end` of the main stream with the same character formatting."""

    start: int
    end: int
    values: dict[int, bytes]


class ParagraphRuns:
    """Which properties the paragraph has that ends at a byte of the main stream."""

    def __init__(self, runs: list[tuple[int, int, int, bytes]], data: bytes) -> None:
        self._runs = sorted(runs, key=lambda run: run[:2])
        self._starts = [run[0] for run in self._runs]
        self._data = data

    def at(self, offset: int) -> Properties:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._runs[index][1]:
            return Properties()
        _, _, style, stored = self._runs[index]
        in_order = tuple(modifiers(stored, self._data))
        return Properties(style, dict(in_order), in_order)


def modifiers(stored: bytes, data: bytes = b"", depth: int = 0) -> Iterator[tuple[int, bytes]]:
    """Code and operand of each modifier, those kept in the Data stream included."""
    at = 0
    while at + 2 < len(stored):
        code = stored[at] | stored[at + 1] << 8
        at += 2
        size, skipped = _operand(stored, at, code)
        operand = stored[at + skipped : at + size]
        at += size
        if code in _ELSEWHERE and depth < _DEEPEST and len(operand) == 4:
            offset = int.from_bytes(operand, "little")
            length = int.from_bytes(data[offset : offset + 2], "little")
            yield from modifiers(data[offset + 2 : offset + 2 + length], data, depth + 1)
        else:
            yield code, operand


def _operand(stored: bytes, at: int, code: int) -> tuple[int, int]:
    """Size of the operand of `code` with its own length, and the size of that length."""
    if code == _TABLE_DEFINITION:
        return int.from_bytes(stored[at : at + 2], "little") + 1, 2
    size = _SIZES[code >> 13]
    if size:
        return size, 0
    length = stored[at]
    if code == _TABS and length == 0xFF:
        deleted = stored[at + 1]
        return 3 + 4 * deleted + 3 * stored[at + 2 + 4 * deleted], 1
    return length + 1, 1


def paragraph_runs(streams: Streams) -> ParagraphRuns:
    """The paragraph properties of the whole file."""
    runs = []
    for page in _pages(streams, _PARAGRAPH_PAGES):
        count = page[-1]
        places = struct.unpack_from(f"<{count + 1}I", page, 0)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + 13 * index]
            style, stored = 0, b""
            if at:
                length, start = 2 * page[at] - 1, at + 1
                if length < 0:
                    length, start = 2 * page[at + 1], at + 2
                whole = page[start : start + length]
                style, stored = int.from_bytes(whole[:2], "little"), whole[2:]
            runs.append((places[index], places[index + 1], style, stored))
    return ParagraphRuns(runs, streams.data)


def character_runs(streams: Streams) -> Iterator[CharacterRun]:
    """The runs of characters that have formatting of their own."""
    for page in _pages(streams, _CHARACTER_PAGES):
        count = page[-1]
        places = struct.unpack_from(f"<{count + 1}I", page, 0)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + index]
            if at:
                stored = page[at + 1 : at + 1 + page[at]]
                yield CharacterRun(places[index], places[index + 1], dict(modifiers(stored)))


def _pages(streams: Streams, index: int) -> Iterator[bytes]:
    """The formatted disk pages that table `index` of the header lists."""
    listed = streams.bytes_of(index)
    count = max((len(listed) - 4) // 8, 0)
    for number in struct.unpack_from(f"<{count}I", listed, 4 * (count + 1)):
        start = (number & 0x3FFFFF) * _PAGE
        page = streams.main[start : start + _PAGE]
        if len(page) == _PAGE:
            yield page

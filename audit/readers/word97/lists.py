"""Automatic numbers of a binary Word document: its lists and the styles that take part in them
([MS-DOC] 2.9.131, 2.9.150, 2.9.260)."""

from __future__ import annotations

import struct

from audit.readers.docx_numbering import Level, NumberedList, Numbering
from audit.readers.word97.properties import Properties, modifiers
from audit.readers.word97.streams import Streams

__all__ = ["Lists", "read_lists"]

_STYLES, _LISTS, _OVERRIDES = 1, 73, 74
_LIST_SIZE, _OVERRIDE_SIZE, _LEVEL_SIZE = 28, 16, 28
_LIST, _LEVEL = 0x460B, 0x260A  # sprmPIlfo, sprmPIlvl
_PARAGRAPH_STYLE = 1
_STYLE_DEPTH = 20
_LEVELS = 9
# [MS-OSHARED] 2.2.1.3, as far as format_number knows them; the rest are written in digits.
_FORMATS = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 30: "ideographTraditional",
    33: "taiwaneseCounting", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


class Lists:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, lists: dict[str, NumberedList], styles: dict[int, tuple[int, int]]) -> None:
        self._numbering = Numbering(lists, {})
        self._styles = styles

    def number(self, paragraph: Properties) -> str:
        """What stands before the next paragraph: "" when it has no number."""
        identity, level = self._styles.get(paragraph.style, (0, 0))
        identity = paragraph.number(_LIST, identity)
        return self._numbering.advance(str(identity), paragraph.number(_LEVEL, level))


def read_lists(streams: Streams) -> Lists:
    """The lists of the file."""
    return Lists(_read_lists(streams), _read_styles(streams))


def _read_lists(streams: Streams) -> dict[str, NumberedList]:
    offset, length = streams.block(_LISTS)
    if not length:
        return {}
    table = streams.table
    count = struct.unpack_from("<H", table, offset)[0]
    heads = [offset + 2 + _LIST_SIZE * index for index in range(count)]
    at = offset + 2 + _LIST_SIZE * count  # the levels of all lists follow the lists
    abstracts: dict[int, dict[int, Level]] = {}
    for head in heads:
        is_simple = table[head + 26] & 1
        levels: dict[int, Level] = {}
        for depth in range(1 if is_simple else _LEVELS):
            levels[depth], at = _read_level(table, at)
        abstracts[struct.unpack_from("<i", table, head)[0]] = levels
    return _read_overrides(streams, abstracts)


def _read_level(table: bytes, at: int) -> tuple[Level, int]:
    start, style, flags = struct.unpack_from("<iBB", table, at)
    characters, paragraphs = table[at + 24], table[at + 25]
    at += _LEVEL_SIZE + characters + paragraphs
    length = struct.unpack_from("<H", table, at)[0]
    written = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < _LEVELS else char for char in written)
    is_legal = bool(flags & 4)
    return Level(start, _FORMATS.get(style, "decimal"), text, legal=is_legal), at + 2 + 2 * length


def _read_overrides(streams: Streams, abstracts: dict[int, dict[int, Level]]) -> dict[str, NumberedList]:
    """What paragraphs refer to by number (from 1): a list, with levels or numbers of its own."""
    table = streams.table
    offset, length = streams.block(_OVERRIDES)
    if not length:
        return {}
    count = struct.unpack_from("<I", table, offset)[0]
    at = offset + 4 + _OVERRIDE_SIZE * count
    lists = {}
    for index in range(count):
        head = offset + 4 + _OVERRIDE_SIZE * index
        identity, changed = struct.unpack_from("<i8xB", table, head)
        levels = dict(abstracts.get(identity, {}))
        restarts = {}
        at += 4
        for _ in range(changed):
            start, flags = struct.unpack_from("<iI", table, at)
            at += 8
            if flags & 0x20:
                levels[flags & 0xF], at = _read_level(table, at)
            elif flags & 0x10:
                restarts[flags & 0xF] = start
        lists[str(index + 1)] = NumberedList(str(identity), levels, restarts)
    return lists


def _read_styles(streams: Streams) -> dict[int, tuple[int, int]]:
    """Number of a style -> its list and level, inherited ones included."""
    stored = streams.bytes_of(_STYLES)
    if not stored:
        return {}
    head, count, base = struct.unpack_from("<HHH", stored, 0)
    at = 2 + head
    known: dict[int, tuple[int, Properties]] = {}
    for number in range(count):
        size = struct.unpack_from("<H", stored, at)[0]
        if size:
            kind, parent, properties = _read_style(stored[at + 2 : at + 2 + size], base)
            if kind == _PARAGRAPH_STYLE:
                known[number] = (parent, properties)
        at += 2 + size + size % 2
    chains = {number: _inherited(known, number) for number in known}
    return {number: chain for number, chain in chains.items() if chain[0]}


def _inherited(known: dict[int, tuple[int, Properties]], number: int) -> tuple[int, int]:
    """List and level that a style states, or the nearest of those that it is based on."""
    found: dict[int, int] = {}
    for _ in range(_STYLE_DEPTH):
        if number not in known:
            break
        number, properties = known[number]
        for code in (_LIST, _LEVEL):
            if code in properties.values:
                found.setdefault(code, properties.number(code))
    return found.get(_LIST, 0), found.get(_LEVEL, 0)


def _read_style(stored: bytes, base: int) -> tuple[int, int, Properties]:
    """Kind, parent and paragraph formatting of a style."""
    _, second, third = struct.unpack_from("<HHH", stored, 0)
    name = struct.unpack_from("<H", stored, base)[0]
    at = base + 2 + 2 * name + 2
    if second & 0xF != _PARAGRAPH_STYLE or not third & 0xF:
        return second & 0xF, second >> 4, Properties()
    length = struct.unpack_from("<H", stored, at)[0]
    return _PARAGRAPH_STYLE, second >> 4, Properties(values=dict(modifiers(stored[at + 4 : at + 2 + length])))

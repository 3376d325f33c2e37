"""The characters of a binary Word document in reading order, and which of them are printed
([MS-DOC] 2.4.1, 2.8.35)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from audit.readers.word97.properties import character_runs
from audit.readers.word97.streams import Streams

__all__ = ["Characters", "read_characters"]

_PIECES = 33  # where the header points to the piece table
_COMPRESSED = 0x40000000
_DELETED, _HIDDEN, _SYMBOL = 0x0800, 0x083C, 0x6A09
_ON = (b"\x01", b"\x81")
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `start` to `end`, stored from byte `offset` on in `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Characters:
    """`text` holds all characters, marks included; `printed` a 1 for each that is printed."""

    text: str
    printed: bytearray
    pieces: tuple[_Piece, ...]

    def between(self, start: int, end: int) -> str:
        """What is printed of the characters `start` to `end`."""
        return "".join(compress(self.text[start:end], self.printed[start:end]))

    def offset(self, position: int) -> int:
        """The byte of the main stream at which a character is stored."""
        index = bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        piece = self.pieces[max(index, 0)]
        return piece.offset + (position - piece.start) * piece.width


def read_characters(streams: Streams) -> Characters:
    """All characters of the file: the text and what is kept behind it (notes, headers, text boxes)."""
    pieces = tuple(_pieces(streams))
    text = "".join(_decode(streams.main, piece) for piece in pieces)
    printed = bytearray(b"\x01") * len(text)
    _take_out_formatted(streams, pieces, printed)
    _take_out_field_codes(text, printed)
    return Characters(text, printed, pieces)


def _pieces(streams: Streams) -> Iterator[_Piece]:
    stored = streams.bytes_of(_PIECES)
    at = 0
    while stored[at] == 1:  # formatting that pieces refer to
        at += 3 + int.from_bytes(stored[at + 1 : at + 3], "little")
    count = (struct.unpack_from("<I", stored, at + 1)[0] - 4) // 12
    at += 5
    places = struct.unpack_from(f"<{count + 1}I", stored, at)
    position = 0
    for index, (start, end) in enumerate(pairwise(places)):
        offset = struct.unpack_from("<I", stored, at + 4 * (count + 1) + 8 * index + 2)[0]
        width = 1 if offset & _COMPRESSED else 2
        offset = (offset & ~_COMPRESSED) // 2 if width == 1 else offset
        length = min(end - start, (len(streams.main) - offset) // width)
        if start != position or length < end - start:
            raise ValueError("pieces do not follow each other, or lie outside the stream")
        yield _Piece(start, end, offset, width)
        position = end


def _decode(main: bytes, piece: _Piece) -> str:
    """The characters of a piece, one for each position: halves of a pair stay apart until printed."""
    length = piece.end - piece.start
    stored = main[piece.offset : piece.offset + length * piece.width]
    if piece.width == 1:
        return "".join(map(_WESTERN.__getitem__, stored))
    text = stored.decode("utf-16-le", "surrogatepass")
    return text if len(text) == length else "".join(map(chr, struct.unpack(f"<{length}H", stored)))


_WESTERN = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]


def _take_out_formatted(streams: Streams, pieces: Sequence[_Piece], printed: bytearray) -> None:
    """Leave out what is deleted with revision marks on, hidden, or a sign of a symbol font."""
    by_offset = sorted(pieces, key=lambda piece: piece.offset)
    ends = [piece.offset + (piece.end - piece.start) * piece.width for piece in by_offset]
    for run in character_runs(streams):
        gone = run.values.get(_DELETED) in _ON or run.values.get(_HIDDEN) in _ON or _SYMBOL in run.values
        if not gone:
            continue
        for piece in by_offset[bisect_right(ends, run.start) :]:
            if piece.offset >= run.end:
                break
            first = max(run.start - piece.offset, 0) // piece.width + piece.start
            last = min(-(-(run.end - piece.offset) // piece.width) + piece.start, piece.end)
            printed[first:last] = bytes(max(last - first, 0))


def _take_out_field_codes(text: str, printed: bytearray) -> None:
    """Leave out fields but for their results. A mark without its partner hides nothing."""
    open_fields: list[list[int]] = []  # positions of the beginning and of the separator
    for position, char in enumerate(text):
        if char == _FIELD_BEGIN:
            open_fields.append([position])
        elif char == _FIELD_SEPARATOR and open_fields:
            open_fields[-1].append(position)
        elif char == _FIELD_END and open_fields:
            marks = open_fields.pop()
            code_end = marks[1] if len(marks) > 1 else position
            printed[marks[0] : code_end + 1] = bytes(code_end + 1 - marks[0])

"""The streams of a binary Word document, and where its header says everything stands ([MS-DOC] 2.5).

Offsets and names are those of the specification; nothing here knows what a table or a list is.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import olefile

from audit.errors import DamagedFile, UnknownFormat

__all__ = ["BROKEN", "Streams", "broken", "open_streams"]

BROKEN = (struct.error, LookupError, ValueError, ArithmeticError, OSError, RecursionError, TypeError)
"""What reading beyond the end of a stream, or olefile on a broken container, comes out as."""

_WORD = 0xA5EC
_WORD_97 = 0x00C1  # the first version with this layout
_ENCRYPTED, _OBFUSCATED, _TABLE_1 = 0x0100, 0x8000, 0x0200
_POINTERS = 0x9A  # fibRgFcLcb97
_CODE_PAGES = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Streams:
    """`main` is the stream WordDocument, `table` 0Table or 1Table, `data` Data (may be empty).

    `body` and `boxes` are the character ranges (start, end) of the text and of its text boxes."""

    main: bytes
    table: bytes
    data: bytes
    body: tuple[int, int]
    boxes: tuple[int, int]
    title: str

    def block(self, index: int) -> tuple[int, int]:
        """Offset and length in `table` of the structure that pair `index` of the header points to."""
        offset, length = struct.unpack_from("<II", self.main, _POINTERS + 8 * index)
        return offset, length

    def bytes_of(self, index: int) -> bytes:
        """The bytes of that structure."""
        offset, length = self.block(index)
        return self.table[offset : offset + length]


def open_streams(data: bytes, file: str) -> Streams:
    """The streams of the document in `data`.

    Raises `DamagedFile` (broken, encrypted) and `UnknownFormat` (older than Word 97).
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            main = container.openstream("WordDocument").read()
            magic, version = struct.unpack_from("<HH", main, 0)
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if magic != _WORD or version < _WORD_97:
                raise _too_old(file)
            if flags & (_ENCRYPTED | _OBFUSCATED):
                raise DamagedFile("文件已加密", place=file, advice="取消打开密码后另存，再重试")
            table = container.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
            data_stream = container.openstream("Data").read() if container.exists("Data") else b""
            body, *others = struct.unpack_from("<8I", main, 0x4C)
            notes_and_headers = sum(others[:5])  # footnotes, headers, macros, comments, endnotes
            start = body + notes_and_headers
            return Streams(main, table, data_stream, (0, body), (start, start + others[5]), _title(container))
    except BROKEN as error:
        raise broken(file) from error


def broken(file: str) -> DamagedFile:
    """The error for a document that contradicts itself."""
    return DamagedFile("文档结构损坏", place=file, advice="用 Word 或 WPS 打开另存为 .docx 后重试")


def _too_old(file: str) -> UnknownFormat:
    return UnknownFormat(
        "尚不能读取此格式",
        place=file,
        found="Word 95 或更早版本的文档",
        advice="用 Word 或 WPS 打开另存为 .docx 后重试",
    )


def _title(container: olefile.OleFileIO[str]) -> str:
    if not container.exists("\x05SummaryInformation"):
        return ""
    stored = container.getproperties("\x05SummaryInformation", convert_time=False).get(2, b"")
    for codec in _CODE_PAGES:
        try:
            return stored.decode(codec) if isinstance(stored, bytes) else ""
        except UnicodeDecodeError:
            continue
    return ""

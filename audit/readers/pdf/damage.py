"""Damage that PDFium passes over: it shows what it can still read, and the rest looks as if it had never
been there. A report must not seem to lack a table because its file lacks a few bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from audit.errors import DamagedFile

__all__ = ["refuse_damage"]

_ADVICE = "重新取得原件，或用阅读器另存后重试"
_STREAM = re.compile(rb">>\s*stream\r?\n")
_HEAD = 2048  # bytes before a stream in which its dictionary begins
_BLOCK, _MOST_BLOCKS = 1 << 20, 64  # bytes
# Pictures and fonts show their damage, are large, and hold no text.
_PASSED_OVER = re.compile(rb"/Image|/Length1|Type1C|Type0C|/OpenType|/DCTDecode")
_DRAWN = re.compile(rb"/CharProcs\s*<<([^>]*)>>")  # letters: browsers print a stream for each
_NUMBERS = re.compile(rb"(\d+)\s+(\d+)\s+R\b")
_BEFORE = 20  # bytes before "obj" in which the numbers of an object stand
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_COUNT = re.compile(rb"/Count\s+(\d+)")
_REFERENCE = re.compile(rb"\d+\s+\d+\s+R\b")


def refuse_damage(data: bytes, file: str) -> None:
    """Raises `DamagedFile` when a compressed stream does not have the checksum it was written with, or a
    list of pages names more pages than it counts. What is encrypted cannot be looked into."""
    if b"/Encrypt" in data:
        return
    for number, stream in enumerate(_compressed(data), start=1):
        try:
            _inflate(stream)
        except zlib.error as error:
            raise DamagedFile(
                "PDF 内容损坏", place=file, found=f"第{number}个压缩数据流校验不符", advice=_ADVICE
            ) from error
    for named, counted in _page_lists(data):
        if named > counted:
            raise DamagedFile(
                "PDF 页面目录损坏", place=file, found=f"列有 {named} 页，只计 {counted} 页", advice=_ADVICE
            )


def _inflate(stream: bytes) -> None:
    """Raises `zlib.error` for a damaged stream; of a very long one only the beginning is looked at."""
    inflating = zlib.decompressobj()
    for _ in range(_MOST_BLOCKS):
        inflating.decompress(stream, _BLOCK)
        stream = inflating.unconsumed_tail
        if inflating.eof or not stream:
            return


def _compressed(data: bytes) -> Iterator[bytes]:
    """The deflated streams that may say something, with what follows them up to their end mark. Streams
    of no other than that one filter: only these can be told from the outside."""
    letters = {each for found in _DRAWN.finditer(data) for each in _NUMBERS.findall(found[1])}
    end = 0
    while found := _STREAM.search(data, end):
        end = data.find(b"endstream", found.end())
        if end < 0:
            return
        start = max(0, found.start() - _HEAD)
        head = max(start, data.rfind(b" obj", start, found.start()))
        if letters and tuple(data[max(0, head - _BEFORE) : head].split()[-2:]) in letters:
            continue
        entries = data[head : found.start()]
        is_deflated = entries.count(b"Decode") == 1 and b"/FlateDecode" in entries
        if is_deflated and _PASSED_OVER.search(entries) is None:
            yield data[found.end() : end]


def _page_lists(data: bytes) -> Iterator[tuple[int, int]]:
    """For each list of pages that stands in the open: how many it names, and how many it counts."""
    for found in _PAGES.finditer(data):
        entries = data[data.rfind(b" obj", 0, found.start()) + 1 : data.find(b"endobj", found.end())]
        kids, count = _KIDS.search(entries), _COUNT.search(entries)
        if kids is not None and count is not None:
            yield len(_REFERENCE.findall(kids[1])), int(count[1])

"""Damage that a viewer would pass over makes the file unread, not the report poorer."""

from __future__ import annotations

import random
import re
import zlib
from pathlib import Path

import pytest

from audit.errors import DamagedFile
from audit.readers.pdf.damage import refuse_damage
from tests.readers.files import grids, read
from tests.readers.pdf.made_up import pdf, table, text

PROSE = "".join(text(60, 760 - 20 * line, f"LINE {line}") for line in range(5))
TABLE = table((60, 200, 300), (700, 680, 660), (("A", "10"), ("B", "20")))
WHOLE = pdf(PROSE, TABLE, compressed=True)


def streams(data: bytes) -> list[re.Match[bytes]]:
    return list(re.finditer(rb">>\nstream\n(.*?)\nendstream", data, re.DOTALL))


def test_a_whole_file_is_read(tmp_path: Path):
    assert len(grids(read(tmp_path, "a.pdf", WHOLE))) == 1


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_bit_in_what_is_compressed(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    found = streams(WHOLE)[-1]
    damaged = bytearray(WHOLE)
    damaged[chance.randrange(found.start(1) + 2, found.end(1))] ^= 1 << chance.randrange(8)
    with pytest.raises(DamagedFile, match="内容损坏"):
        read(tmp_path, "a.pdf", bytes(damaged))


def test_pictures_and_fonts_may_be_damaged():
    for entries in (b"/Subtype /Image", b"/Length1 100", b"/Filter [/FlateDecode /DCTDecode]"):
        data = b"1 0 obj\n<< /Filter /FlateDecode " + entries + b" >>\nstream\n" + b"x" * 50 + b"\nendstream"
        refuse_damage(data, "a.pdf")


def test_letters_that_are_drawn_may_be_damaged_and_what_they_say_may_not():
    font = b"5 0 obj\n<< /Type /Font /Subtype /Type3 /CharProcs << /g0 7 0 R\n/g1 12 0 R >> >>\nendobj\n"
    stream = b" 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + b"x" * 50 + b"\nendstream\nendobj\n"
    refuse_damage(font + b"7" + stream + b"12" + stream, "a.pdf")
    with pytest.raises(DamagedFile, match="第1个"):
        refuse_damage(font + b"2" + stream, "a.pdf")


def test_what_is_encrypted_is_not_looked_into():
    data = b"1 0 obj << /Filter /FlateDecode >>\nstream\n" + b"x" * 50 + b"\nendstream"
    refuse_damage(data + b" trailer << /Encrypt 5 0 R >>", "a.pdf")
    with pytest.raises(DamagedFile):
        refuse_damage(data, "a.pdf")


def test_a_stream_that_swells_is_let_go():
    bomb = zlib.compress(bytes(80 << 20))
    refuse_damage(b"1 0 obj << /Filter /FlateDecode >>\nstream\n" + bomb[:-1] + b"\nendstream", "a.pdf")


def test_a_list_of_pages_that_counts_too_few(tmp_path: Path):
    with pytest.raises(DamagedFile, match="列有 2 页，只计 1 页"):
        read(tmp_path, "a.pdf", pdf(PROSE, TABLE).replace(b"/Count 2", b"/Count 1"))


def test_an_empty_page_in_a_file_that_had_to_be_mended(tmp_path: Path):
    whole = pdf(PROSE, "")
    assert len(read(tmp_path, "a.pdf", whole).blocks) > 0
    place = whole.index(b"startxref")
    with pytest.raises(DamagedFile, match="第2页没有内容"):
        read(tmp_path, "a.pdf", whole[:place] + b"startxref\n7\n%%EOF\n")
    mended = pdf(PROSE, TABLE)
    place = mended.index(b"startxref")
    assert len(grids(read(tmp_path, "a.pdf", mended[:place] + b"startxref\n7\n%%EOF\n"))) == 1

"""Encodings are told strictly: what is no text in any of them is damaged, never mojibake."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import DamagedFile, UnknownFormat
from audit.readers.encoding import decode, detect, is_binary
from tests.readers.files import read, texts

SENTENCE = "云溪县青石镇人民政府2023年政府信息公开工作年度报告\n一、总体情况\n\t规章\n\t12\n"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.doc"])
def test_every_encoding_of_the_field(tmp_path: Path, codec: str, name: str):
    content = f"<p>{SENTENCE}</p>" if name == "a.html" else SENTENCE
    document = read(tmp_path, name, content.encode(codec))
    assert texts(document)[0].startswith("云溪县青石镇人民政府2023年政府信息公开工作年度报告")


def test_a_page_is_read_by_its_bytes_and_not_by_a_wrong_declaration(tmp_path: Path):
    page = '<html><head><meta charset="{}"></head><body><p>云溪县青石镇人民政府</p></body></html>'
    for declared, codec in (
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("iso-8859-1", "gbk"),
        ("nonsense", "gbk"),
    ):
        assert texts(read(tmp_path, "a.html", page.format(declared).encode(codec))) == [
            "云溪县青石镇人民政府"
        ]


def test_big5_is_read_where_it_is_declared(tmp_path: Path):
    page = '<html><head><meta charset="big5"></head><body><p>政府資訊公開工作年度報告</p></body></html>'
    assert texts(read(tmp_path, "a.html", page.encode("big5"))) == ["政府資訊公開工作年度報告"]


def test_utf8_with_lost_bytes_is_damaged_and_not_gb18030():
    data = SENTENCE.encode()
    for broken in (
        data[:-20] + data[-19:],
        data[:40] + b"\xff\xfe" + data[40:],
        data[:7] + b"\x80" + data[7:],
    ):
        with pytest.raises(DamagedFile, match="文字编码无法识别"):
            decode(broken, "a.txt")


def test_control_characters_are_dropped():
    assert decode("甲\x0c乙\x07丙\r\n丁\r戊\x0b己".encode(), "a.txt") == "甲乙丙\n丁\n戊 己"


@pytest.mark.parametrize(
    "data", [random.Random(1).randbytes(64) + b"\0\1\2" * 500, b"\x01\x02\x03\x04" * 64, b"GIF\0\0\0\1" * 9]
)
def test_binaries_are_no_text(tmp_path: Path, data: bytes):
    assert is_binary(data)
    with pytest.raises(UnknownFormat, match="尚不能读取此格式"):
        read(tmp_path, "a.txt", data)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=200))
def test_chinese_comes_back_from_utf8_and_gb18030(text: str):
    assert text.encode().decode(detect(text.encode()) or "") == text
    text = f"政府信息公开工作年度报告{text}"
    assert decode(text.encode("utf-16"), "a") == text

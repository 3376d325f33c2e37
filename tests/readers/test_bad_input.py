"""Files that are broken, hostile or none of ours: each one error of the right kind, in Chinese."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from audit.errors import DamagedFile, HostileFile, LimitExceeded, ReadError, UnknownFormat, Unreachable
from audit.readers import find_files, package, read_document
from tests.readers.files import TRANSITIONAL, docx, paragraph, read

BODY = paragraph("一、总体情况")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize("content", [b"", b"\n \t\r\n", b"\0" * 100])
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.html"])
def test_empty(tmp_path: Path, name: str, content: bytes):
    with pytest.raises(DamagedFile, match="空文件"):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("a.txt", b"GIF89a\0\0\0", "GIF 图片"),
        ("a.txt", b"MZ\x90\0\x03\0\0\0", "Windows 程序"),
        ("a.txt", bytes(range(256)) * 4, "无法识别的二进制文件"),
        ("a.dat", OLE, "旧版 Office 文档"),
        ("a.docx", archive("xl/workbook.bin"), "Excel 二进制表格"),
        ("a.xml", b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>", "Office XML 文档"),
        ("a.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), "旧版演示文稿"),
        ("a.ofd", archive("OFD.xml"), "OFD 版式文档"),
        ("a.zip", archive("报告.txt"), "ZIP 压缩包"),
        ("a.csv", "机关,年度\n云栖县人民政府,2023\n".encode(), "CSV 数据"),
        ("a.py", "# 一、总体情况\n".encode(), "程序代码"),
        ("a.XML", "<报告>一、总体情况</报告>".encode(), "XML 数据"),
        ("a.txt", ' [{"sentence": "一、总体情况"}]\n'.encode(), "JSON 数据"),
        ("a.json", '{"sentence": "一、总体'.encode(), "JSON 数据"),
    ],
)
def test_formats_that_are_not_read_are_named(tmp_path: Path, name: str, content: bytes, label: str):
    with pytest.raises(UnknownFormat) as caught:
        read(tmp_path, name, content)
    assert str(caught.value).startswith(f"{name}：尚不能读取此格式；实际为{label}")
    assert "建议：" in str(caught.value)


@pytest.mark.parametrize("words", ["[2023]一、总体情况[完]", "{一、总体情况}", 5_000 * "[" + 5_000 * "]"])
def test_brackets_alone_are_no_data(tmp_path: Path, words: str):
    assert read(tmp_path, "a.txt", words.encode()).format == "text"


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a.txt", "a.zip", "a"])
def test_a_document_is_told_by_its_bytes(tmp_path: Path, name: str):
    assert read(tmp_path, name, docx(BODY)).format == "docx"


def test_text_that_begins_like_a_signature_is_text(tmp_path: Path):
    assert read(tmp_path, "a.txt", "BMW 与 MZ 均为厂商名称。").format == "text"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_document(tmp_path: Path, share: float):
    whole = docx(BODY * 200)
    with pytest.raises(DamagedFile, match="结构损坏"):
        read(tmp_path, "a.docx", whole[: int(len(whole) * share)])


def test_flipped_bytes(tmp_path: Path):
    whole = bytearray(docx(BODY * 200))
    at = whole.index(b"word/document.xml") + 60
    whole[at : at + 20] = bytes(20)
    with pytest.raises(DamagedFile):
        read(tmp_path, "a.docx", bytes(whole))


def test_an_encrypted_document(tmp_path: Path):
    with pytest.raises(DamagedFile, match="已加密"):
        read(tmp_path, "a.docx", OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize("part", ["", "not xml", "<w:document/>", f'<w:document xmlns:w="{TRANSITIONAL}"/>'])
def test_a_document_part_that_is_none(tmp_path: Path, part: str):
    with pytest.raises(DamagedFile):
        read(tmp_path, "a.docx", docx(BODY, parts={"word/document.xml": part}))


def test_a_document_without_a_document_part(tmp_path: Path):
    with pytest.raises(DamagedFile, match="缺少正文部件"):
        read(tmp_path, "a.docx", archive("word/styles.xml"))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><x>&c;</x>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'


@pytest.mark.parametrize("bomb", [LAUGHS, EXTERNAL, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'])
@pytest.mark.parametrize(
    "part",
    ["word/document.xml", "word/numbering.xml", "docProps/core.xml", "_rels/.rels", "word/footer1.xml"],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_in_any_part_are_refused(tmp_path: Path, bomb: str, part: str, codec: str):
    with pytest.raises(HostileFile, match="实体声明"):
        read(tmp_path, "a.docx", docx(BODY, parts={part: bomb.encode(codec)}))


def test_names_that_lead_outside_are_refused(tmp_path: Path):
    with pytest.raises(HostileFile, match="指向外部"):
        read(tmp_path, "a.docx", docx(BODY, parts={"../../evil.xml": "<x/>"}))


def test_external_targets_are_not_followed(tmp_path: Path):
    relations = (
        '<Relationships xmlns="r">'
        '<Relationship Id="n" TargetMode="External" Type="x/numbering" Target="/etc/passwd"/>'
        '<Relationship Id="s" Type="x/styles" Target="../../../etc/hostname"/></Relationships>'
    )
    document = read(tmp_path, "a.docx", docx(BODY, parts={"word/_rels/document.xml.rels": relations}))
    assert len(document.blocks) == 1


def test_explosions_are_refused(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="压缩率异常"):
        read(tmp_path, "a.docx", docx(BODY, parts={"word/document.xml": b" " * (8 << 20)}))
    with pytest.raises(LimitExceeded, match="解压后过大"):
        read(tmp_path, "a.docx", docx(BODY, parts={"word/document.xml": b" " * (package.PART_BYTES + 1)}))


def test_a_crowd_of_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "MEMBERS", 10)
    with pytest.raises(LimitExceeded, match="压缩包内文件过多"):
        read(tmp_path, "a.docx", docx(BODY, parts={f"x{n}.xml": "<x/>" for n in range(20)}))


def test_too_many_cells_are_refused(tmp_path: Path):
    cells = (f'<w:tc w:id="{number * 7919 % 99991}"/>' for number in range(100_001))
    with pytest.raises(LimitExceeded, match="表格过大"):
        read(tmp_path, "a.docx", docx(f"<w:tbl><w:tr>{''.join(cells)}</w:tr></w:tbl>"))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.docx"])
def test_a_huge_file_is_refused_without_being_read(tmp_path: Path, name: str):
    path = tmp_path / name
    with path.open("wb") as target:
        target.truncate(200 * 1024 * 1024)  # one line of 200 MB, and no disk used
    tracemalloc.start()
    with pytest.raises(LimitExceeded, match="文件过大；实际为200 MB"):
        read_document(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1024 * 1024


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes or devices in folders")
def test_what_is_no_file(tmp_path: Path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "loop", tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(Unreachable):
            read_document(path)


def test_a_file_that_may_not_be_read(open_folder: Path, as_nobody):
    path = open_folder / "a.txt"
    path.write_text("文", encoding="utf-8")
    path.chmod(0)
    lines = as_nobody(
        "from pathlib import Path; from audit.errors import Unreachable\n"
        f"try: audit.readers.read_document(Path({str(path)!r}))\n"
        "except Unreachable as error: print(error)"
    )
    assert lines == ["a.txt：没有读取权限；建议：向文件所有者申请权限，或换有权限的账户运行"]


def test_a_folder_of_everything_bad_costs_one_line_each(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in {
        "1空.txt": b"",
        "2截断.docx": docx(BODY * 200)[:900],
        "3实体.docx": docx(BODY, parts={"word/x.xml": LAUGHS}),
        "4二进制.txt": bytes(range(256)),
        "5好.txt": "一、总体情况".encode(),
        "=6公式.txt": b"=1+1",
    }.items():
        (folder / name).write_bytes(content)
    (folder / "7环").symlink_to(folder)
    outcomes = {}
    messages: list[str] = []
    for found in find_files([folder]):
        try:
            if found.error:
                raise found.error
            outcomes[found.name] = read_document(found.path, name=found.name).format
        except ReadError as error:
            outcomes[found.name] = error.code
            messages.append(str(error))
    assert all(message.startswith(tuple(f"{name}：" for name in outcomes)) for message in messages)
    assert outcomes == {
        "1空.txt": "damaged",
        "2截断.docx": "damaged",
        "3实体.docx": "hostile",
        "4二进制.txt": "unknown_format",
        "5好.txt": "text",
        "7环": "unreachable",
        "=6公式.txt": "text",
    }

"""Archives: each file in them one input, and what is wrong with one costs only that one."""

from __future__ import annotations

import io
import pickle
import random
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.errors import ReadError
from audit.readers import Input, archive, find_files, read_document
from audit.reading import read_one
from tests.readers.files import docx, paragraph, shape

REPORT = docx(paragraph("一、总体情况"))


def packed(files: Mapping[str, bytes], *, encoding: str = "") -> bytes:
    """A zip. With an `encoding`, names are stored in it and not said to be UTF-8, as old packers do."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for number, (name, data) in enumerate(files.items()):
            stored = name.encode(encoding) if encoding else b""
            target.writestr(f"{number:03d}".ljust(len(stored), "x") if encoding else name, data)
    content = buffer.getvalue()
    for number, name in enumerate(files if encoding else ()):
        stored = name.encode(encoding)
        content = content.replace(f"{number:03d}".ljust(len(stored), "x").encode(), stored)
    return content


def found(folder: Path, content: bytes, name: str = "甲.zip") -> list[Input]:
    path = folder / name
    path.write_bytes(content)
    return find_files([folder])


def outcomes(inputs: list[Input]) -> dict[str, str]:
    """Name -> the problem, or "" when there is none so far."""
    return {each.name: each.error.problem if each.error else "" for each in inputs}


def problem(source: Input) -> str:
    """Why a file cannot be read; "" when it can."""
    try:
        read_document(source.path, name=source.name, member=source.member)
    except ReadError as error:
        return str(error)
    return ""


def test_the_files_of_an_archive_are_inputs(tmp_path: Path):
    inputs = found(tmp_path, packed({"2023/乙.docx": REPORT, "2023/丙.txt": "文".encode()}))
    assert outcomes(inputs) == {"甲.zip!/2023/乙.docx": "", "甲.zip!/2023/丙.txt": ""}
    document = read_document(inputs[0].path, name=inputs[0].name, member=inputs[0].member)
    assert (document.file, document.format, shape(document)) == (inputs[0].name, "docx", ["一、总体情况"])
    assert document.blocks[0].origin.file == "甲.zip!/2023/乙.docx"
    assert list(tmp_path.iterdir()) == [tmp_path / "甲.zip"]


def test_a_file_of_an_archive_travels_to_a_worker(tmp_path: Path):
    inputs = found(tmp_path, packed({"乙.docx": REPORT, "坏.docx": REPORT[:90], "../外.docx": b"x"}))
    sent = pickle.loads(pickle.dumps(inputs))
    assert [read_one(each).format for each in sent] == ["docx", "", ""]
    assert [str(read_one(each).error) for each in sent] == [str(read_one(each).error) for each in inputs]


@pytest.mark.parametrize("encoding", ["", "gb18030", "utf-8"])
def test_names_in_the_encodings_of_packers(tmp_path: Path, encoding: str):
    inputs = found(tmp_path, packed({"云栖县/报告〔2023〕.docx": REPORT}, encoding=encoding))
    assert outcomes(inputs) == {"甲.zip!/云栖县/报告〔2023〕.docx": ""}


def test_separators_of_windows(tmp_path: Path):
    inputs = found(tmp_path, packed({"2023\\乙.docx": REPORT}, encoding="gb18030"))
    assert outcomes(inputs) == {"甲.zip!/2023/乙.docx": ""}


def test_archives_within_are_opened_to_a_depth(tmp_path: Path):
    inner = packed({"乙.docx": REPORT, "丙.zip": packed({"丁.docx": REPORT})})
    inputs = found(tmp_path, packed({"内.zip": inner, "戊.docx": REPORT}))
    assert outcomes(inputs) == {
        "甲.zip!/内.zip!/乙.docx": "",
        "甲.zip!/内.zip!/丙.zip": "压缩包嵌套过深",
        "甲.zip!/戊.docx": "",
    }
    assert read_document(inputs[0].path, name=inputs[0].name, member=inputs[0].member).format == "docx"


@pytest.mark.parametrize("name", ["甲.zip", "甲.docx"])
def test_a_document_is_no_archive_whatever_its_name(tmp_path: Path, name: str):
    inputs = found(tmp_path, REPORT, name)
    assert outcomes(inputs) == {name: ""}
    assert outcomes(found(tmp_path, packed({"乙.zip": REPORT}), name)) == {f"{name}!/乙.zip": ""}


def test_what_systems_leave_in_archives_is_skipped(tmp_path: Path):
    files = {"__MACOSX/._乙.docx": b"x", ".DS_Store": b"x", "~$乙.docx": b"x", "乙.docx": REPORT, "空/": b""}
    assert outcomes(found(tmp_path, packed(files))) == {"甲.zip!/乙.docx": ""}


def test_an_archive_of_nothing(tmp_path: Path):
    assert outcomes(found(tmp_path, packed({}))) == {"甲.zip": "压缩包内没有文件"}
    assert outcomes(found(tmp_path, packed({"空/": b""}))) == {"甲.zip": "压缩包内没有文件"}


def test_each_suspicious_member_costs_one_line(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in ("../../外.docx", "/etc/外.docx", "C:/外.docx", "a/../../外.docx", "..\\外.docx"):
            target.writestr(name, REPORT)
        link = zipfile.ZipInfo("链接.docx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("炸弹.txt", bytes(8 << 20))
        target.writestr("好.docx", REPORT)
    inputs = found(tmp_path, buffer.getvalue())
    problems = outcomes(inputs)
    assert len(problems) == 8
    assert problems.pop("甲.zip!/好.docx") == ""
    assert problems.pop("甲.zip!/链接.docx") == "压缩包内有符号链接"
    assert problems.pop("甲.zip!/炸弹.txt") == "压缩率异常"
    assert set(problems.values()) == {"压缩包内有指向外部的路径"}
    assert all(str(each.error).startswith(f"{each.name.split('(')[0]}") for each in inputs if each.error)


def test_encrypted_members(tmp_path: Path):
    content = bytearray(packed({"密.docx": REPORT, "明.docx": REPORT}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert outcomes(found(tmp_path, bytes(content))) == {
        "甲.zip!/密.docx": "文件已加密",
        "甲.zip!/明.docx": "",
    }


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "ENTRIES", 10)
    assert outcomes(found(tmp_path, packed({f"{n}.txt": b"x" for n in range(11)}))) == {
        "甲.zip": "压缩包内文件过多"
    }
    nested = packed({"内.zip": packed({f"{n}.txt": b"x" for n in range(10)}), "乙.docx": REPORT})
    assert outcomes(found(tmp_path, nested)) == {
        "甲.zip!/内.zip": "压缩包内文件过多",
        "甲.zip!/乙.docx": "",
    }


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "UNPACKED", 1000)
    assert outcomes(found(tmp_path, packed({"乙.txt": random.Random(1).randbytes(1001)}))) == {
        "甲.zip": "压缩包解压后过大"
    }


def test_a_directory_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "_DIRECTORY", 100)
    assert outcomes(found(tmp_path, packed({f"{n}.txt": b"x" for n in range(9)}))) == {
        "甲.zip": "压缩包内文件过多"
    }


def test_broken_archives_cost_what_is_broken(tmp_path: Path):
    """Bytes changed and cut off anywhere: every file is read or has a reason."""
    whole = packed({"乙.docx": REPORT, "内.zip": packed({"丙.txt": "一、总体情况".encode() * 50})})
    drawn = random.Random(3)
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(drawn.randint(1, 8)):
            content[drawn.randrange(len(content))] = drawn.randrange(256)
        if drawn.random() < 0.3:
            del content[drawn.randrange(len(content)) :]
        path = tmp_path / "甲.zip"
        path.write_bytes(content)
        for each in find_files([path]):
            reason = problem(each)
            assert not reason or reason.startswith("甲.zip")

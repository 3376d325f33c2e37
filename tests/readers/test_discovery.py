"""Which files a run is about, and the one line each of the others costs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.errors import Unreachable
from audit.readers import Input, find_files


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文", encoding="utf-8")


def names(inputs: list[Input]) -> list[str]:
    return [found.name for found in inputs]


def reasons(inputs: list[Input]) -> dict[str, str]:
    assert all(isinstance(found.error, Unreachable) for found in inputs if found.error)
    return {found.name: found.error.problem for found in inputs if found.error}


def test_folders_are_walked_in_order_with_names_below_them(tmp_path: Path):
    put(tmp_path, "b.txt", "2023/乙/2.html", "2023/甲.docx", "a.txt")
    assert names(find_files([tmp_path])) == ["2023/乙/2.html", "2023/甲.docx", "a.txt", "b.txt"]


def test_what_programs_leave_behind_is_skipped(tmp_path: Path):
    put(tmp_path, "a.docx", "~$a.docx", ".~a.docx", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/config")
    assert names(find_files([tmp_path])) == ["a.docx"]


def test_each_file_once(tmp_path: Path):
    put(tmp_path, "x/a.txt", "x/b.txt")
    (tmp_path / "x/link.txt").symlink_to(tmp_path / "x/a.txt")
    found = find_files([tmp_path / "x/b.txt", tmp_path / "x", tmp_path / "x"])
    assert names(found) == ["b.txt", "a.txt"]
    assert not reasons(found)


def test_names_are_unique_in_a_run(tmp_path: Path):
    put(tmp_path, "x/a.txt", "y/a.txt", "z/a.txt")
    assert names(find_files([tmp_path / "x", tmp_path / "y", tmp_path / "z"])) == [
        "a.txt",
        "a(2).txt",
        "a(3).txt",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes or devices in folders")
def test_what_cannot_be_walked_is_one_line_each(tmp_path: Path):
    put(tmp_path, "in/good.txt", "in/sub/good.txt")
    (tmp_path / "in/sub/up").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/itself").symlink_to(tmp_path / "in/itself")
    (tmp_path / "in/broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "in/pipe")
    found = find_files([tmp_path / "in", tmp_path / "missing", tmp_path / "empty", Path("/dev/null")])
    assert [one.name for one in found if not one.error] == ["good.txt", "sub/good.txt"]
    assert reasons(found) == {
        "sub/up": "链接成环",
        "itself": "链接成环",
        "broken": "链接指向的文件不存在",
        "pipe": "不是普通文件（管道或设备）",
        "missing": "路径不存在",
        "empty": "空文件夹",
        "null": "不是普通文件（管道或设备）",
    }
    assert len(found) == 9


def test_an_empty_folder_deep_down_is_one_line(tmp_path: Path):
    (tmp_path / "a/b").mkdir(parents=True)
    put(tmp_path, "a/.hidden", "c.txt")
    assert reasons(find_files([tmp_path])) == {"a/b": "空文件夹"}


def test_what_may_not_be_read(open_folder: Path, as_nobody):
    put(open_folder, "in/a.txt", "in/shut/b.txt", "in/locked.txt")
    (open_folder / "in/shut").chmod(0)
    (open_folder / "in/locked.txt").chmod(0)
    lines = as_nobody(
        "from pathlib import Path; from audit.readers import find_files\n"
        f"for one in find_files([Path({str(open_folder / 'in')!r})]): print(one.name, one.error)"
    )
    (open_folder / "in/shut").chmod(0o755)
    assert lines[0] == "a.txt None"
    assert lines[1].startswith("locked.txt locked.txt：没有读取权限")
    assert lines[2].startswith("shut shut：没有读取权限")
    assert len(lines) == 3

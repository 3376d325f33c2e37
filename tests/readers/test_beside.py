"""Pictures beside a page: only what it names, only below its folder, only within the limits."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers import archive, beside, open_file
from audit.readers.archive import list_members, read_neighbours
from audit.readers.beside import find_names, load_beside, load_named, local_name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a.png", "a.png"),
        ("./a.png", "a.png"),
        ("2023.files\\image001.png", "2023.files/image001.png"),
        (" a%20b.png?v=1#top ", "a b.png"),
        ("%E8%A1%A8.png", "表.png"),
        ("/etc/passwd", ""),
        ("../a.png", ""),
        ("x/../../a.png", ""),
        ("x/%2e%2e/%2e%2e/a.png", ""),
        ("//host/a.png", ""),
        ("http://127.0.0.1/a.png", ""),
        ("file:///a.png", ""),
        ("C:\\a.png", ""),
        ("\\\\host\\a.png", ""),
        ("data:image/png;base64,AAAA", ""),
        ("a%00.png", ""),
        ("x//a.png", ""),
        ("a" * 600, ""),
        ("", ""),
        (".", ""),
    ],
)
def test_only_plain_paths_below_the_folder_are_names(source: str, name: str):
    assert local_name(source) == name


@given(st.text(alphabet="./\\%2eEfFab:~\0", max_size=40))
def test_no_name_leads_outside(source: str):
    name = local_name(source)
    assert not name or Path("/folder", name).resolve().is_relative_to("/folder")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_are_found_however_they_are_written(encoding: str):
    page = "<IMG alt='' src=表.png><img\n src='a&amp;b.png'><img data-src='c.png'><img src=\"表.png\">"
    assert find_names(page.encode(encoding)) == ("表.png", "a&b.png")


def test_a_page_names_so_many_and_no_more():
    page = b"".join(b"<img src=%d.png>" % number for number in range(500))
    assert len(find_names(page)) == 200


def test_files_below_the_folder_are_loaded(tmp_path: Path):
    (tmp_path / "page.files").mkdir()
    (tmp_path / "page.files" / "a.png").write_bytes(b"one")
    found = load_beside(tmp_path / "page.html", ["page.files/a.png", "gone.png", "page.files"])
    assert found == {"page.files/a.png": b"one"}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "own.png").write_bytes(b"own")
    try:
        (folder / "out.png").symlink_to(tmp_path / "secret.png")
        (folder / "up").symlink_to(tmp_path)
        (folder / "loop.png").symlink_to(folder / "loop.png")
        (folder / "sub" / "link.png").symlink_to(folder / "own.png")
    except OSError:
        pytest.skip("this system makes no links")
    names = ["out.png", "up/secret.png", "loop.png", "sub/link.png"]
    assert load_beside(folder / "page.html", names) == {"sub/link.png": b"own"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.png")
    assert load_beside(tmp_path / "page.html", ["pipe.png"]) == {}


def test_what_is_too_large_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(beside, "_LARGEST", 4)
    monkeypatch.setattr(beside, "_ALL", 6)
    for name, size in (("a", 5), ("b", 4), ("c", 3), ("d", 2)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert set(load_beside(tmp_path / "page.html", ["a", "b", "c", "d"])) == {"b", "d"}


def test_what_was_loaded_counts_against_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(beside, "_ALL", 10)
    allowed = []
    load_named(["a", "b"], lambda _, most: allowed.append(most) or b"1234")
    assert allowed == [10, 6]


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def test_a_page_in_an_archive_shows_what_is_packed_beside_it(tmp_path: Path):
    files = {"甲/a.html": b"<p>", "甲/图/1.png": b"one", "1.png": b"other", "甲/zero.png": bytes(3_000_000)}
    path = packed(tmp_path / "a.zip", files)
    (page,) = [member for member in list_members(path, "a.zip") if member.name.endswith("a.html")]
    found = read_neighbours(path, page.position, ["图/1.png", "1.png", "zero.png"])
    assert found == {"图/1.png": b"one"}


def test_the_same_in_an_archive_within(tmp_path: Path):
    inner = packed(tmp_path / "inner.zip", {"a.html": b"<p>", "1.png": b"inner"}).read_bytes()
    path = packed(tmp_path / "outer.zip", {"1.png": b"outer", "inner.zip": inner})
    (page,) = [member for member in list_members(path, "outer.zip") if member.name.endswith("a.html")]
    assert read_neighbours(path, page.position, ["1.png"]) == {"1.png": b"inner"}


def test_a_broken_archive_has_nothing_beside(tmp_path: Path):
    path = packed(tmp_path / "a.zip", {"a.html": b"<p>", "1.png": b"one"})
    path.write_bytes(path.read_bytes()[:60])
    assert read_neighbours(path, (0,), ["1.png"]) == {}
    assert archive.read_neighbours(tmp_path / "gone.zip", (0,), ["1.png"]) == {}


@pytest.mark.ocr
def test_another_picture_is_another_stamp(tmp_path: Path):
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    page = tmp_path / "a.html"
    page.write_bytes(b"<html><body><p>x</p><img src=1.png></body></html>")
    stamps = [open_file(page).stamp]
    for data in (b"one", b"two"):
        (tmp_path / "1.png").write_bytes(data)
        stamps.append(open_file(page).stamp)
    assert len(set(stamps)) == 3
    assert len({open_file(page).sha256 for _ in stamps}) == 1

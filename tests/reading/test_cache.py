"""What is kept between runs is what was read, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.document import Document, Grid, GridCell, Origin, Paragraph, Picture
from audit.readers import Input, open_file
from audit.reading import DocumentCache, read_one

_PAGE = """<html><head><title>年报</title></head><body><p>松涧镇人民政府2024年政府信息公开工作年度报告</p>
<p>一、总体情况</p><table><tr><td colspan="2">甲</td></tr><tr><td>1</td><td></td></tr></table>
<img src="a.png" alt="图"></body></html>"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "页.html"
    path.write_text(_PAGE, encoding="utf-8")
    return Input(path, "甲/页.html")


@pytest.fixture
def cache(tmp_path):
    (tmp_path / "cache").mkdir()
    return DocumentCache(tmp_path / "cache")


def _entry(cache):
    (path,) = cache.folder.iterdir()
    return path


def test_what_is_kept_is_what_was_read(source, cache):
    first, second = read_one(source, cache=cache), read_one(source, cache=cache)
    assert (first.reused, second.reused) == (False, True)
    assert replace(second, reused=False) == first == read_one(source)


def test_the_same_content_under_another_name_is_not_read_again(source, cache):
    read_one(source, cache=cache)
    other = replace(source, name="乙/另名.html")
    found = read_one(other, cache=cache)
    assert found.reused
    assert replace(found, reused=False) == read_one(other)
    assert found.recognition.origin.file == "乙/另名.html"


def test_another_content_or_another_reader_version_is_read_again(source, cache):
    opened = open_file(source.path)
    document = opened.read()
    cache.keep(opened, document)
    assert cache.load(opened) == document
    newer = replace(opened.format, version=opened.format.version + 1)
    assert cache.load(replace(opened, format=newer)) is None
    source.path.write_text(_PAGE + " ", encoding="utf-8")
    assert not read_one(source, cache=cache).reused


def _cut(content):
    return content[: len(content) // 2]


def _flip(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [_cut, _flip, lambda _: b"", lambda _: b"{}"])
def test_a_damaged_entry_is_read_again_and_mended(source, cache, damage):
    first = read_one(source, cache=cache)
    entry = _entry(cache)
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert read_one(source, cache=cache) == first
    assert entry.read_bytes() == whole
    assert read_one(source, cache=cache).reused


def test_an_entry_of_another_file_is_not_trusted(source, cache):
    read_one(source, cache=cache)
    source.path.write_text(_PAGE.replace("总体", "全体"), encoding="utf-8")
    entry = _entry(cache)
    opened = open_file(source.path)
    entry.rename(entry.with_name(entry.name.replace(entry.name[:64], opened.sha256)))
    assert cache.load(opened) is None


def test_a_file_that_cannot_be_read_is_tried_every_time(source, cache):
    source.path.write_bytes(b"%PDF-1.4 cut short")
    first = read_one(source, cache=cache)
    assert first.error is not None
    assert str(read_one(source, cache=cache).error) == str(first.error)
    assert list(cache.folder.iterdir()) == []


def test_a_cache_that_cannot_be_written_costs_nothing_else(source, cache):
    cache.folder.rmdir()
    assert read_one(source, cache=cache) == read_one(source)


_counts = st.none() | st.integers(0, 99)
_origins = st.builds(Origin, st.just("a"), *[_counts] * 7)
_places, _spans = st.integers(0, 9), st.integers(1, 3)
_cells = st.builds(GridCell, st.text(), _places, _places, _origins, _spans, _spans, st.floats(0, 1))
_grids = st.builds(
    Grid, st.lists(_cells).map(tuple), _origins, st.booleans(), st.sampled_from(["text", "ocr"])
)
_blocks = st.builds(Paragraph, st.text(), _origins) | st.builds(Picture, st.text(), _origins) | _grids


@given(st.lists(_blocks).map(tuple), st.dictionaries(st.text(), st.text()))
def test_any_document_comes_back(tmp_path_factory, blocks, metadata):
    folder = tmp_path_factory.mktemp("cache")
    (folder / "a").write_text(_PAGE, encoding="utf-8")
    opened = open_file(folder / "a")
    document = Document(opened.file, opened.sha256, opened.format.name, blocks, metadata)
    cache = DocumentCache(folder)
    cache.keep(opened, document)
    assert cache.load(opened) == document

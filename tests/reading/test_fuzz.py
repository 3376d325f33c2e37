"""Damaged files of every format: each comes back as one reading, and none takes the run with it.

The full number of them: tests/acceptance/test_fuzz.py.
"""

from __future__ import annotations

from audit.readers import READERS, find_files
from audit.reading import Limits, ReaderCrashed, read_all
from tests.support.fuzz import originals, write_damaged


def test_damaged_files_come_back_one_by_one(tmp_path):
    write_damaged(tmp_path, originals(seed=7), count=40, seed=7)
    inputs = find_files([tmp_path])
    readings = read_all(inputs, jobs=2, limits=Limits(seconds=60))
    assert [reading.file for reading in readings] == [source.name for source in inputs]
    assert all((reading.error is None) != (reading.recognition is None) for reading in readings)
    assert [str(reading.error) for reading in readings if isinstance(reading.error, ReaderCrashed)] == []


def test_every_format_that_can_be_written_is_damaged():
    suffixes = {name[name.rindex(".") :] for name in originals(seed=7)}
    known = {suffix for reader in READERS for suffix in reader.suffixes}
    assert {".txt", ".html", ".docx", ".pdf", ".xlsx"} <= suffixes & known


def test_the_same_seed_damages_alike(tmp_path):
    whole = originals(seed=7)
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        write_damaged(folder, whole, count=13, seed=8)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert all(content != whole[name[5:]] for name, content in one.items())

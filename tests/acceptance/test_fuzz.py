"""A thousand damaged files of every format in one run, for docs/acceptance.md (`.ci/acceptance`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit.pipeline import Settings, run
from audit.readers import find_files
from audit.reading import Limits
from tests.readers.libreoffice import convert
from tests.support.fuzz import originals, write_damaged

pytestmark = pytest.mark.acceptance

_FILES = 1000
_SECONDS = 60.0


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, bytes]:
    """Whole files of every format, those that only LibreOffice writes among them, and real reports
    where there are any."""
    files = originals(seed=1)
    word = tmp_path / "report.docx"
    word.write_bytes(files["docx.docx"])
    book = tmp_path / "book.xlsx"
    book.write_bytes(files["workbook.xlsx"])
    for path, suffix in ((word, ".doc"), (word, ".pdf"), (book, ".xls")):
        for _, converted in convert([path], suffix, tmp_path):
            files[f"converted{suffix}"] = converted.read_bytes()
    return files | dict(_real())


def _real() -> Iterator[tuple[str, bytes]]:
    folder = os.environ.get("AUDIT_REAL_REPORTS")
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if path.suffix in (".txt", ".html", ".pdf"):
            yield path.name, path.read_bytes()


@pytest.mark.libreoffice
def test_a_thousand_damaged_files(
    sources: dict[str, bytes], tmp_path: Path, record_number: Callable[[str, object], None]
):
    folder = tmp_path / "damaged"
    folder.mkdir()
    write_damaged(folder, sources, _FILES, seed=3)
    inputs = [source.name for source in find_files([folder])]
    frames = run([folder], tmp_path / "out", Settings(jobs=2, limits=Limits(seconds=_SECONDS))).frames
    files = frames["files"]
    codes = files.loc[files["read_status"] == "unread", "read_code"].value_counts().to_dict()
    record_number("damaged files", _FILES)
    record_number("formats", len({Path(name).suffix for name in sources}))
    record_number("inputs with those in archives", len(inputs))
    record_number("inputs with exactly one row in files", int(files["file"].value_counts().eq(1).sum()))
    record_number(f"longer than {_SECONDS:g} s:", codes.get("timeout", 0))
    record_number("readers that failed", codes.get("crashed", 0))
    record_number("refused with a reason", int((files["read_status"] == "unread").sum()))
    assert sorted(files["file"]) == sorted(inputs)
    assert {name.split("!/")[0] for name in files["file"]} == {path.name for path in folder.iterdir()}
    assert files.loc[files["read_status"] == "unread", "read_error"].str.len().gt(0).all()
    assert "error" not in set(frames["outcomes"]["outcome"])
    lost = files[files["read_code"].isin(["crashed", "timeout", "memory"])]
    assert lost.empty, lost[["file", "read_error"]].to_numpy().tolist()

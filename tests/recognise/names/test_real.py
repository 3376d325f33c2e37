"""Names in real reports: what a careful auditor called wrong is, and nothing else."""

from __future__ import annotations

import pytest

from audit.frames import Reading, build_frames
from audit.readers import read_document
from audit.recognise import recognise

pytestmark = pytest.mark.real

EXPECTED = {
    ("002", "level"): {"我乡", "乡长"},
    ("003", "level"): {"全省", "全乡"},
    ("003", "place"): {"新郑"},
    ("003", "law"): {"《政务公开条例》"},
}


@pytest.fixture(scope="module")
def mentions(real_reports):
    readings = [
        Reading(path.name, path.name, path.suffix, recognition=recognise(read_document(path)))
        for path in sorted(real_reports.iterdir())
        if path.suffix in {".txt", ".html"}
    ]
    frames = build_frames(readings)
    return frames["mentions"]


def test_exactly_what_is_wrong_is_called_wrong(mentions):
    wrong = mentions[mentions["verdict"].isin(["stranger", "other", "wrong", "private"])]
    found: dict[tuple[str, str], set[str]] = {}
    for file, kind, text in zip(wrong["file"], wrong["kind"], wrong["text"], strict=True):
        found.setdefault((file[:3], kind), set()).add(text)
    assert found == EXPECTED
    assert (wrong["text"] == "我乡").sum() == 2


def test_every_place_of_an_agency_is_known(mentions):
    assert mentions["verdict"].notna().all()
    assert set(mentions.loc[mentions["kind"] == "place", "verdict"]) >= {"own", "superior", "inside"}


def test_marks_stand_on_the_name(mentions):
    for text, sentence, marks in zip(mentions["text"], mentions["sentence"], mentions["marks"], strict=True):
        start, end = map(int, marks.split("-"))
        assert sentence[start:end] == text

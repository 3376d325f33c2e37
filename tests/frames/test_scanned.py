"""What rests on paragraphs read off a picture is told apart in the frames, and is at most a warning."""

from __future__ import annotations

import pandas as pd
import pytest

from audit.document import Document, Origin, Paragraph
from audit.expect import judge, load_suites
from audit.frames import Reading, build_frames
from audit.recognise import recognise

LINES = (
    "云栖县松涧镇人民政府2023年政府信息公开工作年度报告",
    "本报告的统计期限为2022年1月1日至2022年12月31日。",
    "一、总体情况",
    "2023年，我镇收到政府信息公开申请3件，其中予以公开1件、不予公开1件，合计5件。",
    "二、主动公开政府信息情况",
    "六、其他需要报告的事项",
    "本年度收取信息处理费0元。",
)
FRAMES = ("reports", "sections", "coverage", "claims", "mentions")


def frames_of(scanned: set[int]) -> dict[str, pd.DataFrame]:
    """The frames of a report with those lines (counted from 1) read off a picture."""
    blocks = tuple(
        Paragraph(text, Origin("a.pdf", page=1, paragraph=number), "ocr" if number in scanned else "text")
        for number, text in enumerate(LINES, start=1)
    )
    document = Document("a.pdf", "0" * 64, "pdf", blocks, {})
    return dict(
        build_frames([Reading(file="a.pdf", sha256="0" * 64, format="pdf", recognition=recognise(document))])
    )


def severities(frames: dict[str, pd.DataFrame]) -> pd.Series:
    verdict = judge(frames, [suite for suite in load_suites() if suite.name != "common.corpus"])
    return verdict.findings.groupby("rule_id")["severity"].agg(lambda given: " ".join(sorted(set(given))))


@pytest.fixture(scope="module")
def scan() -> dict[str, pd.DataFrame]:
    return frames_of(set(range(1, len(LINES) + 1)))


def test_nothing_that_a_scan_says_is_an_error_for_sure(scan):
    printed, read = severities(frames_of(set())), severities(scan)
    assert {"S-YEAR-01", "S-PART-03", "S-TABLE-01"} <= set(printed[printed == "critical"].index)
    assert set(read.index) == set(printed.index)
    assert "critical" not in " ".join(read)


@pytest.mark.parametrize("name", FRAMES)
def test_every_row_of_a_scan_says_so(scan, name):
    assert set(scan[name]["method"]) == {"ocr"}


def test_a_row_is_told_by_its_own_paragraph():
    frames = frames_of({4})
    assert set(zip(frames["claims"]["part"], frames["claims"]["method"], strict=True)) == {
        (1, "ocr"),
        (6, "text"),
    }
    assert set(frames["reports"]["method"]) == {"text"}
    methods = frames["sections"].set_index("part")["method"]
    # What is missing may stand in the picture that was read in part.
    assert methods.to_dict() == {1: "ocr", 2: "text", 3: "ocr", 4: "ocr", 5: "ocr", 6: "text"}

"""Identity, parts, period and coverage of real reports, as a careful auditor reads them."""

from __future__ import annotations

import fnmatch
import json

import pytest

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.headings import find_headings
from audit.recognise.identity import find_title
from audit.recognise.parts import head_of
from audit.text import fold

pytestmark = pytest.mark.real

UNSTATED = {"001_67ee83a0e42f60ac.txt", "suqian2023.html", "suqian2023.txt"}
RULES = {
    "S-ASPECT-01": "aspect.proactive",
    "S-ASPECT-02": "aspect.on_request",
    "S-ASPECT-03": "aspect.management",
    "S-ASPECT-04": "aspect.platform",
    "S-ASPECT-05": "aspect.supervision",
    "S-SUPERVISE-01": "supervision.appraisal",
    "S-SUPERVISE-02": "supervision.review",
    "S-SUPERVISE-03": "supervision.accountability",
    "S-PROBLEM-01": "problem",
    "S-IMPROVE-01": "improvement",
    "S-FEE-01": "fee",
}


@pytest.fixture(scope="module")
def readings(real_reports):
    """File name -> what an auditor reads, the document, what is recognised."""
    found = {}
    for name in ("expected.json", "expected_more.json"):
        for file, expected in json.loads((real_reports / name).read_text(encoding="utf-8")).items():
            if file.endswith((".txt", ".html")):
                document = read_document(real_reports / file)
                found[file] = expected, document, recognise(document)
    assert len(found) == 9
    return found


def test_identity(readings):
    for expected, _, read in readings.values():
        assert (read.identity.agency, read.identity.year) == (expected["agency"], expected["year"])
        assert read.identity.printed == expected.get("agency_printed", read.identity.printed)
        assert read.template.revision == expected["template"]
        assert read.identity.kind


def test_every_part_is_found_in_order(readings):
    for expected, _, read in readings.values():
        assert [section.part for section in read.sections] == [1, 2, 3, 4, 5, 6]
        headings = [fold(section.heading) for section in read.sections]
        assert headings == [fold(heading) for heading in expected.get("sections", headings)]


def test_headings_that_deviate(readings):
    numerals = {file: "".join(s.numeral for s in read.sections) for file, (_, _, read) in readings.items()}
    assert {file[:3]: text for file, text in numerals.items() if text != "一二三四五六"} == {
        "000": "1二三四五六",
        "003": "一二34五六",
    }
    status = {
        (file, s.part): s.heading_status
        for file, (_, _, read) in readings.items()
        for s in read.sections
        if s.heading_status != "official"
    }
    assert status == {("shanghai2019.html", 5): "accepted", ("shuyang_fgj2023.html", 5): "deviant"}


def test_period(readings):
    for file, (expected, _, read) in readings.items():
        if file in UNSTATED:
            assert read.period.status == "missing"
        else:
            assert (read.period.status, read.period.start.year) == ("stated", expected["year"])
            assert (read.period.start.month, read.period.start.day) == (1, 1)
            assert (read.period.end.month, read.period.end.day) == (12, 31)


def test_titles(readings):
    untitled = [file for file, (_, _, read) in readings.items() if not read.identity.title]
    assert untitled == ["003_257022e1325317d4.txt"]
    for _, document, read in readings.values():
        title = find_title(head_of(document.blocks, find_headings(document.blocks, read.template)))
        assert (title.year if title else None) == read.identity.title_year


@pytest.mark.parametrize("rule", RULES)
def test_coverage(readings, rule):
    told = 0
    for file, (expected, _, read) in readings.items():
        met = {item.item: item.met for item in read.coverage}.get(RULES[rule])
        if rule in {entry["rule"] for entry in expected.get("must_fail", ())}:
            assert met is False, file
            told += 1
        if any(fnmatch.fnmatch(rule, pattern) for pattern in expected.get("must_not_fail", ())):
            assert met is not False, file
            told += 1
    assert told or rule in {"S-PROBLEM-01", "S-IMPROVE-01"}


def test_every_real_report_names_problems_and_improvements(readings):
    for file, (_, _, read) in readings.items():
        met = {item.item: item.met for item in read.coverage}
        assert met["problem"], file
        assert met["improvement"], file


def test_evidence_stands_where_it_says(readings):
    for _, document, read in readings.values():
        texts = {block.origin.paragraph: getattr(block, "text", "") for block in document.blocks}
        for item in read.coverage:
            if item.met:
                line = texts[item.origin.paragraph]
                assert line[item.origin.start : item.origin.end] == item.sentence


def test_published(readings):
    days = {file: str(read.published_on) for file, (_, _, read) in readings.items() if read.published_on}
    assert days == {"shanghai2019.html": "2020-01-31", "shuyang_fgj2023.html": "2024-01-17"}

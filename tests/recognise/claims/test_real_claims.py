"""Every claim that a careful reader noted in the real reports: found, with its value and its verdict."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.claims.statements import meets
from audit.text import fold

_FOLDER = os.environ.get("AUDIT_REAL_REPORTS", "")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not _FOLDER, reason="AUDIT_REAL_REPORTS is not set"),
]
_FILES = (
    "hongze2023.pdf",
    "shanghai2019.html",
    "shuyang_fgj2023.html",
    "suqian2023.html",
    "suqian2023.txt",
)


@pytest.fixture(scope="module")
def noted():
    return json.loads((Path(_FOLDER) / "expected_more.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def claims():
    return {name: recognise(read_document(Path(_FOLDER) / name)).claims for name in _FILES}


def _matching(claims, text, value):
    """The claims in the sentence that has `text` whose stated value is `value`."""
    wanted = fold(text)
    return [
        claim
        for claim in claims
        if wanted in fold(claim.sentence) and claim.low == pytest.approx(value) and claim.high == claim.low
    ]


@pytest.mark.parametrize("name", _FILES)
def test_every_noted_claim_has_its_value_and_its_verdict(noted, claims, name):
    for entry in noted[name]["claims"]:
        if entry["value"] is None or "enumeration of outcomes" in entry["meaning"]:
            continue  # 均获维持, and a sum that the reader made himself: no sentence states a number
        found = _matching(claims[name], entry["text"], entry["value"])
        assert found, entry
        verdicts = {meets(claim) for claim in found if claim.kind}
        assert False not in verdicts, entry
        if entry["consistent"] and "percent" not in entry["meaning"] and "/" not in entry["meaning"]:
            known = {
                value for claim in found if meets(claim) for value in (claim.against_low, claim.alternative)
            }
            assert entry["table_value"] in known, entry
        elif entry["consistent"] is None and entry["table_value"] is None:
            assert verdicts <= {None, True}


def test_five_reports_without_a_wrong_claim_but_two(claims):
    folder = Path(_FOLDER)
    wrong = [
        (path.name[:3], claim.kind, claim.stated)
        for path in sorted(folder.glob("00*.txt"))
        for claim in recognise(read_document(path)).claims
        if claim.kind and meets(claim) is False
    ]
    assert wrong == [("000", "sum", "170余条"), ("000", "sum", "114项")]
    assert not [c for name in _FILES for c in claims[name] if c.kind and meets(c) is False]


def test_marks_stand_on_what_is_stated(claims):
    for each in claims.values():
        for claim in each:
            pieces = [claim.sentence[start:end] for start, end in claim.marks]
            assert claim.stated.removesuffix("年") in pieces or (claim.kind == "year" and pieces), claim

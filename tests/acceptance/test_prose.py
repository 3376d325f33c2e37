"""Recall and precision of the rules on prose, names, years and the corpus, for docs/acceptance.md.

The sentences come from the half of the bank on which no pattern was written.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import pytest

from audit.expect import list_rules, load_suites
from audit.pipeline import run
from tests.support.planted import FAMILIES, measure

pytestmark = pytest.mark.acceptance

_LEAST = 0.98
_REAL = (
    *("000_738432f3cdfc7737.txt", "001_67ee83a0e42f60ac.txt", "002_80dca313e11d536c.txt"),
    *("003_257022e1325317d4.txt", "004_cd949d845be236b5.txt", "suqian2023.txt"),
)
_RECEIVED = re.compile(r"(?:收到|收办|受理)[^。，；\n]{0,14}?申请[^。，；\n\d]{0,4}(\d+)\s*件")


def test_a_corpus_of_five_hundred_agencies(tmp_path, record_number):
    scores = measure(tmp_path, agencies=500, years=range(2022, 2025), seed=31, half="report")
    for rule, row in scores.iterrows():
        numbers = (
            f"{row['found']:.0f} of {row['planted']:.0f} found, {row['fired'] - row['confirmed']:.0f} false"
        )
        record_number(f"{rule}:", numbers)
    rules = {rule["rule_id"] for rule in list_rules(load_suites())} - {"G-UNREAD-01"}
    assert {rule for rule in rules if rule.startswith(FAMILIES)} <= set(scores.index[scores["planted"] > 0])
    short = scores[(scores["recall"] < _LEAST) | (scores["precision"] < _LEAST)]
    assert short.empty, short.to_string()


@pytest.mark.real
@pytest.mark.parametrize("name", _REAL)
def test_faults_planted_in_real_reports(name, real_reports, tmp_path, record_number):
    """In memory, and written to a folder of the test's own only: a sentence with a stranger's name, one with
    another law's, and a changed number of applications where the prose has one."""
    text = (real_reports / name).read_text(encoding="utf-8")
    drawn = random.Random(name)
    folder = tmp_path / "planted"
    folder.mkdir()
    wanted = {}
    for number, (rule, changed) in enumerate(_changes(text, drawn)):
        file = folder / f"{number}.txt"
        file.write_text(changed, encoding="utf-8")
        wanted[file.name] = rule
    found = Counter()
    for file, rule in wanted.items():
        outcomes = run([folder / file], tmp_path / f"out-{file}").frames["outcomes"]
        found[rule] += rule in set(outcomes.loc[outcomes["outcome"] == "fail", "rule_id"])
    planted = Counter(wanted.values())
    for rule, count in sorted(planted.items()):
        record_number(f"{name} {rule}: found of {count} planted", found[rule])
    assert found == planted


def _changes(text, drawn):
    """Rule and text: the report with one thing changed."""
    begin = text.index("一、")  # what stands before the first part is no prose of the report's own
    stops = [begin + stop.end() for stop in re.finditer("。", text[begin:])]
    for rule, sentence in (
        ("P-PLACE-01", "努力为和谐义乌建设营造良好环境。"),
        ("P-LAW-01", "严格执行《政务公开条例》，依法履行公开职责。"),
        ("P-PERSON-01", "申请人钱小满，身份证号码320000195501120009，已领取答复。"),
        ("N-SUM-01", "全年召开听证会18场，其中上半年9场，下半年10场。"),
    ):
        place = drawn.choice(stops)
        yield rule, text[:place] + sentence + text[place:]
    stated = _RECEIVED.search(text)
    if stated is not None and int(stated[1]) > 0:
        start, end = stated.span(1)
        yield "N-RECEIVED-01", text[:start] + str(int(stated[1]) * 3 + 1) + text[end:]


@pytest.mark.real
def test_which_rules_fire_on_the_real_reports(real_reports, tmp_path, record_number):
    """Rule by rule: how often it fired, and how often the key of a careful reader says so too."""
    expected = json.loads((real_reports / "expected.json").read_text(encoding="utf-8"))
    fired, confirmed = Counter(), Counter()
    for name in _REAL[:5]:
        outcomes = run([real_reports / name], tmp_path / name).frames["outcomes"]
        known = {entry["rule"] for entry in expected[name]["must_fail"]}
        for rule in set(outcomes.loc[outcomes["outcome"] == "fail", "rule_id"]):
            fired[rule] += 1
            confirmed[rule] += rule in known
    for rule, count in sorted(fired.items()):
        record_number(f"{rule}: fired {count}, in the reader's key", confirmed[rule])
    assert fired

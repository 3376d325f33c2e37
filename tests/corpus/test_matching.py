"""Pairs of near-duplicates against every pair compared one by one."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.corpus.grams import WIDTH, Grams, overlap
from audit.corpus.matching import Pair, find_pairs, group_copies, join
from tests.corpus.made import prose


def similarity(one: str, other: str) -> float:
    sets = [{text[i : i + WIDTH] for i in range(len(text) - WIDTH + 1)} for text in (one, other)]
    return len(sets[0] & sets[1]) / (len(sets[0] | sets[1]) or 1)


def spoil(text: str, changes: int, drawn: random.Random) -> str:
    letters = list(text)
    for place in drawn.sample(range(len(letters)), changes):
        letters[place] = chr(drawn.randrange(0x3400, 0x4D00))
    return "".join(letters)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Families of texts on either side of the threshold."""
    drawn = random.Random(3)
    found = []
    for family in range(40):
        original = prose(family, 900)
        found += [original, *(spoil(original, changes, drawn) for changes in (0, 12, 28, 33, 40, 90))]
    return found


def test_all_pairs_are_found_and_no_other(texts):
    families = range(0, len(texts), 7)
    expected = {
        (first + one, first + other)
        for first in families
        for one, other in combinations(range(7), 2)
        if similarity(texts[first + one], texts[first + other]) >= 0.7
    }
    found = list(find_pairs(Grams(texts), 0.7))
    assert {(pair.first, pair.second) for pair in found} == expected
    for pair in found[::9]:
        assert pair.similarity == pytest.approx(similarity(texts[pair.first], texts[pair.second]))


def test_a_sample_finds_them_too(texts, monkeypatch):
    everything = {(pair.first, pair.second) for pair in find_pairs(Grams(texts), 0.7)}
    monkeypatch.setattr("audit.corpus.matching._SAMPLE", 20_000)
    sampled = {(pair.first, pair.second) for pair in find_pairs(Grams(texts), 0.7)}
    assert sampled <= everything
    assert len(sampled) >= 0.99 * len(everything)


def test_what_most_texts_share_is_left_out():
    shared = prose("shared", 800)
    grams = Grams([shared + prose(number, 400) for number in range(30)])
    assert list(find_pairs(grams, 0.4))
    grams.leave_out(0.5, 300)
    assert not list(find_pairs(grams, 0.4))


def test_phrases_named_beforehand_count_nowhere():
    phrase = prose("phrase", 300)
    assert not list(find_pairs(Grams([phrase, phrase + "甲乙丙丁戊己"], [phrase]), 0.5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("甲乙丙丁", max_size=30), max_size=6))
def test_any_texts(texts):
    found = {(pair.first, pair.second): pair.similarity for pair in find_pairs(Grams(texts), 0.5)}
    for one, other in combinations(range(len(texts)), 2):
        exact = similarity(texts[one], texts[other])
        assert ((one, other) in found) == (exact >= 0.5)
        if exact >= 0.5:
            assert found[one, other] == pytest.approx(exact)


def test_overlap_of_nothing_is_none():
    grams = Grams(["", "甲"])
    assert overlap(grams.of(0), grams.of(1)) == 0.0


def test_copies_and_clusters():
    assert group_copies(["a", "b", "a"]) == [[0, 2], [1]]
    assert join(5, [Pair(3, 4, 1.0), Pair(1, 3, 0.8)]) == [0, 1, 2, 1, 1]

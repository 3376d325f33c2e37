"""Sentences of a bank split in two by hash: patterns were written on one half, figures are of the other."""

import pytest

from tests.recognise.names.speakers import FAILING, fails, sentences

SEEN, UNSEEN = sentences(seen=True), sentences(seen=False)


@pytest.mark.parametrize(("kind", "wrong", "sentence"), SEEN)
def test_every_sentence_that_was_looked_at_is_told_right(kind, wrong, sentence):
    assert fails(sentence, kind) is wrong


@pytest.mark.parametrize("kind", FAILING)
def test_the_other_half(kind):
    told = [(wrong, fails(sentence, kind)) for of, wrong, sentence in UNSEEN if of == kind]
    accused = [wrong for wrong, failed in told if failed]
    faults = [failed for wrong, failed in told if wrong]
    assert accused.count(True) == len(accused), "a right sentence is accused"
    assert faults.count(True) >= 0.9 * len(faults)


def test_no_sentence_fails_a_rule_that_it_is_not_about():
    for of, _, sentence in SEEN + UNSEEN:
        assert not [kind for kind in FAILING if kind not in (of, "level") and fails(sentence, kind)], sentence


def test_both_halves_have_both():
    for half in (SEEN, UNSEEN):
        assert {(kind, wrong) for kind, wrong, _ in half} == {(k, w) for k in FAILING for w in (True, False)}

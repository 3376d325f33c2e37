import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.workbench.state import words
from audit.workbench.state.words import Haystack, split_words

TEXT = st.text(alphabet="甲乙a１A\n 𠮷😀", max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6), st.text(alphabet="甲乙a1𠮷😀", min_size=1, max_size=3))
def test_a_row_is_found_by_each_word_that_stands_in_one_of_its_columns(rows, word):
    texts = pd.DataFrame(rows, columns=["one", "other"])
    folded = [[" ".join(split_words(text)) for text in row] for row in rows]
    expected = [any(word in text for text in row) for row in folded]
    assert Haystack(texts).holds(word).tolist() == expected


def test_what_is_not_there_holds_nothing_and_no_row_runs_into_the_next(monkeypatch):
    monkeypatch.setattr(words, "_TOGETHER", 2)
    haystack = Haystack(pd.DataFrame({"text": ["公开", None, "公", "开"]}))
    assert haystack.holds("公开").tolist() == [True, False, False, False]
    assert haystack.holds("开").tolist() == [True, False, False, True]


@pytest.mark.parametrize("word", ["\ud800", "公开" * 50])
def test_a_word_that_no_text_can_hold(word):
    assert not Haystack(pd.DataFrame({"text": ["公开"]})).holds(word).any()

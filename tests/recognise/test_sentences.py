from hypothesis import given
from hypothesis import strategies as st

from audit.document import Origin
from audit.recognise.sentences import fold_tracked, narrow, split_sentences
from audit.text import fold

PROSE = st.text(alphabet="甲乙丙。！？；，”（）１２ \u3000\n\t1", max_size=60)


def test_a_sentence_takes_its_closing_quote_with_it():
    texts = [sentence.text for sentence in split_sentences("问“何时办结？”答复如下；均已办结。无")]
    assert texts == ["问“何时办结？”", "答复如下；均已办结。", "无"]


@given(PROSE)
def test_every_sentence_stands_where_it_says_and_none_is_lost(text):
    found = list(split_sentences(text))
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert "".join("".join(sentence.text for sentence in found).split()) == "".join(text.split())


@given(PROSE)
def test_folding_remembers_places(text):
    folded = fold_tracked(text)
    assert folded.text == fold(text)
    for place, char in enumerate(folded.text):
        start, end = folded.span(place, place + 1)
        assert char in fold(text[start:end])


def test_a_place_in_a_piece_of_a_paragraph_is_a_place_in_the_paragraph():
    piece = Origin("a.txt", paragraph=3).at(7, 30)
    assert (narrow(piece, 2, 5).start, narrow(piece, 2, 5).end) == (9, 12)

"""Growth and shares: judged where it is clear what they are told of, right when rounded or cut."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.claims.enumerations import find_enumerations, join_continued
from audit.recognise.claims.percentages import (
    Percentage,
    find_percentages,
    percent_matches,
    percent_range,
)
from audit.recognise.claims.quantities import read_quantities
from tests.recognise.claims.enumerations_bank import is_held_back
from tests.recognise.claims.percentages_bank import SENTENCES

_VERDICTS = {True: "right", False: "wrong", None: "open"}


def _find(text):
    found: list[Percentage] = []
    for passage in join_continued(text):
        quantities = read_quantities(passage.text)
        lists = find_enumerations(passage.text, quantities)
        found += find_percentages(passage.text, quantities, enumerations=lists)
    return found


def _verdicts(text):
    return " ".join(_VERDICTS[each.agrees] for each in _find(text))


# ------------------------------------------------------------------------------------------ rounding


@pytest.mark.parametrize(
    ("stated", "decimals", "numerator", "base", "matches"),
    [
        (33.3, 1, 1, 3, True),
        (33, 0, 1, 3, True),
        (34, 0, 1, 3, False),
        (66.7, 1, 2, 3, True),
        (66.6, 1, 2, 3, True),  # cut
        (66, 0, 2, 3, True),
        (67, 0, 2, 3, True),
        (65, 0, 2, 3, False),
        (4.34, 2, 35, 805, True),  # 4.348
        (4.30, 2, 35, 805, True),  # 0.05 of a point is rounding
        (4.29, 2, 35, 805, False),
        (12.5, 1, 10, 80, True),
        (12.6, 1, 10, 80, False),
        (12.55, 2, 10, 80, True),
        (100, 0, 7, 7, True),
        (0, 0, 0, 7, True),
        (-25, 0, -1, 4, True),
        (25, 0, -1, 4, False),
        (150, -1, 3, 2, True),
        (0, 0, 0, 0, False),
        (100, 0, 1, 0, False),
    ],
)
def test_what_rounding_admits(stated, decimals, numerator, base, matches):
    assert percent_matches(stated, decimals, numerator, base) is matches


@given(
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.integers(0, 3),
    st.sampled_from([ROUND_DOWN, ROUND_HALF_UP]),
)
def test_a_rounded_or_cut_percentage_always_matches(numerator, base, decimals, how):
    exact = Decimal(numerator) * 100 / Decimal(base)
    stated = float(exact.quantize(Decimal(1).scaleb(-decimals), how))
    assert percent_matches(stated, decimals, numerator, base)
    low, high = percent_range(decimals, numerator, base)
    assert low <= float(exact) <= high
    assert high - low <= max(0.1, 10**-decimals) + 0.1


@given(st.integers(0, 10**5), st.integers(1, 10**5), st.integers(0, 3), st.floats(1.01, 50))
def test_a_percentage_that_is_more_than_a_digit_off_never_matches(numerator, base, decimals, off):
    distance = off * max(10**-decimals, 0.05)
    exact = numerator * 100 / base
    assert not percent_matches(exact + distance, decimals, numerator, base)
    assert not percent_matches(exact - distance, decimals, numerator, base)


# ------------------------------------------------------------------------------------------ the bank


@pytest.mark.parametrize("text", [text for text in SENTENCES if not is_held_back(text)])
def test_sentences_that_the_words_were_chosen_on(text):
    assert _verdicts(text) == SENTENCES[text]


def test_sentences_held_back(record_property):
    held = [text for text in SENTENCES if is_held_back(text)]
    assert len(held) > 30
    right = [text for text in held if _verdicts(text) == SENTENCES[text]]
    accused = [text for text in held if "wrong" in _verdicts(text) and "wrong" not in SENTENCES[text]]
    record_property("held back", f"{len(right)} of {len(held)} right, {len(accused)} falsely accused")
    assert not accused
    assert len(right) / len(held) >= 0.95


# ------------------------------------------------------------------------------------- what is found


def test_a_growth_with_its_base():
    text = "全年收到申请90件（去年80件），同比增长15%。"
    (found,) = _find(text)
    assert (found.kind, found.direction, found.stated.low, found.decimals) == ("growth", 1, 15, 0)
    assert (found.subject.low, found.base.low, found.change) == (90, 80, None)
    assert (found.low, found.high) == (12, 13)
    assert found.agrees is False
    assert found.last_year
    assert [text[start:end] for start, end in found.marks] == ["90件", "80件", "15%"]


def test_a_growth_since_last_year_whose_base_stands_elsewhere():
    (found,) = _find("公开政府信息347条，同比下降24.7%。")
    assert found.agrees is None
    assert found.last_year
    assert found.direction == -1
    low, high = found.expect(461)
    assert low <= 24.7 <= high
    low, high = found.expect(400)
    assert not low <= 24.7 <= high
    assert found.expect(0) is None


def test_a_year_that_is_named():
    (found,) = _find("公开政府信息347条，较2021年增长20%。")
    assert (found.agrees, found.last_year, found.base_year) == (None, False, 2021)


def test_a_multiple_is_a_hundred_percent():
    (found,) = _find("收到申请90件，同比增长1.5倍，去年36件。")
    assert found.percent == (150, 150)
    assert found.agrees
    (found,) = _find("收到申请90件，同比增长2.5倍，去年36件。")
    assert found.agrees is False


def test_the_whole_of_a_share_is_the_total_of_its_list():
    first, second = _find("2024年开展活动30次，公开信息50条，其中动态30条，占60%；公告20条，占30%。")
    assert (first.base.low, first.agrees) == (50, True)
    assert (second.base.low, second.agrees) == (50, False)


@pytest.mark.parametrize(
    "text", ["", "增长12%", "公开信息50条，办结率100%。", "50条", "占20%，30条", "12%13%14%倍倍"]
)
def test_what_tells_of_nothing(text):
    assert _find(text) == []


# ------------------------------------------------------------------------------ made-up percentages


@st.composite
def _growths(draw):
    base, number = draw(st.integers(1, 5000)), draw(st.integers(0, 5000))
    assume(base != number)
    decimals = draw(st.integers(0, 2))
    how = draw(st.sampled_from([ROUND_DOWN, ROUND_HALF_UP]))
    exact = Decimal(abs(number - base)) * 100 / base
    unit = draw(st.sampled_from(["件", "条", "份", " 件"]))
    frame = draw(
        st.sampled_from(
            [
                "全年收到申请{n}{u}，去年{b}{u}，同比{verb}{p}%。",
                "全年公开信息{n}{u}（上年同期{b}{u}），{verb}{p}%。",
                "全年公开信息{n}{u}，同比{verb}{p}%，去年为{b}{u}。",
                "公开信息由去年的{b}{u}{verb}到{n}{u}，{verb}{p}%。",
                "全年受理{n}{u}，较上年{verb}{c}{u}，{verb}{p}%，均已办结。",
            ]
        )
    )
    return frame, number, base, unit, exact.quantize(Decimal(1).scaleb(-decimals), how)


def _write(made, percent):
    frame, number, base, unit, _ = made
    verb = "增加" if number > base else "减少"
    return frame.format(n=number, b=base, c=abs(number - base), u=unit, p=percent, verb=verb)


@given(_growths())
def test_a_right_growth_is_never_wrong(made):
    assert [each.agrees for each in _find(_write(made, made[-1]))] == [True]


@given(_growths(), st.integers(2, 40))
def test_a_wrong_growth_is_always_found(made, off):
    assert [each.agrees for each in _find(_write(made, made[-1] + off))] == [False]


@given(
    st.text(
        alphabet="去年上年同比增长减少下降占总数的其中由从至（），。、；%倍0123456789.件条20232022年 ",
        max_size=100,
    )
)
def test_any_text_is_read_without_an_error(text):
    for found in _find(text):
        assert found.percent[0] <= found.percent[1]
        assert (found.low is None) == (found.high is None)
        assert found.agrees is None or found.low <= found.high


@pytest.mark.real
def test_percentages_of_real_reports(real_reports):
    judged, opened = [], {}
    for path in sorted(real_reports.iterdir()):
        if path.suffix in (".txt", ".html", ".pdf"):
            sections = recognise(read_document(path)).sections
            found = [each for s in sections for text, _ in s.paragraphs for each in _find(text)]
            judged += [each for each in found if each.agrees is not None]
            opened[path.name] = [(each.subject.low, each.direction * each.stated.low) for each in found]
    assert all(each.agrees for each in judged)
    assert opened["004_cd949d845be236b5.txt"] == [(347, 75.2)]
    assert opened["shanghai2019.html"] == [(859, -12.3)]
    assert opened["suqian2023.html"] == [(3607, 70.3), (176, 6.7)]

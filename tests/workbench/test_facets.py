import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from audit.workbench.state.facets import Facets

ROWS = st.lists(
    st.tuples(
        st.sampled_from([2023, 2024, None]),
        st.sampled_from("甲乙"),
        st.sampled_from(["申请１件", "无", "ABC"]),
    ),
    min_size=1,
)


@given(
    ROWS,
    st.sampled_from([None, 2023, 2025]),
    st.sampled_from([None, "甲", "丙"]),
    st.sampled_from(["", "1件", "abc"]),
)
def test_rows_and_counts_are_those_of_plain_comparison(rows, year, name, words):
    table = pd.DataFrame(rows, columns=["year", "name", "text"]).astype({"year": "Int64"})
    facets = Facets({"year": table["year"], "name": table["name"]}, table[["text"]])
    folded = {"申请１件": "申请1件", "ABC": "abc"}
    holds = [words in folded.get(text, text) for text in table["text"]]
    years = [year is None or each == year for each, _, _ in rows]
    names = [name is None or each == name for _, each, _ in rows]
    fits = [all(each) for each in zip(years, names, holds, strict=True)]
    asked = {"year": year, "name": name}
    assert facets.places(asked, words).tolist() == [place for place, fit in enumerate(fits) if fit]
    counts = facets.counts(asked, words)
    for value in facets.values["name"]:
        expected = sum(y and h and row[1] == value for y, h, row in zip(years, holds, rows, strict=True))
        assert counts["name"][value] == expected
    for value in facets.values["year"]:
        expected = sum(n and h and row[0] == value for n, h, row in zip(names, holds, rows, strict=True))
        assert counts["year"][value] == expected

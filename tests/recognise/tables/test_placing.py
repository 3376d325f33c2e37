"""Numbers shifted by merged labels are put right, or left alone: never under a wrong head."""

from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.tables import read_tables
from audit.template import load_templates
from tests.recognise.tables.made_up import numbers_of, ruled, typed

T2021 = load_templates()["2021"]
HEADER = ("申请人情况", "自然人|法人或其他组织|总计", "商业企业|科研机构|社会公益组织|法律服务机构|其他")
LABELS = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "四、结转下年度继续办理",
]
KEYS = ["received", "carried_in", "carried_out"]
COLUMNS = [column.key for column in T2021.table("applications").bands[0].columns]


def read(*rows, one_line=True, header=HEADER):
    reading = read_tables([typed(*header, *rows, one_line=one_line)], T2021)
    got = numbers_of(reading, "applications")
    by_row = {key: [got[f"{key}.{column}"] for column in COLUMNS] for key in KEYS}
    return by_row, [leftover.kind for leftover in reading.leftovers], reading


def line(label, *fields):
    return "|".join([label, *fields])


def test_numbers_between_blanks_are_placed():
    got, left, reading = read(line(LABELS[0], "", *"1234567", ""), line(LABELS[1], *"1234567", "", ""))
    assert got["received"] == got["carried_in"] == [1, 2, 3, 4, 5, 6, 7]
    assert left == []
    assert {c.method for c in reading.tables[1].cells if c.status == "number"} == {"shifted"}


def test_a_blank_at_the_end_is_placed_by_rows_of_the_same_kind():
    got, left, _ = read(line(LABELS[0], "", *"1234567", ""), line(LABELS[1], "", "", *"234567", ""))
    assert got["carried_in"] == ["blank", 2, 3, 4, 5, 6, 7]
    assert left == []


def test_without_a_witness_the_row_stays_unplaced():
    got, left, reading = read(line(LABELS[0], "", "", *"234567", ""), line(LABELS[1], *"1234567"))
    assert got["received"] == ["absent"] * 7
    assert got["carried_in"] == [1, 2, 3, 4, 5, 6, 7]
    assert left == ["misfit_row"]
    cell = reading.tables[1].cells[0]
    assert (cell.label, cell.label_status, cell.raw) == (LABELS[0], "official", None)


def test_witnesses_who_disagree_are_none():
    rows = (
        line(LABELS[0], "", *"1234567", ""),
        line(LABELS[1], *"1234567", "", ""),
        line(LABELS[2], "", "", *"234567", ""),
    )
    got, left, _ = read(*rows)
    assert got["carried_out"] == ["absent"] * 7
    assert left == ["misfit_row"]


def test_a_row_of_blanks_is_blank():
    got, left, _ = read(line(LABELS[0], *[""] * 9), line(LABELS[1]))
    assert got["received"] == got["carried_in"] == ["blank"] * 7
    assert left == []


def test_too_few_numbers_are_not_told_apart():
    got, left, _ = read(line(LABELS[0], *"123456"), line(LABELS[1], *"1234567"), one_line=False)
    assert got["received"] == ["absent"] * 7
    assert left == ["misfit_row"]


def test_trailing_blanks_cut_from_a_line():
    padded = ("||申请人情况", "||自然人|法人或其他组织|||||总计", "|||" + HEADER[2])
    got, left, _ = read(line(LABELS[0], "", *"1234567"), line(LABELS[1], "", *"12345"), header=padded)
    assert got["carried_in"] == [1, 2, 3, 4, 5, "blank", "blank"]
    assert left == []


def test_more_numbers_than_heads_make_the_header_doubtful():
    header = ("申请人情况", "自然人|法人或其他组织|总计", "商业企业|科研机构|社会公益组织|法律服务机构")
    got, left, _ = read(line(LABELS[0], *"1234567"), line(LABELS[1], "", *"234567"), header=header)
    assert got["received"] == [1, 2, 3, 4, 5, 6, 7]  # the form's order: exactly as many as it has
    assert got["carried_in"] == ["blank", 2, 3, 4, 5, 6, 7]
    assert left == []


def test_without_a_header_only_the_exact_number_is_placed():
    got, left, _ = read(line(LABELS[0], *"1234567"), line(LABELS[1], *"123"), line(LABELS[2]), header=())
    assert got["received"] == [1, 2, 3, 4, 5, 6, 7]
    assert got["carried_in"] == ["absent"] * 7
    assert left == ["misfit_row"]


def ruled_rows(*rows):
    header = (
        [("", 3, 1), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        HEADER[2].split("|"),
    )
    reading = read_tables([ruled(*header, *rows)], T2021)
    got = numbers_of(reading, "applications")
    left = [leftover.kind for leftover in reading.leftovers]
    return {key: [got[f"{key}.{c}"] for c in COLUMNS] for key in KEYS}, left


def test_real_columns_place_blanks():
    got, left = ruled_rows([LABELS[0], *"1234567"], [LABELS[1], "", *"23456"])
    assert got["carried_in"] == ["blank", 2, 3, 4, 5, 6, "blank"]
    assert left == []


def test_count_and_position_that_contradict_each_other_place_nothing():
    # As many cells as columns, but the row's first one stands left of the first column.
    header = (
        [("", 3, 2), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        HEADER[2].split("|"),
    )
    rows = ([LABELS[0], *"1234567"], [LABELS[1], "", *"234567"], [(LABELS[2], 1, 2), *"1234567"])
    reading = read_tables([ruled(*header, *rows)], T2021)
    got = numbers_of(reading, "applications")
    assert [got[f"received.{c}"] for c in COLUMNS] == [1, 2, 3, 4, 5, 6, 7]
    assert got["carried_in.total"] == "absent"
    assert [leftover.kind for leftover in reading.leftovers] == ["misfit_row"]


def test_a_label_that_reaches_under_a_head_tells_nothing_about_columns():
    # One column too wide: the numbers stand under the wrong heads. Counting them still tells.
    got, left = ruled_rows([(LABELS[0], 1, 2), *"1234567"], [(LABELS[1], 1, 2), *"123456"])
    assert got["received"] == [1, 2, 3, 4, 5, 6, 7]
    assert got["carried_in"] == ["absent"] * 7
    assert left == ["misfit_row"]


@st.composite
def shifted_tables(draw):
    """Rows of seven numbers, any of them blank, all shifted alike, with any blanks behind."""
    lead = draw(st.integers(0, 2))
    rows = []
    for row in range(3):
        shown = draw(st.lists(st.booleans(), min_size=7, max_size=7))
        numbers = [str(10 * (row + 1) + i) if show else "" for i, show in enumerate(shown)]
        rows.append([*[""] * lead, *numbers, *[""] * draw(st.integers(0, 2))])
    return lead, rows


@given(shifted_tables())
def test_no_number_ever_stands_under_another_head(table):
    lead, rows = table
    got, _, _ = read(*(line(label, *fields) for label, fields in zip(LABELS, rows, strict=True)))
    for key, fields in zip(KEYS, rows, strict=True):
        own = [float(text) if text else "blank" for text in fields[lead : lead + 7]]
        assert got[key] in (own, ["absent"] * 7)


def test_two_numbers_in_one_field_and_a_blank_cannot_be_told():
    torn = ("33 12", "1", "4", "8", "7", "65")
    got, left, reading = read(line(LABELS[0], "", *torn, ""), line(LABELS[1], "", *"1234567", ""))
    assert got["received"] == ["absent"] * 7
    assert left == ["misfit_row"]
    cell = reading.tables[1].cells[0]
    assert cell.unplaced
    assert cell.line == line(LABELS[0], "", *torn).replace("|", "｜")


def test_a_number_before_the_label_counts_the_rows():
    got, left, _ = read(line("1", LABELS[0], *"1234567"), line("2", LABELS[1], *"7654321"))
    assert got["received"] == [1, 2, 3, 4, 5, 6, 7]
    assert got["carried_in"] == [7, 6, 5, 4, 3, 2, 1]
    assert left == []


def test_digits_parted_by_a_line_break_are_not_glued():
    got, _, _ = read(line(LABELS[0], "3\n3", *"234567"))
    assert got["received"][0] == "text"


def test_a_row_that_lost_blank_fields_at_its_end_follows_rows_of_its_kind():
    got, left, _ = read(
        line(LABELS[0], "", *"1234567", ""),
        line(LABELS[1], "", *"301002"),
        line(LABELS[2], "", *"1234567", ""),
    )
    assert got["carried_in"] == [3, 0, 1, 0, 0, 2, "blank"]
    assert left == []

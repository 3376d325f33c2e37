import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.tables import read_tables
from audit.template import load_templates
from tests.recognise.tables.made_up import numbers_of, paragraphs, values

T2021 = load_templates()["2021"]
APPLICATIONS = T2021.table("applications")
HEADS = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
LINE = ["行政复议", "行政诉讼", *FIVE, "未经复议直接起诉", "复议后起诉", *FIVE, *FIVE]


def cells_of_applications(change=lambda key, numbers: numbers):
    shown: set[str] = set()
    cells = []
    for key, label, numbers in values(APPLICATIONS):
        groups = next(row.groups for row in APPLICATIONS.rows if row.key == key)
        cells += [group for group in groups if group not in shown]
        shown.update(groups)
        cells += [label, *change(key, numbers)]
    return cells


def cells_of_proactive():
    cells = []
    numbers = {key: own for key, _, own in values(T2021.table("proactive"))}
    for band in T2021.table("proactive").bands:
        cells += [band.caption, "信息内容", *(column.label for column in band.columns)]
        for row in band.rows:
            cells += [row.label, *numbers[row.key]]
    return cells


def whole_report(applications):
    return paragraphs(
        "二、主动公开政府信息情况",
        "全年公开信息若干条，详见下表。",
        *cells_of_proactive(),
        "三、收到和处理政府信息公开申请情况",
        *HEADS,
        *applications,
        "四、政府信息公开行政复议、行政诉讼情况",
        *LINE,
        *map(str, range(1, 16)),
        "五、存在的主要问题及改进情况",
        "仍有 3 方面不足。",
    )


def test_a_flattened_report():
    blocks = whole_report(cells_of_applications())
    reading = read_tables(blocks, T2021)
    for table, count in (("proactive", 10), ("applications", 175), ("disputes", 15)):
        assert list(numbers_of(reading, table).values()) == list(range(1, count + 1))
    prose = {
        i for i, block in enumerate(blocks) if block.text.endswith(("情况", "。")) and "、" in block.text[:3]
    }
    assert not prose & reading.consumed
    assert len(reading.consumed) == len(blocks) - 6
    assert reading.leftovers == ()


def test_a_blank_paragraph_is_a_blank_cell():
    def blank(key, numbers):
        return ["", *numbers[1:]] if key == "granted" else numbers

    got = numbers_of(read_tables(whole_report(cells_of_applications(blank)), T2021), "applications")
    assert got["granted.natural_person"] == "blank"
    assert [v for k, v in got.items() if k != "granted.natural_person"] == [*range(1, 15), *range(16, 176)]


def test_a_row_with_a_cell_too_few_is_not_told_apart():
    def lose(key, numbers):
        return numbers[1:] if key == "granted" else numbers

    reading = read_tables(whole_report(cells_of_applications(lose)), T2021)
    got = numbers_of(reading, "applications")
    assert {v for k, v in got.items() if k.startswith("granted.")} == {"absent"}
    assert [leftover.kind for leftover in reading.leftovers] == ["misfit_row"]


def test_a_row_of_the_page_that_is_none_of_the_form():
    cells = [*cells_of_applications(), "五、其他事项", *map(str, range(900, 907))]
    reading = read_tables(whole_report(cells), T2021)
    assert list(numbers_of(reading, "applications").values()) == list(range(1, 176))
    assert [leftover.kind for leftover in reading.leftovers] == ["unknown_row"]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_value_that_is_no_number_is_quoted(place):
    def misprint(key, numbers):
        return [*numbers[:place], "1O", *numbers[place + 1 :]] if key == "granted" else numbers

    reading = read_tables(whole_report(cells_of_applications(misprint)), T2021)
    got = numbers_of(reading, "applications")
    assert [v for v in got.values() if v == "text"] == ["text"]
    assert [v for v in got.values() if v != "text"] == [n for n in range(1, 176) if n != 15 + place]
    assert reading.leftovers == ()


def test_words_before_blank_cells_end_no_table():
    def fill(key, numbers):
        return ["三件左右", "", "", "", *numbers[4:]] if key == "carried_out" else numbers

    reading = read_tables(whole_report(cells_of_applications(fill)), T2021)
    got = [*numbers_of(reading, "applications").values()]
    assert got == [*range(1, 169), "text", "blank", "blank", "blank", 173, 174, 175]


def test_a_row_that_words_break_off_is_not_blank():
    def fill(key, numbers):
        return ["", "三件左右", "三件左右", *numbers[3:]] if key == "granted" else numbers

    heads_with_some_lost = HEADS[2:5]
    reading = read_tables(paragraphs(*heads_with_some_lost, *cells_of_applications(fill)), T2021)
    got = numbers_of(reading, "applications")
    assert {v for k, v in got.items() if k.startswith("granted.")} == {"absent"}
    assert {leftover.kind for leftover in reading.leftovers} == {"misfit_row", "unknown_row"}


@pytest.mark.parametrize("place", [0, 7, 14])
def test_a_value_of_the_line_that_is_no_number_is_quoted(place):
    numbers = [*map(str, range(1, 16))]
    numbers[place] = "1O"
    got = numbers_of(read_tables(paragraphs(*LINE, *numbers), T2021), "disputes")
    assert list(got.values()) == ["text" if i == place else i + 1 for i in range(15)]


def test_the_end_of_a_label_in_a_paragraph_of_its_own():
    cells = cells_of_applications()
    at = cells.index("2.重复申请")
    reading = read_tables(whole_report([*cells[:at], "2.重复", "申请", *cells[at + 1 :]]), T2021)
    assert list(numbers_of(reading, "applications").values()) == list(range(1, 176))
    assert {cell.label_status for cell in reading.tables[1].cells} == {"official"}


def test_prose_that_names_labels_is_no_table():
    blocks = paragraphs(
        "行政许可", "全年办理行政许可 12 件。", "行政处罚", "全年作出行政处罚 3 件。", "规章", "12"
    )
    reading = read_tables(blocks, T2021)
    assert [table.status for table in reading.tables] == ["missing"] * 3
    assert reading.consumed == frozenset()


@given(st.sets(st.integers(1, 175), max_size=40))
def test_blank_paragraphs_never_move_a_number(blanks):
    def blank(key, numbers):
        return ["" if int(number) in blanks else number for number in numbers]

    got = numbers_of(read_tables(whole_report(cells_of_applications(blank)), T2021), "applications")
    for number, value in enumerate(got.values(), start=1):
        assert value in (("blank",) if number in blanks else (number,)) or value == "absent"

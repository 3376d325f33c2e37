import pytest

from audit.document import Block
from audit.recognise.tables import read_tables
from audit.recognise.tables.joining import join_broken_labels
from audit.recognise.tables.labels import table_index
from audit.recognise.tables.printed import rows_of_grid
from audit.template import load_templates
from tests.recognise.tables.made_up import applications_rows, numbers_of, paragraphs, typed

T2021 = load_templates()["2021"]
TABLE = T2021.table("applications")
INDEX = table_index("2021", "applications")


def joined(*rows, index=INDEX):
    return [[c.text for c in row.cells] for row in join_broken_labels(rows_of_grid(typed(*rows), 0), index)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("|2.没有现成信息需要另行制|1|2", "|作||"), [["", "2.没有现成信息需要另行制作", "1", "2"]]),
        (("|2.没有现成信息||", "|需要另行制作|1|2"), [["", "2.没有现成信息需要另行制作", "1", "2"]]),
        (("2.没有现成||", "信息需要||", "另行制作|1|2"), [["2.没有现成信息需要另行制作", "1", "2"]]),
        (("2.没有现成信息|需要另行制作|1|2",), [["", "2.没有现成信息需要另行制作", "1", "2"]]),
        (("||社会公益|法律服务", "||组织|机构"), [["", "", "社会公益组织", "法律服务机构"]]),
    ],
)
def test_pieces_that_make_a_label_are_joined(rows, expected):
    assert joined(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        ("2.没有现成信息需要另行制|1|2", "作|3|4"),  # two rows of numbers are two rows
        ("2.没有现成信息需要另行制|1|2", "3.其他|3|4"),
        ("2.重复申请|1|2", "注||"),
        ("2.没有现成信息需要另行制|1|2", "做||"),
    ],
)
def test_other_pieces_are_left_alone(rows):
    assert joined(*rows) == [row.split("|") for row in rows]


def test_an_accepted_wording_may_be_the_rest_of_the_official_one():
    index = table_index("2021", "proactive")
    assert joined("行政||", "规范性文件|1|2", index=index) == [["行政规范性文件", "1", "2"]]


def test_blank_rows_stay():
    assert joined("|", "1|2") == [["", ""], ["1", "2"]]


@pytest.mark.parametrize("head_first", [True, False])
@pytest.mark.parametrize("row", [row for row in TABLE.rows if len(row.label) > 6], ids=lambda row: row.key)
def test_a_label_cut_by_a_page_is_no_deviation(row, head_first):
    rows = []
    for printed in applications_rows(TABLE):
        fields = printed.split("|")
        if row.label not in fields:
            rows.append(typed(printed).cells)
            continue
        at = fields.index(row.label)
        upper, lower = [*fields[:at], row.label[:5]], [*[""] * at, row.label[5:]]
        numbers, blanks = fields[at + 1 :], [""] * 7
        parts = (upper + blanks, lower + numbers) if head_first else (upper + numbers, lower + blanks)
        rows += [typed("|".join(part)).cells for part in parts]
    grid = typed(*("|".join(cell.text for cell in cells) for cells in rows))
    reading = read_tables([grid], T2021)
    assert list(numbers_of(reading, "applications").values()) == list(range(1, 176))
    assert {cell.label_status for cell in reading.tables[1].cells} == {"official"}
    assert reading.leftovers == ()


def test_a_label_whose_end_stands_between_two_grids():
    rows = applications_rows(TABLE)
    cut = next(i for i, r in enumerate(rows) if "2.没有现成信息需要另行制作" in r)
    first = [*rows[:cut], rows[cut].replace("制作", "制")]
    blocks: list[Block] = [typed(*first), *paragraphs("作", first=200), typed(*rows[cut + 1 :], number=2)]
    reading = read_tables(blocks, T2021)
    assert list(numbers_of(reading, "applications").values()) == list(range(1, 176))
    assert reading.consumed == {0, 1, 2}

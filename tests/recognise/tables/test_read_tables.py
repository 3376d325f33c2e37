from dataclasses import replace

import pytest

from audit.document import Origin, Paragraph, Picture
from audit.recognise.tables import read_tables
from audit.template import load_templates
from tests.recognise.tables.made_up import (
    FILE,
    applications_rows,
    numbers_of,
    paragraphs,
    ruled,
    typed,
    values,
)

T2019, T2021 = load_templates()["2019"], load_templates()["2021"]
TABLE = T2021.table("applications")
APPLICATIONS = applications_rows(TABLE)
PROACTIVE = [
    "第二十条第（一）项|||",
    "信息内容|本年制发件数|本年废止件数|现行有效件数",
    "规章|1|2|3",
    "行政规范性文件|4|5|6",
    "第二十条第（五）项|||",
    "信息内容|本年处理决定数量||",
    "行政许可|7||",
    "第二十条第（六）项|||",
    "信息内容|本年处理决定数量||",
    "行政处罚|8||",
    "行政强制|9||",
    "第二十条第（八）项|||",
    "信息内容|本年收费金额（单位：万元）||",
    "行政事业性收费|10||",
]
FIVE = "结果维持|结果纠正|其他结果|尚未审结|总计"
DISPUTES = [
    "行政复议|||||行政诉讼|||||||||",
    f"{FIVE}|未经复议直接起诉|||||复议后起诉||||",
    f"|||||{FIVE}|{FIVE}",
    "|".join(map(str, range(1, 16))),
]
ALL = {"proactive": (PROACTIVE, 10), "applications": (APPLICATIONS, 175), "disputes": (DISPUTES, 15)}


def read(*blocks, template=T2021):
    return read_tables(blocks, template)


def kinds(reading):
    return [leftover.kind for leftover in reading.leftovers]


def check(reading, *tables):
    for table in tables or ALL:
        assert list(numbers_of(reading, table).values()) == list(range(1, ALL[table][1] + 1)), table


# ---------------------------------------------------------------------------------- which blocks


def test_three_tables_without_headings_in_any_order():
    reading = read(*(typed(*ALL[key][0], number=i + 1) for i, key in enumerate(reversed(ALL))))
    check(reading)
    assert [table.table for table in reading.tables] == list(ALL)
    assert reading.consumed == {0, 1, 2}


def test_one_grid_may_hold_all_tables():
    check(read(typed(*PROACTIVE, *APPLICATIONS, *DISPUTES)))


@pytest.mark.parametrize("cut", range(4, len(APPLICATIONS)))
def test_a_table_cut_by_a_page(cut):
    blocks = [
        typed(*APPLICATIONS[:cut]),
        *paragraphs("— 5 —", "某某县某某局 2023 年度报告", ""),
        typed(*APPLICATIONS[cut:], number=2),
    ]
    check(read(*blocks), "applications")


def test_a_header_repeated_on_the_next_page():
    second = typed(*APPLICATIONS[:3], *APPLICATIONS[12:], number=2)
    check(read(typed(*APPLICATIONS[:12]), second), "applications")


def test_captions_printed_as_lines_of_their_own():
    blocks = [*paragraphs("二、主动公开政府信息情况", "第二十条第（一）项"), typed(*PROACTIVE[1:4])]
    blocks += [*paragraphs("第二十条第（五）项"), typed(*PROACTIVE[5:7], number=2)]
    blocks += [*paragraphs("第二十条第（六）项"), typed(*PROACTIVE[8:11], number=3)]
    blocks += [*paragraphs("第二十条第（八）项"), typed(*PROACTIVE[12:14], number=4)]
    reading = read(*blocks)
    check(reading, "proactive")
    assert reading.consumed == set(range(1, 9))


def test_other_rows_of_a_table_after_a_sentence():
    blocks = [typed(*PROACTIVE[:7]), *paragraphs("其余各项如下。"), typed(*PROACTIVE[7:], number=2)]
    reading = read(*blocks)
    check(reading, "proactive")
    assert reading.consumed == {0, 2}


def test_of_two_tables_the_fuller_is_the_reports():
    short = typed(*APPLICATIONS[:9], number=2)
    for blocks in ([typed(*APPLICATIONS), short], [short, typed(*APPLICATIONS)]):
        reading = read(blocks[0], *paragraphs("另附上级机关的汇总情况。"), blocks[1])
        check(reading, "applications")
        assert kinds(reading) == ["stray_table"]


def test_a_foreign_table_with_numbers_among_the_tables_is_kept():
    heading = paragraphs("二、主动公开政府信息情况")
    foreign = typed("公开渠道|条数", "网站|12", "公众号|13")
    other = typed("索引号|0143", "名称|某报告", number=3)
    reading = read(
        *paragraphs("一、总体情况"), other, *heading, foreign, *paragraphs("说明如下。"), typed(*PROACTIVE)
    )
    check(reading, "proactive")
    assert [(left.kind, left.text) for left in reading.leftovers] == [
        ("stray_table", "公开渠道｜条数；网站｜12；公众号｜13")
    ]


def test_a_picture_in_place_of_a_table():
    picture = Picture("表格.png", Origin(FILE, paragraph=9))
    blocks = [
        *paragraphs("一、总体情况"),
        Picture("标志.png", Origin(FILE, paragraph=2)),
        *paragraphs("二、主动公开政府信息情况"),
        *paragraphs("三、收到和处理政府信息公开申请情况"),
        picture,
        *paragraphs("四、政府信息公开行政复议、行政诉讼情况"),
        typed(*DISPUTES),
    ]
    reading = read(*blocks)
    assert [table.status for table in reading.tables] == ["missing", "picture", "text"]
    assert [table.form for table in reading.tables] == [None, None, "2021"]
    assert reading.tables[1].origin == picture.origin
    assert {cell.status for cell in reading.tables[1].cells} == {"absent"}


def test_nothing_is_read_from_nothing():
    reading = read()
    assert [table.status for table in reading.tables] == ["missing"] * 3
    assert [len(table.cells) for table in reading.tables] == [10, 175, 15]


# ------------------------------------------------------------------------------------------ forms


def single_row(rows):
    kept = [row for row in rows if "2.申请人逾期" not in row and "|3.其他|" not in row]
    return [
        row.replace("|1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "") for row in kept
    ]


@pytest.mark.parametrize("template", [T2019, T2021], ids=["due 2019", "due 2021"])
def test_a_single_row_is_the_older_form_whatever_is_due(template):
    reading = read(typed(*single_row(APPLICATIONS)), template=template)
    table = reading.tables[1]
    got = numbers_of(reading, "applications")
    assert table.form == "2019"
    assert got["other.total"] == 147
    assert len(got) == 161
    assert table.extras == 0


@pytest.mark.parametrize("template", [T2019, T2021], ids=["due 2019", "due 2021"])
def test_three_rows_are_the_newer_form_whatever_is_due(template):
    reading = read(typed(*APPLICATIONS), template=template)
    check(reading, "applications")
    assert reading.tables[1].form == "2021"


def test_missing_rows_do_not_change_the_form():
    rows = applications_rows(TABLE, lambda key, fields: None if key == "other_no_correction" else fields)
    table = read(typed(*rows)).tables[1]
    assert table.form == "2021"
    assert {c.status for c in table.cells if c.spec.row.key == "other_no_correction"} == {"absent"}


def older_proactive():
    lines = []
    numbers = {key: own for key, _, own in values(T2019.table("proactive"))}
    for band in T2019.table("proactive").bands:
        lines += [band.caption, "|".join(["信息内容", *(column.label for column in band.columns)])]
        lines += ["|".join([row.label, *numbers[row.key]]) for row in band.rows]
    return lines


@pytest.mark.parametrize("template", [T2019, T2021], ids=["due 2019", "due 2021"])
def test_the_older_form_of_table_two(template):
    reading = read(typed(*older_proactive()), template=template)
    assert list(numbers_of(reading, "proactive").values()) == list(range(1, 23))
    assert reading.tables[0].form == "2019"


def test_a_table_that_is_the_same_in_both_follows_the_one_due():
    assert read(typed(*DISPUTES), template=T2019).tables[2].form == "2019"
    assert read(typed(*DISPUTES), template=T2021).tables[2].form == "2021"


# ---------------------------------------------------------------------------------- rows and cells


def test_near_misses_are_placed_and_marked():
    deviant = {
        "refused_prohibited_by_law": "2.其他法律行政止公开",
        "other_other": "2.其他",
        "processed": "总计",
    }
    rows = applications_rows(TABLE, lambda key, fields: [deviant.get(key, fields[0]), *fields[1:]])
    reading = read(typed(*rows))
    check(reading, "applications")
    marked = {c.spec.row.key: c.label for c in reading.tables[1].cells if c.label_status == "deviant"}
    assert marked == deviant


def test_two_near_misses_of_one_row_are_nobodys():
    rows = [row.replace("行政强制|9", "行政强制措施|9") for row in PROACTIVE]
    reading = read(typed(*rows[:11], "行政强制执行|99||", *rows[11:]))
    assert numbers_of(reading, "proactive")["coercion.decisions"] == "absent"
    assert kinds(reading) == ["unknown_row", "unknown_row"]


def test_the_official_label_goes_before_a_near_miss():
    reading = read(typed(*PROACTIVE[:10], "行政强制措施|99||", *PROACTIVE[10:]))
    check(reading, "proactive")
    assert kinds(reading) == ["unknown_row"]
    assert reading.tables[0].extras == 1


def test_a_row_twice():
    reading = read(typed(*PROACTIVE, "行政事业性收费|11||"))
    check(reading, "proactive")
    assert kinds(reading) == ["duplicate_row"]
    blank = read(typed(*PROACTIVE, "行政事业性收费|||"))
    assert kinds(blank) == []


def test_unknown_rows_and_columns_are_counted():
    rows = [
        "信息内容|本年制发件数|备案件数|本年废止件数|现行有效件数",
        "规章|1|77|2|3",
        "行政规范性文件|4|78|5|6",
    ]
    reading = read(typed(PROACTIVE[0], *rows, *PROACTIVE[4:], "行政检查|3||"))
    check(reading, "proactive")
    assert kinds(reading) == ["unknown_column", "unknown_row"]
    assert reading.tables[0].extras == 2


def test_rows_without_a_label_are_never_guessed():
    rows = [row for row in APPLICATIONS if "公开" not in row.split("|")[-8]]
    bare = ["|".join(["", "", *row.split("|")[-7:]]) for row in APPLICATIONS if row not in rows]
    reading = read(typed(*rows[:5], *bare, *rows[5:]))
    got = numbers_of(reading, "applications")
    assert got["granted.total"] == "absent"
    assert set(kinds(reading)) == {"unlabelled_row"}
    assert len(reading.leftovers) == len(bare)


def test_numbers_below_their_label_are_not_called_blank():
    reading = read(typed(*PROACTIVE[:2], "规章|||", "|1|2|3", *PROACTIVE[3:]))
    got = numbers_of(reading, "proactive")
    assert got["regulations.issued"] == "absent"
    assert sorted(kinds(reading)) == ["misfit_row", "unlabelled_row"]


def test_what_a_cell_says():
    rows = [row.replace("规章|1|2|3", "规章|/|见附件|") for row in PROACTIVE]
    rows = [row.replace("费|10", "费|３，000.5 元") for row in rows]
    cells = {cell.spec.key: cell for cell in read(typed(*rows)).tables[0].cells}
    regulations = [cells[f"proactive.regulations.{c}"] for c in ("issued", "repealed", "in_force")]
    assert [(c.status, c.raw) for c in regulations] == [
        ("placeholder", "/"),
        ("text", "见附件"),
        ("blank", ""),
    ]
    fees = cells["proactive.fees.amount"]
    assert (fees.status, fees.value, fees.unit) == ("number", 3000.5, "元")
    licensing = cells["proactive.licensing.decisions"]
    assert (licensing.head, licensing.head_status, licensing.line) == (
        "本年处理决定数量",
        "official",
        "行政许可｜7",
    )
    assert licensing.origin == Origin(FILE, paragraph=106, grid=1, row=7, column=2)


def test_a_unit_written_in_the_cell_goes_with_the_value():
    rows = [row.replace("费|10", "费|251000元") for row in PROACTIVE]
    fees = read(typed(*rows)).tables[0].cells[-1]
    assert (fees.value, fees.unit, fees.raw) == (251000, "元", "251000元")
    assert read(typed(*PROACTIVE)).tables[0].cells[-1].unit == "万元"


def test_values_that_were_not_text_are_marked():
    rows = [row.split("|") for row in PROACTIVE]
    cells = read(ruled(*rows, method="aligned")).tables[0].cells
    assert {cell.method for cell in cells} == {"aligned"}
    assert max(cell.confidence for cell in cells) < 1


def test_a_number_that_was_read_off_a_picture_and_may_be_wrong_is_no_number():
    scanned = ruled(*[row.split("|") for row in PROACTIVE], method="ocr")
    guess = next(cell for cell in scanned.cells if cell.text.isdigit())
    cells = tuple(c._replace(confidence=0.89 if c is guess else 0.97) for c in scanned.cells)
    got = [c for c in read(replace(scanned, cells=cells)).tables[0].cells if c.status != "absent"]
    assert {cell.method for cell in got} == {"ocr"}
    (doubtful,) = [cell for cell in got if cell.status == "doubtful"]
    assert (doubtful.raw, doubtful.value, doubtful.confidence) == (guess.text, None, 0.89)


@pytest.mark.parametrize(("said", "status"), [("一", "doubtful"), ("哄", "doubtful"), ("/", "placeholder")])
def test_words_in_a_number_s_place_that_were_read_off_a_picture_are_doubtful(said: str, status: str):
    """A stroke is read as 一: printed it is a one, off a picture nobody can tell."""
    rows = [row.split("|") for row in PROACTIVE]
    printed = ruled(*rows)
    place = next(cell for cell in printed.cells if cell.text.isdigit())
    for method, expected in (("ocr", status), ("text", {"一": "number", "哄": "text"}.get(said, status))):
        cells = tuple(c._replace(text=said) if c is place else c for c in printed.cells)
        got = read(replace(printed, cells=cells, method=method)).tables[0].cells
        (cell,) = [cell for cell in got if cell.raw == said]
        assert cell.status == expected


# ------------------------------------------------------------------------------------- 表四


def test_a_line_with_a_word_before_it():
    check(read(typed(*DISPUTES[:3], "件数|" + DISPUTES[3])), "disputes")


def test_a_line_of_blanks_is_blank():
    assert set(numbers_of(read(typed(*DISPUTES[:3], "|" * 14)), "disputes").values()) == {"blank"}


def test_three_labelled_rows_in_place_of_the_line():
    rows = [
        "||" + FIVE,
        "行政复议||1|2|3|4|5",
        "行政诉讼|未经复议直接起诉|6|7|8|9|10",
        "|复议后起诉|11|12|13|14|15",
    ]
    check(read(typed(*rows)), "disputes")


def test_a_line_without_one_of_its_groups():
    rows = [
        "行政复议|||||行政诉讼||||",
        f"{FIVE}|未经复议直接起诉||||",
        f"|||||{FIVE}",
        "1|2|3|4|5|6|7|8|9|10",
    ]
    got = numbers_of(read(typed(*rows)), "disputes")
    assert list(got.values()) == [*range(1, 11), *["absent"] * 5]


def test_a_line_that_does_not_fit():
    reading = read(typed(*DISPUTES[:3], "1|2|3|4|5|6|7|8|9|10|11|12|13|14"))
    assert set(numbers_of(reading, "disputes").values()) == {"absent"}
    assert kinds(reading) == ["misfit_row"]
    assert reading.tables[2].cells[0].label == "行政复议"


def test_a_second_copy_is_named_only_where_it_says_something_else():
    template = load_templates()["2021"]
    rows = ["信息内容|本年处理决定数量", "行政处罚|7", "行政强制|5"]
    title = ["信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|1|0|2", "行政规范性文件|0|0|0"]
    whole = typed(*title, *rows)
    same, other = typed(*title, *rows, number=2), typed(*title, *rows[:-1], "行政强制|6", number=2)
    words = [Paragraph("以上为本级数据。另附汇总如下。", Origin("made-up.txt", paragraph=50))]
    agreed = read_tables([whole, *words, same], template)
    assert (agreed.tables[0].extras, [left.kind for left in agreed.leftovers]) == (0, ["stray_table"])
    contradicted = read_tables([whole, *words, other], template)
    assert contradicted.tables[0].extras == 1
    assert [(left.kind, left.table) for left in contradicted.leftovers] == [("duplicate_table", "proactive")]

"""Paragraphs out of lines, and what pages print around them."""

from __future__ import annotations

from audit.readers.pdf.furniture import find_furniture
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.lines import Line
from audit.readers.pdf.prose import find_margins, join_lines
from tests.readers.pdf.test_geometry import typed

WIDTH = 20  # characters of a full line
SIZE = 10


def line(words: str, y: float, *, indent: int = 0, page: int = 1, size: float = SIZE) -> Line:
    characters = typed(words, 50 + indent * SIZE, y, size=size)
    box = Box(characters[0].left, y - size, characters[-1].right, y)
    return Line(Letters.of(characters), words, box, page, size=size, breaks=())


def paragraphs(*lines: Line) -> list[str]:
    pages = [[each for each in lines if each.page == page] for page in sorted({e.page for e in lines})]
    return [passage.text for passage in join_lines(lines, find_margins(pages))]


FULL = "本机关认真落实条例各项要求并稳步推进公开"
assert len(FULL) == WIDTH


def test_full_lines_are_one_paragraph():
    assert paragraphs(line(FULL[:18], 20, indent=2), line(FULL, 36), line("完成。", 52)) == [
        FULL[:18] + FULL + "完成。"
    ]


def test_an_indent_begins_a_paragraph():
    lines = [line(FULL, 20), line(FULL[:18], 36, indent=2), line(FULL, 52)]
    assert paragraphs(*lines) == [FULL, FULL[:18] + FULL]


def test_a_short_line_ends_a_paragraph():
    assert paragraphs(line(FULL, 20), line("完成。", 36), line(FULL, 52)) == [FULL + "完成。", FULL]


def test_a_word_that_did_not_fit_ends_no_paragraph():
    number = "0517-87222589"
    lines = [line(FULL[:12], 36), line(number + FULL[:7], 52), line(FULL, 68)]
    assert paragraphs(line(FULL, 20), *lines) == [FULL + FULL[:12] + number + FULL[:7] + FULL]


def test_a_bracket_and_its_number_did_not_fit():
    lines = [line(FULL, 20), line(FULL[:14], 36), line("区）3179" + FULL[:14], 52), line(FULL, 68)]
    assert len(paragraphs(*lines)) == 1


def test_a_block_set_in_stays_whole():
    lines = [line(FULL, 20), line(FULL, 36), line(FULL[:18], 52, indent=2), line(FULL[:18], 68, indent=2)]
    assert paragraphs(*lines) == [FULL * 2, FULL[:18] * 2]


def test_space_and_type_set_apart():
    assert paragraphs(line(FULL, 20), line(FULL, 36), line(FULL, 52), line(FULL, 90)) == [FULL * 3, FULL]
    assert paragraphs(line(FULL[:13], 20, size=16), line(FULL, 36), line(FULL, 52)) == [FULL[:13], FULL * 2]


def in_the_middle(words: str, y: float, *, size: float = 15) -> Line:
    return line(words, y, indent=round((WIDTH * SIZE - len(words) * size) / 2 / SIZE), size=size)


def test_a_title_over_two_lines_is_one():
    below = [line(FULL, y) for y in (60, 76, 92)]
    first, second = "云溪县青石镇人民政府办公室二", "公开年度报告"
    title = in_the_middle(first[:12], 20), in_the_middle(second, 38)
    assert paragraphs(*title, *below) == [first[:12] + second, FULL * 3]
    # With room for what follows, whoever broke the line meant it: a subtitle, a date, a number.
    subtitle = in_the_middle("年度报告", 20), in_the_middle("二〇二三年度", 38)
    assert paragraphs(*subtitle, *below) == ["年度报告", "二〇二三年度", FULL * 3]
    small = in_the_middle(first[:12], 20), in_the_middle(second, 38, size=10)
    assert paragraphs(*small, *below) == [first[:12], second, FULL * 3]
    apart = in_the_middle(FULL, 60, size=10), in_the_middle(second, 76, size=10)
    assert paragraphs(line(FULL, 28), line(FULL, 44), *apart) == [FULL * 3, second]


def test_a_paragraph_goes_on_over_a_page():
    assert paragraphs(line(FULL, 20), line(FULL, 36), line("完成。", 20, page=2)) == [FULL * 2 + "完成。"]


def test_headings_of_parts_stay_apart():
    heading = "三、收到和处理政府信息公开申请情况"
    lines = [line(FULL, 20), line(heading, 36), line(FULL, 52), line(FULL, 68)]
    assert paragraphs(*lines) == [FULL, heading, FULL * 2]


def furniture(*pages: list[Line]) -> list[tuple[str, int]]:
    return sorted((found.text, found.page) for found in find_furniture(pages))


def body(page: int) -> list[Line]:
    return [line(FULL[page:], 100 + 16 * n, page=page) for n in range(6)]


def test_page_numbers_and_running_heads():
    pages = [[line("某县年度报告", 20, page=p), *body(p), line(f"-{p}-", 800, page=p)] for p in (1, 2, 3)]
    assert furniture(*pages) == [(f"-{p}-", p) for p in (1, 2, 3)] + [("某县年度报告", p) for p in (1, 2, 3)]


def test_bare_numbers_must_count_with_the_pages():
    assert furniture(*[[*body(p), line(str(p + 4), 800, page=p)] for p in (1, 2, 3)]) == [
        ("5", 1),
        ("6", 2),
        ("7", 3),
    ]
    assert furniture(*[[*body(p), line("0", 800, page=p)] for p in (1, 2, 3)]) == []


def test_a_number_of_pages_must_be_right():
    assert furniture([*body(1), line("1/2", 800)], [*body(2), line("2/2", 800, page=2)]) == [
        ("1/2", 1),
        ("2/2", 2),
    ]
    assert furniture([*body(1), line("3/4", 800)]) == []


def test_labels_and_what_stands_elsewhere_are_text():
    assert furniture(*[[*body(p), line("其他结果", 800, page=p)] for p in (1, 2)]) == []
    assert furniture(*[[*body(p), line("甲乙丙丁", 700 + 20 * p, page=p)] for p in (1, 2)]) == []


def column(*gaps: float) -> list[Line]:
    """Lines with a number each, so far below each other, the first ones 20, under two full lines."""
    y, lines = 70.0, [line(FULL, 20), line(FULL, 36), line("0", 70)]
    for number, gap in enumerate([20.0] * 10 + list(gaps), start=1):
        y += gap
        lines.append(line(str(number), y))
    return lines


def test_a_gap_as_high_as_cells_is_blank_cells():
    assert paragraphs(*column(40.3, 20, 60))[-6:] == ["", "11", "12", "", "", "13"]


def test_other_gaps_say_nothing():
    assert "" not in paragraphs(*column(50, 20, 20 * 9))
    few = column()[-5:]
    assert "" not in paragraphs(*few, line("9", few[-1].baseline + 40))


def test_a_gap_between_words_is_no_cell():
    last = column()[-1].baseline
    words = [line(FULL[:4], last + 20), line(FULL[:5], last + 60)]
    assert "" not in paragraphs(*column(), *words)
    after = [line(FULL[:4], last + 40), line("5", last + 80)]
    assert paragraphs(*column(), *after)[-4:] == ["", FULL[:4], "", "5"]

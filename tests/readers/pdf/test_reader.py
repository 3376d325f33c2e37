"""Small PDFs written by hand, read whole."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from audit.document import Document, Picture
from audit.errors import DamagedFile, LimitExceeded, ReadError
from audit.readers.pdf import read_pdf
from tests.readers.files import covered, grids, read, rows, shape, spans, texts
from tests.readers.pdf.made_up import Form, bar, pdf, rule, table, text

# Digits and letters: no font is embedded, and a substitute has no ideographs to measure.
XS, YS = (60, 200, 300, 400), (700, 680, 660)
CELLS = (("A", "10", "11"), ("B", "20", "21"))
TABLE = table(XS, YS, CELLS)


@pytest.fixture
def document(tmp_path: Path):
    def build(*pages: str, forms: Sequence[Form] = (), rotate: int = 0) -> Document:
        return read(tmp_path, "a.pdf", pdf(*pages, forms=forms, rotate=rotate))

    return build


def test_a_table_between_lines(document):
    found = document(text(60, 760, "ABOVE") + TABLE + text(60, 600, "BELOW"))
    assert found.format == "pdf"
    assert shape(found) == ["ABOVE", [list(line) for line in CELLS], "BELOW"]
    grid = grids(found)[0]
    assert (grid.exact, grid.method, grid.origin.page, grid.origin.grid) == (True, "text", 1, 1)
    last = grid.cells[-1].origin
    assert (last.page, last.row, last.column) == (1, 2, 3)


def test_a_table_inside_forms(document):
    inner = Form("X2", TABLE, "1 0 0 1 0 -100")
    found = document("q .5 0 0 .5 50 60 cm /X1 Do Q", forms=[Form("X1", "/X2 Do", "2 0 0 2 0 0", [inner])])
    assert rows(grids(found)[0]) == [list(line) for line in CELLS]


def test_forms_that_draw_themselves_end(document):
    form = Form("X1", text(60, 700, "DEEP"))
    for depth in range(2, 40):
        form = Form(f"X{depth}", f"/{form.name} Do", inner=[form])
    assert isinstance(document(f"/{form.name} Do " + text(60, 500, "PLAIN")), Document)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(document, rotate: int):
    # The same page as its reader sees it, drawn on paper that was turned.
    turn = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 700 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 -200 800"}[
        rotate
    ]
    found = document(f"q {turn} cm {TABLE} Q", rotate=rotate)
    assert shape(found) == [[list(line) for line in CELLS]]


def test_text_that_runs_up_or_down_in_a_cell(document):
    down, up = text(0, 0, "DOWN", matrix="0 -1 1 0 120 698"), text(0, 0, "UP", matrix="0 1 -1 0 240 664")
    found = document(table(XS, (700, 660, 640), (("", "", "X"), ("1", "2", "3"))) + down + up)
    assert rows(grids(found)[0]) == [["DOWN", "UP", "X"], ["1", "2", "3"]]


def test_slanting_text_is_a_watermark(document):
    assert shape(document(text(60, 700, "TEXT") + text(0, 0, "DRAFT", matrix=".7 .7 -.7 .7 200 300"))) == [
        "TEXT"
    ]


def test_white_rectangles_behind_lines_are_no_table(document):
    white = "".join(bar(50, y, 400, 20, colour="1 1 1") for y in (600, 620, 640, 660))
    ruled = rule(60, 655, 200, 655)  # and a word underlined
    assert grids(document(white + ruled + text(60, 660, "UNDERLINED"))) == []


def test_a_box_of_prose_is_no_table(document):
    boxed = table((50, 545), (800, 400, 100), [["SOME WORDS"], ["OTHER WORDS"]])
    assert shape(document(boxed)) == ["SOME WORDS", "OTHER WORDS"]


def test_a_table_over_three_pages(document):
    pages = [table(XS, (700, 680, 660), [(f"{p}.{r}", str(p), str(r)) for r in (1, 2)]) for p in (1, 2, 3)]
    foot = [text(290, 40, f"- {p} -") for p in (1, 2, 3)]
    found = document(*(body + number for body, number in zip(pages, foot, strict=True)))
    (grid,) = grids(found)
    assert len(found.blocks) == 1
    assert rows(grid) == [[f"{p}.{r}", str(p), str(r)] for p in (1, 2, 3) for r in (1, 2)]
    assert [cell.origin.page for cell in grid.cells if cell.column == 0] == [1, 1, 2, 2, 3, 3]
    assert sorted(covered(grid)) == sorted(set(covered(grid)))


def test_words_between_two_pages_part_tables(document):
    found = document(TABLE + text(60, 640, "AFTER"), TABLE)
    assert len(grids(found)) == 2


def test_merged_cells(document):
    edges = [rule(60, y, 400, y) for y in (700, 660)] + [rule(x, 700, x, 660) for x in (60, 200, 400)]
    found = document(
        "".join(edges)
        + rule(200, 680, 400, 680)
        + text(70, 675, "A")
        + text(210, 685, "1")
        + text(210, 665, "2")
    )
    assert spans(grids(found)[0]) == [("A", 0, 0, 2, 1), ("1", 0, 1, 1, 1), ("2", 1, 1, 1, 1)]


def test_a_table_without_rules_is_marked(document):
    lines = [
        text(x, 700 - 20 * n, word)
        for n, line in enumerate(("ROW 1 2 3 4", "LONGER 0 0 17 0", "NAME 5 6 7 8"))
        for x, word in zip((60, 200, 260, 320, 380), line.split(), strict=True)
    ]
    (grid,) = grids(document(text(60, 740, "TITLE") + "".join(lines)))
    assert grid.method == "aligned"
    assert rows(grid)[1] == ["LONGER", "0", "0", "17", "0"]


def test_two_aligned_lines_are_prose(document):
    lines = [text(x, 700 - 20 * n, "7") for n in (0, 1) for x in (60, 200, 260, 320)]
    assert grids(document("".join(lines))) == []


def test_a_page_that_is_a_picture(document):
    found = document(text(60, 700, "TEXT"), "q 500 0 0 700 50 50 cm /Im1 Do Q ")
    (picture,) = (block for block in found.blocks if isinstance(block, Picture))
    assert (picture.description, picture.origin.page) == ("第2页是图片", 2)


def test_a_picture_among_text(document):
    found = document(text(60, 780, "ABOVE") + "q 400 0 0 300 60 400 cm /Im1 Do Q " + text(60, 300, "BELOW"))
    assert [type(block).__name__ for block in found.blocks] == ["Paragraph", "Picture", "Paragraph"]
    seal = document(text(60, 780, "ABOVE") + "q 100 0 0 100 400 100 cm /Im1 Do Q ")
    assert texts(seal) == ["ABOVE"]
    assert len(seal.blocks) == 1


# ------------------------------------------------------------------------------------ bad files


LOCKED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (pdf(TABLE, extra=LOCKED + b" /ID [(abc) (abc)]"), "文件已加密"),
        (pdf(TABLE)[:-300], "PDF 不完整"),
        (b"%PDF-1.7\n" + b"x" * 300 + b"\n%%EOF", "PDF 结构损坏"),
        (pdf(), "PDF 结构损坏"),
        (pdf("", ""), "PDF 没有内容"),
    ],
)
def test_files_that_cannot_be_read_say_so(tmp_path: Path, data: bytes, problem: str):
    with pytest.raises(DamagedFile, match=problem) as caught:
        read(tmp_path, "a.pdf", data)
    assert "建议：" in str(caught.value)


@pytest.mark.parametrize("limit", ["pdfium.PAGES", "pdfium.CHARACTERS", "drawing.OBJECTS"])
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str):
    monkeypatch.setattr(f"audit.readers.pdf.{limit}", 1)
    with pytest.raises(LimitExceeded):
        read(tmp_path, "a.pdf", pdf(TABLE, TABLE))


def test_something_may_stand_before_the_signature(tmp_path: Path):
    assert read(tmp_path, "a.pdf", b"\r\n" + pdf(TABLE)).format == "pdf"
    assert read(tmp_path, "a.txt", pdf(TABLE)).format == "pdf"
    assert read(tmp_path, "a.txt", "说明：%PDF- 为文件开头的标记。").format == "text"


def test_broken_bytes_cost_only_their_file():
    whole = pdf(text(60, 780, "ABOVE") + TABLE, "/X1 Do", forms=[Form("X1", TABLE)])
    chance = random.Random(7)
    outcomes = set()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) : chance.randrange(len(data))]
        try:
            read_pdf(bytes(data), "a.pdf")
            outcomes.add("read")
        except ReadError as error:
            outcomes.add(error.code)
    assert outcomes >= {"read", "damaged"}

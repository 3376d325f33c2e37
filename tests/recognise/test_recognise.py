from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.recognise import recognise
from tests.recognise.reports import HEADINGS, PREAMBLE, document, grid, paragraphs

TITLE = ("云栖县松涧镇人民政府", "2024年政府信息公开工作年度报告")
BODY = tuple(line for heading in HEADINGS for line in (heading, "具体情况如下。"))


def _recognise(*lines, **options):
    metadata = options.pop("metadata", None)
    return recognise(document(*paragraphs(*lines), metadata=metadata), **options)


def test_a_whole_report():
    found = _recognise(*TITLE, "发布日期：2025-01-20", PREAMBLE, *BODY)
    assert found.is_report
    assert (found.identity.agency, found.identity.kind, found.identity.year) == (TITLE[0], "镇", 2024)
    assert found.identity.title == "".join(TITLE)
    assert found.identity.title_origin.paragraph == 1
    assert (found.template.revision, found.period.end) == ("2021", date(2024, 12, 31))
    assert (found.published_on, found.published_from) == (date(2025, 1, 20), "page")
    assert [section.part for section in found.sections] == [1, 2, 3, 4, 5, 6]
    assert [table.status for table in found.tables] == ["missing"] * 3
    assert found.characters == 6 * len("具体情况如下。")


def test_the_template_follows_the_year():
    assert _recognise("云栖县2020年政府信息公开工作年度报告", *BODY).template.revision == "2019"
    assert _recognise("通知", *BODY).template.revision == "2021"


def test_the_manifests_year_is_kept_and_used():
    found = _recognise("云栖县政府信息公开工作年度报告", *BODY, manifest_year=2020)
    assert (found.manifest_year, found.identity.year, found.identity.title_year) == (2020, 2020, None)


def test_the_day_of_publication_is_never_the_report_year():
    found = _recognise("发布日期：2025-01-20", *BODY, "2025年1月20日", metadata={"PubDate": "2025-01-20"})
    assert found.identity.year is None


def test_what_is_no_report_raises_nothing():
    for lines in ((), ("云栖县人民政府关于春季植树的通知", "各乡镇：", "一、提高认识"), ("0",) * 50):
        assert not _recognise(*lines).is_report


ODD = (
    *HEADINGS,
    *TITLE,
    PREAMBLE,
    "",
    "一、",
    "（一）主动公开",
    "0",
    "统计期限20231月1日",
    "《》年报告",
    "第二十条第（一）项",
    "总计",
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=25), st.booleans())
def test_odd_documents_raise_nothing_and_parts_keep_their_order(lines, with_grid):
    blocks = (*paragraphs(*lines), *([grid(("规章", "0"), ("", "/"))] if with_grid else []))
    found = recognise(document(*blocks))
    parts = [section.part for section in found.sections]
    assert len(set(parts)) == len(parts)
    assert [section.position for section in found.sections] == list(range(1, len(parts) + 1))
    lines_of = [section.origin.paragraph or 0 for section in found.sections]
    assert lines_of == sorted(lines_of)

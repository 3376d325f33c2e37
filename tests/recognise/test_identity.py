from datetime import date

import pytest

from audit.recognise.identity import complete_name, find_title, kind_of, read_identity, read_year
from audit.recognise.model import Period
from tests.recognise.reports import PREAMBLE, paragraphs, sections

REPORT = "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        ([f"云栖县松涧镇人民政府2024年{REPORT}"], "云栖县松涧镇人民政府", 2024),
        (["云栖县松涧镇人民政府", f"2024 年{REPORT}"], "云栖县松涧镇人民政府", 2024),
        (["云栖县松涧镇人民政府", "2024年度", REPORT], "云栖县松涧镇人民政府", 2024),
        ([f"2019年云栖县人民政府办公室{REPORT}"], "云栖县人民政府办公室", 2019),
        (["云栖县教育局2023年政府信息公开年度报告"], "云栖县教育局", 2023),
        (["云栖县人民政府信息公开工作年度报告"], "云栖县人民政府", None),
        (["二〇二四年云栖县松涧乡人民政府信息公开工作年度报告"], "云栖县松涧乡人民政府", 2024),
        (["名称：云栖县教育局2023年政府信息公开年度报告"], "云栖县教育局", 2023),
        (["云栖县教育局关于2023年度政府信息公开工作的年度报告"], "云栖县教育局", 2023),
        (["云栖县松涧镇政府信息公开2023年度报告"], "云栖县松涧镇", 2023),
        (["首页>年报", f"《云栖县2024年{REPORT}》"], "云栖县", 2024),
    ],
)
def test_titles(lines, agency, year):
    title = find_title(paragraphs(*lines))
    assert title is not None
    assert (title.agency, title.year) == (agency, year)


@pytest.mark.parametrize(
    "line",
    [
        f"现公布云栖县2024年{REPORT}。",
        f"根据条例，编制，发布2024年{REPORT}",
        f"首页>信息公开>2024年{REPORT}",
        "云栖县2024年政府工作报告",
        REPORT,
    ],
)
def test_what_is_no_title(line):
    assert find_title(paragraphs(line)) is None


def test_the_articles_own_title_goes_before_the_pages():
    lines = [f"云栖县2022年{REPORT}", "名称", f"云栖县教育局2023年{REPORT}", PREAMBLE]
    title = find_title(paragraphs(*lines))
    assert title is not None
    assert title.origin is not None
    assert (title.agency, title.origin.paragraph) == ("云栖县教育局", 3)


def test_the_line_above_a_title_is_its_agency_only_when_it_is_a_name():
    identity = read_identity(paragraphs("发布机构：云栖县教育局", f"2023年{REPORT}"), {})
    assert (identity.printed, identity.title) == ("", f"2023年{REPORT}")


@pytest.mark.parametrize(
    ("preamble", "printed"),
    [
        (f"根据条例规定，现公布云栖县松涧镇2024年{REPORT}。", "云栖县松涧镇"),
        (f"现将2024年度云栖县教育局{REPORT}公布如下。", "云栖县教育局"),
        ("本报告由松涧镇党政办公室综合有关材料编制。", "松涧镇"),
        ("本报告由云栖县水利局根据条例要求编制。", "云栖县水利局"),
        ("特向社会公布2024年度本单位政府信息公开年度报告。", ""),
        ("本报告由我局根据条例编制。", ""),
    ],
)
def test_without_a_title_the_preamble_tells(preamble, printed):
    identity = read_identity(paragraphs(preamble), {})
    assert (identity.printed, identity.title, identity.title_year) == (printed, "", None)


def test_a_page_tells_by_its_title_when_the_article_does_not():
    identity = read_identity(paragraphs("正文。"), {"title": f"云栖县教育局2023年{REPORT}-云栖县"})
    assert (identity.printed, identity.year, identity.title) == ("云栖县教育局", 2023, "")


@pytest.mark.parametrize(
    ("name", "full", "kind"),
    [
        ("松涧镇", "松涧镇人民政府", "镇"),
        ("云栖县松涧乡政府", "云栖县松涧乡人民政府", "乡"),
        ("云栖县", "云栖县人民政府", "省市县区政府"),
        ("云栖县人民政府", "云栖县人民政府", "省市县区政府"),
        ("竹屿街道", "竹屿街道办事处", "街道"),
        ("云栖县人民政府办公室", "云栖县人民政府办公室", "部门"),
        ("云栖县税务局", "云栖县税务局", "垂管部门"),
        ("云栖经济技术开发区", "云栖经济技术开发区管理委员会", "开发区管委会"),
        ("云栖县教育局（体育局）", "云栖县教育局(体育局)", "部门"),
        ("云栖新区", "云栖新区", ""),
        ("云栖集团", "云栖集团", ""),
    ],
)
def test_names(name, full, kind):
    assert (complete_name(name), kind_of(name)) == (full, kind)


def _year(title, end, manifest, body="正文。"):
    identity = read_identity(paragraphs(title), {})
    period = Period("stated", end=end) if end else Period("missing")
    return read_year(identity, period, sections(part1=body), manifest)


def test_the_year():
    titled = f"云栖县2022年{REPORT}"
    assert _year(titled, None, None) == 2022
    assert _year(titled, date(2023, 12, 31), None) == 2022
    assert _year(titled, date(2023, 12, 31), 2023) == 2023
    assert _year(titled, date(2023, 12, 31), None, "2023年，全面推进。") == 2023
    assert _year(titled, date(2021, 12, 31), None, "2022年，全面推进。") == 2022
    assert _year("", date(2023, 12, 31), None) == 2023
    assert _year("", None, 2021) == 2021
    assert _year("", None, None, "2024年，全面推进。\n2024年度，收到申请。") == 2024
    assert _year("", None, None, "（一）主动公开\n一年来平稳。2024年，收到申请。") == 2024
    assert _year("", None, None, "2024年，全面推进。\n2023年，收到申请。") is None
    assert _year(f"云栖县202年{REPORT}", None, None) is None

import pytest

from audit.recognise.tables.labels import kinds_by_label, split_enumerator, table_index
from audit.template import load_templates
from audit.text import fold_label


def row_of(text, revision="2021", table="applications"):
    label = table_index(revision, table).row_label(text, fold_label(text))
    return label and (label.row.key if label.row else label.role, label.status)


@pytest.mark.parametrize("revision", ["2019", "2021"])
@pytest.mark.parametrize("table", ["proactive", "applications", "disputes"])
def test_every_row_is_its_own_official_label(revision, table):
    for row in load_templates()[revision].table(table).rows:
        assert row_of(row.label, revision, table) == (row.key, "official")


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("2.其他法律行政止公开", "refused_prohibited_by_law"),  # mis-copied
        ("（二）部分公开", "partly_granted"),  # shortened
        ("重复申请", "declined_repeat"),  # number lost
        ("2.其他", "other_other"),  # wrong number
        ("总计", "processed"),
        ("5.要求行政机关确认或重新出具以获取信息", "declined_reissue"),
    ],
)
def test_a_near_miss_is_placed_and_kept_as_a_deviation(printed, row):
    assert row_of(printed) == (row, "deviant")


@pytest.mark.parametrize(
    "printed", ["1.属于商业秘密", "9.其他理由不予公开", "五、主动撤回申请", "属于", "注"]
)
def test_what_is_like_no_label_or_like_two_is_none(printed):
    assert row_of(printed) is None


def test_the_other_revisions_wording_is_known():
    assert row_of("规范性文件", table="proactive") == ("normative_documents", "other_revision")
    assert row_of("行政规范性文件", "2019", "proactive") == ("normative_documents", "other_revision")
    head = table_index("2021", "proactive").head_label("处理决定数量", "处理决定数量")
    assert head is not None
    assert (head.canon, head.status) == ("本年处理决定数量", "other_revision")


def test_wordings_of_cells_that_the_form_does_not_have_are_unknown():
    index = table_index("2021", "proactive")
    assert index.head_label("采购总金额", "采购总金额") is None


def test_a_label_behind_its_groups_in_one_cell_is_official():
    assert row_of("三、本年度办理结果（三）不予公开 1.属于国家秘密") == ("refused_state_secret", "official")


def test_a_group_is_no_row():
    assert row_of("（三）不予公开") == ("group", "official")
    assert row_of("（六）其他处理") == ("group", "official")
    assert row_of("（六）其他处理", "2019") == ("other", "official")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2.重复申请", ("2", "重复申请")),
        ("（七）总计", ("七", "总计")),
        ("一、本年新收", ("一", "本年新收")),
        ("3 其他", ("3", "其他")),
        ("总 计", ("", "总计")),
    ],
)
def test_split_enumerator(text, parts):
    assert split_enumerator(text) == parts


def test_kinds_by_label():
    assert kinds_by_label()["规章"] == {"proactive"}
    assert kinds_by_label()["总计"] == {"applications", "disputes"}

"""Workbooks taken back: what was filled in arrives, and whatever is not sure is refused whole or told."""

from __future__ import annotations

import re
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from audit.errors import DecidedMeanwhile, ReviewError
from audit.excel.sheets import ledger, meta
from audit.pipeline import decide, export, import_workbook, open_review, open_run, run
from audit.pipeline.importing import apply_import, apply_imports, plan_import, plan_imports
from audit.review import Entry
from audit.samples import make_corpus
from tests.pipeline.reviewing import HEADER, column, edit, fill_in, key_rows

FAULTS = ["T3-TOTAL-05", "T3-TOTAL-09", "T3-TOTAL-12", "T4-TOTAL-01"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Reports with faults, the output folder of their run, and what went out of it."""
    folder = tmp_path_factory.mktemp("importing")
    make_corpus(folder, agencies=5, years=(2024,), faults=FAULTS, formats=["lines"], seed=4)
    run([folder / "reports"], folder / "out")
    export(folder / "out", folder / "sent.xlsx", per_agency=folder / "notices")
    return folder


@pytest.fixture
def out(made, tmp_path):
    shutil.copytree(made / "out", tmp_path / "out", symlinks=True)
    return tmp_path / "out"


@pytest.fixture
def workbook(made, tmp_path):
    return shutil.copy(made / "sent.xlsx", tmp_path)


@pytest.fixture
def ids(out):
    return open_run(out).frame("findings")["finding_id"].tolist()


def states(out):
    with closing(open_review(out)) as store:
        return store.dispositions(open_run(out).frame("findings")).set_index("finding_id")


EVERY = {
    "处置": "排除",
    "理由": "附件另有说明",
    "整改状态": "整改中",
    "整改说明": "已重新核对台账",
    "整改日期": "2026年2月3日",
    "备注": "来电核实",
}
AS_KEPT = ["排除", "附件另有说明", "整改中", "已重新核对台账", "2026-02-03", "来电核实"]


def test_every_field_arrives_nothing_else_changes_and_again_nothing_changes(out, workbook, ids):
    fill_in(workbook, {ids[0]: EVERY})
    plan = import_workbook(out, workbook)
    assert (len(plan.changes), len(plan.entries), plan.ignored) == (6, 1, ())
    state = states(out)
    assert state.index.tolist() == ids[:1]
    assert state.loc[ids[0], list(ledger.FIELDS)].tolist() == AS_KEPT
    assert (state.loc[ids[0], "source"], state.loc[ids[0], "evidence"]) == ("workbook", "same")
    again = import_workbook(out, workbook)
    assert (again.changes, again.entries, again.conflicts) == ((), (), ())
    assert len(open_review(out).log()) == 1


def test_a_dry_run_tells_and_records_nothing(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"处置": "确认"}})
    plan = import_workbook(out, workbook, dry_run=True)
    (change,) = plan.changes
    assert (change.finding_id, change.field, change.before, change.after) == (ids[0], "decision", "", "确认")
    assert states(out).empty


def test_sorted_shortened_and_widened_sheets_are_read_by_heads_and_keys(out, workbook, ids):
    def mangle(sheet):
        sheet.insert_cols(2)
        sheet.insert_rows(1, 2)

    fill_in(workbook, {ids[0]: {"处置": " 确认　"}, ids[1]: {"处置": "待核实"}})
    edit(workbook, lambda sheet: sheet.delete_rows(key_rows(sheet)[ids[1]]))
    edit(workbook, mangle)
    import_workbook(out, workbook)
    assert states(out)["decision"].to_dict() == {ids[0]: "确认"}


def test_blanks_delete_nothing_and_are_told(out, tmp_path, ids):
    decide(out, ids[0], Entry(ids[0], "确认", note="留意"))
    (sent,) = export(out, tmp_path / "sent.xlsx")
    fill_in(sent, {ids[0]: {"处置": None, "备注": "  "}})
    plan = import_workbook(out, sent)
    assert plan.entries == ()
    assert {line.partition("“")[2][:2] for line in plan.ignored} == {"备注", "处置"}
    assert states(out).loc[ids[0], ["decision", "note"]].tolist() == ["确认", "留意"]


def test_a_reason_alone_arrives_once(out, workbook, ids):
    decide(out, ids[1], Entry(ids[1], "排除", "误报"))
    fill_in(workbook, {ids[0]: {"理由": "待查口径"}, ids[1]: {"理由": "误报，见附件"}})
    assert len(import_workbook(out, workbook, prefer="theirs").entries) == 2
    assert states(out)[["decision", "reason"]].to_dict("index") == {
        ids[0]: {"decision": "", "reason": "待查口径"},
        ids[1]: {"decision": "排除", "reason": "误报，见附件"},
    }
    again = import_workbook(out, workbook)
    assert (again.entries, again.conflicts) == ((), ())


def test_changed_locked_cells_are_told_and_ignored(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"问题说明": "没有问题", "处置": "确认"}})
    plan = import_workbook(out, workbook)
    assert [line.partition("行")[2] for line in plan.ignored] == ["“问题说明”是锁定的内容，改动未采纳"]
    assert states(out).loc[ids[0], "decision"] == "确认"


# -------------------------------------------------------------------------------- refused as a whole


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"处置": "同意"}, "处置的取值无效"),
        ({"整改状态": "完成"}, "整改状态的取值无效"),
        ({"处置": "排除"}, "必须写明理由"),
        ({"整改日期": "下周"}, "整改日期不是日期"),
        ({"整改日期": "2026-02-30"}, "整改日期不是日期"),
        ({"备注": "=1+1"}, "单元格里是公式"),
        ({"备注": "#N/A"}, "单元格里是错误值"),
        ({ledger.KEY: "0123456789abcdef"}, "没有这个问题"),
    ],
)
def test_what_is_not_allowed_refuses_the_whole(out, workbook, ids, filled, said):
    fill_in(workbook, {ids[1]: {"处置": "确认"}})
    fill_in(workbook, {ids[0]: filled | ({"备注": "新"} if ledger.KEY in filled else {})})
    with pytest.raises(ReviewError, match=said) as caught:
        import_workbook(out, workbook)
    error = caught.value
    assert str(workbook) in error.place
    assert ledger.NAME in error.place
    assert all((error.found, error.expected, error.advice))
    assert states(out).empty


def test_everything_that_is_not_allowed_is_told_at_once(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"处置": "同意"}, ids[1]: {"处置": "排除"}, ids[2]: {"整改日期": "下周"}})
    fill_in(workbook, {ids[3]: {"处置": "确认"}})
    with pytest.raises(ReviewError, match="有 3 处不能导入") as caught:
        import_workbook(out, workbook)
    rows = key_rows(openpyxl.load_workbook(workbook)[ledger.NAME])
    told = re.findall(r"第 (\d+) 行", str(caught.value))
    assert sorted(map(int, told)) == sorted(rows[finding_id] for finding_id in ids[:3])
    assert states(out).empty


def test_several_workbooks_are_taken_together_or_not_at_all(out, workbook, made, tmp_path, ids):
    other, bad, contrary = (Path(shutil.copy(workbook, tmp_path / f"{n}.xlsx")) for n in range(3))
    fill_in(workbook, {ids[0]: {"处置": "确认"}})
    fill_in(other, {ids[0]: {"备注": "来电"}, ids[1]: {"处置": "待核实"}})
    fill_in(bad, {ids[2]: {"处置": "同意"}})
    fill_in(contrary, {ids[1]: {"处置": "确认"}})
    with closing(open_review(out)) as store:
        with pytest.raises(ReviewError, match="取值无效"):
            plan_imports(out, [workbook, bad], store)
        with pytest.raises(ReviewError, match="填写不同"):
            plan_imports(out, [other, contrary], store)
        assert states(out).empty
        assert apply_imports(plan_imports(out, [workbook, other], store), store) == 3
    state = states(out)
    assert state["decision"].to_dict() == {ids[0]: "确认", ids[1]: "待核实"}
    assert state["note"][ids[0]] == "来电"
    assert open_review(out).log()["batch"].nunique() == 1


def test_one_finding_on_two_rows_is_refused(out, workbook, ids):
    fill_in(workbook, {ids[0]: {ledger.KEY: ids[1]}})
    with pytest.raises(ReviewError, match="占了两行"):
        import_workbook(out, workbook)


def test_the_workbook_of_another_log_is_refused(out, made, workbook, tmp_path):
    (out / "review.sqlite").unlink()
    with pytest.raises(ReviewError, match="另一套处置记录"):
        import_workbook(out, workbook)


def test_an_altered_ticket_is_refused(out, notices, ids):
    notice = notices[ids[0]]
    book = openpyxl.load_workbook(notice)
    kind = next(row for row in book[meta.NAME].iter_rows() if row[0].value == "kind")
    assert kind[1].value == "notice"
    kind[1].value = "workbook"
    book.save(notice)
    with pytest.raises(ReviewError, match="被改动"):
        import_workbook(out, notice)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "含有宏"),
        ("xl/externalLinks/externalLink1.xml", "指向其他文件"),
        ("xl/connections.xml", "外部数据连接"),
        ("xl/embeddings/oleObject1.bin", "嵌入的对象"),
        ("xl/activeX/activeX1.xml", "含有控件"),
    ],
)
def test_what_can_act_is_refused(out, workbook, part, said):
    with zipfile.ZipFile(workbook, "a") as package:
        package.writestr(part, b"x")
    with pytest.raises(ReviewError, match=said):
        import_workbook(out, workbook)


def test_a_zip_bomb_is_refused(out, workbook):
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet99.xml", b"0" * 60_000_000)
    with pytest.raises(ReviewError, match="不能导入"):
        import_workbook(out, workbook)


def test_a_file_that_is_not_there_is_told_in_chinese(out, tmp_path):
    with pytest.raises(ReviewError, match="路径不存在") as caught:
        import_workbook(out, tmp_path / "无.xlsx")
    assert not re.search(r"[A-Za-z]{3,} [a-z]", str(caught.value).replace(str(tmp_path), ""))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"<html>"])
def test_what_is_no_workbook_is_refused(out, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(ReviewError):
        import_workbook(out, path)


def test_a_workbook_that_is_none_of_ours_is_refused(out, tmp_path):
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(ReviewError, match="不是本系统导出"):
        import_workbook(out, tmp_path / "x.xlsx")


# --------------------------------------------------------------------- somebody decided in the meantime


def test_what_somebody_decided_since_waits_for_a_word(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"处置": "确认"}, ids[1]: {"处置": "确认"}})
    decide(out, ids[0], Entry(ids[0], "排除", "误报"))
    with pytest.raises(ReviewError, match="1 处"):
        import_workbook(out, workbook)
    assert states(out)["decision"].to_dict() == {ids[0]: "排除"}
    ours = import_workbook(out, workbook, prefer="ours", dry_run=True)
    assert [change.finding_id for change in ours.changes] == [ids[1]]
    assert any("以现有记录为准" in line for line in ours.ignored)
    import_workbook(out, workbook, prefer="theirs")
    assert set(states(out)["decision"]) == {"确认"}


def test_other_fields_of_a_finding_decided_since_are_no_conflict(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"备注": "已通知"}})
    decide(out, ids[0], Entry(ids[0], "确认"))
    assert import_workbook(out, workbook).conflicts == ()
    assert states(out).loc[ids[0], ["decision", "note"]].tolist() == ["确认", "已通知"]


def test_who_decides_between_plan_and_import_is_not_overwritten(out, workbook, ids):
    fill_in(workbook, {ids[0]: {"处置": "确认"}})
    with closing(open_review(out)) as store:
        plan = plan_import(out, workbook, store)
        decide(out, ids[0], Entry(ids[0], "待核实"))
        with pytest.raises(DecidedMeanwhile):
            apply_import(plan, store)
    assert states(out)["decision"].tolist() == ["待核实"]


# ----------------------------------------------------------------------------------------- notices


@pytest.fixture
def notices(made, tmp_path):
    """Finding id -> the notice in which it stands."""
    standing: dict[str, Path] = {}
    for path in Path(shutil.copytree(made / "notices", tmp_path / "notices")).iterdir():
        standing |= dict.fromkeys(key_rows(openpyxl.load_workbook(path)[ledger.NAME]), path)
    return standing


def test_each_agency_has_a_notice_with_its_own_findings_alone(out, notices):
    findings = open_run(out).frame("findings").set_index("finding_id")
    assert notices.keys() == set(findings.index)
    for finding_id, path in notices.items():
        assert path.name == f"{findings['agency'][finding_id]}.xlsx"
        texts = [
            str(cell.value)
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        others = set(findings["agency"]) - {findings["agency"][finding_id]}
        assert not [text for text in texts if any(other in text for other in others)]
        assert findings["basis"][finding_id] in texts
        assert findings["advice"][finding_id] in texts


def test_an_agency_answers_and_decides_nothing(out, notices, ids):
    path = notices[ids[0]]
    heads = [cell.value for cell in openpyxl.load_workbook(path)[ledger.NAME][HEADER]]
    assert "处置" not in heads
    assert "理由" not in heads
    edit(path, lambda sheet: setattr(sheet.cell(HEADER, column(sheet, "依据")), "value", "处置"))
    answer = {"整改状态": "已整改", "整改说明": "已更正", "整改日期": "2026.3.1", "处置": "排除"}
    fill_in(path, {ids[0]: answer})
    plan = import_workbook(out, path)
    assert any("不由机关填写" in line for line in plan.ignored)
    state = states(out).loc[ids[0]]
    assert state[["decision", "rectification", "explanation", "rectified_on", "source"]].tolist() == [
        *("", "已整改", "已更正", "2026-03-01", "notice")
    ]


def test_an_agency_cannot_close_a_finding(out, notices, ids):
    fill_in(notices[ids[0]], {ids[0]: {"整改状态": "已销号"}})
    with pytest.raises(ReviewError, match="自行销号"):
        import_workbook(out, notices[ids[0]])
    assert states(out).empty


def test_an_agency_cannot_answer_for_another(out, notices, ids):
    own = ids[0]
    other = next(finding_id for finding_id in ids if notices[finding_id] != notices[own])
    fill_in(notices[own], {own: {ledger.KEY: other, "整改状态": "已整改"}})
    with pytest.raises(ReviewError, match="别的机关"):
        import_workbook(out, notices[own])

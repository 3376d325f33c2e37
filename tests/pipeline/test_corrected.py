"""Agencies correct their files, the same folder is audited again: by the commands that an office types."""

from __future__ import annotations

import json
import re
import shutil

import openpyxl
import pytest

from audit.cli import main
from audit.excel.sheets import ledger
from audit.pipeline import open_run
from audit.samples import make_corpus
from tests.pipeline.reviewing import column, fill_in, key_rows

FAULTS = ["T3-TOTAL-05", "T3-TOTAL-09", "T3-TOTAL-12", "T4-TOTAL-01"]
CHANGED, GONE = "证据已变化，请复核", "本次运行中已无此问题"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """The folder after both runs: three findings of the first were confirmed, then one was put right in its
    file and one made wrong in another way."""
    folder = tmp_path_factory.mktemp("corrected")
    reports, out = folder / "reports", folder / "out"
    make_corpus(folder, agencies=5, years=(2024,), faults=FAULTS, formats=["lines"], seed=4)
    assert main(["run", str(reports), "--out", str(out), "--jobs", "1"]) == 1
    first = open_run(out)
    findings = first.frame("findings").set_index("finding_id")
    assert main(["export", str(out), "--to", str(folder / "sent.xlsx")]) == 0
    sums = findings[findings["rule_id"].str.startswith("T3-TOTAL")].drop_duplicates("report_id")
    fixed, changed, untouched = sums.index[:3]
    for finding_id in (fixed, changed, untouched):
        assert main(["decide", str(out), finding_id, "--confirm", "--reason", "台账不符"]) == 0
    _put_total(reports, findings.loc[fixed])
    _put_total(reports, findings.loc[changed], wrong_by=1000)
    assert main(["run", str(reports), "--out", str(out), "--jobs", "1"]) == 1
    return folder, str(out / "runs" / first.run_id), fixed, changed, untouched


def _put_total(reports, found, wrong_by=0):
    """Print the sum of the row, or a wrong one, where the finding's report has the row's total."""
    path = next(path for path in reports.rglob("*.txt") if found["file"].endswith(path.name))
    text = path.read_text(encoding="utf-8")
    fields = found["evidence"].split("｜")
    (row,) = re.findall(r"\s+".join(map(re.escape, fields)), text)
    *numbers, total = fields[-7:]
    right = sum(map(int, numbers)) + wrong_by
    path.write_text(text.replace(row, row.removesuffix(total) + str(right)), encoding="utf-8")


def test_diff_tells_what_was_put_right_and_decisions_come_along(corrected, capsys, tmp_path):
    folder, first, fixed, changed, untouched = corrected
    told = tmp_path / "diff.xlsx"
    assert main(["diff", first, str(folder / "out"), "--json", "--to", str(told)]) == 1
    said = json.loads(capsys.readouterr().out)
    rows = {row["finding_id"]: row for row in said["changes"]}
    assert (rows[fixed]["state"], rows[changed]["state"]) == ("corrected", "open")
    assert (rows[changed]["changed"], rows[changed]["decision"]) == (True, "确认")
    kept = rows[untouched]
    assert (kept["state"], kept["changed"], kept["decision"]) == ("open", False, "确认")
    assert main(["diff", first, str(folder / "out")]) == 1
    head = capsys.readouterr().out.splitlines()[0]
    assert head.startswith(f"已改正 {said['counts']['corrected']}，仍存在 ")
    listed = [row[0] for row in openpyxl.load_workbook(told)["明细"].iter_rows(min_row=4, values_only=True)]
    assert listed.count("已改正") == said["counts"]["corrected"] >= 1


def test_the_next_workbook_shows_decisions_that_stand_and_flags_what_changed(corrected, tmp_path):
    folder, _, fixed, changed, untouched = corrected
    assert main(["export", str(folder / "out"), "--to", str(tmp_path / "next.xlsx")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")[ledger.NAME]
    rows = key_rows(sheet)
    assert fixed not in rows

    def shown(finding_id, *heads):
        return [sheet.cell(rows[finding_id], column(sheet, head)).value for head in heads]

    assert shown(changed, "处置", "理由", "证据变化") == ["确认", "台账不符", CHANGED]
    assert shown(untouched, "处置", "理由", "证据变化") == ["确认", "台账不符", None]


def test_a_workbook_of_the_earlier_run_is_welcome_and_its_changed_findings_flagged(
    corrected, tmp_path, capsys
):
    folder, _, fixed, changed, _ = corrected
    sent, out = shutil.copy(folder / "sent.xlsx", tmp_path), tmp_path / "out"
    shutil.copytree(folder / "out", out, symlinks=True)
    fill_in(sent, {changed: {"备注": "见回函"}, fixed: {"备注": "见回函"}})
    assert main(["import", str(out), str(sent), "--dry-run"]) == 0
    assert main(["import", str(out), str(sent)]) == 0
    told = capsys.readouterr().out
    assert "将记录 2 个问题的 2 处填写" in told
    assert "已记录 2 个问题的 2 处填写" in told
    assert f"{changed}：{CHANGED}" in told
    assert f"{fixed}：{GONE}" in told

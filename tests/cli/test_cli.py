"""The command line as a person and a program meet it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from audit.cli import build_parser, main
from audit.cli.parser import COMMANDS
from audit.pipeline import open_run
from audit.samples import make_corpus


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Three agencies with nothing wrong."""
    folder = tmp_path_factory.mktemp("clean")
    make_corpus(folder, agencies=3, years=(2024,), faults="none", seed=3)
    return folder / "reports"


@pytest.fixture(scope="module")
def finished(clean, tmp_path_factory):
    """The output folder of a clean run and its exit code."""
    out = tmp_path_factory.mktemp("finished")
    return out, main(["run", str(clean), "--out", str(out), "--jobs", "1"])


def test_help_waits_for_nothing_heavy():
    code = (
        "import sys; from audit.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'great_expectations', 'lxml', 'pydantic', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in COMMANDS)


def test_every_command_has_arguments_and_a_module():
    actions = [action for action in build_parser()._actions if action.dest == "command"]
    assert set(actions[0].choices or ()) == set(COMMANDS)


def test_a_clean_run_ends_with_zero_and_leaves_a_workbook(finished):
    out, code = finished
    assert code == 0
    run = open_run(out)
    assert run.info["counts"]["critical"] == 0
    assert run.info["counts"]["reports"] == 3
    assert run.frames["findings"].empty
    assert (out / "findings.xlsx").is_file()


def test_a_critical_finding_ends_with_one(tmp_path, capsys):
    make_corpus(
        tmp_path / "county", agencies=1, years=(2024,), faults=["T4-TOTAL-01"], formats=["page"], seed=3
    )
    arguments = ["run", str(tmp_path / "county" / "reports"), "--out", str(tmp_path / "out")]
    assert main(arguments) == 1
    assert "有错误" in capsys.readouterr().out
    assert main([*arguments, "--fail-on", "never"]) == 0
    assert set(open_run(tmp_path / "out").frames["findings"]["rule_id"]) == {"T4-TOTAL-01"}


def test_an_unread_file_ends_with_one_and_the_rest_is_complete(clean, tmp_path, capsys):
    for path in clean.glob("*/*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "空.txt").write_bytes(b"")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path), "--out", str(out), "--jobs", "1"]) == 1
    assert "空.txt" in capsys.readouterr().out
    assert open_run(out).info["counts"] | {"unread": 1, "reports": 3} == open_run(out).info["counts"]


def test_a_second_run_says_what_it_reuses_and_a_manifest_what_it_lacks(clean, tmp_path, capsys):
    manifest = tmp_path / "清单.csv"
    manifest.write_text("文件,年度\n没有.txt,2024\n", encoding="utf-8")
    arguments = ["read", str(clean), "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main(arguments) == 0
    assert "沿用" not in capsys.readouterr().out
    assert main([*arguments, "--manifest", str(manifest)]) == 0
    printed = capsys.readouterr().out
    assert "沿用已读 3 个" in printed
    assert "提醒：清单第2行的文件不在输入中：没有.txt" in printed
    manifest.write_text("文件,年度\n没有.txt,明年\n", encoding="utf-8")
    assert main([*arguments, "--manifest", str(manifest)]) == 2
    assert "第2行" in capsys.readouterr().err


def test_json_is_json_and_nothing_else(finished, capsys):
    out, _ = finished
    assert main(["check", str(out), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert [report["verdict"] for report in summary["reports"]] == ["未发现问题"] * 3
    assert summary["unread"] == []


def test_check_is_a_new_run_with_the_same_outcomes(finished):
    out, _ = finished
    before = open_run(out)
    assert main(["check", str(before.folder)]) == 0
    after = open_run(out)
    assert after.folder != before.folder
    assert before.folder.is_dir()
    assert after.frames["outcomes"].equals(before.frames["outcomes"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere", "--out", "{out}"], "路径不存在"),
        (["check", "{out}"], "disclosure-audit run"),
        (["suites", "explain", "Z-NOTHING-01"], "Z-NOTHING-01"),
    ],
)
def test_what_cannot_run_ends_with_two_and_says_why(tmp_path, capsys, arguments, words):
    filled = [argument.format(out=tmp_path / "out") for argument in arguments]
    assert main(filled) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["run"], ["no-such-command"], ["run", "x", "--out", "y", "--jobs", "0"]]
)
def test_wrong_arguments_end_with_two(arguments, capsys):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    assert "参数有误" in capsys.readouterr().err


def test_suites_are_listed_and_explained(capsys):
    assert main(["suites", "list", "--json"]) == 0
    rules = {rule["rule_id"] for rule in json.loads(capsys.readouterr().out)}
    assert {"S-TITLE-01", "C-BLANK-01", "T3-BALANCE-07", "T4-TOTAL-03"} <= rules
    assert main(["suites", "explain", "T3-BALANCE-07"]) == 0
    assert "T3-BALANCE-07" in capsys.readouterr().out


def test_suites_that_disagree_with_the_templates_are_named(tmp_path, capsys):
    assert main(["suites", "build", "--to", str(tmp_path)]) == 0
    assert main(["suites", "build", "--to", str(tmp_path), "--check"]) == 0
    suite = tmp_path / "2021" / "arithmetic.json"
    suite.write_text(suite.read_text(encoding="utf-8").replace("critical", "info", 1), encoding="utf-8")
    assert main(["suites", "build", "--to", str(tmp_path), "--check"]) == 1
    assert "arithmetic.json" in capsys.readouterr().out


def test_a_sample_is_written(tmp_path, capsys):
    folder = tmp_path / "county"
    assert main(["sample", str(folder), "--agencies", "2", "--years", "2023-2024", "--faults", "none"]) == 0
    assert "4" in capsys.readouterr().out
    assert len([path for path in folder.rglob("*") if path.suffix in (".txt", ".html", ".docx")]) == 4

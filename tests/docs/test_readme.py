"""The READMEs tell the truth: CI runs their commands, both hold the same code, the code works."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

BLOCKS = {
    "run-linux",
    "test-linux",
    "run-windows",
    "test-windows",
    "offline-linux",
    "offline-windows",
    "pandas",
    "review",
    "gx-script",
}


@pytest.fixture(scope="module")
def readme(root: Path) -> Mapping[str, str]:
    return read_blocks(root, "README.md")


def read_blocks(root: Path, name: str) -> dict[str, str]:
    blocks = runpy.run_path(str(root / ".ci" / "readme.py"))["blocks"]
    return dict(blocks((root / name).read_text(encoding="utf-8")))


def all_code(path: Path) -> list[str]:
    return re.findall(r"^```\w*\n.*?^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_every_block_is_there(readme: Mapping[str, str]) -> None:
    assert readme.keys() == BLOCKS


def test_both_languages_show_the_same_code(root: Path, readme: Mapping[str, str]) -> None:
    assert read_blocks(root, "README.zh-CN.md") == readme
    assert all_code(root / "README.zh-CN.md") == all_code(root / "README.md")


def test_both_languages_have_the_same_structure(root: Path) -> None:
    def levels(name: str) -> list[str]:
        return re.findall(r"^#+(?= )|^\| --- \|", (root / name).read_text(encoding="utf-8"), re.MULTILINE)

    assert levels("README.zh-CN.md") == levels("README.md")


def test_links_and_pictures_exist(root: Path) -> None:
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        targets = re.findall(r"\]\((?!https?:)([^)#]+)", (root / name).read_text(encoding="utf-8"))
        assert [target for target in targets if not (root / target).exists()] == []


def test_ci_runs_the_two_commands(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert '"$(readme run-linux)"' in script
    assert '"$(readme test-linux)"' in script


@pytest.mark.parametrize("command", ["run", "test"])
def test_each_command_is_one_line_and_the_same_on_windows(readme: Mapping[str, str], command: str) -> None:
    linux, windows = readme[f"{command}-linux"], readme[f"{command}-windows"]
    assert linux.count("\n") == windows.count("\n") == 1
    translated = (
        linux.replace("python3 -m venv", "py -m venv")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace(" &&", ";")
    )
    assert translated == windows


def test_commands_use_what_is_in_the_repository(root: Path, readme: Mapping[str, str]) -> None:
    words = readme["run-linux"].split()
    for path in (
        "constraints.txt",
        *(f"data/sample/{name}" for name in ("reports", "roster.csv", "manifest.csv")),
    ):
        assert path in words
        assert (root / path).exists()
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "test" in extras["optional-dependencies"]


@pytest.fixture(scope="module")
def finished_run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's run command, on one year of the sample, left its `out`, with the
    suites beside it."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "expectations").symlink_to(root / "expectations", target_is_directory=True)
    command = read_blocks(root, "README.md")["run-linux"].split("&&")[-1].split()
    sample = root / "data" / "sample"
    places = {
        "data/sample/reports": sample / "reports" / "2023",
        "data/sample/roster.csv": sample / "roster.csv",
        "data/sample/manifest.csv": sample / "manifest.csv",
    }
    command = [str(places.get(word, word)) for word in command]
    result = subprocess.run(
        [sys.executable, "-c", "import audit.cli; raise SystemExit(audit.cli.main())", *command[1:]],
        cwd=folder,
        env=_environment(root),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1, result.stderr  # the sample has faults of severity critical
    assert (folder / "out" / "findings.xlsx").is_file()
    return folder


def _environment(root: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"}


def run_script(root: Path, folder: Path, script: str) -> str:
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(root),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_pandas_block_runs(root: Path, finished_run: Path, readme: Mapping[str, str]) -> None:
    assert "report_id" in run_script(root, finished_run, readme["pandas"])


def test_review_block_runs(root: Path, finished_run: Path, readme: Mapping[str, str]) -> None:
    code = [
        line for line in readme["review"].splitlines() if line and not line.startswith(("import", "from"))
    ]
    assert len(code) == 3
    printed = run_script(root, finished_run, readme["review"])
    assert "确认" in printed
    assert list((finished_run / "notices").glob("*.xlsx"))


def test_plain_great_expectations_finds_the_same_failures(
    root: Path, finished_run: Path, readme: Mapping[str, str]
) -> None:
    """The ten lines print exactly the failures that the run itself stored for that suite, and leave the
    project's file as it was."""
    project = root / "expectations" / "gx" / "great_expectations.yml"
    before = project.read_bytes()
    assert len([line for line in readme["gx-script"].splitlines() if line]) <= 10
    printed = run_script(root, finished_run, readme["gx-script"])
    assert project.read_bytes() == before
    found = {
        (rule, report)
        for rule, reports in re.findall(r"^(\S+) (\[.*\])$", printed, re.MULTILINE)
        for report in re.findall(r"'(\d{4}/[^']+)'", reports)
    }
    outcomes = pd.read_parquet(finished_run / "out" / "frames" / "outcomes.parquet")
    reports = pd.read_parquet(finished_run / "out" / "frames" / "wide_2021.parquet")["report_id"]
    ours = outcomes[
        (outcomes["outcome"] == "fail")
        & outcomes["rule_id"].str.match(r"T\d")
        & outcomes["report_id"].isin(set(reports))
    ]
    assert found == set(zip(ours["rule_id"], ours["report_id"], strict=True))
    assert found

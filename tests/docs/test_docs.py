"""The generated pages agree with what they describe, and say what they should."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit import docs
from audit.cli.parser import COMMANDS
from audit.schema import frame_specs
from audit.template import load_templates


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    suite = {
        "name": "2021.arithmetic",
        "meta": {"frame": "wide_2021", "title": "勾稽"},
        "expectations": [
            {
                "severity": "critical",
                "meta": {"rule_id": "T9-SUM-02", "title": "甲|乙", "basis": "某文件"},
            },
            {"severity": "info", "meta": {"rule_id": "T9-SUM-01", "title": "丙"}},
            {"severity": "info", "meta": {"rule_id": "T9-SUM-01", "title": "丙", "id": "second"}},
        ],
    }
    for name in ("2021/arithmetic.json", "gx/other.json"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(json.dumps(suite), encoding="utf-8")
    return tmp_path


def test_pages_are_up_to_date(root: Path) -> None:
    assert list(docs.stale_pages(root / "docs")) == []


def test_a_changed_or_missing_page_is_told(root: Path, tmp_path: Path) -> None:
    for name in ("frames.md", "rules.md"):
        (tmp_path / name).write_bytes((root / "docs" / name).read_bytes())
    (tmp_path / "frames.md").open("a", encoding="utf-8").write("x")
    assert list(docs.stale_pages(tmp_path)) == ["frames.md", "cli.md", "office.md"]


def test_frames_page_has_every_column_and_every_key() -> None:
    page = docs.frames_page()
    for spec in frame_specs().values():
        section = page.split(f"\n## {spec.name}\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == spec.columns
    for template in load_templates().values():
        section = page.split(f"\n## wide_{template.revision}\n")[1].split("\n## ")[0]
        for key in template.cells:
            table, row, column = key.split(".")
            assert all(f"`{name}`" in section for name in (table, row, column))


def test_rules_page_lists_a_suite_in_order_of_ids(suites: Path) -> None:
    page = docs.rules_page(suites)
    assert page.count("## 2021.arithmetic\n\n勾稽。Frame `wide_2021`, 2 rules.\n") == 1
    assert page.endswith(
        "| `T9-SUM-01` | 丙 | info 提示 |  |\n| `T9-SUM-02` | 甲\\|乙 | critical 错误 | 某文件 |\n"
    )


def test_command_page_has_every_command_and_argument() -> None:
    page = docs.cli_page()
    for command in COMMANDS:
        assert f"\n## disclosure-audit {command}" in page
    assert "\n## disclosure-audit suites explain\n" in page
    assert "| `PATH…` | 报告文件或文件夹 |\n| `--out OUT` | 输出文件夹 |\n" in page
    assert "`--json`" in page
    assert r"`--fail-on critical\|warning\|never`" in page


def test_command_page_is_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    page = docs.cli_page()
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setattr("os.cpu_count", lambda: 77)
    assert docs.cli_page() == page


def test_check_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in (root / "docs").glob("*.md")}
    assert docs.main(["--check"]) == 0
    assert {path.name: path.read_bytes() for path in (root / "docs").glob("*.md")} == before
    assert capsys.readouterr().out == ""

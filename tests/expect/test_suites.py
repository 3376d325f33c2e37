"""Suite files: what is loaded is what is written, and what cannot be loaded whole is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from audit.errors import SuiteError
from audit.expect import build_suites, explain, list_rules, load_suites, shipped_folder, stale_suites
from audit.template import load_templates

REGEX = "expect_column_values_to_match_regex"


def own_suite(**changes: Any) -> dict[str, Any]:
    """A suite as an office might write it: one expectation, no texts."""
    expectation = {
        "type": REGEX,
        "kwargs": {"column": "agency", "regex": "^云桥"},
        "severity": "info",
        "meta": {},
    }
    return {"name": "office", "meta": {"frame": "reports"}, "expectations": [expectation], **changes}


def write(folder: Path, suite: Any) -> Path:
    path = folder / "office.json"
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return path


def test_generated_files_say_what_the_templates_say(tmp_path: Path) -> None:
    assert stale_suites(shipped_folder()) == []
    written = build_suites(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        f"{revision}/arithmetic.json" for revision in load_templates()
    ]
    written[0].write_text(
        written[0].read_text(encoding="utf-8").replace("critical", "info", 1), encoding="utf-8"
    )
    assert stale_suites(tmp_path) == written[:1]


@pytest.mark.parametrize("revision", load_templates())
def test_every_equation_is_one_expectation(revision: str) -> None:
    suite = next(suite for suite in load_suites() if suite.name == f"{revision}.arithmetic")
    equations = list(load_templates()[revision].equations())
    assert [check.rule_id for check in suite.checks] == [equation.rule_id for equation in equations]
    for check, equation in zip(suite.checks, equations, strict=True):
        assert (tuple(check.kwargs["left"]), tuple(check.kwargs["right"])) == (equation.left, equation.right)
        assert check.kwargs["relation"] == equation.identity.relation
        assert tuple(check.kwargs.get("unless", ())) == equation.unless
        assert check.severity == equation.identity.severity


def test_shipped_suites_are_written_by_us() -> None:
    for suite in load_suites():
        data = json.loads(suite.path.read_text(encoding="utf-8"))
        assert data["id"] == str(uuid5(NAMESPACE_URL, suite.name))
        assert suite.path.read_text(encoding="utf-8") == json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        relative = suite.path.relative_to(shipped_folder()).with_suffix("")
        assert suite.name == ".".join(relative.parts)
        for check in suite.checks:
            assert check.title, check.id
            assert check.basis, check.id
            assert check.advice, check.id
            assert check.place, check.id


def test_a_required_rule_exists() -> None:
    checks = [check for suite in load_suites() for check in suite.checks]
    assert {rule for check in checks for rule in check.requires} <= {check.rule_id for check in checks}


def test_own_suites_add_to_ours(tmp_path: Path) -> None:
    write(tmp_path, own_suite())
    own = [suite for suite in load_suites([tmp_path]) if suite.name == "office"]
    assert len(load_suites([tmp_path])) == len(load_suites()) + 1
    assert [check.rule_id for check in own[0].checks] == [f"office:{REGEX}"]
    assert f"office:{REGEX}" in {rule["rule_id"] for rule in list_rules(load_suites([tmp_path]))}


def _change(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda suite: suite["expectations"][0].update(changes)


def _twice(suite: dict[str, Any]) -> None:
    suite["expectations"] = [{**e, "meta": {"id": "a"}} for e in suite["expectations"] * 2]


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "unknown type": (_change(type="expect_miracles"), "不认识的 expectation 类型"),
    "bad severity": (_change(severity="fatal"), "severity 无效"),
    "bad arguments": (_change(kwargs={"regex": "a"}), "参数无效"),
    "unknown argument": (_change(kwargs={"column": "agency", "regex": "a", "regexp": "b"}), "参数无效"),
    "whole columns": (
        _change(type="expect_column_max_to_be_between", kwargs={"column": "year", "max_value": 1}),
        "只能使用逐行检查",
    ),
    "id twice": (_twice, "meta.id 重复"),
    "a shipped rule": (_change(meta={"rule_id": "S-TITLE-01"}), "规则编号已被使用"),
    "unknown field": (_change(meta={"message": "{no_such}"}), "没有的字段"),
    "unbalanced braces": (_change(meta={"message": "{title"}), "花括号不成对"),
    "unknown group": (_change(meta={"group": "heap"}), "meta.group 无效"),
    "frame missing": (lambda suite: suite.update(meta={}), "没有说明检查哪张数据表"),
    "frame unknown": (lambda suite: suite.update(meta={"frame": "moon"}), "数据表不存在"),
    "name taken": (lambda suite: suite.update(name="common.completeness"), "套件名称重复"),
    "no suite": (lambda suite: suite.pop("expectations"), "不是套件文件"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_loaded_whole_is_refused(case: str, tmp_path: Path) -> None:
    suite = own_suite()
    REFUSED[case][0](suite)
    path = write(tmp_path, suite)
    with pytest.raises(SuiteError, match=REFUSED[case][1]) as caught:
        load_suites([tmp_path])
    assert str(path) in str(caught.value)


def test_broken_json_and_missing_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="文件夹不存在"):
        load_suites([tmp_path / "none"])
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(SuiteError, match="无法读取"):
        load_suites([tmp_path])


def test_a_rule_explained() -> None:
    text = explain("T3-BALANCE-07")
    assert "国办公开办函〔2021〕30号" in text
    assert "applications.received.total" in text
    assert "S-TABLE-02" in explain("C-BLANK-01")
    with pytest.raises(SuiteError, match="没有这条规则"):
        explain("X-NONE-01")


def test_a_column_that_the_frame_does_not_have_is_refused_by_name(tmp_path: Path) -> None:
    expectation = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "agencie"}}
    suite = {"name": "own", "meta": {"frame": "reports"}, "expectations": [expectation]}
    (tmp_path / "own.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(SuiteError, match=r"agencie.*agency"):
        load_suites([tmp_path])

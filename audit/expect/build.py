"""Suites that follow from the templates: one expectation for every equation of every revision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from audit.expect.wording import cell_place
from audit.schema import wide_name
from audit.template import Equation, Template, load_templates

__all__ = ["build_suites", "stale_suites", "suite_text"]


def build_suites(folder: Path) -> list[Path]:
    """Write `<revision>/arithmetic.json` below `folder` for every template; returns the files."""
    written = []
    for path, text in _texts(folder).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def stale_suites(folder: Path) -> list[Path]:
    """The generated files below `folder` that are missing or do not say what the templates say."""
    return [
        path
        for path, text in _texts(folder).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def suite_text(name: str, frame: str, title: str, expectations: list[dict[str, Any]]) -> str:
    """The JSON of a suite file as we write it: Chinese as Chinese, keys in a fixed order."""
    suite: Mapping[str, Any] = {
        "name": name,
        "id": str(uuid5(NAMESPACE_URL, name)),
        "meta": {"frame": frame, "title": title},
        "expectations": expectations,
    }
    return json.dumps(suite, ensure_ascii=False, indent=2) + "\n"


def _texts(folder: Path) -> dict[Path, str]:
    return {
        folder / template.revision / "arithmetic.json": suite_text(
            f"{template.revision}.arithmetic",
            wide_name(template),
            f"勾稽关系（{template.instrument}）",
            [_expectation(template, equation) for equation in template.equations()],
        )
        for template in load_templates().values()
    }


def _expectation(template: Template, equation: Equation) -> dict[str, Any]:
    identity = equation.identity
    words = {"place": equation.place, "instrument": template.instrument}
    kwargs: dict[str, Any] = {
        "left": list(equation.left),
        "right": list(equation.right),
        "relation": identity.relation,
    }
    if equation.unless:
        kwargs["unless"] = list(equation.unless)
    single = len(equation.left) == 1
    table = template.table(identity.table).name
    place = cell_place(template.revision, equation.left[0]) if single else f"{table} · {equation.place}"
    expected = "{right_sum}" if identity.relation == "=" else "不小于 {right_sum}"
    return {
        "type": "expect_column_sums_to_balance",
        "kwargs": kwargs,
        "severity": identity.severity,
        "meta": {
            "id": f"{equation.rule_id}@{template.revision}",
            "rule_id": equation.rule_id,
            "title": identity.title.format(**words),
            "basis": identity.basis.format(**words),
            "message": identity.message.replace("{place}", equation.place),
            "advice": identity.advice,
            "place": place,
            "stated": "{left_sum}" if single else "{left}",
            "expected": expected if single else "{right}",
            **({"names": dict(identity.names)} if identity.names else {}),
        },
    }

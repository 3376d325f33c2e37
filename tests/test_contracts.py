"""What the package promises as a whole: a free import, complete `__all__`s, small modules, licences."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "audit").rglob("*.py"))
HEAVY = ("great_expectations", "ipywidgets", "lxml", "numpy", "openpyxl", "pandas", "pyarrow", "pydantic")
PERMISSIVE = re.compile(r"Apache|BSD|MIT|ISC|PSF|Python|Unlicense|Zlib|HPND|CC0|0BSD", re.IGNORECASE)
# File-level copyleft, left as it is by those who use it; reached through others, never asked for by us.
WEAK_COPYLEFT = {"certifi", "fqdn", "tqdm"}


def test_import_is_free() -> None:
    script = f"import sys, audit; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_keeps_the_house_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert source.count("\n") <= 400, "a module is under 400 lines"
    assert not re.search(r"utils?|helpers?|manager", path.stem), "a module is named for what it holds"
    assert not source.strip() or ast.get_docstring(tree), "a module says what it is for"
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.end_lineno:
            assert function.end_lineno - function.lineno < 50, f"{function.name} does not fit a screen"


def test_what_others_import_is_in_all() -> None:
    """A name that one module takes from another of ours stands in the other's `__all__`."""
    offered = {_module(path): _exports(ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES}
    missing = [
        f"{path.relative_to(ROOT)} takes {alias.name} from {node.module}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in offered and node.module != "audit"
        for alias in node.names
        if alias.name not in offered[node.module] and f"{node.module}.{alias.name}" not in offered
    ]
    assert missing == []


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _exports(tree: ast.Module) -> set[object]:
    """The names in `__all__`, however it is put together."""
    return {
        constant.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        and "__all__" in ast.unparse(node).partition("=")[0]
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant)
    }


def test_every_dependency_is_permissive() -> None:
    closure = _closure("disclosure-audit") if "disclosure-audit" in _installed() else _closure(*_declared())
    refused = {name: _licence(name) for name in closure if not PERMISSIVE.search(_licence(name))}
    assert refused.keys() <= WEAK_COPYLEFT
    assert not any("GPL" in _licence(name) for name in closure)


def test_constraints_pin_exact_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="ascii").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+( ; sys_platform == \"\w+\")?", pin) for pin in pins)
    pinned = {_normal(pin.partition("==")[0]) for pin in pins}
    assert {_normal(_name(requirement)) for requirement in _declared()} <= pinned


def _declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["dependencies"])


def _name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return match[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _installed() -> frozenset[str]:
    return frozenset(_normal(found.name) for found in metadata.distributions())


def _closure(*requirements: str) -> set[str]:
    """Names of the installed packages that `requirements` bring in, extras left out."""
    found: set[str] = set()
    waiting = [_normal(_name(requirement)) for requirement in requirements]
    while waiting:
        name = waiting.pop()
        if name in found or name not in _installed():
            continue
        found.add(name)
        needs = metadata.requires(name) or []
        waiting += [
            _normal(_name(need)) for need in needs if "extra ==" not in need.replace("extra==", "extra ==")
        ]
    return found


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    stated = [text[:200] for key in ("License-Expression", "License") for text in about.get_all(key) or []]
    return " ".join([*stated, *classifiers])

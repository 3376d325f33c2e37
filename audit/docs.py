"""`python -m audit.docs [--check]`: the pages of docs/ that are made from what they describe.

`frames.md` comes from the schema and the templates, `rules.md` from the suite files and the sample,
`office.md` from the office's defaults, `cli.md` from the parser. `--check` writes nothing and exits 1 when
a page is not what would be written. This is a tool of the repository: it knows the folders beside the
package.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from audit.cli import build_parser
from audit.samples.judged import audit_corpus, compare, score_rules
from audit.schema import FieldSpec, frame_specs, wide_name, wide_spec
from audit.template import Table, Template, load_templates

__all__ = ["cli_page", "frames_page", "main", "office_page", "rules_page", "stale_pages"]

_ROOT = Path(__file__).resolve().parent.parent
_DOCS = _ROOT / "docs"
_SUITES = _ROOT / "expectations"
_SAMPLE = _ROOT / "data" / "sample"
_NOTE = "<!-- Made by `python -m audit.docs` from {source}; edit that instead. -->"
_SEVERITIES = {"critical": "critical 错误", "warning": "warning 警示", "info": "info 提示"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or with `--check` say which are out of date. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m audit.docs", description="生成 docs/ 中由数据得出的页面")
    parser.add_argument("--check", action="store_true", help="只核对，不写文件")
    stale = stale_pages(_DOCS)
    if parser.parse_args(arguments).check:
        for name in stale:
            print(f"与所述内容不一致：docs/{name}；请执行 python -m audit.docs 后提交")
        return int(bool(stale))
    for name, text in stale.items():
        (_DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"已写出：docs/{name}")
    return 0


def stale_pages(folder: Path) -> dict[str, str]:
    """File name -> what it should hold, for every page in `folder` that holds something else."""
    pages: Mapping[str, Callable[[], str]] = {
        "frames.md": frames_page,
        "rules.md": lambda: rules_page(_SUITES, _fired()),
        "cli.md": cli_page,
        "office.md": office_page,
    }
    made = {name: make() for name, make in pages.items()}
    return {name: text for name, text in made.items() if _text_of(folder / name) != text}


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


# --------------------------------------------------------------------------------------- frames


def frames_page() -> str:
    """Every frame with its columns, then the cell keys of each revision."""
    templates = load_templates().values()
    return _page(
        "Frames",
        "`audit/schema/frames/*.toml` and `audit/templates/*.toml`",
        "Parquet files under `frames/` of a run; `pandas.read_parquet` is all it takes to use them.",
        "`integer` and `boolean` are pandas' nullable types; `number` is float64 with NaN where there is no"
        " number; `date` is ISO text.",
        *(
            block
            for spec in frame_specs().values()
            for block in _frame(spec.name, spec.key, spec.meaning, spec.fields)
        ),
        *(block for template in templates for block in _wide(template)),
    )


def _frame(name: str, key: str, meaning: str, fields: Iterable[FieldSpec]) -> Iterator[str]:
    yield f"## {name}"
    yield f"{meaning} Key: `{key}`."
    rows = ((f"`{field.name}`", field.dtype, field.label, field.meaning) for field in fields)
    yield _table(("column", "type", "label", "meaning"), rows)


def _wide(template: Template) -> Iterator[str]:
    yield f"## {wide_name(template)}"
    years = f"{template.first_year} to {template.last_year or 'date'}"
    yield (
        f"One row per report and one column per cell key `table.row.column`, {len(template.wide_columns)} in"
        f" all; key `{wide_spec(template).key}`. The form of {template.instrument}, report years {years}."
    )
    for table in template.tables:
        yield f"### {table.name}: `{table.key}`"
        yield from _keys(table)


def _keys(table: Table) -> Iterator[str]:
    for band in table.bands:
        if band.caption:
            yield band.caption
        yield _table(
            ("row", "label"),
            ((f"`{row.key}`", " / ".join((*row.groups, row.label))) for row in band.rows),
        )
        yield _table(
            ("column", "label", "measure", "unit"),
            ((f"`{c.key}`", " / ".join((*c.groups, c.label)), c.measure, c.unit) for c in band.columns),
        )
    for aggregate in table.aggregates:
        parts = " + ".join(f"`{key}`" for key in aggregate.of)
        yield f"Derived row `{aggregate.key}` ({aggregate.label}) = {parts}."


# ---------------------------------------------------------------------------------------- rules


def rules_page(folder: Path, fired: pd.DataFrame | None = None) -> str:
    """Every rule of the suite files in `folder`, a table per suite; then how often each has `fired` on the
    sample, as `score_rules` counts."""
    suites = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/*.json"))
        if path.parent.name != "gx"
    ]
    return _page(
        "Rules",
        "`expectations/`",
        "Ids are stable and never reused. Severity: `critical` 错误 = the format or an identity is broken;"
        " `warning` 警示 = probably wrong, a person decides; `info` 提示 = worth knowing.",
        "Outcomes: `pass`, `fail`, `not_applicable`, `not_assessable` (an input is blank, missing or"
        " unreadable), `error` (the rule itself broke).",
        *(block for suite in suites for block in _suite(suite)),
        *(_firing(fired) if fired is not None else ()),
    )


def _suite(suite: Mapping[str, Any]) -> Iterator[str]:
    rules = sorted({_rule(expectation) for expectation in suite["expectations"]})
    yield f"## {suite['name']}"
    yield f"{suite['meta'].get('title', '')}。Frame `{suite['meta']['frame']}`, {len(rules)} rules."
    yield _table(("id", "title", "severity", "basis"), rules)


@cache
def _fired() -> pd.DataFrame:
    """Every rule on the committed sample; the files are the same everywhere, and so are the numbers."""
    return score_rules(compare(*audit_corpus(_SAMPLE)))


def _firing(fired: pd.DataFrame) -> Iterator[str]:
    yield "## Which rules fire"
    yield (
        "On the made-up county in `data/sample`, whose key says what is wrong with each report: in how many"
        " reports a rule should fail, in how many of those it does, in how many it fails at all, and in how"
        " many of these the key says why. A rule that is not listed neither fired nor should have. What the"
        " rules find in real reports, which are not ours to publish, stands in `acceptance.md`."
    )
    columns = ("planted", "found", "fired", "confirmed")
    rows = ((f"`{rule}`", *map(str, counts)) for rule, *counts in fired[list(columns)].itertuples())
    yield _table(("id", *columns), rows)


def _rule(expectation: Mapping[str, Any]) -> tuple[str, str, str, str]:
    meta = expectation["meta"]
    severity = _SEVERITIES[expectation["severity"]]
    return f"`{meta['rule_id']}`", meta["title"], severity, meta.get("basis", "")


# --------------------------------------------------------------------------------- command line


def cli_page() -> str:
    """Every command with its arguments, in the words of its own help."""
    return _page(
        "Command line",
        "the parser in `audit/cli`",
        "Exit codes: 0 clean, 1 something to act on (see `--fail-on`), 2 the command could not run.",
        *(block for name, parser in _commands(build_parser()) for block in _command(name, *parser)),
    )


def _commands(
    parser: argparse.ArgumentParser, name: str = "", purpose: str = ""
) -> Iterator[tuple[str, tuple[str, argparse.ArgumentParser]]]:
    """The commands at the leaves of the parser's tree: full name, purpose and parser."""
    name = name or parser.prog
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    if not groups:
        yield name, (purpose, parser)
    for group in groups:
        purposes = {choice.dest: choice.help or "" for choice in group._choices_actions}  # noqa: SLF001
        for word, child in group.choices.items():
            yield from _commands(child, f"{name} {word}", purposes.get(word, ""))


def _command(name: str, purpose: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f"## {name}"
    yield f"{purpose}。"
    actions = [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001
    yield _table(("argument", "meaning"), ((f"`{_usage(action)}`", action.help or "") for action in actions))


def _usage(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else "|".join(action.choices or ())
    if not action.option_strings:
        return f"{value or action.dest}{'…' if action.nargs == '+' else ''}"
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def office_page() -> str:
    """What an office may set: the file of defaults as it is, which says so itself."""
    text = (resources.files("audit") / "office" / "defaults.toml").read_text(encoding="utf-8")
    return _page(
        "What an office may set",
        "`audit/office/defaults.toml`",
        "An office puts its own `office.toml` beside the roster, or names it with `--config`, and writes only"
        " what it wants otherwise. A key that does not exist, a value that does not fit and a rule id that no"
        " suite has are refused before anything is read. The settings of a run are kept in its `run.json`,"
        " and every rule that they change is named in the workbook.",
        f"```toml\n{text}```",
    )


# ------------------------------------------------------------------------------------- markdown


def _page(title: str, source: str, *blocks: str) -> str:
    return "\n\n".join([f"# {title}", _NOTE.format(source=source), *blocks]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())

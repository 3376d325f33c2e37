"""How fast the identities of the tables are judged, with every failing row listed, next to other tools.

    python -m benchmarks.suites [--write] [--rounds 5] [--reports 100000]

One wide frame of the form of 2021 with made-up cells: all identities hold but in one report of twenty,
where one cell is off. All T rules of the suite `2021.arithmetic` are run through Great Expectations, as a
run does it; the same equations through pandera (its native checks over a DataFrame, lazily, failure
cases listed), pointblank on pandas and on polars (an expression each, extracts of the failing rows
without limit), and bare NumPy. Each tool must find the same failing reports for each rule before its time
counts. Times are CPU time of one process, tools one after the other, round after round.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec

import numpy as np
import pandas as pd

from audit.expect import load_suites, run_suites
from audit.template import Equation, load_templates
from benchmarks.page import describe_machine, write_section

if find_spec("pandera"):
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors
if find_spec("pointblank"):
    import pointblank as pb
if find_spec("polars"):
    import polars as pl

_SEED = 11
_FAILING = 0.05  # share of reports in which one cell is off
_REVISION = "2021"

Failures = dict[str, set[str]]


def make_wide(count: int) -> pd.DataFrame:
    """The wide frame: sums hold by construction, but where a cell was changed."""
    template = load_templates()[_REVISION]
    drawn = np.random.default_rng(_SEED)
    columns = {key: drawn.integers(0, 50, count).astype("float64") for key in template.wide_columns}
    values = pd.DataFrame(columns)
    for name in ("regulations", "normative_documents"):  # nothing expires in a made-up county
        values[f"proactive.{name}.in_force"] = values[f"proactive.{name}.issued"] + 60.0
    for equation in _solvable(template.equations()):
        total = equation.right[0] if len(equation.right) == 1 else equation.left[0]
        others = equation.left if total in equation.right else equation.right
        values[total] = sum(values[term] for term in others)
    places = drawn.choice(count, int(count * _FAILING), replace=False)
    keys = drawn.choice(list(template.cells), len(places))
    for place, key in zip(places, keys, strict=True):
        values.loc[place, key] += 1000.0
    values.insert(0, "report_id", [f"2023/{number:06d}" for number in range(count)])
    return values


def _solvable(equations: Iterator[Equation]) -> Iterator[Equation]:
    """Equations whose total can be set, inner sums first: rows, then columns, then the balance."""
    order = {"T3-OUTCOME": 0, "T3-BALANCE": 1, "T3-TOTAL": 2, "T4-TOTAL": 2}
    exact = [e for e in equations if e.identity.relation == "=" and not e.unless]
    yield from sorted((e for e in exact if e.identity.rule in order), key=lambda e: order[e.identity.rule])


def _terms(side: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for term in side:
        yield term.removeprefix("-"), -1 if term.startswith("-") else 1


def _equations() -> list[Equation]:
    return list(load_templates()[_REVISION].equations())


def ours(wide: pd.DataFrame) -> Failures:
    reports = pd.DataFrame({"report_id": wide["report_id"], "template": _REVISION, "audited": True})
    suites = [suite for suite in load_suites() if suite.name == f"{_REVISION}.arithmetic"]
    results, _ = run_suites({"reports": reports, f"wide_{_REVISION}": wide}, suites)
    assert all(result.error is None for result in results)
    return {result.check.rule_id: set(result.failing) for result in results}


def numpy_bare(wide: pd.DataFrame) -> Failures:
    columns = {name: wide[name].to_numpy() for name in wide.columns}
    ids = columns["report_id"]
    return {e.rule_id: set(ids[~_holds(e, columns)]) for e in _equations()}


def _difference(equation: Equation, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Left side less right side; NaN where a row is not concerned or lacks a number."""
    difference = sum(sign * columns[name] for name, sign in _terms(equation.left))
    difference = difference - sum(sign * columns[name] for name, sign in _terms(equation.right))
    for name in equation.unless:  # a row that is printed otherwise is not concerned
        difference = np.where(np.isnan(columns[name]), difference, np.nan)
    return np.asarray(difference)


def _holds(equation: Equation, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    difference = _difference(equation, columns)
    held: np.ndarray = difference >= 0 if equation.identity.relation == ">=" else difference == 0
    return held | np.isnan(difference)


def pandera_native(wide: pd.DataFrame) -> Failures:
    """A column of differences for each identity, checked natively: a check over the whole frame would
    list every column of a failing row."""
    columns = {name: wide[name].to_numpy() for name in wide.columns}
    differences = pd.DataFrame(
        {equation.rule_id: _difference(equation, columns) for equation in _equations()},
        index=wide["report_id"],
    )
    checks = {
        equation.rule_id: pa.Column(
            float,
            pa.Check.ge(0) if equation.identity.relation == ">=" else pa.Check.eq(0),
            nullable=True,
        )
        for equation in _equations()
    }
    found: Failures = {rule: set() for rule in checks}
    try:
        pa.DataFrameSchema(checks).validate(differences, lazy=True)
    except SchemaErrors as errors:
        for rule, cases in errors.failure_cases.groupby("column"):
            found[str(rule)] = set(cases["index"])
    return found


def pointblank_pandas(wide: pd.DataFrame) -> Failures:
    return _pointblank(wide, lambda equation: lambda frame: _pandas_expression(equation, frame))


def pointblank_polars(wide: pd.DataFrame) -> Failures:
    return _pointblank(pl.from_pandas(wide), _polars_expression)


def _pandas_expression(equation: Equation, frame: pd.DataFrame) -> pd.Series:
    return pd.Series(_holds(equation, frame), index=frame.index)


def _polars_expression(equation: Equation) -> object:
    left = sum((sign * pl.col(name) for name, sign in _terms(equation.left)), start=pl.lit(0.0))
    right = sum((sign * pl.col(name) for name, sign in _terms(equation.right)), start=pl.lit(0.0))
    held = left >= right if equation.identity.relation == ">=" else left == right
    for name in equation.unless:
        held = held | pl.col(name).is_not_null()
    return held


def _pointblank(data: object, expression: Callable[[Equation], object]) -> Failures:
    validation = pb.Validate(data=data)
    for equation in _equations():
        validation = validation.col_vals_expr(expr=expression(equation))
    validation = validation.interrogate(collect_tbl_checked=False, extract_limit=1_000_000)
    extracts = validation.get_data_extracts()
    return {
        equation.rule_id: set(extracts[number]["report_id"]) if len(extracts[number]) else set()
        for number, equation in enumerate(_equations(), start=1)
    }


_TOOLS: Mapping[str, tuple[str, Callable[[pd.DataFrame], Failures]]] = {
    "Great Expectations, our suite": ("great_expectations", ours),
    "NumPy": ("numpy", numpy_bare),
    "pandera": ("pandera", pandera_native),
    "pointblank on pandas": ("pointblank", pointblank_pandas),
    "pointblank on polars": ("polars", pointblank_polars),
}


def measure(count: int, rounds: int) -> dict[str, float]:
    """Tool -> CPU seconds, the median of `rounds`. Raises `AssertionError` when two tools differ."""
    wide = make_wide(count)
    truth = numpy_bare(wide)
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, (library, judge) in _TOOLS.items():
            if not find_spec(library):
                continue
            gc.collect()
            start = time.process_time()
            found = judge(wide)
            seconds.setdefault(name, []).append(time.process_time() - start)
            differing = [rule for rule, ids in found.items() if ids != truth[rule]]
            assert not differing, f"{name}: {differing}"
    return {name: statistics.median(values) for name, values in seconds.items()}


def _lines(seconds: Mapping[str, float], count: int, rounds: int) -> Iterator[str]:
    own = seconds["Great Expectations, our suite"]
    yield "# Suites"
    yield ""
    yield "Made by `python -m benchmarks.suites --write`; what is measured and how: benchmarks/suites.py."
    yield f"All {len(_equations())} identities of the form of 2021 on {count:,} reports, one of twenty with a"
    yield f"cell that is off, every failing report listed. CPU seconds, the median of {rounds} rounds."
    yield ""
    yield describe_machine([library for library, _ in _TOOLS.values()])
    yield ""
    yield "| tool | s | times ours |"
    yield "| --- | ---: | ---: |"
    for name, value in seconds.items():
        yield f"| {name} | {value:.2f} | {value / own:.2f} |"


def main() -> None:
    """Measure, print, and with `--write` keep the section of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suites")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = list(_lines(measure(options.reports, options.rounds), options.reports, options.rounds))
    print("\n".join(lines))
    if options.write:
        write_section("suites", lines)


if __name__ == "__main__":
    main()

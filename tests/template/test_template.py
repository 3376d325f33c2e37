"""The two revisions as the official instruments fix them, and a loader that refuses the rest."""

from __future__ import annotations

import copy
import tomllib
from importlib import resources

import pytest

from audit.errors import TemplateError
from audit.template import agency_kinds, load_templates, parse_template, template_for_year

_FOLDER = resources.files("audit") / "templates"


@pytest.fixture
def files():
    names = ("2019.toml", "2021.toml")
    return {name: tomllib.loads((_FOLDER / name).read_text(encoding="utf-8")) for name in names}


def test_the_forms_have_as_many_numbers_as_they_have():
    templates = load_templates()
    assert {name: len(template.cells) for name, template in templates.items()} == {"2019": 198, "2021": 200}
    assert {table.key: len(list(table.pairs())) for table in templates["2021"].tables} == {
        "proactive": 10,
        "applications": 175,
        "disputes": 15,
    }


@pytest.mark.parametrize(
    ("year", "revision"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021")]
)
def test_the_year_chooses_the_revision(year, revision):
    template = template_for_year(year)
    assert template is not None
    assert template.revision == revision


def test_there_is_no_form_before_the_first():
    assert template_for_year(2018) is None


def test_rule_numbers_follow_the_2021_table_in_both_revisions():
    by_rule = {
        revision: {equation.rule_id: equation for equation in template.equations()}
        for revision, template in load_templates().items()
    }
    assert [rule for rule in by_rule["2019"] if rule not in by_rule["2021"]] == []
    for rule, equation in by_rule["2019"].items():
        assert equation.left == by_rule["2021"][rule].left, rule
    missing = sorted(set(by_rule["2021"]) - set(by_rule["2019"]))
    assert missing == ["T2-VALID-01", "T2-VALID-02", "T3-TOTAL-21", "T3-TOTAL-22", "T3-TOTAL-23"]


def test_the_single_row_is_nobodys_concern_where_the_three_are_printed():
    equation = next(e for e in load_templates()["2021"].equations() if e.rule_id == "T3-TOTAL-26")
    assert len(equation.unless) == 21
    assert set(equation.unless) <= set(load_templates()["2021"].cells)


def test_derived_cells_are_sums_of_printed_ones():
    template = load_templates()["2021"]
    assert template.sums["applications.other.total"] == (
        "applications.other_no_correction.total",
        "applications.other_fee_unpaid.total",
        "applications.other_other.total",
    )
    assert load_templates()["2019"].sums == {}


def test_kinds_are_told_by_their_ending():
    assert {kind.name for kind in agency_kinds() if kind.government} == {"乡", "镇", "省市县区政府"}


def _break(data, path, value):
    *steps, last = path
    for step in steps:
        data = data[step]
    data[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["colour"], "red"),
        (["parts", 0, "colour"], "red"),
        (["parts", 1, "number"], 1),
        (["tables", 1, "key"], "proactive"),
        (["tables", 0, "part"], 9),
        (["tables", 1, "bands", 0, "rows", 1, "key"], "received"),
        (["tables", 1, "bands", 0, "rows", 1, "ordinal"], 1),
        (["tables", 1, "bands", 0, "columns", 1, "key"], "natural_person"),
        (["tables", 1, "aggregates", 0, "of"], ["nowhere"]),
        (["identities", 1, "table"], "nowhere"),
        (["identities", 1, "left"], ["nowhere"]),
        (["identities", 1, "relation"], "<>"),
        (["identities", 2, "rule"], "T3-BALANCE"),
        (["tables", 1, "layout"], "diagonal"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, list) else "",
)
def test_the_loader_refuses(files, path, value):
    broken = copy.deepcopy(files)
    _break(broken["2021.toml"], path, value)
    with pytest.raises(TemplateError, match=r"2021\.toml"):
        parse_template("2021.toml", broken)


def test_an_unknown_base_or_replaced_row_is_refused(files):
    files["2019.toml"]["base"] = "1949"
    with pytest.raises(TemplateError, match="1949"):
        parse_template("2019.toml", files)
    files["2019.toml"]["base"] = "2021"
    files["2019.toml"]["replace_rows"][0]["rows"].append("nowhere")
    with pytest.raises(TemplateError, match="nowhere"):
        parse_template("2019.toml", files)


def test_an_identity_dropped_that_is_not_there_is_refused(files):
    files["2019.toml"]["drop_identities"] = ["T9-NOTHING"]
    with pytest.raises(TemplateError, match="T9-NOTHING"):
        parse_template("2019.toml", files)

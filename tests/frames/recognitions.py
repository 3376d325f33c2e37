"""Hand-made recognitions of reports by bodies that do not exist."""

from __future__ import annotations

from datetime import date

from audit.document import Origin
from audit.frames import Reading
from audit.recognise.coverage import read_coverage
from audit.recognise.identity import complete_name, kind_of
from audit.recognise.model import (
    Cell,
    Identity,
    Leftover,
    Period,
    Recognition,
    TableReading,
)
from audit.template import load_templates
from tests.recognise.reports import sections

TEMPLATES = load_templates()


def cell(spec, value=0.0, **changes):
    """The cell of `spec` with a number, or as `changes` say."""
    printed = "" if value is None else f"{value:g}"
    given = {
        "status": "number",
        "raw": printed,
        "value": value,
        "method": "text",
        "label": spec.row.label,
        "label_status": "official",
        "head": spec.column.label,
        "head_status": "official",
        "line": f"{spec.row.label}｜{printed}",
        "origin": Origin("a.txt", paragraph=9, grid=1, row=2, column=3),
    }
    return Cell(spec, **(given | changes))


def tables(template, values=None, form=None):
    """The three tables, every cell the number 0 but for `values` (key -> number, Cell or None = absent)."""
    values = values or {}
    form = form or template
    readings = []
    for table in form.tables:
        cells = []
        for key, spec in form.cells.items():
            if spec.table.key != table.key:
                continue
            value = values.get(key, 0.0)
            if value is None:
                value = Cell(spec, "absent")
            cells.append(value if isinstance(value, Cell) else cell(spec, value))
        readings.append(TableReading(table.key, table.part, "text", form.revision, tuple(cells)))
    return tuple(readings)


def recognition(agency="云栖县松涧镇人民政府", year=2024, *, values=None, form=None, bodies=None, **changes):
    template = next((t for t in TEMPLATES.values() if year and t.covers(year)), TEMPLATES["2021"])
    parts = sections(**(bodies or {}))
    kind = kind_of(agency)
    given = {
        "identity": Identity(complete_name(agency), agency, kind, year, f"{agency}{year}年报告", year, None),
        "template": template,
        "period": Period("stated", date(year or 2024, 1, 1), date(year or 2024, 12, 31), "统计期限……"),
        "sections": parts,
        "tables": tables(template, values, form),
        "coverage": read_coverage(parts, template, kind=kind, year=year),
        "leftovers": (),
        "published_on": None,
        "published_from": "",
        "opening": f"{agency}{year}年报告",
        "characters": 10,
        "origin": Origin("a.txt", paragraph=1),
    }
    return Recognition(**(given | changes))


def reading(file, recognised=None, **changes):
    return Reading(file=file, sha256="0" * 64, format="text", recognition=recognised, **changes)


LEFTOVER = Leftover("applications", "unlabelled_row", "0｜0", "没有行名", Origin("a.txt", paragraph=58))

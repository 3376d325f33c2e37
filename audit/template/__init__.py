"""The official formats as data: `templates/2019.toml`, `2021.toml`, one file per revision.

A new revision is a new file and no Python. The loader refuses unknown keys, duplicates and
references to rows, columns or tables that do not exist (`TemplateError`).

A cell's key is `table.row.column` (`applications.received.total`); the keys are the vocabulary of
frames, suites, findings and tests.
"""

from audit.template.loading import agency_kinds, load_templates, parse_template, template_for_year
from audit.template.model import (
    AgencyKind,
    Aggregate,
    Band,
    CellSpec,
    Column,
    CoverageItem,
    Equation,
    Identity,
    Part,
    Row,
    Table,
    Template,
)

__all__ = [
    "AgencyKind",
    "Aggregate",
    "Band",
    "CellSpec",
    "Column",
    "CoverageItem",
    "Equation",
    "Identity",
    "Part",
    "Row",
    "Table",
    "Template",
    "agency_kinds",
    "load_templates",
    "parse_template",
    "template_for_year",
]

"""Claims of made-up sentences in a report of 2023 with known tables."""

from __future__ import annotations

from audit.document import Origin
from audit.recognise.claims import read_claims
from audit.recognise.model import Cell, TableReading
from audit.template import load_templates
from tests.recognise.reports import sections

AGENCY = "云桥市青溪县人民政府"
NUMBERS = {
    "applications.received.total": 21.0,
    "applications.received.natural_person": 18.0,
    "applications.received.business": 3.0,
    "applications.carried_in.total": 2.0,
    "applications.carried_in.natural_person": 2.0,
    "applications.granted.total": 12.0,
    "applications.partly_granted.total": 3.0,
    "applications.refused_state_secret.total": 1.0,
    "applications.refused_third_party.total": 1.0,
    "applications.unavailable_not_held.total": 2.0,
    "applications.declined_petition.total": 1.0,
    "applications.other_other.total": 1.0,
    "applications.processed.total": 21.0,
    "applications.carried_out.total": 2.0,
    "disputes.reconsideration.total": 4.0,
    "disputes.litigation_direct.total": 1.0,
    "disputes.litigation_after_reconsideration.total": 2.0,
    "proactive.regulations.issued": 0.0,
    "proactive.normative_documents.issued": 5.0,
    "proactive.normative_documents.repealed": 1.0,
    "proactive.normative_documents.in_force": 40.0,
    "proactive.licensing.decisions": 700.0,
    "proactive.penalties.decisions": 80.0,
    "proactive.coercion.decisions": 6.0,
    "proactive.fees.amount": 123.45,
}


def tables(revision="2021", numbers=None, blank=(), missing=()):
    """The three tables with `numbers` (0 elsewhere); the cells `blank` are empty, the tables `missing`
    are not there."""
    template = load_templates()[revision]
    numbers = NUMBERS if numbers is None else numbers
    return [
        TableReading(
            table.key,
            table.part,
            "missing" if table.key in missing else "text",
            None if table.key in missing else revision,
            tuple(
                _cell(spec, numbers, blank, table.key in missing)
                for spec in template.cells.values()
                if spec.table.key == table.key
            ),
        )
        for table in template.tables
    ]


def _cell(spec, numbers, blank, gone):
    origin = Origin("a.txt", grid=1)
    if gone:
        return Cell(spec, "absent")
    if spec.key in blank:
        return Cell(spec, "blank", "", origin=origin)
    value = numbers.get(spec.key, 0.0)
    return Cell(spec, "number", f"{value:g}", value, method="text", origin=origin)


def claims_of(text, *, part=1, agency=AGENCY, year=2023, topic_files=(), **cells):
    """Every claim of a report whose part `part` is `text`."""
    return read_claims(
        sections(**{f"part{part}": text}),
        tables(**cells),
        agency=agency,
        year=year,
        topic_files=topic_files,
    )

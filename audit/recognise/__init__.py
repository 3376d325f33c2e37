"""From a `Document` to what it says: whose report it is, its parts, tables, period and coverage.

Nothing here raises for an odd report. What cannot be told is None or "", what cannot be placed is a
leftover; whether it is a report at all is `Recognition.is_report`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.document import Document, Origin, Paragraph
from audit.recognise.claims import read_claims
from audit.recognise.coverage import read_coverage
from audit.recognise.headings import find_headings
from audit.recognise.identity import complete_name, kind_of, read_identity, read_year
from audit.recognise.model import Recognition
from audit.recognise.names import read_mentions
from audit.recognise.parts import count_characters, head_of, read_parts
from audit.recognise.period import read_period, read_published
from audit.recognise.tables import read_tables
from audit.template import Template, load_templates, template_for_year
from audit.text import shorten

__all__ = ["Recognition", "complete_name", "kind_of", "read_coverage", "recognise"]

_OPENING = 300  # characters


def recognise(
    document: Document, *, manifest_year: int | None = None, topic_files: Sequence[Path] = ()
) -> Recognition:
    """Everything that can be told of `document`. `manifest_year` is the year under which the office
    has listed the file; it decides, whatever the text says. `topic_files` are the office's own topics
    of claims."""
    newest, blocks = _newest(), document.blocks
    headings = find_headings(blocks, newest)
    head = head_of(blocks, headings)
    identity = read_identity(head, document.metadata)
    prose = read_parts(blocks, headings)
    period = read_period(head, prose, identity.title_year)
    identity = replace(identity, year=read_year(identity, period, prose, manifest_year))
    template = (template_for_year(identity.year) if identity.year else None) or newest
    tables = read_tables(blocks, template)
    sections = prose
    if template is not newest or any(isinstance(blocks[index], Paragraph) for index in tables.consumed):
        headings = find_headings(blocks, template, tables.consumed)
        sections = read_parts(blocks, headings, tables.consumed)
    published = read_published(head, document.metadata)
    mentions, divisions = read_mentions(head, sections, identity)
    return Recognition(
        identity=identity,
        template=template,
        period=period,
        sections=sections,
        tables=tables.tables,
        coverage=read_coverage(sections, template, kind=identity.kind, year=identity.year),
        leftovers=tables.leftovers,
        published_on=published,
        published_from="page" if published else "",
        characters=sum(count_characters(text) for part in sections for text, _ in part.paragraphs),
        opening=_opening(document),
        origin=identity.title_origin or _first_origin(document),
        manifest_year=manifest_year,
        claims=read_claims(
            sections,
            tables.tables,
            agency=identity.agency,
            year=identity.year,
            topic_files=topic_files,
        ),
        mentions=mentions,
        divisions=divisions,
        scanned=frozenset(
            block.origin.paragraph
            for block in document.blocks
            if isinstance(block, Paragraph) and block.method == "ocr" and block.origin.paragraph is not None
        ),
    )


def _newest() -> Template:
    return list(load_templates().values())[-1]


def _opening(document: Document) -> str:
    """The first printed lines: what is read where a title or a period is missing."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.text.strip():
            lines.append(block.text.strip())
        if sum(map(len, lines)) >= _OPENING:
            break
    return shorten("\n".join(lines), _OPENING)


def _first_origin(document: Document) -> Origin:
    return document.blocks[0].origin if document.blocks else Origin(document.file)

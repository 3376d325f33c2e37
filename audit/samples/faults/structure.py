"""S rules: title, period, parts, headings, what the prose must speak of, and tables as a whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from audit.samples.county import read_bank
from audit.samples.faults.model import Fault, Planted
from audit.samples.model import PartContent, Passage, ReportContent, Sentence
from audit.samples.numbers import cells_in_form
from audit.template import load_templates, template_for_year

__all__ = ["print_other_form", "structure_faults"]

_TABLES = ("proactive", "applications", "disputes")
_FRONT = frozenset({"title", "period"})


def structure_faults() -> Iterator[Fault]:
    """Every fault of this module."""
    yield Fault("S-TITLE-01.missing", "S-TITLE-01", drop_title)
    yield Fault("S-TITLE-01.wording", "S-TITLE-01", shorten_title)
    yield Fault("S-YEAR-01", "S-YEAR-01", misdate_title)
    yield Fault("S-PERIOD-01.missing", "S-PERIOD-01", drop_period)
    yield Fault("S-PERIOD-01.short", "S-PERIOD-01", shorten_period)
    for number in range(1, 7):
        yield Fault(f"S-PART-{number:02d}.missing", f"S-PART-{number:02d}", partial(drop_part, number))
        yield Fault(f"S-HEADING-{number:02d}", f"S-HEADING-{number:02d}", partial(reword_heading, number))
    for number in (1, 5, 6):  # parts two to four without anything are S-TABLE's: one lost table, one finding
        yield Fault(f"S-PART-{number:02d}.empty", f"S-PART-{number:02d}", partial(empty_part, number))
    yield Fault("S-ORDER-01", "S-ORDER-01", swap_parts)
    yield Fault("S-NUMERAL-01.arabic", "S-NUMERAL-01", partial(change_numeral, "arabic_numeral"))
    yield Fault("S-NUMERAL-01.missing", "S-NUMERAL-01", partial(change_numeral, ""))
    for number in range(1, 6):
        yield Fault(f"S-ASPECT-{number:02d}", f"S-ASPECT-{number:02d}", partial(drop_aspect, number))
    for number in range(1, 4):
        rule = f"S-SUPERVISE-{number:02d}"
        yield Fault(rule, rule, partial(drop_supervision, number))
    yield Fault("S-PROBLEM-01", "S-PROBLEM-01", partial(drop_passage, "S-PROBLEM-01", 5, "problem"))
    yield Fault("S-PROBLEM-01.bare", "S-PROBLEM-01", bare_part_five)
    yield Fault("S-IMPROVE-01", "S-IMPROVE-01", partial(drop_passage, "S-IMPROVE-01", 5, "improve"))
    yield Fault("S-FEE-01", "S-FEE-01", partial(drop_passage, "S-FEE-01", 6, "fee"))
    for number, table in enumerate(_TABLES, start=1):
        rule = f"S-TABLE-{number:02d}"
        yield Fault(f"{rule}.missing", rule, partial(lose_table, rule, table, "missing"))
        yield Fault(f"{rule}.picture", rule, partial(lose_table, rule, table, "picture"), pictures=True)
    for table in ("applications", "proactive"):
        yield Fault(f"S-REVISION-01.{table}", "S-REVISION-01", partial(print_other_form, table))


def drop_title(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """The report begins with its preamble, which still says whose it is."""
    opening = read_bank("faults.toml")["untitled_opening"]
    named = opening.format(agency=content.agency.name, year=content.year)
    untitled = replace(content, title=(), preamble=(named, *content.preamble[1:]))
    return Planted(untitled, _FRONT, must={"S-TITLE-01": ()})


def shorten_title(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """The title has lost 工作."""
    words = read_bank("faults.toml")
    title = tuple(line.replace(words["title_work"], words["title_without_work"]) for line in content.title)
    return Planted(replace(content, title=title), _FRONT, must={"S-TITLE-01": ()})


def misdate_title(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """The title still carries last year's number; the period and the first words of part one, which stays
    as it is, have the right one. Not where last year had another format: then all else would hang on
    which of the two years is believed."""
    if template_for_year(content.year - 1) is not content.template:
        return None
    title = tuple(line.replace(str(content.year), str(content.year - 1)) for line in content.title)
    return Planted(replace(content, title=title), _FRONT | {"part-1"}, must={"S-YEAR-01": ()})


def drop_period(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """The preamble does not state the statistical period."""
    opening, _, closing = content.preamble
    return Planted(replace(content, preamble=(opening, "", closing)), _FRONT, must={"S-PERIOD-01": ()})


def shorten_period(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """The statistical period ends in November."""
    opening, _, closing = content.preamble
    period = read_bank("faults.toml")["november"].format(year=content.year)
    return Planted(replace(content, preamble=(opening, period, closing)), _FRONT, must={"S-PERIOD-01": ()})


def _part(content: ReportContent, number: int) -> PartContent:
    return next(part for part in content.parts if part.number == number)


def drop_part(number: int, content: ReportContent, _drawn: random.Random) -> Planted | None:
    """A part is gone with its heading, and its table with it: one loss, not two."""
    table = _part(content, number).table
    area = {f"part-{number}", table} if table else {f"part-{number}"}
    lost = replace(content, parts=tuple(part for part in content.parts if part.number != number))
    if table:
        lost = lost.with_table(replace(content.tables[table], presence="missing"))
    return Planted(lost, frozenset(area), must={f"S-PART-{number:02d}": ()})


def empty_part(number: int, content: ReportContent, _drawn: random.Random) -> Planted | None:
    """A part's heading stands there alone."""
    emptied = content.with_part(number, lambda part: replace(part, passages=()))
    return Planted(emptied, frozenset({f"part-{number}"}), must={f"S-PART-{number:02d}": ()})


def reword_heading(number: int, content: ReportContent, _drawn: random.Random) -> Planted | None:
    """A part's heading is worded otherwise."""
    wording = read_bank("faults.toml")["headings"][str(number)]
    changed = content.with_part(number, lambda part: replace(part, heading=wording))
    return Planted(changed, frozenset({f"part-{number}"}), must={f"S-HEADING-{number:02d}": ()})


def swap_parts(content: ReportContent, drawn: random.Random) -> Planted | None:
    """Two neighbouring parts have changed places, each under its own numeral."""
    parts = list(content.parts)
    first = drawn.randrange(1, len(parts) - 1)
    parts[first], parts[first + 1] = parts[first + 1], parts[first]
    area = frozenset(f"part-{part.number}" for part in parts)
    return Planted(replace(content, parts=tuple(parts)), area, must={"S-ORDER-01": ()})


def change_numeral(wording: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """A part's heading carries 3、 in place of 三、, or no numeral."""
    number = drawn.randint(1, 6)
    numeral = read_bank("faults.toml")[wording].format(number=number) if wording else ""
    changed = content.with_part(number, lambda part: replace(part, numeral=numeral))
    return Planted(changed, frozenset({f"part-{number}"}), must={"S-NUMERAL-01": ()})


def drop_aspect(number: int, content: ReportContent, drawn: random.Random) -> Planted | None:
    """Part one is silent about one of the five aspects. With 监督保障 go the three things that a
    government's must speak of."""
    planted = drop_passage(f"S-ASPECT-{number:02d}", 1, f"aspect_{number}", content, drawn)
    if planted is None or number != 5 or not content.agency.government:
        return planted
    return replace(planted, may=frozenset(f"S-SUPERVISE-{n:02d}" for n in range(1, 4)))


def drop_passage(
    rule: str, number: int, topic: str, content: ReportContent, _drawn: random.Random
) -> Planted | None:
    """A part is silent about one thing: its passage is gone, sub-heading and all."""
    kept = [passage for passage in _part(content, number).passages if passage.topic != topic]
    if len(kept) == len(_part(content, number).passages):
        return None
    changed = content.with_part(number, lambda part: replace(part, passages=tuple(kept)))
    return Planted(changed, frozenset({f"part-{number}"}), must={rule: ()})


def drop_supervision(number: int, content: ReportContent, _drawn: random.Random) -> Planted | None:
    """A government's 监督保障 is silent about 工作考核, 社会评议 or 责任追究."""
    if not content.agency.government:
        return None
    changed = content.with_part(1, _each_passage(partial(_without_sentence, f"supervise_{number}")))
    return Planted(changed, frozenset({"part-1"}), must={f"S-SUPERVISE-{number:02d}": ()})


def _each_passage(change: Callable[[Passage], Passage]) -> Callable[[PartContent], PartContent]:
    return lambda part: replace(part, passages=tuple(change(passage) for passage in part.passages))


def _without_sentence(topic: str, passage: Passage) -> Passage:
    kept = tuple(sentence for sentence in passage.sentences if sentence.topic != topic)
    return replace(passage, sentences=kept)


def bare_part_five(content: ReportContent, _drawn: random.Random) -> Planted | None:
    """Part five says 无 and nothing else."""
    bare = Passage("bare", "", (Sentence("bare", read_bank("faults.toml")["bare"]),))
    changed = content.with_part(5, lambda part: replace(part, passages=(bare,)))
    return Planted(changed, frozenset({"part-5"}), must={"S-PROBLEM-01": (), "S-IMPROVE-01": ()})


def lose_table(
    rule: str, table: str, presence: str, content: ReportContent, _drawn: random.Random
) -> Planted | None:
    """A table is not there, or only as a picture; its part still has a sentence of prose."""
    remark = Passage("remark", "", (Sentence("remark", read_bank("faults.toml")["table_remark"]),))
    number = content.template.table(table).part
    changed = content.with_part(number, lambda part: replace(part, passages=(*part.passages, remark)))
    lost = replace(content.tables[table], presence="picture" if presence == "picture" else "missing")
    return Planted(changed.with_table(lost), frozenset({f"part-{number}", table}), must={rule: ()})


def print_other_form(table: str, content: ReportContent, _drawn: random.Random) -> Planted | None:
    """A table is printed in the trial form, two years out of force."""
    forms = [name for name in load_templates() if name != content.template.revision]
    if content.template is not list(load_templates().values())[-1]:
        return None
    poured = cells_in_form(dict(_printed(content)), table, forms[0])
    other = replace(content.tables[table], form=forms[0], cells=poured)
    # What the prose says of documents and decisions is compared with the numbers of the other form.
    may = frozenset({"N-DOCUMENT-01", "N-DECISION-01"} if table == "proactive" else ())
    return Planted(content.with_table(other), frozenset({table}), must={"S-REVISION-01": ()}, may=may)


def _printed(content: ReportContent) -> Iterator[tuple[str, str]]:
    for key, printed in content.cells():
        if printed is not None:
            yield key, printed

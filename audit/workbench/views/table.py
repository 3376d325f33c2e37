"""A printed table as HTML: the shape of its form, the texts of the report, what is wrong marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from audit.template.model import Band, Column, Row, Table
from audit.workbench.phrases import join
from audit.workbench.state.detail import Cell, Evidence

__all__ = ["printed_table"]

_WRONG, _DOUBTFUL, _RELATED = "有误", "存疑", "相关"


def printed_table(evidence: Evidence, key: str) -> Markup:
    """The table `key` of the report that `evidence` is about; a sentence when nothing of it is printed."""
    assert evidence.form is not None
    table = evidence.form.table(key)
    if not any(cell.key.startswith(f"{key}.") and cell.raw is not None for cell in evidence.cells.values()):
        body = Markup('<p class="da-empty">报告中没有这张表，或表中的数没有读出。</p>')
    else:
        rows = _lines(table, evidence) if table.layout == "line" else _rows(table, evidence)
        body = Markup(
            '<div class="da-sheet" tabindex="0" role="region" aria-label="{}（可滚动）">'
            '<table class="da-form">{}</table></div>'
        ).format(table.name, join(rows))
    return Markup(
        '<section class="da-printed-table" data-table="{}"><h4>{}（报告原表）{}</h4>{}{}</section>'
    ).format(key, table.name, _legend(evidence), body, _left_over(evidence, key))


def _rows(table: Table, evidence: Evidence) -> Iterator[Markup]:
    depth = max((len(row.groups) for row in table.rows), default=0)
    width = max(len(band.columns) for band in table.bands)
    for band in table.bands:
        if band.caption:
            yield Markup('<tr><th class="da-caption" colspan="{}">{}</th></tr>').format(
                depth + 1 + width, band.caption
            )
        heads = join(_heads(band, table, depth, width))
        # Stays in sight while the sheet scrolls; of several bands each has its own.
        yield Markup("<thead>{}</thead>").format(heads) if len(table.bands) == 1 else heads
        spans = _spans([row.groups for row in band.rows], depth)
        for number, row in enumerate(band.rows):
            cells = join(_cell(table, row, column, evidence) for column in band.columns)
            names = join(_spanning(spans[number]))
            label = _label(table, row, evidence, depth + 1 - len(row.groups))
            fill = Markup('<td class="da-fill" colspan="{}"></td>').format(width - len(band.columns))
            rest = fill if width > len(band.columns) else ""
            yield Markup("<tr>{}{}{}{}</tr>").format(names, label, cells, rest)


def _heads(band: Band, table: Table, depth: int, width: int) -> Iterator[Markup]:
    """The column labels, under the labels that span them."""
    levels = max(len(column.groups) for column in band.columns) + 1
    corner = Markup('<td class="da-fill" colspan="{}" rowspan="{}">{}</td>').format(
        depth + 1, levels, "／".join(table.header)
    )
    for level in range(levels):
        pieces = [corner] if level == 0 else []
        for name, columns in groupby(band.columns, key=lambda column: _at_level(column, level)):
            count = len(list(columns))
            if name is not None:
                label, rows = name
                pieces.append(
                    Markup('<th scope="col" colspan="{}" rowspan="{}">{}</th>').format(
                        count, levels - level if rows else 1, label
                    )
                )
        if level == 0 and width > len(band.columns):
            pieces.append(
                Markup('<td class="da-fill" colspan="{}" rowspan="{}"></td>').format(
                    width - len(band.columns), levels
                )
            )
        yield Markup("<tr>{}</tr>").format(join(pieces))


def _at_level(column: Column, level: int) -> tuple[str, str] | None:
    """What stands over `column` there: a spanning label, or its own (told by its key) with all rows
    below; None where its own has begun further up."""
    if level < len(column.groups):
        return column.groups[level], ""
    return (column.label, column.key) if level == len(column.groups) else None


def _lines(table: Table, evidence: Evidence) -> Iterator[Markup]:
    """A table with all its rows side by side in one printed line."""
    for band in table.bands:
        yield Markup("<tr>{}</tr>").format(
            join(
                Markup('<th scope="colgroup" colspan="{}">{}</th>').format(
                    len(band.columns), "".join((*row.groups, row.label))
                )
                for row in band.rows
            )
        )
        heads = [column.label for _ in band.rows for column in band.columns]
        yield Markup("<tr>{}</tr>").format(join(Markup('<th scope="col">{}</th>').format(h) for h in heads))
        cells = (_cell(table, row, column, evidence) for row in band.rows for column in band.columns)
        yield Markup("<tr>{}</tr>").format(join(cells))


def _spans(groups: Sequence[tuple[str, ...]], depth: int) -> list[list[tuple[str, int]]]:
    """For each row the spanning labels that begin there, with how many rows they span."""
    begun: list[list[tuple[str, int]]] = [[] for _ in groups]
    for level in range(depth):
        first = 0
        for _, same in groupby(groups, key=lambda names: names[: level + 1] if len(names) > level else None):
            count = len(list(same))
            if len(groups[first]) > level:
                begun[first].append((groups[first][level], count))
            first += count
    return begun


def _spanning(spans: Sequence[tuple[str, int]]) -> Iterator[Markup]:
    for name, count in spans:
        yield Markup('<th scope="rowgroup" rowspan="{}">{}</th>').format(count, name)


def _label(table: Table, row: Row, evidence: Evidence, span: int) -> Markup:
    """The row's name as printed, else as the form has it."""
    key = f"{table.key}.{row.key}"
    printed = next(
        (c.label for c in evidence.cells.values() if c.label and c.key.rsplit(".", 1)[0] == key), None
    )
    wrong = key in evidence.rows
    return Markup('<th scope="row" colspan="{}" class="{}"{}>{}{}</th>').format(
        span,
        "da-wrong" if wrong else "",
        Markup(" data-focus") if wrong else "",
        printed or row.label,
        _word(f"行名{_WRONG}") if wrong else "",
    )


def _cell(table: Table, row: Row, column: Column, evidence: Evidence) -> Markup:
    key = f"{table.key}.{row.key}.{column.key}"
    cell = evidence.cells.get(key)
    marked = _mark(key, evidence)
    kind, said = _show(cell)
    name, word = marked or ("", "")
    return Markup('<td class="da-cell {} {}" data-cell="{}"{}{}><span>{}</span>{}</td>').format(
        kind,
        name,
        key,
        Markup(" data-focus") if name == "da-wrong" else "",
        Markup(' aria-label="{} {}：{}，{}"').format(row.label, column.label, said, word) if word else "",
        said,
        _word(word) if word else "",
    )


def _mark(key: str, evidence: Evidence) -> tuple[str, str] | None:
    if key in evidence.wrong:
        several = len(evidence.wrong) > 1 and evidence.formula is not None
        return "da-wrong", _DOUBTFUL if several else _WRONG
    return ("da-related", _RELATED) if key in evidence.related else None


def _show(cell: Cell | None) -> tuple[str, str]:
    """How a cell looks and what stands in it."""
    if cell is None or cell.raw is None:
        return "da-absent", "未印"
    if not cell.raw.strip():
        return "da-blank", "空"
    return ("da-unsure", f"{cell.raw}？") if cell.status == "doubtful" else ("", cell.raw)


def _word(word: str) -> Markup:
    return Markup('<small class="da-word">{}</small>').format(word)


_MEANINGS: Mapping[str, tuple[str, str]] = {
    "da-wrong": (_WRONG, "红"),
    "da-related": (_RELATED, "黄"),
    "da-blank": ("空白", "斜线"),
}


def _legend(evidence: Evidence) -> Markup:
    several = len(evidence.wrong) > 1 and evidence.formula is not None
    words = dict(_MEANINGS) | ({"da-wrong": ("存疑：分不清是哪一格，均请核对", "红")} if several else {})
    return Markup('<span class="da-key">{}</span>').format(
        join(
            Markup('<i class="{}"></i>{} {}　').format(name, colour, said)
            for name, (said, colour) in words.items()
        )
    )


def _left_over(evidence: Evidence, key: str) -> Markup:
    rows = [(text, reason) for table, text, reason in evidence.leftovers if table == key]
    if not rows:
        return Markup("")
    return Markup('<div class="da-leftover"><b>格式以外、未能归位的内容</b>{}</div>').format(
        join(Markup("<p>{}<small>{}</small></p>").format(text, reason) for text, reason in rows)
    )

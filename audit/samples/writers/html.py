"""Pages as government sites serve them, each in the manner of its content system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from audit.samples.county import read_bank
from audit.samples.layout import PaperCell, PaperTable, lay_out
from audit.samples.model import ReportContent, TableContent
from audit.samples.writers.flow import flow

__all__ = ["write_flat_page", "write_page", "write_site_page"]

_STYLE = "text-indent:2em;line-height:2"
_FONT = 'style="font-family:FangSong"'


def write_page(content: ReportContent) -> str:
    """A clean page: closed tags, real spans, nothing around the article."""
    body = "\n".join(_article(content, _clean_table))
    title = escape("".join(content.title))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n<body>\n<article>\n{body}\n</article>\n</body>\n</html>\n"
    )


def write_flat_page(content: ReportContent) -> str:
    """A page that has flattened every cell of its tables to a paragraph, blank cells to blank ones."""
    body = "\n".join(_article(content, _flat_table))
    title = escape("".join(content.title))
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f"<title>{title}</title></head><body><div class='content'>\n{body}\n</div></body></html>\n"
    )


def write_site_page(content: ReportContent) -> str:
    """A content system's page: navigation, a table of metadata, the article inside a layout table,
    spans and empty `o:p` of a word processor, cells and rows that are never closed."""
    words = read_bank("site.toml")
    body = "\n".join(_article(content, _unclosed_table, wrap=_word_paragraph))
    title = escape("".join(content.title))
    links = "".join(f'<li><a href="/{n}/">{escape(link)}</a></li>' for n, link in enumerate(words["links"]))
    published = words["published"].format(year=content.year + 1)
    rows = {
        words["index_label"]: f"{content.agency.division_code}-{content.year}-0001",
        words["issuer_label"]: content.agency.name,
        words["title_label"]: "".join(content.title),
        words["published_label"]: published,
    }
    metadata = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows.items())
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk">'
        f'<meta name="PubDate" content="{published}"><title>{title}</title>\n'
        "<style>td{border:1px solid}</style><script>var visits = 100 < 200;</script></head><body>\n"
        f'<div class="nav"><ul>{links}</ul></div>\n<table class="xxgk">{metadata}</table>\n'
        '<table width="100%" border="0"><tr><td>\n<table width="980"><tr><td>'
        f"<div id='zoom'>\n{body}\n</div></td></tr></table>\n</td></tr></table>\n"
        f'<div class="footer">{escape(words["footer"])}</div></body></html>\n'
    )


def _plain_paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _word_paragraph(text: str) -> str:
    half = len(text) // 2
    first, second = (f"<span {_FONT}>{escape(piece)}</span>" for piece in (text[:half], text[half:]))
    return f'<p class="MsoNormal" style="{_STYLE}">{first}{second}<span><o:p></o:p></span></p>'


def _article(
    content: ReportContent,
    print_table: Callable[[PaperTable], str],
    *,
    wrap: Callable[[str], str] = _plain_paragraph,
) -> Iterator[str]:
    for piece in flow(content):
        if piece.kind == "table":
            assert piece.table is not None
            yield (
                _picture(piece.table)
                if piece.table.presence == "picture"
                else print_table(lay_out(piece.table))
            )
        elif piece.kind == "title" and wrap is _plain_paragraph:
            yield f"<h1>{escape(piece.text)}</h1>"
        else:
            yield wrap(piece.printed)


def _picture(table: TableContent) -> str:
    name = table.template.table(table.key).name
    return f'<p><img src="./{table.key}.png" alt="{escape(name)}"></p>'


def _spans(cell: PaperCell) -> str:
    spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return spans + (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "")


def _rows(table: PaperTable) -> Iterator[list[PaperCell]]:
    for row, line in enumerate(table.lines()):
        yield [cell for cell in line if cell is not None and cell.row == row]


def _clean_table(table: PaperTable) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_spans(cell)}>{escape(cell.text)}</td>" for cell in cells) + "</tr>"
        for cells in _rows(table)
    )
    return f'<table border="1">\n<tbody>\n{rows}\n</tbody>\n</table>'


def _unclosed_table(table: PaperTable) -> str:
    rows = "\n".join(
        "<tr>\n"
        + "\n".join(
            f'<td{_spans(cell)} valign="center"><p align="center">'
            f"<span>{escape(cell.text) or '&nbsp;'}</span><o:p></o:p>"
            for cell in cells
        )
        for cells in _rows(table)
    )
    return f'<table border="1" cellspacing="0" style="border-collapse:collapse">\n{rows}\n</table>'


def _flat_table(table: PaperTable) -> str:
    return "\n".join(f"<p>{escape(cell.text) or '&nbsp;'}</p>" for cells in _rows(table) for cell in cells)

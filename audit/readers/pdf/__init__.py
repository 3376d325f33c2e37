"""PDF files: paragraphs, ruled tables and pictures, out of characters and lines on pages.

`pdfium` fetches what is printed; `rules` tells which lines are rules, `grid` which rules are tables,
`joining` which tables go on over pages; `lines`, `furniture` and `prose` make paragraphs of what is
left; `columns` is the fallback for tables without rules; `reader` puts the blocks in order.
"""

from __future__ import annotations

from audit.readers.pdf.reader import FORMAT, read_pdf

__all__ = ["FORMAT", "read_pdf"]

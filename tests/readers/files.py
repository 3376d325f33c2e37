"""Small made-up files for the tests of readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from audit.document import Document, Grid, Paragraph
from audit.readers import read_document

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(folder: Path, name: str, content: str | bytes) -> Document:
    """The document of a file of that name and content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows()]


def shape(document: Document) -> list[str | list[list[str]]]:
    """Every block: a paragraph's text, or a grid's rows."""
    return [
        rows(block) if isinstance(block, Grid) else getattr(block, "text", "?") for block in document.blocks
    ]


def spans(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells]


def covered(grid: Grid) -> list[tuple[int, int]]:
    """Every position that a cell covers, as often as it is covered."""
    return [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]


def docx(body: str, *, space: str = TRANSITIONAL, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX whose body is the given WordprocessingML (prefix w); `parts` are added or take the place
    of the usual ones."""
    document = (
        f'<w:document xmlns:w="{space}" xmlns:r="{OFFICE}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
        f' xmlns:wps="urn:made-up:wps"><w:body>{body}</w:body></w:document>'
    )
    relations = (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    own = (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/image" Target="media/表三.png"/></Relationships>'
    )
    content: dict[str, str | bytes] = {
        "_rels/.rels": relations,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": own,
    }
    content.update(parts or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

"""Files damaged by seed: bits flipped, ends cut off, parts swapped, pieces of another file put in."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from audit.samples import FORMATS, compose_corpus, settle_agencies
from audit.samples.model import ReportContent
from tests.readers import workbooks
from tests.readers.pdf import made_up

__all__ = ["damage", "originals", "write_damaged"]

Damage = Callable[[bytearray, bytes, random.Random], None]


def originals(seed: int) -> dict[str, bytes]:
    """Whole files by name, one in each format that can be written without another program. (The
    workbook holds the time at which it was written.)"""
    (content,) = compose_corpus(settle_agencies(1, seed), [2023], seed)
    files = {f"{name}{kind.suffix}": kind.render(content) for name, kind in FORMATS.items()}
    files["workbook.xlsx"] = workbooks.write_report(content)
    files["ruled.pdf"] = _ruled(content)
    files["packed.zip"] = _pack({name: files[name] for name in ("page.html", "docx.docx", "lines.txt")})
    return files


def _ruled(content: ReportContent) -> bytes:
    lines = [line for line in FORMATS["lines"].render(content).decode().splitlines() if line.strip()]
    prose = "".join(made_up.text(72, 780 - 20 * place, line[:40]) for place, line in enumerate(lines[:30]))
    printed = [text or "" for _, text in content.cells()]
    grid = [printed[at : at + 7] for at in range(0, 140, 7)]
    xs, ys = range(60, 60 + 60 * 8, 60), range(780, 780 - 30 * 21, -30)
    return made_up.pdf(prose, made_up.table(xs, ys, grid))


def damage(data: bytes, other: bytes, drawn: random.Random) -> bytes:
    """`data` damaged once to three times, with pieces of `other`. What stands in a zip container is
    often damaged inside it, and text often mended to be text still: else checksums and encodings
    alone would be tested."""
    if zipfile.is_zipfile(io.BytesIO(data)) and drawn.random() < 0.6:
        return _damage_inside(data, other, drawn)
    damaged = bytearray(data)
    for _ in range(drawn.randint(1, 3)):
        drawn.choice(_DAMAGES)(damaged, other, drawn)
    return _mend(data, bytes(damaged)) if drawn.random() < 0.6 else bytes(damaged)


def write_damaged(folder: Path, files: Mapping[str, bytes], count: int, seed: int) -> None:
    """`count` damaged files in `folder`, of each of `files` about as many."""
    names: Sequence[str] = sorted(files)
    for number in range(count):
        drawn = random.Random(f"fuzz {seed} {number}")
        name = names[number % len(names)]
        (folder / f"{number:04}-{name}").write_bytes(damage(files[name], files[drawn.choice(names)], drawn))


def _damage_inside(data: bytes, other: bytes, drawn: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        members = {name: container.read(name) for name in container.namelist()}
    name = drawn.choice(sorted(members))
    members[name] = damage(members[name], other, drawn)
    return _pack(members)


def _mend(data: bytes, damaged: bytes) -> bytes:
    """`damaged` without what is no text in the encoding of `data`, when that has one."""
    for encoding in ("utf-8", "gb18030", "utf-16"):
        with suppress(UnicodeDecodeError):
            data.decode(encoding)
            text = damaged.decode(encoding, "ignore")
            return "".join(filter(_is_printed, text)).encode(encoding)
    return damaged


def _is_printed(char: str) -> bool:
    return char.isprintable() or char.isspace()


def _pack(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _span(data: bytearray, drawn: random.Random, longest: int = 4096) -> slice:
    start = drawn.randrange(len(data) + 1)
    return slice(start, min(len(data), start + drawn.randint(1, longest)))


def _flip(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    for _ in range(drawn.choice((1, 8, 64)) if data else 0):
        data[drawn.randrange(len(data))] ^= 1 << drawn.randrange(8)


def _cut(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    del data[drawn.randrange(len(data) + 1) :]


def _swap(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    first, second, third = sorted(drawn.randrange(len(data) + 1) for _ in range(3))
    data[first:third] = data[second:third] + data[first:second]


def _drop(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    del data[_span(data, drawn)]


def _repeat(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    piece = data[_span(data, drawn)]
    at = drawn.randrange(len(data) + 1)
    data[at:at] = piece * drawn.choice((1, 2, 50))


def _blank(data: bytearray, _other: bytes, drawn: random.Random) -> None:
    span = _span(data, drawn)
    data[span] = bytes((drawn.choice((0, 0x20, 0x39, 0xFF)),)) * (span.stop - span.start)


def _graft(data: bytearray, other: bytes, drawn: random.Random) -> None:
    at = drawn.randrange(len(data) + 1)
    data[at:at] = other[_span(bytearray(other), drawn)]


_DAMAGES: Sequence[Damage] = (_flip, _flip, _cut, _swap, _drop, _repeat, _blank, _graft)

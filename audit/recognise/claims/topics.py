"""What a quantity in the prose can be about: `topics.toml`, and files of an office's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from audit.errors import SettingsError
from audit.template import load_templates

__all__ = ["Other", "Topic", "load_topics"]

Kind = Literal["received", "outcome", "dispute", "document", "decision", ""]
_FRAGMENT = re.compile(r"(?<!\?P)<([a-z]+)>")
_FORBID = ConfigDict(extra="forbid")


@checked(frozen=True, slots=True, config=_FORBID)
class Other:
    """Another value that the words of a topic may mean: the sum of `cells`, with `plus` on top of the
    sum before. `when`: only where the sentence also has this. `blank`: it only stands in where the
    topic's own cells are blank. `rest`: 0, and nothing else, where the rows of `cells` come to as much as
    this cell; then a row that is blank has nothing left to count.
    """

    cells: tuple[str, ...]
    label: str
    plus: bool = False
    when: str = ""
    blank: bool = False
    rest: str = ""


@checked(frozen=True, slots=True, config=_FORBID)
class _Entry:
    """A topic as written in a file; topics.toml says what each key means."""

    name: str
    kind: Kind
    units: tuple[str, ...]
    cues: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    context: str = ""
    refuse: str = ""
    narrow: str = ""
    plain: tuple[str, ...] = ()
    head: str = ""
    alone: str = ""
    generic: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    label: str = ""
    others: tuple[Other, ...] = ()
    severity: Literal["critical", "warning", "info"] = "critical"
    shared: bool = False
    once: bool = True
    partial: bool = False
    bare: bool = False
    timeless: bool = False
    same: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic made ready: `entry` as written, its expressions compiled (None where there is none). `plain`
    begins with those of `stated`."""

    entry: _Entry
    cue: re.Pattern[str] | None
    stated: tuple[re.Pattern[str], ...]
    plain: tuple[re.Pattern[str], ...]
    denied: tuple[re.Pattern[str], ...]
    context: re.Pattern[str] | None
    refuse: re.Pattern[str] | None
    narrow: re.Pattern[str] | None
    head: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    generic: re.Pattern[str] | None

    @property
    def name(self) -> str:
        return self.entry.name


def load_topics(files: Sequence[Path] = ()) -> tuple[Topic, ...]:
    """Our topics, and those in `files`, which come first and take the place of ours of one name and of those
    that count the same.

    Raises `SettingsError` when a file cannot be read, a key is unknown or of the wrong type, an
    expression is none, a fragment or a cell does not exist.
    """
    return _load(tuple(files))


@cache
def _load(files: tuple[Path, ...]) -> tuple[Topic, ...]:
    shipped = resources.files("audit") / "recognise" / "claims" / "topics.toml"
    ours = tomllib.loads(shipped.read_text(encoding="utf-8"))
    topics: dict[str, Topic] = {}
    for name, data in (*((str(path), _read(path)) for path in files), (shipped.name, ours)):
        fragments = {**ours["fragments"], **data.get("fragments", {})}
        given = frozenset(topics)
        for entry in _entries(name, data):
            if not given & {entry.name, entry.same}:
                topics.setdefault(entry.name, _ready(entry, fragments, f"{name} {entry.name}"))
    return tuple(topics.values())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("主题文件无法读取", place=str(path), found=str(error)) from error


def _entries(name: str, data: Mapping[str, Any]) -> tuple[_Entry, ...]:
    try:
        return TypeAdapter(tuple[_Entry, ...]).validate_python(data.get("topics", ()))
    except ValidationError as error:
        first = error.errors()[0]
        place = f"{name} topics.{'.'.join(str(step) for step in first['loc'])}"
        raise SettingsError("主题的写法不对", place=place, found=first["msg"]) from error


def _ready(entry: _Entry, fragments: Mapping[str, str], place: str) -> Topic:
    cells = {cell for group in entry.cells for cell in group} | {
        c for o in entry.others for c in (*o.cells, *filter(None, [o.rest]))
    }
    unknown = cells - {key for template in load_templates().values() for key in template.wide_columns}
    if unknown:
        raise SettingsError("主题引用了没有的单元格", place=place, found="、".join(sorted(unknown)))
    return Topic(
        entry,
        re.compile("|".join(map(re.escape, entry.cues))) if entry.cues else None,
        tuple(_compile(text, fragments, place) for text in entry.stated),
        tuple(_compile(text, fragments, place) for text in (*entry.stated, *entry.plain)),
        tuple(_compile(text, fragments, place) for text in entry.denied),
        *(
            _compile(text, fragments, place) if text else None
            for text in (
                *(entry.context, entry.refuse, entry.narrow),
                *(entry.head, entry.alone, entry.generic),
            )
        ),
    )


def _compile(text: str, fragments: Mapping[str, str], place: str) -> re.Pattern[str]:
    try:
        return re.compile(_FRAGMENT.sub(lambda match: fragments[match[1]], text))
    except KeyError as error:
        raise SettingsError("主题引用了没有的片段", place=place, found=f"<{error.args[0]}>") from error
    except re.error as error:
        raise SettingsError("主题的表达式无效", place=place, found=f"{text}：{error}") from error

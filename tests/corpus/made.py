"""Small corpora of made-up reports, from readings to the frames that compare them."""

from __future__ import annotations

import random
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd

from audit.corpus import relate
from audit.frames import build_frames, read_roster
from audit.office import load_office
from tests.frames.recognitions import reading, recognition

OFFICE = load_office()
_WORDS = "云栖松涧桥溪岭湖县乡镇公开信息群众服务平台栏目更新解读政策办理答复审核发布会议培训考核反馈意见"


def prose(seed: object, length: int = 600) -> str:
    """Text that no other seed shares a phrase with."""
    drawn = random.Random(f"prose {seed}")
    sentences: list[str] = []
    while sum(map(len, sentences)) < length:
        letters = [chr(drawn.randrange(0x4E00, 0x9F00)) for _ in range(4)] + drawn.choices(_WORDS, k=20)
        drawn.shuffle(letters)
        sentences.append("".join(letters) + "。")
    return "".join(sentences)


def report(agency, year=2024, *, text=None, seed=None, on=None, source="manifest", **values):
    """A reading of one report. `values`: cells by key with `__` for the points (all others are 0)."""
    cells = {key.replace("__", "."): value for key, value in values.items()}
    body = prose(f"{agency}{year}" if seed is None else seed) if text is None else text
    changes = {"published_on": date.fromisoformat(on), "published_from": source} if on else {}
    read = recognition(agency, year, values=cells, bodies={"part1": body}, **changes)
    return reading(f"{year}/{agency}{len(cells)}{on or ''}.txt", read)


def roster(tmp_path: Path, *rows: dict[str, str]) -> pd.DataFrame:
    """The roster of `rows` (column -> text), read as an office's file is."""
    text = StringIO()
    pd.DataFrame(rows).fillna("").to_csv(text, index=False)
    path = tmp_path / "roster.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return read_roster(path)


def frames_of(*readings, roster=None, previous=(), office=OFFICE):
    """All frames of the readings, those that compare reports among them."""
    frames = build_frames(readings, roster=roster)
    return frames | relate(frames, office=office, previous=previous)


def row(frame: pd.DataFrame, key: str):
    """The row of `frame` with that key (its first column)."""
    (found,) = frame[frame.iloc[:, 0] == key].to_dict("records")
    return found

"""The one module that speaks to the recogniser. Its models lie in its package; nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import rapidocr

from audit.readers.ocr.picture import Gray

__all__ = ["Said", "find_lines", "read_lines"]

_MODELS = Path(rapidocr.__file__).parent / "models"
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # it turns lone numbers upside down
    "Global.max_side_len": 2600,  # a page at 200 dots to the inch as it is
    # Named, so that a missing model is an error and not a download.
    "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
    "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
    "Rec.rec_img_shape": [3, 48, 96],  # most of what is read are numbers, which are narrow
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # each worker has one core
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


class Said(NamedTuple):
    """What a line says, and how sure the recogniser is of it (0 to 1)."""

    text: str
    confidence: float


@cache
def _recogniser() -> rapidocr.RapidOCR:
    """Made when the first picture is met, once for each worker."""
    return rapidocr.RapidOCR(params=_PARAMETERS)


def find_lines(gray: Gray) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each line of text in an upright picture, in dots."""
    found = _recogniser()(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), use_det=True, use_rec=False)
    corners = getattr(found, "boxes", None)
    if corners is None:
        return []
    height, width = gray.shape
    lines = []
    for points in np.asarray(corners):
        (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
        lines.append((max(int(left), 0), max(int(top), 0), min(int(right), width), min(int(bottom), height)))
    return lines


def read_lines(crops: Sequence[Gray]) -> list[Said]:
    """What each of the pictures of a single line says."""
    if not crops:
        return []
    coloured = [np.asarray(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR), np.uint8) for crop in crops]
    found = _recogniser().recognize_txt(coloured)
    return [Said(text, float(score)) for text, score in zip(found.txts or (), found.scores, strict=True)]

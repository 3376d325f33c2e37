"""Wordings that the office accepts."""

import pandas as pd

from audit.frames import accept_wordings
from audit.office import Wordings

SECTIONS = pd.DataFrame(
    {
        "heading": ["五、存在问题", "五、存在的主要问题及改进情况", None],
        "heading_status": ["deviant", "official", None],
    }
)
CELLS = pd.DataFrame(
    {
        "label": ["规 章（件）", "规章"],
        "label_status": ["deviant", "official"],
        "head": ["本年制发数", "其它"],
        "head_status": ["deviant", "other_revision"],
    }
)


def test_only_listed_deviations_become_accepted():
    wordings = Wordings(headings=("五、存在问题",), labels=("规章(件)",))
    frames = accept_wordings({"sections": SECTIONS, "cells": CELLS}, wordings)
    assert frames["sections"]["heading_status"].fillna("").tolist() == ["accepted", "official", ""]
    assert frames["cells"]["label_status"].tolist() == ["accepted", "official"]
    assert frames["cells"]["head_status"].tolist() == ["deviant", "other_revision"]


def test_without_wordings_nothing_changes():
    frames = {"sections": SECTIONS, "cells": CELLS}
    assert accept_wordings(frames, Wordings((), ())) == frames


def test_what_is_withdrawn_is_deviant_again_and_what_the_format_knows_is_not():
    earlier = Wordings(headings=("五、存在问题",), labels=("规章(件)",))
    frames = accept_wordings({"sections": SECTIONS, "cells": CELLS}, earlier)
    frames["sections"].loc[1, "heading_status"] = "accepted"  # as one that the template lists
    again = accept_wordings(frames, Wordings((), earlier.labels), earlier)
    assert again["sections"]["heading_status"].fillna("").tolist() == ["deviant", "accepted", ""]
    assert again["cells"]["label_status"].tolist() == ["accepted", "official"]

"""What divisions are called on the screens."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.recognise.names.gazetteer import divisions

__all__ = ["name_divisions"]

_GOVERNMENT = "人民政府"


def name_divisions(agencies: pd.DataFrame, digits: int | None = None) -> Mapping[str, str]:
    """Code, or its first `digits`, -> name of each division that `agencies` (agency, division_code) are
    in: as the gazetteer has it, else after its government, else after the one agency there is."""
    codes = agencies["division_code"].str[:digits]
    known = agencies.assign(code=codes).sort_values(
        "division_code", key=lambda column: column.str.len(), kind="stable"
    )
    alone = known[~known["code"].duplicated(keep=False)]
    governments = known[known["agency"].str.endswith(_GOVERNMENT)].drop_duplicates("code")
    return (
        {code: f"区划 {code}" for code in codes.unique()}
        | dict(zip(alone["code"], alone["agency"], strict=True))
        | dict(zip(governments["code"], governments["agency"].str.removesuffix(_GOVERNMENT), strict=True))
        | {code: found[0].name for code in codes.unique() if (found := divisions().get(code))}
        | {"": "区划不明"}
    )

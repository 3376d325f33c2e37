"""How often people agreed with the rules, out of their own decisions."""

from __future__ import annotations

import pandas as pd

from audit.schema.words import CONFIRMED, DISMISSED

__all__ = ["assess_rules", "assess_sample"]


def assess_rules(findings: pd.DataFrame, dispositions: pd.DataFrame) -> pd.DataFrame:
    """By rule: findings, confirmed, dismissed, undecided, and `precision` = confirmed / (confirmed +
    dismissed), NaN where nobody decided. `dispositions` has finding_id and decision."""
    decided = findings.merge(dispositions[["finding_id", "decision"]], on="finding_id", how="left")
    grouped = decided.groupby(["rule_id", "title"])
    table = pd.DataFrame(
        {
            "findings": grouped.size(),
            "confirmed": grouped["decision"].agg(lambda decisions: int((decisions == CONFIRMED).sum())),
            "dismissed": grouped["decision"].agg(lambda decisions: int((decisions == DISMISSED).sum())),
        }
    ).astype("int64")
    table["undecided"] = table["findings"] - table["confirmed"] - table["dismissed"]
    judged = table["confirmed"] + table["dismissed"]
    table["precision"] = table["confirmed"] / judged.where(judged > 0)
    return (
        table.reset_index().sort_values(["precision", "rule_id"], na_position="last").reset_index(drop=True)
    )


def assess_sample(sample: pd.DataFrame, dispositions: pd.DataFrame) -> pd.DataFrame:
    """Of the reports drawn for a second look (`draw_sample`), failed and passed apart: drawn, agreed
    (the person confirmed what the machine said of the report), disagreed, and `agreement`, NaN where
    nobody has looked yet."""
    looked = sample.merge(
        dispositions[["finding_id", "decision"]], left_on="sample_id", right_on="finding_id", how="left"
    )
    table = pd.DataFrame(
        {
            "drawn": looked.groupby("failed").size(),
            "agreed": (looked["decision"] == CONFIRMED).groupby(looked["failed"]).sum(),
            "disagreed": (looked["decision"] == DISMISSED).groupby(looked["failed"]).sum(),
        }
    ).astype("int64")
    judged = table["agreed"] + table["disagreed"]
    table["agreement"] = table["agreed"] / judged.where(judged > 0)
    return table.reset_index()

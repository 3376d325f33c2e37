"""The office's file: laid over the defaults, refused when it says what cannot be."""

from pathlib import Path

import pytest

from audit.errors import SettingsError
from audit.office import find_office, load_office


def write(folder: Path, text: str) -> Path:
    path = folder / "office.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold():
    office = load_office()
    assert (office.scoring.critical, office.scoring.warning, office.scoring.info) == (10, 3, 0)
    assert office.rules.off == ()
    assert dict(office.stated) == {}


def test_what_the_file_sets_is_laid_over_the_defaults_and_recorded(tmp_path):
    path = write(
        tmp_path,
        'name = "云栖县政务公开办"\nsuites = ["own"]\n[rules]\noff = ["C-LABEL-01"]\n'
        '[rules.severity]\n"S-FEE-01" = "info"\n[deadlines]\n"镇" = "02-28"\n"街道" = ""\n'
        "[scoring]\nwarning = 2.5\n",
    )
    office = load_office(path)
    assert office.suites == (tmp_path / "own",)
    assert office.rules.severity == {"S-FEE-01": "info"}
    assert office.deadlines == {"镇": "02-28", "街道": ""}
    assert (office.scoring.critical, office.scoring.warning) == (10, 2.5)
    assert office.stated["rules.off"] == "C-LABEL-01"
    assert office.stated["scoring.warning"] == "2.5"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[thresholds]\nsimilar = 0.5\n", "thresholds.similar", "similar_prose"),
        ("[thresholds]\nsimilar_prose = 1.5\n", "thresholds.similar_prose", "不大于 1.0 的数"),
        ('[rules.severity]\n"S-FEE-01" = "fatal"\n', "rules.severity.S-FEE-01", "'info'"),
        ('[deadlines]\n"镇" = "13-01"\n', "deadlines.镇", "月-日"),
        ("[scoring]\ncritical = -1\n", "scoring.critical", "不小于"),
        ("name = [\n", "office.toml", "无法读取"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text, place, said):
    with pytest.raises(SettingsError) as caught:
        load_office(write(tmp_path, text))
    assert place in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="无法读取"):
        load_office(tmp_path / "none.toml")


def test_the_file_beside_the_roster_counts_unless_another_is_given(tmp_path):
    roster = tmp_path / "roster.csv"
    assert find_office(None, roster) is None
    beside = write(tmp_path, "")
    assert find_office(None, roster) == beside
    assert find_office(tmp_path / "other.toml", roster) == tmp_path / "other.toml"

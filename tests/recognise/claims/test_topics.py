"""Topics as data: ours are sound, an office adds its own, and a faulty file is refused with its place."""

from __future__ import annotations

import pytest

from audit.errors import SettingsError
from audit.recognise.claims.statements import meets
from audit.recognise.claims.topics import load_topics
from tests.recognise.claims.made_up import claims_of

_OWN = """
[[topics]]
name = "公服申请"
kind = "received"
units = ["件"]
cues = ["公服"]
stated = ['公服办收到申请<tie>']
cells = [["applications.received.total"]]
label = "表三新收"
severity = "warning"
"""


def _file(tmp_path, text, name="own.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_ours_have_one_name_each_and_a_label_where_cells_are():
    topics = load_topics()
    assert len({topic.name for topic in topics}) == len(topics) > 20
    assert all(topic.entry.label for topic in topics if topic.entry.cells)
    assert all(topic.entry.kind for topic in topics if topic.entry.cells)


def test_cues_stand_wherever_the_expressions_fit():
    for topic in load_topics():
        assert topic.entry.cues, topic.name


def test_an_office_adds_a_topic(tmp_path):
    path = _file(tmp_path, _OWN)
    (claim,) = claims_of("公服办收到申请25件。", topic_files=[path])
    assert (claim.topic, claim.kind, meets(claim)) == ("公服申请", "received", False)
    assert claims_of("公服办收到申请25件。") == ()


def test_a_topic_of_the_same_name_takes_the_place_of_ours(tmp_path):
    own = _OWN.replace('name = "公服申请"', 'name = "收到申请"')
    path = _file(tmp_path, own)
    assert claims_of("全年收到政府信息公开申请25件。", topic_files=[path]) == ()
    loaded = load_topics([path])
    assert [topic.entry.cues for topic in loaded if topic.name == "收到申请"] == [("公服",)]
    assert not [topic for topic in loaded if topic.entry.same == "收到申请"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            _OWN.replace("applications.received.total", "applications.received.sum"),
            "applications.received.sum",
        ),
        (_OWN.replace("<tie>", "<knot>"), "<knot>"),
        (_OWN.replace("申请<tie>", "申请(<tie>"), "公服办"),
        (_OWN.replace("label =", "lable ="), "nexpected"),
        (_OWN.replace('kind = "received"', 'kind = "gossip"'), "received"),
        ("topics = [", ""),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, text, found):
    path = _file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_topics([path])
    assert "own.toml" in str(caught.value)
    assert found in str(caught.value)

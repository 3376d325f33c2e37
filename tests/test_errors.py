"""An error is one Chinese sentence with all it knows, and survives the way back from a worker."""

from __future__ import annotations

import pickle

from audit.errors import AuditError, DamagedFile, ReadError


def test_the_message_carries_place_found_expected_and_advice():
    error = AuditError("列重复", place="2021.toml", found="total", expected="各不相同", advice="改名")
    assert str(error) == "2021.toml：列重复；实际为total；应为各不相同；建议：改名"
    assert error.reason == "列重复；实际为total；应为各不相同；建议：改名"
    assert str(AuditError("空文件")) == "空文件"


def test_an_error_survives_pickling():
    error = DamagedFile("压缩包不完整", place="甲.docx", found="结尾缺失")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is DamagedFile
    assert (back.problem, back.place, back.found, back.code) == (
        "压缩包不完整",
        "甲.docx",
        "结尾缺失",
        "damaged",
    )
    assert isinstance(back, ReadError)

"""Pages and messages in the form of mail: the page counts, what hangs on it does not."""

from __future__ import annotations

import random
from email.message import EmailMessage
from pathlib import Path

import pytest

from audit.errors import DamagedFile, LimitExceeded, ReadError
from audit.readers.mail import read_mail
from tests.readers.files import read, shape

PAGE = "<html><body><p>一、总体情况</p><table><tr><td>规章</td><td>3</td></tr></table></body></html>"
READ = ["一、总体情况", [["规章", "3"]]]


def message(page: str = PAGE, *, charset: str = "utf-8", transfer: str = "base64") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "某局"
    made["Subject"] = "年度报告"
    made.set_content(page, subtype="html", charset=charset, cte=transfer)
    return made


@pytest.mark.parametrize("name", ["a.mht", "a.eml", "a.doc"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
def test_the_page_is_read(tmp_path: Path, name: str, charset: str, transfer: str):
    document = read(tmp_path, name, bytes(message(charset=charset, transfer=transfer)))
    assert (document.format, shape(document)) == ("mail", READ)


def test_attachments_are_counted_and_not_read(tmp_path: Path):
    made = message()
    made.add_attachment(PAGE.replace("总体", "附件"), subtype="html", filename="附件.html")
    document = read(tmp_path, "a.eml", bytes(made))
    assert shape(document) == READ
    assert document.metadata["attachments"] == "1"


def test_of_two_forms_the_page_counts(tmp_path: Path):
    made = EmailMessage()
    made["Subject"] = "年度报告"
    made.set_content("一、总体情况")
    assert read(tmp_path, "b.eml", bytes(made)).format == "text"
    made.add_alternative(PAGE, subtype="html")
    assert shape(read(tmp_path, "a.eml", bytes(made))) == READ


def test_a_message_with_nothing_in_it(tmp_path: Path):
    made = EmailMessage()
    made["Subject"] = "年度报告"
    made.make_mixed()
    made.add_attachment(b"x", maintype="image", subtype="png", filename="x.png")
    with pytest.raises(DamagedFile, match="没有正文"):
        read(tmp_path, "a.eml", bytes(made))


def test_parts_within_parts_without_end_are_refused(tmp_path: Path):
    content = b"MIME-Version: 1.0\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000)
    )
    with pytest.raises(LimitExceeded, match="过于复杂"):
        read(tmp_path, "a.mht", content)


def test_changed_messages_are_read_or_refused():
    drawn = random.Random(13)
    made = message()
    made.add_attachment(b"x" * 100, maintype="image", subtype="png", filename="图.png")
    whole = bytes(made)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(drawn.choice([1, 5, 50])):
            damaged[drawn.randrange(len(whole))] = drawn.randrange(256)
        try:
            read_mail(bytes(damaged), "a.mht")
        except ReadError as error:
            assert str(error).startswith("a.mht：")  # noqa: PT017

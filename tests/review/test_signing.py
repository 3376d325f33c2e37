"""Tickets of workbooks: taken as they went out, refused when anything was altered."""

import pytest

from audit.errors import ReviewError
from audit.review import Seal, Ticket, open_store

SEAL = Seal("log", "secret")
TICKET = Ticket("notice", "20260115-093000", "log", 7, "YQ0001")


def test_a_ticket_comes_back_as_it_went_out():
    assert SEAL.verify(SEAL.sign(TICKET), "x.xlsx") == TICKET


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "workbook"), ("agency_id", "YQ0002"), ("revision", "9"), ("run_id", "other")]
)
def test_an_altered_ticket_is_refused(name, value):
    with pytest.raises(ReviewError, match="被改动"):
        SEAL.verify(SEAL.sign(TICKET) | {name: value}, "x.xlsx")


def test_the_workbook_of_another_log_and_one_without_ticket_are_refused():
    with pytest.raises(ReviewError, match="另一套"):
        Seal("other", "secret").verify(SEAL.sign(TICKET), "x.xlsx")
    with pytest.raises(ReviewError, match="不是本系统"):
        SEAL.verify({}, "x.xlsx")


def test_the_secret_is_not_shown():
    assert "secret=" not in repr(SEAL)


def test_a_log_keeps_its_seal(store, url):

    assert open_store(url).seal == store.seal

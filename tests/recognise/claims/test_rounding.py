"""What a printed number may stand for."""

import pytest

from audit.recognise.claims.quantities import read_quantities
from audit.recognise.claims.rounding import interval


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("120条", 120, 120),
        ("1.2万次", 11_500, 13_000),
        ("3万元", 25_000, 40_000),
        ("1.25万元", 12_450, 12_600),
        ("170余条", 170, 179),
        ("1.2万余次", 12_000, 12_999),
        ("12.5%", 12.5, 12.5),
    ],
)
def test_what_a_number_may_stand_for(text, low, high):
    (quantity,) = read_quantities(text)
    assert interval(quantity) == pytest.approx((low, high))

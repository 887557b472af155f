"""KLING_BUDGET: what a day may cost, over all doors and processes of this machine."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling.app.budget import fits, reserve
from kling.app.refusal import Refusal


def test_without_a_budget_nothing_is_counted() -> None:
    reserve({"kw-1": None})


def test_what_does_not_fit_into_the_day_is_refused_and_the_same_request_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    reserve({"kw-1": Decimal(4)})
    reserve({"kw-1": Decimal(4)})
    reserve({"kw-2": Decimal(6)})
    with pytest.raises(Refusal, match="more than the 0 that are left of the day's 10"):
        reserve({"kw-3": Decimal("0.1")})
    reserve({"kw-2": Decimal(6)})


def test_a_price_that_is_not_known_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    with pytest.raises(Refusal, match="price is not known"):
        reserve({"kw-1": None})


@pytest.mark.parametrize("text", ["ten", "-1", "nan"])
def test_a_budget_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KLING_BUDGET", text)
    with pytest.raises(Refusal, match="KLING_BUDGET"):
        reserve({"kw-1": Decimal(1)})


def test_whether_it_fits_is_asked_without_counting_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    fits({"kw-1": Decimal(10)})
    reserve({"kw-2": Decimal(4)})
    with pytest.raises(Refusal, match="more than the 6 that are left"):
        fits({"kw-1": Decimal(10)})
    fits({"kw-2": Decimal(10)})  # counted before

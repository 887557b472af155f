"""Who agrees to a price, and what is said when nobody does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling.app.approve import NEVER, Approval, Quote
from kling.app.events import Event, Quoted
from kling.app.refusal import Refusal

TEN = Quote(Decimal(10), "10 units")
UNKNOWN = Quote(None, "price not known")


@pytest.mark.parametrize(
    ("approval", "quote", "agreed"),
    [
        (Approval(limit=Decimal(10)), TEN, True),
        (Approval(limit=Decimal("9.9")), TEN, False),
        (Approval(limit=Decimal("9.9"), yes=True), TEN, False),
        (Approval(limit=Decimal(10_000)), UNKNOWN, False),
        (Approval(yes=True), UNKNOWN, True),
        (Approval(ask=lambda quote: True), TEN, True),
        (Approval(ask=lambda quote: False), TEN, False),
        (NEVER, TEN, False),
    ],
)
def test_a_price_is_agreed_to_by_a_limit_that_covers_it_a_yes_or_an_answer(
    approval: Approval, quote: Quote, agreed: bool
) -> None:
    seen: list[Event] = []
    if agreed:
        approval.require(quote, seen.append)
    else:
        with pytest.raises(Refusal, match="nothing was sent") as caught:
            approval.require(quote, seen.append)
        assert caught.value.kind == "price"
    assert seen == [Quoted(quote)]

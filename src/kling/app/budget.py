"""The day's budget (KLING_BUDGET, see :mod:`kling.client.budget`) as doors tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from kling.api.price import plain
from kling.app.refusal import Refusal, Step
from kling.client import PriceRefused, RequestRefused, budget


def bounds(units: Decimal | None, limits: Mapping[str, Decimal | None]) -> list[str]:
    """What would be refused on an account, for where nothing can cost money: ``limits`` by their names, and the day's
    budget. Raises Refusal for a budget that is no number."""
    with _told():
        named = {**limits, "KLING_BUDGET": budget.budget()}
    over = [(name, most) for name, most in named.items() if most is not None and units is not None and units > most]
    return [
        f"on an account this would be refused: {plain(units or Decimal(0))} units are more than {name} {plain(most)}"
        for name, most in over
    ]


def today() -> dict[str, str] | None:
    """The day's budget, and what of it is spent; None without one. Raises Refusal."""
    with _told():
        if (most := budget.budget()) is None:
            return None
        spent = budget.spent()
    return {"units": plain(most), "spent": plain(spent), "left": plain(max(most - spent, Decimal(0)))}


class Room(NamedTuple):
    """What is left of the day's budget, and why requests do not fit into it ("": they do)."""

    day: dict[str, str]
    why: str

    def document(self) -> dict[str, Any]:
        """The budget as programs read it."""
        return {**self.day, "fits": not self.why}

    def __str__(self) -> str:
        left = f"KLING_BUDGET: {self.day['left']} of {self.day['units']} units left today"
        return f"{left}; {f'this would be refused: {self.why}' if self.why else 'this fits'}"


def room(requests: Mapping[str, Decimal | None]) -> Room | None:
    """Whether requests, by external id, fit into what is left of the day; None without a budget. Nothing is counted.
    Raises Refusal."""
    if (day := today()) is None:
        return None
    try:
        budget.fits(requests)
    except PriceRefused as error:
        return Room(day, error.message.removesuffix("; nothing was sent"))
    return Room(day, "")


def limits(found: Room | None) -> dict[str, Any]:
    """What a price is held against, as programs read it."""
    return {"limits": {"KLING_BUDGET": found.document()}} if found else {}


def fits(requests: Mapping[str, Decimal | None]) -> None:
    """Raise Refusal when requests, by external id, do not fit into what is left of the day."""
    with _told():
        budget.fits(requests)


def reserve(requests: Mapping[str, Decimal | None]) -> None:
    """Count requests, by external id, before they are sent. Raises Refusal."""
    with _told():
        budget.reserve(requests)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except PriceRefused as error:
        raise Refusal("price", error.message, help=error.advice, next=[Step("account")]) from None
    except RequestRefused as error:
        raise Refusal("usage", error.message, help=error.advice) from None

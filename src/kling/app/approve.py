"""Approval of a price before anything is spent: by a question, a limit or --yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kling.api.price import plain
from kling.app.events import Quoted, Tell, nobody
from kling.app.refusal import Refusal

DECLINED = "declined"
"""The code of the user's no: nothing that spends follows from it."""

if TYPE_CHECKING:
    from kling.briefs.estimate import Estimate
    from kling.productions.plan import Bill

    Priced = Estimate | Bill


@dataclass(frozen=True, slots=True)
class Quote:
    """What something will cost: ``units``, None when that is not known, and the price in words."""

    units: Decimal | None
    text: str

    @property
    def asking(self) -> str:
        """What whoever may not spend on their own does about a price."""
        if self.units is None:
            return "ask the user; --yes goes on without a price"
        return f"ask the user; if they agree: --max-units {plain(self.units)}"

    @classmethod
    def of(cls, priced: Priced) -> Quote:
        return cls(priced.units, str(priced))


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agrees to a price. ``limit``: whatever costs at most so many units, and nothing else. ``yes``: whatever it
    costs. ``ask``: called with the quote, says whether to go on. Without any of them nothing is agreed to."""

    limit: Decimal | None = None
    yes: bool = False
    ask: Callable[[Quote], bool] | None = None

    def require(self, quote: Quote, tell: Tell = nobody) -> None:
        """Return when the price may be spent. Raises Refusal."""
        tell(Quoted(quote))
        if self.limit is not None:
            if quote.units is not None and quote.units <= self.limit:
                return
            why = f"{quote.text} is not covered by --max-units {plain(self.limit)}; nothing was sent"
            raise Refusal("price", why, help=quote.asking)
        if self.yes:
            return
        if self.ask is None:
            raise Refusal("price", f"nobody agreed to {quote.text}; nothing was sent", help=quote.asking)
        if not self.ask(quote):
            raise Refusal("price", f"{quote.text} was not agreed to; nothing was sent", code=DECLINED)


NEVER = Approval()

"""Nothing is spent unless somebody agreed to it: the user, asked by their client, or a token that ``estimate`` gave for
exactly this request. Limits hold per session and, over all doors and processes of this machine, per day."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from decimal import Decimal

from kling.app.approve import Approval, Quote
from kling.app.refusal import Refusal

TOKEN_SECONDS = 600
FREE = Approval(yes=True)  # of a sandbox, where nothing costs anything


@dataclass
class Spending:
    """What a session may spend: ``limit`` units in all (None: what the tokens say)."""

    limit: Decimal | None = None
    spent: Decimal = Decimal(0)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def token(self, external_id: str, units: Decimal | None) -> str:
        """A token for this request at this price; it expires."""
        until = int(time.time()) + TOKEN_SECONDS
        return f"{until}-{self._sign(external_id, units, until)}"

    def approval(self, external_id: str, units: Decimal | None, token: str | None, *, agreed: bool) -> Approval:
        """Whether the price may be spent. Raises Refusal: "price"."""
        if units is not None and self.limit is not None and self.spent + units > self.limit:
            raise Refusal(
                "price", f"{units} units are more than is left of the session's {self.limit}; nothing was sent"
            )
        if agreed or (token and self._is_valid(token, external_id, units)):
            return Approval(yes=True)
        what = "the quote token is not for this request and price, or has expired" if token else "nobody agreed to it"
        help = "call estimate for exactly this request, show the user the price, and pass its quote_token"
        raise Refusal("price", f"{Quote(units, f'{units} units').text}: {what}; nothing was sent", help=help)

    def charge(self, units: Decimal | None) -> None:
        self.spent += units or Decimal(0)

    def _sign(self, external_id: str, units: Decimal | None, until: int) -> str:
        text = f"{external_id}|{units}|{until}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:32]

    def _is_valid(self, token: str, external_id: str, units: Decimal | None) -> bool:
        until, _, given = token.partition("-")
        in_time = until.isdecimal() and len(until) < 12 and time.time() < int(until)
        return in_time and hmac.compare_digest(given.encode(), self._sign(external_id, units, int(until)).encode())

"""What the account has left, and what it paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kling.app import after, envelope
from kling.app.budget import today
from kling.app.connect import Connection
from kling.client import Deduction, Pack


@dataclass(frozen=True, slots=True)
class Balance:
    """The resource packs, and where it was asked for what each task took from them."""

    packs: list[Pack]
    ledger: list[Deduction] | None = None
    day: dict[str, str] | None = None
    """The day's budget, where there is one: units, spent, left."""

    def document(self) -> dict[str, Any]:
        """The figures as programs read them."""
        document: dict[str, Any] = {"packs": [pack.model_dump() for pack in self.packs]}
        document["limits"] = {"KLING_BUDGET": self.day}
        if self.ledger is not None:
            document["ledger"] = [line.model_dump() for line in self.ledger]
        return document

    def envelope(self, connection: Connection) -> dict[str, Any]:
        """What programs are told."""
        return envelope.done(self.document(), sandbox=connection.sandbox, next=after.anything())


def resume(connection: Connection) -> None:
    """Allow creates again after two tasks were found for one external id. Raises Refusal."""
    connection.client.account.resume()


def balance(connection: Connection, *, ledger: bool = False) -> Balance:
    """What is left by the service's own figures, which lag by up to 12 hours. Raises Refusal."""
    account = connection.client.account
    return Balance(account.packs(), account.ledger() if ledger else None, today())

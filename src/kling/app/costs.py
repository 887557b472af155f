"""What productions and single videos cost: per task, film, day, account and in all, as estimated and as charged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.price import dollars, plain
from kling.app import envelope, history
from kling.app.productions import Settings, accounts, find, store
from kling.app.refusal import Refusal, Step, refusing

if TYPE_CHECKING:
    from kling.client import Pack
    from kling.productions.entries import Charge


class Total(NamedTuple):
    """The sum of charges. ``units`` are those that are known; ``open`` tasks are not charged yet."""

    tasks: int
    estimate: Decimal
    units: Decimal
    open: int

    @classmethod
    def of(cls, charges: Iterable[Charge]) -> Total:
        charges = list(charges)
        known = [charge.units for charge in charges if charge.units is not None]
        estimate = sum((charge.estimate or Decimal(0) for charge in charges), Decimal(0))
        return cls(len(charges), estimate, sum(known, Decimal(0)), len(charges) - len(known))

    def __str__(self) -> str:
        waiting = f", {self.open} not charged yet" if self.open else ""
        return f"estimated {plain(self.estimate)} units, charged {plain(self.units)} (${dollars(self.units)}){waiting}"

    def document(self) -> dict[str, Any]:
        """The sum as programs read it."""
        return {
            "tasks": self.tasks,
            "estimate": plain(self.estimate),
            "units": plain(self.units),
            "dollars": str(dollars(self.units)),
            "open": self.open,
        }


class Left(NamedTuple):
    """What an account has left by the service's own figures, in all and by its packs' names; ``error`` says why that is
    not known."""

    units: Decimal | None
    packs: tuple[tuple[str, Decimal], ...] = ()
    error: str | None = None

    @classmethod
    def of(cls, packs: Iterable[Pack]) -> Left:
        online = [pack for pack in packs if pack.status == "online"]
        rows = tuple((pack.resource_pack_name, Decimal(str(pack.remaining_quantity))) for pack in online)
        return cls(sum((units for _, units in rows), Decimal(0)), rows)

    def document(self) -> dict[str, Any]:
        """The figures as programs read them."""
        packs = [{"name": name, "left": plain(units)} for name, units in self.packs]
        return {"units": self.units if self.units is None else plain(self.units), "packs": packs, "error": self.error}


@dataclass(frozen=True, slots=True)
class Costs:
    """What was charged, and what accounts have left. What sandboxes charged is told apart: it is no money."""

    charges: list[Charge]
    left: dict[str, Left] = field(default_factory=dict)

    @property
    def films(self) -> dict[str, Total]:
        """By production and film."""
        return _by((charge for charge in self.charges if charge.film), lambda c: f"{c.production} {c.film}")

    @property
    def accounts(self) -> dict[str, Total]:
        """By account."""
        return _by(self.charges, lambda charge: charge.account)

    @property
    def days(self) -> dict[str, Total]:
        """By day, oldest first; what sandboxes charged is left out where anything was paid."""
        counted = [charge for charge in self.charges if not is_play(charge)] or self.charges
        return dict(sorted(_by(counted, day_of).items()))

    @property
    def total(self) -> Total:
        return Total.of(self.charges)

    @property
    def paid(self) -> Total:
        """What accounts paid."""
        return Total.of(charge for charge in self.charges if not is_play(charge))

    @property
    def played(self) -> Total:
        """What sandboxes charged."""
        return Total.of(charge for charge in self.charges if is_play(charge))

    def document(self) -> dict[str, Any]:
        """The figures as programs read them."""
        return {
            "days": {day: total.document() for day, total in self.days.items()},
            "tasks": [
                {
                    "day": day_of(charge),
                    "production": charge.production,
                    "name": charge.name,
                    "film": charge.film,
                    "account": charge.account,
                    "task_id": charge.task_id,
                    "external_task_id": charge.external_id,
                    "estimate": None if charge.estimate is None else plain(charge.estimate),
                    "units": None if charge.units is None else plain(charge.units),
                }
                for charge in self.charges
            ],
            "films": {name: total.document() for name, total in self.films.items()},
            "accounts": {name: total.document() for name, total in self.accounts.items()},
            "total": self.total.document(),
            "sandbox": self.played.document(),
            "balances": {name: left.document() for name, left in self.left.items()},
        }

    def envelope(self) -> dict[str, Any]:
        """What programs are told."""
        return envelope.done(self.document(), next=[Step("list")])


def costs(production: str | None = None, accounts_file: Path | None = None, *, sandbox: bool = False) -> Costs:
    """What a production cost (its id, the beginning of one, or its file), or everything that was asked for here, single
    videos as well; and what the accounts have left, where there are credentials. Raises Refusal."""
    with refusing(), store().ledger() as ledger:
        charges = ledger.charges(find(ledger, production) if production else None)
    asked = history.requests()
    told = {one.task_id: one.units for one in asked if one.units is not None}  # of what was fetched by itself
    charges = [replace(one, units=told.get(one.task_id)) if one.units is None else one for one in charges]
    if production is None:
        known = {charge.external_id for charge in charges}
        single = [one for one in asked if one.film is None and one.task_id]
        charges += [_single(one) for one in single if one.external_id not in known]
    return Costs(charges, _left(Settings(accounts=accounts_file, sandbox=sandbox)))


def _single(request: history.Request) -> Charge:
    from kling.productions.accounts import SANDBOX
    from kling.productions.entries import Charge

    return Charge(
        request.external_id,
        SANDBOX if request.sandbox else "account",
        "single",
        f"{request.words}{f' (take {request.take})' if request.take > 1 else ''}",
        None,
        request.task_id or "",
        request.estimate,
        request.units,
        request.at,
    )


def day_of(charge: Charge) -> str:
    """The day on which it was asked for."""
    return time.strftime("%Y-%m-%d", time.localtime(charge.at))


def is_play(charge: Charge) -> bool:
    """Whether a sandbox charged it."""
    from kling.productions.accounts import is_play

    return is_play(charge.account)


def _left(settings: Settings) -> dict[str, Left]:
    from kling.client import KlingError

    if settings.is_private:
        return {}
    found: dict[str, Left] = {}
    try:
        with accounts(None, settings) as who:
            for name, account in who.named.items():
                try:
                    found[name] = Left.of(account.client.account.packs())
                except KlingError as error:
                    found[name] = Left(None, error=str(error))
    except (KlingError, Refusal) as error:  # of the credentials
        found["of the environment"] = Left(None, error=str(error))
    return found


def _by(charges: Iterable[Charge], key: Callable[[Charge], str]) -> dict[str, Total]:
    groups: dict[str, list[Charge]] = {}
    for charge in charges:
        groups.setdefault(key(charge), []).append(charge)
    return {name: Total.of(group) for name, group in groups.items()}

"""What may be spent in a day on this machine, over all doors and processes: KLING_BUDGET, in units."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from decimal import Decimal, InvalidOperation

from kling.api.price import plain
from kling.app.refusal import Refusal, Step
from kling.client.home import home, private_file, private_folder

_THEIRS = "ask the user; KLING_BUDGET is theirs to raise"


def budget() -> Decimal | None:
    """The units of a day; None without a budget. Raises Refusal for a text that is no number."""
    text = os.environ.get("KLING_BUDGET", "").strip()
    if not text:
        return None
    try:
        units = Decimal(text)
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite() or units < 0:
        raise Refusal("usage", f"KLING_BUDGET is {text!r}", help="set it to the units that a day may cost, such as 50")
    return units


def bounds(units: Decimal | None, limits: Mapping[str, Decimal | None]) -> list[str]:
    """What would be refused on an account, for where nothing can cost money: ``limits`` by their names, and the day's
    budget. Raises Refusal for a budget that is no number."""
    named = {**limits, "KLING_BUDGET": budget()}
    over = [(name, most) for name, most in named.items() if most is not None and units is not None and units > most]
    return [
        f"on an account this would be refused: {plain(units or Decimal(0))} units are more than {name} {plain(most)}"
        for name, most in over
    ]


def today() -> dict[str, str] | None:
    """The day's budget, and what of it is spent; None without one. Raises Refusal."""
    if (most := budget()) is None:
        return None
    with closing(_opened()) as db:
        spent = _spent(db)
    return {"units": plain(most), "spent": plain(spent), "left": plain(max(most - spent, Decimal(0)))}


def _opened() -> sqlite3.Connection:
    private_folder(home().absolute())
    path = private_file(home().absolute() / "budget.db")
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, day TEXT NOT NULL, units TEXT NOT NULL)")
    return db


def _spent(db: sqlite3.Connection) -> Decimal:
    rows = db.execute("SELECT units FROM spent WHERE day = ?", (_day(),))
    return sum((Decimal(units) for (units,) in rows), Decimal(0))


def _day() -> str:
    return time.strftime("%Y-%m-%d")


def fits(requests: Mapping[str, Decimal | None]) -> None:
    """Raise Refusal when requests, by external id, do not fit into what is left of the day's budget, or when a price is
    not known: so nobody is asked to agree to what would be refused."""
    if (most := budget()) is not None:
        with closing(_opened()) as db:
            _uncounted(db, requests, most)


def reserve(requests: Mapping[str, Decimal | None]) -> None:
    """Count requests, by external id, against the day's budget before they are sent; the same request counts once.
    Raises Refusal as :func:`fits` does, and then counts nothing."""
    if (most := budget()) is None:
        return
    with closing(_opened()) as db:
        db.execute("BEGIN IMMEDIATE")  # ends without a change where what follows is refused
        new = _uncounted(db, requests, most)
        db.executemany("INSERT INTO spent VALUES (?, ?, ?)", [(id, _day(), str(units)) for id, units in new.items()])
        db.execute("COMMIT")


def _uncounted(db: sqlite3.Connection, requests: Mapping[str, Decimal | None], most: Decimal) -> dict[str, Decimal]:
    """The requests that were not counted before, which fit into what is left of the day. Raises Refusal."""
    priced = {id: units for id, units in requests.items() if units is not None}
    if len(priced) < len(requests):
        why = "the price is not known, so KLING_BUDGET cannot cover it; nothing was sent"
        raise Refusal("price", why, help=_THEIRS, next=[Step("account")])
    known = {row[0] for row in db.execute("SELECT id FROM spent")}
    new = {id: units for id, units in priced.items() if id not in known}
    asked, left = sum(new.values(), Decimal(0)), max(most - _spent(db), Decimal(0))
    if asked > left:
        why = f"{asked} units are more than the {left} that are left of the day's {most} (KLING_BUDGET)"
        raise Refusal("price", f"{why}; nothing was sent", help=_THEIRS, next=[Step("account")])
    return new

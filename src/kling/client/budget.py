"""What may be spent in a day by everything that shares a KLING_HOME: KLING_BUDGET, in units. What is spent is counted
without it, too, so that it holds for the whole day whenever it is set; nothing is on a sandbox
(docs/decisions/0007-a-budget-is-a-whole-day.md)."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from decimal import Decimal, InvalidOperation

from kling.client.errors import PriceRefused, RequestRefused
from kling.client.home import home, private_file, private_folder
from kling.client.session import log


def budget() -> Decimal | None:
    """The units of a day; None without a budget. Raises RequestRefused for a text that is no number."""
    text = os.environ.get("KLING_BUDGET", "").strip()
    if not text:
        return None
    try:
        units = Decimal(text)
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite() or units < 0:
        advice = "set it to the units that a day may cost, such as 50"
        raise RequestRefused(f"KLING_BUDGET is {text[:40]!r}; nothing was sent", advice=advice)
    return units


def spent() -> Decimal:
    """The units of today that were counted."""
    with _opened() as db:
        return _spent(db)


def fits(requests: Mapping[str, Decimal | None]) -> None:
    """Raise PriceRefused when requests, by external id, do not fit into what is left of the day, or when a price is not
    known: so nobody is asked to agree to what would be refused."""
    if (most := budget()) is not None:
        with _opened() as db:
            _uncounted(db, requests, most)


def reserve(requests: Mapping[str, Decimal | None]) -> None:
    """Count requests, by external id, before they are sent; the same request counts once. With a budget raises
    PriceRefused as :func:`fits` does, and then counts nothing; without one nothing is refused."""
    most = budget()
    try:
        with _opened() as db:
            db.execute("BEGIN IMMEDIATE")  # ends without a change where what follows is refused
            rows = [(id, _day(), str(units)) for id, units in _uncounted(db, requests, most).items()]
            db.executemany("INSERT INTO spent VALUES (?, ?, ?)", rows)
            db.execute("COMMIT")
    except PriceRefused as error:
        if most is not None:
            raise
        log.info("not counted: %s", error)


def release(external_id: str) -> None:
    """Give back what was counted for a request that surely costs nothing: the service refused it, or it failed."""
    try:
        with _opened() as db:
            db.execute("DELETE FROM spent WHERE id = ?", (external_id,))
    except RequestRefused as error:  # why the request ended is what matters
        log.warning("%s stays counted: %s", external_id, error)


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    """The record of what was counted. Raises PriceRefused where it cannot be read or written."""
    path = home().absolute() / "budget.db"
    try:
        private_folder(path.parent)
        with closing(sqlite3.connect(private_file(path), timeout=10, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous=FULL")
            db.execute("CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, day TEXT NOT NULL, units TEXT NOT NULL)")
            yield db
    except (sqlite3.Error, OSError) as error:
        why = f"what KLING_BUDGET counts cannot be kept in {path}: {error}; nothing was sent"
        raise PriceRefused(why, advice="check the disk, or set KLING_HOME to a folder of yours") from error


def _spent(db: sqlite3.Connection) -> Decimal:
    rows = db.execute("SELECT units FROM spent WHERE day = ?", (_day(),))
    return sum((Decimal(units) for (units,) in rows), Decimal(0))


def _day() -> str:
    return time.strftime("%Y-%m-%d")


def _uncounted(
    db: sqlite3.Connection, requests: Mapping[str, Decimal | None], most: Decimal | None
) -> dict[str, Decimal]:
    """The requests that were not counted before and have a price, which fit into what is left of the day where there is
    a budget. Raises PriceRefused."""
    counted = "SELECT 1 FROM spent WHERE id = ?"
    new = {id: units for id, units in requests.items() if not db.execute(counted, (id,)).fetchone()}
    priced = {id: units for id, units in new.items() if units is not None}
    if most is None:
        return priced
    asked, left = sum(priced.values(), Decimal(0)), max(most - _spent(db), Decimal(0))
    if len(priced) < len(new):
        why = "the price is not known, so KLING_BUDGET cannot cover it"
    elif asked > left:
        why = f"{asked} units are more than the {left} that are left of the day's {most} (KLING_BUDGET)"
    else:
        return priced
    raise PriceRefused(f"{why}; nothing was sent", advice="ask the user; KLING_BUDGET is theirs to raise")

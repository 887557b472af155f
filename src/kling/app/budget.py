"""What may be spent in a day on this machine, over all doors and processes: KLING_BUDGET, in units."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from decimal import Decimal, InvalidOperation

from kling.app.refusal import Refusal
from kling.client.home import home, private_file, private_folder


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


def reserve(requests: Mapping[str, Decimal | None]) -> None:
    """Count requests, by external id, against the day's budget before they are sent; the same request counts once.
    Raises Refusal when they do not fit, or when a price is not known."""
    most = budget()
    if most is None:
        return
    if any(units is None for units in requests.values()):
        raise Refusal("price", "the price is not known, so KLING_BUDGET cannot cover it; nothing was sent")
    private_folder(home().absolute())
    path = private_file(home().absolute() / "budget.db")
    day = time.strftime("%Y-%m-%d")
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, day TEXT NOT NULL, units TEXT NOT NULL)")
        db.execute("BEGIN IMMEDIATE")
        rows = db.execute("SELECT id, units FROM spent WHERE day = ?", (day,)).fetchall()
        known = {row[0] for row in db.execute("SELECT id FROM spent")}
        new = {id: units for id, units in requests.items() if id not in known}
        spent, asked = sum((Decimal(units) for _, units in rows), Decimal(0)), sum(map(Decimal, map(str, new.values())))
        if spent + asked > most:
            db.execute("ROLLBACK")
            left = max(most - spent, Decimal(0))
            why = f"{asked} units are more than the {left} that are left of the day's {most} (KLING_BUDGET)"
            raise Refusal("price", f"{why}; nothing was sent")
        db.executemany("INSERT INTO spent VALUES (?, ?, ?)", [(id, day, str(units)) for id, units in new.items()])
        db.execute("COMMIT")

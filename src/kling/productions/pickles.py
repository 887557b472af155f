"""What the engine keeps is JSON: strings, integers and truths. Pickles, which run whatever code is in them, are never
read.

A serializer of one's own is not enough for that: DBOS reads every row in the form that the row itself names.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from dbos import DBOSPortableJSONSerializer
from dbos._serialization import DefaultSerializer

from kling.productions.databases import driven

log = logging.getLogger("kling.productions")

JSON = DBOSPortableJSONSerializer()


class Pickled(TypeError):
    """Something in the engine's tables is a pickle."""


def _refuse(_: Any, text: str) -> Any:
    raise Pickled("the engine's tables hold a pickle, which is never read")


def never_read() -> None:
    """From now on, reading a pickle in the engine's tables raises Pickled."""
    setattr(DefaultSerializer, "deserialize", _refuse)  # noqa: B010 - there is no typed place for it


def drop(database: str) -> None:
    """Take work out of the engine's hands that is kept as pickles: an earlier version wrote such, and so may whoever
    can write to the database. The ledger knows what to do instead."""
    is_sqlite = database.startswith("sqlite")
    engine = sa.create_engine(database if is_sqlite else driven(database))
    schema = None if is_sqlite else "dbos"
    work, steps = (
        sa.table(name, *map(sa.column, ("workflow_uuid", "serialization", "status")), schema=schema)
        for name in ("workflow_status", "operation_outputs")
    )
    unread = [table.c.serialization.is_distinct_from(JSON.name()) for table in (work, steps)]
    pickled = unread[0] | work.c.workflow_uuid.in_(sa.select(steps.c.workflow_uuid).where(unread[1]))
    unfinished = work.c.status.in_(("PENDING", "ENQUEUED", "DELAYED"))
    try:
        with engine.begin() as db:
            count = db.execute(sa.update(work).where(pickled, unfinished).values(status="CANCELLED")).rowcount
    finally:
        engine.dispose()
    if count:
        log.warning("%d unfinished pieces of work hold pickles, which are never read; they are begun anew", count)

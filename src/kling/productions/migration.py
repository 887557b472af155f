"""A ledger that an earlier version of this program wrote, brought to today's form in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from kling.productions import tables as t
from kling.productions.files import Record

OLDEST = 2
_ALIVE = 60.0  # seconds since a worker's last sign of life


class InUse(Exception):
    """Workers of an earlier version are working with the ledger; says which."""


def migrate(db: sa.Connection) -> None:
    """From format 2 to 3. Tables that are new are there already, and empty. Raises InUse; OSError where a film cannot
    be read."""
    if db.dialect.name == "postgresql":
        now = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
        if alive := db.execute(sa.select(t.workers.c.worker).where(t.workers.c.seen >= now - _ALIVE)).scalars().all():
            raise InUse(f"{len(alive)} processes of an earlier version work with it ({', '.join(alive)})")
        db.execute(sa.text(f"ALTER TABLE {t.videos.name} ALTER COLUMN attempt TYPE BIGINT"))
    kept = sa.select(t.videos.c.path).where(t.videos.c.state == "kept")
    done = sa.select(t.films.c.path).where(t.films.c.state == "done")
    for path in {*db.execute(kept).scalars(), *db.execute(done).scalars()}:
        if Path(path).is_file():  # the earlier version noted no files; what it kept was made here
            db.execute(sa.insert(t.files).values(path=path, **Record.of(Path(path))._asdict()))
    db.execute(sa.update(t.versions).values(version=t.VERSION))

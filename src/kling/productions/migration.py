"""A ledger that an earlier version of this program wrote, brought to today's form in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from kling.productions import tables as t
from kling.productions.files import Record

OLDEST = 2
_ALIVE = 60.0  # seconds since a worker's last sign of life
_BEFORE = "kling_wishes"
"""What the table of videos was called up to format 3, and its indexes were called after."""


class InUse(Exception):
    """Workers of an earlier version are working with the ledger; says which."""


def renamed(db: sa.Connection) -> bool:
    """Give the table of videos of format 3 and before the names that it has in format 4; whether there is one."""
    if not sa.inspect(db).has_table(_BEFORE):
        return False
    db.execute(sa.text(f"ALTER TABLE {_BEFORE} RENAME TO {t.videos.name}"))
    for before, now in (("wish_id", t.videos.c.first_id.name), ("is_held", t.videos.c.is_blocked.name)):
        db.execute(sa.text(f"ALTER TABLE {t.videos.name} RENAME COLUMN {before} TO {now}"))
    for index in t.videos.indexes:
        db.execute(sa.text(f"DROP INDEX IF EXISTS {str(index.name).replace(t.videos.name, _BEFORE)}"))
        index.create(db)
    return True


def migrate(db: sa.Connection, version: int) -> None:
    """From format 2 or 3 to 4, where tables have today's names. Those that are new are there already, and empty. Raises
    InUse; OSError where a film cannot be read."""
    if db.dialect.name == "postgresql":
        now = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
        if alive := db.execute(sa.select(t.workers.c.worker).where(t.workers.c.seen >= now - _ALIVE)).scalars().all():
            raise InUse(f"{len(alive)} processes of an earlier version work with it ({', '.join(alive)})")
    if version == OLDEST:
        _note_files(db)
    db.execute(sa.update(t.videos).where(t.videos.c.state == "kept").values(state="downloaded"))
    db.execute(sa.update(t.versions).values(version=t.VERSION))


def _note_files(db: sa.Connection) -> None:
    """Format 2 noted no files, and had numbers of attempts that are no moments."""
    if db.dialect.name == "postgresql":
        db.execute(sa.text(f"ALTER TABLE {t.videos.name} ALTER COLUMN attempt TYPE BIGINT"))
    here = sa.select(t.videos.c.path).where(t.videos.c.state == "kept")
    done = sa.select(t.films.c.path).where(t.films.c.state == "done")
    for path in {*db.execute(here).scalars(), *db.execute(done).scalars()}:
        if Path(path).is_file():  # what it downloaded was made here
            db.execute(sa.insert(t.files).values(path=path, **Record.of(Path(path))._asdict()))

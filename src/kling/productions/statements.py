"""The ledger's statements that each video needs several times. They are made once, as putting one together takes longer
than the database does; what they are about is given as ``of_…``, and what they change as ``to_…``, by the column."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kling.productions import tables as t
from kling.productions.entries import ACTIVE, IN_SLOTS, Entry

_of = sa.bindparam
_videos, _other = t.videos.c, t.videos.alias().c
_in_production = _videos.production == _of("of_production")
_of_account = _in_production & (_videos.account == _of("of_account"))
REVISION = sa.select(sa.func.coalesce(sa.func.max(_videos.revision), 0) + 1).scalar_subquery()

ENTRIES = sa.select(*(_videos[field.name] for field in fields(Entry)))
ENTRY = ENTRIES.where(_in_production, _videos.name == _of("of_name"))
CHANGED = ENTRIES.where(_in_production, _videos.revision > _of("of_revision")).order_by(_videos.revision)
_most = _of("of_most", type_=sa.Integer)
READY = ENTRIES.where(_of_account, _videos.state == "waiting", _videos.is_blocked.is_(False))
READY = READY.order_by(_videos.position).limit(_most)
MADE = ENTRIES.where(_of_account, _videos.state == "made")
MADE = MADE.order_by(sa.func.coalesce(_videos.expires, 0)).limit(_most)
BUSY = sa.select(sa.literal(1)).where(_in_production, _videos.state.in_(ACTIVE)).limit(1)
BUSY_FOR = BUSY.where(_videos.account.in_(_of("of_accounts", expanding=True)))
RUNNING = sa.select(sa.func.count()).where(_other.state.in_(IN_SLOTS), _other.account == _of("of_account"))
RUNNING_IN = RUNNING.where(_other.production == _of("of_production"))

FILMS = sa.select(t.films).where(t.films.c.production == _of("of_production")).order_by(t.films.c.name)
_missing = sa.exists().where(_in_production, _videos.film == t.films.c.name, _videos.state != "downloaded")
JOINABLE = FILMS.where(t.films.c.state == "waiting", ~_missing)

_callbacks = t.callbacks.c
CALLBACKS = sa.select(_callbacks.number, _callbacks.task_id, _callbacks.external_id)
CALLBACKS = CALLBACKS.where(_callbacks.number > _of("of_number")).order_by(_callbacks.number)

_file = t.files.c.path == _of("of_path")
FILE = sa.select(t.files.c.size, t.files.c.mtime, t.files.c.digest).where(_file)

_followers = _in_production & (_videos.previous == _of("of_name"))
UNBLOCK = sa.update(t.videos).where(_followers).values(is_blocked=False)
_as_it_was = sa.and_(
    _in_production,
    _videos.name == _of("of_name"),
    _videos.attempt == _of("of_attempt"),
    _videos.state.in_(_of("of_states", expanding=True)),
)
IS_AS_IT_WAS = sa.select(_videos.name).where(_as_it_was)


@cache
def move(*columns: str) -> sa.Update:
    """Change these columns of a video that has the attempt and one of the states that are expected."""
    to: dict[str, Any] = {name: _of(f"to_{name}") for name in columns}
    return sa.update(t.videos).where(_as_it_was).values({**to, "revision": REVISION})


@cache
def take_slot(running: sa.Select[Any], *columns: str) -> sa.Update:
    """The same, where the video has a slot or fewer than ``of_slots`` are ``running``."""
    free = sa.or_(_videos.state == "submitting", running.scalar_subquery() < _of("of_slots"))
    return move(*columns).where(free)


@cache
def put(dialect: str, table: sa.Table, *columns: str) -> sa.Insert:
    """Add a row or, where there is one of its key, change these columns of it. One statement, as several may come to
    the same row at once."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: insert.excluded[name] for name in columns}
    )


def values(**new: Any) -> dict[str, Any]:
    """What columns are changed to, as these statements want it."""
    return {f"to_{name}": value for name, value in new.items()}


def of(entry: Entry, **more: Any) -> dict[str, Any]:
    """What a statement about a video wants to know of it."""
    known = {"of_production": entry.production, "of_name": entry.name, "of_attempt": entry.attempt}
    return {**known, "of_account": entry.account, **more}

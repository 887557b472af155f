"""From a plan to what the ledger wants: what was made stays made, what reads differently is new."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kling.briefs.compile import settled
from kling.models.profiles import Profile
from kling.productions import lip_sync
from kling.productions import tables as t
from kling.productions.entries import ACTIVE, Entry, later
from kling.productions.ledger import Ledger
from kling.productions.plan import Plan
from kling.productions.production import Film

if TYPE_CHECKING:
    from kling.briefs import Brief


def sync(
    ledger: Ledger,
    production: str,
    plan: Plan,
    account_for: Mapping[str, str],
    arguments: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Make the plan what this production wants, by a command with these ``arguments``. What was made stays made; a
    video that reads differently now is a new video; one that is wanted no more is forgotten (its charge is not).
    Trouble of an earlier run is forgotten, so that it is tried again; a task that was paid for is never asked for
    anew."""
    now = time.time()
    with ledger.begin() as db:
        ledger.take_turn(db, production)
        found = {entry.name: entry for entry in ledger.entries_of(db, production)}
        base = str(plan.production.path.parent.resolve())
        folder = plan.production.folder.resolve()
        rows = []
        for position, item in enumerate(plan.items):
            video = item.video
            old = found.pop(video.name, None)
            same = old is not None and old.first_id == item.external_id
            path = str(folder / video.output)
            row = {
                "production": production,
                "name": video.name,
                "position": position,
                "film": video.film,
                "previous": video.previous,
                "chain": video.chain,
                "brief": lip_sync.stored(video.line) if video.line else _stored(item.brief, plan.profile),
                "base": base,
                "profile": plan.profile.name,
                "path": path,
                "estimate": None if item.estimate.units is None else str(item.estimate.units),
            }
            if old is not None and same:
                again = _begin_again(ledger, db, old, path)
                account = old.account if old.is_bound or old.state in ACTIVE else account_for[video.name]
                where = (t.videos.c.production == production) & (t.videos.c.name == video.name)
                db.execute(sa.update(t.videos).where(where).values(**row, account=account, **again))
                continue
            if old is not None:
                _forget(db, production, video.name)
            rows.append(
                {
                    **row,
                    "account": account_for[video.name],
                    "is_bound": False,
                    "first_id": item.external_id,
                    "take": 1,
                    "attempt": later(old.attempt if old else 0),
                    "external_id": item.external_id,
                    "state": "waiting",
                    "is_blocked": False,
                    "since": now,
                    "revision": 0,
                }
            )
        for name in found:
            _forget(db, production, name)
        if rows:
            db.execute(sa.insert(t.videos), rows)
        before = t.videos.alias()
        here = sa.exists().where(
            before.c.production == production, before.c.name == t.videos.c.previous, before.c.state == "downloaded"
        )
        blocked = t.videos.c.previous.is_not(None) & ~here
        db.execute(sa.update(t.videos).where(t.videos.c.production == production).values(is_blocked=blocked))
        _sync_films(ledger, db, production, plan.production.films, folder)
        db.execute(sa.delete(t.productions).where(t.productions.c.production == production))
        file = str(plan.production.path.resolve())
        db.execute(sa.insert(t.productions).values(production=production, path=file, folder=str(folder), at=now))
        db.execute(sa.delete(t.arguments).where(t.arguments.c.production == production))
        db.execute(sa.insert(t.arguments).values(production=production, arguments=json.dumps(dict(arguments))))


def _stored(brief: Brief, profile: Profile) -> str:
    """A brief as it is kept: with what it was priced with, where it says nothing of it."""
    return json.dumps({key: value for key, value in settled(brief, profile).items() if value is not None})


def _sync_films(ledger: Ledger, db: sa.Connection, production: str, films: Sequence[Film], folder: Path) -> None:
    known = {film.name: film for film in ledger.films_of(db, production)}
    ids = {entry.name: entry.external_id for entry in ledger.entries_of(db, production)}
    db.execute(sa.delete(t.films).where(t.films.c.production == production))
    for film in films:
        old, path = known.get(film.name), str(folder / film.output)
        made_from = " ".join(ids[shot] for shot in film.shots)
        kept = old is not None and (old.path, old.made_from, old.state) == (path, made_from, "done")
        joining = old is not None and old.path == path and old.state == "joining"
        state = "done" if kept and _is_intact(ledger, db, path) else "joining" if joining else "waiting"
        row = {"production": production, "name": film.name, "path": path, "made_from": made_from}
        db.execute(sa.insert(t.films).values(**row, state=state))


def _begin_again(ledger: Ledger, db: sa.Connection, old: Entry, path: str) -> dict[str, Any]:
    """What an earlier run left undone is begun again; a file that is gone or was changed is fetched again."""
    gone = old.state == "downloaded" and (path != old.path or not _is_intact(ledger, db, path))
    if old.state in ("waiting", "paused", "stopped") or gone:
        return {"state": "waiting", "reason": None, "attempt": later(old.attempt), "revision": 0}
    return {}


def _is_intact(ledger: Ledger, db: sa.Connection, path: str) -> bool:
    record = ledger.file_of(db, path)
    return record is not None and record.is_of(Path(path))


def _forget(db: sa.Connection, production: str, name: str) -> None:
    db.execute(sa.delete(t.videos).where((t.videos.c.production == production) & (t.videos.c.name == name)))

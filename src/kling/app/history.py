"""What was asked for on this machine, so that it is found again: first words, take, brief, file and units of every
request, in one small SQLite file below KLING_HOME. What is paid for stands in the journal; here it is only seen that
the same request would be paid for once more, because its files are made ready in another way."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from kling.app.fit import DECISIVE, decisive
from kling.app.refusal import Step
from kling.client.home import home, private_file, private_folder

_SCHEMA = """CREATE TABLE IF NOT EXISTS asked (
    external_id TEXT, task_id TEXT, at REAL NOT NULL, words TEXT NOT NULL, take INTEGER NOT NULL,
    brief TEXT, film TEXT, path TEXT, estimate TEXT, units TEXT, sandbox INTEGER NOT NULL, is_private INTEGER NOT NULL,
    place TEXT NOT NULL, arguments TEXT, PRIMARY KEY (external_id, place)
)"""
_HAS_ARGUMENTS = "SELECT 1 FROM pragma_table_info('asked') WHERE name = 'arguments'"
_EARLIER = "INSERT OR IGNORE INTO asked SELECT *, CASE WHEN is_private THEN 'private' ELSE '' END, NULL FROM requests"
"""What stood in the table of before 2026-12, whose rows did not say where they were sent."""
PRIVATE = "private"
WORDS = 60
"""Characters of the prompt that are kept."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``at`` is when it was first sent (Unix seconds); ``units`` what was charged, None while that is not
    known; ``brief`` the file it came from, ``film`` its name in a production, ``path`` the video,
    ``is_private`` whether the sandbox was that of KLING_HOME; ``place`` the service's address, ``PRIVATE`` for that
    one; ``arguments`` those of the ``generate`` that asks for it again, as JSON."""

    external_id: str
    task_id: str | None
    at: float
    words: str
    take: int = 1
    brief: str | None = None
    film: str | None = None
    path: str | None = None
    estimate: Decimal | None = None
    units: Decimal | None = None
    sandbox: bool = False
    is_private: bool = False
    place: str = ""
    arguments: str | None = None

    @property
    def asking(self) -> list[Step]:
        """The command that asks for it again, where that is known."""
        return self.again(self.take)

    def again(self, take: int) -> list[Step]:
        """The same for a take of it."""
        if not self.arguments:
            return []
        given = {name: value for name, value in json.loads(self.arguments).items() if name != "take"}
        return [Step("generate", given | ({"take": take} if take > 1 else {}))]

    @property
    def here(self) -> Path | None:
        """Its video, where it is on this machine."""
        return path if self.path and (path := Path(self.path)).is_file() else None

    @property
    def day(self) -> str:
        """The day it was sent, as the clock on the wall says it."""
        return time.strftime("%Y-%m-%d", time.localtime(self.at))

    def document(self) -> dict[str, Any]:
        """What programs read."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["arguments"]  # which next says
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


_COLUMNS = tuple(field.name for field in fields(Request))
_LATER = ("task_id", "brief", "path", "units", "arguments")
"""What may be known later than that it was asked for."""


def note(request: Request) -> None:
    """Keep a request, or what is new about it; trouble with the file never stops a film."""
    row = [str(value) if isinstance(value, Decimal) else value for value in map(request.__getattribute__, _COLUMNS)]
    new = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in _LATER)
    with suppress(sqlite3.Error, OSError, OverflowError), _open() as db:
        db.execute(
            f"INSERT INTO asked ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608
            f"ON CONFLICT DO UPDATE SET {new}",
            row,
        )


def place_of(base_url: str, *, is_private: bool) -> str:
    """Where a request is sent, as this file knows it. A private sandbox has another port each time."""
    return PRIVATE if is_private else base_url


def requests() -> list[Request]:
    """Every request, newest first; nothing where the file cannot be read."""
    with suppress(sqlite3.Error, OSError), _open() as db:
        rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM asked ORDER BY at DESC").fetchall()  # noqa: S608
        return [_request(row) for row in rows]
    return []


def _request(row: tuple[Any, ...]) -> Request:
    found = dict(zip(_COLUMNS, row, strict=True))
    for name in ("estimate", "units"):
        found[name] = None if found[name] is None else Decimal(found[name])
    return Request(**{**found, **{name: bool(found[name]) for name in ("sandbox", "is_private")}})


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    private_folder(home().absolute())
    path = private_file(home().absolute() / "history.db")
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        db.execute(_SCHEMA)
        if not db.execute(_HAS_ARGUMENTS).fetchone():
            db.execute("ALTER TABLE asked ADD COLUMN arguments TEXT")
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'requests'").fetchone():
            db.execute(_EARLIER)
            db.execute("DROP TABLE requests")
        yield db


def forget(external_id: str, place: str) -> None:
    """Forget a request of which surely no task came."""
    with suppress(sqlite3.Error, OSError), _open() as db:
        db.execute("DELETE FROM asked WHERE external_id = ? AND place = ? AND task_id IS NULL", (external_id, place))


def ended(task_id: str, *, units: object = None, path: Path | None = None) -> None:
    """Note what a task was charged, and where its video is; nothing for one that was not asked for here."""
    place = str(path.absolute()) if path else None
    with suppress(sqlite3.Error, OSError), _open() as db:
        change = "UPDATE asked SET units = coalesce(?, units), path = coalesce(?, path) WHERE task_id = ?"
        db.execute(change, (None if units is None else str(units), place, task_id))


def known(place: str) -> dict[str, Request]:
    """What was asked for of a service, by external id; what was kept by earlier versions says no place."""
    return {request.external_id: request for request in requests() if request.place in (place, "")}


def next_take(request: Request) -> int:
    """The first take after those that were asked for of the same words and files."""

    def film(one: Request) -> dict[str, Any]:
        return {name: value for name, value in _wanted(json.loads(one.arguments or "{}")).items() if name != "take"}

    same = [
        one.take for one in requests() if one.arguments and one.place == request.place and film(one) == film(request)
    ]
    return max([request.take, *same]) + 1


def is_sent(file: Path) -> bool:
    """Whether something was asked for with a file."""
    return any(one.brief == str(file.absolute()) for one in requests())


_HOW = {*DECISIVE, "output", "sheet", "host", "sandbox", "wire"}
"""Arguments that do not say what is to be seen."""


def otherwise(arguments: Mapping[str, Any], place: str | None = None) -> Request | None:
    """The newest request of the same file, or of the same words and fields, that became a task with another fit, crop,
    window or profile than these arguments of ``generate`` have; None where it did with these, too, and for a file that
    was changed since. ``place`` None: of any service."""
    wanted, now = _wanted(arguments), decisive(arguments)
    found = [
        (one, decisive(given))
        for one in requests()
        if one.task_id and place in (None, one.place) and one.arguments
        if _wanted(given := json.loads(one.arguments)) == wanted and not _changed_since(one)
    ]
    return None if not found or now in (how for _, how in found) else found[0][0]


def _wanted(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in _HOW}


def _changed_since(request: Request) -> bool:
    try:
        return bool(request.brief) and Path(request.brief or "").stat().st_mtime > request.at
    except OSError:
        return True


def first_words(prompt: str) -> str:
    """The beginning of a prompt, as a name to find it by."""
    plain = " ".join(re.sub(r"<<<(\w+)>>>", r"@\1", prompt).split())
    return plain if len(plain) <= WORDS else f"{plain[: WORDS - 1].rstrip()}…"

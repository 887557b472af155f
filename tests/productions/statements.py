"""SQL statements, compiled once in a process: every run has engines of its own, which would compile all theirs again, a
quarter of the time that a run takes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache


def compiled_once() -> None:
    """From now on, engines for one kind of database share what they compiled."""
    make = sa.Engine.__init__
    known: LRUCache[Any, Any] = LRUCache(2000)

    def made(self: sa.Engine, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        self._compiled_cache = known

    def is_same(dialect: DefaultDialect, other: object) -> bool:
        return type(dialect) is type(other)

    def kind(dialect: DefaultDialect) -> int:
        return hash(type(dialect))

    for owner, name, value in (
        (sa.Engine, "__init__", made),
        (DefaultDialect, "__eq__", is_same),
        (DefaultDialect, "__hash__", kind),
    ):
        setattr(owner, name, value)

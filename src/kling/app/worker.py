"""A worker: carries on the productions of a database that machines share."""

from __future__ import annotations

from kling.app.events import Ready, Tell, nobody
from kling.app.generate import open_storage
from kling.app.productions import AS_GIVEN, Settings, accounts, store, work_on
from kling.app.refusal import Refusal, refusing


def work(settings: Settings = AS_GIVEN, *, drain: bool = False, tell: Tell = nobody) -> None:
    """Work on the productions of the Postgres of KLING_DATABASE_URL until it is interrupted, or with ``drain`` until
    nothing is left to do. Raises Refusal."""
    from kling.productions.databases import engine_address
    from kling.productions.engine import Engine
    from kling.productions.work import Context

    where = store()
    if where.url is None:
        raise Refusal(
            "usage", "workers share a Postgres: set KLING_DATABASE_URL; with SQLite `kling run` does everything"
        )
    if settings.is_private:
        help = "set KLING_API_KEY, or KLING_BASE_URL of a shared sandbox"
        raise Refusal("usage", "a worker needs the credentials of an account, or a shared sandbox", help=help)
    host = open_storage(settings.storage)
    with (
        refusing(),
        where.ledger() as ledger,
        accounts(ledger, settings) as who,
        Engine(Context(ledger, who.named, host), engine_address(where.folder, where.url), who.journal) as engine,
    ):
        for name, _, _ in ledger.productions():
            engine.reconcile(name)
        tell(Ready(engine.name))

        def tick() -> bool:
            ticked = [engine.tick(name) for name, _, _ in ledger.productions()]
            return any(ticked) or not drain

        work_on(engine, tick, tell, "what is in hand is taken over by others, or by the next worker here")

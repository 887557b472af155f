"""Where the state of productions is, which production is meant, and the accounts that carry it out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app.connect import connect, state
from kling.app.connect import is_private as has_no_account
from kling.app.events import Interrupted, Tell, Troubled, nobody
from kling.app.fit import kept
from kling.app.refusal import Refusal, Step
from kling.client.access import access
from kling.client.home import home
from kling.models.profiles import DEFAULT, Profile
from kling.models.regions import DEFAULT_BASE_URL

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.media.keep import Keep
    from kling.productions.accounts import Account
    from kling.productions.engine import Engine
    from kling.productions.entries import Entry
    from kling.productions.journal import SharedJournal
    from kling.productions.ledger import Ledger
    from kling.productions.plan import Plan

TICK = 0.25  # seconds between looks for what is to be started


@dataclass(frozen=True, slots=True)
class Settings:
    """How productions are carried out. ``accounts`` is an accounts file, ``slots`` the tasks at once that the account
    allows where no file says it, ``storage`` the URL where local clips are put, ``fit`` makes pictures and clips legal
    first and says what is kept of them, ``sandbox`` uses a private sandbox even where there is an account."""

    profile: Profile = DEFAULT
    wire: Wire = "v1"
    fit: Keep | None = None
    accounts: Path | None = None
    slots: int | None = None
    storage: str | None = None
    sandbox: bool = False

    @property
    def is_private(self) -> bool:
        """Whether a private sandbox will be used."""
        return self.sandbox or (self.accounts is None and has_no_account(False))

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of a command that carries the same file out in the same way."""
        given = {
            **kept(self.fit, self.profile),
            "wire": self.wire if self.wire != "v1" else None,
            "accounts": str(self.accounts.absolute()) if self.accounts else None,
            "slots": self.slots,
            "host": self.storage,
            "sandbox": self.is_private,
        }
        return {name: value for name, value in given.items() if value}


AS_GIVEN = Settings()


@dataclass(frozen=True, slots=True)
class Store:
    """The state of productions: a folder, and the Postgres of KLING_DATABASE_URL where that is set."""

    folder: Path
    url: str | None

    def state_of(self, production: str) -> Path:
        """The folder for what one production keeps between its steps."""
        return self.folder / production

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The open ledger. Raises Refusal, also for trouble with any database in the block."""
        from sqlalchemy.exc import DatabaseError

        from kling.productions.databases import Unusable, ledger_address
        from kling.productions.ledger import Ledger, OtherVersion

        try:
            with closing(Ledger(ledger_address(self.folder, self.url))) as ledger:
                yield ledger
        except OtherVersion as error:
            raise Refusal("usage", str(error)) from None
        except Unusable as error:
            raise Refusal("service", str(error)) from None
        except DatabaseError as error:
            where = "of KLING_DATABASE_URL" if self.url else f"in {self.folder}"
            raise Refusal("service", f"the database {where} cannot be used: {_reason(error)}") from error


def store() -> Store:
    """The state of this user's productions. Raises Refusal."""
    url = os.environ.get("KLING_DATABASE_URL") or None
    if url and not url.startswith("postgresql://"):
        raise Refusal("usage", "KLING_DATABASE_URL must look like postgresql://user@host/name")
    return Store(home() / "jobs" if url else state("jobs"), url)


def _reason(error: Exception) -> str:
    """The database's own words."""
    return str(getattr(error, "orig", error)).partition("\n")[0]


def name_of(file: Path, *, private: bool) -> str:
    """The id of the production that a file stands for; the same file is another production at another service."""
    service = "private sandbox" if private else access().base_url or DEFAULT_BASE_URL
    digest = hashlib.sha256(f"{file.resolve()}\n{service.rstrip('/')}".encode()).hexdigest()
    return f"{file.stem}-{digest[:8]}"


def find(ledger: Ledger, known: str) -> str:
    """The production of an id, of the beginning of one, or of a file. Raises Refusal when it is not one."""
    path = Path(known)
    file = str(path.resolve()) if path.suffix else None
    found = [name for name, path_of, _ in ledger.productions() if path_of == file or name.startswith(known)]
    here = name_of(path, private=AS_GIVEN.is_private) if file else known
    if here in found:  # of a file, the one at the service that is in use
        return here
    if len(found) != 1:
        listed = f": {', '.join(found)}" if found else ""
        why = f"{known!r} names {len(found) or 'no'} production{'s' * (len(found) > 1)}{listed}"
        raise Refusal("usage", why, help="`kling jobs list` shows them all", next=[Step("jobs_list")])
    return found[0]


def resuming(ledger: Ledger, production: str, command: str = "run") -> Step:
    """The command that carries a known production on, with the arguments that it was carried out with."""
    file = next(file for name, file, _ in ledger.productions() if name == production)
    return Step(command, {"file": file, **(ledger.arguments(production) or {})})


def chosen(ledger: Ledger, production: str, names: Sequence[str]) -> list[Entry]:
    """The videos of a production that ``names`` (of videos, or of films for all their shots) mean; without names all.
    Raises Refusal."""
    entries = ledger.entries(production)
    known = {entry.name for entry in entries} | {entry.film for entry in entries}
    if missing := [name for name in names if name not in known]:
        raise Refusal("usage", f"{production} has no video or film called {missing[0]!r}")
    return [entry for entry in entries if not names or entry.name in names or entry.film in names]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a run, by name. ``sandbox`` is true when nothing can cost money, ``is_private`` when it is
    that of KLING_HOME; ``journal`` is that of a shared ledger."""

    named: dict[str, Account]
    sandbox: bool
    journal: SharedJournal | None
    is_private: bool = False

    def shares(self, plan: Plan) -> dict[str, str]:
        """Which account makes which video."""
        return shares(plan, self.named)


def shares(plan: Plan, accounts: Mapping[str, Account]) -> dict[str, str]:
    """Which account makes which video, by the videos' names."""
    from kling.productions.accounts import chosen

    slots = {name: account.slots for name, account in accounts.items()}
    return {item.video.name: chosen(item.external_id, slots) for item in plan.items}


@contextmanager
def accounts(ledger: Ledger | None, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Iterator[Accounts]:
    """The accounts of an accounts file, else the one of the environment, else a private sandbox. What they are sent
    stands in this user's journal, or in that of a shared ledger. Raises Refusal."""
    from kling.productions.accounts import SANDBOX, SLOTS, Account, AccountsError, read_accounts

    journal = None
    if ledger is not None and ledger.is_shared:
        from kling.productions.engine import journal_of

        journal = journal_of(ledger)
    if settings.accounts is not None and not settings.sandbox:
        with ExitStack() as stack:
            try:
                found = read_accounts(settings.accounts, settings.profile, settings.wire, journal)
            except AccountsError as error:
                raise Refusal("account", str(error)) from None
            for account in found:
                stack.enter_context(account.client)
            is_play = all(account.client.is_sandbox() for account in found)
            yield Accounts({account.name: account for account in found}, is_play, journal)
        return
    with connect(
        sandbox=settings.sandbox, profile=settings.profile, backoff=0, wire=settings.wire, journal=journal, tell=tell
    ) as connection:
        kind = SANDBOX if connection.sandbox else "key"
        name = SANDBOX if settings.is_private else f"{kind}-{access().mark()}"
        account = Account(name, connection.client, settings.slots or SLOTS, is_told=settings.slots is not None)
        yield Accounts({name: account}, connection.sandbox, journal, connection.state is not None)


def work_on(engine: Engine, tick: Callable[[], bool], tell: Tell, help: str) -> None:
    """Let an engine work as long as ``tick`` says that there is something to do. When it is interrupted it tells so
    before it waits for what is in hand; ``help`` says how that goes on. Raises Refusal."""
    busy, outages = True, Outages(tell)
    try:
        while busy:
            with outages.outlived():
                busy = tick()
            engine.nap(TICK)
    except KeyboardInterrupt:
        tell(Interrupted(help))
        raise Refusal("interrupted", "interrupted", help=help) from None


class Outages:
    """Times when the database is away: they are waited out, and told of once for each reason."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told: set[str] = set()

    @contextmanager
    def outlived(self) -> Iterator[None]:
        """Go on after a block that failed because the database is away."""
        from kling.productions.ledger import AWAY

        try:
            yield
            self._told.clear()
        except AWAY as error:
            reason = _reason(error)
            if reason not in self._told:
                self._tell(Troubled(f"the database cannot be used at the moment: {reason}; waiting until it can"))
            self._told.add(reason)

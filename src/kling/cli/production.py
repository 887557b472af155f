"""What the commands about productions share: where their state is, and which accounts carry them out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kling.cli.exits import ACCOUNT, SERVICE, USAGE, fail
from kling.models.profiles import Profile

if TYPE_CHECKING:
    from sqlalchemy.exc import DatabaseError

    from kling.api.fields import Wire
    from kling.productions.accounts import Account
    from kling.productions.journal import SharedJournal
    from kling.productions.ledger import Ledger
    from kling.productions.plan import Plan


@dataclass(slots=True)
class Place:
    """Where the state of productions is: a folder, and a Postgres if KLING_DATABASE_URL names one."""

    folder: Path
    url: str | None

    def state_of(self, production: str) -> Path:
        """The folder for what one production keeps between its steps."""
        return self.folder / production

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The open ledger; trouble with any database in the block ends with exit code 6 and one sentence."""
        from sqlalchemy.exc import DatabaseError

        from kling.productions.databases import Unusable, ledger_address
        from kling.productions.ledger import Ledger, OtherVersion

        try:
            with closing(Ledger(ledger_address(self.folder, self.url))) as ledger:
                yield ledger
        except OtherVersion as error:
            fail(str(error), USAGE)
        except Unusable as error:
            fail(str(error), SERVICE)
        except DatabaseError as error:
            where = "of KLING_DATABASE_URL" if self.url else f"in {self.folder}"
            fail(f"the database {where} cannot be used: {reason_of(error)}", SERVICE)


def reason_of(error: DatabaseError) -> str:
    """The database's own words."""
    return str(error.orig).partition("\n")[0]


def place() -> Place:
    from kling.app.connect import state
    from kling.client.home import home

    url = os.environ.get("KLING_DATABASE_URL") or None
    if url and not url.startswith("postgresql://"):
        fail("KLING_DATABASE_URL must look like postgresql://user@host/name", USAGE)
    return Place(home() / "jobs" if url else state("jobs"), url)


def name_of(file: Path, private: bool) -> str:
    """The id of the production that a file stands for; the same file is another production at another service."""
    from kling.client.access import access
    from kling.models.regions import DEFAULT_BASE_URL

    service = "private sandbox" if private else access().base_url or DEFAULT_BASE_URL
    digest = hashlib.sha256(f"{file.resolve()}\n{service.rstrip('/')}".encode()).hexdigest()
    return f"{file.stem}-{digest[:8]}"


def is_private(sandbox: bool, accounts: Path | None) -> bool:
    """Whether a private sandbox will be used."""
    from kling.client.access import access

    return sandbox or not (accounts or (found := access()).has_key or found.base_url)


@dataclass(slots=True)
class Payers:
    """The accounts of a run. ``sandbox`` is true when nothing can cost money; ``journal`` is a shared one."""

    accounts: dict[str, Account]
    sandbox: bool
    journal: SharedJournal | None


@contextmanager
def payers(
    ledger: Ledger | None,
    *,
    sandbox: bool,
    file: Path | None,
    profile: Profile,
    quiet: bool,
    slots: int | None = None,
    wire: Wire = "v1",
) -> Iterator[Payers]:
    """The accounts of an accounts file, else the one of the environment, else a private sandbox. What they are sent
    stands in this user's journal, or in that of a shared ledger."""
    from kling.app.connect import connect
    from kling.cli.screen import Screen
    from kling.client.access import access
    from kling.productions.accounts import SANDBOX, SLOTS, Account, AccountsError, read_accounts

    journal = None
    if ledger is not None and ledger.is_shared:
        from kling.productions.engine import journal_of

        journal = journal_of(ledger)
    if file is not None and not sandbox:
        with ExitStack() as stack:
            try:
                found = read_accounts(file, profile, wire, journal)
            except AccountsError as error:
                fail(str(error), ACCOUNT)
            for account in found:
                stack.enter_context(account.client)
            is_play = all(a.client.is_sandbox() for a in found)
            yield Payers({account.name: account for account in found}, is_play, journal)
        return
    with connect(
        sandbox=sandbox, profile=profile, backoff=0, wire=wire, journal=journal, tell=Screen(quiet)
    ) as connection:
        kind = SANDBOX if connection.sandbox else "key"
        name = SANDBOX if is_private(sandbox, file) else f"{kind}-{access().mark()}"
        account = Account(name, connection.client, slots or SLOTS, is_told=slots is not None)
        yield Payers({name: account}, connection.sandbox, journal)


def shared_out(plan: Plan, accounts: Mapping[str, Account]) -> dict[str, str]:
    """Which account makes which wish."""
    from kling.productions.accounts import chosen

    slots = {name: account.slots for name, account in accounts.items()}
    return {item.wish.name: chosen(item.external_id, slots) for item in plan.items}


def find(ledger: Ledger, known: str) -> str:
    """The production of an id, of the beginning of one, or of a file; ends with exit code 2 when it is not one."""
    path = Path(known)
    file = str(path.resolve()) if path.suffix else None
    found = [name for name, path_of, _ in ledger.productions() if path_of == file or name.startswith(known)]
    if known in found:
        return known
    if len(found) != 1:
        listed = f": {', '.join(found)}" if found else "; kling jobs list shows them all"
        fail(f"{known!r} names {len(found) or 'no'} production{'s' * (len(found) > 1)}{listed}", USAGE)
    return found[0]

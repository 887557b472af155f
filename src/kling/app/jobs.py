"""What productions want and how far each video is: listed, shown, retried, cancelled, moved to another account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.price import dollars
from kling.app import envelope
from kling.app.productions import AS_GIVEN, Settings, accounts, chosen, find, resuming, store
from kling.app.refusal import Refusal, Step, refusing

if TYPE_CHECKING:
    from kling.productions.entries import Entry


class Listed(NamedTuple):
    """A production: its id, file and folder, how many videos have each state, and whether a sandbox makes them."""

    production: str
    file: str
    folder: str
    states: dict[str, int]
    sandbox: bool


class Retried(NamedTuple):
    """A video that failed or was cancelled. ``task_id``: its task is not lost, and will be fetched; ``trouble``: why
    the service does not say what became of it, so that it stays as it is. With neither the next run makes it anew, for
    ``units``."""

    name: str
    task_id: str | None = None
    trouble: str | None = None
    units: Decimal = Decimal(0)

    @property
    def is_anew(self) -> bool:
        """Whether the next run makes and pays for it anew."""
        return self.task_id is None and self.trouble is None


@dataclass(frozen=True, slots=True)
class Retries:
    """What came of asking for videos again."""

    rows: list[Retried]

    @property
    def anew(self) -> int:
        """How many the next run makes and pays for anew."""
        return sum(row.is_anew for row in self.rows)

    @property
    def units(self) -> Decimal:
        """What those will cost."""
        return sum((row.units for row in self.rows), Decimal(0))

    @property
    def dollars(self) -> Decimal:
        return dollars(self.units)

    @property
    def trouble(self) -> Refusal | None:
        """Why some stay as they are: the service did not say what became of them."""
        told = [f"{row.name} stays as it is: {row.trouble}" for row in self.rows if row.trouble]
        return Refusal("service", "; ".join(told), help="ask again later") if told else None

    def envelope(self, production: str) -> dict[str, Any]:
        """What programs are told."""
        return _envelope(production, self.document(), self.trouble)

    def document(self) -> dict[str, Any]:
        """The result as programs read it."""
        rows = [{**row._asdict(), "units": str(row.units)} for row in self.rows]
        return {"anew": self.anew, "units": str(self.units), "videos": rows}


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Of ``count`` videos ``cancelled`` will not be made; ``sent`` were sent already, and will be fetched."""

    count: int
    cancelled: list[str]
    sent: list[str]

    def document(self) -> dict[str, Any]:
        """The result as programs read it."""
        return {"count": self.count, "cancelled": self.cancelled, "sent": self.sent}


@dataclass(frozen=True, slots=True)
class Moved:
    """Of ``count`` videos ``moved`` belong to account ``new`` now. ``is_same``: it has the tasks of ``old``, so nothing
    is paid again. ``stay`` are those that ``old`` was, or may have been, charged for."""

    old: str
    new: str
    count: int
    moved: int
    is_same: bool = False
    stay: tuple[str, ...] = ()

    @property
    def trouble(self) -> Refusal | None:
        """Why some stay."""
        if not self.stay:
            return None
        paid = f"{self.old} was, or may have been, charged for them, and {self.new} does not show them"
        help = "run with a key of that account, or say --pay-again"
        return Refusal("unknown", f"{', '.join(self.stay)}: {paid}", help=help)

    def envelope(self, production: str) -> dict[str, Any]:
        """What programs are told."""
        return _envelope(production, self.document(), self.trouble)

    def document(self) -> dict[str, Any]:
        """The result as programs read it."""
        return {"count": self.count, "moved": self.moved, "same_account": self.is_same, "stay": list(self.stay)}


def _envelope(production: str, document: dict[str, Any], trouble: Refusal | None) -> dict[str, Any]:
    if trouble:
        return envelope.refused(trouble, result=document)
    return envelope.done(document, next=again(production))


def row_of(entry: Entry) -> dict[str, Any]:
    """A video of a production as programs read it."""
    return {
        "name": entry.name,
        "film": entry.film,
        "state": entry.state,
        "reason": entry.reason,
        "task_id": entry.task_id,
        "external_task_id": entry.external_id,
        "account": entry.account,
        "take": entry.take,
        "estimate": entry.estimate,
        "units": entry.units,
        "path": entry.path,
    }


def productions() -> list[Listed]:
    """Every production, newest first. Raises Refusal."""
    from kling.productions.accounts import is_play

    with store().ledger() as ledger:
        return [
            Listed(name, file, folder, ledger.counts(name), all(map(is_play, ledger.accounts(name))))
            for name, file, folder in ledger.productions()
        ]


def show(production: str, names: Sequence[str] = ()) -> list[Entry]:
    """The videos of a production. ``production`` is an id, its beginning, or a file; ``names`` are those of videos, or
    of films for all their shots. Raises Refusal."""
    with store().ledger() as ledger:
        return chosen(ledger, find(ledger, production), names)


def again(production: str) -> list[Step]:
    """The command that goes on with a production as it was begun, and pays nothing twice. Raises Refusal."""
    with store().ledger() as ledger:
        return [resuming(ledger, find(ledger, production))]


def after_show(production: str, entries: Sequence[Entry]) -> list[Step]:
    """What makes sense for a production that stands so: trying again, going on, or looking at the first video."""
    if any(entry.state in ("failed", "cancelled") for entry in entries):
        return [Step("jobs_retry", {"production": production})]
    here = [Step("frames", {"video": entry.path}) for entry in entries[:1]]
    return here if all(entry.state == "downloaded" for entry in entries) else again(production)


def retry(production: str, names: Sequence[str] = (), settings: Settings = AS_GIVEN) -> Retries:
    """Set out again for videos that failed or were cancelled. The service is asked first what became of each task;
    nothing is sent before the next run. Raises Refusal."""
    from kling.client import KlingError
    from kling.productions.accounts import SANDBOX
    from kling.productions.work import retry as again

    where = store()
    found: list[Retried] = []
    with refusing(), where.ledger() as ledger:
        known = find(ledger, production)
        entries = [entry for entry in chosen(ledger, known, names) if entry.state in ("failed", "cancelled")]
        is_private = any(entry.account == SANDBOX for entry in entries)
        with accounts(ledger, replace(settings, sandbox=is_private)) as who:
            for entry in entries:
                account = who.named.get(entry.account)
                try:
                    again(ledger, entry, account.client if account else None, where.folder)
                except KlingError as error:
                    found.append(Retried(entry.name, trouble=str(error)))
                    continue
                new = ledger.entry(known, entry.name)
                task = new.task_id if new else None
                found.append(Retried(entry.name, task, units=Decimal(0 if task else entry.estimate or 0)))
    return Retries(found)


def move(production: str, old: str, new: str, settings: Settings = AS_GIVEN, *, pay_again: bool = False) -> Moved:
    """Give what belongs to account ``old`` to account ``new``: all where ``new`` has its tasks, else only what was
    surely never sent, or with ``pay_again`` all. Raises Refusal."""
    from kling.productions.earlier import give, hand_over, knows, orphans

    with refusing(), store().ledger() as ledger:
        known = find(ledger, production)
        with accounts(ledger, settings) as who:
            if new not in who.named:
                raise Refusal("usage", f"there is no account {new} here; there is {', '.join(who.named)}")
            entries = orphans(ledger, known, who.named).get(old, [])
            if knows(who.named[new], entries):
                hand_over(ledger, known, entries, old, who.named[new])
                return Moved(old, new, len(entries), len(entries), is_same=True)
            moved, stay = give(ledger, entries, who.named[new], pay_again=pay_again)
            return Moved(old, new, len(entries), moved, stay=tuple(stay))


def settle(
    production: str, name: str, task_id: str | None, settings: Settings = AS_GIVEN, *, none: bool = False
) -> list[Entry]:
    """Say what became of a video that was sent, where the service does not: it is this task, or ``none`` was made. The
    next run goes on from that; of one of which none was made it asks for the price again. Raises Refusal."""
    from kling.client import records
    from kling.productions.accounts import SANDBOX
    from kling.productions.work import client_of

    if (task_id is None) is not none:
        raise Refusal("usage", "say which task it is, or that there is none")
    with refusing(), store().ledger() as ledger:
        [entry, *others] = chosen(ledger, find(ledger, production), [name])
        if not others and task_id and entry.task_id == task_id:
            return [entry]  # that is known
        if others or entry.task_id or not entry.is_bound:
            raise Refusal("usage", f"{name} is no video of which it is not known whether it was made")
        with accounts(ledger, replace(settings, sandbox=entry.account == SANDBOX)) as who:
            if (account := who.named.get(entry.account)) is None:
                raise Refusal("usage", f"account {entry.account} takes no part", help="name its file with --accounts")
            records.note_outcome(client_of(account, entry), entry.external_id, task_id)
        if none:
            ledger.move(entry, entry.state, (entry.state,), is_bound=False)
        return chosen(ledger, entry.production, [name])


def cancel(production: str, names: Sequence[str] = ()) -> Cancelled:
    """Do not make videos that were not sent yet. A task that was sent cannot be stopped. Raises Refusal."""
    from kling.productions.entries import UNPAID

    with store().ledger() as ledger:
        entries = chosen(ledger, find(ledger, production), names)
        cancelled = [
            entry.name
            for entry in entries
            if not entry.was_sent and ledger.move(entry, "cancelled", UNPAID, reason="cancelled by hand")
        ]
    sent = [entry.name for entry in entries if entry.was_sent and entry.state not in ("downloaded", "failed")]
    return Cancelled(len(entries), cancelled, sent)

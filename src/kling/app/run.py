"""A production carried out: everything checked and priced before the first unit is spent, then made, fetched and
joined."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.price import plain
from kling.app import envelope, history
from kling.app.approve import DECLINED, NEVER, Approval, Quote
from kling.app.budget import bounds, fits, reserve
from kling.app.deliver import Destination, sheet_beside
from kling.app.events import Began, Billed, Event, Moved, Tell, Troubled, nobody
from kling.app.frames import beside
from kling.app.generate import open_storage
from kling.app.planned import Planned
from kling.app.productions import (
    AS_GIVEN,
    Accounts,
    Settings,
    Store,
    accounts,
    store,
    work_on,
)
from kling.app.refusal import Refusal, Step, refusing
from kling.client import KlingError

if TYPE_CHECKING:
    from kling.app.refusal import Kind
    from kling.media.host import Host
    from kling.productions.entries import Entry, FilmEntry
    from kling.productions.ledger import Ledger
    from kling.productions.plan import Item


_LINGER = 2.0  # seconds that threads of a run are waited for when all is done
_HELP: dict[Kind, str] = {
    "failed": "failed ones are not paid for again by themselves: `kling jobs retry`",
    "unknown": "run it again: it looks first and pays nothing twice; what only you know you say by `kling jobs settle`",
}


IN_HAND = "running"
"""The code of a refusal of what another process carries out."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run. ``report`` is the page beside the videos, None when it could not be written; ``reasons`` say
    for each video or film that is not here why, by its name; ``sheets`` are contact sheets of what is; ``owed`` are the
    names of videos that were still to be paid for when it began; ``is_at_work``: a thread of it is still at work, which
    nobody need wait for."""

    production: str
    entries: list[Entry]
    films: list[FilmEntry]
    report: Path | None
    reasons: dict[str, str]
    sheets: dict[str, Path] = field(default_factory=dict)
    is_at_work: bool = False
    sandbox: bool | None = None
    warnings: tuple[str, ...] = ()
    owed: frozenset[str] = frozenset()

    @property
    def here(self) -> list[Entry]:
        """The videos that were fetched."""
        return [entry for entry in self.entries if entry.state == "downloaded"]

    @property
    def trouble(self) -> Kind | None:
        """What kept the run from giving everything; None when all is here."""
        states = {entry.state for entry in self.entries}
        if "paused" in states:
            return "account"
        if states & {"failed", "cancelled"}:
            return "failed"
        if any(entry.is_unknown for entry in self.entries):
            return "unknown"
        is_whole = states <= {"downloaded"} and {film.state for film in self.films} <= {"done"}
        return None if is_whole and self.report else "service"

    @property
    def help(self) -> str:
        """What to do about the trouble."""
        return _HELP.get(self.trouble, "run it again") if self.trouble else ""

    def envelope(self) -> dict[str, Any]:
        """What programs are told."""
        if self.trouble is None:
            return envelope.done(self.document(), next=self.next, **self._about)
        told = "; ".join(f"{name}: {reason}" for name, reason in list(self.reasons.items())[:3])
        again = "jobs_retry" if self.trouble == "failed" else "jobs_show"
        steps = [Step(again, {"production": self.production})]
        why = Refusal(self.trouble, told or "the report was not written", help=self.help, next=steps)
        document = envelope.refused(why, result=self.document(), sandbox=self.sandbox)
        return {**document, "warnings": [*document["warnings"], *self.warnings]}

    @property
    def _about(self) -> dict[str, Any]:
        return {
            "sandbox": self.sandbox,
            "reused": not self.owed,
            "charged_units": self.charged_units,
            "warnings": self.warnings,
        }

    @property
    def charged_units(self) -> str | None:
        """What the service charged for what was still to be paid for."""
        return charged(entry for entry in self.entries if entry.name in self.owed) if self.owed else "0"

    @property
    def next(self) -> list[Step]:
        """Commands that make sense now: looking at the films."""
        films = [film.path for film in self.films if film.state == "done"]
        films += [entry.path for entry in self.here if entry.film is None]
        return [Step("frames", {"video": path, "per_shot": True}) for path in films[:3]]

    def document(self) -> dict[str, Any]:
        """The result as programs read it."""
        counts = Counter(entry.state for entry in self.entries)
        return {
            "production": self.production,
            "states": counts,
            "units": charged(self.entries),
            "report": self.report and str(self.report),
            "films": [self._row(film.name, film.path) for film in self.films if film.state == "done"],
            "videos": [self._row(entry.name, entry.path) for entry in self.here],
        }

    def _row(self, name: str, path: str) -> dict[str, Any]:
        sheet = self.sheets.get(name)
        return {"name": name, "path": path, **({"sheet": str(sheet.absolute())} if sheet else {})}


def charged(entries: Iterable[Entry]) -> str | None:
    """The units that the service charged for videos, by what it said so far; None where it said nothing."""
    known = [Decimal(entry.units) for entry in entries if entry.units is not None]
    return plain(sum(known, Decimal(0))) if known else None


def carry_out(
    planned: Planned,
    settings: Settings = AS_GIVEN,
    *,
    approval: Approval = NEVER,
    sheet: bool = False,
    pay_again: bool = False,
    tell: Tell = nobody,
) -> Ran:
    """Carry out a production that was checked and priced with the same settings. Called again it goes on where it
    stopped, and pays nothing twice; with settings that make other videos of the same file only with ``pay_again``.

    On an account the price is agreed to by ``approval``; a sandbox never asks. When it is interrupted it tells so
    before it waits for what is in hand, which may take minutes: a process may end then, nothing is lost. ``sheet``
    draws a contact sheet beside each video that is in no film, too. One run at a time in a process. Raises Refusal.
    """
    from kling.productions.sync import sync

    where = store()
    host = open_storage(settings.storage)
    warnings = list(planned.going_on)

    def telling(event: Event) -> None:
        if isinstance(event, Troubled):
            warnings.append(event.text)
        tell(event)

    with refusing(), where.ledger() as ledger:
        tell(Billed(planned))
        if planned.trouble and not pay_again:
            raise planned.trouble
        with _alone(where, planned.name), accounts(ledger, settings, telling) as who:
            _may_be_paid(ledger, planned, who, host, approval, telling)
            _spare_paid(ledger, planned, who)
            _know_earlier(ledger, planned, who, telling)
            for entry in planned.left:
                _note(entry, planned, who, _first_words(entry.brief), entry.estimate)
            sync(ledger, planned.name, planned.plan, who.shares(planned.plan), planned.arguments)
            ran = _carried_out(where, ledger, planned, who, host, sheet, telling)
            owed = frozenset(item.video.name for item in planned.owed)
            return replace(ran, sandbox=who.sandbox, warnings=tuple(warnings), owed=owed)


@contextmanager
def _alone(where: Store, production: str) -> Iterator[None]:
    """Be the only process that carries the production out. Raises Refusal."""
    from kling.productions.databases import Busy, alone

    try:
        with alone(where.state_of(production)):
            yield
    except Busy as error:
        step = Step("jobs_show", {"production": production})
        raise Refusal("usage", str(error), help="it goes on: ask how it stands", code=IN_HAND, next=[step]) from None


def _may_be_paid(
    ledger: Ledger, planned: Planned, who: Accounts, host: Host | None, approval: Approval, tell: Tell
) -> None:
    """Raises Refusal when something could not be sent, or nobody agreed to the price. That packs cannot pay is told
    only, because their figures lag."""
    clips = [item.clip for item in planned.owed if item.clip]
    if clips and host is None and not who.sandbox:
        more = f" and {len(clips) - 1} more" if len(clips) > 1 else ""
        help = "the service reads clips by URL only; give --host s3://bucket/prefix"
        raise Refusal("rules", f"nothing was sent: {clips[0]}{more} is a file on this machine", help=help)
    if not planned.owed:
        return
    from kling.productions.balance import online, short, width

    packs = {name: found for name, account in who.named.items() if (found := online(account)) is not None}
    for name, found in packs.items():  # where nobody said how many slots there are, the names of the packs do
        if not who.named[name].is_told and (slots := width(found)):
            who.named[name].resize(slots)
    for text in short(planned.owed, who.shares(planned.plan), packs):
        tell(Troubled(f"{text}; what cannot be paid will be paused (figures lag by up to 12 hours)"))
    if who.sandbox:
        for text in bounds(planned.due.units, {"--max-units": approval.limit}):
            tell(Troubled(text))
        return
    takes = {entry.first_id: entry.external_id for entry in ledger.entries(planned.name)}
    due = {takes.get(item.external_id, item.external_id): item.estimate.units for item in planned.owed}
    fits(due)
    try:
        approval.require(Quote.of(planned.due), tell)
    except Refusal as refusal:
        if refusal.code != DECLINED:
            refusal.next = refusal.next or (planned.pricing,)
        raise
    reserve(due)


def _spare_paid(ledger: Ledger, planned: Planned, who: Accounts) -> None:
    """Raises Refusal where a sandbox's films would take the names of films that an account was paid for."""
    from kling.productions.accounts import is_play

    if not who.sandbox:
        return
    production = planned.plan.production
    names = {item.video.output for item in planned.plan.items} | {film.output for film in production.films}
    places = {str(production.folder.resolve() / name) for name in names}
    for other, _, folder in ledger.productions():
        if other != planned.name and folder == str(production.folder.resolve()):
            paid = [entry for entry in ledger.entries(other) if entry.task_id and not is_play(entry.account)]
            films = {entry.film for entry in paid}
            kept = [entry.path for entry in paid] + [film.path for film in ledger.films(other) if film.name in films]
            if taken := sorted(places.intersection(path for path in kept if Path(path).exists())):
                help = "`kling preview` draws it beside them; or give the file another folder for the sandbox"
                why = f"nothing was made: {taken[0]} was paid for, and a sandbox would take its name"
                raise Refusal(
                    "exists", why, help=help, next=[Step("preview", {"brief": str(production.path.absolute())})]
                )


def _know_earlier(ledger: Ledger, planned: Planned, who: Accounts, tell: Tell) -> None:
    """Know accounts again whose key was renewed, and settle requests that are replaced. Raises Refusal."""
    from kling.client.errors import JournalError
    from kling.client.records import recorded
    from kling.productions.earlier import Unsettled, reconcile_accounts, settle_replaced

    try:
        for account in who.named.values():
            recorded(account.client, "")  # a journal that cannot be read is told once, before anything is begun
    except JournalError as error:
        raise Refusal("usage", f"nothing was sent: {error}") from None
    for old, new in reconcile_accounts(ledger, planned.name, who.named).items():
        tell(Troubled(f"account {new} has the tasks of account {old}, and goes on with them"))
    try:
        settle_replaced(ledger, planned.name, planned.plan, who.named)
    except Unsettled as error:
        raise Refusal("unknown", f"nothing was sent: {error}") from None


def _carried_out(
    where: Store, ledger: Ledger, planned: Planned, who: Accounts, host: Host | None, sheet: bool, tell: Tell
) -> Ran:
    from kling.productions.databases import engine_address
    from kling.productions.engine import Engine, has_ended
    from kling.productions.report import write
    from kling.productions.work import Context

    name, context = planned.name, Context(ledger, who.named, host)
    with Engine(context, engine_address(where.state_of(name), where.url), who.journal) as engine:
        engine.reconcile(name)
        entries = ledger.entries(name)
        tell(Began(tuple(entries)))
        revision = max((entry.revision for entry in entries), default=0)

        def tick() -> bool:
            nonlocal revision
            revision = _told_of(ledger, name, revision, tell)
            return engine.tick(name)

        work_on(engine, tick, tell, "the same command goes on from here, and pays nothing twice")
    is_at_work = not has_ended(_LINGER)
    _told_of(ledger, name, revision, tell)
    report = None
    with closing(context):
        try:
            folder = planned.plan.production.folder.resolve()
            report = write(ledger, context.files(name), name, folder, planned.plan.production.path.stem)
        except OSError as error:
            tell(Troubled(f"the report was not written: {error.strerror or error}"))
    entries, films = ledger.entries(name), ledger.films(name)
    reasons = {entry.name: _reason(entry, who) for entry in entries if entry.state != "downloaded"}
    reasons |= {film.name: film.reason or "shots are missing" for film in films if film.state != "done"}
    items = {item.video.name: item for item in planned.plan.items}
    for entry in entries:
        if item := items.get(entry.name):
            _note(entry, planned, who, history.first_words(_words(item)), item.estimate.units)
    _settle(ledger, name, who)
    return Ran(name, entries, films, report, reasons, _sheets(entries, films, sheet, tell), is_at_work)


def _sheets(entries: Iterable[Entry], films: Iterable[FilmEntry], sheet: bool, tell: Tell) -> dict[str, Path]:
    """Contact sheets: those of films, which the report has drawn, and with ``sheet`` of the videos that are in none."""
    found = {film.name: place for film in films if (place := beside(Path(film.path))).is_file()}
    for entry in entries:
        is_alone = entry.film is None and entry.state == "downloaded"
        if is_alone and (made := sheet_beside(Path(entry.path), Destination(sheet=sheet), tell)):
            found[entry.name] = made.path
    return found


def _note(entry: Entry, planned: Planned, who: Accounts, words: str, estimate: Decimal | str | None) -> None:
    """Keep what was asked for, so that it is found again."""
    account = who.named.get(entry.account)
    if not entry.task_id or account is None:
        return
    asked = history.Request(
        entry.external_id,
        entry.task_id,
        time.time(),
        words,
        entry.take,
        str(planned.plan.production.path.absolute()),
        film=entry.name,
        path=entry.path if entry.state == "downloaded" else None,
        estimate=None if estimate is None else Decimal(estimate),
        units=None if entry.units is None else Decimal(entry.units),
        sandbox=who.sandbox,
        is_private=who.is_private,
        place=history.place_of(account.client.base_url, is_private=who.is_private),
    )
    history.note(asked)


def _settle(ledger: Ledger, production: str, who: Accounts) -> None:
    """Ask what was charged for tasks that the production does not want any more, where that is not known yet."""
    wanted = {entry.external_id for entry in ledger.entries(production)}
    for charge in ledger.charges(production):
        account = who.named.get(charge.account)
        if charge.units is None and charge.external_id not in wanted and account is not None:
            with suppress(KlingError):  # the next run asks again
                ledger.charge(charge, charge.task_id, account.client.get(charge.task_id).final_unit_deduction)


def _words(item: Item) -> str:
    """The first words of a video's prompt."""
    if item.video.line is not None:
        return item.video.line.text or "a recording"
    shots = getattr(item.brief, "shots", None)
    return str(getattr(item.brief, "prompt", None) or (shots[0].prompt if shots else ""))


def _first_words(brief: str) -> str:
    """The first words of a brief as the ledger has it."""
    value = json.loads(brief)
    return history.first_words(str(value.get("prompt") or next((s["prompt"] for s in value.get("shots") or ()), "")))


def _told_of(ledger: Ledger, production: str, revision: int, tell: Tell) -> int:
    """Tell of videos that changed after a revision; gives the newest one."""
    changed = ledger.changed(production, revision)
    tell(Moved(tuple(changed)))
    return max((entry.revision for entry in changed), default=revision)


def _reason(entry: Entry, who: Accounts) -> str:
    """Why a video is not here."""
    if entry.reason:
        return entry.reason
    if entry.account not in who.named:
        return (
            f"it belongs to account {entry.account}, which takes no part in this run; if that has another name or key "
            f"now: kling jobs move {entry.production} {entry.account} NAME"
        )
    return "the shot before it is missing"

"""What a door that stays open keeps between calls: the folders it may use, the connection, and what may be spent."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kling.api.price import plain
from kling.app import history
from kling.app.approve import DECLINED, Approval, Quote
from kling.app.budget import bounds, fits
from kling.app.connect import Connection, connect, is_private, place
from kling.app.drawings import Drawings
from kling.app.generate import was_sent
from kling.app.planned import dry_run
from kling.app.prepare import assumed, is_production
from kling.app.productions import Settings
from kling.app.refusal import Refusal, Step, refusing
from kling.app.request import Kept, Request
from kling.app.runs import Runs, is_carried_out, key
from kling.briefs.estimate import price_row
from kling.client import KlingError, TaskFailed
from kling.client.poll import ended_well
from kling.client.prepare import Prepared
from kling.media.confined import confined, permitted

TOKEN_SECONDS = 600

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.media.keep import Keep
    from kling.rules.diagnostic import Diagnostic

_OTHER_TAKES = (
    "two takes of a film are two files: copy it under another name, for another folder; "
    "or give the take of one brief alone"
)

Said = Literal["yes", "no", "unasked", "token"]
"""What the user said to the price; ``unasked`` although it was possible. ``token``: it is not, so a token says yes."""


class Priced(NamedTuple):
    """What a ``request`` costs, or the production that its file is. ``key`` identifies exactly what is paid for;
    ``title`` says what it is; ``row`` is the price as programs read it; ``command`` sends it; ``before`` is a task of
    the same request, which is not paid for again."""

    request: Request
    key: str
    title: str
    quote: Quote
    row: dict[str, Any]
    command: Literal["generate", "run"]
    owed: bool
    due: Sequence[tuple[str, Decimal | None]] = ()
    """The external ids of what is to be paid, with their units."""
    diagnostics: Sequence[Diagnostic] = ()
    before: history.Request | None = None
    failed: TaskFailed | None = None
    """How that task ended, where it became no video."""
    resuming: Step | None = None
    """What carries a production on as it was begun, where this would pay for it again."""
    warnings: Sequence[str] = ()


@dataclass
class Session:
    """``folders`` may be read and written, the first is where relative paths start; ``limit`` units are the most that
    may be spent (None: what is agreed to); ``sandbox`` uses the private sandbox even where there is an account;
    ``wire`` is spoken."""

    folders: tuple[Path, ...]
    limit: Decimal | None = None
    sandbox: bool = False
    wire: Wire = "v1"
    runs: Runs = field(default_factory=Runs, init=False)
    drawings: Drawings = field(default_factory=Drawings, init=False)
    _spent: dict[str, Decimal] = field(default_factory=dict, init=False)
    _tokens: dict[str, tuple[str, Decimal | None, float]] = field(default_factory=dict, init=False, repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, init=False, repr=False)
    _connection: Connection | None = field(default=None, init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def __post_init__(self) -> None:
        self.folders = tuple(folder.resolve() for folder in self.folders)

    @property
    def connection(self) -> Connection:
        """Made when it is first needed, and kept: a private sandbox goes on working between calls. Raises Refusal."""
        with self._lock:
            if self._connection is None:
                self._connection = self._stack.enter_context(connect(sandbox=self.sandbox, wire=self.wire))
            return self._connection

    @property
    def is_sandbox(self) -> bool | None:
        """Whether nothing can cost money; None while that is not known."""
        if self._connection is not None:
            return self._connection.sandbox
        return True if is_private(self.sandbox) else None

    def close(self) -> None:
        self._stack.close()

    def path(self, text: str) -> Path:
        """A path below one of the folders. Raises Refusal."""
        with refusing(), self.confined():
            return permitted(Path(text))

    def confined(self) -> AbstractContextManager[None]:
        """The block may use what is below the folders, and nothing else, whatever a document names."""
        return confined(self.folders)

    def prepared(self, request: Request) -> Prepared:
        """A request, judged and priced; its files are below the folders. Raises Refusal."""
        return request.prepared(self.path, self.wire)

    def priced(self, request: Request) -> Priced:
        """The price of a request, or of the production that its file is. Raises Refusal."""
        with self.confined():
            if request.file and is_production(path := self.path(request.file)):
                if request.take > 1:
                    raise Refusal("usage", f"{path} is a production, which has no takes", help=_OTHER_TAKES)
                planned = dry_run(path, self.settings(fit=request.keep))
                owing = [(item.external_id, item.estimate.units) for item in planned.owed]
                about: dict[str, Any] = {"owed": bool(owing), "due": owing, "warnings": planned.warnings}
                if planned.again:
                    about["resuming"] = planned.resuming
                title, due = f"the production {path.name}", Quote.of(planned.due)
                return Priced(request, key(planned), title, due, planned.document(), "run", **about)
            ready = self.prepared(request)
            found = price_row(ready.estimate) | {"external_task_id": ready.external_id, "take": request.take}
            before = history.known(place(self.sandbox)).get(ready.external_id)
            before = before if before and before.task_id else None
            if not request.file:
                found["notes"] = assumed(ready, request.arguments)
            quote, owed = Quote.of(ready.estimate), before is None
            named = [Path(request.file).name] if request.file else []
            title = ", ".join([f"“{history.first_words(ready.words)}”", *named, f"take {request.take}"])
            failed = self._failure(before.task_id) if before and before.task_id else None
            owing = [(ready.external_id, quote.units)] if owed else []
            about = {"owed": owed, "due": owing, "before": before, "failed": failed, "diagnostics": ready.diagnostics}
            return Priced(request, ready.external_id, title, quote, found, "generate", **about)

    def _failure(self, task_id: str) -> TaskFailed | None:
        """How a task failed; None for others, and where that is not to be had."""
        try:
            ended_well(self.connection.client.get(task_id))
        except TaskFailed as error:
            return error
        except KlingError:
            pass
        return None

    def anew(self, failed: Sequence[Priced]) -> list[Step]:
        """The call that prices as many takes as failed, of which nothing was asked for yet; where they would fail, too,
        what judges the file."""
        first, given = failed[0], failed[0].request.model_dump(exclude_defaults=True)
        if first.before and first.failed and first.failed.may_pass:
            more = {"takes": len(failed)} if len(failed) > 1 else {}
            return [Step("estimate", given | {"take": history.next_take(first.before)} | more)]
        return [Step("check", {"file": first.request.file})] if first.request.file else []

    def question(self, request: Request, *, pay_again: bool = False) -> str | None:
        """What the user is asked before a request is sent; None where nothing would be charged, and where it would be
        refused, for which the call itself has the reason."""
        try:
            priced = self.priced(request)
            refused = self.over({priced.key: priced.quote.units}) or (priced.resuming and not pay_again)
            refused = refused or (priced.command == "run" and is_carried_out(priced.row["production"]))
            if refused or self.is_free(priced):
                return None
            fits(dict(priced.due))
        except Exception:
            return None
        return f"This will cost {priced.quote.text}: {priced.title}. Go on?"

    def asking(self, prepare: Callable[[], Prepared]) -> str | None:
        """The same for a request that ``prepare`` makes ready."""
        try:
            ready = prepare()
            due = {ready.external_id: ready.estimate.units}
            if self.connection.sandbox or self.over(due) or was_sent(self.connection, ready.external_id):
                return None
            fits(due)
        except Exception:
            return None
        return f"This will cost {Quote.of(ready.estimate).text}: “{history.first_words(ready.words)}”. Go on?"

    def quoted(self, priced: Priced) -> tuple[dict[str, Any], Step]:
        """The price as programs read it, and the call that sends the request, with a token for exactly it; or the one
        that brings what was made of it before."""
        token = self.token(priced.key, priced.quote.units)
        row = priced.row | {"price": priced.quote.text, "quote_token": token}
        if priced.before:
            text = f"nothing: it was asked for before, for {priced.quote.text}"
            if priced.failed:
                text = f"nothing: it failed before; another take costs {priced.quote.text}"
            return row | {"units": "0", "dollars": "0", "price": text}, Step("wait", {"id": priced.before.task_id})
        if priced.resuming:
            return row, Step("estimate", priced.resuming.arguments)
        only = {"file", "host", *Kept.model_fields} if priced.command == "run" else None
        given = priced.request.model_dump(exclude_defaults=True, include=only)
        return row, Step(priced.command, given | {"quote_token": token})

    def settings(self, *, fit: Keep | None = None, storage: str | None = None) -> Settings:
        """How this session carries out productions."""
        return Settings(wire=self.wire, fit=fit, storage=storage, sandbox=self.sandbox)

    def is_free(self, priced: Priced) -> bool:
        """Whether nothing would be charged: on a sandbox, or for what was paid for already. Raises Refusal."""
        if self.connection.sandbox or not priced.owed:
            return True
        return priced.command == "generate" and was_sent(self.connection, priced.key)

    def token(self, key: str, units: Decimal | None) -> str:
        """A token for exactly this request (by its id) at this price; it expires."""
        token = secrets.token_hex(16)
        self._tokens[token] = key, units, time.time() + TOKEN_SECONDS
        return token

    def left(self, besides: Collection[str] = ()) -> Decimal | None:
        """Units that the session may still spend, when those of some keys are not counted; None without a limit."""
        if self.limit is None:
            return None
        return self.limit - sum((units for key, units in self._spent.items() if key not in besides), Decimal(0))

    def over(self, due: Mapping[str, Decimal | None]) -> str:
        """Why units, by the keys of what they are for, are more than the session may still spend; "" where they are
        not."""
        if not due or (left := self.left(due)) is None:
            return ""
        known = [units for units in due.values() if units is not None]
        wanted = sum(known, Decimal(0))
        if len(known) == len(due) and wanted <= left:
            return ""
        much = f"{plain(wanted)} units are" if len(known) == len(due) else "a price that is not known is"
        return f"{much} more than the {plain(left)} left of the {plain(self.limit or left)} of --max-units"

    def approval(self, key: str, quote: Quote, token: str | None, said: Said, pricing: Step) -> Approval:
        """Agrees to the price of a request when the user said yes, or, where nobody can be asked, with a token for
        exactly it. Raises Refusal for a token of another one, also where nothing can cost money. ``pricing`` says the
        price and gives the token."""
        estimate = [pricing]
        price = f"{quote.text}; nothing was sent"
        help = f"call {pricing.command} for exactly this request, show the user the price, and pass its quote_token"
        agreed = said == "yes" or (said == "token" and token is not None)
        answered = said in ("yes", "no")  # so that a token says nothing more
        if (
            token
            and not answered
            and (why := self._wrong(token, key, quote.units))
            and not was_sent(self.connection, key)
        ):
            raise Refusal("price", f"the quote token {why}: {price}", help=help, next=estimate)

        def agree(now: Quote) -> bool:
            if was_sent(self.connection, key):
                return True  # it is the same task, and nothing is charged
            with self._lock:
                if said == "no":
                    raise Refusal(
                        "price", f"the user did not agree to {price}", help="ask what to change", code=DECLINED
                    )
                if now != quote:
                    raise Refusal("price", f"the price is another now: {now.text}; nothing was sent", next=estimate)
                if why := self.over({key: quote.units}):
                    raising = "the user started the server with this limit, and may raise it"
                    raise Refusal("price", f"{why}; nothing was sent", help=raising, next=[Step("account")])
                if not agreed and said == "unasked":
                    raise Refusal("price", f"nobody agreed: {price}", help="ask for it again: the user is asked then")
                if not agreed:
                    raise Refusal("price", f"nobody agreed: {price}", help=help, next=estimate)
                self._spent[key] = quote.units or Decimal(0)
            return True

        return Approval(ask=agree)

    def _wrong(self, token: str, key: str, units: Decimal | None) -> str:
        """Why a token does not agree to a request at this price; "" where it does."""
        if (known := self._tokens.get(token)) is None:
            return "is none that estimate gave in this session"
        if known[:2] != (key, units):
            return "is that of another request or price"
        return "has expired" if time.time() >= known[2] else ""

    def bounds(self, units: Decimal | None) -> list[str]:
        """What would be refused on an account, where nothing can cost money. Raises Refusal."""
        return bounds(units, {"--max-units": self.limit}) if self.connection.sandbox else []

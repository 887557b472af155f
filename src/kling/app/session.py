"""What a door that stays open keeps between calls: the folders it may use, the connection, and what may be spent."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kling.app import history
from kling.app.approve import Approval, Quote
from kling.app.budget import bounds
from kling.app.connect import Connection, connect, place
from kling.app.generate import was_sent
from kling.app.planned import dry_run
from kling.app.prepare import is_production
from kling.app.productions import Settings
from kling.app.refusal import Refusal, Step, refusing
from kling.app.request import Kept, Request
from kling.app.runs import Runs, key
from kling.briefs.estimate import price_row
from kling.client.prepare import Prepared
from kling.media.confined import confined, permitted

TOKEN_SECONDS = 600

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.media.keep import Keep
    from kling.rules.diagnostic import Diagnostic

Said = bool | None
"""What the user said to the price: yes, no, or nothing, because nobody asked."""


class Priced(NamedTuple):
    """What a ``request`` costs, or the production that its file is. ``key`` identifies exactly what is paid for;
    ``row`` is the price as programs read it; ``command`` sends it; ``before`` is a task of the same request, which is
    not paid for again."""

    request: Request
    key: str
    quote: Quote
    row: dict[str, Any]
    command: Literal["generate", "run"]
    owed: bool
    diagnostics: Sequence[Diagnostic] = ()
    before: history.Request | None = None
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
                planned = dry_run(path, self.settings(fit=request.keep))
                about: dict[str, Any] = {"owed": bool(planned.owed), "warnings": planned.warnings}
                if planned.again:
                    about["resuming"] = planned.resuming
                return Priced(request, key(planned), Quote.of(planned.due), planned.document(), "run", **about)
            ready = self.prepared(request)
            found = price_row(ready.estimate) | {"external_task_id": ready.external_id, "take": request.take}
            before = history.known(place(self.sandbox)).get(ready.external_id)
            before = before if before and before.task_id else None
            quote, owed = Quote.of(ready.estimate), before is None
            return Priced(request, ready.external_id, quote, found, "generate", owed, ready.diagnostics, before)

    def quoted(self, priced: Priced) -> tuple[dict[str, Any], Step]:
        """The price as programs read it, and the call that sends the request, with a token for exactly it; or the one
        that brings what was made of it before."""
        token = self.token(priced.key, priced.quote.units)
        row = priced.row | {"price": priced.quote.text, "quote_token": token}
        if priced.before:
            text = f"nothing: it was asked for before, for {priced.quote.text}"
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

    def fits(self, key: str, units: Decimal | None) -> bool:
        """Whether the request is within what the session may spend."""
        if self.limit is None:
            return True
        spent = sum((value for known, value in self._spent.items() if known != key), Decimal(0))
        return units is not None and spent + units <= self.limit

    def approval(self, key: str, quote: Quote, token: str | None, said: Said, asked: Mapping[str, Any]) -> Approval:
        """Agrees to the price of a request when the user said yes, or with a token for exactly it. Raises Refusal for a
        token of another one, also where nothing can cost money. ``asked`` are the arguments that estimate prices."""
        estimate = [Step("estimate", asked)]
        price = f"{quote.text}; nothing was sent"
        help = "call estimate for exactly this request, show the user the price, and pass its quote_token"
        if token and (why := self._wrong(token, key, quote.units)) and not was_sent(self.connection, key):
            raise Refusal("price", f"the quote token {why}: {price}", help=help, next=estimate)

        def agree(now: Quote) -> bool:
            if was_sent(self.connection, key):
                return True  # it is the same task, and nothing is charged
            with self._lock:
                if now != quote or not self.fits(key, quote.units):
                    raise Refusal("price", f"more than is left of this session's {self.limit} units: {price}")
                if said is False:
                    raise Refusal("price", f"the user did not agree to {price}", help="ask what to change")
                if not said and not token:
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

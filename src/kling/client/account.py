"""What the account has left, and what it paid."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ValidationError

from kling.api.replies import Reply, Str
from kling.client.errors import ServiceError
from kling.client.operations import Flow, Run
from kling.client.place import place_of
from kling.client.session import Session, ask_again
from kling.client.shared_docs import like
from kling.client.transport import AsyncTransport, Transport
from kling.models.regions import BALANCE_LEDGER_PATH, COSTS_PATH, PACKAGE_LEDGER_PATH

R = TypeVar("R", bound=Reply)

_YEAR = 365 * 86_400_000
LEDGER_MAX = 500  # lines in one request (DOC)


class Pack(Reply):
    """A resource pack. Times are Unix milliseconds; ``status`` is toBeOnline, online, expired or runOut. The vendor's
    figures lag by up to 12 hours."""

    resource_pack_name: Str = ""
    resource_pack_id: Str = ""
    resource_pack_type: str | None = None
    total_quantity: float = 0.0
    remaining_quantity: float = 0.0
    purchase_time: int | None = None
    effective_time: int | None = None
    invalid_time: int | None = None
    status: str = ""


class Deduction(Reply):
    """A line of the ledger: what a task took from a pack. Further columns are in ``model_extra``."""

    task_id: Annotated[Str, BeforeValidator(lambda value: "" if value is None else value)] = ""
    product_function: str | None = None
    model_name: str | None = None
    resolution: str | None = None
    duration: Str | None = None
    deduction_amount: Str | None = None


class Account:
    """``Client.account``."""

    def __init__(self, session: Session, transport: Transport) -> None:
        self._session, self._transport = session, transport

    def packs(self, start: int | None = None, end: int | None = None) -> list[Pack]:
        """The resource packs between two times (Unix milliseconds; by default the last year). The service asks for at
        most one call a second."""
        return self._transport.run(_packs(self._session, start, end))

    def ledger(self, start: int | None = None, end: int | None = None, *, cash: bool = False) -> list[Deduction]:
        """What tasks took from the packs, or with ``cash`` from the balance, between two times (Unix milliseconds; by
        default the last year), in the service's order."""
        return self._transport.run(_ledger(self._session, start, end, cash))

    def lines(self, start: int | None = None, end: int | None = None, *, cash: bool = False) -> Iterator[Deduction]:
        """The same as :meth:`ledger`, asked for as it is read."""
        wanted: Next = _first(self._session, start, end)
        while wanted is not None:
            found, wanted = self._transport.run(_lines(self._session, wanted, cash))
            yield from found

    def resume(self) -> None:
        """Allow creates again after two tasks were found for one external id."""
        self._transport.run(_resume(self._session))


class AsyncAccount:
    """``AsyncClient.account``: the same surface as Account."""

    def __init__(self, session: Session, transport: AsyncTransport) -> None:
        self._session, self._transport = session, transport

    @like(Account.packs)
    async def packs(self, start: int | None = None, end: int | None = None) -> list[Pack]:
        return await self._transport.run(_packs(self._session, start, end))

    @like(Account.ledger)
    async def ledger(self, start: int | None = None, end: int | None = None, *, cash: bool = False) -> list[Deduction]:
        return await self._transport.run(_ledger(self._session, start, end, cash))

    @like(Account.lines)
    async def lines(
        self, start: int | None = None, end: int | None = None, *, cash: bool = False
    ) -> AsyncIterator[Deduction]:
        wanted: Next = _first(self._session, start, end)
        while wanted is not None:
            found, wanted = await self._transport.run(_lines(self._session, wanted, cash))
            for line in found:
                yield line

    @like(Account.resume)
    async def resume(self) -> None:
        await self._transport.run(_resume(self._session))


def _resume(session: Session) -> Flow[None]:
    place = yield from place_of(session)
    yield Run(lambda: session.journal.resume(place.name, session.account, session.credentials.fingerprint()))


def _times(session: Session, start: int | None, end: int | None) -> dict[str, str | int]:
    until = int(session.clock() * 1000) if end is None else end
    return {"start_time": until - _YEAR if start is None else start, "end_time": until}


def _packs(session: Session, start: int | None, end: int | None) -> Flow[list[Pack]]:
    envelope = yield from ask_again(session, COSTS_PATH, _times(session, start, end))
    data = envelope.data if isinstance(envelope.data, Mapping) else {}
    if data.get("code") not in (0, None, "0"):  # this call has a second envelope inside
        raise ServiceError(
            str(data.get("msg") or "no reason given"), code=_code(data), request_id=envelope.request_id or None
        )
    rows = data.get("resource_pack_subscribe_infos")
    return [pack for row in (rows if isinstance(rows, list) else []) if (pack := _read(Pack, row)) is not None]


Next = dict[str, Any] | None
"""What is asked for the next lines of a ledger; None at its end."""


def _first(session: Session, start: int | None, end: int | None) -> Next:
    return {**_times(session, start, end), "limit": LEDGER_MAX}


def _ledger(session: Session, start: int | None, end: int | None, cash: bool) -> Flow[list[Deduction]]:
    found: list[Deduction] = []
    wanted = _first(session, start, end)
    while wanted is not None:
        lines, wanted = yield from _lines(session, wanted, cash)
        found += lines
    return found


def _lines(session: Session, wanted: dict[str, Any], cash: bool) -> Flow[tuple[list[Deduction], Next]]:
    """Some lines of the ledger, and what to ask for the next ones."""
    path = BALANCE_LEDGER_PATH if cash else PACKAGE_LEDGER_PATH
    envelope = yield from ask_again(session, path, method="POST", body=wanted)
    data = envelope.data if isinstance(envelope.data, Mapping) else {}
    result = data.get("result")
    rows = result.get("detail") if isinstance(result, Mapping) else None
    lines = [line for row in (rows if isinstance(rows, list) else []) if (line := _read(Deduction, row)) is not None]
    cursor = data.get("next_cursor")
    more = data.get("has_more") and cursor and rows and cursor != wanted.get("cursor")
    return [line.came_with(envelope.answer) for line in lines], {**wanted, "cursor": cursor} if more else None


def _read(kind: type[R], row: object) -> R | None:
    try:
        return kind.model_validate(row)
    except ValidationError:
        return None


def _code(data: Mapping[str, Any]) -> int | None:
    code = data.get("code")
    return code if isinstance(code, int) else None

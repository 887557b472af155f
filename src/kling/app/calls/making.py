"""One video: its price, its making, and the tasks of the account."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from kling.api.price import dollars
from kling.app import envelope, lip_sync, tasks
from kling.app.approve import Quote
from kling.app.budget import limits, room
from kling.app.calls.call import MOST_SECONDS, Answer, Call, bounded, delivered, destination, named, seconds_of
from kling.app.deliver import Destination
from kling.app.events import Event, Noticed, Tell, nobody
from kling.app.generate import Origin, generate
from kling.app.naming import name_of
from kling.app.refusal import Step
from kling.app.request import Request, clip, source
from kling.app.session import Said, Session
from kling.client.prepare import Prepared


class Estimate(Request, Call):
    asks = True
    takes: int = Field(default=1, ge=1, le=20)

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        given = self.model_dump(exclude={"takes", "take"})
        found = [session.priced(Request(**given, take=self.take + more)) for more in range(self.takes)]
        rows, steps = (list(each) for each in zip(*(session.quoted(one) for one in found), strict=True))
        row, owed, failed = rows[0], [one for one in found if one.owed], [one for one in found if one.failed]
        if self.takes > 1:
            units = sum((one.quote.units or Decimal(0) for one in owed), Decimal(0))
            text = f"{units} units (${dollars(units)}) for {len(owed)} takes"
            if failed:
                text += f"; {len(failed)} failed before, and another take costs {failed[0].quote.text}"
            row = row | {"units": str(units), "dollars": str(dollars(units)), "price": text, "takes": self.takes}
        free, due = session.connection.sandbox, sum((one.quote.units or Decimal(0) for one in owed), Decimal(0))
        warnings = [*found[0].warnings, *session.bounds(due)]
        day = room(dict(pair for one in found for pair in one.due))
        if failed:
            steps = [*(step for one, step in zip(found, steps, strict=True) if not one.failed), *session.anew(failed)]
            warnings += [f"take {one.request.take} failed: {one.failed}" for one in failed]
        if free:
            row = row | {"price": f"{row['price']} on an account; nothing here, on a sandbox"}
        elif why := session.over({one.key: one.quote.units for one in owed}) or (day.why if day else ""):
            warnings.append(f"this would be refused: {why}")
            steps = [Step("account")]
        row = row | limits(day)
        about: dict[str, Any] = {"diagnostics": found[0].diagnostics, "warnings": warnings, "sandbox": free}
        return Answer(envelope.done(row, next=steps, reused=not (owed or failed) or None, **about))


class Generate(Request, Call):
    asks = True
    quote_token: str | None = None

    def question(self, session: Session) -> str | None:
        return session.question(self)

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        asked = self.located(session.path)
        ready = session.prepared(asked)
        place = Destination(session.folders[0] / name_of(ready.words, ready.external_id))
        made = generate(
            ready,
            session.connection,
            approval=session.approval(
                ready.external_id,
                Quote.of(ready.estimate),
                self.quote_token,
                said,
                Step("estimate", asked.arguments),
            ),
            destination=place,
            storage=self.host,
            wait=False,
            origin=Origin(Path(asked.file) if asked.file else None, self.take, asked.arguments),
            tell=tell,
        )
        return Answer(bounded(made.envelope(place), session, ready.estimate.units))


class Lipsync(Call):
    asks = True
    video: str
    text: str | None = None
    audio: str | None = None
    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    take: int = Field(default=1, ge=1)
    host: str | None = None
    quote_token: str | None = None

    def _prepared(self, session: Session, tell: Tell = nobody) -> Prepared:
        video, audio = clip(self.video, session.path), self.audio and source(self.audio, session.path)
        spoken = lip_sync.Said(self.text, audio, self.voice, self.language, self.speed)
        return lip_sync.prepared(session.connection, video, spoken, take=self.take, tell=tell)

    def question(self, session: Session) -> str | None:
        with session.confined():
            return session.asking(lambda: self._prepared(session))

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        warnings: list[str] = []

        def heard(event: Event) -> None:
            if isinstance(event, Noticed):
                warnings.append(event.text)
            tell(event)

        ready = self._prepared(session, heard)
        key, quote = ready.external_id, Quote.of(ready.estimate)
        again = self.model_dump(exclude_defaults=True, exclude={"quote_token"})
        pricing = Step("lipsync", again | {"quote_token": session.token(key, quote.units)})
        approval = session.approval(key, quote, self.quote_token, said, pricing)
        place = Destination(session.folders[0] / name_of(ready.words, key))
        about: dict[str, Any] = {"approval": approval, "destination": place, "storage": self.host, "wait": False}
        made = generate(ready, session.connection, tell=heard, **about).envelope(place)
        warnings = [one for one in warnings if one not in made["warnings"]]
        return Answer(bounded({**made, "warnings": [*made["warnings"], *warnings]}, session, quote.units))


class Status(Call):
    asks = True
    ids: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(tasks.several(session.connection, [named(session, id) for id in self.ids[:50]]))


class Wait(Call):
    asks = True
    waits = True
    id: str
    output: str | None = None
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        id, place = named(session, self.id), destination(session, self.output)
        return delivered(tasks.wait(session.connection, id, place, seconds_of(self.timeout), tell))


class Download(Call):
    asks = True
    id: str
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        id, place = named(session, self.id), destination(session, self.output)
        return delivered(tasks.download(session.connection, id, place, tell))


class List(Call):
    asks = True
    page: int = Field(default=1, ge=1, le=1000)

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(tasks.listed(session.connection, tasks.page(session.connection, self.page)))

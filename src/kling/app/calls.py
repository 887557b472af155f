"""What a door that stays open can be asked for, by name: each call is a model of its arguments, which gives doors the
schema of them, and is answered with the command line's envelope."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from kling.api.price import dollars, plain
from kling.app import after, elements, envelope, jobs, tasks
from kling.app.account import balance
from kling.app.approve import Quote
from kling.app.deliver import Destination, sheet_beside, writable
from kling.app.events import Noticed, Tell
from kling.app.fit import kept
from kling.app.frames import frames, shown
from kling.app.look import look, told
from kling.app.naming import name_of
from kling.app.refusal import Step
from kling.app.request import Kept, Request, source
from kling.app.session import Said, Session
from kling.briefs.model import Mode

MOST_SECONDS = 40.0
"""That a call waits: clients give up after 50 or 60 seconds, and a film is fetched and drawn after the wait."""


_MOMENTS = 24  # on a sheet
_SHOWN = 4  # sheets in an answer; the others are links


class Answer(NamedTuple):
    """An envelope; ``pictures`` are to be shown, ``files`` can be read."""

    document: dict[str, Any]
    pictures: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()


class Call(BaseModel):
    """What is asked for. ``waits``: it may last, and may be given up at any time."""

    model_config = ConfigDict(extra="forbid")
    waits: ClassVar[bool] = False

    @property
    def paid(self) -> Request | None:
        """The request whose price the user agrees to."""
        return None

    def done(self, session: Session, tell: Tell, said: Said) -> Answer:
        """Do it, with the session's folders alone; ``said`` is what the user said to the price. Raises Refusal."""
        with session.confined():
            return self.answer(session, tell, said)

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        """What this call does."""
        raise NotImplementedError


def seconds_of(timeout: float) -> float:
    return max(0.0, min(timeout, MOST_SECONDS))


def _place(session: Session, output: str | None) -> Destination:
    """Where a video goes: to the first folder where nobody says it, if it is not here already."""
    return Destination(writable(session.path(output or ".")), sheet=True, stays=output is None)


def _bounded(document: dict[str, Any], session: Session, units: Decimal | None) -> dict[str, Any]:
    """An envelope that says, where nothing can cost money, what would be refused on an account."""
    return {**document, "warnings": list(dict.fromkeys([*document["warnings"], *session.bounds(units)]))}


def _named(session: Session, named: str) -> str:
    """A task or a production as it was named: by an id, or by its file."""
    return str(session.path(named)) if Path(named).suffix else named


def _delivered(known: tasks.Known) -> Answer:
    sheets = (known.sheet.path,) if known.sheet else ()
    return Answer(known.envelope(), sheets, ((known.path or Path()).absolute(), *sheets))


class Plan(Kept, Call):
    words: str
    images: dict[str, str] | None = None
    first_frame: str | None = None
    last_frame: str | None = None
    video: str | None = None
    elements: dict[str, str] | None = None
    mode: Mode | None = None
    enrich: bool = False
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.plan import plan
        from kling.planner.documents import all_given

        images = [(name, source(one, session.path)) for name, one in (self.images or {}).items()]
        single = self.model_dump(include={"first_frame", "last_frame", "video"}, exclude_none=True)
        named = {role: source(one, session.path) for role, one in single.items()}
        given = all_given(images, (self.elements or {}).items(), **named)
        place = session.path(self.output) if self.output else None
        made = plan(self.words, given, mode=self.mode, enrich=self.enrich, output=place, fit=self.keep, tell=tell)
        return Answer(made.envelope())


class Check(Kept, Call):
    file: str
    text: str | None = None
    fix: bool = False

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app import check

        path = session.path(self.file)
        if self.text is not None:
            check.write(path, self.text)
        fixing = check.Fixing() if self.fix else None
        found = check.check({str(path): check.read(path)}, fixing=fixing, fit=self.keep, tell=tell)
        return Answer(check.report(found, fit=self.keep))


class Review(Call):
    file: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.review import review, reviewed

        given = [str(session.path(self.file))]
        return Answer(reviewed(given, review(given)))


class Explain(Call):
    code: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.explain import document, rule

        return Answer(envelope.done(document(rule(self.code)), next=after.anything()))


class Look(Kept, Call):
    files: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        found = [look(session.path(file), keep=self.keep) for file in self.files]
        return Answer(told(found, self.keep))


class Frames(Call):
    video: str
    count: int = Field(default=6, ge=1, le=_MOMENTS)
    at: list[float] | None = Field(default=None, max_length=_MOMENTS)
    per_shot: bool = False
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        place, at = session.path(self.output) if self.output else None, tuple(self.at or ())
        made = frames(session.path(self.video), place, count=self.count, at=at, per_shot=self.per_shot)
        return Answer(shown(made), (made.path,))


class Estimate(Request, Call):
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
        if failed:
            steps = [*(step for one, step in zip(found, steps, strict=True) if not one.failed), *session.anew(failed)]
            warnings += [f"take {one.request.take} failed: {one.failed}" for one in failed]
        if free:
            row = row | {"price": f"{row['price']} on an account; nothing here, on a sandbox"}
        elif why := session.over({one.key: one.quote.units for one in owed}):
            warnings.append(f"this would be refused: {why}")
            steps = [Step("account")]
        about: dict[str, Any] = {"diagnostics": found[0].diagnostics, "warnings": warnings, "sandbox": free}
        return Answer(envelope.done(row, next=steps, reused=not (owed or failed) or None, **about))


class Preview(Kept, Call):
    waits = True
    file: str
    output: str | None = None
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        path, place = session.path(self.file), writable(session.path(self.output)) if self.output else None
        again = Step("preview", self.model_dump(exclude_defaults=True, exclude={"timeout"}))
        drawn = session.drawings.drawn(path, place, self.keep, seconds_of(self.timeout), again, tell)
        step = Step("estimate", {"file": str(path), **kept(self.keep)})
        document = envelope.done({"videos": [one.document() for one in drawn]}, sandbox=True, next=[step])
        sheets = tuple(one.sheet for one in drawn if one.sheet)
        return Answer(document, sheets[:_SHOWN], (*(one.path for one in drawn), *sheets))


class Generate(Request, Call):
    quote_token: str | None = None

    @property
    def paid(self) -> Request | None:
        return self

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.generate import Origin, generate

        asked = self.located(session.path)
        ready = session.prepared(asked)
        place = Destination(session.folders[0] / name_of(ready.words, ready.external_id))
        made = generate(
            ready,
            session.connection,
            approval=session.approval(
                ready.external_id, Quote.of(ready.estimate), self.quote_token, said, asked.arguments
            ),
            destination=place,
            storage=self.host,
            wait=False,
            origin=Origin(Path(asked.file) if asked.file else None, self.take, asked.arguments),
            tell=tell,
        )
        return Answer(_bounded(made.envelope(place), session, ready.estimate.units))


class Run(Kept, Call):
    file: str
    host: str | None = None
    pay_again: bool = False
    quote_token: str | None = None

    @property
    def paid(self) -> Request | None:
        given = self.model_dump(include={"file", *Kept.model_fields})
        return Request(**given)

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.planned import dry_run
        from kling.app.runs import key

        settings = session.settings(fit=self.keep, storage=self.host)
        planned = dry_run(session.path(self.file), settings, tell)
        if planned.trouble and not self.pay_again:
            raise planned.trouble
        if not planned.owed:  # it is all paid for, whatever was said when it was
            return Answer(session.runs.begin(planned, settings))
        asked = self.model_dump(exclude_defaults=True, exclude={"quote_token", "pay_again"})
        approval = session.approval(key(planned), Quote.of(planned.due), self.quote_token, said, asked)
        begun = session.runs.begin(planned, settings, approval, pay_again=self.pay_again)
        return Answer(_bounded(begun, session, planned.due.units))


class RunStatus(Call):
    waits = True
    production: str
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = _named(session, self.production)
        document = session.runs.status(known, seconds_of(self.timeout), lambda text: tell(Noticed(text)))
        films = [Path(path) for step in document["next"] if (path := step.arguments.get("video"))]
        if not films:
            return Answer(document)
        report, sheets = document["result"]["report"], self._sheets(films[:_SHOWN], tell)
        return Answer(document, sheets, (*films, *sheets, *([Path(report)] if report else [])))

    def _sheets(self, films: list[Path], tell: Tell) -> tuple[Path, ...]:
        drawn = (sheet_beside(film, Destination(sheet=True), tell) for film in films)
        return tuple(sheet.path for sheet in drawn if sheet)


class JobsList(Call):
    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        found = jobs.productions()
        shown = [Step("run_status", {"production": row.production}) for row in found[:1]]
        return Answer(envelope.done([row._asdict() for row in found], next=shown or after.anything()))


class JobsRetry(Call):
    production: str
    names: list[str] | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = _named(session, self.production)
        return Answer(jobs.retry(known, self.names or (), session.settings()).envelope(known))


class JobsCancel(Call):
    production: str
    names: list[str] | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = _named(session, self.production)
        document = jobs.cancel(known, self.names or ()).document()
        return Answer(envelope.done(document, next=[Step("run_status", {"production": known})]))


class Status(Call):
    ids: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(tasks.several(session.connection, [_named(session, id) for id in self.ids[:50]]))


class Wait(Call):
    waits = True
    id: str
    output: str | None = None
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        id, place = _named(session, self.id), _place(session, self.output)
        return _delivered(tasks.wait(session.connection, id, place, seconds_of(self.timeout), tell))


class Download(Call):
    id: str
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        id, place = _named(session, self.id), _place(session, self.output)
        return _delivered(tasks.download(session.connection, id, place, tell))


class List(Call):
    page: int = 1

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(tasks.listed(session.connection, tasks.page(session.connection, self.page)))


class Account(Call):
    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        document, most = balance(session.connection).envelope(session.connection), session.limit
        limits = {"max_units": None if most is None else plain(most), **document["result"]["limits"]}
        if (left := session.left()) is not None:
            limits["max_units_left"] = plain(left)
        return Answer({**document, "result": {**document["result"], "limits": limits}})


class ElementsList(Call):
    page: int = 1
    presets: bool = False

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        found = elements.page(session.connection, self.page, presets=self.presets)
        return Answer(elements.listed(session.connection, found, presets=self.presets))


class ElementsShow(Call):
    id: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(elements.shown(session.connection, session.connection.client.elements.get(self.id)))


class ElementsCreate(Call):
    name: str
    description: str
    pictures: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        given = [source(one, session.path) for one in self.pictures]
        elements.judge(given, None)
        made = elements.create(session.connection, self.name, self.description, pictures=given, tell=tell)
        return Answer(elements.made(session.connection, made))


class ElementsDelete(Call):
    element_id: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        elements.delete(session.connection, self.element_id)
        return Answer(elements.deleted(session.connection, self.element_id))


def _name(call: type[Call]) -> str:
    """``RunStatus`` is called ``run_status``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in call.__name__).lstrip("_")


CALLS: dict[str, type[Call]] = {_name(call): call for call in Call.__subclasses__()}
"""Every call, by its name."""

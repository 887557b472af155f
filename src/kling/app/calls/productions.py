"""Productions: carried out in the background, and looked after."""

from __future__ import annotations

from pathlib import Path

from kling.app import after, envelope, jobs
from kling.app.approve import Quote
from kling.app.calls.call import MOST_SECONDS, Answer, Call, bounded, named, seconds_of
from kling.app.deliver import Destination, sheet_beside
from kling.app.events import Noticed, Tell
from kling.app.refusal import Step
from kling.app.request import Kept, Request
from kling.app.session import Said, Session

_SHOWN = 4  # sheets in an answer; the others are links


class Run(Kept, Call):
    asks = True
    file: str
    host: str | None = None
    pay_again: bool = False
    quote_token: str | None = None

    def question(self, session: Session) -> str | None:
        given = self.model_dump(include={"file", *Kept.model_fields})
        return session.question(Request(**given), pay_again=self.pay_again)

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
        approval = session.approval(
            key(planned), Quote.of(planned.due), self.quote_token, said, Step("estimate", asked)
        )
        begun = session.runs.begin(planned, settings, approval, pay_again=self.pay_again)
        return Answer(bounded(begun, session, planned.due.units))


class RunStatus(Call):
    asks = True
    waits = True
    production: str
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = named(session, self.production)
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
    asks = True
    production: str
    names: list[str] | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = named(session, self.production)
        return Answer(jobs.retry(known, self.names or (), session.settings()).envelope(known))


class JobsCancel(Call):
    production: str
    names: list[str] | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        known = named(session, self.production)
        document = jobs.cancel(known, self.names or ()).document()
        return Answer(envelope.done(document, next=[Step("run_status", {"production": known})]))

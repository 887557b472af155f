"""What the account has: units, and its library of elements."""

from __future__ import annotations

from pydantic import Field

from kling.api.price import plain
from kling.app import elements
from kling.app.account import balance
from kling.app.calls.call import Answer, Call, named
from kling.app.events import Tell
from kling.app.request import source
from kling.app.session import Said, Session


class Account(Call):
    asks = True

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        document, most = balance(session.connection).envelope(session.connection), session.limit
        limits = {"max_units": None if most is None else plain(most), **document["result"]["limits"]}
        if (left := session.left()) is not None:
            limits["max_units_left"] = plain(left)
        return Answer({**document, "result": {**document["result"], "limits": limits}})


class Costs(Call):
    production: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.costs import costs

        known = named(session, self.production) if self.production else None
        return Answer(costs(known, sandbox=session.sandbox).envelope())


class Doctor(Call):
    offline: bool = False

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.doctor import examine, told

        return Answer(told([*examine(offline=self.offline or session.sandbox)]))


class ElementsList(Call):
    asks = True
    page: int = Field(default=1, ge=1, le=1000)
    presets: bool = False

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        found = elements.page(session.connection, self.page, presets=self.presets)
        return Answer(elements.listed(session.connection, found, presets=self.presets))


class ElementsShow(Call):
    asks = True
    id: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        return Answer(elements.shown(session.connection, elements.show(session.connection, self.id)))


class ElementsCreate(Call):
    asks = True
    name: str
    description: str
    pictures: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        given = [source(one, session.path) for one in self.pictures]
        elements.judge(given, None)
        made = elements.create(session.connection, self.name, self.description, pictures=given, tell=tell)
        return Answer(elements.made(session.connection, made))


class ElementsDelete(Call):
    asks = True
    element_id: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        elements.delete(session.connection, self.element_id)
        return Answer(elements.deleted(session.connection, self.element_id))

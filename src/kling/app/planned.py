"""A production checked and priced, and held against what is known of it, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app import envelope
from kling.app.budget import Room, limits, room
from kling.app.events import Noticed, Tell, nobody
from kling.app.fit import decisive, offering
from kling.app.productions import AS_GIVEN, Settings, Store, name_of, resuming, store
from kling.app.refusal import Refusal, Step, refusing

if TYPE_CHECKING:
    from kling.productions.entries import Entry
    from kling.productions.ledger import Ledger
    from kling.productions.plan import Bill, Item, Plan


def schema() -> dict[str, Any]:
    """The JSON Schema of a production file."""
    from kling.productions.form import schema

    return schema()


@dataclass(frozen=True)
class Planned:
    """A production that was checked and priced. ``owed`` are the videos that are still to be paid for; ``again`` those
    of them that were sent already with other arguments, those of ``resuming``, by which the file asks for the same.
    ``left`` are tasks that go on and will be charged, although the file does not want them any more."""

    name: str
    plan: Plan
    owed: list[Item]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    resuming: Step | None = None
    left: tuple[Entry, ...] = ()

    @property
    def trouble(self) -> Refusal | None:
        """Why it is not carried out so, unless somebody means to pay again."""
        if not self.again or self.resuming is None:
            return None
        many = f"{self.again[0]}{f' and {len(self.again) - 1} more' * (len(self.again) > 1)}"
        begun, now = (decisive(given) for given in (self.resuming.arguments, self.arguments))
        why = f"{self.name} was begun {begun}; {now}, {many} would be made and paid for again; nothing was sent"
        help = "carry it out as it was begun; --pay-again makes other videos in their place"
        return Refusal("price", why, help=help, next=[self.resuming])

    @property
    def next(self) -> list[Step]:
        """The command that carries it out."""
        file = str(self.plan.production.path.absolute())
        return [self.resuming if self.again and self.resuming else Step("run", {"file": file, **self.arguments})]

    @property
    def pricing(self) -> Step:
        """The command that says what it costs."""
        return Step("run", {"file": str(self.plan.production.path.absolute()), "dry_run": True, **self.arguments})

    @property
    def warnings(self) -> list[str]:
        """What should be known before it is agreed to."""
        told = [self.trouble.message.removesuffix("; nothing was sent")] if self.trouble else []
        return [*told, *self.going_on]

    @property
    def going_on(self) -> list[str]:
        """Of each task that the file does not want any more and that will be charged."""
        told = "the earlier {} goes on and is charged; `kling wait {}` fetches it"
        return [told.format(entry.name, entry.task_id) for entry in self.left]

    @cached_property
    def room(self) -> Room | None:
        """Whether what is still to be paid fits into the day's budget. Raises Refusal."""
        return room({item.external_id: item.estimate.units for item in self.owed})

    @cached_property
    def total(self) -> Bill:
        """What all of it costs."""
        return _bill(self.plan.items)

    @cached_property
    def due(self) -> Bill:
        """What is still to be paid."""
        return _bill(self.owed)

    @property
    def films(self) -> dict[str, Bill]:
        """What each film costs."""
        items = self.plan.items
        return {f.name: _bill(i for i in items if i.video.film == f.name) for f in self.plan.production.films}

    def envelope(self) -> dict[str, Any]:
        """What programs are told of a production that is not carried out yet."""
        over = [str(self.room)] if self.room and self.room.why else []
        return envelope.done(self.document(), next=self.next, warnings=[*self.warnings, *over])

    def document(self) -> dict[str, Any]:
        """The bill as programs read it."""
        owed, folder = {item.video.name for item in self.owed}, self.plan.production.folder.resolve()
        items = [
            {
                "name": item.video.name,
                "external_task_id": item.external_id,
                "units": _text(item.estimate.units),
                "seconds": item.estimate.seconds,
                "output": str(folder / item.video.output),
                "owed": item.video.name in owed,
            }
            for item in self.plan.items
        ]
        about = {"production": self.name, "units": _text(self.due.units), "videos": self.due.videos}
        return {**about, "items": items, **limits(self.room)}


def dry_run(file: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Planned:
    """Check and price a production file; nothing is sent. Raises Refusal."""
    where = store()
    with refusing(), where.ledger() as ledger:
        return _planned(where, ledger, file, settings, tell)


def _planned(where: Store, ledger: Ledger, file: Path, settings: Settings, tell: Tell) -> Planned:
    """Raises Refusal with every fault of the file, or when the videos could not be written where they belong."""
    from kling.briefs.checking import Checked
    from kling.productions.plan import plan
    from kling.productions.preflight import faults
    from kling.productions.production import read

    name = name_of(file, private=settings.is_private)
    production, fit = read(file, settings.profile), None
    if settings.fit is not None:
        from kling.productions.fitting import fitting

        fit = fitting(where.state_of(name) / "fitted", lambda line: tell(Noticed(line)), settings.fit)
    made = plan(production, settings.profile, fit)
    if made.refused:
        _refuse_other(file, production.document.value)
        checked = Checked(str(file), "brief", settings.profile, production.document, made.diagnostics)
        refusal = Refusal("rules", f"{file} was refused", checked=[checked])
        briefs = [video.brief for video in production.filmed]
        raise offering(refusal, briefs, file.parent, settings.profile, settings.fit)
    if found := faults(ledger, made):
        raise Refusal("usage", "nothing was sent: " + "; ".join(found))
    return _against(ledger, name, made, settings)


def _against(ledger: Ledger, name: str, made: Plan, settings: Settings) -> Planned:
    """A plan beside what the ledger knows of the production. What was charged and is wanted no more, and then wanted
    again, is not owed."""
    entries, charged = ledger.entries(name), {charge.external_id for charge in ledger.charges(name)}
    known = {entry.first_id: entry.task_id is not None for entry in entries}
    owed = [item for item in made.items if not known.get(item.external_id, item.external_id in charged)]
    wanted = {item.video.name: item.external_id for item in made.items}
    left = tuple(one for one in entries if one.goes_on and wanted.get(one.name) != one.first_id)
    begun, other = ledger.arguments(name), {item.video.name for item in owed if item.external_id not in known}
    sent = [entry.name for entry in entries if entry.was_sent and entry.name in other]
    if begun is None or decisive(begun) == decisive(settings.arguments):
        return Planned(name, made, owed, settings.arguments, left=left)
    return Planned(name, made, owed, settings.arguments, tuple(sent), resuming(ledger, name), left)


def _refuse_other(file: Path, value: object) -> None:
    """Raises Refusal for a file that is something else than a production, and was not meant to be one."""
    keys = value.keys() if isinstance(value, dict) else set()
    if keys & {"briefs", "films"}:
        return
    if keys & {"model_name", "contents", "prompt_list"}:
        help = f"`kling generate --body {file}` sends it"
        raise Refusal("rules", f"{file} is a request body, no production", help=help, file=str(file))
    if keys & {"scenario", "prompt", "shots"}:
        help = f"`kling generate --brief {file}` makes its video; a production has briefs or films by name"
        raise Refusal("rules", f"{file} is a brief, no production", help=help, file=str(file))


def _bill(items: Iterable[Item]) -> Bill:
    from kling.productions.plan import bill

    return bill(items)


def _text(number: object) -> str | None:
    return None if number is None else str(number)

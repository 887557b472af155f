"""What files, or words and fields, will cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.price import dollars
from kling.app import envelope, history
from kling.app.budget import Room, limits, room
from kling.app.check import judged
from kling.app.connect import place
from kling.app.events import Tell, nobody
from kling.app.fit import offering
from kling.app.prepare import AS_GIVEN, Settings, assumed, of_fields, sending
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs.estimate import Estimate, price_of, price_row
from kling.client.fields import is_file
from kling.client.prepare import external_id
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.media.keep import Keep
    from kling.rules import Request


class Row(NamedTuple):
    """A file, or the first words of a request, with the price of one take, the number of takes, and of these the ones
    that were asked for before, which cost nothing any more. ``due`` are the units of what is to be paid, by external
    id; ``assumed`` says what nobody gave; ``asked`` are the arguments that ask for what is no file."""

    source: Path | str
    estimate: Estimate
    takes: int = 1
    before: tuple[history.Request, ...] = ()
    due: Mapping[str, Decimal | None] = MappingProxyType({})
    assumed: tuple[str, ...] = ()
    asked: Mapping[str, Any] = MappingProxyType({})

    @property
    def units(self) -> Decimal:
        """What is to be paid, as far as it is known."""
        return (self.estimate.units or Decimal(0)) * (self.takes - len(self.before))

    def __str__(self) -> str:
        each = f"{self.takes} takes of " if self.takes > 1 else ""
        whole = f"; {self.units} units (${dollars(self.units)}) in all" if self.takes > 1 else ""
        name = self.source if isinstance(self.source, Path) else f"“{self.source}”"
        if not self.before:
            return f"{name}: {each}{self.estimate}{whole}"
        due, where = (
            f"{self.units.normalize():f}",
            ", ".join(str(one.here or Step("wait", {"id": one.task_id})) for one in self.before),
        )
        return f"{name}: {each}{self.estimate}; asked for before, so {due} units are to be paid: {where}"

    def document(self) -> dict[str, Any]:
        """The price as programs read it."""
        before = [{"task_id": one.task_id, "take": one.take, "path": one.path} for one in self.before]
        about: dict[str, Any] = {**price_row(self.estimate), "to_pay": str(self.units), "before": before}
        if isinstance(self.source, Path):
            return {"path": str(self.source), **about}
        return {"path": None, "words": self.source, **about, "notes": list(self.assumed)}

    def next(self, profile: Profile, fit: Keep | None) -> list[Step]:
        """The commands that send its takes."""
        if isinstance(self.source, Path):
            return [sending(self.source, Settings(profile, fit=fit, take=n)) for n in range(1, self.takes + 1)]
        takes = [{"take": n} if n > 1 else {} for n in range(1, self.takes + 1)]
        return [Step("generate", {**self.asked, **take}) for take in takes]


@dataclass(frozen=True)
class Priced:
    """Files or requests with their prices, and the known units that all together are to be paid."""

    files: tuple[Row, ...]

    @property
    def units(self) -> Decimal:
        return sum((row.units for row in self.files), Decimal(0))

    @cached_property
    def room(self) -> Room | None:
        """Whether all of it fits into the day's budget. Raises Refusal."""
        return room({id: units for row in self.files for id, units in row.due.items()})

    def document(self) -> dict[str, Any]:
        """The prices as programs read them."""
        return {"files": [row.document() for row in self.files], "units": str(self.units), **limits(self.room)}

    def envelope(self, profile: Profile = DEFAULT, fit: Keep | None = None) -> dict[str, Any]:
        """What programs are told; the next commands send what was priced, each after a yes to its price."""
        steps = [step for row in self.files[:3] for step in row.next(profile, fit)]
        reused = all(len(row.before) == row.takes for row in self.files) or None
        warnings = [str(self.room)] if self.room and self.room.why else []
        return envelope.done(self.document(), next=steps, reused=reused, warnings=warnings)


def estimate(
    paths: Sequence[Path], profile: Profile = DEFAULT, *, takes: int = 1, fit: Keep | None = None, tell: Tell = nobody
) -> Priced:
    """The prices of so many ``takes`` of bodies (JSON) and briefs, and of productions (YAML); with ``fit`` once their
    files are legal. Raises Refusal for a file that would be refused."""
    return Priced(tuple(_row(path, profile, takes, fit, tell) for path in paths))


def files_of(given: Sequence[str]) -> list[Path]:
    """The files that are named; none where it is a prompt. Raises Refusal for files that are not there."""
    missing = [text for text in given if not is_file(text)]
    if len(given) == 1 and missing and not given[0].endswith((".yaml", ".yml", ".json")):
        return []
    if missing:
        raise Refusal("usage", f"there is no file {missing[0][:200]!r}", help="a prompt with spaces stands in quotes")
    return [Path(text) for text in given]


def estimate_words(
    prompt: str | None,
    fields: Mapping[str, Any],
    asked: Mapping[str, Any],
    settings: Settings = AS_GIVEN,
    *,
    takes: int = 1,
    tell: Tell = nobody,
) -> Priced:
    """The price of what ``generate`` would send for words and fields; ``asked`` are the arguments that ask for it.
    Raises Refusal."""
    ready = of_fields(prompt, fields, settings, tell)
    told = tuple(assumed(ready, asked))
    row = _taken(ready.request, history.first_words(ready.words), takes, assumed=told, asked=asked)
    return Priced((row,))


def _row(path: Path, profile: Profile, takes: int, fit: Keep | None, tell: Tell) -> Row:
    with refusing():
        found = judged(path.read_bytes(), str(path), profile, fit=fit, tell=tell)
    if found.checked.verdict == "reject":
        refusal = Refusal("rules", f"{path} would be refused", checked=[found.checked])
        raise offering(refusal, found.briefs, path.parent, profile, fit)
    if (request := found.checked.request) is not None:
        return _taken(request, path, takes)
    if takes > 1:
        raise Refusal("usage", f"{path} is a production, which has no takes", help="name a brief")
    from kling.productions.plan import bill

    items = found.plan.items if found.plan else ()
    whole = bill(items)
    total = None if whole.units is None else dollars(whole.units)
    due = {item.external_id: item.estimate.units for item in items}
    return Row(path, Estimate(whole.seconds, whole.units, total, whole.at_most), due=due)


def _taken(request: Request, source: Path | str, takes: int, **about: Any) -> Row:
    """So many takes of a request. Raises Refusal for files that cannot be read."""
    known, body, found = history.known(place()), request.value, price_of(request)
    with refusing():
        ids = [external_id(body, take) for take in range(1, takes + 1)] if isinstance(body, Mapping) else []
    before = tuple(known[id] for id in ids if id in known and known[id].task_id)
    paid = {one.external_id for one in before}
    return Row(source, found, takes, before, {id: found.units for id in ids if id not in paid}, **about)

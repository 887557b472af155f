"""What files will cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.price import dollars
from kling.app import envelope, history
from kling.app.check import judged
from kling.app.connect import place
from kling.app.events import Tell, nobody
from kling.app.fit import offering
from kling.app.prepare import Settings, sending
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs.estimate import Estimate, price_of, price_row
from kling.client.prepare import external_id
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.media.keep import Keep


class Row(NamedTuple):
    """A file with the price of one take, the number of takes, and of these the ones that were asked for before, which
    cost nothing any more."""

    path: Path
    estimate: Estimate
    takes: int = 1
    before: tuple[history.Request, ...] = ()

    @property
    def units(self) -> Decimal:
        """What is to be paid, as far as it is known."""
        return (self.estimate.units or Decimal(0)) * (self.takes - len(self.before))

    def __str__(self) -> str:
        each = f"{self.takes} takes of " if self.takes > 1 else ""
        whole = f"; {self.units} units (${dollars(self.units)}) in all" if self.takes > 1 else ""
        if not self.before:
            return f"{self.path}: {each}{self.estimate}{whole}"
        due, where = (
            f"{self.units.normalize():f}",
            ", ".join(str(one.here or Step("wait", {"id": one.task_id})) for one in self.before),
        )
        return f"{self.path}: {each}{self.estimate}; asked for before, so {due} units are to be paid: {where}"

    def document(self) -> dict[str, Any]:
        """The price as programs read it."""
        before = [{"task_id": one.task_id, "take": one.take, "path": one.path} for one in self.before]
        return {"path": str(self.path), **price_row(self.estimate), "to_pay": str(self.units), "before": before}


@dataclass(frozen=True, slots=True)
class Priced:
    """Files with their prices, and the known units that all together are to be paid."""

    files: tuple[Row, ...]

    @property
    def units(self) -> Decimal:
        return sum((row.units for row in self.files), Decimal(0))

    def document(self) -> dict[str, Any]:
        """The prices as programs read them."""
        return {"files": [row.document() for row in self.files], "units": str(self.units)}

    def envelope(self, profile: Profile = DEFAULT, fit: Keep | None = None) -> dict[str, Any]:
        """What programs are told; the next commands send what was priced, each after a yes to its price."""
        takes = [(row.path, take) for row in self.files[:3] for take in range(1, row.takes + 1)]
        steps = [sending(path, Settings(profile, fit=fit, take=take)) for path, take in takes]
        reused = all(len(row.before) == row.takes for row in self.files) or None
        return envelope.done(self.document(), next=steps, reused=reused)


def estimate(
    paths: Sequence[Path], profile: Profile = DEFAULT, *, takes: int = 1, fit: Keep | None = None, tell: Tell = nobody
) -> Priced:
    """The prices of so many ``takes`` of bodies (JSON) and briefs, and of productions (YAML); with ``fit`` once their
    files are legal. Raises Refusal for a file that would be refused."""
    return Priced(tuple(_row(path, profile, takes, fit, tell) for path in paths))


def _row(path: Path, profile: Profile, takes: int, fit: Keep | None, tell: Tell) -> Row:
    with refusing():
        found = judged(path.read_bytes(), str(path), profile, fit=fit, tell=tell)
    if found.checked.verdict == "reject":
        refusal = Refusal("rules", f"{path} would be refused", checked=[found.checked])
        raise offering(refusal, found.briefs, path.parent, profile, fit)
    if (request := found.checked.request) is not None:
        asked, body = history.known(place()), request.value
        with refusing():
            ids = {external_id(body, take) for take in range(1, takes + 1)} if isinstance(body, Mapping) else set()
        before = [asked[id] for id in ids & asked.keys() if asked[id].task_id]
        return Row(path, price_of(request), takes, tuple(sorted(before, key=lambda one: one.take)))
    if takes > 1:
        raise Refusal("usage", f"{path} is a production, which has no takes", help="name a brief")
    from kling.productions.plan import bill

    due = bill(found.plan.items if found.plan else ())
    total = None if due.units is None else dollars(due.units)
    return Row(path, Estimate(due.seconds, due.units, total, due.at_most))

"""What files will cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.price import dollars
from kling.app import envelope
from kling.app.check import judged
from kling.app.events import Tell, nobody
from kling.app.fit import offering
from kling.app.prepare import sending
from kling.app.refusal import Refusal, refusing
from kling.briefs.estimate import Estimate, price_of, price_row
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.media.keep import Keep


@dataclass(frozen=True, slots=True)
class Priced:
    """Files with their prices, and the known units of all together."""

    files: tuple[tuple[Path, Estimate], ...]

    @property
    def units(self) -> Decimal:
        return sum((found.units or Decimal(0) for _, found in self.files), Decimal(0))

    def document(self) -> dict[str, Any]:
        """The prices as programs read them."""
        return {
            "files": [{"path": str(path), **price_row(found)} for path, found in self.files],
            "units": str(self.units),
        }

    def envelope(self, fit: Keep | None = None) -> dict[str, Any]:
        """What programs are told; the next commands send what was priced, each after a yes to its price."""
        steps = [sending(path, fit) for path, _ in self.files[:3]]
        return envelope.done(self.document(), next=steps)


def estimate(
    paths: Sequence[Path], profile: Profile = DEFAULT, *, fit: Keep | None = None, tell: Tell = nobody
) -> Priced:
    """The prices of bodies (JSON), briefs and productions (YAML); with ``fit`` once their files are legal. Raises
    Refusal for a file that would be refused."""
    return Priced(tuple((path, _price(path, profile, fit, tell)) for path in paths))


def _price(path: Path, profile: Profile, fit: Keep | None, tell: Tell) -> Estimate:
    with refusing():
        found = judged(path.read_bytes(), str(path), profile, fit=fit, tell=tell)
    if found.checked.verdict == "reject":
        refusal = Refusal("rules", f"{path} would be refused", checked=[found.checked])
        raise offering(refusal, found.briefs, path.parent, profile, fit)
    if found.checked.request is not None:
        return price_of(found.checked.request)
    from kling.productions.plan import bill

    due = bill(found.plan.items if found.plan else ())
    return Estimate(due.seconds, due.units, None if due.units is None else dollars(due.units), due.at_most)

"""What files will cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.price import dollars
from kling.app.refusal import Refusal, refusing
from kling.briefs.checking import check_content, is_production
from kling.briefs.estimate import Estimate, price_of
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.productions.plan import Item


@dataclass(frozen=True, slots=True)
class Priced:
    """Files with their prices, and the known units of all together."""

    files: tuple[tuple[Path, Estimate], ...]

    @property
    def units(self) -> Decimal:
        return sum((found.units or Decimal(0) for _, found in self.files), Decimal(0))

    def document(self) -> dict[str, Any]:
        """The prices as programs read them."""
        return {"files": [{"path": str(path), **row(found)} for path, found in self.files], "units": str(self.units)}


def estimate(paths: Sequence[Path], profile: Profile = DEFAULT) -> Priced:
    """The prices of bodies (JSON), briefs and productions (YAML). Raises Refusal for a file that would be refused."""
    return Priced(tuple((path, _price(path, profile)) for path in paths))


def _price(path: Path, profile: Profile) -> Estimate:
    with refusing():
        checked = check_content(path.read_bytes(), str(path), profile)
    items: list[Item] = []
    if is_production(checked.document.value):
        from kling.productions.plan import plan
        from kling.productions.production import read

        made = plan(read(path, profile), profile)
        checked.diagnostics, items = made.diagnostics, made.items
    if checked.verdict == "reject":
        raise Refusal("rules", f"{path} would be refused", checked=[checked])
    if checked.request is not None:
        return price_of(checked.request)
    from kling.productions.plan import bill

    due = bill(items)
    return Estimate(due.seconds, due.units, None if due.units is None else dollars(due.units), due.at_most)


def row(found: Estimate) -> dict[str, Any]:
    """A price as programs read it."""
    return {
        "seconds": found.seconds,
        "units": None if found.units is None else str(found.units),
        "dollars": None if found.dollars is None else str(found.dollars),
        "at_most": found.at_most,
    }

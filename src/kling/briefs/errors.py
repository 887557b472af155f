"""A Brief that cannot become a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kling.rules.diagnostic import Diagnostic

if TYPE_CHECKING:
    from kling.briefs.model import Brief


class BriefRefused(ValueError):
    """The brief cannot be read or compiled. ``diagnostics`` says why, with pointers into the brief.

    ``repaired`` is the brief with what is wrong about its form taken out, at the places ``touched``, in every way it
    may be meant, where that is possible: the rest of it can still be judged (:func:`kling.briefs.repair.complete`).
    """

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        repaired: Sequence[Brief] = (),
        touched: Sequence[tuple[str | int, ...]] = (),
    ) -> None:
        self.diagnostics = list(diagnostics)
        self.repaired = tuple(repaired)
        self.touched = tuple(touched)
        super().__init__("; ".join(f"{d.code} {d.pointer or '/'}: {d.message}" for d in self.diagnostics))

"""A Brief that cannot become a request."""

from __future__ import annotations

from collections.abc import Sequence

from kling.rules.diagnostic import Diagnostic


class BriefRefused(ValueError):
    """The brief cannot be read or compiled. ``diagnostics`` says why, with pointers into the brief."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__("; ".join(f"{d.code} {d.pointer or '/'}: {d.message}" for d in self.diagnostics))

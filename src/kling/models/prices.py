"""The list price of a unit (vendor price page, V2, read 2026-09-20). What a second costs in units stands in the model
files; an edit is billed on its input clip's length, rounded to the nearest whole second (Q, V1), everything else on the
requested duration (LA)."""

from __future__ import annotations

from decimal import Decimal

USD_PER_UNIT = Decimal("0.14")  # list price of video packs

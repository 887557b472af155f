"""Facts that the prompt guide numbers as P rules and that an API rule already reports, and what rules of the v2 wire
were called before they became one with those of v1: a fact is reported once."""

from __future__ import annotations

ALIASES: dict[str, str] = {
    "P001": "R11",
    "P002": "R12",
    "P003": "R13",
    "P005": "R14",
    "P006": "R4",
    "P007": "R5",
    "P008": "R16",
    "P011": "R30",
    "P012": "R30",
    "P013": "R31",
    "P016": "R83",
    "P017": "R30",
    "P018": "R9",
    "P032": "R1",
    "P082": "R40",
    "P112": "S8",
    "P129": "R21",
    "P130": "R20",
    "R71": "R12",
    "R73": "R18",
    "R74": "R5",
    "R75": "R30",
    "R77": "R42",
    "R78": "R21",
    "R79": "R22",
    "R81": "R60",
    "R82": "R9",
    "R84": "R63",
    "R85": "R61",
    "R86": "R20",
}
"""Another code to the API rule that speaks."""

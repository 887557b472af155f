"""Facts that the prompt guide numbers as P rules and that an API rule already reports: a fact is reported once."""

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
    "P017": "R30",
    "P018": "R9",
    "P032": "R1",
    "P082": "R40",
    "P112": "S8",
    "P129": "R21",
    "P130": "R20",
}
"""P code to the API rule that speaks."""

NOT_ON_V1: dict[str, str] = {
    "P016": "names that contain each other: only the new API's @names can collide; v1 tokens are numbers",
    "P105": "a semicolon inside an inline shot list: the v1 wire lists shots in multi_prompt",
}
"""P codes about the new API's text grammar, which a v1 body cannot show."""

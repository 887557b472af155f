"""How the seconds of a film are shared out among its shots."""

from __future__ import annotations

from kling.lexicon.pattern import table


def pace(seconds: int, shots: int) -> tuple[int, ...]:
    """Whole seconds for each of ``shots`` shots that add up to ``seconds``: from the table where it has the pair, else
    shared evenly with the remainder on the last shots."""
    known = table("pacing_table").get(str(seconds), {}).get(str(shots))
    each, rest = divmod(seconds, shots)
    return tuple(known or (each + (1 if n >= shots - rest else 0) for n in range(shots)))

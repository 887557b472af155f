"""How the seconds of a film are shared out among its shots."""

from __future__ import annotations

from functools import cache

from kling.lexicon.vocabulary import table


@cache
def pacing_table() -> dict[int, dict[int, tuple[int, ...]]]:
    """Seconds of each shot, by total seconds and number of shots."""
    rows = table("pacing_table").items()
    return {int(total): {int(shots): tuple(shares) for shots, shares in row.items()} for total, row in rows}


def pace(seconds: int, shots: int) -> tuple[int, ...]:
    """Whole seconds for each of ``shots`` shots that add up to ``seconds``: from the table where it has the pair, else
    shared evenly with the remainder on the last shots. Each shot gets at least one second; ValueError if it cannot."""
    if shots < 1 or seconds < shots:
        raise ValueError(f"{seconds} s cannot be shared among {shots} shots of at least one second")
    known = pacing_table().get(seconds, {}).get(shots)
    if known:
        return known
    each, rest = divmod(seconds, shots)
    return tuple(each + (1 if n >= shots - rest else 0) for n in range(shots))

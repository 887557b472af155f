"""The shot grammar of v2 prompts: ``shot 1, 3, words; shot 2, 2, words;`` (in Chinese documents ``镜头 1, 3, …``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_HEAD = re.compile(r"(?:\A|(?<=;))\s*(?:shot|镜头)\s*([0-9]{1,4})\s*,\s*([0-9]{1,4})\s*,", re.IGNORECASE)


class ShotText(NamedTuple):
    """One shot as it is written: its number, its whole seconds, its words."""

    number: int
    seconds: int
    words: str


def parse(text: str) -> tuple[str, list[ShotText]]:
    """What stands before the first shot, and the shots; no shots where the text does not follow the grammar.

    A shot begins at the start of the text or after a half-width semicolon, so semicolons inside words do no harm.
    """
    heads = list(_HEAD.finditer(text))
    if not heads:
        return text, []
    ends = [*(head.start() for head in heads[1:]), len(text)]
    shots = [
        ShotText(int(head[1]), int(head[2]), text[head.end() : end].strip().removesuffix(";").rstrip())
        for head, end in zip(heads, ends, strict=True)
    ]
    return text[: heads[0].start()].strip(), shots


def write(shots: Iterable[tuple[int, str]]) -> str:
    """The grammar's text for shots of (seconds, words). Semicolons in words become commas: they would end the shot."""
    return " ".join(
        f"shot {number}, {seconds}, {words.strip().replace(';', ',')};"
        for number, (seconds, words) in enumerate(shots, 1)
    )

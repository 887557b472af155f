"""What stands for things that have no model of their own: a model that their words name, or an outline of an icon.

``outlines/chosen.yaml`` has the icons and their words; ``script/silhouettes`` made the files that are read here."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from kling.animatic.data import data
from kling.animatic.scene import Thing
from kling.lexicon import THINGS
from kling.lexicon.words import stem_of

WORDS = Path(__file__).with_name("outlines") / "words.txt"
OUTLINES = WORDS.with_name("outlines.npz")
GRID = 1000  # steps in the longer side of an outline
_DEEP, _DEEPEST, _RAISED = 0.08, 0.12, 1.15  # of its size; m; times as deep is what is drawn on it


@cache
def _index() -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Outlines as things are described, and by stems of words, English ones and all, what stands for them, or ""."""
    things, by_english, by_word = dict[str, Any](), dict[str, str](), dict[str, str]()
    for line in WORDS.read_text("utf-8").splitlines():
        kind, colour, metres, shade, english, others = line.split("\t")
        if metres:
            size = float(metres)
            deep = min(_DEEP, _DEEPEST / size)
            body = {"outline": kind, "scale": size, "depth": deep}
            drawn = {**body, "drawn": True, "depth": _RAISED * deep, "shade": float(shade)}
            things[kind] = {"main": colour, "parts": [body, drawn]}
        by_english.update(dict.fromkeys(english.split("|"), kind))
        by_word.update(dict.fromkeys(f"{english}|{others}".replace("-", " ").split("|"), kind))
    return things, by_english, by_word


def outlines() -> dict[str, Any]:
    """The outlines as things are described, by the ids of their icons."""
    return _index()[0]


def special(one: Thing) -> str:
    """What is drawn of a thing, as its words name it: a model of their own (a perfume bottle), else that of its kind,
    else an outline; empty where a box stands for it. Of an English compound its last words will do."""
    models, (_, by_english, by), words = data("things"), _index(), re.split(r"[-_\s]+", one.label.lower())
    known = one.kind in models
    for name in (" ".join(words[start:]) for start in range(len(words))):
        for form in (name, stem_of(name), name.removesuffix("es")):
            if (own := form.replace(" ", "_")) in models and not (known and own in THINGS):
                return own
        stem = stem_of(name)
        if stem in by and (not known or (by[stem] in models and by[stem] not in THINGS)):
            return by[stem]
        by = by_english
    return one.kind


def stands_for(one: Thing) -> str:
    """A note of what stands for a thing without a model; nothing for one that has its own."""
    stands = "a box" if not special(one) else "its outline" if special(one) in outlines() else ""
    return f"no model: {one.label} ({stands} stands for it)" * bool(stands and not (one.kind or one.reference))

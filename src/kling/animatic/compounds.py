"""German words of several words in one, of which the last says what the whole is: a Holztisch is a Tisch."""

from __future__ import annotations

from collections.abc import Iterator

from kling.lexicon.pattern import table
from kling.lexicon.vocabulary import VOCABULARIES

_LEAST = 3  # letters of a part
_JOINTS = ("", "s", "es", "n", "en", "er", "e")  # what stands between parts
_ENDINGS = ("", "e", "en", "n")  # what a part has lost: Schulhof


def last_parts(word: str) -> Iterator[str]:
    """What a word ends in after a part that is known, the longest first; not what as an ending means something else (a
    Drehscheibe is no Scheibe)."""
    for at in range(_LEAST, len(word) - _LEAST + 1):
        end = word[at:].lower()
        plain = {end.removesuffix(joint) for joint in _JOINTS}
        if not plain & {*table("no_last_parts")} and _is_part(word[:at].lower()):
            yield end


def _is_part(part: str) -> bool:
    stems = {part.removesuffix(joint) for joint in _JOINTS}
    forms = {stem + ending for stem in stems if len(stem) >= _LEAST - 1 for ending in _ENDINGS}
    kinds = [kind for kind in VOCABULARIES.values() if kind.topic == "scene"]
    return bool(forms & {*table("first_parts")}) or any(
        (one.start, one.end) == (0, len(form)) for form in forms for kind in kinds for one in kind.find(form, "de")
    )

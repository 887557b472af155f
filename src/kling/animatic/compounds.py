"""German words of several words in one, of which the last says what the whole is: a Holztisch is a Tisch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kling.lexicon.pattern import table
from kling.lexicon.terms import Term
from kling.lexicon.vocabulary import VOCABULARIES, Vocabulary

_LEAST = 3  # letters of a part
_JOINTS = ("", "s", "es", "n", "en", "er", "e")  # what stands between parts
_ENDINGS = ("", "e", "en", "n")  # what a part has lost: Schulhof


def last_parts(word: str) -> Iterator[tuple[str, bool]]:
    """What a word ends in, the longest first, each with whether the part before it is known; not what as an ending
    means something else (a Drehscheibe is no Scheibe). The young of an animal are one."""
    for at in range(_LEAST, len(word) - _LEAST + 1):
        end = word[at:].lower()
        plain, first = {end.removesuffix(joint) for joint in _JOINTS}, word[:at].lower()
        if end in table("young_parts") and _known(_forms(first), [VOCABULARIES["things"]]):
            yield from ((form, True) for form in _forms(first))
        elif not plain & {*table("no_last_parts")} and ((known := _is_part(first)) or len(end) > _LEAST + 1):
            yield end, known


def _forms(part: str) -> dict[str, None]:
    stems = [part.removesuffix(joint) for joint in _JOINTS]
    return dict.fromkeys(stem + end for stem in stems if len(stem) >= _LEAST - 1 for end in _ENDINGS)


def _known(forms: Iterable[str], kinds: Sequence[Vocabulary[Term]]) -> str:
    """A term of which one of the ``forms`` is a word; "" for none."""
    found = ((one, form) for form in forms for kind in kinds for one in kind.find(form, "de"))
    return next((one.term.id for one, form in found if (one.start, one.end) == (0, len(form))), "")


def _is_part(part: str) -> bool:
    kinds = [kind for kind in VOCABULARIES.values() if kind.topic == "scene"]
    return bool(_forms(part).keys() & {*table("first_parts")} or _known(_forms(part), kinds))

"""Two of a kind who speak: "two astronauts argue" has a first astronaut and a second one."""

from __future__ import annotations

import re

from kling.prompt.pattern import HANZI, pattern
from kling.prompt.vocabulary import PEOPLE

_TWO = {
    "en": pattern(r"\b(?:two|both)\s+(?P<kind>[a-z]+)\b(?:\s+(?P<after>[a-z]+)\b)?", re.IGNORECASE),
    "es": pattern(r"\b(?:dos|ambos|ambas)\s+(?P<kind>[a-záéíóúñ]+)\b", re.IGNORECASE),
    "zh": pattern(r"[两俩][个位名]?(?P<kind>" + HANZI + r"{1,4})"),
    "ja": pattern(r"[二2]人の(?P<kind>(?:" + HANZI + r"|[\u30a1-\u30fc]){1,6})"),
}
_LABELS = {
    "en": ("the first {}", "the second {}"),
    "es": ("el primer {}", "el segundo {}"),
    "zh": ("第一个{}", "第二个{}"),
    "ja": ("一人目の{}", "二人目の{}"),
}
_FEMININE = ("la primera {}", "la segunda {}")
_ONE_OF = {
    "women": "woman", "men": "man", "children": "child", "people": "person", "girls": "girl", "boys": "boy",
    "mujeres": "mujer", "hombres": "hombre", "女人": "女人", "男人": "男人", "女性": "女性", "男性": "男性", "人": "人",
}  # fmt: skip


def speakers(wish: str, language: str) -> tuple[str, ...]:
    """How the two are called that a wish names by their kind and number; empty when it does not."""
    for match in _TWO[language].finditer(wish):
        words = filter(None, match.groups())  # "two old friends": what they are may be the second word
        if one := next(filter(None, (_one(word.lower(), language) for word in words)), ""):
            feminine = language == "es" and (one.endswith("a") or one == "mujer")
            first, second = _FEMININE if feminine else _LABELS[language]
            return first.format(one), second.format(one)
    return ()


def _one(kind: str, language: str) -> str:
    """One of several people; "" for what is nobody."""
    if kind in _ONE_OF:
        return _ONE_OF[kind]
    found = next((match for match in PEOPLE.find(kind) if match.start == 0), None)
    if found is None:
        return ""
    named = kind[: found.end]
    if language == "en":
        return re.sub(r"ie$", "y", named.removesuffix("s")) if named.endswith("s") else ""
    if language == "es":
        return re.sub(r"(?<=[rnld])e$", "", named.removesuffix("s")) if named.endswith("s") else ""
    return named

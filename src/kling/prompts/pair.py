"""Two of a kind who speak: "two astronauts argue" has a first astronaut and a second one."""

# ruff: noqa: E501  (tables read best in one piece)
from __future__ import annotations

import re

from kling.prompts.pattern import HANZI, pattern
from kling.prompts.vocabulary import PEOPLE

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


_KIN = {
    "母女": ("母亲", "女儿"), "父子": ("父亲", "儿子"), "父女": ("父亲", "女儿"), "母子": ("母亲", "儿子"), "夫妻": ("妻子", "丈夫"), "夫妇": ("妻子", "丈夫"),
    "兄弟": ("哥哥", "弟弟"), "姐妹": ("姐姐", "妹妹"), "兄妹": ("哥哥", "妹妹"), "姐弟": ("姐姐", "弟弟"), "祖孙": ("爷爷", "孙子"), "爷孙": ("爷爷", "孙子"), "师徒": ("师傅", "徒弟"), "情侣": ("女孩", "男孩"),
    "親子": ("親", "子ども"), "夫婦": ("妻", "夫"), "母娘": ("母", "娘"), "姉妹": ("姉", "妹"),
    "a couple": ("the woman", "the man"), "una pareja": ("la mujer", "el hombre"),
}  # fmt: skip
"""Two who are named by one word."""


def speakers(wish: str, language: str) -> tuple[str, ...]:
    """How the two are called that a wish names by their kind and number; empty when it does not."""
    for match in _TWO[language].finditer(wish):
        words = filter(None, match.groups())  # "two old friends": what they are may be the second word
        if one := next(filter(None, (_one(word.lower(), language) for word in words)), ""):
            feminine = language == "es" and (one.endswith("a") or one == "mujer")
            first, second = _FEMININE if feminine else _LABELS[language]
            return first.format(one), second.format(one)
    return next(
        (two for word, two in _KIN.items() if word in wish.lower() and (language in ("zh", "ja")) != word.isascii()), ()
    )


def _one(kind: str, language: str) -> str:
    """One of several people; "" for what is nobody."""
    if kind in _ONE_OF:
        return _ONE_OF[kind]
    found = next((match for match in PEOPLE.find(kind) if match.start == 0), None)
    if found is None and language == "zh":  # 老朋友
        kind = re.sub(r"^(?:老|小|好|年轻的?|陌生)", "", kind)
        found = next((match for match in PEOPLE.find(kind) if match.start == 0), None)
    if found is None:
        return ""
    named = kind[: found.end]
    if language == "en":
        return re.sub(r"ie$", "y", named.removesuffix("s")) if named.endswith("s") else ""
    if language == "es":
        return re.sub(r"(?<=[rnld])e$", "", named.removesuffix("s")) if named.endswith("s") else ""
    return named

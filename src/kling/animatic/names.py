"""What people are called in twelve languages: common given names, speakers' labels, the sex that a word tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kling.animatic.scene import Sex
from kling.lexicon import CAST, PRONOUNS, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

_CJK = "\u3000"
_WORD = pattern(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SPEAKER = pattern(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}|[^\x00-\u2fff]{1,6}")
_ARTICLE = pattern(r"^(?:the|a|an|el|la|un|una)\s+", re.IGNORECASE)
_FEMALE = ("woman", "women", "girl")


@cache
def _given() -> dict[str, Sex]:
    """The sex of who has a given name in small letters, "" for either; of Chinese names their last characters."""
    return {name: sex for sex, names in table("given_names").items() for name in names}


def _written() -> str:
    """Names in Chinese (a surname and what follows it), Japanese and Korean script (before a particle)."""
    names = [name for name in _given() if name >= _CJK]
    last, given = "|".join(table("surnames_zh")), "".join(name for name in names if len(name) == 1)
    whole = "|".join(name for name in names if len(name) > 1)
    before = r"(?:(?<![\u4e00-\u9fff])|(?<=[和与对跟向给侠师生员长官妈爸姐哥叔姨娘匠工民士人者]))"
    chinese = rf"{before}(?:{last})[{given}]{{1,2}}"
    return rf"{chinese}|(?<![\uac00-\ud7af])(?:{whole})(?=[がはもをとに、のさくち（(이가은는을를의와과에]|\W|$)"


_SIGNS = pattern(_written)


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody's name stands: one with a title or an age, a common one, 林晓, 健太, 민수."""
    found = [*phrases("called", 0).finditer(text), *(() if text.isascii() else _SIGNS.finditer(text))]
    words = [one for one in _WORD.finditer(text) if one[0] < _CJK]
    found += [one for one in words if one[0].lower() in _given()]
    found += [one for one in words if one[0].isupper() and one[0].lower() in table("names_and_things")]  # LILY
    yield from (one.span() for one in found if not one[0].islower())


def label_of(speaker: str) -> str:
    """A speaker's label without brackets and article."""
    return _ARTICLE.sub("", speaker.strip(" []【】")).strip()


def is_name(label: str) -> bool:
    """Whether a speaker's label is somebody's name and no description."""
    told = phrases("no_speaker").search(label) or CAST.find(label) or PRONOUNS.find(label)
    return bool(_SPEAKER.fullmatch(label)) and not told


@cache
def sex_of(word: str) -> Sex:
    """The sex that a word for somebody, or a name in small letters, tells."""
    sexes, names = table("sexes"), _given()
    first, last = word.split(" ")[0].rstrip("."), next((end for end in _FEMALE if word.endswith(end)), "")
    last = last or stem_of(word.split(" ")[-1])
    told = [sexes[key] for key in (word, first, *(sign for sign in word if sign >= _CJK), last) if key in sexes]
    told += [names[key] for key in (word, first, word[-1:]) if key in names]
    return next(iter(told), "")

"""Whom and what the pictures and elements of a request show: read from the nouns beside their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.read_tokens import NOUNS, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import plain
from kling.api.body import Body
from kling.lexicon import table

_ADJECTIVES = 2  # words between "@ginger is the" and "cat"
_CALLED = (lexicon.CAST, lexicon.PRONOUNS, lexicon.THINGS, lexicon.OBJECTS, lexicon.GARMENTS, lexicon.PLACES)
_APART = Token("", 0, 0, 0, 0, "places")
"""What pictures show that stand for nobody and nothing: a place, a style, something worn."""


def tie(read: Reading, body: Body, cast: Cast, names: Mapping[str, str]) -> None:
    """Tie each picture and element to the noun beside its token, else to what its user calls it, else to somebody; what
    it was tied to before it shows again."""
    frames = {f"image_{n}" for n, one in enumerate(body.images, 1) if one.type in ("first_frame", "end_frame")}
    for one in [one for one in read.tokens if one.kind == "references"]:
        name, noun = one.reference, _beside(read, one)
        known = name in cast.shown or any(member.reference == name for member in cast.members.values())
        shown = noun or cast.shown.get(name) or (None if known else _called(read, one, names.get(name, "")))
        one.word = names.get(name) or plain(name)
        apart = {"places"} | {"garments" for who in read.tokens if who.is_alive}
        if name in frames or not name.startswith(("image", "element")):
            one.absent = True
        elif shown and (shown.kind in apart or shown.word in table("pictured_apart")):
            one.absent = True
            cast.shown.setdefault(name, _APART)
        elif shown:
            somebody = shown.is_alive or shown.kind == "pronouns"
            if not somebody:
                cast.shown.setdefault(name, shown)
            if noun:
                one.absent, noun.reference = True, name
            else:
                one.term, one.kind = shown.term, one.kind if somebody else shown.kind


def _beside(read: Reading, one: Token) -> Token | None:
    """The noun right before a token ("the woman from @her"), else right after it ("@ginger is the cat")."""
    before = reversed(read.tokens[1 : one.at])
    links = [two.word for two in takewhile(lambda two: two.word in table("pictured_before"), before)]
    at = one.at - 1 - len(links)
    noun = read.tokens[max(0, at)]
    if {*links} & {*table("pictured_in")} and not {*read.phrase(noun)[0]} & {*table("definite")}:
        return _APART  # "a woman in @dress", not "the woman in @her"
    if at >= 0 and noun.sentence == one.sentence and _is_shown(noun):
        return noun
    after = read.tokens[one.at + 1 :]
    links = [two.word for two in takewhile(lambda two: two.word in table("pictured_after"), after)]
    if links and links[-1] in table("pictured_verbs"):
        return None
    near = after[len(links) :][: 1 + _ADJECTIVES * bool(links)]
    return next((noun for noun in near if _is_shown(noun) and (links or noun.is_alive)), None)


def _is_shown(one: Token) -> bool:
    return not one.absent and (one.is_alive or one.kind in NOUNS or one.word in table("pictured_apart"))


def _called(read: Reading, one: Token, name: str) -> Token | None:
    """What a user's own name for a picture tells: ``@cat``, ``@her``, ``@old_man``, ``@style``; something where
    somebody does something with it."""
    words = name.lstrip("@").replace("_", " ").replace("-", " ").rstrip("0123456789 ").lower()
    if words in table("pictured_apart"):
        return _APART
    verb, before = read.beside(one, 1), read.beside(one, -1)
    acts = verb is not None and verb.kind == "poses" and verb.term.id not in table("pictured_rests")
    for kind in _CALLED:
        for told in kind.find(words):
            acted = acts and kind in (lexicon.THINGS, lexicon.OBJECTS) and not is_actor(told.term)
            if told.end == len(words) and not acted:  # "@smoke watches" is somebody
                return Token(words, 0, 0, 0, 0, kind.name, told.term)
    used = before and (before.term.id in table("poses_with_things") or before.word in table("pictured_under"))
    return Token(words, 0, 0, 0, 0, "objects") if used else None

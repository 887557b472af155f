"""What the user's pictures and elements show: each is tied to the noun beside its token in the prompt."""

from __future__ import annotations

from collections.abc import Mapping

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.reading import ANYTHING, LIKE, NOUNS, Reading, Token
from kling.animatic.scene import plain
from kling.api.body import Body
from kling.lexicon import table

_CALLED = (lexicon.CAST, lexicon.PRONOUNS, lexicon.THINGS, lexicon.OBJECTS, lexicon.GARMENTS, lexicon.PLACES)
_APART = Token("", 0, 0, 0, 0, "places")  # of pictures that show a place, a style, something worn


def tie(read: Reading, body: Body, cast: Cast, names: Mapping[str, str]) -> None:
    """Tie each picture to the noun beside its token, else to what it showed before or what its user calls it."""
    frames = {f"image_{n}" for n, one in enumerate(body.images, 1) if one.type in ("first_frame", "end_frame")}
    apart = {"places"} | {"garments" for who in read.tokens if who.is_alive}
    for one in [one for one in read.tokens if one.kind == "references"]:
        name, noun = one.reference, _beside(read, one)
        words = names.get(name, "").replace("_", " ").replace("-", " ").strip("@0123456789 ").lower()
        called = [(kind.name, it.term) for kind in _CALLED for it in kind.find(words) if it.end == len(words)]
        used = "objects" if read.beside(one, -1).term.id in table("poses_with_things") else "cast"
        shown = noun or cast.shown.get(name) or Token(words, 0, 0, 0, 0, *(*called, (used, ANYTHING))[0])
        aside = shown.kind in apart or shown.word in table("pictured_apart")
        somebody = shown.is_alive or shown.kind == "pronouns"
        one.word = names.get(name) or plain(name)
        one.absent = aside or noun is not None or name in frames or not name.startswith(("image", "element"))
        if not somebody or aside:
            cast.shown.setdefault(name, _APART if aside else shown)
        if noun and not aside:
            noun.reference = name
        elif not aside:
            one.term, one.kind = shown.term, one.kind if somebody else shown.kind


def _beside(read: Reading, one: Token) -> Token | None:
    """The noun right before a token ("the woman from @her"), else right after it ("@ginger is the old cat")."""
    skipped, links = table("pictured_after"), {*table("pictured_before")}
    before = [two for two in reversed(read.tokens[: one.at]) if two.sentence == one.sentence and two.word not in links]
    after = [two for two in read.tokens[one.at + 1 :] if two.word not in skipped and two.kind not in LIKE]
    near = [*before[:1], *(two for two in after[:1] if two.at > one.at + 1 or two.is_alive)]
    fits = [two for two in near if two.kind in NOUNS or two.is_alive or two.word in table("pictured_apart")]
    return next((two for two in fits if not two.absent), None)

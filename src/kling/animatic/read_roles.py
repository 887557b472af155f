"""What an action of a text is done with: what is handled, where it is taken from or put, with which tool, to whom.

Words beside a noun tell (``roles`` of the lexicon): before it in most languages and in Chinese, after it in Japanese.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.read_tokens import ANYTHING, LIKE, SEEN, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Member
from kling.lexicon import table
from kling.lexicon.pattern import phrases

NOBODY = Token("", -1, -1, -1, -1, at=-1)
_NEAR = 9  # tokens between a verb and what it is about
PARTICIPLES = ("ing", "ed", "ando", "endo", "ado", "ada", "ados", "adas")


class Roles(NamedTuple):
    """What a deed is done with: the ``thing`` that is handled, ``where`` it is taken from, put or done, the ``tool``,
    and the name of whom it is done to or with."""

    thing: Token = NOBODY
    where: Token = NOBODY
    tool: Token = NOBODY
    toward: str = ""


def kind(id: str) -> Token:
    """A thing that no word of its own names: a book for who reads."""
    return Token("", -1, -1, -1, -1, at=-1, label=id)


def is_handy(one: Token) -> bool:
    """Whether something can be in a hand."""
    return one is not NOBODY and getattr(one.term, "kind", "") not in (*table("no_tools"), "part")


def roles(read: Reading, verb: Token, doers: list[str], met: list[Token], cast: Cast) -> Roles:
    """What is done by a verb with what; for sitting and the like ``thing`` is what is sat on."""
    pose, found = verb.term.id, Roles()
    handles, rests = pose in table("poses_with_things"), pose in table("poses_on_things")
    goes = all(getattr(two.term, "speed", 0) for two in read.clause_of(verb) if two.kind == "poses")
    ways = [two for two in read.of("facings") if goes and two.term.id == "camera" and two.clause == verb.clause]
    nearer = any(read.japanese or two.start > verb.start for two in ways)  # "runs through the crowd toward us"
    for one, marker in _beside(read, verb):
        role = table("roles").get(marker, "") if marker else "thing"
        if one.names:
            if role and not (found.toward or nearer) and one.names[0] not in doers:
                found = found._replace(toward=one.names[0])
        elif is_actor(one.term) or not (handles or rests or (role == "tool" and is_handy(one))):
            continue
        elif found.thing is NOBODY and (marker in table("supports") if rests else role == "thing"):
            found = found._replace(thing=one)
        elif found.tool is NOBODY and role == "tool":
            found = found._replace(tool=one)
        elif found.where is NOBODY and role in ("where", "whom", "tool"):
            found = found._replace(where=one)
    if handles:
        words = verb.word if verb.is_cjk else verb.word.partition(" ")[2]  # "drapes a cape"
        inside = [kind(one.term.id) for one in read.find(lexicon.THINGS, words) if not is_actor(one.term)]
        found = found._replace(thing=(*inside, found.thing)[0])
        found = found if found.thing is not NOBODY else found._replace(thing=_unknown(read, verb))
    behind, said = read.language not in table("colours_after"), verb.word.split(" ")
    beside = {*said, read.word(verb, 1)} if behind else {read.word(verb, -1), *said[:-1][:1]}  # not "baja la careta"
    within = {"him", "her", "them"} & {*said[1:]}  # "hands her a cup"
    asked = pose != "dress" and (found.thing is NOBODY or not behind or within)
    others_in = beside & {*table("objects")} if asked else set()
    known = {cast.members[name].sex for name in doers}
    for one in read.tokens[verb.at + 1 : verb.at + _NEAR] if found.thing is NOBODY else ():  # "around his neck"
        limb = one.clause == verb.clause and phrases("body_parts").fullmatch(read.word(one, 1))
        others_in |= {one.word} if limb and table("sexes").get(one.word, "") not in {*known, ""} else set()
    if others_in and pose in ("dress", *table("poses_to_others")) and not found.toward:
        sexes = {table("sexes").get(word, "") for word in others_in} | {""}
        near = sorted(met, key=lambda who: (who.at > verb.at, abs(who.at - verb.at)))
        others = [name for who in near for name in who.names if name not in doers]
        before = [name for name in cast.last if cast.members[name].person and (within or not cast.handled)]
        others = others or [name for name in before if name not in doers]
        others = [name for name in others if cast.members[name].sex in sexes or sexes == {""}]
        for sex in sexes - known if not others and ("" not in known or "him" in said) else ():
            others += [cast.add(Member.model_validate({"name": "person", "sex": sex})).name] if sex else []  # "him"
        found = found._replace(toward=next(iter(others), ""))
    return found


def _beside(read: Reading, verb: Token) -> Iterator[tuple[Token, str]]:
    """The nouns of a verb in its clause up to the next verb, each with the word that tells what it is to it, if any."""
    clause = read.clause_of(verb)
    verbs = [one.at for one in clause if one.kind == "poses" and (one is verb or not describes(read, one))]
    verbs = [-1, *verbs, len(read.tokens)]
    low, high = max(at for at in verbs if at < verb.at), min(at for at in verbs if at > verb.at)
    for one in [one for one in clause if one.names or one.kind in ("things", "objects")]:
        after = verb.at < one.at < min(high, verb.at + _NEAR) and not (read.japanese or describes(read, verb))
        led = verb.is_cjk or read.phrase(one)[1] in table("worn_with")  # "a doctor with a clipboard walks"
        if not (one.absent or one.is_limb) and (after or (led and low < one.at < verb.at)):
            yield one, _after(read, one) if read.japanese else _before(read, one, verb)


def describes(read: Reading, verb: Token) -> bool:
    """Whether a verb only tells which one a noun after it is: "the sleeping guard"."""
    led = verb.word.split(" ")[0].endswith(PARTICIPLES) and read.word(verb, -1).split(" ")[-1] in table("describes")
    return read.word(verb, 1) == "的" if verb.is_cjk else led


def _before(read: Reading, one: Token, verb: Token) -> str:
    """The preposition of a noun, also the one in which a Chinese verb ends (放在)."""
    for other in reversed(read.tokens[max(0, one.at - 7) : one.at]):
        word = other.word
        if other is verb:
            ends = word[-1] if verb.is_cjk else " ".join(word.split(" ")[1:][-1:])
            return ends if ends in table("roles") and ends not in table("determiners") else ""
        led = word in table("determiners") or (other.kind == "poses" and describes(read, other))
        if led and read.language == "en":
            continue  # "into the waiting car"
        if word in table("roles") or word in table("joining"):
            partly = word == "of" or (word == "de" and read.tokens[other.at + 1].word not in table("determiners"))
            return word if not partly or read.word(other, -1) in table("parts") else "-"
        if other.kind in ("poses", "garments") or other.names or other.kind in ("things", "objects"):
            return "" if other.at > verb.at else "-"
    return "-"


def _after(read: Reading, one: Token) -> str:
    """The particle after a Japanese noun, past の上 and the like."""
    rest = read.bare[one.end - (one.word[-1] in table("roles")) : one.end + 4]  # a word may have it (本を)
    rest = rest[2:].replace("で", "に") if rest[:1] == "の" and rest[1:2] in table("parts") else rest
    return next((rest[:size] for size in (2, 1) if rest[:size] in table("roles")), "-")


def _unknown(read: Reading, verb: Token) -> Token:
    """The object of a verb in a word that is not known: "lifts a gribble"; it becomes a thing."""
    leads = {*table("determiners")}
    run = [one for one in read.tokens[verb.at + 1 : verb.at + _NEAR] if one.clause == verb.clause and not one.is_cjk]
    led = [*takewhile(lambda one: one.word in leads or one.kind in LIKE or one.names, run)]
    ends, goes = (read.edges - leads) | {*table("plain_words")}, run[len(led) :]
    run = [*takewhile(lambda it: it.kind in ("", *LIKE) and it.word not in ends and it.word[-2:] != "ly", goes)]
    ahead = read.beside(run[-1]) if run else None
    if ahead and ahead.kind in SEEN | {"garments"} and read.language not in table("colours_after"):
        return NOBODY  # "a fallen log"
    run = [one for one in run if not one.kind] if led or verb.word.split(" ")[-1] in leads else []
    run = [one for one in run if read.language != "de" or read.said(one)[0].isupper()]
    run = run[:1] if read.language in table("colours_after") else run[-1:]  # which word is what it is
    for one in [one for one in run if not phrases("body_parts").fullmatch(one.word)]:
        one.start, one.word = run[0].start, read.bare[run[0].start : one.end].lower()
        one.kind, one.term = "objects", ANYTHING
        insort(read.found, one, key=lambda two: two.start)
        return one
    return NOBODY

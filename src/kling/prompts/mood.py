"""What a wish says should happen, as what happens: "the leaves should fall" is seen as "the leaves fall"."""

# ruff: noqa: E501, SIM905  (patterns and lists of words read best in one piece)
from __future__ import annotations

import re
from collections.abc import Sequence

from kling.prompts.anchors import third
from kling.prompts.pattern import pattern
from kling.prompts.vocabulary import ACTIONS

_SHOULD = pattern(
    r"(?P<who>(?:^|(?<=[,.;:!?])|(?<=\n))[^,.;:!?\n]*?)\s+\b(?:should|must|ought to|has to|have to|needs? to|(?:is|are) (?:supposed|meant) to|shall)\s+(?P<not>not\s+|never\s+)?(?P<how>(?:also|just|only|then|slowly|gently|softly|suddenly|quickly|finally|all|both|(?!fly\b)\w+ly)\s+)?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_ASKING = ("should", "must", "ought", "has to", "have to", "need", "supposed", "meant", "shall")
_AND = pattern(r"(?P<joint>\s*,?\s+(?:and|then|and then|or)\s+(?:then\s+)?)(?P<verb>[a-z]+)\b", re.IGNORECASE)
_MANY = pattern(
    r"\band\b|\b(?:they|we|you|both|all|people|children|men|women|geese|mice|feet)$|[a-z]{2,}[^su\Wi]s$", re.IGNORECASE
)
_QUE = pattern(
    r"(?:^|(?<=[,.;:]))\s*(?:y\s+)?(?:quiero\s+|para\s+)?que\s+(?P<se>(?:se|le|lo|la|los|las)\s+)?(?P<verb>[a-záéíóúñ]+)(?=\s|[,.;]|$)",
    re.IGNORECASE,
)
_Y = pattern(r"(?<=\by )(?P<se>(?:se|le|lo|la)\s+)?(?P<verb>[a-záéíóúñ]+)(?=\s|[,.;]|$)")
_IRREGULAR = {
    "haga": "hace", "diga": "dice", "venga": "viene", "tenga": "tiene", "salga": "sale", "ponga": "pone", "vaya": "va",
    "sea": "es", "esté": "está", "oiga": "oye", "caiga": "cae", "traiga": "trae", "duerma": "duerme", "sonría": "sonríe",
    "ría": "ríe", "vuelva": "vuelve", "mueva": "mueve", "dé": "da", "vea": "ve", "siga": "sigue", "coja": "coge",
    "hagan": "hacen", "vayan": "van", "salgan": "salen", "caigan": "caen", "vuelvan": "vuelven", "muevan": "mueven",
}  # fmt: skip
_ENDINGS = (("que", "ca"), ("gue", "ga"), ("ce", "za"), ("e", "a"), ("zca", "ce"), ("ja", "je"), ("a", "e"))
_PLEASE_JA = pattern(
    r"(?P<stem>[^、。]*?)(?P<te>して|って|いて|いで|んで|て|で)(?:ください|下さい|ほしい(?:です)?|欲しい(?:です)?|もらえますか)(?=[、。]|$)"
)
_IN_U, _IN_TSU = tuple("笑歌買言使追舞漂誘拾洗"), tuple("立待持打勝")
_KANA_BEFORE = pattern(r"[\u3041-\u3096]$")


def _is_verb(word: str) -> bool:
    return any(m.start == 0 and m.end == len(word) for m in ACTIONS.find(word))


def _present(verb: str, *, many: bool) -> str:
    verb = verb.lower()
    if verb in ("be", "have"):
        return {"be": ("is", "are"), "have": ("has", "have")}[verb][many]
    return verb if many else third(verb)


def _happens(match: re.Match[str]) -> str:
    who, verb = match["who"], match["verb"]
    many = bool(_MANY.search(who.strip()))
    if match["not"]:
        return (
            f"{who} {'do' if many else 'does'} not {match['how'] or ''}{verb}"
            if verb != "be"
            else f"{who} {'are' if many else 'is'} not"
        )
    return f"{who} {match['how'] or ''}{_present(verb, many=many)}"


def _english(text: str) -> str:
    for match in reversed(list(_SHOULD.finditer(text))):
        rest, stop, after = text[match.end() :].partition(".")
        if not _MANY.search(match["who"].strip()):
            rest = _AND.sub(_also, rest, count=2)
        text = f"{text[: match.start()]}{_happens(match)}{rest}{stop}{after}"
    return text


def also(rest: str) -> str:
    """The verbs that follow one in the third person, likewise: "and smile" after "looks up"."""
    return _AND.sub(_also, rest, count=2)


def _also(match: re.Match[str]) -> str:
    """The verb that follows one that was made to happen: "should bloom and close"."""
    verb = match["verb"]
    follows = _is_verb(verb) and not verb.endswith(("s", "ing", "ed"))
    return f"{match['joint']}{third(verb)}" if follows else match[0]


def indicative(verb: str) -> str:
    """A Spanish verb of the subjunctive in the indicative: "corra" as "corre"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    stem, many = (verb[:-1], "n") if verb.endswith("n") else (verb, "")
    for ending, other in _ENDINGS:
        if stem.endswith(ending):
            return f"{stem[: -len(ending)]}{other}{many}"
    return verb


def _spanish(text: str) -> str:
    first = _QUE.search(text)
    if not first or indicative(first["verb"].lower()) == first["verb"].lower():
        return text
    said = f"{text[: first.start()]} {first['se'] or ''}{indicative(first['verb'].lower())}"
    rest = _Y.sub(
        lambda m: f"{m['se'] or ''}{indicative(m['verb'])}" if _is_verb(indicative(m["verb"])) else m[0],
        text[first.end() :],
    )
    return f"{said}{rest}".strip()


def _japanese(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        stem, te = match["stem"], match["te"]
        if te == "して":
            return f"{stem}{'す' if _KANA_BEFORE.search(stem) and not stem.endswith(('を', 'に', 'く')) else 'する'}"
        if te == "って":
            return f"{stem}{'う' if stem.endswith(_IN_U) else 'つ' if stem.endswith(_IN_TSU) else 'る'}"
        return stem + {"いて": "く", "いで": "ぐ", "んで": "む", "で": "で"}.get(te, "る")

    return _PLEASE_JA.sub(plain, text)


_PUT_ZH = pattern(
    r"^(?:请|帮我)?[把将](?P<what>[^，。]{1,32}?)(?:放|摆|搬|置)(?:进|在|到|入|于)(?P<where>[^，。]{1,32}?)(?P<side>[里上中]面?)?(?=[，。]|$)"
)


def _chinese(text: str) -> str:
    """ "put the chair into the room" as a chair that stands there; an edit of a clip says it to the maker."""
    return _PUT_ZH.sub(lambda m: f"{m['what']}放在{m['where']}{m['side'] or '里'}", text)


_STEPS = frozenset(
    "crack whisk mix stir pour flip chop slice dice knead roll fold bake fry boil peel grate spread sprinkle serve cut glue "
    "paint draw fill add drop place press squeeze shake wash tie wrap open close plant dig water sand drill saw hammer sew "
    "knit melt decorate season garnish toss blend grind brew steep heat cool combine drain rinse cover remove insert attach".split()
)


def by_hand(scenes: Sequence[str]) -> list[str]:
    """The steps of a recipe or a tutorial ("crack eggs", "whisk"), which name nobody, as hands take them. Scenes that are
    no list of steps stay as they are."""
    steps = [scene.lstrip(" ,").partition(" ")[0].strip(".,;").lower() in _STEPS for scene in scenes]
    if sum(steps) < max(2, len(scenes) / 2):
        return list(scenes)
    first = steps.index(True)
    return [
        f"{'two' if n == first else 'the'} hands {scene.lstrip(' ,')[:1].lower()}{scene.lstrip(' ,')[1:]}"
        if step
        else scene
        for n, (scene, step) in enumerate(zip(scenes, steps, strict=True))
    ]


def happening(text: str, language: str) -> str:
    """``text`` with what it says should happen as happening."""
    if language == "en":
        return _english(text) if any(word in text.lower() for word in _ASKING) else text
    return {"es": _spanish, "ja": _japanese, "zh": _chinese}[language](text)

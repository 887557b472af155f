"""What holds shots together: who is seen and where, said in every shot with the same words.

A wish names its subject once and goes on with "it" or with nothing at all ("my cat in three shots: it wakes up, eats,
sleeps"). A shot is read on its own, so each has to name it: "the cat eats".
"""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling.prompts.pattern import pattern
from kling.prompts.reading import read
from kling.prompts.vocabulary import (
    ACTIONS,
    ANGLES,
    GAITS,
    PALETTES,
    PEOPLE,
    SETTINGS,
    SHOT_SIZES,
    STYLES,
    TIMES_OF_DAY,
    WEATHER,
)

_PRONOUN = {
    "en": r"(?P<sub>he|she|it|they)\b(?!['’])|(?P<of>his|her|its|their)\b(?=\s+\w)",
    "es": r"(?P<sub>él|ellas|ellos|ella)\b",
    "zh": r"(?P<of>(?:他们|她们|它们|他|她|它)的)|(?P<sub>他们|她们|它们|他(?!人)|她|它)",
    "ja": r"(?P<of>(?:彼女|彼)の)|(?P<sub>(?:彼女|彼|それ|その子)(?=[はがもを]))",
}
_LINK = r"(?:(?:and|then|now|next|y|luego|entonces|después)\s+|然后|接着|随后|最后|再|そして|次に|それから)*"
_FRAMED = r"(?:[^,.;:：，。、；]{0,40}?(?:\b(?:of|on|as)\s+|[:：]\s*))?"
_OPENS = {language: pattern(rf"^({_LINK})({_FRAMED})(?:{words})", re.I) for language, words in _PRONOUN.items()}
_PERSONAL = pattern(r"^(?:he|she|his|her|him|él|ella|[他她]的?|彼女?の?|その子)$", re.IGNORECASE)
_WHEN = pattern(
    r"^(?:(?:at|in the|by|the)\s+)?(?:dawn|sunrise|morning|noon|midday|afternoon|evening|dusk|sunset|nightfall|night|midnight|next (?:day|morning))\b,?\s+(?=\S)"
    r"|^(?:al amanecer|por la mañana|al mediodía|por la tarde|al atardecer|por la noche|de noche|al día siguiente),?\s+"
    r"|^(?:清晨|早上|早晨|上午|中午|正午|下午|傍晚|黄昏|晚上|夜晚|夜里|深夜|第二天)(?!的)，?|^(?:朝|昼|夕方|夜|翌朝|深夜)に?、",
    re.IGNORECASE,
)
_OTHERS = (" and the others", " y los demás", "和其他人")
_MANY = pattern(
    r"\b(?:\w+[^s]s|couple|family|crowd|people|children|and|y|pareja|familia|gente)\b|们|和|群|たち", re.IGNORECASE
)
_FEMALE = pattern(r"^(?:she|her|ella|她|彼女)", re.IGNORECASE)
_EITHER = pattern(r"^su\b", re.IGNORECASE)
_PLURAL = pattern(r"^(?:they|their|ellos|ellas|[他她它]们的?)$", re.IGNORECASE)

_DETERMINER = pattern(
    r"^(?:an?|the|my|our|his|her|its|their|this|that|two|three|four|some|another|un|una|unos|unas|el|la|los|las|mi|mis|su|sus|dos|tres)\s+",
    re.IGNORECASE,
)
_DEFINITE = pattern(r"^(?:an?|my|our|this|that|one)\s+(?=\S)", re.IGNORECASE)
_DEFINITE_ES = pattern(r"^(?:(un|este)|(una|esta)|mi)\s+(?=(\S+))", re.IGNORECASE)
_DEFINITE_CJK = pattern(r"^(?:一|这|那)?[只个位名条头匹对群]|^(?:一人|一匹|一羽)の|^我的|^我家的|^私の")
_AFTER_VERB = r"(?=\s+(?:an?|the|his|her|its|their|up|down|out|off|on|in|into|over|at|to|through|across|along|toward|away|around|past|under|by|from|with|for|and|\w+ly)\b|\s*$|[,.;])"
_FINITE = pattern(
    rf"(?<![\w'’-])(?!(?:is|was|has|does|its|his|this|us|always|across|towards)\b)[a-z]{{2,}}[^\Ws]s{_AFTER_VERB}"
)
_BASE = pattern(r"^[a-z]+(?=\s|$)")
_BASE_VERB = pattern(rf"^[a-z]+{_AFTER_VERB}")
_FINITE_ES = pattern(
    r"^(?:(?:se|lo|la|le|los|las|les|me)\s+)?(?!para\b|desde\b|entre\b|sobre\b|hacia\b|durante\b|ante\b|noche\b|gente\b)[a-záéíóúñ]{2,}(?:[aeíó]|an|en)(?=\s|$)"
)
_NOUN_ES = pattern(r"^[a-záéíóúñ]+\s+(?:que|con|y)\s")
_DONE_ZH = pattern(
    r"^[^天桌地路山海水楼树车空马街墙屋窗河湖岸][过着到进出住开起](?=[^，。；])|^(?:停|站|坐|躺|趴|落|飞|浮|挂|摆)[在上过]"
)
_COVERB = pattern(r"^(?:慢慢|轻轻|快速|突然|独自|悄悄|又|正)?(?:地)?[在从向往对把被给朝沿跟和到去来打躲]")
_VERBAL_JA = pattern(r"(?:[るうくすつぬぶむぐただ]|ます|ている)[。]?$")
_PLACE_EN = pattern(
    r"\s*\b(?:in|on|at|inside|near|by|beside|under|outside|across|through|along|around)\s+(?:an?|the|his|her|my|our|its)?\s*(?=[\w'-])",
    re.IGNORECASE,
)
_PLACE_ES = pattern(
    r"\s*\b(?:en|sobre|bajo|junto a|por|frente a|dentro de)\s+(?:un|una|unos|unas|el|la|los|las|su|mi)?\s*(?=\w)",
    re.IGNORECASE,
)
_PLACE_ZH = pattern(r"在[^，。；]+$")
_PLACE_JA = pattern(r"^[^、。]{1,20}?で(?=、|$)|(?<=、)[^、。]{1,20}?で$")
_TELLS_OF = pattern(
    r"^(?:(?:an?|the|short|little|whole)\s+)*(?:story|tale|portrait|life|adventures?|journey|film|day)\s+(?:of|about|in the life of)\s+|^(?:la |una |el |un )?(?:historia|vida|día|aventuras?|pel[ií]cula|corto(?:metraje)?|v[ií]deo|film|clip|documental)\s+(?:(?:de|sobre|con)\s+)+|^(?:主角|主人公)[是为は]?|^关于|^讲述?",
    re.IGNORECASE,
)
_WHOLE_DAY = pattern(
    r"['’]s (?:whole |entire )?(?:day|life|journey|story|morning)\b.*|的一(?:天|生).*|の一日.*|(?:的|の)?(?:故事|物語|短編|短片)$"
)
_LEAD = pattern(r"^(?:(?:about|of|with|on|for|starring|sobre|de|con)\s+|关于|讲|的)+", re.IGNORECASE)
_NOBODY = pattern(
    r"^(?:in|with|of|about|con|de|en|sobre|(?:an?|the|un|una)?\s*(?:dialogues?|diálogos?|stor(?:y|ies)|shorts?|films?|scenes?|shots?|music|style|historia|corto|escenas?|planos?|tomas?|música|estilo)|吗|呢|吧|故事|短片|宣传片|纪录片|微电影|对白|一?[部个段条支]|短編|物語|シーン)?\s*$",
    re.IGNORECASE,
)
_ELSEWHERE = pattern(
    r"\b(?:outside|outdoors|home|abroad|elsewhere|leaves the|drives to|goes out|afuera|casa|fuera|sale)\b|出门|回家|外面|室外|出去|外に出|帰宅|家に帰",
    re.IGNORECASE,
)
_FURNITURE = pattern(
    r"^(?:desk|table|counter|stage|booth|baker|barista|chef|bartender|bar|trees?|path|astronaut|astronauta|宇航员|ship|boat|waves?|桌|舞台|树|木|路|船|mesa|barco|olas)s?$",
    re.IGNORECASE,
)


_HELD = pattern(
    r"^((?:[\w’'<>]+\s){1,5}?(?:holds|picks|takes|lifts|opens|closes|throws|catches|eats|drinks|puts|gives|hands|pushes|pulls|drops|carries|kicks|tries|finds|grabs|reads|wears|lights|blows|breaks|hides|smells|tastes|unwraps|paints|washes|cleans|fixes|repairs|cuts)\s(?:\w+ly\s)?)it\b",
    re.IGNORECASE,
)
"""Somebody who takes hold of what the scene before shows."""
_SHOWN = pattern(
    r"^(?:(?:an?|the)?\s?(?:extreme )?(?:close[ -]?up|macro|insert|detail|shot)\s(?:of|on)\s)?(?P<thing>(?:an?|the)\s(?:[\w'-]+\s){0,2}[\w'-]+?)(?=\s*$|,|\s(?:on|in|at|under|by|beside|lying|sitting|standing)\b)",
    re.IGNORECASE,
)


_INSIDE = pattern(r"\b(?:and|while|as|then|but)\s+(she|he)\b", re.IGNORECASE)
_BODY = pattern(r"\b(?:hands?|head|eyes?|face|arms?|smile|breath|fingers?|shoulders?|step|look|nod)$", re.IGNORECASE)
_AND_IT = pattern(r"\b(?:and|while|as|then|but)\s+(it)\b(?=\s+\w+s\b)", re.IGNORECASE)
_DETERMINED = pattern(r"\s(?:an?|the|his|her|their)\s", re.IGNORECASE)
_PASSIVE = pattern(
    r"(?:\w{3,}ed|written|sent|torn|broken|drawn|cut|built|thrown|caught|sold|bought|made|eaten|frozen|lost|found)(?:\s+(?:by|in|into|on|at|to)\s.+|\s+\w+ly)?",
    re.IGNORECASE,
)
"""What is done to whom a wish is about, without him: "written, posted"."""
_OBJECT = pattern(r"\s\w+s\s(?P<thing>(?:an?|the)\s(?:[\w'-]+\s)?[\w'-]+)\s*$", re.IGNORECASE)
"""What is acted upon, at the end of a scene: "skips the helmet"."""


class Anchors(NamedTuple):
    """``subject`` as every shot names it ("the old detective"), ``place`` as the wish says it ("in a rainy harbour").
    Empty where the wish names none before its scenes."""

    subject: str = ""
    place: str = ""


def of(head: str, language: str) -> Anchors:
    """The anchors in what a wish says before it lists its scenes."""
    parts = [_part(part, language) for part in re.split(r"[,，、;；:：]", head)]
    named = next((part for part in parts if part.subject), Anchors())
    return Anchors(named.subject, named.place or next((part.place for part in parts if part.place), ""))


def _part(words: str, language: str) -> Anchors:
    """The anchors in one part of what a wish says before its scenes."""
    words = _WHOLE_DAY.sub("", _TELLS_OF.sub("", _LEAD.sub("", words.strip()))).strip()
    place = {"es": _PLACE_ES, "zh": _PLACE_ZH, "ja": _PLACE_JA}.get(language, _PLACE_EN).search(words)
    where = words[place.start() :].strip() if place else ""
    subject = words.replace(where, "", 1).strip() if where else words
    known = any(vocabulary.find(where) for vocabulary in (SETTINGS, TIMES_OF_DAY, WEATHER))
    if not known and not (language in ("en", "es") and len(where.split()) > 2):
        where = ""
    subject = re.sub(r"\s*在\s*$", "", subject)
    if _NOBODY.match(subject) or not re.search(r"[^\W\d_]", subject) or STYLES.find(subject) or PALETTES.find(subject):
        subject = ""
    return Anchors(definite(subject, language), where)


def definite(subject: str, language: str) -> str:
    """A subject as one speaks of what is known: "a fox" becomes "the fox"."""
    subject = subject.strip()
    if language == "es":
        return _DEFINITE_ES.sub(lambda m: "la " if m[2] or (not m[1] and m[3].endswith("a")) else "el ", subject)
    if language in ("zh", "ja"):
        return _DEFINITE_CJK.sub("", subject)
    return _DEFINITE.sub("the ", subject)


_TOGETHER = pattern(
    r"(?:<<<\w+>>>|[A-ZÁÉÍÓÚÑ][\w'’-]+)(?:,\s(?:<<<\w+>>>|[A-ZÁÉÍÓÚÑ][\w'’-]+))*(?:\s(?:and|y|e)\s|和|と)(?:<<<\w+>>>|[A-ZÁÉÍÓÚÑ][\w'’-]+)"
)
"""Those who are named together: "Ivo and Petra"."""


def subject_of(scene: str, language: str) -> str:
    """The subject that a scene names itself, "" where it names none before its verb."""
    scene = re.sub(rf"^{_LINK}", "", scene.strip(), flags=re.IGNORECASE)
    if language == "ja":
        found = re.match(r"(?:[^がは]*[でに、])?([^がは、。]{1,14})[がは]", scene)
        return found[1] if found else ""
    if (together := _TOGETHER.match(scene)) and together.end() < len(scene):
        return together[0]
    verbs = [m.start for m in (*ACTIONS.find(scene), *GAITS.find(scene))]
    if language == "zh":
        verb = min((v for v in verbs if v > 0), default=0)
        named = (
            ""
            if scene[: verb + 1] in ("航拍", "自拍", "跟拍", "俯拍")
            else re.split("在|从|慢慢|正在", scene[:verb])[0]
        )
        return named if 0 < len(named) <= 12 and 0 not in verbs and not _COVERB.match(scene) else ""
    if language == "en":
        verbs += [m.start() for m in _FINITE.finditer(scene)]
    else:
        verbs += [m.start() for m in re.finditer(r"(?<=\s)[a-záéíóúñ]{2,}(?:[aeíó]|an|en)(?=\s|$)", scene)]
    nobody = _DETERMINER.match(scene)  # the first word after "una" is who acts, whatever it ends in
    least = (scene + " ").find(" ", nobody.end()) if nobody else 0
    named = scene[: min((v for v in verbs if v > max(0, least)), default=0)].strip()
    named = re.sub(r"\s+(?:se|lo|le|la|is|are|slowly|está)$", "", named)
    if named.endswith(("'s", "’s")):
        return ""
    said = _DETERMINER.match(named) or named[:1].isupper() or named.startswith("<<<")
    return named if said and 0 < len(named.split()) <= 7 and "," not in named and not SHOT_SIZES.find(named) else ""


def lacks_subject(scene: str, language: str) -> bool:
    """Whether a scene begins with its verb, so that whoever acts was named before."""
    scene = _WHEN.sub("", scene.strip())
    scene = re.split("[,，、;；]", re.sub(rf"^{_LINK}", "", scene.strip(), flags=re.IGNORECASE))[0]
    if (
        not scene
        or scene.startswith("<<<")
        or any(m.start == 0 for m in (*SHOT_SIZES.find(scene), *ANGLES.find(scene)))
    ):
        return False
    acts = any(m.start == 0 for m in (*ACTIONS.find(scene), *GAITS.find(scene)))
    if any(m.start == 0 for m in (*WEATHER.find(scene), *TIMES_OF_DAY.find(scene))):
        return False
    if language == "ja":
        return not re.search("[はがも]", scene) and bool(_VERBAL_JA.search(scene))
    if not acts and any(m.start == 0 for m in (*PEOPLE.find(scene), *SETTINGS.find(scene))):
        return False
    if language == "zh":
        return (
            acts
            or bool(_COVERB.match(scene) or _DONE_ZH.match(scene))
            or (len(scene) <= 3 and not ACTIONS.find(scene[1:]))
        )
    if not scene[0].islower() or _DETERMINER.match(scene):
        return False
    if language == "es":
        return acts or (bool(_FINITE_ES.match(scene)) and not _NOUN_ES.match(scene))
    word, _, rest = scene.partition(" ")
    follows_verb = any(m.start == 0 for m in ACTIONS.find(rest)) or _FINITE.search(rest) is not None
    if word.endswith(("s", "ing")):
        return _FINITE.match(scene) is not None or (acts and not follows_verb)
    return acts and not follows_verb and _BASE_VERB.match(scene) is not None


_SOMEBODY = {
    "he": "the man", "she": "the woman", "they": "the people", "his": "the man", "her": "the woman", "it": "the subject",
    "他": "这个男人", "她": "这个女人", "它": "主体", "彼": "男性", "彼女": "女性", "él": "el hombre", "ella": "la mujer",
}  # fmt: skip


def somebody(scene: str, language: str) -> str:
    """Whom a scene speaks of that opens with a pronoun and was never named, as in a clip that is to go on; "" where it
    opens with none."""
    opens = _OPENS[language].match(scene)
    said = (opens["sub"] or opens.groupdict().get("of") or "").lower() if opens else ""
    return _SOMEBODY.get(said, _SOMEBODY.get(said[:1], ""))


def is_pronoun(word: str) -> bool:
    """Whether a word only points at somebody: "her", "me", 她."""
    return (
        re.fullmatch(
            r"(?:he|she|it|they|him|her|them|me|us|i|you|his|él|ella|ellos|ellas|yo)|[他她它我你]们?|彼女?|私",
            word,
            re.I,
        )
        is not None
    )


def opens_with_pronoun(scene: str, language: str) -> bool:
    """Whether a scene begins with "it", "she", "his" and the like, whatever the hour."""
    return _OPENS[language].match(_WHEN.sub("", scene)) is not None


def acts(scene: str, language: str) -> bool:
    """Whether somebody does something in a scene."""
    opens = opens_with_pronoun(scene, language) or lacks_subject(scene, language)
    return opens or bool(read(scene).actions or subject_of(scene, language))


_FRAMED_SCENE = pattern(r"[^,:，、：.]{2,40}[,:，、：]\s*")


def carried(scenes: Sequence[str], anchors: Anchors, language: str) -> list[str]:
    """The scenes of a wish with their subject named in each: in the place of a pronoun, and before a verb that has
    none. ``he`` is the person named last, ``it`` what is no person; else both are the subject of the wish."""
    named = [anchors.subject] if anchors.subject else []
    latest = anchors.subject
    told: list[str] = []
    thing = ""
    for whole in scenes:
        if language == "en":
            if thing and (held := _HELD.match(whole)):
                whole = f"{held[1]}{thing}{whole[held.end() :]}"
            inside = _AND_IT.search(whole)
            if inside and told and thing and not _DETERMINED.search(whole[: inside.start()]):
                whole = f"{whole[: inside.start(1)]}{thing}{whole[inside.end(1) :]}"
            other = _object(whole)
            thing = other if other and not PEOPLE.find(other) else _thing(whole) or thing
        when = _WHEN.match(whole)
        lead, scene = (when[0], whole[when.end() :]) if when else ("", whole)
        framed = _FRAMED_SCENE.match(scene)
        if framed and any(m.start == 0 for m in (*SHOT_SIZES.find(framed[0]), *ANGLES.find(framed[0]))):
            lead, scene = lead + framed[0], scene[framed.end() :]
        pronoun = _OPENS[language].match(scene)
        if pronoun:
            written = pronoun["sub"] or (pronoun.groupdict().get("of") or "")
            acted_on = thing if written.lower() in ("it", "its") and (not latest or _is_person(latest)) else ""
            who = acted_on or _whom(written, named)
            told.append(lead + _resolved(scene, pronoun, who, language) if who else whole)
            latest = who or latest
            other = subject_of(told[-1], language) if who and not pronoun["sub"] else ""
            if other and _is_person(other) and other not in named:
                named.append(other)
            continue
        own = subject_of(scene, language)
        if language == "en" and told and named:  # "the beaker foams over and she jumps back"
            inside = _INSIDE.search(scene)
            alone = inside and not _is_person(own) and not PEOPLE.find(scene[: inside.start()])
            who = _whom(inside[1], named) if inside and alone else ""
            whole = f"{lead}{scene[: inside.start(1)]}{who}{scene[inside.end(1) :]}" if inside and who else whole
        if own:
            latest = definite(own, language)
            if latest not in named:
                named.append(latest)
            other = _object(whole) if language == "en" else ""
            if other and PEOPLE.find(other) and other not in named:
                named.append(other)
            told.append(whole)
        elif latest and language == "en" and _PASSIVE.fullmatch(scene.strip()):
            told.append(f"{lead}{latest} is {scene.strip()}")
        elif latest and lacks_subject(scene, language):
            told.append(lead + with_subject(scene, latest, language))
        else:
            told.append(whole)
    return told


def _thing(scene: str) -> str:
    """What a scene shows that holds no verb, as one speaks of it afterwards: "the muddy teddy bear"."""
    shown = _SHOWN.match(scene) or _OBJECT.search(scene)
    known = shown and not PEOPLE.find(shown["thing"]) and not _BODY.search(shown["thing"])
    return definite(shown["thing"], "en") if shown and known else ""


def _object(scene: str) -> str:
    """Whom or what a scene ends with, acted upon: "the stray dog" of "Anna finds a stray dog"."""
    acted = _OBJECT.search(scene)
    return definite(acted["thing"], "en") if acted and not _BODY.search(acted["thing"]) else ""


def meant(words: str, named: Sequence[str], language: str) -> str:
    """Whom words mean that speak of somebody without a name: "she", "asks for bread and"; of those ``named`` before, the
    latest first. "" for words that name somebody, or when nobody was named."""
    pronoun = _OPENS[language].match(words)
    if pronoun:
        return _whom(pronoun["sub"] or pronoun.groupdict().get("of") or "", named)
    return named[-1] if named and lacks_subject(words, language) else ""


def may_be(words: str, who: str) -> bool:
    """Whether the pronoun that ``words`` begin with may mean ``who``: "she walks off" is not said of a man."""
    return _EITHER.match(words) is not None or _sex(who) in ("", "woman" if _FEMALE.match(words) else "man")


def _whom(pronoun: str, named: Sequence[str]) -> str:
    """Whom a pronoun means, of those named before."""
    if not named:
        return ""
    people = [name for name in named if _is_person(name)]
    if _PLURAL.match(pronoun):
        together = next((name for name in reversed(named) if _TOGETHER.fullmatch(name)), "")
        if together:
            return together
        if len(people) > 1 and pronoun.lower() == "they":
            return " and ".join(people[-2:])
        others = _OTHERS[1 if pronoun[0].lower() == "e" else 0] if pronoun.isascii() else _OTHERS[2]
        return named[0] if _MANY.search(named[0]) else f"{named[0]}{others}"
    if _PERSONAL.match(pronoun):
        wanted = "woman" if _FEMALE.match(pronoun) else "man"
        fitting = [name for name in people if _sex(name) == wanted]
        fitting = fitting or [name for name in people if not _sex(name)] or people
        return fitting[-1] if fitting else named[0]
    return next((name for name in named if not _sex(name)), named[0])


def _sex(name: str) -> str:
    """ "woman", "man", or "" where a name does not tell."""
    if ("女" in name) is not ("男" in name):
        return "woman" if "女" in name else "man"
    told = {match.term.id for match in PEOPLE.find(name)} & {"woman", "man"}
    if len(told) == 1:
        return told.pop()
    return {"el": "man", "la": "woman"}.get(name.partition(" ")[0].lower(), "")


def _is_person(name: str) -> bool:
    return (
        bool(_sex(name) or re.match(r"(?:el|la) \w+(?:er[oa]|or|ora|ist[ae]|[aá]n|iente)\b", name) or PEOPLE.find(name))
        or "<<<element" in name
        or (name[:1].isupper() and name.isascii())
    )


def _resolved(scene: str, pronoun: re.Match[str], who: str, language: str) -> str:
    before, rest = scene[: pronoun.end(2)][len(pronoun[1]) :], scene[pronoun.end() :]
    if pronoun["sub"]:
        return f"{before}{who}{rest}"
    if language in ("zh", "ja"):
        return f"{before}{who}{'的' if language == 'zh' else 'の'}{rest}"
    thing = rest.split()[0]
    if len(who.split()) > 3:
        return f"{before}the {thing} of {who}{rest.removeprefix(f' {thing}')}"
    return f"{before}{who}{'’' if who.endswith('s') else '’s'}{rest}"


def with_subject(scene: str, who: str, language: str) -> str:
    """A scene that begins with its verb, with whoever acts before it."""
    bare = re.sub(rf"^{_LINK}", "", scene, flags=re.IGNORECASE)
    if language == "zh":
        return f"{who}{bare}"
    if language == "ja":
        return f"{who}が{bare}"
    if language == "en" and not re.match(r"^\w+(?:ing|s|ed)\b", bare) and ACTIONS.find(bare):
        bare = _BASE.sub(lambda m: third(m[0]), bare)
    return f"{who} {bare}"


_LINE = pattern(r"\s*[\ue000-\ue0ff]")
"""Where a line stands that is spoken in a scene."""
_STANDS = {
    "en": pattern(
        r"\b(?:(?:in|inside)|enters|(?:walks|goes|comes|steps) into)\s+((?:an?|the|his|her|their|my|our)\s+(?:[\w-]+\s+){0,2})$",
        re.I,
    ),
    "es": pattern(r"\ben\s+((?:un|una|el|la|su|mi)\s+)$", re.I),
    "zh": pattern(r"(?:在|走进|进入|回到|来到)([^，。在]{0,6})$"),
}


_THERE_ZH = pattern(r"在[^，。]{1,6}[里上中下旁边内外前后]|[进入到](?![来去])")
"""A Chinese scene that says where it is."""
_ON = "坡山路桥台岸滩海湖街场地船顶原道"
"""Chinese places that one is on rather than in."""


def stays(scenes: Sequence[str], language: str) -> list[str]:
    """For each scene the place it plays in: where one before it plays, until a scene goes elsewhere. "" where that is
    not said, or where the scene says it itself."""
    here, found = "", []
    for scene in scenes:
        named = [m for m in SETTINGS.find(scene) if not _FURNITURE.match(scene[m.start : m.end])]
        own = named or _ELSEWHERE.search(scene) or (language == "zh" and _THERE_ZH.search(scene))
        found.append("" if own else here)
        if named:
            stands = _STANDS[language].search(scene[: named[0].start]) if language in _STANDS else None
            word = scene[named[0].start : named[0].end]
            where = f"{stands[1]}{word}" if stands else ""
            article = definite(where, language)
            here = (
                {"en": f"in {article}", "es": f"en {article}", "zh": f"在{where}{'上' if where[-1:] in _ON else '里'}"}[
                    language
                ]
                if where
                else ""
            )
        elif _ELSEWHERE.search(scene):
            here = ""
    return found


def placed(scene: str, place: str, language: str) -> str:
    """A scene with the place of the wish, unless it plays in one of its own."""
    line = _LINE.search(scene)
    told = re.sub(r"(?:\s*[,，、]|\s+(?:and|y))+$", "", scene[: line.start()].strip()) if line else scene
    if not place or places(scene) or place in scene or not told:
        return scene
    if language in ("zh", "ja"):
        return f"{place}{'，' if language == 'zh' else '、'}{scene}"
    return f"{told} {place} {scene[line.start() :]}" if line else f"{scene} {place}"


def third(verb: str) -> str:
    """The third person of an English verb."""
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def places(scene: str) -> frozenset[str]:
    """The words for places in a scene; furniture is none."""
    found = {scene[m.start : m.end].lower() for m in SETTINGS.find(scene)}
    words = {word for word in found if not _FURNITURE.match(word)}
    return frozenset(words | {m[0].lower() for m in _ELSEWHERE.finditer(scene)})


def hours(scene: str) -> frozenset[str]:
    """The times of day named in a scene, as ids."""
    return frozenset(m.term.id for m in TIMES_OF_DAY.find(scene))

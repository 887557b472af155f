"""The prompts of films that begin with a given picture, or go from one picture to another."""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import re

from kling.prompts import anchors, shot
from kling.prompts.compose import Prompt, compose
from kling.prompts.draft import IN_PICTURE, Draft, tidy
from kling.prompts.naming import article_es, head, same_script
from kling.prompts.pattern import CJK, pattern
from kling.prompts.reading import read
from kling.prompts.vocabulary import ACTIONS, CHANGES, END_STATES, PACING, PEOPLE
from kling.prompts.wish import meta_spans, numbered

_OF_PICTURE = pattern(
    r"\b(?:photo|picture|image|portrait|drawing|painting|selfie|snapshot)\s+of\s+(?:my|the|an?|our)?\s*((?!me\b|us\b)[\w'-]+(?:\s[\w'-]+)?)(?=\s+(?:to|come|comes|move|moves|and|with|so)\b|[,.;]|$)"
    r"|\bmake\s+(?:the|my)\s+([\w'-]+(?:\s[\w'-]+)?)\s+in\s+(?:this|the|my)\s+(?:photo|picture|image)|\b(?:the|my)\s+([\w'-]+)\s+in\s+(?:this|the|my)\s+(?:photo|picture|image)"
    r"|(?:照片|图片|图|画)(?:里|中|上)?的("
    + CJK
    + r"{1,6}?)(?=动|活|，|。|眨|微笑|慢|转|抬|摇|叫|跑|跳|走|飞|唱|说|看|伸|举|挥|点|笑|哭|站|坐|吃|喝|游|打|睁|闭|$)|(?:写真|画像|絵|イラスト)の([^をがはにの、。]{1,8})|(?:亡くなった|大好きな|うちの|私の)?([^、。がはをに]{1,8})の(?:写真|画像|絵)を"
    r"|\b(?:foto|imagen|retrato|dibujo)\s+de\s+(?:mi|la|el|un|una)\s+([\wáéíóúñ]+)",
    re.IGNORECASE,
)
_SHOWN = pattern(
    r"^(?:请?让|使)?(?:这张|这幅|我的)?(?:照片|图片|图|画)(?:里|中|上)?的|^(?:この|その)?(?:写真|画像|絵|イラスト)の(?:中の)?",
    re.IGNORECASE,
)
_GESTURE = pattern(
    r"^(?:(?:just|only)\s+)?(?:an?|one|some|the)\s+(?:[\w-]+\s+){0,2}?(?:smile|nod|wink|wave|blink|laugh|look|turn|sigh|yawn|grin|bow|glance|shrug|breath)\b",
    re.IGNORECASE,
)
_MADE_TO_JA = pattern(
    r"[^、。にを]{1,10}[にを](?P<how>[^、。]*?[をでにくりと])?(?:(?P<do>させて)|(?P<stem>[^、。]{1,3}?)(?P<row>[らわかさたなばまが])せて|(?P<stem2>[^、。]{1,4}?)させて)(?:ください|下さい|ほしい(?:です)?|欲しい)?"
)
"""少年に手を振らせて: what somebody in a picture is made to do."""
_PLAIN_JA = {"ら": "る", "わ": "う", "か": "く", "さ": "す", "た": "つ", "な": "ぬ", "ば": "ぶ", "ま": "む", "が": "ぐ"}
_PARTICIPLE = pattern(r"^(?:[\w'-]+\s+){1,2}\w{3,}ing\b", re.IGNORECASE)
_ANIMAL = pattern(
    r"\b(?:cat|dog|kitten|puppy|bird|horse|fox|rabbit|owl|lion|tiger|bear|dragon|parrot|gato|perro|caballo|pájaro|zorro)\b|猫|狗|鸟|马|狐|兔|犬|鳥|馬|うさぎ",
    re.IGNORECASE,
)
_STATE = {
    "en": pattern(r"\b(?:photo|picture|image|frame)\s+of\s+((?:the|an?|my|our)\s+)?(?P<noun>.+?)(?=\s+(?:to|and|into|until|in|over|then)\b|[,.;]|$)|\b(?:the|an?)\s+(?P<kind>[\w-]+)\s+(?:photo|picture|image)\b", re.IGNORECASE),
    "es": pattern(r"\b(?:foto|imagen)\s+de\s+(?P<noun>(?:(?:el|la|los|las|un|una|mi)\s+)?.+?)(?=\s+(?:a|hasta|y)\s+(?:la|el|esta|otra)\b|[,.;]|$)(?P<kind>)", re.IGNORECASE),
    "zh": pattern(r"(?:从|变到|变成|到)?这?[张幅]?(?P<noun>[^从到变张幅，。]{1,8}?)的?(?:照片|图片|图)(?P<kind>)"),
    "ja": pattern(r"(?P<noun>[^、。からへを]{1,12}?)の(?:写真|画像)(?P<kind>)"),
}  # fmt: skip
_GENERAL = pattern(
    r"^(?:first|last|second|other|start|end|final|opening|before|after|this|that|one|[a-z]|\d|primera|segunda|última|otra|第.*|首.*|尾.*|最.*|一枚目|二枚目|這|这|那)$",
    re.IGNORECASE,
)
_WAY = pattern(
    r"\b(?:turn|make) (?:my|these|the|our) (?:\w+ )?(?:drawings|photos|pictures|images) into [^:,.;]*:?|\b(?:it|which|that)? ?(?:begins|starts|opens) (?:with|on|from|at) [^,.;]*? and (?:ends|finishes|closes) (?:with|on|at|in) [^,.;]*|\b(?:go|morph|transition|transform|fade|start|begin|end|finish)?\s*(?:from|between|with|on|at)?\b[^,.;:]*\b(?:photo|picture|image|frame|one)\b(?:\s+of\s+[^,.;:]*)?|\b(?:de )?(?:la|esta) (?:primera )?foto[^,;:]*|从[^，。]*(?:图|照片)[^，。]*|[^、。]*(?:から|へ)[^、。]*(?:写真|画像)[^、。]*|[^、。]*(?:写真|画像)(?:へ|に|まで)",
    re.IGNORECASE,
)


def subject(draft: Draft) -> str:
    """Whom or what the opening picture shows, as the wish calls it."""
    token, asset, _ = next(bound for bound in draft.assets if bound.is_frame)
    text = draft.wish.text
    inside = IN_PICTURE.match(text)
    found = _OF_PICTURE.search(text)
    noun = inside[1] if inside else next((g for g in found.groups() if g), "") if found else ""
    if not noun and asset.description and same_script(asset, cjk=draft.cjk):
        noun = head(asset.description)
    if not noun:
        return draft.phrases.the_subject.format(ref=token)
    noun = re.sub(r"^[\w-]+['’]s\s+(?=\w)", "", noun) if re.search(rf"\bmy {re.escape(noun)}", text, re.I) else noun
    article = {"en": "the ", "es": "el " if not noun.endswith("a") else "la "}.get(draft.wish.language, "")
    return f"{article}{noun}" if article and not re.match(r"(?:the|my|el|la)\s", noun, re.IGNORECASE) else noun


def animated(draft: Draft) -> str:
    """The prompt of a picture that comes to life."""
    phrases = draft.phrases
    who = subject(draft)
    inside = IN_PICTURE.match(draft.wish.text)
    if inside:
        rest = inside[2]
        for start, end in reversed(meta_spans(rest)):
            rest = rest[:start] + rest[end:]
        told = f"{who} begins to {tidy(rest)}, then settles"
    else:
        told = _told(draft, who, tidy(_SHOWN.sub("", draft.content)))
    camera, _, keep = phrases.unchanged.partition("。" if draft.cjk else ". ")
    moved = shot.paced(draft.direction.camera, draft.wish.language) if draft.direction.camera else camera
    prompt = Prompt(
        subject=told,
        camera=moved,
        lighting=draft.direction.light,
        atmosphere=draft.direction.look,
        lines=draft.spoken,
        audio=draft.heard(with_lines=bool(draft.spoken)),
        keep=keep,
    )
    return compose(prompt, draft.wish.language)


_BARE_SUBJECT = pattern(r"^(?!(?:and|then|but|with|only|just)\b)[a-z]{3,}\s(?P<does>[a-z]{2,}[^s\W]s)\s", re.IGNORECASE)
"""A thing without an article that does something: "steam rises"."""


def _told(draft: Draft, who: str, content: str) -> str:
    """What happens to the subject of the picture, in whole sentences."""
    phrases, language = draft.phrases, draft.wish.language
    words = set(re.findall(r"\w+", content.lower()))
    if len(content) <= 2 or content.lower() in who.lower() or (not draft.cjk and words <= set(who.lower().split())):
        if (
            PEOPLE.find(who)
            or _ANIMAL.search(who)
            or ((tail := phrases.the_subject.split("{")[0]) and who.startswith(tail))
        ):
            return phrases.alive.format(subject=who)
        return f"{who}{draft.comma}{shot.staging(draft, who).stir or phrases.stir}"
    if language == "es" and content.startswith("que "):
        done = _indicative(content[4:])
        return f"{who} {done}" if done else f"haz que {who} {content[4:]}"
    first, mark, rest = content.partition("、")
    made_to = _MADE_TO_JA.fullmatch(first) if language == "ja" else None
    if made_to:
        verb = (
            "する"
            if made_to["do"]
            else f"{made_to['stem'] or made_to['stem2']}{_PLAIN_JA.get(made_to['row'] or '', 'る')}"
        )
        return f"{who}が{made_to['how'] or ''}{verb}{mark}{rest}"
    if anchors.opens_with_pronoun(content, language):
        return anchors.carried([content], anchors.Anchors(who), language)[0]
    if language == "en" and _GESTURE.match(content):
        return f"{who} gives {content}"
    if anchors.subject_of(content, language) or (language == "zh" and content.startswith(who)):
        return content
    if language == "en" and (does := _BARE_SUBJECT.match(content)) and ACTIONS.find(does["does"]):
        return content
    if language == "ja" and re.match(r"[^、。]{1,14}[がはも]", content):
        return content
    ends = bool(END_STATES.find(read(content).prose))
    if anchors.lacks_subject(content, language):
        return anchors.with_subject(content, who, language)
    if language == "en" and _PARTICIPLE.match(content):
        return f"{who} comes to life, {content}{'' if ends else ', then settles'}"
    return phrases.alive_doing.format(subject=who, content=content)


def _indicative(wanted: str) -> str:
    """Spanish "guiñe un ojo" as "guiña un ojo", where that is a known verb; else empty."""
    verb = re.match(r"(?:(?:se|le|la|lo|me)\s+)?([a-záéíóúñ]+)([ae])(?=\s|,|$)", wanted)
    if not verb:
        return ""
    said = f"{wanted[: verb.start(2)]}{'a' if verb[2] == 'e' else 'e'}{wanted[verb.end(2) :]}"
    said = re.sub(r"(?<=\by )([a-záéíóúñ]+)([ae])(?=\s|,|$)", lambda m: f"{m[1]}{'a' if m[2] == 'e' else 'e'}", said)
    return said if any(m.start <= verb.start(1) for m in ACTIONS.find(said)) else ""


def between(draft: Draft) -> str:
    """The prompt of a film from one picture to another: the path, not the two pictures."""
    phrases, language = draft.phrases, draft.wish.language
    tokens = {bound.use: bound.token for bound in draft.assets}
    rest = happening(draft)
    states = _states(draft)
    path = phrases.becomes.format(first=states[0], last=states[1]) if states else phrases.between_path
    camera = shot.paced(draft.direction.camera, language) if draft.direction.camera else phrases.between_camera
    paced = PACING.find(draft.wish.text)
    pace = draft.wish.text[paced[0].start : paced[0].end] if paced else phrases.between_pace
    opening = phrases.between.format(start=tokens.get("first_frame", ""), end=tokens.get("end_frame", ""))
    prompt = Prompt(
        subject=rest if len(rest) > 3 else "",
        camera=path,
        lighting=f"{camera}{draft.comma}{pace}{draft.comma}{phrases.between_light}",
        atmosphere=draft.direction.look if not paced else "",
        audio=draft.heard(with_lines=False) if draft.sound else "",
    )
    return draft.space.join([opening, compose(prompt, language)])


def happening(draft: Draft) -> str:
    """What a wish says happens between its two pictures; empty where it only names them."""
    content = draft.content
    for start, end in reversed(numbered(content)):
        content = f"{content[:start]}{content[end:]}"
    rest = tidy(re.sub(r"^[A-Z1-9]\b[,\s]*", "", tidy(_WAY.sub("", content))))
    told = read(rest)
    return rest if told.actions or CHANGES.find(told.prose) else ""


def _states(draft: Draft) -> tuple[str, str] | None:
    """What the first and the last picture show: as the wish says, else as they are described."""
    language = draft.wish.language
    found = [match["noun"] or match["kind"] or "" for match in _STATE[language].finditer(draft.wish.text)]
    found = [
        re.sub(r"^(?:the|an?|my|our|el|la|los|las|una?|mi)\s+", "", noun.strip(), flags=re.IGNORECASE) for noun in found
    ]
    if len(found) < 2 or any(not noun or _GENERAL.match(noun) for noun in found[:2]):
        frames = [b.asset for b in draft.assets if b.is_frame]
        if any(not a.description or not same_script(a, cjk=draft.cjk) for a in frames):
            return None
        found = [head(asset.description) for asset in frames]
    if len(found) < 2 or not all(found[:2]):
        return None
    if language == "es":
        return f"{article_es(found[0])} {found[0]}", f"{article_es(found[1])} {found[1]}"
    article = "the " if language == "en" else ""
    return f"{article}{found[0]}", f"{article}{found[1]}"

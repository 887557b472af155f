"""Writing a plan's prompts, by scenario, in the guide's order and in the language of the wish.

What the wish leaves open (framing, camera, light, end of the movement, sound) is filled with the guide's safe choices.
"""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from kling.prompts import anchors, arcs, direction, edits, frames, mood, references, shot, sources, speech
from kling.prompts.analyse import analyse
from kling.prompts.compose import Prompt, SpokenLine, compose
from kling.prompts.draft import Bound, Draft, tidy
from kling.prompts.naming import THING, head, named, same_script
from kling.prompts.pattern import CJK, pattern
from kling.prompts.phrases import genre
from kling.prompts.vocabulary import (
    CAMERA_MOVES,
    END_STATES,
    PEOPLE,
    SHOT_SIZES,
    TIMES_OF_DAY,
    WEATHER,
)
from kling.prompts.wish import numbered

_BEAT = pattern(
    r"\s*(?:[,，、;；.。]|\bthen\b|\bafter that\b|\bluego\b|\bdespués\b|然后|接着|次に|それから)\s*", re.IGNORECASE
)
_PASSIVE = pattern(r"\b(?:is|are|gets?) (?:\w+ly )?\w+(?:ed|en|ilt|ut)\b|\bse \w+", re.IGNORECASE)
_LOOPS = 5
"""Seconds from which a movement without an end loops or freezes."""
_FROM = {"en": "from ", "es": "de "}
_ROW = pattern(r"\s*[;；]\s*")
_MARK = pattern(r"[\ue000-\ue0ff]")
_DAY = pattern(
    r"['’]s (?:whole |entire )?(?:day|life|journey|story|morning)\b|的一(?:天|生)|的(?:诞生|制作过程|制作|形成|成长)|の一日|\b(?:un|el) día (?:entero )?(?:en la vida )?de\s+",
    re.IGNORECASE,
)
_IN_PICTURE = pattern(
    r"(?:这?张?(?:图片?|照片|画)(?:里|中|上)?的|(?:写真|画像|絵|イラスト)の)(\S+)$|(?:the |my )?([\w' -]+?) (?:in|from|of) (?:the|this|my) (?:photo|picture|image)$|((?:el|la) [\w ]+?) (?:de|en) (?:la|esta) (?:foto|imagen)$",
    re.IGNORECASE,
)
_SOUND_TAIL = pattern(
    r"\s*(?:,|，|、|\band\b|\bbut\b|\by\b|\bpero\b)\s*(?:(?:keep|leave|preserve|mute|add|drop|strip|deja|mantén|conserva|silencia|quita)\b[^,.;，。]*(?:sound|audio|voice|music|soundtrack|sonido|voz|música|\bit\b)[^,.;，。]*|(?:with|con)\b[^,.;]*(?:sound|music|audio|música)[^,.;]*|(?:加上|配上|带上?|加)[^，。]*(?:配乐|音乐|音效|声音)|保留(?:原声|原音|声音)|静音|消音|元の音[^、。]*|音は[^、。]*)",
    re.IGNORECASE,
)


def missing_references(draft: Draft, text: str) -> str:
    """Sentences that give a role to every asset the text does not name yet."""
    named = {str(reference) for reference in references.find(text)}
    cast, sentences = [], []
    for token, asset, use in draft.assets:
        if token in named or use in ("first_frame", "end_frame"):
            continue
        if asset.kind == "element":
            cast.append(token)
        elif asset.kind == "image":
            noun = (
                (head(asset.description) or asset.name)
                if same_script(asset, cjk=draft.cjk) or not asset.description
                else ""
            )
            sentences.append(draft.phrases.as_shown.format(noun=noun or THING[draft.wish.language], ref=token))
    if cast:
        sentences.insert(0, draft.phrases.lead.format(ref=draft.comma.join(cast)))
    return draft.space.join(sentences)


def single(draft: Draft) -> str:
    """The prompt of a single take."""
    if draft.scenario == "edit":
        return edits.edit(draft)
    if draft.scenario == "reference":
        return reference(draft)
    if draft.scenario == "first_last":
        return frames.between(draft)
    if draft.scenario == "i2v":
        return frames.animated(draft)
    content = draft.content or story_subject(draft)
    if draft.scenario == "multi_image":
        content = _labelled(content, [_label(draft, b) for b in draft.assets if b.token not in content])
    prompt = Prompt(
        subject=shot.moving(draft, content),
        framing=shot.framing(draft, content, draft.direction.framing),
        camera=shot.camera(draft, content),
        lighting=shot.light(draft, content),
        atmosphere=shot.mood(draft, content),
        lines=draft.spoken,
        audio=draft.heard(with_lines=bool(draft.spoken)),
        keep=missing_references(draft, " ".join([content, *(line.speaker for line in draft.spoken)])),
    )
    return compose(prompt, draft.wish.language)


_MODAL_END = pattern(r"\s+(?:should|must|can|could|has to|have to|needs to|will|would|to)$", re.IGNORECASE)
"""What is left of "my cat should jump like this guy" once the deed is borrowed."""
_AROUND = pattern(r"^.*<<<\w+>>>\s*(?=(?:in|on|at|inside|under|beside|near|en|sobre|bajo)\s|在)", re.IGNORECASE)
"""Whoever is shown, before where."""


def reference(draft: Draft, content: str | None = None) -> str:
    """The prompt of a film that borrows from a clip or continues it, and shows ``content`` (that of the wish unless
    given)."""
    phrases, token, wish = draft.phrases, draft.token("video"), draft.wish
    content = tidy(edits.CLIP.sub(" ", _SOUND_TAIL.sub("", draft.content))) if content is None else content
    content = re.sub(
        r"^(?:,|with|around|of|in|a new film|new video|拍|的)\s+|^(?:做|拍|来|生成)(?:一个|一段|一条|个|段)?(?=.{2})",
        lambda m: m[0] if m[0].strip() in ("around", "in") else "",
        content,
    )
    if wish.borrows and wish.borrows_motion:
        image = next(((b.token, b.asset) for b in draft.assets if b.asset.kind == "image"), None)
        element = draft.token("element")
        if image:
            said = re.search(rf"\bthe ([\w' -]+?) from {re.escape(image[0])}", draft.bound)
            noun = said[1] if said else THING[wish.language]
            if image[1].description and same_script(image[1], cjk=draft.cjk):
                noun = head(image[1].description)
            subject = phrases.from_image.format(noun=noun, ref=image[0])
            subject = f"the {noun} in {image[0]}" if wish.language == "en" else subject
        else:
            subject = element or _MODAL_END.sub("", content) or phrases.subject
        written = phrases.motion.format(subject=subject, ref=token, kind=_kind_of_motion(draft))
        rest = [part for part in re.split(r"[,，、;；.。]\s*", content) if len(part) > 2 and part not in subject]
        rest = (
            [tail for part in rest if (tail := _AROUND.sub("", part)) and "<<<" not in tail] if image or element else []
        )
        stop = "。" if draft.cjk else "."
        around = draft.comma.join(rest)
        return (
            written.replace(stop, f"{stop}{draft.space}{around[:1].upper()}{around[1:]}{stop}", 1) if rest else written
        )
    clip = next(bound.asset for bound in draft.assets if bound.asset.kind == "video")
    content = tidy(_AS_FRAME.sub(" ", content))
    for start, end in reversed(numbered(content)):
        content = f"{content[:start]}{content[end:]}"
    content = re.sub(r"^(?:clip|video|footage)\b\W*$", "", content)
    content = re.sub(
        r"^(?:the )?(?:moment|scene|shot) (?:right |just )?(?:before|after) (?:this|that)(?: one)?\s*[:,]\s*",
        "",
        content,
    )
    content = _ASKED.sub(r"what \1 sees", content)
    sees = _SEES.match(content) if wish.language == "en" else None
    if sees:
        people = PEOPLE.find(clip.description)
        who = f"the {clip.description[people[0].start : people[0].end]}" if people else "the person"
        who = sees[1] if " " in sees[1] else who
        content = f"over the shoulder of {who}, what comes into view{sees[2]}"
    if not content and clip.description and same_script(clip, cjk=draft.cjk):
        content = {"en": "the ", "es": "", "zh": "", "ja": ""}[wish.language] + head(clip.description)
    told = content or phrases.subject
    told = told if wish.borrows_camera and shot.moves(draft, told) else shot.moving(draft, told)
    stop = "。" if draft.cjk else "."
    framing = shot.framing(draft, told, draft.direction.framing)
    light = shot.light(draft, told)
    look = draft.direction.look
    if wish.continues and not wish.borrows:
        template = phrases.previous_shot if wish.continues == "previous" else phrases.next_shot
        near = framing[:1].lower() + framing[1:] if framing else ""
        opening = template.format(ref=token, content=f"{near}{draft.comma}{told}" if near else told)
        closing = phrases.same_place
    elif wish.borrows_camera:
        opening = phrases.camera_of.format(ref=token, content=_travelled(draft, told))
        closing = draft.space.join(f"{part}{stop}" for part in (light, look) if part)
    else:
        opening = phrases.style_of.format(ref=token, content=told)
        camera = shot.paced(draft.direction.camera, wish.language) if draft.direction.camera else ""
        closing = draft.space.join(f"{part}{stop}" for part in (framing, camera, light, look) if part)
    written = draft.space.join(part for part in (f"{opening.rstrip('.。 ')}{stop}", closing) if part)
    first = next((b.token for b in draft.assets if b.asset.role == "first_frame"), "")
    if first and first not in written:
        written = f"{_STARTS[wish.language].format(ref=first)}{draft.space}{written}"
    extra = missing_references(draft, written)
    return draft.unmasked(draft.space.join(part for part in (written, extra) if part))


_KINDS = {
    "en": pattern(r"\b(?:(danc)(?:e|es|ing)|(walk|jump|box|kick|bow|fight)(?:s|ing)?|(run|swim|spin)(?:s|ning|ming)?|(skat)(?:e|es|ing))\b", re.IGNORECASE),
    "zh": pattern(r"(打太极|打拳|走路|跑步|跳舞|跳绳|练功|做操|滑板|舞)"),
}  # fmt: skip


def _kind_of_motion(draft: Draft) -> str:
    """What the motion is that is borrowed, before the word for motion: "walking ", 打太极的; empty where unsaid."""
    kinds = _KINDS.get(draft.wish.language)
    found = kinds.search(draft.wish.text) if kinds else None
    if not found:
        return ""
    if draft.wish.language == "zh":
        return f"{'舞蹈' if found[0] == '舞' else found[0]}的"
    verb = next(group for group in found.groups() if group).lower()
    if verb == "danc":
        return "dance "
    return f"{verb}{verb[-1] if verb in ('run', 'swim', 'spin') else ''}ing "


_STARTS = {
    "en": "Take {ref} as the start frame.",
    "zh": "以{ref}为首帧。",
    "ja": "{ref}を最初のフレームにする。",
    "es": "Toma {ref} como fotograma inicial.",
}
_AS_FRAME = pattern(
    r"\b(?:with|from|using|and|on)?\s*(?:my|the|this)\s+(?:\w+\s)?(?:photo|picture|image)(?:\s+from <<<\w+>>>)?\s+as\s+(?:the\s+)?(?:first|start(?:ing)?|opening)\s+frame\b,?",
    re.IGNORECASE,
)
_ASKED = pattern(r"^what (?:does|do|did|will) (.+?) see\b(?: next)?", re.IGNORECASE)
_SEES = pattern(r"^what (he|she|they|the [\w ]+?) sees?\b(.*)", re.IGNORECASE)
_DOING = pattern(r"(?<=\w)\s+(?=(?!king\b|ring\b|wing\b|string\b|morning\b|evening\b)\w{2,}ing\b)")
_SOLD = pattern(
    r"\b(?!product\b|short\b|video\b|square\b|vertical\b)([a-z]{3,}) (?:ad|advert|commercial)\b|(?:^|[，。的个条段支部拍做来])((?![^广]*[的个条段])"
    + CJK
    + r"{2,4})广告|([^、。の\s]{1,8})の(?:広告|CM)|\banuncio de ((?:un |una )?\w+)",
    re.IGNORECASE,
)
_INTO = pattern(
    r"^(?:inside|in|into|over|around|through|across|along|above|under|en|por|sobre|dentro de)\s", re.IGNORECASE
)
_TRAVELS = {"en": "moving {}", "zh": "镜头穿行于{}", "ja": "カメラが{}を進む", "es": "avanzando {}"}


def _travelled(draft: Draft, told: str) -> str:
    """A place as a camera goes through it."""
    return _TRAVELS[draft.wish.language].format(told) if _INTO.match(told) and not draft.cjk else told


@lru_cache(maxsize=8)
def _listing(draft: Draft) -> tuple[str, tuple[str, ...]]:
    """What a wish says before it lists its scenes, and the scenes, lines still masked: numbered, in a row of
    sentences, or in a row of clauses. None where it tells of one thing."""
    told = draft.told
    marks = numbered(told)
    if len(marks) > 1:
        ends = [start for start, _ in marks[1:]] + [len(told)]
        found = [scene for (_, start), end in zip(marks, ends, strict=True) if (scene := tidy(told[start:end]))]
        return tidy(told[: marks[0][0]]), tuple(found)
    said, colon, rest = told.partition(":") if ":" in told else told.partition("：")
    parts = _clauses(rest, draft.wish.shots) if colon else []
    if re.search("[,，、;；]", said) and not (
        parts and (len(parts) == draft.wish.shots or _follows(parts[0], draft.wish.language) or len(parts) > 3)
    ):
        parts = []
    if not parts:
        said, parts = "", _clauses(told, draft.wish.shots)
    if not said:
        said, parts = _headed(parts, draft)
    return tidy(said), tuple(parts) if len(parts) > 1 else ()


def _clauses(told: str, count: int | None = None) -> list[str]:
    """The parts of a row, by semicolons where there are several, else by commas; lines stay with whoever speaks, but
    where each of ``count`` shots has a part of its own."""
    parts: list[str] = []
    split = [tidy(part) for part in (_ROW if len(_ROW.findall(told)) > 1 else _BEAT).split(told)]
    whole = [part for part in split if len(part) > 1 or _MARK.search(part)]
    if len(whole) == count and all(len(_MARK.findall(part)) < 2 for part in whole):
        return whole
    for part in split:
        bare = _MARK.sub("", part)
        if parts and (len(bare) < 2 or _MARK.fullmatch(part)):
            parts[-1] += part
        elif len(part) > 1 or _MARK.search(part):
            parts.append(part)
    return parts


def _headed(parts: list[str], draft: Draft) -> tuple[str, list[str]]:
    """The parts of a wish that only say who and where, before those in which something happens to them."""
    language, count = draft.wish.language, draft.wish.shots
    if parts and len(split := [tidy(part) for part in _BEAT.split(parts[0])]) > 1 and _follows(split[-1], language):
        parts = [*split, *parts[1:]]
    first = next((n for n, part in enumerate(parts) if anchors.acts(part, language)), 0)
    if len(parts) == count or not (len(parts) - first == count or any(map(_follows, parts[first:][:1], [language]))):
        return "", parts
    return draft.comma.join(parts[:first]), parts[first:]


def _follows(part: str, language: str) -> bool:
    """Whether a part speaks of somebody named before it."""
    return anchors.opens_with_pronoun(part, language) or anchors.lacks_subject(part, language)


def scenes(draft: Draft) -> list[str]:
    """The scenes that a wish lists for its shots, lines still masked. Empty where it tells of one thing."""
    return list(_listing(draft)[1])


def listed(draft: Draft) -> int:
    """How many scenes a wish lists, counting only what tells of something: 0 where it tells of one thing."""
    found = scenes(draft)
    if numbered(draft.told):
        return len(found)
    telling = [scene for scene in found if len(scene) >= 4 if draft.cjk or len(scene.split()) >= 3]
    return len(found) if found and len(telling) == len(found) else 0


def events(draft: Draft, count: int) -> list[str]:
    """One event for each shot: those the wish lists, neighbours put together where they are too many, and ready ones
    about its subject where it lists none."""
    found = scenes(draft)
    if len(found) == count + 1 and _all_along(found[-1], draft.wish.language):
        found = [f"{scene}{draft.comma}{found[-1]}" for scene in found[:-1]]
    if len(found) >= count:
        shares = [len(found) // count + (n < len(found) % count) for n in range(count)]
        ends = [sum(shares[: n + 1]) for n in range(count)]
        return told(
            draft, [draft.comma.join(found[end - share : end]) for share, end in zip(shares, ends, strict=True)]
        )
    subject = _DOING.split(_DAY.sub("", story_subject(draft)))[0]
    subject = re.sub(r"\s+(?:who|that|which|que)\b.*$", "", subject)
    if draft.cjk:  # 一只流浪狗找到家: whom it is about
        who = anchors.subject_of(subject, draft.wish.language)
        subject = who if len(anchors.definite(who, draft.wish.language)) > 1 else _BECOMES.split(subject)[0]
    if draft.wish.reverse_shot:
        heard = dict.fromkeys(line.speaker for line in (*draft.spoken, *draft.ready_lines))
        one, other = (*heard, draft.phrases.speakers[1])[:2]
        chosen = arcs.between(one, other, draft.wish.language, count)
    else:
        known = anchors.definite(subject, draft.wish.language)
        chosen = arcs.events(draft.wish.text, subject, draft.wish.language, count)[:1]
        chosen += arcs.events(draft.wish.text, known, draft.wish.language, count)[1:]
    content = draft.content
    if listed(draft):
        chosen[: len(found)] = told(draft, found)
    elif content and content != subject and _DAY.sub("", content) != subject and len(content) < 160:
        chosen[0] = draft.told
    return chosen


_BECOMES = pattern(r"(?<=.{2})(?=找到|遇见|遇到|学会|变成|成为|回到|爱上|寻找|拯救|战胜|が(?:家|夢|母|友)を)")
"""What a story tells of whom it is about."""


def _all_along(scene: str, language: str) -> bool:
    """Whether what stands last in a list is no scene but the weather or the hour of all: "rain outside"."""
    known = WEATHER.find(scene) or TIMES_OF_DAY.find(scene)
    return bool(known) and known[0].start == 0 and len(scene.split()) <= 3 and not anchors.acts(scene, language)


def told(draft: Draft, beats: Sequence[str]) -> list[str]:
    """Beats with whom they tell of, and where, named in each."""
    beats = mood.by_hand(beats) if draft.wish.language == "en" and not PEOPLE.find(draft.wish.text) else beats
    topic = _topic(_listing(draft)[0])
    held = anchors.Anchors() if topic else anchored(draft)
    named = anchors.carried(beats, held, draft.wish.language)
    if topic and not any(topic.lower() in beat.lower() for beat in named):
        named = [f"{topic}{draft.comma}{named[0]}", *named[1:]]
    labels = [_label(draft, bound) for bound in draft.assets]
    places = [held.place] * len(named) if held.place else anchors.stays(beats, draft.wish.language)
    return [
        anchors.placed(_labelled(beat, labels), place, draft.wish.language)
        for beat, place in zip(named, places, strict=True)
    ]


_COURSE = pattern(
    r"^(?:(?:an?|the|la|una)\s+)?(?:recipe|how to (?:make|cook|bake|build)|making(?: of)?|tutorial|receta|cómo (?:hacer|se hace|preparar)|elaboración)\s+(?:(?:for|of|de|del|on)\s+)?|\s*\b(?:step by step|paso a paso)\b|的?(?:做法|制作过程|教程|步骤)$|の?(?:作り方|レシピ)$",
    re.IGNORECASE,
)


def _topic(said: str) -> str:
    """What is made in the scenes that follow, of "recipe for banana bread, step by step"; "" where nothing is."""
    topic = tidy(_COURSE.sub("", said))
    return topic if topic != said and 1 < len(topic) <= 40 else ""


def anchored(draft: Draft) -> anchors.Anchors:
    """Who and where the scenes of a wish are about, as it says before it lists them."""
    said, found = _listing(draft)
    held = anchors.of(said, draft.wish.language)
    shown = [bound for bound in draft.assets if bound.use in ("element", "reference")]
    for bound in shown:
        noun = _label(draft, bound)[0]
        if held.subject and noun and bound.token not in held.subject and (held.subject in noun or noun in held.subject):
            return held._replace(subject=_label(draft, bound)[1])
    pictured = _IN_PICTURE.match(held.subject)
    if pictured and shown and shown[0].token not in held.subject:
        noun = next(group for group in pictured.groups() if group)
        return held._replace(
            subject=named(noun, shown[0].token, draft.phrases) if shown[0].use == "reference" else shown[0].token
        )
    if draft.scenario == "reference" and not held.subject and found:
        return held._replace(subject=anchors.somebody(found[0], draft.wish.language))
    given = draft.scenario in ("i2v", "element", "multi_image")
    if given and not held.subject and found and _follows(found[0], draft.wish.language):
        return held._replace(subject=story_subject(draft))
    return held


def _label(draft: Draft, bound: Bound) -> tuple[str, str]:
    """What an asset is called in a wish, and how its prompts call it."""
    token = bound.token
    said = re.search(rf"the ([\w' -]+?) from {re.escape(token)}|{re.escape(token)}中的({CJK}{{1,6}})", draft.bound)
    if said:
        return said[1] or said[2], said[0]
    if bound.use == "element":
        return bound.asset.name, token
    noun = head(bound.asset.description)
    for name in (bound.asset.name, noun):
        if re.match(r"[A-ZÁÉÍÓÚ]\w+$", name):
            return name, f"{name} {_FROM.get(draft.wish.language, '')}{token}".replace("  ", " ")
    known = bound.use == "reference" and same_script(bound.asset, cjk=draft.cjk) and not anchors.is_pronoun(noun)
    return (noun, named(noun, token, draft.phrases)) if noun and known else ("", "")


def _labelled(beat: str, labels: Sequence[tuple[str, str]]) -> str:
    """A beat with every asset it names called by its label."""
    for noun, label in labels:
        if not noun or label in beat:
            continue
        bare = re.escape(noun)
        called = (
            rf"{_ONE_CJK}?{bare}" if _CJK.search(noun) else rf"\b(?:{_OWN}\s+([\w-]+\s)?)?{bare}\b(?!['’]){_FULL_OF}?"
        )
        found = re.search(called, beat, re.IGNORECASE)
        if found:
            adjective, full_of = found.groups(default="") if found.re.groups else ("", "")
            said = label.replace(noun, f"{adjective}{noun}{full_of}", 1)
            beat = f"{beat[: found.start()]}{said}{beat[found.end() :]}"
    return beat


_CJK = pattern(CJK)
_ONE_CJK = r"(?:[一这那][只个位条名匹头辆张杯])"
_OWN = r"(?:the|my|our|an?|his|her|its|their|this|el|la|mi|una?|su)"
_FULL_OF = r"(\s(?:of|de)\s(?!(?:the|an?|his|her|its|my|el|la|una?|su)\b)\w+)"
"""What a thing is full of or made of: "a cup of coffee"."""


def story_subject(draft: Draft) -> str:
    """Whom a wish is about, as its prompts call them: the wish's own subject, an asset, or a ready one."""
    tokens = [bound.token for bound in draft.assets if bound.use in ("element", "reference")]
    content = direction.sort(draft.content, comma=draft.comma).told or draft.content
    subject = anchors.subject_of(content, draft.wish.language) if content and not draft.cjk else ""
    subject = subject or (next(iter(analyse(content).said("subject")), "") if content else "")
    if tokens:
        if tokens[0] in draft.content:
            around = re.search(
                rf"(?:the [\w' -]+? from |(?:el|la|los|las) [\w ]+? de )?{re.escape(tokens[0])}(?:中的{CJK}+)?",
                draft.content,
            )
            return around[0] if around else tokens[0]
        if "element" in tokens[0]:
            return tokens[0]
        asset = next(bound.asset for bound in draft.assets if bound.token == tokens[0])
        noun = (
            head(asset.description)
            if asset.description and same_script(asset, cjk=draft.cjk)
            else THING[draft.wish.language]
        )
        return named(noun, tokens[0], draft.phrases)
    if draft.scenario == "i2v":
        return frames.subject(draft)
    if _DAY.search(draft.content):
        return _DAY.sub("", draft.content)
    sold = _SOLD.search(draft.wish.text) if not draft.content else None
    if sold:
        noun = next(group for group in sold.groups() if group)
        return f"the {noun}" if draft.wish.language == "en" else noun
    short = len(subject) <= 24 if draft.cjk else len(subject.split()) <= 6
    return (
        subject if len(subject) > 1 and short else genre(draft.wish.text, draft.wish.language) or draft.phrases.subject
    )


def storyboard(
    draft: Draft,
    seconds: Sequence[int],
    beats: Sequence[str] | None = None,
    joined: Collection[int] = (),
    ends: Collection[int] = (),
) -> list[str]:
    """The text of each shot, for shots of the given lengths that show ``beats`` (those of the wish unless given). The
    shots numbered in ``joined``, from 0, begin with the picture that the shot before ends with, which frames them; those
    in ``ends`` are the last of their task, which ends with a movement that is over. An asset that no given event names
    is named in every shot."""
    phrases = draft.phrases
    beats = events(draft, len(seconds)) if beats is None else beats
    if _one_each(draft, beats):
        beats = [beats[0], *(draft.looking(mask, line) for mask, line in draft.placed[1:])]
    all_told = "".join(beats)
    unnamed = replace(draft, assets=tuple(bound for bound in draft.assets if bound.token not in all_told))
    spoken = _shared_out(draft, beats, seconds)
    shots: list[str] = []
    before = ""
    around = f"{_listing(draft)[0]} {shot.anchorless(draft)}" if scenes(draft) else None
    light = shot.common_light(draft, [draft.shown(told) for told in beats])
    hours = [anchors.hours(told) for told in beats]
    dated = next((n for n, hour in enumerate(hours) if hour), 0)
    undated = dated if around is not None and not anchors.hours(_listing(draft)[0]) else 0
    for n, (told, length) in enumerate(zip(beats, seconds, strict=True)):
        directed = direction.sort(draft.shown(told), comma=draft.comma)
        shown = tidy(directed.told) or draft.shown(told)
        own, final = spoken[n], n == len(beats) - 1 or (n in ends and length >= _LOOPS)
        beat = shot.moving(draft, shown, last=final, around=around)
        if final and not END_STATES.find(beat):
            beat = f"{beat}{draft.comma}{phrases.settle}"
        seen = any(line.speaker != phrases.voice_over for line in own)
        again = n > 0 and told == beats[n - 1]
        framing = directed.framing if shot.frames_alone(directed.framing) and not again else ""
        framing = framing or _framing_of_shot(draft, n, before, shown, seen=seen)
        before = framing
        prompt = Prompt(
            subject=beat,
            framing="" if SHOT_SIZES.find(beat) or n in joined else framing,
            camera=_camera_of_shot(draft, n, shown, directed, speaks=bool(own)),
            lighting=directed.light
            or (shot.undated_light(draft, shown) if n < undated else (light := shot.light_of(draft, shown, light))),
            atmosphere=directed.look or shot.mood(draft, shown),
            lines=own,
            audio=draft.heard(with_lines=bool(own)),
            keep=missing_references(unnamed, beat) if unnamed.assets else "",
        )
        shots.append(compose(prompt, draft.wish.language))
    return shots


def _shared_out(draft: Draft, beats: Sequence[str], seconds: Sequence[int]) -> list[tuple[SpokenLine, ...]]:
    """The lines of each shot: where the wish puts them, else one a shot toward the end; only as many as there is time
    to speak."""
    shots: list[list[SpokenLine]] = [[] for _ in beats]
    rest = []
    for mask, line in draft.placed if draft.spoken else ():
        place = next((n for n, beat in enumerate(beats) if mask in beat), None)
        if place is None:
            rest.append(line)
        else:
            shots[place].append(line)
    if not draft.placed:
        rest = list(draft.spoken)
    elif _one_each(draft, beats):
        shots, rest = [[line] for _, line in draft.placed], []
    roomy = [n for n, length in enumerate(seconds) if length >= 3] or [len(beats) - 1]
    for n, line in enumerate(rest):
        shots[roomy[-len(rest) :][min(n, len(roomy) - 1)] if len(rest) <= len(roomy) else roomy[-1]].append(line)
    return [_in_time(draft, lines, length) for lines, length in zip(shots, seconds, strict=True)]


def _one_each(draft: Draft, beats: Sequence[str]) -> bool:
    """Whether a wish that lists no scenes has a line for every shot, so that each shot shows one who speaks."""
    return bool(draft.spoken) and len(draft.placed) == len(beats) > 1 and not scenes(draft)


def _in_time(draft: Draft, lines: Sequence[SpokenLine], seconds: int) -> tuple[SpokenLine, ...]:
    fitting: tuple[SpokenLine, ...] = ()
    for line in lines:
        trial = compose(Prompt(lines=(*fitting, line)), draft.wish.language)
        fitting = (*fitting, line) if speech.budget(trial).least <= seconds else fitting
    return fitting


def needed(draft: Draft, count: int, beats: Sequence[str] | None = None) -> list[int]:
    """Least seconds for the lines that each of ``count`` shots holds; ``beats`` as for :func:`storyboard`."""
    spoken = _shared_out(draft, events(draft, count) if beats is None else beats, [60] * count)
    return [
        math.ceil(speech.budget(compose(Prompt(lines=lines), draft.wish.language)).good) if lines else 1
        for lines in spoken
    ]


def _framing_of_shot(draft: Draft, number: int, before: str, shown: str, *, seen: bool) -> str:
    """The framing of a shot; faces are near where somebody is seen speaking, and neighbours differ in size."""
    phrases = draft.phrases
    if seen:
        return phrases.framings[1] if before == phrases.framing_speaker else phrases.framing_speaker
    ready = [phrases.framings[(number + n) % len(phrases.framings)] for n in range(len(phrases.framings))]
    listed = bool(scenes(draft))
    size = {m.term.id for m in SHOT_SIZES.find(before)}
    fitting = [*shot.staging(draft, shown).framings, *ready] if listed else ready
    if listed:
        return next(one for one in fitting if one != before)
    return next((one for one in fitting if {m.term.id for m in SHOT_SIZES.find(one)} != size), ready[0])


def _camera_of_shot(draft: Draft, number: int, shown: str, said: direction.Direction, *, speaks: bool) -> str:
    """The camera of a shot: the wish's own; still where somebody speaks or something happens that a move might
    contradict."""
    if draft.wish.one_take:
        return draft.phrases.camera_long
    if said.camera:
        return shot.paced(said.camera, draft.wish.language)
    if CAMERA_MOVES.find(shown):
        return ""
    everywhere = draft.direction.camera
    if everywhere and draft.comma.strip() not in everywhere:  # said once, of the whole film
        return shot.paced(everywhere, draft.wish.language)
    if speaks or said.still:
        return draft.phrases.camera_speech
    chosen = shot.staging(draft, shown).camera if scenes(draft) else ""
    if not scenes(draft):
        return draft.phrases.cameras[number % len(draft.phrases.cameras)]
    if chosen or shot.moves(draft, shown):
        return chosen or draft.phrases.camera_speech
    return draft.phrases.cameras[number % len(draft.phrases.cameras)]


_GIVEN = {"video": ("clip", "--video"), "image": ("picture", "--image"), "element": ("element", "--element")}
_FOREIGN = {
    "fr": "French",
    "de": "German",
    "pt": "Portuguese",
    "it": "Italian",
    "ko": "Korean",
    "ru": "Russian",
    "ar": "Arabic",
    "hi": "Hindi",
    "th": "Thai",
}


def remarks(draft: Draft) -> list[str]:
    """What the writer filled in by itself."""
    wish = draft.wish
    notes = [
        f"the wish speaks of “{said}”, but no {_GIVEN[kind][0]} was given: give it with {_GIVEN[kind][1]}"
        for kind, said in wish.absent
        if not sources.find(wish.text)
    ]
    if wish.foreign:
        notes.append(
            f"the wish seems to be in {_FOREIGN.get(wish.foreign, 'a language that is not understood')}: English, Chinese, "
            "Japanese and Spanish are understood; its words were kept as they are, say them in one of these"
        )
    for kind, words in wish.technical:
        notes.append(
            f"{words} fps cannot be set: every video has 24 frames a second"
            if kind == "fps"
            else f"{words} is no word of a prompt: the size of the picture is set by the mode (std, pro or 4k)"
        )
    if draft.spoken and not draft.wish.lines:
        notes.append("speech is wanted, but no words were given: the lines are placeholders, write your own")
    if not draft.content and draft.scenario in ("t2v", "element", "multi_image"):
        notes.append("the wish does not say what to show: a neutral subject was used, name your own")
    return notes

"""What a wish says of the picture rather than of its events: framing, camera, light and look, sorted into their slots.

A part of a wish that holds nothing but such words ("macro", "slow orbit around it", "暖光", "estilo documental") is taken
out of its story; a framing that opens a part ("close-up of a wheel") is split from what it frames.
"""

# ruff: noqa: E501, SIM905  (patterns and lists of words read best in one piece)
from __future__ import annotations

import re
from typing import NamedTuple

from kling.prompts.anchors import is_pronoun
from kling.prompts.pattern import CJK, pattern
from kling.prompts.vocabulary import (
    ACTIONS,
    ANGLES,
    ATMOSPHERES,
    CAMERA_MOVES,
    COMPOSITIONS,
    DEPTH_OF_FIELD,
    LENSES,
    LIGHT_WORDS,
    LIGHTING,
    PACING,
    PALETTES,
    SHOT_SIZES,
    SPEEDS,
    STYLES,
    TEXTURES,
    TIMES_OF_DAY,
)

_PART = pattern(r"[^,，、;；.。!?！？\n]+[,，、;；.。!?！？\n]*\s*")
_JOINT = pattern(r"^(?:and|y|with|con)\s+", re.IGNORECASE)
_MARK = pattern(r"[\ue000-\ue0ff]")
_CJK = pattern(CJK)
_GLUE = frozenset(
    "a an the in with of and very some style styled look feel feeling mood vibe tone tones lens shot shots view angle light lighting lit "
    "colours colors colour color palette film footage background depth field slightly bit kind like as on from at is be all mostly please "
    "en con de del la el los las un una y estilo look tono tonos luz colores color plano toma muy efecto ambiente al a "
    "warm cool cold soft hard evening cálida cálido fría suave pure".split()
)
_GLUE_CJK = pattern(r"[的之在中里是用、でのをにな風调調暖冷柔感系镜头画面拍摄效果らし]|[\s\W]")
_NAMED_STYLE = pattern(
    r"^(?:in (?:an?|the) )?(?:[\w-]+ ){1,3}(?:style|look|aesthetic|vibe|mood|feel|feeling|atmosphere)$|^(?:en |con )?(?:estilo|estética|look) (?:de )?[\w-]+(?: [\w-]+){0,2}$|^[^，。]{1,10}(?:风格|画风)(?:的?\s*(?:vlog|视频|短片|影片|广告))?$|^[^、。]{1,10}(?:風|調)(?:で|の|に)?$|^b ?& ?w$|^b/w$",
    re.IGNORECASE,
)
_HAND_HELD = pattern(r"^手持(?:ち|拍摄|感|ちで)?$")
_CAMERA_FIRST = pattern(r"^(?:with )?(?:the |a |la |una )?(?:camera|cámara)\b|^镜头|^カメラ", re.IGNORECASE)
_FOLLOWS = pattern(
    r"^(?P<camera>(?:(?:with |while )?(?:the |a )?(?:\w+ )?camera (?:\w+ly )?(?:follows|tracks)(?: (?:close |right )?behind(?= an?\b| the\b| my\b| our\b))?|(?:con |y )?(?:la |una )?cámara (?:sigue|persigue) a)|镜头(?:一路)?(?:跟随|跟着|跟拍))\s*(?P<whom>(?!its\b|the movement|the motion)\S.+)$"
    r"|^カメラが(?P<whom_ja>[^、。]+?)を追[うっい].*$",
    re.IGNORECASE,
)
_SHOT_IN = pattern(r"^(?:an?|una?)\s+|\s+(?:shot|take|video|clip|footage)$", re.IGNORECASE)
_KNOWN = pattern(r"^(?:the|el|la|los|las)\s+", re.IGNORECASE)
_WAY = pattern(
    r"^((?:an?|the|my|our|two|three)\s+[\w'-]+(?:\s[\w'-]+)?)\s+(?=(?:through|into|along|across|down|up|out|around|over|past)\b)",
    re.IGNORECASE,
)
_EVENT = pattern(
    r"^(?:the )?(?:sun|moon|night|day|dawn) (?:rises|sets|falls|breaks|comes|goes)\b|^(?:up )?(?:on|to|from|toward|towards) the (?:moon|sun)\b|^(?:en|a) la luna\b|^(?:太阳|月亮)(?:升|落|出)|^(?:日|太陽|月)が(?:昇|沈|出)|^(?:sale|se pone) (?:el sol|la luna)\b|^(?:amanece|anochece)$",
    re.IGNORECASE,
)
_STILL = pattern(
    r"\b(?:camera|cámara)\b[^,.;]{0,12}\b(?:doesn['’]?t|does not|not|never|no se|no)\s+(?:move|mueve|moving)\b"
    r"|\b(?:don['’]?t|do not|never|without|no) (?:move|moving|shake|shaking) the camera\b|\bno camera (?:movements?|moves?|motion)\b|\bkeep the camera (?:still|steady|fixed|where it is)\b"
    r"|(?:镜头|机位)(?:不动|别动|不要动|保持不动|不要晃)|(?:不要|别)(?:动|移动|晃动?)(?:镜头|机位)|不要运镜|カメラ(?:は|を|が)?動かさ(?:ず|ない)(?:で)?|\bno muevas la cámara\b|\bsin mover la cámara\b|\bcámara quieta\b",
    re.IGNORECASE,
)
_FRAMED = pattern(
    r"^(?P<size>(?:an? |the |un |una )?(?:[\w'-]+ ){0,4}?[\w'-]+)(?:\s+(?:of|on|de|del|a|sobre)|\s*:)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_AT_MOMENT = pattern(r"^\s+(?:on|at|for) the (?!\w+ing\b)[\w'-]+$", re.IGNORECASE)
"""When a pace holds: "slow motion on the impact"."""
_AERIAL_CJK = pattern(
    r"^(?:用?无人机)?航拍(?P<zh>[^，。]{2,})$|^(?:ドローンで)?(?P<ja>[^、。]{1,12}?)を(?:上空から|空から|ドローンで)(?:空?撮影?)?$"
)
_FRAMED_CJK = pattern(r"^(?P<size>[^：:的の]{2,8})(?:[：:]|的|の)\s*(?P<rest>.+)$")
_CLOSE_ON = pattern(r"^(?:close|tight)(?: in)? on (?P<rest>.+)$", re.IGNORECASE)
_WIDE_ON = pattern(r"^wide (?:of|on) (?P<rest>.+)$", re.IGNORECASE)
_AND_CAMERA = pattern(
    r"\s*,?\s+(?:and|while|as|y|mientras)\s+(?=(?:(?:the|a|our|la|una)\s)?(?:camera|cámara)\s)", re.IGNORECASE
)
"""What joins the camera to what it shows: "he runs and the camera follows him"."""
_SIZE_FIRST = pattern(
    r"^(?P<size>(?:extreme )?(?:wide|medium|close|full|long|tight|overhead|aerial|low|high))\s*(?:up)?\s*:\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
"""A size by itself before what it frames: "wide: a desert"."""
_DRONE = pattern(
    r"^(?:(?:over )?(?:(?:an?|the|cinematic|epic|beautiful|stunning|breathtaking|smooth|high|wide) )*(?:drone|aerial) (?:footage|shots?|views?) (?:of|over)|(?:a |the )?drone (?:flies|soars|glides) (?:over|across|along|above)) "
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_MOVES_OVER = pattern(
    r"^(?:an? |the |una? )?(?P<camera>(?:[\w-]+ ){0,2}?(?:pan|tilt|orbit|dolly|push|pull|track|tracking shot|zoom|crane shot|crane|travelling|paneo|panorámica|barrido)"
    r"(?:[ -](?:left|right|up|down|in|out|back|forward))?(?: (?:lent[oa]|suave|rápid[oa]))?(?: shot)?)"
    r"\s+(?P<way>across|over|along|around|through|past|towards?|into|onto|on|of|up|down|from|por|sobre|hacia|alrededor de|de|en)"
    r"\s+(?P<rest>(?!(?:left|right|the (?:left|right|top|bottom)|above|below|behind)\b).+)$",
    re.IGNORECASE,
)
"""A camera move and what it shows: "a slow pan across my bakery"."""
_THING = pattern(r"^(?:an?|the|my|our|his|her|their|its|una?|el|la|los|las|mi|su)\s", re.IGNORECASE)
_BODY = pattern(r"^(?:his|her|its|their|the) (?:face|eyes?|hands?|lips|mouth|feet)$", re.IGNORECASE)
_HEADING = pattern(r"([^,，、;；.。:：!?！？\n]+)[:：]\s*")
_HEADS = ("camera", "light", "look")
"""What may stand as a heading over what happens: "handheld camera: she opens the door"."""
_FRAMING = (SHOT_SIZES, ANGLES, LENSES, DEPTH_OF_FIELD, COMPOSITIONS)
_LIGHT = (LIGHTING, LIGHT_WORDS)
_LOOK = (PALETTES, ATMOSPHERES, TEXTURES, STYLES, PACING)
_SIZES = {
    "close": "close-up", "tight": "close-up", "extreme close": "extreme close-up", "extreme tight": "extreme close-up",
    "low": "low-angle shot", "high": "high-angle shot",
}  # fmt: skip
_FULL_NAME = {
    "close up": "close-up",
    "medium close up": "medium close-up",
    "extreme close up": "extreme close-up",
    "slow mo": "slow motion",
    "slo-mo": "slow motion",
    "slo mo": "slow motion",
    "slowmo": "slow motion",
    "b&w": "black and white",
    "b & w": "black and white",
    "b/w": "black and white",
}


class Direction(NamedTuple):
    """``told`` is what is left to be seen; the others are phrases without final stop, empty where nothing is said.
    ``still`` says that the camera is not to move."""

    told: str
    framing: str = ""
    camera: str = ""
    light: str = ""
    look: str = ""
    still: bool = False


def sort(text: str, *, comma: str = ", ", framed: bool = True) -> Direction:
    """``text`` sorted. With ``framed``, "close-up of a wheel" is split; without, it stays whole."""
    text = _AND_CAMERA.sub(comma, text)
    text = _HEADING.sub(lambda m: f"{m[1]}{comma}" if _slot(_JOINT.sub("", m[1].strip())) in _HEADS else m[0], text)
    kept: list[str] = []
    slots: dict[str, list[str]] = {"framing": [], "camera": [], "light": [], "look": []}
    still = False
    passed: tuple[int, re.Match[str], str] | None = None
    for match in _PART.finditer(text):
        part = match[0].strip(" ,，、;；.。!！\n")
        bare = _JOINT.sub("", part)
        part = bare if _slot(bare) else part
        marks = "".join(_MARK.findall(part))
        drone = _DRONE.match(_MARK.sub("", part).strip()) if framed and marks else None
        if drone:
            slots["framing"].append("Aerial shot")
            kept.append(f"{marks} {drone['rest']}, ")
            continue
        over = _MOVES_OVER.match(_MARK.sub("", part).strip()) if framed else None
        if over and not passed and _is_shown(over["rest"]):
            passed = (len(kept), over, match[0].replace(part, f"{marks} {over['rest']}" if marks else over["rest"]))
            kept.append(marks)
            continue
        if not part or marks:
            kept.append(match[0])
            continue
        if _STILL.search(part):
            still = True
            continue
        follows = _FOLLOWS.match(part)
        if follows:
            whom = next(group for group in follows.group("whom", "whom_ja") if group)
            known = _KNOWN.sub("", whom)
            if is_pronoun(whom) or ((known != whom or _CJK.search(whom)) and known in "".join(kept)):
                slots["camera"].append(part)
                continue
            slots["camera"].append(part[: follows.end("camera")])
            kept.append(match[0].replace(part, _WAY.sub(r"\1 moves ", whom)))
            continue
        slot = "" if _DRONE.match(part) else _slot(part)
        if slot:
            slots[slot].append(_FULL_NAME.get(part.lower(), part))
            continue
        size, rest = _split(part) if framed else ("", part)
        if size:
            paced = _is_pace(size)
            if paced and _AT_MOMENT.match(part[len(size) :]):
                slots["look"].append(f"{_FULL_NAME.get(size.lower(), size)}{part[len(size) :]}")
                continue
            size = _SHOT_IN.sub("", size) if paced else size
            slots["look" if paced else "framing"].append(_FULL_NAME.get(size.lower(), size))
            tail = match[0][match[0].find(part) + len(part) :]
            kept.append(f"{rest}{tail}" if rest else "")
            continue
        kept.append(match[0])
    if passed:
        at, over, shown = passed
        alone = not any(re.search(r"\w", _MARK.sub("", part)) for part in kept)
        inward = over["way"].lower() == "into" and not over["camera"].lower().endswith(("in", "shot", "forward"))
        slots["camera"].append(f"{over['camera']}{' in' if inward else ''}" if alone else over[0])
        kept[at] = shown if alone else kept[at]
    said = {name: comma.join(dict.fromkeys(parts)) for name, parts in slots.items()}
    return Direction("".join(kept).strip(), said["framing"], said["camera"], said["light"], said["look"], still)


def _is_shown(words: str) -> bool:
    """Whether words after a camera move name a thing that it shows, and not who moves how meanwhile."""
    return bool(_THING.match(words)) or not (ACTIONS.find(words) or is_pronoun(words.split()[0]))


def _slot(part: str) -> str:
    """The slot that a part of a wish fills by itself; empty for one that tells of something."""
    if _EVENT.search(part):
        return ""
    moves = [m for m in CAMERA_MOVES.find(part) if m.term.group != "editing"]
    paced = PACING.find(part)
    if not paced and (_CAMERA_FIRST.search(part) or (moves and _leads(part, moves[0].start))):
        return "camera"
    if ANGLES.find(part)[:1] and ANGLES.find(part)[0].start == 0 and re.search(r"\bcamera\b", part):
        return "camera"
    if _HAND_HELD.match(part):
        return "camera"
    if _NAMED_STYLE.match(part):
        return "look"
    found = {
        name: [m for vocabulary in vocabularies for m in vocabulary.find(part)]
        for name, vocabularies in (("framing", _FRAMING), ("light", _LIGHT), ("look", _LOOK))
    }
    if not any(found.values()):
        return ""
    rest = part
    matches = [m for terms in found.values() for m in terms] + [*SPEEDS.find(part), *TIMES_OF_DAY.find(part), *moves]
    for m in matches:
        rest = f"{rest[: m.start]}{' ' * (m.end - m.start)}{rest[m.end :]}"
    if _CJK.search(part):
        if _GLUE_CJK.sub("", rest):
            return ""
    elif any(word.lower() not in _GLUE for word in re.findall(r"[^\W_]+", rest)):
        return ""
    return next((name for name in ("framing", "light", "look") if found[name]), "")


def _is_pace(words: str) -> bool:
    """Whether words name a pace of the film and nothing else: "slow motion"."""
    bare = _SHOT_IN.sub("", words)
    return any(m.start == 0 and m.end == len(bare) for m in PACING.find(bare))


def _leads(part: str, start: int) -> bool:
    return start <= 4 if _CJK.search(part) else len(part[:start].split()) <= 1


def _split(part: str) -> tuple[str, str]:
    """A framing that opens a part, and what it frames; the framing is empty where there is none."""
    near = _CLOSE_ON.match(part)
    if near:
        body = _BODY.match(near["rest"])
        return (f"Close-up on {near['rest']}", "") if body else ("Close-up", near["rest"])
    first = _SIZE_FIRST.match(part)
    if first:
        size = first["size"].lower()
        return _SIZES.get(size, f"{size} shot").capitalize(), first["rest"]
    wide = _WIDE_ON.match(part)
    if wide:
        return "Wide shot", wide["rest"]
    drone = _DRONE.match(part)
    if drone:
        return "Aerial shot", drone["rest"]
    aerial = _AERIAL_CJK.match(part) if _CJK.search(part) else None
    if aerial:
        return ("航拍", aerial["zh"]) if aerial["zh"] else ("空撮", aerial["ja"])
    framed = (_FRAMED_CJK if _CJK.search(part) else _FRAMED).match(part)
    if framed and (_slot(framed["size"]) == "framing" or _is_pace(framed["size"])):
        return re.sub(r"^(?:an?|the|una?)\s+", "", framed["size"], flags=re.IGNORECASE), framed["rest"]
    return "", part

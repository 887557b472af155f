"""The slots of one shot: what the wish says fills them first, then what :mod:`kling.prompts.staging` draws from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kling.prompts import references
from kling.prompts.draft import IN_STYLE, Draft
from kling.prompts.pattern import pattern
from kling.prompts.reading import VERB_ES, read
from kling.prompts.staging import Staging, is_fearful, is_product
from kling.prompts.vocabulary import (
    ACTIONS,
    ANGLES,
    ATMOSPHERES,
    CAMERA_MOVES,
    CHANGES,
    END_STATES,
    LIGHTING,
    PALETTES,
    PEOPLE,
    SETTINGS,
    SHOT_SIZES,
    SPEEDS,
    STYLES,
    TEXTURES,
    TIMES_OF_DAY,
    WEATHER,
)

_THIRD_PERSON = pattern(
    r"\b[a-z]{2,}[^su\W]s\s+(?:a|an|the|his|her|its|over|through|at|to|up|down|into|across|along|toward|off|out|around|past|away)\b"
)
_ING = pattern(
    r"\b(?!(?:thing|string|swing|wing|bring|morning|evening|nothing|something|anything|everything|ceiling|building|spring|string|wedding|clothing|painting|during|king|sling|sibling|duckling|lightning)\b)\w{2,}ing\b",
    re.IGNORECASE,
)
_SHOWN_ACTS = pattern(r">>>\s+(?:\w+ly\s+)?(?!is\b|has\b|was\b|as\b)[a-z]{2,}[^su\W]s\b")
"""Whoever a picture or an element shows, doing something."""
_JAPANESE_VERB = pattern(r"[るうくすつぬぶむぐた](?=[、。]|$)|て(?:いる|い)")
_VOICE = pattern(
    r"\b(?:with|in|by)? an? [\w ,-]*?(?:voice(?:-?\s?over)?|narrator)\b|\bcon voz [\w ]+|用[^，。]{1,6}的?声音",
    re.IGNORECASE,
)


_WHOLE_FRAMINGS = ("aerial", "pov", "ots", "top_down")
"""Angles that stand without a size."""


def frames_alone(words: str) -> bool:
    """Whether words frame a shot without more: a size, or an angle that implies one."""
    return bool(SHOT_SIZES.find(words)) or any(m.term.id in _WHOLE_FRAMINGS for m in ANGLES.find(words))


def staging(draft: Draft, content: str, around: str | None = None) -> Staging:
    """The choices for what one shot shows; ``around`` is what else the wish says of it, all of it unless given."""
    wish = draft.prose if around is None else around
    styled = [IN_STYLE[draft.wish.language].format(b.token) for b in draft.assets]
    things = [
        b for b, style in zip(draft.assets, styled, strict=True) if b.use == "reference" and style not in draft.bound
    ]
    thing = bool(things) and not any(
        PEOPLE.find(b.asset.description) or SETTINGS.find(b.asset.description) for b in things[:1]
    )
    acts = bool(read(content).actions or _SHOWN_ACTS.search(content))
    product = is_product(wish) or (thing and not acts and not PEOPLE.find(content))
    return Staging(references.without(content), wish, draft.wish.language, product=product)


def moves(draft: Draft, content: str) -> bool:
    """Whether something happens in a content."""
    reading = read(content)
    if reading.actions or CHANGES.find(reading.prose) or _ING.search(reading.prose):
        return True
    if draft.wish.language == "ja" and _JAPANESE_VERB.search(reading.prose):
        return True
    if draft.wish.language == "es" and VERB_ES.search(reading.prose):
        return True
    return bool(_THIRD_PERSON.search(content))


def moving(draft: Draft, content: str, *, last: bool = False, around: str | None = None) -> str:
    """The content with a movement where it has none, and with the end that completes its action; ``last`` is the
    last of several shots, which always ends. ``around`` is as for :func:`staging`."""
    staged = staging(draft, content, around)
    if not moves(draft, content):
        stir = staged.stir or draft.phrases.stir
        return f"{content}{draft.comma}{stir}" if content else stir
    if END_STATES.find(read(content).prose):
        return content
    busy = len(read(content).actions) > 1
    end = "" if (draft.spoken and not last) or busy else staged.end
    end = end or (draft.phrases.settle if last else "")
    return f"{content}{draft.comma}{end}" if end else content


def framing(draft: Draft, content: str, said: str = "") -> str:
    """Size and angle of a shot: ``said`` by the wish, else chosen; empty where the content names them."""
    if SHOT_SIZES.find(content) or (ANGLES.find(content) and not said):
        return said
    if SHOT_SIZES.find(said):
        return said
    phrases = draft.phrases
    if draft.spoken and draft.spoken[0].speaker != phrases.voice_over:
        chosen = phrases.framing_speaker
    else:
        chosen = staging(draft, content).framing
    if not said:
        return chosen
    if frames_alone(said):
        return said
    size = re.split("[,，、]", chosen)[0] if ANGLES.find(said) else chosen
    lower = said if said[:2].isupper() else said[:1].lower() + said[1:]
    return f"{size}{draft.comma}{lower}"


def camera(draft: Draft, content: str) -> str:
    """The camera: the wish's own, one take that follows, or a move that the action allows."""
    direction = draft.direction
    if draft.wish.one_take:
        take = re.split("[;；，、]", draft.phrases.camera_long)[0]
        return f"{take}{draft.comma}{direction.camera}" if direction.camera else draft.phrases.camera_long
    staged = staging(draft, content)
    if direction.camera:
        return paced(direction.camera, draft.wish.language)
    if direction.still:
        return staged.still_camera
    if any(m.term.group != "editing" for m in CAMERA_MOVES.find(content)):
        return ""
    if draft.spoken:
        return staged.still_camera
    if staged.camera:
        return staged.camera
    return staged.still_camera if moves(draft, content) else staged.quiet_camera


def paced(camera: str, language: str) -> str:
    """A camera move with a speed: slow where none is said, as a model tends to move too fast."""
    moving = [m for m in CAMERA_MOVES.find(camera) if m.term.moves]
    if not moving or SPEEDS.find(camera):
        return camera
    if language == "en" and camera.lower().startswith("camera "):
        return f"{camera} slowly"
    if language == "en":
        return f"Slow {camera}" if moving[0].start == 0 and not ACTIONS.find(camera.split()[0]) else f"{camera}, slowly"
    return {"zh": f"缓慢{camera}", "ja": f"ゆっくり{camera}"}.get(language, f"{camera}, lento")


def light(draft: Draft, content: str) -> str:
    """A source of light with its direction, unless the content names one."""
    if draft.direction.light:
        return draft.direction.light
    return "" if LIGHTING.find(content) else staging(draft, content).light


def common_light(draft: Draft, contents: Sequence[str]) -> str:
    """The light of shots that name no place or hour of their own: of the one place that all are in, where they are."""
    placed = [alone(draft, content).placed for content in contents]
    own = {alone(draft, content).light for content, known in zip(contents, placed, strict=True) if known}
    if not own or (len(own) == 1 and placed[0]):
        return light(draft, draft.comma.join(contents))
    return Staging("", anchorless(draft), draft.wish.language).light


def alone(draft: Draft, content: str) -> Staging:
    """The choices for a shot from its own words only, and from the hour and weather of the wish."""
    return Staging(references.without(content), references.without(content), draft.wish.language)


def anchorless(draft: Draft) -> str:
    """The hour and the weather of a wish, without its scenes."""
    wish = draft.prose
    if is_fearful(wish):
        return wish
    return " ".join(wish[m.start : m.end] for vocabulary in (TIMES_OF_DAY, WEATHER) for m in vocabulary.find(wish)[:1])


def light_of(draft: Draft, content: str, common: str) -> str:
    """The light of one shot of several: its own where it names a place or an hour, else the common one."""
    if LIGHTING.find(content):
        return ""
    if draft.direction.light or not alone(draft, content).placed:
        return common
    hour = anchorless(draft)
    return Staging(references.without(content), f"{content} {hour}", draft.wish.language).light


def undated_light(draft: Draft, content: str) -> str:
    """The light of a shot before the first that names an hour."""
    named = LIGHTING.find(content) or draft.direction.light
    return draft.direction.light if named else alone(draft, content).light


def mood(draft: Draft, content: str) -> str:
    """Style, palette and mood: those of the wish; else what it is about."""
    said = [draft.direction.look] if draft.direction.look else []
    wish = _VOICE.sub(" ", draft.prose)
    for sound in draft.wish.sounds:
        wish = wish.replace(sound, " ")
    known = f"{content} {draft.direction.look}".lower()
    for vocabulary in (STYLES, PALETTES, ATMOSPHERES, TEXTURES):
        for match in vocabulary.find(wish):
            words = wish[match.start : match.end]
            if words.lower() not in known and match.term.id not in ("product", "found_footage"):
                said.append(words)
    if said:
        return draft.comma.join(dict.fromkeys(said))
    named = STYLES.find(content) or ATMOSPHERES.find(content) or PALETTES.find(content)
    return "" if named else staging(draft, content).mood

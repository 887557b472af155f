"""A wish in plain words becomes a plan: scenario, prompts, sound, format and length, with notes on every decision that
the wish left open or that could not be had.

Deterministic and offline. Ambiguity is settled by stated defaults: 16:9, 5 seconds, silent unless something audible is
wanted, the sound of an edited clip kept.
"""

# ruff: noqa: E501  (sentences read best in one piece)
from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Literal, NamedTuple

from kling.prompts import address, casting, covered, film, quotes, sources, speech, write
from kling.prompts.draft import Bound, Draft
from kling.prompts.film import Film, paced
from kling.prompts.scenario import Scenario
from kling.prompts.wish import Asset, Role, Wish

RATIOS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}
SHORTEST, LONGEST, LONGEST_REFERENCE, MOST_SHOTS = 3, 15, 10, 6
DEFAULT_RATIO, DEFAULT_SECONDS = "16:9", 5
SECONDS_PER_SHOT = 2
"""Least seconds a shot is designed with."""


class Binding(NamedTuple):
    """What an asset is for, the asset as it was given. ``token`` is how the prompts name it."""

    token: str
    asset: Asset
    use: Literal["first_frame", "end_frame", "reference", "element", "edit", "feature"]


class Plan(NamedTuple):
    """What one task can make of a wish: ``prompt`` of a single take, or ``shots`` as (seconds, text) pairs.
    ``aspect_ratio`` is None where a frame or an edited clip decides it, ``duration`` (seconds) is None where the edited
    clip does. ``notes`` say what was assumed and what could not be done. ``film`` is the whole wish where it is longer
    than one task can be."""

    scenario: Scenario
    prompt: str
    shots: tuple[tuple[int, str], ...]
    sound: bool
    aspect_ratio: str | None
    duration: int | None
    refer_type: Literal["base", "feature"] | None
    keep_original_sound: bool | None
    assets: tuple[Binding, ...]
    notes: tuple[str, ...]
    film: Film | None = None

    @property
    def multi_shot(self) -> bool:
        return len(self.shots) > 1


def plan(text: str, assets: tuple[Asset, ...] = ()) -> Plan:
    """Plan a video for a wish and the pictures, clips and elements given with it. ValueError for an empty wish."""
    if not text.strip():
        raise ValueError("the wish is empty: say in a sentence what the video should show")
    notes = [
        f"{source.source} stands in the wish, but was not given: give it as a picture or a clip"
        for source in sources.find(text)
        if not any(sources.is_same(asset.source, source.source) for asset in assets)
    ]
    text, clip = casting.clip(address.corrected(text), assets)
    told, assets = casting.taken(address.fields(quotes.doubled(text)), assets)
    text = told or text
    language = Wish(text).language
    wish = Wish(_in_a_row(sources.without(text, language).strip() or text.strip()), assets)
    scenario, bindings = _scenario(wish, clip, notes)
    draft = Draft(wish, scenario, tuple(Bound(b.token, b.asset, b.use) for b in bindings), wish.audible, LONGEST)
    alone: list[str] = []  # what was decided for one task only
    cut: list[str] = []  # what one task does not hold
    settings: list[str] = []
    count = _shot_count(wish, scenario, write.listed(draft), alone, cut)
    duration = _duration(wish, scenario, count, alone, cut)
    sound = _sound(wish, scenario, notes)
    if count > 1 and duration is not None and duration < count:
        count = max(1, duration // SECONDS_PER_SHOT)
    draft = replace(draft, sound=sound, seconds=duration or DEFAULT_SECONDS)
    if count > 1 and duration is not None:
        own = tuple(map(round, wish.lengths))
        given = len(own) == count and sum(own) == duration and min(own) > 0
        seconds = own if given else paced(duration, count, write.needed(draft, count))
        shots = tuple(zip(seconds, write.storyboard(draft, seconds), strict=True))
        prompt = ""
    else:
        shots, prompt = (), write.single(draft)
    ratio, keeps = _aspect_ratio(wish, scenario, settings), _keeps_sound(wish, scenario, settings)
    whole: list[str] = []
    longer = film.plan(draft, ratio, keeps, whole)
    if longer:
        shape = f"{len(shots)} shots in {duration} s" if shots else f"one take of {duration} s"
        why = f": {'; '.join(cut)}" if cut else ""
        alone, cut = [f"beside it, --json holds one task as a fallback, {shape}{why}"], []
    notes = [*whole, *cut, *alone, *notes, *write.remarks(draft)]
    prompts = "\n".join(longer.texts if longer else [prompt, *(words for _, words in shots)])
    notes += [f"not covered: “{words}”" for words in covered.missing(draft, prompts)]
    filler = covered.invented(draft, prompts)
    if filler:
        notes.append(f"added, as the wish leaves it open: {', '.join(f'“{words}”' for words in filler)}")
    notes += settings
    return Plan(
        scenario,
        prompt,
        shots,
        sound,
        ratio,
        duration,
        "base" if scenario == "edit" else "feature" if scenario == "reference" else None,
        keeps,
        bindings,
        tuple(dict.fromkeys(notes)),
        longer,
    )


def _in_a_row(text: str) -> str:
    """A wish whose scenes stand in lines of their own, as a row with semicolons."""
    lines = [re.sub(r"^[-•*–]\s+", "", line.strip()) for line in text.splitlines() if line.strip()]
    if len(lines) < 3:
        return text
    return "".join(line if line[-1] in ":：" else f"{line.rstrip('.。;；,，')}; " for line in lines).strip("; ")


def _scenario(wish: Wish, clip: int, notes: list[str]) -> tuple[Scenario, tuple[Binding, ...]]:
    images, videos, elements = wish.given("image"), wish.given("video"), wish.given("element")
    if len(videos) > 1:
        nth = ("first", "second", "third")[clip - 1]
        notes.append(f"{len(videos)} clips were given, one can be used: the {nth} one is")
        videos = videos[clip - 1 : clip]
    pictures: list[tuple[Asset, Role | None]] = [(image, image.role) for image in images]
    if videos:
        scenario = _with_clip(wish, notes)
        pictures = [(image, None) for image in images]  # a task with a clip takes no frames
    elif any(image.role for image in images) or _meant_as_frames(wish, images, elements):
        pictures = _as_frames(images, notes)
        scenario = "first_last" if "end_frame" in {role for _, role in pictures} else "i2v"
    elif elements:
        scenario = "element"
    else:
        scenario = "multi_image" if images else "t2v"
    bindings = [Binding(f"<<<image_{n}>>>", image, role or "reference") for n, (image, role) in enumerate(pictures, 1)]
    bindings += [Binding(f"<<<element_{n}>>>", element, "element") for n, element in enumerate(elements, 1)]
    bindings += [Binding("<<<video_1>>>", video, "edit" if scenario == "edit" else "feature") for video in videos[:1]]
    return scenario, tuple(bindings)


def _with_clip(wish: Wish, notes: list[str]) -> Scenario:
    if wish.new_angle and not wish.borrows_camera:
        return "edit"
    if wish.borrows or (wish.continues and not wish.new_angle):
        return "reference"
    if wish.edits or wish.new_angle:
        return "edit"
    if wish.ratio is None and wish.seconds is None and not wish.new_scene:
        notes.append(
            "the wish does not say whether to change the clip or to borrow from it: a change was assumed, as it tells of no "
            "new scene; say “a new film …” to borrow"
        )
        return "edit"
    notes.append(
        "the wish does not say whether to change the clip or to borrow from it: a new film in its style was assumed; say "
        "“change … in the clip” to edit it"
    )
    return "reference"


def _meant_as_frames(wish: Wish, images: list[Asset], elements: list[Asset]) -> bool:
    if not images or elements:
        return False
    return (len(images) == 1 and wish.animates) or (len(images) == 2 and wish.goes_between)


def _as_frames(images: list[Asset], notes: list[str]) -> list[tuple[Asset, Role | None]]:
    """The pictures with their roles as frames, first frame before last, further pictures after them."""
    first = [image for image in images if image.role == "first_frame"][:1]
    last = [image for image in images if image.role == "end_frame"][:1]
    rest = [image for image in images if image not in first + last]
    if not first and not last:
        first, rest = rest[:1], rest[1:]
        last, rest = rest[:1], rest[1:]
        notes.append("the pictures are the first and the last frame" if last else "the picture opens the film")
    elif last and not first and rest:
        first, rest = rest[:1], rest[1:]
        notes.append("a last frame needs a first one: the other picture opens the film")
    elif last and not first:
        first, last = last, []
        notes.append(
            "a last frame alone is not possible: the picture opens the film instead; give both frames to end on it"
        )
    if last and rest:
        notes.append("with a last frame no further pictures can be used: they were left out")
        rest = []
    return [(first[0], "first_frame"), *((image, "end_frame") for image in last), *((image, None) for image in rest)]


def _shot_count(wish: Wish, scenario: Scenario, listed: int, notes: list[str], cut: list[str]) -> int:
    if not wish.wants_shots:
        return 1
    if scenario in ("edit", "first_last", "reference"):
        reason = {
            "edit": "an edit keeps the cuts of its clip",
            "first_last": "a film between two frames is one take",
            "reference": "a film that borrows from a clip is planned as one take",
        }[scenario]
        if wish.shots or not wish.continues:
            notes.append(f"several shots are not possible here: {reason}")
        return 1
    if wish.shots:
        count = wish.shots
    elif listed > 1:
        count = listed
        notes.append(f"one shot for each scene listed: {min(count, MOST_SHOTS)}")
    else:
        seconds = min(wish.seconds or 9, LONGEST)
        count = max(2, round(seconds / 3))
        notes.append(f"the number of shots was not said: {min(count, MOST_SHOTS)} were planned")
    if count > MOST_SHOTS:
        cut.append(f"{count} shots are too many for one task: they are merged into {MOST_SHOTS}")
        count = MOST_SHOTS
    return count


def _duration(wish: Wish, scenario: Scenario, shots: int, notes: list[str], cut: list[str]) -> int | None:
    asked = wish.seconds
    if scenario == "edit":
        if asked is not None:
            notes.append("an edit is as long as its clip: the length asked for cannot be set")
        return None
    most = LONGEST_REFERENCE if scenario == "reference" else LONGEST
    if asked is None:
        return _default_duration(wish, scenario, shots, most, notes)
    seconds = math.ceil(asked)
    if seconds > most:
        cut.append(f"{seconds} s is more than one task can make: planned as {most} s")
    if seconds < SHORTEST:
        notes.append(f"{seconds} s is less than the shortest video: planned as {SHORTEST} s")
    return max(SHORTEST, min(seconds, most))


def _default_duration(wish: Wish, scenario: Scenario, shots: int, most: int, notes: list[str]) -> int:
    video = next(iter(wish.given("video")), None)
    if scenario == "reference" and wish.borrows and wish.borrows_motion and video:
        seconds = max(SHORTEST, min(most, round(video.seconds or most)))
        known = (
            "as long as the motion in the clip" if video.seconds else "as the clip may be; say its length to save units"
        )
        notes.append(f"the length was not said: {seconds} s, {known}")
        return seconds
    seconds = max(DEFAULT_SECONDS, SECONDS_PER_SHOT * shots)
    if wish.lines:
        spoken = " ".join(f'Speaker (calm) says: "{line}"' for line in wish.lines)
        seconds = max(seconds, min(most, math.ceil(speech.budget(spoken).good)))
    notes.append(f"the length was not said: {seconds} s")
    return seconds


def _sound(wish: Wish, scenario: Scenario, notes: list[str]) -> bool:
    if scenario in ("edit", "reference"):
        new_sound = wish.audible and not wish.keeps_sound
        if new_sound:
            what = "music" if wish.music else "speech" if wish.speech else "sound"
            notes.append(
                f"{what} cannot be generated together with a clip{'' if what == 'sound' else ', nor any other sound'}: the video is "
                "made without; "
                + ("the clip's own sound is kept, " if scenario == "edit" else "")
                + "add the rest when cutting"
            )
        return False
    if wish.audible and wish.spoken_language:
        notes.append(
            f"{wish.spoken_language} is not spoken natively: the line will come out as English; Chinese, English, Japanese, "
            "Korean and Spanish are spoken"
        )
    return wish.audible


def _keeps_sound(wish: Wish, scenario: Scenario, notes: list[str]) -> bool | None:
    if scenario == "edit":
        if wish.keeps_sound is None:
            notes.append("the clip's own sound is kept")
        return wish.keeps_sound is not False
    if scenario == "reference":
        return wish.keeps_sound is True
    return None


def _aspect_ratio(wish: Wish, scenario: Scenario, notes: list[str]) -> str | None:
    asked = wish.ratio
    if scenario in ("edit", "i2v", "first_last"):
        if asked:
            given = "clip" if scenario == "edit" else "first frame"
            notes.append(f"the format follows the {given}: {asked} cannot be set; crop the {given} beforehand")
        return None
    if asked is None:
        notes.append(f"the format was not said: {DEFAULT_RATIO}")
        return DEFAULT_RATIO
    if asked in RATIOS:
        return asked
    wide, high = (int(part) for part in asked.split(":"))
    nearest = min(RATIOS, key=lambda ratio: (round(abs(math.log(RATIOS[ratio] * high / wide)), 6), ratio == "1:1"))
    notes.append(f"{asked} does not exist: {nearest} is the nearest")
    return nearest

"""Settings of a film: which scenario, how long, which format, how many shots, sound or none. Ambiguity is settled by
stated defaults: the model's first format, the shortest usual length, silent unless something audible is wanted, an
edited clip's own sound. Every limit comes from the profile. What was assumed, and what cannot be had, is a note."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from kling.api.scenario import Scenario
from kling.lexicon import table
from kling.models.profiles import Profile
from kling.planner.asset import Asset, Binding, Role
from kling.planner.questions import Request, nearest_ratio, touches
from kling.prompts import speech
from kling.prompts.reading import merged

_FRAMED = ("edit", "i2v", "first_last")  # scenarios whose format is that of a frame or clip
SECONDS_PER_SHOT = 2  # least seconds a shot is planned with
USUAL_SHOT = 3  # seconds of a shot where neither length nor number are said


class Settings(NamedTuple):
    """What one task is asked for. ``aspect_ratio`` is None where a frame or an edited clip decides it, ``duration``
    (seconds) where the edited clip does. ``asked`` are the seconds that the request names, ``shots`` the shots it wants
    (1 for a single take), ``crop`` a format asked for (W:H) that only a crop of its frame or clip can give."""

    scenario: Scenario
    bindings: tuple[Binding, ...]
    sound: bool
    keep_original_sound: bool | None
    aspect_ratio: str | None
    duration: int | None
    asked: float | None
    shots: int
    crop: str | None = None


def decide(
    request: Request,
    scenario: Scenario,
    bindings: tuple[Binding, ...],
    profile: Profile,
    notes: list[str],
    listed: int = 0,
    ratios: tuple[str, ...] = (),
    lengths: tuple[float, ...] = (),
) -> Settings:
    """The settings of a request whose text lists ``listed`` parts (0 for none), of ``lengths`` seconds each where it
    says so; ``ratios`` are formats named in clauses of their own. What was decided is added to ``notes``."""
    count = _shots(request, scenario, listed, profile, notes)
    asked = float(sum(lengths)) if lengths else request.seconds
    duration = _duration(request, scenario, min(count, profile.shots_max), asked, profile, notes)
    platforms = request.find("place")  # "for TikTok, in landscape": what is said of the format goes before the place
    said = [one for one in request.ratios if not any(one.start < p.end and p.start < one.end for p in platforms)]
    apart = [one.value for one in said if touches((one.start, one.end), merged(request.apart or ()))]
    formats = [*apart, *ratios] or [found.value for found in said or request.ratios]
    if len(set(formats)) > 1 and (said or ratios):  # "YouTube Shorts" is one
        notes.append(f"several formats are said, {' and '.join(dict.fromkeys(formats))}: one film has one")
    named = next((one for one in formats if one != profile.aspect_ratios[0]), next(iter(formats), None))
    shape = next((clip.shape for clip in request.given("video") if request.clip_use in ("next", "previous")), None)
    named = nearest_ratio(shape, profile.aspect_ratios) if shape and not named else named  # a clip that goes on
    ratio = _ratio(named, scenario, profile, notes)
    keeps = None if scenario not in ("edit", "reference") else request.keeps_sound is True
    if scenario == "edit" and request.keeps_sound is None:
        keeps = all(video.sound is not False for video in request.given("video"))
        notes += ["the clip's own sound is kept"] if keeps else []
    sound, crop = _sound(request, scenario, notes), named if scenario in _FRAMED else None
    return Settings(scenario, bindings, sound, keeps, ratio, duration, asked, count, crop)


def scenario_of(request: Request, notes: list[str]) -> tuple[Scenario, tuple[Binding, ...]]:
    """Which scenario a request is, and what its assets are used for."""
    images, videos, elements = request.given("image"), request.given("video"), request.given("element")
    barred = request.says("not_frame")  # "as a reference, not as the first frame"
    use = [found.value for found in request.find("is_frame") if not barred]  # "the photo is the last frame"
    images = [replace(images[0], role="end_frame")] if len(images) == 1 and {*use} == {"end_frame"} else images
    told, turned = request.frames_told if len(images) == 2 else (False, False)
    several = told or len({*use}) > 1 or request.goes_between
    moves = use or (not barred and request.but("animate", "no_animate")) if len(images) == 1 else several
    images = images[::-1] if moves and turned else images
    notes += [f"{len(videos)} clips were given, one can be used: the first is"] if len(videos) > 1 else []
    pictures: list[tuple[Asset, Role | None]] = [(image, image.role) for image in images]
    if videos:
        scenario = _with_clip(request, notes)
        pictures = [(image, None) for image in images]  # a task with a clip takes no frames
    elif any(image.role for image in images) or (0 < len(images) < 3 and not elements and moves):
        pictures = _as_frames(images, notes)
        scenario = "first_last" if "end_frame" in {role for _, role in pictures} else "i2v"
    elif elements:
        scenario = "element"
    else:
        scenario = "multi_image" if images else "t2v"
        notes += ["the picture is a reference: as --first-frame it opens the film"] if len(images) == 1 else []
    bindings = [Binding(f"<<<image_{n}>>>", image, role or "reference") for n, (image, role) in enumerate(pictures, 1)]
    bindings += [Binding(f"<<<element_{n}>>>", element, "element") for n, element in enumerate(elements, 1)]
    bindings += [Binding("<<<video_1>>>", video, "edit" if scenario == "edit" else "feature") for video in videos[:1]]
    return scenario, tuple(bindings)


def _with_clip(request: Request, notes: list[str]) -> Scenario:
    if request.clip_use != "unsaid":
        return "edit" if request.clip_use == "edit" else "reference"
    new = request.ratios or request.seconds is not None or request.but("new_scene", "no_new_scene")
    how = "a new film in its style" if new else "a change of it, as no new scene is told,"
    notes.append(table("plan_notes")["clip_use"].format(how=how))
    return "reference" if new else "edit"


def _as_frames(images: list[Asset], notes: list[str]) -> list[tuple[Asset, Role | None]]:
    """The pictures with their roles as frames, first frame before last, further pictures after them."""
    last = [image for image in images if image.role == "end_frame"][:1]
    rest = sorted((image for image in images if image not in last), key=lambda image: image.role is None)
    if not any(image.role for image in images):
        rest, last = [*rest[:1], *rest[2:]], rest[1:2]
        notes.append("the pictures are the first and the last frame" if last else "the picture opens the film")
    elif not rest:
        rest, last = last, []
        notes.append("a last frame alone is not possible: the picture opens the film; give both frames to end on it")
    first, *more = rest
    if last and len(images) > 2:
        notes.append("with a last frame no further pictures can be used: they were left out")
        more = []
    return [(first, "first_frame"), *((image, "end_frame") for image in last), *((image, None) for image in more)]


def _shots(request: Request, scenario: Scenario, listed: int, profile: Profile, notes: list[str]) -> int:
    if request.one_take or not (request.wants_shots or listed > 1):
        return 1
    if scenario in table("one_take"):
        if request.shots or scenario != "reference":
            notes.append(f"several shots are not possible here: {table('one_take')[scenario]}")
        return 1
    if request.shots or listed > 1:
        return request.shots or listed
    if request.says("many_shots") or not any(map(request.says, ("storyboard", "reverse_shot"))):  # a trailer, one cut
        notes.append(table("plan_notes")["untold"])
        return 1
    count = max(2, round(min(request.seconds or USUAL_SHOT * 3, profile.duration_max) / USUAL_SHOT))
    notes.append(f"the number of shots was not said: {count} were planned")
    return count


def longest(scenario: Scenario, profile: Profile) -> int:
    """The most seconds of one task."""
    return profile.reference_duration_max if scenario == "reference" else profile.duration_max


def _duration(
    request: Request, scenario: Scenario, shots: int, asked: float | None, profile: Profile, notes: list[str]
) -> int | None:
    if scenario == "edit":
        notes += [] if asked is None else ["an edit is as long as its clip: the length asked for cannot be set"]
        return None
    most = longest(scenario, profile)
    if asked is None:
        return most if request.says("longest") else _usual(request, scenario, shots, most, profile, notes)
    seconds = math.ceil(asked)
    if seconds < profile.duration_min:
        notes.append(f"{seconds} s is less than the shortest video: planned as {profile.duration_min} s")
    return max(profile.duration_min, min(seconds, most))


def _usual(request: Request, scenario: Scenario, shots: int, most: int, profile: Profile, notes: list[str]) -> int:
    video = next(iter(request.given("video")), None)
    if scenario == "reference" and request.clip_use == "motion" and video:
        seconds = max(profile.duration_min, min(most, round(video.seconds or int(profile.video_seconds_max))))
        known = "as long as the motion in the clip" if video.seconds else "as the clip may be; say its length to save"
        notes.append(f"the length was not said: {seconds} s, {known}")
        return seconds
    spoken = math.ceil(speech.budget(request.labelled).good)
    seconds = max(profile.duration_default, SECONDS_PER_SHOT * shots, min(most, spoken))
    notes.append(f"the length was not said: {seconds} s")
    return seconds


def _sound(request: Request, scenario: Scenario, notes: list[str]) -> bool:
    is_music = any(touches(f[:2], merged(s[:2] for s in request.sounds)) for f in request.but("music", "no_music"))
    what = "music" if is_music else "speech" if request.speech else "sound"
    if scenario in ("edit", "reference"):
        if request.audible and not request.keeps_sound:
            notes.append(f"{what} cannot be generated together with a clip: add it when cutting")
        return False
    notes += [f"{what} is to be heard: sound is on, which costs more"] if request.audible else []
    return request.audible


def _ratio(asked: str | None, scenario: Scenario, profile: Profile, notes: list[str]) -> str | None:
    if scenario in _FRAMED:
        if asked:
            given = "clip" if scenario == "edit" else "first frame"
            notes.append(f"the format follows the {given}: for {asked} say --crop {asked}")
        return None
    if asked is None:
        notes.append(f"the format was not said: {profile.aspect_ratios[0]}")
        return profile.aspect_ratios[0]
    if asked in profile.aspect_ratios:
        return asked
    wide, high = asked.split(":")
    nearest = nearest_ratio(float(wide) / float(high), profile.aspect_ratios)
    notes.append(f"{asked} does not exist: {nearest} is the nearest")
    return nearest

"""Which model runs, and what it cannot do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kling.models.profiles import MODELS, Profile, default_model, endpoint_default, served_names
from kling.rules import examples
from kling.rules.rule import Finding, Request, add, replace, rule

_ENDPOINTS = endpoint_default().name  # what the examples of this file are about


def _others(can: Callable[[Profile], bool], request: Request) -> str:
    """The models that can do what this one cannot, as an advice begins: ``use the model …``."""
    names = [name for name, model in MODELS.items() if name in served_names() and can(model.at(request.profile))]
    return f"use the model {' or '.join(names)}" if names else "no model here can do it"


@rule(
    "R10",
    "model-missing",
    severity="warning",
    title="Without model_name the request runs on the model that the service chooses",
    source="M R10, V1",
    fails=examples.text(model_name=...),
    passes=examples.text(),
)
def model_missing(request: Request) -> Iterator[Finding]:
    """The endpoint's own default is an older model, which can do less; any other must be asked for by name."""
    if not request.body.raw.get("model_name"):
        runs, meant = endpoint_default().name, default_model().name
        yield Finding(
            "/model_name" if "model_name" in request.body.raw else "",
            f"model_name is missing, so the request runs on {runs}",
            f'write "model_name": "{meant}", or "{runs}" if that is what you want',
            add("/model_name", meant, safe=False),
        )


@rule(
    "R50",
    "no-storyboards",
    title="The model has no storyboards",
    source="Q",
    fails=examples.shots(5, 5, model_name=_ENDPOINTS),
    passes=examples.shots(5, 5),
    reads=("multi_shot",),
)
def no_storyboards(request: Request) -> Iterator[Finding]:
    """Older models make one take of a request; only some have ``multi_shot``."""
    if not request.profile.storyboards and request.body.multi_shot:
        yield Finding(
            "/multi_shot",
            f"{request.profile.model} has no multi_shot",
            f"{_others(lambda other: other.storyboards, request)}, or make one take",
            add("/model_name", default_model().name, safe=False),
        )


@rule(
    "R51",
    "no-sound",
    title="The model makes no sound",
    source="SKILL",
    fails=examples.text(model_name=_ENDPOINTS, sound="on"),
    passes=examples.text(sound="on"),
    reads=("sound",),
)
def no_sound(request: Request) -> Iterator[Finding]:
    """Older models make silent films; only some generate sound."""
    if not request.profile.sound and request.body.sound:
        yield Finding(
            "/sound",
            f"sound on is not supported by {request.profile.model}",
            f"{_others(lambda other: other.sound, request)}, or turn sound off",
            replace("/sound", "off", safe=False),
        )


@rule(
    "R52",
    "model-duration",
    title="The model's films are shorter",
    source="V1 FAQ (C21)",
    fails=examples.text(model_name=_ENDPOINTS, duration="12"),
    passes=examples.text(model_name=_ENDPOINTS, duration="10"),
)
def model_duration(request: Request) -> Iterator[Finding]:
    """Each model has its own longest film, and another one may make longer ones."""
    body, profile = request.body, request.profile
    if body.refer_type == "base" or body.duration is None or body.duration <= profile.duration_max:
        return
    seconds = body.duration
    longer = _others(lambda other: other.duration_max >= seconds, request)
    if longer.startswith("use"):
        yield Finding(
            "/duration",
            f"{profile.model} makes at most {profile.duration_max} s, not {seconds}",
            f"{longer}, or a duration of {profile.duration_min} to {profile.duration_max} s",
        )


@rule(
    "R53",
    "elements-with-both-frames",
    title="The model takes fewer elements beside first and last frames",
    source="UPD 2026-03-11, SKILL",
    fails=examples.images(
        "first_frame",
        "end_frame",
        model_name=_ENDPOINTS,
        element_list=examples.elements(1),
        prompt="<<<element_1>>> waves",
    ),
    passes=examples.images(
        "first_frame", "end_frame", element_list=examples.elements(1), prompt="<<<element_1>>> waves"
    ),
    reads=("element_list",),
)
def elements_with_both_frames(request: Request) -> Iterator[Finding]:
    """With a first and a last frame some models have less room for elements than with a first frame alone, or none."""
    body, profile = request.body, request.profile
    most = profile.elements_with_both_frames_max
    framed = body.first_frames and body.end_frames
    if framed and most < profile.elements_with_frames_max and len(body.elements) > most:
        yield Finding(
            "/element_list",
            f"{profile.model} takes {most or 'no'} elements together with a first and a last frame",
            f"remove the elements, or {_others(lambda other: other.elements_with_both_frames_max > most, request)}",
        )


@rule(
    "R54",
    "odd-duration",
    severity="warning",
    title="The model may insist on certain lengths without reference images",
    source="Q, LO; vendor examples send 7 (C21)",
    fails=examples.text(model_name=_ENDPOINTS, duration="7"),
    passes=examples.text(model_name=_ENDPOINTS, duration="5"),
)
def odd_duration(request: Request) -> Iterator[Finding]:
    """Sources disagree about older models: the first specification and one live note allow certain lengths only when
    nothing but text or frames is given, while the vendor's own examples send others."""
    body, profile = request.body, request.profile
    safe = profile.safe_durations
    if not safe or body.duration is None or body.duration in safe:
        return
    if body.elements or body.videos or any(not image.type for image in body.images):
        return
    if profile.duration_min <= body.duration <= profile.duration_max:
        yield Finding(
            "/duration",
            f"{profile.model} may refuse {body.duration} s without a reference image",
            f"{' and '.join(map(str, safe))} seconds are safe",
        )

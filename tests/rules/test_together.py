"""No fault hides another that has nothing to do with it: every pair of faults in one body is told together."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import cases

from kling.models.profiles import DEFAULT, LATEST, Profile
from kling.rules import check, examples

PICTURE, CLIP = "https://assets.test/p.jpg", "https://assets.test/c.mp4"
Change = Callable[[dict[str, Any]], object]


def put(**fields: Any) -> Change:
    """Write these fields; ... takes one out."""

    def change(body: dict[str, Any]) -> None:
        for name, value in fields.items():
            body.pop(name, None)
            if value is not ...:
                body[name] = value

    return change


def in_settings(**fields: Any) -> Change:
    return lambda body: put(**fields)(body["settings"])


def in_shot(number: int, **fields: Any) -> Change:
    return lambda body: body["multi_prompt"][number].update(fields)


V1: dict[str, dict[str, Change]] = {
    "prompt": {
        "blank": put(prompt="  "),
        "dangling": put(prompt="The woman from <<<image_7>>> walks"),
        "malformed": put(prompt="<<element_1>> walks"),
        "long": put(prompt="x" * 2600),
    },
    "mode": {"mode": put(mode="standard"), "a number": put(mode=5)},
    "sound": {"sound": put(sound="loud")},
    "watermark": {"watermark": put(watermark_info="yes")},
    "external": {"external id": put(external_task_id="")},
    "ratio": {"ratio": put(aspect_ratio="7:3"), "no ratio": put(aspect_ratio=...)},
    "duration": {"length": put(duration="99"), "words": put(duration="five")},
    "elements": {"no list": put(element_list={}), "eight": put(element_list=[{"element_id": "1"}] * 8)},
    "multi_shot": {"multi_shot": put(multi_shot="yes")},
}
SHOTS: dict[str, dict[str, Change]] = {
    "shot_type": {"intelligence": put(shot_type="intelligence"), "none": put(shot_type=...)},
    "index": {"index": in_shot(0, index=4)},
    "first": {
        "blank shot": in_shot(0, prompt=" "),
        "long shot": in_shot(0, prompt="y" * 600),
        "dangling": in_shot(0, prompt="A dog from <<<image_3>>> runs"),
    },
    "second": {"no second": in_shot(1, duration="0")},
}
V2: dict[str, dict[str, Change]] = {
    "resolution": {"resolution": in_settings(resolution="hd"), "a number": in_settings(resolution=5)},
    "audio": {"audio": in_settings(audio="loud")},
    "ratio": {"ratio": in_settings(aspect_ratio="7:3"), "no ratio": in_settings(aspect_ratio=...)},
    "duration": {"length": in_settings(duration=99)},
    "multi_shot": {"multi_shot": in_settings(multi_shot="yes")},
    "contents": {
        "last frame": lambda body: body["contents"].append({"type": "last_frame", "url": PICTURE}),
        "no address": lambda body: body["contents"].append({"type": "refer_image"}),
        "data": lambda body: body["contents"].append({"type": "refer_image", "url": "data:image/png;base64,AAAA"}),
    },
    "prompt": {"blank": lambda body: body["contents"][0].update(text=" ")},
    "top": {"external id": put(external_task_id="x"), "options": put(options=5)},
}
FILM: dict[str, Any] = {
    "contents": [{"type": "prompt", "text": "A red kite climbs over a green valley."}],
    "settings": {"multi_shot": False, "audio": "off", "resolution": "720p", "aspect_ratio": "16:9", "duration": 5},
}


def errors(body: dict[str, Any], profile: Profile) -> set[str]:
    return {found.code for found in check(body, profile) if found.severity == "error"}


@cases("profile", [DEFAULT, LATEST], ids=lambda profile: profile.name)
@cases(
    ("body", "kinds"),
    [(examples.text(), V1), (examples.shots(5, 5), {**V1, **SHOTS, "duration": {}}), (FILM, V2)],
    ids=["take", "storyboard", "v2"],
)
def test_two_faults_are_told_together(
    body: dict[str, Any], kinds: dict[str, dict[str, Change]], profile: Profile
) -> None:
    hidden = []
    for one, other in combinations(kinds, 2):
        for first, change in kinds[one].items():
            for second, change_too in kinds[other].items():
                alone, alone_too, both = (copy.deepcopy(body) for _ in range(3))
                change(alone)
                change_too(alone_too)
                change(both)
                change_too(both)
                expected = errors(alone, profile) | errors(alone_too, profile)
                if missing := expected - errors(both, profile):
                    hidden.append((first, second, missing))
    assert hidden == []


@pytest.mark.parametrize(
    ("body", "kinds"),
    [(examples.text(), V1), (examples.shots(5, 5), {**V1, **SHOTS, "duration": {}}), (FILM, V2)],
    ids=["take", "storyboard", "v2"],
)
@settings(max_examples=40)
@given(data=st.data())
def test_any_number_of_faults_are_told_together(
    body: dict[str, Any], kinds: dict[str, dict[str, Change]], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from([kind for kind in kinds if kinds[kind]]), min_size=3, unique=True))
    chosen = [kinds[name][data.draw(st.sampled_from(sorted(kinds[name])))] for name in names]
    whole, expected = copy.deepcopy(body), set[str]()
    for change in chosen:
        alone = copy.deepcopy(body)
        change(alone)
        change(whole)
        expected |= errors(alone, DEFAULT)
    assert expected <= errors(whole, DEFAULT)


def test_intelligence_hides_no_fault_of_the_shots_and_asks_for_no_prompt() -> None:
    body = examples.shots(4, 5, duration="10", shot_type="intelligence")
    body["multi_prompt"][0] |= {"index": 3, "prompt": "A dog from <<<image_2>>> runs"}
    assert errors(body, DEFAULT) == {"R4", "R5", "R7", "R30"}
    assert errors(body, LATEST) == {"R4", "R5", "R19", "R30"}

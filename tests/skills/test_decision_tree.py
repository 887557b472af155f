"""The mission's decision tree and the rules below it, branch by branch, by the class of its code sample: what the tree
allows is made, what it forbids is refused before anything is sent."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kling import sandbox
from kling.briefs.checking import check_content
from kling.sandbox import ACCESS_KEY, SECRET_KEY, Sandbox

SCRIPTS = Path(__file__).parents[2] / "skills" / "kling-video-generator" / "scripts"
BASE = {"model_name": "kling-v3-omni", "mode": "std"}
SHOTS = [
    {"index": 1, "prompt": "Wide shot: a red kite lies on a beach. Static camera.", "duration": "3"},
    {"index": 2, "prompt": "Close-up: a hand lifts the kite into the wind. Static camera.", "duration": "2"},
]
STORYBOARD = {"multi_shot": True, "shot_type": "customize", "multi_prompt": SHOTS, "duration": "5"}
SINGLE = {"multi_shot": False, "prompt": "A red kite climbs over a valley.", "duration": "3"}


class Made(NamedTuple):
    """The sample's class, the sandbox it talks to, and the URL of a film that it made."""

    api: Any
    sandbox: Sandbox
    film: str

    def clip(self, refer_type: str | None, **about: Any) -> dict[str, Any]:
        """A body with the film as its clip."""
        video = {"video_url": self.film, "keep_original_sound": "no"}
        named = {"refer_type": refer_type} if refer_type else {}
        body = {"prompt": "Snow falls on the valley of <<<video_1>>>.", "video_list": [{**video, **named}]}
        return {**BASE, "multi_shot": False, **body, **about}


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    sys.path.insert(0, str(SCRIPTS))
    with sandbox.running(latency=0.0, render="lazy", drawing="stills") as served:
        api = import_module("kling_api").KlingAPI(ACCESS_KEY, SECRET_KEY, served.url)
        yield Made(api, served, _film(api, {**BASE, **SINGLE, "aspect_ratio": "16:9"}))
    sys.path.remove(str(SCRIPTS))


def _film(api: Any, payload: dict[str, Any]) -> str:
    """The URL that the sample prints."""
    answer = api.create_omni_video_task(payload)
    assert answer["code"] == 0, answer
    result = api.poll_for_completion(answer["data"]["task_id"])
    return str(result["videos"][0]["url"])


@pytest.mark.parametrize("sound", ["on", "off"])
@pytest.mark.parametrize("shots", [STORYBOARD, SINGLE], ids=["multi-shot", "single-shot"])
def test_text_with_and_without_sound(made: Made, shots: dict[str, Any], sound: str) -> None:
    assert _film(made.api, {**BASE, **shots, "aspect_ratio": "9:16", "sound": sound})


def test_a_picture_comes_to_life(made: Made, photo: Path) -> None:
    picture = {"image_url": base64.b64encode(photo.read_bytes()).decode(), "type": "first_frame"}
    assert _film(made.api, {**BASE, **SINGLE, "image_list": [picture], "sound": "on"})


def test_an_edit_ignores_duration(made: Made) -> None:
    assert _film(made.api, made.clip("base", sound="off"))
    assert _film(made.api, made.clip("base", sound="off", duration="9", prompt="Rain falls on <<<video_1>>>."))


def test_a_reference_sets_its_aspect_ratio(made: Made) -> None:
    assert _film(made.api, made.clip("feature", sound="off", aspect_ratio="1:1", duration="4"))


@pytest.mark.parametrize("refer_type", ["base", "feature"])
def test_sound_with_a_clip_is_the_trees_error(made: Made, refer_type: str) -> None:
    _refused(made, made.clip(refer_type, sound="on", aspect_ratio="16:9", duration="4"), "R1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**STORYBOARD, "duration": "6"}, "R5"),
        ({**STORYBOARD, "shot_type": "intelligence"}, "R7"),
        ({**STORYBOARD, "multi_prompt": [{**shot, "index": n} for n, shot in enumerate(SHOTS)]}, "R4"),
        ({**STORYBOARD, "multi_prompt": [{**SHOTS[0], "index": n, "duration": "1"} for n in range(1, 8)]}, "R16"),
        ({**SINGLE, "image_list": [{"image_url": f"https://example.com/{n}.jpg"} for n in range(8)]}, "R9"),
    ],
    ids=["sum of durations", "intelligence", "index from 0", "seven shots", "eight pictures"],
)
def test_the_rules_of_the_table_refuse(made: Made, body: dict[str, Any], code: str) -> None:
    _refused(made, {**BASE, **body, "aspect_ratio": "16:9"}, code)


def test_the_rules_of_the_table_refuse_with_a_clip(made: Made) -> None:
    pictures = [{"image_url": f"https://example.com/{n}.jpg"} for n in range(5)]
    _refused(made, made.clip("feature", duration="4"), "R2")
    _refused(made, made.clip("feature", duration="4", aspect_ratio="1:1", image_list=pictures), "R9")


def test_a_body_without_refer_type_is_warned_of(made: Made) -> None:
    body = json.dumps(made.clip(None, duration="4", aspect_ratio="1:1"))
    assert "R6" in {d.code for d in check_content(body.encode()).diagnostics if d.severity == "warning"}


def _refused(made: Made, payload: dict[str, Any], code: str) -> None:
    """The class says which rule, and the service never hears of it."""
    before = sum(made.sandbox.state()["creates"].values())
    answer = made.api.create_omni_video_task(payload)
    assert answer["code"] == 1201
    assert f"{code} /" in answer["message"]
    assert sum(made.sandbox.state()["creates"].values()) == before

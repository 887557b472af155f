"""The service's own words, as they were seen on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Caller, text_body

PROMPT = {"type": "prompt", "text": "A red kite over a green valley"}
SETTINGS = {"multi_shot": False, "aspect_ratio": "16:9", "duration": 5}


def post(caller: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = caller.http.post(path, json=body).json()
    return answer


def v2(*contents: Any, **settings: Any) -> dict[str, Any]:
    given = {name: value for name, value in {**SETTINGS, **settings}.items() if value is not ...}
    return {"contents": [PROMPT, *contents], "settings": given}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (v2(aspect_ratio=...), "Aspect ratio must be specified unless a first frame is provided or the task is"),
        (v2(resolution="bogus"), "settings.resolution value 'bogus' is invalid, allowed values: 480p, 720p, 1080p, 4k"),
        (v2(resolution="480p"), "video resolution value '480p' is invalid"),
        (v2(aspect_ratio="99:1"), "aspect_ratio value '99:1' is invalid, supported values: 16:9, 9:16, 1:1"),
        (v2(audio="bogus"), "settings.audio value 'bogus' is invalid"),
        (v2(audio=True), "settings.audio value is invalid"),
        (v2(audio="original"), "audio mode 'original' is not supported by the current model"),
        (v2({"type": "end_frame", "url": "https://a.test/b.png"}), "contents[1].type value 'end_frame' is invalid"),
        ({"contents": [], "settings": SETTINGS}, "contents cannot be empty"),
        ({"contents": "x", "settings": SETTINGS}, "contents value type is invalid, expected array"),
        ({"contents": [{**PROMPT, "text": " "}], "settings": SETTINGS}, "must have non-blank text"),
        (v2({"type": "first_frame", "url": ""}, aspect_ratio=...), "'first_frame' must have a non-blank url"),
        (v2({"type": "element", "element_id": "1", "id": "a"}), "Element id not found: 1"),
        (v2({"type": "element", "element_id": "", "id": "a"}), "Invalid element id: "),
        (v2({"type": "last_frame", "url": "https://a.test/b.png"}), "content item of type 'first_frame' is required"),
    ],
)
def test_v2_refusals_have_the_words_that_were_seen(common: Caller, body: dict[str, Any], text: str) -> None:
    answer = post(common, "/omni-video/kling-3.0-omni", body)
    assert answer["code"] == 1201
    assert text in answer["message"]


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"model_name": "kling-video-o3"}, 1201, "model_name value 'kling-video-o3' is invalid"),
        ({"model_name": "kling-v2-6"}, 1203, "model_name 'kling-v2-6' is not supported for this API"),
        ({"mode": "bogus"}, 1201, "mode value 'bogus' is invalid"),
        ({"prompt": "<<<element_1>>> waves", "element_list": [{"element_id": 1}]}, 1201, "Element id not found: 1"),
    ],
)
def test_v1_refusals_have_the_words_that_were_seen(
    common: Caller, changes: dict[str, Any], code: int, text: str
) -> None:
    answer = post(common, "/v1/videos/omni-video", text_body(**changes))
    assert (answer["code"], answer["message"]) == (code, text)


def test_contents_that_are_ignored_are_billed_as_on_the_service(common: Caller) -> None:
    answer = post(
        common,
        "/omni-video/kling-3.0-omni",
        v2({"type": "image", "url": "https://a.test/b.png"}) | {"callback_url": "x"},
    )
    assert answer["code"] == 0


def test_models_and_endpoints_that_are_not_there(common: Caller) -> None:
    assert post(common, "/omni-video/bogus", v2())["message"] == "model is not supported"
    assert post(common, "/omni-video/kling-v3-omni", v2(audio="bogus"))["code"] == 1201  # an alias of the same endpoint
    assert post(common, "/v1/videos/multi-image2video", {})["message"] == "This API is no longer available"
    refused = {**text_body(), "model_name": "kling-v2-6", "mode": "std", "duration": "5"}
    assert post(common, "/v1/videos/text2video", refused)["message"] == "mode value 'std' is invalid"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (v2({"type": "voice", "id": "a", "voice_id": "1"}), 0),
        (v2(seed=7), 0),
        (v2(seed="x"), 1201),
        (v2(mode="std"), 0),
        (v2() | {"duration": 9}, 0),
        (v2(resolution="720P"), 1201),
        (v2(duration=20), 1201),
        *((v2({"type": kind, "text": "x"}), 1201) for kind in ("reference_image", "audio", "shot", "negative_prompt")),
    ],
)
def test_what_is_accepted_and_refused_on_v2_is_what_was_seen(common: Caller, body: dict[str, Any], code: int) -> None:
    assert post(common, "/omni-video/kling-3.0-omni", body)["code"] == code


def test_a_failed_task_is_billed_nothing_in_the_form_that_was_seen(common: Caller) -> None:
    refused = v2() | {"contents": [{**PROMPT, "text": "sandbox-fail"}]}
    task = post(common, "/omni-video/kling-3.0-omni", refused)["data"]["id"]
    (found,) = common.http.get("/tasks", params={"task_ids": task}).json()["data"]
    assert (found["status"], [row["amount"] for row in found["billing"]]) == ("failed", ["0"])


def test_the_list_without_ids_says_what_is_missing(common: Caller) -> None:
    answer = common.http.get("/tasks").json()
    assert (answer["code"], answer["message"]) == (1201, "task_ids or external_task_ids is required")

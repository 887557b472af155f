"""The models that are here: the older body form, what is not served, and what each file says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kling import briefs, sandbox
from kling.briefs.estimate import estimate
from kling.client import Client
from kling.media.info import Facts
from kling.media.probe import probe_file
from kling.models.build import BUILT, built
from kling.models.profiles import DEFAULT, MODELS, default_model, endpoint_default, served_names
from kling.rules import check
from tests.cases import cases
from tests.cli.conftest import Kling, kling

__all__ = ["kling"]

WORDS = "A red kite climbs over a green valley and stays in the wind."


def test_the_file_that_is_read_is_made_of_those_that_are_written() -> None:
    assert BUILT.read_text("utf-8") == built()


def test_the_missions_model_is_the_default_and_o1_the_endpoints() -> None:
    assert default_model().name == "kling-v3-omni"
    assert endpoint_default().name == "kling-video-o1"
    assert "kling-v4-omni" not in served_names()
    assert not MODELS["kling-v4-omni"].served


def test_a_model_that_is_known_and_not_served_is_said_to_be_so(kling: Kling) -> None:
    (found,) = [d for d in check({"model_name": "kling-v4-omni", "prompt": WORDS}, craft=False) if d.code == "S4"]
    assert "Kling 4.0 Omni: not served by the vendor's API yet" in found.message
    run = kling("generate", WORDS, "--video-model", "kling-4.0", "--sandbox")
    assert run.code == 1
    assert "--video-model: error S4" in run.err
    assert "not served by the vendor's API yet" in run.err


def errors(**body: Any) -> set[str]:
    return {d.code for d in check({"prompt": WORDS, "duration": "5", **body}, craft=False) if d.severity == "error"}


@cases(
    ("body", "codes"),
    [
        ({"model_name": "kling-v3", "mode": "std"}, set()),
        ({"model_name": "kling-v3", "mode": "std", "sound": "on", "duration": "15"}, set()),
        ({"model_name": "kling-v3", "mode": "std", "negative_prompt": "blur", "cfg_scale": 0.5}, set()),
        ({"model_name": "kling-v3", "duration": "99"}, {"R22"}),
        ({"model_name": "kling-v3", "image": "https://a.test/a.png"}, set()),
        ({"model_name": "kling-v3", "image_tail": "https://a.test/a.png"}, {"R40"}),
        ({"model_name": "kling-v2-6", "mode": "pro"}, set()),
        ({"model_name": "kling-v2-6", "mode": "std"}, {"R24"}),
        ({"model_name": "kling-v2-6", "duration": "12"}, {"R52"}),
        ({"model_name": "kling-v2-6", "multi_shot": True, "shot_type": "customize"}, {"R50", "R15"}),
        ({"model_name": "kling-v4-omni", "aspect_ratio": "16:9"}, {"S4"}),
    ],
)
def test_each_model_is_judged_by_its_own_file(body: dict[str, Any], codes: set[str]) -> None:
    assert errors(**body) == codes


@cases(
    ("body", "units"),
    [
        ({"model_name": "kling-v3", "mode": "std"}, "3"),
        ({"model_name": "kling-v3", "mode": "pro", "sound": "on"}, "6"),
        ({"model_name": "kling-v2-6", "mode": "pro"}, "2.5"),
        ({"model_name": "kling-v2-6", "mode": "pro", "sound": "on"}, "5"),
        ({"model_name": "kling-video-o1", "mode": "pro"}, "4"),
    ],
)
def test_five_seconds_cost_what_the_vendor_s_price_page_says(body: dict[str, Any], units: str) -> None:
    assert str(estimate({"prompt": WORDS, "duration": "5", "aspect_ratio": "16:9", **body}, DEFAULT).units) == units


@pytest.mark.parametrize(
    ("model", "body", "units"),
    [
        ("kling-v3-omni", ("pro", "16:9", "5"), "4"),
        ("kling-v3", ("pro", "16:9", "5"), "4"),
        ("kling-v2-6", ("pro", "16:9", "5"), "2.5"),
    ],
)
def test_what_is_not_said_is_the_model_s_own_wherever_it_is_asked_for(
    kling: Kling, tmp_path: Path, model: str, body: tuple[str, ...], units: str
) -> None:
    def said(given: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(given[name] for name in ("mode", "aspect_ratio", "duration"))

    assert kling("estimate", WORDS, "--video-model", model, "--json").json["units"] == units
    planned = kling("plan", WORDS, "--video-model", model, "--json").json
    assert (said(planned["request"]), planned["estimate"]["units"]) == (body, units)
    client = Client(api_key="x", base_url="http://127.0.0.1:1")
    assert str(client.estimate(WORDS, model=model).units) == units
    assert said(briefs.compile({"scenario": "t2v", "prompt": WORDS, "model": model}).body) == body
    assert said(briefs.compile(briefs.from_fields(WORDS, model=model)).body) == body
    production = tmp_path / "all.yaml"
    production.write_text(f"briefs: {{one: {{scenario: t2v, prompt: {WORDS}, model: {model}}}}}\n")
    assert kling("run", production, "--dry-run", "--sandbox", "--json").json["units"] == units


def test_a_request_without_a_mode_is_the_one_that_earlier_versions_sent(kling: Kling, tmp_path: Path) -> None:
    """They asked kling-v3 for pro; in another mode the same request would be sent, and charged, a second time."""
    asked = ("generate", WORDS, "--video-model", "kling-v3", "--sandbox", "--no-wait", "--json")
    first = kling(*asked, "--mode", "pro").envelope
    again = kling(*asked).envelope
    assert (first["reused"], again["reused"]) == (False, True)
    assert again["result"]["external_task_id"] == first["result"]["external_task_id"]


def test_a_fault_is_told_at_its_place_in_the_older_form() -> None:
    (found,) = [
        d
        for d in check({"model_name": "kling-v3", "prompt": WORDS, "image": "blob:x://y", "duration": "5"}, craft=False)
        if d.severity == "error"
    ]
    assert (found.code, found.pointer) == ("R63", "/image")


def test_what_files_may_be_is_said_by_the_file_of_the_model_that_takes_them() -> None:
    url, given = "https://a.test/a.mp4", {"mode": "text2video", "text": "Hello.", "voice_id": "ai_kaiya"}
    body = {"input": {**given, "video_url": url, "voice_language": "en"}}
    for facts, told in (
        (Facts("video", "mp4", bytes=150_000_000), "the clip has 150.0 MB; the limit is 100 MB"),
        (Facts("video", "webm"), "the clip is webm; only MP4 and MOV are accepted"),
        (Facts("image", "png"), "this is no video but a png picture"),
    ):
        assert told in [d.message for d in check(body, media={url: facts})]


@pytest.mark.parametrize("model", ["kling-v3", "kling-v2-6"])
def test_words_and_a_photo_become_films_on_the_older_endpoints(
    kling: Kling, tmp_path: Path, photo: Path, model: str
) -> None:
    common = ("--video-model", model, "--mode", "pro", "--duration", "5", "--sandbox", "--no-wait")
    for given in (("--aspect-ratio", "9:16"), ("--first-frame", photo)):
        run = kling("generate", WORDS, *given, *common, "-o", tmp_path / "film.mp4", "--json")
        assert run.code == 0, run.err


def test_a_task_of_an_older_endpoint_is_made_once_found_and_fetched(tmp_path: Path) -> None:
    body = {"model_name": "kling-v3", "prompt": WORDS, "mode": "std", "duration": "3", "aspect_ratio": "1:1"}
    with sandbox.running(latency=0) as served, Client(api_key=served.api_key, base_url=served.url) as client:
        task = client.submit(body)
        assert client.submit(body).task_id == task.task_id
        done = client.wait(str(task.external_task_id))
        film = client.download(done, tmp_path / "film.mp4")
        assert served.state()["requests"]["POST /v1/videos/text2video"] == 1
    facts = probe_file(film)
    assert (facts.width, facts.height) == (960, 960)


def test_what_a_model_cannot_say_is_refused_with_the_way_out(kling: Kling, photo: Path) -> None:
    run = kling("generate", "@a flies.", "--image", f"a={photo}", "--video-model", "kling-v3", "--sandbox")
    assert run.code == 1
    assert "kling-v3 takes no reference images" in run.err
    assert "kling-v3-omni" in run.err
    run = kling("generate", WORDS, "--video-model", "kling-v4-omni", "--sandbox")
    assert run.code == 1
    assert "model" in run.err


@pytest.mark.parametrize("model", [name for name in served_names() if name != DEFAULT.model])
def test_a_model_that_the_words_name_is_told_of_and_stays_whole(kling: Kling, model: str) -> None:
    for words in (f"{WORDS} --model {model}", f"{WORDS}, model: {model}"):
        planned = kling("plan", words, "--json").json
        assert any(f"--video-model {model}" in note for note in planned["notes"])
        assert planned["brief"]["prompt"].endswith(model)
    asked = kling("plan", f"{WORDS} --model {DEFAULT.model}", "--json").json
    assert (asked["brief"]["prompt"], any("is named" in note for note in asked["notes"])) == (WORDS, False)

"""kling check --fix: no request is lost, every change is told, and what stood there is kept."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kling

PICTURE, TWO = "https://assets.test/picture.jpg", "https://assets.test/two.jpg"
FOREIGN: dict[str, dict[str, Any]] = {
    "input and parameters": {
        "model": "kling-v3-omni",
        "input": {"prompt": "A red kite over a green valley", "image_url": PICTURE},
        "parameters": {"duration": 5, "mode": "std", "sound": "on"},
    },
    "start_image_url": {
        "model_name": "kling-v3-omni",
        "prompt": "<<<image_1>>> comes to life",
        "start_image_url": PICTURE,
        "generate_audio": True,
        "duration": "5",
        "mode": "std",
    },
    "seconds and size": {
        "model": "kling-v3-omni",
        "prompt": "A red kite over a green valley",
        "seconds": "8",
        "size": "720x1280",
        "input_reference": PICTURE,
    },
    "image_urls": {
        "model_name": "kling-v3-omni",
        "prompt": "<<<image_1>>> and <<<image_2>>> dance",
        "image_urls": [PICTURE, "https://assets.test/two.jpg"],
        "aspectRatio": "9:16",
        "callBackUrl": "https://example.org/hook",
    },
    "unheard of": {
        "model_name": "kling-v3-omni",
        "prompt": "A red kite over a green valley",
        "aspect_ratio": "16:9",
        "starting_picture_of_the_film": PICTURE,
    },
    "start and end": {
        "version": "kling-v3",
        "input": {"prompt": "A kite", "start_image": PICTURE, "end_image": TWO, "generate_audio": True},
    },
    "task_type": {
        "model": "kling",
        "task_type": "video_generation",
        "input": {"prompt": "A kite", "aspect_ratio": "1:1", "duration": 5, "enable_audio": True},
        "config": {"webhook_config": {"endpoint": "https://example.org/hook"}},
    },
    "camelCase": {
        "modelName": "kling-v3-omni",
        "prompt": "A kite",
        "aspectRatio": "9:16",
        "imageList": [{"imageUrl": PICTURE}],
        "externalTaskId": "mine",
    },
    "promptText": {"model": "gen", "promptText": "A kite", "promptImage": PICTURE, "ratio": "720:1280", "seconds": 5},
    "image_1": {"model": "kling", "prompt": "A kite", "image_1": PICTURE, "image_2": TWO, "replyUrl": TWO},
    "keyframes": {"prompt": "A kite", "keyframes": {"frame0": {"type": "image", "url": PICTURE}}, "duration": "5s"},
    "messages": {"model": "kling", "messages": [{"role": "user", "content": "A kite"}]},
    "instances": {"instances": [{"prompt": "A kite"}], "parameters": {"aspectRatio": "9:16", "generateAudio": True}},
    "first_frame_url": {
        "model": "klingai/video-v3-omni",
        "prompt": "A kite",
        "first_frame_url": PICTURE,
        "last_frame_url": TWO,
        "aspect_ratio": "9:16",
        "maxJobs": 3,
    },
    "shots without multi_shot": {
        "start_image_url": PICTURE,
        "multi_prompt": [{"prompt": "A kite", "duration": "3"}, {"prompt": "A gull", "duration": "4"}],
        "shot_type": "customize",
    },
    "payload": {"modelName": "kling-v3-omni", "payload": {"text": "A kite", "first_image": PICTURE, "seconds": 8}},
    "providerOptions": {"prompt": "A kite", "aspectRatio": "1:1", "providerOptions": {"klingai": {"mode": "pro"}}},
    "frameImages": {
        "positivePrompt": "A kite",
        "duration": 5,
        "frameImages": [{"inputImage": PICTURE, "frame": "first"}, {"inputImage": TWO, "frame": "last"}],
        "providerSettings": {"klingai": {"sound": True}},
    },
    "settings without a place here": {
        "model_name": "kling-v3-omni",
        "prompt": "A red kite over a green valley",
        "aspect_ratio": "16:9",
        "dialogue": "Hello",
        "bgm": True,
    },
}
TWO_FRAMES = [{"image_url": PICTURE, "type": "first_frame"}, {"image_url": TWO, "type": "end_frame"}]
SAID: dict[str, dict[str, Any]] = {
    "start and end": {"prompt": "A kite", "image_list": TWO_FRAMES, "sound": "on"},
    "task_type": {"prompt": "A kite", "aspect_ratio": "1:1", "duration": "5", "sound": "on"},
    "camelCase": {"aspect_ratio": "9:16", "image_list": [{"image_url": PICTURE}], "external_task_id": "mine"},
    "promptText": {"prompt": "A kite", "image_list": TWO_FRAMES[:1], "duration": "5"},
    "image_1": {"image_list": [{"image_url": PICTURE}, {"image_url": TWO}], "callback_url": TWO},
    "keyframes": {"image_list": TWO_FRAMES[:1], "duration": "5", "keyframes": None},
    "messages": {"prompt": "A kite", "messages": None},
    "instances": {"prompt": "A kite", "aspect_ratio": "9:16", "sound": "on", "instances": None},
    "first_frame_url": {"prompt": "A kite", "image_list": TWO_FRAMES, "aspect_ratio": "9:16", "maxJobs": 3},
    "shots without multi_shot": {"multi_shot": True, "image_list": TWO_FRAMES[:1], "duration": "7"},
    "payload": {"prompt": "A kite", "image_list": TWO_FRAMES[:1], "duration": "8", "payload": None},
    "providerOptions": {"mode": "pro", "aspect_ratio": "1:1", "providerOptions": None},
    "frameImages": {"prompt": "A kite", "image_list": TWO_FRAMES, "sound": "on", "providerSettings": None},
}
"""What proposals make of a body, or leave in it where there is no place for it here."""


def leaves(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(leaves(inner) for inner in value.values()), set())
    if isinstance(value, list):
        return set().union(*(leaves(inner) for inner in value), set())
    return {str(value)}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN)
def test_a_safe_fix_never_removes_what_a_foreign_body_says(kling: Kling, tmp_path: Path, body: dict[str, Any]) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body))
    kling("check", "--fix", path)
    assert leaves(json.loads(path.read_text())) >= leaves(body) - {"5", "5s"}  # 5 may become "5"
    report = kling("check", path, "--format", "json").json["files"][0]
    assert report["verdict"] != "accept"
    assert "S11" in {d["code"] for d in report["diagnostics"]}


@pytest.mark.parametrize("more", [{"duration": 9}, {"sound": "on"}, {"prompt": "A kite"}, {"bgm": False}])
def test_a_v2_body_that_says_a_thing_where_v1_has_it_is_not_sent(
    kling: Kling, tmp_path: Path, more: dict[str, Any]
) -> None:
    path = tmp_path / "body.json"
    contents = [{"type": "prompt", "text": "A red kite over a green valley"}]
    path.write_text(json.dumps({"contents": contents, "settings": {"aspect_ratio": "1:1"}, **more}))
    run = kling("generate", "--sandbox", "--wire", "v2", "--no-wait", "--body", path)
    assert ("S11" in run.err, run.code) == ((True, 1) if "bgm" not in more else (False, 0))


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN)
def test_a_body_whose_content_would_be_ignored_is_not_sent(kling: Kling, tmp_path: Path, body: dict[str, Any]) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body))
    run = kling("generate", "--sandbox", "--body", path, "-o", tmp_path / "film.mp4")
    assert run.code == 1
    assert "S11" in run.err
    assert not (tmp_path / "film.mp4").exists()


def test_proposals_say_the_same_in_this_endpoints_fields(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(FOREIGN["start_image_url"]))
    assert kling("check", "--fix", "--proposals", path).code == 0
    repaired = json.loads(path.read_text())
    assert repaired["image_list"] == [{"image_url": PICTURE, "type": "first_frame"}]
    assert repaired["sound"] == "on"
    path.write_text(json.dumps(FOREIGN["input and parameters"]))
    kling("check", "--fix", "--proposals", "--no-backup", path)
    repaired = json.loads(path.read_text())
    assert repaired["prompt"].startswith("A red kite over a green valley")
    assert (repaired["model_name"], repaired["duration"], repaired["mode"]) == ("kling-v3-omni", "5", "std")
    assert "input" not in repaired
    path.write_text(json.dumps(FOREIGN["seconds and size"]))
    kling("check", "--fix", "--proposals", "--no-backup", path)
    repaired = json.loads(path.read_text())
    assert (repaired["duration"], "seconds" in repaired) == ("8", False)


@pytest.mark.parametrize("name", SAID)
def test_proposals_keep_the_request_of_every_family_of_bodies(kling: Kling, tmp_path: Path, name: str) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(FOREIGN[name]))
    kling("check", "--fix", "--proposals", "--no-backup", path)
    fixed = json.loads(path.read_text())
    assert {field: fixed.get(field) for field in SAID[name]} == SAID[name]
    assert fixed["model_name"] == "kling-v3-omni"


def test_what_has_no_effect_at_the_top_of_a_v2_body_is_moved_to_its_place(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    parts = [{"type": "text", "text": "A kite"}, {"type": "image_url", "image_url": {"url": PICTURE}, "role": "first"}]
    given = {"duration": 8, "ratio": "9:16", "generate_audio": True, "mode": "std", "webhook_url": TWO}
    path.write_text(json.dumps({"contents": parts, **given}))
    kling("check", "--fix", "--no-backup", path)
    assert json.loads(path.read_text()) == {"contents": parts, **given}
    kling("check", "--fix", "--proposals", "--no-backup", path)
    assert json.loads(path.read_text()) == {
        "contents": [{"type": "prompt", "text": "A kite"}, {"type": "first_frame", "url": PICTURE}],
        "settings": {
            "duration": 8,
            "aspect_ratio": "9:16",
            "audio": "native",
            "resolution": "720p",
            "multi_shot": False,
        },
        "options": {"callback_url": TWO},
    }


@pytest.mark.parametrize(
    "more",
    [
        {"aspect_ratio": "9:16", "image_list": [{"image_url": PICTURE, "type": "first_frame"}]},
        {"duration": "15", "video_list": [{"video_url": "https://a.org/a.mp4", "refer_type": "base"}]},
        {"multi_shot": True, "shot_type": "customize", "multi_prompt": [{"index": 1, "prompt": "A.", "duration": "5"}]},
        {"strength": 0.5, "enhance": True},
        {"cfg_scale": 0.5, "negative_prompt": "blur"},
    ],
)
@pytest.mark.parametrize("options", [(), ("--proposals",)], ids=["safe", "proposals"])
def test_no_fix_removes_a_field_that_carries_a_value(
    kling: Kling, tmp_path: Path, more: dict[str, Any], options: tuple[str, ...]
) -> None:
    path = tmp_path / "body.json"
    body = {"model_name": "kling-v3-omni", "prompt": "A red kite rises.", "sound": "off", **more}
    path.write_text(json.dumps(body))
    kling("check", "--fix", *options, path)
    assert json.loads(path.read_text()).keys() >= body.keys()


def test_a_safe_fix_turns_no_sound_off(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    clip = [{"video_url": "https://a.org/a.mp4", "refer_type": "feature"}]
    path.write_text(json.dumps({"prompt": "A kite as in <<<video_1>>>.", "sound": "on", "video_list": clip}))
    kling("check", "--fix", path)
    assert json.loads(path.read_text())["sound"] == "on"
    kling("check", "--fix", "--proposals", path)
    assert json.loads(path.read_text())["sound"] == "off"


def test_what_stood_there_is_kept_and_every_change_is_told(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    fields = '"prompt": "A kite.", "duration": "5s", "aspect_ratio": "16:9", "mode": "1080p"'
    before = f'{{"model_name": "kling-v3-omni", {fields}}}'
    path.write_text(before)
    run = kling("check", "--fix", path)
    assert (tmp_path / "body.json.orig").read_text() == before
    assert "replace /duration = '5'" in run.err
    assert "replace /mode = 'pro'" in run.err
    assert "nothing to fix" in kling("check", "--fix", path).err
    path.write_text(before.replace("5s", "8.0"))
    kling("check", "--fix", path)
    assert json.loads(path.read_text())["duration"] == "8"
    assert (tmp_path / "body.json.orig").read_text() == before
    assert "8.0" in (tmp_path / "body.json.orig2").read_text()


def test_no_backup_keeps_none(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text('{"model_name": "kling-v3-omni", "prompt": "A kite.", "duration": 8.0, "aspect_ratio": "16:9"}')
    kling("check", "--fix", "--no-backup", path)
    assert [one.name for one in tmp_path.iterdir()] == ["body.json"]
    assert json.loads(path.read_text())["duration"] == "8"


def test_base64_in_capitals_without_a_comma_or_wrapped_gets_a_safe_fix(
    kling: Kling, tmp_path: Path, photo: Path
) -> None:
    raw = base64.b64encode(photo.read_bytes()).decode()
    lines = "\n".join(raw[n : n + 76] for n in range(0, len(raw), 76))
    for written in (
        f"DATA:image/png;base64,{raw}",
        f"data:image/png;base64{raw}",
        f"data:image/png;base64; {raw}",
        f"data:image/png,{raw}",
        lines,
        f"data:image/png;base64,{lines}",
    ):
        path = tmp_path / "body.json"
        path.write_text(
            json.dumps(
                {
                    "model_name": "kling-v3-omni",
                    "prompt": "<<<image_1>>> smiles.",
                    "image_list": [{"image_url": written, "type": "first_frame"}],
                }
            )
        )
        run = kling("check", "--fix", "--no-backup", path)
        assert json.loads(path.read_text())["image_list"][0]["image_url"] == raw
        assert all(len(line) < 500 for line in (run.out + run.err).splitlines())


def test_proposals_for_one_prompt_are_applied_one_after_the_other(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text(
        json.dumps(
            {
                "model_name": "kling-v3-omni",
                "prompt": "A red kite over a valley --ar 16:9 climbs slowly --seed 5 and stays.",
                "aspect_ratio": "16:9",
            }
        )
    )
    kling("check", "--fix", "--proposals", path)
    prompt = json.loads(path.read_text())["prompt"]
    assert "--ar" not in prompt
    assert "--seed" not in prompt
    assert prompt.startswith("A red kite over a valley")


PAGE = (Path(__file__).parents[2] / "docs" / "foreign-bodies.md").read_text("utf-8")
PAIRS = re.findall(r"```json\n(.*?)\n```\n\nbecomes\n\n```json\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_page_of_foreign_bodies_shows_what_becomes_of_them(
    kling: Kling, tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "body.json"
    path.write_text(before)
    kling("check", "--fix", "--proposals", path)
    assert json.loads(path.read_text()) == json.loads(after)
    assert kling("generate", "--sandbox", "--no-wait", "--body", f"{path}.orig").code == 1

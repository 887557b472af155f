"""Whatever can be written as a Brief becomes a body the rulebook accepts, or is refused with a coded reason."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases import cases

from kling.api.inline import InlineFile, LocalVideo, plain
from kling.briefs import Brief, BriefRefused, Compiled, compile, from_fields, parse
from kling.models.profiles import DEFAULT, LATEST, PROFILES, Profile
from kling.rules import RULES, check, verdict

URL = "https://assets.test/a.jpg"
CLIP = "https://assets.test/a.mp4"

words = st.text(string.ascii_letters + " ,.é走', ", min_size=1, max_size=200).filter(str.strip)
names = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).filter(lambda n: n not in ("video", "first_frame"))
ids = st.integers(1, 2**62)


def assets(draw: st.DrawFn, most: int, least: int = 0) -> tuple[dict[str, str], dict[str, int]]:
    chosen = draw(st.lists(names, min_size=least, max_size=most, unique=True))
    split = draw(st.integers(0, len(chosen)))
    return dict.fromkeys(chosen[:split], URL), {n: draw(ids) for n in chosen[split:]}


@st.composite
def briefs(draw: st.DrawFn) -> dict[str, Any]:
    """Any brief that the model accepts by its structure; also ones beyond a profile's limits."""
    scenario = draw(st.sampled_from(["t2v", "i2v", "first_last", "element", "multi_image", "edit", "reference"]))
    brief: dict[str, Any] = {"scenario": scenario, "mode": draw(st.sampled_from(["std", "pro", "4k"]))}
    brief["model"] = draw(st.sampled_from(["kling-v3-omni"] * 5 + ["kling-video-o1"]))
    images, elements = ({}, {}) if scenario in ("t2v", "first_last") else assets(draw, 7)
    if scenario == "first_last":
        elements = {n: draw(ids) for n in draw(st.lists(names, max_size=5, unique=True))}
    if scenario == "element" and not elements:
        elements = {"mia": draw(ids)}
    if scenario == "multi_image" and not images:
        images = {"hero": URL}
    if images:
        brief["images"] = images
    if elements:
        brief["elements"] = elements
    named = " ".join(f"@{name}" for name in [*images, *elements])
    if scenario in ("edit", "reference"):
        brief |= {"video": CLIP, "keep_original_sound": draw(st.booleans())}
        named += " @video"
    if scenario in ("i2v", "first_last"):
        brief["first_frame"] = URL
    if scenario == "first_last":
        brief["last_frame"] = URL
    if scenario == "reference":
        brief |= draw(st.sampled_from([{"aspect_ratio": "1:1"}, {"first_frame": URL}]))
    if scenario in ("t2v", "i2v", "element", "multi_image", "first_last"):
        brief["sound"] = draw(st.sampled_from(["on", "off", True, False]))
    if scenario in ("t2v", "element", "multi_image"):
        brief["aspect_ratio"] = draw(st.sampled_from(["16:9", "9:16", "1:1"]))
    prompt = f"{draw(words)} {named}".strip()
    if scenario in ("t2v", "i2v", "element", "multi_image") and draw(st.booleans()):
        lengths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6).filter(lambda s: 3 <= sum(s) <= 15))
        brief["shots"] = [{"duration": n, "prompt": prompt} for n in lengths]
    else:
        brief["prompt"] = prompt
        if scenario != "edit" and draw(st.booleans()):
            brief["duration"] = draw(st.integers(3, 15))
    return brief


@given(briefs(), st.sampled_from(list(PROFILES.values())))
def test_every_brief_compiles_clean_or_is_refused_with_a_code(brief: dict[str, Any], profile: Profile) -> None:
    try:
        compiled = compile(parse(brief), profile)
    except BriefRefused as error:
        refusal = error
    else:
        assert verdict(check(compiled.body, profile)) != "reject"
        return
    assert any(d.severity == "error" for d in refusal.diagnostics)
    assert all(d.code in RULES for d in refusal.diagnostics)


@given(briefs())
def test_every_default_is_written_out(brief: dict[str, Any]) -> None:
    try:
        body = compile(parse(brief), LATEST).body
    except BriefRefused:
        return
    assert {"model_name", "mode", "sound", "multi_shot", "watermark_info"} <= set(body)
    if brief["scenario"] == "edit":
        assert "duration" not in body
        assert "aspect_ratio" not in body
    else:
        assert isinstance(body["duration"], str)
    for video in body.get("video_list", []):
        assert {"video_url", "refer_type", "keep_original_sound"} == set(video)
        assert body["sound"] == "off"


def body(prompt: str | None = None, **fields: Any) -> dict[str, Any]:
    return compile(from_fields(prompt, **fields)).body


@cases(
    ("fields", "scenario"),
    [
        ({}, "t2v"),
        ({"first_frame": URL}, "i2v"),
        ({"first_frame": URL, "last_frame": URL}, "first_last"),
        ({"elements": {"mia": 1}, "images": {"a": URL}}, "element"),
        ({"images": {"a": URL}}, "multi_image"),
        ({"edit": CLIP}, "edit"),
        ({"reference": CLIP, "aspect_ratio": "16:9"}, "reference"),
    ],
)
def test_the_scenario_follows_from_what_is_given(fields: dict[str, Any], scenario: str) -> None:
    assert from_fields("A cat", **fields).scenario == scenario


def test_a_storyboard_derives_its_duration() -> None:
    made = body(shots=[(2, "A cat sits"), (3, "A cat jumps")], aspect_ratio="9:16")
    assert made["multi_shot"] is True
    assert made["shot_type"] == "customize"
    assert made["duration"] == "5"
    assert [shot["index"] for shot in made["multi_prompt"]] == [1, 2]
    assert "prompt" not in made


def test_names_become_positions_with_frames_counted_first() -> None:
    made = body(
        "@first_frame turns to @cup, held by @mia在雨中, and @video_x",
        first_frame=URL,
        images={"cup": URL, "video_x": URL},
        elements={"mia": 7},
    )
    assert made["prompt"] == "<<<image_1>>> turns to <<<image_2>>>, held by <<<element_1>>>在雨中, and <<<image_3>>>"


def test_a_longer_name_wins_over_a_name_inside_it() -> None:
    made = body("@zhang and @zhang_san", images={"zhang": URL, "zhang_san": URL})
    assert made["prompt"] == "<<<image_1>>> and <<<image_2>>>"


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(BriefRefused) as refusal:
        body("@heroo walks", images={"hero": URL})
    [found] = refusal.value.diagnostics[:1]
    assert found.code == "R30"
    assert "@hero?" in found.message


def test_a_mail_address_is_no_name() -> None:
    assert body("A sign reads a@b.example")["prompt"] == "A sign reads a@b.example"


def test_raw_tokens_are_accepted() -> None:
    assert body("The cup from <<<image_1>>> tips over", images=[URL])["prompt"].startswith("The cup from <<<image_1>>>")


def test_local_pictures_are_sent_as_base64_and_local_clips_stay_local(photo: Path, clip: Path) -> None:
    made = body("@a stands up. Keep @video unchanged.", edit=str(clip), images={"a": str(photo)})
    picture, video = made["image_list"][0]["image_url"], made["video_list"][0]["video_url"]
    assert isinstance(picture, InlineFile)
    assert isinstance(video, LocalVideo)
    import base64

    assert base64.b64decode(plain(made)["image_list"][0]["image_url"]) == photo.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.jpg", None, "M10"),
        ("empty.jpg", b"", "M1"),
        ("words.jpg", b"this is a text, not a picture\n" * 50, "M1"),
    ],
)
def test_bad_picture_files_are_refused_by_name(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BriefRefused) as refusal:
        body("It wakes", first_frame=str(path))
    assert code in [d.code for d in refusal.value.diagnostics]
    assert refusal.value.diagnostics[0].pointer == "/first_frame"


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(BriefRefused, match="folder"):
        body("It wakes", first_frame=str(tmp_path))


def test_a_text_file_named_mp4_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("not a video " * 100)
    with pytest.raises(BriefRefused, match="M5"):
        body("Change @video to snow", edit=str(path))


def test_a_small_clip_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    from tests.conftest import CLIPS

    with pytest.raises(BriefRefused, match="M8"):
        body("Change @video to snow", edit=str(CLIPS / "bikes.mp4"))


def test_a_newer_profile_allows_what_the_default_refuses() -> None:
    brief: Brief = from_fields("A cat", mode="4k")
    with pytest.raises(BriefRefused, match="R24"):
        compile(brief, DEFAULT)
    made: Compiled = compile(brief, LATEST)
    assert made.body["mode"] == "4k"


def test_a_name_may_follow_letters_of_another_script() -> None:
    made = body("将@video的天气改成大雪。其余保持不变。", edit=CLIP)
    assert made["prompt"] == "将<<<video_1>>>的天气改成大雪。其余保持不变。"

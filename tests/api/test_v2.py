"""The v2 wire: shot grammar, translation in both directions, replies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases import cases

from kling.api.v2.replies import read_v2_task
from kling.api.v2.shots import ShotText, parse, write
from kling.api.v2.translate import of_v1, to_v1
from kling.briefs import BriefRefused, compile, from_fields
from kling.models.profiles import LATEST
from kling.rules import check

CLIP = "https://assets.test/clip.mp4"
PICTURE = "https://assets.test/picture.jpg"
BRIEFS: dict[str, dict[str, Any]] = {
    "t2v": {"prompt": "A kite", "sound": "on", "mode": "std", "duration": 3},
    "shots": {
        "shots": [{"duration": 3, "prompt": "@hero runs"}, {"duration": 2, "prompt": "@hero jumps"}],
        "images": {"hero": PICTURE},
    },
    "i2v": {"prompt": "The kite rises", "first_frame": PICTURE},
    "first_last": {"prompt": "Day turns to night", "first_frame": PICTURE, "last_frame": PICTURE},
    "elements": {"prompt": "@ada meets @bob", "elements": {"ada": "829836802793406551", "bob": "829836802793406552"}},
    "edit": {"prompt": "@video in snow", "edit": CLIP, "keep_original_sound": True},
    "reference": {"prompt": "A city as in @video", "reference": CLIP, "aspect_ratio": "9:16", "duration": 7},
}

words = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=";"), min_size=1).map(str.strip)


@given(st.lists(st.tuples(st.integers(1, 15), words.filter(bool)), min_size=1, max_size=6))
def test_what_the_grammar_writes_it_reads(shots: list[tuple[int, str]]) -> None:
    before, found = parse(write(shots))
    assert before == ""
    assert found == [ShotText(n, seconds, text) for n, (seconds, text) in enumerate(shots, 1)]


@cases(
    ("text", "shots"),
    [
        ("镜头 1, 3, 风筝升起; 镜头 2, 2, 它落下;", [ShotText(1, 3, "风筝升起"), ShotText(2, 2, "它落下")]),
        ("shot 1, 3, no last semicolon", [ShotText(1, 3, "no last semicolon")]),
        ("Shot 1,3,tight;shot 2,2,too", [ShotText(1, 3, "tight"), ShotText(2, 2, "too")]),
        ("a long shot 1, 2, of a kite", []),
        ("", []),
    ],
)
def test_the_grammar_is_read_as_documents_write_it(text: str, shots: list[ShotText]) -> None:
    assert parse(text)[1] == shots


def film(body: dict[str, Any]) -> dict[str, Any]:
    """What a v1 body asks for, without what the wires must spell differently."""
    kept = {key: value for key, value in body.items() if key not in ("watermark_info",)}
    if len(kept.get("multi_prompt", [])) == 1:  # one take with a reference video is a storyboard of one shot on v2
        kept |= {"multi_shot": False, "prompt": kept.pop("multi_prompt")[0]["prompt"]}
        kept.pop("shot_type")
    return kept


@cases("name", BRIEFS)
def test_a_brief_asks_for_the_same_film_on_both_wires(name: str) -> None:
    brief = from_fields(**BRIEFS[name])
    v1, v2 = compile(brief, LATEST).body, compile(brief, wire="v2").body
    assert film(to_v1(v2).body) == film(v1)
    assert not [d for d in check(v2) if d.severity == "error"]


@cases("name", BRIEFS)
def test_compiled_v2_bodies_write_every_default_that_differs(name: str) -> None:
    body = compile(from_fields(**BRIEFS[name]), wire="v2").body
    assert isinstance(body["settings"]["multi_shot"], bool)
    assert {"audio", "resolution"} <= body["settings"].keys()
    assert all(entry.get("id") for entry in body["contents"] if entry["type"] != "prompt")


def test_sound_of_a_reference_video_is_refused_in_terms_of_the_brief() -> None:
    brief = from_fields(**BRIEFS["reference"], keep_original_sound=True)
    with pytest.raises(BriefRefused) as refused:
        compile(brief, wire="v2")
    assert [(d.code, d.pointer) for d in refused.value.diagnostics if d.severity == "error"] == [
        ("R1", "/keep_original_sound")
    ]


def test_o1_is_not_served_on_v2() -> None:
    with pytest.raises(BriefRefused, match="not served on the v2 wire"):
        compile(from_fields("A kite", model="kling-video-o1"), wire="v2")


def test_names_that_contain_each_other_become_numbered_ids() -> None:
    images = {"ann": PICTURE, "anna": PICTURE}
    body = compile(from_fields("@ann meets @anna", images=images), wire="v2").body
    assert body["contents"][0]["text"] == "@image_1 meets @image_2"


def test_an_id_is_not_swallowed_by_the_word_behind_it() -> None:
    body = {"model_name": "kling-v3-omni", "prompt": "<<<image_1>>>runs", "image_list": [{"image_url": PICTURE}]}
    assert of_v1(body).body["contents"][0]["text"] == "@image_1 runs"


def test_the_longest_id_is_read() -> None:
    raw = {
        "contents": [
            {"type": "prompt", "text": "@image_12 and @image_1"},
            {"type": "refer_image", "url": PICTURE, "id": "image_1"},
            {"type": "refer_image", "url": PICTURE, "id": "image_12"},
        ],
        "settings": {"multi_shot": False},
    }
    assert to_v1(raw).body["prompt"] == "<<<image_2>>> and <<<image_1>>>"


def test_faults_of_media_are_told_about_the_v2_body(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    brief = from_fields("A kite", first_frame=str(photo))
    with pytest.raises(BriefRefused) as refused:
        compile(brief, wire="v2")
    assert [(d.code, d.pointer) for d in refused.value.diagnostics if d.severity == "error"] == [
        ("M10", "/first_frame")
    ]


@given(
    st.dictionaries(
        st.sampled_from(["contents", "settings", "options", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["type", "url", "id", "text", "element_id", "multi_shot", "duration", "watermark_info"]
                    ),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ),
    )
)
def test_any_v2_body_is_judged_without_an_accident(body: dict[str, Any]) -> None:
    check(body, wire="v2")
    to_v1(body)


@pytest.mark.parametrize("name", ["image_list", "video_list"])
def test_a_v1_list_that_is_none_is_told_in_a_v2_body_without_an_accident(name: str) -> None:
    for wrong in ({"image_url": "https://assets.test/a.jpg"}, ["a.jpg"], 3):
        found = check({"contents": [{"type": "prompt", "text": "A fox."}], name: wrong})
        assert any(name in f"{one.pointer} {one.message}" for one in found)


def test_a_v2_task_is_read_in_the_words_of_v1() -> None:
    task = read_v2_task(
        {
            "id": 812345678901234567,
            "status": "succeeded",
            "external_id": "mine",
            "create_time": 1781080778802,
            "outputs": [{"type": "video", "id": "9", "url": "https://x.test/v.mp4", "duration": "5.041"}],
            "billing": [{"charge_type": "unit", "amount": "1.8", "package_type": "video"}],
            "news": 1,
        }
    )
    assert task is not None
    assert (task.task_id, task.task_status, task.external_task_id) == ("812345678901234567", "succeed", "mine")
    assert task.task_result.videos[0].url == "https://x.test/v.mp4"
    assert task.final_unit_deduction == "1.8"
    assert task.model_extra == {
        "billing": [{"charge_type": "unit", "amount": "1.8", "package_type": "video"}],
        "news": 1,
    }


@cases("data", [None, [], {}, {"status": "succeeded"}, "text"])
def test_what_is_no_v2_task_is_none(data: object) -> None:
    assert read_v2_task(data) is None

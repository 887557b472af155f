"""Plans from plain words: the right request for each wish, prompts without faults, and every assumption said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kling.prompts import references, speech
from kling.prompts.plan import Plan, plan
from kling.prompts.wish import Asset, Wish
from kling.rules import check
from tests.prompts import corpus

WISHES = [wish for name in ("reference", "own", "late", "more") for wish in corpus.read(f"intents_{name}.yaml")]
IDS = [wish["id"] for wish in WISHES]


def given(wish: dict[str, Any], *, roles: bool = True) -> tuple[Asset, ...]:
    found = []
    for asset in wish.get("assets", []):
        role = asset.get("type") if asset.get("type") in ("first_frame", "end_frame") and roles else None
        seconds = re.match(r"(\d+)\s*(?:s\b|秒)", asset["desc"]) if asset["kind"] == "video" else None
        found.append(
            Asset(asset["kind"], role=role, description=asset["desc"], seconds=float(seconds[1]) if seconds else None)
        )
    return tuple(found)


def decided(made: Plan) -> dict[str, Any]:
    keep = made.keep_original_sound
    return {
        "scenario": made.scenario,
        "multi_shot": made.multi_shot,
        "shots": max(1, len(made.shots)),
        "sound": "on" if made.sound else "off",
        "aspect_ratio": made.aspect_ratio,
        "duration": made.duration,
        "refer_type": made.refer_type,
        "keep_original_sound": None if keep is None else "yes" if keep else "no",
    }


def body(made: Plan) -> dict[str, Any]:
    """The create body of a plan."""
    sent: dict[str, Any] = {"model_name": "kling-v3-omni", "mode": "std", "sound": "on" if made.sound else "off"}
    for binding in made.assets:
        match binding.asset.kind:
            case "image":
                frame = {"type": binding.use} if binding.use in ("first_frame", "end_frame") else {}
                sent.setdefault("image_list", []).append({"image_url": corpus.PICTURE, **frame})
            case "element":
                number = len(sent.get("element_list", []))
                sent.setdefault("element_list", []).append({"element_id": 100000000000000001 + number})
            case "video":
                keep = "yes" if made.keep_original_sound else "no"
                sent["video_list"] = [
                    {"video_url": corpus.CLIP, "refer_type": made.refer_type, "keep_original_sound": keep}
                ]
    if made.aspect_ratio:
        sent["aspect_ratio"] = made.aspect_ratio
    if made.duration:
        sent["duration"] = str(made.duration)
    if made.multi_shot:
        sent |= {"multi_shot": True, "shot_type": "customize"}
        sent["multi_prompt"] = [
            {"index": n, "prompt": text, "duration": str(seconds)} for n, (seconds, text) in enumerate(made.shots, 1)
        ]
    else:
        sent["prompt"] = made.prompt
    return sent


@pytest.mark.parametrize("wish", WISHES, ids=IDS)
def test_every_field_is_decided_right(wish: dict[str, Any]) -> None:
    found = decided(plan(wish["user"], given(wish)))
    expected = {key: value for key, value in wish["expect"].items() if key != "notes"}
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("wish", WISHES, ids=IDS)
def test_frames_are_recognised_without_being_told(wish: dict[str, Any]) -> None:
    if len([a for a in wish.get("assets", []) if a["kind"] == "image"]) == len(wish.get("assets", [])) > 0:
        made = plan(wish["user"], given(wish, roles=False))
        assert made.scenario == wish["expect"].get("scenario", made.scenario)


@pytest.mark.parametrize("wish", WISHES, ids=IDS)
def test_plans_have_neither_errors_nor_warnings(wish: dict[str, Any]) -> None:
    found = check(body(plan(wish["user"], given(wish))))
    assert [d for d in found if d.severity != "hint"] == []


@pytest.mark.parametrize("wish", WISHES, ids=IDS)
def test_lines_fit_and_references_are_bound(wish: dict[str, Any]) -> None:
    made = plan(wish["user"], given(wish))
    texts = made.shots or ((made.duration or 5, made.prompt),)
    for seconds, text in texts:
        assert speech.budget(text).least <= seconds
        if made.multi_shot:
            assert len(text) <= 512
    named = {str(r) for _, text in texts for r in references.find(text)}
    unframed = {b.token for b in made.assets if b.use not in ("first_frame", "end_frame")}
    assert named >= unframed


@pytest.mark.parametrize(
    ("text", "assets", "said"),
    [
        ("20 seconds of a river", (), "20 s is more than one task can make"),
        ("2 seconds of a river", (), "shortest"),
        ("a river in eight shots, 15 s", (), "8 shots are too many"),
        ("a 4:5 video of a river", (), "4:5 does not exist: 1:1 is the nearest"),
        ("a river", (), "16:9"),
        ("a river", (), "5 s"),
        ("a nurse whispers a secret in French", (), "French is not spoken natively"),
        ("two friends talk on a bench", (), "placeholders"),
        ("add dramatic music and make the sky red", (Asset("video"),), "music cannot be generated"),
        ("remove the car, 8 seconds", (Asset("video"),), "as long as its clip"),
        ("remove the car, vertical", (Asset("video"),), "9:16 cannot be set"),
        ("remove the car", (Asset("video"),), "sound is kept"),
        ("a knight in a forest", (Asset("video"),), "does not say whether"),
        ("the door opens", (Asset("image", role="end_frame"),), "a last frame alone is not possible"),
        ("my mascot does the dance from this video", (Asset("video"),), "10 s, as the clip may be"),
        ("my mascot does the dance from this video", (Asset("video", seconds=6.8),), "7 s, as long as the motion"),
        ("horror trailer, 15 s", (), "number of shots was not said"),
        ("5 s video, with sound", (), "does not say what to show"),
    ],
)
def test_assumptions_and_limits_are_said(text: str, assets: tuple[Asset, ...], said: str) -> None:
    assert any(said in note for note in plan(text, assets).notes)


def test_a_last_frame_alone_opens_the_film() -> None:
    made = plan("the door opens", (Asset("image", role="end_frame"),))
    assert [(b.token, b.use) for b in made.assets] == [("<<<image_1>>>", "first_frame")]
    assert made.scenario == "i2v"


def test_pictures_that_look_alike_are_all_used() -> None:
    pictures = (Asset("image"), Asset("image"), Asset("image"))
    made = plan("put this jacket on this model and have her walk down this street", pictures)
    assert [b.asset is given for b, given in zip(made.assets, pictures, strict=True)] == [True] * 3
    assert "the jacket from <<<image_1>>> on the model from <<<image_2>>>" in made.prompt
    assert "the street from <<<image_3>>>" in made.prompt


def test_a_binding_holds_the_asset_as_it_was_given() -> None:
    picture = Asset("image")
    made = plan("bring this photo to life", (picture,))
    assert made.assets[0].asset is picture
    assert made.assets[0].use == "first_frame"


def test_the_words_to_be_spoken_are_kept() -> None:
    made = plan("a chef says 'dinner is ready' and smiles, vertical video")
    assert '"dinner is ready."' in made.prompt
    assert "vertical" not in made.prompt
    zh = plan("旁白：“每一杯茶，都有一座山。” 茶园清晨，10秒")
    assert "“每一杯茶，都有一座山。”" in zh.prompt


def test_prompts_are_written_in_the_language_of_the_wish() -> None:
    assert plan("un zorro cruza un lago helado").prompt.startswith("Plano")
    assert "固定" in plan("两个人聊天").prompt
    assert "固定カメラ" in plan("二人が話す").prompt


def test_the_same_wish_gives_the_same_plan() -> None:
    assert plan("a knight's day in 4 shots, 12 s") == plan("a knight's day in 4 shots, 12 s")


def test_an_empty_wish_is_refused() -> None:
    with pytest.raises(ValueError, match="the wish is empty"):
        plan("  \n")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4 shots of 3 seconds each", 12),
        ("half a minute of rain", 30),
        ("一分钟的海浪", 60),
        ("at the 3rd second she turns", None),
        ("in the last 2 seconds he smiles", None),
        ("a 1970s car", None),
        ("80s style neon arcade in the 90s", None),
        ("a ten-second clip", 10),
        ("como en los años 80", None),
    ],
)
def test_lengths_are_told_from_other_numbers(text: str, seconds: float | None) -> None:
    assert Wish(text).seconds == seconds


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("a crowded town square, pigeons take off", None),
        ("a vertical garden at dawn", None),
        ("a portrait of a sailor, soft light", None),
        ("a man in shorts runs", None),
        ("make it square", "1:1"),
        ("dance loop, vertical", "9:16"),
        ("for YouTube Shorts", "9:16"),
        ("for YouTube", "16:9"),
        ("cinemascope 21:9 desert", "21:9"),
        ("at 16:30 the train leaves", None),
    ],
)
def test_formats_are_told_from_things(text: str, ratio: str | None) -> None:
    assert Wish(text).ratio == ratio


@pytest.mark.parametrize("text", ["???", "🙂", "5 s", '"', "说", "<<<image_1>>>", "a" * 5000, "，，，", "with sound"])
def test_odd_wishes_still_give_a_plan_without_errors(text: str) -> None:
    made = plan(text)
    assert [d.code for d in check(body(made)) if d.severity == "error" and d.code not in ("R12", "R30")] == []


def texts(made: Plan) -> str:
    return "\n".join([made.prompt, *(words for _, words in made.shots)])


@pytest.mark.parametrize(
    ("wish", "sounds"),
    [
        ("a harbour at dawn with the sound of water and gulls", ("water", "gulls")),
        ("an old square, with the sound of a fountain and distant traffic", ("fountain", "distant traffic")),
        ("a kite over a beach. I want to hear children shouting far away.", ("children shouting far away",)),
        ("竹林里的小溪，有水声和远处的寺庙钟声", ("水声", "远处的寺庙钟声")),
        ("una plaza de noche con sonido de grillos y una radio lejana", ("grillos", "radio lejana")),
        ("寺の庭、遠くの鐘の音", ("遠くの鐘の音",)),
    ],
)
def test_every_sound_named_is_heard_in_the_words_of_the_wish(wish: str, sounds: tuple[str, ...]) -> None:
    made = plan(wish)
    assert made.sound
    heard = re.split(r"Audio: |声音：|音：", made.prompt)[-1]
    assert [sound for sound in sounds if sound not in heard] == []


@pytest.mark.parametrize(
    ("wish", "pictures", "gone", "kept"),
    [
        ("Here is a portrait of my aunt. Bring it to life, just a small nod", 1, "Here is", "just a small nod"),
        ("Use this photo and make the flowers sway in the wind, 5 seconds", 1, "Use this", "the flowers sway"),
        ("make me a clip of a keeper climbing stairs, make it 5 seconds, vertical", 0, "make", "a keeper climbing"),
        ("用中文做一个十秒的短片：一个小男孩在雨中放纸船", 0, "短片", "：一个小男孩在雨中放纸船"),
        ("10秒の動画を作って：少年が紙飛行機を飛ばす", 0, "動画", "：少年が紙飛行機を飛ばす"),
        (
            "Hazme un vídeo vertical de una abuela que riega, que dure 8 segundos",
            0,
            "que dure",
            ": una abuela que riega",
        ),
    ],
)
def test_what_is_said_to_the_planner_is_not_filmed(wish: str, pictures: int, gone: str, kept: str) -> None:
    made = plan(wish, tuple(Asset("image") for _ in range(pictures)))
    assert gone not in made.prompt
    assert kept.lower() in made.prompt.lower()


def test_quoted_words_are_kept_in_order_and_in_the_shot_that_they_belong_to() -> None:
    cup = Asset("image", "cup", description="cup")
    made = plan(
        "A 12-second storyboard with this cup: someone waits at a rainy window, the tea is poured, two friends talk: "
        "one says 'you kept this cup', the other 'I always do'",
        (cup,),
    )
    assert len(made.shots) == 3
    first, second, third = (words for _, words in made.shots)
    assert "someone waits at a rainy window" in first
    assert "the tea is poured" in second
    assert 'The first friend (warm, unhurried) says: "you kept this cup."' in third
    assert third.index("you kept this cup") < third.index('the second friend (warm, unhurried) says: "I always do."')
    assert "close-up" in third


def test_numbered_scenes_are_shots() -> None:
    made = plan("three shots: 1. a lighthouse in fog. 2. the keeper lights the lamp. 3. a ship turns away")
    assert [part in words for part, (_, words) in zip(("lighthouse", "lamp", "ship"), made.shots, strict=True)] == [
        True
    ] * 3
    assert plan("my friend (photo 1) and my bike (photo 2) on a road").multi_shot is False


def test_speakers_are_those_of_the_wish() -> None:
    made = plan("an interview: a scientist answers 'we found water', then the host says 'where?'")
    assert re.search(r'scientist \([^)]*\) says: "we found water\."', made.prompt)
    assert re.search(r'host \([^)]*\) says: "where\?"', made.prompt)


def test_what_is_lost_and_what_is_added_is_said() -> None:
    lost = plan(
        "animate these two pictures from the first to the second, sunrise to sunset", (Asset("image"), Asset("image"))
    )
    assert "not covered: “sunrise to sunset”" in lost.notes
    added = plan("a red bicycle")
    assert any("a slow breath of air" in note for note in added.notes)
    assert not any(note.startswith("not covered") for note in added.notes)


@pytest.mark.parametrize("wish", ["Animate pictures/aunt.png, she smiles", "make https://a.example/x.mp4 red"])
def test_a_file_named_in_the_wish_is_no_word_of_the_prompt(wish: str) -> None:
    made = plan(wish)
    assert not re.search(r"aunt\.png|https", texts(made))
    assert any("but was not given" in note for note in made.notes)


def test_the_camera_follows_what_rises_and_stands_still_for_an_action() -> None:
    assert "tilt up" in plan("a paper lantern rises to the sky").prompt
    assert "Static camera" in plan("a dog jumps over a wall").prompt


@pytest.mark.parametrize(
    ("wish", "lengths"),
    [
        ("0-3s: a seed in soil. 3-6s: a sprout breaks through. 6-10s: a flower opens", [3, 3, 4]),
        ("Scene 1, 4 seconds: a cat sleeps. Scene 2, 2 seconds: it wakes up.", [4, 2]),
        ("SHOT A (2s): an empty swing. SHOT B (6s): a boy runs to it.", [2, 6]),
    ],
)
def test_shots_are_as_long_as_the_wish_gives_each(wish: str, lengths: list[int]) -> None:
    made = plan(wish)
    assert [seconds for seconds, _ in made.shots] == lengths
    assert not re.search(r"\d", texts(made))


@pytest.mark.parametrize(
    ("wish", "scenario"),
    [
        ("the dog should be a wolf", "edit"),
        ("a bit warmer", "edit"),
        ("the reflection has to go", "edit"),
        ("she could use an umbrella", "edit"),
        ("the dog on roller skates", "edit"),
        ("a knight in a forest", "reference"),
        ("the dog on roller skates, 9:16, 5 s", "reference"),
    ],
)
def test_what_the_clip_shows_is_changed_and_what_is_new_is_made(wish: str, scenario: str) -> None:
    made = plan(wish, (Asset("video", description="6 s, woman with a dog in a park"),))
    assert made.scenario == scenario
    assert "<<<video_1>>>" in made.prompt


@pytest.mark.parametrize(
    ("wish", "shots"),
    [
        (
            "three shots: Anna finds a stray dog; it barks; she laughs and it licks her hand",
            ("Anna finds a stray dog", "the stray dog barks", "Anna laughs and the stray dog licks her hand"),
        ),
        (
            "three shots: a boy meets a robot. It waves back. They walk away.",
            ("a boy meets a robot", "the robot waves back", "the boy and the robot walk away"),
        ),
        (
            "three shots: a fox crosses a field; it jumps a fence; it sleeps",
            ("a fox crosses a field", "the fox jumps a fence", "the fox sleeps"),
        ),
    ],
)
def test_it_is_whoever_acts_or_what_was_acted_upon(wish: str, shots: tuple[str, ...]) -> None:
    assert [part in words for part, (_, words) in zip(shots, plan(wish).shots, strict=True)] == [True] * len(shots)


def test_what_a_wish_takes_back_is_not_planned() -> None:
    clip = (Asset("video", description="5 s, red car in a driveway"),)
    made = plan("add a dragon... no wait, just make the red car blue", clip)
    assert "dragon" not in made.prompt
    assert "red car" in made.prompt

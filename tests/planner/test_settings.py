"""Settings decided from plain words, in twelve languages: which request each request asks for."""

from __future__ import annotations

import pytest

from kling.models.profiles import DEFAULT, LATEST
from kling.planner.asset import Asset
from kling.planner.documents import plan as plan_document
from kling.planner.plan import plan
from kling.planner.questions import Request
from tests.cases import cases
from tests.planner import corpus

REFERENCE = corpus.requests_of("reference")


@cases("key", REFERENCE)
def test_the_reference_requests_get_every_setting(key: str) -> None:
    found = corpus.decided(corpus.planned(key))
    expected = corpus.expected(REFERENCE[key])
    assert {key: found[key] for key in expected} == expected


@cases(
    ("text", "assets", "said"),
    [
        ("20 seconds of a river", (), "20 s is more than one task can make: planned as 15 s"),
        ("2 seconds of a river", (), "shortest"),
        ("a river in eight shots, 15 s", (), "8 shots are too many for one task: 6 were planned"),
        ("a 4:5 video of a river", (), "4:5 does not exist: 1:1 is the nearest"),
        ("a river", (), "the format was not said: 16:9"),
        ("a river", (), "the length was not said: 5 s"),
        ("a nurse whispers a secret in French", (), "French is not spoken natively"),
        ("two friends talk on a bench", (), "no words: write what is said"),
        ("add dramatic music and make the sky red", (Asset("video"),), "music cannot be generated"),
        ("remove the car, 8 seconds", (Asset("video"),), "as long as its clip"),
        ("remove the car, vertical", (Asset("video"),), "for 9:16 say --crop 9:16"),
        ("remove the car", (Asset("video"),), "sound is kept"),
        ("a knight in a forest", (Asset("video"),), "does not say whether"),
        ("the door opens", (Asset("image", role="end_frame"),), "a last frame alone is not possible"),
        ("my mascot does the dance from this video", (Asset("video"),), "10 s, as the clip may be"),
        ("my mascot does the dance from this video", (Asset("video", seconds=6.8),), "7 s, as long as the motion"),
        ("a storyboard of a storm, 15 s", (), "number of shots was not said"),
        ("a cat, 4k, 60 fps", (), "the size is set by --mode"),
        ("bring this photo to life", (), "none was given: --image"),
        ("use the picture of my aunt. She knits", (), "none was given: --image"),
        ("Nimm das zweite Foto als Ende: ein Baum wächst", (), "none was given: --image"),
        ("a cat. negative prompt: blurry, extra fingers", (), "no field for what is not wanted"),
    ],
)
def test_assumptions_and_limits_are_said(text: str, assets: tuple[Asset, ...], said: str) -> None:
    assert any(said in note for note in plan(text, assets).notes), plan(text, assets).notes


@cases(
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
        ("a 10 second timer ticks down", None),
        ("a minute before this video starts", None),
        ("как в 8 секунд", 8),
    ],
)
def test_lengths_are_told_from_other_numbers(text: str, seconds: float | None) -> None:
    language = "zh" if "钟" in text else "ru" if "как" in text else "en"
    assert Request(text, language).seconds == seconds


@cases(
    ("text", "ratio"),
    [
        ("a crowded town square, pigeons take off", "16:9"),
        ("a vertical garden at dawn", "16:9"),
        ("a portrait of a sailor, soft light", "16:9"),
        ("a man in shorts runs", "16:9"),
        ("make it square, a fox", "1:1"),
        ("dance loop, vertical", "9:16"),
        ("a fox for YouTube Shorts", "9:16"),
        ("a fox sleeps. It must work on phones held upright", "9:16"),
        ("she films with her phone held upright", "16:9"),
        ("cinemascope 21:9 desert", "16:9"),
        ("at 16:30 the train leaves", "16:9"),
    ],
)
def test_formats_are_told_from_things(text: str, ratio: str) -> None:
    assert plan(text).settings.aspect_ratio == ratio


def test_limits_are_those_of_the_profile() -> None:
    asked = "copy the camera movement of this clip, 14 seconds over a forest"
    old, new = (plan(asked, (Asset("video"),), profile).settings.duration for profile in (DEFAULT, LATEST))
    assert (old, new) == (10, 14)


def test_what_is_quoted_asks_for_nothing() -> None:
    made = plan("A sign reads “8 SHOTS, VERTICAL, 12 seconds, with music”. A dog looks at it.")
    assert (made.settings.aspect_ratio, made.settings.duration, made.settings.sound, len(made.shots)) == (
        "16:9",
        5,
        False,
        1,
    )


def test_pictures_that_look_alike_are_all_used() -> None:
    pictures = (Asset("image"), Asset("image"), Asset("image"))
    made = plan("put this jacket on this model and have her walk down this street", pictures)
    assert [b.asset is given for b, given in zip(made.settings.bindings, pictures, strict=True)] == [True] * 3


def test_an_empty_request_is_refused() -> None:
    with pytest.raises(ValueError, match="the request is empty"):
        plan("  \n")


def test_the_same_request_gives_the_same_plan() -> None:
    asked = "a knight's day in 4 shots, 12 s"
    assert plan(asked).shots == plan(asked).shots


@cases(
    "asked",
    [
        "an old house at night, a dog barking at the end",
        "una casa vieja, ladridos al final",
        "une vieille maison, crépitement du feu",
        "ein altes Haus, Kaminknistern",
        "uma casa velha, uivo do vento",
        "una vecchia casa, rombo del motore",
        "старый дом, лай в конце",
        "एक पुराना घर, चिड़ियों की चहचहाहट",
        "بيت قديم، نباح في النهاية",
        "古い家、遠くの雷鳴",
        "古い家。遠くで水車が聞こえる。",
        "老屋，遠處傳來鈴聲",
    ],
)
def test_a_noise_told_in_a_clause_of_its_own_is_to_be_heard(asked: str) -> None:
    assert plan(asked).settings.sound


@cases(
    ("asked", "sound"),
    [
        ("RUTH, 70s, peels apples.\nRUTH: You never call.\nSAM: I am here now.", True),
        ("健太「行こうか」 美咲「うん、行こう」 二人が坂を下る。", True),
        ('여자가 "가지 마"라고 하자 남자가 멈춘다', True),
        ("映画「君の名は」の看板の前に立つ少女", False),
        ("Format: vertical. Sound: none. Content: a moth circles a lamp.", False),
        ("画幅：横屏。声音：无。内容：一只飞蛾绕着灯飞。", False),
        ("A moth circles a lamp, I'll add music myself later", False),
        ("STYLE: noir. a man waits", False),
        ("不要聲音，一隻飛蛾繞着燈飛", False),
    ],
)
def test_lines_of_scripts_are_heard_and_denied_sound_is_not(asked: str, sound: bool) -> None:
    assert (plan(asked).settings.sound, plan(asked).settings.duration) == (sound, 5)


def test_a_ratio_before_a_colon_is_no_number_of_an_item() -> None:
    made = plan("tre inquadrature, 1:1: un falegname pialla; la polvere vola; il tavolo brilla")
    assert (made.settings.aspect_ratio, made.shots[0][1]) == ("1:1", "un falegname pialla")


@cases(
    ("text", "mode"),
    [
        ("A cat naps by the window. 6s, standard quality", "std"),
        ("一只猫在窗边打盹，标准画质，6秒", "std"),
        ("Un gato duerme, calidad estándar, 5 s", "std"),
        ("mode: std, duration: 5. A cat naps", "std"),
        ("A cat naps. 5 s, low resolution for a test", "std"),
        ("Un chat dort. 5 s, faible résolution pour un essai.", "std"),
        ("Eine Katze schläft, 5 s, die Auflösung kann niedrig sein", "std"),
        ("一只猫在打盹，6秒，标清就行", "std"),
        ("고양이가 잔다. 5초, 화질은 낮아도 된다.", "std"),
        ("猫が寝ている。5秒、画質は低くてもいい。", "std"),
        ("A cat naps in best quality --mode pro", "pro"),
        ("the best quality paper burns", "pro"),
    ],
)
def test_a_mode_that_is_told_is_the_mode(text: str, mode: str) -> None:
    made = plan_document(text)
    assert made.document["mode"] == mode
    assert not any("mode was not said" in note for note in made.notes)


@cases("words", ["Grainy low resolution footage of a cat", "A cat naps. 5 s. Avoid: low quality, blur."])
def test_a_low_quality_that_is_seen_or_unwanted_is_no_mode(words: str) -> None:
    assert plan_document(words).document["mode"] == "pro"


def test_a_size_in_lines_is_the_mode_that_has_it() -> None:
    assert plan_document("Two dancers on a rooftop, 720p, 6 seconds").document["mode"] == "std"
    assert plan_document("Two dancers on a rooftop, 1080p").document["mode"] == "pro"
    made = plan_document("Zwei Tänzer auf einem Dach, Full HD")
    assert made.document["mode"] == "pro"
    assert not any("mode was not said" in note for note in made.notes)


def test_a_format_that_is_said_goes_before_that_of_a_platform() -> None:
    assert plan_document("For TikTok but in landscape: a cat on a skateboard").document["aspect_ratio"] == "16:9"
    assert plan_document("For TikTok: a cat on a skateboard").document["aspect_ratio"] == "9:16"


@cases(
    ("text", "ratio", "named"),
    [
        ("YouTube Shorts: a goat climbs a wall", "9:16", False),
        ("유튜브 쇼츠용, 염소가 벽을 오른다", "9:16", False),
        ("ユーチューブのショート動画、ヤギが壁を登る", "9:16", False),
        ("CinemaScope, a goat on a ridge", "16:9", True),
        ("宽银幕，山脊上的一只羊", "16:9", True),
        ("シネスコ、尾根のヤギ", "16:9", True),
        ("ワイドスクリーンで、尾根のヤギ", "16:9", False),
        ("cabra en la cresta, formato cine", "16:9", False),
        ("فيديو لحالة الواتساب: عنزة على صخرة", "9:16", False),
    ],
)
def test_formats_have_names(text: str, ratio: str, named: bool) -> None:
    made = plan(text)
    assert made.settings.aspect_ratio == ratio
    assert not any("several formats" in note or "format was not said" in note for note in made.notes)
    assert any("21:9 does not exist" in note for note in made.notes) is named


def test_beats_that_are_counted_are_no_music() -> None:
    made = plan("four beats, 8 s: a key turns; a lid opens; a dancer spins; dust settles")
    assert not made.settings.sound


def test_only_music_that_is_asked_for_is_called_music() -> None:
    made = plan("a luthier sands a violin, the sound of sandpaper, no music")
    assert any(note.startswith("sound is to be heard") for note in made.notes)


@cases(
    "text",
    [
        "钟又响了，鸽子飞起",
        "종이 울리고 비둘기가 난다",
        "il telefono squilla",
        "يرن الهاتف في مكتب فارغ",
    ],
)
def test_a_bell_that_rings_is_heard(text: str) -> None:
    assert plan(text).settings.sound


def test_what_is_to_be_heard_instead_of_music_is_heard() -> None:
    assert plan("Un facteur glisse dans la boue. Sans musique mais avec le vent.").settings.sound


def test_the_length_of_an_opening_is_that_of_the_film() -> None:
    assert plan("They need a 9-second opener for a show about moths. A moth circles a lamp.").settings.duration == 9


def test_the_announcement_of_something_says_nothing() -> None:
    assert not plan("Une vidéo pour l'annonce du marché : une dame choisit une boule").settings.sound


@cases(
    "text", ["A girl watches an old 4K television in the attic", "Un televisor 4K en un escaparate", "墙上的4K电视在闪"]
)
def test_a_screen_of_so_many_lines_asks_for_no_size(text: str) -> None:
    assert not any("--mode (" in note for note in plan(text).notes)


@cases(
    "text",
    [
        "Una mujer tararea mientras tiende la ropa",
        "Девушка напевает песенку и моет посуду",
        "Un uomo canticchia sul ponte",
    ],
)
def test_who_hums_is_heard_and_does_not_speak(text: str) -> None:
    made = plan(text)
    assert made.settings.sound
    assert not any("speech" in note for note in made.notes)

"""Kinds of wishes that plans once got wrong."""

import pytest

from kling.planner.asset import Asset
from kling.planner.plan import plan


@pytest.mark.parametrize(
    "text",
    [
        "paint the boat red, original sound off",
        "paint the boat red and mute the clip's own sound",
        "male das Boot rot an, Originalton aus",
        "перекрась лодку в красный, оригинальный звук выключи",
        "cambia el barco a rojo, audio original apagado",
        "rends le bateau rouge, son d'origine coupé",
        "把船改成红色，原声关掉",
        "船を赤に変えて、元の音はオフ",
        "배를 빨간색으로 바꿔줘, 원본 소리는 꺼줘",
        "pinte o barco de vermelho, som original desligado",
        "cambia il colore della barca in rosso, audio originale spento",
        "غير لون القارب إلى الأحمر، الصوت الأصلي مكتوم",
        "नाव को लाल कर दो, मूल आवाज़ बंद",
    ],
)
def test_the_sound_of_a_clip_that_is_switched_off_is_not_kept(text: str) -> None:
    assert plan(text, (Asset("video"),)).settings.keep_original_sound is False


@pytest.mark.parametrize(
    "text", ["a 2-minute speech by a robot mayor", "a cook times a 3-minute egg", "a 5 minute walk"]
)
def test_minutes_of_a_thing_are_no_length(text: str) -> None:
    assert plan(text).settings.asked is None


def test_minutes_of_a_film_are_its_length() -> None:
    assert plan("a 2-minute film about a robot mayor").settings.asked == 120


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "1. A boy finds a kite. 2. He runs uphill. 3. The kite flies. All of it in watercolour.",
            "All of it in water",
        ),
        ("1. A boy finds a kite. 2. He runs uphill. 3. It flies. Everything in black and white.", "black and white"),
        ("1. Ein Junge findet einen Drachen. 2. Er rennt los. 3. Er fliegt. Alles im Stil von Aquarell.", "Alles im"),
        ("1. Un niño halla una cometa. 2. Corre. 3. La cometa vuela. Todo en acuarela.", "Todo en"),
        ("1. Un enfant trouve un cerf-volant. 2. Il court. 3. Il vole. Tout en aquarelle.", "Tout en"),
        ("1. Мальчик находит змея. 2. Он бежит. 3. Змей летит. Всё в стиле акварели.", "Всё в"),
        ("1. 男孩捡到风筝。2. 他跑上山。3. 风筝飞起来。全部用水彩风格。", "全部用"),
    ],
)
def test_what_is_said_of_all_at_the_end_stands_in_every_shot(text: str, said: str) -> None:
    prompts = [shot for _, shot in plan(text).shots]
    assert len(prompts) == 3
    assert all(said in prompt for prompt in prompts)


def test_numbers_after_the_names_of_pictures_are_no_list() -> None:
    made = plan("Mia (1) and Leo (2) dance in the rain, 9:16", (Asset("image", "Mia"), Asset("image", "Leo")))
    assert len(made.shots) == 1
    assert made.settings.aspect_ratio == "9:16"


def test_beats_between_signs_are_shots() -> None:
    assert len(plan("a boy picks up a kite > he runs up the hill > the kite climbs away").shots) == 3


@pytest.mark.parametrize("count", ["3", "３", "三"])
def test_lines_below_a_lead_that_counts_them_are_shots(count: str) -> None:
    made = plan(f"{count}个镜头：\n- 男孩捡到风筝\n- 他跑上山坡\n- 风筝飞向天空")
    assert len(made.shots) == 3
    assert not any("镜头" in text for _, text in made.shots)


@pytest.mark.parametrize(
    "text",
    ["a fox (red, 8 seconds, vertical) runs", "a fox runs (5 s, then it sleeps)", "狐狸奔跑（8秒，竖屏，红色）在雪地"],
)
def test_no_bracket_is_left_alone(text: str) -> None:
    for _, prompt in plan(text).shots:
        assert prompt.count("(") == prompt.count(")")
        assert prompt.count("（") == prompt.count("）")


@pytest.mark.parametrize(
    "text", ["the camera pulls out from a lighthouse", "a lighthouse, locked-off shot", "固定机位拍灯塔"]
)
def test_no_camera_is_suggested_where_the_wish_has_one(text: str) -> None:
    assert not [one for one in plan(text).suggestions if one.slot == "camera"]

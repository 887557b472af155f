"""What should happen is drafted as what happens."""

from __future__ import annotations

import pytest

from kling.prompts.mood import happening
from kling.prompts.plan import plan
from kling.prompts.wish import Asset


@pytest.mark.parametrize(
    ("language", "wish", "seen"),
    [
        ("en", "The flower should bloom and then close.", "The flower blooms and then closes."),
        ("en", "only her hair and the flag should move in the wind", "only her hair and the flag move in the wind"),
        ("en", "my drawing of a dragon should fly around her room", "my drawing of a dragon flies around her room"),
        ("en", "he must not move", "he does not move"),
        ("en", "the sky should be red, the boats should have lanterns", "the sky is red, the boats have lanterns"),
        ("en", "a cat needs to jump and land on the table", "a cat jumps and lands on the table"),
        ("es", "que corra por la playa y salte", "corre por la playa y salta"),
        ("es", "que se gire y mire a cámara", "se gira y mira a cámara"),
        ("es", "que toque la guitarra", "toca la guitarra"),
        ("es", "el hombre que canta en la calle", "el hombre que canta en la calle"),
        ("ja", "風鈴を風でゆらしてください", "風鈴を風でゆらす"),
        ("ja", "最後に止まってください", "最後に止まる"),
        ("ja", "子どもに笑ってほしい", "子どもに笑う"),
        ("ja", "静止してください", "静止する"),
        ("ja", "窓を開けてください", "窓を開ける"),
        ("zh", "猫要跳上桌子", "猫要跳上桌子"),
        ("zh", "把红椅子放进客厅，阳光照进来", "红椅子放在客厅里，阳光照进来"),
    ],
)
def test_what_should_happen_happens(language: str, wish: str, seen: str) -> None:
    assert happening(wish, language) == seen


def test_what_somebody_says_must_happen_stays_as_it_is() -> None:
    assert '"you should go."' in plan('a nurse at a door says "you should go"').prompt


def test_a_picture_that_should_move_moves() -> None:
    flower = (Asset("image", "", "first_frame", "closed tulip bud"), Asset("image", "", "end_frame", "open tulip"))
    assert "The flower blooms." in plan("first this picture then this one, the flower should bloom", flower).prompt


def test_a_framing_before_a_colon_is_no_kind_of_film() -> None:
    assert plan("Macro shot: a soap bubble freezes over on a frosty branch.").prompt.startswith("Macro shot")


def test_parts_of_a_film_are_its_shots() -> None:
    wish = "a 12 second clip in three parts: first a chamber fills, then the magma climbs, and last the eruption"
    made = plan(wish)
    assert [round(seconds) for seconds, _ in made.shots] == [4, 4, 4]
    assert not any(word in text for _, text in made.shots for word in ("first a", "three parts", "last the"))


def test_steps_that_name_nobody_are_taken_by_hands() -> None:
    made = plan("quick recipe video: 1) crack eggs 2) whisk 3) flip omelette. 9 seconds")
    assert [text.split(": ")[1].split(".")[0] for _, text in made.shots] == [
        "two hands crack eggs",
        "the hands whisk",
        "the hands flip omelette, and the scene settles",
    ]
    cook = plan("a chef in three shots: 1) crack eggs 2) whisk 3) flip omelette. 9 seconds")
    assert not any("hands" in text for _, text in cook.shots)

"""What is missing can only be said in a language that is understood."""

from __future__ import annotations

from tests.cases import cases

from kling.rules import check

MISSING = {"P040", "P054", "P060", "P063", "P064", "P084", "P085", "P089"}


@cases(
    ("prompt", "told"),
    [
        ("Remplace la casquette dans <<<video_1>>> par un chapeau. Tout le reste demeure inchangé.", False),
        ("В <<<video_1>>> замени кепку на шляпу. Всё остальное остаётся без изменений.", False),
        ("<<<video_1>>> a rainy day in the city", True),
    ],
)
def test_an_edit_is_called_incomplete_only_in_languages_that_are_understood(prompt: str, told: bool) -> None:
    body = {
        "model_name": "kling-v3-omni",
        "prompt": prompt,
        "video_list": [{"video_url": "https://a.example/c.mp4", "refer_type": "base", "keep_original_sound": "yes"}],
    }
    assert bool(MISSING & {found.code for found in check(body)}) is told


def test_a_french_scene_is_not_said_to_lack_movement_light_or_camera() -> None:
    body = {"model_name": "kling-v3-omni", "prompt": "Un renard traverse la neige et s'arrête, lumière du matin."}
    assert not MISSING & {found.code for found in check(body)}

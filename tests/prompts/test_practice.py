"""The vendor's advice as rules: awake on each fault in several languages, silent on its near misses."""

from __future__ import annotations

from typing import Any

from kling.lexicon import table
from kling.rules import check
from kling.rules.examples import images, shots, text
from tests.cases import cases


def found(body: dict[str, Any], code: str) -> bool:
    return any(d.code == code for d in check(body))


@cases(
    ("prompt", "alarm"),
    [
        ("No text. Wide shot: a boat leaves the harbour.", True),
        ("Avoid blurry faces. Wide shot: a boat leaves the harbour.", True),
        ("不要出现字幕。中景：老人在沏茶。", True),
        ("字幕なし。中景、老人がお茶を淹れる。", True),
        ("Sin subtítulos. Plano general: un barco sale del puerto.", True),
        ("No wind. The lake lies still under a grey sky.", False),
        ("No one moves in the hall. A clock strikes.", False),
        ("Without a word the man leaves. The door swings shut.", False),
        ("No music plays in the empty ballroom; a dancer counts her steps.", False),
        ("No text, no music", False),
        ("A boat leaves the harbour. No text, no music.", False),
        ("Text messages light up a phone on a desk. No music.", False),
    ],
)
def test_exclusions_come_last(prompt: str, alarm: bool) -> None:
    assert found(text(prompt=prompt), "P140") is alarm


@cases(
    ("prompt", "alarm"),
    [
        ("A boy throws a ball, whip pan left. Evening light.", True),
        ("Whip pan. A market at noon.", True),
        ("男孩抛出球，向右甩镜。傍晚的光。", True),
        ("Whip pan left to the dog that caught the ball.", False),
        ("A boy throws a ball; whip pan right, landing on the dog.", False),
        ("Whip pan right. It settles on the open door.", False),
        ("向右甩镜，落在门口的狗身上。", False),
        ("The camera lands on the clock after a whip pan.", False),
        ("Slow pan right across a market.", False),
    ],
)
def test_a_whip_pan_lands_somewhere(prompt: str, alarm: bool) -> None:
    assert found(text(prompt=prompt), "P141") is alarm


@cases(
    ("prompt", "alarm"),
    [
        ("Fast orbit around the statue.", True),
        ("The camera orbits quickly around a chess player.", True),
        ("Slow orbit around a racing car.", False),
        ("Slow orbit left. The boy runs fast along the wall.", False),
        ("A hummingbird beats its wings fast; slow orbit around it.", False),
        ("Planets in a fast orbit round their star. Static camera.", False),
        ("Bullet time around a jumping dancer.", False),
    ],
)
def test_an_orbit_is_slow(prompt: str, alarm: bool) -> None:
    assert found(text(prompt=prompt), "P142") is alarm


@cases(
    ("prompt", "alarm"),
    [
        ("The woman from <<<image_1>>> walks past <<<image_2>>> in the style of <<<image_1>>>.", True),
        ("<<<image_1>>>中的女人走过<<<image_2>>>，<<<image_1>>>的画风。", True),
        ("The woman from <<<image_1>>> walks, painted in the style of <<<image_2>>>.", False),
        ("The street of <<<image_1>>> and the light of <<<image_2>>>, in the style of <<<image_1>>>.", False),
        ("The hat style of the woman from <<<image_1>>>, on the street of <<<image_2>>>.", False),
    ],
)
def test_a_style_lends_nobodys_face(prompt: str, alarm: bool) -> None:
    assert found(images(None, None, prompt=prompt), "P143") is alarm


def test_each_shot_adds_something() -> None:
    def board(*prompts: str) -> dict[str, Any]:
        listed = [{"index": n, "prompt": one, "duration": "3"} for n, one in enumerate(prompts, 1)]
        return shots(*[3] * len(prompts), multi_prompt=listed)

    same = "Wide shot: a boat leaves the harbour."
    assert found(board(same, "Close-up: a rope falls into the water.", same.upper()), "P144")
    assert not found(board(same, "Close-up: a boat leaves the harbour."), "P144")
    assert not found(text(prompt=same), "P144")


def test_the_guide_has_all_nine_rules_with_an_example() -> None:
    practice = table("practice")
    assert len(practice) == 9
    assert all(len(rule) == 2 and all(rule) for rule in practice.values())

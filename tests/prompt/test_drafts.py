"""What plans draft: prompts that read well, in wishes held out while the planner was made."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kling.prompt.plan import plan
from kling.prompt.wish import Asset
from kling.rules import check
from tests.prompt import corpus
from tests.prompt.test_plan import body, decided, given, texts

WISHES = corpus.read("intents_heldout2.yaml")
IDS = [wish["id"] for wish in WISHES]


@pytest.mark.parametrize("wish", WISHES, ids=IDS)
def test_held_out_wishes_are_planned_as_a_director_would(wish: dict[str, Any]) -> None:
    made = plan(wish["user"], given(wish))
    found = decided(made)
    assert {key: found[key] for key in wish["expect"]} == wish["expect"]
    written = texts(made)
    rubric = wish.get("rubric", {})
    assert [p for p in rubric.get("must", []) if not re.search(p, written, re.I if p.islower() else 0)] == []
    assert [p for p in rubric.get("must_not", []) if re.search(p, written)] == []
    assert [p for p in wish.get("notes", []) if not re.search(p, "\n".join(made.notes), re.I)] == []
    faults = [d for d in check(body(made)) if d.severity != "hint" and d.code not in wish.get("lint", [])]
    assert faults == []


@pytest.mark.parametrize(
    ("wish", "framing", "light"),
    [
        ("a seamstress threads a needle", "Medium close-up", "lamp"),
        ("a herd of elephants walks across the savanna", "Wide shot", "Low sun"),
        ("a diver glides over a coral reef", "shot", "from the surface"),
        ("two friends share noodles in a ramen shop at night", "Medium shot", "overhead lamp"),
        ("a dancer spins on stage", "shot", "spotlight"),
        ("a woman reads a letter by candlelight", "Medium shot", "by candlelight"),
        ("a bee lands on a flower", "Close-up", "leaves"),
    ],
)
def test_framing_and_light_follow_from_what_is_shown(wish: str, framing: str, light: str) -> None:
    made = plan(wish)
    assert framing in made.prompt.split(":")[0]
    assert light in made.prompt


def test_the_same_framing_and_light_are_not_pasted_everywhere() -> None:
    wishes = [w for w in WISHES if w["lang"] == "en" and w["expect"].get("scenario") == "t2v"]
    opened = [plan(w["user"]).prompt.split(":")[0] for w in wishes]
    assert len(set(opened)) > len(opened) / 3


@pytest.mark.parametrize(
    ("wish", "slot"),
    [
        ("a fox crosses a road, macro, dreamy, slow orbit around it", "Slow orbit around it. "),
        ("一只狐狸走过雪地，缓慢推近，水墨风格", "缓慢推近。"),
        ("un zorro cruza la nieve, cámara en mano, luz cálida", "Cámara en mano. Luz cálida"),
        ("狐が雪の中を歩く、逆光、手持ち", "手持ち。逆光。"),
    ],
)
def test_camera_light_and_look_named_in_a_wish_stand_in_their_own_sentences(wish: str, slot: str) -> None:
    assert slot in plan(wish).prompt


def test_what_an_edit_says_of_sound_is_no_word_of_its_prompt() -> None:
    clip = (Asset("video", description="6 s, man in a garden"),)
    made = plan("swap his hat for a cap and keep everything he says, add a soundtrack", clip)
    assert made.prompt.startswith("Change the man's hat in <<<video_1>>> to a cap. ")
    assert "soundtrack" not in made.prompt


@pytest.mark.parametrize(
    ("wish", "drafted"),
    [
        ('change the sign to "OPEN"', 'Change the sign in <<<video_1>>> to "OPEN". '),
        ("把招牌改成“营业中”", "在<<<video_1>>>中，把招牌改成“营业中”。"),
        ("remove the bin and the cables", "Remove the bin and the cables from <<<video_1>>>. "),
        ("delete the wires and add a kite", "Delete the wires from <<<video_1>>> and add a kite. "),
        ("make it foggy and turn the lamps on", "Make <<<video_1>>> foggy and turn the lamps on. "),
        ("put a scarf on the snowman in my video", "Put a scarf on the snowman in <<<video_1>>>. "),
        ("que nieve en el vídeo", "Haz que nieve en <<<video_1>>>. "),
    ],
)
def test_edits_open_with_what_changes_and_name_the_clip(wish: str, drafted: str) -> None:
    assert plan(wish, (Asset("video"),)).prompt.startswith(drafted)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("remove the sign in the clip", "no clip was given: give it with --video"),
        ("my saved character waves", "no element was given"),
        ("un chat noir traverse un toit sous la pluie", "seems to be in French"),
        ("a fox at 60 fps in 8K", "24 frames a second"),
    ],
)
def test_what_a_wish_takes_for_granted_wrongly_is_said(wish: str, said: str) -> None:
    assert any(said in note for note in plan(wish).notes)


def test_speakers_are_seen_to_do_what_the_wish_tells() -> None:
    made = plan("她抬起头，说：“你回来了。” 男人放下箱子，回答：“晚点了。”")
    assert "女人抬起头，男人放下箱子" in made.prompt
    assert "[女人，" in made.prompt
    assert "微微前倾" not in made.prompt


@pytest.mark.parametrize(
    ("wish", "seen"),
    [
        ("make my dog surf", "dog surfs"),
        ("let the old man dance in the rain", "the old man dances in the rain"),
        ("have our two kids run to the sea", "two kids run to the sea"),
        ("make the sky darker", "sky darker"),
    ],
)
def test_what_somebody_is_asked_to_do_is_told_as_done(wish: str, seen: str) -> None:
    assert seen in plan(wish).prompt


@pytest.mark.parametrize(
    ("wish", "one", "other"),
    [
        ("two astronauts argue about the last cookie, with dialogue", "The first astronaut", "the second astronaut"),
        ("two old friends talk on a bench", "The first friend", "the second friend"),
        ("dos amigas hablan en un café", "La primera amiga", "la segunda amiga"),
        ("两个老人在公园聊天，要有对白", "第一个老人", "第二个老人"),
        ("二人の学生が教室で会話する", "一人目の学生", "二人目の学生"),
    ],
)
def test_two_of_a_kind_speak_as_the_first_and_the_second(wish: str, one: str, other: str) -> None:
    prompt = plan(wish).prompt
    assert prompt.index(one) < prompt.index(other)


def test_a_subject_is_named_without_what_it_does() -> None:
    assert (
        'La abuela (cálido, pausado) dice: "ya casi está."'
        in plan("una abuela prepara tortillas en su cocina, dice: 'ya casi está', 6 segundos").prompt
    )
    shots = plan("an old sailor tells a story by the fire, 15 seconds, three shots").shots
    assert all("old sailor" in text for _, text in shots)
    assert "Firelight" in shots[0][1]

"""Figures by their geometry: feet on the floor, hands where an action has them, clothes in their colours."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
import pytest

from kling.animatic.bodies import Creature, Posed
from kling.animatic.data import data
from kling.animatic.figure import Figure
from kling.animatic.outfit import upright
from kling.animatic.palette import hexed, linear
from kling.animatic.scene import Action, Garment, Line, Member, Presence
from kling.lexicon import GARMENTS
from tests.cases import cases

POSED = [*data("people/poses.yaml")]
MAN = Member(name="man", kind="man", sex="m")
NEEDED = (
    "stand walk run sit kneel lie turn look_up look_back wave point reach lift carry open drink eat read write type "
    "play dance fight embrace kiss laugh cry sleep fall jump ride drive"
)


def figure(*poses: str, member: Member = MAN, seconds: float = 4.0, fine: bool = False, toward: str = "") -> Figure:
    actions = tuple(Action(pose=pose, start=0, end=seconds, toward=toward) for pose in poses)
    return Figure(member, Presence(name=member.name, actions=actions), fine=fine)


def head(one: Posed) -> float:
    return float(one.points[:, 2].max())


def test_every_verb_of_the_brief_has_a_pose() -> None:
    assert set(NEEDED.split()) <= set(POSED)


@pytest.mark.long
@cases("pose", POSED)
def test_no_pose_breaks_the_body_or_sinks_into_the_floor(pose: str) -> None:
    one = figure(pose)
    for seconds in (0.4, 1.1, 3.9):
        made = one.posed(seconds)
        assert np.isfinite(made.points).all()
        assert np.isfinite(made.normals).all()
        assert pose == "plunge" or made.points[:, 2].min() > -0.06  # under water; hems may touch the floor
        assert np.ptp(made.points, axis=0).max() < 2.6
        lengths = np.linalg.norm(made.normals, axis=1)
        assert np.allclose(lengths, 1, atol=0.05)


def test_a_standing_figure_is_as_tall_as_it_says_and_faces_the_camera() -> None:
    one = figure("stand")
    made = one.posed(1.0)
    assert head(made) == pytest.approx(one.height, rel=0.04)
    assert one.eyes(1.0)[1] < -0.05
    assert abs(one.eyes(1.0)[0]) < 0.03


@pytest.mark.parametrize(
    ("pose", "low", "high"), [("sit", 0.6, 0.85), ("kneel", 0.6, 0.85), ("lie", 0.05, 0.35), ("fall", 0.1, 0.6)]
)
def test_states_lower_the_head(pose: str, low: float, high: float) -> None:
    one = figure(pose)
    assert low * one.height < head(one.posed(3.0)) < high * one.height


def test_a_hand_that_waves_is_over_the_shoulder_and_one_that_drinks_at_the_mouth() -> None:
    wave = figure("wave")
    assert wave.hands(2.0)[0][2] > wave.eyes(2.0)[2] - 0.05
    for pose in ("drink", "eat", "phone"):
        one = figure(pose)
        gap = np.linalg.norm(
            np.array(one.hands(2.8 if pose == "drink" else 1.8)[0])
            - np.array(one.eyes(2.8 if pose == "drink" else 1.8))
        )
        assert gap < 0.32, pose


def test_a_hand_that_reaches_or_points_is_before_the_body() -> None:
    for pose in ("reach", "point"):
        assert figure(pose).hands(2.0)[0][1] < -0.45


def test_looking_up_raises_the_face() -> None:
    calm, up = figure("stand"), figure("look_up")
    assert up.eyes(2.0)[1] > calm.eyes(2.0)[1] + 0.02


def test_two_beats_come_one_after_the_other() -> None:
    presence = Presence(
        name="man", actions=(Action(pose="look_up", start=0, end=1.5), Action(pose="smile", start=2.0, end=4.0))
    )
    one, plain = Figure(MAN, presence, fine=True), figure("stand", fine=True)
    assert np.linalg.norm(np.subtract(one.eyes(1.2), plain.eyes(1.2))) > 0.03
    smiling, calm = one.posed(3.5).points, plain.posed(3.5).points
    assert np.abs(smiling - calm).max() > 0.003


def test_who_walks_comes_forward_and_stands_where_the_walk_ends() -> None:
    presence = Presence(name="man", actions=(Action(pose="walk", start=0, end=2),))
    one = Figure(MAN, presence, fine=False)
    ways = [one.posed(t).shift[1] for t in (0.0, 1.0, 2.0, 3.5)]
    assert ways == pytest.approx([0.0, 1.4, 2.8, 2.8])
    assert np.allclose(one.posed(3.5).points, figure("stand").posed(3.5).points, atol=0.02)


def test_feet_do_not_slide_when_walking() -> None:
    one = figure("walk")
    legs = [one.posed(t / 24) for t in range(24, 48)]
    floor = []
    for before, after in pairwise(legs):
        down = (before.points[:, 2] < 0.02) & (after.points[:, 2] < 0.02)
        if down.any():
            moved = (after.points[down, 1] - after.shift[1]) - (before.points[down, 1] - before.shift[1])
            floor.append(float(np.median(np.abs(moved))))
    assert np.median(floor) < 0.03  # metres a frame; gliding would be 0.058


def test_who_leaves_turns_round_and_who_enters_ends_on_the_mark() -> None:
    leaves, enters = figure("leave").posed(3.9).shift, figure("enter").posed(4.0).shift
    assert leaves[2] == pytest.approx(180)
    assert leaves[1] < -2
    assert enters[1] == pytest.approx(0)


def test_speaking_moves_the_hand_only_while_the_line_lasts() -> None:
    line = Line(speaker="man", text="you came", start=1.0, end=2.5)
    one = Figure(MAN, Presence(name="man"), lines=(line,), fine=False)
    assert one.hands(2.0)[0][2] - one.hands(0.2)[0][2] > 0.12
    assert one.hands(3.6)[0][2] == pytest.approx(one.hands(0.2)[0][2], abs=0.03)


def test_clothes_have_the_colours_that_are_named() -> None:
    member = Member(
        name="Mara", sex="f", clothes=(Garment(kind="coat", colour="#be1e22"), Garment(kind="hat", colour="#1a2448"))
    )
    colours = figure("stand", member=member).colours
    for code in ("#be1e22", "#1a2448"):
        assert np.isclose(colours, np.array(linear(hexed(code)), np.float32), atol=1e-3).all(1).sum() > 100


@pytest.mark.long
@cases(("kind", "sex"), [(term.id, sex) for term in GARMENTS for sex in ("f", "m")])
def test_every_garment_of_the_lexicon_can_be_worn(kind: str, sex: Literal["f", "m"]) -> None:
    member = Member(name="somebody", sex=sex, clothes=(Garment(kind=kind, colour="#246810"),))
    made = figure("walk", member=member).posed(0.7)
    assert np.isfinite(made.points).all()


def test_ages_differ_in_height_and_proportion() -> None:
    tall = {age: figure("stand", member=Member(name=age, age=age)).height for age in ("baby", "child", "adult", "old")}
    assert tall["baby"] < tall["child"] < tall["old"] < tall["adult"]


def test_the_same_moment_has_the_same_points() -> None:
    assert np.array_equal(figure("dance").posed(1.3).points, figure("dance").posed(1.3).points)


def test_an_animal_that_reads_has_bent_arms_and_a_book_between_its_paws() -> None:
    panda = Member(name="panda", kind="panda", person=False)
    reads = Presence(name="panda", actions=(Action(pose="read", start=0, end=4),))
    assert upright(panda, reads)
    assert not upright(panda, Presence(name="panda", actions=(Action(pose="walk", start=0, end=4),)))
    right, left = Figure(panda, reads, fine=False).hands(2.0)
    assert np.linalg.norm(np.subtract(right, left)) < 0.4
    assert max(right[1], left[1]) < -0.15


def test_what_an_animal_wears_is_on_its_head() -> None:
    for kind in ("panda", "dog", "owl", "horse"):
        bare = Creature(Member(name=kind, kind=kind, person=False), Presence(name=kind))
        member = Member(name=kind, kind=kind, person=False, clothes=(Garment(kind="glasses"), Garment(kind="hat")))
        worn = Creature(member, Presence(name=kind))
        assert len(worn.faces) > len(bare.faces) + 100
        assert worn.posed(0).points[:, 2].max() > bare.posed(0).points[:, 2].max() - 0.3 * bare.height

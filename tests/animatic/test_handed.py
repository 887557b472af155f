"""What is handed on, carried and thrown ends up where a scene tells, and what comes later is not there before."""

from __future__ import annotations

from math import dist

import numpy as np
import pytest

from kling.animatic.build import Paint, thing
from kling.animatic.figure import Figure
from kling.animatic.playing import UNSEEN
from kling.animatic.scene import Action, Garment, Member, Presence
from kling.animatic.staged import Staged
from tests.animatic.test_told import Deeds, staged, way

TABLE = {"label": "table", "kind": "table"}


def from_hand(made: Staged, name: str, kind: str, seconds: float) -> float:
    """Metres from a thing to the nearer hand of somebody."""
    actor, there = next(one for one in made.actors if one.name == name), way(made, kind, seconds)
    hands = (actor.at(seconds).out(hand) for hand in actor.body.hands(seconds))
    return min(dist(hand, (there.x, there.y, there.z)) for hand in hands)


def test_what_enters_is_not_in_the_picture_before() -> None:
    with staged({"Ann": [("stand", 0, 4)]}, [{"label": "gizmo", "pose": "enter", "start": 2.0, "end": 3.0}]) as made:
        assert [prop.span[0] for prop, *_ in made.ways] == [2.0]


def test_what_somebody_has_in_the_hand_is_not_there_before_they_are() -> None:
    deeds: dict[str, Deeds] = {"Ann": [("stand", 0, 4)], "Ben": [("enter", 2, 4)]}
    with staged(deeds, [{"label": "phone", "kind": "phone", "on": "Ben"}], set="office") as made:
        assert way(made, "phone", 1.0).z == UNSEEN
        assert from_hand(made, "Ben", "phone", 3.9) < 0.2


def test_two_who_give_each_other_something_have_what_the_other_had() -> None:
    deeds: dict[str, Deeds] = {
        "Ann": [("give", 0.5, 1.5, "key", "", "Ben")],
        "Ben": [("give", 2, 3.5, "letter", "", "Ann")],
    }
    things = [{"label": "key", "kind": "key", "on": "Ann"}, {"label": "letter", "kind": "letter", "on": "Ben"}]
    with staged(deeds, things, set="office") as made:
        assert max(from_hand(made, "Ann", "key", 0.1), from_hand(made, "Ben", "letter", 0.1)) < 0.2
        assert max(from_hand(made, "Ben", "key", 3.9), from_hand(made, "Ann", "letter", 3.9)) < 0.2


def test_what_is_given_may_be_given_back() -> None:
    deeds: dict[str, Deeds] = {
        "Ann": [("give", 0.5, 1.5, "key", "", "Ben")],
        "Ben": [("give", 2, 3.5, "key", "", "Ann")],
    }
    with staged(deeds, [{"label": "key", "kind": "key"}], set="office") as made:
        assert from_hand(made, "Ben", "key", 1.8) < 0.2
        assert from_hand(made, "Ann", "key", 3.9) < 0.2


def test_what_is_on_somebody_is_in_their_hand_until_another_takes_it_from_where_they_laid_it() -> None:
    deeds: dict[str, Deeds] = {
        "Ann": [("stand", 0, 4), ("take", 2, 3.5, "bottle")],
        "Ben": [("put_down", 0.2, 1.5, "bottle", "table")],
    }
    with staged(deeds, [{"label": "bottle", "kind": "bottle", "on": "Ben"}, TABLE], set="bar") as made:
        assert from_hand(made, "Ben", "bottle", 0.1) < 0.2
        assert way(made, "bottle", 2.0).z == pytest.approx(0.87, abs=0.05)
        assert from_hand(made, "Ann", "bottle", 3.9) < 0.2


@pytest.mark.parametrize("deeds", [
    [("pick_up", 1, 3, "cup"), ("hold", 3, 4, "cup")],
    [("put_down", 0, 0.8, "cup", "table"), ("pick_up", 1.5, 3, "cup"), ("drink", 3, 4, "cup")],
])  # fmt: skip
def test_what_lies_on_a_table_is_picked_up_from_it_without_a_bow_to_the_floor(deeds: Deeds) -> None:
    with staged({"Ann": deeds}, [TABLE, {"label": "cup", "kind": "cup", "on": "table"}], set="kitchen") as made:
        ann = made.actors[0]
        assert way(made, "cup", 1.2).z == pytest.approx(0.75, abs=0.05)
        assert min(ann.body.eyes(1 + 0.2 * part)[2] for part in range(11)) > 1.1
        assert from_hand(made, "Ann", "cup", 3.9) < 0.2


def test_a_cup_goes_with_the_tray_that_it_stands_on() -> None:
    things = [{"label": "tray"}, {"label": "cup", "kind": "cup", "on": "tray"}]
    with staged({"Ann": [("walk", 0, 3), ("hold", 0, 4, "tray")]}, things, set="cafe") as made:
        for seconds in (0.1, 2.0, 4.0):
            cup, tray = (way(made, kind, seconds) for kind in ("cup", "tray"))
            assert dist((cup.x, cup.y), (tray.x, tray.y)) < 0.15
            assert 0 < cup.z - tray.z < 0.05


@pytest.mark.parametrize("seat", ["wheelchair", ""])
def test_a_ball_flies_into_the_hoop_and_who_sits_stays_seated(seat: str) -> None:
    deeds: Deeds = [*[("sit", 0, 4, seat)] * bool(seat), ("shoot_ball", 1, 2, "basketball", "hoop")]
    things = [{"label": "basketball", "kind": "basketball", "on": "Ann"}, {"label": "hoop"}]
    with staged({"Ann": deeds}, things, set="gym", size="full") as made:
        hoop, ball = way(made, "hoop", 0.0), way(made, "basketball", 4.0)
        assert dist((hoop.x, hoop.y), (ball.x, ball.y)) < 0.2
        assert [prop.kind for prop, *_ in made.ways].count("ball") == 0
        high = [made.actors[0].body.eyes(at)[2] for at in (0.5, 1.5, 2.0)]
        assert not seat or max(high) - min(high) < 0.2


def test_what_a_rider_throws_to_the_left_leaves_the_picture_there() -> None:
    deeds: Deeds = [("ride", 0, 4, "horse"), ("throw", 1, 2, "ball", "", "left")]
    with staged({"Ann": deeds}, [{"label": "ball", "kind": "ball", "on": "Ann"}], set="park") as made:
        assert way(made, "ball", 3.0).x < made.actors[0].at(3.0).x - 4


def test_who_is_pushed_in_a_wheelchair_goes_with_it() -> None:
    deeds: dict[str, Deeds] = {"Ann": [("sit", 0, 4, "wheelchair")], "Ben": [("push", 0, 4, "wheelchair")]}
    with staged(deeds, [{"label": "wheelchair"}], set="park") as made:
        ann = made.actors[0]
        assert dist((ann.at(0.0).x, ann.at(0.0).y), (ann.at(4.0).x, ann.at(4.0).y)) > 1.5
        for seconds in (0.0, 4.0):
            chair = way(made, "wheelchair", seconds)
            assert dist((chair.x, chair.y), (ann.at(seconds).x, ann.at(seconds).y)) < 0.5


@pytest.mark.parametrize("told", [("ride", 0, 4, "Horse"), ("ride", 0, 4, "", "", "Horse"), ("sit", 0, 4, "Horse")])
@pytest.mark.parametrize("own", [[], [("walk", 0, 4)]])
def test_who_rides_one_of_the_cast_sits_on_it_wherever_it_goes(told: tuple[object, ...], own: Deeds) -> None:
    with staged({"Ann": [told], "Horse": own}, [], set="field") as made:
        ann, horse = made.actors
        assert made.blocking.props == ()
        for seconds in (0.0, 2.0, 4.0):
            here, there = ann.at(seconds), horse.at(seconds)
            assert dist((here.x, here.y), (there.x, there.y)) < 0.01
            assert here.yaw == pytest.approx(there.yaw)
            assert ann.body.eyes(seconds)[2] + here.z == pytest.approx(2.2, abs=0.15)
        gone = dist((horse.at(0.0).x, horse.at(0.0).y), (horse.at(4.0).x, horse.at(4.0).y))
        assert (gone > 2) == bool(own or told[0] == "ride")


def test_a_fish_leaps_nose_up_and_a_bear_has_it_in_the_mouth() -> None:
    deeds: dict[str, Deeds] = {"Bear": [("catch", 2, 3, "Fish")], "Fish": [("leap", 0.5, 1.5)]}
    with staged(deeds, [], set="river") as made:
        bear_, salmon = made.actors
        still, high = (salmon.body.posed(at).points for at in (0.0, 1.0))
        assert high[:, 2].mean() - still[:, 2].mean() > 0.25
        nose, tail = (salmon.body.posed(0.6).points[still[:, 1].argsort()[end]][2] for end in (0, -1))
        assert nose > tail + 0.05
        mouth, there = bear_.at(4.0).out(bear_.body.hands(4.0)[0]), salmon.at(4.0)
        assert dist(mouth, (there.x, there.y, there.z)) < 0.3


def test_a_picture_has_room_for_a_leap() -> None:
    with staged(
        {"Cat": [("stand", 0, 1), ("jump", 1, 2), ("stand", 2, 4)]}, [], set="living_room", size="full"
    ) as made:
        cat = made.actors[0]
        made.picture(1.5)
        top = cat.body.posed(1.5).points[:, 2].max()
        at = made.where((cat.at(1.5).x, cat.at(1.5).y, float(top)))
        assert at is not None
        assert at[1] > 0.02


@pytest.mark.parametrize(("toward", "turn"), [("left", -1), ("right", 1)])
@pytest.mark.parametrize("deed", [("look", ""), ("point", ""), ("shoot", "gun"), ("push", "cart")])
def test_a_deed_toward_a_side_of_the_picture_turns_whoever_does_it_there(
    toward: str, turn: int, deed: tuple[str, str]
) -> None:
    things = [{"label": kind, "kind": kind} for kind in deed[1:] if kind]
    with staged({"Ann": [(deed[0], 0, 4, deed[1], "", toward)]}, things, set="street") as made:
        assert 40 < turn * made.actors[0].at(2.0).yaw < 100


@pytest.mark.parametrize(("kind", "low", "high"), [("jar", 0.1, 0.25), ("headphones", 0.0, 0.1)])
def test_what_is_on_the_head_goes_with_it_and_the_hands_are_free(kind: str, low: float, high: float) -> None:
    with staged({"Ann": [("walk", 0, 4), ("carry", 0, 4, kind, "head")]}, [{"label": kind}], set="village") as made:
        ann = made.actors[0]
        for seconds in (0.5, 3.0):
            (x, y, z), jar = ann.at(seconds).out(ann.body.eyes(seconds)), way(made, kind, seconds)
            assert dist((x, y), (jar.x, jar.y)) < 0.12
            assert low < jar.z - z < high
            assert max(hand[2] for hand in ann.body.hands(seconds)) < 1.1


@pytest.mark.parametrize("chair", ["barber chair", "armchair"])
def test_who_lies_on_a_chair_leans_back_in_it(chair: str) -> None:
    with staged({"Ann": [("lie", 0, 4, chair)]}, [{"label": chair}], set="hair_salon") as made:
        ann, stands = made.actors[0], next(where(0.0) for prop, _, where in made.ways if prop.label == chair)
        assert dist((ann.at(1.0).x, ann.at(1.0).y), (stands.x, stands.y)) < 0.3
        assert 0.9 < ann.body.eyes(1.0)[2] + ann.at(1.0).z < 1.25


@pytest.mark.parametrize("kind", ["box", "trophy"])
def test_what_is_lifted_is_up_after_a_second_and_stays_there(kind: str) -> None:
    with staged({"Ann": [("lift", 0.5, 4, kind)]}, [{"label": kind}], set="park") as made:
        low, up, last = (way(made, kind, seconds).z for seconds in (0.1, 1.8, 3.8))
        assert up - low > 0.4
        assert last == pytest.approx(up, abs=0.1)


def test_a_board_that_is_ridden_keeps_its_colour() -> None:
    boards = [thing("surfboard_lying", Paint(colour)).colours for colour in ("ffee00", "00aa00")]
    assert not np.array_equal(boards[0], boards[1])


def test_who_paddles_has_the_listed_oar_in_the_hands() -> None:
    things = [{"label": "oar", "colour": "#ff0000"}, {"label": "canoe"}]
    with staged({"Ben": [("paddle", 0, 4, "oar", "canoe")]}, things, set="open_water") as made:
        assert {prop.kind for prop, *_ in made.ways} == {"oar", "canoe"}
        assert from_hand(made, "Ben", "oar", 2.0) < 0.4


def test_sides_are_the_pictures_in_the_seats_of_a_set() -> None:
    who = {"Ann": {"side": "right"}, "Ben": {"side": "left"}}
    with staged({"Ann": [("sit", 0, 4)], "Ben": [("sit", 0, 4)]}, [], set="plane_cabin", who=who) as made:
        assert made.blocking.marks["Ben"].x < 0 < made.blocking.marks["Ann"].x


@pytest.mark.parametrize(("side", "turn"), [("left", 1), ("right", -1)])
def test_a_hand_alone_comes_in_from_its_side_without_the_other(side: str, turn: int) -> None:
    who = {"Ann": {"part": "hands", "side": side}}
    with staged(
        {"Ann": [("pick_up", 1, 3, "cup")]}, [{"label": "cup"}], set="tabletop", size="close_up", who=who
    ) as made:
        ann = made.actors[0]
        points = ann.body.posed(1.0).points[np.unique(ann.body.faces)]
        right, left = ann.body.hands(1.0)
        assert turn * ann.at(1.0).yaw > 40
        assert np.linalg.norm(points - right, axis=1).min() < 0.06 < np.linalg.norm(points - left, axis=1).min()


@pytest.mark.parametrize(("source", "vessel", "told"), [
    ("bottle", "glass", {"set": "bar"}), ("teapot", "bowl", {"set": "tatami_room"}),
    ("bottle", "pan", {"set": "kitchen"}), ("teapot", "cup", {"set": "cafe", "guest": "Ben"}),
])  # fmt: skip
def test_a_stream_runs_out_of_what_is_tilted_and_ends_in_what_is_filled(
    source: str, vessel: str, told: dict[str, str]
) -> None:
    guest = told.pop("guest", "")
    deeds: dict[str, Deeds] = {"Ann": [("pour", 0, 4, source, vessel, guest)]}
    deeds |= {guest: [("sit", 0, 4)]} if guest else {}
    things = [{"kind": kind, "label": kind} for kind in (source, vessel)]
    with staged(deeds, things, **told) as made:
        shape = next(shape for prop, shape, _ in made.ways if (prop.kind, prop.pose) == (source, "pour"))(2.0)[0]
        tilted = next(where(2.0) for prop, _, where in made.ways if prop.kind == source)
        foot, cup = tilted.out(shape[shape[:, 2].argmin()].tolist()), way(made, vessel, 2.0)
        assert dist(foot[:2], (cup.x, cup.y)) < 0.05
        assert -0.05 < foot[2] - cup.z < 0.1
        assert [prop.kind for prop, *_ in made.ways].count(vessel) <= 3


@pytest.mark.parametrize("deed", [("put_down", 2, 3.5, "bowl", "table", "Ben"), ("put_down", 2, 3.5, "bowl", "table")])
def test_what_is_served_ends_before_the_guest(deed: tuple[object, ...]) -> None:
    deeds: dict[str, Deeds] = {"Ann": [("walk", 0, 2, "", "", "Ben"), deed], "Ben": [("sit", 0, 4)]}
    things = [{"kind": "bowl", "label": "bowl"}, TABLE]
    with staged(deeds, things, set="restaurant", size="full") as made:
        ben, bowl = next(one for one in made.actors if one.name == "Ben").at(3.9), way(made, "bowl", 3.9)
        ahead = ben.within((bowl.x, bowl.y, bowl.z))
        assert bowl.z > 0.6
        assert -0.8 < ahead[1] < -0.2
        assert abs(ahead[0]) < 0.3


@pytest.mark.parametrize("deed", [("dress", 1, 2.5, "helmet"), ("put_down", 1, 2.5, "helmet", "head")])
def test_who_puts_on_a_helmet_has_it_on_the_head_afterwards(deed: tuple[object, ...]) -> None:
    with staged({"Ann": [deed]}, [{"label": "helmet"}], set="garage", size="medium") as made:
        ann = made.actors[0]
        assert from_hand(made, "Ann", "helmet", 0.2) < 0.2
        x, y, z = ann.at(3.9).out(ann.body.eyes(3.9))
        helmet = way(made, "helmet", 3.9)
        assert dist((helmet.x, helmet.y), (x, y)) < 0.15
        assert abs(helmet.z - z) < 0.1


def test_what_is_worn_is_in_the_hands_until_somebody_has_put_it_on() -> None:
    def hangs(seconds: float) -> float:
        points = figure.posed(seconds).points[figure.hung]
        return figure.eyes(seconds)[2] - float(points.mean(0)[2])

    ann = Member(name="Ann", sex="f", clothes=(Garment(kind="hat"),))
    acts = (Action(pose="dress", start=1.0, end=2.5, thing="hat"),)
    figure = Figure(ann, Presence(name="Ann", actions=acts))
    assert hangs(0.5) > 0.2
    assert hangs(3.9) < 0.0

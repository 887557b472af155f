"""Who and what is under, behind, before, above and on what: as words say it, and where it stands then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import dist

import numpy as np
import pytest

from kling.animatic.marks import Mark
from kling.animatic.placing import box_of_prop
from kling.animatic.read import film
from kling.animatic.scene import relations
from kling.animatic.stage import FILM_WIDTH
from kling.animatic.staged import Quality, Staged


def told(words: str) -> set[tuple[str, str, str]]:
    shot = film([{"prompt": words, "duration": "5"}]).shots[0]
    named = [(one.name, one) for one in shot.cast] + [(one.label, one) for one in shot.things]
    found = {(name, how, goal) for name, one in named for how, goal in relations(one)}
    return found | {(name, "on", one.on) for name, one in named if one.on}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("A cat sleeps under the table while a boy eats soup.", {("cat", "under", "table")}),
        ("A girl watches from behind a fence.", {("girl", "behind", "fence")}),
        ("A waiter stands behind the bar, a man sits in front of it.",
         {("waiter", "behind", "bar"), ("man", "in_front_of", "bar")}),
        ("A drone hovers above an old farmer.", {("drone hovers", "above", "old farmer")}),
        ("A woman smiles. Behind her, a rocket lifts off.", {("rocket", "behind", "woman")}),
        ("A bride waves, two women behind her laugh.", {("woman", "behind", "bride"), ("woman 2", "behind", "bride")}),
        ("桌子下面有一只猫在睡觉。", {("猫", "under", "table")}),
        ("少女の後ろにロボットが立っている。", {("ロボット", "behind", "girl")}),
        ("Hinter dem Sofa versteckt sich ein Kind.", {("child", "behind", "sofa")}),
        ("Un perro duerme debajo de la mesa.", {("perro", "under", "table")}),
        ("A queen on a throne smiles.", {("queen", "on", "chair")}),
        ("Close-up of a candle on a piano.", {("candle", "on", "piano")}),
    ],
)  # fmt: skip
def test_words_tell_where_somebody_is_to_another(words: str, found: set[tuple[str, str, str]]) -> None:
    assert told(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "A horse jumps over a fence.",
        "A woman looks under the bed.",
        "A man walks under the stars.",
        "A cat knocks over a glass.",
        "She puts a cup on the table.",
        "He cries over a letter.",
        "A taxi driver sits behind the wheel.",
        "Over the shoulder of the man: the woman waves.",
    ],
)
def test_words_that_only_sound_so_tell_nothing(words: str) -> None:
    assert not told(words)


@contextmanager
def staged(words: str) -> Iterator[Staged]:
    made = film([{"prompt": words, "duration": "5"}])
    one = Staged(made, made.shots[0], (320, 180), Quality(1.0, False, 320))
    try:
        yield one
    finally:
        one.close()


def mark(made: Staged, name: str) -> Mark:
    prop = next((one.mark for one in made.blocking.props if name in (one.kind, one.label)), None)
    return prop or made.blocking.marks[name]


def test_a_cat_under_a_table_lies_on_the_floor_within_it() -> None:
    with staged("A cat sleeps under the kitchen table while a boy eats soup at it.") as made:
        cat, (low, high) = mark(made, "cat"), box_of_prop(next(x for x in made.blocking.props if x.kind == "table"))
        assert cat.z == 0
        assert (low[:2] <= (cat.x, cat.y)).all()
        assert (high[:2] >= (cat.x, cat.y)).all()


def test_a_barman_is_behind_the_bar_and_a_guest_before_it() -> None:
    with staged("A waiter stands behind the bar, a woman sits in front of it.") as made:
        assert mark(made, "waiter").y > 4.3
        assert mark(made, "woman").y < 3.6


def test_a_drone_above_somebody_is_over_the_head_and_in_the_picture() -> None:
    with staged("A drone hovers above an old farmer in a field.") as made:
        drone, farmer = mark(made, "drone"), mark(made, "old farmer")
        assert dist((drone.x, drone.y), (farmer.x, farmer.y)) < 0.8
        assert drone.z > 1.7
        view = made.view(0.0)
        high = (drone.z - view.eye[2]) / (drone.y - view.eye[1])
        assert high < 0.95 * 9 / 16 * FILM_WIDTH / 2 / view.focal


def test_who_follows_behind_those_who_go_is_on_their_way() -> None:
    with staged(
        "A nurse pushes an old man in a wheelchair along a hospital corridor, a robot follows behind them."
    ) as made:
        actors = {one.name: one for one in made.actors}
        nurse, robot = actors["nurse"].at(1.0), actors["robot"].at(1.0)
        assert nurse.within((robot.x, robot.y, 0.0))[1] > 0.5


def test_two_behind_a_car_are_seen_at_its_ends() -> None:
    with staged("Two men stand behind a red car.") as made:
        car = box_of_prop(next(one for one in made.blocking.props if one.kind == "car"))
        men = [mark(made, name) for name in ("man", "man 2")]
        assert all(one.y > car[1][1] for one in men)
        assert {one.x < (car[0][0] + car[1][0]) / 2 for one in men} == {True, False}


def test_a_small_animal_is_smaller_and_a_giant_one_larger() -> None:
    tall = []
    for size in ("tiny ", "", "giant "):
        with staged(f"A {size}cat walks across a street.") as made:
            tall.append(float(made.actors[0].body.posed(0.0).points[:, 2].max()))
    assert tall[0] < 0.6 * tall[1] < tall[1] < 0.6 * tall[2]


def test_the_camera_goes_with_a_car_that_it_follows() -> None:
    with staged("A yellow sports car drives along a mountain road, the camera follows it.") as made:
        car = next(where for prop, _, where in made.ways if prop.kind == "car")
        off = [np.subtract(made.view(at).eye[:2], (car(at).x, car(at).y)) for at in (0.2, 4.8)]
        assert dist((car(0.2).x, car(0.2).y), (car(4.8).x, car(4.8).y)) > 3
        assert np.allclose(off[0], off[1], atol=0.2)


def test_a_cat_that_pushes_a_vase_off_the_table_has_it_before_it_there() -> None:
    with staged("A cat jumps onto a table and pushes a vase off the edge.") as made:
        assert mark(made, "vase").z > 0.6
        assert "overturn" in made.shot.cast[0].poses


def test_an_apple_out_of_a_basket_is_in_the_hand_before_a_horse_gets_it() -> None:
    with staged("A girl takes an apple from a basket and gives it to a horse.") as made:
        apple = next(where for prop, _, where in made.ways if prop.kind == "fruit")
        girl, horse = (made.blocking.marks[name] for name in ("girl", "horse"))
        assert apple(0.3).z < 1.0
        assert dist((apple(2.0).x, apple(2.0).y), (girl.x, girl.y)) < dist(
            (apple(2.0).x, apple(2.0).y), (horse.x, horse.y)
        )


def test_an_owl_that_lands_on_a_fence_is_on_top_of_it() -> None:
    with staged("An owl lands on a fence at dusk.") as made:
        fence = box_of_prop(next(one for one in made.blocking.props if one.kind == "fence"))
        assert float(made.actors[0].body.posed(4.0).points[:, 2].min()) > float(fence[1][2]) - 0.1


@pytest.mark.parametrize(
    ("words", "pose"), [("A man gets into a taxi.", "leave"), ("A man gets out of a taxi.", "enter")]
)
def test_who_gets_into_a_car_does_not_come_out_of_it(words: str, pose: str) -> None:
    with staged(words) as made:
        assert [act.pose for act in made.shot.cast[0].actions][:1] == [pose]


def test_a_shoe_on_a_rock_is_what_the_camera_is_on() -> None:
    with staged("Product shot: a white sneaker stands on a rock in a mountain stream.") as made:
        shoe, rock = mark(made, "sneaker"), box_of_prop(next(one for one in made.blocking.props if one.kind == "rock"))
        assert shoe.z > 0.5 * rock[1][2]
        assert made.framing.subject.low >= shoe.z - 0.1


def test_a_fish_under_a_boat_is_in_the_water() -> None:
    with staged("A girl sits in a boat on a lake, a big fish swims under the boat.") as made:
        fish = next(one for one in made.actors if one.name == "fish")
        assert fish.at(1.0).z + float(fish.body.posed(1.0).points[:, 2].min()) < 0


def test_who_is_beside_somebody_is_in_the_close_picture_of_them() -> None:
    with staged("Medium close-up: a woman reads on a bench in a park, a little boy beside her draws.") as made:
        assert made.blocking.subject == ("woman", "little boy")


def test_who_follows_a_runner_to_the_camera_is_not_hidden_by_them() -> None:
    with staged("Full shot: a female captain runs towards the camera in a corridor, a robot walks behind her.") as made:
        captain, robot = made.blocking.marks["captain"], made.blocking.marks["robot"]
        assert robot.y > captain.y
        assert abs(robot.x - captain.x) > 0.4


def test_a_boxer_on_a_stool_does_not_box() -> None:
    with staged("A boxer sits on a stool in the corner of the ring.") as made:
        assert "fight" not in made.shot.poses


def test_a_cat_on_the_lap_of_who_sleeps_in_a_chair_is_on_their_legs() -> None:
    with staged("A man sleeps in an old armchair, a cat on his lap.") as made:
        cat, man = made.blocking.marks["cat"], made.blocking.marks["man"]
        assert dist((cat.x, cat.y), (man.x, man.y)) < 0.6
        assert 0.3 < cat.z < 1.0


def test_a_lamp_in_a_dark_room_is_lit_when_it_is_switched_on() -> None:
    with staged("A man enters a dark room and switches on the lamp.") as made:
        assert made.shot.hour == "night"
        looks = {prop.kind: prop.span for prop, *_ in made.ways if prop.kind.startswith("lamp")}
        assert looks["lamp_off"][1] == looks["lamp"][0]


def test_a_robot_arm_is_a_machine_and_nobody_s_hands() -> None:
    with staged("A robot arm picks up a tomato from a conveyor belt.") as made:
        assert not made.actors
        assert {"robot_arm", "conveyor_belt"} <= {one.kind for one in made.blocking.props}


def test_who_is_given_something_in_bed_lies_there_and_not_who_gives_it() -> None:
    made = film([{"prompt": "A nurse gives an old man a glass of water in a hospital bed.", "duration": "5"}]).shots[0]
    assert {one.name: "lie" in one.poses for one in made.cast} == {"nurse": False, "old man": True}


def test_the_size_that_a_push_in_ends_on_is_not_that_of_its_start() -> None:
    made = film([{"prompt": "A woman types. Slow push-in to an extreme close-up of her eyes.", "duration": "5"}]).shots[
        0
    ]
    assert made.size == ""
    assert made.camera[0].end


def test_milk_goes_into_the_cup_that_stands_on_the_table() -> None:
    made = film([{"prompt": "A hand pours milk into a cup on a wooden table.", "duration": "5"}]).shots[0]
    assert made.cast[0].actions[0].where == "cup"


def test_who_is_on_a_bicycle_from_the_first_rides_off_on_it() -> None:
    with staged("A postman on a bicycle hands a parcel to an old lady and rides off.") as made:
        postman = next(one for one in made.shot.cast if one.name == "postman")
        assert postman.actions[0].pose == postman.actions[-1].pose == "ride"


@pytest.mark.parametrize("where", ["on a stage under a spotlight", "under a tree in a park"])
def test_who_plays_under_a_light_or_a_tree_stands(where: str) -> None:
    with staged(f"A violinist in a black dress plays {where}.") as made:
        assert made.actors[0].body.eyes(2.0)[2] > 1.3


def test_a_balloon_that_is_released_rises() -> None:
    with staged("A girl in a white dress releases a red balloon in a city square.") as made:
        where = next(where for prop, _, where in made.ways if prop.kind == "balloon")
        assert where(4.9).z > where(0.0).z + 1


def test_who_is_on_a_bicycle_rides_it_while_throwing() -> None:
    with staged("A boy on a bicycle throws a newspaper.") as made:
        assert made.blocking.use("boy", "rides")
        assert "ride" in made.shot.cast[0].poses

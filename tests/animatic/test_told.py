"""What a scene tells is played to its end: where they are, what goes when, what ends up where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import dist

import numpy as np
import pytest

from kling.animatic.acting import Acting
from kling.animatic.figure import Figure
from kling.animatic.marks import Mark, Prop
from kling.animatic.outfit import clothes_of
from kling.animatic.place import place
from kling.animatic.playing import UNSEEN, mark_of
from kling.animatic.scene import Action, Film, Garment, Member, Presence, Shot
from kling.animatic.skeleton import AT
from kling.animatic.staged import Quality, Staged

CAT = Member(name="Cat", kind="cat", person=False)
DOG = Member(name="Dog", kind="dog", person=False)
DRAGON = Member(name="Dragon", kind="dragon", person=False)
BEASTS = tuple(Member(name=kind.title(), kind=kind, person=False) for kind in ("horse", "bear", "fish"))
ANN, BEN = Member(name="Ann", sex="f", clothes=(Garment(kind="backpack"),)), Member(name="Ben", sex="m")
CAST = (DRAGON, ANN, BEN, CAT, DOG, *BEASTS)
Deeds = list[tuple[object, ...]]


@contextmanager
def staged(deeds: dict[str, Deeds], things: Sequence[Mapping[str, object]], **more: object) -> Iterator[Staged]:
    """A shot of 4 s: the deeds of each as pose, start, end, thing, where, toward; ``who`` has what else is told."""
    names, who = ("pose", "start", "end", "thing", "where", "toward"), more.pop("who", {})
    acts = {name: [dict(zip(names, act, strict=False)) for act in own] for name, own in deeds.items()}
    cast = [{"name": name, "actions": own, **who.get(name, {})} for name, own in acts.items()]  # type: ignore[attr-defined]
    told = [{"kind": "", **one} for one in things]
    shot = Shot.model_validate({"number": 1, "seconds": 4.0, "hour": "noon", "cast": cast, "things": told} | more)
    made = Staged(Film(cast=CAST, parts=(1,)), shot, (320, 180), Quality(1.0, False, 320))
    try:
        yield made
    finally:
        made.close()


def way(made: Staged, kind: str, seconds: float) -> Mark:
    """Where the thing of a kind is at a moment."""
    return next(where(seconds) for prop, _, where in made.ways if prop.kind == kind)


@pytest.mark.parametrize(("pose", "ends"), [("drive", (-20, 0, 20)), ("enter", (-20, -5, 0)), ("leave", (0, 5, 20))])
def test_what_goes_does_so_between_its_start_and_its_end(pose: str, ends: tuple[float, ...]) -> None:
    told = Prop("train", pose=pose, start=2.0, end=4.0)
    train = partial(mark_of, told, lambda _: Mark(0, 0, 0, 90), 8.0, 20.0)
    assert [train(seconds).x for seconds in (0.0, 2.0, 3.0, 4.0, 8.0)] == pytest.approx([ends[0], *ends, ends[-1]])


def test_who_steps_off_a_train_in_a_near_picture_is_not_out_of_it_for_long() -> None:
    train = [{"label": "train", "kind": "train"}]
    with staged({"Ben": [("descend", 0, 4, "train")]}, train, set="station", size="medium") as made:
        here, mark = made.actors[0].at(0.0), made.actors[0].mark
        assert 0.8 < dist((here.x, here.y), (mark.x, mark.y)) < 1.5


def test_what_turns_does_so_where_it_stands() -> None:
    told = Prop("bottle", pose="turn", start=1.0, end=3.0)
    ways = [mark_of(told, lambda _: Mark(1, 2, 0.5), 4.0, 20.0, seconds) for seconds in (0.0, 1.0, 2.0, 3.0, 4.0)]
    assert {(one.x, one.y, one.z) for one in ways} == {(1, 2, 0.5)}
    assert [one.yaw for one in ways] == pytest.approx([0, 0, 32, 64, 64])


def test_a_train_goes_on_the_rails_of_a_crossing() -> None:
    train = {"label": "train", "kind": "train", "pose": "drive", "start": 1.0, "end": 3.0}
    with staged({"Ann": [("stand", 0, 4)]}, [train], set="level_crossing") as made:
        assert [way(made, "train", seconds).y for seconds in (1.0, 2.0)] == pytest.approx([2.6, 2.6])


def test_a_seat_stays_where_somebody_rises_from_it() -> None:
    deeds: Deeds = [("sit", 0, 1, "bench"), ("walk", 1, 4, "", "", "Ben")]
    with staged({"Ann": deeds, "Ben": [("stand", 0, 4)]}, [{"label": "bench", "kind": "bench"}], set="park") as made:
        (bench,), ann = (one.mark for one in made.blocking.props), made.actors[0]
        there, here = ((mark.x, mark.y) for mark in (ann.at(0.0), ann.at(4.0)))
        assert dist((bench.x, bench.y), there) < 0.6
        assert dist((bench.x, bench.y), here) > 1.5


def test_a_cat_lies_on_the_table_until_somebody_catches_it() -> None:
    cat: Deeds = [("lie", 0, 1), ("stand", 1, 4)]
    catch: Deeds = [("stand", 0, 4), ("catch", 2, 4, "Cat")]
    table = [{"label": "table", "kind": "table"}]
    with staged({"Cat": cat, "Ben": catch}, table, set="library", who={"Cat": {"on": "table"}}) as made:
        one = made.actors[0]
        assert one.at(0.5).z == pytest.approx(0.75, abs=0.03)
        assert one.body.posed(0.5).points[:, 2].max() < 0.8 * one.body.posed(2.0).points[:, 2].max()  # then it stands
        assert dist(one.at(3.9).out((0, 0, 0)), made.actors[1].at(3.9).out((0, 0, 1.0))) < 0.6


def test_somebody_sits_on_top_of_the_table_that_they_are_on() -> None:
    with staged({"Ann": [("sit", 0, 4)]}, [{"label": "table", "kind": "table"}], who={"Ann": {"on": "table"}}) as made:
        assert [(use.how, use.kind) for use in made.blocking.uses] == [("sits", "table")]


def test_what_is_on_the_floor_lies_there_and_whoever_comes_to_it_comes() -> None:
    book = {"label": "book", "kind": "book", "on": "floor"}
    facing = {"Ann": {"facing": "camera"}}
    with staged({"Ann": [("walk", 0, 3)]}, [book], set="library", size="wide", who=facing) as made:
        assert [(one.kind, one.mark.z) for one in made.blocking.props] == [("book", 0.0)]
        assert made.actors[0].at(0.0).y - made.actors[0].at(4.0).y > 2


def test_who_leaves_by_the_door_of_the_place_is_gone_behind_it() -> None:
    deeds: Deeds = [("leave", 0, 2, "door")]
    with staged({"Ann": deeds, "Ben": deeds}, [{"label": "door", "kind": "door"}], set="desert_station") as made:
        assert [(one.until, one.at(0.0).y < 7 < one.at(2.0).y) for one in made.actors] == [(2.0, True)] * 2


def test_who_has_got_off_stands_beside_what_they_rode() -> None:
    deeds: Deeds = [("ride", 0, 2, "bicycle"), ("stand", 2, 4)]
    with staged({"Ann": deeds}, [{"label": "bicycle", "kind": "bicycle"}], set="street") as made:
        ann, bicycle = made.actors[0].at(4.0), [way(made, "bicycle", seconds) for seconds in (2.0, 4.0)]
        assert bicycle[0] == bicycle[1]
        assert ann.z == 0
        assert 0.3 < dist((ann.x, ann.y), (bicycle[1].x, bicycle[1].y)) < 0.8


def test_a_board_goes_on_without_who_falls_off_it() -> None:
    board = {"label": "skateboard", "kind": "skateboard", "pose": "leave", "start": 2.0, "end": 4.0}
    with staged({"Ann": [("ski", 0, 2, "skateboard"), ("fall", 2, 4)]}, [board], set="skate_bowl") as made:
        there, ann = way(made, "skateboard", 4.0), made.actors[0].at(4.0)
        assert dist((there.x, there.y), (ann.x, ann.y)) > 2


def test_nobody_sees_what_is_in_a_parcel_before_it_is_taken_out() -> None:
    deeds: Deeds = [("open", 0, 1, "parcel"), ("take", 1, 2, "trumpet", "parcel"), ("stand", 2, 4)]
    with staged({"Ann": deeds}, [{"label": "parcel"}, {"label": "trumpet", "kind": "trumpet"}], set="shop") as made:
        assert way(made, "trumpet", 0.5).z == UNSEEN
        assert way(made, "trumpet", 3.0).z > 0.5


def test_what_is_taken_out_of_a_backpack_is_not_seen_before() -> None:
    with staged({"Ann": [("take", 0, 2, "book", "backpack")]}, [{"label": "book", "kind": "book"}]) as made:
        assert way(made, "book", 0.1).z == UNSEEN
        assert all(one.kind != "backpack" for one in made.blocking.props)


def test_what_is_hauled_comes_up_out_of_the_water_and_ends_on_the_planks() -> None:
    deeds: Deeds = [("lift", 0, 2, "lobster trap", "water"), ("put_down", 2, 4, "lobster trap")]
    with staged({"Ann": deeds}, [{"label": "lobster trap"}], set="pier") as made:
        low, high, down = (way(made, "lobster_trap", seconds).z for seconds in (0.1, 2.2, 4.0))
        assert low < -0.9
        assert high > 0.4
        assert down == pytest.approx(0, abs=0.3)


def test_of_hands_alone_no_head_is_drawn() -> None:
    with staged({"Ann": [("hold", 0, 4, "book")]}, [{"label": "book"}], who={"Ann": {"part": "hands"}}) as made:
        body = made.actors[0].body
        assert body.posed(1.0).points[np.unique(body.faces)][:, 2].max() < body.eyes(1.0)[2] - 0.05


def test_hands_lift_a_thing_out_of_the_picture() -> None:
    deeds: Deeds = [("hold", 0, 2, "bag"), ("lift", 2, 4, "bag")]
    who = {"Ann": {"part": "hands"}}
    with staged({"Ann": deeds}, [{"label": "bag", "kind": "bag"}], size="extreme_close", who=who) as made:
        palms = []
        for seconds in (1.0, 3.9):
            made.picture(seconds)
            palms.append(made.where(made.actors[0].at(seconds).out(made.actors[0].body.hands(seconds)[0])))
        assert palms[0] is not None
        assert 0 < palms[0][1] < 1
        assert palms[1] is None or palms[1][1] < 0


def test_a_studio_has_the_colour_that_is_told() -> None:
    shot = Shot(number=1, seconds=4.0, set="studio", ground="#1c2c5c")
    assert [place(shot).about[part] for part in ("floor", "plain")] == ["1c2c5c"] * 2


def test_who_kneels_later_stands_until_then() -> None:
    with staged({"Ann": [("kneel", 2, 4)]}, [], set="park") as made:
        assert made.actors[0].body.eyes(1.0)[2] > made.actors[0].body.eyes(3.9)[2] + 0.3


def test_what_is_taken_off_is_laid_down() -> None:
    deeds: Deeds = [("undress", 0, 2, "backpack"), ("put_down", 2, 3, "backpack"), ("stand", 3, 4)]
    with staged({"Ann": deeds}, [], set="park") as made:
        body = made.actors[0].body
        assert made.blocking.props == ()
        high = [body.posed(seconds).points[body.hung][:, 2].mean() for seconds in (0.0, 4.0)]  # type: ignore[attr-defined]
        assert high[0] > 1.0
        assert high[1] < 0.4


def test_a_tractor_goes_along_with_the_dog_that_it_is_beside() -> None:
    tractor = {"label": "tractor", "kind": "tractor", "pose": "drive", "beside": "Dog"}
    camera = [{"move": "tracking_side", "start": 0, "seconds": 4}]
    with staged({"Dog": [("run", 0, 4)]}, [tractor], set="field", camera=camera) as made:
        far = [dist(way(made, "tractor", at).out((0, 0, 0)), made.actors[0].at(at).out((0, 0, 0))) for at in (0.0, 4.0)]
        assert far[0] == pytest.approx(far[1])


def test_who_comes_with_a_cart_leaves_it_and_turns_to_whom_they_give_something() -> None:
    deeds: Deeds = [("push", 0, 2, "linen cart"), ("stand", 2, 4), ("give", 2.5, 4, "cup", "", "Ben")]
    things = [{"label": "linen cart"}, {"label": "cup", "kind": "cup"}]
    who = {"Ann": {"facing": "camera"}}
    with staged({"Ann": deeds, "Ben": [("stand", 0, 4)]}, things, set="corridor", who=who) as made:
        ann, ben = made.actors
        assert way(made, "linen_cart", 2.0) == way(made, "linen_cart", 4.0)
        assert abs(ann.at(4.0).toward(ben.at(4.0)) - ann.at(4.0).yaw) < 10


def test_coffee_comes_from_a_pot_over_the_cup_that_it_is_poured_into() -> None:
    with staged({"Ann": [("pour", 0, 4, "coffee", "cup")]}, [{"label": "cup", "kind": "cup"}], set="kitchen") as made:
        pot, cup = (way(made, kind, 2.0) for kind in ("coffee_pot", "cup"))
        assert pot.z > cup.z + 0.1
        assert dist((pot.x, pot.y), (cup.x, cup.y)) < 0.4


def test_who_has_a_trade_wears_what_it_wears() -> None:
    assert "apron" in clothes_of(Member(name="Ann", kind="chef"))


@pytest.mark.parametrize("state", ["sit", "kneel", "sit_floor"])
@pytest.mark.parametrize(
    "deed", [("push", "", ""), ("pull", "", ""), ("dig", "", ""), ("throw", "ball", ""), ("groom", "", "Dog")]
)  # fmt: skip
def test_who_sits_or_kneels_does_so_while_the_hands_are_busy(state: str, deed: tuple[str, str, str]) -> None:
    pose, thing, toward = deed
    acts: Deeds = [(state, 0, 4), (pose, 1, 4, thing, "", toward)]
    with staged({"Ben": acts, "Dog": [("stand", 0, 4)]}, [], set="courtyard", size="full") as made:
        ben = made.actors[0]
        for seconds in (2.0, 3.5):
            low, high = (ben.body.posed(moment).points[:, 2].max() for moment in (0.5, seconds))
            assert high < low + 0.15  # arms rise, they do not
            assert dist(ben.body.posed(seconds).shift, ben.body.posed(0.5).shift) < 0.1


BOWL = {"kind": "bowl", "label": "steel bowl", "on": "floor"}
BAG = {"kind": "bag", "label": "paper bag", "on": "Ben"}
BOTTLE, VASE = ({"kind": kind, "label": kind} for kind in ("bottle", "vase"))
CHAIR = {"kind": "chair", "label": "old chair"}
POURS: Deeds = [("pour", 1, 4, "paper bag", "bowl")]
EATS: Deeds = [("eat", 2, 4, "steel bowl")]


@pytest.mark.parametrize(
    ("deeds", "things", "drawn"),
    [
        ({"Ben": [("pour", 0, 4, "whisky", "glass")]},
         [{**BOTTLE, "label": "whisky"}, {"kind": "glass", "label": "glass"}], ["glass", "whisky"]),
        ({"Ben": POURS, "Dog": EATS}, [BOWL, BAG], ["paper bag", "steel bowl"]),
        ({"Ben": [("sit", 0, 4, "wooden chair")]}, [{"label": "rattan_chair"}], ["rattan_chair"]),
        ({"Ben": [("sit", 0, 4, "chair")], "Cat": [("lie", 0, 4)]}, [CHAIR], ["old chair"]),
        ({"Ben": [("stand", 0, 4), ("pour", 0, 4, "bucket", "vase")]},
         [{"kind": "bucket", "label": "bucket"}, {**VASE, "on": "stone"}, {"label": "stone"}],
         ["bucket", "stone", "vase"]),
        ({"Ben": [("sit_floor", 0, 4), ("weave", 0, 4, "cloth")]}, [{"label": "cloth"}], ["cloth"]),
    ],
)  # fmt: skip
def test_what_is_listed_and_used_is_there_once(
    deeds: dict[str, Deeds], things: Sequence[Mapping[str, object]], drawn: list[str]
) -> None:
    who = {"Cat": {"on": "Ben"}}
    with staged(deeds, things, set="courtyard", who=who) as made:
        assert sorted(one.label or one.kind for one in made.blocking.props if one.kind != "stream") == drawn


def test_a_bottle_that_hands_alone_open_and_pour_from_is_there_once() -> None:
    deeds: Deeds = [("uncork", 0, 2, "bottle"), ("pour", 2, 4, "bottle", "glass")]
    things = [{"kind": kind, "label": kind, "on": "table" * (kind != "table")} for kind in ("bottle", "glass", "table")]
    with staged({"Ben": deeds}, things, set="studio_black", size="macro", who={"Ben": {"part": "hands"}}) as made:
        assert sorted(one.kind for one in made.blocking.props) == ["bottle", "glass", "table"]


def test_a_bowl_on_the_floor_stays_there_while_somebody_fills_it_and_an_animal_eats() -> None:
    with staged({"Ben": POURS, "Dog": EATS}, [BOWL, BAG], set="kitchen") as made:
        bowl = next(one for one in made.blocking.props if one.kind == "bowl")
        assert (bowl.holder, bowl.mark.z) == ("", 0.0)
        assert next(one for one in made.blocking.props if one.kind == "bag").holder == "Ben"


def test_a_cat_that_is_on_somebody_who_sits_lies_in_the_lap() -> None:
    deeds: dict[str, Deeds] = {"Ben": [("sit", 0, 4, "chair")], "Cat": [("lie", 0, 4)]}
    with staged(deeds, [CHAIR], set="courtyard", who={"Cat": {"on": "Ben"}}) as made:
        marks, ben = made.blocking.marks, made.actors[0]
        assert dist((marks["Cat"].x, marks["Cat"].y), (marks["Ben"].x, marks["Ben"].y)) < 0.4
        assert 0.4 < marks["Cat"].z < ben.at(1.0).z + ben.body.eyes(1.0)[2] - 0.4


def test_a_cat_that_leaps_into_a_lap_is_on_the_floor_until_then() -> None:
    deeds: dict[str, Deeds] = {
        "Ben": [("sit", 0, 4, "chair"), ("groom", 2, 4, "", "", "Cat")],
        "Cat": [("leap", 1, 2, "", "", "Ben"), ("lie", 2, 4)],
    }
    with staged(deeds, [CHAIR], set="courtyard", who={"Cat": {"on": "Ben"}}) as made:
        ben, cat = made.actors
        for seconds, near in ((0.0, False), (3.9, True)):
            away = dist((cat.at(seconds).x, cat.at(seconds).y), (ben.at(seconds).x, ben.at(seconds).y))
            assert (away < 0.4, cat.at(seconds).z > 0.3) == (near, near)
        back = cat.at(3.9).out(cat.body.posed(3.9).points[:, :3].mean(0))
        assert dist(ben.at(3.9).out(ben.body.hands(3.9)[0]), back) < 0.45


def test_a_size_is_that_of_whoever_is_named_first_beside_somebody_huge() -> None:
    deeds: dict[str, Deeds] = {"Ann": [("stand", 0, 4)], "Dragon": [("stand", 0, 4)]}
    with staged(deeds, [], set="field", size="full", who={"Ann": {"side": "left"}}) as made:
        made.picture(2.0)
        ann = next(one for one in made.actors if one.name == "Ann")
        head, feet = (made.where(ann.at(2.0).out((0.0, 0.0, high))) for high in (1.7, 0.0))
        assert head is not None
        assert feet is not None
        assert feet[1] - head[1] > 0.5
        assert made.blocking.subject == ("Ann",)


def test_somebody_comes_to_a_giant_that_lies_on_their_own_side_of_it() -> None:
    deeds: dict[str, Deeds] = {
        "Ann": [("walk", 0, 2, "", "", "Dragon"), ("reach", 2, 4, "", "", "Dragon")],
        "Dragon": [("sleep", 0, 4)],
    }
    who = {"Ann": {"side": "left"}, "Dragon": {"side": "right"}}
    with staged(deeds, [], set="cave", size="wide", who=who) as made:
        marks = made.blocking.marks
        assert marks["Ann"].x < marks["Dragon"].x
        assert marks["Ann"].y < marks["Dragon"].y + 0.5  # before it, not behind it


def test_who_sits_turned_to_somebody_faces_them_when_they_have_risen() -> None:
    deeds: dict[str, Deeds] = {
        "Ann": [("sit", 0, 1, "bench"), ("stand_up", 1, 2), ("stand", 2, 4), ("turn", 2, 3, "", "", "Ben")],
        "Ben": [("stand", 0, 4)],
    }
    bench = {"kind": "bench", "label": "bench"}
    who = {"Ann": {"side": "left", "facing": "Ben"}, "Ben": {"side": "right", "facing": "Ann"}}
    with staged(deeds, [bench], set="park", who=who) as made:
        ann, ben = made.actors
        off = [(ann.at(at).toward(ben.at(at)) - ann.at(at).yaw + 180) % 360 - 180 for at in (0.5, 3.8)]
        assert abs(off[0]) < 80  # as far as a bench allows
        assert abs(off[1]) < 15


def test_a_scene_is_in_the_set_that_it_names_whatever_its_words_say() -> None:
    text = {"text": "Outside a diner with a neon sign, a rope bridge far below.", "place": "cafe"}
    with staged({"Ann": [("stand", 0, 4)]}, [], set="cafe", **text) as made:
        assert made.place.name == "cafe"


def test_a_bag_is_tilted_and_a_bowl_empty_only_until_and_while_something_is_poured() -> None:
    with staged({"Ben": [("pour", 1, 3, "paper bag", "steel bowl")]}, [BOWL, BAG], set="kitchen") as made:
        looks = {
            kind: [(one.pose, one.span[0]) for one, *_ in made.ways if one.kind == kind] for kind in ("bag", "bowl")
        }
        assert looks == {"bag": [("", 0), ("pour", 1), ("", 3)], "bowl": [("empty", 0), ("pour", 1), ("full", 3)]}
        bag, bowl = way(made, "bag", 2.5), way(made, "bowl", 2.5)
        assert bag.z > bowl.z + 0.15
        assert dist((bag.x, bag.y), (bowl.x, bowl.y)) < 0.3


def test_what_is_on_a_table_stands_there_until_it_is_used() -> None:
    deeds: Deeds = [("stand", 0, 4), ("drink", 2, 4, "bottle")]
    things = [{**BOTTLE, "on": "table"}, {"kind": "table", "label": "table"}]
    with staged({"Ben": deeds}, things, set="kitchen", size="full") as made:
        stood, drunk = (way(made, "bottle", seconds) for seconds in (0.5, 3.5))
        assert stood == way(made, "bottle", 1.5)
        assert dist((stood.x, stood.y, stood.z), (drunk.x, drunk.y, drunk.z)) > 0.2


def test_a_hat_that_is_tipped_comes_off_and_none_is_over_hands_that_are_seen_from_above() -> None:
    cook = Member(name="Ann", clothes=(Garment(kind="hat"),))
    hat: Deeds = [("tip_hat", 1, 4, "hat")]
    made = Figure(cook, Presence(name="Ann", actions=(Action(pose="doff", start=1, end=4, thing="hat"),)))
    tops = [float(made.posed(seconds).points[made.hung][:, 2].mean()) for seconds in (0.5, 4.0)]
    assert tops[1] < tops[0] - 0.2
    with staged({"Ann": hat}, [], set="kitchen") as tipped:
        assert "doff" in tipped.shot.poses
    knead: dict[str, Deeds] = {"Ann": [("knead", 0, 4, "dough")]}
    with staged(knead, [{"label": "dough"}], set="kitchen", angle="top_down", size="medium") as above:
        assert "hat" in above.shot.cast[0].off
        above.picture(2.0)
        hand, head = (
            above.where(above.actors[0].at(2.0).out(at))
            for at in (above.actors[0].body.hands(2.0)[0], above.actors[0].body.eyes(2.0))
        )
        assert hand is not None
        assert abs(hand[0] - 0.5) < 0.25
        assert abs(hand[1] - 0.5) < 0.25
        assert head is None or head[1] < hand[1]


@pytest.mark.parametrize(("facing", "toward"), [("away", "camera"), ("camera", "away"), ("Dragon", "away")])
def test_who_goes_away_from_what_they_face_steps_back(facing: str, toward: str) -> None:
    cast: dict[str, Deeds] = {"Ann": [("stand", 0, 2), ("stagger", 2, 3, "", "", toward)], "Dragon": [("stand", 0, 4)]}
    with staged(cast, [], set="field", size="full", who={"Ann": {"facing": facing}}) as made:
        ann = made.actors[0]
        assert ann.at(0.0).within(ann.at(4.0).out((0.0, 0.0, 0.0)))[1] > 0.2  # behind where she was
        assert abs(ann.at(4.0).yaw - ann.at(0.0).yaw) < 5


def test_over_the_shoulder_of_who_is_alone_is_what_is_before_them_and_a_chair_rocks_in_its_place() -> None:
    chair = {"kind": "chair", "label": "rocking chair", "depth": "background", "pose": "swing", "start": 0, "end": 4}
    more = {"set": "kitchen", "angle": "ots", "over": "Ann", "size": "medium_close"}
    with staged({"Ann": [("stand", 0, 4)]}, [chair], who={"Ann": {"facing": "away"}}, **more) as made:
        made.picture(1.0)
        _, shape, where = next(one for one in made.ways if one[0].kind == "chair")
        assert where(0.0) == where(4.0)
        assert np.abs(shape(0.3)[0] - shape(1.6)[0]).max() > 0.1
        seat, head = (
            made.where(where(1.0).out((0.0, 0.0, 0.5))),
            made.where(made.actors[0].at(1.0).out(made.actors[0].body.eyes(1.0))),
        )
        assert seat is not None
        assert 0.1 < seat[0] < 0.9
        assert head is None or abs(head[0] - seat[0]) > 0.1


def test_two_who_sit_face_to_face_have_the_pane_between_them_that_one_lays_hands_on() -> None:
    pane = {"kind": "window", "label": "glass partition", "side": "center"}
    chairs = [{"kind": "chair", "label": "chair"}, {"kind": "chair", "label": "second chair"}]
    ann: Deeds = [("sit", 0, 4, "chair"), ("push", 1, 4, "glass partition", "", "Ben")]
    who = {"Ann": {"side": "left", "facing": "Ben"}, "Ben": {"side": "right", "facing": "Ann"}}
    cast: dict[str, Deeds] = {"Ann": ann, "Ben": [("sit", 0, 4, "second chair")]}
    with staged(cast, [pane, *chairs], set="interrogation_room", size="two_shot", angle="profile", who=who) as made:
        left, right = (made.blocking.marks[name].x for name in ("Ann", "Ben"))
        panes = [one.mark.x for one in made.blocking.props if one.kind == "window"]
        assert left + 0.4 < panes[0] < right - 0.4
        assert sorted(one.label for one in made.blocking.props if one.kind == "chair") == ["chair", "second chair"]


def test_a_sword_that_is_lifted_is_held_up_and_who_enters_later_is_not_there_before() -> None:
    ann: Deeds = [("lift", 0, 2, "sword")]
    cast: dict[str, Deeds] = {"Ann": ann, "Ben": [("enter", 2, 4)]}
    with staged(cast, [{"kind": "sword", "label": "sword", "on": "Ann"}], set="field", size="full") as made:
        ann_, ben = made.actors
        assert ann_.body.hands(1.9)[0][2] > ann_.body.eyes(1.9)[2] + 0.2
        assert ben.since == 2.0


def test_who_wakes_has_the_eyes_shut_until_then() -> None:
    waking = Acting(CAST[1], Presence(name="Ann", actions=(Action(pose="wake", start=1, end=2),)))
    shut = [waking.at(seconds)[0][AT["face"]][2] for seconds in (0.0, 0.9, 1.2, 3.5)]
    assert [eyes > 0.9 for eyes in shut] == [True, True, True, False]


def test_a_flashlight_in_a_hand_leaves_a_room_dark_by_night() -> None:
    torch, dark = {"label": "flashlight", "on": "Ann"}, {"set": "kitchen", "size": "wide", "hour": "night"}
    means = []
    for things in ([], [torch]):
        with staged({"Ann": [("hold", 0, 4, "flashlight" * bool(things))]}, things, **dark) as made:
            means.append(float(made.picture(1.0)[..., :3].mean()))
    assert means[1] < 0.85 * means[0]


def test_a_cub_that_lies_down_on_its_way_falls_behind_and_catches_up() -> None:
    walk, cub = [("walk", 0, 4, "", "", "right")], [("walk", 0, 1, "", "", "right"), ("lie", 1, 2), ("run", 2, 4)]
    deeds: dict[str, Deeds] = {"Dog": [*walk], "Cat": [*cub]}
    who = {"Dog": {"side": "right", "facing": "right"}, "Cat": {"side": "left", "facing": "right"}}
    camera = [{"move": "tracking_side", "start": 0, "seconds": 4}]
    with staged(deeds, [], set="snow", size="wide", who=who, camera=camera) as made:
        cat, dog = sorted(made.actors, key=lambda one: one.name)
        gaps = [dist((cat.at(at).x, cat.at(at).y), (dog.at(at).x, dog.at(at).y)) for at in (0.0, 2.0, 4.0)]
        assert gaps[1] > gaps[0] + 0.4
        assert gaps[2] == pytest.approx(gaps[0], abs=0.1)


def test_two_who_dance_have_hands_at_shoulder_and_waist_and_the_others_joined() -> None:
    with staged({"Ann": [("dance", 0, 4)], "Ben": [("dance", 0, 4)]}, [], set="palace") as made:
        (right, left), (other, joined) = (
            [np.array(one.at(2.0).out(hand)) for hand in one.body.hands(2.0)] for one in made.actors
        )
        assert dist(left, other) < 0.15
        eyes = made.actors[0].body.eyes(2.0)[2]
        assert max(hand[2] for hand in (right, left, other, joined)) < 0.95 * eyes


def test_a_boat_that_nobody_rides_is_in_the_water_of_the_set() -> None:
    with staged({"Ben": [("wave", 0, 4)]}, [{"kind": "boat", "label": "canoe"}], set="river", size="wide") as made:
        assert [6 < one.mark.y < 14.4 for one in made.blocking.props] == [True]


def test_two_who_eat_on_a_sofa_sit_on_it() -> None:
    deeds: Deeds = [("eat", 0, 4, "pizza", "sofa")]
    things = [{"kind": one, "label": one} for one in ("sofa", "pizza")]
    with staged({"Ann": deeds, "Ben": deeds}, things, set="living_room") as made:
        assert {one.how for one in made.blocking.uses if one.kind == "sofa"} == {"sits"}
        assert [one.label for one in made.blocking.props].count("sofa") == 1


def test_a_basketball_goes_through_the_hoop_of_a_court() -> None:
    things = [{"kind": "basketball", "label": "basketball"}]
    with staged({"Ben": [("jump_shot", 0, 2, "basketball")]}, things, set="court") as made:
        highest = max((way(made, "basketball", n / 20) for n in range(80)), key=lambda mark: mark.y)
        assert dist((highest.x, highest.y), (0.0, 17.1)) < 0.2


@pytest.mark.parametrize(
    ("act", "away"),
    [({"where": "water"}, False), ({"where": "water", "toward": "away"}, True), ({"toward": "boat"}, False)],
)
def test_somebody_turns_to_the_sea_or_a_thing_or_away_from_it(act: dict[str, str], away: bool) -> None:
    deeds = [{"pose": "turn", "start": 1.0, "end": 2.5, **act}]
    things = [{"kind": "boat", "label": "boat"}]
    with staged({"Ben": []}, things, set="beach", who={"Ben": {"actions": deeds}}) as made:
        here = made.actors[0].at(3.9)
        _, y = here.ahead(1.0)
        assert (y < here.y) == away


def test_who_is_carried_in_a_mouth_is_in_the_mouth() -> None:
    with staged({"Bear": [("catch", 0, 4, "", "", "Fish")], "Fish": []}, [], set="river") as made:
        fish = next(one for one in made.actors if one.name == "Fish")
        high = fish.at(2.0).z + float(fish.body.posed(2.0).points[:, 2].mean())
        assert 0.4 < high < 1.2


def test_things_on_one_table_keep_their_sides_and_a_cup_is_on_the_tray_that_is_on_it() -> None:
    sides = {"cup": "left", "book": "right", "vase": "center"}
    things: list[dict[str, object]] = [{"kind": "table", "label": "table"}]
    things += [{"kind": kind, "label": kind, "on": "table", "side": side} for kind, side in sides.items()]
    with staged({"Ann": [("sit", 0, 4)], "Ben": [("sit", 0, 4)]}, things, set="dining_room") as made:
        across = {one.kind: one.mark.x for one in made.blocking.props}
        assert across["cup"] < across["vase"] < across["book"]
    things[1:] = [{"kind": "cup", "label": "cup", "on": "tray"}, {"label": "tray", "on": "table"}]
    with staged({"Ann": [("sit", 0, 4)]}, things, set="cafe") as made:
        cup, tray = (next(one.mark for one in made.blocking.props if one.kind == kind) for kind in ("cup", "tray"))
        assert dist((cup.x, cup.y), (tray.x, tray.y)) < 0.2
        assert 0 <= cup.z - tray.z < 0.05


def test_a_tray_that_is_listed_has_what_is_on_it_alone() -> None:
    glass: dict[str, object] = {"kind": "wine_glass", "label": "glass", "on": "tray", "count": 2}
    with staged({"Ben": [("carry", 0, 4, "tray")]}, [{"label": "tray"}, glass], set="restaurant") as made:
        assert [one.kind for one in made.blocking.props] == ["tray", "wine_glass"]
        tray, glasses = way(made, "tray", 2.0), way(made, "wine_glass", 2.0)
        assert dist((tray.x, tray.y), (glasses.x, glasses.y)) < 0.15


def test_a_frisbee_that_nobody_throws_flies_in_and_a_ball_that_is_dribbled_is_one() -> None:
    with staged({"Dog": [("catch", 0, 2, "frisbee")]}, [{"kind": "toy", "label": "frisbee"}], set="beach") as made:
        first, last = (way(made, "frisbee", seconds) for seconds in (0.0, 3.0))
        assert dist((first.x, first.y), (last.x, last.y)) > 3
    ball = {"kind": "basketball", "label": "basketball"}
    with staged({"Ben": [("dribble", 0, 3), ("jump_shot", 3, 4, "basketball")]}, [ball], set="court") as made:
        assert way(made, "basketball", 1.0).z == UNSEEN
        assert way(made, "basketball", 3.9).z > 1


def test_an_animal_that_is_said_to_be_on_the_floor_takes_no_seat() -> None:
    with staged({"Cat": [("sleep", 0, 4)]}, [], set="living_room", who={"Cat": {"on": "floor"}}) as made:
        assert made.blocking.marks["Cat"].z == 0


def test_an_animal_that_sleeps_has_its_head_down_from_the_start() -> None:
    def nose(pose: str) -> float:
        with staged({"Cat": [(pose, 0, 4)]}, [], set="living_room", who={"Cat": {"on": "floor"}}) as made:
            points = made.actors[0].body.posed(0.0).points
            return float(points[points[:, 1].argmin(), 2])

    assert nose("sleep") < 0.6 * nose("sit")


@pytest.mark.parametrize("pose", ["leap", "descend"])
def test_who_gets_down_from_what_they_are_on_goes_on_along_the_floor(pose: str) -> None:
    deeds: Deeds = [("stand", 0, 1), (pose, 1, 2), ("walk", 2, 4)]
    table = [{"label": "table", "kind": "table"}]
    with staged({"Ben": deeds}, table, set="living_room", size="full", who={"Ben": {"on": "table"}}) as made:
        assert made.actors[0].at(0.5).z > 0.5
        assert made.actors[0].at(3.0).z == pytest.approx(0)


def test_a_thing_that_does_nothing_is_there_from_its_start_to_its_end() -> None:
    cups: list[Mapping[str, object]] = [{"label": "cup", "kind": "cup", "start": 1.5, "end": 3.0}]
    with staged({}, cups, set="cafe") as made:
        assert {prop.kind: prop.span for prop, _, _ in made.ways}["cup"] == (1.5, 3.0)


def test_hands_alone_come_when_they_have_something_to_do() -> None:
    cup = [{"label": "cup", "kind": "cup", "on": "table"}, {"label": "table", "kind": "table"}]
    for start, there in ((2.0, False), (0.0, True)):
        deeds: Deeds = [("take", start, start + 1, "cup")]
        with staged({"Ben": deeds}, cup, set="cafe", size="close_up", who={"Ben": {"part": "hands"}}) as made:
            assert (made.actors[0].since == 0) == there
            assert made.actors[0].since <= start


def test_a_tilt_that_ends_on_whom_the_camera_is_on_begins_over_them() -> None:
    tilt = [{"move": "tilt_down", "start": 0.5, "seconds": 3.0, "amount": -20, "end": "Ben"}]
    with staged({"Ben": [("stand", 0, 4)]}, [], set="forest", size="full", camera=tilt) as made:
        first, last = (made.view(seconds).at[2] for seconds in (0.0, 4.0))
        assert first > last + 0.5


def test_who_sits_up_in_bed_stays_on_it() -> None:
    bed = [{"label": "bed", "kind": "bed"}]
    with staged({"Ben": [("lie", 0, 2, "bed"), ("sit", 2, 4, "bed")]}, bed, set="bedroom", size="full") as made:
        assert made.actors[0].body.eyes(3.9)[2] < 1.0  # over the bed; over a chair's foot it would be 1.2


def test_hands_that_put_down_a_glass_leave_the_machine_beside_it_alone() -> None:
    things = [{"label": "glass", "kind": "glass"}, {"label": "coffee machine"}, {"label": "table", "kind": "table"}]
    deeds: Deeds = [("put_down", 0.5, 1.5, "glass", "table")]
    with staged({"Ben": deeds}, things, set="cafe", size="close_up", who={"Ben": {"part": "hands"}}) as made:
        assert {prop.label for prop in made.blocking.props if prop.holder} == {"glass"}


def test_who_pulls_somebody_has_hold_of_them() -> None:
    deeds: dict[str, Deeds] = {"Ann": [("pull", 0, 4, "", "", "Ben")], "Ben": [("stand", 0, 4)]}
    with staged(deeds, [], set="street", size="full") as made:
        ann, ben = made.actors
        hands = [np.array(who.at(3.0).out(who.body.hands(3.0)[0])) for who in (ann, ben)]
        assert np.linalg.norm(hands[0] - hands[1]) < 0.35


def test_who_sleeps_on_a_train_does_not_lie_on_its_floor() -> None:
    with staged({"Ben": [("sleep", 0, 4)]}, [], set="train") as made:
        assert made.actors[0].body.eyes(2.0)[2] > 0.9


@pytest.mark.parametrize("who", [{}, {"Ann": {"on": "boat"}, "Ben": {"on": "boat"}}])
def test_who_rows_on_a_lake_is_in_the_boat_with_who_sits_there(who: dict[str, dict[str, str]]) -> None:
    deeds: dict[str, Deeds] = {"Ann": [("row", 0, 4)], "Ben": [("sit", 0, 4)]}
    with staged(deeds, [{"label": "boat", "kind": "boat"}], set="lake", size="full", who=who) as made:
        boat = way(made, "boat", 2.0)
        assert made.place.name == "open_water"
        for actor in made.actors:
            here = actor.at(2.0)
            across, along, _ = boat.within((here.x, here.y, here.z))
            assert abs(across) < 0.3
            assert abs(along) < 1.5


def test_a_letter_that_is_tucked_into_a_coat_comes_to_the_chest() -> None:
    letter = [{"label": "letter", "kind": "letter", "on": "Ben"}]
    with staged({"Ben": [("tuck", 1, 3, "letter", "coat")]}, letter, set="street", size="medium") as made:
        body = made.actors[0].body
        assert body.eyes(2.0)[2] > 0.95 * body.eyes(0.0)[2]
        assert body.hands(2.0)[0][2] > 1.0


def test_a_barbers_chair_tilts_with_who_lies_back_in_it() -> None:
    looks = {}
    for pose in ("lie", "sit"):
        with staged({"Ben": [(pose, 0, 4, "barber chair")]}, [{"label": "barber chair"}], set="hair_salon") as made:
            looks[pose] = [one.kind for one in made.blocking.props]
    assert looks == {"lie": ["reclined_barber_chair"], "sit": ["barber_chair"]}

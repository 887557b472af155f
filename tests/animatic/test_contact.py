"""Two bodies that meet: they come within reach, hands are where they meet, and who is acted on answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import dist

import numpy as np
import pytest

from kling.animatic.marks import told_of
from kling.animatic.mesh import Point
from kling.animatic.playing import Actor
from kling.animatic.scene import Film, Member, Shot
from kling.animatic.staged import Quality, Staged

PAIR = Film(cast=(Member(name="Ann", sex="f"), Member(name="Ben", sex="m")), parts=(1,))
SIZE = (320, 180)


@contextmanager
def staged(
    ann: list[dict[str, object]], ben: list[dict[str, object]] | None = None, *, film: Film = PAIR, **more: object
) -> Iterator[Staged]:
    cast = [{"name": "Ann", "actions": ann}, {"name": "Ben", "actions": ben or []}]
    cast += [{"name": one.name, "actions": []} for one in film.cast[2:]]
    shot = Shot.model_validate({"number": 1, "seconds": 4.0, "set": "street", "hour": "noon", "cast": cast} | more)
    made = Staged(film, shot, SIZE, Quality(1.0, False, 320))
    try:
        yield made
    finally:
        made.close()


def hands(one: Actor, seconds: float) -> tuple[Point, Point]:
    """The right palm and the left, in the world."""
    right, left = one.body.hands(seconds)
    return one.at(seconds).out(right), one.at(seconds).out(left)


def apart(one: Actor, other: Actor, seconds: float) -> float:
    here, there = one.at(seconds), other.at(seconds)
    return dist((here.x, here.y), (there.x, there.y))


def test_hands_that_are_shaken_are_in_each_other() -> None:
    with staged([{"pose": "shake_hands", "end": 4.0, "toward": "Ben"}]) as made:
        ann, ben = made.actors
        for seconds in (1.0, 2.0, 3.0):
            assert dist(hands(ann, seconds)[0], hands(ben, seconds)[0]) < 0.15


@pytest.mark.parametrize("pose", ["embrace", "kiss"])
def test_arms_are_round_each_other(pose: str) -> None:
    with staged([{"pose": pose, "end": 4.0, "toward": "Ben"}]) as made:
        ann, ben = made.actors
        for one, other in ((ann, ben), (ben, ann)):
            body = other.body.posed(2.0).points
            for palm in hands(one, 2.0):
                near = np.linalg.norm(body - np.array(other.at(2.0).within(palm)), axis=1).min()
                assert near < 0.15


def test_who_runs_to_somebody_stops_before_them() -> None:
    run = {"pose": "run", "end": 2.0, "toward": "Ben"}
    with staged([run, {"pose": "embrace", "start": 2.0, "end": 4.0, "toward": "Ben"}]) as made:
        ann, ben = made.actors
        assert apart(ann, ben, 0.0) > 1.2
        assert 0.2 < apart(ann, ben, 3.5) < 0.5
        x = [ann.at(seconds).x - ben.at(seconds).x for seconds in (0.0, 3.5)]
        assert x[0] * x[1] > 0  # on the side from which she came


def test_who_is_pushed_in_a_wheelchair_sits_ahead_and_goes_along() -> None:
    chair = [{"kind": "chair", "label": "wheelchair"}]
    with staged([{"pose": "push", "end": 4.0, "toward": "Ben", "where": "wheelchair"}], things=chair) as made:
        ann, ben = made.actors
        assert [one.kind for one in made.blocking.props] == ["wheelchair"]
        assert "sit" in made.shot.cast[1].poses
        assert apart(ann, ben, 0.5) == pytest.approx(apart(ann, ben, 3.5), abs=0.01)
        assert dist((ben.at(0.5).x, ben.at(0.5).y), (ben.at(3.5).x, ben.at(3.5).y)) > 0.3


def test_who_is_pushed_falls_and_who_pushes_stands() -> None:
    with staged([{"pose": "push", "end": 4.0, "toward": "Ben"}]) as made:
        ann, ben = made.actors
        assert ben.body.eyes(0.2)[2] > 1.4
        assert ben.body.eyes(3.5)[2] < 0.6
        assert ann.body.eyes(3.5)[2] > 1.3


def test_two_who_hold_hands_walk_side_by_side() -> None:
    walk = [{"pose": "walk", "end": 2.0}, {"pose": "hold", "start": 2.0, "end": 4.0}]
    with staged(walk, walk) as made:
        ann, ben = made.actors
        for seconds in (1.0, 3.5):
            assert min(dist(one, two) for one in hands(ann, seconds) for two in hands(ben, seconds)) < 0.15
        assert ann.at(2.0).yaw == pytest.approx(ben.at(2.0).yaw, abs=1)


def test_who_is_chased_is_ahead_and_both_are_in_the_picture() -> None:
    with staged([{"pose": "chase", "end": 4.0, "toward": "Ben"}]) as made:
        ann, ben = made.actors
        for seconds in (0.1, 3.9):
            made.picture(seconds)
            here, ahead = ann.at(seconds), ann.at(seconds).within((ben.at(seconds).x, ben.at(seconds).y, 0.0))
            assert ahead[1] < -0.8  # before her, the way that she runs
            assert here.yaw == pytest.approx(ben.at(seconds).yaw, abs=15)
            for one in (ann, ben):
                assert made.where(one.at(seconds).out(one.body.eyes(seconds))) is not None


def test_an_animal_that_goes_with_whoever_is_after_it_is_drawn() -> None:
    pair = Film(cast=(Member(name="Ann", sex="f"), Member(name="Ben", kind="dog", person=False)), parts=(1,))
    deeds: list[dict[str, object]] = [{"pose": "walk", "end": 4.0}, {"pose": "chase", "end": 4.0, "toward": "Ben"}]
    with staged(deeds, film=pair) as made:
        assert made.picture(2.0).any()


def test_what_several_bear_is_between_them_and_goes_with_them() -> None:
    carry = {"pose": "carry", "end": 4.0, "thing": "sofa"}
    with staged([carry], [carry], things=[{"kind": "sofa", "label": "sofa"}]) as made:
        ann, ben = made.actors
        (sofa,) = [one for one in made.blocking.props if one.kind == "sofa"]
        holder = next(one for one in (ann, ben) if one.name == sofa.holder)
        for seconds in (0.5, 3.5):
            here, at = holder.hold(sofa)(seconds), [(one.at(seconds).x, one.at(seconds).y) for one in (ann, ben)]
            assert dist((here.x, here.y), np.mean(at, 0)) < 0.3
            assert here.z > 0.3
        assert dist(at[0], (ann.at(0.5).x, ann.at(0.5).y)) > 0.5


def test_whom_somebody_hands_on_ends_in_the_arms_of_the_other() -> None:
    film = Film(cast=(*PAIR.cast, Member(name="Kim", age="baby")), parts=(1,))
    acts = [{"pose": "carry", "end": 1.0, "toward": "Kim"}]
    acts.append({"pose": "give", "start": 1.0, "end": 3.0, "toward": "Ben", "thing": "Kim"})
    with staged(acts, film=film) as made:
        ann, ben, kim = made.actors
        for one, seconds in ((ann, 0.5), (ben, 3.9)):
            assert apart(kim, one, seconds) < 0.5
            assert kim.at(seconds).z > 0.6


def test_what_is_put_down_ends_on_the_table() -> None:
    put = {"pose": "put_down", "end": 2.0, "thing": "book", "where": "table"}
    things = [{"kind": "book", "label": "book"}, {"kind": "table", "label": "table"}]
    with staged([put], set="living_room", things=things) as made:
        movers = made._movers
        ends = [mover.where(3.9).z for mover in movers if mover.where(0.1) != mover.where(3.9)]
        (table,) = [one for one in made.blocking.props if one.kind == "table"]
        assert any(abs(z - told_of("table", "top") * table.scale) < 0.2 for z in ends)


def test_what_is_thrown_flies_to_the_hands_that_catch_it() -> None:
    throw = {"pose": "throw", "end": 2.0, "toward": "Ben", "thing": "ball"}
    with staged([throw], things=[{"kind": "ball", "label": "ball"}]) as made:
        ann, ben = made.actors
        (where,) = [one.where for one in made._movers[2:]]
        assert apart(ann, ben, 1.0) > 2.5
        at, flying, there = (where(seconds) for seconds in (0.5, 2.5, 3.9))
        assert min(dist((at.x, at.y), palm[:2]) for palm in hands(ann, 0.5)) < 0.3
        assert min(at.x, there.x) < flying.x < max(at.x, there.x)
        assert min(dist((there.x, there.y), palm[:2]) for palm in hands(ben, 3.9)) < 0.3


def test_who_takes_a_thing_from_another_has_it_from_then_on() -> None:
    take = {"pose": "take", "end": 2.0, "toward": "Ben", "thing": "cup"}
    with staged([take], things=[{"kind": "cup", "label": "cup"}]) as made:
        ann, ben = made.actors
        (where,) = [one.where for one in made._movers[2:]]
        for one, seconds in ((ben, 0.3), (ann, 3.5)):
            at = where(seconds)
            assert min(dist((at.x, at.y), palm[:2]) for palm in hands(one, seconds)) < 0.3


def test_who_leaps_over_something_is_high_above_it_and_lands_behind_it() -> None:
    leap = {"pose": "leap", "start": 1.0, "end": 2.5, "thing": "fence"}
    with staged([leap], things=[{"kind": "fence", "label": "fence"}]) as made:
        ann = made.actors[0]
        (fence,) = [one for one in made.blocking.props if one.kind == "fence"]
        sides = [fence.mark.within((ann.at(s).x, ann.at(s).y, 0.0))[1] for s in (0.5, 3.5)]
        assert sides[0] > 0.5
        assert sides[1] < -0.5
        assert ann.body.posed(1.75).points[:, 2].min() > 0.5


@pytest.mark.parametrize(("part", "size"), [("", "medium"), ("hands", "close_up")])
def test_a_hand_comes_to_what_it_takes_and_is_seen_there(part: str, size: str) -> None:
    take = {"pose": "take", "start": 1.0, "end": 2.0, "thing": "cup", "where": "table"}
    things = [{"kind": kind, "label": kind} for kind in ("cup", "table")]
    cast = [{"name": "Ann", "part": part, "actions": [take]}]
    with staged([], set="kitchen", size=size, cast=cast, things=things) as made:
        lies, palm = made._movers[1].where(0.5), hands(made.actors[0], 1.5)[0]
        assert dist((lies.x, lies.y, lies.z), palm) < 0.03
        made.picture(1.5)
        assert made.where(palm)


def test_who_draws_a_sword_has_it_at_the_belt_before() -> None:
    draw = {"pose": "unsheathe", "start": 1.0, "end": 2.0, "thing": "sword"}
    cast = [{"name": "Ann", "actions": [draw]}]
    with staged([], cast=cast, things=[{"kind": "sword", "label": "sword"}]) as made:
        before, after = (mover for mover in made._movers if mover.span != made._movers[0].span)
        belt, palm = before.where(0.5), hands(made.actors[0], 3.0)[0]
        assert 0.7 < belt.z < 1.2
        assert dist((after.where(3.0).x, after.where(3.0).z), (palm[0], palm[2])) < 0.03


@pytest.mark.parametrize(("where", "over"), [("back", 0.0), ("shoulders", 0.3)])
def test_whom_somebody_has_on_the_back_or_the_shoulders_is_there_on_the_way(where: str, over: float) -> None:
    film = PAIR.model_copy(update={"cast": (PAIR.cast[0], Member(name="Ben", sex="m", age="child"))})
    with staged([], [{"pose": "ride", "end": 4.0, "toward": "Ann", "where": where}], film=film) as made:
        ann, ben = made.actors
        for seconds in (1.0, 3.5):
            assert apart(ann, ben, seconds) < 0.3
            assert ben.over_head(seconds)[2] > ann.over_head(seconds)[2] + over - 0.1


def test_whom_two_carry_on_a_stretcher_lies_on_it_and_goes_along() -> None:
    carry = {"pose": "carry", "end": 4.0, "toward": "Cy"}
    film = PAIR.model_copy(update={"cast": (*PAIR.cast, Member(name="Cy"))})
    with staged([carry], [carry], film=film, things=[{"kind": "bed", "label": "stretcher"}]) as made:
        ann, ben, cy = made.actors
        for seconds in (0.5, 3.5):
            one, other, there = (actor.at(seconds) for actor in (ann, ben, cy))
            assert dist(((one.x + other.x) / 2, (one.y + other.y) / 2), (there.x, there.y)) < 0.3
            assert cy.body.eyes(seconds)[2] + cy.at(seconds).z < 1.2


def test_a_table_that_somebody_knocks_over_lies_on_its_side_then() -> None:
    act = {"pose": "overturn", "start": 1.0, "end": 2.0, "thing": "table"}
    cast = [{"name": "Ann", "actions": [act]}]
    with staged([], set="bar", cast=cast, things=[{"kind": "table", "label": "table"}]) as made:
        table = made._movers[1]
        before, after = (np.ptp(table.shape(seconds)[0], axis=0) for seconds in (0.5, 3.0))
        assert abs(after[2] - before[1]) < 0.1
        assert abs(after[1] - before[2]) < 0.1

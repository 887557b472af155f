"""Who and what a picture shows of a shot: whose shoulder, the thing in a hand, the face before a crowd."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kling.animatic.blocking import block
from kling.animatic.placing import box_of_prop
from kling.animatic.playing import mesh_of
from kling.animatic.read import film
from kling.animatic.scene import Action, Film, Member, Presence, Shot, Thing
from kling.animatic.staged import Quality, Staged

SIZE, SMALL = (320, 180), Quality(1.0, False, 320)
CAST = Film(
    cast=(Member(name="Ann", sex="f"), Member(name="Bob", sex="m"), Member(name="crowd", kind="crowd")), parts=(1,)
)


def shot_of(*cast: Presence, **fields: object) -> Shot:
    return Shot.model_validate(
        {"number": 1, "seconds": 4.0, "cast": [one.model_dump() for one in cast], "hour": "noon"} | fields
    )


def doing(name: str, pose: str = "", **fields: str) -> Presence:
    acts = (Action(pose=pose, end=4.0, toward=fields.pop("toward", ""), thing=fields.pop("thing", "")),)
    return Presence.model_validate({"name": name, "actions": acts if pose else ()} | fields)


def faces(shot: Shot, *names: str) -> list[tuple[float, float] | None]:
    """Where the heads of some of the cast are in the middle of a shot, in parts of the picture's sides."""
    staged = Staged(CAST, shot, SIZE, SMALL)
    staged.picture(2.0)
    bodies = {one.name: one for one in staged.actors}
    found = [staged.where(bodies[name].at(2.0).out(bodies[name].body.eyes(2.0))) for name in names]
    staged.close()
    return found


@pytest.mark.parametrize("place", ["", "street", "diner"])
def test_past_a_shoulder_at_one_edge_a_face_is_seen_and_in_the_reverse_at_the_other(place: str) -> None:
    there = faces(shot_of(doing("Ann"), doing("Bob", "smile"), set=place, angle="ots"), "Ann", "Bob")
    back = faces(shot_of(doing("Bob"), doing("Ann", "smile"), set=place, angle="ots"), "Bob", "Ann")
    for near, far in (there, back):
        assert far is not None
        assert 0.3 < far[0] < 0.7
        assert 0.15 < far[1] < 0.5
        assert near is not None
        assert abs(near[0] - 0.5) > 0.1
    assert (there[0][0] < 0.5) != (back[0][0] < 0.5)  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("Over Tom's shoulder: the waitress cries.", "Tom"),
        ("A boxer throws a punch, shot over the shoulder of the old man.", "old man"),
        ("Over-the-shoulder shot past a detective to a suspect.", "detective"),
        ("POV of Tom: the waitress waves at him.", "Tom"),
        ("女孩的主观视角：一个老师朝她挥手。", "girl"),
        ("过肩镜头：越过医生的肩膀看向女人。", "医生"),
        ("Por encima del hombro de la mujer: el camarero canta.", "woman"),
        ("Over-the-shoulder shot, a man reads.", ""),
        ("Over Bob's shoulder: Tom laughs.", ""),  # a bob is no name of the cast
    ],
)
def test_it_is_past_the_shoulder_or_through_the_eyes_that_the_words_name(words: str, over: str) -> None:
    shots = film([{"prompt": "Tom, a man in a grey suit, sits in a diner."}, {"prompt": words}]).shots
    assert (shots[1].angle in ("ots", "pov"), shots[1].over) == (True, over)


def test_the_camera_is_not_on_whose_shoulder_it_sees_past_whatever_they_do() -> None:
    shot = shot_of(doing("Ann", "laugh"), doing("Bob"), angle="ots", over="Ann")
    assert block(shot, CAST).subject == ("Bob",)


def test_through_the_eyes_of_who_lies_the_other_is_seen_from_below() -> None:
    shot = shot_of(doing("Bob", "bend", toward="Ann"), doing("Ann", "lie"), set="park", angle="pov", over="Ann")
    staged = Staged(CAST, shot, SIZE, SMALL)
    view, (ann, bob) = staged.view(2.0), sorted(staged.actors, key=lambda one: one.name)
    eyes, face = (one.at(2.0).out(one.body.eyes(2.0)) for one in (ann, bob))
    staged.close()
    assert np.linalg.norm(np.subtract(view.eye, eyes)) < 0.3
    assert view.at[2] > view.eye[2] + 0.5
    assert np.linalg.norm(np.subtract(view.at, face)) < 0.3


def test_a_keeper_is_seen_from_behind_the_goal() -> None:
    shot = shot_of(doing("Bob", "block"), set="stadium", angle="rear", things=[{"kind": "goal", "label": "goal"}])
    staged = Staged(CAST, shot, SIZE, SMALL)
    view, keeper = staged.view(0.0), staged.actors[0].mark
    staged.close()
    assert view.eye[1] > keeper.y > view.eye[1] - 12
    assert abs(keeper.yaw) < 1


def test_a_way_nearer_that_has_no_room_for_two_ends_on_the_face_of_the_first() -> None:
    camera = [{"move": "dolly_in", "seconds": 4.0, "amount": 0.6}]
    staged = Staged(CAST, shot_of(doing("Ann", "sit"), doing("Bob", "stand"), camera=camera), SIZE, SMALL)
    (ann, bob), view = sorted(staged.actors, key=lambda one: one.name), staged.view(4.0)
    far = [np.linalg.norm(np.subtract(view.at, one.at(4.0).out(one.body.eyes(4.0)))) for one in (ann, bob)]
    staged.close()
    assert far[0] < 0.4 < far[1]


def test_hands_that_alone_are_seen_are_lit_and_stand_over_what_they_work_at() -> None:
    one = doing("Ann", "craft", thing="shoe", part="hands")
    staged = Staged(CAST, shot_of(one, set="", hour="night", things=[{"kind": "shoe", "label": "shoe"}]), SIZE, SMALL)
    (_, _, z), light = staged.actors[0].body.hands(1.0)[0], staged.stage.light
    staged.close()
    assert light.key > 0
    assert z > 0.9


def test_who_speaks_in_a_close_picture_keeps_the_face_in_it_whatever_they_put_down() -> None:
    one = Presence(name="Ann", actions=(Action(pose="put_down", end=4.0, thing="pot"),))
    line = {"speaker": "Ann", "text": "I get that a lot.", "start": 1.0, "end": 3.0}
    things = [{"kind": "pan", "label": "pot"}]
    (face,) = faces(shot_of(one, set="diner", size="close_up", lines=[line], things=things), "Ann")
    assert face is not None
    assert 0.2 < face[1] < 0.7


def test_many_of_a_thing_stand_in_rows_and_take_one_place() -> None:
    shot = shot_of(set="courtyard", things=[{"kind": "chair", "label": "chairs", "count": 8}])
    (chairs,) = (one for one in block(shot, CAST).props if one.kind == "chair")
    one, all_ = (np.ptp(np.array(mesh_of(two, 0.0).bounds), 0) for two in (replace(chairs, count=1), chairs))
    assert (all_[:2] / one[:2]).tolist() == pytest.approx([4.6, 2.2])


@pytest.mark.parametrize("facing", ["away", "camera"])
def test_who_goes_away_gets_smaller_and_who_comes_larger(facing: str) -> None:
    staged = Staged(CAST, shot_of(doing("Ann", "walk", facing=facing), set="country_road", size="wide"), SIZE, SMALL)
    (first, last) = (np.subtract(staged.view(at).eye, staged.actors[0].at(at).out((0, 0, 1))) for at in (0.0, 4.0))
    staged.close()
    assert (np.linalg.norm(last) > 1.5 * np.linalg.norm(first)) == (facing == "away")


@pytest.mark.parametrize("size", ["medium", "wide"])
def test_who_is_before_and_who_is_behind_are_on_their_sides(size: str) -> None:
    cast = doing("Ann", side="left", depth="foreground"), doing("Bob", side="right", depth="background")
    ann, bob = faces(shot_of(*cast, set="station", size=size), "Ann", "Bob")
    assert ann is not None
    assert bob is not None
    assert ann[0] < 0.45
    assert bob[0] > 0.55


def test_who_is_on_the_left_stays_there_whoever_is_named_first() -> None:
    for cast in ((doing("Ann"), doing("Bob")), (doing("Bob"), doing("Ann"))):
        marks = block(shot_of(*cast), CAST).marks
        assert marks["Ann"].x < marks["Bob"].x


@pytest.mark.parametrize("kind", ["phone", "box", "watch", "letter", "ring", ""])
def test_a_picture_of_hands_shows_what_they_have(kind: str) -> None:
    told = Thing(kind=kind, label=kind or "gribble")
    staged = Staged(CAST, shot_of(doing("Ann", part="hands"), size="insert", things=[told.model_dump()]), SIZE, SMALL)
    staged.picture(2.0)
    (prop,) = (one for one in staged.blocking.props if one.label)
    at = np.mean(mesh_of(prop, 0.0).bounds, 0).tolist() if prop.holder else np.mean(box_of_prop(prop), 0).tolist()
    if prop.holder:
        at = staged.actors[0].hold(prop)(2.0).out(at)
    where, (low, high) = staged.where(at), mesh_of(prop, 0.0).bounds
    staged.close()
    assert where is not None
    assert max(abs(where[0] - 0.5), abs(where[1] - 0.5)) < 0.4
    assert float((high - low).max()) < 0.4


def test_who_speaks_to_a_crowd_shows_the_face_and_a_close_picture_is_on_them_alone() -> None:
    shot = shot_of(doing("Ann", "speak", toward="crowd"), Presence(name="crowd"), set="stage", size="close_up")
    blocking = block(shot, CAST)
    assert blocking.subject == ("Ann",)
    assert abs(blocking.marks["Ann"].yaw) < 60


def test_what_is_not_known_is_in_the_hand_that_holds_it() -> None:
    told = Thing(kind="", label="astrolabe")
    shot = shot_of(doing("Ann", "hold", thing="astrolabe"), things=[told.model_dump()])
    (prop,) = (one for one in block(shot, CAST).props if one.label == "astrolabe")
    assert prop.holder == "Ann"


def test_a_face_stays_in_a_close_picture_when_the_body_rises() -> None:
    acts = (Action(pose="stoop", end=2.0), Action(pose="stand", start=2.0, end=4.0))
    staged = Staged(CAST, shot_of(Presence(name="Ann", actions=acts), size="medium_close", set="street"), SIZE, SMALL)
    for seconds in (0.4, 2.0, 3.6):
        staged.picture(seconds)
        (ann,) = staged.actors
        where = staged.where(ann.at(seconds).out(ann.body.eyes(seconds)))
        assert where is not None
        assert 0.05 < where[1] < 0.95
    staged.close()


@pytest.mark.parametrize("camera", ["tracking_side", "follow_behind"])
def test_who_runs_in_a_street_does_not_run_into_its_houses(camera: str) -> None:
    path = [{"move": camera, "seconds": 8.0}]
    staged = Staged(CAST, shot_of(doing("Ann", "run"), set="street", seconds=8.0, camera=path), SIZE, SMALL)
    (runner,) = staged.actors
    assert max(abs(runner.at(seconds).x) for seconds in (0.0, 8.0)) < 6.0
    staged.close()


def test_who_eats_at_a_table_sits_at_it() -> None:
    table = Thing(kind="table", label="table").model_dump()
    staged = Staged(CAST, shot_of(doing("Ann", "eat", thing="table"), set="kitchen", things=[table]), SIZE, SMALL)
    assert {"sits", "at"} <= {use.how for use in staged.blocking.uses}
    staged.close()


def test_a_box_is_not_nearer_to_the_lens_than_what_the_picture_is_of() -> None:
    things = [Thing(kind=kind, label=kind or "gribble").model_dump() for kind in ("shoe", "")]
    staged = Staged(CAST, shot_of(set="gym", things=things), SIZE, SMALL)
    shoe, box = sorted((one for one in staged.blocking.props if one.label), key=lambda one: not one.kind)
    assert box.mark.y > shoe.mark.y - 0.5
    staged.close()


@pytest.mark.parametrize(
    ("words", "rises"),
    [
        ("A nurse climbs the stairs.", 0.4),
        ("Il grimpe à l'échelle.", 0.4),
        ("Una escaladora desciende en rápel por una pared de roca.", -0.4),
        ("A man walks along the street.", 0.0),
    ],
)
def test_who_goes_up_or_down_rises_or_sinks_on_what_they_go(words: str, rises: float) -> None:
    told = film([{"prompt": words, "duration": "4"}])
    staged = Staged(told, told.shots[0], (64, 36), Quality(1.0, False, 64), bare=True)
    first, last = (staged.actors[0].at(at).z for at in (0.0, 4.0))
    staged.close()
    assert (last - first) * rises > 0 if rises else last == first


@pytest.mark.parametrize(("words", "slow"), [("", False), (" in slow motion", True), (", Zeitlupe", True)])
def test_in_slow_motion_somebody_comes_less_far(words: str, slow: bool) -> None:
    made = film([{"prompt": f"Wide shot: a man walks along a street{words}.", "duration": "4"}])
    staged = Staged(made, made.shots[0], SIZE, SMALL)
    come = staged.actors[0].body.posed(staged.shot.seconds).shift[1]
    assert (staged.shot.seconds < 2, come < 3) == (slow, slow)
    staged.close()


@pytest.mark.parametrize("place", ["lake", "pool", "harbour", "river"])
def test_who_jumps_into_water_goes_through_the_air_from_its_edge(place: str) -> None:
    staged = Staged(CAST, shot_of(doing("Ann", "plunge"), set=place), SIZE, SMALL, bare=True)
    actor = staged.actors[0]
    before, air, after = (actor.body.posed(at).points[:, 2].min() for at in (0.1, 2.0, 4.0))
    staged.close()
    assert (abs(before) < 0.1, air > 0.3, after < -1.7, actor.mark.y != 0) == (True, True, True, True)


def test_who_floats_is_over_the_floor_and_swims_in_water() -> None:
    for place, poses in (("living_room", {"float"}), ("lake", {"swim"}), ("space", {"float"})):
        staged = Staged(CAST, shot_of(doing("Ann", "float"), set=place), SIZE, SMALL, bare=True)
        assert staged.shot.poses == poses
        if place == "living_room":
            assert staged.actors[0].body.posed(1.0).points[:, 2].min() > 0.2
        staged.close()

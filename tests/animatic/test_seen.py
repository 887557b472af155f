"""What a scene is about is in its picture: hands at work, who drives, what is eaten from, what a lamp lights."""

from __future__ import annotations

import numpy as np
import pytest

from kling.animatic.figure import Figure
from kling.animatic.placing import box_of_prop
from kling.animatic.sight import seen_of
from kling.animatic.stage import View
from kling.animatic.staged import Staged
from tests.animatic.test_told import Deeds, staged, way

NOBODY = (np.zeros((0, 3)), np.zeros((0, 3)))


def height_in_picture(made: Staged, point: tuple[float, float, float], seconds: float) -> float:
    """Where a place is from the top of the picture (0) to its foot (1)."""
    view: View = made.view(seconds)
    made.picture(seconds)
    found = made.stage.project(point, beyond=True)
    assert found is not None, view
    return found[1]


@pytest.mark.parametrize("size", ["close_up", "extreme_close"])
@pytest.mark.parametrize(("pose", "thing", "hands"), [
    ("write", "letter", True), ("craft", "watch", True), ("drink", "cup", False), ("smile", "letter", False),
])  # fmt: skip
def test_a_close_picture_is_of_a_face_or_of_hands_at_work(size: str, pose: str, thing: str, hands: bool) -> None:
    deeds: Deeds = [(pose, 0, 4, thing * (pose != "smile"))]
    with staged({"Ann": deeds}, [{"kind": thing, "label": thing}], set="office", size=size) as made:
        ann = made.actors[0]
        eyes, palms = ann.at(2.0).out(ann.body.eyes(2.0)), [ann.at(2.0).out(one) for one in ann.body.hands(2.0)]
        assert (0 < height_in_picture(made, eyes, 2.0) < 1) is not hands
        assert any(0 < height_in_picture(made, palm, 2.0) < 1 for palm in palms) or not hands


@pytest.mark.parametrize("kind", ["bus", "train", "truck", "helicopter"])
@pytest.mark.parametrize(("pose", "said"), [("climb", True), ("descend", True), ("descend", False)])
def test_who_gets_on_or_off_a_vehicle_goes_upright(kind: str, pose: str, said: bool) -> None:
    with staged({"Ann": [(pose, 0, 3, kind * said)]}, [{"kind": kind, "label": kind}], set="road", size="full") as made:
        ann = made.actors[0]
        assert {"climb": "leave", "descend": "enter"}[pose] in made.shot.poses
        assert min(ann.body.eyes(at)[2] for at in np.linspace(0, 4, 9)) > 1.2
        assert ann.at(3.9).z == pytest.approx(0.0, abs=0.05) or pose == "climb"


@pytest.mark.parametrize("set_", ["kitchen", "garden"])
def test_an_animal_eats_from_the_floor_before_it(set_: str) -> None:
    with staged({"Cat": [("eat", 0, 4, "bowl")]}, [{"kind": "bowl", "label": "bowl"}], set=set_) as made:
        cat, bowl = made.actors[0], way(made, "bowl", 2.0)
        assert bowl.z == pytest.approx(0.0, abs=0.02)
        assert cat.at(2.0).within((bowl.x, bowl.y, bowl.z))[1] < -0.2


@pytest.mark.parametrize("kind", ["car", "taxi", "truck", "bus"])
def test_who_drives_is_seen_through_the_windscreen(kind: str) -> None:
    with staged({"Ben": [("drive", 0, 4, kind)]}, [{"kind": kind, "label": kind}], set="street", size="full") as made:
        with_him = np.ascontiguousarray(made.picture(2.0)).astype(int)
        made.pieces["Ben"].node.hide()
        without = made.picture(2.0).astype(int)
        assert (np.abs(with_him - without).sum(-1) > 30).mean() > 0.001


def test_a_spot_is_on_who_is_named_first() -> None:
    deeds: dict[str, Deeds] = {"Ben": [("play_violin", 0, 4)], "Ann": [("stand", 0, 4)]}
    with staged(deeds, [], set="stage", size="full", light={"kind": "spot"}) as made:
        ben, (spot,) = made.blocking.marks["Ben"], made.stage.light.lamps
        assert abs(spot.at[0] - ben.x) < 0.3
        assert spot.at[2] > 3.0


def test_a_lamp_in_a_hand_throws_a_beam_that_ends_on_the_floor_before_who_has_it() -> None:
    with staged({"Ann": [("hold", 0, 4, "flashlight")]}, [{"label": "flashlight"}], set="forest", hour="night") as made:
        beam, lamp, ann = way(made, "light_beam", 2.0), way(made, "flashlight", 2.0), made.actors[0].at(2.0)
        shape = next(shape for prop, shape, _ in made.ways if prop.kind == "light_beam")(2.0)[0]
        assert (beam.x, beam.y, beam.z) == pytest.approx((lamp.x, lamp.y, lamp.z))
        end = beam.out(shape[np.argmin(shape[:, 1])].tolist())
        assert end[2] == pytest.approx(0.0, abs=0.3)
        assert ann.within(end)[1] < -1.5


def test_a_door_that_somebody_closes_is_in_a_near_picture() -> None:
    door = {"kind": "door", "label": "door"}
    with staged({"Ann": [("close", 1, 3, "door")]}, [door], set="corridor", size="medium_close") as made:
        assert isinstance(made.actors[0].body, Figure)
        boxes = [box_of_prop(prop) for prop in made.blocking.props if prop.label == "door"]
        seen = [float(seen_of(made.view(3.0), made.aspect, (a[None], b[None]), NOBODY)[0]) for a, b in boxes]
        assert max(seen) > 0.1


@pytest.mark.parametrize("size", ["medium", "medium_close", "full"])
def test_from_the_ground_the_floor_is_in_the_picture(size: str) -> None:
    with staged({"Ann": [("stand", 0, 4)]}, [], set="street", size=size, angle="ground_level") as made:
        ann = made.actors[0].at(2.0)
        assert height_in_picture(made, (ann.x, ann.y, 0.0), 2.0) < 0.97
        assert height_in_picture(made, made.actors[0].body.eyes(2.0), 2.0) > 0.0


@pytest.mark.parametrize("pose", ["drive", "enter"])
def test_what_rolls_toward_the_camera_stays_in_the_picture(pose: str) -> None:
    ball = {"kind": "ball", "label": "ball", "pose": pose, "end": 4.0, "facing": "camera"}
    with staged({}, [ball], set="street", size="close_up", angle="ground_level") as made:
        for seconds in (0.1, 2.0, 3.9):
            where = way(made, "ball", seconds)
            assert made.picture(seconds) is not None
            x, y = made.stage.project((where.x, where.y, 0.11), beyond=True) or (9.0, 9.0)
            assert 0.05 < x < 0.95
            assert 0.05 < y < 0.95

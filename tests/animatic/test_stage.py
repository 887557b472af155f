"""What the stage shows: people as large as their shot size says, one set in all shots, light from its side, cuts that
are seen, nothing that is not drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from kling.animatic.blocking import block
from kling.animatic.build import Paint, colour_of, sets, thing, things
from kling.animatic.marks import heights
from kling.animatic.mesh import extruded
from kling.animatic.place import NOWHERE
from kling.animatic.placing import box_of_prop
from kling.animatic.read import film
from kling.animatic.scene import Film, Light, Member, Presence, Shot, Thing
from kling.animatic.sight import in_the_way, seen_of
from kling.animatic.staged import Quality, Staged
from kling.animatic.staging import completed
from kling.lexicon import ANGLES, PLACES, SHOT_SIZES, THINGS
from tests.cases import cases

SIZE = (320, 180)
SMALL = Quality(1.0, False, 320)
MARA = Film(cast=(Member(name="Mara", sex="f"),), parts=(1,))


NOBODY = (np.zeros((0, 3)), np.zeros((0, 3)))


def shot_of(**fields: object) -> Shot:
    return Shot.model_validate(
        {"number": 1, "seconds": 4.0, "set": "street", "hour": "noon", "cast": [{"name": "Mara"}]} | fields
    )


def drawn(shot: Shot, whole: Film = MARA, seconds: float = 0.5) -> NDArray[np.uint8]:
    staged = Staged(whole, shot, SIZE, SMALL)
    try:
        return np.ascontiguousarray(staged.picture(seconds)[..., :3])
    finally:
        staged.close()


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


@pytest.mark.parametrize(
    "kind", ["deer", "horse", "donkey", "raccoon", "gull", "eagle", "cat", "dog", "elephant", "wolf"]
)
def test_an_animal_has_the_colour_that_it_is_said_to_have(kind: str) -> None:
    usual, other = thing(kind).colours, thing(kind, Paint("#ff00ff")).colours
    assert (np.abs(usual - other).max(-1) > 0.02).mean() > 0.4


@pytest.mark.parametrize("kind", ["front_door", "taxi", "limousine", "pickup_truck", "cottage", "toy_car"])
def test_what_is_made_of_another_thing_has_the_colour_that_is_told(kind: str) -> None:
    usual, other = thing(kind).colours, thing(kind, Paint("#ff00ff")).colours
    assert (np.abs(usual - other).max(-1) > 0.02).any()


@pytest.mark.parametrize("size", ["full", "medium_long", "medium", "medium_close", "close_up"])
@pytest.mark.parametrize("lens", [None, 24.0, 85.0])
def test_a_head_is_as_high_as_the_shot_size_says(size: str, lens: float | None) -> None:
    """Sizes are defined by how much of a body fills the height; a head is a seventh and a half of one."""
    staged = Staged(MARA, shot_of(size=size, focal=lens), (640, 360), SMALL)
    staged.picture(0.0)
    tall, (_, _, eyes) = heights(MARA.cast[0]), staged.actors[0].body.eyes(0.5)
    x, y = staged.framing.subject.x, staged.framing.subject.y
    head = tall / 7.5
    top, chin = (staged.where((x, y, eyes + part * head)) for part in (0.5, -0.5))
    staged.close()
    assert top is not None
    assert chin is not None
    assert chin[1] - top[1] == pytest.approx(SHOT_SIZES[size].subject_fill / 7.5, rel=0.15)


@pytest.mark.parametrize("angle", [term.id for term in ANGLES])
def test_the_subject_is_in_the_frame_from_every_angle(angle: str) -> None:
    with_her, alone = (drawn(shot_of(angle=angle, size="full", cast=cast)) for cast in ([{"name": "Mara"}], []))
    if angle != "pov":
        assert difference(with_her, alone) > 0.3


def test_a_low_camera_looks_up_and_a_high_one_down() -> None:
    views = {}
    for angle in ("low_angle", "eye_level", "high_angle", "top_down"):
        staged = Staged(MARA, shot_of(angle=angle, size="full"), SIZE, SMALL)
        views[angle] = staged.view(0.0)
        staged.close()
    heights = [view.eye[2] for view in views.values()]
    assert heights == sorted(heights)
    assert views["low_angle"].eye[2] < views["low_angle"].at[2]


@pytest.mark.parametrize("side", ["left", "right"])
def test_light_comes_from_the_side_that_is_named(side: Literal["left", "right"]) -> None:
    """A white ball in a white studio is lighter where the light is."""
    ball = Thing(kind="balloon", label="balloon", colour="#ffffff")
    shot = shot_of(
        set="studio", cast=[], things=[ball.model_dump()], size="medium", light=Light(side=side).model_dump()
    )
    picture = drawn(shot, Film(parts=(1,))).astype(float).mean(2)
    middle = picture[:, 130:190]
    half = (middle[:, :30].mean(), middle[:, 30:].mean())
    assert (half[0] > half[1]) == (side == "left")


FILM = [
    "Wide shot: a woman in a red coat waits on a station platform at dusk.",
    "Close-up: she looks up.",
    "Medium shot: a man in a grey suit runs along the platform.",
    "Two-shot: the man and the woman face each other. Low angle.",
]


def test_a_film_plays_in_one_set_and_its_cuts_are_seen() -> None:
    body = {
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": [{"index": n, "prompt": text, "duration": "2"} for n, text in enumerate(FILM, start=1)],
    }
    whole = film([body])
    assert {shot.set for shot in whole.shots} == {"station"}
    pictures = [drawn(shot, whole, 1.0) for shot in whole.shots]
    assert all(difference(one, other) > 12 for one, other in pairwise(pictures))


def test_stands_are_empty_where_the_words_say_so() -> None:
    full, empty = (drawn(shot_of(set="stadium", place="stadium", cast=[], empty=one)) for one in (False, True))
    bright = [len(np.unique(one[40:90].reshape(-1, 3) // 32, axis=0)) for one in (full, empty)]
    assert bright[0] > 2 * bright[1]  # people in their colours


def test_a_place_that_is_not_known_says_so() -> None:
    staged = Staged(MARA, shot_of(set="", place_words="a zorkplace"), SIZE, SMALL)
    assert staged.place.name == NOWHERE
    assert "place not drawn: a zorkplace" in [words for words, _ in staged.tags]
    staged.close()


def test_a_thing_that_is_not_known_is_a_labelled_box() -> None:
    shot = shot_of(things=[Thing(kind="", label="gribble").model_dump()])
    staged = Staged(MARA, shot, SIZE, SMALL)
    assert "gribble" in [words for words, _ in staged.tags]
    staged.close()
    assert difference(drawn(shot), drawn(shot_of())) > 0.15


@pytest.mark.parametrize(
    ("words", "kind", "count"),
    [
        ("A robot plays the piano", "piano", 1),
        ("A drummer plays the drums", "drum_kit", 1),
        ("A man rides a bicycle", "bicycle", 1),
        ("A chef cooks in a kitchen", "pan", 1),
        ("A man pours tea", "pan", 0),
        ("Um cozinheiro corta pão numa tábua de cortar", "chopping_bench", 1),
        ("Macro: a hand lifts the stopper of a perfume bottle", "round_table", 1),
        ("A violinist plays on a stage", "violin", 1),
        ("A woman sits in a train", "train", 0),
        ("A footballer takes a penalty, low angle behind the ball", "ball", 1),
    ],
)
def test_what_an_action_needs_is_there_once(words: str, kind: str, count: int) -> None:
    made = film([{"prompt": words, "duration": "5"}])
    assert [one.kind for one in block(completed(made, made.shots[0]), made).props].count(kind) == count


@pytest.mark.parametrize("ratio", ["16:9", "9:16"])
def test_boxes_beside_somebody_are_in_the_frame(ratio: str) -> None:
    made = film([{"prompt": "a man holds a hose while a tadpole watches", "duration": "5"}])
    staged = Staged(made, made.shots[0], SIZE if ratio == "16:9" else SIZE[::-1], SMALL)
    staged.picture(0.5)
    seen = [staged.where((one.mark.x, one.mark.y, 0.3)) for one in staged.blocking.props if one.label]
    staged.close()
    assert len(seen) == 2
    assert all(where is not None and 0 < where[0] < 1 for where in seen)


def test_a_thing_that_is_named_is_whole_in_a_full_shot() -> None:
    made = film([{"prompt": "Full shot: a woman points at a screen in an office.", "duration": "4"}])
    staged = Staged(made, made.shots[0], SIZE, SMALL)
    staged.picture(1.0)
    screen = next(one.mark for one in staged.blocking.props if one.kind == "screen")
    ends = [staged.where((screen.x + side, screen.y, 2.3)) for side in (-1.0, 1.0)]
    staged.close()
    assert all(where is not None and all(0 < part < 1 for part in where) for where in ends)


def test_a_close_up_of_a_deed_is_wider_than_a_face_and_no_medium_shot() -> None:
    opens = {"pose": "open", "start": 0.0, "end": 4.0, "thing": "umbrella"}
    umbrella, high = {"kind": "umbrella", "label": "umbrella"}, []
    for acts in ([], [opens]):
        cast = [{"name": "Mara", "actions": acts}]
        staged = Staged(MARA, shot_of(size="close_up", cast=cast, things=[umbrella] * len(acts)), SIZE, SMALL)
        high.append(staged.framing.picture)
        staged.close()
    assert high[0] < high[1] <= 1.25 * 1.01  # metres


def test_a_push_in_on_a_tower_ends_with_its_top_in_the_picture() -> None:
    made = film([{"prompt": "Slow push-in on a lighthouse in a storm.", "duration": "5"}])
    staged = Staged(made, made.shots[0], SIZE, SMALL)
    low, high = box_of_prop(next(one for one in staged.blocking.props if one.kind == "lighthouse"))
    top = np.array([(*low[:2], high[2] - 0.5)])
    seen = seen_of(staged.view(5.0), staged.aspect, (top, high[None]), NOBODY)
    staged.close()
    assert seen[0] == 1.0


def test_every_place_of_the_lexicon_has_a_set() -> None:
    assert [place.id for place in PLACES if place.set not in sets()] == []


@pytest.mark.long
@cases("name", sorted(sets()))
def test_every_set_can_be_put_up(name: str) -> None:
    """With nobody in it, but for studios, in which nothing else is."""
    cast = [{"name": "Mara"}] if name.startswith("studio") else []
    assert drawn(shot_of(set=name, size="wide", cast=cast)).std() > 5


def test_every_thing_of_the_lexicon_is_built() -> None:
    missing = [one.id for one in THINGS if one.id not in things() and one.kind not in ("sky", "effect")]
    assert missing == []


@pytest.mark.long
def test_every_thing_has_a_body_and_a_size() -> None:
    wrong = []
    for name in things():
        mesh = thing(name)
        low, high = mesh.bounds
        has_body = len(mesh.faces) > 3 and bool(np.isfinite(mesh.points).all())
        has_size = float((high - low).max()) > 0.01
        if not (has_body and has_size and np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() < 0.02):
            wrong.append(name)
    assert wrong == []


def test_a_wolf_hangs_its_tail_and_a_dog_lifts_it() -> None:
    points = {kind: thing(kind).points for kind in ("dog", "wolf")}
    ends = {kind: one[one[:, 1].argmax(), 2] / one[:, 2].max() for kind, one in points.items()}
    assert ends["wolf"] < 0.6 < ends["dog"]


def test_an_extruded_shape_is_seen_from_outside() -> None:
    made = extruded([(-1, 0), (1, 0), (1, 1), (-1, 1)], 2.0)
    a, b, c = (made.points[made.faces[:, k]] for k in range(3))
    outward = (np.cross(b - a, c - a) * ((a + b + c) / 3 - (0, 0, 0.5))).sum(1)
    assert (outward > 0).all()


def test_what_stands_before_a_face_or_in_a_body_is_in_the_way() -> None:
    low = np.array([(-0.5, -2, 0), (-0.5, 1, 0), (2, -2, 0), (-0.2, 0.1, 0)], float)
    parts = (low, low + np.array((1, 0.4, 2)))
    body = (np.array((-0.3, -0.3, 0.0)), np.array((0.3, 0.3, 1.7)))
    hidden = in_the_way(parts, np.array([(0, -4, 1.6)]), np.array([(0, 0, 1.6)]), [body])
    assert hidden.tolist() == [True, False, False, True]
    roof = np.array([(-20, -20, 4)], float), np.array([(20, 20, 4.3)], float)
    assert in_the_way(roof, np.array([(0, -3, 9)]), np.array([(0, 0, 1.6)]), []).tolist() == [True]
    assert in_the_way(roof, np.array([(0, -4, 1.6)]), np.array([(0, 0, 1.6)]), []).tolist() == [False]


def test_colours_are_known_by_name_and_by_code() -> None:
    assert colour_of("red")[0] > 2 * colour_of("red")[1]
    assert colour_of("ffffff") == pytest.approx((1, 1, 1))
    assert Presence(name="Mara").name == "Mara"


def test_who_is_followed_stays_still_in_the_frame() -> None:
    read = film([{"prompt": "A man rides a motorcycle along a desert road, side tracking shot.", "duration": "4"}])
    staged = Staged(read, read.shots[0], SIZE, SMALL)
    try:
        pictures = [staged.picture(1 + n / 24).copy() for n in range(4)]
    finally:
        staged.close()
    assert max(difference(one, other) for one, other in pairwise(pictures)) < 6


@pytest.mark.parametrize(
    "words",
    [
        "Full shot: a knight in armour fights a dragon in front of a castle.",
        "A knight on a horse rides along a street, side tracking shot.",
        "A cat sleeps on a sofa in a living room.",
        "A ballet dancer dances in a white studio, full shot, orbit left.",
        "Close-up: two cats curl up together on the sofa in a living room.",
        "A mother embraces her son at an airport. Medium close-up.",
        "Medium shot: the cat jumps onto the table in a kitchen.",
    ],
)
def test_everybody_who_is_named_is_in_the_picture(words: str) -> None:
    read = film([{"prompt": words, "duration": "4"}])
    staged = Staged(read, read.shots[0], SIZE, SMALL)
    for seconds in (0.3, 2.0, 3.8):
        staged.picture(seconds)
        for actor in staged.actors:
            x, y, middle = actor.at(seconds).out(actor.body.posed(seconds).points.mean(0).tolist())
            high = max(middle, actor.mark.z + actor.body.eyes(seconds)[2])  # a near camera is on the head
            where = staged.where((x, y, high))
            assert where is not None
            assert all(0 < part < 1 for part in where), (actor.name, seconds, where)
    kinds = [prop.kind for prop in staged.blocking.props]
    staged.close()
    assert kinds.count("horse") <= 1


def test_a_take_is_staged_another_way_and_always_the_same() -> None:
    read = film([{"prompt": "A woman walks along a street with a bag. Full shot.", "duration": "4"}])
    seen = []
    for take in (1, 2, 3, 2):
        staged = Staged(read, read.shots[0], SIZE, SMALL, take=take)
        seen.append(staged.picture(1.0)[..., :3].copy())
        staged.close()
    assert difference(seen[1], seen[3]) == 0
    assert min(difference(seen[0], seen[1]), difference(seen[1], seen[2]), difference(seen[0], seen[2])) > 6


@pytest.mark.parametrize(("move", "ends"), [("push_in", "inside"), ("pan_right", "right"), ("static", "")])
def test_the_frame_that_a_shot_ends_on_is_told(move: str, ends: str) -> None:
    amount = {"push_in": 0.5, "pan_right": 25.0}.get(move, 0.0)
    staged = Staged(MARA, shot_of(size="full", camera=[{"move": move, "seconds": 4.0, "amount": amount}]), SIZE, SMALL)
    staged.picture(0.0)
    corners = staged.end_frame()
    staged.close()
    if not ends:
        assert corners == []
    elif ends == "inside":
        assert all(0 < part < 1 for corner in corners for part in corner)
    else:
        assert min(x for x, _ in corners) > 0.1


def test_a_bed_that_is_named_is_used_and_stands_there_once() -> None:
    read = film([{"prompt": "A child reads a book in bed, night.", "duration": "4"}])
    staged = Staged(read, read.shots[0], SIZE, SMALL)
    beds = [one.mark for one in staged.blocking.props if one.kind == "bed"]
    poses = {action.pose for action in staged.shot.cast[0].actions}
    staged.close()
    assert len(beds) == 1
    assert poses & {"sit", "lie"}
    assert staged.blocking.marks["child"].z > 0.1


SEEN = [
    "Wide shot: an old man sits at a table in a kitchen at night, a letter and a candle before him.",
    "Medium shot in a hospital: a boy lies in bed, a nurse stands beside him, his mother sits by the window.",
    "Close-up: a woman in a café listens to a man who stands behind her.",
    "A man with a suitcase stands next to a white car in the desert, a truck in the background.",
    "Wide shot, a harbour: a fisherman mends a net, a dog lies next to him, a red boat in the background. Pan left.",
    "A market at noon: a woman and a boy stand at a table with a pumpkin. Orbit right, 120 degrees.",
]


@pytest.mark.parametrize("words", SEEN)
def test_whoever_and_whatever_is_named_is_seen_at_the_start_or_the_end(words: str) -> None:
    """People by the pixels that they add to the picture; things by the boxes that the camera sees."""
    made = film([{"prompt": words, "duration": "4"}])
    shot = made.shots[0]
    staged = Staged(made, shot, SIZE, SMALL)
    added: dict[str, float] = {}
    for seconds in (0.0, shot.seconds - 0.05):
        whole = np.ascontiguousarray(staged.picture(seconds))
        for actor in staged.actors:
            staged.pieces[actor.name].node.hide()
            added[actor.name] = max(added.get(actor.name, 0.0), difference(whole, staged.picture(seconds)))
            staged.pieces[actor.name].node.show()
    views = [staged.view(seconds) for seconds in (0.0, shot.seconds)]
    boxes = {prop.label: box_of_prop(prop) for prop in staged.blocking.props if prop.label and not prop.holder}
    seen = {
        label: max(float(seen_of(view, staged.aspect, (low[None], high[None]), NOBODY)[0]) for view in views)
        for label, (low, high) in boxes.items()
    }
    staged.close()
    assert {name: value for name, value in added.items() if value < 0.15} == {}
    assert {label: value for label, value in seen.items() if value < 0.4} == {}


def test_a_candle_lights_a_pool_and_leaves_the_room_dark() -> None:
    candle = [{"kind": "candle", "label": "candle"}, {"kind": "table", "label": "table"}]
    sits = [{"name": "Mara", "actions": [{"pose": "sit", "end": 4.0}]}]
    fields = {"set": "kitchen", "hour": "night", "size": "wide", "cast": sits, "things": candle}
    picture = drawn(shot_of(**fields, light={"kind": "candle"})).astype(float).mean(2)
    assert picture[115:150, 130:190].mean() > 1.4 * np.concatenate([picture[:, :40], picture[:, -40:]]).mean()
    assert picture.mean() < 0.6 * drawn(shot_of(**fields)).astype(float).mean()


@pytest.mark.parametrize("things", [[], [{"kind": "", "label": "flashlight"}]])
def test_a_spot_leaves_a_room_dark_by_day_and_with_other_lamps(things: list[dict[str, str]]) -> None:
    fields = {"set": "living_room", "size": "full", "cast": [{"name": "Mara", "actions": []}], "things": things}
    spot, usual = (drawn(shot_of(**fields, light=light)).astype(float).mean(2) for light in ({"kind": "spot"}, {}))
    edges, before = (np.concatenate([one[:, :60], one[:, -60:]]).mean() for one in (spot, usual))
    assert edges < 0.5 * before
    assert spot[40:80, 140:170].mean() / usual[40:80, 140:170].mean() > 1.3 * edges / before

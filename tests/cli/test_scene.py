"""A scene model that somebody else writes: what is printed can be drawn, what is wrong is named with the nearest id."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kling.animatic.scene import Film
from kling.app.judged import written
from kling.app.preview import Drawing, understood
from kling.app.refusal import Refusal
from kling.app.staging import known, schema
from tests.cli.conftest import Kling

BRIEF = """\
scenario: t2v
shots:
  - {duration: 3, prompt: "A cook cuts bread in a kitchen at night. Slow push in."}
  - {duration: 2, prompt: "Close-up of her dog. Rain on the window."}
"""


@pytest.fixture
def brief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.yaml"
    path.write_text(BRIEF)
    return path


def told(brief: Path, change: dict[str, Any]) -> Film:
    """The film of a brief, with its first shot changed."""
    scene = understood(brief).model_dump(mode="json", exclude_defaults=True)
    scene["shots"][0] |= change
    return understood(brief, drawing=Drawing(scene=json.dumps(scene)))


def test_what_is_printed_fits_the_schema_and_is_drawn(kling: Kling, brief: Path) -> None:
    printed = kling("preview", brief, "--show-scene").out
    jsonschema.validate(json.loads(printed), kling("schema", "scene").json)
    assert written(printed) == (understood(brief), [])
    Path("scene.json").write_text(printed.replace('"kitchen"', '"workshop"'))
    assert kling("preview", brief, "--scene", "scene.json", "--draft").code == 0
    assert kling("preview", brief, "--scene", "scene.json", "--draft").code == 0  # again, over a preview of its own


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"set": "kitchn"}, "shots.0.set: no id is 'kitchn'; kitchen is"),
        ({"things": [{"kind": "Coffee Pot", "label": "pot"}]}, "no id is 'Coffee Pot'; leave kind empty and write it"),
        ({"place": "farm"}, "shots.0.place: no id is 'farm'; write it in set, farm is a set"),
        ({"cast": [{"name": "Bo"}]}, "shot 1: no member of the cast is called 'Bo'"),
        ({"weather": ["rain"]}, "shots.0.weather: no id is 'rain'; "),
        ({"mood": "sad"}, "shots.0.mood: Extra inputs are not permitted"),
        ({"over": "dgo"}, "shots.0.over: nobody in the shot is called 'dgo'; it takes one of cook"),
        ({"over": "dog"}, "shots.0.over: nobody in the shot is called 'dog'; who is of the film has to be in this"),
        (
            {"cast": [{"name": "cook", "facing": "camra"}]},
            "shots.0.cast.0.facing: nobody in the shot is called 'camra'; camera",
        ),
        ({"cast": [{"name": "cook", "beside": "Bo"}]}, "shots.0.cast.0.beside: nobody in the shot is called 'Bo'"),
        (
            {"things": [{"kind": "cup", "label": "cup", "beside": "coook"}]},
            "things.0.beside: nobody in the shot is called 'coook'; cook is",
        ),
        ({"camera": [{"move": "push_in", "seconds": 3}]}, "shots.0.camera.0.move: no id is 'push_in'"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_id(brief: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match="kling schema scene") as refused:
        told(brief, change)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ({"toward": "cok"}, "shots.0.cast.0.actions.0.toward: nobody in the shot is called 'cok'; cook is"),
        ({"thing": "zorblax"}, "actions.0.thing: no thing is 'zorblax'; if it has no id, add it to the shot's things"),
        ({"where": "water"}, "actions.0.where: no thing is 'water'; these sets have it: beach, "),
        ({"where": "bred"}, "actions.0.where: no thing is 'bred'; bread is"),
        ({"tool": "hands"}, "actions.0.tool: no thing is 'hands'"),
    ],
)
def test_a_deed_with_nobody_and_nothing_is_named(brief: Path, deed: dict[str, str], words: str) -> None:
    cook = {"name": "cook", "actions": [{"pose": "cut", "end": 3, **deed}]}
    with pytest.raises(Refusal) as refused:
        told(brief, {"cast": [cook], "things": [{"kind": "", "label": "bread bin"}]})
    assert words in str(refused.value)


def test_deeds_with_what_is_listed_worn_known_or_of_the_place_are_taken(brief: Path) -> None:
    words = ("bread bin", "bread", "knife", "cutting_board", "padlock", "coat", "back", "floor", "water")
    acts = [{"pose": "reach", "end": 3, "thing": one, "where": one, "tool": one} for one in words]
    acts += [{"pose": "look", "end": 3, "toward": way} for way in ("camera", "away", "left", "right", "cook")]
    acts += [{"pose": "pour", "end": 3, "thing": "broth", "where": "cup"}]  # a liquid is no thing
    things = [{"kind": "", "label": "bread bin"}, {"kind": "cup", "label": "cup"}]
    assert told(brief, {"cast": [{"name": "cook", "actions": acts}], "things": things, "set": "pier"})


def test_a_camera_goes_the_way_that_its_move_is_called(brief: Path) -> None:
    moves = [("tilt_down", 20), ("tilt_down", -20), ("pan_right", -8), ("dolly_in", -0.3), ("orbit", -40)]
    camera = [{"move": move, "start": n, "seconds": 1, "amount": amount} for n, (move, amount) in enumerate(moves)]
    shot = told(brief, {"camera": camera}).shots[0]
    assert [one.amount for one in shot.camera] == [-20, -20, 8, 0.3, -40]
    assert sum("is the other way" in note for note in shot.notes) == 3


def test_a_drawing_says_what_it_cuts_and_what_it_has_not(brief: Path, kling: Kling) -> None:
    scene = understood(brief).model_dump(mode="json", exclude_defaults=True)
    scene["cast"] = [*scene["cast"], {"name": "bruin", "kind": "bear", "person": False}]
    acts = [{"pose": pose, "end": 20} for pose in ("walk", "fall")]
    things = [{"kind": "", "label": label} for label in ("glass partition", "padlock", "finish tape", "dough")]
    things += [{"kind": kind, "label": label} for kind, label in (("car", "convertible"), ("car", "red car"))]
    scene["shots"][0] |= {"cast": [{"name": "bruin", "actions": acts}], "things": things}
    Path("scene.json").write_text(json.dumps(scene))
    notes = [
        "no model: glass partition (a box stands for it)",
        "no model: padlock (its outline stands for it)",
        "finish tape is drawn as tape",
        "convertible is drawn as car",
        "bruin: walk ends at 20 s, the shot at 3 s: cut there",
        "bruin: fall ends at 20 s, the shot at 3 s: cut there",
        "bruin: no bear is drawn that does fall",
    ]
    shown = kling("preview", brief, "--scene", "scene.json", "--show-scene")
    assert json.loads(shown.out)["shots"][0]["notes"] == notes
    assert {act["end"] for act in json.loads(shown.out)["shots"][0]["cast"][0]["actions"]} == {3}
    drawn = kling("preview", brief, "--scene", "scene.json", "--draft")
    for said in (shown, drawn):
        assert [line for line in said.err.splitlines() if line.startswith("shot 1: ")] == [
            f"shot 1: {it}" for it in notes
        ]


def test_what_the_model_leaves_out_is_the_films(brief: Path) -> None:
    scene = understood(brief).model_dump(mode="json", exclude_defaults=True)
    del scene["parts"]
    assert understood(brief, drawing=Drawing(scene=json.dumps(scene))).parts == (2,)
    scene["shots"][1]["seconds"] = 8.0
    with pytest.raises(Refusal, match="shot 2 has 8 seconds; the film gives it 2"):
        understood(brief, drawing=Drawing(scene=json.dumps(scene)))
    del scene["shots"][1]
    with pytest.raises(Refusal, match=r"has 1 shots .*the film has 2 shots"):
        understood(brief, drawing=Drawing(scene=json.dumps(scene)))


def test_every_field_with_ids_names_them() -> None:
    parts = schema()["$defs"]
    assert "kitchen" in parts["Shot"]["properties"]["set"]["enum"]
    assert {"cat", "chef"} <= {*parts["Member"]["properties"]["kind"]["enum"]}
    assert all(known().values())


def test_schema_and_guide_say_the_same_of_the_end_of_a_gesture() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "templates" / "scene.md").read_text("utf-8")
    about = schema()["$defs"]["Action"]["description"]
    for words in (" ".join(guide.split()), " ".join(about.split())):
        assert re.search("state.* until another one begins.* gesture.* over", words)

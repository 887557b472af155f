"""A scene model that somebody else writes: what is printed can be drawn, what is wrong is named with the nearest id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kling.animatic.scene import Film
from kling.app.preview import Drawing, understood
from kling.app.refusal import Refusal
from kling.app.staging import known, schema, written
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
        ({"cast": [{"name": "Ann", "beside": "Bo"}]}, "no member of the cast is called 'Bo'"),
        ({"weather": ["rain"]}, "shots.0.weather: no id is 'rain'; "),
        ({"mood": "sad"}, "shots.0.mood: Extra inputs are not permitted"),
        ({"camera": [{"move": "push_in", "seconds": 3}]}, "shots.0.camera.0.move: no id is 'push_in'"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_id(brief: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match="kling schema scene") as refused:
        told(brief, change)
    assert words in str(refused.value)


def test_what_the_model_leaves_out_is_the_films(brief: Path) -> None:
    scene = understood(brief).model_dump(mode="json", exclude_defaults=True)
    del scene["parts"]
    assert understood(brief, drawing=Drawing(scene=json.dumps(scene))).parts == (2,)
    del scene["shots"][1]
    with pytest.raises(Refusal, match=r"has 1 shots .*the film has 2 shots"):
        understood(brief, drawing=Drawing(scene=json.dumps(scene)))


def test_every_field_with_ids_names_them() -> None:
    parts = schema()["$defs"]
    assert "kitchen" in parts["Shot"]["properties"]["set"]["enum"]
    assert {"cat", "chef"} <= {*parts["Member"]["properties"]["kind"]["enum"]}
    assert all(known().values())

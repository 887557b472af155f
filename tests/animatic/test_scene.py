"""The scene model as data."""

from __future__ import annotations

import json

import jsonschema
import pytest
from pydantic import ValidationError

from kling.animatic.read import film
from kling.animatic.scene import Film, Shot, schema


def test_a_film_goes_to_json_and_back() -> None:
    made = film(
        [{"prompt": 'Mara, a woman in a red coat, sits in a café. "Hello," says Mara. Slow pan left.', "duration": "5"}]
    )
    text = made.model_dump_json()
    assert Film.model_validate_json(text) == made
    jsonschema.validate(json.loads(text), schema())


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError):
        Shot.model_validate({"number": 1, "seconds": 5, "mood": "sad"})


def test_a_scene_can_be_written_in_a_few_words() -> None:
    made = Film.model_validate({"shots": [{"number": 1, "seconds": 5, "set": "street"}], "parts": [1]})
    assert made.part(0).shots[0].set == "street"
    with pytest.raises(KeyError):
        made.member("nobody")

"""A language model fills the scene model, over real HTTP; what it gets wrong is sent back, and at last left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling.animatic.scene import Film
from kling.app.preview import Drawing, understood
from tests.planner.servers import Reply, Request, Service, completion, llama_cpp, lm_studio, ollama, openai, serving

BRIEF = "scenario: t2v\nprompt: A thief waits.\nduration: 5\n"
GOOD: dict[str, Any] = {
    "cast": [{"name": "thief", "sex": "m", "clothes": [{"kind": "hood", "colour": "#101010"}]}],
    "shots": [{
        "number": 1, "seconds": 5, "text": "A thief waits.", "place": "rooftop", "set": "rooftop", "hour": "night",
        "cast": [{"name": "thief", "actions": [{"pose": "stand", "end": 5}]}],
    }],
    "parts": [1],
}  # fmt: skip


def ask(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Film, list[str]]:
    (folder / "brief.yaml").write_text(BRIEF, "utf-8")
    monkeypatch.setenv("OPENAI_BASE_URL", service.url)
    told: list[str] = []
    film = understood(folder / "brief.yaml", drawing=Drawing(model="m", timeout=10, notice=told.append))
    return film, told


@pytest.mark.parametrize("behave", [openai, ollama, llama_cpp, lm_studio])
def test_every_kind_of_server_can_stage(
    behave: Callable[[Service, Request], Reply], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(behave) as service:
        service.says = [GOOD]
        film, told = ask(service, tmp_path, monkeypatch)
    assert (film.shots[0].set, film.cast[0].name, told) == ("rooftop", "thief", [])


def test_what_breaks_schema_or_lexicon_is_sent_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda service, request: completion(service.content())) as service:
        shot = GOOD["shots"][0]
        service.says = [
            GOOD | {"shots": [shot | {"mood": "sad"}]},
            GOOD | {"shots": [shot | {"place": "attic of gold"}]},
            GOOD,
        ]
        film, told = ask(service, tmp_path, monkeypatch)
    assert (film.shots[0].set, told, len(service.asked)) == ("rooftop", [], 3)
    assert "mood" in service.asked[1]["messages"][-1]["content"]
    assert "attic of gold" in service.asked[2]["messages"][-1]["content"]


@pytest.mark.parametrize("says", ["I cannot do that.", GOOD | {"parts": [2]}, GOOD | {"cast": []}])
def test_a_model_that_never_fits_is_left_with_a_notice(
    says: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda service, request: completion(service.content())) as service:
        service.says = [says]
        film, told = ask(service, tmp_path, monkeypatch)
    assert film.shots[0].text == "A thief waits."
    assert "as the rules read it" in told[0]


def test_a_model_that_is_not_there_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(lambda service, request: completion(""))
    service.url = "http://127.0.0.1:9/v1"
    film, told = ask(service, tmp_path, monkeypatch)
    assert film.shots
    assert "could not be reached" in told[0]

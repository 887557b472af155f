"""kling plan for requests longer than one task: one task in the JSON as ever, and a production file for kling run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kling.models.profiles import DEFAULT, LATEST, Profile
from kling.productions.plan import Plan, bill
from kling.productions.plan import plan as plan_production
from kling.productions.production import read
from tests.cli.conftest import Kling
from tests.conftest import CLIPS, PHOTOS
from tests.planner import corpus, servers

FILMS = [film for film in corpus.read("films.yaml") if film.get("divides", True) and film["id"] != "F19"]
"""Without the one that says the same in another language."""


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture and a clip."""
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(PHOTOS / "astronaut.png", folder / "picture.png")
    shutil.copy(CLIPS / "bigbuckbunny.mp4", folder / "clip.mp4")
    return folder


def options(asked: dict[str, Any]) -> Iterator[str]:
    for number, asset in enumerate(asked.get("assets", []), 1):
        name = asset.get("name", f"given{number}")
        match asset["kind"]:
            case "image":
                yield from ("--image", f"{name}=picture.png")
            case "video":
                yield from ("--video", "https://a.test/clip.mp4")
            case _:
                yield from ("--element", f"{name}={100000000000000000 + number}")


def judged(file: Path, profile: Profile) -> Plan:
    return plan_production(read(file), profile)


@pytest.mark.parametrize("asked", FILMS, ids=[film["id"] for film in FILMS])
def test_the_production_file_is_accepted_as_it_is(
    kling: Kling, studio: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    monkeypatch.chdir(studio)
    file = studio / f"{asked['id']}.yaml"
    run = kling("plan", asked["user"], *options(asked), "--json", "-o", file)
    assert run.code == 0, run.err
    assert yaml.safe_load(file.read_text("utf-8")) == run.json["film"]
    assert run.json["request"] is None  # what one task could make of it would be a shorter film
    assert run.json["duration"] == asked.get("seconds", run.json["duration"])
    assert run.json["shots"] == asked.get("parts", run.json["shots"])
    for profile in (DEFAULT, LATEST):
        made = judged(file, profile)
        assert [d for d in made.diagnostics if d.severity == "error"] == []
        assert bill(made.items).seconds == asked.get("seconds", bill(made.items).seconds)
    assert len(made.production.films) == 1
    assert made.production.films[0].shots == tuple(item.video.name for item in made.items)


def test_the_films_price_is_told_and_nothing_is_made(kling: Kling, tmp_path: Path) -> None:
    file = tmp_path / "cat.yaml"
    told = kling("plan", FILMS[0]["user"], "--mode", "std", "-o", file)
    assert (told.code, told.out.strip()) == (0, str(file))
    assert "a film of 40 s in 4 parts, 10 shots" in told.err
    dry = kling("run", file, "--dry-run")
    assert (dry.code, dry.out) == (0, "")
    assert "4 videos: 24 units" in dry.err  # 40 s, 720p, silent: 0.6 units a second


def test_a_film_is_printed_where_no_file_is_named(kling: Kling) -> None:
    printed = yaml.safe_load(kling("plan", "20 seconds: first a river rises, then it falls").out)
    assert sum(shot["duration"] for shot in printed["films"]["film"]["shots"]) == 20


def test_a_short_request_has_no_film(kling: Kling) -> None:
    assert kling("plan", "a river, 15 s", "--json").json["film"] is None


@pytest.mark.parametrize("asked", ["the dog from @dog runs, 5 s", "40 s: the dog from @dog runs; it digs; it sleeps"])
def test_paths_start_from_the_folder_of_the_file(
    kling: Kling, studio: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.chdir(studio)
    (studio / "plans").mkdir(exist_ok=True)
    run = kling("plan", asked, "--image", "dog=picture.png", "-o", "plans/dog.yaml", "--force")
    assert run.code == 0, run.err
    document = yaml.safe_load((studio / "plans" / "dog.yaml").read_text("utf-8"))
    for shot in document["films"]["film"]["shots"] if "films" in document else [document]:
        assert shot["images"] == {"dog": "../picture.png"}


def test_braces_of_a_request_are_no_holes(kling: Kling, tmp_path: Path) -> None:
    file = tmp_path / "braces.yaml"
    kling("plan", "20 seconds: a sign reads {open}; a hand turns it to {shut}", "-o", file)
    prompts = [str(item.video.brief.prompt) for item in judged(file, DEFAULT).items]
    assert prompts == ["a sign reads {open}", "a hand turns it to {shut}"]


def test_a_film_that_the_service_would_refuse_is_not_written(kling: Kling) -> None:
    cast = [part for n in range(8) for part in ("--image", f"thing{n}=https://a.test/{n}.jpg")]
    run = kling("plan", "40 s: first a river, then a lake, then the sea", *cast, "--json")
    assert run.code == 1
    assert "R9" in run.err


def test_a_language_model_writes_all_of_a_film(kling: Kling, studio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(studio)
    texts = [f"Wide shot: my dog from @image_1 {does} and rests." for does in ("runs", "digs", "sleeps")]
    with servers.serving(servers.openai) as service:
        service.says = [{"shots": texts}]
        monkeypatch.setenv("OPENAI_BASE_URL", service.url)
        run = kling("plan", "40 s: my dog picture.png runs; it digs; it sleeps", "--model", "m", "--json")
    assert run.code == 0, run.err
    shots = run.json["film"]["films"]["film"]["shots"]
    assert [shot["prompt"] for shot in shots] == texts
    assert sum(shot["duration"] for shot in shots) == 40

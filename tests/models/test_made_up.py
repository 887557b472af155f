"""A model is one file: everything obeys one that nobody has heard of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from kling import briefs, sandbox
from kling.api import price
from kling.client import AspectRatio, Client, Mode
from kling.media.probe import probe_file
from kling.models import profiles
from kling.rules import check, explain
from kling.rules.rule import Request
from tests.cli.conftest import Kling, kling

__all__ = ["kling"]

FILE = Path(__file__).with_name("made-up.yaml")


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    profiles.register(FILE)
    yield
    profiles.unregister("made-up-1")


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.yaml"
    path.write_text(
        "scenario: t2v\nmodel: made-up-1\nprompt: A red kite climbs over a green valley and stays in the wind.\n"
    )
    return path


def body(**changes: object) -> dict[str, object]:
    base = {"model_name": "made-up-1", "prompt": "A red kite climbs.", "aspect_ratio": "21:9", "mode": "draft"}
    return {**base, **changes}


def test_check_judges_by_the_file(kling: Kling, tmp_path: Path) -> None:
    def codes(**changes: object) -> set[str]:
        return {d.code for d in check(body(**changes), craft=False) if d.severity == "error"}

    assert codes(duration="20") == set()
    assert codes(duration="21") == {"R22"}
    (own,) = [
        d for d in check(body(duration="21", model_name="kling-v2-6", mode="pro"), craft=False) if d.code == "R22"
    ]
    assert "a film has 5 to 10 s" in own.message  # and not the 20 of this one
    assert codes(prompt="x" * 301) == {"R12"}
    assert codes(mode="fine") == set()
    assert codes(mode="std") == {"R24"}
    assert codes(aspect_ratio="1:1") == {"S4"}
    assert codes(model_name="made-up", mode="std") == {"S4"}
    # the other models go on as they were, and know that this one can do more
    omni = {"model_name": "kling-v3-omni", "prompt": "A red kite climbs.", "aspect_ratio": "16:9", "duration": "16"}
    (found,) = [d for d in check(omni, craft=False) if d.severity == "error"]
    assert found.code == "R52"
    assert "made-up-1" in found.help
    assert explain("R52")


def test_a_brief_and_its_schema_know_it(kling: Kling, brief: Path) -> None:
    schema = json.dumps(briefs.schema() if hasattr(briefs, "schema") else kling("brief", "schema").json)
    assert "made-up-1" in schema
    assert "21:9" in schema
    assert "draft" in schema
    compiled = kling("compile", brief).json
    assert [compiled[name] for name in ("mode", "aspect_ratio", "duration")] == ["fine", "21:9", "7"]
    with brief.open("a") as file:
        file.write("mode: draft\naspect_ratio: '4:3'\nduration: 2\n")
    compiled = kling("compile", brief).json
    assert [compiled[name] for name in ("mode", "aspect_ratio", "duration")] == ["draft", "4:3", "2"]


def test_a_brief_with_faults_is_told_its_limits_and_no_faults_of_what_stands_in(kling: Kling, brief: Path) -> None:
    def fault() -> dict[str, Any]:
        told = kling("check", brief, "--select", "api,structure", "--format", "json").json["files"][0]["diagnostics"]
        (only,) = [one for one in told if one["severity"] == "error"]
        return dict(only)

    with brief.open("a") as file:
        file.write("duration: 25\n")
    found = fault()
    assert (found["code"], "whole seconds from 2 to 20;" in found["help"]) == ("R22", True)
    brief.write_text("scenario: reference\nmodel: made-up-1\nvideo: https://a.test/a.mp4\nprompt: As in @video.\n")
    found = fault()
    assert (found["code"], "aspect_ratio 21:9 or 4:3" in found["help"]) == ("R2", True)


def test_a_plan_keeps_to_it(kling: Kling, tmp_path: Path) -> None:
    def planned(words: str, *options: object) -> dict[str, Any]:
        document: dict[str, Any] = kling("plan", words, "--video-model", "made-up-1", *options, "--json").json
        return document

    plain = planned("A red kite climbs over a green valley.")
    assert (plain["duration"], plain["aspect_ratio"]) == (7, "21:9")
    assert (plain["brief"]["model"], plain["brief"]["mode"], plain["request"]["mode"]) == ("made-up-1", "fine", "fine")
    assert planned("A red kite climbs, 20 s, 21:9.")["duration"] == 20
    assert planned("A red kite climbs, square, 3 s.", "--mode", "draft")["aspect_ratio"] == "4:3"
    with_client = Client(api_key="x", base_url="http://127.0.0.1:1").plan("A red kite climbs.", model="made-up-1")
    assert with_client.body["aspect_ratio"] == "21:9"
    cuts = "1. A kite climbs. 2. It turns. 3. It dives. 4. It lands. 12 s in all."
    assert planned(cuts)["film"]["defaults"]["model"] == "made-up-1"  # this one makes three shots in a task


def test_keywords_have_the_modes_and_ratios_of_the_files() -> None:
    profiles.unregister("made-up-1")
    assert get_args(Mode) == profiles.modes()
    assert get_args(AspectRatio) == profiles.aspect_ratios()
    profiles.register(FILE)


def test_prices_are_those_of_the_file(kling: Kling, brief: Path) -> None:
    assert price.units(Request(body(duration="10")).body) == 1
    assert "3.5 units" in kling("estimate", brief).out
    assert price.units(Request(body(mode="fine", sound="on")).body) is None


def test_the_sandbox_serves_it_at_its_path_and_draws_it_in_its_size(kling: Kling, brief: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    run = kling("generate", "--brief", brief, "--sandbox", "-o", film)
    assert run.code == 0, run.err
    facts = probe_file(film)
    assert (facts.width, facts.height) == (672, 288)
    with (
        sandbox.running(latency=0, render="lazy", drawing="stills") as served,
        Client(api_key=served.api_key, base_url=served.url) as client,
    ):
        task = client.submit(body(duration="2"))
        assert client.submit(body(duration="2")).task_id == task.task_id
        assert client.get(task.id).task_id == task.task_id
        requests = served.state()["requests"]
        assert requests["POST /v1/videos/made-up"] >= 1
        assert "POST /v1/videos/omni-video" not in requests


def test_a_file_with_a_fault_says_which_and_where(tmp_path: Path) -> None:
    for line, why in (("like: kling-v9", "kling-v9"), ("  prompts_max: 3", "no limit is called prompts_max")):
        path = tmp_path / "broken.yaml"
        path.write_text(
            FILE.read_text().replace("like: kling-v3-omni", line if "like" in line else "like: kling-v3-omni")
        )
        if "like" not in line:
            path.write_text(path.read_text().replace("  prompt_max: 300", line))
        with pytest.raises(profiles.ModelFileError, match=f"broken.yaml: .*{why}"):
            profiles.register(path)


def test_on_the_v2_wire_no_other_model_s_film_is_made_in_its_place(kling: Kling, brief: Path, tmp_path: Path) -> None:
    told = FILE.read_text("utf-8").replace(
        "wires:\n", "wires:\n  v2: {name: made-up, path: /made-up, modes: {draft: 360p}}\n", 1
    )
    own = tmp_path / "other.yaml"
    own.write_text(told.replace("made-up-1", "made-up-2"), "utf-8")
    profiles.register(own)
    try:
        brief.write_text(brief.read_text().replace("made-up-1", "made-up-2"))
        run = kling("generate", "--brief", brief, "--wire", "v2", "--sandbox")
        assert (run.code, "made-up-2 is not served on the v2 wire" in run.err) == (1, True)
    finally:
        profiles.unregister("made-up-2")

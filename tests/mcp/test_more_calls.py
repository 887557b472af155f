"""Bare words, spoken lines, what was spent, and what a refusal says of where it came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kling.app.session import Session
from kling.client import Client as Kling
from kling.sandbox import Sandbox
from tests.mcp.conftest import call, made, run

if TYPE_CHECKING:
    from mcp.client.client import Client
    from mcp_types import ElicitResult

WORDS = "a red kite climbs over a green valley, vertical, 3 seconds"


def test_words_are_planned_into_a_file_that_everything_goes_on_with(private: Session, tmp_path: Path) -> None:
    file = tmp_path / "a-red-kite-climbs-over.yaml"

    async def work(client: Client) -> None:
        for _ in range(2):
            checked, _ = await call(client, "check", words=WORDS)
            assert checked["result"]["files"][0]["path"] == str(file)
        assert any("mode was not said" in warning for warning in checked["warnings"])
        assert checked["next"][0] == f"preview {json.dumps({'file': str(file)})}"
        drawn, answer = await call(client, "board", words=WORDS)
        assert [Path(path).suffix for path in drawn["result"]["files"]] == [".pdf", ".png", ".edl", ".srt", ".otio"]
        assert any(block.type == "image" for block in answer.content)
        for given in ({}, {"file": "kite.yaml", "words": WORDS}):
            refused, _ = await call(client, "preview", **given)
            assert refused["error"]["help"] == "give a file, or words; one of the two"

    run(work, made(private))
    assert [path.name for path in tmp_path.glob("*.yaml")] == [file.name]


def test_an_agent_stages_what_the_rules_read_otherwise(private: Session, tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text("scenario: t2v\nduration: 3\nprompt: A man sells fish from a boat.\n")

    async def work(client: Client) -> None:
        shown, _ = await call(client, "preview", file="film.yaml", show_scene=True)
        scene = shown["result"]["scene"]
        scene["shots"][0] |= {"set": "river", "things": [{"kind": "boat", "label": "boat"}]}
        again, _ = await call(client, "preview", file="film.yaml", scene=scene, show_scene=True)
        assert again["result"]["scene"] == scene
        (tmp_path / "scene.json").write_text(json.dumps(scene))
        for given in (scene, "scene.json"):
            drawn, answer = await call(client, "preview", file="film.yaml", scene=given)
            assert drawn["result"]["videos"][0]["seconds"] > 2.9
            assert any(block.type == "image" for block in answer.content)
        scene["shots"][0]["things"].append({"kind": "", "label": "zorblax"})
        noted, _ = await call(client, "preview", file="film.yaml", scene=scene)
        assert "shot 1: no model: zorblax (a box stands for it)" in noted["warnings"]
        scene["shots"][0]["set"] = "rivr"
        refused, _ = await call(client, "board", file="film.yaml", scene=scene)
        assert "no id is 'rivr'; river is" in refused["error"]["message"]
        assert "kling://schema/scene" in refused["error"]["help"]
        guide = (await client.read_resource("kling://guide/scene")).contents[0]
        assert "western_street" in guide.text  # type: ignore[union-attr]

    run(work, made(private))


def test_words_leave_a_file_that_somebody_changed(private: Session, tmp_path: Path) -> None:
    mine = tmp_path / "a-red-kite-climbs-over.yaml"
    mine.write_text("mine")

    async def work(client: Client) -> None:
        checked, _ = await call(client, "check", words=WORDS)
        assert checked["result"]["files"][0]["path"] == str(mine.with_stem(f"{mine.stem}-2"))

    run(work, made(private))
    assert mine.read_text() == "mine"


@pytest.fixture
def film(account: Sandbox) -> str:
    """A finished film of the account."""
    with Kling() as client:
        return str(client.generate("A captain on deck looks at the sea.", duration=3, mode="std").task.task_id)


def _lines(service: Sandbox) -> int:
    return sum("lip-sync" in request and request.startswith("POST") for request in service.state()["requests"])


def test_a_line_is_paid_with_the_token_that_its_price_came_with(account: Sandbox, film: str, tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        priced, _ = await call(client, "lipsync", video=film, text="We leave at dawn.")
        assert (priced["error"]["kind"], priced["sandbox"], _lines(account)) == ("price", False, 0)
        assert "0.5 units" in priced["error"]["message"]
        tool, _, given = priced["next"][0].partition(" ")
        other, _ = await call(client, tool, **json.loads(given) | {"text": "We stay."})
        assert (other["error"]["kind"], _lines(account)) == ("price", 0)
        sent, _ = await call(client, tool, **json.loads(given))
        assert (sent["ok"], sent["reused"], _lines(account)) == (True, False, 1)
        assert sent["next"][0].startswith("wait ")
        again, _ = await call(client, "lipsync", video=film, text="We leave at dawn.")
        assert (again["reused"], _lines(account)) == (True, 1)

    run(work, made(Session((tmp_path,))))


def test_a_line_is_asked_for_where_the_user_can_be(account: Sandbox, film: str, tmp_path: Path) -> None:
    from mcp_types import ElicitResult

    questions: list[str] = []

    async def no(context: Any, params: Any) -> ElicitResult:
        questions.append(params.message)
        return ElicitResult(action="decline")

    async def work(client: Client) -> None:
        declined, _ = await call(client, "lipsync", video=film, text="No, never.")
        assert (declined["error"]["code"], declined["next"]) == ("declined", [])

    before = _lines(account)
    run(work, made(Session((tmp_path,))), elicitation_callback=no)
    assert ("0.5 units" in questions[0], len(questions), _lines(account)) == (True, 1, before)


def test_estimate_says_what_was_assumed_and_whether_the_day_has_room(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BUDGET", "3")

    async def work(client: Client) -> None:
        given = {"prompt": "A kite over a bay.", "duration": 3, "mode": "std"}
        fits, _ = await call(client, "estimate", **given)
        assert fits["result"]["limits"]["KLING_BUDGET"]["fits"]
        assert fits["result"]["notes"] == ["`aspect_ratio` was not given: 16:9", "`sound` was not given: off"]
        over, _ = await call(client, "estimate", **given, takes=2)
        assert "this would be refused: 3.6 units are more than the 3" in over["warnings"][-1]
        assert over["next"] == ["account {}"]

    run(work, made(Session((tmp_path,))))


def test_refusals_say_whether_it_is_a_sandbox_and_name_the_tool_that_helps(
    private: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling.app.doctor._sandbox", lambda: "made a film")

    async def work(client: Client) -> None:
        for tool, given, kind in (
            ("elements_show", {"id": "nope"}, "unknown_id"),
            ("wait", {"id": "nope"}, "unknown_id"),
            ("generate", {"prompt": "A kite.", "duration": 99}, "rules"),
            ("status", {"ids": []}, "usage"),
            ("wait", {"id": ""}, "usage"),
            ("list", {"page": 0}, None),
        ):
            refused, _ = await call(client, tool, **given)
            assert (refused["error"]["kind"], refused["sandbox"]) == (kind or "usage", kind and True), tool
        shown, _ = await call(client, "elements_show", id="nope")
        assert (shown["next"], shown["error"]["help"]) == (
            ["elements_list {}"],
            "`elements_list` shows those there are",
        )
        assert (await call(client, "look", files=[]))[0]["error"]["kind"] == "usage"
        assert (await call(client, "doctor"))[0]["ok"]
        assert (await call(client, "costs"))[0]["result"]["total"]["tasks"] == 0

    run(work, made(private))

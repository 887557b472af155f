"""A model other than the default one, by name: planned, priced and asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kling.app.session import Session
from kling.models import profiles
from kling.sandbox import Sandbox
from tests.mcp.conftest import call, made, run
from tests.models.test_made_up import FILE

if TYPE_CHECKING:
    from mcp.client.client import Client

WORDS = "A red kite climbs over a green valley."


@pytest.fixture(scope="module", autouse=True)
def _made_up() -> Iterator[None]:
    profiles.register(FILE)  # before the service starts
    yield
    profiles.unregister("made-up-1")


@pytest.mark.parametrize(
    ("model", "mode", "seconds", "units", "path"),
    [
        ("kling-v3", "pro", 5, "4", "/v1/videos/text2video"),
        ("made-up-1", "fine", 7, "3.5", "/v1/videos/made-up"),
    ],
)
def test_its_limits_prices_and_path_are_those_of_its_file(
    account: Sandbox, tmp_path: Path, model: str, mode: str, seconds: int, units: str, path: str
) -> None:
    async def work(client: Client) -> None:
        tools = {tool.name: tool.input_schema["properties"] for tool in (await client.list_tools()).tools}
        for tool in ("plan", "estimate", "generate"):
            assert model in tools[tool]["video_model"]["anyOf"][0]["enum"]
        planned, _ = await call(client, "plan", words=WORDS, video_model=model)
        request = planned["result"]["request"]
        assert (request["model_name"], request["mode"], request["duration"]) == (model, mode, str(seconds))
        assert json.loads(planned["next"][0].removeprefix("plan "))["video_model"] == model
        priced, _ = await call(client, "estimate", prompt=WORDS, video_model=model)
        assert priced["result"]["units"] == units
        tool, _, given = priced["next"][0].partition(" ")
        done, _ = await call(client, tool, **json.loads(given))
        assert (done["ok"], done["result"]["units"]) == (True, units)
        assert account.state()["requests"][f"POST {path}"] == 1

    run(work, made(Session((tmp_path,))))


def test_one_that_is_not_served_is_refused_with_the_reason(private: Session) -> None:
    async def work(client: Client) -> None:
        for tool, given in (
            ("plan", {"words": WORDS}),
            ("estimate", {"prompt": WORDS}),
            ("generate", {"prompt": WORDS}),
        ):
            refused, _ = await call(client, tool, **given, video_model="kling-v4-omni")
            assert [found["code"] for found in refused["diagnostics"]] == ["S4"], tool
            assert "not served by the vendor's API yet" in refused["diagnostics"][0]["message"]

    run(work, made(private))

"""The MCP server, asked by the official client over both transports: an agent's whole way from a wish to a film."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from PIL import Image

from kling.app.envelope import SCHEMA

pytest.importorskip("mcp")
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

WISH = "make me a 3 s video of a red kite that climbs over a green valley, vertical"


def served(folder: Path) -> StdioServerParameters:
    environment = {**os.environ, "KLING_HOME": str(folder / "home")}
    command = ["-m", "kling", "mcp", "--sandbox"]
    return StdioServerParameters(command=sys.executable, args=command, env=environment, cwd=folder)


async def call(client: Client, name: str, **arguments: Any) -> tuple[dict[str, Any], Any]:
    answer = await client.call_tool(name, arguments)
    document = answer.structured_content
    assert isinstance(document, dict), answer
    jsonschema.validate(document, SCHEMA)
    return document, answer


def run(work: Callable[[Client], Awaitable[None]], server: Any) -> None:
    async def session() -> None:
        async with Client(server, read_timeout_seconds=100) as client:
            await work(client)

    anyio.run(session)


async def _film(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert {"plan", "check", "estimate", "preview", "generate", "wait", "status", "frames", "look"} <= set(tools)
    assert all(tool.output_schema and tool.annotations for tool in tools.values())
    hints = {name: tool.annotations for name, tool in tools.items() if tool.annotations}
    assert hints["explain"].read_only_hint is True
    assert hints["elements_delete"].destructive_hint is True
    planned, _ = await call(client, "plan", wish=WISH, write_to="kite.yaml")
    assert planned["result"]["aspect_ratio"] == "9:16"
    checked, _ = await call(client, "check", file="kite.yaml")
    assert checked["result"]["verdict"] != "reject"
    priced, _ = await call(client, "estimate", want={"brief": "kite.yaml"})
    assert priced["result"]["units"]
    made, _ = await call(client, "generate", want={"brief": "kite.yaml"}, quote_token=priced["result"]["quote_token"])
    assert (made["sandbox"], made["reused"]) == (True, False)
    again, _ = await call(client, "generate", want={"brief": "kite.yaml"})
    assert again["reused"] is True
    id = made["result"]["external_task_id"]
    for _ in range(4):
        done, answer = await call(client, "wait", id=id)
        if done["ok"]:
            break
        assert done["error"]["kind"] == "unfinished"
    assert Path(done["result"]["path"]).is_file()
    (image,) = [block for block in answer.content if block.type == "image"]
    with Image.open(io.BytesIO(base64.b64decode(image.data))) as sheet:
        assert sheet.width > 400
    found, _ = await call(client, "status", ids=[id])
    assert found["result"][0]["status"] == "succeed"


def test_a_wish_becomes_a_film_over_stdio(tmp_path: Path) -> None:
    run(_film, served(tmp_path))


def test_errors_are_answers_with_code_and_help(tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        unknown, answer = await call(client, "status", ids=["nowhere"])
        assert answer.is_error
        assert unknown["error"]["kind"] == "unknown_id"
        outside, _ = await call(client, "look", file="../../etc/passwd")
        assert "outside of the folders" in outside["error"]["message"]
        refused, _ = await call(client, "generate", want={"prompt": "A kite.", "duration": 99})
        assert refused["error"]["code"] == "R22"
        assert refused["diagnostics"]

    run(work, served(tmp_path))


def test_rules_schemas_and_prompts_can_be_read(tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        page = await client.read_resource("kling://rules/R5")
        assert "R5" in page.contents[0].text  # type: ignore[union-attr]
        names = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert {"storyboard", "photo_to_life"} <= names
        prompt = await client.get_prompt("storyboard", {"wish": "a cat in three shots"})
        assert "a cat in three shots" in prompt.messages[0].content.text  # type: ignore[union-attr]

    run(work, served(tmp_path))


@pytest.fixture
def http(tmp_path: Path) -> Iterator[tuple[str, str]]:
    environment = {**os.environ, "KLING_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "kling", "mcp", "--sandbox", "--http", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline(), process.stderr.readline()]
        yield lines[0].split()[-1], re.sub(r"^token ", "", lines[1]).strip()
        process.terminate()


def test_http_needs_the_token_and_gives_the_same(http: tuple[str, str]) -> None:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    url, token = http
    assert httpx2.post(url, json={}).status_code == 401

    async def session() -> None:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}, timeout=60) as inner,
            Client(streamable_http_client(url, http_client=inner)) as client,
        ):
            document, _ = await call(client, "explain", code="R1")
            assert "R1" in document["result"]["page"]

    anyio.run(session)


def test_a_quote_token_is_for_one_request_at_one_price() -> None:
    from decimal import Decimal

    from kling.app.refusal import Refusal
    from kling.mcp.spending import Spending

    spending = Spending(limit=Decimal(5))
    token = spending.token("kw-1", Decimal(4))
    assert spending.approval("kw-1", Decimal(4), token, agreed=False).yes
    for id, units, given in (("kw-2", 4, token), ("kw-1", 3, token), ("kw-1", 4, None), ("kw-1", 4, f"9{token}")):
        with pytest.raises(Refusal, match="nothing was sent"):
            spending.approval(id, Decimal(units), given, agreed=False)
    spending.charge(Decimal(4))
    with pytest.raises(Refusal, match="session"):
        spending.approval("kw-3", Decimal(4), None, agreed=True)

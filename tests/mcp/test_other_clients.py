"""Other implementations of the protocol, where they are installed: FastMCP's client, the TypeScript SDK, and the
inspector's command line. docs/agents.md says how to install them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest

from kling.app.envelope import schema as envelope_schema

SDK = "@modelcontextprotocol/sdk/client/index.js"
ASKED = {"prompt": "A red kite climbs. Static camera.", "duration": 3, "mode": "std"}
SERVER = (sys.executable, "-m", "kling", "mcp", "--sandbox")


def _output(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "KLING_HOME": str(folder / "home")}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def _node_has_sdk() -> bool:
    node = shutil.which("node")
    command = [node or "", "-e", f"require.resolve('{SDK}')"]
    return bool(node) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _node_has_sdk(), reason="the TypeScript SDK is not on NODE_PATH")
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_the_typescript_sdk(transport: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue("http") if transport == "http" else ()
    script = Path(__file__).with_name("session.cjs")
    found = json.loads(_output(["node", str(script), sys.executable, *address], tmp_path))
    _check(found["done"], found["refused"])


@pytest.mark.skipif(not shutil.which("mcp-inspector"), reason="mcp-inspector is not installed")
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_the_inspector_s_command_line(transport: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    inspector = ["mcp-inspector", "--cli"]
    if transport == "http":
        url, token = request.getfixturevalue("http")
        target = [url, "--transport", "http", "--header", f"Authorization: Bearer {token}"]
    else:
        target = list(SERVER)

    def asked(*words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(_output([*inspector, *target, *words], tmp_path))
        return found

    assert len(asked("--method", "tools/list")["tools"]) > 15
    given = [f"{name}={value}" for name, value in ASKED.items()]
    called = ("--method", "tools/call", "--tool-name", "estimate", *(w for one in given for w in ("--tool-arg", one)))
    priced = asked(*called)["structuredContent"]
    jsonschema.validate(priced, envelope_schema())
    assert priced["result"]["units"] == "1.8"


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_fastmcp(transport: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    fastmcp: Any = pytest.importorskip("fastmcp", reason="FastMCP is not installed")
    transports: Any = pytest.importorskip("fastmcp.client.transports")
    if transport == "http":
        url, token = request.getfixturevalue("http")
        to = transports.StreamableHttpTransport(url, headers={"authorization": f"Bearer {token}"})
    else:
        environment = {**os.environ, "KLING_HOME": str(tmp_path / "home")}
        to = transports.StdioTransport(SERVER[0], list(SERVER[1:]), env=environment, cwd=str(tmp_path))

    async def session() -> None:
        async with fastmcp.Client(to) as client:

            async def call(tool: str, **arguments: Any) -> dict[str, Any]:
                answer = await client.call_tool(tool, arguments, raise_on_error=False)
                document: dict[str, Any] = answer.structured_content
                return document

            priced = await call("estimate", **ASKED)
            begun = await call("generate", **ASKED, quote_token=priced["result"]["quote_token"])
            done = await call("wait", id=begun["result"]["external_task_id"])
            _check(done, await call("generate", prompt="A kite.", duration=99))

    anyio.run(session)


def _check(done: dict[str, Any], refused: dict[str, Any]) -> None:
    for document in (done, refused):
        jsonschema.validate(document, envelope_schema())
    assert Path(done["result"]["path"]).is_file()
    assert refused["error"]["code"] == "R22"

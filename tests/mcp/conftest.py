"""Sessions with the server: in this process, over standard input and output, and over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from jsonschema import Draft202012Validator

from kling import sandbox
from kling.app import envelope
from kling.app.results import schema
from kling.app.session import Session
from kling.sandbox import Sandbox
from tests.schemas import follows

if TYPE_CHECKING:  # every worker collects these tests, and the import takes longer than all of that
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters

collect_ignore_glob = [] if find_spec("mcp") else ["test_*.py"]

Work = Callable[["Client"], Awaitable[None]]
MODES = ("auto", "legacy")
"""The newest protocol, in which questions are answers, and the one before, in which the server asks."""


async def call(client: Client, tool: str, /, **arguments: Any) -> tuple[dict[str, Any], Any]:
    """The envelope of a call, and the whole answer."""
    answer = await client.call_tool(tool, arguments)
    document = answer.structured_content
    assert isinstance(document, dict), answer
    follows(document, schema(tool))
    follows(document, envelope.schema())
    return document, answer


def run(work: Work, to: Any, **options: Any) -> None:
    from mcp.client.client import Client

    async def session() -> None:
        async with Client(to, read_timeout_seconds=100, **options) as client:
            await work(client)

    anyio.run(session)


def parameters(folder: Path, *options: str) -> StdioServerParameters:
    """The server as a client starts it, in ``folder``."""
    from mcp.client.stdio import StdioServerParameters

    environment = {**os.environ, "KLING_HOME": str(folder / "home")}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "kling", "mcp", *options], env=environment, cwd=folder
    )


@pytest.fixture(scope="session", autouse=True)
def _judged_once() -> Iterator[None]:
    """Each client judges the schemas of its tools anew, which takes a hundred times as long as an answer: here, those
    that were found right are."""
    judge, right = Draft202012Validator.check_schema, set[str]()

    def once(schema: Any, *args: Any, **options: Any) -> None:
        if (text := json.dumps(schema)) not in right:
            judge(schema, *args, **options)
            right.add(text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Draft202012Validator, "check_schema", staticmethod(once))  # of a validator, too
        yield


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Session]:
    """A session on a private sandbox."""
    session = Session((tmp_path,), sandbox=True)
    yield session
    session.close()


@pytest.fixture(scope="module")
def service() -> Iterator[Sandbox]:
    with sandbox.running(drawing="stills") as served:
        yield served


@pytest.fixture
def account(service: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A service that is taken for the vendor's: everything there is paid for."""
    monkeypatch.setenv("KLING_BASE_URL", service.url)
    monkeypatch.setenv("KLING_API_KEY", service.api_key)
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    return service


@pytest.fixture
def http(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address and token of a server over HTTP, which asks a sandbox that need not draw what moves."""
    environment = {**os.environ, "KLING_HOME": str(tmp_path / "home"), "KLING_MCP_TOKEN": "a token of my own"}
    command = [sys.executable, "-m", "kling", "mcp", "--http", "--port", "0"]
    with (
        sandbox.running(latency=0.1, drawing="stills") as box,
        subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**environment, "KLING_BASE_URL": box.url, "KLING_API_KEY": box.api_key},
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr is not None
        lines = [process.stderr.readline(), process.stderr.readline()]
        yield lines[0].split()[-1], lines[1].removeprefix("token ").strip()
        process.terminate()


def made(session: Session) -> Any:
    from kling.mcp.server import server

    return server(session)

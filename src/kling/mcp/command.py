"""kling mcp"""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from kling.api.fields import Wire

_TOKEN_LEAST = 16
_WITHOUT = "send Authorization: Bearer TOKEN, with the token that kling mcp printed (or KLING_MCP_TOKEN)\n"


@click.command()
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder that may be read and written; by default the working folder. Repeatable.",
)
@click.option("--max-units", type=click.FloatRange(0), metavar="N", help="The most that this session may spend.")
@click.option(
    "--wire", envvar="KLING_WIRE", type=click.Choice(["v1", "v2"]), default="v1", help="The wire (KLING_WIRE)."
)
@click.option("--sandbox", is_flag=True, help="Use the private sandbox even if credentials are set.")
@click.option(
    "--http", is_flag=True, help="Serve streamable HTTP on this machine instead of standard input and output."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="With --http.")
def mcp(roots: tuple[Path, ...], max_units: float | None, wire: Wire, sandbox: bool, http: bool, port: int) -> None:
    """Serve the tools to an agent by the Model Context Protocol (needs the extra mcp).

    Nothing is spent without the user's yes, asked by the client, or a quote token; KLING_BUDGET bounds the units of a
    day over all doors. With --http the address and a token are told on standard error; every request needs the token,
    which is another one each time unless KLING_MCP_TOKEN holds one of your own (16 characters or more).
    """
    from kling.app.session import Session
    from kling.mcp.server import server

    token = os.environ.get("KLING_MCP_TOKEN", "").strip()
    if http and token and len(token) < _TOKEN_LEAST:
        raise click.UsageError(f"KLING_MCP_TOKEN needs {_TOKEN_LEAST} characters or more; nobody should guess it")
    folders = [root.resolve() for root in roots or (Path(),)]
    os.chdir(folders[0])  # where relative paths start
    limit = None if max_units is None else Decimal(str(max_units))
    with closing(Session(tuple(folders), limit, sandbox, wire)) as session:
        made = server(session)
        if http:
            _serve(made, port, token or secrets.token_urlsafe(24))
        else:
            made.run("stdio")


def _serve(made: MCPServer[Any], port: int, token: str) -> None:
    """Streamable HTTP on loopback; a request without the token is refused."""
    import hmac
    import socket

    import uvicorn
    from starlette.responses import PlainTextResponse
    from starlette.types import ASGIApp, Receive, Scope, Send

    inner: ASGIApp = made.streamable_http_app()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        given = headers.get(b"authorization", b"")
        if scope["type"] == "http" and not hmac.compare_digest(given, f"Bearer {token}".encode()):
            await PlainTextResponse(_WITHOUT, 401, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
            return
        await inner(scope, receive, send)

    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise click.UsageError(f"port {port}: {error.strerror}; choose another, or --port 0 for a free one") from None
    click.echo(f"listening on http://127.0.0.1:{listener.getsockname()[1]}/mcp", err=True)
    click.echo(f"token {token}", err=True)
    uvicorn.Server(uvicorn.Config(guarded, log_level="warning")).run(sockets=[listener])

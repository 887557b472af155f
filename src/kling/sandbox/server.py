"""Running a sandbox: beside other code, or as the program itself."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import uvicorn

from kling.models.profiles import DEFAULT, Profile
from kling.sandbox import control
from kling.sandbox.connections import Connection
from kling.sandbox.faults import Fault
from kling.sandbox.options import ACCESS_KEY, API_KEY, SECRET_KEY, AccountStatus, Drawing, Duplicates, Options, Render
from kling.sandbox.routes import application
from kling.sandbox.service import Service
from kling.sandbox.tls import certificate

_HOST = "127.0.0.1"


class Sandbox:
    """A sandbox that is being served. ``url`` is its base URL, ``folder`` holds its state; the keys are public.
    ``authority`` is the PEM file that clients must trust when it speaks https."""

    def __init__(self, url: str, service: Service, authority: Path | None = None) -> None:
        self.url = url
        self.authority = authority
        self.folder = service.files.root
        self.api_key, self.access_key, self.secret_key = API_KEY, ACCESS_KEY, SECRET_KEY
        self._service = service

    def faults(self, *faults: dict[str, Any] | Fault) -> None:
        """Order faults, as ``POST /_sandbox/faults`` does (see :class:`kling.sandbox.faults.Fault`)."""
        for fault in faults:
            self._service.faults.add(Fault.model_validate(fault))

    def clock(self, offset: float) -> None:
        """Move the sandbox's time by ``offset`` seconds from the machine's."""
        self._service.clock.offset = offset

    def state(self) -> dict[str, Any]:
        """What ``GET /_sandbox/state`` shows."""
        return control.state(self._service)


def _listen(port: int) -> socket.socket:
    """Raises OSError when the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """Stops when it is told to: uvicorn's own looks ten times a second, and waits as long again for connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()

    def stop(self) -> None:
        self.should_exit = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not await self.on_tick(0):
            await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            for server in self.servers:
                server.close()


@contextlib.contextmanager
def served(options: Options) -> Iterator[Sandbox]:
    """Serve a sandbox in a thread of this process while the block runs.

    Raises OSError when the port is taken or the state folder cannot be used, ValueError when another version wrote it,
    RuntimeError when https is asked for and the extra ``tls`` is not installed.
    """
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(_listen(options.port)))
        service = Service.open(options)
        stack.callback(service.close)
        secure = certificate(service.files.root) if options.tls else None
        server = _Server(
            uvicorn.Config(
                application(service),
                http=Connection,
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                ssl_certfile=secure.server if secure else None,
                ssl_keyfile=secure.server if secure else None,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=75,  # longer than clients keep idle connections: no create meets a closing one
                timeout_graceful_shutdown=1,
            )
        )
        thread = threading.Thread(target=server.run, args=([listener],), name="kling-sandbox-http", daemon=True)
        service.works.start()
        url = service.callbacks.base = f"{'https' if secure else 'http'}://{_HOST}:{listener.getsockname()[1]}"
        service.callbacks.start()
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.stop)
        while not server.started and thread.is_alive():
            thread.join(0.005)
        if not server.started:
            raise OSError("the sandbox's HTTP server did not start; its log has the reason")
        yield Sandbox(url, service, secure.authority if secure else None)


def running(
    *,
    port: int = 0,
    latency: float = 1.0,
    concurrency: int | None = None,
    state: Path | None = None,
    profile: Profile = DEFAULT,
    render: Render = "eager",
    drawing: Drawing = "animatic",
    workers: int = 1,
    allow_private_media: bool = False,
    public_url: str | None = None,
    account_status: AccountStatus = "good",
    units: float | None = None,
    rate: int | None = None,
    webhook_secret: str | None = None,
    callback_hosts: tuple[str, ...] = (),
    wire: Literal["both", "v1", "v2"] = "both",
    tls: bool = False,
    duplicates: Duplicates = "refuse",
    lag: float = 0.0,
) -> contextlib.AbstractContextManager[Sandbox]:
    """A sandbox for the length of a ``with`` block; the arguments are those of :class:`Options`."""
    return served(
        Options(
            port,
            latency,
            concurrency,
            state,
            profile,
            render,
            drawing,
            workers,
            allow_private_media,
            public_url,
            account_status,
            units,
            rate,
            webhook_secret,
            callback_hosts,
            wire,
            tls,
            duplicates,
            lag,
        )
    )


def serve(options: Options, ready: Callable[[Sandbox], None]) -> None:
    """Serve until SIGINT or SIGTERM, then shut down cleanly. ``ready`` is called with the sandbox once it answers."""
    stop = threading.Event()
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        with served(options) as sandbox:
            ready(sandbox)
            while not stop.wait(0.5):  # a wait without end cannot be interrupted on every platform
                pass
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)

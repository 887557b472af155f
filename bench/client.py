"""The client against what limits it: requests per task, from success to knowing, download speed, memory of a send.

``python bench/client.py`` prints a table; every number is measured beside its limit in the same run.
"""

from __future__ import annotations

import asyncio
import functools
import http.server
import multiprocessing
import os
import socketserver
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kling import AsyncClient, Client
from kling.api.inline import InlineFile
from kling.client import TaskData
from kling.sandbox import running

Row = tuple[str, str, str, str]
"""What was measured, ours, the limit or peer, and the ratio."""

MIB = 1024 * 1024
BODY = {"model_name": "kling-v3-omni", "prompt": "a quiet harbour at dawn", "aspect_ratio": "16:9", "duration": "3"}


def rows() -> list[Row]:
    """Everything this bench measures."""
    return [*(_requests(count) for count in (1, 20, 200)), *_knowing(), *_download(), *_memory()]


def _requests(count: int, seconds: int = 10) -> Row:
    """Requests for tasks that are in flight together, from the create to the known end. The limit at 200 is the target;
    below, it is what asking with the target's own delay (2 % of the wait, at least 0.3 s) cannot do without."""

    async def one(client: AsyncClient, take: int) -> None:
        await client.wait(await client.submit(BODY, take=take))

    async def all_of_them(url: str, key: str) -> None:
        async with AsyncClient(base_url=url, api_key=key) as client:
            await asyncio.gather(*(one(client, take) for take in range(1, count + 1)))

    with running(latency=seconds, render="lazy") as sandbox:
        asyncio.run(all_of_them(sandbox.url, sandbox.api_key))
        asked = sum(n for route, n in sandbox.state()["requests"].items() if "/v1/" in route)
    ours = asked / count
    limit = 3.0 if count == 200 else 1 + (seconds / 0.3) / count
    name = "target 3" if count == 200 else f"{limit:.1f} needed to know in time"
    return (f"requests per task, {count} in flight for {seconds} s", f"{ours:.2f}", name, f"{ours / limit:.2f}")


def _knowing() -> list[Row]:
    """Seconds from the end of a task, by the service's clock, to the return of the wait."""
    found = []
    for latency, tries in ((2, 5), (20, 3)):
        delays = []
        with (
            running(latency=latency, render="lazy") as sandbox,
            Client(base_url=sandbox.url, api_key=sandbox.api_key) as client,
        ):
            for take in range(1, tries + 1):
                data = client.wait(client.submit(BODY, take=take))
                delays.append(time.time() - (data.updated_at or 0) / 1000)
        limit = max(0.02 * latency, 0.3)
        worst = max(delays)
        found.append(
            (
                f"from success to knowing, {latency} s tasks, worst of {tries}",
                f"{worst:.2f} s",
                f"target {limit:.2f} s",
                f"{worst / limit:.2f}",
            )
        )
    return found


def _download(size: int = 100 * MIB, rounds: int = 9) -> list[Row]:
    """A film of three seconds that is padded to its size: what arrives is played to its end, which the others do not
    do."""
    import httpx2

    with tempfile.TemporaryDirectory() as home:
        folder, out = Path(home), Path(home, "out.mp4")
        _film(folder / "clip.mp4", size)
        os.sync()
        with _files(folder) as url, Client(base_url=url, api_key="bench") as client, httpx2.Client() as raw:
            address = f"{url}/clip.mp4"
            done = {"task_id": "1", "task_status": "succeed", "task_result": {"videos": [{"url": address}]}}
            data = TaskData.model_validate(done)

            def into_nothing() -> None:
                with raw.stream("GET", address) as response:
                    for _ in response.iter_bytes():
                        pass

            def into_a_file() -> None:
                with raw.stream("GET", address) as response, out.open("wb") as file:
                    for chunk in response.iter_bytes():
                        file.write(chunk)

            def ours() -> None:
                client.download(data, out)

            into_nothing()
            # In turns, because the machine's own noise is larger than the differences.
            taken: dict[Callable[[], None], list[float]] = {into_a_file: [], ours: [], into_nothing: []}
            for _ in range(rounds):
                for act, seconds in taken.items():
                    out.unlink(missing_ok=True)
                    os.sync()  # or each would wait for what the one before it left to be written
                    seconds.append(_seconds(act))

    def speed(act: Callable[[], None]) -> str:
        return f"{size / MIB / statistics.median(taken[act]):.0f} MiB/s"

    def ratio(peer: Callable[[], None]) -> str:
        return f"{statistics.median(b / a for a, b in zip(taken[ours], taken[peer], strict=True)):.2f}"

    return [
        (f"download of 100 MiB; httpx2 {name}", speed(ours), speed(peer), ratio(peer))
        for name, peer in (("into a file", into_a_file), ("into nothing", into_nothing))
    ]


def _film(path: Path, size: int) -> None:
    from kling.animatic.film import render

    render({"prompt": "A harbour.", "mode": "std", "duration": "3"}, path, find=lambda _: None, max_height=90)
    left = size - path.stat().st_size
    with path.open("ab") as film:
        film.write(left.to_bytes(4) + b"free" + os.urandom(left - 8))


def _memory(size: int = 10_000_000) -> list[Row]:
    """Python memory at its peak while a picture of 10 MB is sent, and while it is hashed."""
    with tempfile.TemporaryDirectory() as home, _sink() as url:
        picture = Path(home, "picture.png")
        picture.write_bytes(os.urandom(size))
        body = {**BODY, "image_list": [{"image_url": InlineFile.of(picture), "type": "first_frame"}]}
        with Client(base_url=url, api_key="bench") as client:
            client.list()  # what the first request loads is not the send's
            tracemalloc.start()
            client.submit(body, preflight=False)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    return [
        (
            "memory for sending a 10 MB picture",
            f"{peak / 1e6:.1f} MB",
            f"target {3 * size / 1e6:.0f} MB",
            f"{peak / size:.2f} x its size",
        )
    ]


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


class _Files(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def copyfile(self, source: Any, outputfile: Any) -> None:
        self.connection.sendfile(source)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


def _serve(handler: Callable[..., socketserver.BaseRequestHandler], ready: Connection) -> None:
    with _Server(("127.0.0.1", 0), handler) as server:
        ready.send(server.server_address[1])
        server.serve_forever()


@contextmanager
def _served(handler: Callable[..., socketserver.BaseRequestHandler]) -> Iterator[str]:
    """A server in a process of its own, so that its work is not the client's; gives its URL."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(handler, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _files(folder: Path) -> Any:
    """Sends files as fast as the kernel can."""
    return _served(functools.partial(_Files, directory=str(folder)))


class _Sink(_Files):
    """Accepts every create, and knows none."""

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, MIB)))
        self._answer(b'{"code":0,"message":"SUCCEED","data":{"task_id":"1","task_status":"submitted"}}')

    def do_GET(self) -> None:
        is_list = "?" in self.path
        self._answer(b'{"code":0,"data":[]}' if is_list else b'{"code":1203,"message":"task not found"}')

    def _answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _sink() -> Any:
    return _served(_Sink)


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))

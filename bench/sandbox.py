"""How many creates a second the sandbox takes, beside the cheapest answer of the same server to the same client."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from kling.sandbox import running

Row = tuple[str, str, str, str]
TARGET = 1000  # creates a second
CONNECTIONS = 32
BODY = {
    "model_name": "kling-v3-omni",
    "prompt": "A red kite over a green valley",
    "aspect_ratio": "16:9",
    "duration": "3",
    "mode": "std",
}


def rows(seconds: float = 10) -> list[Row]:
    """What, ours, the limit, the ratio."""
    body = json.dumps(BODY).encode()
    create = _request("POST /v1/videos/omni-video", body)
    with running(latency=1, render="lazy") as sandbox:
        port = urlsplit(sandbox.url).port or 0
        cheapest = _asked_elsewhere(port, _request("GET /_sandbox/", b""), seconds / 3)
        ours = _asked_elsewhere(port, create, seconds)
        kept = sum(sandbox.state()["counts"].values())
    lost = ours[0] - kept
    rate, most = ours[0] / ours[1], cheapest[0] / cheapest[1]
    return [
        (f"creates a second, {CONNECTIONS} connections", f"{rate:,.0f}", f"target {TARGET:,}", f"{rate / TARGET:.2f}"),
        ("the same beside the server's cheapest answer", f"{rate:,.0f}", f"{most:,.0f}", f"{rate / most:.2f}"),
        ("creates answered and not kept", f"{lost}", "0", "-"),
    ]


def _request(line: str, body: bytes) -> bytes:
    head = f"{line} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer sandbox\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _asked_elsewhere(port: int, request: bytes, seconds: float) -> tuple[int, float]:
    """Good answers and the time they took; the client is a process of its own."""
    here, there = multiprocessing.Pipe()
    client = multiprocessing.get_context("spawn").Process(target=_client, args=(there, port, request, seconds))
    client.start()
    count, took = here.recv()
    client.join()
    return count, took


def _client(out: Connection, port: int, request: bytes, seconds: float) -> None:
    out.send(asyncio.run(_ask(port, request, seconds)))


async def _ask(port: int, request: bytes, seconds: float) -> tuple[int, float]:
    start = time.perf_counter()
    counts = await asyncio.gather(*(_one(port, request, start + seconds) for _ in range(CONNECTIONS)))
    return sum(counts), time.perf_counter() - start


async def _one(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    good = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        good += head.startswith(b"http/1.1 200")
    writer.close()
    return good


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))

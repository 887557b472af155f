"""Five calls that a type checker refuses, each on a line that says so; never run. mypy, which checks all tests, says
when one of them is refused no more: its comment is then one that nothing needs."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kling import AsyncClient, Client


def right(client: Client) -> None:
    client.generate("A panda", duration=5, mode="std", aspect_ratio="16:9", first_frame=Path("a.png")).save("a.mp4")
    if client.create("A panda", shots=[(3, "It sits."), (4, "It eats.")], sound=True).status() == "succeed":
        client.create(body={"model_name": "kling-v3-omni"}, take=2)


def wrong(client: Client) -> None:
    client.generate("A panda", mode="ultra")  # type: ignore[arg-type]  # wrong
    client.generate("A panda", duration="five")  # type: ignore[arg-type]  # wrong
    client.create("A panda", aspect_ratio="4:3")  # type: ignore[arg-type]  # wrong
    client.create({"model_name": "kling-v3-omni"})  # type: ignore[arg-type]  # wrong
    if client.create("A panda").status() == "done":  # type: ignore[comparison-overlap]  # wrong
        print("made")


async def right_in_asyncio(client: AsyncClient) -> None:
    made = await client.create("A panda", edit=b"clip")
    await asyncio.sleep(0)
    async for data in made.events():
        print(data.answer.request_id)

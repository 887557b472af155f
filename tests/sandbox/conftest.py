"""Real sandboxes on free ports, asked over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kling import sandbox
from kling.sandbox import Sandbox
from tests.conftest import CLIPS

PATH = "/v1/videos/omni-video"
CLIP = CLIPS / "bigbuckbunny.mp4"


def text_body(**fields: Any) -> dict[str, Any]:
    """The smallest good body: 3 s of text to video, silent, std (1.8 units)."""
    body = {
        "model_name": "kling-v3-omni",
        "prompt": "A red kite over a green valley",
        "aspect_ratio": "16:9",
        "duration": "3",
        "mode": "std",
        **fields,
    }
    return {key: value for key, value in body.items() if value is not ...}


@dataclass
class Caller:
    """An account's client: the envelope of every call, and waiting."""

    url: str
    http: httpx2.Client

    def create(self, **fields: Any) -> httpx2.Response:
        return self.http.post(PATH, json=text_body(**fields))

    def created(self, **fields: Any) -> str:
        """The id of a task that must be accepted."""
        reply = self.create(**fields).json()
        assert reply["code"] == 0, reply
        return str(reply["data"]["task_id"])

    def task(self, key: str) -> dict[str, Any]:
        reply = self.http.get(f"{PATH}/{key}").json()
        assert reply["code"] == 0, reply
        data: dict[str, Any] = reply["data"]
        return data

    def ended(self, key: str) -> dict[str, Any]:
        """The task once it has ended."""
        for _ in range(3000):
            task = self.task(key)
            if task["task_status"] in ("succeed", "failed"):
                return task
            time.sleep(0.02)
        raise AssertionError(f"task {key} never ended: {task}")

    def upload(self, path: Path) -> str:
        reply = self.http.post("/_sandbox/files", params={"name": path.name}, content=path.read_bytes())
        assert reply.status_code == 201, reply.text
        return str(reply.json()["url"])


def download(url: str, **headers: str) -> httpx2.Response:
    """A file without credentials; patient, because a lazy sandbox draws it first."""
    return httpx2.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()}, timeout=120)


def caller(served: Sandbox) -> Caller:
    http = httpx2.Client(base_url=served.url, headers={"authorization": f"Bearer {served.api_key}"}, timeout=120)
    _opened.append(http)
    return Caller(served.url, http)


_opened: list[httpx2.Client] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close what a test opened and did not close."""
    before = len(_opened)
    yield
    while len(_opened) > before:
        _opened.pop().close()


@pytest.fixture(scope="session")
def common() -> Iterator[Caller]:
    """A sandbox for tests that leave nothing behind: refusals."""
    with sandbox.running(latency=0, render="lazy", drawing="stills") as served:
        account = caller(served)
        with account.http:
            yield account


@pytest.fixture
def served() -> Iterator[Sandbox]:
    """A sandbox whose tasks end at once and are drawn when somebody downloads them."""
    with sandbox.running(latency=0, render="lazy", drawing="stills") as served:
        yield served


@pytest.fixture
def api(served: Sandbox) -> Iterator[Caller]:
    account = caller(served)
    with account.http:
        yield account

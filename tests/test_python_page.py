"""The code of docs/python.md, run block by block as a reader would run it."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

import kling
from kling.client.account import Account
from kling.client.elements import Elements
from kling.client.lip_sync import LipSync
from kling.sandbox import Sandbox
from kling.sandbox.callbacks import signature

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
TASK = {"task_id": "1", "task_status": "processing"}


def test_every_block_runs(
    kling_sandbox: Sandbox, tmp_path: Path, photo: Path, photo_jpg: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for source, name in ((photo, "portrait.png"), (photo_jpg, "rocket.jpg"), (clip, "clip.mp4")):
        shutil.copy(source, name)
    names: dict[str, Any] = {"__name__": "page"}
    receivers = 0
    for block in BLOCKS:
        if "def test_" in block:
            run_tests(block, tmp_path)
            continue
        exec(compile(block, "docs/python.md", "exec", dont_inherit=True), names)
        if "app = " in block:
            receivers += 1
            assert asyncio.run(called_back(names["app"], names["SECRET"])) == [204, 400]
    assert receivers == 2
    assert {"panda.mp4", "heron.mp4", "panda-2.mp4"} <= {path.name for path in tmp_path.iterdir()}


def run_tests(block: str, folder: Path) -> None:
    (folder / "test_mine.py").write_text(block, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_mine.py"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


async def called_back(app: Any, secret: str) -> list[int]:
    """The statuses that a signed callback and one with a wrong signature get."""
    body, now = json.dumps(TASK).encode(), int(time.time())
    signed = {"webhook-id": "m", "webhook-timestamp": str(now), "webhook-signature": signature(secret, "m", now, body)}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here") as client:
        wrong = {**signed, "webhook-signature": "v1,AAAA"}
        return [(await client.post("/kling", content=body, headers=headers)).status_code for headers in (signed, wrong)]


def test_every_public_error_is_in_the_table() -> None:
    import kling

    errors = {
        name
        for name in kling.__all__
        if isinstance(getattr(kling, name), type) and issubclass(getattr(kling, name), kling.KlingError)
    }
    table = PAGE.partition("| error |")[2].partition("## Time")[0]
    assert {name for name in errors if f"`{name}`" not in table} == {"KlingError", "NetworkError"}


def test_the_reference_names_everything_that_is_public() -> None:
    """Names at the top, and what may be asked of each of them and of a client's parts."""
    lines = set((DOCS / "reference.md").read_text("utf-8").splitlines())
    classes = {name: one for name in kling.__all__ if isinstance(one := getattr(kling, name), type)}
    classes |= {"Client.account": Account, "Client.elements": Elements, "Client.lipsync": LipSync}
    methods = [
        f"### {name}.{inner}"
        for name, one in classes.items()
        for inner, member in vars(one).items()
        if not issubclass(one, Exception) and not inner.startswith(("_", "model_"))
        if isinstance(member, property) or inspect.isfunction(member)
    ]
    assert {f"## {name}" for name in classes} | set(methods) <= lines

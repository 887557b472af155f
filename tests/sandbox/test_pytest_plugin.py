"""The fixture that other people's tests use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

THEIRS = """
import pytest
from kling import Client
from kling.client import SlotsFull

@pytest.mark.kling_sandbox(drawing="stills")
def test_a_film(kling_sandbox, tmp_path):
    video = Client().generate("A kite", duration=3, aspect_ratio="16:9", mode="std")
    assert video.save(tmp_path / "kite.mp4").stat().st_size > 10_000
    assert len(kling_sandbox.state()["tasks"]) == 1

@pytest.mark.kling_sandbox(latency=60, concurrency=1)
def test_a_full_account(kling_sandbox):
    client = Client(backoff=0)
    body = {"model_name": "kling-v3-omni", "prompt": "A kite", "aspect_ratio": "16:9"}
    client.submit(body)
    with pytest.raises(SlotsFull):
        client.submit(body, take=2)

@pytest.mark.kling_sandbox(60)
def test_a_positional_option(kling_sandbox): ...
"""


def test_a_test_of_somebody_else_gets_a_sandbox_and_its_options_which_have_names(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text(THEIRS)
    command = [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert "2 passed, 1 error" in ran.stdout, ran.stdout + ran.stderr
    assert "takes options by name" in ran.stdout

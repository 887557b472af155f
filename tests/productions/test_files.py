"""Files that the service would not take as they are: made legal, put where it can read them, or told about in time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx2
import pytest
from PIL import Image

from kling.media.host import Host
from kling.sandbox import Sandbox
from tests.app.test_fit import clip_of
from tests.productions.conftest import Draw, Kling, Write, charged

FOLLOW = ("generate", "Follow @video over a red sea.", "--mode", "std", "--duration", "3", "--aspect-ratio", "16:9")


@pytest.fixture
def storage(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Storage that gives every file another address each time; the addresses it gave."""
    given: list[str] = []

    def put(host: Host, path: Path) -> str:
        reply = httpx2.post(f"{sandbox.url}/_sandbox/files?name=c.mp4", content=path.read_bytes())
        given.append(f"{reply.json()['url']}?X-Amz-Signature={len(given)}")
        return given[-1]

    monkeypatch.setattr(Host, "__init__", lambda self, url: None)
    monkeypatch.setattr(Host, "put", put)
    return given


def test_fit_makes_files_legal_and_says_what_it_changed(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, photo: Path
) -> None:
    Image.open(photo).convert("RGB").resize((200, 150)).save(tmp_path / "small.webp")
    file = write("briefs: {one: {scenario: i2v, first_frame: small.webp, mode: std, duration: 3, prompt: She smiles.}}")
    assert kling("run", file).code == 1
    run = kling("run", file, "--fit")
    assert run.code == 0, run.err
    assert "small.webp: converted from webp, scaled to 400x300" in run.err
    assert kling("run", file, "--fit").code == 0
    assert charged(sandbox) == (1, 1)


def test_fit_makes_the_files_of_one_video_legal_too(sandbox: Sandbox, kling: Kling, tmp_path: Path) -> None:
    odd = tmp_path / "odd.webp"
    Image.new("RGB", (200, 150), "teal").save(odd)
    video = ("generate", "She smiles.", "--mode", "std", "--duration", "3", "--first-frame", odd, "-o", tmp_path)
    refused = kling(*video)
    assert refused.code == 1
    made = kling(*video, "--fit")
    assert made.code == 0, made.err
    assert "odd.webp: converted from webp, scaled to 400x300" in made.err
    assert kling(*video, "--fit").code == 0
    assert charged(sandbox) == (1, 1)


def test_a_local_clip_is_put_on_storage_and_is_one_charge_though_its_address_changes(
    sandbox: Sandbox, storage: list[str], write: Write, kling: Kling, tmp_path: Path, clip: Path
) -> None:
    shutil.copy(clip, tmp_path / "clip.mp4")
    settings = "video: clip.mp4, mode: std, duration: 3, aspect_ratio: '16:9'"
    file = write(f"briefs: {{one: {{scenario: reference, {settings}, prompt: Follow @video over a red sea.}}}}")
    run = kling("run", file, "--host", "s3://films")
    assert run.code == 0, run.err
    assert len(storage) == 1
    assert charged(sandbox) == (1, 1)
    total = kling("costs", file, "--json").json_total
    assert (total["estimate"], total["units"]) == ("2.7", "2.7")


def test_a_local_clip_of_one_video_is_put_on_storage_and_is_the_same_request_each_time(
    sandbox: Sandbox, storage: list[str], kling: Kling, tmp_path: Path, clip: Path
) -> None:
    video = (*FOLLOW, "--reference", clip, "--host", "s3://films", "-o", tmp_path, "--json")
    first, again = kling(*video), kling(*video)
    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert len(storage) == 1  # the second finds the task in the journal
    assert charged(sandbox) == (1, 1)
    assert "X-Amz" not in json.dumps(first.json["request"])  # whoever has the address has the file


def test_with_an_account_a_local_clip_without_storage_is_told_before_anything_is_sent(
    sandbox: Sandbox, kling: Kling, tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    run = kling(*FOLLOW, "--reference", clip, "-o", tmp_path, "--yes")
    assert run.code == 1
    assert "--host s3://bucket/prefix" in run.err
    assert charged(sandbox) == (0, 0)


TEN = """
defaults: {mode: std, aspect_ratio: "16:9"}
films:
  f:
    chain: next_shot
    shots:
      - {scenario: t2v, duration: 10, prompt: A boat leaves. Static camera.}
      - {duration: 10, prompt: It goes on from @video.}
"""


def test_a_next_shot_after_ten_seconds_is_given_a_clip_that_is_no_longer_than_the_service_takes(
    sandbox: Sandbox, drawn: Draw, write: Write, kling: Kling, tmp_path: Path
) -> None:
    drawn(clip_of(tmp_path / "ten.mp4", (720, 720), seconds=241 / 24))  # what a service makes of ten seconds
    run = kling("run", write(TEN))
    assert run.code == 0, run.err
    assert charged(sandbox) == (2, 2)


def test_with_an_account_a_clip_that_must_be_trimmed_needs_storage_and_says_so_before_anything_is_sent(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    run = kling("run", write(TEN), "--yes")
    assert run.code == 1
    assert "f/01, trimmed to 10 s" in run.err
    assert "--host s3://bucket/prefix" in run.err
    assert charged(sandbox) == (0, 0)

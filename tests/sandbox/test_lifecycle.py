from __future__ import annotations

import base64
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import httpx2
import pytest
from PIL import Image

from kling import sandbox
from kling.sandbox import Sandbox
from tests.conftest import PHOTOS
from tests.sandbox.conftest import CLIP, PATH, Caller, caller, download, text_body

CUT_PNG = "iVBORw0KGgoAAAANSUhEUgAAASwAAAEsCAIAAAD2HxkiAAAA"
"""The first 36 bytes of a 300x300 PNG, as the vendor's documents show it."""


def edit(url: str, **fields: Any) -> dict[str, Any]:
    clip = {"video_url": url, "refer_type": "base", "keep_original_sound": "yes"}
    return {
        "prompt": "<<<video_1>>> make it snow",
        "video_list": [clip],
        "aspect_ratio": ...,
        "duration": ...,
        **fields,
    }


def frame_count(content: bytes) -> int:
    with av.open(io.BytesIO(content), "r") as container:
        return len(list(container.decode(video=0)))


def test_status_follows_from_the_clock() -> None:
    with sandbox.running(latency=100, render="lazy", drawing="stills") as served:
        api = caller(served)
        task_id = api.created()
        seen = {}
        for offset in (0, 50, 99, 101):
            served.clock(offset)
            task = api.task(task_id)
            seen[offset] = (task["task_status"], task["updated_at"] - task["created_at"])
            assert ("final_unit_deduction" in task) == (offset == 101)
    assert seen == {
        0: ("submitted", 0),
        50: ("processing", 10_000),
        99: ("processing", 10_000),
        101: ("succeed", 100_000),
    }


def test_success_carries_a_film_of_24n_plus_1_frames_and_its_price() -> None:
    with sandbox.running(latency=0) as served:
        api = caller(served)
        task = api.ended(api.created(external_task_id="job-1"))
        (video,) = task["task_result"]["videos"]
        content = download(video["url"]).content
    assert task["task_status"] == "succeed"
    assert task["final_unit_deduction"] == "1.8"
    assert task["watermark_info"] == {"enabled": False}
    assert video["duration"] == "3.041"
    assert video["id"].isdigit()
    assert video["id"] != task["task_id"]
    assert "watermark_url" not in video
    assert frame_count(content) == 73


def test_watermarked_copy_comes_beside_the_clean_one() -> None:
    with sandbox.running(latency=0) as served:
        api = caller(served)
        task = api.ended(api.created(watermark_info={"enabled": True}))
        (video,) = task["task_result"]["videos"]
        clean, marked = download(video["url"]), download(video["watermark_url"])
    assert task["watermark_info"] == {"enabled": True}
    assert clean.status_code == marked.status_code == 200
    assert clean.content != marked.content


def test_edit_lasts_and_costs_what_the_clip_lasts(served: Sandbox, api: Caller) -> None:
    task = api.ended(api.created(**edit(api.upload(CLIP))))
    assert task["task_status"] == "succeed", task["task_status_msg"]
    assert task["final_unit_deduction"] == "4.5"  # 5.28 s are billed as 5 s, 0.9 units each
    assert task["task_result"]["videos"][0]["duration"] == "5.291"  # 127 frames


def test_result_can_be_the_clip_of_the_next_task(api: Caller) -> None:
    first = api.ended(api.created(duration="4"))["task_result"]["videos"][0]["url"]
    second = api.ended(api.created(**edit(first)))
    assert second["task_status"] == "succeed", second["task_status_msg"]
    assert second["final_unit_deduction"] == "3.6"
    assert frame_count(download(second["task_result"]["videos"][0]["url"]).content) == 97


def test_cut_inline_picture_still_makes_a_film() -> None:
    with sandbox.running(latency=0) as served:
        api = caller(served)
        images = [{"image_url": CUT_PNG, "type": "first_frame"}]
        task = api.ended(api.created(image_list=images, aspect_ratio=...))
        assert task["task_status"] == "succeed", task["task_status_msg"]
        assert not list((served.folder / "tasks" / task["task_id"]).glob("image-*"))


def failed(api: Caller, text: str, **fields: Any) -> None:
    task = api.ended(api.created(**fields))
    assert task["task_status"] == "failed"
    assert text in task["task_status_msg"]
    assert task["task_result"] == {}
    assert task["final_unit_deduction"] == "0"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a.jpg", "http://localhost/a.jpg", "http://169.254.169.254/latest"])
def test_private_address_of_a_picture_fails_the_task(served: Sandbox, api: Caller, url: str) -> None:
    failed(
        api,
        "Something went wrong when we tried to get the contents of the file",
        image_list=[{"image_url": url, "type": "first_frame"}],
        aspect_ratio=...,
    )
    assert served.state()["charged_units"] == "0"


def test_too_small_picture_fails_the_task_in_the_vendors_words(api: Caller, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    Image.new("RGB", (299, 400)).save(small)
    failed(
        api,
        "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required",
        image_list=[{"image_url": api.upload(small), "type": "first_frame"}],
        aspect_ratio=...,
    )


def test_text_named_mp4_fails_the_task(api: Caller, tmp_path: Path) -> None:
    fake = tmp_path / "clip.mp4"
    fake.write_text("this is no film\n" * 100)
    failed(api, "video_url", **edit(api.upload(fake)))


def test_too_small_inline_picture_is_refused_at_once(api: Caller) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (299, 400)).save(buffer, "PNG")
    images = [{"image_url": base64.b64encode(buffer.getvalue()).decode(), "type": "first_frame"}]
    reply = api.create(image_list=images, aspect_ratio=...)
    assert (reply.status_code, reply.json()["code"]) == (400, 1201)


def test_ordered_failure_is_not_charged(served: Sandbox, api: Caller) -> None:
    served.faults({"path": PATH, "fail": "Failure to pass the risk control system"})
    failed(api, "Failure to pass the risk control system")
    assert served.state()["charged_units"] == "0"
    assert api.ended(api.created())["task_status"] == "succeed"


def test_restart_on_another_port_keeps_tasks_and_videos(tmp_path: Path) -> None:
    with sandbox.running(latency=0, state=tmp_path) as served:
        api = caller(served)
        task_id = api.created(external_task_id="job-42")
        before = api.ended(task_id)
    with sandbox.running(latency=0, state=tmp_path) as served:
        api = caller(served)
        after = api.task("job-42")
        assert api.create(external_task_id="job-42").json()["code"] == 1201
        assert download(after["task_result"]["videos"][0]["url"]).status_code == 200
    assert after["task_id"] == task_id
    assert after["task_result"]["videos"][0]["url"] != before["task_result"]["videos"][0]["url"]
    assert (after["created_at"], after["updated_at"]) == (before["created_at"], before["updated_at"])


def test_two_sandboxes_over_one_state_show_the_same_tasks(tmp_path: Path) -> None:
    with sandbox.running(latency=0, state=tmp_path) as one, sandbox.running(latency=0, state=tmp_path) as two:
        task_id = caller(one).created(external_task_id="job-42")
        assert caller(two).ended(task_id)["task_status"] == "succeed"
        assert caller(two).create(external_task_id="job-42").json()["code"] == 1201
        assert len(two.state()["tasks"]) == 1


SERVE = """
import sys
from pathlib import Path
from kling.sandbox import Options, serve
serve(Options(latency=0, state=Path(sys.argv[1]), workers=int(sys.argv[2])), lambda box: print(box.url, flush=True))
"""


def test_task_of_a_killed_sandbox_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    victim = subprocess.Popen([sys.executable, "-c", SERVE, str(tmp_path), "0"], stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    url = victim.stdout.readline().strip()
    reply = httpx2.post(
        url + PATH, json=text_body(external_task_id="job-42"), headers={"authorization": "Bearer sandbox"}
    )
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    with sandbox.running(latency=0, state=Path()) as served:  # the same folder by another name
        task = caller(served).ended("job-42")
        assert task["task_id"] == reply.json()["data"]["task_id"]
        assert task["task_status"] == "succeed"
        assert served.state()["charged_units"] == "1.8"


def test_task_in_the_hands_of_a_living_sandbox_is_left_alone(tmp_path: Path) -> None:
    with sandbox.running(latency=0, state=tmp_path, workers=0) as idle:
        task_id = caller(idle).created()
        with sandbox.running(latency=0, state=tmp_path) as busy:
            mine = caller(busy).created()
            caller(busy).ended(mine)
            assert caller(busy).task(task_id)["task_status"] == "submitted"


def test_photo_is_stored_once_and_removed_with_the_work() -> None:
    photo = base64.b64encode((PHOTOS / "rocket.jpg").read_bytes()).decode()
    with sandbox.running(latency=0) as served:
        api = caller(served)
        images = [{"image_url": photo, "type": "first_frame"}]
        task = api.ended(api.created(image_list=images, aspect_ratio=...))
        assert task["task_status"] == "succeed", task["task_status_msg"]
        left = [path.name for path in (served.folder / "tasks" / task["task_id"]).iterdir()]
    assert left == ["result.mp4"]

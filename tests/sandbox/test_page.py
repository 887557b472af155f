"""The page for people, and what it asks."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.sandbox.conftest import Caller


def test_the_page_loads_nothing_from_elsewhere(common: Caller) -> None:
    reply = common.http.get("/")
    assert reply.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "://" not in reply.text


def test_a_task_is_shown_with_its_request_and_diagnostics(api: Caller, photo: Path) -> None:
    picture = base64.b64encode(photo.read_bytes()).decode()
    task = api.created(prompt="<<<image_1>>> waves", image_list=[{"image_url": picture}], seed=1)
    shown = api.http.get(f"/_sandbox/tasks/{task}").json()
    assert shown["request"]["prompt"] == "<<<image_1>>> waves"
    assert "S8" in [d["code"] for d in shown["diagnostics"]]
    assert not [d for d in shown["diagnostics"] if d["severity"] == "error"]
    [row] = api.http.get("/_sandbox/state").json()["tasks"]
    assert (row["words"], row["endpoint"]) == ("<<<image_1>>> waves", "omni-video")


def test_an_unknown_task_is_not_shown(common: Caller) -> None:
    assert common.http.get("/_sandbox/tasks/1").status_code == 404


def test_faults_for_every_path_leave_the_page_and_files_alone(api: Caller) -> None:
    api.http.post("/_sandbox/faults", json={"path": "/", "code": 5000}).raise_for_status()
    assert api.http.get("/").status_code == 200
    assert api.http.get("/_sandbox/videos/1.mp4").status_code == 404
    assert api.http.get("/tasks", params={"task_ids": "1"}).json()["code"] == 5000

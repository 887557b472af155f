from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

import kling
from kling import sandbox
from kling.client.liveness import Liveness
from kling.sandbox import Sandbox
from tests.sandbox.conftest import PATH, Caller, caller
from tests.sandbox.test_lifecycle import SERVE


def test_sandbox_says_what_it_is(common: Caller) -> None:
    about = common.http.get("/_sandbox/").json()
    state = about.pop("state")
    assert about == {"sandbox": True, "version": kling.__version__, "profile": "mission-2026-02"}
    assert common.http.get("/_sandbox/").json()["state"] == state


def test_a_state_folder_is_the_same_wherever_it_is_served(tmp_path: Path) -> None:
    def identity(state: Path | None = None) -> str:
        with sandbox.running(latency=0, render="lazy", drawing="stills", state=state) as served:
            return str(httpx2.get(f"{served.url}/_sandbox/").json()["state"])

    assert identity(tmp_path) == identity(tmp_path)
    assert identity() != identity()


def test_state_counts_requests_tasks_and_charges(api: Caller) -> None:
    api.created(external_task_id="job-42")
    api.create(duration="99")
    api.task("job-42")
    api.http.get(PATH)
    state = api.http.get("/_sandbox/state").json()
    assert state["counts"] == {"submitted": 0, "processing": 0, "succeed": 1, "failed": 0}
    assert state["creates"] == {"accepted": 1, "refused": 1}
    assert state["charged_units"] == "1.8"
    assert state["requests"][f"POST {PATH}"] == 2
    assert state["requests"][f"GET {PATH}"] == 1
    assert state["requests"][f"GET {PATH}/…"] == 1
    assert state["tasks"][0]["external_task_id"] == "job-42"


def test_options_change_while_it_runs(served: Sandbox, api: Caller) -> None:
    changed = api.http.post("/_sandbox/options", json={"latency": 3600, "concurrency": 1}).json()["options"]
    assert (changed["latency"], changed["concurrency"], changed["render"]) == (3600, 1, "lazy")
    api.created()
    assert api.create().json()["code"] == 1303
    api.http.post("/_sandbox/options", json={"concurrency": None, "profile": "vendor-2026-06-17"})
    assert api.create(mode="4k").json()["code"] == 0


@pytest.mark.parametrize(
    "change",
    [{"latency": -1}, {"render": "never"}, {"profile": "x"}, {"allow_private_media": True}, [], {"concurrency": "two"}],
)
def test_option_that_makes_no_sense_or_opens_the_network_is_refused(common: Caller, change: object) -> None:
    before = common.http.get("/_sandbox/state").json()["options"]
    assert common.http.post("/_sandbox/options", json=change).status_code == 400
    assert common.http.get("/_sandbox/state").json()["options"] == before


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1", b'{"offset": "NaN"}', b'{"offset": 1e99}'])
def test_clock_setting_that_cannot_be_read_is_refused(common: Caller, body: bytes) -> None:
    assert common.http.post("/_sandbox/clock", content=body).status_code == 400
    assert common.http.get("/_sandbox/state").json()["clock"]["offset"] == 0


def test_foreign_web_page_cannot_steer_the_sandbox(common: Caller) -> None:
    order = {"code": 5000, "times": 1000}
    reply = common.http.post("/_sandbox/faults", json=order, headers={"origin": "https://evil.example"})
    assert reply.status_code == 403
    assert common.http.get("/_sandbox/state").json()["faults"] == []


def test_unknown_control_path_is_told(common: Caller) -> None:
    assert common.http.get("/_sandbox/nothing").status_code == 404
    assert common.http.get("/_sandbox/clock").status_code == 405


def test_an_interrupt_ends_the_server_cleanly(tmp_path: Path) -> None:
    served = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path), "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert served.stdout is not None
    url = served.stdout.readline().strip()
    assert httpx2.get(f"{url}/_sandbox/").json()["sandbox"] is True
    served.send_signal(signal.SIGINT)
    _, errors = served.communicate(timeout=120)
    assert (served.returncode, errors) == (0, "")
    assert not list((tmp_path / "owners").iterdir())


def test_port_that_is_taken_is_an_error(served: Sandbox) -> None:
    with pytest.raises(OSError, match="in use"), sandbox.running(port=int(served.url.rpartition(":")[2])):
        pass


def test_state_of_another_kind_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "sandbox.db").write_text("these are my notes, not a database" * 100)
    with pytest.raises(ValueError, match="another state folder"), sandbox.running(state=tmp_path):
        pass
    assert (tmp_path / "sandbox.db").read_text().startswith("these are my notes")


def test_state_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(OSError, match="state"), sandbox.running(state=tmp_path / "state"):
        pass


def test_temporary_state_is_removed(tmp_path: Path) -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills") as served:
        caller(served).created()
        folder = served.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_a_process_is_alive_until_its_sign_of_life_is_closed(tmp_path: Path) -> None:
    me, other = Liveness(tmp_path), Liveness(tmp_path)
    assert me.alive(other.name)
    other.close()
    assert not me.alive(other.name)
    assert not me.alive("never-was")
    me.close()


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:1", 200), ("127.0.0.1", 200), ("evil.example", 403), ("", 403)]
)
def test_a_foreign_name_for_this_machine_opens_no_control(common: Caller, host: str, status: int) -> None:
    for path in ("/", "/_sandbox/state", "/v1/videos/omni-video"):
        assert common.http.get(path, headers={"host": host}).status_code == status

"""What strangers send to a sandbox: by foreign names, too much, or nothing at all."""

from __future__ import annotations

import errno
import socket
import sys
import tracemalloc
from typing import Any

import httpx2
import pytest

from kling import sandbox
from kling.sandbox import connections, lifecycle
from tests.sandbox.conftest import PATH, Caller, caller, text_body


@pytest.mark.parametrize(
    "path", [PATH, "/tasks", "/account/costs", "/_sandbox/videos/1.mp4", "/_sandbox/state", "/", "/x"]
)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "127.evil.example", ""])
def test_nothing_is_served_by_a_foreign_name(common: Caller, path: str, host: str) -> None:
    """A name of the attacker's may have been pointed at this machine while its page is open in a browser."""
    assert common.http.get(path, headers={"host": host}).status_code == 403
    assert common.http.post(path, headers={"host": host}, json=text_body()).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:9", "127.1.2.3"])
def test_own_names_serve_everything(common: Caller, host: str) -> None:
    assert common.http.get(PATH, headers={"host": host}).status_code == 200


def test_a_public_url_is_a_name_of_its_own() -> None:
    with sandbox.running(latency=0, public_url="https://films.example/") as box:
        answers = [
            httpx2.get(f"{box.url}/_sandbox/", headers={"host": host}).status_code
            for host in ("films.example", "films.example:443", "other.example")
        ]
    assert answers == [200, 200, 403]


@pytest.mark.parametrize("name", ["page.html", "page.svg", "page.xhtml", "page.js", "page"])
def test_what_was_uploaded_is_never_a_page(common: Caller, name: str) -> None:
    made = common.http.post("/_sandbox/files", params={"name": name}, content=b"<script>1</script>").json()
    answer = common.http.get(made["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("unit", ["{}", "[]", '{"a":1}', "1", '""', "[[[[]]]]"])
def test_a_body_of_very_many_values_is_refused_before_it_is_read(common: Caller, unit: str) -> None:
    content = '{"prompt": [' + ",".join([unit] * (20_000_000 // (len(unit) + 1))) + "]}"
    tracemalloc.start()
    try:
        answer = common.http.post(PATH, content=content.encode())
        assert (answer.status_code, "too many values" in answer.text) == (400, True)
        assert tracemalloc.get_traced_memory()[1] < 300_000_000
    finally:
        tracemalloc.stop()


def test_connections_that_say_nothing_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silent from the beginning, in the head of a request, or in its body."""
    monkeypatch.setattr(connections, "QUIET_SECONDS", 0.3)
    begun = [
        b"",
        b"GET / HT",
        b"POST /v1/videos/omni-video HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{",
    ]
    with sandbox.running(latency=0) as box:
        port = int(box.url.rpartition(":")[2])
        opened = []
        for start in begun * 20:
            one = socket.create_connection(("127.0.0.1", port), timeout=120)
            one.sendall(start)
            opened.append(one)
        for one in opened:
            try:
                while one.recv(1000):
                    pass
            except ConnectionResetError:
                pass
            one.close()
        assert httpx2.get(f"{box.url}/_sandbox/").status_code == 200


def test_a_slow_answer_is_not_taken_for_a_silent_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "QUIET_SECONDS", 0.1)
    with sandbox.running(latency=0) as box:
        box.faults({"path": PATH, "delay": 0.5})
        answer = httpx2.get(box.url + PATH, headers={"authorization": f"Bearer {box.api_key}"})
        assert answer.json()["code"] == 0


def test_https_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(RuntimeError, match="extra tls"), sandbox.running(tls=True):
        pass


def test_a_full_disk_is_not_remembered_as_a_failure_of_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "_AGAIN_SECONDS", 0.1)
    original, full = lifecycle.Works._fetch, [True]

    def fetch(self: lifecycle.Works, *args: Any) -> Any:
        if full.pop() if full else False:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(self, *args)

    monkeypatch.setattr(lifecycle.Works, "_fetch", fetch)
    with sandbox.running(latency=0, render="eager") as box:
        api = caller(box)
        assert api.ended(api.created())["task_status"] == "succeed"
        api.http.close()

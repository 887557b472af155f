"""Who is asking: tokens and clocks, and secrets that never show."""

from __future__ import annotations

import logging
import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from kling import Client
from kling.client import AuthenticationError, CredentialsError, KlingError, credentials
from kling.client.credentials import KeyPair
from kling.sandbox import Sandbox
from tests.cases import cases
from tests.client.conftest import BODY, V1, Connect

SECRET = "sandbox-secret-sandbox-secret-0000"
PAIR = {"access_key": "sandbox", "secret_key": SECRET}


def test_missing_credentials_name_the_variables() -> None:
    with pytest.raises(
        CredentialsError, match=r"KLING_API_KEY.*KLING_ACCESS_KEY.*KLING_SECRET_KEY.*api_key=.*kling sandbox"
    ):
        Client()


@pytest.mark.parametrize(
    ("given", "missing"), [("KLING_ACCESS_KEY", "KLING_SECRET_KEY"), ("KLING_SECRET_KEY", "KLING_ACCESS_KEY")]
)
def test_half_a_pair_names_the_other_half(monkeypatch: pytest.MonkeyPatch, given: str, missing: str) -> None:
    monkeypatch.setenv(given, "x" * 32)
    with pytest.raises(CredentialsError, match=f"{missing} is missing"):
        Client()


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("KLING_ACCESS_KEY", PAIR["access_key"])
    monkeypatch.setenv("KLING_SECRET_KEY", f" {SECRET}\n")  # as pasted
    monkeypatch.setenv("KLING_BASE_URL", sandbox.url + "/")
    with Client() as client:
        assert client.list() == []


def test_a_dotenv_file_is_left_to_the_doors(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / ".env").write_text("KLING_API_KEY=abc")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CredentialsError):
        Client()
    assert "KLING_API_KEY" not in os.environ


@cases("key", ["two words", "ключ", "tab\tinside", "new\nline"])
def test_a_key_that_cannot_be_one_is_not_shown(key: str) -> None:
    with pytest.raises(CredentialsError, match="KLING_API_KEY holds characters") as caught:
        Client(api_key=key)
    assert key not in str(caught.value)


@cases(
    ("url", "why"),
    [
        ("ftp://host", "https://host"),
        ("host:80", "https://host"),
        ("https://", "https://host"),
        ("https://me:hunter2@host", "user name"),
        ("https://host?x=1", "https://host"),
    ],
)
def test_an_address_that_is_none_is_refused_without_showing_it(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        Client(api_key="k", base_url=url)
    assert "hunter2" not in str(caught.value)


def test_regions_have_their_hosts() -> None:
    assert Client(api_key="k").base_url == "https://api-singapore.klingai.com"
    assert Client(api_key="k", region="china").base_url == "https://api-beijing.klingai.com"
    with pytest.raises(ValueError, match="global, china"):
        Client(api_key="k", region="mars")


@cases(
    ("spelled", "url"),
    [
        ("HTTPS://API.Example/", "https://api.example"),
        ("https://api.example.:443/v1", "https://api.example"),
        ("https://api.example:8443/kling/", "https://api.example:8443/kling"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_a_service_is_one_service_however_its_address_is_spelled(spelled: str, url: str) -> None:
    """The journal knows what was sent where by the address: in another spelling it would know nothing."""
    assert Client(api_key="k", base_url=spelled).base_url == url


def test_a_token_has_the_documented_claims_and_lives_half_an_hour() -> None:
    now = 1_800_000_000.25
    token = KeyPair("ak", "s" * 32, lambda: now).bearer()
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    claims = jwt.decode(token, "s" * 32, ["HS256"], options={"verify_exp": False, "verify_nbf": False})
    assert claims == {"iss": "ak", "exp": 1_800_001_800, "nbf": 1_799_999_995}


def test_a_token_is_renewed_before_it_expires_and_kept_until_then() -> None:
    times = iter([0.0, 1400.0, 1501.0, 1502.0])
    pair = KeyPair("ak", "s" * 32, lambda: next(times))
    first, kept, renewed, kept_again = (pair.bearer() for _ in range(4))
    assert first == kept
    assert renewed != kept
    assert kept_again == renewed


def test_a_refused_token_is_signed_anew_even_when_the_service_tells_no_time() -> None:
    times = iter([0.0, 10.0])
    pair = KeyPair("ak", "s" * 32, lambda: next(times))
    refused = pair.bearer()
    assert pair.correct(None)
    assert pair.bearer() != refused


@pytest.mark.parametrize("ahead", [7200, -7200], ids=["two hours fast", "two hours slow"])
def test_a_wrong_clock_is_corrected_by_the_service_s(
    connect: Connect, sandbox: Sandbox, ahead: float, creates: Callable[[], tuple[int, int]]
) -> None:
    client = connect(**PAIR, clock=lambda: time.time() + ahead)
    client.submit(BODY)
    client.submit(BODY, take=2)
    assert creates() == (2, 2)  # the look before the first send was refused, and nothing after it


def test_a_token_that_expires_during_a_wait_is_signed_again(connect: Connect, sandbox: Sandbox) -> None:
    client = connect(**PAIR)
    task = client.submit(BODY)
    asked = sandbox.state()["requests"][f"GET {V1}/…"]
    sandbox.clock(10_000)  # the service finds the token too old from now on; this machine's clock does not
    assert client.wait(task).task_status == "succeed"
    assert sandbox.state()["requests"][f"GET {V1}/…"] == asked + 2


def test_a_wrong_secret_is_an_authentication_error_and_not_repeated(connect: Connect, sandbox: Sandbox) -> None:
    with pytest.raises(AuthenticationError) as caught:
        connect(access_key="sandbox", secret_key="w" * 32).submit(BODY)
    assert caught.value.code in (1000, 1002)
    assert "KLING" in caught.value.advice or "key" in caught.value.advice
    requests = sandbox.state()["requests"]
    assert [requests.get(route, 0) for route in (f"GET {V1}/…", f"POST {V1}")] == [1, 0]


def test_secrets_never_show(connect: Connect, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="kling")
    pair = credentials.find(None, "sandbox", SECRET, time.time)
    token = pair.bearer()
    client = connect(**PAIR)
    client.wait(client.submit(BODY))
    shown = [repr(client), repr(pair), str(pair)]
    echo = f"refused: Bearer {client._session.credentials.bearer()} signed with {SECRET}"
    for answer in ({"code": 1000, "message": echo}, {"status": 301, "headers": {"location": f"/?token={SECRET}"}}):
        sandbox.faults({"method": "GET", **answer})
        with pytest.raises(KlingError) as caught:
            client.get("1")
        shown += [str(caught.value), repr(caught.value), *traceback.format_exception(caught.value)]
    shown += [record.getMessage() for record in caplog.records]
    assert any("HTTP 200" in line for line in shown)
    for secret in (SECRET, token, client._session.credentials.bearer()):
        assert not [line for line in shown if secret in line]


def test_results_are_fetched_without_credentials(connect: Connect, sandbox: Sandbox, tmp_path: Any, clip: Path) -> None:
    """The address of a result may be anybody's; it is asked with no Authorization header, on any host."""
    import socketserver
    import threading

    heard: list[str] = []

    class Listener(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while (line := self.rfile.readline().decode()).strip():
                heard.append(line)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + clip.read_bytes())

    with socketserver.TCPServer(("127.0.0.1", 0), Listener) as server:
        server.timeout = 5
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v.mp4"
        done = {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}}
        sandbox.faults({"method": "GET", "status": 200, "body": {"code": 0, "data": done}})
        path = connect(**PAIR).download("7", tmp_path / "v.mp4")
        thread.join()
    assert path.read_bytes() == clip.read_bytes()
    assert heard[0].startswith("GET /v.mp4")
    assert not [line for line in heard if line.lower().startswith("authorization")]


def test_the_former_host_is_not_asked_by_the_v2_wire() -> None:
    with pytest.raises(CredentialsError, match="serves the v1 wire only"):
        Client(base_url="https://api.klingai.com", api_key="k", wire="v2", journal=None)
    Client(base_url="https://api.klingai.com", api_key="k", journal=None).close()

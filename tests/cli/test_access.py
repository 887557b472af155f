"""Whose key is sent to which host: a folder that somebody else wrote never decides it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyrings.alt.file import PlaintextKeyring  # type: ignore[import-untyped]

from kling.client import Client, CredentialsError
from kling.client.access import access
from kling.sandbox import API_KEY, Sandbox, running
from tests.cases import cases
from tests.cli.conftest import Kling

KEY = "api-key-of-the-user-0123456789"


class _Listener(BaseHTTPRequestHandler):
    """Says that it is a sandbox, and notes all that it is told."""

    def log_message(self, format: str, *args: Any) -> None:
        return

    def _note(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.heard.append(f"{self.command} {self.path} {self.headers} {body!r}")  # type: ignore[attr-defined]
        answer = b'{"sandbox": true}'
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self._note()

    def do_POST(self) -> None:
        self._note()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    server.daemon_threads = True
    server.heard = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", server.heard  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, which somebody else may have filled."""
    found = tmp_path / "cloned"
    found.mkdir()
    monkeypatch.chdir(found)
    return found


@pytest.mark.parametrize("command", [("list",), ("generate", "A cat", "--yes"), ("doctor",), ("account",)])
def test_a_host_from_dotenv_never_gets_a_key_of_the_environment(
    kling: Kling,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    listener: tuple[str, list[str]],
    command: tuple[str, ...],
) -> None:
    url, heard = listener
    (folder / ".env").write_text(f"KLING_BASE_URL={url}\n")
    monkeypatch.setenv("KLING_API_KEY", KEY)
    run = kling(*command)
    assert run.code != 0
    assert ".env" in run.out + run.err
    assert "named elsewhere" in run.out + run.err
    assert heard == []


def test_a_key_of_dotenv_is_used_with_the_host_beside_it(kling: Kling, folder: Path) -> None:
    with running(latency=0, render="lazy", drawing="stills") as box:
        (folder / ".env").write_text(f'KLING_BASE_URL={box.url}\nKLING_API_KEY="{API_KEY}"\n')
        assert kling("list").err == "no tasks\n"
        assert box.state()["requests"] == {"GET /v1/videos/omni-video": 1, "GET /_sandbox/…": 1}


def test_the_environment_goes_before_dotenv_as_a_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("KLING_ACCESS_KEY=theirs\nKLING_SECRET_KEY=theirs\n")
    monkeypatch.setenv("KLING_API_KEY", KEY)
    monkeypatch.setenv("KLING_BASE_URL", "https://gateway.example")
    found = access()
    assert (found.api_key, found.access_key, found.base_url) == (KEY, None, "https://gateway.example")
    assert KEY not in repr(found)


def test_no_variable_of_the_environment_is_filled_into_dotenv(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "s3cr3t")
    (folder / ".env").write_text("KLING_BASE_URL=https://evil.example/${SOME_TOKEN}\nKLING_API_KEY=a\n")
    assert "s3cr3t" not in (access().base_url or "")


def test_proxies_certificates_other_models_and_state_are_not_read_from_dotenv(
    kling: Kling, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        "HTTPS_PROXY",
        "ALL_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "OPENAI_BASE_URL",
        "OPENAI_API_KEY",
        "KLING_HOME",
    ]
    names += ["KLING_DATABASE_URL", "KLING_ACCOUNTS"]
    for name in names:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KLING_HOME", str(folder / "home"))
    (folder / ".env").write_text("".join(f"{name}=evil\n" for name in names))
    run = kling("explain", "R1")
    assert run.code == 0
    assert "not read from .env: KLING_ACCOUNTS, KLING_DATABASE_URL, KLING_HOME" in run.err
    assert [name for name in names if os.environ.get(name) == "evil"] == []


@cases(
    "url", ["http://gateway.example", "HTTP://gateway.example", "http://192.168.1.2:8080", "http://127.evil.example"]
)
def test_a_key_goes_over_plain_http_to_this_machine_only(url: str) -> None:
    with pytest.raises(CredentialsError, match="plain http"):
        Client(api_key=KEY, base_url=url)


def test_a_sandbox_is_believed_on_this_machine_only(
    kling: Kling, monkeypatch: pytest.MonkeyPatch, listener: tuple[str, list[str]]
) -> None:
    """A service elsewhere that says it is a sandbox gets no picture, and its price is asked about."""
    monkeypatch.setattr("kling.client.place.is_loopback", lambda url: False)
    url, heard = listener
    monkeypatch.setenv("KLING_API_KEY", KEY)
    monkeypatch.setenv("KLING_BASE_URL", url)
    run = kling("generate", "A cat")
    assert (run.code, "nothing was sent" in run.err) == (2, True)
    assert not [line for line in heard if line.startswith("POST") or "/_sandbox" in line]


# -- keys as they are pasted ------------------------------------------------------------------------------------------

ENDED = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIiwiZXhwIjoxNzAwMDAwMDAwfQ.c2ln"


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("Bearer abc", "without that word"),
        ('"abc"', "remove the quotes"),
        ("'abc", "remove the quotes"),
        ("ab c", "copy the key again"),
        ("KLING_API_KEY=abc", "the name of a variable"),
        ("export KLING_API_KEY=abc", "the name of a variable"),
        ("${MY_SECRET}", "put your own key there"),
        ("<your key>", "put your own key there"),
        ("your_api_key_here", "put your own key there"),
        (ENDED, "ended on 2023-11-14 22:13 UTC"),
    ],
)
def test_a_badly_pasted_key_gets_its_own_advice(
    kling: Kling, monkeypatch: pytest.MonkeyPatch, key: str, advice: str
) -> None:
    monkeypatch.setenv("KLING_API_KEY", key)
    run = kling("list")
    assert (run.code, advice in run.err) == (3, True), run.err
    assert key not in run.err


def test_a_blank_key_beside_a_good_pair_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_API_KEY", " ")
    monkeypatch.setenv("KLING_ACCESS_KEY", "sandbox")
    monkeypatch.setenv("KLING_SECRET_KEY", "sandbox-secret-sandbox-secret-0000")
    with running(latency=0) as box, Client(base_url=box.url) as client:
        assert client.list() == []


def test_names_of_other_clients_are_told(kling: Kling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINGAI_ACCESS_KEY", "abc")
    with pytest.raises(CredentialsError, match="KLINGAI_ACCESS_KEY is called KLING_ACCESS_KEY here"):
        Client()
    assert "KLINGAI_ACCESS_KEY is called KLING_ACCESS_KEY here" in kling("generate", "A cat", "--no-wait").err


def test_a_token_that_ends_while_waiting_says_so_and_how_to_go_on(
    kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:

    with running(latency=0, render="lazy", drawing="stills") as box:
        claims = {"iss": box.access_key, "exp": int(time.time()) + 900, "nbf": 0}
        monkeypatch.setenv("KLING_API_KEY", jwt.encode(claims, box.secret_key, "HS256"))
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        box.faults({"method": "GET", "path": "/v1/videos", "code": 1004, "times": 9})
        run = kling("wait", "kw-1")
    assert "works for minutes only" in run.err


@cases("suffix", ["/", "/v1", "/v1/", "/v1/videos/omni-video", "/v1/videos", "/tasks", "/omni-video/kling-3.0-omni"])
def test_an_address_with_an_endpoint_in_it_works(suffix: str) -> None:
    with running(latency=0) as box, Client(api_key=box.api_key, base_url=box.url + suffix) as client:
        assert client.list() == []
        assert client.base_url == box.url


def test_a_path_before_the_endpoints_is_kept() -> None:
    assert Client(api_key="k", base_url="https://gateway.example/kling/v1").base_url == "https://gateway.example/kling"


# -- the keyring ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlaintextKeyring]:
    """A keyring that is a file, chosen as a user chooses one."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    ring = PlaintextKeyring()
    ring.file_path = str(tmp_path / "keys.cfg")
    with _used(ring):
        yield ring


@contextlib.contextmanager
def _used(ring: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox that stands for the vendor's two regions; the first knows no key."""
    with running(latency=0, render="lazy", drawing="stills") as wrong, running(latency=0, render="lazy") as box:
        wrong._service.options.account_status = "revoked"
        monkeypatch.setattr("kling.models.regions.REGIONS", regions := {"global": wrong.url, "china": box.url})
        monkeypatch.setattr("kling.app.login.REGIONS", regions)
        yield box


def _typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_login_finds_the_region_shows_the_packs_and_later_commands_use_the_key(
    kling: Kling, ring: PlaintextKeyring, box: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _typed(monkeypatch, f"{API_KEY}\n")
    run = kling("login")
    assert run.code == 0, run.err
    assert f"logged in to {box.url}, region china" in run.out
    assert "units, online" in run.out
    assert sorted(box.state()["requests"]) == ["GET /account/costs", "GET /v1/videos/omni-video"]  # nothing is paid
    assert API_KEY not in (tmp_path / "kling-home" / "login.json").read_text().replace(box.url, "")
    assert kling("list").err == "no tasks\n"
    assert API_KEY in str(ring.get_password("kling", box.url))
    assert kling("logout").out == f"the key for {box.url} was removed\n"
    assert ring.get_password("kling", box.url) is None
    assert kling("logout").out == "no key was stored\n"


def test_a_refused_key_is_not_stored(
    kling: Kling, ring: PlaintextKeyring, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _typed(monkeypatch, "wrong-key\n")
    assert kling("login").code == 3
    assert not Path(ring.file_path).exists()


def test_a_stored_key_goes_to_its_own_host_only(
    kling: Kling, ring: PlaintextKeyring, box: Sandbox, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    _typed(monkeypatch, "sandbox\nsandbox-secret-sandbox-secret-0000\n")
    assert kling("login", "--pair", "--region", "china").code == 0
    assert access().source == "keyring"
    (folder / ".env").write_text("KLING_BASE_URL=https://evil.example\n")
    assert not access().has_key
    monkeypatch.setenv("KLING_BASE_URL", "https://other.example")
    assert not access().has_key


@pytest.mark.parametrize("found", [fail.Keyring, PlaintextKeyring])
def test_without_a_keyring_or_with_one_that_hides_nothing_login_says_what_else_there_is(
    kling: Kling, monkeypatch: pytest.MonkeyPatch, found: type[KeyringBackend]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    with _used(found()):
        run = kling("login")
    assert (run.code, "KLING_API_KEY" in run.err) == (3, True)


def test_a_keyring_that_is_damaged_is_told_in_one_sentence(
    kling: Kling, ring: PlaintextKeyring, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _typed(monkeypatch, f"{API_KEY}\n")
    assert kling("login", "--region", "china").code == 0
    Path(ring.file_path).write_bytes(b"\xff\xfe nonsense [")
    for command in (("list",), ("logout",)):
        run = kling(*command)
        assert run.code == 3
        assert run.err.startswith("kling: the keyring cannot be used: UnicodeDecodeError in ")
        assert run.err.count("\n") == 1


def test_what_login_noted_is_read_with_suspicion(tmp_path: Path) -> None:
    note = tmp_path / "kling-home" / "login.json"
    note.parent.mkdir(parents=True)
    for text in ("", "[]", json.dumps({"base_url": 7}), "{"):
        note.write_text(text)
        assert not access().has_key


# -- state ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_state_is_for_the_user_alone(kling: Kling, tmp_path: Path, photo: Path) -> None:
    """Folders 0700 and files 0600, also where an earlier version left them open."""
    home = tmp_path / "kling-home"
    (home / "sandbox").mkdir(parents=True)
    home.chmod(0o755)
    (home / "sandbox" / "sandbox.db").touch(0o644)
    assert kling("generate", "A cat", "--duration", 3, "--mode", "std", "--first-frame", photo).code == 0
    found = {path: path.stat().st_mode & 0o777 for path in (home, *home.rglob("*"))}
    assert len(found) > 5
    assert {str(path): oct(mode) for path, mode in found.items() if mode & 0o077} == {}


# -- words from standard input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("\ufeffA cat".encode(), 0, '"prompt": "A cat"'),
        ("A cat".encode("utf-16"), 0, '"prompt": "A cat"'),
        ("一只猫走过".encode("gbk"), 2, "it seems to be GBK"),
        ("A café".encode("latin-1"), 2, "it seems to be Latin-1"),
        ("A cat".encode("utf-16-le"), 2, "UTF-16"),
        ("A cat".encode("utf-32"), 2, "UTF-32"),
        ("猫が座っている".encode("shift_jis"), 2, "it seems to be Shift JIS"),
        ("一隻貓坐著看風景".encode("big5"), 2, "Big5"),
    ],
)
def test_words_from_standard_input_are_read_or_their_encoding_is_named(
    kling: Kling, monkeypatch: pytest.MonkeyPatch, content: bytes, code: int, words: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    run = kling("generate", "-", "--no-wait", "--json")
    assert (run.code, words in run.out + run.err) == (code, True), run.err


@pytest.mark.parametrize("command", ["plan", "review"])
def test_a_dash_is_never_taken_for_words(kling: Kling, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("A café at dawn".encode("utf-16"))))
    assert "A café at dawn" in (run := kling(command, "-", "--json")).out, run
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("A café at dawn".encode("latin-1"))))
    assert kling(command, "-").code == 2

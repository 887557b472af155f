"""https for clients that demand it."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx2
import pytest

from kling import sandbox
from tests.sandbox.conftest import PATH, text_body


def test_a_client_that_trusts_the_authority_gets_videos_over_https(tmp_path: Path) -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", tls=True, state=tmp_path) as served:
        assert served.url.startswith("https://")
        trust = ssl.create_default_context(cafile=str(served.authority))
        with httpx2.Client(base_url=served.url, verify=trust, headers={"authorization": "Bearer sandbox"}) as http:
            made = http.post(PATH, json=text_body()).json()["data"]["task_id"]
            url = http.get(f"{PATH}/{made}").json()["data"]["task_result"]["videos"][0]["url"]
            assert url.startswith(served.url)
            assert http.get(url, timeout=120).status_code == 200
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(served.url)
    assert (tmp_path / "tls" / "server.pem").stat().st_mode & 0o077 == 0


def test_the_certificate_is_kept_with_the_state(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        with sandbox.running(latency=0, tls=True, state=tmp_path) as served:
            assert served.authority is not None
            kept.append(served.authority.read_bytes())
    assert kept[0] == kept[1]

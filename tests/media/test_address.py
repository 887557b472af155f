"""One judgement of URLs and addresses for every place that asks."""

from __future__ import annotations

import socket
from pathlib import Path

import httpcore2
import pytest
from tests.cases import cases

from kling.media.address import is_loopback, is_out_of_reach, is_public
from kling.media.fetch import FetchError, fetch

SPECIAL = """
0.0.0.1 10.0.0.1 100.64.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1
192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 feff::1 ff02::1 2001:db8::1 3fff::1 3fff:fff::1 2001::1
2001:2::1 2001:10::1 2001:20::1 2002:7f00:1:: 2002:808:808:: 5f00::1 100::1 64:ff9b:1::1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::a00:1 4000::1
"""
GIVEN_OUT = """
93.184.215.14 8.8.8.8 172.32.0.1 192.0.1.1 198.20.0.1 223.255.255.255 2606:2800:21f:cb07:6820:80da:af6b:8b2c
2001:4860:4860::8888 2a00::1 ::ffff:8.8.8.8 64:ff9b::808:808
"""


@cases("address", SPECIAL.split())
def test_an_address_of_a_special_range_is_not_public(address: str) -> None:
    assert not is_public(address)


@cases("address", GIVEN_OUT.split())
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@cases(
    "url",
    [
        "http://127.0.0.1:8080",
        "http://127.8.9.1/x",
        "http://localhost",
        "http://LOCALHOST:1",
        "https://[::1]:9",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_this_machine_is_known_by_its_own_names(url: str) -> None:
    assert is_loopback(url)
    assert is_out_of_reach(url)


@cases(
    "url",
    [
        "http://127.evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://evil.example/127.0.0.1",
        "http://127.0.0.1@evil.example",
        "http://0.0.0.0",
        "http://[::1",
        "http://",
        "127.0.0.1",
        "",
    ],
)
def test_no_other_name_passes_for_this_machine(url: str) -> None:
    assert not is_loopback(url)


@cases(
    "url",
    [
        "http://192.168.1.4/a.jpg",
        "https://10.0.0.1/a.mp4",
        "http://nas/a.jpg",
        "http://host.docker.internal:8000/a.jpg",
        "https://printer.local/a.jpg",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[fd00::1]/",
        "http://localhost.localdomain/a.jpg",
        "http://files.default.svc/a.jpg",
        "http://nas.fritz.box/a.jpg",
    ],
)
def test_what_only_a_local_network_knows_is_out_of_a_service_s_reach(url: str) -> None:
    assert is_out_of_reach(url)


@cases("url", ["https://example.org/a.jpg", "http://8.8.8.8/", "https://bücher.example/", "no url"])
def test_what_the_internet_may_know_is_not_out_of_reach(url: str) -> None:
    assert not is_out_of_reach(url)


def test_every_answer_of_a_name_is_judged_and_every_one_is_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def answers(*addresses: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]
        monkeypatch.setattr("kling.media.fetch.socket.getaddrinfo", lambda *args, **kwargs: found)

    tried: list[str] = []

    def connect(self: object, host: str, port: int, timeout: float | None = None) -> None:
        tried.append(host)
        raise httpcore2.ConnectError("nobody there")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    out = tmp_path / "media"
    answers("8.8.8.8", "10.0.0.1")
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://two.example/x", out, bytes_max=10)
    assert tried == []
    answers("8.8.8.8", "8.8.4.4")
    with pytest.raises(FetchError, match="failed"):
        fetch("http://two.example/x", out, bytes_max=10)
    assert tried == ["8.8.8.8", "8.8.4.4"]

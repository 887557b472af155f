"""Proxies and certificates of the environment: used, or named in one line."""

from __future__ import annotations

import pytest

from kling.client import Client, KlingError


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HTTPS_PROXY", "http://me:hunter2@127.0.0.1:9", "proxy 127.0.0.1:9"),
        ("HTTPS_PROXY", "127.0.0.1:9", "proxy 127.0.0.1:9"),
        ("ALL_PROXY", "socks5://127.0.0.1:9", "proxy 127.0.0.1:9"),
        ("ALL_PROXY", "socks4://127.0.0.1:9", "ALL_PROXY"),
        ("ALL_PROXY", "nonsense://[::1", "ALL_PROXY"),
        ("SSL_CERT_FILE", "/nope/ca.pem", "SSL_CERT_FILE names /nope/ca.pem"),
    ],
)
def test_what_the_environment_has_broken_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    for other in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(other, raising=False)
        monkeypatch.delenv(other.lower(), raising=False)
    monkeypatch.setenv(name, value)
    client = Client(api_key="k", base_url="https://a.example", sleep=lambda seconds: None)
    with pytest.raises(KlingError) as caught:
        client.get("7")
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)

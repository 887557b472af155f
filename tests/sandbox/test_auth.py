from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest

from kling.sandbox import ACCESS_KEY, SECRET_KEY, Sandbox
from tests.sandbox.conftest import PATH, Caller, text_body


def token(secret: str = SECRET_KEY, **claims: Any) -> str:
    now = int(time.time())
    payload = {"iss": ACCESS_KEY, "exp": now + 1800, "nbf": now - 5, **claims}
    return jwt.encode({key: value for key, value in payload.items() if value is not ...}, secret, algorithm="HS256")


def answer(server: Sandbox | Caller, authorization: str | None) -> httpx2.Response:
    headers = {} if authorization is None else {"authorization": authorization}
    return httpx2.post(server.url + PATH, json=text_body(), headers=headers)


@pytest.mark.parametrize("good", [lambda: "sandbox", token], ids=["api key", "signed token"])
def test_both_kinds_of_credentials_are_accepted(common: Caller, good: Callable[[], str]) -> None:
    assert answer(common, f"Bearer {good()}").json()["code"] == 0


@pytest.mark.parametrize(
    ("authorization", "code", "text"),
    [
        (None, 1001, "empty"),
        ("", 1001, "empty"),
        ("Bearer garbage", 1002, "The token was expected to have 3 parts, but got 0"),
        ("Bearer a.b", 1002, "The token was expected to have 3 parts, but got 2"),
        ("Bearer a.b.c.d", 1002, "The token was expected to have 3 parts, but got > 3"),
        ("Bearer a.b.c", 1002, "cannot be read"),
        ("Basic c2FuZGJveA==", 1002, "Bearer"),
        ({"secret": "another-secret-another-secret-00"}, 1002, "signature"),
        ({"iss": "stranger"}, 1002, "access key not found"),
        ({"exp": "soon"}, 1002, "seconds"),
        ({"exp": ...}, 1000, "exp"),
        (f"Bearer {token(nbf=int(time.time()) + 86_400)}", 1003, "not valid yet"),
        (f"Bearer {token(exp=int(time.time()) - 60)}", 1004, "expired"),
    ],
)
def test_bad_credentials_get_the_listed_code(
    common: Caller, authorization: str | dict[str, Any] | None, code: int, text: str
) -> None:
    """Claims are signed when they are sent: a token is good for half an hour."""
    bearer = f"Bearer {token(**authorization)}" if isinstance(authorization, dict) else authorization
    reply = answer(common, bearer)
    assert (reply.status_code, reply.json()["code"]) == (401, code)
    assert text in reply.json()["message"]
    assert "data" not in reply.json()


def test_unsigned_token_is_refused(common: Caller) -> None:
    unsigned = jwt.encode({"iss": ACCESS_KEY, "exp": time.time() + 1800}, "", algorithm="none")
    assert answer(common, f"Bearer {unsigned}").json()["code"] == 1002


def test_credentials_are_judged_before_the_body(common: Caller) -> None:
    reply = httpx2.post(common.url + PATH, content=b"\xff{", headers={"authorization": "Bearer nobody"})
    assert reply.json()["code"] == 1002


@pytest.mark.parametrize("path", [PATH, f"{PATH}/1"])
def test_queries_need_credentials_too(common: Caller, path: str) -> None:
    assert httpx2.get(common.url + path).json()["code"] == 1001


@pytest.mark.parametrize(("offset", "code"), [(-3600, 1003), (3600, 1004)])
def test_skewed_clock_is_told_by_code_and_date_header(served: Sandbox, offset: float, code: int) -> None:
    served.clock(offset)
    reply = answer(served, f"Bearer {token()}")
    assert reply.json()["code"] == code
    from email.utils import parsedate_to_datetime

    assert abs(parsedate_to_datetime(reply.headers["date"]).timestamp() - time.time() - offset) < 60

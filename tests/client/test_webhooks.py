"""Callbacks: only those that are signed, fresh and readable are believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest

from kling import webhooks
from kling.client.webhooks import WebhookRefused
from tests.cases import cases

# The vendor's test vector (spec section 9).
SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
VECTOR = (
    b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
)
HEADERS = {
    "Webhook-Id": "9876543210",
    "Webhook-Timestamp": "1781080794",
    "Webhook-Signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
}
At = Callable[[float], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock that callbacks are judged by, in Unix seconds."""

    def set_clock(seconds: float) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Clock:
                return cls.fromtimestamp(seconds, tz)

        monkeypatch.setattr("standardwebhooks.webhooks.datetime", Clock)

    return set_clock


def signed(body: bytes, id: str = "msg", when: float | None = None, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time() if when is None else when))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def test_the_vendors_test_vector_is_believed(at: At) -> None:
    at(1781080794)
    callback = webhooks.unwrap(VECTOR, HEADERS, SECRET)
    assert callback.id == "9876543210"
    assert (callback.task.task_id, callback.task.task_status) == ("1234567890", "succeed")
    assert callback.task.updated_at == 1781080794151


@pytest.mark.parametrize(("late", "believed"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_five_minutes_are_tolerated_and_no_more(at: At, late: int, believed: bool) -> None:
    at(1781080794 + late)
    if believed:
        webhooks.unwrap(VECTOR, HEADERS, SECRET)
    else:
        with pytest.raises(WebhookRefused, match=r"too (old|new)"):
            webhooks.unwrap(VECTOR, HEADERS, SECRET)


@pytest.mark.parametrize(
    "changed",
    [
        {"Webhook-Signature": "v1,AAAA"},
        {"Webhook-Signature": "v2,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4="},
        {"Webhook-Signature": "nonsense"},
        {"Webhook-Signature": "v1,ü"},
        {"Webhook-Signature": ""},
        {"Webhook-Timestamp": "soon"},
        {"Webhook-Timestamp": "1781080795"},
        {"Webhook-Id": "other"},
        {"Webhook-Id": ""},
    ],
)
def test_a_header_that_does_not_fit_is_refused(at: At, changed: Mapping[str, str]) -> None:
    at(1781080794)
    with pytest.raises(WebhookRefused):
        webhooks.unwrap(VECTOR, {**HEADERS, **changed}, SECRET)


def test_a_body_that_was_changed_is_refused(at: At) -> None:
    at(1781080794)
    with pytest.raises(WebhookRefused, match="signature"):
        webhooks.unwrap(VECTOR.replace(b"succeeded", b"failed"), HEADERS, SECRET)


def test_while_secrets_are_rotated_either_of_them_and_either_signature_is_believed() -> None:
    new = "whsec_" + base64.b64encode(b"another secret, another secret!!").decode()
    headers = signed(VECTOR, secret=new)
    assert webhooks.unwrap(VECTOR, headers, [SECRET, new]).id == "msg"
    both = signed(VECTOR)["webhook-signature"] + " " + headers["webhook-signature"]
    assert webhooks.unwrap(VECTOR, {**headers, "webhook-signature": both}, new).id == "msg"
    with pytest.raises(WebhookRefused):
        webhooks.unwrap(VECTOR, headers, SECRET)


@cases("secret", ["", "whsec_", "whsec_!", ()])
def test_a_secret_that_is_none_believes_nothing(secret: Any) -> None:
    with pytest.raises((ValueError, WebhookRefused)):
        webhooks.unwrap(VECTOR, signed(VECTOR), secret)


V1: dict[str, Any] = {
    "task_id": "876543210987654321",
    "task_status": "succeed",
    "task_info": {"external_task_id": "kw-1"},
    "final_unit_deduction": "1.8",
    "task_result": {"videos": [{"id": "v", "url": "https://files.example/v.mp4", "duration": "3.041"}]},
}
V2: dict[str, Any] = {
    "id": "876543210987654321",
    "status": "succeeded",
    "external_id": "kw-1",
    "billing": [{"charge_type": "unit", "amount": "1.8", "package_type": "video"}],
    "outputs": [{"type": "video", "id": "v", "url": "https://files.example/v.mp4", "duration": "3.041"}],
}


def test_both_shapes_of_a_body_say_the_same() -> None:
    one, two = (webhooks.read(json.dumps(body)) for body in (V1, V2))
    for task in (one, two):
        assert task.task_id == "876543210987654321"
        assert task.external_task_id == "kw-1"
        assert task.ended
        assert task.final_unit_deduction == "1.8"
        assert task.task_result.videos[0].url == "https://files.example/v.mp4"


@cases("body", [b"", b"[]", b"{}", b"\xff", b'{"id": "1"}', b'{"id": 1, "billing": [3]}', b"[" * 9999])
def test_a_signed_body_that_is_no_task_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookRefused):
        webhooks.unwrap(body, signed(body), SECRET)


def test_the_clock_is_read_as_utc() -> None:
    now = datetime.now(UTC).timestamp()
    assert webhooks.unwrap(VECTOR, signed(VECTOR, when=now), SECRET).task.task_id == "1234567890"


@cases("secret", ["whsec_MfKQ9r8G!YqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "", "whsec_ä", "whsec_a"])
def test_a_mistyped_secret_is_not_taken(secret: str) -> None:
    with pytest.raises(ValueError, match="copy it again") as caught:
        webhooks.unwrap(b"{}", {}, secret)
    assert secret.removeprefix("whsec_") in ("", "a") or secret not in str(caught.value)

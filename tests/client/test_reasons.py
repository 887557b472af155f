"""Whatever form a refusal has, its reason, code and status are told, and what kind of server said it."""

from __future__ import annotations

from typing import Any

import pytest

from kling.client import KlingError, RequestError
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, Connect

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (
            400,
            {"error": {"message": "model is overloaded", "type": "invalid_request"}},
            "model is overloaded [invalid_request]",
        ),
        (400, {"code": "fail_to_fetch_task", "message": "task not exist"}, "task not exist [fail_to_fetch_task]"),
        (422, {"detail": [{"loc": ["body"], "msg": "field required"}]}, "field required"),
        (404, {"detail": "Not Found"}, "Not Found"),
        (400, {"error": "no such route"}, "no such route"),
        (400, {"message": {"text": "nested in words"}}, "nested in words"),
        (400, {"status": "error", "error_message": "out of credits"}, "out of credits"),
        (400, {"base_resp": {"status_code": 1004, "status_msg": "no balance"}}, "no balance"),
        (400, {"fault": {"faultstring": "quota of the proxy"}}, "quota of the proxy"),
        (400, {"Error": {"Message": "in capitals"}}, "in capitals"),
        (400, {"data": {"error": "deep inside"}}, "deep inside"),
        (400, {"success": False, "hint": 7}, '{"success": false, "hint": 7}'),
        (400, "<Error><Code>AccessDenied</Code><Message>no entry</Message></Error>", "no entry"),
        (200, {"error": {"message": "refused under 200"}}, "refused under 200"),
        (
            403,
            {"error": {"code": "insufficient_quota", "message": "quota exceeded"}},
            "quota exceeded [insufficient_quota]",
        ),
        (413, "<html><head><title>413 Request Entity Too Large</title></head></html>", "413 Request Entity Too Large"),
        (404, "404 page not found", "404 page not found"),
        (502, "", "without a reason"),
        (400, {"error": {"message": '{"error": {"message": "passed on as it was"}}'}}, "passed on as it was"),
        (402, {"errors": [{"message": "first of a list", "code": "Q1"}]}, "first of a list"),
        (422, {"title": "Unprocessable", "detail": "the problem's detail", "status": 422}, "the problem's detail"),
    ],
)
def test_a_reason_in_any_form_is_told(
    connect: Connect, sandbox: Sandbox, status: int, body: Any, words: str, naps: list[float]
) -> None:
    headers = {"server": "nginx/1.25", **(JSON if isinstance(body, dict) else {"content-type": "text/html"})}
    sandbox.faults({"method": "GET", "path": "/v1/", "status": status, "body": body, "headers": headers, "times": 99})
    with pytest.raises(KlingError) as caught:
        connect().get("7")
    assert words in str(caught.value)
    assert "(nginx)" in str(caught.value)
    assert f"HTTP {status}" in str(caught.value)
    assert "check` on the body" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"code": 1201, "message": None}, "invalid parameter"),
        ({"code": "1201", "message": "a code in quotes"}, "a code in quotes"),
        ({"code": 1201, "message": ["prompt", "is blank"]}, '["prompt", "is blank"]'),
        ({"code": 1201, "message": {"field": "mode"}}, '{"field": "mode"}'),
        ({"code": 1201, "msg": "duration value '99' is invalid"}, "duration value '99' is invalid"),
        ({"code": 1201, "message": "", "data": {"message": "the prompt is blank"}}, "the prompt is blank"),
    ],
)
def test_an_envelope_with_a_slip_is_an_envelope(
    connect: Connect, sandbox: Sandbox, body: dict[str, Any], words: str
) -> None:
    sandbox.faults({"method": "GET", "path": "/v1/", "status": 400, "body": body, "headers": JSON})
    with pytest.raises(RequestError, match="code 1201") as caught:
        connect().get("7")
    assert words in str(caught.value)


def test_a_reason_in_the_envelope_holds_no_key_of_anybody(connect: Connect, sandbox: Sandbox) -> None:
    body = {"code": 1002, "message": "access key not found: sk-1234567890"}
    sandbox.faults({"method": "GET", "path": "/v1/", "status": 401, "body": body, "headers": JSON})
    with pytest.raises(KlingError, match=r"access key not found: \*\*\*"):
        connect().get("7")


def test_a_reason_is_cut_and_holds_no_key(connect: Connect, sandbox: Sandbox) -> None:
    text = "Bearer abc.def-123 sk-1234567890 refused " + "x" * 5000
    sandbox.faults({"method": "GET", "path": "/v1/", "status": 400, "body": {"error": text}, "headers": JSON})
    with pytest.raises(KlingError) as caught:
        connect().get("7")
    assert len(str(caught.value)) < 500
    assert "*** *** refused" in str(caught.value)


def test_a_create_refused_in_another_form_says_why(connect: Connect, sandbox: Sandbox) -> None:
    sandbox.faults({"method": "POST", "status": 403, "body": {"error": {"message": "quota"}}, "headers": JSON})
    with pytest.raises(KlingError, match=r"quota.*check what the account may do"):
        connect().submit(BODY)

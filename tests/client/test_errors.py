"""Errors: one class per thing to do, whatever the answer looked like."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import kling
from kling.client import (
    AccountError,
    AuthenticationError,
    Client,
    ContentRefused,
    KlingError,
    RateLimited,
    RequestError,
    RequestRefused,
    ServiceError,
    SlotsFull,
    errors,
)
from kling.client.errors import TRANSIENT, class_for
from kling.client.operations import Reply
from kling.client.session import retry_after
from kling.models.errors import ERROR_CODES
from kling.rules import check
from kling.sandbox import Sandbox
from tests.cases import cases

CLASSES: dict[type[KlingError], set[int]] = {
    AuthenticationError: {1000, 1001, 1002, 1003, 1004},
    AccountError: {1100, 1101, 1102, 1103, 1304},
    RequestError: {1200, 1201, 1202, 1203},
    ContentRefused: {1300, 1301},
    RateLimited: {1302},
    SlotsFull: {1303},
    ServiceError: {5000, 5001, 5002},
}


@pytest.mark.parametrize("code", ERROR_CODES)
def test_every_code_of_the_table_has_its_class(client: Any, sandbox: Sandbox, code: int) -> None:
    sandbox.faults({"method": "GET", "code": code, "message": "as the service says", "times": 40})
    with pytest.raises(KlingError, match="as the service says") as caught:
        client.get("1")
    assert code in CLASSES[type(caught.value)]
    assert caught.value.code == code
    assert caught.value.http_status == ERROR_CODES[code].http
    assert caught.value.request_id
    assert caught.value.advice == ERROR_CODES[code].advice


@cases("code", ERROR_CODES)
def test_reads_are_repeated_for_the_codes_that_pass(code: int) -> None:
    transient = issubclass(class_for(code, ERROR_CODES[code].http), TRANSIENT)
    assert transient == (ERROR_CODES[code].retry in ("backoff", "ambiguous"))


@cases(
    ("code", "status", "kind"),
    [
        (1299, 400, RequestError),
        (1299, 200, RequestError),
        (5999, 200, ServiceError),
        (7, 200, ServiceError),
        (7, 400, RequestError),
        (None, 200, ServiceError),
        (None, 301, RequestError),
        (None, 401, AuthenticationError),
        (None, 403, RequestError),
        (None, 404, RequestError),
        (None, 408, ServiceError),
        (None, 499, ServiceError),
        (None, 429, RateLimited),
        (None, 502, ServiceError),
    ],
)
def test_answers_outside_the_table_are_judged_by_family_then_status(
    code: int | None, status: int, kind: type[KlingError]
) -> None:
    assert class_for(code, status) is kind


def test_errors_survive_pickling_and_copying() -> None:
    error = KlingError("it broke", advice="fix it", code=1201, task_id="7", external_task_id="kw-1")
    for made in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert vars(made) == vars(error)
        assert str(made) == "it broke (code 1201, task 7, external id kw-1); fix it"


def test_refusals_survive_pickling() -> None:
    error = RequestRefused("not sent", diagnostics=check({}))
    assert pickle.loads(pickle.dumps(error)).diagnostics == error.diagnostics


def test_naming_a_task_keeps_the_original_clean() -> None:
    error = ServiceError("busy", http_status=503)
    named = error.about("7", None)
    assert (named.task_id, named.http_status, type(named)) == ("7", 503, ServiceError)
    assert error.task_id is None


@cases(
    ("header", "seconds"),
    [
        ("5", 5.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("100000", 60.0),
        ("Thu, 01 Jan 1970 00:16:50 GMT", 10.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(header: str, seconds: float | None) -> None:
    assert retry_after(Reply(429, {"retry-after": header}, b""), now=1000.0) == seconds


LONG = "x" * 50_000
CALLS: dict[str, Callable[[Any], object]] = {
    "a picture's name": lambda client: client.create(f"a cat @{LONG}", images={LONG: "https://x/a.jpg"}),
    "a mention": lambda client: client.create(f"a cat @{LONG}"),
    "a keyword": lambda client: client.create("a cat", **{LONG: 1}),
    "an id": lambda client: client.get(LONG),
    "a clip": lambda client: client.lipsync.create(LONG, text="hi"),
    "a tag": lambda client: client.elements.create("a", "d", pictures=["a.jpg", "b.jpg"], tags=[LONG]),
    "a take": lambda client: client.create("a cat", take=LONG),
    "a limit": lambda client: client.create("a cat", max_units=LONG),
    "an option": lambda client: client.with_options(**{LONG: 1}),
    "an address": lambda client: type(client)(base_url=f"http://{LONG}", api_key="k"),
    "a profile": lambda client: type(client)(profile=LONG, api_key="k"),
    "a wire": lambda client: type(client)(wire=LONG, api_key="k"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_error_repeats_more_than_200_characters_of_what_was_given(
    sandbox: Sandbox, call: Callable[[Client], object]
) -> None:
    client = Client(base_url=sandbox.url, api_key=sandbox.api_key)
    with pytest.raises((KlingError, TypeError, ValueError)) as raised:
        call(client)
    assert "x" * 20 in str(raised.value)
    assert "x" * 201 not in str(raised.value)


def test_a_wire_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="the wires are v1, v2"):
        Client(wire="v3", api_key="k")  # type: ignore[arg-type]


def test_every_error_stands_at_the_top() -> None:
    named = [name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)]
    assert [name for name in named if name not in kling.__all__ or name not in kling.client.__all__] == []

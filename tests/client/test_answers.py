"""What an answer to a create means for the money: refused, so that nothing was made; not known, so that it is looked up
for the whole window before the same id is sent again; or to be sent again at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import kling.sandbox
from kling import Client
from kling.client import KlingError, OutcomeUnknown
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, V1, clear_faults

_takes = count(1)


@pytest.fixture(scope="module")
def careless() -> Iterator[Sandbox]:
    """A service that makes and charges a task for every create."""
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills", duplicates="accept") as served:
        yield served


def _meaning(box: Sandbox, answer: dict[str, Any], *looks: dict[str, Any]) -> str:
    """What a client makes of an answer to its first create, whose later reads are answered as ``looks`` say."""
    naps: list[float] = []
    first = {"method": "GET", "delay": 0.001}  # the look before it is sent
    box.faults({"method": "POST", "path": V1, **answer}, first, *({"method": "GET", **one} for one in looks))
    try:
        with Client(base_url=box.url, api_key=box.api_key, settle=120, sleep=naps.append) as client:
            client.submit(BODY, take=next(_takes))
    except OutcomeUnknown:
        return "not known"
    except KlingError:
        return "refused"
    finally:
        clear_faults(box)
    return "not known" if sum(naps) >= 120 else "again"


ERRORS = {"errors": [{"message": "the prompt is too long"}]}
TAKEN = {"errors": [{"message": "external_task_id has already been taken"}]}
EXPIRED = {"errors": [{"message": "the picture's address is already used up"}]}


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, {"code": 1201, "message": "refused under 200", "request_id": "r"}, "refused"),
        (200, {"code": 0, "message": "SUCCEED", "request_id": "r"}, "not known"),
        (200, {"code": 0, "data": {"task": "odd"}}, "not known"),
        (200, ERRORS, "not known"),
        (200, "<html>a portal</html>", "not known"),
        (202, {}, "not known"),
        (302, "", "refused"),
        (400, ERRORS, "refused"),
        (400, {"errors": ["the prompt is too long"]}, "refused"),
        (400, {"errors": {"prompt": ["is too long"]}}, "refused"),
        (400, {"code": 0, **ERRORS}, "refused"),
        (400, {"code": 7, "message": "no"}, "refused"),
        (400, EXPIRED, "refused"),
        (400, TAKEN, "not known"),
        (400, {"code": 5000, "message": "internal", "request_id": "r"}, "not known"),
        (400, "", "refused"),
        (402, ERRORS, "refused"),
        (404, "<html>404</html>", "refused"),
        (408, "", "not known"),
        (409, "", "not known"),
        (413, "<html>413</html>", "refused"),
        (422, {"detail": [{"msg": "field required"}]}, "refused"),
        (429, "", "again"),
        (429, {"code": 1303, "message": "parallel task over resource pack limit"}, "again"),
        (499, "", "not known"),
        (500, ERRORS, "not known"),
        (500, {"code": 1201, "message": "the service's own word", "request_id": "r"}, "refused"),
        (502, "<html>502</html>", "not known"),
        (504, "", "not known"),
        (524, "", "not known"),
    ],
)
def test_what_an_answer_to_a_create_means(careless: Sandbox, status: int, body: Any, meaning: str) -> None:
    assert _meaning(careless, {"status": status, "body": body}) == meaning


def test_a_refusal_that_only_sounds_like_existing_is_believed_where_looks_are_refused_too(careless: Sandbox) -> None:
    """A gateway that refuses everything in its own form."""
    no = {"status": 400, "body": ERRORS, "times": 99}
    assert _meaning(careless, {"status": 400, "body": EXPIRED}, no) == "refused"
    assert _meaning(careless, {"status": 400, "body": TAKEN}, no) == "not known"


def test_a_lost_create_is_found_in_the_list_where_ids_of_ours_are_not_understood(
    careless: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, take = len(careless.state()["tasks"]), next(_takes)
    careless.faults({"method": "POST", "path": V1, "cut": "after"})
    careless.faults({"method": "GET", "path": f"{V1}/", "status": 404, "body": {"detail": "Not Found"}, "times": 99})
    for home in ("one", "another"):
        monkeypatch.setenv("KLING_HOME", str(tmp_path / home))
        with Client(base_url=careless.url, api_key=careless.api_key, settle=120) as client:
            client.submit(BODY, take=take)
    clear_faults(careless)
    assert len(careless.state()["tasks"]) == before + 1

"""What the account may do: account_status, packs, rate, content."""

from __future__ import annotations

import pytest

from kling import sandbox
from tests.sandbox.conftest import PATH, Caller, caller


def control(api: Caller, **options: object) -> None:
    assert api.http.post("/_sandbox/options", json=options).status_code == 200


@pytest.mark.parametrize(
    ("account_status", "status", "code"),
    [("abnormal", 429, 1100), ("arrears", 429, 1101), ("forbidden", 403, 1103), ("address", 429, 1304)],
)
def test_an_account_in_bad_standing_creates_nothing_and_reads_everything(
    api: Caller, account_status: str, status: int, code: int
) -> None:
    task = api.created()
    control(api, account_status=account_status)
    reply = api.create()
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert api.task(task)["task_status"] == "succeed"
    control(api, account_status="good")
    api.created()


def test_a_revoked_key_opens_nothing(api: Caller) -> None:
    control(api, account_status="revoked")
    for reply in (api.create(), api.http.get(PATH), api.http.get("/tasks", params={"task_ids": "1"})):
        assert (reply.status_code, reply.json()["code"]) == (401, 1002)


def test_packs_run_out_and_failed_tasks_give_their_units_back() -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", units=4) as served:
        account = caller(served)
        with account.http:
            account.created()
            failed = account.created(prompt="sandbox-fail")
            assert account.task(failed)["final_unit_deduction"] == "0"
            account.created()
            reply = account.create()
            assert (reply.status_code, reply.json()["code"]) == (429, 1102)
            assert reply.json()["message"] == "Account balance not enough"
            control(account, units=None)
            account.created()


def test_creates_beyond_the_rate_are_refused_and_reads_are_not() -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", rate=2) as served:
        account = caller(served)
        with account.http:
            codes = [account.create().json()["code"] for _ in range(20)]
            assert codes[:2] == [0, 0]
            assert 1302 in codes
            assert account.http.get(PATH).json()["code"] == 0


def test_content_is_refused_at_submit_or_fails_the_task(api: Caller) -> None:
    reply = api.create(prompt="A kite, sandbox-refuse")
    assert (reply.status_code, reply.json()["code"]) == (400, 1301)
    task = api.ended(api.created(prompt="A kite, sandbox-fail"))
    assert task["task_status"] == "failed"
    assert task["task_status_msg"] == "Failure to pass the risk control system"


def test_two_regions_share_nothing() -> None:
    with (
        sandbox.running(latency=0, render="lazy", drawing="stills") as one,
        sandbox.running(latency=0, render="lazy", drawing="stills") as other,
    ):
        here, there = caller(one), caller(other)
        with here.http, there.http:
            task = here.created(external_task_id="mine")
            assert there.http.get(f"{PATH}/{task}").json()["code"] == 1201
            assert there.create(external_task_id="mine").json()["code"] == 0

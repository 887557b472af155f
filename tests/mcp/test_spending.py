"""Nothing is spent without a yes: asked of the user where the client can, else by a token for exactly the request."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kling.app.session import TOKEN_SECONDS, Session
from kling.sandbox import Sandbox
from tests.mcp.conftest import MODES, call, made, parameters, run

if TYPE_CHECKING:
    from mcp.client.client import Client
    from mcp_types import ElicitResult

PRICE = "1.8"


def _asked(action: Any, content: Any = None) -> tuple[dict[str, Any], list[str]]:
    """A client that answers so, and the questions it was asked."""
    from mcp_types import ElicitResult

    questions: list[str] = []

    async def elicitation(context: Any, params: Any) -> ElicitResult:
        questions.append(params.message)
        return ElicitResult(action=action, content=content)

    return {"elicitation_callback": elicitation}, questions


def _creates(service: Sandbox) -> int:
    return sum(service.state()["creates"].values())


@pytest.mark.parametrize("mode", MODES)
def test_a_yes_sends_it_and_what_is_paid_for_is_not_asked_again(account: Sandbox, tmp_path: Path, mode: str) -> None:
    options, questions = _asked("accept", {"go_on": True})
    asked = {"prompt": f"A kite climbs ({mode}).", "duration": 3, "mode": "std"}

    async def work(client: Client) -> None:
        before = _creates(account)
        first, _ = await call(client, "generate", **asked)
        assert (first["ok"], first["sandbox"], first["reused"]) == (True, False, False)
        again, _ = await call(client, "generate", **asked)
        assert (again["reused"], _creates(account)) == (True, before + 1)

    run(work, made(Session((tmp_path,))), mode=mode, **options)
    assert len(questions) == 1
    assert f"{PRICE} units" in questions[0]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("action", "content"), [("decline", None), ("cancel", None), ("accept", {"go_on": False})])
def test_a_no_sends_nothing(account: Sandbox, tmp_path: Path, mode: str, action: str, content: Any) -> None:
    options, questions = _asked(action, content)

    async def work(client: Client) -> None:
        before = _creates(account)
        document, _ = await call(client, "generate", prompt="A no.", duration=3, mode="std")
        assert document["error"]["kind"] == "price"
        assert "nothing was sent" in document["error"]["message"]
        assert _creates(account) == before

    run(work, made(Session((tmp_path,))), mode=mode, **options)
    assert len(questions) == 1


@pytest.mark.parametrize("mode", MODES)
def test_after_a_no_neither_next_nor_a_token_spends_and_the_question_names_the_film(
    account: Sandbox, tmp_path: Path, mode: str
) -> None:
    options, questions = _asked("decline")
    (tmp_path / "no.yaml").write_text(f"scenario: t2v\nprompt: A no again ({mode}).\nduration: 3\nmode: std\n")

    async def work(client: Client) -> None:
        before, asked = _creates(account), {"file": "no.yaml", "take": 2}
        document, _ = await call(client, "generate", **asked)
        assert (document["error"]["code"], document["next"]) == ("declined", [])
        priced, _ = await call(client, "estimate", **asked)
        token = priced["result"]["quote_token"]
        document, _ = await call(client, "generate", **asked, quote_token=token)
        assert document["error"]["code"] == "declined"
        assert _creates(account) == before

    run(work, made(Session((tmp_path,))), mode=mode, **options)
    assert len(questions) == 2
    assert all(f"“A no again ({mode}).”, no.yaml, take 2" in question for question in questions)


@pytest.mark.parametrize("mode", MODES)
def test_without_elicitation_a_token_is_needed(account: Sandbox, tmp_path: Path, mode: str) -> None:
    asked = {"prompt": f"A token ({mode}).", "duration": 3, "mode": "std"}

    async def work(client: Client) -> None:
        before = _creates(account)
        refused, _ = await call(client, "generate", **asked)
        assert "call estimate" in refused["error"]["help"]
        priced, _ = await call(client, "estimate", **asked)
        token = priced["result"]["quote_token"]
        for other in (asked | {"take": 2}, asked | {"prompt": "Another."}):
            refused, _ = await call(client, "generate", **other, quote_token=token)
            assert "that of another request" in refused["error"]["message"]
        refused, _ = await call(client, "generate", **asked, quote_token=f"9{token}")
        assert "none that estimate gave" in refused["error"]["message"]
        assert _creates(account) == before
        done, _ = await call(client, "generate", **asked, quote_token=token)
        assert (done["ok"], _creates(account)) == (True, before + 1)

    run(work, made(Session((tmp_path,))), mode=mode)


def test_a_production_is_asked_for_as_a_whole(account: Sandbox, tmp_path: Path) -> None:
    options, questions = _asked("decline")
    brief = "{scenario: t2v, prompt: A kite climbs %d., duration: 3, mode: std}"
    (tmp_path / "many.yaml").write_text(f"briefs:\n  one: {brief % 1}\n  two: {brief % 2}\n")

    async def work(client: Client) -> None:
        before = _creates(account)
        document, _ = await call(client, "run", file="many.yaml")
        assert document["error"]["kind"] == "price"
        assert _creates(account) == before

    run(work, made(Session((tmp_path,))), **options)
    assert "2 videos: 3.6 units" in questions[0]


def test_a_token_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kling.app.approve import Quote
    from kling.app.refusal import Refusal, Step

    session, quote = Session((tmp_path,), sandbox=True), Quote(Decimal(4), "4 units")
    token = session.token("kw-1", Decimal(4))
    session.approval("kw-1", quote, token, "token", Step("estimate")).require(quote)
    later = time.time() + TOKEN_SECONDS + 1
    monkeypatch.setattr("kling.app.session.time.time", lambda: later)
    with pytest.raises(Refusal, match="expired"):
        session.approval("kw-1", quote, token, "token", Step("estimate"))


def test_a_session_has_a_limit_which_nobody_is_asked_to_pass(account: Sandbox, tmp_path: Path) -> None:
    options, questions = _asked("accept", {"go_on": True})

    async def work(client: Client) -> None:
        before = _creates(account)
        for n, ok in ((1, True), (2, True), (2, True), (3, False)):
            document, _ = await call(client, "generate", prompt=f"Limit {n}.", duration=3, mode="std")
            assert document["ok"] is ok
        assert "1.8 units are more than the 0.4 left of the 4 of `max_units`" in document["error"]["message"]
        priced, _ = await call(client, "estimate", prompt="Limit 3.", duration=3, mode="std")
        assert "0.4 left" in priced["warnings"][0]
        assert document["next"] == priced["next"] == ["account {}"]
        assert (await call(client, "account"))[0]["result"]["limits"]["max_units_left"] == "0.4"
        assert _creates(account) == before + 2

    run(work, made(Session((tmp_path,), Decimal(4))), **options)
    assert len(questions) == 2


PAID = "from kling.client import Client; Client.is_sandbox = lambda self: False; from kling.cli import main; main()"
"""The program, for which the service is the vendor's."""


def test_a_day_has_a_budget_over_doors_and_processes(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BUDGET", "4")
    home = tmp_path / "home"
    monkeypatch.setenv("KLING_HOME", str(home))
    command = [sys.executable, "-c", PAID, "generate", "By hand.", "--duration", "3", "--mode", "std"]
    before = _creates(account)
    subprocess.run([*command, "--yes", "--no-wait"], check=True, capture_output=True, timeout=120)
    served = parameters(tmp_path)
    served.args = ["-c", PAID, "mcp"]

    async def work(client: Client) -> None:
        for n, ok in ((1, True), (1, True), (2, False)):
            priced, _ = await call(client, "estimate", prompt=f"By agent {n}.", duration=3, mode="std")
            arguments = {"prompt": f"By agent {n}.", "duration": 3, "mode": "std"}
            token = priced["result"]["quote_token"]
            document, _ = await call(client, "generate", **arguments, quote_token=token)
            assert document["ok"] is ok
        assert "KLING_BUDGET" in document["error"]["message"]
        assert document["next"] == ["account {}"]  # and no price of what is no more to be had

    run(work, served)
    assert _creates(account) == before + 2


def test_in_a_sandbox_limits_are_told_and_a_budget_that_is_no_number_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"prompt": "Limits in play.", "duration": 3, "mode": "std"}
    monkeypatch.setenv("KLING_BUDGET", "1.5")

    async def work(client: Client) -> None:
        left, _ = await call(client, "account")
        budget = {"units": "1.5", "spent": "0", "left": "1.5"}
        assert left["result"]["limits"] == {"max_units": "1", "max_units_left": "1", "KLING_BUDGET": budget}
        priced, _ = await call(client, "estimate", **asked)
        sent, _ = await call(client, "generate", **asked)
        for told in (priced, sent):
            assert (told["ok"], told["sandbox"]) == (True, True)
            named = [warning.partition("more than ")[2] for warning in told["warnings"]]
            assert named == ["KLING_BUDGET 1.5", "`max_units` 1"] or named == ["`max_units` 1", "KLING_BUDGET 1.5"]
        assert "nothing here" in priced["result"]["price"]
        monkeypatch.setenv("KLING_BUDGET", "banana")
        for tool in ("generate", "estimate"):
            refused, _ = await call(client, tool, **asked)
            assert (refused["error"]["kind"], "'banana'" in refused["error"]["message"]) == ("usage", True)

    with closing(Session((tmp_path,), Decimal(1), sandbox=True)) as session:
        run(work, made(session))


def test_a_name_for_an_element_is_refused_with_its_place_and_cure(account: Sandbox, tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        before = _creates(account)
        document, _ = await call(client, "generate", prompt="@mia waves.", elements={"mia": "mia"})
        assert (document["error"]["code"], document["error"]["pointer"]) == ("S12", "/elements/mia")
        assert document["diagnostics"][0]["severity"] == "error"
        assert "`elements_list`" in document["error"]["help"]
        assert _creates(account) == before

    run(work, made(Session((tmp_path,))))


def test_a_production_has_no_takes(account: Sandbox, tmp_path: Path) -> None:
    brief = "{scenario: t2v, prompt: A kite climbs., duration: 3, mode: std}"
    (tmp_path / "one.yaml").write_text(f"briefs:\n  one: {brief}\n")

    async def work(client: Client) -> None:
        for asked in ({"takes": 3}, {"take": 2}):
            refused, _ = await call(client, "estimate", file="one.yaml", **asked)
            assert (refused["error"]["kind"], refused["next"]) == ("usage", [])
            assert "copy it under another name" in refused["error"]["help"]

    run(work, made(Session((tmp_path,))))


def test_a_failed_task_is_told_by_every_call_and_next_is_the_first_take_that_nobody_asked_for(
    account: Sandbox, tmp_path: Path
) -> None:
    options, questions = _asked("accept", {"go_on": True})
    (tmp_path / "bad.yaml").write_text("scenario: t2v\nprompt: A kite, sandbox-fail.\nduration: 3\nmode: std\n")

    async def work(client: Client) -> None:
        for take in (1, 2):
            begun, _ = await call(client, "generate", file="bad.yaml", take=take)
            ended, _ = await call(client, "wait", id=begun["result"]["task_id"])
            assert ended["error"]["kind"] == "failed"
        for take in (1, 2):
            again, _ = await call(client, "generate", file="bad.yaml", take=take)
            for told in (ended, again):
                assert (told["error"]["kind"], "take 3 costs 1.8 units" in told["error"]["help"]) == ("failed", True)
                (step,) = told["next"]
                assert (step.startswith("generate"), '"take": 3' in step) == (True, True)
        priced, _ = await call(client, "estimate", file="bad.yaml", takes=2)
        assert priced["next"] == ['estimate {"file": "bad.yaml", "take": 3, "takes": 2}']
        assert "2 failed before, and another take costs 1.8 units" in priced["result"]["price"]
        assert len([text for text in priced["warnings"] if "failed: Failure to pass" in text]) == 2
        assert priced["reused"] is None

    run(work, made(Session((tmp_path,))), **options)
    assert len(questions) == 2


def test_a_plan_does_not_replace_the_brief_of_a_film_that_was_asked_for(private: Session, tmp_path: Path) -> None:
    async def work(client: Client) -> None:
        asked = {"words": "a kite climbs, 3 seconds", "output": "kite.yaml"}
        for _ in range(2):  # until it is sent it may
            planned, _ = await call(client, "plan", **asked)
            assert planned["ok"]
        await call(client, "generate", file="kite.yaml")
        text = (tmp_path / "kite.yaml").read_text()
        refused, _ = await call(client, "plan", words="a dog runs, 3 seconds", output="kite.yaml")
        assert (refused["error"]["kind"], (tmp_path / "kite.yaml").read_text()) == ("exists", text)
        assert "kite-2.yaml" in refused["next"][0]

    run(work, made(private))


def test_a_fault_of_the_program_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError("tuple index out of range")

    monkeypatch.setattr("kling.app.preview.preview", broken)
    (tmp_path / "kite.yaml").write_text("scenario: t2v\nprompt: A kite.\n")

    async def work(client: Client) -> None:
        told, _ = await call(client, "preview", file="kite.yaml")
        assert "a fault of kling itself: IndexError" in told["error"]["message"]

    run(work, made(Session((tmp_path,))))

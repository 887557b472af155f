"""Every refusal is one typed error: code, place, help, ids and the commands that make sense now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kling.app import prepare, tasks
from kling.app.approve import Approval
from kling.app.connect import Connection, connect
from kling.app.deliver import Destination
from kling.app.generate import generate
from kling.app.refusal import Refusal, refusal_of
from kling.client import Client, KlingError, errors
from kling.sandbox import Sandbox

SWAN = {"duration": 3, "mode": "std"}


def test_a_fault_in_a_file_has_its_line_and_pointer(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("scenario: t2v\nprompt: A swan.\nduration: 99\n")
    with pytest.raises(Refusal) as caught:
        prepare.of_brief(path)
    refused = caught.value
    assert (refused.kind, refused.code, refused.pointer, refused.line) == ("rules", "R22", "/duration", 3)
    assert refused.document()["file"] == str(path)
    assert refused.help or refused.diagnostics[0].help


@pytest.mark.kling_sandbox(latency=60)
def test_a_wait_that_ends_early_says_how_to_go_on_and_where_to(kling_sandbox: Sandbox, tmp_path: Path) -> None:
    prepared = prepare.of_fields("A swan turns.", SWAN)
    place = tmp_path / "a swan.mp4"
    with connect(wire="v2") as connection, pytest.raises(Refusal) as caught:
        generate(prepared, connection, destination=Destination(place), timeout=0.5)
    refused = caught.value
    assert refused.kind == "unfinished"
    assert refused.ids.external_task_id == prepared.external_id
    [step] = refused.next
    assert str(step) == f"kling wait {prepared.external_id} --wire v2 -o '{place}'"


def test_an_unknown_id_is_no_refusal_by_rules(kling_sandbox: Sandbox) -> None:
    with connect() as connection, pytest.raises(Refusal) as caught:
        tasks.status(connection, "nowhere")
    assert caught.value.kind == "unknown_id"


def test_nothing_is_sent_on_an_account_without_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(Client, "submit", lambda self, body, **_: sent.append(body))
    client = Client(base_url="http://127.0.0.1:9", api_key="k")
    prepared = prepare.of_fields("A swan turns.", SWAN)
    for approval in (Approval(), Approval(ask=lambda quote: False)):
        with pytest.raises(Refusal) as caught:
            generate(prepared, Connection(client, sandbox=False), approval=approval, wait=False)
        assert caught.value.kind == "price"
    assert sent == []


def test_nobody_is_asked_about_a_price_that_the_budget_does_not_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "1")
    client = Client(base_url="http://127.0.0.1:9", api_key="k")
    agree = Approval(ask=lambda quote: pytest.fail(f"asked about {quote.text}"))
    with pytest.raises(Refusal, match="KLING_BUDGET"):
        generate(
            prepare.of_fields("A swan turns.", SWAN), Connection(client, sandbox=False), approval=agree, wait=False
        )


def test_every_error_of_the_client_means_something() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, KlingError):
            refused = refusal_of(kind("what happened", advice="what to do"))
            assert refused is not None
            assert (refused.message, refused.help.startswith("what to do")) == ("what happened", True)


def test_a_fault_of_the_program_is_none() -> None:
    assert refusal_of(KeyError("x")) is None


@pytest.mark.parametrize(("id", "commands"), [("kw-1", ["kling wait kw-1"]), ("ke-1", [])])
def test_an_element_whose_answer_was_lost_is_not_waited_for_as_a_film(id: str, commands: list[str]) -> None:
    lost = refusal_of(errors.OutcomeUnknown("it is not known what came of it", external_task_id=id))
    assert lost is not None
    assert [str(step) for step in lost.next] == commands

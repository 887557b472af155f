"""Any order of sends, kills, lost answers, late creates and reads that lag, against a model of the service: never two
charges for one request, never a lost task. Time here is a number; one request may have two senders at once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kling.client.create import submit
from kling.client.credentials import ApiKey
from kling.client.errors import Interrupted, KlingError, OutcomeUnknown
from kling.client.journal import LocalJournal
from kling.client.operations import Call, Operation, Reply, Run, Sleep
from kling.client.session import Session
from kling.client.tasks import Task
from kling.models.profiles import DEFAULT
from tests.client.conftest import BODY, V1

WINDOW = 120.0
MEMORY = Path("/dev/shm")  # where there is one, thousands of journals take no time
PROMPTS = ("a", "b")
FATES = ("answered", "cut before", "cut after", "502 before", "502 after", "5001", "late", "another's", "1303")


@dataclass
class Service:
    """What is known of a Kling, as a model: ``accepts`` duplicates or not; shows a task ``lag`` seconds late. ``fates``
    are those of the next creates, ``deaf`` how many of the next reads fail."""

    accepts: bool
    lag: float
    now: float = 1_000_000.0
    tasks: list[tuple[str, str, float]] = field(default_factory=list)  # task id, external id, created
    travelling: list[tuple[str, float]] = field(default_factory=list)  # external id, when it arrives
    fates: list[str] = field(default_factory=list)
    deaf: int = 0

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for external, arrives in [one for one in self.travelling if one[1] <= self.now]:
            self.travelling.remove((external, arrives))
            self.create(external, arrives)

    def create(self, external: str, at: float) -> str | None:
        if not self.accepts and any(name == external for _, name, _ in self.tasks):
            return None
        self.tasks.append((str(800_000_000_000_000_000 + len(self.tasks)), external, at))
        return self.tasks[-1][0]

    def answer(self, call: Call) -> Reply:
        return self._created(call) if call.method == "POST" else self._read(call)

    def _created(self, call: Call) -> Reply:
        assert isinstance(call.body, dict)
        external, fate = call.body["external_task_id"], self.fates.pop(0) if self.fates else "answered"
        if fate == "cut before":
            raise Interrupted("cut")
        if fate == "502 before":
            return Reply(502, {}, b"<html>")
        if fate == "5001":
            return _envelope(503, 5001, "temporarily unavailable")
        if fate == "1303":
            return _envelope(429, 1303, "parallel task over resource pack limit")
        if fate == "late":
            self.travelling.append((external, self.now + 15))
            raise Interrupted("timeout")
        task = self.create(external, self.now)
        if fate == "cut after":
            raise Interrupted("cut")
        if fate == "502 after":
            return Reply(502, {}, b"<html>")
        if fate == "another's":
            return _envelope(200, 0, "SUCCEED", _shown("799999999999999999", "kw-other"))
        if task is None:
            return _envelope(400, 1201, f"External_task_id {external} already exists")
        return _envelope(200, 0, "SUCCEED", _shown(task, external))

    def _read(self, call: Call) -> Reply:
        if self.deaf:
            self.deaf -= 1
            return Reply(503, {}, b"<html>")
        seen = [_shown(task, name) for task, name, at in self.tasks if at <= self.now - self.lag]
        if call.path == V1:
            return _envelope(200, 0, "SUCCEED", seen[::-1])
        id = unquote(call.path.rpartition("/")[2])
        found = [one for one in seen if id in (one["task_id"], one["task_info"]["external_task_id"])]
        if not found:
            return _envelope(400, 1201, f"Task not found by id/external id: {id}")
        return _envelope(200, 0, "SUCCEED", found[-1])


def _shown(task: str, external: str) -> dict[str, Any]:
    return {"task_id": task, "task_info": {"external_task_id": external}, "task_status": "submitted"}


def _envelope(status: int, code: int, message: str, data: object = None) -> Reply:
    body = {"code": code, "message": message, "request_id": "r", "data": data}
    return Reply(status, {}, json.dumps(body).encode())


class Sender:
    """One process that sends one request, step by step."""

    def __init__(self, service: Service, folder: Path, prompt: str) -> None:
        self.service, self.journal = service, LocalJournal(folder)
        session = Session(
            "https://api.example", ApiKey("k"), DEFAULT, 600.0, self.journal, lambda: service.now, settle=WINDOW
        )
        body = {**BODY, "prompt": prompt}
        self.flow: Generator[Operation, Any, Task] = submit(session, body, take=1, preflight=False)
        self.result: Any = None
        self.error: BaseException | None = None
        self.task: Task | None = None
        self.has_ended = False

    def step(self) -> None:
        """Let it go on by one operation; time passes while it pauses."""
        try:
            wanted = self.flow.throw(self.error) if self.error else self.flow.send(self.result)
        except StopIteration as stop:
            self.task, self.has_ended = stop.value, True
        except KlingError:
            self.has_ended = True
        else:
            self.result, self.error = None, None
            try:
                self.result = self._carried_out(wanted)
            except Exception as error:
                self.error = error
        if self.has_ended:
            self.journal.close()

    def _carried_out(self, wanted: Operation) -> Any:
        match wanted:
            case Call():
                return self.service.answer(wanted)
            case Sleep(seconds):
                return self.service.pass_time(seconds)
            case Run(work):
                return work()
        raise AssertionError(wanted)

    def kill(self) -> None:
        """End it where it is: its claims die with it, and nothing it would still do is done."""
        self.has_ended = True
        self.journal.close()
        self.journal.release = lambda entry: None  # type: ignore[method-assign]
        self.flow.close()
        self.journal.close()


class AnyOrder(RuleBasedStateMachine):
    @initialize(accepts=st.booleans(), lag=st.sampled_from([0.0, 2.0, 10.0, 60.0, 100.0]))
    def begin(self, accepts: bool, lag: float) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.service = Service(accepts, lag)

    def teardown(self) -> None:
        if hasattr(self, "service"):
            self.service.deaf, self.service.fates = 0, []
            for prompt in PROMPTS:
                task = self._sent(prompt)
                assert task is not None
                [only] = [one for one, name, _ in self.service.tasks if name == task.external_task_id]
                assert task.task_id == only
            shutil.rmtree(self.folder)

    def _sent(self, prompt: str) -> Task | None:
        sender = Sender(self.service, self.folder / "journal", prompt)
        while not sender.has_ended:
            sender.step()
        return sender.task

    @rule(
        prompt=st.sampled_from(PROMPTS),
        fates=st.lists(st.sampled_from(FATES), max_size=3),
        deaf=st.integers(0, 3),
        killed=st.none() | st.integers(3, 8) | st.integers(1, 25),
    )
    def send(self, prompt: str, fates: list[str], deaf: int, killed: int | None) -> None:
        self.service.fates, self.service.deaf = fates, deaf
        sender = Sender(self.service, self.folder / "journal", prompt)
        while not sender.has_ended:
            sender.step()
            if killed is not None and (killed := killed - 1) == 0 and not sender.has_ended:
                sender.kill()

    @rule(prompt=st.sampled_from(PROMPTS), fates=st.lists(st.sampled_from(FATES), max_size=3), turns=st.data())
    def two_senders(self, prompt: str, fates: list[str], turns: st.DataObject) -> None:
        self.service.fates, self.service.deaf = fates, 0
        senders = [Sender(self.service, self.folder / "journal", prompt) for _ in range(2)]
        order = turns.draw(st.lists(st.integers(0, 1), max_size=30))
        while left := [sender for sender in senders if not sender.has_ended]:
            left[order.pop(0) % len(left) if order else 0].step()
        assert not any(isinstance(sender.error, OutcomeUnknown) and sender.task for sender in senders)

    @rule(seconds=st.sampled_from([1.0, 30.0, 300.0]))
    def wait(self, seconds: float) -> None:
        self.service.pass_time(seconds)

    @rule()
    def lose_the_journal(self) -> None:
        """No promise holds while a create is on its way and nobody knows of it; afterwards it is looked up."""
        self.service.pass_time(15 + self.service.lag)
        shutil.rmtree(self.folder / "journal", ignore_errors=True)

    @invariant()
    def one_charge(self) -> None:
        if hasattr(self, "service"):
            names = [name for _, name, _ in self.service.tasks]
            assert len(names) == len(set(names)), names


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=8)

"""Live handles: what create gives, in this process or made again from an id in another."""

from __future__ import annotations

import asyncio
import gc
import io
import re
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kling import (
    AsyncClient,
    Client,
    ClientClosed,
    DownloadError,
    KlingError,
    PriceRefused,
    RequestRefused,
    ServiceError,
    SlotsFull,
    TaskData,
    Unreachable,
    WaitTimeout,
)
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, V1, Connect, control

Creates = Callable[[], tuple[int, int]]
PANDA = {"prompt": "A giant panda reads in a café", "duration": 3, "mode": "std"}


def test_a_handle_is_asked_waited_for_and_fetched(client: Any, tmp_path: Path) -> None:
    made = client.create(**PANDA)
    assert made.external_task_id.startswith("kw-")
    assert made.id == made.task_id
    assert not made.reused
    assert made.wait(deadline=120).url.endswith(".mp4")
    assert made.status() == "succeed"
    assert made.get().task_id == made.id
    assert made.download(tmp_path / "panda.mp4") == tmp_path / "panda.mp4"


def test_a_handle_is_made_again_from_either_id_in_another_process(connect: Connect, tmp_path: Path) -> None:
    first = connect().create(**PANDA)
    for id in (first.task_id, first.external_task_id):
        again = connect(journal=None).generation(id)
        assert again.get().task_id == first.task_id
        assert again.download(tmp_path / f"{id}.mp4").is_file()


def test_the_same_request_is_the_same_task_and_says_so(client: Any, creates: Creates) -> None:
    first, second = client.create(**PANDA), client.create(**PANDA)
    assert (first.id, first.reused, second.reused) == (second.id, False, True)
    assert client.create(**PANDA, take=2).id != first.id
    assert creates()[1] == 2


def test_events_are_every_change_up_to_the_end(client: Any, sandbox: Sandbox) -> None:
    control(sandbox, latency=0.6)
    seen = [data.task_status for data in client.create(**PANDA).events(deadline=120)]
    assert seen[-1] == "succeed"
    assert len(seen) == len(set(seen)) >= 2


def test_events_of_a_failure_end_without_an_error(client: Any, sandbox: Sandbox) -> None:
    made = client.create("A panda. [fail]", mode="std", duration=3)
    assert list(made.events(deadline=120))[-1].task_status in ("failed", "succeed")


def test_events_give_up_after_the_deadline(client: Any, sandbox: Sandbox) -> None:
    control(sandbox, latency=600)
    made = client.create(**PANDA)
    with pytest.raises(WaitTimeout):
        list(made.events(deadline=0.5))


def test_every_answer_knows_its_request_and_headers(client: Any) -> None:
    made = client.create(**PANDA)
    for data in (made, made.get(), client.list()[0], next(iter(client.tasks()))):
        assert data.answer.request_id
        assert data.answer.http_status == 200
        assert data.answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    "name", ["panda.png", "~/photos/panda.JPG", "brief.yaml", "clip.mp4", "/home/me/my panda.png", Path("panda")]
)
def test_a_prompt_that_is_the_name_of_a_file_is_never_sent(client: Any, creates: Creates, name: Any) -> None:
    with pytest.raises(RequestRefused, match="name of a file") as caught:
        client.generate(name)
    assert "first_frame" in caught.value.advice
    assert creates() == (0, 0)


@pytest.mark.parametrize("given", [b"bytes of a picture", io.BytesIO(b"of a file"), {"prompt": "a body"}])
def test_what_is_no_prompt_is_refused_with_the_keyword_for_it(client: Any, creates: Creates, given: Any) -> None:
    with pytest.raises(TypeError, match=r"first_frame=|body="):
        client.create(given)
    assert creates() == (0, 0)


def test_a_prompt_that_is_a_file_here_is_never_sent(
    client: Any, creates: Creates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("A panda reads").write_text("x")
    with pytest.raises(RequestRefused, match="name of a file"):
        client.create("A panda reads")
    assert creates() == (0, 0)


def test_what_costs_too_much_is_not_sent(client: Any, connect: Connect, creates: Creates) -> None:
    assert client.estimate(**PANDA).units == Decimal("1.8")
    with pytest.raises(PriceRefused, match="max_units"):
        client.create(**PANDA, max_units=1)
    with pytest.raises(PriceRefused):
        connect(max_units=1).generate(**PANDA)
    with pytest.raises(PriceRefused):
        client.with_options(max_units=1).create(**PANDA)
    assert creates() == (0, 0)
    assert client.create(**PANDA, max_units=1.8).task_id


def test_an_unknown_price_is_covered_by_no_limit(
    client: Any, creates: Creates, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.api import price

    monkeypatch.setattr(price, "units", lambda *_: None)
    with pytest.raises(PriceRefused, match="price not known"):
        client.create(**PANDA, max_units=10_000)
    assert creates() == (0, 0)


def test_a_plan_is_a_brief_that_can_be_sent(client: Any) -> None:
    plan = client.plan("a red kite climbs over a green valley, vertical", mode="std")
    assert plan.brief.aspect_ratio == "9:16"
    assert client.create(plan.brief).task_id


class TestDeadlines:
    """The deadline bounds the whole call; the pauses are real here."""

    @pytest.fixture
    def tenths(self) -> Iterator[list[float]]:
        """A number for each tenth of a second in which this process could run: a machine may stand still."""
        ended, gone = threading.Event(), list[float]()

        def count() -> None:
            while not ended.wait(0.1):
                gone.append(0.1)

        counting = threading.Thread(target=count)
        counting.start()
        yield gone
        ended.set()
        counting.join()

    @pytest.fixture
    def patient(self, sandbox: Sandbox) -> Client:
        return Client(base_url=sandbox.url, api_key=sandbox.api_key)

    @pytest.mark.parametrize("method", ["create", "generate"])
    def test_full_slots_do_not_hold_longer(
        self, patient: Client, sandbox: Sandbox, tenths: list[float], method: str
    ) -> None:
        control(sandbox, concurrency=1, latency=600)
        patient.create(**PANDA)  # type: ignore[arg-type]
        del tenths[:]
        with pytest.raises(SlotsFull):
            getattr(patient, method)(**PANDA, take=2, deadline=1)
        assert sum(tenths) < 12

    @pytest.mark.parametrize(
        "fault",
        [
            {"path": V1, "method": "POST", "delay": 60},
            {"path": V1, "delay": 60},
            {"path": "/v1/", "status": 503, "times": 99},
            {"path": "/v1/", "status": 429, "times": 99},
            {"path": V1, "method": "POST", "status": 503, "times": 99},
            {"path": "/v1/", "cut": "after", "times": 99},
        ],
        ids=lambda fault: " ".join(f"{name}={value}" for name, value in fault.items()),
    )
    def test_a_service_in_trouble_does_not_hold_longer(
        self, patient: Client, sandbox: Sandbox, tenths: list[float], fault: dict[str, Any]
    ) -> None:
        httpx2.post(f"{sandbox.url}/_sandbox/faults", json={"times": 9, **fault}).raise_for_status()
        del tenths[:]
        with pytest.raises(KlingError):  # what came of it is another matter
            patient.generate(**PANDA, deadline=1)  # type: ignore[arg-type]
        assert sum(tenths) < 12  # seconds; without bounds each of these takes 14 to 65


def test_options_of_a_call_leave_the_client_as_it_was(client: Any) -> None:
    other = client.with_options(timeout=1.5, max_retries=0)
    assert (other._session.timeout, client._session.timeout) == (1.5, 60.0)
    assert other.create(**PANDA).id == client.create(**PANDA).id
    with pytest.raises(TypeError, match="api_key"):
        client.with_options(api_key="other")


def test_reads_are_repeated_as_often_as_was_asked_for(connect: Connect, sandbox: Sandbox, naps: list[float]) -> None:
    made = connect().create(**PANDA)
    httpx2.post(f"{sandbox.url}/_sandbox/faults", json={"method": "GET", "code": 5000, "times": 5}).raise_for_status()
    before = len(naps)
    with pytest.raises(ServiceError):
        connect(max_retries=2).generation(made.task_id).get()
    assert len(naps) - before == 2


def test_a_client_of_ones_own_carries_the_requests(sandbox: Sandbox) -> None:
    seen: list[str] = []
    with httpx2.Client(event_hooks={"request": [lambda request: seen.append(request.url.path)]}) as mine:
        with Client(base_url=sandbox.url, api_key=sandbox.api_key, http_client=mine) as client:
            client.list()
        assert seen[-1] == V1
        assert not mine.is_closed


def test_a_proxy_is_used(sandbox: Sandbox) -> None:
    with (
        Client(base_url=sandbox.url, api_key=sandbox.api_key, proxy="http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(Unreachable),
    ):
        client.list()


def test_progress_of_an_async_client_is_awaited(sandbox: Sandbox, tmp_path: Path) -> None:
    seen: list[str] = []

    async def changed(data: TaskData) -> None:
        await asyncio.sleep(0)
        seen.append(data.task_status)

    async def arrived(done: int, total: int | None) -> None:
        await asyncio.sleep(0)
        seen.append("bytes")

    async def main() -> None:
        async with AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key) as client:
            video = await client.generate(body=BODY, progress=changed)
            await video.save(tmp_path / "a.mp4", progress=arrived)

    asyncio.run(main())
    assert {"succeed", "bytes"} <= set(seen)
    with Client(base_url=sandbox.url, api_key=sandbox.api_key) as blocking:
        made = blocking.create(body=BODY)
        sent, film = sandbox.state()["creates"], made.wait()
        for ask in (
            lambda: blocking.generate("A heron lands.", progress=changed),
            lambda: blocking.lipsync.generate(made, text="Hello.", progress=changed),
            lambda: made.wait(progress=changed),
            lambda: film.save(tmp_path / "b.mp4", progress=arrived),
        ):
            with pytest.raises(TypeError, match="awaits nothing: use AsyncClient"):
                ask()
    assert sandbox.state()["creates"] == sent


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # a loop that has ended closes nothing any more
def test_an_async_client_works_in_a_second_event_loop(sandbox: Sandbox) -> None:
    client = AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key)

    async def once(take: int) -> str:
        return (await client.generate(body=BODY, take=take)).url

    assert asyncio.run(once(1)) != asyncio.run(once(2))
    asyncio.run(client.close())
    gc.collect()


def test_an_async_client_says_when_two_loops_want_it(sandbox: Sandbox) -> None:
    client = AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key)

    async def outer() -> None:
        async with client:
            await client.list()
            with pytest.raises(RuntimeError, match="another event loop"):
                await asyncio.to_thread(lambda: asyncio.run(client.list()))

    asyncio.run(outer())


def test_what_the_rulebook_warns_of_is_logged_once_and_kept(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    video = client.generate("A giant panda.", duration=3, mode="std")
    codes = [found.code for found in video.warnings]
    assert codes
    assert all(found.severity == "warning" and found.help for found in video.warnings)
    logged = [record.getMessage().split()[0] for record in caplog.records if record.levelname == "WARNING"]
    assert logged == codes
    again = client.create("A giant panda.", duration=3, mode="std")
    assert (again.reused, [found.code for found in again.warnings]) == (True, codes)


def test_a_closed_client_says_so_and_sends_nothing(client: Any, creates: Creates) -> None:
    made = client.create(**PANDA)
    client.close()
    for call in (made.status, made.wait, lambda: client.create(**PANDA, take=2), lambda: client.list()):
        with pytest.raises(ClientClosed, match="make a new client"):
            call()
    assert creates() == (1, 1)


def test_a_client_that_nobody_closed_leaves_no_connection_behind(sandbox: Sandbox) -> None:
    client = Client(api_key=sandbox.api_key, base_url=sandbox.url)
    client.list()
    inner = client._transport._api
    del client
    gc.collect()
    assert inner.is_closed


def test_an_http_client_that_somebody_closed_says_so(sandbox: Sandbox) -> None:
    inner = httpx2.Client()
    client = Client(api_key=sandbox.api_key, base_url=sandbox.url, http_client=inner)
    inner.close()
    with pytest.raises(ClientClosed):
        client.list()
    client.close()


def test_a_film_does_not_get_the_name_of_something_else(client: Any, tmp_path: Path) -> None:
    made = client.create(**PANDA)
    for bring in (made.download, made.wait().save):
        with pytest.raises(DownloadError, match=r"name it panda\.mp4"):
            bring(tmp_path / "panda.txt")
        bring(tmp_path / "panda")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["panda"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda client: client.create(5), "a prompt is a text or a Brief (of a plan: plan.brief), not int"),
        (lambda client: client.create(body="{}"), "a body is a mapping such as a dict, not str"),
        (lambda client: client.create("A kite", take="2"), "takes are counted from 1; '2' is none"),
        (lambda client: client.create("A kite", max_units=float("nan")), "max_units is a number of units, not nan"),
        (lambda client: client.create("A kite", deadline=-1), "deadline is in seconds from now, 0 or more, not -1"),
        (lambda client: client.get(None), "a task is known by its id, a text, or by what create gave; not by NoneType"),
        (lambda client: client.download("7", "a.mp4", existing="error"), "existing is one of aside, refuse, replace"),
        (lambda client: client.download("7", "a" * 300 + ".mp4"), "File name too long; name it shorter"),
        (lambda client: Client(api_key=5), "api_key is a text, not int"),  # type: ignore[arg-type]
        (lambda client: Client(api_key="x", timeout="5"), "timeout is a number of seconds, not '5'"),  # type: ignore[arg-type]
    ],
)
def test_what_is_of_the_wrong_type_is_told_before_anything_is_sent(
    call: Callable[[Any], object], told: str, client: Any, creates: Creates
) -> None:
    with pytest.raises((TypeError, ValueError, KlingError), match=re.escape(told)):
        call(client)
    assert creates() == (0, 0)

"""Elements and the account through both clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from kling.client import Client, NotFound, RequestError, RequestRefused, ServiceError, TaskFailed
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, Connect

ELEMENTS = "/v1/general/advanced-custom-elements"


def make(client: Any, photo: Path, **changes: Any) -> Any:
    asked = {"name": "Ada", "description": "An astronaut in orange", "pictures": [photo, photo], **changes}
    return client.elements.create(asked.pop("name"), asked.pop("description"), **asked)


@pytest.fixture
def library(connect: Connect) -> Any:
    client = connect()
    client.elements = Resource(client.elements, client)
    client.account = Resource(client.account, client)
    return client


class Resource:
    """A resource of a client, run to its end in either colour."""

    def __init__(self, resource: Any, client: Any) -> None:
        self._resource, self._client = resource, client

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._resource, name)
        run = getattr(self._client, "_run", None) if type(self._client).__name__ == "Blocking" else None
        return (lambda *args, **kwargs: run(method(*args, **kwargs))) if run else method


def test_an_element_is_made_listed_used_and_deleted(library: Any, photo: Path, sandbox: Sandbox) -> None:
    made = make(library, photo, tags=["character"], voice="voice-ada")
    assert made.element_id.isdecimal()
    assert (made.status, made.element_voice_info.voice_name) == ("succeed", "Ada")
    assert made.model_extra["element_image_list"]["frontal_image"].startswith(sandbox.url)
    assert [one.element_id for one in library.elements.list()] == [made.element_id]
    film = {**BODY, "prompt": "<<<element_1>>> waves", "element_list": [{"element_id": made.element_id}]}
    library.submit(film)
    library.elements.delete(made.element_id)
    assert library.elements.list() == []
    with pytest.raises(RequestError, match=r"not found|does not exist"):
        library.elements.delete(made.element_id)
    with pytest.raises(RequestError, match=r"not found|does not exist"):
        library.submit(film, take=2)


def test_the_same_element_is_made_once_whatever_happens_to_the_answer(
    library: Any, photo: Path, sandbox: Sandbox
) -> None:
    sandbox.faults({"method": "POST", "path": ELEMENTS, "cut": "after"})
    first = make(library, photo)
    assert make(library, photo).element_id == first.element_id
    sandbox.faults({"method": "POST", "path": ELEMENTS, "cut": "before"})
    assert make(library, photo, name="Bob").element_id != first.element_id
    assert len(library.elements.list()) == 2


def test_an_element_that_cannot_be_made_says_why(library: Any, photo: Path) -> None:
    with pytest.raises(TaskFailed, match="risk control"):
        make(library, photo, description="sandbox-fail")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"name": "a" * 21}, "20 characters"),
        ({"pictures": []}, "pictures or from a video"),
        ({"pictures": ["one.jpg"]}, "1 pictures given"),
        ({"pictures": ["no.jpg", "no.jpg"]}, "picture 1: no.jpg does not exist"),
        ({"tags": ["hero"]}, "is no tag"),
    ],
)
def test_faults_are_told_before_anything_is_sent(
    library: Any, photo: Path, sandbox: Sandbox, changes: dict[str, Any], text: str
) -> None:
    with pytest.raises(RequestRefused, match=text):
        make(library, photo, **changes)
    assert sandbox.state()["requests"] == {}


def _unfit(photo: Path, folder: Path) -> dict[str, Path]:
    """Pictures that no element can be made from."""
    from PIL import Image

    made = {kind: folder / f"picture.{kind}" for kind in ("webp", "small.png", "html", "cut.jpg", "huge.png")}
    with Image.open(photo) as image:
        image.save(made["webp"])
        image.resize((299, 299)).save(made["small.png"])
        image.convert("RGB").save(made["cut.jpg"])
    made["cut.jpg"].write_bytes(made["cut.jpg"].read_bytes()[:20_000])
    made["html"].write_text("<html><body>Not found</body></html>")
    made["huge.png"].write_bytes(photo.read_bytes() + bytes(13_000_000))
    return made


@pytest.mark.parametrize("kind", ["webp", "small.png", "html", "cut.jpg", "huge.png"])
def test_pictures_that_no_element_can_be_made_from_are_told_before_they_are_uploaded(
    library: Any, photo: Path, sandbox: Sandbox, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(RequestRefused, match="picture 2: ") as caught:
        make(library, photo, pictures=[photo, _unfit(photo, tmp_path)[kind]])
    assert sandbox.state()["requests"] == {}
    assert len(str(caught.value)) < 500


def test_the_service_judges_voices_of_elements(library: Any, photo: Path) -> None:
    with pytest.raises(RequestError, match="element_voice_id"):
        make(library, photo, voice="nobody")


def test_presets_are_listed_and_unknown_elements_are_not_found(library: Any) -> None:
    assert len(library.elements.presets()) == 3
    assert [one.owned_by for one in library.elements.presets(2, 2)] == ["kling"]
    with pytest.raises(NotFound):
        library.elements.get("nowhere")


def test_a_video_character_and_a_reference_clip_do_not_go_together(library: Any) -> None:
    made = library.elements.create("Bob", "A dancer", video="https://assets.test/bob.mp4")
    film = {
        **BODY,
        "prompt": "<<<element_1>>> moves as in <<<video_1>>>",
        "element_list": [{"element_id": made.element_id}],
        "video_list": [
            {"video_url": "https://assets.test/c.mp4", "refer_type": "feature", "keep_original_sound": "no"}
        ],
    }
    with pytest.raises(RequestError, match="video-character"):
        library.submit(film)


def test_packs_and_ledger_follow_the_tasks(connect: Connect, sandbox: Sandbox) -> None:
    client = connect()
    client.account = Resource(client.account, client)
    before = client.account.packs()[0].remaining_quantity
    task = client.submit(BODY)
    pack = client.account.packs()[0]
    assert (pack.status, round(before - pack.remaining_quantity, 6)) == ("online", 1.8)
    [line] = client.account.ledger()
    assert (line.task_id, line.deduction_amount, line.duration) == (task.task_id, "1.8", "3.04")
    assert client.account.ledger(cash=True) == []


def test_an_error_inside_the_data_of_costs_is_an_error(connect: Connect, sandbox: Sandbox) -> None:
    client = connect()
    client.account = Resource(client.account, client)
    inner = {"code": 0, "message": "SUCCEED", "request_id": "r", "data": {"code": 500, "msg": "try later"}}
    sandbox.faults({"path": "/account/costs", "status": 200, "body": inner})
    with pytest.raises(ServiceError, match="try later"):
        client.account.packs()


def test_an_element_whose_answer_is_lost_is_sent_once_however_late_reads_show_it(photo: Path, sandbox: Sandbox) -> None:
    httpx2.post(f"{sandbox.url}/_sandbox/options", json={"lag": 0.7})
    sandbox.faults({"method": "POST", "path": ELEMENTS, "cut": "after"})
    with Client(api_key=sandbox.api_key, base_url=sandbox.url, settle=3.0) as client:
        first = make(client, photo)
        assert make(client, photo).element_id == first.element_id
    assert sandbox.state()["requests"][f"POST {ELEMENTS}"] == 1

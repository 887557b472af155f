"""The main job: from words, a brief or a body to a video."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling import briefs
from kling.client import RequestRefused
from kling.sandbox import Sandbox
from tests.client.conftest import BODY

Creates = Callable[[], tuple[int, int]]


def test_words_and_fields_become_a_video(client: Any) -> None:
    video = client.generate("A giant panda reads in a café", duration=3, aspect_ratio="9:16", mode="std")
    assert video.url.endswith(".mp4")
    assert video.task.request["aspect_ratio"] == "9:16"
    assert video.task.request["external_task_id"] == video.task.external_task_id
    assert str(video.units) == "1.8"


def test_the_same_words_again_give_the_same_video(client: Any, creates: Creates) -> None:
    first, again = (client.generate("A giant panda reads in a café", mode="std") for _ in range(2))
    assert again.url == first.url
    assert again.task.attached
    assert client.generate("A giant panda reads in a café", mode="std", take=2).url != first.url
    assert creates()[1] == 2


def test_a_local_picture_is_the_first_frame(client: Any, photo: Path) -> None:
    video = client.generate("She smiles", first_frame=str(photo), duration=3)
    assert [image["type"] for image in video.task.request["image_list"]] == ["first_frame"]


def test_a_local_clip_is_edited(client: Any, clip: Path) -> None:
    video = client.generate("Make it snow", edit=str(clip))
    assert video.task.request["video_list"][0]["video_url"].startswith("http://127.0.0.1:")


def test_a_brief_and_a_file_with_one_ask_for_the_same(client: Any, tmp_path: Path, creates: Creates) -> None:
    path = tmp_path / "panda.yaml"
    path.write_text("scenario: t2v\nprompt: A giant panda reads in a café\n", "utf-8")
    loaded = briefs.load(path)
    assert client.generate(loaded).task == client.generate(loaded.brief).task
    assert creates()[1] == 1


def test_a_body_is_taken_as_it_is(client: Any) -> None:
    video = client.generate(body=BODY)
    assert {**video.task.request, "external_task_id": None} == {**BODY, "external_task_id": None}


@pytest.mark.parametrize("asked", [{"body": BODY}, {"prompt": briefs.from_fields("A panda")}])
def test_fields_beside_a_whole_request_are_refused(client: Any, creates: Creates, asked: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="remove duration"):
        client.generate(**asked, duration=5)
    assert creates() == (0, 0)


def test_a_body_without_its_keyword_and_an_unknown_field_are_told(client: Any, creates: Creates) -> None:
    with pytest.raises(TypeError, match="body="):
        client.generate(BODY)
    with pytest.raises(TypeError, match="no field is called 'lenght'"):
        client.generate("A panda", lenght=5)
    assert creates() == (0, 0)


def test_a_request_that_cannot_be_has_every_reason(client: Any, creates: Creates) -> None:
    with pytest.raises(RequestRefused) as caught:
        client.generate("A panda", duration=99, mode="8k")
    assert {found.pointer for found in caught.value.diagnostics} == {"/duration", "/mode"}
    assert creates() == (0, 0)


def test_a_request_without_words_is_refused(client: Any, sandbox: Sandbox) -> None:
    with pytest.raises(RequestRefused):
        client.generate()


def test_a_name_for_an_element_is_refused_with_its_place_and_cure(client: Any, creates: Creates) -> None:
    with pytest.raises(RequestRefused) as told:
        client.generate("@mia waves", elements={"mia": "mia"})
    (fault,) = told.value.diagnostics
    assert (fault.code, fault.severity, fault.pointer) == ("S12", "error", "/elements/mia")
    assert "kling elements list" in told.value.advice
    assert creates() == (0, 0)


@pytest.mark.parametrize(
    "words",
    [
        "/films", "/films/one/my film", "~/clip", r"C:\films\one", "../one", "./x", "my film.mp4", "takes/one",
        "notes.txt", "data:image/png;base64,AAAA", "file:///x",
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_never_sent_as_words(
    client: Any, words: str, creates: Creates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "takes" / "one").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    before = creates()
    with pytest.raises(RequestRefused, match=r"is the name of a file.*give a picture as first_frame"):
        client.create(words)
    assert creates() == before


@pytest.mark.parametrize(
    "words", ["/imagine a red fox at dawn", "panda", "一只猫", "and/or", "He opens a file: a b.json"]
)
def test_words_that_only_look_like_a_path_are_sent(
    client: Any, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "panda").mkdir()
    monkeypatch.chdir(tmp_path)
    assert client.create(words, mode="std").id

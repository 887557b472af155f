from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from kling import sandbox
from kling.sandbox import Sandbox
from tests.conftest import PHOTOS
from tests.sandbox.conftest import CLIP, Caller, caller, download

UPLOAD = b"POST /_sandbox/files?name=a HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def url(api: Caller) -> str:
    return str(api.task(api.created())["task_result"]["videos"][0]["url"])


def test_download_resumes_where_it_stopped(url: str) -> None:
    whole = download(url)
    rest = download(url, range="bytes=100-", if_range=whole.headers["etag"])
    assert whole.headers["content-type"] == "video/mp4"
    assert int(whole.headers["content-length"]) == len(whole.content)
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    assert rest.content == whole.content[100:]


def test_changed_etag_gives_the_whole_file(url: str) -> None:
    reply = download(url, range="bytes=100-", if_range='"another"')
    assert reply.status_code == 200


def test_range_beyond_the_end_is_refused(url: str) -> None:
    assert download(url, range="bytes=999999999-").status_code == 416


def test_video_needs_no_credentials_and_answers_head(url: str) -> None:
    assert int(httpx2.head(url, timeout=120).headers["content-length"]) > 0


def test_lazy_video_asked_for_by_many_is_drawn_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(download, [url] * 4))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.headers["etag"] for reply in replies}) == 1


def test_result_is_gone_after_thirty_days(served: Sandbox, url: str) -> None:
    served.clock(30 * 86_400 - 60)
    assert download(url).status_code == 200
    served.clock(30 * 86_400 + 60)
    reply = download(url)
    assert reply.status_code == 404
    assert "30 days" in reply.text


def test_result_is_not_there_before_the_task_succeeds() -> None:
    with sandbox.running(latency=3600, render="lazy", drawing="stills") as served:
        task_id = caller(served).created()
        assert download(f"{served.url}/_sandbox/videos/{task_id}.mp4").status_code == 404


def test_watermarked_copy_is_not_there_when_nobody_asked(url: str) -> None:
    assert download(url.replace(".mp4", "-watermark.mp4")).status_code == 404


@pytest.mark.parametrize("name", ["1.mp4", "..%2f..%2fsandbox.db", "job-42.mp4", "result.mp4"])
def test_other_names_are_no_videos(served: Sandbox, api: Caller, name: str) -> None:
    api.created(external_task_id="job-42")
    assert download(f"{served.url}/_sandbox/videos/{name}").status_code == 404


def test_upload_comes_back_as_it_was(api: Caller) -> None:
    assert download(api.upload(CLIP)).content == CLIP.read_bytes()


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..", "a/b\\c.mp4", "", "ü" * 500, ".hidden"])
def test_upload_name_cannot_leave_its_folder(served: Sandbox, api: Caller, name: str) -> None:
    reply = api.http.post("/_sandbox/files", params={"name": name}, content=b"abc")
    assert download(reply.json()["url"]).content == b"abc"
    files = [path for path in served.folder.rglob("*") if path.is_file() and path.read_bytes() == b"abc"]
    assert [path.parent.parent for path in files] == [served.folder / "uploads"]


@pytest.mark.parametrize("path", ["0123456789abcdef/clip.mp4", "..%2f..%2fsandbox.db/x", "x/..%2f..%2fsandbox.db"])
def test_files_that_were_not_uploaded_are_not_served(served: Sandbox, path: str) -> None:
    assert download(f"{served.url}/_sandbox/files/{path}").status_code == 404


def test_oversized_upload_is_refused_by_its_claim(served: Sandbox) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        connection.sendall(
            b"POST /_sandbox/files?name=a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4294967296\r\n\r\nabc"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert not list((served.folder / "uploads").iterdir())


def test_upload_that_breaks_off_leaves_nothing(served: Sandbox, api: Caller) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        connection.sendall(
            b"POST /_sandbox/files?name=a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc"
        )
    for _ in range(500):
        api.http.get("/_sandbox/")
        if served.state()["requests"].get("POST /_sandbox/files") and not list((served.folder / "uploads").glob("*/*")):
            break
    assert not list((served.folder / "uploads").glob("*"))


def test_empty_upload_is_refused(served: Sandbox, api: Caller) -> None:
    assert api.http.post("/_sandbox/files", params={"name": "a.mp4"}).status_code == 400
    assert not list((served.folder / "uploads").glob("*"))


def test_upload_of_a_photo_serves_as_a_first_frame(api: Caller) -> None:
    images = [{"image_url": api.upload(PHOTOS / "astronaut.png"), "type": "first_frame"}]
    task = api.ended(api.created(image_list=images, aspect_ratio=...))
    assert task["task_status"] == "succeed", task["task_status_msg"]

"""Addresses of pages and playlists are no pictures and clips, in every door."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import kling
from kling.briefs import BriefRefused, from_fields
from kling.client.prepare import prepare
from kling.media.info import Facts
from kling.media.pages import page_at
from kling.rules import check
from kling.sandbox import Sandbox

PAGES = (
    "https://www.youtube.com/watch?v=abc",
    "https://m.youtube.com/shorts/abc",
    "HTTPS://YOUTU.BE/abc?t=3",
    "https://music.youtube.com/watch?v=abc",
    "https://www.tiktok.com/@x/video/1",
    "https://vm.tiktok.com/Zx/",
    "https://x.com/a/status/1/video/1",
    "https://www.instagram.com/reel/abc/",
    "https://www.bilibili.com/video/BV1xx",
    "https://v.douyin.com/abc/",
    "https://drive.google.com/file/d/1/view?usp=sharing",
    "https://www.dropbox.com/scl/fi/1/a.mp4?rlkey=x&dl=0",
    "https://github.com/a/b/blob/main/a.mp4",
    "https://commons.wikimedia.org/wiki/File:Cat.jpg",
    "https://example.org/watch/a.html?x=1",
    "https://example.org",
    "https://example.org/",
)
PLAYLISTS = (
    "https://cdn.example.org/hls/master.m3u8?token=1",
    "https://cdn.example.org/dash/x.MPD",
    "https://s.example.org/x.ism/manifest(format=m3u8-aapl)",
)
FILES = (
    "https://example.org/a.mp4",
    "https://example.org/download?id=3",
    "https://www.dropbox.com/scl/fi/1/a.mp4?rlkey=x&dl=1",
    "https://drive.google.com/uc?export=download&id=1",
    "https://github.com/a/b/raw/main/a.mp4",
    "https://raw.githubusercontent.com/a/b/main/a.mp4",
    "https://huggingface.co/a/b/resolve/main/a.mp4",
    "https://upload.wikimedia.org/cat.jpg",
    "https://i.imgur.com/a.jpg",
    "https://v15-kling-fdl.klingai.com/a?Expires=1",
    "https://notyoutube.com/a",
    "https://youtube.com.example.org/a",
    "http://127.0.0.1:8000/_sandbox/files/abc/clip.mp4",
    "https://[::1",
)


@pytest.mark.parametrize(
    ("urls", "kind"), [(PAGES, "page"), (PLAYLISTS, "playlist"), (FILES, None), (("https://a.org/a.webm",), "other")]
)
def test_what_an_address_leads_to(urls: tuple[str, ...], kind: str | None) -> None:
    found = {url: (page_at(url) or (None,))[0] for url in urls}
    assert found == dict.fromkeys(urls, kind)


def codes(body: Mapping[str, object], media: dict[str, Facts] | None = None) -> set[str]:
    return {found.code for found in check(body, media=media) if found.severity == "error"}


def test_what_was_fetched_is_judged_by_its_content() -> None:
    body = {
        "model_name": "kling-v3-omni", "prompt": "<<<image_1>>> nods.",
        "image_list": [{"image_url": "https://youtu.be/x", "type": "first_frame"}],
    }  # fmt: skip
    assert codes(body) == {"M17"}
    assert not codes(body, {"https://youtu.be/x": Facts("image", "jpg", 1280, 720, bytes=9_000)})


def test_briefs_the_sdk_elements_and_lines_refuse_them(kling_sandbox: Sandbox) -> None:
    brief = from_fields("Snow falls.", edit="https://youtu.be/x")
    with pytest.raises(BriefRefused, match="a YouTube page"):
        prepare(brief)
    with kling.Client(base_url=kling_sandbox.url, api_key=kling_sandbox.api_key) as client:
        with pytest.raises(kling.RequestRefused, match="a playlist"):
            client.generate("She nods.", first_frame="https://a.org/a.m3u8")
        with pytest.raises(kling.RequestRefused, match="a TikTok page"):
            client.elements.create("mia", "a woman", video="https://www.tiktok.com/@x/video/1")
        with pytest.raises(kling.RequestRefused, match="a Pinterest page"):
            client.elements.create("mia", "a woman", pictures=["https://pin.it/1", "https://a.org/a.jpg"])
        with pytest.raises(kling.RequestRefused, match="bytes is no picture of an element"):
            client.elements.create("mia", "a woman", pictures=[b"x", "https://a.org/a.jpg"])  # type: ignore[list-item]
        with pytest.raises(kling.RequestRefused, match="a SoundCloud page"):
            client.lipsync.create("https://a.org/a.mp4", audio="https://soundcloud.com/a/b")
    assert kling_sandbox.state()["tasks"] == []

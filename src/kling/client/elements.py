"""The element library: saved characters, products and scenes, made once and used by id."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kling.api.elements import Element, ElementTask, read_element_task
from kling.api.inline import InlineFile, fingerprint
from kling.client.create import send_once
from kling.client.errors import (
    NotFound,
    RequestRefused,
    ServiceError,
    TaskFailed,
    WaitTimeout,
)
from kling.client.operations import Flow, Run, Sleep
from kling.client.place import place_of
from kling.client.replies import PAGE_MAX
from kling.client.session import READ_SECONDS, Backoff, Session, ask, ask_again, within
from kling.client.shared_docs import like
from kling.client.transport import AsyncTransport, Transport
from kling.media.source import picture
from kling.models.profiles import library
from kling.models.regions import DELETE_ELEMENTS_PATH, ELEMENTS_PATH, PRESET_ELEMENTS_PATH

_TICK = 1.0  # seconds between looks; an element took 5 s (LA)
Picture = str | Path
Page = list[Element]


class Elements:
    """``Client.elements``. Making an element is free (LA) and takes seconds."""

    def __init__(self, session: Session, transport: Transport) -> None:
        self._session, self._transport = session, transport

    def create(
        self,
        name: str,
        description: str,
        *,
        pictures: Sequence[Picture] = (),
        video: str | None = None,
        voice: str | None = None,
        tags: Sequence[str] = (),
        deadline: float | None = 300,
    ) -> Element:
        """Make an element and wait until it is there.

        ``pictures`` of the same thing, the first from the front: URLs or local files. Or ``video``: the URL of a clip
        of one person. ``voice`` is the id of a voice. How long and how many these may be, and which ``tags`` there are,
        says :func:`kling.models.profiles.library`. The same element asked for twice is made once.

        Raises RequestRefused (before sending), RequestError, TaskFailed, WaitTimeout after ``deadline`` seconds.
        """
        body = _body(name, description, pictures, video, voice, tags)
        return self._transport.run(within(_create(self._session, body, deadline), deadline))

    def get(self, id: str) -> ElementTask:
        """The making of an element, by its task id or external id. Raises NotFound."""
        return self._transport.run(_get(self._session, id))

    def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        """A page (1-1000) of at most ``page_size`` (1-500) elements of the account that are there."""
        return self._transport.run(_list(self._session, ELEMENTS_PATH, page_number, page_size))

    def all(self, page_size: int = 100) -> Iterator[Element]:
        """All elements of the account, page by page."""
        for number in range(1, PAGE_MAX + 1):
            found = self.list(number, page_size)
            yield from found
            if len(found) < page_size:
                return

    def presets(self, page_number: int = 1, page_size: int = 30) -> Page:
        """A page of the vendor's own elements."""
        return self._transport.run(_list(self._session, PRESET_ELEMENTS_PATH, page_number, page_size))

    def delete(self, element_id: str) -> None:
        """Delete an element by its element id. Raises RequestError when there is none."""
        self._transport.run(_delete(self._session, element_id))


class AsyncElements:
    """``AsyncClient.elements``: the same surface as Elements."""

    def __init__(self, session: Session, transport: AsyncTransport) -> None:
        self._session, self._transport = session, transport

    @like(Elements.create)
    async def create(
        self,
        name: str,
        description: str,
        *,
        pictures: Sequence[Picture] = (),
        video: str | None = None,
        voice: str | None = None,
        tags: Sequence[str] = (),
        deadline: float | None = 300,
    ) -> Element:
        body = _body(name, description, pictures, video, voice, tags)
        return await self._transport.run(within(_create(self._session, body, deadline), deadline))

    @like(Elements.get)
    async def get(self, id: str) -> ElementTask:
        return await self._transport.run(_get(self._session, id))

    @like(Elements.list)
    async def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        return await self._transport.run(_list(self._session, ELEMENTS_PATH, page_number, page_size))

    @like(Elements.all)
    async def all(self, page_size: int = 100) -> AsyncIterator[Element]:
        for number in range(1, PAGE_MAX + 1):
            found = await self.list(number, page_size)
            for one in found:
                yield one
            if len(found) < page_size:
                return

    @like(Elements.presets)
    async def presets(self, page_number: int = 1, page_size: int = 30) -> Page:
        return await self._transport.run(_list(self._session, PRESET_ELEMENTS_PATH, page_number, page_size))

    @like(Elements.delete)
    async def delete(self, element_id: str) -> None:
        await self._transport.run(_delete(self._session, element_id))


def _body(
    name: str,
    description: str,
    pictures: Sequence[Picture],
    video: str | None,
    voice: str | None,
    tags: Sequence[str],
) -> dict[str, Any]:
    limits = library()
    if unknown := [tag for tag in tags if tag not in limits.tags]:
        raise RequestRefused(f"{unknown[0]!r} is no tag", advice=f"the tags are {', '.join(limits.tags)}")
    if not 0 < len(name) <= limits.name_max or not 0 < len(description) <= limits.description_max:
        raise RequestRefused(
            f"a name has 1 to {limits.name_max} characters and a description 1 to {limits.description_max}",
            advice="shorten them",
        )
    if bool(pictures) == bool(video):
        raise RequestRefused("an element is made from pictures or from a video", advice="give one of them")
    body: dict[str, Any] = {"element_name": name, "element_description": description}
    if video:
        body |= {"reference_type": "video_refer", "element_video_list": {"refer_videos": [{"video_url": video}]}}
    else:
        if not limits.pictures_min <= len(pictures) <= limits.pictures_max:
            raise RequestRefused(
                f"{len(pictures)} pictures given; an element takes {limits.pictures_min} to {limits.pictures_max}",
                advice="give one from the front and others of the same thing",
            )
        front, *others = map(_source, pictures)
        images = {"frontal_image": front, "refer_images": [{"image_url": one} for one in others]}
        body |= {"reference_type": "image_refer", "element_image_list": images}
    if voice:
        body["element_voice_id"] = voice
    if tags:
        body["tag_list"] = [{"tag_id": limits.tags[tag]} for tag in tags]
    return body


def _source(given: Any) -> str | InlineFile:
    if isinstance(given, str):
        return picture(given)
    if not isinstance(given, os.PathLike):
        help = "give a URL, a path, or base64"
        raise RequestRefused(f"nothing was sent: {type(given).__name__} is no picture of an element", advice=help)
    return InlineFile.of(Path(given))


def _judge(session: Session, body: Mapping[str, Any]) -> None:
    """Pictures of elements have the limits of any picture. Raises RequestRefused before anything is uploaded."""
    from kling.rules import check_clip, check_pictures

    images = body.get("element_image_list")
    if not images:
        clip = body["element_video_list"]["refer_videos"][0]["video_url"]
        if stopped := [d for d in check_clip(clip, session.profile) if d.severity == "error"]:
            why = f"the element was not sent: {stopped[0].message}"
            raise RequestRefused(why, diagnostics=stopped, advice=stopped[0].help)
        return
    pictures = [images["frontal_image"], *(one["image_url"] for one in images["refer_images"])]
    faults = [d for d in check_pictures(pictures, session.profile) if d.severity == "error"]
    if faults:
        told = "; ".join(f"picture {int(d.pointer.split('/')[2]) + 1}: {d.message}" for d in faults)
        raise RequestRefused(f"the element was not sent: {told}", diagnostics=faults, advice=faults[0].help)


def _create(session: Session, body: Mapping[str, Any], deadline: float | None) -> Flow[Element]:
    yield Run(lambda: _judge(session, body))
    external = yield Run(lambda: f"ke-{fingerprint(body)[:32]}")
    yield from place_of(session)
    v1 = replace(session, wire="v1")  # the only wire of the library
    made = yield from send_once(v1, {**body, "external_task_id": external}, ELEMENTS_PATH, deadline)
    return (yield from _wait(v1, made.task_id or external, deadline))


def _wait(session: Session, id: str, deadline: float | None) -> Flow[Element]:
    waited, backoff = 0.0, Backoff(READ_SECONDS)
    while True:
        try:
            task = yield from _get(session, id)
        except NotFound:  # of what was made a moment ago: reads may lag
            if backoff.pause() is None:
                raise
            task = None
        if task is not None and task.task_status == "failed":
            raise TaskFailed(task.task_status_msg or "the element was not made", advice="use other pictures").about(
                task.task_id, task.task_info.external_task_id
            )
        if task is not None and task.element is not None:
            return task.element
        if deadline is not None and waited >= deadline:
            advice = "it goes on; look for it later"
            raise WaitTimeout(f"no element after {deadline:g} s", advice=advice).about(id, None)
        waited = waited + _TICK if (yield Sleep(_TICK)) is not False else inf


def _get(session: Session, id: str) -> Flow[ElementTask]:
    envelope = yield from ask_again(session, f"{ELEMENTS_PATH}/{quote(id, safe='')}")
    if (task := read_element_task(envelope.data)) is None:
        raise ServiceError(f"the answer about element {id} names none", request_id=envelope.request_id)
    return task


def _list(session: Session, path: str, number: int, size: int) -> Flow[list[Element]]:
    envelope = yield from ask_again(session, path, {"pageNum": number, "pageSize": size})
    rows = envelope.data if isinstance(envelope.data, list) else []
    return [task.element for row in rows if (task := read_element_task(row)) is not None and task.element is not None]


def _delete(session: Session, element_id: str) -> Flow[None]:
    yield from ask(session, "POST", DELETE_ELEMENTS_PATH, body={"element_id": element_id})

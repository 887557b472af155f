"""Lip-sync: somebody in a finished clip is given a line. A paid create like any other, on an endpoint of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from kling.api.inline import InlineFile, LocalFile, LocalVideo
from kling.api.lip_sync import FILMS, body
from kling.api.replies import TaskData
from kling.client.create import submit
from kling.client.errors import NotFound, RequestRefused
from kling.client.fields import is_file
from kling.client.handles import AsyncGeneration, AsyncVideo, Generation, Video
from kling.client.lookup import read
from kling.client.operations import Flow, Run
from kling.client.poll import Progress, ended_well
from kling.client.prepare import Prepared, prepare
from kling.client.session import Session, on_v1, within
from kling.client.shared_docs import like, spelled, told
from kling.client.tasks import Result, Task
from kling.client.transport import refuse_coroutine
from kling.media.address import is_url
from kling.media.info import Facts
from kling.media.source import clip, local_path
from kling.models.profiles import lip_sync, speech

if TYPE_CHECKING:
    from kling.briefs.estimate import Estimate
    from kling.client.aio import AsyncClient
    from kling.client.client import Client

Footage = Task | TaskData | Generation | AsyncGeneration | Result | str | Path
"""A film of the service (its handle, its data, or the id of its task), the URL of a clip, or a local clip."""


_MEDIA = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".gif", ".jpg", ".jpeg", ".png", ".webp", ".mp3", ".wav")
"""Endings that ids of tasks do not have."""


class Spoken(NamedTuple):
    """The line: a ``text`` with its voice, language and speed, or a recording (``audio``: URL, base64 or file)."""

    text: str | None = None
    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    audio: str | Path | None = None


class Line(TypedDict, total=False):
    """The keywords by which a line is given, as :class:`Spoken` has them."""

    text: str | None
    voice: str | None
    language: str | None
    speed: float | None
    audio: str | Path | None


_SPEECH = speech()


class LipSync:
    """``Client.lipsync``: gives clips a line; :meth:`estimate` says for how much."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @told(
        longest=lip_sync().newest.prompt_max,
        languages=" or ".join(_SPEECH.languages),
        least=_SPEECH.speed_min,
        most=_SPEECH.speed_max,
        size=f"{_SPEECH.audio_bytes_max / 1e6:g}",
    )
    @spelled(Line)
    def create(
        self,
        video: Footage,
        *,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        **line: Unpack[Line],
    ) -> Generation:
        """Have somebody in ``video`` speak a line; gives the live handle, nothing is waited for.

        ``video`` is a finished film (a handle, or the id of its task), the URL of a clip, or a local clip where there
        is a storage or a sandbox. The line is a ``text`` of at most $longest characters (``language`` $languages, else
        that of the text), spoken by a ``voice`` (one that was seen to be accepted unless given) at ``speed`` $least to
        $most; or it is a recording in any language, ``audio``: a URL, or a file of at most $size MB.

        The same line on the same clip is paid once, as in :meth:`Client.create`, which raises the same.
        """
        client, spoken = self._client, Spoken(**line)
        flow = _created(client._session, video, spoken, take, lambda made: client._within(made, max_units), deadline)
        return Generation(client._transport.run(within(flow, deadline)), client)

    @spelled(Line)
    def generate(
        self,
        video: Footage,
        *,
        take: int = 1,
        max_units: float | None = None,
        progress: Progress | None = None,
        **line: Unpack[Line],
    ) -> Video:
        """:meth:`create`, and wait until the film is made."""
        refuse_coroutine(progress)
        return self.create(video, **line, take=take, max_units=max_units).wait(progress=progress)

    @spelled(Line)
    def prepare(self, video: Footage, *, take: int = 1, **line: Unpack[Line]) -> Prepared:
        """The request as it would be sent, judged, with its price and its external id; nothing is paid."""
        return self._client._transport.run(_prepared(self._client._session, video, Spoken(**line), take))

    def estimate(self, video: Footage) -> Estimate:
        """What a line on this clip costs: by the clip's length, at most so much where that is not known."""
        return self._client._transport.run(_estimate(self._client._session, video))


class AsyncLipSync:
    """``AsyncClient.lipsync``: the same surface as LipSync."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @like(LipSync.create)
    @spelled(Line)
    async def create(
        self,
        video: Footage,
        *,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        **line: Unpack[Line],
    ) -> AsyncGeneration:
        client, spoken = self._client, Spoken(**line)
        flow = _created(client._session, video, spoken, take, lambda made: client._within(made, max_units), deadline)
        return AsyncGeneration(await client._transport.run(within(flow, deadline)), client)

    @like(LipSync.generate)
    @spelled(Line)
    async def generate(
        self,
        video: Footage,
        *,
        take: int = 1,
        max_units: float | None = None,
        progress: Progress | None = None,
        **line: Unpack[Line],
    ) -> AsyncVideo:
        made = await self.create(video, **line, take=take, max_units=max_units)
        return await made.wait(progress=progress)

    @like(LipSync.prepare)
    @spelled(Line)
    async def prepare(self, video: Footage, *, take: int = 1, **line: Unpack[Line]) -> Prepared:
        return await self._client._transport.run(_prepared(self._client._session, video, Spoken(**line), take))

    @like(LipSync.estimate)
    async def estimate(self, video: Footage) -> Estimate:
        return await self._client._transport.run(_estimate(self._client._session, video))


def client_on_v1(client: Client) -> Client:
    """The same client on that wire, for bodies that are ready to be sent."""
    other = client.with_options()
    other._session = on_v1(other._session)
    return other


def _created(
    session: Session,
    video: Footage,
    spoken: Spoken,
    take: int,
    affordable: Callable[[Prepared], Prepared],
    deadline: float | None,
) -> Flow[Task]:
    made = affordable((yield from _prepared(session, video, spoken, take)))
    return (yield from submit(session, made, deadline=deadline))


def _prepared(session: Session, video: Footage, spoken: Spoken, take: int) -> Flow[Prepared]:
    """Raises RequestRefused, and what reading a task raises."""
    source, seconds = yield from _source(session, video)
    media = {str(source): Facts("video", "mp4", seconds=seconds)} if seconds is not None else {}
    made: Prepared = yield Run(lambda: prepare(body_of(source, spoken), session.profile, take=take, media=media))
    return made


def _estimate(session: Session, video: Footage) -> Flow[Estimate]:
    from kling.briefs.estimate import estimate

    source, seconds = yield from _source(session, video)
    media = {str(source): Facts("video", "mp4", seconds=seconds)} if seconds is not None else {}
    found: Estimate = yield Run(lambda: estimate(body(source), session.profile, media))
    return found


def _source(session: Session, video: Footage) -> Flow[tuple[str | LocalFile, float | None]]:
    """What a body says of the clip, and how long it is, where that is known without looking into it."""
    if isinstance(video, Path):
        return LocalVideo.of(video), None
    if isinstance(video, str) and (is_url(video) or video.startswith(FILMS)):
        return video, None
    if isinstance(video, str) and _names_a_file(video):
        return clip(video), None
    if isinstance(video, Result):
        data = video.data
    elif isinstance(video, TaskData):
        data = video
    else:
        task = video.task if isinstance(video, Generation | AsyncGeneration) else Task.of(video)
        try:
            data = yield from read(session, task.id)
        except NotFound as error:
            if isinstance(video, str) and not video.isdigit():
                error.advice = f"no file has that name either; {error.advice}"
            raise
    if not data.ended:
        raise RequestRefused(
            f"nothing was sent: task {data.task_id} is {data.task_status}; it has no film yet", advice="wait for it"
        ).about(data.task_id, data.external_task_id)
    ended_well(data)
    film = data.task_result.videos[0]
    if not film.id:
        return film.url or "", None
    return f"{FILMS}{film.id}", Result(Task.of(data), data).duration


def _names_a_file(text: str) -> bool:
    return text.lower().endswith(_MEDIA) or "/" in text or "\\" in text or is_file(text)


def body_of(source: str | LocalFile, spoken: Spoken) -> dict[str, Any]:
    """The body that gives a clip a line, in a voice of its language where none is named. Raises RequestRefused for a
    line that is none, or in a language that the service does not speak."""
    if (spoken.text is None) == (spoken.audio is None):
        raise RequestRefused("nothing was sent: a line is a text or a recording", advice="give one of the two")
    if spoken.audio is not None:
        audio = InlineFile.of(spoken.audio) if isinstance(spoken.audio, Path) else _recording(spoken.audio)
        return body(source, audio=audio)
    from kling.prompts.language import language_of

    text, known = spoken.text or "", speech()
    language = spoken.language or language_of(text)
    if spoken.language is None and language not in known.languages:
        raise RequestRefused(
            f"nothing was sent: the line seems to be in {language!r}; the service speaks {', '.join(known.languages)}",
            advice="give a recording of it, or name the language that it shall be spoken in",
        )
    voice = spoken.voice or next(iter(known.voices.get(language, ())), None)
    return body(source, text=text, voice=voice, language=language, speed=spoken.speed)


def _recording(text: str) -> str | InlineFile:
    """A recording as it was given: a URL, base64, or a path."""
    if is_url(text) or len(text) > 4096:
        return text
    return InlineFile.of(local_path(text))

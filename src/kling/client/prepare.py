"""A create body as it is sent: compiled, judged and priced once, known by its external id, its clips hosted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.fields import Wire
from kling.api.inline import LocalVideo, clips, fingerprint, with_urls
from kling.api.quoting import shortened
from kling.api.v2.translate import of_v1
from kling.client.errors import RequestRefused
from kling.client.hosting import host
from kling.client.operations import Flow
from kling.client.session import Session
from kling.media.info import MediaFacts
from kling.models.profiles import DEFAULT, Profile
from kling.rules.diagnostic import Diagnostic

if TYPE_CHECKING:
    from kling.briefs import Brief, LoadedBrief
    from kling.briefs.estimate import Estimate
    from kling.rules import Request


@dataclass(frozen=True)
class Prepared:
    """A request that may be sent on ``wire``. ``body`` is what it is known by (v1, or as it was written by hand);
    ``request`` the body as it was judged; ``diagnostics`` what was found, none of which stops it."""

    body: Mapping[str, Any]
    request: Request
    external_id: str
    wire: Wire
    diagnostics: Sequence[Diagnostic] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """What prompts call pictures, elements and clips, by the user's names."""

    @property
    def is_judged(self) -> bool:
        """Whether the body was judged on the wire it is sent by."""
        return self.request.wire in (self.wire, "lip-sync")

    @cached_property
    def estimate(self) -> Estimate:
        """What it will cost."""
        from kling.briefs.estimate import price_of

        return price_of(self.request)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was found that does not stop it and that should be known before it is paid for."""
        return tuple(found for found in self.diagnostics if found.severity == "warning")

    @property
    def words(self) -> str:
        """The words of its first prompt, with the user's names for pictures, elements and clips."""
        from kling.prompts.references import named

        return named(next((text.text for text in self.request.body.texts if text.text), ""), self.names)

    @property
    def local_clips(self) -> list[Path]:
        """Clips that are files of this machine, which an account's service cannot read."""
        return [clip.path for clip in clips(self.body)]


def prepare(
    asked: Brief | LoadedBrief | Mapping[str, Any],
    profile: Profile = DEFAULT,
    *,
    wire: Wire = "v1",
    take: int = 1,
    folder: Path = Path(),
    media: MediaFacts | None = None,
) -> Prepared:
    """A brief (its relative paths start at ``folder``) or a body made ready. ``take`` (from 1) asks for another video
    of the same request; ``media`` is what is known about the URLs of a body. Raises BriefRefused, with pointers into
    the brief; RequestRefused."""
    from kling.rules import blocking, findings, request_of

    if isinstance(asked, Mapping):
        request = request_of(asked, profile, media)
        found = findings(request)
        if faults := blocking(found):
            raise refused(faults)
        return ready(asked, request, found, wire=wire, take=take)
    from kling.briefs import BriefRefused, LoadedBrief, compile

    brief, folder = (asked.brief, asked.folder) if isinstance(asked, LoadedBrief) else (asked, folder)
    made = compile(brief, profile, folder=folder, wire=wire)
    if stopped := blocking(made.diagnostics):
        raise BriefRefused(stopped)
    return replace(ready(made.v1, made.judged, made.diagnostics, wire=wire, take=take), names=made.names)


def ready(
    body: Mapping[str, Any], request: Request, found: Sequence[Diagnostic], *, wire: Wire, take: int = 1
) -> Prepared:
    """A judged body with its id. Raises RequestRefused."""
    return Prepared(body, request, _identified(body, take), wire, tuple(found))


def external_id(body: Mapping[str, Any], take: int = 1) -> str:
    """The external id of a request: its own when the body has one, else made from what it asks for and the take.

    Raises OSError when a local file of the body cannot be read, ValueError for a take below 1.
    """
    if not isinstance(take, int) or take < 1:
        raise ValueError(f"takes are counted from 1; {shortened(take)} is none")
    if own := external_of(body):
        return str(own)
    asked = _without_ids(body)
    if _is_v2(body) and isinstance(options := asked.pop("options", None), Mapping) and (left := _without_ids(options)):
        asked["options"] = left
    return f"kw-{fingerprint({'body': asked, 'take': take})[:32]}"


def sendable(session: Session, asked: Prepared | Mapping[str, Any], take: int, preflight: bool) -> dict[str, Any]:
    """The body with its external id, on the session's wire. Raises RequestRefused."""
    if isinstance(asked, Prepared):
        body: Any = asked.request.value if asked.request.wire == session.wire else asked.body
        external, preflight = asked.external_id, not asked.is_judged or asked.wire != session.wire
    else:
        body, external = asked, ""
    if session.wire == "v1" and _is_v2(body):
        raise RequestRefused("the request was not sent: it is a v2 body", advice='use a client with wire="v2"')
    external = external or _identified(body, take)
    if session.wire == "v2" and not _is_v2(body):
        try:
            body = of_v1(body).body  # after its id was made: the same request has the same id on both wires
        except ValueError as error:
            raise RequestRefused(f"the request was not sent: {error}", advice="use the v1 wire for it") from error
    if preflight:
        from kling.rules import blocking, check

        if faults := blocking(check(body, session.profile)):
            raise refused(faults)
    if session.wire == "v2":
        options = body.get("options")
        return {**body, "options": {**(options if isinstance(options, Mapping) else {}), "external_task_id": external}}
    return {**body, "external_task_id": external}


def _identified(body: Mapping[str, Any], take: int) -> str:
    """The external id. Raises RequestRefused for files that cannot be read, ValueError for a take below 1."""
    try:
        return external_id(body, take)
    except (OSError, TypeError) as error:
        raise RequestRefused(f"the request was not sent: {error}", advice="fix it, or the files it names") from error


def _without_ids(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a request is known by: neither its own id nor where its news go."""
    return {key: value for key, value in fields.items() if key not in ("external_task_id", "callback_url")}


def _is_v2(body: Mapping[str, Any]) -> bool:
    return "contents" in body


def external_of(body: Mapping[str, Any]) -> object:
    """The external id as it stands in a body of either wire."""
    place = body.get("options") if _is_v2(body) else body
    return place.get("external_task_id") if isinstance(place, Mapping) else None


def refused(faults: Sequence[Diagnostic]) -> RequestRefused:
    """The error for a request that the rulebook refuses."""
    listed = "; ".join(f"{fault.code} at {fault.pointer or '/'}: {fault.message}" for fault in faults)
    return RequestRefused(f"the request was not sent: {listed}", diagnostics=faults, advice=faults[0].help)


def with_clips_hosted(session: Session, body: dict[str, Any]) -> Flow[dict[str, Any]]:
    """The body with a URL for each local clip, on the session's storage or on a sandbox; the external id was made from
    the clip's content before."""
    urls: dict[LocalVideo, str] = {}
    for clip in clips(body):
        urls[clip] = yield from host(session, clip.path)
    made: dict[str, Any] = with_urls(body, urls)
    return made


def fingerprint_of(body: Mapping[str, Any]) -> str:
    """What tells this request from others in the journal: its own id says it, unless the user chose that."""
    external = str(external_of(body))
    return external.removeprefix("kw-") if external.startswith("kw-") else fingerprint(_without_ids(body))[:32]

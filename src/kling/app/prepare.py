"""What was asked for, made ready to be sent: compiled, judged, priced, named and known by its id, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.document import read_yaml
from kling.api.inline import clips
from kling.app.deliver import name_of
from kling.app.events import Noticed, Tell, Warned, nobody
from kling.app.refusal import Refusal, refusing
from kling.briefs import Brief, BriefRefused, compile, from_fields
from kling.briefs.checking import Checked, check_content
from kling.briefs.compile import Compiled
from kling.briefs.estimate import Estimate, price_of
from kling.briefs.load import parse_document
from kling.client import external_id
from kling.models.profiles import DEFAULT, Profile
from kling.rules import Diagnostic, Request, blocking, wire_of

if TYPE_CHECKING:
    from kling.api.document import Document
    from kling.api.fields import Wire


class Settings(NamedTuple):
    """How a request is made ready. ``fit`` makes its pictures and clips legal first; ``take`` (from 1) asks for another
    video of the same request."""

    profile: Profile = DEFAULT
    wire: Wire = "v1"
    fit: bool = False
    take: int = 1


AS_GIVEN = Settings()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that may be sent. ``body`` is what it is known by (v1, or as it was written by hand); ``request`` the
    body as it was judged."""

    body: dict[str, Any]
    request: Request
    external_id: str
    estimate: Estimate
    settings: Settings

    @property
    def name(self) -> str:
        """What the video is called when nobody names it."""
        words = next((text.text for text in self.request.body.texts if text.text), "video")
        return name_of(words, self.external_id)

    @property
    def sent(self) -> dict[str, Any]:
        """The body with its id; on the wire it is sent by, where it was judged on that."""
        body: Any = self.request.value if self.is_judged else self.body
        if wire_of(body) == "v1":
            return {**body, "external_task_id": self.external_id}
        options = body.get("options")
        known = options if isinstance(options, Mapping) else {}
        return {**body, "options": {**known, "external_task_id": self.external_id}}

    @property
    def is_judged(self) -> bool:
        """Whether the body was judged on the wire it is sent by."""
        return self.request.wire == self.settings.wire

    @property
    def local_clips(self) -> list[Path]:
        """Clips that are files of this machine, which an account's service cannot read."""
        return [clip.path for clip in clips(self.body)]


def of_fields(
    prompt: str | None, fields: Mapping[str, Any], settings: Settings = AS_GIVEN, tell: Tell = nobody
) -> Prepared:
    """A request from words and the fields of :func:`kling.briefs.from_fields`. Raises Refusal; its diagnostics point
    into the fields."""
    with refusing():
        return _compiled(from_fields(prompt, **fields), Path(), settings, tell)


def of_brief(path: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Prepared:
    """A request from a brief file (YAML). Raises Refusal, with the places in the file."""
    document = _read(path)
    try:
        return _compiled(parse_document(document), path.parent, settings, tell)
    except BriefRefused as error:
        raise _refused(error, path, document, settings.profile) from None


def of_body(path: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Prepared:
    """A request from a body file (JSON), as it is. Raises Refusal, with the places in the file."""
    if settings.fit:
        raise Refusal("usage", "--fit makes the files of a brief legal, not those of a body")
    with refusing():
        checked = check_content(path.read_bytes(), str(path), settings.profile)
    if stopped := blocking(checked.diagnostics):
        checked.diagnostics = stopped
        raise Refusal("rules", f"{path} was refused", checked=[checked])
    if checked.request is None:
        raise Refusal("usage", f"{path} is a brief", help="give it with --brief")
    if checked.kind == "v2" and settings.wire == "v1":
        raise Refusal("usage", f"{path} is a body for the v2 wire", help="add --wire v2")
    return _ready(checked.document.value, checked.request, checked.diagnostics, settings, tell)


def compiled(path: Path, profile: Profile = DEFAULT, wire: Wire = "v1") -> Compiled:
    """The body of a brief file. Raises Refusal, with the places in the file."""
    document = _read(path)
    try:
        return compile(parse_document(document), profile, folder=path.parent, wire=wire)
    except BriefRefused as error:
        raise _refused(error, path, document, profile) from None


def is_production(value: object) -> bool:
    """Whether a document wants several videos, so that only a production can carry it out."""
    return isinstance(value, dict) and "scenario" not in value and bool(value.keys() & {"films", "briefs"})


def _read(path: Path) -> Document:
    with refusing():
        return read_yaml(path.read_bytes())


def _refused(error: BriefRefused, path: Path, document: Document, profile: Profile) -> Refusal:
    """What refuses a brief file, with its places in the file. Advice on style would bury it."""
    if isinstance(document.value, dict) and document.value.keys() & {"model_name", "contents"}:
        help = "`kling check` judges it, and `kling generate --body` sends it"
        return Refusal("rules", f"{path} is a request body", help=help, file=str(path))
    if is_production(document.value):
        return Refusal("rules", f"{path} is a production", help="`kling run` carries it out", file=str(path))
    faults = [d for d in error.diagnostics if d.severity == "error"]
    return Refusal("rules", f"{path} was refused", checked=[Checked(str(path), "brief", profile, document, faults)])


def _compiled(brief: Brief, folder: Path, settings: Settings, tell: Tell) -> Prepared:
    if settings.fit:
        from kling.client.home import home
        from kling.productions.fitting import fitting

        fit = fitting(home() / "fitted", lambda line: tell(Noticed(line)))
        brief = fit(brief, folder, settings.profile)
    made = compile(brief, settings.profile, folder=folder, wire=settings.wire)
    assert made.request is not None  # noqa: S101 - compile judges what it gives
    return _ready(made.v1, made.request, made.diagnostics, settings, tell)


def _ready(body: dict[str, Any], request: Request, found: list[Diagnostic], settings: Settings, tell: Tell) -> Prepared:
    if warnings := tuple(d for d in found if d.severity == "warning"):
        tell(Warned(warnings))
    with refusing():
        id = external_id(body, settings.take)
    own = request.body.raw.get("external_task_id")
    if settings.take > 1 and id == own:
        raise Refusal(
            "usage", "the request has an external_task_id of its own", help="change that instead of giving --take"
        )
    return Prepared(body, request, id, price_of(request), settings)

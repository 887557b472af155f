"""What was asked for, made ready to be sent: compiled, judged, priced, named and known by its id, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kling.api.document import read_yaml
from kling.app import config, history
from kling.app.events import Event, Tell, Warned, nobody
from kling.app.fit import fitting, kept, offering
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs import Brief, BriefRefused, compile, from_fields
from kling.briefs.checking import Checked, check_content
from kling.briefs.checking import is_production as wants_many
from kling.briefs.compile import Compiled
from kling.briefs.read import parse_document
from kling.briefs.repair import complete
from kling.client.prepare import Prepared, external_of, prepare, ready
from kling.models.profiles import DEFAULT, Profile
from kling.rules import blocking, is_about

if TYPE_CHECKING:
    from kling.api.document import Document
    from kling.api.fields import Wire
    from kling.media.keep import Keep
    from kling.rules import Diagnostic


class Settings(NamedTuple):
    """How a request is made ready. ``fit`` makes its pictures and clips legal first, and says what is kept of them;
    ``take`` (from 1) asks for another video of the same request."""

    profile: Profile = DEFAULT
    wire: Wire = "v1"
    fit: Keep | None = None
    take: int = 1

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of a command that makes the same request of the same file or words."""
        return kept(self.fit, self.profile) | ({"take": self.take} if self.take > 1 else {})


AS_GIVEN = Settings()


def of_fields(
    prompt: str | None, fields: Mapping[str, Any], settings: Settings = AS_GIVEN, tell: Tell = nobody
) -> Prepared:
    """A request from words and the fields of :func:`kling.briefs.from_fields`. Raises Refusal; its diagnostics point
    into the fields."""
    with refusing():
        brief = None
        try:
            brief = from_fields(prompt, **fields)
            return _compiled(brief, Path(), settings, _choosing(tell, Path()))
        except BriefRefused as error:
            faults = blocking(complete(error, settings.profile).diagnostics)
            refusal = Refusal("rules", "the request was refused", diagnostics=faults)
            raise offering(refusal, [brief] if brief else [], Path(), settings.profile, settings.fit) from None


def assumed(prepared: Prepared, given: Collection[str]) -> list[str]:
    """What decides the price or the shape of a request and was not among the ``given`` fields, with what it is then."""
    body, cheapest = prepared.body, prepared.request.profile.modes[0]
    mode = body.get("mode")
    told = {
        "mode": f"--mode was not given: {mode}{'' if mode == cheapest else f'; {cheapest} costs least'}",
        "duration": f"--duration was not given: {body.get('duration')} s",
        "aspect_ratio": f"--aspect-ratio was not given: {body.get('aspect_ratio')}",
        "sound": f"--sound was not given: {body.get('sound')}",
    }
    decided = {"duration"} if "shots" in given else set()  # by the lengths of the shots
    return [text for name, text in told.items() if body.get(name) is not None and name not in {*given, *decided}]


def of_brief(path: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Prepared:
    """A request from a brief file (YAML). Raises Refusal, with the places in the file."""
    document = _read(path)
    heeding = _heeding(tell, path, document, settings)
    return _of_file(path, document, settings, lambda brief: _compiled(brief, path.parent, settings, heeding))


T = TypeVar("T")


def _of_file(path: Path, document: Document, settings: Settings, make: Callable[[Brief], T]) -> T:
    """What is made of a brief file. Raises Refusal, with the places in the file, and saying where fitting helps."""
    brief = None
    try:
        brief = parse_document(document)
        return make(brief)
    except BriefRefused as error:
        refusal = _refused(error, path, document, settings.profile)
        if earlier := history.otherwise({"brief": str(path.absolute()), **settings.arguments}):
            refusal.next = tuple(earlier.asking)
            raise refusal from None
        raise offering(refusal, [brief] if brief else [], path.parent, settings.profile, settings.fit) from None


def _heeding(tell: Tell, path: Path, document: Document, settings: Settings) -> Tell:
    """The same without warnings that the brief or the configuration near it ignores."""

    def uncommented(found: Sequence[Diagnostic]) -> list[Diagnostic]:
        return config.ignored_by_comments(Checked(str(path), "brief", settings.profile, document, list(found)))

    return _choosing(tell, path.parent, uncommented)


def _choosing(tell: Tell, folder: Path, left: Callable[[Sequence[Diagnostic]], Iterable[Diagnostic]] = iter) -> Tell:
    """The same without warnings that the configuration of ``folder`` ignores, of those that are ``left``."""

    def told(event: Event) -> None:
        if isinstance(event, Warned):
            event = Warned(tuple(config.read(folder).of(left(event.diagnostics))))
            if not event.diagnostics:
                return
        tell(event)

    return told


def of_body(path: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Prepared:
    """A request from a body file (JSON), as it is. Raises Refusal, with the places in the file."""
    if settings.fit is not None:
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
    with refusing():
        body = checked.document.value
        made = ready(body, checked.request, checked.diagnostics, wire=settings.wire, take=settings.take)
    return _told(made, settings, _choosing(tell, path.parent))


def is_production(path: Path) -> bool:
    """Whether a file wants several videos. Raises Refusal where it cannot be read."""
    return path.suffix in (".yaml", ".yml") and wants_many(_read(path).value)


def sending(path: Path, settings: Settings = AS_GIVEN) -> Step:
    """The command that sends a brief or body, or carries out a production. Raises Refusal where it cannot be read."""
    value, file, given = _read(path).value, str(path.absolute()), settings.arguments
    if wants_many(value):
        return Step("run", {"file": file, **given})
    if "scenario" in value:
        return Step("generate", {"brief": file, **given})
    return Step("generate", {"body": file, **given, **({"wire": "v2"} if "contents" in value else {})})


def compiled(path: Path, settings: Settings = AS_GIVEN, tell: Tell = nobody) -> Compiled:
    """The body of a brief file. Raises Refusal, with the places in the file."""
    folder, profile = path.parent, settings.profile

    def made(brief: Brief) -> Compiled:
        return compile(_legal(brief, folder, settings, tell), profile, folder=folder, wire=settings.wire)

    return _of_file(path, _read(path), settings, made)


def _read(path: Path) -> Document:
    with refusing():
        return read_yaml(path.read_bytes())


def _refused(error: BriefRefused, path: Path, document: Document, profile: Profile) -> Refusal:
    """What refuses a brief file, with its places in the file. Advice on style would bury it."""
    if isinstance(document.value, dict) and document.value.keys() & {"model_name", "contents"}:
        help = "`kling check` judges it, and `kling generate --body` sends it"
        return Refusal("rules", f"{path} is a request body", help=help, file=str(path))
    if wants_many(document.value):
        return Refusal("rules", f"{path} is a production", help="`kling run` carries it out", file=str(path))
    faults = blocking(complete(error, profile, folder=path.parent).diagnostics)
    return Refusal("rules", f"{path} was refused", checked=[Checked(str(path), "brief", profile, document, faults)])


def _compiled(brief: Brief, folder: Path, settings: Settings, tell: Tell) -> Prepared:
    brief = _legal(brief, folder, settings, tell)
    made = prepare(brief, settings.profile, wire=settings.wire, take=settings.take, folder=folder)
    return _told(made, settings, tell)


def _legal(brief: Brief, folder: Path, settings: Settings, tell: Tell) -> Brief:
    make_legal = fitting(settings.fit, tell)
    return make_legal(brief, folder, settings.profile) if make_legal else brief


def _told(prepared: Prepared, settings: Settings, tell: Tell) -> Prepared:
    """The same request; its warnings and what was found of its files are told. Raises Refusal for a take of
    a request that has an id of its own."""
    if warnings := tuple(d for d in prepared.diagnostics if d.severity == "warning" or is_about(d.code, "media")):
        tell(Warned(warnings))
    if settings.take > 1 and prepared.external_id == external_of(prepared.body):
        raise Refusal(
            "usage", "the request has an external_task_id of its own", help="change that instead of giving --take"
        )
    return prepared

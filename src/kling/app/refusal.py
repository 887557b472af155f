"""Why something was not done: one typed error for every door."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kling.api.characters import readable
from kling.extras import NAME, extra_of
from kling.media.confined import Outside

if TYPE_CHECKING:
    from kling.briefs.checking import Checked
    from kling.client.errors import KlingError
    from kling.rules.diagnostic import Diagnostic

Kind = Literal[
    "rules",  # the rulebook or the service refuses the request
    "usage",  # it was not asked for properly, or a file cannot be read or written
    "exists",  # something that cannot be made again stands where the result would go
    "price",  # nobody agreed to the price
    "account",  # credentials, or what the account may do
    "failed",  # the task ended without a video
    "running",  # the task has not ended yet
    "unfinished",  # the task goes on, and nobody waits for it any more
    "unknown",  # it is not known whether there is a task
    "unknown_id",  # no task has this id
    "service",  # the network, or the service
    "interrupted",  # by the user
    "missing",  # a part of the program is not installed
]


@dataclass(frozen=True, slots=True)
class Step:
    """What makes sense now: a command by its name, and its arguments by the names of its options. As a text it is ready
    for a shell; other doors say it in their own way."""

    command: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = [*program(), *self.command.split("_")]
        for name, value in self.arguments.items():
            option = "-o" if name == "output" else f"--{name.replace('_', '-')}"
            if name in _POSITIONAL or (self.command, name) in _POSITIONAL_OF:
                words += map(str, value) if isinstance(value, list | tuple) else [str(value)]
            elif isinstance(value, Mapping):
                words += [
                    word
                    for key, one in value.items()
                    for word in (option.removesuffix("s"), f"{key}={one}" if key else one)
                ]
            elif isinstance(value, list | tuple):  # shots
                words += [
                    word for one in value for word in (option.removesuffix("s"), " ".join(map(str, one.values())))
                ]
            elif value is True:
                words.append(option)
            elif value not in (None, False):
                words += [option, str(value)]
        return shlex.join(words)


def program() -> list[str]:
    """The words that call this program: KLING_COMMAND where it is not found as ``kling``, as in an agent's skill."""
    return shlex.split(os.environ.get("KLING_COMMAND", "")) or ["kling"]


_POSITIONAL = ("id", "ids", "code", "file", "files", "production", "words", "element_id")
_POSITIONAL_OF = (("preview", "brief"), ("compile", "brief"), ("frames", "video"), ("generate", "prompt"))


class Ids(NamedTuple):
    """What names the task, and the HTTP call for the vendor's support."""

    task_id: str | None = None
    external_task_id: str | None = None
    request_id: str | None = None


class Refusal(Exception):
    """Something was not done.

    ``message`` says what happened and ``help`` what to do. ``code`` is a rule's, the service's business code, or the
    kind. ``checked`` are the files that were judged, with the places of what is wrong; ``diagnostics`` all that was
    found. ``next`` are commands that make sense now; ``lacks`` are options by which the same command would be carried
    out. ``sandbox``: whether it was one that was asked, where that is known.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        help: str = "",
        code: str = "",
        ids: Ids | None = None,
        next: Sequence[Step] = (),
        diagnostics: Sequence[Diagnostic] = (),
        checked: Sequence[Checked] = (),
        file: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = readable(message)
        self.help = readable(help)
        self.checked = tuple(checked)
        self.diagnostics = tuple(diagnostics) or tuple(d for one in self.checked for d in one.diagnostics)
        self.code = code or (self.diagnostics[0].code if self.diagnostics else kind)
        self.ids = ids or Ids()
        self.next: tuple[object, ...] = tuple(next)
        self.lacks: tuple[str, ...] = ()
        self.sandbox: bool | None = None
        self.file = file or (self.checked[0].path if self.checked and self.checked[0].path != "-" else None)

    def __str__(self) -> str:
        return f"{self.message}; {self.help}" if self.help else self.message

    @property
    def pointer(self) -> str | None:
        """Where in the document it is wrong, as a JSON pointer."""
        return self.diagnostics[0].pointer if self.diagnostics else None

    @property
    def line(self) -> int | None:
        """Where in the file it is wrong."""
        place = self.checked[0].at(self.diagnostics[0]) if self.checked and self.diagnostics else None
        return place.line if place else None

    def document(self) -> dict[str, Any]:
        """The error as programs read it."""
        first = self.diagnostics[0] if self.diagnostics else None
        return {
            "code": self.code,
            "kind": self.kind,
            "message": readable(
                f"{self.message}: {first.message}" if first and first.message not in self.message else self.message
            ),
            "help": self.help or readable(first.help if first else ""),
            "pointer": self.pointer,
            "file": str(Path(self.file).absolute()) if self.file else None,
            "line": self.line,
            "ids": self.ids._asdict(),
        }


_NO_OPTIONS: Mapping[str, Any] = {}


@contextmanager
def refusing(options: Mapping[str, Any] = _NO_OPTIONS) -> Iterator[None]:
    """Turn every expected error of the block into a Refusal. ``options`` are those by which a later command finds the
    same task, and brings its video to the same place."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        if (known := refusal_of(error, options)) is None:
            raise
        raise known from error


def fault_of(error: BaseException) -> Refusal:
    """A fault of this program itself, as the refusal that doors show."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    why = f"a fault of kling itself: {type(error).__name__}: {' '.join(str(error).split())[:200]}".rstrip(": ")
    return Refusal("service", why, help="please report it; the same again looks before it sends anything")


def refusal_of(error: Exception, options: Mapping[str, Any] = _NO_OPTIONS) -> Refusal | None:
    """What an error means for whoever asked; None when it is nobody's fault but the program's."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ImportError):
        return _of_import(error)
    from kling.briefs.errors import BriefRefused

    if isinstance(error, BriefRefused):
        from kling.rules import blocking

        faults = blocking(error.diagnostics)  # what refuses comes alone; advice on style would bury it
        return Refusal("rules", "the request was refused", diagnostics=faults)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if getattr(error, "filename", None) else ""
        why = str(error) if isinstance(error, Outside) else f"{name}{error.strerror or error}"
        return Refusal("usage", why, help=_near(error), file=name.removesuffix(": ") or None)
    from kling.animatic.errors import RenderError
    from kling.client.errors import KlingError
    from kling.media.host import HostError

    if isinstance(error, RenderError):
        return Refusal("rules", str(error))
    if isinstance(error, HostError):
        return Refusal("service", f"{error}; nothing was sent")
    return _of_client(error, options) if isinstance(error, KlingError) else None


def _near(error: OSError) -> str:
    """What a file that is not there may be called instead, and where files may be."""
    if isinstance(error, Outside):
        return error.help
    if not isinstance(error, FileNotFoundError) or not error.filename:
        return ""
    from difflib import get_close_matches

    path = Path(os.fsdecode(error.filename))
    if not path.parent.is_dir():
        return f"the folder {path.parent} does not exist, either"
    near = get_close_matches(path.name, [one.name for one in path.parent.iterdir()], n=3)
    return f"did you mean {', '.join(near)}?" if near else f"nothing in {path.parent.absolute()} has a name like it"


def _of_import(error: ImportError) -> Refusal | None:
    extra = extra_of(error)
    if extra is None:
        return None
    return Refusal(
        "missing",
        f"this needs the extra {extra}, which is not installed",
        help=f"pip install '{NAME}[{extra}]' brings it",
        code=extra,
    )


def _of_client(error: KlingError, options: Mapping[str, Any]) -> Refusal:
    from kling.client.errors import RequestRefused

    kind = _kind(error)
    id = error.external_task_id or error.task_id
    # A task that is waited for goes on, though its service now wants another key, or finds the question wrong.
    told_by_service = kind in ("service", "account", "rules") and not isinstance(error, RequestRefused)
    resumes = kind in ("unknown", "unfinished") or (told_by_service and error.task_id)
    hint = _hint(error, options)
    message = str(error).removesuffix(f"; {error.advice}") if error.advice else str(error)
    return Refusal(
        kind,
        message,
        help="; ".join(filter(None, (error.advice, hint))),
        code=str(error.code or ""),
        ids=Ids(error.task_id, error.external_task_id, error.request_id),
        next=_after(error, id, resumes and not hint, options),
        diagnostics=getattr(error, "diagnostics", ()),
    )


def _after(error: KlingError, id: str | None, resumes: object, options: Mapping[str, Any]) -> tuple[Step, ...]:
    from kling.client.errors import NotFound, ResultMissing

    if isinstance(error, ResultMissing) and id:
        return (Step("download", {"id": id, **options}),)
    if isinstance(error, NotFound):
        return (Step("list", {key: value for key, value in options.items() if key in ("sandbox", "wire")}),)
    ids = getattr(error, "candidates", ()) or ((id,) if id else ())
    # An element has no film to wait for: its own command, given again, takes it up.
    return tuple(Step("wait", {"id": one, **options}) for one in ids if not one.startswith("ke-")) if resumes else ()


def _kind(error: KlingError) -> Kind:
    from kling.client import errors

    kinds: tuple[tuple[type[KlingError] | tuple[type[KlingError], ...], Kind], ...] = (
        ((errors.CredentialsError, errors.AccountError), "account"),
        ((errors.TaskFailed, errors.ResultExpired, errors.ResultMissing), "failed"),
        (errors.WaitTimeout, "unfinished"),
        (errors.OutcomeUnknown, "unknown"),
        (errors.JournalError, "usage"),
        (errors.TargetExists, "exists"),
        (errors.NotFound, "unknown_id"),
        ((errors.RequestRefused, errors.RequestError, errors.ContentRefused, errors.HostingError), "rules"),
    )
    if error.http_status == 403 and not isinstance(error, errors.ContentRefused | errors.DownloadError):
        return "account"  # whoever said so, and in whatever form: the account may not do this
    return next((kind for classes, kind in kinds if isinstance(error, classes)), "service")


def _hint(error: KlingError, options: Mapping[str, Any]) -> str:
    """What else to do, where waiting for the task is not it."""
    from kling.client.errors import NotFound, OutcomeUnknown, Unreachable

    if isinstance(error, Unreachable) and not error.task_id:
        return "nothing was sent; the same command again goes on"
    known_elsewhere = isinstance(error, OutcomeUnknown) and error.code in (1201, 1203)
    if (error.task_id or error.external_task_id) and (isinstance(error, NotFound) or known_elsewhere):
        return "" if "wire" in options else "a task that was made with --wire v2 is found with --wire v2"
    if error.external_task_id and not error.task_id and _kind(error) == "service":
        return "the same command again goes on, and pays nothing twice"
    return ""

"""A Rule: one declared object holding everything there is to say about one fault."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kling.api.body import Body
from kling.api.fields import Form
from kling.api.inline import LocalFile
from kling.api.lip_sync import LipSyncBody
from kling.api.lip_sync import to_omni as to_edit
from kling.api.quoting import readable
from kling.api.v2.body import Body as V2Body
from kling.api.v2.translate import Translation, to_v1
from kling.api.video_form import VideoBody, to_omni
from kling.lazy import lazy
from kling.media.address import scheme
from kling.media.info import Facts, MediaFacts
from kling.models.profiles import DEFAULT, MODELS, Profile, lip_sync, model_of, speech, v2_profile
from kling.rules.craft.unit import Unit, texts_of
from kling.rules.diagnostic import Diagnostic, Fix, Severity, at, carried

ElementKind = Literal["image_refer", "video_refer"]
UNKNOWN_FIELDS = "unknown fields"
OTHER_TYPES = "other types"
OTHER_VALUES = "other values"
NOT_PLAIN = "not plain"
WRITTEN_TWICE = "written twice"
BLANK = "blank"
SILENT = "silent"
"""What a request has that gives, anywhere, a field that its endpoint does not know, a value that is no string or should
be none, one that its field does not take, a string with more than ASCII or with NUL, a key twice, a text with nothing
to see; that asks for no sound."""


@dataclass
class Request:
    """What a rule looks at: a document, the profile that judges it, and what is known about its media.

    ``value`` is the parsed document, normally a body. ``fault`` says why a text could not be parsed at all, and
    ``duplicates`` holds the pointers of keys written twice; both are only known when the text was at hand.
    ``elements`` says how elements were made, where that is known. A body of the v2 wire is looked at twice: as it is
    (``v2``), and as the v1 omni body that asks for the same film (``body``); so is one of ``text2video`` or lip-sync.
    """

    value: object
    profile: Profile = DEFAULT
    media: MediaFacts = field(default_factory=dict)
    fault: str | None = None
    duplicates: tuple[str, ...] = ()
    wire: Form = "v1"
    elements: Mapping[str, ElementKind] = field(default_factory=dict)

    @lazy
    def v2(self) -> V2Body:
        return V2Body(self.value if isinstance(self.value, Mapping) else {})

    @lazy
    def lip_sync(self) -> LipSyncBody:
        return LipSyncBody(self.written)

    @lazy
    def written(self) -> Mapping[str, Any]:
        """The document as a mapping; empty for anything else."""
        return self.value if isinstance(self.value, Mapping) else {}

    @lazy
    def view(self) -> Translation | None:
        """The v1 omni body of the same film, where the body is of another form."""
        if self.wire == "v2":
            return to_v1(self.written)
        if self.wire == "lip-sync":
            return to_edit(self.written)
        name = self.written.get("model_name")
        place = MODELS[name].wires.get("v1") if isinstance(name, str) and name in MODELS else None
        return to_omni(self.written) if place is not None and place.form == "video" else None

    @lazy
    def body(self) -> Body:
        return Body(self.written if self.view is None else self.view.body)

    @lazy
    def units(self) -> list[Unit]:
        """The texts that are not blank; blank and missing ones are the API rules' business."""
        return texts_of(self.body)

    @lazy
    def document(self) -> Body | V2Body:
        """The body as it was written."""
        if self.wire == "v2":
            return self.v2
        if self.wire == "lip-sync":
            return self.lip_sync
        return self.body if self.view is None else VideoBody(self.written)

    @lazy
    def _looked_at(self) -> dict[str | LocalFile, Facts | None]:
        return {}

    def facts(self, source: str | LocalFile) -> Facts | None:
        """What is known about a picture or clip of this body: stated, or read from base64 and local files."""
        if isinstance(source, str) and (source in self.media or scheme(source)):
            return self.media.get(source)
        if source not in self._looked_at:
            from kling.media import probe

            try:
                self._looked_at[source] = (
                    probe.probe_base64(source) if isinstance(source, str) else probe.probe_file(source.path)
                )
            except OSError:
                self._looked_at[source] = None  # M10 speaks about files that cannot be read
        return self._looked_at[source]


class Finding(NamedTuple):
    """What a check yields. ``severity`` overrides the rule's own (a profile may soften a rule)."""

    pointer: str
    message: str
    help: str
    fix: Fix | None = None
    severity: Severity | None = None
    span: tuple[int, int] | None = None


Check = Callable[[Request], Iterable[Finding]]


def _limits(wires: tuple[Form, ...]) -> dict[str, str]:
    """The limits and switches of bodies of these wires, written out."""
    profile = v2_profile() if wires == ("v2",) else lip_sync().oldest if wires == ("lip-sync",) else DEFAULT
    limits = speech()._asdict() | profile._asdict()
    lists = {name: ", ".join(map(str, value)) for name, value in limits.items() if isinstance(value, tuple)}
    return lists | {
        name: f"{value / 1e6:g} MB" if name.endswith("_bytes_max") else f"{value:,}".removesuffix(".0")
        for name, value in limits.items()
        if isinstance(value, int | float)
    }


@dataclass(frozen=True, slots=True)
class Example:
    """A body (or the text of a document) on which the rule fires, or stays silent."""

    body: Mapping[str, Any] | str
    profile: Profile = DEFAULT
    media: MediaFacts = field(default_factory=dict)
    elements: Mapping[str, ElementKind] = field(default_factory=dict)


class V2(NamedTuple):
    """How a rule of the v1 wire judges a body of the v2 wire as it is written: its check, whose docstring is the
    rationale, its examples and its source there."""

    check: Check
    fails: Example | Mapping[str, Any]
    passes: Example | Mapping[str, Any]
    source: str


Category = Literal["api", "media", "craft", "structure"]
CATEGORIES: dict[Category, str] = {
    "api": "what the endpoint accepts",
    "structure": "the shape of the document",
    "media": "what is behind its URLs and paths",
    "craft": "how prompts are written; advice that never keeps a request from being sent",
}
"""What rules are about."""

_FORMS: dict[Category, tuple[Form, ...]] = {
    "api": ("v1",),
    "structure": ("v1", "v2", "lip-sync"),
    "media": ("v1", "v2", "lip-sync"),
    "craft": ("v1", "v2"),
}
"""The bodies that rules speak about unless they say otherwise."""


class Rule(NamedTuple):
    """Code, slug, severity, title, rationale, source, since, the check, and one failing and one passing example.
    ``wires`` are those it speaks about. A v1 rule that speaks about v2, too, judges the v1 view of the body, or the
    body as it is written by a check of its own (``v2``).
    ``stops``: a request that draws it is not sent, although the service would take it (and bill it).
    ``reads`` and ``marks``: the check has nothing to say about a request that has none of the one (fields, or what
    :mod:`kling.rules.calling` names) and in whose texts none of the other stands, and is not called for it; without
    either, it is called for every request.

    The rationale is the check's docstring, its ``$limits`` written out: it becomes the rule's page. The examples are
    the rule's tests.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    source: str
    since: str
    fails: Example
    passes: Example
    check: Check
    wires: tuple[Form, ...] = ("v1",)
    stops: bool = False
    category: Category = "api"
    reads: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    v2: V2 | None = None

    def on(self, wire: Form) -> Rule:
        """The rule as bodies of a wire are judged by it."""
        if self.v2 is None or wire != "v2":
            return self
        check, fails, passes, source = self.v2
        own = self._replace(check=check, fails=_example(fails), passes=_example(passes), source=source, v2=None)
        return own._replace(wires=("v2",), reads=(), marks=())

    @property
    def rationale(self) -> str:
        """The check's docstring, in which ``$limit`` stands for a limit of the model that it speaks about."""
        from string import Template

        return Template(inspect.getdoc(self.check) or "").safe_substitute(_limits(self.wires))

    def diagnostic(self, finding: Finding, request: Request) -> Diagnostic:
        """What the check found, told about the document as it was written."""
        if request.view is not None and "v1" in self.wires and self.category != "structure":
            finding = _relocated(finding, request, request.view)
        return Diagnostic(
            self.code,
            finding.severity or self.severity,
            finding.pointer,
            readable(finding.message),
            readable(finding.help),
            finding.fix,
            finding.span,
        )


def _relocated(finding: Finding, request: Request, view: Translation) -> Finding:
    """A finding about the omni view, told about the body as written. Of the fixes only those of words fit there."""
    pointer = view.origin(finding.pointer)
    text, written = at(view.body, finding.pointer), at(request.value, pointer)
    span, fix = None, None
    if isinstance(text, str) and isinstance(written, str):
        span = carried(finding.span, text, view.words, written)
        fix = _rewritten(finding, view.words(text), view, pointer, written)
    return Finding(pointer, view.words(finding.message), view.words(finding.help), fix, finding.severity, span)


def _rewritten(finding: Finding, text: str, view: Translation, pointer: str, written: str) -> Fix | None:
    """A fix that replaces ``text`` of the view, as a fix of the words ``written`` in the v2 body."""
    if finding.fix is None or written.count(text) != 1:
        return None
    match finding.fix.patch:
        case ({"op": "replace", "path": finding.pointer, "value": str(value)},):
            value = view.words(value)
            whole = text == written
            if "<<<" not in value and (whole or ";" not in value):  # a semicolon ends a shot
                return replace(pointer, written.replace(text, value), safe=finding.fix.safe)
    return None


def rule(
    code: str,
    slug: str,
    *,
    severity: Severity = "error",
    title: str,
    source: str,
    since: str = "0.1.0",
    fails: Example | Mapping[str, Any] | str,
    passes: Example | Mapping[str, Any] | str,
    wires: tuple[Form, ...] | None = None,
    stops: bool = False,
    reads: tuple[str, ...] = (),
    marks: tuple[str, ...] = (),
    v2: V2 | None = None,
) -> Callable[[Check], Rule]:
    """Declare a rule. The decorated check's docstring is the rationale shown on the rule's page. Rules about prompts
    speak about both wires, those about structure and media about every body, the others about v1, unless ``wires``
    says otherwise, or ``v2`` how they judge such bodies. The category is the folder of the module."""

    def declare(check: Check) -> Rule:
        about = next(one for one in CATEGORIES if one == check.__module__.split(".")[-2])
        spoken: tuple[Form, ...] = wires or (("v1", "v2") if v2 else _FORMS[about])
        if about == "craft" and severity == "error":
            raise ValueError(f"{code} is advice about the craft of prompts; the service refuses nothing for it")
        return Rule(
            *(code, slug, severity, title, source, since, _example(fails), _example(passes)),
            *(check, spoken, stops, about, reads, marks, v2),
        )

    return declare


def _example(given: Example | Mapping[str, Any] | str) -> Example:
    return given if isinstance(given, Example) else Example(given)


def newer(profile: Profile, allows: Callable[[Profile], bool]) -> str:
    """The end of an advice: how to judge by the first documents after ``profile`` that allow what it forbids, if
    there are any."""
    for other in model_of(profile.model).profiles.values():
        if other.wire == "v1" and other.since > profile.since and allows(other):
            return f", or judge by the documents of {other.since} that allow it: --profile {other.name}"
    return ""


def replace(pointer: str, value: object, *, safe: bool) -> Fix:
    return Fix(safe, ({"op": "replace", "path": pointer, "value": value},))


def add(pointer: str, value: object, *, safe: bool) -> Fix:
    return Fix(safe, ({"op": "add", "path": pointer, "value": value},))


def remove(*pointers: str, safe: bool) -> Fix:
    return Fix(safe, tuple({"op": "remove", "path": pointer} for pointer in pointers))

"""From a Brief to a request body, following the decision tree: storyboard or single take; edit, reference or neither;
sound. Every default is written out, references are bound by position, and the result is judged by the rulebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.fields import Wire
from kling.api.v2.translate import of_v1
from kling.api.video_form import of_omni
from kling.briefs.errors import BriefRefused
from kling.media.confined import Outside
from kling.media.info import MediaFacts
from kling.media.source import clip, picture
from kling.models.profiles import DEFAULT, Profile, default_model, model_of
from kling.prompts import references
from kling.rules import Request, findings, request_of
from kling.rules.diagnostic import Diagnostic, Fix, at, carried

if TYPE_CHECKING:
    from kling.briefs.model import Brief

Fields = Mapping[str, Any]
"""A brief's fields as plain values, as a file has them; those with a default may be left out."""


@dataclass(slots=True)
class Compiled:
    """A body, where in the brief each part of it comes from (body pointer to brief pointer), and the token that each
    name became.

    ``v1`` is the body on the v1 wire, by which the request is known on both wires; ``request`` the body as it was
    judged, None for one that was not.
    """

    body: dict[str, Any]
    origins: dict[str, str]
    names: dict[str, str]
    diagnostics: list[Diagnostic]
    v1: dict[str, Any]
    request: Request | None = None

    @property
    def judged(self) -> Request:
        """The body as it was judged. Raises ValueError when it was not."""
        if self.request is None:
            raise ValueError("the body was not judged")
        return self.request

    def origin(self, pointer: str) -> str:
        """The brief's own pointer for a pointer into the body."""
        while pointer and pointer not in self.origins:
            pointer = pointer.rpartition("/")[0]
        return self.origins.get(pointer, "")

    def of_brief(self, found: Diagnostic, brief: Fields) -> Diagnostic:
        """What was found in the body, told about the brief."""
        code, severity, pointer, message, help, _, _ = found
        return Diagnostic(code, severity, self.origin(pointer), message, help, self.fix(found), self.span(found, brief))

    def fix(self, diagnostic: Diagnostic) -> Fix | None:
        """A fix of the body's words as a fix of the brief's: tokens become names again. Other fixes have no
        counterpart, because the brief does not hold what they would change."""
        if diagnostic.fix is None:
            return None
        moved = []
        for op in diagnostic.fix.patch:
            if op["op"] != "replace" or not isinstance(op["value"], str) or not op["path"].endswith("/prompt"):
                return None
            moved.append({"op": "replace", "path": self.origin(op["path"]), "value": self.named(op["value"])})
        return Fix(diagnostic.fix.safe, tuple(moved))

    def named(self, words: str) -> str:
        """``words`` with names for tokens."""
        return references.named(words, self.names)

    def span(self, diagnostic: Diagnostic, brief: Fields) -> tuple[int, int] | None:
        """Where the words that a diagnostic marks in the body stand in the brief."""
        if diagnostic.span is None:
            return None
        text, written = at(self.body, diagnostic.pointer), at(brief, self.origin(diagnostic.pointer))
        if text == written:  # tokens may stand in a brief as well
            return diagnostic.span
        return carried(diagnostic.span, text, self.named, written) if isinstance(text, str) else None


_READ_MAX = 10_000  # characters


def _bind(text: str, names: Mapping[str, str], pointer: str, faults: list[Diagnostic]) -> str:
    """``@name`` becomes its token; of a text that is refused for its length, at the beginning only."""
    bound, at = "", 0
    for mention in references.mentions(text[:_READ_MAX], names):
        if mention.name is not None:
            bound += f"{text[at : mention.start]}{names[mention.name]}"
            at = mention.end
            continue
        from difflib import get_close_matches

        near = get_close_matches(mention.word, list(names), n=1)
        faults.append(
            Diagnostic(
                "R30",
                "error",
                pointer,
                f"@{mention.word} names nothing" + (f"; did you mean @{near[0]}?" if near else ""),
                f"known names: {', '.join('@' + name for name in names) or 'none; add images or elements'}",
            )
        )
    return f"{bound}{text[at:]}"


def compile(
    brief: Brief | Fields,
    profile: Profile = DEFAULT,
    *,
    folder: Path = Path(),
    media: MediaFacts | None = None,
    wire: Wire = "v1",
) -> Compiled:
    """The body of a brief on a wire. ``folder`` is where relative paths start; ``media`` tells what is behind URLs.
    Fields that are meant to be those of a brief are read as one where they are refused, to say what is wrong with them.

    Raises BriefRefused when the rulebook finds an error; its diagnostics point into the brief. Warnings and hints are
    in ``Compiled.diagnostics``, pointing into the brief as well.
    """
    fields = _fields(brief)
    compiled = _on_v2(draft(fields, profile, folder)) if wire == "v2" else unjudged(fields, profile, folder)
    compiled.request = request_of(compiled.body, profile, media)
    found = findings(compiled.request)
    compiled.diagnostics += [compiled.of_brief(d, fields) for d in found]
    if any(d.severity == "error" for d in compiled.diagnostics):
        if fields is brief:
            from kling.briefs.read import parse

            parse(fields)
        raise BriefRefused(compiled.diagnostics)
    return compiled


def _fields(brief: Brief | Fields) -> Fields:
    return brief if isinstance(brief, Mapping) else brief.model_dump()


def unjudged(brief: Brief | Fields, profile: Profile, folder: Path) -> Compiled:
    """The body of a brief on the v1 wire, for one that was judged before."""
    return _in_its_form(draft(brief, profile, folder))


def _in_its_form(compiled: Compiled) -> Compiled:
    """The body in the form of its model's endpoint. Raises BriefRefused for what that form cannot say."""
    place = model_of(compiled.body["model_name"]).wires.get("v1")
    if place is None or place.form == "omni":
        return compiled
    try:
        translation = of_omni(compiled.body)
    except ValueError as error:
        advice = f"choose the model {default_model().name}"
        raise BriefRefused([Diagnostic("S4", "error", "/model", str(error), advice)]) from None
    origins = {pointer: compiled.origin(theirs) for pointer, theirs in translation.origins.items()}
    return Compiled(translation.body, origins, compiled.names, compiled.diagnostics, translation.body)


def _on_v2(compiled: Compiled) -> Compiled:
    """Raises BriefRefused for a model that the v2 wire does not serve."""
    try:
        translation = of_v1(compiled.body, compiled.names)
    except ValueError as error:
        raise BriefRefused(
            [Diagnostic("S4", "error", "/model", str(error), "choose the other model, or compile for the v1 wire")]
        ) from None
    origins = {pointer: compiled.origin(theirs) for pointer, theirs in translation.origins.items()}
    names = {name: translation.names.get(token, token) for name, token in compiled.names.items()}
    return Compiled(translation.body, origins, names, compiled.diagnostics, compiled.body)


def _found(read: Callable[[str, Path], Any], source: str, folder: Path, pointer: str) -> Any:
    try:
        return read(source, folder)
    except Outside as outside:
        raise BriefRefused([Diagnostic("M10", "error", pointer, str(outside), outside.help)]) from None


def settled(brief: Brief | Fields, profile: Profile) -> dict[str, Any]:
    """A brief's fields, with the model's own mode, shape and length by the documents of that date where it says
    none."""
    given = dict(_fields(brief))
    given["model"] = given.get("model") or default_model().name
    own = model_of(given["model"]).at(profile)
    given["mode"] = given.get("mode") or own.mode_unsaid
    if given["scenario"] in _SHAPED:
        given["aspect_ratio"] = given.get("aspect_ratio") or own.aspect_ratios[0]
    if given["scenario"] != "edit" and given.get("shots") is None:
        given["duration"] = given.get("duration") or own.duration_default
    return given


_SHAPED = ("t2v", "element", "multi_image")
"""Scenarios whose films have the model's own shape where none is said; in others a picture or a clip decides."""


def draft(brief: Brief | Fields, profile: Profile, folder: Path) -> Compiled:
    """The body of a brief, not judged yet; ``diagnostics`` holds the names that could not be bound. Raises BriefRefused
    for files that may not be read."""
    given = settled(brief, profile)  # a scenario has some of the fields only
    scenario = given["scenario"]
    names: dict[str, str] = {}
    origins: dict[str, str] = {}
    faults: list[Diagnostic] = []

    images: list[dict[str, Any]] = []
    for name, kind in (("first_frame", "first_frame"), ("last_frame", "end_frame")):
        source = given.get(name)
        if source is not None:
            origins[f"/image_list/{len(images)}"] = f"/{name}"
            images.append({"image_url": _found(picture, source, folder, f"/{name}"), "type": kind})
            names[name] = f"<<<image_{len(images)}>>>"
    for name, source in given.get("images", {}).items():
        origins[f"/image_list/{len(images)}"] = f"/images/{name}"
        images.append({"image_url": _found(picture, source, folder, f"/images/{name}")})
        names[name] = f"<<<image_{len(images)}>>>"
    elements: list[dict[str, Any]] = []
    for name, element_id in given.get("elements", {}).items():
        origins[f"/element_list/{len(elements)}"] = f"/elements/{name}"
        elements.append({"element_id": element_id})
        names[name] = f"<<<element_{len(elements)}>>>"

    body: dict[str, Any] = {"model_name": given["model"]}
    origins["/model_name"] = "/model"
    shots = given.get("shots")
    if shots is not None:
        body |= {"multi_shot": True, "shot_type": "customize", "multi_prompt": []}
        origins["/multi_prompt"] = "/shots"
        for n, shot in enumerate(shots):
            origins[f"/multi_prompt/{n}"] = f"/shots/{n}"
            origins[f"/multi_prompt/{n}/prompt"] = f"/shots/{n}/prompt"
            origins[f"/multi_prompt/{n}/duration"] = f"/shots/{n}/duration"
            text = _bind(shot["prompt"], names, f"/shots/{n}/prompt", faults)
            body["multi_prompt"].append({"index": n + 1, "prompt": text, "duration": str(shot["duration"])})
    else:
        body["multi_shot"] = False
        if scenario in ("edit", "reference"):
            names["video"] = "<<<video_1>>>"
        body["prompt"] = _bind(given.get("prompt") or "", names, "/prompt", faults)
        origins["/prompt"] = "/prompt"

    if images:
        body["image_list"] = images
    if elements:
        body["element_list"] = elements
    if scenario in ("edit", "reference"):
        body["video_list"] = [
            {
                "video_url": _found(clip, given["video"], folder, "/video"),
                "refer_type": "base" if scenario == "edit" else "feature",
                "keep_original_sound": "yes" if given.get("keep_original_sound") else "no",
            }
        ]
        origins["/video_list"] = "/video"
        origins["/video_list/0/keep_original_sound"] = "/keep_original_sound"
    body["sound"] = given.get("sound", "off")
    origins["/sound"] = "/sound"
    body["mode"] = given["mode"]
    origins["/mode"] = "/mode"
    ratio = given.get("aspect_ratio")
    if ratio is not None:
        body["aspect_ratio"] = ratio
        origins["/aspect_ratio"] = "/aspect_ratio"
    if scenario != "edit":
        body["duration"] = str(sum(shot["duration"] for shot in shots) if shots else given["duration"])
        origins["/duration"] = "/shots" if shots else "/duration"
    body["watermark_info"] = {"enabled": given.get("watermark", False)}
    origins["/watermark_info"] = "/watermark"
    for name in ("callback_url", "external_task_id"):
        if value := given.get(name):
            body[name] = value
            origins[f"/{name}"] = f"/{name}"
    return Compiled(body, origins, names, faults, body)

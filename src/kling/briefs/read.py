"""Reading briefs: YAML files, plain mappings, and the keyword form of the SDK and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kling.api.document import UNREADABLE, Document, read_yaml
from kling.api.positions import escape
from kling.briefs.errors import BriefRefused
from kling.briefs.model import SCENARIOS, AnyBrief, Brief
from kling.models.profiles import model_of
from kling.rules import RULES
from kling.rules.diagnostic import Diagnostic


@dataclass(slots=True)
class LoadedBrief:
    """A brief with the text it came from. ``folder`` is what its relative paths start from."""

    brief: Brief
    document: Document
    folder: Path


@cache
def _adapter() -> TypeAdapter[Brief]:
    return TypeAdapter(AnyBrief)


SCHEMA_HELP = "see `kling brief schema` for what each field takes"
_COMES_CODED = re.compile(r"[RSMP][0-9]+\Z")
_LIMITS = {"duration": "R22", "shots": "R16", "images": "R9", "elements": "R9"}
_KINDS = {"missing": "S5", "extra_forbidden": "S7", "literal_error": "S4", "string_unicode": "S13"}


def _code(kind: str, path: tuple[str | int, ...]) -> str:
    """The rule that a schema error stands for."""
    if _COMES_CODED.match(kind):
        return kind
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if kind in ("greater_than_equal", "less_than_equal", "too_long", "too_short"):
        return "R17" if name == "duration" and "shots" in path else _LIMITS.get(name, "S5")
    if kind == "string_too_short":
        return "R11" if name == "prompt" else "S5"
    if kind == "value_error":
        return "S5"
    return _KINDS.get(kind, "S2")


_WHY_NOT = {
    ("edit", "duration"): "an edit is as long as its clip; remove the duration",
    (
        "edit",
        "aspect_ratio",
    ): "an edit has the shape of its clip; remove the aspect ratio (--crop W:H gives it another)",
    ("edit", "shots"): "an edit is one take; say the change in prompt",
    ("edit", "first_frame"): "an edited clip has its own first frame; give the picture as an image to refer to",
    ("edit", "sound"): "no sound can be generated with a clip; keep_original_sound keeps the clip's own",
    ("reference", "sound"): "no sound can be generated with a clip; keep_original_sound keeps the clip's own",
    ("reference", "shots"): "a film with a reference clip is one take; make one brief for each shot",
    ("i2v", "aspect_ratio"): "the first frame decides the shape; remove the aspect ratio (--crop W:H gives it another)",
    (
        "first_last",
        "aspect_ratio",
    ): "the first frame decides the shape; remove the aspect ratio (--crop W:H gives it another)",
    ("first_last", "shots"): "a film between two frames is one take; say the change in prompt",
    ("first_last", "images"): "beside a first and a last frame no further pictures are accepted",
}
_MISSING = {
    ("first_last", "first_frame"): "give the picture it begins with, too: a last frame alone is not accepted",
    ("reference", "aspect_ratio"): "say the shape of the new film: aspect_ratio {ratios}",
}
_LENGTHS = {
    "": "{duration_min} to {duration_max}; for a longer film `kling plan` writes one in several parts",
    "reference": "{duration_min} to {reference_duration_max} with a reference clip; longer films are made in parts",
    "shots": "{duration_min} to {duration_max} for all shots together, at least {shot_duration_min} for each",
}
_CODED_HELP = {
    "R2": "add the shape of the new film: aspect_ratio {ratios} (--aspect-ratio)",
    "R5": "remove duration; the shots' durations add up to it",
    "R11": "say what to show: a prompt, or shots",
    "R14": "keep the prompt for one take, or the shots for a storyboard",
    "R21": "keep one of the two; a first frame decides the shape",
    "R22": "change the shots' durations; longer films are made of several tasks",
}


def _limits(model: object) -> dict[str, Any]:
    """The limits of a model, by the name that a brief gives, that a help text may name."""
    profile = model_of(model if isinstance(model, str) else None).oldest
    *ratios, last = profile.aspect_ratios
    return profile._asdict() | {"ratios": f"{', '.join(ratios)} or {last}" if ratios else last}


def _help(kind: str, path: tuple[str | int, ...], scenario: str, limits: Mapping[str, Any]) -> str:
    if kind in _CODED_HELP:
        return _CODED_HELP[kind].format_map(limits)
    if kind == "extra_forbidden" and (scenario, path[-1]) in _WHY_NOT:
        return _WHY_NOT[scenario, str(path[-1])]
    fields = SCENARIOS[scenario].model_fields if scenario in SCENARIOS else {}
    if kind == "extra_forbidden":
        name = str(path[-1])
        if name.replace("-", "_").replace("lipsync", "lip_sync") in _OF_PRODUCTIONS and len(path) == 1:
            return f"a production has it: briefs: {{NAME: {{scenario: {scenario}, lip_sync: true}}}}, for `kling run`"
        known = f"a brief with scenario {scenario} has: {', '.join(fields)}"
        if len(path) == 1 and (others := [other for other in SCENARIOS if name in SCENARIOS[other].model_fields]):
            return f"write scenario: {' or '.join(others)} for a film with {name}; {known}"
        near = get_close_matches(name, fields, n=1)
        return f"did you mean {near[0]}? {known}" if near and len(path) == 1 else known
    if kind == "missing":
        missing = _MISSING.get((scenario, str(path[-1])))
        return missing.format_map(limits) if missing else f"add {path[-1]}"
    if path and path[-1] == "duration" and kind in ("less_than_equal", "greater_than_equal"):
        bounds = _LENGTHS["shots" if "shots" in path else scenario if scenario == "reference" else ""]
        return f"whole seconds from {bounds.format_map(limits)}"
    rule = RULES.get(_code(kind, path))
    return (
        " ".join(rule.rationale.split("\n\n")[0].replace("``", "").split())
        if rule and rule.category == "api"
        else SCHEMA_HELP
    )


_OF_PRODUCTIONS = ("lip_sync",)
"""Fields that stand beside a brief in a production."""


def _diagnostics(error: ValidationError, value: Mapping[str, Any]) -> list[Diagnostic]:
    scenario, limits = str(value.get("scenario", "")), _limits(value.get("model"))
    found = []
    for row in error.errors(include_url=False):
        path = _place(row["loc"])
        kind = row["type"]
        message = row["msg"].removeprefix("Value error, ")
        if kind == "missing":
            message = f"{path[-1]} is missing; a brief with scenario {scenario} needs it"
        elif kind == "extra_forbidden":
            message = f"a brief with scenario {scenario} has no field {path[-1]!r}"
        elif kind == "string_unicode":
            message = f"{path[-1]} holds half of a character, which cannot be sent"
        elif kind == "too_long":
            message = f"{path[-1]} holds {row['ctx']['actual_length']}; at most {row['ctx']['max_length']}"
        elif path and kind != "value_error" and not _COMES_CODED.match(kind):
            message = f"{path[-1]}: {message[0].lower()}{message[1:]}"
        pointer = "".join(f"/{escape(str(part))}" for part in path)
        found.append(Diagnostic(_code(kind, path), "error", pointer, message, _help(kind, path, scenario, limits)))
    return found


def parse(value: object) -> Brief:
    """A Brief from a plain mapping. Raises BriefRefused with every fault at once."""
    if not isinstance(value, Mapping):
        raise BriefRefused(
            [
                Diagnostic(
                    "S1", "error", "", "a brief is a mapping of fields", "start with `scenario: t2v` and `prompt: …`"
                )
            ]
        )
    from kling.briefs.repair import repaired

    if _values(value) > _VALUES_MAX:
        message = f"a brief has a few fields, and this one more than {_VALUES_MAX:,} values"
        raise BriefRefused([Diagnostic("S10", "error", "", message, SCHEMA_HELP)])
    given, found = dict(value), []
    touched: list[tuple[str | int, ...]] = []
    if not (isinstance(given.get("scenario"), str) and given["scenario"] in SCENARIOS):
        found.append(_no_scenario(given))
        given["scenario"] = _likely(given)
        touched.append(("scenario",))
    for _ in range(_ROUNDS):
        try:
            brief = SCENARIOS[given["scenario"]].model_validate(given)
        except ValidationError as error:
            found += [d for d in _diagnostics(error, given) if d not in found]
            rows = [(row["type"], _place(row["loc"])) for row in error.errors(include_url=False)]
            if (more := repaired(given, rows)) is None:
                break
            given, touched = more[0], [*touched, *more[1]]
        else:
            if found:
                others = _other_scenarios(given, value)
                touched = [path for path in touched if path not in {(name,) for name in others}]
                raise BriefRefused(found, (brief, *_other_reading(brief, value), *others.values()), touched)
            return brief
    raise BriefRefused(found)


_VALUES_MAX = 1_000  # fields and entries; each that is wrong costs some tenths of a millisecond


def _values(value: object) -> int:
    """About how many values there are, never many more than _VALUES_MAX."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if len(inner) > _VALUES_MAX:
        return len(inner)
    count = 1
    for one in inner:
        count += _values(one)
        if count > _VALUES_MAX:
            break
    return count


_ROUNDS = 6  # of fixing; faults of several fields show when those of single ones are repaired


def _other_reading(brief: Brief, value: Mapping[str, Any]) -> list[Brief]:
    """Of a brief with shots and a prompt beside them, the one take that its prompt asks for."""
    prompt, one_take = value.get("prompt"), {"shots": None, "prompt": value.get("prompt")}
    return [brief.model_copy(update=one_take)] if getattr(brief, "shots", None) and isinstance(prompt, str) else []


def _other_scenarios(given: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Brief]:
    """Of a brief with pictures or clips that its scenario does not have, the briefs that have them, by their names."""
    found: dict[str, Brief] = {}
    known = SCENARIOS[given["scenario"]].model_fields
    for name in (field for field in _SOURCES if field in value and field not in known):
        for scenario, model in SCENARIOS.items():
            if name in model.model_fields:
                fields = {**given, "scenario": scenario, name: value[name]}
                with suppress(ValidationError):
                    found[name] = model.model_validate({k: v for k, v in fields.items() if k in model.model_fields})
                    break
    return found


_SOURCES = ("first_frame", "last_frame", "video", "images", "elements")


def _no_scenario(value: Mapping[str, Any]) -> Diagnostic:
    likely, others = _likely(value), ", ".join(SCENARIOS)
    if "scenario" not in value:
        return Diagnostic("S4", "error", "", "scenario is missing", f"write scenario: {likely}; one of {others}")
    given = str(value["scenario"])
    near = get_close_matches(given.lower(), SCENARIOS, n=1, cutoff=0.5)
    help = f"write scenario: {near[0] if near else likely}; one of {others}"
    return Diagnostic("S4", "error", "/scenario", f"scenario is {given[:40]!r}, which is unknown", help)


def _likely(value: Mapping[str, Any]) -> str:
    """The scenario that the fields given are those of."""
    if "video" in value:
        return "reference" if value.keys() & {"aspect_ratio", "duration", "first_frame"} else "edit"
    names = {"last_frame": "first_last", "first_frame": "i2v", "elements": "element", "images": "multi_image"}
    return next((scenario for field, scenario in names.items() if field in value), "t2v")


def _place(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return tuple(part for part in loc if part != "[key]")


def load(path: str | Path) -> LoadedBrief:
    """A Brief from a YAML (or JSON) file. Raises BriefRefused, and OSError when the file cannot be read."""
    path = Path(path)
    document = read_yaml(path.read_bytes())
    return LoadedBrief(parse_document(document), document, path.parent)


def parse_document(document: Document) -> Brief:
    """A Brief from a document that was read. Raises BriefRefused."""
    if document.fault:
        raise BriefRefused([Diagnostic("S10", "error", "", document.fault, UNREADABLE)])
    return parse(document.value)


def from_fields(prompt: str | None = None, **fields: Any) -> Brief:
    """A Brief from keyword fields; the scenario follows from what is given.

    ``edit`` and ``reference`` are clips; ``first_frame`` and ``last_frame`` pictures; ``images`` and ``elements`` names
    or lists; ``shots`` a list of ``{"duration", "prompt"}`` or of (seconds, prompt) pairs; the rest are the Brief's own
    fields (``duration``, ``aspect_ratio``, ``mode``, ``sound``, ``keep_original_sound`` …). Raises BriefRefused.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if prompt is not None:
        given["prompt"] = prompt
    if "shots" in given:
        given["shots"] = [
            {"duration": shot[0], "prompt": shot[1]} if isinstance(shot, tuple) else shot for shot in given["shots"]
        ]
    for name in ("images", "elements"):
        if not given.get(name, True):
            del given[name]
    two = "edit" in given and "reference" in given
    if two:
        del given["reference"]
    for scenario in ("edit", "reference"):
        if scenario in given and "scenario" not in given:
            given |= {"scenario": scenario, "video": given.pop(scenario)}
    given.setdefault("scenario", _likely(given))
    if not two:
        return parse(given)
    help = "give one clip, in one role"
    fault = Diagnostic("R60", "error", "/reference", "edit and reference cannot be combined", help)
    try:
        brief = parse(given)
    except BriefRefused as error:
        raise BriefRefused([fault, *error.diagnostics], error.repaired, error.touched) from None
    raise BriefRefused([fault], (brief,))


def schema() -> dict[str, Any]:
    """The JSON Schema of a brief, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kling brief",
        **_adapter().json_schema(),
    }

"""S rules: the shape of the document. Types and allowed values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kling.api.body import whole
from kling.api.characters import is_blank, sendable, unsendable
from kling.api.document import UNREADABLE
from kling.api.fields import MODES_ELSEWHERE, WRITTEN, Field
from kling.api.inline import LocalFile
from kling.api.v2.moved import entry_of
from kling.api.v2.translate import RESOLUTIONS
from kling.models.profiles import MODELS, Profile, unserved
from kling.rules import examples
from kling.rules.api.v2 import IGNORED_TYPES, VOICE
from kling.rules.diagnostic import Fix, at
from kling.rules.rule import (
    NOT_PLAIN,
    OTHER_TYPES,
    OTHER_VALUES,
    UNKNOWN_FIELDS,
    WRITTEN_TWICE,
    Finding,
    Request,
    add,
    replace,
    rule,
)

_JSON_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "true or false",
    float: "a decimal number",
    type(None): "null",
}
_KIND_NAMES = {
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "whole-seconds": 'a string of whole seconds such as "5"',
    "id": "a whole number or its digits as a string",
    "number": "a number",
    "array": "an array",
    "object": "an object",
}

_MEANT = {
    "mode": {size: mode for mode, size in RESOLUTIONS.items()} | MODES_ELSEWHERE,
    "resolution": {**RESOLUTIONS} | {name: RESOLUTIONS[mode] for name, mode in MODES_ELSEWHERE.items()},
    "type": {"last_frame": "end_frame", "tail": "end_frame", "start_frame": "first_frame"},
    "refer_type": {"edit": "base", "editing": "base", "base_video": "base", "reference": "feature"}
    | {"feature_video": "feature"},
    "sound": {"true": "on", "false": "off", "yes": "on", "no": "off", "native": "on"},
    "audio": {"true": "native", "false": "off", "on": "native", "yes": "native", "no": "off"},
    "keep_original_sound": {"true": "yes", "false": "no", "on": "yes", "off": "no"},
    "shot_type": {"customized": "customize", "custom": "customize"},
}
"""What people write and what the endpoint calls it (v2 names, other vendors' words)."""


def _name(value: object) -> str:
    return _JSON_NAMES.get(type(value), "a number")


def shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _meant(field: Field, written: str) -> str | None:
    known = _MEANT.get(field.name, {})
    if field.name == "model_name":
        known = {alias: name for name, model in MODELS.items() for alias in model.aliases}
    word = known.get(written)
    return word if word in field.values else None


def _allowed(field: Field, profile: Profile) -> tuple[str, ...]:
    """The values of a field that the profile has."""
    if field.name == "mode":
        return profile.modes
    if field.name == "aspect_ratio":
        return profile.aspect_ratios
    if field.name == "shot_type" and not profile.intelligence:
        return tuple(value for value in field.values if value != "intelligence")
    return field.values


def _shape(field: Field, kind: str) -> str:
    """How a field is written, with its first inner field as an example."""
    if not field.items:
        return f"write {field.name} as {kind}"
    inner = f'{{"{next(iter(field.items))}": …}}'
    return f'write "{field.name}": {f"[{inner}]" if field.kind == "array" else inner}'


def _one_of(values: tuple[str, ...]) -> str:
    quoted = [f'"{value}"' for value in values]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _coerced(field: Field, value: object) -> object:
    """The right spelling of a value of the wrong scalar type, ``value`` itself when its type is right, or ``...``
    when no reading makes sense."""
    if isinstance(value, str) and field.kind in WRITTEN:
        return value
    is_bool = isinstance(value, bool)
    is_int = isinstance(value, int) and not is_bool
    match field.kind:
        case "string":
            if isinstance(value, LocalFile):
                return value
            return str(value) if is_int and not field.values else ...
        case "whole-seconds":
            return str(value) if is_int else ...
        case "boolean":
            if is_bool:
                return value
            return (
                {"true": True, "false": False, 1: True, 0: False}.get(value, ...)
                if isinstance(value, str | int)
                else ...
            )
        case "integer":
            if is_int:
                return value
            number = whole(value)
            return ... if number is None or is_bool else number
        case "id":
            return value if is_int else ...
        case "number":
            return value if isinstance(value, int | float) and not is_bool else ...
        case "array":
            return value if isinstance(value, list) else ...
        case "object":
            return value if isinstance(value, Mapping) else ...


@rule(
    "S1",
    "not-an-object",
    title="The body is not a JSON object",
    source="Q, V1",
    fails="[]",
    passes=json.dumps(examples.text()),
)
def not_an_object(request: Request) -> Iterator[Finding]:
    """A create body is one JSON object. Arrays, strings and numbers are refused before any field is read."""
    if request.fault is None and not isinstance(request.value, Mapping):
        yield Finding(
            "",
            f"the body must be a JSON object, not {_name(request.value)}",
            f'write one object such as {{"model_name": "{examples.MODEL}", "prompt": "…"}}; one body per file',
        )


@rule(
    "S2",
    "wrong-type",
    title="A field has a type that cannot be read",
    source="V1; strictness INF",
    fails=examples.text(image_list={"image_url": examples.PICTURE}),
    passes=examples.images(None),
    reads=(OTHER_TYPES,),
)
def wrong_type(request: Request) -> Iterator[Finding]:
    """Lists must be arrays, their entries objects, and texts strings. A value of another kind cannot be read by the
    service, or is read as something nobody meant: ``sound`` true becomes the word "true", which is neither "on" nor
    "off"."""
    for pointer, field, value in request.document.known:
        if field.name == "duration" and isinstance(value, float):
            continue  # the duration rules speak about fractions
        if _coerced(field, value) is ...:
            allowed = _allowed(field, request.profile)
            kind = _one_of(allowed) if allowed else _KIND_NAMES[field.kind]
            fix: Fix | None = None
            if field.kind == "array" and isinstance(value, Mapping):
                fix = replace(pointer, [value], safe=True)
            elif isinstance(value, bool) and (word := _meant(field, str(value).lower())):
                fix = replace(pointer, word, safe=True)
            yield Finding(
                pointer,
                f"{field.name} must be {kind}, not {_name(value)}",
                f"write {shown(fix.patch[0]['value'])}" if fix else _shape(field, kind),
                fix,
            )
        elif field.kind == "array":
            for n, item in enumerate(value):
                if not isinstance(item, Mapping):
                    key = next(iter(field.items), "…")
                    wrapped = replace(f"{pointer}/{n}", {key: item}, safe=False) if isinstance(item, str) else None
                    yield Finding(
                        f"{pointer}/{n}",
                        f"every entry of {field.name} must be an object, not {_name(item)}",
                        f'write {{"{key}": …}}',
                        wrapped,
                    )


@rule(
    "S3",
    "other-scalar",
    severity="warning",
    title="A field has another scalar type than documented",
    source="M, Q, V1; coercion INF (C3)",
    fails=examples.text(duration=5),
    passes=examples.text(duration="5"),
    reads=(OTHER_TYPES,),
)
def other_scalar(request: Request) -> Iterator[Finding]:
    """The service most likely converts "1" to 1 and 5 to "5", but nobody has recorded that it does. Element ids are
    long numbers (or their digits); other names belong to other products."""
    for pointer, field, value in request.document.known:
        right = _coerced(field, value)
        if right is ... or right is value or isinstance(value, list | Mapping | LocalFile):
            continue
        if type(right) is not type(value):
            yield Finding(
                pointer,
                f"{field.name} is documented as {_KIND_NAMES[field.kind]}, here it is {_name(value)}",
                f"write {shown(right)}",
                replace(pointer, right, safe=True),
            )


@rule(
    "S12",
    "element-name-for-id",
    severity="warning",
    title="A name stands where the id of an element is wanted",
    source="Q, V1, LA; FZ (live: Element id not found)",
    fails=examples.text(prompt="<<<element_1>>> waves", element_list=[{"element_id": "mia"}]),
    passes=examples.text(prompt="<<<element_1>>> waves", element_list=[{"element_id": "829836802793406551"}]),
    stops=True,
    reads=("element_list", "contents", "input"),
)
def element_name_for_id(request: Request) -> Iterator[Finding]:
    """Ids of the element library are long numbers. The name that you gave an element is no id: the service does not
    find it, or makes the film without the element."""
    for pointer, field, value in request.document.known:
        if field.kind == "id" and isinstance(value, str) and value and not (value.isascii() and value.isdigit()):
            yield Finding(
                pointer,
                f"element_id {shown(value)} is not a number, as ids of the element library are; it is not sent",
                "use the id that the element library returned: `kling elements list` shows them",
            )


@rule(
    "S4",
    "value-not-allowed",
    title="A value is outside the field's list",
    source="M, Q, V1, V2",
    fails=examples.text(mode="standard"),
    passes=examples.text(),
    reads=(OTHER_VALUES, OTHER_TYPES),
)
def value_not_allowed(request: Request) -> Iterator[Finding]:
    """Fields with a fixed list of values are matched exactly: lower case, no spaces, v1 names (``end_frame`` and not
    ``last_frame``, the mode as the model calls it and not ``standard``)."""
    for pointer, field, value in request.document.known:
        if not field.listed:
            continue
        known = field.taken(request.profile)
        if not isinstance(value, str) or value in known:
            continue
        if request.wire == "v2" and field.name == "type" and value in (*IGNORED_TYPES, VOICE):
            continue  # R87 says more
        if field.name == "aspect_ratio" and not value:
            continue  # empty means absent; the aspect ratio rules decide whether that is allowed
        tidy = value.strip().lower()
        meant, near = _meant(field, tidy) or (tidy if tidy in field.values else None), [""]
        if field.name == "aspect_ratio":  # another ratio is no slip of the pen
            ratio = tidy.replace("x", ":").replace("/", ":")
            meant = ratio if ratio in known else None
        else:
            from difflib import get_close_matches

            near = get_close_matches(tidy, field.values, n=1) or near
        hint = f'; did you mean "{meant or near[0]}"?' if meant or near[0] else ""
        if field.name == "model_name" and (why := unserved(value)):
            hint = f"; {why}"
        allowed = ", ".join(f'"{v}"' for v in _allowed(field, request.profile))
        otherwise = f'; left out, it is "{field.default}"' if field.default else ""
        if field.name == "type" and not field.required:
            otherwise = f"; {field.meaning}"
        yield Finding(
            pointer,
            f"{field.name} value {shown(value)} is invalid{hint}",
            f"use one of {allowed}{otherwise}",
            replace(pointer, meant, safe=True) if meant else _of_part(request, pointer),
        )


def _of_part(request: Request, pointer: str) -> Fix | None:
    """The entry that says on the v2 wire what a part of another service's list says."""
    place = pointer.rpartition("/")[0]
    entry = entry_of(at(request.value, place)) if request.wire == "v2" else None
    return replace(place, entry, safe=False) if entry else None


@rule(
    "S5",
    "item-incomplete",
    title="A list entry lacks its required field",
    source="M, Q, V1",
    fails=examples.text(image_list=[{"image_url": ""}]),
    passes=examples.images(None),
    reads=("image_list", "video_list", "element_list", "multi_prompt", "contents", "voice_list", "dynamic_masks"),
)
def item_incomplete(request: Request) -> Iterator[Finding]:
    """An image needs its ``image_url``, a video its ``video_url``, an element its ``element_id``, a shot its ``index``,
    ``prompt`` and ``duration``; none of them may be empty."""
    for table in request.document.tables:
        head, _, place = table.pointer.rpartition("/")
        name = head.lstrip("/")
        if not place.isdigit() or (name == "multi_prompt" and not request.body.multi_shot):
            continue  # no entry of a list; or not used, and reported as such
        for inner in [*table.fields.values()][: None if table.complete else 1]:
            given = table.given.get(inner.name)
            empty = given is None or (isinstance(given, str) and not given.strip())
            if inner.required and empty and not (inner.name in ("prompt", "text") and given is not None):
                yield Finding(
                    f"{table.pointer}/{inner.name}" if inner.name in table.given else table.pointer,
                    f"{inner.name} of {name} entry {int(place) + 1} is {'missing' if given is None else 'empty'}",
                    f"write {inner.name}: {inner.meaning}",
                    add(f"{table.pointer}/index", int(place) + 1, safe=True) if inner.name == "index" else None,
                )


@rule(
    "S9",
    "duplicate-key",
    severity="warning",
    title="A key is written twice",
    source="RFC 8259",
    fails=json.dumps(examples.text()).replace('"prompt"', '"prompt": "A boat", "prompt"'),
    passes=json.dumps(examples.text()),
    reads=(WRITTEN_TWICE,),
)
def duplicate_key(request: Request) -> Iterator[Finding]:
    """JSON readers keep one of the two values, most of them the last; the other is lost without a word."""
    for pointer in request.duplicates:
        name = pointer.rpartition("/")[2]
        yield Finding(pointer, f"{name} is written twice; only the last one counts", "remove one of them")


@rule(
    "S13",
    "character-that-cannot-be-sent",
    title="A text holds NUL or half of a character",
    source="RFC 8259, RFC 3629; NUL: INF",
    fails=examples.text(prompt="A red\0 kite over a green valley"),
    passes=examples.text(),
    reads=(NOT_PLAIN, OTHER_TYPES, UNKNOWN_FIELDS),
)
def unsendable_character(request: Request) -> Iterator[Finding]:
    """Half of a character (an emoji that was cut in the middle) cannot be encoded, and NUL ends texts in many programs:
    such a request is refused, or its words end early."""
    for pointer, text, what in unsendable(request.value):
        rest = sendable(text)
        fix = None if is_blank(rest) else replace(pointer, rest, safe=True)
        yield Finding(pointer, f"the text holds {what}, which cannot be sent", "take it out", fix)


@rule(
    "S10",
    "unreadable",
    title="The document cannot be read",
    source="RFC 8259; YAML 1.2",
    fails='{"prompt": "A kite",',
    passes=json.dumps(examples.text()),
)
def unreadable(request: Request) -> Iterator[Finding]:
    """The text is not valid JSON or YAML, or not UTF-8, so nothing in it can be judged."""
    if request.fault is not None:
        yield Finding("", request.fault, UNREADABLE)

"""The form of a production file: its fields, its JSON Schema, and what is wrong with one that has another form."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kling.api.positions import escape
from kling.briefs.model import SCENARIOS
from kling.briefs.read import schema as brief_schema
from kling.productions.lip_sync import LipSync
from kling.rules.diagnostic import Diagnostic

Chain = Literal["last_frame", "next_shot", "sheet"]
Fields = Annotated[dict[str, Any], Field(description="the fields of a brief")]
Template = Annotated[str, Field(min_length=1, description="a path; {name}, variables and columns are filled in")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FilmEntry(_Strict):
    """A film: shots made one by one and joined."""

    shots: Annotated[list[Fields], Field(min_length=1, description="one brief per shot, in order")]
    chain: Annotated[
        Chain | None,
        Field(
            description="how a shot goes on from the one before: last_frame makes its last picture the first frame, "
            "next_shot gives its clip as the reference, sheet gives a sheet of its pictures as a reference image"
        ),
    ] = None
    defaults: Fields = Field(default_factory=dict)
    matrix: Annotated[str | None, Field(description="a table (.csv, .xlsx); one film per row")] = None
    output: Template | None = None


class ProductionFile(_Strict):
    """The form of a production file."""

    folder: Annotated[str | None, Field(description="where the videos go (default: the file's name)")] = None
    output: Template = "{name}.mp4"
    defaults: Annotated[dict[str, Any], Field(description="fields for every brief whose scenario has them")] = Field(
        default_factory=dict
    )
    assets: Annotated[dict[str, str], Field(description="files, URLs and element ids by name; used as @name")] = Field(
        default_factory=dict
    )
    variables: Annotated[dict[str, str | int | float], Field(description="values for {name} in any text")] = Field(
        default_factory=dict
    )
    briefs: Annotated[
        dict[str, Fields],
        Field(description="briefs by name; `matrix`, `output`, `lip_sync` may stand beside its fields"),
    ] = Field(default_factory=dict)
    films: Annotated[dict[str, FilmEntry], Field(description="films by name")] = Field(default_factory=dict)


def form_of(value: Any, faults: list[Diagnostic]) -> ProductionFile | None:
    """The form, without the fields or entries that have faults of their own: those of the others are told as well."""
    try:
        return ProductionFile.model_validate(value)
    except ValidationError as error:
        faults += _form_faults(error)
        rows = error.errors(include_url=False)
        places = [row["loc"] if row["type"] == "extra_forbidden" else _left_out(row["loc"]) for row in rows]
        if not isinstance(value, dict) or not all(places):
            return None
        rest = copy.deepcopy(value)
        for *way, last in places:
            target: Any = rest
            for step in way:
                target = target.get(step, {}) if isinstance(target, dict) else {}
            if isinstance(target, dict):
                target.pop(last, None)
        try:
            return ProductionFile.model_validate(rest)
        except ValidationError:
            return None


def _left_out(place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """What is left out for a fault at ``place``: a field that a film can be without, else the entry."""
    own = place[:1] == ("films",) and len(place) > 2 and not FilmEntry.model_fields[str(place[2])].is_required()
    return place[: 3 if own else 2]


def _form_faults(error: ValidationError) -> Iterator[Diagnostic]:
    for row in error.errors(include_url=False):
        pointer = "".join(f"/{escape(str(part))}" for part in row["loc"])
        place = FilmEntry if row["loc"][:1] == ("films",) else ProductionFile
        known = ", ".join(place.model_fields)
        if row["type"] == "extra_forbidden":
            yield Diagnostic("S7", "error", pointer, f"there is no field {row['loc'][-1]!r} here", f"known: {known}")
        elif row["type"] == "missing":
            yield Diagnostic("S5", "error", pointer, f"{row['loc'][-1]} is missing", f"add {row['loc'][-1]}")
        else:
            yield Diagnostic("S2", "error", pointer, row["msg"], "see `kling run --schema` for what each field takes")


def schema() -> dict[str, Any]:
    """The JSON Schema of a production file, for editors. Briefs may leave out what ``defaults`` hold."""
    form = ProductionFile.model_json_schema()
    known: dict[str, Any] = brief_schema()
    fields: dict[str, Any] = {}
    for scenario in known["$defs"].values():
        if "scenario" in scenario.get("properties", {}):
            fields = {**scenario["properties"], **fields}
    fields["scenario"] = {"enum": list(SCENARIOS), "description": "what kind of film"}
    loose = {"type": "object", "properties": fields, "additionalProperties": False}
    matrix = {"type": "string", "description": "a table (.csv, .xlsx); one video per row"}
    line = LipSync.model_json_schema()
    line = {"description": "a line that somebody in the film is given", "anyOf": [{"type": "boolean"}, line]}
    extra = {"matrix": matrix, "output": {"type": "string"}, "lip_sync": line}
    entry = {**loose, "properties": {**fields, **extra}}
    shot = {**loose, "properties": {**fields, "lip_sync": line}}
    form["$defs"] |= {name: part for name, part in known["$defs"].items() if "scenario" not in part["properties"]}
    form["properties"]["defaults"] |= {"properties": fields, "additionalProperties": False}
    form["properties"]["briefs"]["additionalProperties"] = entry
    form["$defs"]["FilmEntry"]["properties"]["shots"]["items"] = shot
    form["$defs"]["FilmEntry"]["properties"]["defaults"] |= {"properties": fields, "additionalProperties": False}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **form, "title": "Kling production"}

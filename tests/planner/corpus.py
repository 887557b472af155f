"""Requests with what a plan must decide for them, and what comes with each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kling.planner.asset import Asset
from kling.planner.plan import Plan, plan

REFERS = {"edit": "base", "reference": "feature"}
FOLDER = Path(__file__).parent
DEFAULTS = {
    "scenario": "t2v",
    "shots": 1,
    "sound": "off",
    "aspect_ratio": "16:9",
    "duration": 5,
    "refer_type": None,
    "keep_original_sound": None,
}


def read(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        entries: list[dict[str, Any]] = yaml.load(file, yaml.CSafeLoader)
    return entries


def requests_of(name: str) -> dict[str, dict[str, Any]]:
    """The requests of a file, by keys that no other file has."""
    return {f"{name}-{asked['id']}": asked for asked in read(f"intents_{name}.yaml")}


@cache
def requests() -> dict[str, dict[str, Any]]:
    """The requests of all files, read when they are asked for: not by every worker."""
    names = sorted(path.stem.removeprefix("intents_") for path in FOLDER.glob("intents_*.yaml"))
    return {key: asked for name in names for key, asked in requests_of(name).items()}


@cache
def planned(key: str) -> Plan:
    """The plan of a request with what comes with it, made once in a process."""
    return plan(requests()[key]["user"], given(requests()[key]))


def given(asked: dict[str, Any], *, roles: bool = True) -> tuple[Asset, ...]:
    found = []
    for asset in asked.get("assets", []):
        role = asset.get("type") if asset.get("type") in ("first_frame", "end_frame") and roles else None
        seconds = re.match(r"(\d+)\s*(?:s\b|秒)", asset.get("desc", "")) if asset["kind"] == "video" else None
        name = asset.get("name", "")
        found.append(Asset(asset["kind"], name, role, float(seconds[1]) if seconds else None))
    for written in asked.get("given", []):
        kind, _, name = written.partition(":")
        found.append(Asset(kind, name))
    return tuple(found)


def texts(made: Plan) -> list[str]:
    """All prompts of a plan and of its film."""
    groups = made.film.groups if made.film else ()
    return [text for _, text in made.shots] + [text for group in groups for _, text in group.shots]


def kept(made: Plan) -> list[str]:
    """All prompts of a plan, and what was taken out."""
    return [*texts(made), *made.removed]


def expected(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings a request must get; the film's number of shots, where it is one, under ``film``."""
    told = dict(asked["expect"])
    if "given" in asked or "assets" not in asked:
        told = {**DEFAULTS, **told} if asked["id"][:2].isalpha() and asked["id"][2:].isdigit() else told
        if "refer_type" not in asked["expect"]:
            told["refer_type"] = REFERS.get(told.get("scenario", ""))
        if "keep" in told:
            told["keep_original_sound"] = told.pop("keep")
        if "film" in told:
            told.pop("shots", None)
            told.pop("duration", None)
    return told


def decided(made: Plan) -> dict[str, Any]:
    settings = made.settings
    keep = settings.keep_original_sound
    return {
        "scenario": settings.scenario,
        "multi_shot": len(made.shots) > 1,
        "shots": len(made.shots),
        "sound": "on" if settings.sound else "off",
        "aspect_ratio": settings.aspect_ratio,
        "duration": settings.duration,
        "refer_type": REFERS.get(settings.scenario),
        "keep_original_sound": None if keep is None else "yes" if keep else "no",
        "film": sum(len(group.shots) for group in made.film.groups) if made.film else None,
        "mode": next((found.value for found in made.request.find("mode")), None),  # that the words ask for
    }

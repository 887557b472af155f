"""What an agent can read, and how it is led through the scenarios."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, get_args

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError

from kling.app import envelope, explain
from kling.app.planned import schema as production_schema
from kling.app.refusal import Refusal
from kling.app.skill import source
from kling.app.staging import schema as scene_schema
from kling.briefs.model import SCENARIOS
from kling.briefs.read import schema as brief_schema
from kling.lexicon import words_of_film
from kling.lexicon.terms import Language
from kling.mcp.answers import in_calls

LANGUAGES, EXAMPLES = get_args(Language), (*SCENARIOS, "storyboard")


def resources(mcp: MCPServer[Any], texts: Mapping[str, Any]) -> None:
    """Add the resources and prompts to a server; results are added as they come."""
    names = {"languages": ", ".join(LANGUAGES), "scenarios": ", ".join(EXAMPLES)}
    for uri, about in texts["resources"].items():
        told = {"title": about["title"], "description": about["text"].format(**names), "mime_type": about["kind"]}
        mcp.resource(f"kling://{uri}", name=uri, **told)(_READ[uri])
    for name, what in texts["prompts"].items():
        _prompt(mcp, name, what, texts["steps"])


def _rule(code: str) -> str:
    try:
        return in_calls(str(explain.document(explain.rule(code))["page"]))
    except Refusal as refusal:
        raise ResourceError(in_calls(str(refusal))) from None


def _page(name: str) -> str:
    """A page of the skill, in terms of tools."""
    return in_calls((source() / "references" / f"{name}.md").read_text("utf-8"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _one_of(name: str, names: Iterable[str]) -> Any:
    if name not in names:
        raise ResourceError(f"there is no {name[:60]!r}; there are {', '.join(names)}")
    return name


_READ: Mapping[str, Callable[..., str]] = {
    "guide": partial(_page, "prompt_guide"),
    "guide/productions": partial(_page, "productions"),
    "guide/scene": partial(_page, "scene"),
    "examples/{scenario}": lambda scenario: _page(f"examples-{_one_of(scenario, EXAMPLES)}"),
    "rules": lambda: _json(explain.rules()),
    "rules/{code}": _rule,
    "vocabulary/{language}": lambda language: _json(words_of_film(_one_of(language, LANGUAGES))),
    "schema/envelope": lambda: _json(envelope.schema()),
    "schema/brief": lambda: _json(brief_schema()),
    "schema/production": lambda: _json(production_schema()),
    "schema/scene": lambda: _json(scene_schema()),
}


def _prompt(mcp: MCPServer[Any], name: str, what: str, steps: str) -> None:
    @mcp.prompt(name=name, title=what.capitalize(), description=f"Leads step by step to {what}.")
    def scenario(words: str) -> str:
        return steps.format(what=what, words=words)

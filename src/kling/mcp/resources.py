"""What an agent can read, and how it is led through the scenarios."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from mcp.server.mcpserver import MCPServer

from kling.app import envelope
from kling.lexicon.terms import Language
from kling.mcp.answers import in_calls

Examples = Literal["t2v", "i2v", "first_last", "multi_image", "element", "edit", "reference", "storyboard"]
_SCHEMAS = {"envelope": "every answer", "brief": "a brief", "production": "a production"}
_PAGES = {
    "prompt_guide": ("guide", "How to write prompts"),
    "productions": ("guide/productions", "More than one task can make"),
}


def resources(mcp: MCPServer[Any], texts: Mapping[str, Any]) -> None:
    """Add the resources and prompts to a server; results are added as they come."""

    @mcp.resource("kling://rules", title="All rules", mime_type="application/json")
    def all_rules() -> str:
        from kling.app.explain import rules

        return json.dumps(rules(), ensure_ascii=False)

    @mcp.resource("kling://rules/{code}", title="A rule's page", mime_type="text/markdown")
    def rule(code: str) -> str:
        from kling.rules import explain

        return explain(code) or f"no rule is called {code}"

    @mcp.resource("kling://vocabulary/{language}", title="Words of film", mime_type="application/json")
    def vocabulary(language: Language) -> str:
        from kling.lexicon.page import words

        return json.dumps(words(language), ensure_ascii=False)

    @mcp.resource("kling://examples/{scenario}", title="Four worked examples", mime_type="text/markdown")
    def examples(scenario: Examples) -> str:
        return _page(f"examples-{scenario}")

    for file, (uri, title) in _PAGES.items():
        mcp.resource(f"kling://{uri}", name=file, title=title, mime_type="text/markdown")(partial(_page, file))
    for name, what in _SCHEMAS.items():
        uri, title = f"kling://schema/{name}", f"The shape of {what}"
        mcp.resource(uri, name=name, title=title, mime_type="application/json")(partial(_schema, name))
    for name, what in texts["prompts"].items():
        _prompt(mcp, name, what, texts["steps"])


def _schema(name: str) -> str:
    from kling.app.planned import schema as production
    from kling.briefs.load import schema as brief

    return json.dumps(envelope.schema() if name == "envelope" else brief() if name == "brief" else production())


def _page(name: str) -> str:
    """A page of the skill, in terms of tools."""
    from kling.app.skill import source

    return in_calls((source() / "references" / f"{name}.md").read_text("utf-8"))


def _prompt(mcp: MCPServer[Any], name: str, what: str, steps: str) -> None:
    @mcp.prompt(name=name, title=what.capitalize())
    def scenario(words: str) -> str:
        return steps.format(what=what, words=words)

"""What an agent can read, and how it is led through the scenarios."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver import MCPServer

from kling.app import envelope
from kling.lexicon.terms import Language


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

    @mcp.resource("kling://guide", title="How to write prompts", mime_type="text/markdown")
    def guide() -> str:
        from kling.app.skill import source

        return (source() / "references" / "prompt_guide.md").read_text("utf-8")

    @mcp.resource("kling://schema/envelope", title="The shape of every answer", mime_type="application/json")
    def schema() -> str:
        return json.dumps(envelope.schema())

    @mcp.resource("kling://schema/brief", title="The shape of a brief", mime_type="application/json")
    def brief() -> str:
        from kling.briefs.load import schema as brief_schema

        return json.dumps(brief_schema())

    for name, what in texts["prompts"].items():
        _prompt(mcp, name, what, texts["steps"])


def _prompt(mcp: MCPServer[Any], name: str, what: str, steps: str) -> None:
    @mcp.prompt(name=name, title=what.capitalize())
    def scenario(words: str) -> str:
        return steps.format(what=what, words=words)

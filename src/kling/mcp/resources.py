"""What an agent can read, and how it is led through the scenarios."""

from __future__ import annotations

import json

from mcp.server.mcpserver import MCPServer

from kling.app import envelope
from kling.lexicon.terms import Language

_SCENARIOS = {
    "words_to_video": "a film from words alone",
    "photo_to_life": "a photo brought to life: it is the first frame and decides the shape",
    "first_to_last": "a film from one photo to another",
    "with_references": "a film with people or things from photos or saved elements, each called @name",
    "edit_clip": "a change to a clip; it keeps the clip's length and shape",
    "borrow_camera": "a new film that takes its camera or motion from a clip",
    "storyboard": "a film of several shots, each with its seconds and words",
}
_STEPS = """Make {what}.

The wish, in the user's words: {wish}

1. Call plan with the wish and the user's files; keep the user's words. Read its notes and suggestions.
2. Write what is open (camera, light, sound, end of the movement) into the brief, and call check until it is accepted.
3. Call preview and look at the frames: order of shots, length, who is in frame.
4. Call estimate, tell the user the price, and generate only when they agree.
5. Call wait until it is done, look at the frames, and hand over the file's path."""


def resources(mcp: MCPServer) -> None:
    """Add the resources and prompts to a server."""

    @mcp.resource("kling://rules", title="All rules", mime_type="application/json")
    def rules() -> str:
        from kling.rules import RULES

        rows = [
            {"code": r.code, "severity": r.severity, "category": r.category, "title": r.title} for r in RULES.values()
        ]
        return json.dumps(rows, ensure_ascii=False)

    @mcp.resource("kling://rules/{code}", title="A rule's page", mime_type="text/markdown")
    def rule(code: str) -> str:
        from kling.rules import explain

        return explain(code) or f"no rule is called {code}"

    @mcp.resource("kling://vocabulary/{language}", title="Words of film", mime_type="application/json")
    def vocabulary(language: Language) -> str:
        from kling.lexicon import CAMERA_MOVES, LIGHTING, SHOT_SIZES

        kinds = {"camera": CAMERA_MOVES, "light": LIGHTING, "sizes": SHOT_SIZES}
        return json.dumps(
            {kind: [term.name(language) for term in terms] for kind, terms in kinds.items()}, ensure_ascii=False
        )

    @mcp.resource("kling://schema/envelope", title="The shape of every answer", mime_type="application/json")
    def schema() -> str:
        return json.dumps(envelope.SCHEMA)

    @mcp.resource("kling://schema/brief", title="The shape of a brief", mime_type="application/json")
    def brief() -> str:
        from kling.briefs.load import schema as brief_schema

        return json.dumps(brief_schema())

    for name, what in _SCENARIOS.items():
        _prompt(mcp, name, what)


def _prompt(mcp: MCPServer, name: str, what: str) -> None:
    @mcp.prompt(name=name, title=what.capitalize())
    def scenario(wish: str) -> str:
        return _STEPS.format(what=what, wish=wish)

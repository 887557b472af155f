"""The MCP server. Every tool is a call of :mod:`kling.app.calls`, made and answered in one way; what agents are told
about the tools stands in ``texts.yaml``."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, get_args

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resolve import Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.resources import FileResource
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import BaseModel, ValidationError

from kling import __version__
from kling.app import results
from kling.app.calls import CALLS, Call
from kling.app.refusal import Refusal, Step, fault_of
from kling.app.session import Said, Session
from kling.mcp.answers import KINDS, TEXTS, answered, refused, said
from kling.mcp.resources import resources


class GoOn(BaseModel):
    """What a user is asked before anything is spent."""

    go_on: bool


def _can_ask(ctx: Context) -> bool:
    """Whether the client asks its user by a form, which is what it means that says no more."""
    can = ctx.client_capabilities.elicitation if ctx.client_capabilities else None
    return can is not None and (can.form is not None or can.url is None)


class _Arguments(FuncMetadata):
    """Arguments of a tool. Clients that write a list or object as a text of JSON are understood, but what may be a text
    stays one: a request body in JSON is what the user's file shall say."""

    def pre_parse_json(self, data: dict[str, Any]) -> dict[str, Any]:
        texts = {name for name, field in self.arg_model.model_fields.items() if str in get_args(field.annotation)}
        given = {name: value for name, value in data.items() if name in texts and isinstance(value, str)}
        return super().pre_parse_json(data) | given


def _tool(name: str, kind: type[Call], session: Session) -> Tool:
    """A call as a tool: its arguments are the call's, and reach the function as one."""

    def ask(call: Any, ctx: Context) -> Elicit[GoOn] | None:
        """Asks the user where their client can, and something would be charged."""
        question = call.question(session) if _can_ask(ctx) else None
        return Elicit(question, GoOn) if question else None

    async def made(call: Any, ctx: Context, yes: Annotated[ElicitationResult[GoOn], Resolve(ask)]) -> CallToolResult:
        agreed: Said = "no"
        if yes.action == "accept":
            unasked: Said = "unasked" if _can_ask(ctx) else "token"
            agreed = ("yes" if yes.data.go_on else "no") if isinstance(yes.data, GoOn) else unasked
        answer = await answered(ctx, lambda tell: call.done(session, tell, agreed), waits=kind.waits)
        if isinstance(answer, Refusal):
            if "--fit" in answer.lacks and "fit" in kind.model_fields:
                answer.next = (Step(name, call.model_dump(exclude_defaults=True) | {"fit": True}),)
            return refused(answer)
        for file in answer.files:
            mime = KINDS.get(file.suffix.lower(), "application/octet-stream")
            resource = FileResource(uri=file.as_uri(), name=file.name, path=file, mime_type=mime)
            ctx.mcp_server.add_resource(resource)
        return said(answer)

    about = TEXTS["tools"][name]
    hints = ToolAnnotations(**TEXTS["hints"][about["hints"]])
    tool = Tool.from_function(made, name, about["title"], about["text"], annotations=hints)
    tool.fn_metadata = _Arguments(arg_model=_whole(kind), output_schema=results.schema(name))
    tool.parameters = kind.model_json_schema()
    for argument, schema in tool.parameters["properties"].items():
        schema.pop("title", None)
        schema["description"] = (TEXTS["arguments"] | about.get("arguments", {}))[argument]
    return tool


@cache
def _whole(kind: type[Call]) -> type[ArgModelBase]:
    """The arguments of a call as those of a function that takes them as one."""
    return type(kind.__name__, (kind, ArgModelBase), {"model_dump_one_level": lambda self: {"call": self}})


class Server(MCPServer[Any]):
    """An MCP server whose refusals are answers, too: those of tools, and those of arguments."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        about: dict[str, Any] = {
            "title": "Kling video generator",
            "instructions": TEXTS["instructions"],
            "version": __version__,
        }
        about["warn_on_duplicate_resources"] = False  # a film that is shown again is the same film
        super().__init__("kling", tools=list(tools), log_level="WARNING", **about)

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context | None = None) -> Any:
        known = list(CALLS[name].model_fields) if name in CALLS else list(arguments)
        for given in arguments.keys() - set(known):
            near = get_close_matches(given, known, n=1)
            help = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            return refused(Refusal("usage", f"{name} has no argument {given[:60]!r}", help=help))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if error.__cause__ is None:
                raise
            if not isinstance(error.__cause__, ValidationError) or error.__cause__.title != CALLS[name].__name__:
                return refused(fault_of(error.__cause__))
            first = error.__cause__.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            return refused(Refusal("usage", f"{where}: {first['msg']}", help="see the input schema of the tool"))


def server(session: Session) -> Server:
    """The server of a session."""
    made = Server([_tool(name, kind, session) for name, kind in CALLS.items()])
    resources(made, TEXTS)
    return made

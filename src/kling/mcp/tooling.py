"""How a function becomes a tool: its texts from ``texts.yaml``, its schemas from :mod:`kling.app`, its refusals as
answers."""

import inspect
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import wraps
from importlib.resources import files
from typing import Any, get_args

import yaml
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import FuncMetadata
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import ValidationError

from kling import __version__
from kling.app import results
from kling.app.refusal import Refusal, Step, refusal_of
from kling.app.request import Request
from kling.mcp.answers import refused

TEXTS: dict[str, Any] = yaml.safe_load((files("kling.mcp") / "texts.yaml").read_text("utf-8"))


class _Arguments(FuncMetadata):
    """Arguments of a tool. Clients that write a list or object as a text of JSON are understood, but what may be a text
    stays one: a request body in JSON is what the user's file shall say."""

    def pre_parse_json(self, data: dict[str, Any]) -> dict[str, Any]:
        texts = {name for name, field in self.arg_model.model_fields.items() if str in get_args(field.annotation)}
        given = {name: value for name, value in data.items() if name in texts and isinstance(value, str)}
        return super().pre_parse_json(data) | given


def tool_of(function: Callable[..., Any]) -> Tool:
    """A function as a tool of its name; an underscore at its end is left out."""
    name = function.__name__.rstrip("_")
    about = TEXTS["tools"][name]
    hints = ToolAnnotations(**TEXTS["hints"][about["hints"]])
    made = Tool.from_function(function, name, about["title"], about["text"], annotations=hints)
    for argument, schema in made.parameters["properties"].items():
        schema.pop("title", None)
        if argument in TEXTS["arguments"]:
            schema.setdefault("description", TEXTS["arguments"][argument])
    made.fn_metadata = _Arguments(**dict(made.fn_metadata))
    made.fn_metadata.output_schema = results.schema(name)
    return made


def asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose first argument is a :class:`Request`, as one that takes the fields of it by name."""
    _, *own = inspect.signature(function).parameters.values()
    given_by = [(one.name, one.default, one.annotation) for one in own]
    given_by += [(name, field, field.annotation) for name, field in Request.model_fields.items()]

    @wraps(function)
    def tool(**given: Any) -> Any:
        request = Request(**{name: given.pop(name) for name in Request.model_fields})
        return function(request, **given)

    named = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=a) for name, d, a in given_by
    ]
    tool.__dict__["__signature__"] = inspect.Signature(named, return_annotation=CallToolResult)
    tool.__annotations__ = {one.name: one.annotation for one in named}
    return tool


class Server(MCPServer[Any]):
    """An MCP server whose refusals are answers, too: those of tools, and those of arguments."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        super().__init__(
            "kling",
            title="Kling video generator",
            instructions=TEXTS["instructions"],
            version=__version__,
            tools=list(tools),
            log_level="WARNING",
        )
        self._arguments = {tool.name: list(tool.parameters["properties"]) for tool in tools}

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context | None = None) -> Any:
        known = self._arguments.get(name, list(arguments))
        for given in arguments.keys() - set(known):
            near = get_close_matches(given, known, n=1)
            help = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            return refused(Refusal("usage", f"{name} has no argument {given[:60]!r}", help=help))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                first = cause.errors(include_url=False, include_input=False)[0]
                where = ".".join(map(str, first["loc"]))
                return refused(Refusal("usage", f"{where}: {first['msg']}", help="see the input schema of the tool"))
            if isinstance(cause, Exception) and (refusal := refusal_of(cause)):
                if "--fit" in refusal.lacks and "fit" in known:
                    refusal.next = (Step(name, {**arguments, "fit": True}),)
                return refused(refusal)
            raise

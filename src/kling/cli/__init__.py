"""The command line. Each command is a module that is imported only when it is called, so that help is instant."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from kling import __version__

COMMANDS: dict[str, tuple[str, str, str]] = {
    # name: (module, attribute, one line of help)
    "generate": ("generate", "generate", "Make a video from words, pictures, clips or a brief."),
    "lipsync": ("lip_sync", "lipsync", "Have somebody in a finished film speak a line."),
    "plan": ("plan", "plan", "Turn plain words into a brief."),
    "preview": ("preview", "preview", "Draw the animatic of a brief or production, without any server."),
    "board": ("board", "board", "Write the storyboard of a brief or production, for people and editors."),
    "frames": ("frames", "frames", "Show a video as a sheet of its frames."),
    "look": ("frames", "look", "Say what pictures and clips are to the API."),
    "check": ("check", "check", "Find what is wrong with request bodies and briefs."),
    "review": ("review", "review", "Say what prompts cover, what to add next, and whether lines fit."),
    "explain": ("explain", "explain", "Show a rule's page."),
    "compile": ("compile", "compile_brief", "Print the request body of a brief."),
    "estimate": ("estimate", "estimate", "Say what bodies and briefs will cost."),
    "run": ("run", "run", "Carry out a production: many briefs, or films of many shots."),
    "jobs": ("jobs", "jobs", "List, show, retry and cancel what productions want."),
    "worker": ("worker", "worker", "Work on the productions of a shared database."),
    "webhook": ("webhook", "webhook", "Receive the callbacks of the service."),
    "costs": ("costs", "costs", "What productions cost: estimated and charged."),
    "brief": ("brief", "brief", "The form of a brief: its JSON Schema, and a first one to start from."),
    "status": ("tasks", "status", "Show a task, by task id or external id."),
    "wait": ("tasks", "wait", "Wait for a task and download its video."),
    "list": ("tasks", "list_tasks", "List the account's tasks, newest first."),
    "last": ("tasks", "last", "Show what was asked for last."),
    "download": ("tasks", "download", "Download the video of a finished task."),
    "elements": ("elements", "elements", "The element library: create, list, show, delete."),
    "account": ("account", "account", "Show the units that remain."),
    "login": ("login", "login", "Keep your key in the system's keyring."),
    "logout": ("login", "logout", "Remove the key from the keyring."),
    "sandbox": ("sandbox", "sandbox", "Run a local Kling."),
    "skill": ("skill", "skill", "Install the agent skill."),
    "mcp": ("kling.mcp.command", "mcp", "Serve the tools to an agent (Model Context Protocol)."),
    "schema": ("schema", "schema", "Print the JSON Schema of what --json prints."),
    "doctor": ("doctor", "doctor", "Check this installation, the credentials and the connection."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(module if "." in module else f"kling.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else "kling --help lists them all"
            raise click.UsageError(f"no command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kling")
@click.option("-v", "--verbose", count=True, help="Log what happens; twice for every request.")
def cli(verbose: int) -> None:
    """Kling: from words, photos and clips to a finished video.

    Without credentials everything runs on a local sandbox, free of charge. With KLING_API_KEY (or KLING_ACCESS_KEY and
    KLING_SECRET_KEY) set, the same commands make real videos, after showing the price.
    """
    from kling.app.dotenv import ignored

    if names := ", ".join(ignored()):
        click.echo(f"kling: not read from .env: {names}; only keys and KLING_BASE_URL are; export it", err=True)
    if verbose:
        import logging

        logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
        logging.getLogger("kling").setLevel(logging.DEBUG if verbose > 1 else logging.INFO)


def main(args: list[str] | None = None) -> Any:
    """Run the command line and exit: 0 done, 1 refused by rules, 2 usage, 3 credentials or account, 4 task failed,
    5 outcome unknown or timed out, 6 network or service, 8 nothing is known by that id."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a C locale must not end a paid run
    gc.set_threshold(200_000)  # modules and models stay: loading a command never reaches it, to look through them all
    atexit.register(gc.freeze)  # nor once more at the end, which takes as long again
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # looking for them takes as long as `kling --help` does
    from kling.cli.exits import guarded

    return guarded(cli, args)

"""kling check"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.exits import REFUSED
from kling.cli.given import FILE, fitted

if TYPE_CHECKING:
    from kling.app.check import Judgement
    from kling.media.keep import Keep
    from kling.models.profiles import Profile
    from kling.rules import Diagnostic


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
@options.profile
@click.option(
    "--media",
    type=FILE,
    help="A YAML file that states what is behind the URLs.",
)
@click.option("--probe", is_flag=True, help="Fetch the URLs and look at what is behind them.")
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files; what stood there stays in FILE.orig.")
@click.option("--proposals", is_flag=True, help="With --fix: apply the proposals as well, which may change the film.")
@click.option("--no-backup", is_flag=True, help="With --fix: keep no FILE.orig.")
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    help="Report these alone: P033, craft (a category), or P for all such codes.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave these out.")
@options.as_json
@fitted
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well.")
def check(
    files: tuple[str, ...],
    form: str,
    profile: Profile,
    media: Path | None,
    probe: bool,
    fix: bool,
    proposals: bool,
    no_backup: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_json: bool,
    strict: bool,
    fit: Keep | None,
) -> None:
    """Find what is wrong with request bodies (JSON), briefs and productions (YAML); "-" reads standard input.

    Every problem is reported at once. Exits with 1 if any file would be refused.

    What is left out is set by --select and --ignore, by [tool.kling] in pyproject.toml or kling.toml, or by
    `# kling: ignore P033` in a brief: on a line for that line, alone on a line for the whole brief.
    """
    from kling.app import check as app
    from kling.app import config
    from kling.cli.screen import Screen

    if (proposals or no_backup) and not fix:
        raise click.UsageError("--proposals and --no-backup go with --fix")
    known = app.statement(media) if media else {}
    fixing = app.Fixing(proposals, backup=not no_backup) if fix else None
    chosen = None
    if select or ignore:
        chosen = config.Chosen(config.codes(select, "--select"), config.codes(ignore, "--ignore"))
    found = app.check(
        _read(files), profile, media=known, probe=probe, fixing=fixing, chosen=chosen, fit=fit, tell=Screen()
    )
    for one in found:
        _tell(one)
        if one.fixed is not None and one.checked.path == "-" and not as_json:
            click.echo(one.text, nl=False)
    # A text that was fixed from standard input is the answer; without --json it has no verdict.
    judged = [one for one in found if as_json or one.fixed is None or one.checked.path != "-"]
    if as_json:
        document.emit(app.report(found, strict=strict, fit=fit))
    elif report := import_module(f"kling.cli.report.{form}").render([one.checked for one in judged]):
        click.echo(report)
    for step in app.fitting_steps(found) if app.refused(judged) else ():
        click.echo(f"kling: next: {step}", err=True)
    if app.refused(judged, strict=strict):
        raise SystemExit(REFUSED)


def _tell(one: Judgement) -> None:
    """What was fixed."""
    if one.fixed is None:
        return
    for d in one.fixed:
        click.echo(f"{one.checked.path}: fixed {d.code} {d.pointer}: {_change(d)}", err=True)
    if not one.fixed:
        left = "see them with `kling check`, apply them with --proposals"
        proposed = f" safely ({one.proposed} proposals: {left})" if one.proposed else ""
        click.echo(f"{one.checked.path}: nothing to fix{proposed}; the file is as it was", err=True)


def _change(fixed: Diagnostic) -> str:
    """What a fix did, in a line."""
    from kling.api.quoting import shortened

    done = [
        f"{op['op']} {op['path']}" + (f" = {shortened(op['value'], 80)}" if "value" in op else "")
        for op in (fixed.fix.patch if fixed.fix else ())
        if op["op"] != "test"
    ]
    return f"{fixed.message} ({', '.join(done)})"


def _read(files: tuple[str, ...]) -> dict[str, bytes]:
    """The content of every file. Raises Refusal, naming all that cannot be read, before any is touched."""
    from kling.app.refusal import Refusal

    contents: dict[str, bytes] = {}
    missing = []
    for path in files:
        try:
            contents[path] = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except OSError as error:
            missing.append(f"{path}: {error.strerror or error}")
    if missing:
        raise Refusal("usage", "; ".join(missing))
    return contents

"""kling check"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli.exits import REFUSED, USAGE, fail
from kling.models.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from kling.briefs.checking import Checked
    from kling.rules import Diagnostic


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default=DEFAULT.name,
    show_default=True,
    help="The dated rules to judge by.",
)
@click.option(
    "--media",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file that states what is behind the URLs.",
)
@click.option("--probe", is_flag=True, help="Fetch the URLs and look at what is behind them.")
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files; what stood there stays in FILE.orig.")
@click.option("--proposals", is_flag=True, help="With --fix: apply the proposals as well, which may change the film.")
@click.option("--no-backup", is_flag=True, help="With --fix: keep no FILE.orig.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well.")
def check(
    files: tuple[str, ...],
    form: str,
    profile: str,
    media: Path | None,
    probe: bool,
    fix: bool,
    proposals: bool,
    no_backup: bool,
    strict: bool,
) -> None:
    """Find what is wrong with request bodies (JSON), briefs and productions (YAML); "-" reads standard input.

    Every problem is reported at once. Exits with 1 if any file would be refused.
    """
    from kling.api.document import read_yaml
    from kling.briefs.checking import check_content, mended, urls
    from kling.cli.refusals import is_production
    from kling.media.info import Facts, StatementError, read_statement

    if (proposals or no_backup) and not fix:
        raise click.UsageError("--proposals and --no-backup go with --fix")
    known: dict[str, Facts] = {}
    if media is not None:
        statement = read_yaml(media.read_bytes())
        try:
            if statement.fault:
                raise StatementError(statement.fault)
            known = read_statement(statement.value)
        except StatementError as error:
            fail(f"{media}: {error}", USAGE)
    checked: list[Checked] = []
    for path, content in _read(files).items():
        found = check_content(content, path, PROFILES[profile], known)
        if is_production(found.document.value):
            checked.append(_production(found))
            continue
        if probe and (new := {url: kind for url, kind in urls(found).items() if url not in known}):
            from kling.media.remote import probe_urls

            known |= probe_urls(new)
            found = check_content(content, path, PROFILES[profile], known)
        if fix:
            text, fixed = mended(found, known, proposals=proposals)
            if fixed:
                if path == "-":
                    click.echo(text, nl=False)
                else:
                    try:
                        if not no_backup:
                            _keep(Path(path), content)
                        _write(Path(path), text, like=content)
                    except OSError as error:
                        fail(f"{path} stays as it was, it cannot be written: {error.strerror or error}", USAGE)
                for d in fixed:
                    click.echo(f"{path}: fixed {d.code} {d.pointer}: {_change(d)}", err=True)
                if path == "-":
                    continue
                found = check_content(text.encode(), path, PROFILES[profile], known)
            else:
                click.echo(f"{path}: nothing to fix{_left(found)}; the file is as it was", err=True)
                if path == "-":
                    click.echo(content, nl=False)
                    continue
        checked.append(found)
    report = import_module(f"kling.cli.report.{form}").render(checked)
    if report:
        click.echo(report)
    refused = any(one.verdict == "reject" for one in checked)
    warned = strict and any(d.severity == "warning" for one in checked for d in one.diagnostics)
    if refused or warned:
        raise SystemExit(REFUSED)


def _left(found: Checked) -> str:
    proposed = sum(1 for d in found.diagnostics if d.fix)
    return (
        f" safely ({proposed} proposals: see them with `kling check`, apply them with --proposals)" if proposed else ""
    )


def _change(fixed: Diagnostic) -> str:
    """What a fix did, in a line."""
    from kling.rules.diagnostic import shortened

    done = [
        f"{op['op']} {op['path']}" + (f" = {shortened(op['value'], 80)}" if "value" in op else "")
        for op in (fixed.fix.patch if fixed.fix else ())
        if op["op"] != "test"
    ]
    return f"{fixed.message} ({', '.join(done)})"


def _keep(path: Path, content: bytes) -> None:
    """Keep a file as it was beside itself; a copy of an earlier fix is not replaced."""
    number, kept = 1, path.with_name(f"{path.name}.orig")
    while kept.exists():
        if kept.read_bytes() == content:
            return
        number += 1
        kept = path.with_name(f"{path.name}.orig{number}")
    kept.write_bytes(content)


def _production(found: Checked) -> Checked:
    """A production judged as `kling run` does it. (Its tables and files are told from its place.)"""
    if found.path == "-":
        fail("a production is judged with the files beside it: give its path", USAGE)
    from dataclasses import replace

    from kling.productions.plan import plan
    from kling.productions.production import read

    return replace(found, diagnostics=plan(read(Path(found.path)), found.profile).diagnostics)


def _read(files: tuple[str, ...]) -> dict[str, bytes]:
    """The content of every file; ends with exit code 2, naming all that cannot be read, before any is touched."""
    contents: dict[str, bytes] = {}
    missing = []
    for path in files:
        try:
            contents[path] = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except OSError as error:
            missing.append(f"{path}: {error.strerror or error}")
    if missing:
        fail("; ".join(missing), USAGE)
    return contents


def _write(path: Path, text: str, like: bytes) -> None:
    """Replace a file in one step, keeping its mode, the links to it, its line ends and its byte order mark."""
    import tempfile

    path = path.resolve()
    encoding = "utf-8-sig" if like.startswith(b"\xef\xbb\xbf") else "utf-8"
    newline = "\r\n" if b"\r\n" in like else "\n"
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".kling-", delete=False, encoding=encoding, newline=newline
    ) as file:
        made = Path(file.name)
        try:
            file.write(text.replace("\r\n", "\n"))
            file.close()
            made.chmod(path.stat().st_mode & 0o7777)
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)

"""kling lipsync"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli import delivery, document, options
from kling.cli.gate import approval, gated
from kling.cli.given import FILE, Amount


@click.command()
@click.argument("video", metavar="TASK|URL|FILE")
@click.option("--text", help="The line, at most 120 characters, in Chinese or English.")
@click.option("--audio", metavar="FILE|URL", help="A recording instead: MP3, WAV, M4A or AAC, at most 5 MB.")
@click.option("--line", "number", type=click.IntRange(1), metavar="N", help="The Nth spoken line of the film's prompt.")
@click.option("--speaker", metavar="NAME", help="The line that this speaker has in the film's prompt.")
@click.option(
    "--brief",
    "file",
    type=FILE,
    help="Where the prompt stands: a brief, body or metadata; else the metadata beside the film.",
)
@click.option("--voice", metavar="ID", help="Who speaks a text; else a voice of its language that was seen to work.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of a text, where it is not plain.")
@click.option("--speed", type=Amount(0.8, 2.0), help="How fast a text is spoken, 0.8 to 2.0.")
@delivery.output
@delivery.force
@options.take
@options.host
@options.no_wait
@options.timeout
@delivery.metadata
@gated
@options.sandbox
@options.as_json
def lipsync(
    video: str,
    text: str | None,
    audio: str | None,
    number: int | None,
    speaker: str | None,
    file: Path | None,
    voice: str | None,
    language: str | None,
    speed: float | None,
    output: Path,
    force: bool,
    take: int,
    storage: str | None,
    no_wait: bool,
    timeout: float | None,
    metadata: bool,
    max_units: float | None,
    yes: bool,
    sandbox: bool,
    as_json: bool,
) -> None:
    """Have somebody in a finished film speak a line: a text, a recording, or a line of the film's own prompt.

    The film is a task of yours (its id), a clip at a URL, or a file; one that was fetched with --metadata is known by
    its task. Half a unit for each five seconds that were begun. The same line for the same clip is paid once.
    """
    from kling.app.connect import connect
    from kling.app.deliver import Destination
    from kling.app.generate import resume
    from kling.app.generate import storage as open_storage
    from kling.app.lip_sync import Choice, Said, line_of, lip_sync
    from kling.cli.screen import Screen

    ways = [text is not None, audio is not None, number is not None or speaker is not None]
    if sum(ways) != 1:
        raise click.UsageError("say what is spoken: --text, --audio, or --line or --speaker of the film's prompt")
    if ways[2]:
        chosen = line_of(video, Choice(number, speaker), file)
        text, language = chosen.quote.text, language or chosen.language
    destination = Destination(output, force, metadata)
    with Screen(quiet=as_json) as screen:
        kept = open_storage(storage) if storage else None
        with connect(sandbox=sandbox, tell=screen) as connection:
            made = lip_sync(
                connection,
                video,
                Said(text, audio, voice, language, speed),
                take=take,
                approval=approval(max_units, yes),
                destination=destination,
                storage=kept,
                wait=not no_wait,
                timeout=timeout,
                tell=screen,
            )
    if as_json:
        document.emit(made.envelope(destination))
    elif made.path is not None:
        click.echo(str(made.path))
    else:
        click.echo(f"to fetch it later: {resume(made.prepared.external_id, connection, destination)}", err=True)
        click.echo(made.task.external_task_id or made.task.id)

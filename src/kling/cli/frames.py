"""kling frames, kling look"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli import document
from kling.models.profiles import DEFAULT, PROFILES

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _moments(context: click.Context, option: click.Parameter, text: str | None) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        raise click.BadParameter("write seconds such as 0.5,2,4") from None


@click.command()
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-n", "count", type=click.IntRange(1, 100), default=6, show_default=True, help="How many frames.")
@click.option("--at", callback=_moments, metavar="S,S", help="These seconds instead.")
@click.option("--per-shot", is_flag=True, help="The middle of every shot instead.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="The JPEG to write; beside the video without it.",
)
@_json
def frames(video: Path, count: int, at: tuple[float, ...], per_shot: bool, output: Path | None, as_json: bool) -> None:
    """Show a video as a sheet of its frames, each with its time, and say what it is: length, size, sound, cuts."""
    from kling.app.look import frames as draw

    made = draw(video, output, count=count, at=at, per_shot=per_shot)
    if as_json:
        document.result(made.document())
        return
    facts, cuts = made.facts, ", ".join(f"{cut:g}" for cut in made.cuts) or "none"
    sound = "with sound" if made.has_sound else "without sound"
    click.echo(f"{facts.width}x{facts.height}, {facts.seconds} s, {facts.fps} fps, {sound}; cuts: {cuts}", err=True)
    click.echo(str(made.path))


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@_json
def look(files: tuple[Path, ...], profile: str, as_json: bool) -> None:
    """Say what pictures and clips are to the API: size, length, sound, whether they are legal, what --fit would fix,
    and what a clip costs."""
    from kling.app.look import look as look_at

    found = [look_at(path, PROFILES[profile]) for path in files]
    if as_json:
        document.result([one.document() for one in found])
        return
    for one in found:
        facts, row = one.facts, one.document()
        size = f"{facts.width}x{facts.height}" if facts.width else "size not known"
        length = f", {facts.seconds} s, {'with' if one.has_sound else 'without'} sound" if facts.kind == "video" else ""
        click.echo(
            f"{one.path}: {facts.format or facts.kind}, {size}{length}, {'legal' if row['legal'] else 'not legal'}"
        )
        for d in one.diagnostics:
            click.echo(f"  {d.severity} {d.code}: {d.message}; {d.help}")
        if row["fit_mends_it"]:
            click.echo("  --fit makes it legal")
        if one.units:
            click.echo(
                "  to edit or refer to it: " + ", ".join(f"{mode} {units} units" for mode, units in one.units.items())
            )

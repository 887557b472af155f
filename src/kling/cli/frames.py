"""kling frames, kling look"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import document, options
from kling.cli.exits import REFUSED
from kling.cli.given import fitted
from kling.extras import command
from kling.media.address import is_url
from kling.models.profiles import DEFAULT, longest

if TYPE_CHECKING:
    from kling.app.look import Looked
    from kling.media.info import Facts
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


def _moments(context: click.Context, option: click.Parameter, text: str | None) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        raise click.BadParameter("write seconds such as 0.5,2,4") from None


class _Seen(click.Path):
    """A picture or clip that is here; what an address is instead is said."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if is_url(str(value)):
            from kling.media.pages import page_at

            page = page_at(str(value))
            what = page.what if page else "an address"
            self.fail(f"{value!s:.200} is {what}; download it first, and look at the file", param, ctx)
        return super().convert(value, param, ctx)


@click.command()
@click.argument("video", metavar="FILE|ID")
@click.option("-n", "count", type=click.IntRange(1, 100), help="How many frames (default 6, or one for each shot).")
@click.option("--at", callback=_moments, metavar="S,S", help="These seconds instead.")
@click.option("--per-shot", is_flag=True, help="The middle of every shot instead.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="The picture to write (.jpg, .png or .webp); beside the video without it.",
)
@click.option("--force", is_flag=True, help="Replace a file that exists, even if it is no sheet.")
@options.as_json
@options.wire
@options.sandbox
def frames(video: str, output: Path | None, as_json: bool, **about: Any) -> None:
    """Show a video as a sheet of its frames, each with its time, and say what it is: length, size, sound, cuts. The
    video is a file, or that of a finished task by its id."""
    from kling.app.frames import shown
    from kling.app.tasks import frames_of

    made = frames_of(video, output, **about)
    if as_json:
        document.emit(shown(made))
        return
    cuts = ", ".join(f"{cut:g}" for cut in made.cuts) or "none"
    click.echo(f"{_said(made.facts)}; cuts: {cuts}", err=True)
    click.echo(str(made.path))


@click.command()
@click.argument("files", nargs=-1, required=True, type=_Seen(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--duration",
    type=click.IntRange(DEFAULT.duration_min, longest(DEFAULT)),
    default=DEFAULT.duration_default,
    show_default=True,
    metavar="SECONDS",
    help="The film that a clip is a reference for.",
)
@fitted
@options.profile
@options.as_json
def look(files: tuple[Path, ...], duration: int, fit: Keep | None, profile: Profile, as_json: bool) -> None:
    """Say what pictures and clips are to the API: size, length, sound, whether they are legal, what --fit would do, and
    what a clip costs. Exits with 1 if a file is neither a picture nor a clip."""
    from kling.app.look import look as look_at
    from kling.app.look import told

    found = [look_at(path, profile, seconds=duration, keep=fit) for path in files]
    if as_json:
        document.emit(told(found, fit))
    else:
        for line in (line for one in found for line in _lines(one)):
            click.echo(line)
    if not all(one.is_media for one in found):
        raise SystemExit(REFUSED)


def _lines(one: Looked) -> list[str]:
    coded = (one.facts.width, one.facts.height)
    shown = f", shown as {one.shown[0]}x{one.shown[1]}" if one.shown and one.shown != coded else ""
    legal = ("legal" if one.is_measured else "legal as far as is known") if one.is_legal else "not legal"
    lines = [f"{one.path}: {_said(one.facts)}{shown}: as input {legal}"]
    if one.facts.kind == "video" and one.facts.width is None:
        lines.append(f"  to look inside of clips: {command('sandbox')}")
    lines += [f"  {d.severity} {d.code}: {d.message}; {d.help}" for d in one.diagnostics]
    if one.changes:
        lines.append(f"  --fit {'makes it legal' if one.fits else 'would change it'}: {', '.join(one.changes)}")
    elif one.stays and not one.is_legal:
        lines.append(f"  --fit cannot help: {one.stays}")
    sizes = ", ".join(f"{mode} {wide}x{high}" for mode, (wide, high) in one.films.items())
    if sizes:
        lines.append(f"  a film that {'changes' if one.edit else 'begins with'} it has {sizes}")
    if one.edit:
        lines.append(f"  to change it: {'' if one.is_measured else 'at most '}{_priced(one.edit)}")
        lines.append(f"  as the reference of a film of {one.seconds} s: {_priced(one.reference)}")
    return lines


def _priced(prices: dict[str, Decimal]) -> str:
    return ", ".join(f"{mode} {units} units" for mode, units in prices.items())


def _said(facts: Facts) -> str:
    size = f"{facts.width}x{facts.height}" if facts.width else "size not known"
    told = [facts.format or facts.kind, size]
    if facts.kind == "video":
        told.append("length not known" if facts.seconds is None else f"{facts.seconds} s, {facts.fps} fps")
        sound = {None: "sound not known", True: "with sound", False: "without sound"}
        told.append(sound[facts.has_sound])
    return ", ".join(told)

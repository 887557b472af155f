"""kling review"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.given import words

if TYPE_CHECKING:
    from kling.briefs.review import Advice, Review, Reviewed
    from kling.models.profiles import Profile


@click.command()
@click.argument("prompts", nargs=-1, required=True, metavar="PROMPT|FILE...")
@click.option("--duration", type=click.IntRange(1), help="Seconds of a PROMPT's film; usually the model's default.")
@click.option("--sound", is_flag=True, help="A PROMPT's film has sound.")
@options.profile
@options.as_json
def review(prompts: tuple[str, ...], duration: int | None, sound: bool, profile: Profile, as_json: bool) -> None:
    """Say what prompts hold, what they leave open, and whether their spoken lines fit.

    Takes prompts ("-": from standard input), bodies (JSON), briefs and productions (YAML). What is open need not be
    filled: it is what the model will choose by itself. `kling check` finds faults.
    """
    from kling.app.review import review as read
    from kling.app.review import reviewed

    prompts = tuple(map(words, prompts))
    found = read(prompts, duration=duration, sound=sound, profile=profile)
    if as_json:
        document.emit(reviewed(prompts, found))
        return
    click.echo("\n\n".join(_shown(one.name, one.review) for one in found))


def _shown(name: str, one: Review) -> str:
    from kling.lexicon import LANGUAGES

    parts = []
    for number, prompt in enumerate(one.prompts, 1):
        of = f" {number}" if len(one.prompts) > 1 else ""
        seconds = f", {prompt.seconds} s" if prompt.seconds else ""
        lines = [f"{name}{of}{seconds}"]
        lines += [f"  {slot:<12} {' · '.join(words)}" for slot, words in prompt.said.items()]
        lines += [f"  {slot:<12} (the picture or clip shows it)" for slot in prompt.shown]
        for line in prompt.speech.lines:
            speaker = f"{line.quote.speaker}: " if line.quote.speaker else ""
            language = LANGUAGES[line.language].term if line.language in LANGUAGES else line.language
            lines.append(f"  line         {speaker}{line.units} {line.rate.unit} of {language}")
        if prompt.speech.lines:
            lines.append(f"  speech       {_speech(prompt)}")
        parts.append("\n".join(lines))
    if one.scenario == "edit":
        parts.append("an edit says only what changes; the formula is not for it")
    if one.advice:
        parts.append("\n".join(["not said:", *(_advised(advice, len(one.prompts)) for advice in one.advice)]))
    return "\n\n".join(parts)


def _advised(advice: Advice, prompts: int) -> str:
    where = f" (in {', '.join(map(str, advice.prompts))})" if len(advice.prompts) < prompts else ""
    return f"  {advice.slot:<12} {advice.advice}{where}"


def _speech(one: Reviewed) -> str:
    need = f"{one.speech.good:g} s at a natural pace, {one.speech.least:g} s at the fastest"
    if one.seconds is None:
        return need
    if one.speech.good <= one.seconds:
        return f"{need}: fits {one.seconds} s"
    if one.speech_fits:
        return f"{need}: fits {one.seconds} s only in haste; shorten the lines or lengthen the shot"
    return f"{need}: does not fit {one.seconds} s; shorten the lines or lengthen the shot"

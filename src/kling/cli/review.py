"""kling review"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli.exits import REFUSED, USAGE, fail
from kling.models.profiles import DEFAULT, PROFILES, Profile

if TYPE_CHECKING:
    from kling.briefs.checking import Checked
    from kling.briefs.review import Advice, Review, Reviewed


@click.command()
@click.argument("prompts", nargs=-1, required=True, metavar="PROMPT|FILE...")
@click.option("--duration", type=click.IntRange(1), default=5, show_default=True, help="Seconds of a PROMPT's film.")
@click.option("--sound", is_flag=True, help="A PROMPT's film has sound.")
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def review(prompts: tuple[str, ...], duration: int, sound: bool, profile: str, as_json: bool) -> None:
    """Say what prompts hold, what they leave open, and whether their spoken lines fit.

    Takes prompts, bodies (JSON), briefs and productions (YAML). What is open need not be filled: it is what the model
    will choose by itself. `kling check` finds faults.
    """
    from kling.briefs.review import review as read

    found: list[tuple[str, Review]] = []
    for given in prompts:
        for name, body in _bodies(given, duration, sound, PROFILES[profile]):
            reviewed = read(body, PROFILES[profile])
            if not reviewed.prompts:
                fail(f"{name} has no prompt; `kling check` says what it lacks", REFUSED)
            found.append((name, reviewed))
    if as_json:
        click.echo(json.dumps([_row(name, one) for name, one in found], ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join(_shown(name, one) for name, one in found))


def _bodies(given: str, duration: int, sound: bool, profile: Profile) -> list[tuple[str, dict[str, Any]]]:
    """The bodies behind an argument, each with the name it is shown by; ends with exit code 1 for a file that is no
    valid request, 2 for one that is not there."""
    from kling.briefs.checking import check_content
    from kling.briefs.compile import draft
    from kling.briefs.load import parse_document
    from kling.cli.refusals import is_production
    from kling.cli.report import text
    from kling.productions.plan import plan
    from kling.productions.production import read

    path = Path(given)
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        if not given.strip():
            fail("the prompt is empty: give its words, or the name of a file", USAGE)
        return [("prompt", {"prompt": given, "duration": str(duration), "sound": "on" if sound else "off"})]
    checked = check_content(path.read_bytes(), given, profile)
    made = plan(read(path), profile) if is_production(checked.document.value) else None
    if made:
        checked.diagnostics = made.diagnostics
    unread = checked.document.fault or not isinstance(checked.document.value, dict)
    if unread or (made.refused if made else checked.kind == "brief" and not _is_brief(checked)):
        click.echo(text.render([checked]), err=True)
        raise SystemExit(REFUSED)
    if made:
        return [(f"{given}: {item.wish.name}", draft(item.brief, profile, path.parent).body) for item in made.items]
    if checked.kind == "brief":
        return [(given, draft(parse_document(checked.document), profile, path.parent).body)]
    return [(given, checked.document.value)]


def _is_brief(checked: Checked) -> bool:
    """Whether a file can be read as a brief; the rulebook may find faults in it all the same."""
    from kling.briefs.errors import BriefRefused
    from kling.briefs.load import parse_document

    try:
        parse_document(checked.document)
    except BriefRefused:
        return False
    return True


def _row(name: str, one: Review) -> dict[str, Any]:
    return {
        "name": name,
        "scenario": one.scenario,
        "prompts": [_prompt(prompt) for prompt in one.prompts],
        "advice": [advice._asdict() for advice in one.advice],
    }


def _prompt(one: Reviewed) -> dict[str, Any]:
    lines = [
        {
            "speaker": line.quote.speaker,
            "text": line.quote.text,
            "language": line.language,
            "units": line.units,
            "unit": line.rate.unit,
        }
        for line in one.speech.lines
    ]
    seconds, least = one.speech.good, one.speech.least
    speech = {"fits": one.speech_fits, "seconds": seconds, "least_seconds": least, "lines": lines}
    return {**one._asdict(), "speech": speech}


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

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
    from kling.briefs.review import Review


@click.command()
@click.argument("prompts", nargs=-1, required=True, metavar="PROMPT|FILE...")
@click.option("--duration", type=click.IntRange(1), default=5, show_default=True, help="Seconds of a PROMPT's film.")
@click.option("--sound", is_flag=True, help="A PROMPT's film has sound.")
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def review(prompts: tuple[str, ...], duration: int, sound: bool, profile: str, as_json: bool) -> None:
    """Say what prompts cover, what to add next, and whether their spoken lines fit.

    Takes prompts, bodies (JSON), briefs and productions (YAML). Each prompt stands on a ladder: basic (subject,
    movement, scene), rich (traits, how the movement ends), cinematic (camera, light, mood). `kling check` finds faults.
    """
    from kling.briefs.review import review as read

    found: list[tuple[str, Review]] = []
    for given in prompts:
        for name, body in _bodies(given, duration, sound, PROFILES[profile]):
            reviews = read(body, PROFILES[profile])
            if not reviews:
                fail(f"{name} has no prompt; `kling check` says what it lacks", REFUSED)
            found += [(name, one) for one in reviews]
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
    row: dict[str, Any] = {"name": name, "pointer": one.pointer, "scenario": one.scenario, "seconds": one.seconds}
    if one.coverage:
        row |= {
            "level": one.coverage.level,
            "score": one.coverage.score,
            "of": one.coverage.of,
            "shown": one.coverage.shown,
            "next": [{"slot": s.slot, "why": s.why, "examples": s.examples} for s in one.coverage.next],
        }
    row["said"] = one.said
    row["speech"] = {
        "fits": one.speech_fits,
        "seconds": one.speech.good,
        "least_seconds": one.speech.least,
        "lines": [
            {
                "speaker": line.quote.speaker,
                "text": line.quote.text,
                "language": line.language,
                "units": line.units,
                "unit": line.rate.unit,
            }
            for line in one.speech.lines
        ],
    }
    return row


def _shown(name: str, one: Review) -> str:
    seconds = f", {one.seconds} s" if one.seconds else ""
    head = f"{name}{f' {one.pointer}' if one.pointer != '/prompt' else ''}{seconds}: "
    if one.coverage is None:
        lines = [f"{head}an edit says only what changes; the formula is not for it"]
    else:
        lines = [f"{head}{one.coverage.level}, {one.coverage.score} of {one.coverage.of}"]
    lines += [f"  {slot:<12} {' · '.join(words)}" for slot, words in one.said.items()]
    if one.coverage:
        lines += [f"  {slot:<12} (the picture or clip shows it)" for slot in one.coverage.shown]
        for step in one.coverage.next:
            lines.append(f"  + {step.slot}: {step.why}")
            lines += [f"      {example}" for example in step.examples]
    for line in one.speech.lines:
        speaker = f"{line.quote.speaker}: " if line.quote.speaker else ""
        lines.append(f"  line         {speaker}{line.units} {line.rate.unit} of {line.language}")
    if one.speech.lines:
        lines.append(f"  speech       {_speech(one)}")
    return "\n".join(lines)


def _speech(one: Review) -> str:
    need = f"{one.speech.good:g} s at a natural throttle, {one.speech.least:g} s at the fastest"
    if one.seconds is None:
        return need
    if one.speech.good <= one.seconds:
        return f"{need}: fits {one.seconds} s"
    if one.speech_fits:
        return f"{need}: fits {one.seconds} s only in haste; shorten the lines or lengthen the shot"
    return f"{need}: does not fit {one.seconds} s; shorten the lines or lengthen the shot"

"""A prompt as a structure, and its prose in the order the guide gives.

``[size, angle]: subject, description, movement and end state, scene. Camera. Light. Mood. Lines. Audio. Exclusions.``
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kling.prompts.pattern import pattern


class SpokenLine(NamedTuple):
    """``speaker`` a constant label or a reference token; ``delivery`` how it is said; ``language`` named only when it
    differs from the prompt's own ("in Japanese")."""

    speaker: str
    words: str
    delivery: str = ""
    verb: str = "says"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The slots of one shot, each a phrase without final stop; empty slots are left out of the prose."""

    subject: str = ""
    description: str = ""
    movement: str = ""
    end_state: str = ""
    scene: str = ""
    framing: str = ""
    camera: str = ""
    lighting: str = ""
    atmosphere: str = ""
    lines: tuple[SpokenLine, ...] = ()
    audio: str = ""
    keep: str = ""
    exclusions: tuple[str, ...] = field(default=())


_ARTICLE = pattern(r"^(?:An?|The|Two|Three|Una?|Unos|Unas|El|La|Los|Las|Dos|Tres)(?=\s)")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stop(text: str, full_stop: str) -> str:
    return text if text[-1:] in '.!?。！？”」"' else text + full_stop


def _line(line: SpokenLine, link: str, language: str) -> str:
    manner = [part for part in (line.delivery, line.language) if part]
    if language == "zh":
        label = f"[{'，'.join([line.speaker, *manner])}]"
        return f"{link}{label}{line.verb}：“{line.words}”"
    if language == "ja":
        label = f"{line.speaker}（{'、'.join(manner)}）" if manner else line.speaker
        return f"{link}{label}：「{line.words}」"
    label = f"{line.speaker} ({', '.join(manner)})" if manner else line.speaker
    return f'{link}{label} {line.verb}: "{line.words}"'


def compose(prompt: Prompt, language: str = "en") -> str:
    """The prose of a prompt. ``language`` (ISO 639-1) decides punctuation and the words that join the parts; the
    phrases themselves are taken as they are."""
    cjk = language in ("zh", "ja")
    comma, full_stop, colon, space = ("，", "。", "：", "") if language == "zh" else (", ", ".", ": ", " ")
    if language == "ja":
        comma, full_stop, colon, space = "、", "。", "：", ""
    joint = {"es": " y "}.get(language, " and ") if not cjk else comma
    action = joint.join(part for part in (prompt.movement, prompt.end_state) if part)
    head = (comma if prompt.description else space).join(part for part in (prompt.subject, prompt.description) if part)
    if prompt.description and action and not cjk:
        head += ","
    first = space.join(part for part in (head, action) if part)
    if prompt.scene:
        first += (comma if cjk else " " if first else "") + prompt.scene
    if prompt.framing and first:
        lowered = _ARTICLE.sub(lambda m: m[0].lower(), first)
        first = f"{_capital(prompt.framing)}{colon}{lowered}"
    elif prompt.framing:
        first = prompt.framing
    sentences = [first, prompt.camera, prompt.lighting, prompt.atmosphere]
    links = {"zh": "随后，", "ja": "少し間を置いて、", "es": "Un momento después, "}
    for number, line in enumerate(prompt.lines):
        link = links.get(language, "A beat later, ") if number else ""
        sentences.append(_line(line, link, language))
    if prompt.audio:
        label = {"zh": "声音", "ja": "音"}.get(language, "Audio")
        sentences.append(f"{label}{colon}{prompt.audio}")
    sentences += [prompt.keep, comma.join(prompt.exclusions)]
    return space.join(_stop(_capital(sentence), full_stop) for sentence in sentences if sentence)

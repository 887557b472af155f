"""Which prompt counts, and how long it may be. What makes a prompt good is judged by the P rules."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.characters import is_blank
from kling.media.address import is_url, scheme
from kling.models.profiles import DEFAULT, v2_profile
from kling.rules import examples
from kling.rules.craft.unit import A_PATH
from kling.rules.rule import BLANK, V2, Finding, Request, rule


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _v2_prompt_missing(request: Request) -> Iterator[Finding]:
    """One entry of ``contents`` has type ``prompt``, and its text says what to show, in every shot."""
    body = request.v2
    if not body.prompts:
        where = "/contents" if "contents" in body.raw else ""
        yield Finding(where, "contents holds no prompt", 'add {"type": "prompt", "text": "what to show"}')
    elif is_blank(body.prompt):
        yield Finding(body.prompt_at, "the prompt is empty", "say what to show")
    for shot in body.storyboard:
        if is_blank(shot.words):
            yield Finding(body.prompt_at, f"shot {shot.number} has no words", "say what it shows")


@rule(
    "R11",
    "prompt-missing",
    title="There is no prompt",
    source="M, V1",
    fails=examples.text(prompt=""),
    passes=examples.text(),
    reads=(BLANK,),
    v2=V2(
        _v2_prompt_missing,
        fails={"contents": [examples.v2_picture("first_frame")], "settings": {"multi_shot": False}},
        passes=examples.v2(examples.v2_picture("first_frame"), aspect_ratio=...),
        source="V2",
    ),
)
def prompt_missing(request: Request) -> Iterator[Finding]:
    """A single take needs ``prompt``, a storyboard needs one in every shot. Blanks alone are no prompt."""
    body = request.body
    if body.is_storyboard:
        for number, shot in enumerate(body.shots, 1):
            if shot.prompt is not None and is_blank(shot.prompt):
                yield Finding(
                    f"{shot.pointer}/prompt", f"the prompt of shot {number} is empty", "say what this shot shows"
                )
    elif _is_text(body.raw.get("prompt")) and is_blank(body.prompt):
        present = body.raw.get("prompt") is not None
        yield Finding(
            "/prompt" if present else "",
            "prompt is empty" if present else "prompt is missing",
            "say what to show: subject, movement, scene, camera, light",
        )


@rule(
    "R97",
    "prompt-is-a-file",
    title="The prompt is the name of a file or an address, and nothing else",
    source="INF: such a film shows the name, and is paid",
    fails=examples.text(prompt="briefs/kite.yaml"),
    passes=examples.text(prompt="A kite over the file kite.yaml on a screen"),
    wires=("v1", "v2"),
    reads=(A_PATH,),
)
def prompt_is_a_file(request: Request) -> Iterator[Finding]:
    """Nothing is read or fetched from a prompt: who gives a file where words are wanted pays for a film of its name."""
    for text in request.body.texts:
        word = text.text.strip()
        one = len(word.split(None, 1)) == 1 or word.startswith(("/", "./", "../", "~/", "file:"))
        if one and (is_url(word) or scheme(word) == "file" or word.lower().endswith(_FILES)):
            what = "an address" if is_url(word) else "the name of a file"
            help = "say what to show; a brief is given with --brief, a body with --body, media in their fields"
            yield Finding(text.pointer, f"the prompt is {what} and nothing else", help)


_FILES = (
    *(".yaml", ".yml", ".json", ".txt", ".md", ".csv", ".xlsx", ".docx", ".pdf"),
    *(".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif", ".mp4", ".mov", ".webm", ".mp3", ".wav"),
)


def _v2_prompt_too_long(request: Request) -> Iterator[Finding]:
    """At most $prompt_max characters; more than $prompt_recommended are not recommended."""
    length, profile = len(request.v2.prompt), request.profile
    if length > profile.prompt_recommended:
        over = length > profile.prompt_max
        limit, what = (profile.prompt_max, "limit") if over else (profile.prompt_recommended, "advice")
        yield Finding(
            request.v2.prompt_at,
            f"prompt has {length} characters, {length - limit} more than the {what} of {limit}",
            "shorten it",
            severity="error" if over else "warning",
        )


@rule(
    "R12",
    "prompt-too-long",
    title="The prompt is longer than the limit",
    source="M, Q, V1",
    fails=examples.text(prompt="a" * (DEFAULT.prompt_max + 1)),
    passes=examples.text(prompt="a" * DEFAULT.prompt_max),
    reads=("prompt",),
    v2=V2(
        _v2_prompt_too_long,
        fails=examples.v2(text="a" * (v2_profile().prompt_max + 1)),
        passes=examples.v2(text="a" * v2_profile().prompt_recommended),
        source="V2",
    ),
)
def prompt_too_long(request: Request) -> Iterator[Finding]:
    """At most $prompt_max characters (code points, tokens included); longer prompts are refused or cut."""
    length, limit = len(request.body.prompt), request.profile.prompt_max
    if length > limit:
        yield Finding(
            "/prompt", f"prompt has {length} characters, {length - limit} more than the limit of {limit}", "shorten it"
        )


def _v2_shot_prompt_too_long(request: Request) -> Iterator[Finding]:
    """At most $shot_prompt_max characters in each shot."""
    limit = request.profile.shot_prompt_max
    for shot in request.v2.storyboard:
        if (length := len(shot.words)) > limit:
            told = f"shot {shot.number} has {length} characters, {length - limit} more than the limit of {limit}"
            yield Finding(request.v2.prompt_at, told, "shorten it, or split it into two shots")


@rule(
    "R13",
    "shot-prompt-too-long",
    title="A shot's prompt is longer than the limit",
    source="M, Q",
    fails=examples.shots(
        5, multi_prompt=[{"index": 1, "prompt": "b" * (DEFAULT.shot_prompt_max + 1), "duration": "5"}]
    ),
    passes=examples.shots(5, multi_prompt=[{"index": 1, "prompt": "b" * DEFAULT.shot_prompt_max, "duration": "5"}]),
    reads=("multi_shot",),
    v2=V2(
        _v2_shot_prompt_too_long,
        fails=examples.v2(text=f"shot 1, 5, {'b' * (v2_profile().shot_prompt_max + 1)};", multi_shot=True),
        passes=examples.v2(text=f"shot 1, 5, {'b' * v2_profile().shot_prompt_max};", multi_shot=True),
        source="V2",
    ),
)
def shot_prompt_too_long(request: Request) -> Iterator[Finding]:
    """At most $shot_prompt_max characters (code points, tokens included) in each shot."""
    limit = request.profile.shot_prompt_max
    if not request.body.multi_shot:
        return
    for number, shot in enumerate(request.body.shots, 1):
        length = len(shot.prompt or "")
        if length > limit:
            yield Finding(
                f"{shot.pointer}/prompt",
                f"the prompt of shot {number} has {length} characters, {length - limit} more than the limit of {limit}",
                "shorten it, or split it into two shots",
            )


def _v2_before_the_shots(request: Request) -> Iterator[Finding]:
    """Nothing stands before the first shot."""
    if request.v2.multi_shot and request.v2.preamble:
        told = "there are words before the first shot"
        yield Finding(request.v2.prompt_at, told, "put them into the shots they belong to", severity="error")


@rule(
    "R14",
    "prompt-not-used",
    severity="warning",
    title="The top prompt has no effect in a storyboard",
    source="M, Q, SKILL (C27)",
    fails=examples.shots(5, 5, prompt="overall mood"),
    passes=examples.shots(5, 5, prompt=""),
    reads=("multi_shot",),
    v2=V2(
        _v2_before_the_shots,
        fails=examples.v2(text="Calm. shot 1, 3, A kite rises; shot 2, 2, It dives;", multi_shot=True),
        passes=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;", multi_shot=True),
        source="V2",
    ),
)
def prompt_not_used(request: Request) -> Iterator[Finding]:
    """With ``multi_shot`` and ``customize`` only the shots' own prompts are read; what the top prompt says is lost."""
    body = request.body
    if body.is_storyboard and body.prompt.strip():
        yield Finding(
            "/prompt",
            "prompt is ignored in a storyboard",
            "move what it says into the shots, then remove it",
        )

"""A brief from plain words, written by a language model the user has: any service with an OpenAI-compatible chat
endpoint. Its answer is judged by the same rulebook as everybody's, and sent back with the diagnostics at most twice.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kling.briefs.compile import compile
from kling.briefs.errors import BriefRefused
from kling.briefs.load import parse, schema
from kling.briefs.model import Brief
from kling.models.profiles import DEFAULT, Profile
from kling.rules.diagnostic import Diagnostic

log = logging.getLogger("kling.briefs")

REPAIRS = 2
TIMEOUT = 60.0
"""Seconds for each answer, from the question to its last byte."""
ANSWER_BYTES_MAX = 1_000_000
DEFAULT_URL = "https://api.openai.com/v1"

_INSTRUCTIONS = """\
You write briefs for short films made by Kling 3.0 Omni. Answer with one JSON object that follows the schema, and \
nothing else.

Choose the scenario, first match wins: a clip is given and the wish changes what is in it: edit. A clip is given and \
the wish makes new footage that borrows or continues it: reference. Two pictures as beginning and end: first_last. \
One picture to be brought to life: i2v. Saved elements: element. Pictures as references: multi_image. Otherwise t2v.
Use shots (2 to 6, whole seconds, 3 to 15 s together) when the wish has several shots, scenes or beats; else prompt.
Defaults: 5 seconds, 16:9 (9:16 for phones, 1:1 for square), mode pro, sound off unless something audible is wanted; \
an edit or reference has no sound.
Write each prompt as: shot size and angle: subject with two or three visible traits, one action with an end, the \
place; then one camera move with its speed; then the light with its source; then the mood; with sound on end with \
"Audio: …". Quote spoken words and say who speaks and how. Edits start with the verb and end with what stays \
unchanged. Repeat the subject's description in every shot. Name every asset as @name in the prompts. Use only the \
assets that are listed, with their sources exactly as given."""


class ModelFailed(Exception):
    """The language model gave no usable brief. The text says why and never holds the key."""


class _NotUnderstood(ModelFailed):
    """The endpoint refused the form of the question."""


@dataclass(frozen=True, slots=True)
class Asset:
    """Something the user has: its role (``image``, ``first_frame``, ``last_frame``, ``video``, ``element``), its name
    in prompts, and its source (path, URL or element id)."""

    role: str
    name: str
    source: str


def _settings() -> dict[str, Any]:
    return {
        "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": {"name": "brief", "schema": schema()}},
    }


def brief_from_model(
    words: str,
    assets: list[Asset],
    *,
    model: str,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = TIMEOUT,
    profile: Profile = DEFAULT,
    folder: Path = Path(),
) -> Brief:
    """Ask ``model`` for the brief of a wish. The endpoint is ``base_url`` or OPENAI_BASE_URL, the key ``api_key`` or
    OPENAI_API_KEY (none is sent when neither is set). Raises ModelFailed."""
    import httpx2

    address = (base_url or os.environ.get("OPENAI_BASE_URL") or DEFAULT_URL).rstrip("/")
    key = api_key or os.environ.get("OPENAI_API_KEY")
    listed = "\n".join(f"- {a.role} @{a.name}: {a.source}" for a in assets) or "- none"
    messages = [
        {"role": "system", "content": _INSTRUCTIONS},
        {"role": "user", "content": f"Wish: {words}\n\nAssets:\n{listed}"},
    ]
    with httpx2.Client(
        timeout=timeout, headers={"Authorization": f"Bearer {key}"} if key else {}, follow_redirects=False
    ) as http:
        url, settings = f"{address}/chat/completions", _settings()
        for attempt in range(REPAIRS + 1):
            try:
                answer = _ask(http, url, {"model": model, "messages": messages, **settings}, timeout)
            except _NotUnderstood:  # an endpoint that knows no schemas, or a model without a temperature
                messages[0]["content"] += f"\n\nThe schema:\n{json.dumps(schema(), ensure_ascii=False)}"
                settings = {}
                answer = _ask(http, url, {"model": model, "messages": messages}, timeout)
            try:
                brief = parse(_json_of(answer))
                _only_given(brief, assets)
                compile(brief, profile, folder=folder)
            except BriefRefused as refusal:
                faults = "\n".join(f"- {d.code} {d.pointer or '/'}: {d.message}. {d.help}" for d in refusal.diagnostics)
                log.info("answer %d of the language model was refused: %s", attempt + 1, refusal)
                messages += [
                    {"role": "assistant", "content": answer},
                    {"role": "user", "content": f"This brief is refused. Mend it and answer with JSON only:\n{faults}"},
                ]
            else:
                return brief
    raise ModelFailed(f"its brief was still refused after {REPAIRS} repairs")


def _ask(http: Any, url: str, request: Mapping[str, Any], timeout: float) -> str:
    import httpx2

    until = time.monotonic() + timeout
    try:
        with http.stream("POST", url, json=request) as reply:
            content = b""
            for piece in reply.iter_bytes():
                content += piece
                if len(content) > ANSWER_BYTES_MAX:
                    raise ModelFailed("its answer is longer than 1 MB")
                if time.monotonic() > until:
                    raise ModelFailed("it did not answer in time")
            status = reply.status_code
    except httpx2.TimeoutException:
        raise ModelFailed("it did not answer in time") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ModelFailed(f"it could not be reached ({type(error).__name__})") from None
    if status in (400, 422) and "response_format" in request:
        raise _NotUnderstood(f"it answered HTTP {status}")
    if status != 200:
        raise ModelFailed(f"it answered HTTP {status}")
    try:
        message = json.loads(content)["choices"][0]["message"]
        if message.get("refusal"):
            raise ModelFailed("it declined the wish")
        text = message["content"]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ModelFailed("its answer is not of the chat completions form") from None
    if not isinstance(text, str) or not text.strip():
        raise ModelFailed("its answer is empty")
    return text


def _json_of(answer: str) -> object:
    """The JSON object in an answer, also inside a code fence or between words; the raw text when there is none."""
    fenced = re.search(r"```(?:json)?\s*(\{.*\})\s*```", answer, re.DOTALL)
    candidate = fenced[1] if fenced else answer[answer.find("{") : answer.rfind("}") + 1]
    try:
        return json.loads(candidate)
    except (ValueError, RecursionError):
        fault = Diagnostic("S10", "error", "", "the answer is not a whole JSON object", "answer with one JSON object")
        raise BriefRefused([fault]) from None


def _only_given(brief: Brief, assets: list[Asset]) -> None:
    """A model may neither invent a source nor drop one."""
    fields: Mapping[str, Any] = brief.model_dump(exclude_none=True)
    used = {str(fields[name]) for name in ("first_frame", "last_frame", "video") if name in fields}
    used |= {str(source) for name in ("images", "elements") for source in fields.get(name, {}).values()}
    given = {asset.source for asset in assets}
    faults = [
        Diagnostic("R30", "error", "", f"{source} is not among the given assets", "use only what is listed")
        for source in sorted(used - given)
    ]
    faults += [
        Diagnostic("R31", "error", "", f"{source} is given but not used", "use every asset that is listed")
        for source in sorted(given - used)
    ]
    if faults:
        raise BriefRefused(faults)

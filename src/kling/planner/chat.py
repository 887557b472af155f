"""One question to a language model behind an OpenAI-compatible chat endpoint, and its answer. Endpoints differ: what
one refuses (``response_format``, pictures) is left out and asked again; what it says is read in any of its forms."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from kling.lexicon.pattern import pattern
from kling.media.address import host_of, is_loopback, scheme

log = logging.getLogger("kling.planner")

DEFAULT_URL = "https://api.openai.com/v1"
TIMEOUT = 120.0  # seconds for each answer
REPAIRS = 2
ANSWER_BYTES_MAX = 1_000_000
WAITS = 3  # times that "too many requests" is waited for
_REFUSED = (400, 404, 415, 422, 500, 501)  # answers of endpoints that do not know a part of the question
_THOUGHT = pattern(r"<(think|thinking|reasoning)>.*?(?:</\1>|$)", re.DOTALL | re.IGNORECASE)


class ModelFailed(Exception):
    """The language model gave nothing usable. The text says why and never holds the key."""


class Chat:
    """A conversation with ``model`` at ``address`` (else OPENAI_BASE_URL), with ``key`` (else OPENAI_API_KEY; none is
    sent where neither is set). Every answer has ``timeout`` seconds, waiting included."""

    def __init__(self, model: str, timeout: float, address: str | None = None, key: str | None = None) -> None:
        address = address or os.environ.get("OPENAI_BASE_URL") or DEFAULT_URL
        self.url, self.model, self.timeout = f"{address.rstrip('/')}/chat/completions", model, timeout
        self.key, self.extras = key or os.environ.get("OPENAI_API_KEY"), ["response_format", "pictures"]

    def settle(
        self, messages: Sequence[Mapping[str, Any]], schema: Mapping[str, Any], judge: Callable[[str], list[str]]
    ) -> list[str]:
        """Ask until ``judge`` finds no faults in the answer; it is sent back at most twice. Gives the faults left."""
        for attempt in range(REPAIRS + 1):
            answer = self.ask(messages, schema)
            faults = judge(answer)
            if not faults:
                break
            log.info("answer %d of the language model: %s", attempt + 1, "; ".join(faults))
            wrong = "\n- ".join(["Correct this and answer with the whole JSON again:", *faults[:8]])
            messages = [*messages, {"role": "assistant", "content": answer}, {"role": "user", "content": wrong}]
        return faults

    def ask(self, messages: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> str:
        """The text of the answer to ``messages``, asked in the form of ``schema`` where the endpoint knows how."""
        import httpx2

        if self.key and scheme(self.url) == "http" and not is_loopback(self.url):
            where = host_of(self.url)
            raise ModelFailed(f"a key is not sent over plain http to {where}; unset OPENAI_API_KEY, or use https")
        until, waits = time.monotonic() + self.timeout, 0
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with httpx2.Client(headers=headers) as http:
            while True:
                status, content, wait = self._once(http, self._request(messages, schema), until)
                pictures = any(not isinstance(message["content"], str) for message in messages)
                has = [extra for extra in self.extras if extra != "pictures" or pictures]
                if status in _REFUSED and has:
                    self.extras.remove(has[0])
                elif status in (429, 503) and waits < WAITS:
                    if time.monotonic() + wait > until:
                        reason = f"{self._reason(content)}; it asks to wait {wait:.0f} s, longer than --model-timeout"
                        raise ModelFailed(f"it answered HTTP {status}{reason} allows")
                    time.sleep(wait)
                    waits += 1
                elif status != 200:
                    raise ModelFailed(f"it answered HTTP {status}{self._reason(content)}")
                else:
                    return _text(content)

    def _request(self, messages: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> dict[str, Any]:
        """The question, without what the endpoint has refused."""
        if "pictures" not in self.extras:
            messages = [{**message, "content": said(message["content"])} for message in messages]
        request: dict[str, Any] = {"model": self.model, "messages": messages}
        if "response_format" in self.extras:
            form = {"name": "answer", "schema": schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return request

    def _once(self, http: Any, request: Mapping[str, Any], until: float) -> tuple[int, bytes, float]:
        """Status and content of one answer, and the seconds to wait where it asks for that as a number."""
        import httpx2

        left, content = max(0.1, until - time.monotonic()), b""
        late = ModelFailed(f"it did not answer in time, {self.timeout:g} s; --model-timeout gives it longer")
        try:
            with http.stream("POST", self.url, json=request, timeout=left) as reply:
                for piece in reply.iter_bytes():
                    content += piece
                    if len(content) > ANSWER_BYTES_MAX:
                        raise ModelFailed("its answer is longer than 1 MB")
                    if time.monotonic() > until:
                        raise late
                after = reply.headers.get("retry-after", "")
                wait = float(after) if after.replace(".", "", 1).isdecimal() else 2.0
                return reply.status_code, content, wait
        except httpx2.TimeoutException:
            raise late from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ModelFailed(f"it could not be reached at {self.url} ({type(error).__name__})") from None

    def _reason(self, content: bytes) -> str:
        """What the service says of its refusal, for the end of a sentence."""
        try:
            found = json.loads(content)
        except ValueError:
            found = content.decode("utf-8", "replace")
        for name in ("error", "message", "detail"):
            if isinstance(found, dict):
                found = found.get(name) or found
        text = " ".join((found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)).split())
        text = text.replace(self.key, "…") if self.key else text
        return f": {text[:300]}" if text.strip("{}[] ") and not text.startswith("<") else ""


def said(content: object) -> str:
    """The text of a message's content, which is a text or a list of parts."""
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return "".join(part["text"] for part in parts if isinstance(part.get("text"), str))


def document(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, after thoughts, in a code fence or between words; empty where none is."""
    text, found = _THOUGHT.sub(" ", answer), dict[str, Any]()
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        end = at + 1
        with suppress(ValueError, RecursionError):
            value, end = decoder.raw_decode(text, at)
            found = value if isinstance(value, dict) and ("prompt" in value or "shots" in value) else found
        at = text.find("{", end)
    return found


def _text(content: bytes) -> str:
    try:
        message = json.loads(content)["choices"][0]["message"]
        refusal, text = message.get("refusal"), said(message.get("content"))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ModelFailed("its answer is not of the chat completions form") from None
    if refusal:
        raise ModelFailed(f"it declined the request: {str(refusal)[:300]}")
    if not text.strip():
        raise ModelFailed("its answer is empty")
    return text

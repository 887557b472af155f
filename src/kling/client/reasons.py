"""The other side's own reason, from answers that are no Kling envelope: those of gateways, web servers and edges."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from kling.api.replies import json_of, printable
from kling.client.operations import Reply

REASON_MAX = 200  # characters
_TOKEN = re.compile(r"(?i)(bearer\s+|eyJ)[\w.+/=-]+|\b(?:sk|api-key)-[\w-]{8,}")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.IGNORECASE)
_WORDS = ("message", "msg", "error_description", "detail", "reason", "title", "error", "errors")
_ALSO = ("msg", "message", "string", "text", "description", "reason", "error")
"""How names of fields end that may hold a reason, where none of the usual ones does."""
_XML = re.compile(r"<message[^>]*>([^<]{1,300})", re.IGNORECASE)
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_CODES = ("code", "type", "status", "error_code")


class Reason(NamedTuple):
    """``server`` says what kind of server answered, ``text`` why (empty when it does not say), ``code`` is its word or
    number for that."""

    server: str
    text: str
    code: str = ""

    def __str__(self) -> str:
        text = f"{self.server} answered: {self.text}" if self.text else f"{self.server} answered without a reason"
        return f"{text} [{self.code}]" if self.code else text


def reason_of(reply: Reply) -> Reason:
    """What an answer says, in at most REASON_MAX characters and without keys."""
    name = reply.headers.get("server", "").partition("/")[0].strip()[:30]
    text = _decoded(reply)
    try:
        value: Any = json_of(reply.content)
    except (ValueError, RecursionError):
        if found := _TITLE.search(text) or _XML.search(text):
            return Reason(_server("a web server or an edge before the service", name), _tidy(found[1]))
        is_page = text.lstrip()[:1] == "<" or not text.strip()
        return Reason(_server("a web server or an edge before the service", name), "" if is_page else _tidy(text))
    return Reason(
        _server("a service that is not Kling's own API", name), _tidy(words_of(value)), _tidy(_code(value))[:40]
    )


def _decoded(reply: Reply) -> str:
    """The text of an answer, in UTF-8 or in the encoding that it names."""
    content = reply.content[:20_000]
    named = _CHARSET.search(reply.headers.get("content-type", ""))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        with contextlib.suppress(LookupError):  # an encoding that nobody knows
            return content.decode(named[1] if named else "utf-8", "replace")
        return content.decode("utf-8", "replace")


def hidden_in(data: Any) -> str:
    """The reason that stands in the data of an envelope whose message is empty; "" without one."""
    return _tidy(_words(data) or _hidden(data))


def _server(kind: str, name: str) -> str:
    return f"{kind} ({printable(name)})" if name else kind


def words_of(value: Any) -> str:
    """The reason in what a service says, whatever its form; all of it where no part is known to be one."""
    if found := _words(value) or _hidden(value):
        return found
    return json.dumps(value, ensure_ascii=False)[: 5 * REASON_MAX] if value not in (None, {}, []) else ""


def _hidden(value: Any, depth: int = 0) -> str:
    if not isinstance(value, Mapping) or depth > 3:
        return ""
    for key, one in value.items():
        if str(key).lower().endswith(_ALSO) and (found := _words(one) or _hidden(one, depth + 1)):
            return found
    return next((found for one in value.values() if (found := _hidden(one, depth + 1))), "")


def _words(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return _unpacked(value, depth) if value[:1] in ("{", "[") and depth < 4 else value
    if isinstance(value, list) and value and depth < 4:
        return _words(value[0], depth + 1)
    if isinstance(value, Mapping) and depth < 4:
        for key in _WORDS:
            if value.get(key) and (found := _words(value[key], depth + 1)):
                return found
    return ""


def _unpacked(text: str, depth: int) -> str:
    """The reason in a text that is JSON itself, as gateways pass on what they were answered."""
    try:
        value = json_of(text.encode())
    except (ValueError, RecursionError):
        return text
    return _words(value, depth + 1) or _hidden(value) or text


def _code(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    inner = value.get("error")
    for holder in (inner if isinstance(inner, Mapping) else {}, value):
        for key in _CODES:
            if isinstance(holder.get(key), str | int) and not isinstance(holder.get(key), bool):
                return str(holder[key])
    return ""


def masked(text: str) -> str:
    """``text`` without what looks like somebody's key."""
    return _TOKEN.sub("***", text)


def _tidy(text: str) -> str:
    plain = masked(" ".join(printable(text).split())[: 5 * REASON_MAX])
    return plain if len(plain) <= REASON_MAX else plain[: REASON_MAX - 1] + "…"

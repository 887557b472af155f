"""Judging files: request bodies (JSON) and briefs (YAML or JSON), with positions in their text; and fixing them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kling.api.body import Body
from kling.api.document import Document, read_json, read_yaml
from kling.api.patch import PatchError, patched
from kling.api.positions import Position
from kling.briefs.compile import compile, draft
from kling.briefs.errors import BriefRefused
from kling.briefs.model import Brief
from kling.briefs.read import parse_document
from kling.briefs.repair import complete
from kling.media.address import is_url
from kling.media.info import MediaFacts
from kling.models.profiles import DEFAULT, Profile
from kling.rules import Diagnostic, Fix, Request, Verdict, findings, request_of, verdict, when_sent, wire_of

Kind = Literal["v1", "v2", "lip-sync", "brief"]


@dataclass(slots=True)
class Checked:
    """A file that was judged. ``path`` is "-" for standard input; ``request`` what was judged, None when a brief could
    not be compiled."""

    path: str
    kind: Kind
    profile: Profile
    document: Document
    diagnostics: list[Diagnostic]
    request: Request | None = None

    @property
    def what(self) -> str:
        """What the file is, as people call it."""
        return "production" if is_production(self.document.value) else self.kind

    @property
    def verdict(self) -> Verdict:
        return verdict(self.diagnostics)

    def at(self, diagnostic: Diagnostic) -> Position | None:
        return self.document.at(diagnostic.pointer)


def is_production(value: object) -> bool:
    """Whether a document wants several videos, so that only a production can carry it out."""
    return isinstance(value, dict) and "scenario" not in value and bool(value.keys() & {"films", "briefs"})


def _read(content: bytes, path: str) -> tuple[Document, Kind]:
    looks_like_json = content.lstrip()[:1] in (b"{", b"[") and not path.endswith((".yaml", ".yml"))
    if path.endswith(".json") or looks_like_json:
        document = read_json(content)
        value: Any = document.value
        if isinstance(value, dict) and "scenario" in value:
            return document, "brief"
        return document, wire_of(value)
    document = read_yaml(content)
    is_body = isinstance(document.value, dict) and ("model_name" in document.value or "contents" in document.value)
    return document, wire_of(document.value) if is_body else "brief"


def check_content(
    content: bytes,
    path: str = "-",
    profile: Profile = DEFAULT,
    media: MediaFacts | None = None,
    fit: Callable[[Brief, Path, Profile], Brief] | None = None,
) -> Checked:
    """Judge the content of a file; its kind is told from the content. ``fit`` makes the files of a brief legal first.
    Never raises for bad content."""
    document, kind = _read(content, path)
    if kind == "brief":
        folder = Path() if path == "-" else Path(path).parent
        try:
            brief = parse_document(document)
            made = compile(fit(brief, folder, profile) if fit else brief, profile, folder=folder, media=media)
            return Checked(path, kind, profile, document, when_sent(made.diagnostics), made.request)
        except BriefRefused as error:
            whole = complete(error, profile, folder=folder, media=media)
            return Checked(path, kind, profile, document, when_sent(whole.diagnostics))
    request = request_of(document.value, profile, media, document.fault, document.duplicates)
    return Checked(path, kind, request.profile, document, findings(request), request)


def urls(checked: Checked) -> dict[str, Literal["image", "video"]]:
    """The URLs a body or brief names, and what should be behind them."""
    value = checked.document.value
    if checked.kind == "brief":
        try:
            value = draft(parse_document(checked.document), checked.profile, Path()).body
        except BriefRefused:
            return {}
    if checked.request is not None and checked.request.view is not None:
        value = checked.request.view.body
    body = Body(value if isinstance(value, dict) else {})
    found: dict[str, Literal["image", "video"]] = {}
    for image in body.images:
        if isinstance(image.source, str) and is_url(image.source):
            found[image.source] = "image"
    for video in body.videos:
        if isinstance(video.source, str) and is_url(video.source):
            found[video.source] = "video"
    return found


def _indent(text: str) -> int | None:
    found = re.search(r"\n( +)\S", text)
    return len(found[1]) if found else None


_FIRST = ("S11", "R10")
"""Whose fixes come first: what a body says in other words is meant, and by its model all else is judged; what other
rules propose are usual values."""


_FOUND_MAX = 10_000
"""Findings that are looked through for fixes, counted again after each; each takes 0.1 ms."""


def repaired(
    checked: Checked, media: MediaFacts | None = None, *, proposals: bool = False
) -> tuple[str, list[Diagnostic]]:
    """The text with every safe fix applied, with ``proposals`` every proposal too, and what was fixed.

    Fixes are applied one at a time and the document is judged anew after each, so no fix works on words that another
    has changed; of very many only as many as take no long time."""
    fixed: list[Diagnostic] = []
    left = _FOUND_MAX
    tried: list[Fix] = []  # a rule may have several faults in one text, each with a fix of its own
    apply = _in_yaml if checked.kind == "brief" else _in_json
    while True:
        found = sorted(checked.diagnostics, key=lambda d: _FIRST.index(d.code) if d.code in _FIRST else len(_FIRST))
        due = next((d for d in found if d.fix and (d.fix.safe or proposals) and d.fix not in tried), None)
        left -= 1 + len(found)
        if due is None or due.fix is None or left < 0:
            return checked.document.text, fixed
        tried.append(due.fix)
        text = apply(checked.document, due.fix)
        if text is not None:
            fixed.append(due)
            checked = check_content(text.encode(), checked.path, checked.profile, media)


def _in_json(document: Document, fix: Fix) -> str | None:
    try:
        value = patched(document.value, fix.patch)
    except PatchError:
        return None
    return json.dumps(value, ensure_ascii=False, indent=_indent(document.text)) + "\n"


def _in_yaml(document: Document, fix: Fix) -> str | None:
    """Only words are fixed in YAML; everything around them, comments too, stays as it was written."""
    text, places = document.text, document.positions
    for op in fix.patch:
        if places is None or op["op"] != "replace" or op["path"] not in places.ends:
            return None
        start, end = places.offsets[op["path"]], places.ends[op["path"]]
        tail = text[:end][len(text[:end].rstrip()) :]  # the line ends that belong to a block scalar
        text = text[:start] + json.dumps(op["value"], ensure_ascii=False) + tail + text[end:]
    return text

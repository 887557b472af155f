"""A tolerant reading of a v2 create body; wrong types read as absent and are reported by the structure rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kling.api.body import whole
from kling.api.fields import Document, Table
from kling.api.inline import LocalFile
from kling.api.v2.fields import CLIPS, CONTENTS, FIELDS, FOREIGN, PICTURES, TYPED
from kling.api.v2.shots import ShotText, parse
from kling.lazy import lazy
from kling.models.profiles import v2_profile

_EVERY = {name: field for fields in reversed(CONTENTS.values()) for name, field in fields.items()}
"""The fields that any entry of contents may have."""


class Content(NamedTuple):
    """An entry of contents; ``id`` is "" when it has none, ``source`` is its URL, base64 or local file."""

    pointer: str
    type: str
    id: str
    source: str | LocalFile
    text: str
    element_id: str


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


class Body(Document):
    """Questions about one v2 body. ``raw`` is the body as it was written."""

    endpoint = "the v2 omni endpoint"
    fields = FIELDS
    foreign = FOREIGN

    def _object(self, name: str) -> Mapping[str, Any]:
        value = self.raw.get(name)
        return value if isinstance(value, Mapping) else {}

    @lazy
    def contents(self) -> list[Content]:
        items = self.raw.get("contents")
        found = []
        for n, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, Mapping):
                url, element = item.get("url"), item.get("element_id")
                found.append(
                    Content(
                        f"/contents/{n}",
                        _text(item.get("type")),
                        _text(item.get("id")),
                        url if isinstance(url, str | LocalFile) else "",
                        _text(item.get("text")),
                        str(element) if isinstance(element, str | int) and not isinstance(element, bool) else "",
                    )
                )
        return found

    @lazy
    def tables(self) -> list[Table]:
        found = [Table("", self.raw, FIELDS, self.endpoint)]
        items = self.raw.get("contents")
        for n, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, Mapping):
                kind = item.get("type")
                fields = CONTENTS.get(kind) if isinstance(kind, str) else None
                where = f"a {kind} of contents" if fields else "contents"
                every = TYPED | (_EVERY if fields is None else fields)
                found.append(Table(f"/contents/{n}", item, every, where, complete=fields is not None))
        for name in ("settings", "options"):
            found.append(Table(f"/{name}", self._object(name), FIELDS[name].items, name))
        info = self._object("options").get("watermark_info")
        if isinstance(info, Mapping):
            known = FIELDS["options"].items["watermark_info"].items
            found.append(Table("/options/watermark_info", info, known, "watermark_info"))
        return found

    def of(self, *types: str) -> list[Content]:
        """The entries of these types, in order."""
        return [content for content in self.contents if content.type in types]

    @lazy
    def prompts(self) -> list[Content]:
        return self.of("prompt")

    @lazy
    def prompt(self) -> str:
        return self.prompts[0].text if self.prompts else ""

    @lazy
    def prompt_at(self) -> str:
        """Where the words of the prompt stand, or belong."""
        return f"{self.prompts[0].pointer}/text" if self.prompts else "/contents"

    @lazy
    def shots(self) -> list[ShotText]:
        """The shots the prompt writes, whether or not multi_shot lets them count."""
        return parse(self.prompt)[1]

    @lazy
    def storyboard(self) -> list[ShotText]:
        """The shots that count."""
        return self.shots if self.multi_shot else []

    @lazy
    def preamble(self) -> str:
        """Words before the first shot."""
        before, shots = parse(self.prompt)
        return before if shots else ""

    @lazy
    def pictures(self) -> list[Content]:
        return self.of(*PICTURES)

    @lazy
    def clips(self) -> list[Content]:
        return self.of(*CLIPS)

    @lazy
    def elements(self) -> list[Content]:
        return self.of("element")

    @lazy
    def settings(self) -> Mapping[str, Any]:
        return self._object("settings")

    @lazy
    def options(self) -> Mapping[str, Any]:
        return self._object("options")

    @lazy
    def multi_shot(self) -> bool:
        """True when absent: the opposite of the v1 wire."""
        return self.settings.get("multi_shot") not in (False, "false")

    @lazy
    def audio(self) -> str:
        return _text(self.settings.get("audio")) or "off"

    @lazy
    def duration(self) -> int | None:
        """Seconds; the default when absent, None when it is not a whole number."""
        value = self.settings.get("duration")
        return v2_profile().duration_default if value is None else whole(value)

"""The sentences that a plan adds to the words of a request: what each asset is, what an edit keeps, what is borrowed
from a clip, which pictures are the frames. A closed list, in the language of the request, in the planner's tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kling.planner import sources
from kling.planner.asset import Binding
from kling.planner.decide import Settings
from kling.planner.fidelity import words
from kling.planner.questions import Request, doubled
from kling.prompts import references

_CLIP = "<<<video_1>>>"
_OPENING = 12
"""Words of a text among which it may say itself what is done with its clip."""
_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", ":", "：")
_COUNTERS = ("장", "枚", "张", "張")
"""After a number these count pictures: 사진 3장 is three of them."""
_CLOSES = "\"”」»'’)） "


class Scaffold:
    """Writes prompts of the words of one request. ``added`` are the sentences added, each once."""

    def __init__(self, request: Request, settings: Settings) -> None:
        self.request, self.settings = request, settings
        self.sentences = request.table.sentences
        self.added: list[str] = []

    def add(self, sentence: str) -> str:
        """``sentence``, entered in ``added``."""
        if sentence.strip() and sentence.strip() not in self.added:
            self.added.append(sentence.strip())
        return sentence

    def prompts(self, texts: Sequence[str]) -> list[str]:
        """The prompts of the shots of a film, or of its one take."""
        made = []
        for text in map(doubled, texts):
            before, after = self._bound(text, "\n".join(texts), alone=len(texts) == 1)
            said = Request(text, self.request.language)
            keeps = said.says("keep_rest") or said.says("whole_clip")
            text = self._led(text)
            if self.settings.scenario == "edit" and not keeps:
                after.append(self.add(self.sentences["keep"]))
            made.append(self.joined([*before, text, *after]))
        return made

    def joined(self, parts: Sequence[str]) -> str:
        """Texts as sentences, one after the other."""
        stop: str = self.sentences["stop"]
        out = ""
        for part in (p.strip() for p in parts if p.strip()):
            if out:
                bare = out.rstrip(_CLOSES)
                out += (
                    ""
                    if out.endswith("。")
                    else " "
                    if bare.endswith(_ENDS) and stop.endswith(" ")
                    else ("" if bare.endswith(_ENDS) else stop)
                )
            out += part
        return out

    def _led(self, text: str) -> str:
        """``text`` after the words that say what is done with its clip or its frames."""
        scenario = self.settings.scenario
        if scenario == "first_last":
            tokens = {binding.use: binding.token for binding in self.settings.bindings}
            named = all(token in text for token in tokens.values())
            frames = self.sentences["frames"].format(first=tokens["first_frame"], last=tokens["end_frame"])
            return text if named else self.joined([self.add(frames), text])
        if scenario not in ("edit", "reference") or _CLIP in text:
            return text
        kind = self.request.clip_use
        if scenario == "edit":
            kind = "edit"
        elif kind not in ("camera", "motion", "next", "previous"):
            if self.request.says("borrow_style") and not self.request.says("look"):  # its rhythm, its voice
                return self.joined([self.add(self.sentences["reference"].format(tokens=_CLIP)), text])
            kind = "style"
        written: str = self.sentences[kind]
        lead, said = words(written.format(token="", text="")), words(text)[:_OPENING]
        says = set(lead) - self.request.table.function
        if len(says) > 1 and 2 * len(says.intersection(said)) > len(says):  # "Generate the next shot: …"
            return self.joined([self.add(self.sentences["reference"].format(tokens=_CLIP)), text])
        self.add(written.format(token=_CLIP, text=""))
        return written.format(token=_CLIP, text=text)

    def _bound(self, text: str, whole: str, *, alone: bool) -> tuple[list[str], list[str]]:
        """Sentences before and after ``text`` that say what each of its assets is; ``whole`` are all shots."""
        bindings = [b for b in self.settings.bindings if b.use in ("reference", "element") and b.token not in text]
        several = sum(b.use in ("reference", "element") for b in self.settings.bindings) > 1
        before, unnamed = [], []
        for binding in bindings:
            name = binding.asset.name.replace("_", " ")
            written = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) if name else None
            name = written[0] if written else name  # "kurt" is Kurt there
            if several and not alone and self._elsewhere(binding, text, whole):
                continue
            if name:
                thing = "bind_thing" if name[0].islower() else "bind"
                before.append(self.add(self.sentences[thing].format(name=name, token=binding.token)))
            else:
                unnamed.append(binding.token)
        after = []
        if unnamed:
            tokens = self.sentences["comma"].join(unnamed)
            after.append(self.add(self.sentences["reference"].format(tokens=tokens)))
        return before, after

    def _elsewhere(self, binding: Binding, text: str, whole: str) -> bool:
        """Whether an asset belongs to other shots: they name it, and this one does not."""
        name = words(binding.asset.name.replace("_", " "))
        others = binding.token in whole or (name and _within(name, words(whole)))
        here = (name and _within(name, words(text))) or Request(text, self.request.language).says("both")
        return bool(others) and not here


def with_tokens(request: Request, bindings: Sequence[Binding]) -> tuple[str, list[str]]:
    """The request with the token of each asset in the place of its ``@name`` or its file, and after the words that
    point to it by number ("photo 1"); and the files it named."""
    text, replaced = request.text, []
    tokens = {b.asset.source: b.token for b in bindings if b.asset.source}
    for source in reversed(sources.find(text, tokens)):
        if source.given:
            text = f"{text[: source.start]}{tokens[source.given]}{text[source.end :]}"
            replaced.append(source.source)
    named = [(b.asset.name, b.token) for b in bindings if b.asset.name]
    held = {
        spelling: token for name, token in named for spelling in (name, name.replace(" ", "_"), name.replace("_", " "))
    }
    for spelling in filter(lambda name: " " in name, held):
        text = text.replace(f"@{spelling}", held[spelling])
    for mention in reversed(list(references.mentions(text, held))):
        if mention.name is not None:
            text = f"{text[: mention.start]}{held[mention.name]}{text[mention.end :]}"
    for topic, use in (("numbered_asset", "reference"), ("numbered_element", "element")):
        meant_by_number = [binding for binding in bindings if binding.use == use]
        for found in sorted(Request(text, request.language).find(topic), reverse=True):
            at = int(found.number or 0) - 1
            counted = text.startswith(_COUNTERS, found.end)
            if not counted and 0 <= at < len(meant_by_number) and meant_by_number[at].token not in text:
                space = " " if request.table.spaced else ""
                text = f"{text[: found.end]}{space}{meant_by_number[at].token}{text[found.end :]}"
    if any(binding.token == _CLIP for binding in bindings) and _CLIP not in text:
        said = Request(text, request.language)
        for found in said.find("clip_named")[:1]:
            space = " " if request.table.spaced else ""
            nouns = [f.end for f in said.find("clip_word") if found.start <= f.start and f.end <= found.end]
            at = max(nouns, default=found.end)  # "动画|里": before what follows the noun
            text = f"{text[:at]}{space}{_CLIP}{text[at:]}"
    return text, replaced


def _within(name: Sequence[str], text: Sequence[str]) -> bool:
    return any(list(text[n : n + len(name)]) == list(name) for n in range(len(text) - len(name) + 1))

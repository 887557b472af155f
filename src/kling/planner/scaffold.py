"""The sentences that a plan adds to the words of a request: what each asset is, what an edit keeps, what is borrowed
from a clip, which pictures are the frames. A closed list, in the language of the request, in the planner's tables."""

from __future__ import annotations

from collections.abc import Sequence

from kling.planner import sources
from kling.planner.asset import Binding
from kling.planner.decide import Settings
from kling.planner.fidelity import words
from kling.planner.questions import Request, doubled
from kling.prompts import references

_CLIP = "<<<video_1>>>"
_OPENING = 12  # words of a text among which it may say itself what is done with its clip
ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", ":", "：", "】")
_COUNTERS = ("장", "枚", "张", "張")  # after a number these count pictures: 사진 3장 is three of them
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
            before, after = self._bound(text, "\n".join(texts))
            keeps = any(map(Request(text, self.request.language).says, ("keep_rest", "whole_clip")))
            text = self._led(text)
            if self.settings.scenario == "edit" and not keeps:
                after.append(self.add(self.sentences["keep"]))
            made.append(self.joined([*before, text, *after]))
        return made

    def joined(self, parts: Sequence[str]) -> str:
        """Texts as sentences, one after the other."""
        stop: str = self.sentences["stop"]
        blank, out = stop[len(stop.rstrip()) :], ""
        for part in filter(None, map(str.strip, parts)):
            joint = blank if out.rstrip(_CLOSES).endswith(ENDS) else stop
            out += f"{joint}{part}" if out else part
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
        if kind not in ("camera", "motion", "next", "previous"):
            kind = "style"
        written: str = self.sentences["edit" if scenario == "edit" else kind]
        rhythm = kind == "style" and self.request.says("borrow_style") and not self.request.says("look")
        lead, said = words(written.format(token="", text="")), words(text)[:_OPENING]
        says = set(lead) - self.request.table.function
        told = len(says) > 1 and 2 * len(says.intersection(said)) > len(says)  # "Generate the next shot: …"
        if told or (rhythm and scenario == "reference"):
            return self.joined([self.add(self.sentences["reference"].format(tokens=_CLIP)), text])
        self.add(written.format(token=_CLIP, text=""))
        return written.format(token=_CLIP, text=text)

    def _bound(self, text: str, whole: str) -> tuple[list[str], list[str]]:
        """Sentences before and after ``text`` that say what each of its assets is; ``whole`` are all shots. What only
        other shots name is left to these, unless this one names none."""
        assets = [b for b in self.settings.bindings if b.use in ("reference", "element")]
        here = [b for b in assets if _names(b, text)]
        before, unnamed = [], []
        for binding in assets:
            if binding.token in text or (here and binding not in here and _names(binding, whole)):
                continue
            name = binding.asset.name.replace("_", " ")
            if name:
                thing = "bind_thing" if name[0].islower() else "bind"
                before.append(self.add(self.sentences[thing].format(name=name, token=binding.token)))
            else:
                unnamed.append(binding.token)
        tokens = self.sentences["comma"].join(unnamed)
        return before, [self.add(self.sentences["reference"].format(tokens=tokens))] if unnamed else []


def _names(binding: Binding, text: str) -> bool:
    """Whether a text names an asset."""
    name, said = words(binding.asset.name.replace("_", " ")), words(text)
    return binding.token in text or any(name and said[n : n + len(name)] == name for n in range(len(said)))


def with_tokens(request: Request, bindings: Sequence[Binding]) -> tuple[str, list[str]]:
    """The request with the token of each asset in the place of its ``@name`` or its file, and after the words that
    point to it by number ("photo 1"); and the files it named."""
    text, replaced = request.text, []
    tokens = {b.asset.source: b.token for b in bindings if b.asset.source}
    for source in reversed(sources.find(text, tokens)):
        if source.given:
            text = f"{text[: source.start]}{tokens[source.given]}{text[source.end :]}"
            replaced.append(source.source)
    held = {b.asset.name.replace(" ", "_"): b.token for b in bindings if b.asset.name}
    for name in held:
        text = text.replace(f"@{name.replace('_', ' ')}", f"@{name}")
    for mention in reversed(list(references.mentions(text, held))):
        if mention.name is not None:
            text = f"{text[: mention.start]}{held[mention.name]}{text[mention.end :]}"
    pictures = [binding.token for binding in bindings if binding.use == "reference"]
    for found in sorted(Request(text, request.language).find("numbered_asset"), reverse=True):
        at = int(found.number or 0) - 1
        counted = text.startswith(_COUNTERS, found.end)
        if not counted and 0 <= at < len(pictures) and pictures[at] not in text:
            space = " " if request.table.spaced else ""
            text = f"{text[: found.end]}{space}{pictures[at]}{text[found.end :]}"
    clips = [binding.token for binding in bindings if binding.token == _CLIP]
    for topic, word, tokens_of in (("clip_named", "clip_word", clips), ("absent_image", "picture_word", pictures)):
        said = Request(text, request.language)
        for found in said.find(topic)[:1] if len(tokens_of) == 1 and tokens_of[0] not in text else ():
            space = " " if request.table.spaced else ""
            nouns = [f.end for f in said.find(word) if found.start <= f.start < found.end]
            at = max(nouns, default=found.end)  # "动画|里", "영상|에서": before what follows the noun
            at -= max((len(p) for p in request.table.lists.get("particle", ()) if text.endswith(p, 0, at)), default=0)
            text = f"{text[:at]}{space}{tokens_of[0]}{text[at:]}"
    return text, replaced

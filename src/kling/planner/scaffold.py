"""The sentences that a plan adds to the words of a request: what each asset is, what an edit keeps, what is borrowed
from a clip, which pictures are the frames. A closed list, in the language of the request, in the planner's tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kling.lexicon.pattern import pattern
from kling.planner import sources
from kling.planner.asset import Binding
from kling.planner.decide import Settings
from kling.planner.fidelity import words
from kling.planner.questions import CLIP_SOUND, Request, touches
from kling.planner.tables import Table
from kling.prompts import references
from kling.prompts.reading import merged

_CLIP = "<<<video_1>>>"
_OPENING = 12  # words of a text among which it may say itself what is done with its clip
ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", ":", "：", "】")
_COUNTERS = ("장", "枚", "张", "張")  # after a number these count pictures: 사진 3장 is three of them
_COLON, _LETTERED = pattern("[:：]"), pattern(r" ?(?:[A-HJ-Z]|\d)(?![a-zA-Z\d])")  # "picture A"
_CLOSES = "\"”」»'’)） "


class Scaffold:
    """Writes prompts of the words of one request. ``added`` are the sentences added, each once."""

    def __init__(self, request: Request, settings: Settings) -> None:
        self.request, self.settings = request, settings
        self.sentences = request.table.sentences
        self.added: list[str] = []

    def add(self, sentence: str) -> str:
        """``sentence``, entered in ``added``."""
        self.added += [sentence.strip()] if sentence.strip() and sentence.strip() not in self.added else []
        return sentence

    def prompts(self, texts: Sequence[str]) -> list[str]:
        """The prompts of the shots of a film, or of its one take."""
        made = []
        for text in (Request(one, self.request.language).labelled for one in texts):
            before, after = self._bound(text, "\n".join(texts))
            keeps = any(map(Request(text, self.request.language).says, ("keep_rest", "whole_clip")))
            text = self._led(text)
            after += [self.add(self.sentences["keep"])] if self.settings.scenario == "edit" and not keeps else []
            made.append(self.joined([*before, text, *after]))
        return made

    def joined(self, parts: Sequence[str]) -> str:
        """Texts as sentences, one after the other."""
        stop: str = self.sentences["stop"]
        comma, goes_on = self.sentences["comma"], tuple(self.request.table.lists.get("connective", ()))
        blank, out = stop[len(stop.rstrip()) :], ""
        for part in filter(None, map(str.strip, parts)):
            joint = blank if out.rstrip(_CLOSES).endswith(ENDS) else comma if out.endswith(goes_on) else stop
            out += f"{joint}{part}" if out else part
        return out

    def _led(self, text: str) -> str:
        """``text`` after the words that say what is done with its clip or its frames."""
        scenario = self.settings.scenario
        if scenario == "first_last":
            tokens = {binding.use: binding.token for binding in self.settings.bindings}
            named = all(token in text for token in tokens.values()) or self.request.says("frames_said")
            frames = self.sentences["frames"].format(first=tokens["first_frame"], last=tokens["end_frame"])
            return text if named else self.joined([self.add(frames), text])
        if scenario not in ("edit", "reference") or _CLIP in text:
            return text
        use = self.request.clip_use
        kind = use if use in ("camera", "motion", "next", "previous") else "style"
        written: str = self.sentences["edit" if scenario == "edit" else kind]
        rhythm = kind == "style" and self.request.says("borrow_style") and not self.request.says("look")
        lead, said = words(written.format(token="", text="")), words(text)[:_OPENING]
        says = set(lead) - self.request.table.function
        goes_on, head = kind in ("next", "previous"), _COLON.split(text)[0]
        told = len(says) > 1 and 2 * len(says.intersection(said)) > len(says) - goes_on  # "Generate the next shot: …"
        for found in Request(text, self.request.language).find(kind):  # "continue: in the next shot …"
            before = set(words(text[: found.start])) - self.request.table.function
            led = text[found.end :].lstrip().startswith((":", "："))
            told = told or (not before and led) or (goes_on and found.end <= len(head) < len(text))
        if (told and not goes_on) or (rhythm and scenario == "reference"):
            return self.joined([self.add(self.sentences["reference"].format(tokens=_CLIP)), text])
        written = self.sentences["goes_on"] if told else written
        self.add(written.format(token=_CLIP, text=""))
        return written.format(token=_CLIP, text=text)

    def _bound(self, text: str, whole: str) -> tuple[list[str], list[str]]:
        """Sentences before and after ``text`` on its assets; those only others of ``whole`` name are left to these."""
        assets = [b for b in self.settings.bindings if b.use in ("reference", "element")]
        here = [b for b in assets if _names(b, text)]
        before, unnamed = [], []
        for binding in assets:
            if binding.token in text or (here and binding not in here and _names(binding, whole)):
                continue
            name = binding.asset.name.replace("_", " ")
            words_for_any = [f[:2] for f in self.request.table.find("picture_word", name.lower())]
            if name and (0, len(name)) not in words_for_any and name.lower() not in self.request.table.function:
                before.append(self._called(name, binding.token, whole))
            else:
                unnamed.append(binding.token)
        tokens = self.sentences["comma"].join(unnamed)
        return before, [self.add(self.sentences["reference"].format(tokens=tokens))] if unnamed else []

    def _called(self, name: str, token: str, whole: str) -> str:
        """The sentence that says what a name is: with the article or the capital letter that it has in the text."""
        definite = "|".join(self.request.table.lists.get("definite", ("",)))
        found = re.search(rf"(?<!\w)(?:({definite}) )?({re.escape(name)})(?!\w)", whole, re.IGNORECASE)
        if found and (found[1] or found[2][0].isupper()):
            name = f"{found[1].capitalize()} {found[2]}" if found[1] else found[2]
        return self.add(self.sentences["bind_thing" if name[0].islower() else "bind"].format(name=name, token=token))


def _names(binding: Binding, text: str) -> bool:
    """Whether a text names an asset."""
    name, said = words(binding.asset.name.replace("_", " ")), words(text)
    return binding.token in text or any(name and said[n : n + len(name)] == name for n in range(len(said)))


def _put(token: str, text: str, at: int, table: Table) -> str:
    """``text`` with a token before a place, and before the particle that ends there ("动画|里", "영상|에서")."""
    at = len(text[:at].rstrip())
    at -= max((len(p) for p in table.lists.get("particle", ()) if text.endswith(p, 0, at)), default=0)
    return f"{text[:at]}{' ' if table.spaced else ''}{token}{text[at:]}"


def _frame_places(said: Request, names: Iterable[str]) -> list[int]:
    """Where the words end that name first and last frame in a text that goes from one to the other; else empty."""
    spans, pictures = (merged(f[:2] for f in said.find(topic)) for topic in ("between", "picture_word"))
    edge = r"\b" if said.table.spaced else ""
    called = [list(re.finditer(rf"{edge}{re.escape(name.replace('_', ' '))}{edge}", said.plain)) for name in names]
    named = [found[0].span() for found in called if len(found) == 1]
    for places in (named, pictures):
        if len(places) == 2 and places == sorted(places) and touches((places[0][0], places[0][1] + 2), spans):
            return [label.end() if (label := _LETTERED.match(said.text, end)) else end for _, end in places]
    return []


def with_tokens(request: Request, bindings: Sequence[Binding]) -> tuple[str, list[str]]:
    """The request with each asset's token for its ``@name``, its file or "photo 1"; and the files that it named."""
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
    for one in (b for b in bindings if b.use == "reference" and b.asset.name and b.token not in text):
        name, said = re.escape(one.asset.name.lower()), Request(text, request.language)
        called = "|".join(re.escape(said.plain[f.start : f.end]) for f in said.find("picture_word")) or "(?!)"
        form = rf"(?<!\w){name}(?: |の|的)?(?:{called})(?! ?\d)|(?:{called})(?: [^\W\d]{{2,3}}){{0,2}} {name}(?!\w)"
        for beside in [*re.finditer(form, said.plain)][:1]:  # "the kitchen photo" needs no sentence of ours
            text = _put(one.token, text, beside.end(), request.table)
    pictures = [binding.token for binding in bindings if binding.use == "reference"]
    frames = [binding.token for binding in bindings if binding.asset.kind == "image"]
    counted = [b.token for image in request.given("image") for b in bindings if b.asset == image]  # as "photo 2" counts
    told, said, bound = counted if len(frames) > 1 else pictures, Request(text, request.language), text
    rests = ((f, said.plain[f.end :].lstrip()) for f in said.find("second_picture"))  # "the second", no "second man"
    bare = [f for f, rest in rests if not rest[:1].isalnum() or {*words(rest)[:1]} <= said.table.function]
    plain = [f for f in said.but("numbered_asset", "not_frame") if f in said.pictures_told or not said.frames_told[0]]
    marks = sorted([*plain, *bare], key=lambda f: (not f.value, -f.end))  # "first frame: photo 1"
    for found in sorted({f.number: f for f in marks}.values(), key=lambda f: -f.end):  # where each is first said
        at = int(found.number or 0) - 1
        if not text.startswith(_COUNTERS, found.end) and 0 <= at < len(told) and told[at] not in bound:
            bound = _put(told[at], bound, found.end, request.table)
    text = bound if told == pictures or all(token in bound for token in told) else text  # one frame is not told alone
    if {"first_frame", "end_frame"} <= {binding.use for binding in bindings} and not any(t in text for t in frames):
        places = _frame_places(Request(text, request.language), held)
        for at, token in sorted(zip(places, frames, strict=False), reverse=True):
            text = _put(token, text, at, request.table)
    clips = [binding.token for binding in bindings if binding.token == _CLIP]
    alone = frames[:1] if bindings and bindings[0].use == "first_frame" and len(frames) == 1 else []
    named = (("clip_named", "clip_word", clips), ("absent_image", "picture_word", pictures))
    for topic, word, tokens_of in (*named, ("is_frame", "picture_word", alone)):
        said = Request(text, request.language)
        for found in said.but(topic, *CLIP_SOUND)[:1] if len(tokens_of) == 1 and tokens_of[0] not in text else ():
            nouns = [f.end for f in said.find(word) if found.start <= f.start < found.end] or [found.end]
            text = _put(tokens_of[0], text, nouns[0] if tokens_of is alone else max(nouns), request.table)
    return text, replaced

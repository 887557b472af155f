"""What each scenario needs to be told: frames, edits and reference clips."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import CHANGES, CLOTHES, COLOURS, EDITS
from kling.lexicon.pattern import CJK, pattern, phrases
from kling.rules import examples
from kling.rules.craft.unit import Unit, quoted, wears
from kling.rules.rule import Finding, Request, replace, rule

_LEAVES = phrases("leaves_the_place")
_KEEP = phrases("keeps")
_KEEP_CLAUSE = {
    "zh": "其他保持不变。",
    "ja": "それ以外はそのまま維持。",
    "es": " Mantén todo lo demás sin cambios.",
    "en": " Keep everything else unchanged.",
}
_VAGUE_TARGET = phrases("vague_targets")
_BORROWED = phrases("borrowed")
_EDIT_OF_CLIP = phrases("edits_of_clips")
_BORROWS = phrases("borrows")


_GIVEN_FRAMES = pattern(r"(?:^|[.!?]\s*)(?:toma|usa|utiliza|emplea)\b", re.IGNORECASE)


def _only(units: list[Unit], scenario: str) -> list[Unit]:
    return [unit for unit in units if unit.scenario == scenario]


@rule(
    "P080",
    "restates-image",
    severity="hint",
    title="The prompt describes what the image shows",
    source="S-KI2V H, S-CONFLICT M",
    fails=examples.images(
        "first_frame",
        prompt="A woman with long black hair wearing a red silk dress with gold buttons in a white room with windows.",
    ),
    passes=examples.images("first_frame", prompt="The woman turns from the window and lifts her hand to the light."),
    reads=("image_list",),
)
def restates_image(request: Request) -> Iterator[Finding]:
    """The first frame already shows colours, clothes and room. Describing them again takes weight from the movement.
    Not forbidden; official samples sometimes do it."""
    for unit in request.units:
        if unit.scenario != "i2v":
            continue
        prose = unit.reading.prose
        looks = len(unit.reading.find(COLOURS)) + len(unit.reading.find(CLOTHES))
        deeds = [m for m in unit.reading.actions if not wears(prose, m)]
        if looks >= 3 and len(deeds) < 2:
            yield Finding(
                unit.pointer,
                "the prompt describes the image instead of moving it",
                "name the subject, then say what moves and where it ends",
            )


@rule(
    "P081",
    "leaves-image",
    severity="warning",
    title="The prompt leaves the image",
    source="S-KI2V H",
    fails=examples.images("first_frame", prompt="The baker smiles, then suddenly he is on the moon."),
    passes=examples.images("first_frame", prompt="The baker smiles and dusts flour from his hands."),
    reads=("image_list",),
)
def leaves_image(request: Request) -> Iterator[Finding]:
    """A new place or time far from the first frame makes a hard cut. Put it into a shot of its own."""
    for unit in _only(request.units, "i2v"):
        if unit.storyboard:
            continue
        for match in _LEAVES.finditer(unit.reading.prose):
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, match.span())} leaves the place or time of the image",
                "stay within reach of the frame, or use a storyboard",
                span=match.span(),
            )


@rule(
    "P083",
    "states-not-change",
    severity="warning",
    title="Two states without the way between them",
    source="S-KO1 M",
    fails=examples.images("first_frame", "end_frame", prompt="First an empty room, and last a full room, nice light."),
    passes=examples.images(
        "first_frame", "end_frame", prompt="Chairs slide in one by one until the room is full, static camera."
    ),
    reads=("image_list",),
)
def states_not_change(request: Request) -> Iterator[Finding]:
    """With a first and a last frame the pictures are known; the model needs the path: what changes, from what cause, at
    what pace."""
    for unit in _only(request.units, "first_last"):
        orders = {m.end() for m in _GIVEN_FRAMES.finditer(unit.reading.prose)}
        if not unit.reading.find(CHANGES) and all(m.end in orders for m in unit.reading.actions):
            yield Finding(
                unit.pointer,
                "the prompt describes two states, not the change between them",
                "tell the path: “buds open from the trunk outward until the crown is full”",
            )


@rule(
    "P084",
    "edit-without-verb",
    severity="warning",
    title="An edit that does not say what to do",
    source="S-KO1 H",
    fails=examples.edit(prompt="<<<video_1>>> a rainy day in the city"),
    passes=examples.edit(prompt="Change <<<video_1>>> to a rainy day. Keep people, motion and camera unchanged."),
    reads=("video_list",),
)
def edit_without_verb(request: Request) -> Iterator[Finding]:
    """An edit is an instruction: add, remove, change, replace, generate. A mere description lets the clip be redrawn at
    will."""
    for unit in _only(request.units, "edit"):
        if not unit.reading.find(EDITS) and unit.understood:
            yield Finding(
                unit.pointer,
                "the prompt names no edit: no add, remove, change or replace",
                "write “Change … in <<<video_1>>> to …. Keep everything else unchanged.”",
            )


@rule(
    "P085",
    "edit-without-keep",
    severity="warning",
    title="An edit that does not say what stays",
    source="S-CONFLICT M, S-SKILLS M",
    fails=examples.edit(prompt="Change the jacket in <<<video_1>>> to a yellow raincoat."),
    passes=examples.edit(
        prompt="Change the jacket in <<<video_1>>> to a yellow raincoat. Keep everything else unchanged."
    ),
    reads=("video_list",),
)
def edit_without_keep(request: Request) -> Iterator[Finding]:
    """What an edit does not name may drift. One clause keeps it."""
    for unit in _only(request.units, "edit"):
        if not _KEEP.search(unit.text) and unit.understood:
            clause = _KEEP_CLAUSE.get(unit.reading.language, _KEEP_CLAUSE["en"])
            text = unit.text.rstrip()
            if text[-1:] not in ".!?。！？":
                text += "。" if unit.reading.language in ("zh", "ja") else "."
            yield Finding(
                unit.pointer,
                "nothing says what stays as it is",
                f"end with “{clause.strip()}”",
                replace(unit.pointer, text + clause, safe=True)
                if len(text + clause) <= request.profile.prompt_max
                else None,
            )


@rule(
    "P086",
    "vague-target",
    severity="warning",
    title="An edit of “it”",
    source="S-KO1 M",
    fails=examples.edit(prompt="Remove it from <<<video_1>>>. Keep the rest unchanged."),
    passes=examples.edit(prompt="Remove the traffic cone at frame left from <<<video_1>>>. Keep the rest unchanged."),
    reads=("video_list",),
)
def vague_target(request: Request) -> Iterator[Finding]:
    """Several things in the frame could be meant. Name the target and where it is."""
    for unit in _only(request.units, "edit"):
        for match in _VAGUE_TARGET.finditer(unit.text):
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, match.span())} could mean several things",
                "name the thing and its place: “the traffic cone at frame left”",
                span=match.span(),
            )


@rule(
    "P087",
    "many-edits",
    severity="hint",
    title="Many edits in one pass",
    source="S-KO1 M",
    fails=examples.edit(
        prompt="Add a hat, remove the dog, change the car to red, restyle as anime and make it night in <<<video_1>>>."
    ),
    passes=examples.edit(prompt="Remove the dog from <<<video_1>>>. Keep everything else unchanged."),
    reads=("video_list",),
)
def many_edits(request: Request) -> Iterator[Finding]:
    """More than three edits at once are done partly. Split them into passes."""
    for unit in _only(request.units, "edit"):
        edits = [m for m in unit.reading.find(EDITS) if m.term.id != "keep"]
        if len(edits) > 3:
            yield Finding(
                unit.pointer,
                f"{len(edits)} edits in one pass",
                "edit in passes of one to three changes",
                span=(edits[0].start, edits[-1].end),
            )


_BETWEEN_THINGS = pattern(r"[,，、;；:：]|\b(?:with|and|con|y)\b|[和与]", re.IGNORECASE)
_THING = pattern(r"[^\W\d_]{3,}|" + CJK)


@rule(
    "P088",
    "edit-redescribes",
    severity="hint",
    title="An edit that describes the whole scene",
    source="S-KO1 M",
    fails=examples.edit(
        prompt="A busy kitchen with steel shelves, three cooks, pans, steam and a tall window; change the apron in "
        "<<<video_1>>> to blue, keep the rest."
    ),
    passes=examples.edit(
        prompt="Change the apron of the cook at center in <<<video_1>>> to blue. Keep the rest unchanged."
    ),
    reads=("video_list",),
)
def edit_redescribes(request: Request) -> Iterator[Finding]:
    """Describing the scene turns an edit into a new generation. Open with the verb and describe the change only."""
    for unit in _only(request.units, "edit"):
        edits = unit.reading.find(EDITS)
        opening = unit.reading.prose[: edits[0].start] if edits else ""
        before = sum(bool(_THING.search(part)) for part in _BETWEEN_THINGS.split(opening))
        if unit.reading.words > 80 or before >= 5:
            yield Finding(
                unit.pointer,
                "the prompt describes the scene, not only the change",
                "open with the edit (“Change the apron …”) and leave the rest out",
                span=(0, len(opening.rstrip())) if before >= 5 else None,
            )


@rule(
    "P089",
    "nothing-borrowed",
    severity="warning",
    title="Nothing says what to take from the reference clip",
    source="S-KO1, S-4N5 M",
    fails=examples.reference(prompt="<<<video_1>>> a knight in a forest"),
    passes=examples.reference(
        prompt="Following the camera movement of <<<video_1>>>, a knight rides through a forest."
    ),
    reads=("video_list",),
)
def nothing_borrowed(request: Request) -> Iterator[Finding]:
    """Camera, motion, style, or the next or previous shot: say which; otherwise everything or nothing is copied."""
    for unit in _only(request.units, "reference"):
        if not _BORROWED.search(unit.text) and unit.understood:
            yield Finding(
                unit.pointer,
                "nothing says what to take from <<<video_1>>>",
                "write “following the camera movement of <<<video_1>>>”, “with the same motion as …” or "
                "“generate the next shot: …”",
            )


@rule(
    "P090",
    "refer-type-contradicted",
    severity="warning",
    title="The words ask for the other refer_type",
    source="S-WELLS R6 H",
    fails=examples.reference(prompt="Remove the dog from <<<video_1>>>."),
    passes=examples.edit(prompt="Remove the dog from <<<video_1>>>. Keep everything else unchanged."),
    reads=("video_list",),
)
def refer_type_contradicted(request: Request) -> Iterator[Finding]:
    """``refer_type`` decides, not the words: ``base`` edits the clip, ``feature`` makes a new film that borrows from
    it. An edit instruction for a feature clip, or a next shot from a base clip, will not happen."""
    for unit in request.units:
        feature = unit.scenario == "reference"
        if unit.scenario not in ("edit", "reference"):
            continue
        match = (_EDIT_OF_CLIP if feature else _BORROWS).search(unit.text)
        if match and not (feature and _BORROWS.search(unit.text)):
            asked = "edits the clip" if feature else "asks for a new film that borrows from the clip"
            other = "base" if feature else "feature"
            yield Finding(
                unit.pointer,
                f"the prompt {asked}, but refer_type is {'feature' if feature else 'base'}",
                f"set refer_type to {other}"
                + (" and leave out aspect_ratio and duration" if feature else " and send aspect_ratio"),
                span=match.span(),
            )

"""The prompt rules: silent on right prompts, awake on wrong ones in four languages, fixing what they say they fix."""

from __future__ import annotations

import json
from typing import Any

import jsonpatch

from kling.briefs.checking import check_content
from kling.briefs.checking import repaired as fixed
from kling.lexicon import ANGLES, CAMERA_MOVES, DEPTH_OF_FIELD, LENSES, SHOT_SIZES, CameraMove, Language
from kling.prompts import quotes, references
from kling.rules import RULES, Diagnostic, blocking, check
from kling.rules.examples import edit, elements, images, reference, shots, text
from kling.rules.prompt_aliases import ALIASES
from tests.cases import cases
from tests.prompts import corpus

CLEAN = [
    entry
    for name in ("clean", "clean_own", "clean_heldout2", "clean_heldout3")
    for entry in corpus.read(f"{name}.yaml")
]
FAULTS = [*corpus.read("faults.yaml"), *corpus.read("faults_heldout2.yaml")]
CASES = corpus.read("faults_heldout3.yaml")
BROKEN = [case for case in CASES if "needs" in case]
SPEAKS = {
    "P002": {"R12"},
    "P007": {"R17", "R22"},
    "P008": {"R15"},
    "P015": {"R30"},
    "P082": {"R41"},
    "P129": {"R3", "R18", "R25"},
    "P130": {"R2"},
}
"""API rules that report a part of a prompt rule's fact, besides its alias."""
MENDED = ("P006", "P010", "P034", "P043", "P085", "P105", "P111", "P114", "P115")


def sent(fault: dict[str, Any]) -> dict[str, Any]:
    words = fault["prompt"]
    fields: dict[str, Any] = {"prompt": words, "sound": fault.get("sound", "off")}
    match fault.get("in", "t2v"):
        case "images":
            return images(None, **fields)
        case "i2v":
            return images("first_frame", **fields)
        case "first_last":
            return images("first_frame", "end_frame", **fields)
        case "element":
            return text(element_list=elements(1), **(fields | {"sound": "on"}))
        case "edit":
            return edit(prompt=words)
        case "reference":
            return reference(prompt=words)
        case "shots":
            first = {"index": 1, "prompt": "Extreme wide shot: a workshop at dawn, fog lifting.", "duration": "5"}
            return shots(5, 5, multi_prompt=[first, {"index": 2, "prompt": words, "duration": "5"}])
    return text(**fields, duration=str(fault.get("duration", 5)))


@cases("entry", CLEAN, ids=[entry["id"] for entry in CLEAN])
def test_right_prompts_get_no_error_and_no_warning(entry: dict[str, Any]) -> None:
    found = [d for d in check(corpus.body(entry)) if d.severity != "hint"]
    assert found == []


@cases("fault", FAULTS, ids=[f"{n}-{fault['needs']}" for n, fault in enumerate(FAULTS)])
def test_wrong_prompts_are_found_in_every_language(fault: dict[str, Any]) -> None:
    assert fault["needs"] in {d.code for d in check(sent(fault))}


def told(case: dict[str, Any], body: dict[str, Any] | None = None) -> list[Diagnostic]:
    """What is found about the rule of a case."""
    code = case.get("needs") or case["spares"]
    codes = {code, ALIASES.get(code)} | SPEAKS.get(code, set())
    return [d for d in check(body or corpus.sent(case)) if d.code in codes]


def words(body: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        body = body[int(step) if isinstance(body, list) else step]
    return body


@cases("code", sorted({case["needs"] for case in BROKEN}))
def test_each_rule_speaks_where_it_should_and_nowhere_else(code: str) -> None:
    for case in CASES:
        found = told(case) if code in (case.get("needs"), case.get("spares")) else None
        if found is None:
            continue
        assert bool(found) == ("needs" in case), case
        for name in ("severity", "pointer"):
            assert name not in case or any(getattr(d, name) == case[name] for d in found), (case, found)


@cases("before", ["", "🎬 İstanbul, cafe\u0301。文 "])
def test_spans_mark_the_offending_words(before: str) -> None:
    for case in BROKEN:
        body = corpus.sent(case)
        if before and "prompt" in body and case["needs"] not in ("P061", "P114", "P115"):  # these look at the first
            body["prompt"] = before + body["prompt"]
        for d in told(case, body):
            if d.span:
                text, (start, end) = words(body, d.pointer), d.span
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()
        if "at" in case:
            marked = [words(body, d.pointer)[slice(*d.span)] for d in told(case, body) if d.span]
            assert any(case["at"] in mark or mark in case["at"] for mark in marked), (case, marked)


@cases("case", [case for case in BROKEN if case["needs"] in MENDED], ids=lambda case: case["needs"])
def test_safe_fixes_end_the_fault_and_touch_nothing_else(case: dict[str, Any]) -> None:
    body = corpus.sent(case)
    fixes = [d.fix for d in told(case, body) if d.fix]
    if not fixes:
        assert case["prompt"][0] in "{|"  # JSON and tables hold no plain sentence to keep
        return
    assert all(fix.safe for fix in fixes)
    after = jsonpatch.apply_patch(body, list(fixes[0].patch))
    assert told(case, after) == []
    assert set(after) >= set(body) - {"prompt"}
    if isinstance(body.get("prompt"), str) and "prompt" in after:
        for kept in (references.find, lambda text: [q.text.lower() for q in quotes.find(text)]):
            if case["needs"] not in ("P010", "P034"):
                assert [str(k) for k in kept(after["prompt"])] == [str(k) for k in kept(body["prompt"])]


def test_one_pass_of_fixing_leaves_nothing_to_fix() -> None:
    bodies = [corpus.sent(case) for case in BROKEN if case["needs"] in MENDED]
    bodies.append(
        text(prompt='The pilot says: hold on. Then the girl says: "HURRY up." The pilot says: LEFT now.', sound="on")
    )
    for body in bodies:
        first, _ = fixed(check_content(json.dumps(body).encode(), "body.json"))
        again, found = fixed(check_content(first.encode(), "body.json"))
        assert (again, found) == (first, [])


def test_spans_mark_words_of_the_prompt() -> None:
    for fault in FAULTS:
        for d in check(sent(fault)):
            if d.code.startswith("P") and d.span and d.pointer.endswith("prompt"):
                start, end = d.span
                assert 0 <= start < end <= len(fault["prompt"]) + 60, d


def repaired(body: dict[str, Any], *, safe: bool = True) -> dict[str, Any]:
    """The body after its fixes, one at a time, until none is left."""
    for _ in range(20):
        fixes = [d.fix for d in check(body) if d.fix and d.fix.safe >= safe and d.code.startswith("P")]
        if not fixes:
            return body
        body = jsonpatch.apply_patch(body, list(fixes[0].patch))
    raise AssertionError("fixing does not come to an end")


@cases(
    ("body", "prompt"),
    [
        (images(None, prompt="The dancer from <<image_1>> spins."), "The dancer from <<<image_1>>> spins."),
        (images(None, None, prompt="<<Image1>> meets {image_2}"), "<<<image_1>>> meets <<<image_2>>>"),
        (text(prompt="The pilot says: hold on tight", sound="on"), 'The pilot says: "hold on tight"'),
        (text(prompt="女孩说：我们走吧。然后离开", sound="on"), "女孩说：“我们走吧。”然后离开"),
        (text(prompt='The coach says: "RUN FASTER now."', sound="on"), 'The coach says: "run faster now."'),
        (
            edit(prompt="Change the jacket in <<<video_1>>> to red"),
            "Change the jacket in <<<video_1>>> to red. Keep everything else unchanged.",
        ),
        (edit(prompt="把<<<video_1>>>里的汽车换成红色"), "把<<<video_1>>>里的汽车换成红色。其他保持不变。"),
        (text(prompt="**Scene:** a lake at dawn"), "Scene: a lake at dawn"),
        (text(prompt="A cat sleeps 😺 by the fire"), "A cat sleeps by the fire"),
        (text(prompt="Two  cats 👨‍👩‍👧 sleep\n\nby the fire ☀️."), "Two  cats sleep\n\nby the fire."),
        (text(prompt="看護師が言う：ここで待って。音：雨。", sound="on"), "看護師が言う：「ここで待って。」音：雨。"),
        (
            text(prompt='The pilot says: "NASA, we are HOME." Then the girl says: "REALLY?"', sound="on"),
            'The pilot says: "NASA, we are home." Then the girl says: "really?"',
        ),
        (text(prompt="1. a lake at dawn\n2. mist lifting"), "a lake at dawn\nmist lifting"),
    ],
)
def test_safe_fixes_mend(body: dict[str, Any], prompt: str) -> None:
    assert repaired(body)["prompt"] == prompt


def test_six_faults_are_mended_or_reported() -> None:
    body = images(
        None,
        prompt="**Wide shot:** the dancer from <<image_1>> spins 😺 on a <stage lights> stage --ar 16:9. "
        "She says: LOOK at me",
        sound="on",
    )
    before = {d.code for d in check(body)}
    assert {"P010", "P034", "P113", "P114", "P115"} <= before
    after = {d.code for d in check(repaired(body))}
    assert not {"P010", "P034", "P114", "P115"} & after
    assert "P113" in after  # what alters meaning is only proposed


@cases("code", ["P020", "P033", "P050", "P062", "P122", "P123", "P124"])
def test_what_alters_meaning_is_never_fixed_silently(code: str) -> None:
    for d in check(RULES[code].fails.body):
        if d.code == code:
            assert d.fix is None or not d.fix.safe


def test_craft_never_keeps_a_request_from_being_sent() -> None:
    line = 'The guard (calm) says: "one two three four five six seven eight nine ten"'
    found = check(text(prompt=line, sound="on", duration="3"))
    assert {d.code: d.severity for d in found}["P033"] == "warning"
    assert not [d for d in blocking(found) if RULES[d.code].category == "craft"]
    for code, rule in RULES.items():
        if rule.category == "craft":
            spoken = [d for d in check(rule.fails.body, rule.fails.profile, rule.fails.media) if d.code == code]
            assert all(d.severity != "error" for d in spoken)
            assert not rule.stops


@cases(
    ("words", "alarm"),
    [
        ('A man in a raincoat faces a grey-haired woman. The man says: "you came." Then she replies: "yes."', False),
        ('A man and a woman sit down. [Man, quiet]: "you came." Then [Woman, warm]: "of course."', False),
        ('A man and another man sit down. The man says: "you came."', True),
        ('A man, a boy and a woman sit down. He says: "you came."', True),
    ],
)
def test_a_man_and_a_woman_are_told_apart(words: str, *, alarm: bool) -> None:
    assert ("P036" in {d.code for d in check(text(prompt=words, sound="on", duration="10"))}) is alarm


def test_sequenced_moves_do_not_contradict() -> None:
    calm = text(prompt="The camera pans left, then pans right across the bay.", duration="10")
    assert not {"P050", "P051"} & {d.code for d in check(calm)}


def test_a_fact_is_reported_once() -> None:
    assert {d.code for d in check(text(prompt="  "))} & {"R11"}
    assert not [d for d in check(text(prompt="  ")) if d.code.startswith("P")]
    for code, api in ALIASES.items():
        assert code not in RULES
        assert api in RULES


def test_every_rule_of_the_guide_is_accounted_for() -> None:
    numbers = [
        *range(1, 21),
        *range(30, 46),
        *range(50, 58),
        *range(60, 72),
        *range(80, 91),
        *range(100, 107),
        *range(110, 131),
        *range(140, 145),  # of the vendor's plugins
    ]
    spoken = {code for code in (*ALIASES, *RULES) if code.startswith("P")}
    assert spoken == {*(f"P{number:03}" for number in numbers), "P046"}  # and one that users taught


def test_a_huge_prompt_is_checked_in_bounded_time() -> None:
    for piece in (
        "camera pans ",
        "<<<",
        "a.",
        '"',
        "他说：",
        "(x:",
        "in the last ",
        "**",
        "Shot 1: ",
        "穿红围裙的皮匠",
    ):
        check(text(prompt=piece * 40_000))
        shot = {"prompt": piece * 5_000, "duration": "5"}
        check(shots(5, 5, multi_prompt=[{"index": 1, **shot}, {"index": 2, **shot}]))


NOUNS: dict[Language, str] = {
    "en": "{}: a stone jar on a shelf in a cellar.",
    "zh": "{}：地窖架子上的石罐。",
    "ja": "{}：地下室の棚の石の壺。",
    "es": "{}: una jarra de piedra en un estante del sótano.",
}


def test_words_of_camera_and_lens_are_no_movement_no_sound_and_no_light() -> None:
    for vocabulary in (SHOT_SIZES, ANGLES, CAMERA_MOVES, LENSES, DEPTH_OF_FIELD):
        for term in vocabulary:
            for language, nouns in NOUNS.items():
                for word in term.words(language):
                    follows = isinstance(term, CameraMove) and term.group == "follow"  # what it follows moves
                    verb = word.startswith("la cámara ") or word.endswith(("いく", "いき", " closer"))  # anybody's, too
                    if follows or verb or word in ("tilt-shift", "el foco pasa"):
                        continue
                    found = check(text(prompt=nouns.format(word), sound="on"))
                    assert {"P031", "P060", "P063"} <= {d.code for d in found}, word


@cases(
    ("code", "words"),
    [
        ("P064", "Slow push-in that comes to rest on the bottle on a wooden table."),
        ("P100", "中景：年轻男人抬起头，他笑着回答。"),
    ],
)
def test_the_end_of_a_camera_s_move_and_a_pronoun_after_its_name_are_no_faults(code: str, words: str) -> None:
    body = sent({"prompt": words, "in": "t2v" if code == "P064" else "shots"})
    assert code not in {found.code for found in check(body)}


def test_actions_are_told_once_each() -> None:
    (found,) = (
        one for one in check(text(prompt="She rises, runs, rises, jumps, rises and runs.")) if one.code == "P062"
    )
    assert found.message.count("rises") == 1

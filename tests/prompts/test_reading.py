"""Reading prompts: quotations, references, speech budgets, slots, coverage."""

from __future__ import annotations

import pytest

from kling.prompts import language, quotes, references, speech
from kling.prompts.reading import read
from kling.prompts.slots import SLOTS, missing, shown, slots
from tests.cases import cases


@cases(
    ("text", "kind", "speaker"),
    [
        ('The pilot says: "hold on"', "line", "The pilot"),
        ('[Clerk, nervous]: "we should leave."', "line", "Clerk"),
        ('<<<element_1>>> (dry) says: "too late."', "line", "<<<element_1>>>"),
        ("[灰大衣女人，轻声]说：“到了给我打电话。”", "line", "灰大衣女人"),
        ("老人说：“你好”", "line", "老人"),
        ("「行こう」と彼女が言う。", "line", "彼女"),
        ('Voz en off (mujer, grave): "una noche"', "line", "Voz en off"),
        ('"we should go now," says the clerk.', "line", "the clerk"),
        ('A shop sign reading "LUNA" above the door', "caption", ""),
        ("招牌上写着“春风茶馆”", "caption", ""),
        ('A neon "OPEN" flickers', "caption", ""),
        ('A quiet office. "we should leave." A clock ticks.', "unattributed", ""),
        ('Audio: "boom" from below', "caption", ""),
    ],
)
def test_quotations_are_told_apart(text: str, kind: str, speaker: str) -> None:
    (quote,) = quotes.find(text)
    assert (quote.kind, quote.speaker) == (kind, speaker)
    assert text[quote.start + 1 : quote.end - 1] == quote.text


def test_delivery_is_read_from_label_parentheses_and_verb() -> None:
    first, second, third = quotes.find('[Ana, low and tired]: "go." Then Leo (softly) says: "no." Kim whispers: "yes."')
    assert first.delivery == "low and tired"
    assert second.delivery == "softly"
    assert "whispers" in third.delivery


def test_blanking_keeps_positions() -> None:
    text = '<<<image_1>>> says: "red" beside a red door'
    assert len(read(text).prose) == len(text)
    assert read(text).prose.count("red") == 1


@cases(
    ("written", "meant"),
    [
        ("<<image_1>>", "<<<image_1>>>"),
        ("<image_1>", "<<<image_1>>>"),
        ("<<<Image1>>>", "<<<image_1>>>"),
        ("<<<video 1>>>", "<<<video_1>>>"),
        ("<<<image_1>>", "<<<image_1>>>"),
        ("<<<img_2>>>", "<<<image_2>>>"),
        ("{element_2}", "<<<element_2>>>"),
        ("{{image1}}", "<<<image_1>>>"),
        ("<<<foo>>>", None),
    ],
)
def test_malformed_references_are_recognised(written: str, meant: str | None) -> None:
    (bad,) = references.malformed(f"the girl from {written} runs")
    assert (bad.text, bad.meant) == (written, meant)


@cases("text", ["<<<image_1>>><<<element_12>>>", "a < b > c", "I <3 cats", "{a set}", "[Ana, calm]"])
def test_right_references_and_other_brackets_are_left_alone(text: str) -> None:
    assert references.malformed(text) == []


def test_references_count_from_one() -> None:
    assert [(r.kind, r.number) for r in references.find("<<<image_2>>> <<<video_1>>>")] == [("image", 2), ("video", 1)]


@cases(
    ("text", "code"),
    [
        ("hold on tight", "en"),
        ("¿Dónde está mi sombrero?", "es"),
        ("una noche cabe en una gota", "es"),
        ("到了给我打电话", "zh"),
        ("今日はいい天気", "ja"),
        ("안녕하세요", "ko"),
        ("c'est prêt, venez vite", "fr"),
        ("wir haben keine Zeit", "de"),
        ("привет", "ru"),
        ("ok", "en"),
        ("due amiche ridono in vespa", "it"),
        ("falla sorridere piano", "it"),
        ("corvo su un filo elettrico", "it"),
        ("tempestade sobre a colina", "pt"),
        ("robô rega as plantas", "pt"),
        ("cuervo en un cable eléctrico", "es"),
        ("robot arrose les plantes", "fr"),
        ("macro d'une coccinelle", "fr"),
        ("Motte um die Lampe", "de"),
        ("skier between trees", "en"),
        ("a doctor examines a patient", "en"),
        ("a man changes a tire", "en"),
        ("elle a froid aux mains", "fr"),
    ],
)
def test_languages_are_told_apart(text: str, code: str) -> None:
    assert language.language_of(text) == code


@cases(
    ("line", "code", "units"),
    [
        ("don't stop now, Mia", "en", 4),
        ("una noche cabe", "es", 3),
        ("到了，给我打电话。", "zh", 7),
        ("きょうは学校", "ja", 7),  # kyo-u-wa is three morae, each kanji two
        ("ラーメン", "ja", 4),
        ("안녕 하세요", "ko", 5),
    ],
)
def test_speakable_units(line: str, code: str, units: int) -> None:
    assert speech.units(line, code) == units


@cases(
    ("seconds", "code", "good"),
    [
        (3, "en", 4),
        (5, "en", 8),
        (10, "en", 18),
        (15, "en", 28),
        (5, "zh", 13),
        (8, "zh", 22),
        (5, "ja", 18),
        (10, "ja", 39),
        (5, "ko", 14),
        (15, "ko", 48),
    ],
)
def test_capacity_matches_the_guides_table(seconds: int, code: str, good: int) -> None:
    assert speech.capacity(seconds, code) == good


def test_turns_cost_pauses() -> None:
    one = speech.budget('Ana says: "one two three four."')
    two = speech.budget('Ana says: "one two." Then Leo says: "three four."')
    assert one.good == pytest.approx(2.6)
    assert two.good == pytest.approx(2.9)


def test_actions_are_the_subjects() -> None:
    text = (
        "Side tracking full shot: the knight crosses a bridge. The camera follows, then pulls back. Audio: doors close."
    )
    reading = read(text)
    assert [text[m.start : m.end] for m in reading.actions] == ["crosses"]


def test_an_action_after_a_reference_counts() -> None:
    text = "Wide shot: the dancer from <<<image_1>>> spins on a stage."
    assert [text[m.start : m.end] for m in read(text).actions] == ["spins"]


CINEMATIC = (
    "Close-up at key height: a tabby kitten with a white bib steps along the keys of an old upright piano, stops, and "
    "looks down at its own paw. Slow truck right with the kitten. Late-afternoon window light from the right. Quiet, "
    "comic mood, warm browns."
)


def test_what_nothing_says_is_missing() -> None:
    kitten = slots("A tabby kitten walks along piano keys in a music room at night.")
    assert missing(kitten, "t2v", sound=True) == ("end_state", "camera", "atmosphere", "audio")
    assert missing(slots(CINEMATIC), "t2v", sound=False) == ()
    assert missing(slots("Remove the bin."), "edit", sound=True) == ()


def test_whoever_speaks_moves_and_is_heard() -> None:
    lacks = missing(slots('A quiet office. [Clerk, nervous]: "we should leave."'), "t2v", sound=True)
    assert not {"movement", "audio"} & set(lacks)


def test_slots_are_found_where_they_stand() -> None:
    text = (
        "Medium close-up, eye level: an elderly baker with flour on both forearms lifts a tray and stops, inside a "
        'narrow bakery. Slow push-in. Oven glow from behind. Quiet, warm amber. The baker (hoarse) says: "last two." '
        "Audio: oven fan."
    )
    said = slots(text)
    assert said.said("subject") == ("an elderly baker",)
    assert "with flour on both forearms" in said.said("description")
    assert said.said("movement")[0] == "lifts"
    assert said.said("end_state")
    assert "inside a narrow bakery" in said.said("scene")
    assert said.said("camera") == ("Medium close-up", "eye level", "push-in")
    assert said.said("lighting")[0] == "Oven glow"
    assert {"Quiet", "warm amber"} <= set(said.said("atmosphere"))
    assert said.said("dialogue") == ('"last two."',)
    assert said.said("audio")[-1] == "Audio: oven fan."


PROMPT = (
    "Medium close-up, eye level: a baker, with flour on both forearms, lifts a tray and stops in a narrow bakery. Slow "
    'push-in. Oven glow from behind. Quiet, warm amber. The baker (hoarse) says: "last two." A beat later, the girl '
    '(bright) replies: "thanks." Audio: oven fan, no music.'
)


def test_a_prompt_by_the_formula_fills_every_slot() -> None:
    found = slots(PROMPT)
    assert all(getattr(found, slot) for slot in SLOTS)


@cases(
    ("text", "speaker"),
    [
        ('The woman from <<<image_1>>> strokes the cat from <<<image_2>>> and says (quiet): "good cat."', "image_1"),
        ('The woman from <<<image_1>>> lifts <<<image_2>>>, then quietly says: "you kept it."', "image_1"),
        ('The woman from <<<image_1>>> looks at the man from <<<image_2>>>, and <<<image_2>>> says: "go."', "image_2"),
        ('The woman from <<<image_1>>> turns to <<<element_1>>>, who says: "hello you."', "element_1"),
        ('La mujer de <<<image_1>>> toma la taza de <<<image_2>>> y dice: "gracias por todo."', "image_1"),
        ("<<<image_1>>>里的女人抚摸<<<image_2>>>里的猫，轻声说：“祝我好运。”", "image_1"),
        ("<<<image_1>>>看着<<<image_2>>>，<<<image_2>>>说：“祝我好运。”", "image_2"),
        ("<<<image_1>>>の女性が<<<image_2>>>の猫を撫でて、「いい子ね」と言う。", "image_1"),
    ],
)
def test_whoever_acts_and_then_speaks_is_the_speaker(text: str, speaker: str) -> None:
    assert [quote.speaker for quote in quotes.find(text)] == [f"<<<{speaker}>>>"]


def test_a_reference_that_opens_a_shot_is_its_subject() -> None:
    assert slots("Wide shot: <<<element_1>>> walks through a market.").said("subject") == ("<<<element_1>>>",)
    named = slots("<<<element_1>>>, the host, opens a door in a hallway.")
    assert named.said("subject") == ("<<<element_1>>>",)


def test_words_about_sound_are_no_mood() -> None:
    assert not slots("A cook lifts a lid in a kitchen. Audio: quiet room tone.").atmosphere


def test_weather_moves_nobody() -> None:
    assert slots("A girl walks through a market in heavy rain.").said("movement") == ("walks",)


def test_a_place_ends_before_the_verb_and_is_not_on_the_body() -> None:
    text = "An elderly baker with flour on both forearms lifts a tray, inside a narrow bakery."
    assert slots(text).said("scene") == ("inside a narrow bakery",)


def test_what_pictures_show_need_not_be_said() -> None:
    found = slots("The waterfall pours over the ledge and settles. Static camera.")
    assert missing(found, "i2v", sound=False) == ()
    assert "lighting" in shown("i2v")
    assert "lighting" in missing(found, "t2v", sound=False)


def test_a_label_in_mid_sentence_leaves_what_stands_before_it_to_be_seen() -> None:
    deed = "a customer stops at the counter of the bakery across from a baker with a grey braid, breathes in, and "
    text = f'Medium shot: {deed}[Customer, warm, low voice] says: "smells like home."'
    (quote,) = quotes.find(text)
    assert text[quote.intro : quote.end].startswith("[Customer")
    assert (quote.speaker, quote.delivery) == ("Customer", "warm, low voice")


@cases(
    ("prompt", "kind", "speaker"),
    [
        ('A calm male narrator says (off screen): "Every drop counts."', "line", "A calm male narrator"),
        ('A narrator whispers off-screen: "Go."', "line", "A narrator"),
        ('On the screen: "HELLO"', "caption", ""),
    ],
)
def test_who_speaks_off_screen_writes_nothing_on_it(prompt: str, kind: str, speaker: str) -> None:
    (quote,) = read(prompt).quotes
    assert (quote.kind, quote.speaker) == (kind, speaker)


@cases(
    ("prompt", "said"),
    [
        (
            "A white folded paper boat drifts across a pond.",
            {"movement": "drifts", "subject": "A white folded paper boat"},
        ),
        ("A cold bottle on ice, one drop stays on the label.", {"end_state": "stays on"}),
    ],
)
def test_slots_are_read_where_they_stand(prompt: str, said: dict[str, str]) -> None:
    found = slots(prompt)
    assert {name: found.said(name)[0] for name in said} == said  # type: ignore[arg-type]  # slots
    assert all(quote.speaker == "" for quote in quotes.find(prompt))


def test_waves_of_the_sea_end_nothing() -> None:
    assert slots("A surfer walks off, waves behind him.").said("end_state") == ()

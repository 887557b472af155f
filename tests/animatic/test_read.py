"""The reader on its training prompts (four languages) and on what is carried from shot to shot. Nothing is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kling.animatic.outfit import upright
from kling.animatic.read import film
from kling.animatic.scene import Film, Shot
from kling.animatic.staging import completed
from kling.app.judged import faults
from tests.cases import cases

PROMPTS: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("prompts.yaml").read_text("utf-8"), yaml.CSafeLoader)


def bodies(*texts: str, seconds: int = 5) -> list[dict[str, Any]]:
    if len(texts) == 1:
        return [{"prompt": texts[0], "duration": str(seconds)}]
    shots = [{"index": n + 1, "prompt": text, "duration": str(seconds)} for n, text in enumerate(texts)]
    return [{"multi_shot": True, "shot_type": "customize", "multi_prompt": shots}]


def read(*texts: str, seconds: int = 5) -> Film:
    return film(bodies(*texts, seconds=seconds))


def kinds(made: Film, shot: Shot) -> list[str]:
    return sorted(made.member(one.name).kind for one in shot.cast)


def of_shot(expected: Any, number: int, *, listed: bool) -> Any:
    return expected[number] if listed else expected


@cases("case", PROMPTS, ids=[case["shots"][0][:40] for case in PROMPTS])
def test_a_prompt_is_understood(case: dict[str, Any]) -> None:
    made = read(*case["shots"])
    assert faults(made) == []  # it could be given back as `--scene`
    assert len(made.shots) == len(case["shots"])
    for number, shot in enumerate(made.shots):
        assert kinds(made, shot) == sorted(case["cast"][number]), f"cast of shot {number + 1}"
        if "place" in case:
            assert shot.place == case["place"]
        if "hour" in case:
            assert shot.hour == case["hour"]
        if "light" in case:
            assert shot.light.side == case["light"]
        found = {one.kind for one in shot.things} | set(kinds(made, shot))
        assert not found & set(case.get("absent", ()))
        if "things" in case:
            assert {*case["things"][number]} <= found
        if "poses" in case:
            done = [action.pose for one in shot.cast for action in one.actions]
            assert done == case["poses"][number]
        if "names" in case:
            assert [one.name for one in shot.cast] == case["names"][number]
        if "speakers" in case:
            assert [line.speaker for line in shot.lines] == case["speakers"][number]


def test_forty_prompts_in_four_languages() -> None:
    assert len(PROMPTS) >= 40


def test_place_hour_weather_and_light_go_on_until_something_else_is_said() -> None:
    made = read(
        "A rainy street at dusk, neon light.", "A man waits.", "Inside a bar.", "He drinks.", "Morning. He leaves."
    )
    assert [one.place for one in made.shots] == ["street", "street", "bar", "bar", "bar"]
    assert [one.hour for one in made.shots] == ["dusk"] * 4 + ["morning"]
    assert {one.weather for one in made.shots} == {("light_rain",)}
    assert [one.light.kind for one in made.shots] == ["neon", "neon", "", "", ""]


def test_a_thing_keeps_its_colour_over_shots() -> None:
    made = read("A girl waits with a yellow umbrella.", "She closes the umbrella.", "A boy opens an umbrella.")
    colours = [[one.colour for one in shot.things] for shot in made.shots]
    assert colours[0] == colours[1] != colours[2]


def test_a_part_of_a_place_leaves_it() -> None:
    made = read("Ana works in an office.", "She leans in the doorway.", "She laughs.")
    assert [one.place for one in made.shots] == ["office"] * 3
    beds = read("An old man lies in a hospital room.", "She sits on the bed.", "A bird against the sky.")
    assert [one.place for one in beds.shots] == ["hospital"] * 3
    assert read("A cat sleeps on the roof.").shots[0].place == "rooftop"
    assert read("教室の窓際で少女が読む。").shots[0].place == "classroom"
    far = read("A knight waits in a castle.", "She sits on the stairs.", "A ship passes in the distance.")
    assert [one.place for one in far.shots] == ["castle"] * 3


def test_a_film_of_many_parts_is_one_film() -> None:
    parts = [body for n in range(8) for body in bodies(*(f"She walks on, shot {n} {k}." for k in range(5)), seconds=3)]
    made = film([*bodies("A woman in a red coat in a snowy forest at dawn."), *parts])
    assert len(made.shots) == 41
    assert [one.number for one in made.shots] == list(range(1, 42))
    assert {one.place for one in made.shots} == {"forest"}
    assert {one.name for shot in made.shots for one in shot.cast} == {"woman"}
    assert [one.number for one in made.part(2).shots] == [7, 8, 9, 10, 11]
    assert made.cast[0].clothes[0].colour == "#be1e22"


def test_a_shot_that_names_nobody_keeps_who_was_there() -> None:
    made = read("Two women in a kitchen.", "Slow push-in.")
    assert len(made.shots[1].cast) == 2


def test_words_that_are_denied_or_compared_are_absent() -> None:
    made = read("An empty street, no cars, without people. She runs like a dog, as if on a beach.").shots[0]
    assert not made.things
    assert [one.name for one in made.cast] == ["person"]
    assert made.place == "street"


def test_a_beat_follows_a_beat() -> None:
    one = read("She looks up, then smiles.").shots[0].cast[0]
    assert [action.pose for action in one.actions] == ["look_up", "smile"]
    assert one.actions[0].end <= one.actions[1].start < one.actions[1].end <= 5


def test_a_state_lasts_under_gestures() -> None:
    one = read("A man sits on a bench and reads a book, then waves.", seconds=8).shots[0].cast[0]
    assert [(action.pose, action.start) for action in one.actions][:2] == [("sit", 0), ("read", 0)]
    assert one.actions[0].end == 8
    assert one.actions[1].thing == "book"


def test_speakers_turn_to_whom_they_speak() -> None:
    made = read('A man and a woman in a café. The man says: "Stay." The woman whispers: "I can\'t."', seconds=6).shots[
        0
    ]
    assert [(line.speaker, line.to) for line in made.lines] == [("man", "woman"), ("woman", "man")]
    assert {one.name: one.facing for one in made.cast} == {"man": "woman", "woman": "man"}
    first, second = made.lines
    assert 0 < first.start < first.end < second.start < second.end <= 6


def test_a_name_that_only_stands_by_a_line_goes_to_somebody_in_the_shot() -> None:
    made = read('A man and a woman in a diner. "You came," says Mara. "I had to," says Tom.')
    assert sorted(one.name for one in made.cast) == ["Mara", "Tom"]
    assert made.member("Mara").kind == "woman"


def test_a_picture_or_element_of_the_request_stands_for_who_is_named_by_it() -> None:
    body = {
        "prompt": "<<<element_1>>> walks through a market. The woman <<<image_1>>> watches.",
        "duration": "5",
        "element_list": [{"element_id": 1}],
        "image_list": [{"image_url": "https://example.com/her.png"}],
    }
    made = film([body])
    assert {made.member(one.name).reference for one in made.shots[0].cast} == {"element_1", "image_1"}


def test_what_is_not_known_is_a_labelled_box_and_a_note() -> None:
    shot = read("A theremin stands on a table.").shots[0]
    assert [(one.kind, one.label) for one in shot.things] == [("", "theremin"), ("table", "table")]
    assert any("theremin" in note for note in shot.notes)
    assert any("no place" in note for note in shot.notes)
    assert not any("nobody and nothing" in note for note in shot.notes)
    assert any("nobody and nothing" in note for note in read("It shimmers and wavers.").shots[0].notes)


@cases("words", ["a gribble sits on a table", "A gribble eats an apple", "An old gribble hums."])
def test_an_unknown_word_that_does_something_is_a_labelled_box(words: str) -> None:
    (shot,) = film([{"prompt": words}]).shots
    assert [one.label for one in shot.things if not one.kind] == ["gribble"]


@cases(
    ("words", "part"),
    [
        ("Close-up on the girl. She pokes the dough with one finger.", ""),
        ("Close-up of a potter's wet hands.", "hands"),
        ("Close-up of his hands as an old man carves wood.", "hands"),
        ("Close-up of a nun opening a letter.", ""),
        ("INSERT - a hand drops a ring into a box.", "hands"),
        ("Macro. A chef's hand sprinkles salt.", "hands"),
        ("特写，一只男人的手拿起钥匙。", "hands"),
        ("マクロ、職人の手が粘土をこねる。", "hands"),
        ("Close-up: a woman raises her hand.", ""),
    ],
)
def test_a_close_up_is_of_hands_where_it_says_so_or_they_are_all_of_somebody(words: str, part: str) -> None:
    assert [one.part for one in read(words).shots[0].cast] == [part]


@cases(
    ("words", "age"),
    [
        ("A man, aged 70, walks.", "old"), ("A seventy-year-old woman reads.", "old"),
        ("Un pescador viejo duerme.", "old"), ("一位70岁的男人走路。", "old"),
        ("70歳の男性が歩く。", "old"), ("A 35-year-old woman reads.", "adult"), ("A 7-year-old boy runs.", "child"),
        ("一双老手在写信。", "old"), ("年老いた手が扉を開ける。", "old"), ("Gnarled hands peel an apple.", "old"),
        ("Des mains ridées tricotent.", "old"), ("Zwei Hände halten ein Buch.", "adult"),
    ],
)  # fmt: skip
def test_an_age_in_years_tells_how_old_somebody_is(words: str, age: str) -> None:
    assert [one.age for one in read(words).cast] == [age]


def test_who_is_on_a_mount_rides_when_it_moves() -> None:
    shot = read("A knight on a white horse gallops.").shots[0]
    assert [(act.pose, act.thing) for one in shot.cast for act in one.actions] == [("ride", "horse")]


@cases(
    ("texts", "rides"),
    [
        (("A girl rides a bicycle.", "A bicycle leans on a wall."), [1, 0]),
    ],
)
def test_who_rides_goes_on_riding_in_the_next_shot(texts: tuple[str, ...], rides: list[int]) -> None:
    shots = read(*texts).shots
    assert [sum("ride" in one.poses for one in shot.cast) for shot in shots] == rides


@cases(
    ("words", "angle"),
    [
        ("She looks back over her shoulder.", ""),
        ("Over her shoulder we see a letter.", "ots"),
        ("A man with a bag over his shoulder walks.", ""),
        ("Una mujer mira por encima del hombro.", ""),
        ("Eine Frau blickt über die Schulter.", ""),
    ],
)
def test_a_look_over_a_shoulder_is_no_camera_behind_one(words: str, angle: str) -> None:
    assert read(words).shots[0].angle == angle


@cases(
    ("texts", "cast"),
    [
        (("Dos mecánicos empujan un coche.", "Uno de ellos le da una llave al otro."), 2),
        (("A climber sits on a ledge.", "Her friends dance around her."), 3),
        (("Zwei Frauen lachen.", "Die eine gibt der anderen einen Apfel."), 2),
        (("A young couple cooks. Her boyfriend tastes the soup.",), 2),
        (("Ein Paar wartet am Bahnsteig. Seine Frau winkt.",), 2),
        (("Un matrimonio pasea. Su esposa ríe.",), 2),
    ],
)
def test_nobody_is_lost_of_those_a_shot_is_about(texts: tuple[str, ...], cast: int) -> None:
    assert len(read(*texts).shots[-1].cast) == cast


def test_a_move_reaches_what_is_named_before_it_in_japanese() -> None:
    (tilt,) = read("靴から少女の顔へゆっくりティルトアップ。").shots[0].camera
    assert tilt.end


def test_a_rocket_that_launches_flies_and_who_launches_a_boat_does_not() -> None:
    assert [one.pose for one in read("A rocket launches behind the hill.").shots[0].things] == ["fly"]
    assert "fly" not in read("She launches a paper boat.").shots[0].poses


def test_a_german_compound_is_what_it_ends_in() -> None:
    shot = read("Ein Holztisch und ein Gartenstuhl stehen im Regen.").shots[0]
    assert [(one.kind, one.label) for one in shot.things] == [("table", "Holztisch"), ("chair", "Gartenstuhl")]


@cases("words", ["From the passenger seat, a woman drives.", "Inside the cab a woman drives."])
def test_what_is_seen_from_a_seat_is_inside(words: str) -> None:
    assert read("A truck on a desert road.", words).shots[1].place == "car_interior"


def test_somebody_in_a_vehicle_is_inside_it_and_surgeons_are_several() -> None:
    assert film([{"prompt": "a girl sits in a crowded train"}]).shots[0].set == "train"
    assert len(film([{"prompt": "surgeons operate"}]).shots[0].cast) > 1


def test_adjectives_before_a_known_thing_are_no_boxes() -> None:
    for text in ("A red sports car races along a road.", "A faceted crystal bottle rotates on black velvet."):
        assert all(one.kind for one in read(text).shots[0].things)


@pytest.mark.parametrize(
    "words",
    [
        "A perfume bottle slowly rotates on a marble pedestal.", "The watch spins slowly on black velvet.",
        "一只手表在黑色丝绒上缓缓旋转。", "黒い台の上で腕時計がゆっくり回転する。", "Un reloj rota sobre un pedestal.",
    ],
)  # fmt: skip
def test_a_product_that_rotates_turns_and_nobody_dances(words: str) -> None:
    (shot,) = film([{"prompt": words, "duration": "5"}]).shots
    assert [one.pose for one in shot.things][:1] == ["turn"]
    assert not shot.cast


def test_what_a_thing_does_is_the_things() -> None:
    shot = read("A rocket lifts off behind her as she watches.").shots[0]
    assert {one.kind: one.pose for one in shot.things} == {"rocket": "fly"}
    assert [action.pose for action in shot.cast[0].actions] == ["look"]
    (shot,) = read("A girl lets go of a balloon and it rises.").shots
    assert {one.kind: one.pose for one in shot.things} == {"balloon": "fly"}
    assert [action.pose for action in shot.cast[0].actions] == ["drop"]


def test_only_light_words_make_an_unnamed_place_dark() -> None:
    candles, light = (read(words).shots[0].light.kind for words in ("Candles burn.", "A nun reads by candlelight."))
    assert (candles, light) == ("", "candle")


def test_clothes_belong_to_whoever_wears_them() -> None:
    made = read("A woman in a red coat and a blue hat talks to a man in a black suit. A white cat watches.")
    assert [(one.kind, one.colour) for one in made.member("woman").clothes] == [("coat", "#be1e22"), ("hat", "#2c56aa")]
    assert [one.kind for one in made.member("man").clothes] == ["suit"]
    assert made.member("cat").colour == "#eeeeea"


def test_sounds_have_sides_and_silence_is_kept() -> None:
    shot = read("A street. Audio: a car horn on the left, rain, distant thunder on the right, no music.").shots[0]
    sides = {one.kind: one.side for one in shot.sounds}
    assert sides.get("thunder") == "right"
    assert "left" in sides.values()
    assert not shot.music


@cases(
    ("text", "path"),
    [
        ("Hold 3 s, then pan right.", [("static", 0, 3), ("pan_right", 3, 3)]),
        ("Pan left, then tilt up.", [("pan_left", 0, 3), ("tilt_up", 3, 3)]),
        ("Push-in 2 s, then hold.", [("dolly_in", 0, 2), ("static", 2, 4)]),
        ("The camera pushes in while tilting up.", [("dolly_in", 0, 6), ("tilt_up", 0, 6)]),
        ("A man waits.", [("", 0, 6)]),
        ("The camera does not pan left.", [("", 0, 6)]),
        ("Kamerafahrt rückwärts: Zwei Kinder laufen auf uns zu.", [("dolly_out", 0, 6)]),
        ("Panoramique vertical de bas en haut.", [("tilt_up", 0, 6)]),
    ],
)
def test_a_camera_path_has_segments(text: str, path: list[tuple[str, float, float]]) -> None:
    camera = read(text, seconds=6).shots[0].camera
    assert [(one.move, one.start, one.seconds) for one in camera] == path


def test_pace_and_degrees_are_amounts() -> None:
    slow, plain, fast = (read(f"{word} pan right.").shots[0].camera[0].amount for word in ("Slow", "", "Fast"))
    assert 0 < slow < plain < fast
    assert read("90-degree orbit to the left.").shots[0].camera[0].amount == -90
    assert 0 < read("Fast push-in.").shots[0].camera[0].amount < 1


def test_size_angle_and_lens_are_read() -> None:
    shot = read("Low angle close-up, 35mm lens, shallow depth of field, handheld: a boxer.").shots[0]
    assert (shot.size, shot.angle, shot.focal, shot.focus, shot.texture) == (
        "close_up",
        "low_angle",
        35.0,
        "shallow",
        "handheld",
    )


@cases("text", ["", " ", "…", "<<<image_9>>>", "「", "a" * 3000, "\x00", "🙂 🙂", "no no no without"])
def test_any_text_is_a_film(text: str) -> None:
    assert len(film([{"prompt": text}]).shots) == 1


def test_a_picture_beside_a_thing_shows_the_thing() -> None:
    made = film(
        [{"prompt": "A cup like <<<image_1>>> on a table.", "image_list": [{"image_url": "https://x.org/a.png"}]}]
    )
    assert {one.kind: one.reference for one in made.shots[0].things} == {"cup": "image_1", "table": ""}


def test_a_verb_is_no_thing() -> None:
    assert [one.kind for one in read("The train leaves the station.").shots[0].things] == ["train"]
    assert [one.kind for one in read("Autumn leaves on a bench.").shots[0].things] == ["leaf", "bench"]


def test_an_unknown_sound_is_told_and_has_no_kind() -> None:
    shot = read("A hall. Audio: footsteps, a theremin wailing, no music.").shots[0]
    assert [(one.kind, one.label) for one in shot.sounds] == [("footsteps", "footsteps"), ("", "a theremin wailing")]
    assert "not heard: a theremin wailing" in shot.notes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("A woman wins a prize, and questions the jury.", ["wins", "questions"]),
        ("Ein Mann faltet einen Brief, der Hund wittert.", ["wittert"]),
        ("A man walks quickly down the winding road with shining eyes.", []),
    ],
)
def test_a_verb_that_nobody_knows_is_told_as_not_played(words: str, told: list[str]) -> None:
    notes = film([{"prompt": words, "duration": "5"}]).shots[0].notes
    assert [one for one in notes if one.startswith("not played")] == [f"not played: {word}" for word in told]


def test_what_is_done_to_a_baby_goes_on_without_naming_it() -> None:
    mother = (
        film([{"prompt": "A mother lifts her baby out of the crib and puts it back.", "duration": "5"}])
        .shots[0]
        .cast[0]
    )
    assert [(act.pose, act.toward) for act in mother.actions] == [("lift", "baby"), ("put_down", "baby")]


def test_who_gets_a_name_later_has_it_in_earlier_shots() -> None:
    made = film(bodies("A woman waits in a diner.", 'A man and a woman talk. Mara says: "You came."'))
    names = {one.name for one in made.cast}
    assert all(one.name in names for shot in made.shots for one in shot.cast)


@cases("words", [
    "A singer bows to a storm of applause.", "Her voice is a river of honey.", "He drowns in a sea of paperwork.",
    "掌声如暴风雨般响起。", "嵐のような拍手が起こる。", "山のような書類の前で男が座っている。",
    "Una tormenta de aplausos recibe al cantante.", "Un hombre ahogado en un mar de dudas.",
])  # fmt: skip
def test_a_figure_of_speech_is_no_place_and_no_weather(words: str) -> None:
    shot = film([{"prompt": words, "duration": "5"}]).shots[0]
    assert (shot.place, shot.weather) == ("", ())


def test_a_thing_that_is_not_there_denies_no_place() -> None:
    shot = film([{"prompt": "There is not a single car on the street.", "duration": "5"}]).shots[0]
    assert (shot.place, shot.things) == ("street", ())


def test_a_thief_is_somebody_besides_the_officer() -> None:
    shot = film([{"prompt": "A police officer chases a thief across a rooftop.", "duration": "5"}]).shots[0]
    assert len(shot.cast) == 2


@cases(
    "text",
    [
        'A green bottle stands on a table. A narrator says (off screen): "Every drop counts." Audio: birds, no music.',
        "A bottle stands on a table; we hear birds and distant dogs.",
        "A bottle on a table with the sound of birds.",
        "A bottle stands on a beach, a wave reaches its foot and retreats.",
    ],
)
def test_what_is_heard_and_parts_of_things_are_nobody(text: str) -> None:
    assert not read(text).cast


def test_who_is_told_twice_in_one_sentence_is_there_once() -> None:
    made = read("The driver, a woman in a denim jacket, gets out.", "She looks around.")
    assert [made.member(one.name).sex for shot in made.shots for one in shot.cast] == ["f", "f"]


def test_one_more_of_a_kind_is_somebody_else() -> None:
    made = read("教室，早晨。老师在黑板上写字。", "后排，一个男生偷偷看漫画。", "她转身。")
    assert [len(shot.cast) for shot in made.shots] == [1, 1, 1]
    assert made.shots[0].cast[0].name == made.shots[2].cast[0].name != made.shots[1].cast[0].name
    red, blue = read("A man in a red coat walks. A man in a blue coat waits.").shots[0].cast
    assert [[*red.poses], [*blue.poses]] == [["walk"], ["stand"]]


@cases(
    ("words", "cast"),
    [
        ("A woman and a man sit on a bench. The two of them laugh.", 2),
        ("女人和男人坐在咖啡馆里，两人相视而笑。", 2),
        ("A boxer waits, a trainer beside him. The pair leave.", 2),
        ("A taxi driver looks at his passenger. She is a young woman in a gold dress.", 2),
        ("Two ladies sit in a train. The old lady looks up, the young lady draws.", 2),
        ("一对老夫妻慢慢走远，老先生拄着拐杖，老太太披着红色披肩。", 2),
    ],
)
def test_two_who_were_named_are_meant_again(words: str, cast: int) -> None:
    assert len(read(words).shots[0].cast) == cast


@cases(
    ("words", "kinds"),
    [
        ("A tug pushes a freighter.", ["ship", "ship"]),
        ("A red sports car stops. The car burns.", ["car"]),
        ("A green parka swings. A green parka and the gloves are wet.", ["", ""]),
    ],
)
def test_a_general_word_means_the_thing_that_was_named(words: str, kinds: list[str]) -> None:
    assert [one.kind for one in read(words).shots[0].things] == kinds


@cases(
    ("words", "place", "things"),
    [
        ("街角咖啡馆里，一个男人在看报纸。", "cafe", ["newspaper"]),
        ("A boy in a school blazer runs down an alley.", "alley", []),
        ("Die Nonnen in der Küche essen.", "kitchen", []),
        ("Un banco de peces nada alrededor de un pulpo.", "", []),
        ("板前が包丁で鯛を切る。", "", ["knife", ""]),
        ("Une femme en robe rose, une rose.", "", ["rose"]),
        ("Plan d'ensemble d'un village, drone qui recule.", "village", []),
    ],
)
def test_a_word_in_another_or_in_another_sense_is_no_thing_and_no_place(
    words: str, place: str, things: list[str]
) -> None:
    (shot,) = read(words).shots
    assert (shot.place, [one.kind for one in shot.things]) == (place, things)


def test_a_text_is_read_in_the_words_of_its_language() -> None:
    (shot,) = read("Une vieille dame promène son chien sous la pluie.").shots
    assert [one.name for one in shot.cast] == ["old woman", "chien"]


FIVE = ("", " 2", " 3", " 4", " 5")  # numbers of names


def done(shot: Shot) -> dict[str, list[str]]:
    """Who does what in a shot, in their order."""
    return {one.name: [act.pose for act in one.actions] for one in shot.cast}


@cases(
    ("words", "deeds"),
    [
        ("She hesitates. The neon goes out and everything falls into darkness.", {"person": ["think"]}),
        ("Grandpa slides the tray into the oven and the girl claps.", {"grandpa": ["put_down"], "girl": ["clap"]}),
        ("A man sits in a bar while a woman in a red coat stands by the door, watching.",
         {"man": ["sit"], "woman": ["stand", "look"]}),
        ("A woman in a green dress and a man in a tuxedo dance.", {"woman": ["dance"], "man": ["dance"]}),
        ("Insert: the judge's gavel strikes the block.", {}),
        ("A postman in a navy uniform pushing a yellow bicycle.", {"postman": ["push"]}),
        ("He stops playing and looks up.", {"person": ["stand", "look_up"]}),
        ("Three horsemen gallop across a plain.", {f"horse rider{n}": ["ride"] for n in ("", " 2", " 3")}),
        ("A postman hands a letter to an old woman at her front door.", {"postman": ["give"], "old woman": []}),
        ("She takes the cup from the barista and walks.", {"person": ["take", "walk"], "barista": []}),
        ("A mother combs her daughter's long hair.", {"mother": ["comb"], "daughter": []}),
        ("女侠林霜拔剑，面对两名黑衣刺客。", {"林霜": ["unsheathe"], "刺客": [], "刺客 2": []}),
        ("Ein Mädchen fährt auf einem Fahrrad.", {"girl": ["ride"]}),
        ("Un niño corre hacia la cámara, riendo.", {"boy": ["run", "laugh"]}),
        ("A woman walks her dog along the river.", {"woman": ["lead"], "dog": []}),
        ("She puts her hand on his shoulder, he looks at her.", {"person": ["arm_around"], "person 2": ["look"]}),
        ("A blacksmith hammers a glowing blade.", {"blacksmith": ["forge"]}),
        ("A child feeds a duck.", {"child": ["feed"], "duck": []}),
        ("A cowboy mounts his horse.", {"cowboy": ["ride"], "horse": []}),
        ("A nurse sits. A man waves, his wife laughs.", {"nurse": ["sit"], "man": ["wave"], "wife": ["laugh"]}),
        ("女孩把气球递给哭泣的弟弟。", {"girl": ["give"], "boy": ["cry"]}),
        ("彼の母が傘を手渡す。", {"woman": ["give"]}),
        ("老人看见骑车的女孩，向她挥手。", {"old man": ["look", "wave"], "girl": ["ride"]}),
        ("她的丈夫切洋葱。", {"man": ["cut"]}),
        ("老人提着灯笼走出寺庙。", {"old man": ["hold", "walk"]}),
        ("A flock of geese crosses a road.", {f"duck{n}": ["walk"] for n in FIVE}),
        ("Ein Rudel Wölfe rennt.", {f"wolf{n}": ["run"] for n in FIVE}),
        ("Ses parents applaudissent.", {"ses parent": ["clap"], "ses parent 2": ["clap"]}),
        ("Eine Sängerin lacht, während ein Junge winkt.", {"sängerin": ["laugh"], "boy": ["wave"]}),
    ],
)  # fmt: skip
def test_a_deed_is_whose_its_clause_says(words: str, deeds: dict[str, list[str]]) -> None:
    assert done(read(words).shots[0]) == deeds


@cases(
    ("words", "poses"),
    [
        ("A woman stands in a park. Hold 3 s, then pan right.", ["stand"]),
        ("A man sits in a café. Push-in 2 s, then hold.", ["sit"]),
        ("A man sits in a café. Hold for two seconds, then he smiles.", ["sit", "smile"]),
        ("A man stands. Two seconds later he holds a cup.", ["stand", "hold"]),
    ],
)
def test_a_camera_that_is_to_hold_is_no_gesture_of_the_cast(words: str, poses: list[str]) -> None:
    assert [act.pose for act in read(words).shots[0].cast[0].actions] == poses


def test_what_is_worn_is_neither_handled_nor_taken_off() -> None:
    made = read("A porter in blue scrubs rolls a cart.", "A girl in a red helmet drops a bag and waves.")
    assert [[one.kind for one in who.clothes] for who in made.cast] == [["uniform"], ["helmet"]]
    assert [done(shot) for shot in made.shots] == [{"porter": ["push"]}, {"girl": ["drop", "wave"]}]
    assert [act.pose for act in read("A boy in a red helmet drops in.").shots[0].cast[0].actions] == ["drop"]


def test_who_sat_still_sits_in_the_next_shot_of_the_place() -> None:
    made = read("A man sits on a bench in a park.", "He smiles.", "He stands up.", "He waves.")
    assert [done(shot)["man"] for shot in made.shots] == [["sit"], ["sit", "smile"], ["stand_up"], ["wave"]]
    assert [act.thing for act in made.shots[1].cast[0].actions] == ["bench", ""]


@cases(
    ("words", "path"),
    [
        ("Pan right from the fisherman to the lighthouse.", [("pan_right", "lighthouse")]),
        ("A woman waits. Slow push-in, ending on her face.", [("dolly_in", "face")]),
        ("An oven. Pan left, ends on the oven's glowing door.", [("pan_left", "door")]),
        ("La cámara hace una panorámica a la derecha hasta el faro.", [("pan_right", "lighthouse")]),
        ("A boxer waits. Whip pan left. His coach shouts.", [("whip_pan_left", "coach"), ("", "")]),
    ],
)
def test_a_move_names_what_it_ends_on(words: str, path: list[tuple[str, str]]) -> None:
    assert [(one.move, one.end) for one in read(words).shots[0].camera] == path


def test_a_moment_begins_a_move() -> None:
    camera = read("After 3 s the camera pulls back.", seconds=8).shots[0].camera
    assert [(one.move, one.start, one.seconds) for one in camera] == [("static", 0, 3), ("dolly_out", 3, 5)]


@cases(
    ("words", "clothes"),
    [
        ("A woman in an orange jacket and black leggings.",
         {"woman": [("jacket", "#e27824"), ("trousers", "#18181b")]}),
        ("白い着物の老婆と黒いコートの男。", {"old woman": [("kimono", "#eeeeea")], "man": [("coat", "#18181b")]}),
        ("An old man in a brown cardigan kneads dough.", {"old man": [("jacket", "#62402a")]}),
        ("A woman waits in green light.", {"woman": []}), ("A man stands in black mud.", {"man": []}),
        ("Eine Frau kniet im gelben Laub.", {"frau": []}), ("Una mujer duerme en hierba verde.", {"woman": []}),
        ("A woman in red sings.", {"woman": [("dress", "#be1e22")]}),
        ("A man and a woman in a red coat.", {"man": [], "woman": [("coat", "#be1e22")]}),
        ("A man and two girls in dresses.", {"man": [], "girl": [("dress", "")], "girl 2": [("dress", "")]}),
    ],
)  # fmt: skip
def test_a_colour_is_of_one_garment(words: str, clothes: dict[str, list[tuple[str, str]]]) -> None:
    made = read(words)
    assert {one.name: [(worn.kind, worn.colour) for worn in one.clothes] for one in made.cast} == clothes


def test_a_place_that_is_empty_is_told_so() -> None:
    assert [shot.empty for shot in read("An empty stadium at night.", "He runs.", "In a kitchen.").shots] == [
        True, True, False,
    ]  # fmt: skip


def test_who_is_spoken_to_does_not_speak() -> None:
    assert [line.speaker for line in read("公园里，女孩对男孩说：“走吧。”").shots[0].lines] == ["girl"]


@cases(
    ("text", "names"),
    [
        ("Tom walks into the bar.", {"Tom": "enter"}),
        ("Lena and Otto run along the beach.", {"Lena": "run", "Otto": "run"}),
    ],
)
def test_who_is_called_by_name_alone_is_somebody(text: str, names: dict[str, str]) -> None:
    shot = film([{"prompt": text, "duration": "5"}]).shots[0]
    assert {one.name: one.actions[0].pose for one in shot.cast} == names
    assert [one.move for one in shot.camera] == [""]
    assert not shot.things


@cases(
    ("words", "poses"),
    [
        ("A guard folds his arms and shakes his head.", ["cross_arms", "shake_head"]),
        ("A boy picks up a stone.", ["pick_up"]), ("A knight parries.", ["block"]),
        ("A bride throws both hands up.", ["cheer"]), ("A man in a coat stands, wearing gloves.", ["stand"]),
        ("A girl yawns, then blows on her soup.", ["yawn", "blow"]),
        ("女孩摇了摇头，把苹果递给男孩。", ["shake_head", "give"]), ("医生接过杯子。", ["take"]),
        ("少年が腕を組み、あくびをする。", ["cross_arms", "yawn"]), ("老婆がコップに牛乳を注ぐ。", ["pour"]),
        ("Dos niñas brindan y bailan.", ["clink", "dance"] * 2), ("Un niño empieza a llorar.", ["cry"]),
        ("A boy tears up at the window.", ["cry"]), ("A boy tears up a map.", ["tear"]),
        ("A nun's eyes fill with tears.", ["cry"]), ("Der Soldat steht auf dem Dach.", ["stand"]),
        ("Die Ärztin hält sich die Hand vor den Mund.", ["cover_face"]), ("少女がうどんをすする。", ["eat"]),
        ("一双苍老的手揉面团。", ["knead"]), ("Le judoka projette son adversaire.", ["tackle"]),
        ("A widow's hand flies to her lips.", ["cover_face"]), ("A girl stands on dark sand.", ["stand"]),
    ],
)  # fmt: skip
def test_a_verb_is_the_pose_that_it_says(words: str, poses: list[str]) -> None:
    assert [act.pose for one in read(words).shots[0].cast for act in one.actions] == poses


@cases(
    ("first", "second", "done"),
    [
        ("Una mujer espera.", "Un niño la abraza.", ("embrace", "woman", "")),
    ],
)
def test_a_pronoun_means_whom_or_what_the_shot_before_showed(first: str, second: str, done: tuple[str, ...]) -> None:
    shot = read(first, second).shots[1]
    assert [(act.pose, act.toward, act.thing) for act in shot.cast[0].actions] == [done]
    assert {one.name for one in shot.cast[1:]} == {done[1]} - {""}


@cases(
    "words",
    [
        "A nun, chased by a barking dog, screams.",
        "La monja es perseguida por un perro.",
        "La nonne est poursuivie par un chien.",
    ],
)  # fmt: skip
def test_who_does_what_is_told_in_the_passive_is_named_beside_it(words: str) -> None:
    nun, dog = read(words).shots[0].cast
    assert "chase" not in nun.poses
    assert [(act.pose, act.toward) for act in dog.actions[:1]] == [("chase", nun.name)]


@cases(
    ("words", "pose", "roles"),
    [
        ("A clerk lays a stamp on the desk.", "put_down", {"thing": "stamp", "where": "desk"}),
        ("A boy takes a cup from the shelf.", "take", {"thing": "cup", "where": "shelf"}),
        ("A sailor cuts the rope with a sword.", "cut", {"thing": "rope", "tool": "sword"}),
        ("A girl lifts a gribble.", "lift", {"thing": "gribble"}),
        ("A monk lifts a cup and drinks.", "drink", {"thing": "cup"}),
        ("A girl slips. A boy helps her up.", "help_up", {"toward": "girl"}),
        ("士兵把杯子放在桌子上。", "put_down", {"thing": "杯子", "where": "桌子"}),
        ("和尚用剑切绳子。", "cut", {"thing": "绳子", "tool": "剑"}),
        ("少女がテーブルに本を置く。", "put_down", {"thing": "本を", "where": "テーブル"}),
        ("侍が刀で縄を切る。", "cut", {"tool": "刀"}),
        ("A boy slips on the ice.", "slip", {"thing": ""}),
        ("A dog drinks.", "drink", {"thing": ""}),
        ("A father pushes his daughter on a swing.", "ride_swing", {"thing": ""}),
        ("女性が本を読みながら紅茶を飲む。", "drink", {"thing": "紅茶"}),
        ("A man turns away from the sea.", "turn", {"where": "water", "toward": "away"}),
        ("Una mujer mira el mar.", "look", {"where": "water", "toward": ""}),
        ("A girl looks at a painting.", "look", {"where": "painting"}),
        ("A cat knocks over a glass.", "overturn", {"thing": "glass", "where": ""}),
        ("A boy plays chess.", "play_chess", {"thing": "chessboard"}),
        ("厨师尝了一口。", "eat", {"thing": "bowl"}),
        ("A nun sits beside a boy and kisses his forehead.", "kiss", {"toward": "boy"}),
        ("A boxer grabs his throat.", "take", {"thing": ""}),
        ("Un niño pone una taza sobre la silla.", "put_down", {"thing": "taza", "where": "silla"}),
    ],
)
def test_a_deed_has_what_is_handled_and_where_and_with_what(words: str, pose: str, roles: dict[str, str]) -> None:
    acts = [act for one in read(words).shots[0].cast for act in one.actions if act.pose == pose]
    assert [{name: getattr(act, name) for name in roles} for act in acts] == [roles]


@cases("words", ["A nun hands a boy a book.", "修女把书递给男孩。", "Una monja le da un libro a un niño."])
def test_who_is_given_something_takes_it_when_it_is_held_out(words: str) -> None:
    made = read(words)
    nun, boy = completed(made, made.shots[0]).cast
    assert [(act.pose, act.toward) for act in nun.actions] == [("give", boy.name)]
    assert [(act.pose, act.toward) for act in boy.actions][:1] == [("take", nun.name)]
    assert boy.actions[0].end >= nun.actions[0].end > nun.actions[0].start


@cases(
    ("words", "together"),
    [
        ("A nun throws a ball. A boy jumps.", False), ("A nun sings while a boy claps.", True),
        ("A nun reads and a boy writes.", True),
        ("A nun reads, then a boy writes.", False), ("修女一边唱歌，男孩同时鼓掌。", True),
        ("修女が投げ、少年が跳ぶ。", False), ("Una monja salta y un niño se ríe.", False),
        ("Una monja salta mientras un niño se ríe.", True), ("A nun kneels. A boy sits on a bench.", True),
    ],
)  # fmt: skip
def test_the_order_of_words_is_that_of_deeds_unless_they_say_otherwise(words: str, together: bool) -> None:
    first, second = read(words).shots[0].cast
    assert (first.actions[0].start == second.actions[0].start) == together


def test_who_is_told_of_in_a_clause_of_their_own_does_what_it_says() -> None:
    assert done(read("A nun slaps a boy, who cries.").shots[0]) == {"nun": ["slap"], "boy": ["cry"]}


def test_deeds_fill_the_shot() -> None:
    acts = read("A nun nods, bows and points.", seconds=9).shots[0].cast[0].actions
    assert [act.start for act in acts] == pytest.approx([0, 2.57, 6.43], abs=0.05)


@cases(
    ("prompt", "kind"),
    [
        ("Ein Elektroauto hält vor dem Hotel.", "car"),
        ("Auf dem Leihfahrrad liegt Laub.", "bicycle"),
        ("Ein Polarfuchs rennt.", "fox"),
        ("Ein Bärenjunges klettert.", "bear"),
        ("Der Tempelkater schläft.", "cat"),
        ("Eine Stationsärztin winkt.", "doctor"),
        ("Ein Wikingerkrieger brüllt.", "knight"),
        ("Die Sekunde zählt.", ""),
    ],
)
def test_a_german_compound_with_a_known_first_part_is_what_its_end_is(prompt: str, kind: str) -> None:
    made = read(prompt)
    kinds = [*(one.kind for one in made.cast), *(one.kind for one in made.shots[0].things)]
    assert kinds[:1] == [kind][: bool(kind)]


def test_an_animal_digs_with_its_paws_and_on_all_fours() -> None:
    made = read("A dog digs in the sand.")
    (dog,) = made.shots[0].cast
    assert [(one.pose, one.tool) for one in dog.actions] == [("dig", "")]
    assert not upright(made.member("dog"), dog)


@cases(
    ("words", "set_", "things", "pose"),
    [
        ("A scientist looks into a microscope in a laboratory.", "laboratory", [], "look_into"),
        ("A woman checks her phone in a train station.", "station", ["phone"], "phone"),
        ("A player jumps for the hoop on a basketball court.", "court", [""], "jump"),
        ("A woman stands on a balcony in the morning sun.", "balcony", [], "stand"),
        ("A cowboy rides across the desert.", "desert", [], "ride"),
        ("A barista pours latte art in a café.", "cafe", ["cup"], "pour"),
        ("A guard sweeps his flashlight over a wall in a warehouse.", "warehouse", ["lantern"], "aim"),
        ("A mother hugs her son. They walk away.", "", [], "embrace walk"),
    ],
)
def test_a_thing_a_place_and_a_deed_are_those_of_the_words(words: str, set_: str, things: list[str], pose: str) -> None:
    (shot,) = read(words).shots
    assert (shot.set, [one.kind for one in shot.things]) == (set_, things)
    assert [one.pose for one in shot.cast[0].actions] == pose.split()

"""Who is in a shot: people by name, what they wear, groups, and who is meant again in other words."""

from __future__ import annotations

from kling.animatic.build import sets, things
from kling.animatic.figure import Figure
from kling.animatic.outfit import looks
from kling.animatic.scene import Film
from kling.animatic.silhouettes import outlines, special
from kling.animatic.staging import completed
from kling.lexicon import CAST, POSES
from tests.animatic.test_read import read
from tests.cases import cases

RED, BLACK, WHITE, BLUE, GREEN, YELLOW, PURPLE = (
    "#be1e22", "#18181b", "#eeeeea", "#2c56aa", "#3a783a", "#e8c434", "#683888",
)  # fmt: skip


def worn(made: Film) -> dict[str, dict[str, str]]:
    """By name what the cast of a film wears, and its colours."""
    return {one.name: {it.kind: it.colour for it in one.clothes} for one in made.cast}


@cases(
    ("words", "name", "sex", "clothes"),
    [
        ("Viktor, 52, in a black suit, waits in a hotel lobby.", "Viktor", "m", {"suit": BLACK}),
        ("NADIA (40s, green dress) sits at the bar.", "NADIA", "f", {"dress": GREEN}),
        ("His daughter ROSE, 9, in a green coat, waves.", "ROSE", "f", {"coat": GREEN}),
        ("Zorba in a black hoodie sits on a couch and stares at his phone.", "Zorba", "m", {"jacket": BLACK}),
        ("Lucy, wearing an emerald green coat, waves.", "Lucy", "f", {"coat": GREEN}),
        ("Dressed in a red coat, Anna Karenina waits on the platform.", "Anna", "f", {"coat": RED}),
        ("MARTA (30 años, chaqueta negra) entra en el bar.", "MARTA", "f", {"jacket": BLACK}),
        ("Javier, de 45 años, con traje negro, espera en la estación.", "Javier", "m", {"suit": BLACK}),
        ("林晓，穿红色风衣，走进咖啡馆。", "林晓", "", {"coat": RED}),
        ("黒いスーツの健太が駅前に立つ。", "健太", "m", {"suit": BLACK}),
        ("美咲は白いワンピースを着て海辺を歩く。", "美咲", "f", {"dress": WHITE}),
        ("Camille, 32 ans, en manteau bleu, traverse la rue.", "Camille", "f", {"coat": BLUE}),
        ("Jonas, 50, in einem schwarzen Mantel, wartet am Bahnhof.", "Jonas", "m", {"coat": BLACK}),
        ("Giulia, con un cappotto rosso, cammina sulla spiaggia.", "Giulia", "f", {"coat": RED}),
        ("João, de terno preto, espera na estação.", "João", "m", {"suit": BLACK}),
        ("Анна в красном пальто идёт по улице.", "Анна", "f", {"coat": RED}),
        ("검은 양복을 입은 민수가 거리를 걷는다.", "민수", "m", {"suit": BLACK}),
    ],
)
def test_a_name_with_clothes_is_somebody_who_wears_them(
    words: str, name: str, sex: str, clothes: dict[str, str]
) -> None:
    made = read(words)
    assert worn(made) == {name: clothes}
    assert made.cast[0].sex == sex
    assert not [one.label for one in made.shots[0].things if not one.kind]


def test_each_of_two_with_names_has_their_own_clothes() -> None:
    made = read("王强穿着黑色西装站在窗前，李娜穿着白裙坐在沙发上。")
    assert worn(made) == {"王强": {"suit": BLACK}, "李娜": {"dress": WHITE}}
    made = read("Sofia, 30, in a purple dress; Henry, 64, in a black cardigan.")
    assert worn(made) == {"Sofia": {"dress": PURPLE}, "Henry": {"jacket": BLACK}}
    assert [one.age for one in made.cast] == ["adult", "old"]


@cases(
    "words",
    [
        "Neon signs glow. Rain falls.",
        "A ship named Elena sails into the harbor.",
        "Nike sneakers on a white background, a logo spins.",
        "The statue of David in a museum.",
        "白雪覆盖的山，一条河流。",
        "大きな樹が立つ。様子がおかしい。",
    ],
)
def test_a_word_in_capitals_is_not_somebody(words: str) -> None:
    assert not read(words).cast


def test_a_dog_keeps_its_kind_under_its_name() -> None:
    assert [(one.kind, one.person) for one in read("A dog named Max runs on the beach.").cast] == [("dog", False)]


@cases(
    ("words", "colours"),
    [
        ("Two dancers, one in red and one in white, bow on a stage.", [RED, WHITE]),
        ("Dos defensas de azul esperan en un campo.", [BLUE, BLUE]),
        ("Two brothers wait. One wears a yellow raincoat, the other a blue sweater.", [YELLOW, BLUE]),
        ("Un couple attend. Elle porte un manteau rouge, lui un chapeau blanc.", [RED, WHITE]),
    ],
)
def test_two_of_a_kind_have_their_own_colours(words: str, colours: list[str]) -> None:
    assert [[*one.values()] for one in worn(read(words)).values()] == [[colour] for colour in colours]


@cases(
    "shots",
    [
        ("A female fencer lunges at a heavyset male opponent.", "Over the shoulder of the opponent.", "She smiles."),
        ("陶芸職人がろくろを回す。", "職人が顔を上げる。"),
        ("A swimmer in a blue cap stands on the block.", "The woman in blue dives into the pool."),
        ("A sailor and a nurse dance.", "Her hand waves."),
        ("Ein alter Bauer sitzt auf einer Bank.", "Der Alte lacht."),
        ("A girl waits.", "The girl doesn't move."),
        ("Der Kunde, ein junger Mann, wartet.", "Die Kamera zeigt das Dach."),
        ("Une femme et un garçon attendent.", "Elle lui prend la main."),
    ],
)
def test_the_same_person_in_other_words_is_nobody_new(shots: tuple[str, ...]) -> None:
    assert len(read(*shots).cast) == len(read(shots[0]).cast)


@cases(
    "words",
    [
        "Two cowboys play cards. The other cowboy falls.",
        "A knight duels a pirate. The other swordsman falls.",
    ],
)
def test_the_other_is_not_who_acted(words: str) -> None:
    made = read(words)
    assert len(made.cast) == 2
    assert [one.name for one in made.shots[0].cast if "fall" in one.poses] == [made.cast[1].name]


@cases(
    "words",
    [
        "Two boys, one in red, one in blue, wait. The one in blue waves.",
    ],
)
def test_the_one_who_is_told_by_clothes_or_side_acts_alone(words: str) -> None:
    made = read(words)
    assert ["wave" in one.poses for one in made.shots[0].cast] == [False, True]


def test_a_colour_before_a_verb_is_of_who_is_told_and_not_of_what_comes_after() -> None:
    made = read("El portero de amarillo salta y el balón entra.")
    assert worn(made) == {"portero": {"shirt": YELLOW}}
    assert [one.colour for one in made.shots[0].things] == [""]


def test_a_couple_is_a_woman_and_a_man_and_sisters_are_not() -> None:
    assert [one.sex for one in read("Una pareja de ancianos camina por la playa.").cast] == ["f", "m"]
    assert [one.sex for one in read("Two sisters dance.").cast] == ["f", "f"]
    assert [one.age for one in read("A middle-aged couple waits.").cast] == ["adult", "adult"]
    assert [one.sex for one in read("Ella baila.").cast] == ["f"]
    assert [one.sex for one in read("Un niño duerme. Ella baila.").cast] == ["m", "f"]
    assert [one.sex for one in read("Die Soldatin wartet.").cast] == ["f"]


@cases(
    "shots",
    [
        ("A detective crosses a square.", "Two men argue at a stall.", "He listens."),
        ("Ein Arzt geht durch den Flur.", "Zwei Männer streiten.", "Er lächelt."),
        ("Un médico camina.", "Dos hombres discuten.", "Él sonríe."),
        ("Un boulanger marche.", "Deux hommes se disputent.", "Il sourit."),
        ("A baker opens the shop.", "The baker kneads dough, next to a portrait of a man.", "He smiles."),
        ("A nun walks.", "The nun waves. A girl waves back.", "She smiles."),
    ],
)
def test_a_pronoun_means_whom_the_film_is_about_and_not_one_of_two(shots: tuple[str, ...]) -> None:
    made = read(*shots)
    acting = [one.name for one in made.shots[-1].cast if one.actions]
    assert acting == [made.cast[0].name]


def test_a_hand_is_hers_who_is_not_he() -> None:
    made = read("Marcus, 40, faces Elena, 35, in a dining room.", "Insert: her hand drops a ring while he turns away.")
    assert {one.name for one in made.shots[1].cast} == {"Marcus", "Elena"}


@cases(
    ("words", "ages"),
    [
        ("A family of four eats breakfast in a kitchen.", ["adult", "adult", "child", "child"]),
        ("一家五口围坐在桌旁吃饭。", ["adult", "adult", "child", "child", "child"]),
        ("家族四人が公園でピクニックをする。", ["adult", "adult", "child", "child"]),
        ("Una familia de cinco come en el jardín.", ["adult", "adult", "child", "child", "child"]),
    ],
)
def test_a_family_is_as_many_as_told_grown_up_and_young(words: str, ages: list[str]) -> None:
    assert [one.age for one in read(words).cast] == ages


@cases(
    "words",
    [
        "女性が人混みの中をこちらへ走る。",
    ],
)  # fmt: skip
def test_who_comes_to_the_camera_passes_a_crowd(words: str) -> None:
    who = read(words).shots[0].cast[0]
    assert (who.facing, [act.toward for act in who.actions]) == ("camera", [""])


def test_a_sex_is_that_of_the_word_before_and_never_of_somebody_else() -> None:
    made = read("一位女骑士与一名刺客对峙，随后她跃起。")
    assert [(one.sex) for one in made.cast] == ["f", ""]
    assert [act.pose for act in made.shots[0].cast[0].actions] == ["jump"]


@cases(
    ("words", "things"),
    [
        ("A waitress fills a cup from a pitcher.", {"cup", "teapot"}),
        ("She presses both hands to her chest.", set()),
        ("The starting gun fires and the horses leap.", set()),
        ("A nurse in white scrubs wheels in an old man.", set()),
        ("Two men clink glasses.", {"glass"}),
        ("A guard tackles a burglar and hooks his arm.", set()),
        ("A guard grabs a burglar and tackles him.", set()),
        ("骑手急刹车。", set()),
        ("青い作業服の整備士が笑う。", set()),
        ("He opens the trunk of a taxi.", {"car", "taxi"}),
        ("Una mujer con mono azul baila.", set()),
        ("Una llama arde en la oscuridad.", {"fire"}),
        ("Der Adler breitet die Flügel aus.", set()),
        ("Ein Stürmer schießt auf das Tor.", {"goal"}),
        ("Elle se regarde dans la glace.", {"mirror"}),
        ("Un clown joue devant une salle comble.", set()),
        ("Product film for sunglasses. A man waits on a street.", set()),
        ("Commercial for a bicycle: a bicycle leans on a wall.", {"bicycle"}),
        ("Werbespot für Kaffee, eine Frau tanzt am Strand.", set()),
        ("Anuncio de zapatos. Un niño corre por el parque.", set()),
        ("Publicité pour une voiture. Un homme dort sur la plage.", set()),
        ("手表广告：一个女人在跳舞。", set()),
        ("カメラのCM。少年が浜辺を走る。", set()),
        ("Реклама часов. Девушка танцует.", set()),
        ("Un lutteur jette son rival au sol.", set()),
    ],
)
def test_a_word_has_the_sense_of_its_sentence(words: str, things: set[str]) -> None:
    made = read(words)
    assert {one.kind for one in made.shots[0].things} == things
    assert not any({"glasses"} & {it.kind for it in one.clothes} for one in made.cast)


@cases(
    ("words", "poses"),
    [
        ("El niño espera; caen hojas.", [{"stand"}]),
        ("妈妈看着窗外的孩子。", [{"look"}, set()]),
        ("Two girls jump off a rock into the river.", [{"plunge"}, {"plunge"}]),
        ("Ein Mann springt vom Steg in den See.", [{"plunge"}]),
        ("男孩跳进河里。", [{"plunge"}]),
        ("A boy jumps beside the lake.", [{"jump"}]),
    ],
)
def test_who_does_it_is_told_by_order_articles_and_who_else_is_named(words: str, poses: list[set[str]]) -> None:
    assert [one.poses for one in read(words).shots[0].cast] == poses


@cases(
    ("words", "things"),
    [
        ("Auf dem Gartentisch liegt ein Pflaster.", {"table", ""}),
        ("Verdächtiger und Zugbegleiter warten an der Drehscheibe.", {""}),
        ("An opera house at dawn.", set()),
    ],
)
def test_a_part_of_a_word_shows_nothing_else(words: str, things: set[str]) -> None:
    made = read(words)
    assert {one.kind for one in made.shots[0].things} == things
    assert all(one.person or one.name == "猫" for one in made.cast)


@cases(
    "shots",
    [
        ("A girl collapses.", "Two runners kneel beside her."),
        ("Eine Frau liegt auf dem Boden.", "Zwei Sanitäter knien neben ihr."),
    ],
)
def test_beside_whom_somebody_sits_or_kneels_is_still_there(shots: tuple[str, ...]) -> None:
    made = read(*shots)
    assert made.shots[0].cast[0].name in {one.name for one in made.shots[1].cast}


def test_a_bald_man_has_no_hair_and_a_bob_is_short() -> None:
    made = read("The guitarist, a bald man in sunglasses, bows. A barista with a short black bob waves.")
    assert worn(made) == {"guitarist": {"bald": "", "sunglasses": ""}, "barista": {"hair_bob": BLACK}}


def test_what_is_taken_off_goes_with_the_hands() -> None:
    made = read("A motorcyclist in a helmet and a red jacket takes off the helmet.")
    figure = Figure(made.cast[0], made.shots[0].cast[0], fine=False)
    start, end = (figure.posed(at).points[figure.hung] for at in (0.0, 5.0))
    assert len(start)
    assert start[:, 2].mean() - end[:, 2].mean() > 0.2


def test_a_participle_before_somebody_tells_what_they_do() -> None:
    made = read("A thief tiptoes past the sleeping guard.")
    poses = [{one.name: one.poses for one in shot.cast} for shot in made.shots]
    assert [name for name, own in poses[0].items() if "sleep" in own] == ["guard"]


def test_headphones_are_worn_and_sneakers_that_nobody_wears_are_a_shoe() -> None:
    made = read("A boy with headphones rides a skateboard.")
    assert [one.kind for one in made.cast[0].clothes] == ["headphones"]
    (shoe,) = read("白色运动鞋放在黑色背景上。").shots[0].things
    assert things()[special(shoe)] == things()["shoe"]


def test_what_a_trade_needs_is_there() -> None:
    trades = looks()["trades"]
    assert not [one.id for one in CAST if one.set and one.set not in sets()]
    assert not [one.id for one in CAST if one.deed and one.deed not in POSES]
    assert not [one.id for one in CAST if one.tool and one.tool not in {**things(), **outlines()}]
    assert not [one.id for one in CAST if one.dress and one.dress not in trades]


@cases(
    ("shots", "kind"),
    [
        (("A mare gallops over a field.", "The rider laughs."), "horse_rider"),
    ],
)
def test_a_rider_is_on_what_the_film_names(shots: tuple[str, ...], kind: str) -> None:
    assert [one.kind for one in read(*shots).cast if one.person] == [kind]


def test_past_whose_shoulder_it_is_is_not_at_work() -> None:
    made = read("In a diner, over the waitress's shoulder: a trucker looks up.")
    assert [one.poses for one in completed(made, made.shots[0]).cast if one.name == "waitress"] == [set()]


@cases(
    ("words", "place", "pose", "thing"),
    [
        ("Une violoncelliste joue seule.", "stage", "play_cello", "cello"),
        ("Ein Motorradfahrer fährt los.", "road", "ride", "motorcycle"),
        ("消防员灭火。", "street", "fight_fire", "fire_hose"),
        ("A bride smiles.", "church", "hold", "bouquet"),
        ("A violinist walks in the rain.", "", "walk", ""),
    ],
)
def test_a_trade_has_its_place_its_deed_and_its_tool(words: str, place: str, pose: str, thing: str) -> None:
    made = read(words)
    shot = completed(made, made.shots[0])
    act = shot.cast[0].actions[0]
    assert (shot.set, act.pose, act.thing or act.tool) == (place, pose, thing)

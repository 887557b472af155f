"""Shots only where the text of a request divides, each with what is common to all."""

from __future__ import annotations

from kling.planner.plan import Plan, plan
from tests.cases import cases

TRIO = ("a nun rings a bell", "a dog barks", "a boy waves")


def texts(made: Plan) -> list[str]:
    return [text for _, text in made.shots]


@cases(
    ("asked", "shots"),
    [
        ("3 shots: a kid opens a letter; she runs; they hug", ["a kid opens a letter", "she runs", "they hug"]),
        (
            "3 shots of my dog: waking up, running, sleeping",
            ["my dog: waking up", "my dog: running", "my dog: sleeping"],
        ),
        ("a knight wakes. 1. he rides 2. he fights", ["a knight wakes. he rides", "a knight wakes. he fights"]),
        ("Shot 1: a door. Shot 2: a hand opens it.", ["a door.", "a hand opens it."]),
        ("0-3s: a seed sprouts. 3-8s: a flower opens.", ["a seed sprouts.", "a flower opens."]),
        ("镜头一：猫醒来。镜头二：猫跑开。", ["猫醒来。", "猫跑开。"]),
        ("3カット。1. 鉄を打つ 2. 火花が散る 3. 刀を沈める", ["鉄を打つ", "火花が散る", "刀を沈める"]),
        ("Tres planos: un pez salta; cae; nada", ["un pez salta", "cae", "nada"]),
        ("Три кадра: кот спит; кот ест; кот играет", ["кот спит", "кот ест", "кот играет"]),
        (
            "3 shots: a pan heats, butter melts, an egg falls in. Warm light, kitchen sounds",
            [f"{event}. Warm light, kitchen sounds" for event in ("a pan heats", "butter melts", "an egg falls in")],
        ),
        ("three shots, first a boy runs, then he falls, finally he laughs", ["a boy runs", "he falls", "he laughs"]),
        (
            "Harbour, dawn: a man loads crates; at noon tourists take pictures; at night a fox crosses. 3 shots.",
            ["Harbour, dawn: a man loads crates", "at noon tourists take pictures", "at night a fox crosses."],
        ),
        (
            '1. A clerk stamps a form.\n2. A girl says: "One ticket, please." Warm light fills her face.',
            ["A clerk stamps a form.", 'A girl says: "One ticket, please." Warm light fills her face.'],
        ),
        (
            "3 shots: a nun rings a bell; a dog barks; a boy waves. Mood: calm, dusty",
            [f"{event}. Mood: calm, dusty" for event in TRIO],
        ),
    ],
)
def test_a_text_is_divided_where_it_divides_itself(asked: str, shots: list[str]) -> None:
    assert texts(plan(asked)) == shots


@cases(
    ("asked", "shots"),
    [
        ("1 - a girl skates 2 - she falls", ["a girl skates", "she falls"]),
        (
            "INT. HALL - DAY\nA girl skates.\nCUT TO:\nEXT. LAKE\nShe falls.",
            ["INT. HALL - DAY\nA girl skates.", "EXT. LAKE\nShe falls."],
        ),
        ("|#|Time|See|\n|--|--|--|\n| 1 | 0-3s | a girl |\n| 2 | 3-6s | a dog |", ["a girl", "a dog"]),
        ("[3s] a girl skates. [4s] she falls.", ["a girl skates.", "she falls."]),
        ("1) 3s wide: a girl skates 2) 4s close: she falls", ["wide: a girl skates", "close: she falls"]),
        ("1. 3 с: девочка катится. 2. 4 с: она падает.", ["девочка катится.", "она падает."]),
        ("最初のカットは、猫が起きる。次のカットは、猫が走って逃げる。", ["猫が起きる。", "猫が走って逃げる。"]),
        ("1) a girl skates 2) 3s later she falls", ["a girl skates", "3s later she falls"]),
        ("i) a girl skates ii) she falls", ["a girl skates", "she falls"]),
        ("1/2: a girl skates 2/2: she falls", ["a girl skates", "she falls"]),
        ("1️⃣ a girl skates 2️⃣ she falls", ["a girl skates", "she falls"]),
        (
            '{"shots": [{"duration": 4, "prompt": "A girl skates"}, {"duration": 5, "prompt": "She falls"}]}',
            ["A girl skates", "She falls"],
        ),
        ("INTRO (3 s)\nA girl skates\n\nOUTRO (4 s)\nShe falls", ["INTRO\nA girl skates", "OUTRO\nShe falls"]),
        ("Act I: a girl skates. Act II: she falls.", ["a girl skates.", "she falls."]),
        ("2 shots\n1st: a girl skates\n2nd: she falls", ["a girl skates", "she falls"]),
        ("1 | Hook: a girl skates | 3s\n2 | End: she falls | 4s", ["Hook: a girl skates", "End: she falls"]),
        ("A girl skates. [3s]\nShe falls. She laughs. [4s]", ["A girl skates.", "She falls. She laughs."]),
        (
            "Dawn: a girl skates. Noon: she falls. Dusk: she laughs. 3 shots",
            ["Dawn: a girl skates.", "Noon: she falls.", "Dusk: she laughs."],
        ),
        ("Opening shot: a girl skates. Last shot: she falls.", ["a girl skates.", "she falls."]),
        ("Shot 1 (0-3s): a girl skates. Shot 2 (3-8s): she falls.", ["a girl skates.", "she falls."]),
        ("00:00–00:04 close-up: a match. 00:04–00:09 wide shot: a cave.", ["close-up: a match.", "wide shot: a cave."]),
        ("• a fox wakes up\n• it sees snow\n• it leaps in", ["a fox wakes up", "it sees snow", "it leaps in"]),
        ("Primer plano: un bar. Segundo plano: un gato.", ["un bar.", "un gato."]),
        ("De 0 a 3 s: un bar. De 3 a 8 s: un gato.", ["un bar.", "un gato."]),
        ("а) кот спит б) кот ест", ["кот спит", "кот ест"]),
        ("①猫が起きる②猫が走る", ["猫が起きる", "猫が走る"]),
        ("（一）猫醒来（二）猫跑开", ["猫醒来", "猫跑开"]),
        ("0초부터 3초까지 촛불, 3초부터 8초까지 꺼진다", ["촛불", "꺼진다"]),
        ("컷1: 고양이가 잔다 컷2: 고양이가 뛴다", ["고양이가 잔다", "고양이가 뛴다"]),
        ("प्रथम दृश्य: बिल्ली सोती है। द्वितीय दृश्य: वह दौड़ती है।", ["बिल्ली सोती है।", "वह दौड़ती है।"]),
        ("١- قطة تنام ٢- القطة تركض", ["قطة تنام", "القطة تركض"]),
        ("اللقطة الأولى: قطة. اللقطة الثانية: كلب.", ["قطة.", "كلب."]),
    ],
)
def test_parts_are_counted_in_many_forms(asked: str, shots: list[str]) -> None:
    assert texts(plan(asked)) == shots


@cases(
    "asked",
    [
        "seed → sprout → flower",
        "a man counts: 1, 2, 3 and jumps",
        "a 10 second timer runs out, 1:30 to 2:45 on the clock",
        "a boy runs, then he falls, then he laughs",
        "one take: a waiter crosses the room; he turns; he sets the tray down",
        "a kitchen, a pan, an egg",
    ],
)
def test_otherwise_there_is_one_prompt(asked: str) -> None:
    assert texts(plan(asked)) == [asked]


def test_seconds_of_the_parts_are_kept() -> None:
    assert [s for s, _ in plan("0-3s: a seed sprouts. 3-8s: a flower opens.").shots] == [3, 5]
    assert [s for s, _ in plan("1. (2s) a seed 2. (6s) a flower").shots] == [2, 6]
    listed = plan("1) 3s wide: a girl skates 2) 4s close: she falls")
    assert [seconds for seconds, _ in listed.shots] == [3, 4]


def test_the_length_of_shots_before_their_list_is_taken_out_whole() -> None:
    assert "Deux plans de 8 secondes" in plan("Deux plans de 8 secondes : 1. un chat dort. 2. il saute.").removed
    made = plan("Trois plans de 6 secondes : 1. un chat dort. 2. il saute. 3. il mange.")
    assert made.removed == ("1.", "2.", "3.", "Trois plans de 6 secondes")


def test_shots_that_the_text_does_not_tell_apart_have_all_of_its_words() -> None:
    made = plan("horror trailer, 5 shots, 15 s, creepy sounds, no talking")
    assert len(made.shots) == 5
    assert all("horror trailer, creepy sounds, no talking" in text for text in texts(made))
    assert len(set(texts(made))) == 1
    assert made.added == ()
    assert any("does not say what each of the 5 shots shows" in note for note in made.notes)


def test_more_parts_than_a_task_holds_are_a_film_and_one_take() -> None:
    made = plan("8 shots, 12 s: a; b; c; d; e; f; g; h")
    assert made.film is not None
    assert (len(made.shots), len(made.told.texts)) == (1, 8)
    assert made.lost() == []


def test_parts_that_are_too_long_for_a_shot_are_one_take() -> None:
    made = plan(f"2 shots: {'a cat walks ' * 50}; {'a dog runs ' * 50}")
    assert len(made.shots) == 1
    assert any("characters of a shot" in note for note in made.notes)


@cases(
    "text",
    [
        "First 4 seconds: a kiln glows red. Next 3 seconds: a potter opens the door. Last 2 seconds: a cup cools.",
        "Los primeros 4 segundos un horno brilla, los siguientes 3 el alfarero abre, los últimos 2 una taza se enfría",
        "Les 4 premières secondes, un four brille ; les 3 suivantes, le potier ouvre ; les 2 dernières, la tasse fume",
        "Die ersten 4 Sekunden glüht ein Ofen, die nächsten 3 öffnet die Töpferin, die letzten 2 dampft eine Tasse",
        "Nos primeiros 4 segundos o forno brilha, nos 3 seguintes o oleiro abre a porta, nos últimos 2 a xícara esfria",
        "Nei primi 4 secondi un forno brilla, nei successivi 3 il vasaio apre, negli ultimi 2 la tazza si raffredda",
        "Первые 4 секунды печь светится красным, следующие 3 гончар открывает дверь, последние 2 чашка остывает",
        "पहले 4 सेकंड: भट्ठी चमकती है। अगले 3 सेकंड: कुम्हार दरवाज़ा खोलता है। आखिरी 2 सेकंड: प्याला ठंडा होता है।",
        "前4秒：窑炉发红。接下来3秒：陶工打开窑门。最后2秒：杯子慢慢冷却。",
        "最初の4秒は窯が赤く光る。次の3秒は陶工が扉を開ける。最後の2秒で茶碗が冷める。",
        "처음 4초는 가마가 붉게 빛난다. 다음 3초는 도공이 문을 연다. 마지막 2초는 잔이 식는다.",
        "أول 4 ثوان: فرن يتوهج. الـ3 ثوان التالية: الخزاف يفتح الباب. آخر 2 ثوان: الفنجان يبرد.",
    ],
)
def test_first_next_and_last_seconds_divide_a_film(text: str) -> None:
    assert [seconds for seconds, _ in plan(text).shots] == [4, 3, 2]


@cases(
    ("text", "last"),
    [
        ("4 shots: a hand lifts a lid, steam rises, a spoon stirs the soup and the cook smiles", "the cook smiles"),
        ("Cuatro planos: una mano abre, sube el vapor, gira la cuchara y el cocinero sonríe", "el cocinero sonríe"),
        ("Quatre plans : une main ouvre, la vapeur monte, la cuillère tourne et le chef sourit", "le chef sourit"),
        ("Vier Szenen: eine Hand hebt, der Dampf steigt, der Löffel rührt um und der Koch lacht", "der Koch lacht"),
        ("Quatro cenas: a mão abre, o vapor sobe, a colher gira devagar e o chefe sorri", "o chefe sorri"),
        ("Четыре кадра: рука открывает крышку, идёт пар, ложка мешает суп и повар улыбается", "повар улыбается"),
    ],
)
def test_the_last_and_of_a_list_divides_its_last_part(text: str, last: str) -> None:
    texts = plan(text).told.texts
    assert len(texts) == 4
    assert texts[-1] == last

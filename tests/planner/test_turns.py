"""Dialogues in shots: every line is spoken once, by whoever says it; and headings that name a film."""

from __future__ import annotations

from kling.planner.plan import Plan, plan
from tests.cases import cases


def texts(made: Plan) -> list[str]:
    return [text for _, text in made.shots]


@cases(
    ("asked", "shots"),
    [
        (
            'Shot reverse shot on a ferry. Captain: "Fog ahead." Boy: "I see a light."',
            [
                'Shot reverse shot on a ferry. Captain: "Fog ahead."',
                'Shot reverse shot on a ferry. Boy: "I see a light."',
            ],
        ),
        (
            'plano y contraplano en un taller: él dice "Está roto" y ella contesta "Lo arreglo"',
            [
                'plano y contraplano en un taller: él dice "Está roto"',
                'plano y contraplano en un taller: y ella contesta "Lo arreglo"',
            ],
        ),
        (
            "正反打，码头上，船长说：“起雾了。”男孩说：“有灯。”",
            ["正反打，码头上：船长说：“起雾了。”", "正反打，码头上：男孩说：“有灯。”"],
        ),
        (
            "Schuss-Gegenschuss im Zug. Kontrolleur: „Ihr Ticket?“ Oma: „Im Strumpf.“",
            [
                "Schuss-Gegenschuss im Zug. Kontrolleur: „Ihr Ticket?“",
                "Schuss-Gegenschuss im Zug. Oma: „Im Strumpf.“",
            ],
        ),
        (
            '리버스샷으로. 선장: "안개다." 소년: "불빛이 보여요."',
            ['리버스샷으로. 선장: "안개다."', '리버스샷으로. 소년: "불빛이 보여요."'],
        ),
    ],
)
def test_each_line_of_a_shot_and_reverse_shot_is_a_shot(asked: str, shots: list[str]) -> None:
    assert texts(plan(asked)) == shots


def test_so_many_lines_as_shots_are_a_shot_each() -> None:
    made = plan('Two shots. Snow on a bridge. Ida says "You came," and Ole answers "I had to."')
    assert texts(made) == ['Snow on a bridge. Ida says "You came,"', 'Snow on a bridge. and Ole answers "I had to."']


@cases(
    "asked",
    [
        'Three shots of a bakery at dawn, 9 s. The baker says "Still warm."',
        'Four shots, 12 s: dough is kneaded, bread rises, a door opens, a girl bites. Voice-over: "Still warm."',
        'Tres planos: harina, horno, pan. Voz en off: "Recién hecho."',
    ],
)
def test_a_line_is_in_one_shot_only(asked: str) -> None:
    made = plan(asked)
    assert len(made.shots) > 2
    assert sum("warm" in text or "Recién" in text for text in texts(made)) == 1
    assert not made.lost()


@cases(
    ("asked", "first"),
    [
        ("Spot di 9 secondi in 3 inquadrature per un vino: uva, botti, un calice", "Spot per un vino: uva"),
        ("Anuncio de 9 segundos en 3 planos: uvas, barricas, una copa", "uvas"),
        ("Pub de 9 secondes en 3 plans pour un vin : raisin, tonneaux, un verre", "Pub pour un vin : raisin"),
        ("15 s ad in 3 shots for a wine: grapes hang, barrels roll, a glass fills", "ad for a wine: grapes hang"),
        ("9秒葡萄酒广告，三个镜头：葡萄挂满枝头，木桶滚动，红酒入杯", "葡萄酒广告：葡萄挂满枝头"),
    ],
)
def test_no_shot_repeats_the_length_and_number_of_all(asked: str, first: str) -> None:
    made = plan(asked)
    assert texts(made)[0] == first
    assert not made.lost()


def test_pictures_that_are_told_by_number_are_no_shots() -> None:
    from kling.planner.asset import Asset

    made = plan("第一张图里的老人坐在第二张图里的长椅上，喂鸽子", (Asset("image"), Asset("image")))
    assert len(made.shots) == 1
    assert not any("shots" in note for note in made.notes)


def test_what_comes_last_after_numbered_shots_is_a_shot() -> None:
    made = plan("Shot 1: a seed. Shot 2: a sprout. And finally a sunflower turns.")
    assert texts(made) == ["a seed.", "a sprout", "a sunflower turns."]
    assert len(plan("1. una semilla. 2. un brote. Y por último un girasol.").shots) == 3


def test_what_comes_last_is_not_in_every_shot() -> None:
    made = plan("três takes, 9 s: uva, barril, taça. E por último a marca")
    assert sum("marca" in text for text in texts(made)) == 1


def test_an_article_after_a_time_stays() -> None:
    made = plan("0-3s o barco sai, 3-6s a rede afunda")
    assert texts(made) == ["o barco sai", "a rede afunda"]


@cases(
    "asked",
    [
        "10초, 첫 장면은 씨앗, 두 번째 장면은 새싹, 마지막 장면은 해바라기",
        "3 لقطات: بذرة؛ نبتة؛ زهرة",
        "لقطتان: بذرة؛ زهرة",
    ],
)
def test_shots_are_counted_in_korean_and_arabic(asked: str) -> None:
    assert len(plan(asked).shots) == asked.count("장면") or asked.count("؛") + 1 == len(plan(asked).shots)

"""Films of wishes longer than one task: nothing merged or dropped, every group within the limits and clean."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kling.models.profiles import DEFAULT, LATEST
from kling.prompts import references
from kling.prompts.film import Film, Group
from kling.prompts.plan import plan
from kling.prompts.wish import Asset
from kling.rules import check
from tests.prompts import corpus

FILMS = corpus.read("films.yaml")
IDS = [film["id"] for film in FILMS]


def given(wish: dict[str, Any]) -> tuple[Asset, ...]:
    return tuple(
        Asset(a["kind"], a.get("name", ""), description=a["desc"], seconds=8.0 if a["kind"] == "video" else None)
        for a in wish.get("assets", [])
    )


def film_of(wish: dict[str, Any]) -> Film:
    made = plan(wish["user"], given(wish)).film
    assert made is not None
    return made


def shots(film: Film) -> list[tuple[int, str]]:
    return [shot for group in film.groups for shot in texts(group)]


def texts(group: Group) -> tuple[tuple[int, str], ...]:
    return group.shots or ((group.duration, group.prompt),)


def body(group: Group, chain: str | None) -> dict[str, Any]:
    """The create body of a group, with what it begins with."""
    sent: dict[str, Any] = {"model_name": "kling-v3-omni", "mode": "std", "sound": "on" if group.sound else "off"}
    renamed: dict[str, str] = {}
    pictures: list[dict[str, Any]] = []
    frames = [bound for bound in group.assets if bound.is_frame]
    if group.chained and chain == "last_frame" and not any(bound.use == "first_frame" for bound in frames):
        pictures.append({"image_url": corpus.PICTURE, "type": "first_frame"})
    for bound in [*frames, *(bound for bound in group.assets if bound.use == "reference")]:
        pictures.append({"image_url": corpus.PICTURE, **({"type": bound.use} if bound.is_frame else {})})
        renamed[bound.token] = f"<<<image_{len(pictures)}>>>"
    elements = [bound for bound in group.assets if bound.use == "element"]
    for number, bound in enumerate(elements, 1):
        renamed[bound.token] = f"<<<element_{number}>>>"
    if pictures:
        sent["image_list"] = pictures
    if elements:
        sent["element_list"] = [{"element_id": 100000000000000001 + n} for n in range(len(elements))]
    if group.scenario == "reference":
        keep = "yes" if group.keep_original_sound else "no"
        sent["video_list"] = [{"video_url": corpus.CLIP, "refer_type": "feature", "keep_original_sound": keep}]
    if group.aspect_ratio and group.scenario not in ("i2v", "first_last"):
        sent["aspect_ratio"] = group.aspect_ratio

    def written(text: str) -> str:
        return re.sub(r"<<<\w+>>>", lambda m: renamed.get(m[0], m[0]), text)

    sent["duration"] = str(group.duration)
    if group.shots:
        sent |= {"multi_shot": True, "shot_type": "customize"}
        sent["multi_prompt"] = [
            {"index": n, "prompt": written(text), "duration": str(seconds)}
            for n, (seconds, text) in enumerate(group.shots, 1)
        ]
    else:
        sent["prompt"] = written(group.prompt)
    return sent


@pytest.mark.parametrize("wish", FILMS, ids=IDS)
def test_a_film_is_as_long_as_was_asked_and_shows_every_scene_in_its_order(wish: dict[str, Any]) -> None:
    film = film_of(wish)
    if "seconds" in wish:
        assert film.seconds == wish["seconds"]
    found = shots(film)
    if "shots" in wish:
        assert len(found) == wish["shots"]
    if "each" in wish:
        assert {seconds for seconds, _ in found} == {wish["each"]}
    place = 0
    for words in wish.get("scenes", []):
        at = next((n for n in range(place, len(found)) if words.lower() in found[n][1].lower()), None)
        assert at is not None, f"{words} is missing in {[text for _, text in found[place:]]}"
        place = at + (len(found) >= len(wish["scenes"]))


@pytest.mark.parametrize("wish", FILMS, ids=IDS)
def test_every_group_is_within_the_limits_and_names_the_subject(wish: dict[str, Any]) -> None:
    film = film_of(wish)
    if "chain" in wish:
        assert film.chain == wish["chain"]
    for number, group in enumerate(film.groups):
        assert group.chained == (film.chain is not None and number > 0)
        assert len(group.shots) <= 6
        assert 3 <= group.duration <= (10 if group.scenario == "reference" else 15)
        assert sum(seconds for seconds, _ in texts(group)) == group.duration
        words = "\n".join(text for _, text in texts(group))
        assert wish.get("subject", "").lower() in words.lower()
        bound = {b.token for b in group.assets if not (group.chained and b.is_frame and b.use == "first_frame")}
        named = {str(reference) for reference in references.find(words)}
        assert bound - {b.token for b in group.assets if b.is_frame} <= named <= {b.token for b in group.assets}


@pytest.mark.parametrize("profile", [DEFAULT, LATEST], ids=lambda profile: profile.name)
@pytest.mark.parametrize("wish", FILMS, ids=IDS)
def test_every_group_is_judged_clean(wish: dict[str, Any], profile: Any) -> None:
    film = film_of(wish)
    found = [d for group in film.groups for d in check(body(group, film.chain), profile) if d.severity != "hint"]
    assert found == []


@pytest.mark.parametrize(
    ("count", "seconds"), [(7, 7), (7, 104), (8, 3), (11, 16), (13, 44), (18, 90), (40, 41), (5, 600)]
)
def test_any_number_of_shots_and_seconds_is_shared_out_exactly(count: int, seconds: int) -> None:
    told = "; ".join(f"a horse jumps over fence number {chr(97 + n % 26)}{n}" for n in range(count))
    film = plan(f"{count} shots, {seconds} seconds: {told}").film
    assert film is not None
    found = shots(film)
    assert film.seconds == max(seconds, count)
    assert [n for n, (_, text) in enumerate(found) if f"{chr(97 + n % 26)}{n}" not in text] == [] or len(found) > count
    assert all(seconds >= 1 for seconds, _ in found)
    assert all(3 <= group.duration <= 15 and len(group.shots) <= 6 for group in film.groups)


@pytest.mark.parametrize(
    ("wish", "assets"),
    [
        ("a river, 15 s", ()),
        ("a river in six shots", ()),
        ("remove the car, 40 seconds", (Asset("video"),)),
        ("a river for 20 minutes", ()),
    ],
)
def test_no_film_is_planned_where_one_task_holds_the_wish_or_none_could(wish: str, assets: tuple[Asset, ...]) -> None:
    made = plan(wish, assets)
    assert made.film is None
    assert not any("kling run" in note for note in made.notes)


def test_one_task_of_a_long_wish_is_planned_beside_its_film() -> None:
    made = plan(FILMS[0]["user"])
    assert (len(made.shots), made.duration) == (6, 15)
    assert all("the cat" in text for _, text in made.shots)
    assert made.notes[0].startswith("all of it is a film of 40 s in 3 parts, 10 shots")
    assert any(note.startswith("chain last_frame: ") for note in made.notes)


@pytest.mark.parametrize(
    ("wish", "shape"),
    [
        (
            FILMS[0]["user"],
            "6 shots in 15 s: 10 shots are too many for one task: they are merged into 6; 40 s is more than one task "
            "can make: planned as 15 s",
        ),
        (
            "eight shots of my cat: it wakes; it eats; it runs; it hides; it jumps; it drinks; it sits; it sleeps",
            "6 shots in 12 s: 8 shots are too many for one task: they are merged into 6",
        ),
        ("20 seconds of a river", "one take of 15 s: 20 s is more than one task can make: planned as 15 s"),
    ],
)
def test_the_notes_of_a_film_speak_of_its_fallback_once(wish: str, shape: str) -> None:
    notes = plan(wish).notes
    assert notes[0].startswith("all of it is a film of ")
    assert [note for note in notes if "fallback" in note] == [
        f"beside it, --json holds one task as a fallback, {shape}"
    ]
    assert not any(note.startswith(("the length was not said", "the number of shots was not said")) for note in notes)


CAT_AND_CUP = (
    Asset("image", "cat", description="cat", source="pictures/cat.png"),
    Asset("image", "cup", description="cup", source="coffee.png"),
)


@pytest.mark.parametrize(
    "casting",
    [
        "The cat is the one in cat.png, the cup is coffee.png",
        "the cat is in the first picture and the cup is in the second one",
        "Use cat.png for the cat. coffee.png shows the cup.",
    ],
)
def test_sentences_that_say_what_pictures_show_bind_them_and_are_no_scenes(casting: str) -> None:
    made = plan(
        "a 40 second mini film in eight shots of a cat's day: wakes up, stretches, drinks from a cup of coffee by "
        f"mistake, runs off, climbs a bookshelf, knocks over a vase, hides, falls asleep in the sun. {casting}",
        CAT_AND_CUP,
    )
    assert made.film is not None
    told = [text for _, text in shots(made.film)]
    assert len(told) == 8
    assert all(re.search(r"[Tt]he cat from <<<image_1>>> [a-z]+s\b", text) for text in told)
    assert ["<<<image_2>>>" in text for text in told] == [n == 2 for n in range(8)]
    assert "drinks from the cup of coffee from <<<image_2>>> by mistake" in told[2]
    assert not re.search(r"the the|an? the|\bin of\b|film|is the one|picture", "\n".join(told))
    for group in made.film.groups:
        assert "<<<image_1>>>" in {bound.token for bound in group.assets}
    assert not any("not given" in note or "not covered" in note for note in made.notes)


def test_more_elements_than_may_stand_beside_a_frame_are_not_chained() -> None:
    cast = tuple(Asset("element", name, description=name) for name in ("Ana", "Leo", "Mia", "Tom"))
    film = plan("a continuous take of 30 seconds: Ana, Leo, Mia and Tom dance in a hall", cast).film
    assert film is not None
    assert film.chain is None
    assert all(len(group.assets) == 4 for group in film.groups)


def test_lines_are_spoken_in_the_group_of_their_shot() -> None:
    film = film_of(FILMS[3])
    said = [[line for line in ("buenos", "siempre?", "como siempre") if line in text] for _, text in shots(film)]
    assert [lines for lines in said if lines] == [["buenos"], ["siempre?"], ["como siempre"]]
    assert 'Marta (cálido, pausado) dice: "como siempre."' in "\n".join(text for _, text in shots(film))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (
            "20 s: a nurse walks into the kitchen, she pours tea, she drives to the beach, she swims",
            [True, True, False, False],
        ),
        ("20秒：一个女孩走进厨房，她喝茶，她出门，她跑步", [True, True, False, False]),
    ],
)
def test_a_place_holds_until_a_shot_goes_elsewhere(wish: str, said: list[bool]) -> None:
    film = plan(wish).film
    assert film is not None
    assert ["kitchen" in text or "厨房" in text for _, text in shots(film)] == said


@pytest.mark.parametrize(
    ("wish", "subject"),
    [
        (
            "一部四十秒的短片，八个镜头，讲一只猫的一天：醒来、伸懒腰、喝咖啡、跑开、爬书架、打翻花瓶、躲起来、在阳光下睡着",
            "猫",
        ),
        (
            "un corto de 40 segundos en ocho planos sobre el día de un gato: despierta, se estira, bebe café, huye, "
            "trepa una estantería, tira un jarrón, se esconde, duerme al sol",
            "gato",
        ),
        (
            "a film of 40 seconds in eight shots about a cat's day: wakes up, stretches, drinks coffee, runs off, "
            "climbs a bookshelf, knocks over a vase, hides, falls asleep",
            "the cat",
        ),
    ],
)
def test_whose_day_it_is_acts_in_every_shot(wish: str, subject: str) -> None:
    film = plan(wish).film
    assert film is not None
    told = [text.lower() for _, text in shots(film)]
    assert len(told) == 8
    assert all(text.count(subject) == 1 for text in told)
    assert not any(re.search(r"\ben sobre\b|\bin about\b|打躲|打在", text) for text in told)

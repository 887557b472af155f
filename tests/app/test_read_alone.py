"""What a production's videos have from one another in their scene models: shots of a film all, briefs nothing."""

from __future__ import annotations

from pathlib import Path

from kling.animatic.scene import Film
from kling.app.preview import understood

DINER = "A waitress in a red dress pours coffee in a diner at night. It rains."
ROCKET = "A rocket flies through the sky. Static camera."
OTHER = "A waitress in a blue apron smiles. She waves."


def read(folder: Path, text: str) -> Film:
    (folder / "film.yaml").write_text(text, "utf-8")
    return understood(folder / "film.yaml")


def test_separate_briefs_are_read_as_if_each_were_alone(tmp_path: Path) -> None:
    prompts = (DINER, ROCKET, OTHER)
    alone = [read(tmp_path, f"scenario: t2v\nprompt: {prompt}\n").shots[0] for prompt in prompts]
    whole = read(
        tmp_path, "briefs:\n" + "".join(f"  b{n}: {{scenario: t2v, prompt: {p!r}}}\n" for n, p in enumerate(prompts))
    )
    for number, (shot, own) in enumerate(zip(whole.shots, alone, strict=True), start=1):
        assert shot.model_copy(update={"cast": ()}) == own.model_copy(update={"number": number, "cast": ()})
    rocket = whole.shots[1]
    assert (rocket.place != "diner", rocket.hour, rocket.weather, rocket.cast) == (True, "", (), ())
    first, other = (whole.member(whole.shots[n].cast[0].name) for n in (0, 2))
    assert first != other
    assert first.clothes[0].kind != other.clothes[0].kind
    assert (whole.parts, len(whole.names)) == ((1, 1, 1), 3)


def test_shots_of_one_film_carry_place_and_cast_on_and_the_next_film_begins_anew(tmp_path: Path) -> None:
    shots = "shots: [{{scenario: t2v, prompt: {!r}}}, {{scenario: t2v, prompt: She smiles.}}]"
    film = read(tmp_path, f"films:\n  a: {{{shots.format(DINER)}}}\n  b: {{{shots.format('A man waits.')}}}\n")
    first, second, third, fourth = film.shots
    assert (first.place, first.hour, first.cast[0].name) == (second.place, second.hour, second.cast[0].name)
    assert not third.place
    assert fourth.cast[0].name != first.cast[0].name
    assert (film.parts, [shot.number for shot in film.shots]) == ((1, 1, 1, 1), [1, 2, 3, 4])

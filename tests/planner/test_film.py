"""Requests longer than one task: films whose parts are the request's own, every word once paid."""

from __future__ import annotations

from typing import Any

from kling.lexicon import table
from kling.models.profiles import DEFAULT, LATEST
from kling.planner.fidelity import words
from kling.planner.film import shot_seconds
from kling.planner.plan import plan
from tests.cases import cases
from tests.planner import corpus

FILMS = {film["id"]: film for film in corpus.read("films.yaml")}


@cases("film", [film for film in FILMS.values() if film.get("divides", True)], ids=lambda film: film["id"])
def test_a_film_is_told_in_the_parts_of_the_request(film: dict[str, Any]) -> None:
    made = plan(film["user"], corpus.given(film)).film
    assert made is not None
    shots = [shot for group in made.groups for shot in group.shots]
    assert sum(seconds for seconds, _ in shots) == film["seconds"]
    assert len({text for _, text in shots}) == film["parts"]
    assert made.chain == film["chain"]
    for group in made.groups:
        assert sum(seconds for seconds, _ in group.shots) in range(DEFAULT.duration_min, DEFAULT.duration_max + 1)
        assert len(group.shots) <= DEFAULT.shots_max


@cases("film", [film for film in FILMS.values() if not film.get("divides", True)], ids=lambda film: film["id"])
def test_a_request_that_does_not_divide_is_never_paid_for_twice(film: dict[str, Any]) -> None:
    made = plan(film["user"], corpus.given(film))
    assert made.film is None
    assert any("planned as" in note and "tell it in parts" in note for note in made.notes)


def test_a_header_stands_in_every_part_as_it_is_written() -> None:
    made = plan("a noir film in a harbour at night, 30 s: a man lights a cigarette; he finds a shoe; he runs").film
    assert made is not None
    for _, text in [shot for group in made.groups for shot in group.shots]:
        assert text.startswith("a noir film in a harbour at night: ")


@cases(
    ("asked", "chain"),
    [
        (
            "40 s. A blacksmith hammers. Sparks fly in slow arcs. The iron cools. A nun rings the bell. Doves fly up.",
            None,
        ),
        ("30 s: an empty café, a waiter sweeps, steam, a guest comes in, a cup is set down", "last_frame"),
    ],
)
def test_who_was_named_last_is_another_where_no_place_holds_all(asked: str, chain: str | None) -> None:
    made = plan(asked).film
    assert made is not None
    assert made.chain == chain


@cases("asked", ["20 s, a chess player waits. Mood: tense, dusty, slow", "20秒，棋手在等待。氛围：安静、昏黄、潮湿"])
def test_what_a_label_lists_of_mood_is_no_film(asked: str) -> None:
    assert plan(asked).film is None


def test_the_limits_of_a_film_are_those_of_the_profile() -> None:
    from kling.planner.asset import Asset

    asked = "in the style of this clip, 28 seconds: first a tram leaves, then a dog runs"
    old, new = (plan(asked, (Asset("video"),), profile).film for profile in (DEFAULT, LATEST))
    assert old is not None
    assert new is not None
    assert (old.seconds, new.seconds) == (20, 28)


def test_no_word_of_a_film_is_lost() -> None:
    for film in FILMS.values():
        made = plan(film["user"], corpus.given(film))
        assert made.lost() == [], words(film["user"])


def test_seconds_are_shared_out_completely() -> None:
    for seconds in range(3, 16):
        for shots in range(1, 7):
            if shots <= seconds:
                shares = shot_seconds(seconds, shots)
                assert sum(shares) == seconds
                assert len(shares) == shots
                assert min(shares) >= 1
    assert shot_seconds(12, 5) == tuple(table("pacing_table")["12"]["5"])

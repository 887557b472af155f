"""Sounds, music and the mix: what is named is heard, at one loudness, without clipping or clicks."""

from __future__ import annotations

import numpy as np
import pytest

from kling.animatic.audio.mix import LOUDNESS, loudness, soundtrack
from kling.animatic.audio.speech import spoken
from kling.animatic.audio.synth import MUSIC, RATE, SOUNDS, Samples, play
from kling.animatic.read import film
from kling.animatic.scene import Film, Shot, Sound
from kling.lexicon import AMBIENCE, MUSIC_MOODS, NOISES, SFX
from tests.cases import cases


def made(*texts: str) -> Film:
    shots = [{"index": n + 1, "prompt": text, "duration": "4"} for n, text in enumerate(texts)]
    return film([{"multi_shot": True, "shot_type": "customize", "multi_prompt": shots}])


def whole(one: Film) -> Samples:
    return soundtrack(one.shots, one.cast)


def test_at_least_sixty_sounds_and_every_one_of_the_lexicon() -> None:
    assert len(SOUNDS) >= 60
    wanted = {term.id for words in (SFX, AMBIENCE, NOISES) for term in words}
    assert wanted - set(SOUNDS) == {"generic_sfx"}
    assert {term.id for term in MUSIC_MOODS} == set(MUSIC)


@cases("name", list(SOUNDS))
def test_a_sound_is_heard_and_does_not_overload(name: str) -> None:
    samples = play(name, 1.0)
    assert samples.shape == (RATE, 2)
    assert np.isfinite(samples).all()
    assert 0.003 < np.abs(samples).max() < 2.5
    assert np.array_equal(samples, play(name, 1.0))


@cases("mood", list(MUSIC))
def test_music_is_heard(mood: str) -> None:
    samples = play(mood, 1.0)
    assert np.isfinite(samples).all()
    assert np.sqrt((samples**2).mean()) > 0.01


def test_a_film_has_the_loudness_and_no_clipping() -> None:
    one = made(
        'A man in a rainy street says: "Where have you been?" Audio: footsteps, thunder, soft piano.',
        "Audio: an explosion, then sirens.",
        "Audio: room tone.",
    )
    samples = whole(one)
    assert len(samples) == 12 * RATE
    assert loudness(samples) == pytest.approx(LOUDNESS, abs=0.5)
    assert np.abs(samples).max() <= 0.86


def test_cuts_do_not_click() -> None:
    samples = whole(made("Audio: rain.", "Audio: stadium."))
    cut = 4 * RATE
    assert np.abs(np.diff(samples[cut - 100 : cut + 100], axis=0)).max() < 0.01


def test_left_is_left_and_right_is_right() -> None:
    for side, loud in (("left", 0), ("right", 1)):
        sound = Sound(kind="rain", label="rain", side="left" if side == "left" else "right")
        shot = Shot(number=1, seconds=3, sounds=(sound,))
        power = (soundtrack([shot]) ** 2).mean(0)
        assert power[loud] > 5 * power[1 - loud]


def test_an_unknown_sound_is_silence_and_so_is_a_place_that_nobody_hears() -> None:
    assert "generic_sfx" not in SOUNDS
    unknown = Shot(number=1, seconds=2, sounds=(Sound(kind="generic_sfx", label="theremin"),))
    forest = film([{"prompt": "A forest at night.", "duration": "3"}]).shots[0]
    for shot in (unknown, forest):
        assert not soundtrack([shot]).any()


def test_rain_that_is_seen_is_heard_and_silence_that_is_asked_for_is_kept() -> None:
    assert whole(made("Heavy rain on a street.")).any()
    assert not whole(made("Heavy rain on a street. No sound.")).any()


@pytest.mark.parametrize(
    ("text", "language"),
    [("You came after all.", "en"), ("你终于来了", "zh"), ("どうして", "ja"), ("¡Has venido!", "es")],
)
def test_a_line_is_spoken_in_its_language_and_its_time(text: str, language: str) -> None:
    woman, man = spoken(text, language, "f", 1.2), spoken(text, language, "m", 1.2)
    again = spoken.__wrapped__(text, language, "f", 1.2)
    assert woman is not None
    assert again is not None
    assert np.array_equal(woman, again)
    assert man is not None
    assert 0.3 * RATE < len(woman) <= 1.2 * RATE
    assert not np.array_equal(woman[:9000], man[:9000])
    assert spoken(text, "xx-none", "f", 1.2) is None

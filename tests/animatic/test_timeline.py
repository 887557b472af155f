"""Cuts, sizes and lengths, checked without drawing."""

from __future__ import annotations

from typing import Any

import pytest

from kling.animatic.timeline import ClipFacts, timeline
from kling.models.sizes import frame_size
from tests.cases import cases


def storyboard(*shots: tuple[str, str], **fields: object) -> dict[str, Any]:
    prompts = [{"index": n, "prompt": text, "duration": length} for n, (length, text) in enumerate(shots, start=1)]
    body = {"multi_shot": True, "shot_type": "customize", "multi_prompt": prompts, "aspect_ratio": "16:9"}
    return body | fields


@cases("seconds", [3, 5, 15])
def test_a_film_of_n_seconds_has_24_n_plus_1_frames(seconds: int) -> None:
    assert timeline({"prompt": "a cat", "duration": str(seconds)}).frames == 24 * seconds + 1


@cases(
    ("mode", "ratio", "size"),
    [
        ("std", "16:9", (1280, 720)),
        ("std", "9:16", (720, 1280)),
        ("std", "1:1", (960, 960)),
        ("pro", "16:9", (1920, 1080)),
        ("pro", "9:16", (1080, 1920)),
        ("pro", "1:1", (1440, 1440)),
        ("4k", "16:9", (3840, 2160)),
        ("4k", "1:1", (2160, 2160)),
    ],
)
def test_mode_and_ratio_give_the_size(mode: str, ratio: str, size: tuple[int, int]) -> None:
    film = timeline({"prompt": "a cat", "mode": mode, "aspect_ratio": ratio})
    assert (film.width, film.height) == size


def test_a_first_frame_decides_the_shape_and_the_mode_the_pixels() -> None:
    body = {"prompt": "she turns", "mode": "std", "image_list": [{"image_url": "a", "type": "first_frame"}]}
    film = timeline(body, first_frame=(451, 300))
    assert film.width / film.height == pytest.approx(451 / 300, rel=0.005)
    assert film.width * film.height == pytest.approx(1280 * 720, rel=0.005)
    assert film.width % 2 == film.height % 2 == 0


def test_a_banner_as_first_frame_still_leaves_room_for_words() -> None:
    film = timeline({"mode": "std"}, first_frame=(10_000, 100))
    assert film.width / film.height == pytest.approx(3, rel=0.01)


def test_shots_cut_at_the_sum_of_the_seconds_before_them() -> None:
    film = timeline(storyboard(("2", "wide shot of a sea"), ("3", "close-up of a face"), ("4", "a street")))
    assert [scene.start for scene in film.scenes] == [0, 48, 120]
    assert film.frames == 24 * 9 + 1
    assert film.scene_at(47).number == 1
    assert film.scene_at(48).number == 2
    assert film.scene_at(216).number == 3


def test_a_frame_outside_the_film_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="0 to 120, not 121"):
        timeline({"prompt": "a cat"}).scene_at(121)


def test_an_edit_is_as_long_and_wide_as_its_clip() -> None:
    body = {
        "prompt": "make it night",
        "mode": "std",
        "duration": "10",
        "aspect_ratio": "1:1",
        "video_list": [{"video_url": "u", "refer_type": "base", "keep_original_sound": "yes"}],
    }
    film = timeline(body, clip=ClipFacts(640, 272, 7.3))
    assert film.frames == round(7.3 * 24)
    assert film.width / film.height == pytest.approx(640 / 272, rel=0.01)


def test_a_reference_keeps_its_own_length_and_shape() -> None:
    body = {
        "prompt": "a knight, following the camera of <<<video_1>>>",
        "mode": "std",
        "duration": "4",
        "aspect_ratio": "9:16",
        "video_list": [{"video_url": "u", "refer_type": "feature", "keep_original_sound": "no"}],
    }
    film = timeline(body, clip=ClipFacts(640, 272, 7.3))
    assert (film.frames, film.width, film.height) == (97, 720, 1280)
    assert film.scenes[0].names == ("video_1",)


def test_each_shot_shows_the_pictures_it_names() -> None:
    pictures = [{"image_url": "a"}, {"image_url": "b"}]
    body = storyboard(
        ("1", "<<<image_2>>> falls"), ("2", "<<<image_1>>> and <<<element_1>>> rise"), image_list=pictures
    )
    body["element_list"] = [{"element_id": 829836802793}]
    film = timeline(body)
    assert [scene.names for scene in film.scenes] == [("image_2",), ("image_1", "element_1")]


def test_pictures_that_no_prompt_names_are_all_shown() -> None:
    film = timeline({"prompt": "a walk", "image_list": [{"image_url": "a"}, {"image_url": "b"}]})
    assert film.scenes[0].names == ("image_1", "image_2")


def test_frames_keep_their_place_in_the_numbering_but_are_no_cards() -> None:
    body = {"image_list": [{"image_url": "a", "type": "first_frame"}, {"image_url": "b"}], "prompt": "x"}
    film = timeline(body, first_frame=(4, 3))
    assert film.scenes[0].names == ("image_2",)


@cases("body", [{}, {"prompt": 7}, {"image_list": "x"}, {"multi_shot": True}, {"duration": "many"}])
def test_faulty_bodies_still_have_a_film(body: dict[str, Any]) -> None:
    assert timeline(body).frames == 121


@cases(
    ("mode", "picture", "film"),
    [
        ("std", (1792, 999), (1284, 716)),
        ("std", (999, 1792), (716, 1284)),
        ("std", (1500, 1000), (1176, 784)),
        ("std", (1920, 1080), (1280, 720)),
        ("pro", (1000, 1788), (1076, 1924)),
    ],
)
def test_a_film_with_a_first_frame_has_the_sizes_that_were_seen(
    mode: str, picture: tuple[int, int], film: tuple[int, int]
) -> None:
    assert frame_size(mode, None, picture) == film

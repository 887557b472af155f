"""Whole films, made from real photos and clips, decoded again and looked at."""

from __future__ import annotations

import struct
import tempfile
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from kling.animatic.errors import RenderError
from kling.animatic.film import poster, render
from kling.animatic.read import film
from kling.animatic.staged import DRAFT, STILLS
from tests.animatic.films import (
    SMALL,
    Samples,
    band,
    body,
    difference,
    energy,
    find,
    frames,
    inside,
    mean,
    samples,
    sky,
)
from tests.conftest import CLIPS, PHOTOS

SUNSET = "Wide shot: a white lighthouse above the sea at sunset. Slow push-in."


def test_a_film_is_h264_24_fps_and_says_it_is_a_preview(tmp_path: Path) -> None:
    made = render(body(SUNSET), tmp_path / "film.mp4", find=find, quality=STILLS)
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.frames) == (1280, 720, 73)
        assert stream.average_rate == 24
        assert not container.streams.audio
        assert "PREVIEW" in container.metadata["comment"]
    assert (made.frames, made.width, made.height, made.has_audio) == (73, 1280, 720, False)
    assert made.seconds == pytest.approx(3.0417, abs=0.001)


def test_a_film_can_start_before_it_is_downloaded(tmp_path: Path) -> None:
    render(body(SUNSET), tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS)
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_body_gives_the_same_file(tmp_path: Path) -> None:
    asked = body("A fox in a forest at night, light snow.", sound="on")
    for name in ("one.mp4", "two.mp4"):
        render(asked, tmp_path / name, find=find, max_height=144, quality=DRAFT)
    assert [
        difference(a, b) for a, b in zip(frames(tmp_path / "one.mp4"), frames(tmp_path / "two.mp4"), strict=True)
    ] == [0.0] * 73
    assert np.array_equal(samples(tmp_path / "one.mp4"), samples(tmp_path / "two.mp4"))


def test_two_processes_draw_the_same_film_as_one(tmp_path: Path) -> None:
    asked = body("A man walks to a car. Pan right.", duration="3")
    for name, count in (("one.mp4", 1), ("two.mp4", 2)):
        made = render(asked, tmp_path / name, find=find, max_height=144, quality=DRAFT, processes=count)
        assert made.frames == 73
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_progress_counts_every_frame(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    render(body(SUNSET), tmp_path / "film.mp4", find=find, max_height=SMALL, progress=lambda *p: told.append(p))
    assert told == [(n, 73) for n in range(1, 74)]


def test_palette_and_hour_change_the_colours() -> None:
    def colour(prompt: str) -> tuple[float, float, float]:
        return mean(inside(poster(body(prompt), find=find, max_height=SMALL)))

    noon, night = colour("A beach at noon under a clear sky."), colour("A beach at night.")
    sunset, grey = colour("A beach at sunset."), colour("A beach at sunset, high-contrast black and white.")
    assert sum(noon) > 1.6 * sum(night)
    assert sunset[0] > sunset[2] + 40
    assert max(grey) - min(grey) < 6


def test_the_picture_moves_with_the_camera_words() -> None:
    def moved(prompt: str) -> float:
        first, last = (inside(poster(body(prompt), find=find, max_height=SMALL, frame=n)) for n in (0, 64))
        return difference(first, last)

    assert moved("Mountains at dawn. Static camera.") < 0.5
    assert moved("Mountains at dawn. Pan right.") > 3


def test_a_camera_that_goes_in_comes_closer_to_the_far_side_of_a_room() -> None:
    def moved(camera: str) -> float:
        asked = body(f"A café in the morning. {camera}")
        first, last = (sky(poster(asked, find=find, max_height=SMALL, frame=n)) for n in (0, 72))
        return difference(first, last)

    assert moved("Static camera.") < 0.5
    assert moved("Slow push-in.") > 2.5


def test_a_film_ends_without_words_and_marks_because_its_last_frame_may_open_another() -> None:
    """Chained parts of a film begin with the last frame of the part before."""
    shots = [{"index": n, "prompt": "Mountains at dawn. Static camera.", "duration": "2"} for n in (1, 2)]
    storyboard = body("", multi_shot=True, shot_type="customize", multi_prompt=shots, duration="4")
    told, bare = (poster(storyboard, find=find, max_height=SMALL, frame=n) for n in (80, 96))
    width, height = told.size
    slate, words = (0, 0, width // 3, height // 7), (0, height * 4 // 5, width, height * 19 // 20)
    sky, corner = (width // 3, 0, width * 2 // 3, height // 7), (width * 2 // 3, 0, width, height // 7)
    still = difference(told.crop(sky), bare.crop(sky))
    assert min(difference(told.crop(part), bare.crop(part)) for part in (slate, words, corner)) > 10 * still + 2


@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1"])
def test_every_frame_but_the_last_carries_the_preview_mark(ratio: str) -> None:
    asked = body("", aspect_ratio=ratio, image_list=[])
    for n in (0, 40, 71):
        picture = poster(asked, find=find, max_height=360, frame=n).convert("L")
        width, height = picture.size
        left, right = (picture.crop((x, 0, x + width // 3, height // 7)) for x in (0, width * 2 // 3))
        (left_low, left_high), (right_low, right_high) = (ImageStat.Stat(one).extrema[0] for one in (left, right))
        assert right_high - right_low > left_high - left_low + 60


def test_a_part_of_a_longer_film_says_which_shot_of_it_this_is() -> None:
    alone, fifth, sixth = (
        poster(body("A cup."), find=find, max_height=360, frame=1, among=among).crop((0, 0, 200, 60))
        for among in ((0, 1), (4, 8), (5, 8))
    )
    assert difference(alone, fifth) > 1
    assert 0 < difference(fifth, sixth) < difference(alone, fifth)


def test_a_watermark_is_seen_only_when_asked_for() -> None:
    plain = poster(body(SUNSET), find=find, max_height=SMALL)
    marked = poster(body(SUNSET), find=find, max_height=SMALL, watermark=True)
    assert difference(inside(plain), inside(marked)) > 0.15


def test_a_first_frame_opens_the_film_and_gives_its_shape(tmp_path: Path) -> None:
    image = [{"image_url": "https://example.com/chelsea.png", "type": "first_frame"}]
    asked = body("The cat blinks. Slow push-in.", image_list=image)
    render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=DRAFT)
    shown = frames(tmp_path / "film.mp4")
    photo = Image.open(PHOTOS / "chelsea.png")
    assert shown[0].width / shown[0].height == pytest.approx(photo.width / photo.height, rel=0.02)
    fitted = ImageOps.fit(photo, shown[0].size)
    assert difference(inside(shown[0]), inside(fitted)) < 4
    assert difference(inside(shown[-1]), inside(fitted)) > 8


def test_the_first_frame_is_the_right_way_up(tmp_path: Path) -> None:
    turned = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = Image.open(PHOTOS / "chelsea.png").convert("RGB")
    photo.transpose(Image.Transpose.ROTATE_90).save(turned, exif=exif, quality=95)
    image = [{"image_url": str(turned), "type": "first_frame"}]
    shown = poster(body("", image_list=image), find=find, max_height=SMALL)
    assert difference(inside(shown), inside(ImageOps.fit(photo, shown.size))) < 5


def test_a_passage_starts_and_ends_on_its_pictures(tmp_path: Path) -> None:
    images = [{"image_url": "astronaut.png", "type": "first_frame"}, {"image_url": "coffee.png", "type": "end_frame"}]
    asked = body("She becomes a cup.", image_list=images)
    render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=DRAFT)
    shown = frames(tmp_path / "film.mp4")
    first, last = (
        ImageOps.fit(Image.open(PHOTOS / name), shown[0].size, centering=(0.5, 0.42))
        for name in ("astronaut.png", "coffee.png")
    )
    assert difference(inside(shown[0]), inside(first)) < 4
    assert difference(inside(shown[-1]), inside(last)) < 4
    middle = inside(shown[36])
    assert min(difference(middle, inside(first)), difference(middle, inside(last))) > 10


def test_shots_cut_hard_at_the_exact_frame(tmp_path: Path) -> None:
    prompts = [
        "A beach at noon under a clear sky. Static camera.",
        "A forest at night. Static camera.",
        "A desert at sunset. Static camera.",
    ]
    shots = [{"index": n, "prompt": text, "duration": "1"} for n, text in enumerate(prompts, start=1)]
    render(
        body("", multi_shot=True, shot_type="customize", multi_prompt=shots),
        tmp_path / "film.mp4",
        find=find,
        max_height=SMALL,
        quality=DRAFT,
    )
    shown = [inside(picture) for picture in frames(tmp_path / "film.mp4")]
    jumps = [n for n in range(1, len(shown)) if difference(shown[n - 1], shown[n]) > 8]
    assert jumps == [24, 48]


def test_an_edit_is_the_clip_itself_at_its_own_length_with_its_sound(tmp_path: Path) -> None:
    clip = [{"video_url": "https://example.com/bigbuckbunny.mp4", "refer_type": "base", "keep_original_sound": "yes"}]
    asked = body("Give him a hat.", video_list=clip, duration="10")
    made = render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=DRAFT)
    assert made.frames == 127
    assert made.has_audio
    shown = frames(tmp_path / "film.mp4", 0, 60, 120)
    for ours, own in zip(shown, frames(CLIPS / "bigbuckbunny.mp4", 0, 62, 125), strict=True):  # of 24 and 25 a second
        assert difference(sky(ours), sky(own.resize(ours.size, Image.Resampling.BILINEAR))) < 5
    theirs, heard = samples(CLIPS / "bigbuckbunny.mp4"), samples(tmp_path / "film.mp4")
    for start in (0.5, 2.0, 4.0):
        assert energy(heard, start, start + 0.5) == pytest.approx(energy(theirs, start, start + 0.5), rel=0.2)


def test_an_edit_may_drop_the_sound(tmp_path: Path) -> None:
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "base", "keep_original_sound": "no"}]
    asked = body("Give him a hat.", video_list=clip)
    assert not render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS).has_audio
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert not container.streams.audio


def test_keeping_the_sound_of_a_silent_clip_gives_a_silent_film(tmp_path: Path) -> None:
    clip = [{"video_url": "bikes.mp4", "refer_type": "base", "keep_original_sound": "yes"}]
    asked = body("Make it snow.", video_list=clip)
    made = render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS)
    assert not made.has_audio


def test_an_edit_follows_the_words_for_light() -> None:
    def brightness(prompt: str) -> float:
        clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "base"}]
        return sum(mean(sky(poster(body(prompt, video_list=clip), find=find, max_height=SMALL, frame=30))))

    assert brightness("Make it night.") < 0.75 * brightness("Give him a hat.")


def test_a_clip_that_is_to_have_the_light_of_a_low_sun_gets_warm() -> None:
    plain, sunset = (mean(edited(f"{words} <<<video_1>>>.")) for words in ("Keep", "Add the light of sunset to"))
    assert sunset[0] / sunset[2] > 1.15 * plain[0] / plain[2]


def test_an_edit_to_a_night_with_stars_has_stars_only_where_the_sky_is() -> None:
    def lights(prompt: str, left: float, right: float) -> int:
        """Pixels much brighter than their surroundings, in the upper part."""
        clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "base"}]
        picture = poster(body(prompt, video_list=clip), find=find, max_height=360, frame=30).convert("L")
        part = picture.crop((round(left * picture.width), 0, round(right * picture.width), 120))
        return sum(ImageChops.subtract(part, part.filter(ImageFilter.MedianFilter(5))).histogram()[24:])

    plain, starry = "Change <<<video_1>>> to a clear night.", "Change <<<video_1>>> to a clear night with stars."
    assert lights(starry, 0.9, 1.0) > lights(plain, 0.9, 1.0) + 10
    assert lights(starry, 0.0, 0.6) == lights(plain, 0.0, 0.6)


@pytest.mark.parametrize(
    "words", ["Replace the sky with a dramatic sunset.", "Change the sky to a starry night.", "把天空换成日落晚霞。"]
)
def test_an_edit_of_the_sky_alone_changes_nothing_under_it(words: str) -> None:
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "base"}]

    def seen(prompt: str, left: float, top: float, right: float, low: float) -> Image.Image:
        whole = poster(body(prompt, video_list=clip), find=find, max_height=360, frame=30, burn="none")
        return whole.crop((left * whole.width, top * whole.height, right * whole.width, low * whole.height))

    ground, sky = (0.0, 0.5, 1.0, 0.8), (0.95, 0.0, 1.0, 0.3)
    assert difference(seen(words, *ground), seen("Keep it.", *ground)) < 0.05
    assert difference(seen(words, *sky), seen("Keep it.", *sky)) > 40


@cache
def edited(prompt: str) -> Image.Image:
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "base"}]
    return inside(poster(body(prompt, video_list=clip), find=find, max_height=360, frame=30, burn="none"))


@pytest.mark.parametrize(
    "words",
    ["Add a robot to", "Replace the rabbit with a robot in", "Remove the rabbit from", "Add a hat to the rabbit in"],
)
def test_what_an_edit_adds_removes_or_replaces_is_marked(words: str) -> None:
    assert difference(edited(f"{words} <<<video_1>>>."), edited("Keep <<<video_1>>> as it is.")) > 0.25


@pytest.mark.parametrize("style", ["anime", "watercolor painting", "pencil drawing", "pixel art", "oil painting"])
def test_a_style_is_a_filter_over_the_clip(style: str) -> None:
    assert difference(edited(f"Turn <<<video_1>>> into {style}."), edited("Keep <<<video_1>>> as it is.")) > 5


@pytest.mark.parametrize(
    "words", ["A starry sky over a lake.", "一片湖，满天星", "Una noche con estrellas sobre el lago"]
)
def test_stars_in_words_make_a_night_with_stars(words: str) -> None:
    shot = film([body(words)]).shots[0]
    assert (shot.stars, shot.hour) == (True, "night")


@pytest.mark.parametrize("words", ["Two film stars on a red carpet.", "She stars in a film.", "A five-star hotel."])
def test_people_called_stars_are_not_painted_into_the_sky(words: str) -> None:
    assert not film([body(words)]).shots[0].stars


def test_a_clip_filmed_upright_is_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    picture = Image.new("RGB", (128, 64), (200, 20, 20))
    picture.paste((20, 20, 200), (64, 0, 128, 64))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 128, 64, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode(None))
    content = path.read_bytes()
    matrix = content.index(b"tkhd") + 44  # after version, times, ids, duration, layer and volume
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 64 << 16, 0, 0x40000000)
    path.write_bytes(content[:matrix] + turned + content[matrix + len(turned) :])
    shown = poster(body("", video_list=[{"video_url": str(path)}]), find=find, max_height=360)
    assert shown.width / shown.height == pytest.approx(0.5, rel=0.05)
    upper = mean(shown.crop((0, 60, shown.width, 160)))
    lower = mean(shown.crop((0, 200, shown.width, 300)))
    assert upper[0] > 2 * upper[2]
    assert lower[2] > 2 * lower[0]


def test_a_reference_clip_plays_in_new_content_of_its_own_length(tmp_path: Path) -> None:
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "feature", "keep_original_sound": "yes"}]
    asked = body("A desert at noon, following the camera of <<<video_1>>>. Static camera.", video_list=clip)
    made = render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=DRAFT)
    assert (made.frames, made.has_audio) == (73, True)
    shown = frames(tmp_path / "film.mp4", 0, 60)
    width, height = shown[0].size
    inset = [picture.crop((width * 85 // 100, height // 6, width * 95 // 100, height // 4)) for picture in shown]
    assert difference(*inset) > 8
    corner = [picture.crop((0, height * 2 // 10, width // 10, height // 2)) for picture in shown]
    assert difference(*corner) < 2


def test_a_reference_clip_that_is_over_holds_its_last_picture() -> None:
    """The clip has 5.28 seconds; after that it must not jump back to its start."""
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "feature"}]
    asked = body("A desert at noon, like <<<video_1>>>. Static camera.", video_list=clip, duration="8")

    def inset(frame: int) -> Image.Image:
        picture = poster(asked, find=find, max_height=SMALL, frame=frame)
        width, height = picture.size
        return picture.crop((width * 85 // 100, height // 6, width * 95 // 100, height // 4))

    before, after, late = (inset(frame) for frame in (126, 129, 180))
    assert difference(before, after) < 3
    assert difference(after, late) < 0.5


def test_a_reference_film_makes_the_camera_move_that_its_words_name() -> None:
    clip = [{"video_url": "bigbuckbunny.mp4", "refer_type": "feature"}]

    def moved(camera: str) -> float:
        """The strips beside the inset, in which the clip plays, at two moments."""
        asked = body(f"A knight in a forest as in <<<video_1>>>. {camera}", video_list=clip)
        one, other = (
            poster(asked, find=find, max_height=SMALL, frame=frame).crop((0, 30, 12, 90)) for frame in (2, 66)
        )
        return difference(one, other)

    assert moved("Static camera.") < 0.5
    assert moved("Fast pan right.") > 2


def test_referred_pictures_are_in_the_film() -> None:
    pictures = [{"image_url": "coffee.png"}]
    asked = body("A cup like <<<image_1>>> at noon. Static camera.", image_list=pictures)
    without = body("A cup at noon. Static camera.")
    shown, empty = (poster(one, find=find, max_height=SMALL) for one in (asked, without))
    middle = (shown.width // 3, shown.height // 4, shown.width * 2 // 3, shown.height * 3 // 4)
    assert difference(shown.crop(middle), empty.crop(middle)) > 10


def test_sound_is_heard_and_does_not_clip(tmp_path: Path) -> None:
    asked = body("A pier in a thunderstorm. Audio: heavy rain, thunder, wind.", sound="on")
    assert render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS).has_audio
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("aac", 48_000, 2)
    heard = samples(tmp_path / "film.mp4")
    assert len(heard) / 48_000 == pytest.approx(73 / 24, abs=0.05)
    assert energy(heard, 0.5, 2.5) > 1e-5
    assert np.abs(heard).max() < 0.95


@cache
def heard_of(words: str) -> Samples:
    """Two seconds of what a film with these words in its Audio sentence sounds like."""
    asked = body(f"A hall. Audio: {words}.", sound="on")
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder, "film.mp4")
        render(asked, film, find=find, max_height=40, quality=STILLS)
        return samples(film)[24_000:120_000]


RUMBLE, HOWL, HISS = (30, 150), (250, 600), (2_000, 6_000)


@pytest.mark.parametrize("words", ["rain, a train arriving", "雨声，火车", "lluvia, un tren que llega"])
def test_two_sounds_named_together_are_both_heard(words: str) -> None:
    both, rain, train = (heard_of(one) for one in (words, "rain", "a train arriving"))
    assert band(both, *HISS) > 0.05 * band(rain, *HISS)
    assert band(both, *RUMBLE) > 0.05 * band(train, *RUMBLE)
    assert band(rain, *RUMBLE) < 0.05 * band(both, *RUMBLE)
    assert np.abs(both).max() < 0.95


def test_steps_in_the_wind_are_steps_and_wind() -> None:
    both, wind = heard_of("footsteps, wind"), heard_of("wind")
    assert band(both, *RUMBLE) > 2 * band(wind, *RUMBLE)
    assert band(both, *HOWL) > 0.1 * band(wind, *HOWL)


def test_a_train_rumbles_and_the_wind_howls() -> None:
    train, wind = heard_of("a train arriving"), heard_of("wind howling")
    assert band(train, *RUMBLE) > band(train, *HOWL)
    assert band(wind, *HOWL) > 5 * band(wind, *RUMBLE)


def test_each_shot_has_its_own_sound(tmp_path: Path) -> None:
    shots = [
        {"index": 1, "duration": "2", "prompt": "A storm over a pier. Audio: heavy rain on a roof."},
        {"index": 2, "duration": "2", "prompt": "A hall. Audio: no sound."},
    ]
    asked = body("", multi_shot=True, shot_type="customize", multi_prompt=shots, sound="on")
    render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS)
    heard = samples(tmp_path / "film.mp4")
    assert energy(heard, 0.5, 1.5) > 100 * energy(heard, 2.5, 3.5)


def test_nothing_clicks_at_a_cut(tmp_path: Path) -> None:
    prompts = ["A pier. Audio: ocean waves.", "A tunnel. Audio: engine.", "A hall. Audio: ambient drone music."]
    shots = [{"index": n, "prompt": text, "duration": "1"} for n, text in enumerate(prompts, start=1)]
    asked = body("", multi_shot=True, shot_type="customize", multi_prompt=shots, sound="on")
    render(asked, tmp_path / "film.mp4", find=find, max_height=SMALL, quality=STILLS)
    steps = np.abs(np.diff(samples(tmp_path / "film.mp4")))
    between = max(steps[round((n + 0.2) * 48_000) : round((n + 0.8) * 48_000)].max() for n in range(3))
    at_cuts = max(steps[round((n - 0.1) * 48_000) : round((n + 0.1) * 48_000)].max() for n in (1, 2))
    assert at_cuts < 1.5 * between


def test_a_spoken_line_is_audible(tmp_path: Path) -> None:
    silent, spoken = (
        body("A hall. Audio: no sound.", sound="on"),
        body('A hall. The guard says: "stop right there."', sound="on"),
    )
    for name, asked in (("silent.mp4", silent), ("spoken.mp4", spoken)):
        render(asked, tmp_path / name, find=find, max_height=SMALL, quality=STILLS)
    assert (
        energy(samples(tmp_path / "spoken.mp4"), 1.6, 2.6) > energy(samples(tmp_path / "silent.mp4"), 1.6, 2.6) + 1e-5
    )


WORDS = [
    "a quiet walk",
    "رجل عجوز يقرأ كتابًا",
    "一只狐狸在雪后的森林里",
    "एक बूढ़ा आदमी",
    "แมวนอนบนโต๊ะ",
    "고양이가 조용한",
]


@pytest.mark.parametrize(("ratio", "words"), [("16:9", WORDS[::3]), ("9:16", WORDS[1::3]), ("1:1", WORDS[2::3])])
def test_words_in_any_script_stand_at_the_foot_of_the_frame(ratio: str, words: list[str]) -> None:
    def lettered(prompt: str) -> float:
        """How far the slate changes the foot of the frame where it is brightest."""
        asked = body(prompt, aspect_ratio=ratio)
        told, bare = (
            poster(asked, find=find, max_height=360, frame=30, burn=burn).convert("L") for burn in ("slate", "none")
        )
        width, height = told.size
        foot = (0, height * 3 // 4, width, height * 97 // 100)
        return float(ImageStat.Stat(ImageChops.subtract(told.crop(foot), bare.crop(foot))).extrema[0][1])

    assert min(map(lettered, words)) > lettered("") + 8


def test_what_is_not_at_hand_is_drawn_as_a_placeholder() -> None:
    bodies = [
        body("x", image_list=[{"image_url": "https://example.com/gone.png", "type": "first_frame"}]),
        body("x", image_list=[{"image_url": "https://example.com/gone.png"}]),
        body("x", video_list=[{"video_url": "https://example.com/gone.mp4", "refer_type": "base"}]),
        body("x", video_list=[{"video_url": "https://example.com/gone.mp4", "refer_type": "feature"}]),
    ]
    for asked in bodies:
        assert poster(asked, find=find, max_height=SMALL).size == (320, 180)


def broken(folder: Path, kind: str) -> Path:
    path = folder / kind
    if kind == "empty.png":
        path.write_bytes(b"")
    elif kind == "text.mp4":
        path.write_text("this is not a video\n" * 50)
    elif kind == "text.png":
        path.write_text("this is not a picture\n" * 50)
    elif kind == "cut.png":
        path.write_bytes((PHOTOS / "coffee.png").read_bytes()[:20_000])
    elif kind == "cut.mp4":
        path.write_bytes((CLIPS / "bigbuckbunny.mp4").read_bytes()[:40_000])
    elif kind == "folder.png":
        path.mkdir()
    elif kind == "sound.mp4":
        with av.open(str(path), "w") as container:
            stream = container.add_stream("aac", rate=48_000)
            frame = av.AudioFrame("fltp", "stereo", 1024)
            frame.rate = 48_000
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("kind", ["empty.png", "text.png", "cut.png", "folder.png", "missing.png"])
def test_a_broken_first_frame_is_a_clear_error_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    image = [{"image_url": str(broken(tmp_path, kind)), "type": "first_frame"}]
    (tmp_path / "out").mkdir()
    with pytest.raises(RenderError, match=f"the first frame {kind} cannot be read: .+; give a whole"):
        render(body("x", image_list=image), tmp_path / "out" / "film.mp4", find=find, max_height=SMALL)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", ["empty.png", "text.mp4", "cut.mp4", "sound.mp4", "missing.mp4", "folder.png"])
def test_a_broken_clip_to_edit_is_a_clear_error_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    clip = [{"video_url": str(broken(tmp_path, kind)), "refer_type": "base"}]
    (tmp_path / "out").mkdir()
    with pytest.raises(RenderError, match=f"the clip to edit {kind} cannot be read: .+; give a whole"):
        render(body("x", video_list=clip), tmp_path / "out" / "film.mp4", find=find, max_height=SMALL)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", ["empty.png", "text.png", "cut.png"])
def test_a_broken_reference_is_a_placeholder(tmp_path: Path, kind: str) -> None:
    asked = body("x <<<image_1>>>", image_list=[{"image_url": str(broken(tmp_path, kind))}])
    assert poster(asked, find=find, max_height=SMALL).size == (320, 180)


def test_a_folder_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="cannot be written"):
        render(body("x"), tmp_path / "nowhere" / "film.mp4", find=find, max_height=SMALL)


def test_an_interrupted_film_leaves_the_old_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "film.mp4"
    out.write_bytes(b"the film of yesterday")

    def stop(done: int, _: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(body("x"), out, find=find, max_height=SMALL, progress=stop)
    assert out.read_bytes() == b"the film of yesterday"
    assert list(tmp_path.iterdir()) == [out]


def test_two_who_draw_the_same_film_do_not_harm_each_other(tmp_path: Path) -> None:
    out = tmp_path / "film.mp4"

    def draw_again(done: int, _: int) -> None:
        if done == 10:
            render(body("x"), out, find=find, max_height=SMALL, quality=DRAFT)

    render(body("x"), out, find=find, max_height=SMALL, quality=DRAFT, progress=draw_again)
    assert out.is_file()
    assert list(tmp_path.iterdir()) == [out]

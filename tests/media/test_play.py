"""A film is taken for whole only when it can be played to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling.media import boxes
from kling.media.play import NotPlayable, play


def _spoilt(clip: Path, out: Path, start: int, content: bytes) -> Path:
    """The clip with other bytes from ``start`` on; from the end where that is negative."""
    film = bytearray(clip.read_bytes())
    start %= len(film)
    film[start : start + len(content)] = content
    out.write_bytes(film)
    return out


def test_a_whole_film_says_how_long_and_large_it_is(clip: Path) -> None:
    played = play(clip)
    assert (played.width, played.height) == (1280, 720)
    assert played.seconds == pytest.approx(5.28)
    tracks = boxes.whole(clip)
    assert tracks is not None
    assert [(track.kind, track.samples) for track in tracks] == [("vide", 132), ("soun", 249)]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_film_that_is_cut_is_none(clip: Path, tmp_path: Path, share: float) -> None:
    film = tmp_path / "film.mp4"
    content = clip.read_bytes()
    film.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(NotPlayable):
        play(film)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_a_film_with_a_hole_is_none(clip: Path, tmp_path: Path, share: float) -> None:
    start = int(clip.stat().st_size * share)
    with pytest.raises(NotPlayable):
        play(_spoilt(clip, tmp_path / "film.mp4", start, bytes(65_536)))


def test_sound_that_cannot_be_decoded_makes_a_film_none(clip: Path, tmp_path: Path) -> None:
    import av

    with av.open(str(clip)) as film:
        packets = [packet for packet in film.demux(film.streams.audio[0]) if packet.size]
    middle = packets[len(packets) // 2]
    assert middle.pos is not None
    spoilt = _spoilt(clip, tmp_path / "film.mp4", middle.pos, b"\xff" * middle.size)
    assert boxes.whole(spoilt) is not None  # its bytes are there
    with pytest.raises(NotPlayable):
        play(spoilt)


def test_a_film_whose_index_speaks_of_bytes_that_are_not_there_is_none(clip: Path, tmp_path: Path) -> None:
    content = clip.read_bytes()
    table = content.index(b"stco") + 12
    film = _spoilt(clip, tmp_path / "film.mp4", table, (len(content) - 10).to_bytes(4))
    assert boxes.whole(film) is None
    with pytest.raises(NotPlayable):
        play(film)


def test_a_film_of_a_codec_that_nobody_knows_is_none(clip: Path, tmp_path: Path) -> None:
    content = clip.read_bytes()
    with pytest.raises(NotPlayable):
        play(_spoilt(clip, tmp_path / "film.mp4", content.index(b"avc1", content.index(b"stsd")), b"zzz9"))


def test_a_film_without_an_index_of_its_own_is_played_to_its_end(clip: Path, tmp_path: Path) -> None:
    import av

    other = tmp_path / "film.mkv"
    with av.open(str(clip)) as film, av.open(str(other), "w") as copy:
        video = copy.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(film.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                copy.mux(packet)
    assert boxes.whole(other) is None
    assert play(other).seconds == pytest.approx(5.28, abs=0.05)

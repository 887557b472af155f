"""The sound of a film: ambience made from the words, a murmur where somebody speaks, or the clip's own sound.

Sounds are synthesised by FFmpeg's audio filters while the film is written. They are stand-ins, soft on purpose: they
tell when it rains and when somebody talks, and leave room for the real thing.
"""

# ruff: noqa: E501 - one line per notion, with its words in every language

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from zlib import crc32

import av
from av.filter.context import FilterContext
from av.filter.graph import Graph

from kling.animatic.captions import names_sounds
from kling.animatic.clip import RATE, Clip
from kling.animatic.timeline import FPS, Scene, Timeline
from kling.lexicon import AMBIENCE, EXCLUSIONS, MUSIC_MOODS, NOISES, SFX

_FADE = 0.06  # seconds in which a scene's sound comes and goes; longer than any click, shorter than a breath
_MOST = 3  # sounds at once in a scene, beside voices
_PIECE = 1024
_FORMAT = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo"

# filters are separated by " | "; {d} is the duration in seconds, {s} a seed
_NOISE = "anoisesrc=color={c}:amplitude=1:sample_rate=48000:seed={{s}}:duration={{d}}"
_WHITE, _PINK, _BROWN = (_NOISE.format(c=colour) for colour in ("white", "pink", "brown"))


def _made(formula: str) -> str:
    return f"aevalsrc=exprs='{formula}':sample_rate=48000:duration={{d}}"


_NOTE = "0.5*exp(-{k}*mod(t,{b}))*min(1,80*mod(t,{b}))*min(1,40*({b}-mod(t,{b})))"
_FIVE = "pow(2,mod(7*mod(floor(t/{b}),5),12)/12)"


def _plucks(base: float, beat: float, decay: float) -> str:
    envelope, step = _NOTE.format(k=decay, b=beat), _FIVE.format(b=beat)
    return _made(f"{envelope}*(sin(2*PI*t*{base}*{step})+0.4*sin(4*PI*t*{base}*{step}))")


def _pad(*notes: float) -> str:
    voices = "+".join(
        f"sin(2*PI*{note}*t+{n})*(0.6+0.4*sin(2*PI*{0.11 + 0.05 * n}*t+{2 * n}))" for n, note in enumerate(notes)
    )
    return _made(f"0.3*({voices})")


def _strokes(every: float, decay: float) -> str:
    return _made(f"(2*random({{s}})-1)*exp(-{decay}*mod(t,{every}))*min(1,400*mod(t,{every}))")


def _tones(frequency: str, gate: str) -> str:
    return _made(f"0.5*sin(2*PI*{frequency})*{gate}")


SOUNDS: dict[str, str] = {
    "rain": f"{_WHITE} | highpass=f=600 | lowpass=f=6500 | volume=0.17",
    "storm": f"{_WHITE} | highpass=f=350 | lowpass=f=5200 | volume=0.27",
    "thunder": f"{_BROWN} | lowpass=f=120 | tremolo=f=0.23:d=0.95 | volume=1.1",
    "wind": f"{_PINK} | bandpass=f=420:width_type=h:w=320 | tremolo=f=0.19:d=0.75 | volume=1.5",
    "waves": f"{_PINK} | lowpass=f=1200 | tremolo=f=0.14:d=0.88 | volume=0.7",
    "river": f"{_WHITE} | bandpass=f=1500:width_type=h:w=1600 | tremolo=f=2.7:d=0.2 | volume=0.28",
    "city": f"{_BROWN} | lowpass=f=320 | tremolo=f=0.21:d=0.35 | volume=0.38",
    "crowd": f"{_PINK} | bandpass=f=650:width_type=h:w=700 | tremolo=f=3.3:d=0.3 | volume=0.84",
    "room": f"{_BROWN} | lowpass=f=240 | volume=0.16",
    "hum": f"{_tones('100*t', '1')} | lowpass=f=300 | volume=0.08",
    "insects": f"{_tones('4300*t', 'pow(max(0,sin(2*PI*14*t)),2)*(0.55+0.45*sin(2*PI*0.7*t))')} | volume=0.2",
    "birds": f"{_tones('(2900*t+55*sin(2*PI*9*t))', 'pow(max(0,sin(2*PI*1.9*t)*sin(2*PI*0.37*t)),4)')} | volume=0.45",
    "fire": f"{_made('(2*random({s})-1)*gt(random(7),0.9993)')} | bandpass=f=1800:width_type=h:w=2400 | volume=1.6",
    "steps": f"{_strokes(0.56, 34)} | lowpass=f=850 | volume=1.75",
    "gallop": f"{_strokes(0.24, 30)} | lowpass=f=700 | volume=1.3",
    "clicks": f"{_strokes(0.17, 90)} | highpass=f=1500 | volume=0.2",
    "chops": f"{_strokes(0.42, 60)} | bandpass=f=900:width_type=h:w=1200 | volume=1.1",
    "sizzle": f"{_WHITE} | highpass=f=3800 | tremolo=f=6.1:d=0.3 | volume=0.07",
    "drops": f"{_tones('(900*t-6*exp(-30*mod(t,0.9)))', 'exp(-26*mod(t,0.9))*min(1,300*mod(t,0.9))')} | volume=0.66",
    "train": f"{_BROWN} | lowpass=f=160 | asetnsamples=n=128:p=0 | volume=volume='0.9+0.8*exp(-18*mod(t,0.72))+0.6*exp(-18*mod(t+0.54,0.72))':eval=frame",
    "engine": f"{_BROWN} | lowpass=f=190 | tremolo=f=19:d=0.5 | volume=0.54",
    "bell": f"{_tones('1175*t', 'exp(-2.2*mod(t,2.5))*min(1,200*mod(t,2.5))*min(1,8-3.2*mod(t,2.5))')} | volume=0.34",
    "heart": f"{_tones('55*t', 'exp(-14*mod(t,0.85))*min(1,90*mod(t,0.85))')} | volume=0.8",
    "whoosh": f"{_PINK} | bandpass=f=900:width_type=h:w=700 | tremolo=f=0.45:d=0.98 | volume=1.2",
    "water": f"{_BROWN} | lowpass=f=420 | tremolo=f=0.5:d=0.5 | volume=0.32",
    "piano": f"{_plucks(261.63, 0.62, 3.0)} | aecho=0.8:0.6:90:0.3 | volume=0.64",
    "guitar": f"{_plucks(196.0, 0.4, 4.5)} | aecho=0.8:0.6:60:0.25 | volume=0.6",
    "chimes": f"{_plucks(1046.5, 0.5, 5.0)} | aecho=0.8:0.6:120:0.35 | volume=0.4",
    "beat": f"{_tones('62*t', 'exp(-9*mod(t,0.68))*min(1,120*mod(t,0.68))')} | volume=0.5",
    "pad": f"{_pad(146.83, 220.0, 277.18, 329.63)} | lowpass=f=1100 | volume=0.15",
    "dark_pad": f"{_pad(110.0, 130.81, 164.81)} | lowpass=f=600 | volume=0.22",
}  # fmt: skip
"""Stand-ins by name, as FFmpeg audio filters."""


_BY_TERM: dict[str, str] = {
    # ambience
    "room_tone": "room", "traffic": "city", "cafe": "crowd", "office": "hum", "air_conditioner": "hum", "fridge": "hum",
    "rain_window": "rain", "rain_roof": "storm", "wind_trees": "wind", "waves": "waves", "river": "river",
    "night_insects": "insects", "forest": "birds", "market": "crowd", "stadium": "crowd", "subway": "train",
    "airport": "crowd", "underwater": "water", "fireplace": "fire", "sirens": "whoosh", "reverb": "room",
    # effects
    "footsteps": "steps", "gravel": "steps", "crunch": "steps", "hooves": "gallop", "keyboard": "clicks",
    "drip": "drops",
    "splash": "river", "pour": "river", "sizzle": "sizzle", "whoosh": "whoosh", "engine": "engine", "bell": "bell",
    "glass_clink": "bell", "phone": "bell", "coin": "bell", "thunder": "thunder", "explosion": "thunder",
    "heartbeat": "heart", "applause": "crowd", "laugh": "crowd", "birdsong": "birds", "flame": "fire", "chop": "chops",
    "thud": "heart", "paper_rustle": "sizzle", "fabric": "sizzle",
    # music
    "soft_piano": "piano", "jazz": "piano", "waltz": "piano", "guitar": "guitar", "folk": "guitar", "guzheng": "guitar",
    "cumbia": "guitar", "pizzicato": "guitar", "music_box": "chimes", "lofi": "piano", "upbeat_pop": "guitar",
    "taiko": "beat", "hiphop": "beat", "build_up": "beat", "rock": "beat", "tense_strings": "dark_pad",
    "ambient_drone": "dark_pad", "cello": "dark_pad", "orchestral": "pad", "synthwave": "pad", "choir": "pad",
    "music": "pad",
}  # fmt: skip

_BY_PLACE = {
    "sea": "waves", "city": "city", "forest": "birds", "mountains": "wind", "desert": "wind", "field": "birds",
    "interior": "room", "station": "city", "canyon": "wind", "space": "dark_pad", "underwater": "water",
}  # fmt: skip
_BY_WEATHER = {
    "light_rain": "rain", "drizzle": "rain", "heavy_rain": "storm", "thunderstorm": "storm", "hail": "storm",
    "blizzard": "wind", "strong_wind": "wind", "dust_storm": "wind",
}  # fmt: skip


def sounds_of(scene: Scene) -> list[str]:
    """Names of SOUNDS that a scene's words ask for, at most three, in the order they are named, then what the weather
    adds; what the place sounds like when they say nothing."""
    text = scene.sound_words
    excluded = {match.term.id for match in EXCLUSIONS.find(text)}
    if "no_sound" in excluded:
        return []
    found = [*AMBIENCE.find(text), *SFX.find(text)]
    if "no_music" not in excluded:
        found += MUSIC_MOODS.find(text)
    heard = [(match.start, match.end, _BY_TERM[match.term.id]) for match in found if match.term.id in _BY_TERM]
    if names_sounds(text):
        heard += [
            (match.start, match.end, match.term.id)
            for match in NOISES.find(text)
            if not any(start < match.end and match.start < end for start, end, _ in heard)
        ]
    names = [name for _, _, name in sorted(heard)]
    names += [_BY_WEATHER[weather] for weather in scene.look.weather if weather in _BY_WEATHER]
    if not names:
        night = scene.look.time in ("night", "midnight", "dusk") and scene.look.setting in ("forest", "field", "")
        names = ["insects" if night else _BY_PLACE.get(scene.look.setting, "room")]
    names = [name for name in dict.fromkeys(names) if not (name == "rain" and "storm" in names)]
    return names[:_MOST]


def samples(film: Timeline, clip: Clip | None) -> Iterator[av.AudioFrame]:
    """The film's sound as 48 kHz stereo in order, exactly as long as the film."""
    whole = round(film.seconds * RATE)
    if film.sound:
        pieces = _generated(film)
    elif clip is not None:
        pieces = _counted(clip.sound(), whole)
    else:
        return
    yield from pieces


def _counted(pieces: Iterator[av.AudioFrame], whole: int) -> Iterator[av.AudioFrame]:
    """The first ``whole`` samples, numbered from 0."""
    done = 0
    for piece in pieces:
        if done + piece.samples > whole:
            return
        piece.pts = done
        done += piece.samples
        yield piece


def _generated(film: Timeline) -> Iterator[av.AudioFrame]:
    graph = Graph()
    seconds = film.seconds
    silence = _chain(graph, f"anullsrc=r=48000:cl=stereo:d={seconds:.6f}")
    voices = [silence]
    for scene in film.scenes:
        start, length = scene.start / FPS, scene.frames / FPS
        names = sounds_of(scene)
        for name in names:
            seed = crc32(name.encode()) % 9973 + scene.number
            voices.append(_chain(graph, _placed(SOUNDS[name], start, length, seed, 1 / sqrt(len(names)))))
        spoken = [words for words in scene.captions if words.kind == "line"]
        if "no_dialogue" not in {match.term.id for match in EXCLUSIONS.find(scene.sound_words)}:
            for words in spoken:
                begin = words.start / FPS + 0.15
                voices.append(
                    _chain(
                        graph, _placed(_murmur(words.text), begin, max(0.4, (words.end - words.start) / FPS - 0.3), 1)
                    )
                )
    mixer = graph.add("amix", f"inputs={len(voices)}:duration=first:normalize=0:dropout_transition=0")
    for number, voice in enumerate(voices):
        voice.link_to(mixer, 0, number)
    sink = _chain(
        graph,
        f"alimiter=limit=0.8:level=0 | {_FORMAT} | asetnsamples=n={_PIECE}:p=0 | abuffersink",
        mixer,
    )
    graph.configure()
    done = 0
    while True:
        try:
            piece = sink.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return
        assert isinstance(piece, av.AudioFrame)  # noqa: S101 - the sink is an audio sink
        piece.pts = done
        done += piece.samples
        yield piece


def _placed(recipe: str, start: float, length: float, seed: int, level: float = 1.0) -> str:
    """A recipe made to sound from ``start`` for ``length`` seconds at a part of its level, without clicks."""
    made = recipe.replace("{d}", f"{length:.6f}").replace("{s}", str(seed))
    out = max(0.0, length - _FADE)
    return (
        f"{made} | volume={level:.4f} | afade=t=in:d={_FADE} | afade=t=out:st={out:.6f}:d={_FADE} | aformat=channel_layouts=stereo"
        f" | adelay=delays={round(start * RATE)}S:all=1"
    )


def _murmur(text: str) -> str:
    """A soft hum with the rhythm of syllables, at a pitch that belongs to the speaker."""
    speaker = text.split(":", 1)[0]
    pitch = 120 + crc32(speaker.encode("utf-8", "replace")) % 110
    hum = f"(sin(2*PI*{pitch}*t)+0.5*sin(4*PI*{pitch}*t)+0.25*sin(6*PI*{pitch}*t))"
    syllables = "pow(abs(sin(2*PI*1.9*t)),1.5)*(0.7+0.3*sin(2*PI*0.6*t))"
    return f"{_made(f'0.3*{hum}*{syllables}')} | lowpass=f=900 | volume=0.5"


def _chain(graph: Graph, recipe: str, after: FilterContext | None = None) -> FilterContext:
    last = after
    for step in recipe.split(" | "):
        name, _, options = step.partition("=")
        node = graph.add(name, options or None)
        if last is not None:
            last.link_to(node)
        last = node
    if last is None:
        raise ValueError("a sound needs at least one filter")
    return last

"""The sounds and the music that the words of a shot name."""

from __future__ import annotations

from kling import lexicon
from kling.animatic.scene import Side, Sound
from kling.lexicon.pattern import pattern

_PART = pattern(r"[^,.;，。；、\n]+")
_LEFT, _RIGHT = pattern(r"\bleft\b|左|izquierda"), pattern(r"\bright\b|右|derecha")


def sounds_of(told: str, heard: str) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for; what is not known has no kind."""
    told, sounds = heard or told, dict[str, Sound]()
    excluded = {one.term.id for one in lexicon.EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    noises = lexicon.NOISES.find(told) if heard else []
    found = sorted([*lexicon.AMBIENCE.find(told), *lexicon.SFX.find(told), *noises], key=lambda one: one.start)
    for match in _PART.finditer(told):
        here = [one for one in reversed(found) if match.start() <= one.start < match.end()]
        named = {told[one.start : one.end]: one.term.id for one in here}
        words = match[0].replace("：", ":").rsplit(":", 1)[-1].strip()
        if heard and words and not (named or lexicon.EXCLUSIONS.find(words) or lexicon.MUSIC_MOODS.find(words)):
            named = {words: ""}
        side: Side = "left" if _LEFT.search(match[0]) else "right" if _RIGHT.search(match[0]) else ""
        for label, kind in reversed(named.items()):
            if not any(label != other and label in other for other in named):
                sounds.setdefault(kind or label, Sound(kind=kind, label=label, side=side))
    moods = [one.term.id for one in lexicon.MUSIC_MOODS.find(told)] * ("no_music" not in excluded)
    moods *= bool(heard) or "music" in moods  # "against the rocks" is no rock music
    return tuple(sounds.values()), (*moods, "")[0], False

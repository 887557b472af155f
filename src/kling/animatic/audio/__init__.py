"""The sound of an animatic: stand-ins for the sounds and the music that the words name, and places for the lines."""

from kling.animatic.audio.mix import LOUDNESS, is_known, soundtrack
from kling.animatic.audio.synth import RATE, names, play

__all__ = ["LOUDNESS", "RATE", "is_known", "names", "play", "soundtrack"]

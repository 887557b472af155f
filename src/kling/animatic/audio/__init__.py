"""The sound of an animatic: stand-ins for the sounds and the music that the words name, and places for the lines."""

from kling.animatic.audio.mix import LOUDNESS, frames, soundtrack
from kling.animatic.audio.synth import MUSIC, RATE, SOUNDS, play

__all__ = ["LOUDNESS", "MUSIC", "RATE", "SOUNDS", "frames", "play", "soundtrack"]

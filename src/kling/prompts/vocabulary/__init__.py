"""The names of :mod:`kling.lexicon` for the modules that draft."""

from kling.lexicon import *  # noqa: F403
from kling.lexicon.pacing import pace as pace

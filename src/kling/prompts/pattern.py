"""Moved to :mod:`kling.lexicon.pattern`."""

from kling.lexicon.pattern import CJK, HANZI, pattern

__all__ = ["CJK", "HANZI", "pattern"]

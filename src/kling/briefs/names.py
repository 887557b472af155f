"""What a brief's pictures and elements may be called."""

from __future__ import annotations

import re

from kling.prompts import references

RESERVED = ("first_frame", "last_frame", "video")
NAME = re.compile(rf"{references.NAME}\Z")

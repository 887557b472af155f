"""What the user wants: the Brief, its YAML form, and its way to a request body."""

from kling.brief.compile import Compiled, compile, judge
from kling.brief.errors import BriefRefused
from kling.brief.load import LoadedBrief, from_fields, load, parse, schema
from kling.brief.model import Brief, Shot

__all__ = [
    "Brief",
    "BriefRefused",
    "Compiled",
    "LoadedBrief",
    "Shot",
    "compile",
    "from_fields",
    "judge",
    "load",
    "parse",
    "schema",
]

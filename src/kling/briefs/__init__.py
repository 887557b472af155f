"""What the user wants: the Brief, its YAML form, and its way to a request body."""

from kling.briefs.compile import Compiled, compile
from kling.briefs.errors import BriefRefused
from kling.briefs.load import LoadedBrief, from_fields, load, parse, schema
from kling.briefs.model import Brief, Shot

__all__ = [
    "Brief",
    "BriefRefused",
    "Compiled",
    "LoadedBrief",
    "Shot",
    "compile",
    "from_fields",
    "load",
    "parse",
    "schema",
]

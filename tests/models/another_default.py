"""What the program tells people, as JSON, by a process that knows the models of a folder alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.request import urlopen

from kling.models import profiles

FOLDER = Path(sys.argv[1])

known = list(profiles.MODELS)
for path in sorted(FOLDER.glob("*.yaml")):
    profiles.register(path)
for name in known:
    profiles.unregister(name)
default = profiles.default_model()
profiles.DEFAULT, profiles.LATEST = default.oldest, default.newest
profiles.PROFILES = {name: one for name, one in default.profiles.items() if one.wire == "v1"}

import click  # noqa: E402 - what follows reads the models when it is imported

from kling import briefs  # noqa: E402
from kling.api.fields import FIELDS, NOT_ON_OMNI  # noqa: E402
from kling.cli import COMMANDS, cli  # noqa: E402
from kling.client.lip_sync import LipSync  # noqa: E402
from kling.mcp.answers import TEXTS  # noqa: E402
from kling.planner.documents import plan  # noqa: E402
from kling.planner.language_model import _question  # noqa: E402
from kling.productions.form import schema  # noqa: E402
from kling.rules import RULES  # noqa: E402
from kling.sandbox import coverage, openapi, running  # noqa: E402

context = click.Context(cli, info_name="kling")
commands = [one for name in COMMANDS if (one := cli.get_command(context, name))]
told = {
    "help": [
        command.get_help(click.Context(command, terminal_width=400, max_content_width=400)) for command in commands
    ],
    "tools": TEXTS,
    "fields": [FIELDS, NOT_ON_OMNI],
    "brief": briefs.schema(),
    "production": schema(),
    "rules": [(rule.title, rule.rationale) for rule in RULES.values()],
    "sdk": [LipSync.__doc__, LipSync.create.__doc__],
    "coverage": [row.what for row in coverage.ENDPOINTS if "other models" not in row.what],
    "openapi": openapi.document(),
}
made = plan("A kite climbs.").plan
told["asked"] = _question("A kite climbs.", made, {}, FOLDER, profiles.DEFAULT)
with running(latency=0, render="lazy") as served, urlopen(served.url) as answer:
    told["page"] = answer.read().decode()
print(json.dumps(told, ensure_ascii=False, default=str))

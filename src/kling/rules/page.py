"""A rule's page, made from the rule itself: `kling explain R5` and docs/rules.md print the same text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kling.api.inline import LocalFile
from kling.models.profiles import DEFAULT
from kling.rules.rule import Example, Rule


def _local(value: object) -> str:
    return f"(the local file {value.path.name})" if isinstance(value, LocalFile) else repr(value)


def _show(example: Example) -> str:
    body = example.body
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=2, default=_local)
    lines = [line if len(line) <= 160 else line[:150] + "…" + line[-1:] for line in text.splitlines()]
    notes = []
    if example.profile is not DEFAULT:
        notes.append(f"profile {example.profile.name}")
    notes += [
        f"{source}: " + ", ".join(f"{k} {getattr(facts, k)}" for k in facts._fields if getattr(facts, k) is not None)
        for source, facts in example.media.items()
    ]
    note = "".join(f"\n\n({'; '.join(notes)})" if notes else "")
    return "```json\n" + "\n".join(lines) + "\n```" + note


def page(rule: Rule) -> str:
    """Markdown: what the rule is, why, where the fact comes from, and an example before and after."""
    return "\n".join(
        (
            f"## {rule.code}",
            "",
            f"**{rule.title}** (`{rule.slug}`, {rule.severity})",
            "",
            rule.rationale,
            "",
            f"Source: {rule.source}. Since version {rule.since}.",
            "",
            "Fires on:",
            "",
            _show(rule.fails),
            "",
            "Accepts:",
            "",
            _show(rule.passes),
            "",
        )
    )


def book(rules: Iterable[Rule]) -> str:
    """Every page, with a table in front: the text of docs/rules.md."""
    rules = list(rules)
    table = [f"| [{r.code}](#{r.code.lower()}) | {r.slug} | {r.severity} | {r.title} |" for r in rules]
    return "\n".join(
        (
            "# Rules",
            "",
            "Generated from the rules themselves by `script/docs`; do not edit.",
            "",
            "Source tags: M the mission's reference, Q vendor specification 2026-02, V1 vendor v1 docs, V2 vendor",
            "new-standard docs, UPD vendor change log, SKILL vendor agent script, LA LP LY LO published notes of live",
            "calls, INF our inference; S-… are prompt-writing guides. C1 to C27 number the places where sources",
            "disagree.",
            "",
            "| code | name | severity | what |",
            "|---|---|---|---|",
            *table,
            "",
            *(page(r) for r in rules),
        )
    )

"""A rule's page, made from the rule itself: `kling explain R5` and docs/rules/R5.md print the same text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kling.api.document import read_json
from kling.api.inline import LocalFile
from kling.models.profiles import DEFAULT
from kling.rules.rule import CATEGORIES, Example, Request, Rule


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
    """Markdown: what the rule says, why, an example, how safe its fix is, what to write instead, and its source."""
    v2 = rule.on("v2")
    also = () if v2 is rule else ("## On the v2 wire", "", *_parts(v2, "###"))
    held = "; the request is not sent, although the service would take it" if rule.stops else ""
    return "\n".join(
        (
            f"# {rule.code}: {rule.title}",
            "",
            f"`{rule.slug}`, {rule.category}, {rule.severity}{held}. Wires: {', '.join(rule.wires)}.",
            "",
            *_parts(rule, "##"),
            *also,
        )
    )


def _parts(rule: Rule, level: str) -> Iterable[str]:
    """What the rule says on a wire, under headings of a ``level``."""
    yield from (f"{level} Why", "", rule.rationale, "", f"{level} Example", "", _show(rule.fails), "")
    yield from _told(rule, level)
    yield from (f"{level} Use instead", "", _show(rule.passes), "", f"{level} Source", "")
    yield from (f"{rule.source}. Since version {rule.since}.", "")


def _told(rule: Rule, level: str) -> Iterable[str]:
    """What the rule says to its failing example, and whether it can fix it."""
    given = rule.fails
    value: object = given.body
    fault: str | None = None
    duplicates: tuple[str, ...] = ()
    if isinstance(given.body, str):
        document = read_json(given.body.encode())
        value, fault, duplicates = document.value, document.fault, document.duplicates
    from kling.rules.registry import wire_of

    request = Request(value, given.profile, given.media, fault, duplicates, wire_of(value), given.elements)
    found = [rule.diagnostic(finding, request) for finding in rule.check(request)]
    yield from (f"> {d.severity} at `{d.pointer or '/'}`: {d.message}  \n> help: {d.help}\n" for d in found[:2])
    fixes = {d.fix.safe for d in found if d.fix}
    yield f"{level} Fix"
    yield ""
    if fixes == {True}:
        yield "Safe: `kling check --fix` applies it; the request asks for the same film afterwards."
    elif fixes:
        yield "A proposal: it may change the film, so only `kling check --fix --proposals` applies it."
    else:
        yield "None: only you know what is meant."
    yield ""


def index(rules: Iterable[Rule]) -> str:
    """A table of all rules: the text of docs/rules/README.md."""
    rules = list(rules)
    parts = [
        "# Rules",
        "",
        "Generated from the rules themselves by `script/docs`; do not edit. `kling explain CODE` prints a rule's page.",
        "",
        "Source tags: M the mission's reference, Q vendor specification 2026-02, V1 vendor v1 docs, V2 vendor",
        "new-standard docs, UPD vendor change log, SKILL vendor agent script, VP vendor plugins, LA LP LY LO FZ VS MJ",
        "UG published notes of live calls, DMX CR partners' copies of vendor pages, INF our inference; S-… are",
        "prompt-writing guides. C1 to C27 number the places where sources disagree.",
        "",
    ]
    for category, what in CATEGORIES.items():
        rows = [r for r in rules if r.category == category]
        parts += [f"## {category}: {what}", "", "| code | name | severity | what |", "|---|---|---|---|"]
        parts += [f"| [{r.code}]({r.code}.md) | {r.slug} | {r.severity} | {r.title} |" for r in rows]
        parts.append("")
    return "\n".join(parts)

"""Rules are called only for requests that have what they read, and nothing is found less for it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.prompts import corpus

from kling.api import fields, lip_sync, video_form
from kling.api.v2 import fields as v2_fields
from kling.lexicon import CAMERA_MOVES, LIGHTING, TIMES_OF_DAY, WEATHER
from kling.lexicon.terms import Group
from kling.lexicon.vocabulary import VOCABULARIES
from kling.models.profiles import DEFAULT, LATEST, Profile
from kling.rules import RULES, Diagnostic, Request, findings, request_of
from kling.rules.craft.unit import (
    A_PATH,
    BEYOND_ASCII,
    FEW_WORDS,
    MANY_MOVES,
    MANY_WORDS,
    NO_END,
    NO_LIGHT,
    NO_MOVEMENT,
    NO_VIEW,
    NUMBERS,
    OPENINGS,
)  # fmt: skip
from kling.rules.rule import BLANK, NOT_PLAIN, OTHER_TYPES, OTHER_VALUES, SILENT, UNKNOWN_FIELDS, WRITTEN_TWICE

CONFORMANCE = Path(__file__).parents[1] / "conformance"


@cache
def bodies() -> list[dict[str, Any]]:
    """Those of the conformance cases, of the corpora of prompts and of the rules' own examples."""
    judged = [rule.on(wire) for rule in RULES.values() for wire in rule.wires]
    found = [example.body for rule in judged for example in (rule.fails, rule.passes)]
    for name in ("cases.yaml", "heldout.yaml"):
        found += [
            case.get("request") for case in yaml.load((CONFORMANCE / name).read_bytes(), yaml.CSafeLoader)["cases"]
        ]
    for name in ("clean.yaml", "clean_own.yaml", "clean_heldout2.yaml"):
        found += [corpus.body(entry) for entry in corpus.read(name)]
    found += [corpus.sent(entry) for entry in corpus.read("faults_heldout3.yaml")]
    return [body for body in found if isinstance(body, dict)]


def by_all(request: Request) -> list[Diagnostic]:
    """What all rules about the request's wire find, each of them called."""
    spoken = [rule.on(request.wire) for rule in RULES.values() if request.wire in rule.wires]
    return [rule.diagnostic(finding, request) for rule in spoken for finding in rule.check(request)]


def same(body: dict[str, Any], profile: Profile) -> None:
    request = request_of(body, profile)
    expected = by_all(request)
    assert sorted(findings(request), key=repr) == sorted(expected, key=repr)
    expected = [found for found in expected if RULES[found.code].category != "craft"]
    assert sorted(findings(request, craft=False), key=repr) == sorted(expected, key=repr)


def test_called_by_what_a_body_has_the_rules_find_what_all_of_them_find() -> None:
    for number, body in enumerate(bodies()):
        same(body, (DEFAULT, LATEST)[number % 2])


@given(st.data())
def test_the_same_holds_for_bodies_mixed_of_two(data: st.DataObject) -> None:
    one, other = data.draw(st.sampled_from(bodies())), data.draw(st.sampled_from(bodies()))
    names = data.draw(st.sets(st.sampled_from(sorted(map(str, other))))) if other else set()
    same({**one, **{name: value for name, value in other.items() if name in names}}, DEFAULT)


def test_what_rules_read_is_something_that_a_request_can_have() -> None:
    known = {name for form in (fields, lip_sync, video_form, v2_fields) for name in form.FIELDS}
    known |= {*fields.NOT_ON_OMNI, A_PATH, BEYOND_ASCII, BLANK, NOT_PLAIN, OTHER_TYPES, OTHER_VALUES, SILENT}
    known |= {UNKNOWN_FIELDS, WRITTEN_TWICE}
    named = {
        *OPENINGS,
        NO_MOVEMENT,
        NO_END,
        NO_LIGHT,
        NO_VIEW,
        FEW_WORDS,
        MANY_WORDS,
        MANY_MOVES,
        NUMBERS,
        *get_args(Group),
    }
    named |= {id for words in (CAMERA_MOVES, LIGHTING, TIMES_OF_DAY, WEATHER) for id in words.terms}
    for rule in RULES.values():
        craft = rule.category == "craft"
        read = {name for name in rule.reads if not (craft and re.fullmatch("0.", name))}  # what stands after numbers
        topics = ("policy", "film") if craft else ("policy",)
        readable = known | {name for name, one in VOCABULARIES.items() if one.topic in topics}
        assert (readable | named if craft else readable).issuperset(read), rule.code
        assert all(mark == mark.lower() for mark in rule.marks), rule.code

"""No input gives a traceback: files, answers of the service, callbacks and tables. The long run is in bench/fuzz.py."""

from __future__ import annotations

import json
import tempfile
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling.api.replies import read_envelope
from kling.app.plan import plan as app_plan
from kling.app.refusal import Refusal
from kling.briefs.checking import check_content, repaired
from kling.client import webhooks
from kling.planner.documents import plan
from tests.hostile.inputs import READERS, contents, spoiled

SHARE = 8
"""One of so many is tried here, and all of them in the long run. Every nasty thing, place and example has its turn, as
these numbers have no divisor in common."""


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25)
@given(data=st.data())
def test_any_input_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    content = data.draw(contents(READERS[name]))
    with tempfile.TemporaryDirectory() as folder:
        READERS[name].target(content, Path(folder))


@pytest.mark.parametrize("name", READERS)
def test_what_once_gave_a_traceback_is_refused(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for content in islice(spoiled(READERS[name]), 0, None, SHARE):
            READERS[name].target(content, Path(folder))


def test_a_brief_of_very_many_values_is_refused_in_one_sentence() -> None:
    found = check_content(b"scenario: t2v\nshots:\n" + b"- {duration: a}\n" * 1_000, "b.yaml").diagnostics
    assert [d.code for d in found] == ["S10"]
    assert "more than 1,000 values" in found[0].message


def test_of_a_prompt_that_is_refused_for_its_length_few_names_are_told() -> None:
    found = check_content(b"scenario: t2v\nprompt: '" + b"@abc " * 20_000 + b"'\n", "b.yaml").diagnostics
    assert len([d for d in found if d.code == "R30"]) <= 2_000
    assert "R12" in {d.code for d in found}


def test_so_many_faults_that_mending_takes_long_are_mended_in_part() -> None:
    body = {"model_name": "kling-v3-omni", "prompt": "A cat", "aspect_ratio": "16:9"}
    many = json.dumps({**body, **{f"k{n}": "" for n in range(2_000)}}).encode()
    _, fixed = repaired(check_content(many, "b.json"))
    assert 0 < len(fixed) < 20


@pytest.mark.parametrize("control", ["\x1b", "\r", "\x7f", "\x9b", "\u202e", "\u2066", "\ud83d"])
def test_no_text_of_an_answer_has_control_characters_however_it_is_written(control: str) -> None:
    answer = {"code": 0, "message": "", "data": [{f"a{control}b": f"c{control}d", "言葉": "ok"}]}
    forms = [json.dumps(answer).encode(), json.dumps(answer).encode("utf-16")]
    if control >= " ":  # JSON must write the others in the first form
        forms.append(json.dumps(answer, ensure_ascii=False).encode(errors="surrogatepass"))
    for content in forms:
        assert (found := read_envelope(content))
        assert found.data == [{"ab": "cd", "言葉": "ok"}]


def test_an_answer_of_very_many_values_is_none() -> None:
    assert read_envelope(b'{"code": 0, "data": [' + b"{}," * 600_000 + b"{}]}") is None
    with pytest.raises(webhooks.WebhookRefused):
        webhooks.read(b'{"task_id": "7", "x": [' + b"{}," * 600_000 + b"{}]}")


def test_a_request_of_very_many_words_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refusal, match="more than 30,000 characters"):
        app_plan("A cat walks. " * 3_000)
    with pytest.raises(ValueError, match="make several requests"):
        plan("A cat walks. " * 3_000)

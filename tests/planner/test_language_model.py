"""A language model writes the words: its answers are judged, repaired at most twice, and its failures are told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling.planner.asset import Asset
from kling.planner.chat import ModelFailed, document
from kling.planner.documents import Planned
from kling.planner.language_model import write
from tests.conftest import PHOTOS
from tests.planner import servers
from tests.planner.servers import Reply, Request, Service, completion, refused, serving

KEY = "sk-a-key-that-must-not-show"
ASKED = "a red kite over the sea, 6 seconds"
GOOD = {"prompt": "Wide shot: a red kite climbs over the sea and hangs still. Slow push-in, morning light. Calm."}
LOST = {"prompt": "Wide shot: a kite climbs over the sea and hangs still. Slow push-in, morning light. Calm."}
KINDS = [servers.openai, servers.ollama, servers.llama_cpp, servers.vllm, servers.lm_studio, servers.openrouter]


def ask(service: Service, asked: str = ASKED, *given: Asset, timeout: float = 5, **options: Any) -> Planned:
    return write(asked, given, model="m", base_url=service.url, api_key=KEY, timeout=timeout, **options)


@pytest.mark.parametrize("behave", KINDS)
def test_every_kind_of_server_is_understood(behave: Callable[[Service, Request], Reply]) -> None:
    with serving(behave) as service:
        service.says = [GOOD]
        planned = ask(service)
    assert planned.document["prompt"] == GOOD["prompt"]
    assert planned.document["duration"] == 6
    assert planned.notes[0] == "written by m; the settings are those of the rules"
    assert set(service.keys) == {f"Bearer {KEY}"}
    assert '"prompt"' in service.asked[-1]["messages"][0]["content"]


@pytest.mark.parametrize("behave", KINDS)
def test_pictures_are_shown_to_those_who_can_see(behave: Callable[[Service, Request], Reply]) -> None:
    with serving(behave) as service:
        service.says = [{"prompt": "Close-up: the red kite from @kite climbs over the sea and rests."}]
        planned = ask(service, ASKED, Asset("image", "kite", source=str(PHOTOS / "astronaut.png")))
    assert planned.body["prompt"].count("<<<image_1>>>") == 1
    shown = [part for part in service.asked[0]["messages"][1]["content"] if part["type"] == "image_url"]
    address = shown[0]["image_url"]["url"]
    assert address.startswith("data:image/jpeg;base64,")
    assert len(base64.b64decode(address.partition(",")[2])) < 60_000
    assert servers.has_pictures(service.asked[-1]) == (behave in (servers.openai, servers.openrouter))


def test_the_form_is_asked_for_in_text_and_as_a_schema() -> None:
    with serving(servers.openai) as service:
        service.says = [{"shots": ["A red door opens and stops.", "A hand waves and rests."]}]
        ask(service, "2 shots, 8 s: a red door opens; a hand waves")
    schema = service.asked[0]["response_format"]["json_schema"]["schema"]
    assert (schema["properties"]["shots"]["minItems"], schema["properties"]["shots"]["maxItems"]) == (2, 2)
    assert '"shots"' in service.asked[0]["messages"][0]["content"]
    assert "1. 3 s: a red door opens" in service.asked[0]["messages"][1]["content"]


def test_a_lost_fact_goes_back_and_is_mended() -> None:
    with serving(servers.openai) as service:
        service.says = [LOST, GOOD]
        assert ask(service).document["prompt"] == GOOD["prompt"]
    assert "these words of the request are missing: red" in service.asked[1]["messages"][-1]["content"]


def test_a_rule_that_is_broken_goes_back_with_its_help() -> None:
    with serving(servers.openai) as service:
        service.says = [{"prompt": GOOD["prompt"] + " <<<image_3>>>"}, GOOD]
        ask(service)
    assert "<<<image_3>>>" in service.asked[1]["messages"][-1]["content"]


def test_a_line_is_kept_letter_by_letter() -> None:
    asked = 'a guard says: "Halt, friend!" at a gate'
    wrong = {
        "prompt": 'Medium shot: a guard at a gate says: "Stop, friend!" and lifts a hand. Static camera, soft light.'
    }
    right = {
        "prompt": 'Medium shot: a guard at a gate says: "Halt, friend!" and lifts a hand. Static camera, soft light.'
    }
    with serving(servers.openai) as service:
        service.says = [wrong, right]
        assert ask(service, asked).document["prompt"] == right["prompt"]
    assert "quote “Halt, friend!” exactly" in service.asked[1]["messages"][-1]["content"]


def test_after_two_repairs_it_is_given_up() -> None:
    with serving(servers.openai) as service:
        service.says = [LOST]
        with pytest.raises(ModelFailed, match="refused 3 times: these words of the request are missing: red"):
            ask(service)
    assert len(service.asked) == 3


def test_a_film_has_the_words_of_the_model_in_all_its_parts() -> None:
    asked = "24 s: first a red fox wakes, then it crosses a field, finally it sleeps"
    texts = [
        "Wide shot: a red fox wakes and stands.",
        "Wide shot: the fox crosses a field and stops.",
        "Close-up: the fox sleeps still.",
    ]
    with serving(servers.openai) as service:
        service.says = [{"shots": texts}]
        planned = ask(service, asked)
    assert planned.film is not None
    shots = [shot for part in planned.film["films"]["film"]["shots"] for shot in part.get("shots", [part])]
    assert [shot["prompt"] for shot in shots] == texts
    assert sum(shot["duration"] for shot in shots) == 24


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Reply(200, b"<html>nonsense</html>"), "form"),
        (Reply(200, b'{"choices": []}'), "form"),
        (Reply(200, b"[]"), "form"),
        (completion(""), "empty"),
        (completion(None, refusal="I cannot do that"), "declined the request: I cannot do that"),
        (refused(401, f"Incorrect API key provided: {KEY}"), "HTTP 401: Incorrect API key provided: …"),
        (refused(404, "The model `m` does not exist"), "HTTP 404: The model `m` does not exist"),
        (Reply(402, b"Insufficient credits"), "HTTP 402: Insufficient credits"),
        (Reply(502, b"<html>Bad Gateway</html>"), "HTTP 502$"),
        (Reply(422, b'{"detail": [{"msg": "field required"}]}'), "field required"),
        (refused(429, "Quota exceeded", **{"Retry-After": "3600"}), "Quota exceeded; it asks to wait 3600 s"),
        (Reply(200, b"x" * 1_100_000), "1 MB"),
        (Reply(0, b"", seconds=1), "in time, 0.2 s; --model-timeout"),
        (Reply(200, b"{}", seconds=2), "in time"),
    ],
)
def test_every_failure_is_told_without_the_key(answer: Reply, reason: str) -> None:
    with serving(lambda service, request: answer) as service, pytest.raises(ModelFailed, match=reason) as failure:
        ask(service, timeout=0.2 if answer.seconds else 5)
    assert KEY not in str(failure.value)


def test_nobody_there_is_told() -> None:
    with pytest.raises(ModelFailed, match=r"could not be reached at http://127\.0\.0\.1:9/v1"):
        write(ASKED, model="m", base_url="http://127.0.0.1:9/v1", api_key=KEY)


def test_a_key_goes_over_plain_http_to_this_machine_only() -> None:
    with pytest.raises(ModelFailed, match=r"over plain http to 192\.0\.2\.1; unset OPENAI_API_KEY"):
        write(ASKED, model="m", base_url="HTTP://192.0.2.1/v1", api_key=KEY)


def test_it_waits_as_long_as_a_busy_service_asks() -> None:
    def busy(service: Service, request: Request) -> Reply:
        if len(service.asked) < 3:
            return refused(429, "slow down", **{"Retry-After": "0.1"})
        return completion(service.content())

    with serving(busy) as service:
        service.says = [GOOD]
        ask(service)
    assert len(service.asked) == 3


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ('{"prompt": "a"}', {"prompt": "a"}),
        ('```json\n{"prompt": "a"}\n```', {"prompt": "a"}),
        ('<think>{"prompt": "no"}</think>{"prompt": "a"}', {"prompt": "a"}),
        ('Here: {"prompt": "a {b}"} and {so on}', {"prompt": "a {b}"}),
        ('{"answer": 1} {"shots": ["a"]}', {"shots": ["a"]}),
        ('{"prompt": "cut', {}),
        ("no object", {}),
    ],
)
def test_the_object_in_an_answer_is_found(answer: str, found: dict[str, Any]) -> None:
    assert document(answer) == found


def test_cut_json_is_asked_for_again() -> None:
    with serving(servers.openai) as service:
        service.says = [json.dumps(GOOD)[:40], GOOD]
        assert ask(service).document["prompt"] == GOOD["prompt"]


def test_settings_are_those_of_the_rules(tmp_path: Path) -> None:
    with serving(servers.openai) as service:
        service.says = [GOOD | {"duration": 99, "aspect_ratio": "1:1"}]
        planned = ask(service, folder=tmp_path)
    assert (planned.document["duration"], planned.document["aspect_ratio"]) == (6, "16:9")

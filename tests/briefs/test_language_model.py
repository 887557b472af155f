"""A language model as planner: its answers are judged, repaired at most twice, and its failures are told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kling.briefs.language_model import Asset, ModelFailed, brief_from_model

KEY = "sk-a-key-that-must-not-show"
GOOD = {
    "scenario": "t2v",
    "prompt": "Wide shot: a kite climbs and hangs still. Slow push-in, morning light.",
    "duration": 5,
}
BAD = {**GOOD, "duration": 99}


class Model:
    """A chat completions service that gives prepared answers and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                model.asked.append(json.loads(body))
                model.keys.append(self.headers.get("Authorization"))
                answer = model.answers[min(len(model.asked), len(model.answers)) - 1]
                if answer == "drip":
                    self.send_response(200)
                    self.end_headers()
                    for _ in range(20):
                        time.sleep(0.1)
                        self.wfile.write(b" ")
                    return
                status, content = answer if isinstance(answer, tuple) else (200, answer)
                if content is None:
                    time.sleep(1.5)
                    return
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def model() -> Iterator[Model]:
    served = Model()
    yield served
    served.server.shutdown()
    served.server.server_close()


def says(content: object) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def ask(model: Model, assets: list[Asset] | None = None, timeout: float = 5) -> Any:
    return brief_from_model("a kite", assets or [], model="m", base_url=model.url, api_key=KEY, timeout=timeout)


def test_a_good_answer_is_the_brief(model: Model) -> None:
    model.answers = [says(GOOD)]
    assert ask(model).duration == 5
    assert model.asked[0]["response_format"]["type"] == "json_schema"
    assert model.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize("wrap", ["```json\n{}\n```", "Here you are:\n{}\nEnjoy!"])
def test_json_between_words_is_found(model: Model, wrap: str) -> None:
    model.answers = [says(wrap.replace("{}", json.dumps(GOOD)))]
    assert ask(model).scenario == "t2v"


def test_a_refused_brief_goes_back_with_its_diagnostics(model: Model) -> None:
    model.answers = [says(BAD), says(GOOD)]
    assert ask(model).duration == 5
    assert "R22 /duration" in model.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize("status", [400, 422])
def test_an_endpoint_without_schemas_is_asked_in_plain_words(model: Model, status: int) -> None:
    model.answers = [(status, b'{"error": "response_format is not supported"}'), says(BAD), says(GOOD)]
    assert ask(model).duration == 5
    first, second, third = model.asked
    assert "response_format" in first
    assert set(second) == set(third) == {"model", "messages"}
    assert '"keep_original_sound"' in second["messages"][0]["content"]
    assert "R22 /duration" in third["messages"][-1]["content"]


def test_a_question_that_is_refused_in_every_form_is_told(model: Model) -> None:
    model.answers = [(400, b'{"error": "no such model"}')]
    with pytest.raises(ModelFailed, match="HTTP 400"):
        ask(model)
    assert len(model.asked) == 2


def test_cut_json_is_asked_for_again(model: Model) -> None:
    model.answers = [says(json.dumps(GOOD)[:40]), says(GOOD)]
    assert ask(model).duration == 5


def test_after_two_repairs_it_is_given_up(model: Model) -> None:
    model.answers = [says(BAD)]
    with pytest.raises(ModelFailed, match="2 repairs"):
        ask(model)
    assert len(model.asked) == 3


def test_an_invented_source_is_refused(model: Model) -> None:
    invented = {"scenario": "i2v", "first_frame": "https://elsewhere.test/x.jpg", "prompt": "She smiles."}
    model.answers = [says(invented)]
    with pytest.raises(ModelFailed):
        ask(model)
    assert "not among the given assets" in model.asked[1]["messages"][-1]["content"]


def test_a_dropped_asset_is_refused(model: Model) -> None:
    model.answers = [says(GOOD)]
    with pytest.raises(ModelFailed):
        ask(model, [Asset("image", "cup", "https://a.test/cup.jpg")])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<html>nonsense</html>", "form"),
        (b'{"choices": []}', "form"),
        (b"[]", "form"),
        (says(""), "empty"),
        (json.dumps({"choices": [{"message": {"content": None, "refusal": "I cannot"}}]}).encode(), "declined"),
        ((429, b"{}"), "HTTP 429"),
        ((401, b'{"error": "bad key"}'), "HTTP 401"),
        (b"x" * 1_100_000, "1 MB"),
        (None, "in time"),
        ("drip", "in time"),
    ],
)
def test_every_other_failure_is_told_without_the_key(model: Model, answer: Any, reason: str) -> None:
    model.answers = [answer]
    with pytest.raises(ModelFailed, match=reason) as failure:
        ask(model, timeout=0.5)
    assert KEY not in str(failure.value)


def test_nobody_there_is_told() -> None:
    with pytest.raises(ModelFailed, match="reached"):
        brief_from_model("a kite", [], model="m", base_url="http://127.0.0.1:9/v1", api_key=KEY)

"""Chat completions services that behave as known ones do where these differ, over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple

Request = dict[str, Any]


class Reply(NamedTuple):
    """An HTTP answer; ``seconds`` go by between its bytes."""

    status: int
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})
    seconds: float = 0


class Service:
    """Answers by ``behave``, with the texts in ``says`` one after the other, and keeps what it was asked."""

    def __init__(self, behave: Callable[[Service, Request], Reply]) -> None:
        self.behave = behave
        self.says: list[object] = []
        self.asked: list[Request] = []
        self.keys: list[str | None] = []
        self.url = ""

    def content(self) -> str:
        """The next text: a document as JSON, the last one again when there are no more."""
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def completion(content: object, **message: object) -> Reply:
    document = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Reply(200, json.dumps(document).encode())


def refused(status: int, message: str, **headers: str) -> Reply:
    document = {"error": {"message": message, "type": "invalid_request_error", "code": None}}
    return Reply(status, json.dumps(document).encode(), headers)


def has_pictures(request: Request) -> bool:
    return any(isinstance(message["content"], list) for message in request["messages"])


def openai(service: Service, request: Request) -> Reply:
    """Follows strict schemas, takes pictures, refuses what it does not know."""
    form = request.get("response_format", {})
    schema = form.get("json_schema", {}).get("schema", {})
    if form and schema.get("additionalProperties") is not False:
        return refused(400, "Invalid schema for response_format: 'additionalProperties' is required to be false")
    return completion(service.content(), refusal=None)


def ollama(service: Service, request: Request) -> Reply:
    """Follows schemas; a model that thinks says so first; plain-text models refuse pictures."""
    if has_pictures(request):
        return refused(500, "this model is missing data required for image input")
    return completion(f"<think>The request says {{a}} thing.\nLet me see.</think>\n{service.content()}")


def llama_cpp(service: Service, request: Request) -> Reply:
    """Fails on a schema that its grammar cannot say, in a form of error of its own."""
    if "response_format" in request:
        body = {"error": {"code": 500, "message": "failed to parse grammar", "type": "server_error"}}
        return Reply(500, json.dumps(body).encode())
    if has_pictures(request):
        return refused(
            500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
        )
    return completion(f"```json\n{service.content()}\n```")


def vllm(service: Service, request: Request) -> Reply:
    """Says what is wrong under ``message``; its reasoning models put thoughts into a field beside the answer."""
    if has_pictures(request):
        body = {"object": "error", "message": "At most 0 image(s) may be provided in one request.", "code": 400}
        return Reply(400, json.dumps(body).encode())
    return completion(service.content(), reasoning_content='{"prompt": "not this"}')


def lm_studio(service: Service, request: Request) -> Reply:
    """Ignores the schema and talks around the answer; errors are plain text under ``error``."""
    if has_pictures(request):
        return Reply(
            400, json.dumps({"error": "Model does not support images. Please use a model that does."}).encode()
        )
    return completion(f"Sure! Here is the JSON:\n\n{service.content()}\n\nLet me know if you need more.")


def openrouter(service: Service, request: Request) -> Reply:
    """Answers in parts, and asks to come back later when it is busy."""
    if len(service.asked) == 1:
        return refused(429, "Rate limit exceeded: free-models-per-min", **{"Retry-After": "0.2"})
    if "response_format" in request:
        return refused(404, "No endpoints found that support the requested parameters")
    return completion([{"type": "text", "text": service.content()}])


@contextmanager
def serving(behave: Callable[[Service, Request], Reply]) -> Iterator[Service]:
    service = Service(behave)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.asked.append(request)
            service.keys.append(self.headers.get("Authorization"))
            reply = service.behave(service, request)
            if reply.status == 0:  # nothing, and the connection stays
                time.sleep(reply.seconds)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.seconds:
                for _ in range(20):
                    time.sleep(reply.seconds / 20)
                    self.wfile.write(b" ")
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # s until it sees that it is over
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()

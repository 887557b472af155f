"""What of Kling the sandbox has, where each fact comes from, and what is a guess. ``docs/coverage.md`` is made of it.

Sources are those of :mod:`kling.models`; LIVE marks observed answers of the real service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kling.models.profiles import MODELS, default_model, lip_sync

Extent = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the real service has or does. ``guess`` says what nobody recorded and is ours."""

    what: str
    extent: Extent
    source: str
    how: str = ""
    guess: str = ""

    @property
    def confidence(self) -> str:
        """How sure it is, by the best of its sources."""
        if "live" in self.source.lower() or self.source.startswith("FZ") or self.source.endswith("FZ"):
            return "seen live"
        if not self.source or self.source == "INF":
            return "inferred"
        return "third party" if self.source == "3P" else "documents"


_V1, _V2 = default_model().wires["v1"], default_model().wires["v2"]
_VIDEO = [wire for model in MODELS.values() for wire in model.wires.values() if wire.image_path][:1]

ENDPOINTS: tuple[Row, ...] = (
    Row(f"POST, GET {_V1.path}", "yes", "M, Q, V1", "create, get by either id, list; a trailing slash too"),
    Row(f"POST {_V2.path}", "yes", "V2, FZ", f"judged by the rules of v2; also as …/{_V1.name}"),
    Row("GET /tasks", "yes", "V2, LIVE LA", "20 ids, unknown ones missing, tasks of every endpoint"),
    Row(
        "POST /tasks",
        "yes",
        "V2, LIVE LA",
        "times, cursor, limit, filters",
        "the form of a cursor; order: newest first",
    ),
    *(
        Row(
            f"POST, GET {video.path}",
            "partly",
            "V1",
            "common fields; drawn as omni draws",
            "camera_control and voice_list have no effect",
        )
        for video in _VIDEO
    ),
    *(
        Row(
            f"POST, GET {video.image_path}",
            "partly",
            "V1, LIVE LO",
            "image, image_tail, common fields",
            "masks and camera_control have no effect",
        )
        for video in _VIDEO
    ),
    Row(
        "POST, GET /v1/general/advanced-custom-elements",
        "yes",
        "V1, LIVE LA",
        "asynchronous, 0 units, pictures judged like any picture",
        "clips of video_refer are not fetched; no voice is cloned",
    ),
    Row("GET /v1/general/advanced-presets-elements", "partly", "V1", "", "the presets are invented"),
    Row(
        "POST /v1/general/delete-advanced-elements", "yes", "V1", "also /v1/general/delete-elements", "the reply's data"
    ),
    Row("GET /v1/general/presets-voices", "partly", "V1", "what element_voice_id may name", "the voices are invented"),
    Row(
        "GET /account/costs", "yes", "DOC, LIVE LA", "exact at once; no limit of 1 call a second", "one pack, its name"
    ),
    Row("POST /account/billing/package, /balance", "partly", "DOC", "cash is never paid", "names of some columns"),
    Row("/v1/general/custom-voices", "no", "V1"),
    Row("/v1/general/custom-elements (older library)", "no", "V1"),
    Row(
        f"POST, GET {lip_sync().wires['v1'].path}",
        "yes",
        "FZ, UG (live: texts), DMX, CR (fields, limits), V2, LA (price)",
        "judged by R90-R96 and M14; the clip is shown with the line as its caption and its sound; parent_video of"
        " task_info (V1) names the clip",
        "external ids are not kept, since no document has them here; longest clip "
        f"{lip_sync().newest.video_seconds_max:g} s; a text is heard with the extra tts only, in one voice;"
        " whether films of newer models are taken by video_id",
    ),
    Row("POST /v1/videos/advanced-lip-sync, identify-face (the documents of 2026-09)", "no", "V2"),
    Row("POST /v1/videos/multi-image2video", "no", "FZ", "answers that it is no longer available", "the code"),
    Row("motion-control, video-extend, multi-elements, effects, avatar", "no", "V1"),
    Row("/v1/images, /v1/audio, virtual try-on", "no", "V1"),
    Row("other models on the v2 wire (turbo, 2.6, O1), Kling 4.0", "no", "V2, 3P"),
)

BEHAVIOUR: tuple[Row, ...] = (
    Row("envelope, codes, HTTP status", "yes", "V1, V2", "all 22 rows of the table", "texts of most field errors"),
    Row(
        "API key; JWT with iss, exp, nbf (1000-1004)", "yes", "DOC, LIVE LA", "v2 takes the API key only, in its words"
    ),
    Row("revoked keys", "partly", "", "--account_status revoked", "code 1002"),
    Row("unknown task", "yes", "LIVE LA", "400/1201 with the recorded text", "a v2 task is not found on v1"),
    Row("external_task_id is unique", "yes", "LIVE LA", "over all video endpoints; elements have their own"),
    Row("slots, 1303", "yes", "DOC", "--concurrency, held from submit to end"),
    Row("rate, 1302", "partly", "3P", "--rate, creates a second", "that it counts creates and not reads"),
    Row("packs, 1102", "partly", "LIVE", "--units; failed tasks give theirs back", "units are held from submit"),
    Row(
        "arrears, abnormal, no permission, address (1100, 1101, 1103, 1304)",
        "partly",
        "DOC",
        "--account_status",
        "texts",
    ),
    Row(
        "content policy",
        "partly",
        "DOC, 3P",
        "a prompt with sandbox-refuse gets 1301, one with sandbox-fail a failed task",
        "nothing else is moderated; 1300 only as a fault",
    ),
    Row("retention of 30 days", "yes", "DOC", "on a clock that can be moved"),
    Row("regions share nothing", "yes", "LIVE LP", "run two sandboxes", "both take the same key"),
    Row(
        "callbacks, bare objects of each wire",
        "yes",
        "V2",
        "this machine and --callback-host only",
        "5 tries, 5 s each",
    ),
    Row("callbacks of elements", "no", "V2", "callback_url is accepted and not called"),
    Row("callback signature (Standard Webhooks)", "yes", "V2", "--webhook-secret", "that v1 callbacks are signed, too"),
    Row("length of results", "yes", "M, LIVE LA", "24 N + 1 frames at 24 fps; an edit as long as its clip"),
    Row(
        "pixels",
        "partly",
        "LIVE FZ; INF",
        "those of the model's file; with a first frame its shape, the same area, sides by 4",
        "1:1 in 4k; rounding, where a picture of 3:2 came as 1176x784",
    ),
    Row("prices", "yes", "DOC", "held to the list; edits by the clip's rounded length", "rounding at .5 is up"),
    Row("references that name nothing", "partly", "", "refused on v1, a warning on v2", "the reaction of the service"),
    Row("unknown element ids", "yes", "LIVE FZ", "refused, except ids of the documents' examples", "v1's text"),
    Row(
        "entries of type image and video, options at the top (v2)",
        "yes",
        "LIVE FZ, VS",
        "accepted, ignored and billed; `kling` does not send them (R87, R88)",
    ),
    Row(
        "aspect_ratio on v2", "yes", "LIVE FZ, VS against V2 (C22)", "required without a first frame or an edited clip"
    ),
    Row("texts of refusals", "partly", "LIVE FZ, VS, A2, MJ, UG, LA, LO, M", "where one was recorded", "all others"),
    Row("what the model would draw", "no", "", "an animatic of what was asked for"),
)


def page() -> Iterator[str]:
    """The lines of docs/coverage.md, without its title."""
    for title, rows in (("Endpoints", ENDPOINTS), ("Behaviour", BEHAVIOUR)):
        yield from (
            f"## {title}",
            "",
            "| what | here | how | source | confidence | a guess of ours |",
            "|---|---|---|---|---|---|",
        )
        yield from _lines(rows)
        yield ""


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield f"| {row.what} | {row.extent} | {row.how} | {row.source or 'none'} | {row.confidence} | {row.guess} |"

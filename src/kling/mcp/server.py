"""The tools of the MCP server. Each is a call of :mod:`kling.app` and answers with the command line's envelope; nothing
is decided here."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from kling import __version__
from kling.app import account, deliver, envelope, look, prepare, tasks
from kling.app import elements as library
from kling.app.connect import connect, is_private
from kling.app.generate import generate as make
from kling.app.refusal import Refusal
from kling.client.prepare import Prepared
from kling.mcp.answers import Answer, answer, answered, call
from kling.mcp.resources import resources
from kling.mcp.spending import FREE, Spending

WAIT_SECONDS = 45.0
LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
ASKS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
SPENDS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
DELETES = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=True)
INSTRUCTIONS = """Make videos with Kling. Order of work: plan (settings from the user's words), check, estimate (price
and quote_token), preview (a free animatic to look at), generate (returns at once), wait until it is done, frames to
look. Without an account everything runs on a local sandbox, free of charge. The same request twice is one task and one
charge."""


class Wanted(BaseModel):
    """A request: a brief (YAML) or body (JSON) by its file, or words and fields."""

    model_config = ConfigDict(extra="forbid")

    brief: str | None = Field(None, description="a brief's file")
    body: str | None = Field(None, description="a request body's file")
    prompt: str | None = Field(None, description="what to show; name assets as @name")
    duration: int | None = Field(None, description="seconds")
    aspect_ratio: str | None = None
    mode: str | None = None
    sound: Literal["on", "off"] | None = None
    first_frame: str | None = Field(None, description="file or URL")
    last_frame: str | None = Field(None, description="file or URL")
    images: dict[str, str] | None = Field(None, description="reference images by name")
    elements: dict[str, str] | None = Field(None, description="element ids by name")
    edit: str | None = Field(None, description="the clip to change")
    reference: str | None = Field(None, description="the clip to take camera or motion from")
    shots: list[tuple[int, str]] | None = Field(None, description="seconds and words of each shot")
    fit: bool = Field(False, description="make files legal first")
    take: int = Field(1, ge=1, description="another video of the same request: 2, 3 …")


class GoOn(BaseModel):
    """What a user is asked before anything is spent."""

    go_on: bool


class Roots:
    """The folders that may be read and written; the first is where relative paths start."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = tuple(folder.resolve() for folder in folders)

    def path(self, text: str) -> Path:
        """A path below one of them. Raises Refusal."""
        place = (self._folders[0] / text).resolve()
        if not any(place.is_relative_to(folder) for folder in self._folders):
            where = ", ".join(map(str, self._folders))
            raise Refusal("usage", f"{text[:200]} is outside of the folders that may be used", help=f"use {where}")
        return place

    def source(self, text: str) -> str:
        """A picture or clip as it is given; a path is one below the roots."""
        is_path = "://" not in text[:24] and not text.startswith("data:") and len(text) < 4096
        return str(self.path(text)) if is_path else text

    def prepared(self, want: Wanted) -> Prepared:
        """The request, judged and priced. Raises Refusal."""
        settings = prepare.Settings(fit=want.fit, take=want.take)
        if want.brief:
            return prepare.of_brief(self.path(want.brief), settings)
        if want.body:
            return prepare.of_body(self.path(want.body), settings)
        given = want.model_dump(exclude_none=True, exclude={"fit", "take"})
        for name in ("first_frame", "last_frame", "edit", "reference"):
            if name in given:
                given[name] = self.source(given[name])
        given |= {"images": {n: self.source(one) for n, one in want.images.items()}} if want.images else {}
        return prepare.of_fields(given.pop("prompt", None), given, settings)


def server(folders: tuple[Path, ...], *, limit: Decimal | None = None, sandbox: bool = False) -> MCPServer:
    """The server. Files are read and written below ``folders`` only; ``limit`` units are the most that this session may
    spend; ``sandbox`` uses the private sandbox even where there is an account."""
    mcp: MCPServer = MCPServer("kling", title="Kling video generator", instructions=INSTRUCTIONS, version=__version__)
    spending, roots = Spending(limit), Roots(folders)

    @mcp.tool(annotations=WRITES, title="Settings from words")
    async def plan(
        wish: str,
        images: dict[str, str] | None = None,
        first_frame: str | None = None,
        last_frame: str | None = None,
        video: str | None = None,
        elements: dict[str, str] | None = None,
        write_to: str | None = None,
    ) -> Answer:
        """Decide the settings of a wish. The prompt stays the user's words; what is open is suggested. ``write_to``: a
        YAML file for the brief."""

        def work() -> CallToolResult:
            from kling.app.plan import plan as plan_it
            from kling.planner.documents import Given

            given = [Given("image", roots.source(one), name) for name, one in (images or {}).items()]
            given += [Given("element", id, name) for name, id in (elements or {}).items()]
            if first_frame:
                given.append(Given("first_frame", roots.source(first_frame)))
            if last_frame:
                given.append(Given("last_frame", roots.source(last_frame)))
            if video:
                given.append(Given("video", roots.source(video)))
            written = plan_it(wish, given, output=roots.path(write_to) if write_to else None)
            found = written.document() | {"path": str(written.path) if written.path else None}
            steps = [call("estimate", want={"brief": write_to}), call("preview", brief=write_to)] if write_to else []
            return answer(envelope.done(found, next=steps, warnings=written.lines))

        return await answered(work)

    @mcp.tool(annotations=WRITES, title="Find what is wrong")
    async def check(file: str, fix: bool = False) -> Answer:
        """Judge a request body (JSON), brief or production (YAML): every problem with code, place, help and fix."""

        def work() -> CallToolResult:
            from kling.app.check import Fixing
            from kling.app.check import check as judge

            path = roots.path(file)
            (found,) = judge({str(path): path.read_bytes()}, fixing=Fixing() if fix else None)
            verdict, diagnostics = found.checked.verdict, found.checked.diagnostics
            steps = [call("explain", code=d.code) for d in diagnostics[:1]]
            result, exit = {"verdict": verdict, "file": str(path)}, int(verdict == "reject")
            return answer(envelope.done(result, exit=exit, diagnostics=diagnostics, next=steps))

        return await answered(work)

    @mcp.tool(annotations=LOOKS, title="A rule's page")
    async def explain(code: str) -> Answer:
        """What a rule finds, why, an example, and what to write instead."""

        def work() -> CallToolResult:
            from kling.rules import explain as page

            if (text := page(code)) is None:
                raise Refusal("usage", f"no rule is called {code[:60]}")
            return answer(envelope.done({"page": text}))

        return await answered(work)

    @mcp.tool(name="look", annotations=LOOKS, title="What a file is to the API")
    async def look_at(file: str) -> Answer:
        """Say what a picture or clip is: its size, length and sound, whether it is legal, what would fix it."""
        return await answered(lambda: answer(envelope.done(look.look(roots.path(file)).document())))

    @mcp.tool(annotations=WRITES, title="See a video")
    async def frames(video: str, count: int = 6, per_shot: bool = False) -> Answer:
        """Draw a contact sheet of a video with times, and show it as an image."""

        def work() -> CallToolResult:
            made = look.frames(roots.path(video), count=max(1, min(count, 24)), per_shot=per_shot)
            return answer(envelope.done(made.document()), picture=made.path)

        return await answered(work)

    @mcp.tool(annotations=LOOKS, title="Price first")
    async def estimate(want: Wanted) -> Answer:
        """The price of a request, and a quote_token that lets generate send exactly this request; it expires."""

        def work() -> CallToolResult:
            ready = roots.prepared(want)
            units = ready.estimate.units
            token = spending.token(ready.external_id, units)
            found = {"units": None if units is None else str(units), "text": str(ready.estimate), "quote_token": token}
            steps = [call("generate", want=want.model_dump(exclude_defaults=True), quote_token=token)]
            return answer(envelope.done(found | {"external_task_id": ready.external_id}, next=steps))

        return await answered(work)

    @mcp.tool(annotations=WRITES, title="Draw it for nothing")
    async def preview(brief: str, force: bool = False) -> Answer:
        """Draw the animatic of a brief, and show its frames: layout, timing, cuts and words before anything is paid."""

        def work() -> CallToolResult:
            from kling.app.preview import preview as draw

            path = draw(roots.path(brief), force=force)[0].path
            sheet = look.frames(path, per_shot=True)
            return answer(envelope.done(sheet.document(), sandbox=True), picture=sheet.path, file=path)

        return await answered(work)

    @mcp.tool(annotations=SPENDS, title="Make the video")
    async def generate(ctx: Context, want: Wanted, quote_token: str | None = None) -> Answer:
        """Send a request and return at once with ids; call wait next. On an account it needs the user's yes, asked by
        your client, or the quote_token of estimate. The same request twice is one task and one charge."""
        agreed = await _agreed(ctx, lambda: roots.prepared(want), quote_token, sandbox)

        def work() -> CallToolResult:
            ready = roots.prepared(want)
            units = ready.estimate.units
            with connect(sandbox=sandbox) as connection:
                approval = FREE
                if not connection.sandbox:
                    approval = spending.approval(ready.external_id, units, quote_token, agreed=agreed)
                made = make(ready, connection, approval=approval, wait=False)
                if not connection.sandbox and not made.task.attached:
                    spending.charge(units)
                id = made.task.external_task_id or made.task.id
                steps = [call("wait", id=id), call("status", ids=[id])]
                about: dict[str, Any] = {"sandbox": connection.sandbox, "reused": made.task.attached}
                return answer(envelope.done(made.document(), charged_units=made.charged, next=steps, **about))

        return await answered(work)

    @mcp.tool(annotations=ASKS, title="How tasks stand")
    async def status(ids: list[str]) -> Answer:
        """The state of one or many tasks, by task id or external id."""

        def work() -> CallToolResult:
            with connect(sandbox=sandbox) as connection:
                found = [tasks.status(connection, id).document() for id in ids[:50]]
                steps = [call("wait", id=id) for id in ids[:1]]
                return answer(envelope.done(found, sandbox=connection.sandbox, next=steps))

        return await answered(work)

    @mcp.tool(annotations=WRITES, title="Wait for the video")
    async def wait(ctx: Context, id: str, folder: str = ".", seconds: float = WAIT_SECONDS) -> Answer:
        """Wait for a task, at most 45 seconds a call, and bring its video into ``folder``; shows its frames. When it is
        not done yet the answer says so: call it again."""

        def work() -> CallToolResult:
            with connect(sandbox=sandbox) as connection:
                place = deliver.Destination(roots.path(folder))
                try:
                    known = tasks.wait(connection, id, place, min(seconds, WAIT_SECONDS))
                except Refusal as refusal:
                    if refusal.kind != "unfinished":
                        raise
                    again = str(call("wait", id=id, folder=folder))
                    return answer(envelope.refused(refusal, sandbox=connection.sandbox) | {"next": [again]})
                return _delivered(known)

        await ctx.report_progress(0, 1, "waiting")
        found = await answered(work)
        await ctx.report_progress(1, 1, "done")
        return found

    @mcp.tool(annotations=WRITES, title="Fetch a finished video")
    async def download(id: str, folder: str = ".") -> Answer:
        """Bring the video of a finished task into ``folder``, and show its frames; nothing is paid."""

        def work() -> CallToolResult:
            with connect(sandbox=sandbox) as connection:
                return _delivered(tasks.download(connection, id, deliver.Destination(roots.path(folder))))

        return await answered(work)

    def asked(read: Callable[[Any], Any]) -> Callable[[], CallToolResult]:
        """The answer of what the service says."""

        def work() -> CallToolResult:
            with connect(sandbox=sandbox) as connection:
                return answer(envelope.done(read(connection), sandbox=connection.sandbox))

        return work

    @mcp.tool(name="list", annotations=ASKS, title="Tasks of the account")
    async def list_tasks(page: int = 1, page_size: int = 30) -> Answer:
        """The account's tasks, newest first."""
        return await answered(asked(lambda c: [known.document() for known in tasks.page(c, page, page_size)]))

    @mcp.tool(name="account", annotations=ASKS, title="Units that remain")
    async def account_left() -> Answer:
        """What the account has left, and whether it is a sandbox."""
        return await answered(asked(lambda c: account.balance(c, ledger=False).document()))

    @mcp.tool(annotations=ASKS, title="Saved characters, products and scenes")
    async def elements_list() -> Answer:
        """The element library: ids to use in ``elements`` of generate."""
        return await answered(asked(lambda c: [one.model_dump() for one in library.page(c)]))

    @mcp.tool(annotations=SPENDS, title="Save a character, product or scene")
    async def elements_create(name: str, description: str, pictures: list[str]) -> Answer:
        """Make an element of 2 to 4 pictures, the first from the front; free of charge, the same one twice is one."""

        def create(connection: Any) -> Any:
            given = [roots.source(one) for one in pictures]
            return library.create(connection, name, description, pictures=given).model_dump()

        return await answered(asked(create))

    @mcp.tool(annotations=DELETES, title="Delete a saved element")
    async def elements_delete(element_id: str) -> Answer:
        """Delete an element; films made with it stay."""

        def delete(connection: Any) -> Any:
            library.delete(connection, element_id)
            return {"deleted": element_id}

        return await answered(asked(delete))

    resources(mcp)
    return mcp


def _delivered(known: tasks.Known) -> CallToolResult:
    """A video that was brought: its frames are shown, the file is linked to."""
    path = known.path or Path()
    sheet = look.frames(path)
    document = known.document() | {"sheet": str(sheet.path.absolute()), "cuts": sheet.cuts}
    charged = known.data.final_unit_deduction
    steps = [call("frames", video=str(path.absolute()), per_shot=True)]
    about: dict[str, Any] = {"sandbox": known.connection.sandbox, "charged_units": charged, "next": steps}
    return answer(envelope.done(document, **about), picture=sheet.path, file=path)


async def _agreed(ctx: Context, ready: Callable[[], Prepared], token: str | None, sandbox: bool) -> bool:
    """Whether the user said yes to the price, where their client can ask and nothing else agreed to it."""
    can_ask = ctx.client_capabilities is not None and ctx.client_capabilities.elicitation is not None
    if token or not can_ask or is_private(sandbox):
        return False
    try:
        price = str(ready().estimate)
    except Refusal:
        return False  # the tool itself tells why
    asked = await ctx.elicit(f"This video will cost {price}. Go on?", GoOn)
    return asked.action == "accept" and asked.data.go_on

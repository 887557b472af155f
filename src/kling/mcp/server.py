"""The MCP server. Every tool is a call of :mod:`kling.app` and answers with the command line's envelope; what agents
are told about the tools stands in ``texts.yaml``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.resources import FileResource
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import BaseModel

from kling.app import after, elements, envelope, tasks
from kling.app import look as eyes
from kling.app.account import balance
from kling.app.deliver import Destination, name_of
from kling.app.events import Changed, Event
from kling.app.generate import generate as make
from kling.app.generate import storage
from kling.app.refusal import Step
from kling.app.request import KEPT, Request, keep, source
from kling.app.run import dry_run
from kling.app.runs import key
from kling.app.session import Said, Session
from kling.mcp.answers import KINDS, WAIT_SECONDS, answer, telling, waited
from kling.mcp.resources import resources
from kling.mcp.tooling import TEXTS, Server, asking, tool_of
from kling.media.keep import ALL
from kling.media.sheet import Sheet

Names = dict[str, str] | None


class GoOn(BaseModel):
    """What a user is asked before anything is spent."""

    go_on: bool


def said(yes: ElicitationResult[GoOn]) -> Said:
    """What the user said; None when nobody asked."""
    if yes.action != "accept":
        return False
    return yes.data.go_on if isinstance(yes.data, GoOn) else None


def server(session: Session) -> Server:
    """The server of a session."""
    tools: list[Tool] = []

    def tool(function: Callable[..., Any]) -> None:
        tools.append(tool_of(function))

    def shown(document: dict[str, Any], path: Path, sheet: Sheet, *also: Path) -> CallToolResult:
        """A video that is here: its frames are shown, and all files can be read as resources."""
        for file in (path, sheet.path, *also):
            made.add_resource(FileResource(uri=file.as_uri(), name=file.name, path=file, mime_type=KINDS[file.suffix]))
        return answer(document, picture=sheet.path, files=(path, sheet.path, *also))

    def delivered(known: tasks.Known) -> CallToolResult:
        path = (known.path or Path()).absolute()
        sheet = eyes.frames(path)
        document = known.envelope()
        document["result"] |= {"sheet": str(sheet.path), "cuts": sheet.cuts}
        return shown(document, path, sheet)

    @tool
    def plan(
        words: str,
        images: Names = None,
        first_frame: str | None = None,
        last_frame: str | None = None,
        video: str | None = None,
        elements: Names = None,
        mode: Literal["std", "pro", "4k"] = "pro",
        fit: bool = False,
        crop: str | None = None,
        window: str | None = None,
        enrich: bool = False,
        output: str | None = None,
    ) -> CallToolResult:
        from kling.app.plan import plan as plan_it
        from kling.planner.documents import Given

        given = [Given("image", source(one, session.path), name) for name, one in (images or {}).items()]
        given += [Given("element", id, name) for name, id in (elements or {}).items()]
        single: dict[Any, str | None] = {"first_frame": first_frame, "last_frame": last_frame, "video": video}
        given += [Given(role, source(one, session.path)) for role, one in single.items() if one]
        place, kept = session.path(output) if output else None, keep(fit, crop, window)
        written = plan_it(words, given, mode=mode, enrich=enrich, output=place, fit=kept)
        return answer(written.envelope())

    @tool
    def check(
        file: str,
        text: str | None = None,
        fix: bool = False,
        fit: bool = False,
        crop: str | None = None,
        window: str | None = None,
    ) -> CallToolResult:
        from kling.app import check as judge

        path = session.path(file)
        if text is not None:
            judge.write(path, text)
        found = judge.check(
            {str(path): judge.read(path)}, fixing=judge.Fixing() if fix else None, fit=keep(fit, crop, window)
        )
        return answer(judge.report(found))

    @tool
    def review(file: str) -> CallToolResult:
        from kling.app.review import review as review_it
        from kling.app.review import reviewed

        given = [str(session.path(file))]
        return answer(reviewed(given, review_it(given)))

    @tool
    def explain(code: str) -> CallToolResult:
        from kling.app import explain as rules

        return answer(envelope.done(rules.document(rules.rule(code)), next=after.anything()))

    @tool
    def look(files: list[str], crop: str | None = None, window: str | None = None) -> CallToolResult:
        kept = keep(False, crop, window)
        return answer(eyes.told([eyes.look(session.path(file), keep=kept or ALL) for file in files], kept))

    @tool
    def frames(
        video: str, count: int = 6, at: list[float] | None = None, per_shot: bool = False, output: str | None = None
    ) -> CallToolResult:
        place, moments = session.path(output) if output else None, tuple(at or ())[:24]
        count = max(1, min(count, 24))
        made = eyes.frames(session.path(video), place, count=count, at=moments, per_shot=per_shot)
        return answer(eyes.shown(made), picture=made.path)

    @tool
    @asking
    def estimate(request: Request) -> CallToolResult:
        priced = session.priced(request)
        token = session.token(priced.key, priced.quote.units)
        only = {"file", *KEPT} if priced.command == "run" else None
        given = request.model_dump(exclude_defaults=True, include=only)
        step = Step(priced.command, given | {"quote_token": token})
        found = priced.row | {"price": priced.quote.text, "quote_token": token}
        return answer(envelope.done(found, diagnostics=priced.diagnostics, next=[step]))

    @tool
    async def preview(
        ctx: Context,
        file: str,
        output: str | None = None,
        fit: bool = False,
        crop: str | None = None,
        window: str | None = None,
    ) -> CallToolResult:
        from kling.app import preview as app

        def work(_: float, tell: Callable[[str], object]) -> CallToolResult:
            place = session.path(output) if output else None
            drawing = app.Drawing(draft=True, fit=keep(fit, crop, window))
            drawn = app.preview(session.path(file), place, drawing=drawing, tell=lambda made: tell(made.path.name))
            sheets = [eyes.frames(one.path, at=one.moments) for one in drawn]
            rows = [one.document() | {"sheet": str(sheet.path)} for one, sheet in zip(drawn, sheets, strict=True)]
            kept = drawing.fit.arguments if drawing.fit else {}
            step = Step("estimate", {"file": str(session.path(file)), **kept})
            return shown(envelope.done({"videos": rows}, sandbox=True, next=[step]), drawn[0].path, sheets[0])

        return await waited(ctx, WAIT_SECONDS, work)

    def ask(request: Request, ctx: Context, token: str | None) -> Elicit[GoOn] | None:
        """Asks the user where their client can, nothing else agreed, and something would be charged."""
        can = ctx.client_capabilities.elicitation if ctx.client_capabilities else None
        if token or can is None or (can.form is None and can.url is not None):
            return None
        try:
            priced = session.priced(request)
            may = not session.is_free(priced) and session.fits(priced.key, priced.quote.units)
        except Exception:
            return None  # the tool itself tells why
        return Elicit(f"This will cost {priced.quote.text}. Go on?", GoOn) if may else None

    @asking
    def video(request: Request, ctx: Context, quote_token: str | None = None) -> Elicit[GoOn] | None:
        return ask(request, ctx, quote_token)

    def production(
        ctx: Context, file: str, fit: bool, crop: str | None, window: str | None, quote_token: str | None
    ) -> Elicit[GoOn] | None:
        return ask(Request(file=file, fit=fit, crop=crop, window=window), ctx, quote_token)

    @tool
    @asking
    def generate(
        request: Request,
        ctx: Context,
        yes: Annotated[ElicitationResult[GoOn], Resolve(video)],
        quote_token: str | None = None,
    ) -> CallToolResult:
        ready = session.prepared(request)
        approval = session.approval(ready.external_id, quote_token, said(yes))
        place = Destination(session.folders[0] / name_of(ready.words, ready.external_id))
        about: dict[str, Any] = {"approval": approval, "destination": place, "tell": telling(ctx)}
        kept = storage(request.host) if request.host else None
        return answer(make(ready, session.connection, wait=False, storage=kept, **about).envelope(place))

    @tool
    def run(
        ctx: Context,
        yes: Annotated[ElicitationResult[GoOn], Resolve(production)],
        file: str,
        fit: bool = False,
        crop: str | None = None,
        window: str | None = None,
        host: str | None = None,
        quote_token: str | None = None,
    ) -> CallToolResult:
        settings = session.settings(fit=keep(fit, crop, window), storage=host)
        planned = dry_run(session.path(file), settings, telling(ctx))
        approval = session.approval(key(planned), quote_token, said(yes))
        return answer(session.runs.begin(planned, settings, approval))

    @tool
    async def run_status(ctx: Context, production: str, timeout: float = WAIT_SECONDS) -> CallToolResult:
        def work(seconds: float, tell: Callable[[str], object]) -> CallToolResult:
            known = str(session.path(production)) if Path(production).suffix else production
            document = session.runs.status(known, seconds, tell)
            films = [Path(path) for step in document["next"] if (path := step.arguments.get("video"))]
            if not films:
                return answer(document)
            report = document["result"]["report"]
            return shown(document, films[0], eyes.frames(films[0]), *([Path(report)] if report else []))

        return await waited(ctx, timeout, work)

    @tool
    def status(ids: list[str]) -> CallToolResult:
        return answer(tasks.several(session.connection, ids[:50]))

    @tool
    async def wait(ctx: Context, id: str, output: str = ".", timeout: float = WAIT_SECONDS) -> CallToolResult:
        def work(seconds: float, tell: Callable[[str], object]) -> CallToolResult:
            def changed(event: Event) -> None:
                tell(event.data.task_status if isinstance(event, Changed) else "downloading")

            return delivered(tasks.wait(session.connection, id, Destination(session.path(output)), seconds, changed))

        return await waited(ctx, timeout, work)

    @tool
    def download(id: str, output: str = ".") -> CallToolResult:
        return delivered(tasks.download(session.connection, id, Destination(session.path(output))))

    @tool
    def list_(page: int = 1) -> CallToolResult:
        return answer(tasks.listed(session.connection, tasks.page(session.connection, page)))

    @tool
    def account() -> CallToolResult:
        return answer(balance(session.connection).envelope(session.connection))

    @tool
    def elements_list(page: int = 1, presets: bool = False) -> CallToolResult:
        found = elements.page(session.connection, page, presets=presets)
        return answer(elements.listed(session.connection, found, presets=presets))

    @tool
    def elements_show(id: str) -> CallToolResult:
        return answer(elements.shown(session.connection, elements.show(session.connection, id)))

    @tool
    def elements_create(name: str, description: str, pictures: list[str]) -> CallToolResult:
        given = [source(one, session.path) for one in pictures]
        elements.judge(given, None)
        one = elements.create(session.connection, name, description, pictures=given)
        return answer(elements.made(session.connection, one))

    @tool
    def elements_delete(element_id: str) -> CallToolResult:
        elements.delete(session.connection, element_id)
        return answer(elements.deleted(session.connection, element_id))

    made = Server(tools)
    resources(made, TEXTS)
    return made

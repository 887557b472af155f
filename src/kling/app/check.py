"""Judging files as `kling run` and `kling generate` would, and fixing them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.document import read_yaml
from kling.app import config, envelope
from kling.app.config import Chosen
from kling.app.events import Tell, nobody
from kling.app.fit import fitting, fitting_helps, kept
from kling.app.refusal import Refusal, Step, refusing
from kling.briefs import Brief
from kling.briefs.checking import Checked, check_content, is_production, repaired, urls
from kling.briefs.errors import BriefRefused
from kling.briefs.read import parse_document
from kling.media.info import Facts, MediaFacts, StatementError, read_statement
from kling.media.keep import Keep
from kling.models.profiles import DEFAULT, Profile
from kling.rules import Diagnostic

if TYPE_CHECKING:
    from kling.productions.plan import Plan


class Judged(NamedTuple):
    """A file that was judged; ``plan`` is what a production comes to."""

    checked: Checked
    plan: Plan | None = None

    @property
    def briefs(self) -> list[Brief]:
        """The briefs that can be read: one, those of a production, or none."""
        if self.plan is not None:
            return [video.brief for video in self.plan.production.filmed]
        try:
            return [parse_document(self.checked.document)] if self.checked.kind == "brief" else []
        except BriefRefused:
            return []


def judged(
    content: bytes,
    path: str,
    profile: Profile = DEFAULT,
    media: MediaFacts | None = None,
    *,
    fit: Keep | None = None,
    tell: Tell = nobody,
) -> Judged:
    """A body, brief or production, judged once; ``path`` is "-" for what is no file. With ``fit`` the files of briefs
    and productions are made legal first. Raises Refusal for a production without a place: its tables and files are told
    from there."""
    found = check_content(content, path, profile, media, fitting(fit, tell))
    if not is_production(found.document.value):
        return Judged(found)
    if path == "-":
        raise Refusal("usage", "a production is judged with the files beside it: give its path")
    from kling.productions.plan import plan
    from kling.productions.production import read

    made = plan(read(Path(path), profile), profile, fitting(fit, tell))
    return Judged(replace(found, diagnostics=made.diagnostics), made)


def statement(path: Path) -> dict[str, Facts]:
    """What a file (YAML) states to be behind URLs. Raises Refusal."""
    document = read_yaml(path.read_bytes())
    try:
        if document.fault:
            raise StatementError(document.fault)
        return read_statement(document.value)
    except StatementError as error:
        raise Refusal("usage", f"{path}: {error}", file=str(path)) from None


@dataclass(frozen=True, slots=True)
class Fixing:
    """Which fixes are applied: the safe ones, with ``proposals`` also those that may change the film. With ``backup``
    what stood there stays in FILE.orig."""

    proposals: bool = False
    backup: bool = True


@dataclass(slots=True)
class Judgement:
    """A file that was judged. ``fixed`` are the fixes applied, None when none were asked for; ``text`` what it says
    then. ``fits``: making its files legal would remove all that refuses it."""

    checked: Checked
    text: str
    fixed: list[Diagnostic] | None = None
    proposed: int = field(default=0)
    fits: bool = False

    def document(self) -> dict[str, Any]:
        """The verdict as programs read it; ``fixed`` are the codes of the fixes applied, ``text`` what a text that is
        no file says then."""
        checked = self.checked
        path = None if checked.path == "-" else str(Path(checked.path).absolute())
        about = {"path": path, "kind": checked.what, "profile": checked.profile.name, "verdict": checked.verdict}
        if self.fixed is None:
            return {**about, "fixed": None}
        return {**about, "fixed": [d.code for d in self.fixed], **({"text": self.text} if path is None else {})}


def refused(found: list[Judgement], *, strict: bool = False) -> list[Checked]:
    """The files that would not be accepted; with ``strict`` those that have a warning as well."""
    return [one.checked for one in found if any(d.severity in _against(strict) for d in one.checked.diagnostics)]


def _against(strict: bool) -> tuple[str, ...]:
    return ("error", "warning") if strict else ("error",)


def report(found: list[Judgement], *, strict: bool = False, fit: Keep | None = None) -> dict[str, Any]:
    """What programs read: done where every file would be accepted, and with ``strict`` has no warning, else why not."""
    result = {"files": [one.document() for one in found]}
    if against := refused(found, strict=strict):
        names = ", ".join(one.path for one in against)
        faults = [d for one in against for d in one.diagnostics if d.severity in _against(strict)]
        why = Refusal("rules", f"{names}: {faults[0].message}", help=faults[0].help, checked=against)
        why.code = faults[0].code
        why.next = (*fitting_steps(found), Step("explain", {"code": faults[0].code}))
        return envelope.refused(why, result=result)
    diagnostics = [d for one in found for d in one.checked.diagnostics]
    files, same = [path for row in result["files"] if (path := row["path"])], kept(fit, found[0].checked.profile)
    drawn = [Step("preview", {"brief": path, **same}) for path in files[:1] if not path.endswith(".json")]
    steps = [*drawn, Step("estimate", {"files": files, **same})]
    return envelope.done(result, diagnostics=diagnostics, next=steps)


def fitting_steps(found: list[Judgement]) -> list[Step]:
    """The commands that make files legal where that is all they lack."""
    paths = [str(Path(one.checked.path).absolute()) for one in found if one.fits]
    return [Step("check", {"files": paths, "fit": True})] if paths else []


def check(
    contents: Mapping[str, bytes],
    profile: Profile = DEFAULT,
    *,
    media: MediaFacts | None = None,
    probe: bool = False,
    fixing: Fixing | None = None,
    chosen: Chosen | None = None,
    fit: Keep | None = None,
    tell: Tell = nobody,
) -> list[Judgement]:
    """Judge files by their content, "-" being no file. ``probe`` fetches URLs that ``media`` does not speak of and
    looks. ``chosen`` says what is reported; without it the configuration near each file does. ``fit`` judges files as
    they are once they are legal. Raises Refusal for what cannot be judged or written."""
    known = dict(media or {})
    found = []
    for path, content in contents.items():
        judgement = judged(content, path, profile, known, fit=fit, tell=tell)
        if probe and (new := {url: kind for url, kind in urls(judgement.checked).items() if url not in known}):
            from kling.media.remote import probe_urls

            known |= probe_urls(new)
            judgement = judged(content, path, profile, known, fit=fit)
        checked = judgement.checked
        shown = chosen or config.read(Path() if path == "-" else Path(path).parent)
        checked.diagnostics = shown.of(config.ignored_by_comments(checked))
        if fixing and not is_production(checked.document.value):
            made = _fixed(checked, content, known, fixing)
            made.checked.diagnostics = shown.of(config.ignored_by_comments(made.checked))
            found.append(made)
        else:
            may_fit = fit is None and path != "-" and checked.verdict == "reject"
            fits = may_fit and fitting_helps(judgement.briefs, Path(path).parent, profile, checked.diagnostics)
            found.append(Judgement(checked, checked.document.text, fits=fits))
    return found


def _fixed(checked: Checked, content: bytes, known: MediaFacts, fixing: Fixing) -> Judgement:
    text, fixed = repaired(checked, known, proposals=fixing.proposals)
    if not fixed:
        return Judgement(checked, checked.document.text, [], sum(1 for d in checked.diagnostics if d.fix))
    if checked.path != "-":
        try:
            if fixing.backup:
                _keep(Path(checked.path), content)
            _write(Path(checked.path), text, like=content)
        except OSError as error:
            why = f"{checked.path} stays as it was, it cannot be written: {error.strerror or error}"
            raise Refusal("usage", why, file=checked.path) from None
    return Judgement(check_content(text.encode(), checked.path, checked.profile, known), text, fixed)


def read(path: Path) -> bytes:
    """The content of a file. Raises Refusal."""
    with refusing():
        return path.read_bytes()


def write(path: Path, text: str) -> None:
    """Write a file that is to be judged; what stood there stays in FILE.orig. Raises Refusal."""
    if path.suffix not in (".yaml", ".yml", ".json"):
        raise Refusal("usage", f"{path.name} is no brief, production or body", help="name it .yaml or .json")
    with refusing():
        if path.exists():
            if path.read_text("utf-8", errors="replace") == text:
                return
            _keep(path, path.read_bytes())
        path.write_text(text, "utf-8")


def _keep(path: Path, content: bytes) -> None:
    """Keep a file as it was beside itself; a copy of an earlier fix is not replaced."""
    number, kept = 1, path.with_name(f"{path.name}.orig")
    while kept.exists():
        if kept.read_bytes() == content:
            return
        number += 1
        kept = path.with_name(f"{path.name}.orig{number}")
    kept.write_bytes(content)


def _write(path: Path, text: str, like: bytes) -> None:
    """Replace a file in one step, keeping its mode, the links to it, its line ends and its byte order mark."""
    path = path.resolve()
    encoding = "utf-8-sig" if like.startswith(b"\xef\xbb\xbf") else "utf-8"
    newline = "\r\n" if b"\r\n" in like else "\n"
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".kling-", delete=False, encoding=encoding, newline=newline
    ) as file:
        made = Path(file.name)
        try:
            file.write(text.replace("\r\n", "\n"))
            file.close()
            made.chmod(path.stat().st_mode & 0o7777)
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)

"""Files made legal before they are judged, and told where that would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app.events import Noticed, Tell, nobody
from kling.media.address import is_url
from kling.models.profiles import DEFAULT

if TYPE_CHECKING:
    from kling.app.refusal import Refusal
    from kling.briefs import Brief
    from kling.media.fit import Fitted
    from kling.media.keep import Keep
    from kling.models.profiles import Profile
    from kling.planner.asset import Asset
    from kling.planner.documents import Planned
    from kling.productions.plan import Fit
    from kling.rules.diagnostic import Diagnostic

FITTABLE = frozenset(f"M{n}" for n in range(1, 10))
"""The codes of rules about files that fitting can satisfy."""

LACKING = ("--fit",)
"""What a refused command lacks where fitting helps."""


DECISIVE = ("fit", "crop", "window", "profile")
"""Arguments with which the same file asks for other videos."""


def decisive(arguments: Mapping[str, Any]) -> str:
    """Those of a command's arguments that make other videos of a file, as words."""
    given = [f"--{name}{'' if value is True else f' {value}'}" for name in DECISIVE if (value := arguments.get(name))]
    return f"with {' '.join(given)}" if given else "as its files are"


def kept(keep: Keep | None, profile: Profile = DEFAULT) -> dict[str, Any]:
    """The arguments by which a later command makes the same request of the same files."""
    return (keep.arguments if keep else {}) | ({} if profile is DEFAULT else {"profile": profile.name})


def fitting(keep: Keep | None, tell: Tell = nobody) -> Fit | None:
    """What makes the files of a brief legal, keeping what ``keep`` says of them; None without it. New files are kept in
    KLING_HOME."""
    if keep is None:
        return None
    from kling.client.home import home
    from kling.productions.fitting import fitting as made

    return made(home() / "fitted", lambda line: tell(Noticed(line)), keep)


def offering(refusal: Refusal, briefs: Iterable[Brief], folder: Path, profile: Profile, keep: Keep | None) -> Refusal:
    """The same refusal, saying that fitting the files helps, where it does."""
    if keep is None and fitting_helps(briefs, folder, profile, refusal.diagnostics):
        refusal.lacks = LACKING
    return refusal


def fitting_helps(briefs: Iterable[Brief], folder: Path, profile: Profile, found: Iterable[Diagnostic]) -> bool:
    """Whether fitting the local files of briefs would remove every error that was found in them."""
    errors = {d.code for d in found if d.severity == "error"}
    if not errors or errors - FITTABLE:
        return False
    from kling.productions.fitting import local

    return _can_fit((path for brief in briefs for path in local(brief, folder)), profile)


def _can_fit(paths: Iterable[Path], profile: Profile) -> bool:
    """Whether some files can be made legal, and the others are."""
    from kling.media.fit import FitError, changes

    try:
        made = [changes(path, profile) for path in paths]
    except (FitError, OSError):
        return False
    return any(made)


class Legal:
    """The files that a request is given, legal where ``keep`` says that they shall be made so; the plan speaks of the
    originals again after :meth:`restore`."""

    def __init__(
        self, words: str, given: Sequence[Asset], profile: Profile, keep: Keep | None, tell: Tell = nobody
    ) -> None:
        self._profile, self._keep, self._tell = profile, keep, tell
        self._originals: dict[str, str] = {}
        self._notes: list[str] = []
        self._trimmed = ""
        self.too_long: Path | None = None
        """A clip that is longer than one task takes, and of which no part was chosen."""
        self.given = tuple(given)
        if keep is not None:
            from kling.planner.documents import named

            found, self._notes = named(words, self.given, Path())
            self.given = tuple(self._made(one) for one in (*self.given, *found))

    @property
    def changed(self) -> bool:
        """Whether a file had to be changed."""
        return bool(self._originals)

    def restore(self, planned: Planned) -> None:
        """Put the originals back into what will be written."""
        planned.document = self._restored(planned.document)
        planned.film = self._restored(planned.film)
        planned.notes[:0] = self._notes
        if self._trimmed and planned.document["scenario"] != "edit":  # else it is split, and all of it changed
            self._tell(Noticed(self._trimmed))

    def offering(self, refusal: Refusal) -> Refusal:
        """The same refusal, saying that fitting the files helps, where it does."""
        codes = {d.code for d in refusal.diagnostics}
        files = (path for one in self.given if (path := _file(one)) is not None)
        if self._keep is None and codes <= FITTABLE and _can_fit(files, self._profile):
            refusal.lacks = LACKING
        return refusal

    def _made(self, one: Asset) -> Asset:
        path, keep = _file(one), self._keep
        if path is None or keep is None:
            return one
        if one.kind == "video" and keep.window is None and _seconds(path) > self._profile.video_seconds_max + 0.1:
            self.too_long = path
        made = self._fitted(path, keep if one.kind == "video" else keep._replace(window=None))
        if made == path:
            return one
        self._originals[str(made)] = one.source
        return replace(one, source=str(made))

    def _fitted(self, path: Path, keep: Keep) -> Path:
        from kling.client.home import home
        from kling.media.fit import FitError, fit

        try:
            made: Fitted = fit(path, home().absolute() / "fitted", self._profile, keep)
        except (FitError, OSError) as error:
            self._tell(Noticed(str(error)))
            return path
        if made.changes and path == self.too_long:
            self._trimmed = f"{path.name}: {', '.join(made.changes)}"
        elif made.changes:
            self._tell(Noticed(f"{path.name}: {', '.join(made.changes)}"))
        return made.path

    def _restored(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._restored(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._restored(item) for item in value]
        return self._originals.get(value, value) if isinstance(value, str) else value


def _file(one: Asset) -> Path | None:
    path = Path(one.source).expanduser()
    return path if one.kind != "element" and not is_url(one.source) and path.is_file() else None


def _seconds(path: Path) -> float:
    from kling.media.probe import probe_file

    return probe_file(path).seconds or 0.0

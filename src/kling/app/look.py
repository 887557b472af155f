"""What a picture or clip is to the API, before anything is paid for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kling.api.body import Body
from kling.api.inline import InlineFile, LocalVideo
from kling.api.price import units
from kling.app import envelope
from kling.app.fit import kept
from kling.app.frames import beside
from kling.app.refusal import Refusal, Step, refusing
from kling.media.info import Facts
from kling.media.keep import ALL, Keep
from kling.media.orientation import shown_size
from kling.media.probe import probe_file
from kling.models.profiles import DEFAULT, Profile, default_model
from kling.models.sizes import frame_size
from kling.rules import Diagnostic, check, is_about

_SECONDS = DEFAULT.duration_default
_CLIPS = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi")
"""Names of clips: what has one and is no clip is judged as one all the same."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file: its facts, the size at which it is ``shown``, and what the rules say of it as a picture, or as a clip to
    edit and to refer to. ``changes`` is what ``--fit`` would do, ``stays`` why it can do nothing. ``edit`` and
    ``reference`` are the units that a clip costs, as it would be sent, by mode; a reference for a film of ``seconds``,
    and an edit at most where it is not known how long the clip is. ``films`` are the sizes, by mode, of a film that
    begins with the picture or changes the clip, once what is not legal is made so and as ``keep`` says."""

    path: Path
    facts: Facts
    shown: tuple[int, int] | None
    diagnostics: list[Diagnostic]
    changes: tuple[str, ...]
    stays: str | None
    seconds: int
    edit: dict[str, Decimal]
    reference: dict[str, Decimal]
    modes: tuple[str, ...]
    keep: Keep | None = None

    @property
    def films(self) -> dict[str, tuple[int, int]]:
        size = self.shown if self.is_media and (self.is_legal or self.keep) else None
        if size and self.keep and self.keep.crop:
            size = self.keep.crop.box(*size)[2:]
        return {mode: frame_size(mode, None, size) for mode in self.modes} if size else {}

    @property
    def is_legal(self) -> bool:
        return not any(d.severity == "error" for d in self.diagnostics)

    @property
    def is_measured(self) -> bool:
        """Whether it is known how long a clip is: a plain installation cannot look inside of one."""
        return self.facts.kind != "video" or self.facts.seconds is not None

    @property
    def is_media(self) -> bool:
        """Whether it is a picture or a clip at all."""
        return self.facts.kind in ("image", "video")

    @property
    def fits(self) -> bool:
        """Whether ``--fit`` makes it legal."""
        return not self.is_legal and bool(self.changes)

    def next(self, fit: Mapping[str, Any]) -> list[Step]:
        """The command that uses it, made legal where it has to be (``fit``: what is kept of it); the rule that refuses
        it where nothing helps."""
        if not self.is_legal and not self.fits:
            return [Step("explain", {"code": self.diagnostics[0].code})]
        path, kept = str(self.path.absolute()), dict(fit) if self.is_legal else dict(fit) or {"fit": True}
        if self.facts.kind == "video":
            seen = [] if beside(self.path).is_file() else [Step("frames", {"video": path})]
            return [*seen, Step("plan", {"words": "Continue this clip.", "video": path, **kept})]
        return [Step("plan", {"words": "This picture comes to life.", "first_frame": path, **kept})]

    def document(self) -> dict[str, Any]:
        """What programs read."""
        return {
            "path": str(self.path.absolute()),
            **self.facts.known(),
            "shown": list(self.shown) if self.shown else None,
            "legal": self.is_legal if self.is_measured or not self.is_legal else None,
            "problems": [f"{d.code}: {d.message}" for d in self.diagnostics],
            "fit_mends_it": self.fits,
            "fit_would": list(self.changes),
            "fit_cannot": self.stays,
            "units_as_edit": {mode: str(price) for mode, price in self.edit.items()} or None,
            "units_as_reference": {mode: str(price) for mode, price in self.reference.items()} or None,
            "film_sizes": {mode: list(size) for mode, size in self.films.items()} or None,
            "reference_seconds": self.seconds if self.reference else None,
        }


def look(path: Path, profile: Profile = DEFAULT, *, seconds: int = _SECONDS, keep: Keep | None = None) -> Looked:
    """Look at a picture or clip; ``seconds`` is the length of the film that a clip is a reference for. Raises Refusal
    for what cannot be read."""
    from kling.media.fit import FitError, changes

    with refusing():
        facts = probe_file(path)
    modes = tuple(mode for mode in default_model().prices if mode in profile.modes)
    stays: str | None = None
    would: tuple[str, ...] = ()
    try:
        would = changes(path, profile, keep or ALL)
    except FitError as error:
        stays = str(error)
    except OSError:
        pass  # the rules say what is wrong with it
    is_clip = facts.kind == "video" or (facts.kind == "other" and path.suffix.lower() in _CLIPS)
    if not is_clip:
        found = _judged({"image_list": [{"image_url": InlineFile.of(path)}]}, profile)
        shown = shown_size(path, facts)
        return Looked(path, facts, shown, found, would, stays, seconds, {}, {}, modes, keep)
    edit, reference = _body(path, "base", None), _body(path, "feature", seconds)
    if facts.kind != "video":
        return Looked(path, facts, None, _judged(edit, profile), would, stays, seconds, {}, {}, modes, keep)
    found = list({(d.code, d.message): d for body in (edit, reference) for d in _judged(body, profile)}.values())
    most = profile.video_seconds_max  # of a length that is not known the price is the highest there may be
    length = most if facts.seconds is None else min(facts.seconds, most)
    if keep and keep.window:
        length = min(length, keep.window.end - keep.window.start)
    prices = _prices(edit, modes, length), _prices(reference, modes)
    return Looked(path, facts, shown_size(path, facts), found, would, stays, seconds, *prices, modes, keep)


def told(found: Sequence[Looked], keep: Keep | None = None) -> dict[str, Any]:
    """The envelope of files that were looked at; refused where one is neither a picture nor a clip."""
    if not found:
        raise Refusal("usage", "no file was named", help="name pictures or clips")
    rows, same = [one.document() for one in found], kept(keep)
    steps = [step for one in found[:3] for step in one.next(same)]
    if strange := [one for one in found if not one.is_media]:
        faults = strange[0].diagnostics
        why = f"{strange[0].path.name} is neither a picture nor a clip"
        refusal = Refusal("rules", why, help="give a picture or a clip", diagnostics=faults, next=steps)
        refusal.file = str(strange[0].path)
        return envelope.refused(refusal, result=rows)
    faults = [d for one in found for d in one.diagnostics]
    if len(found) > 1:
        faults = [d._replace(message=f"{one.path.name}: {d.message}") for one in found for d in one.diagnostics]
    return envelope.done(rows, next=steps, diagnostics=faults)


def _body(path: Path, refer_type: str, seconds: int | None) -> dict[str, Any]:
    clip = {"video_url": LocalVideo.of(path), "refer_type": refer_type, "keep_original_sound": "no"}
    length = {"duration": str(seconds), "aspect_ratio": DEFAULT.aspect_ratios[0]} if seconds else {}
    return {"model_name": default_model().name, "prompt": "<<<video_1>>>", "video_list": [clip], **length}


def _judged(body: dict[str, Any], profile: Profile) -> list[Diagnostic]:
    whole = {"model_name": default_model().name, "prompt": "<<<image_1>>>", **body}
    return [d for d in check(whole, profile, craft=False) if is_about(d.code, "media")]


def _prices(body: dict[str, Any], modes: Sequence[str], clip: float | None = None) -> dict[str, Decimal]:
    """Units by mode."""
    found = {mode: units(Body({**body, "mode": mode}), clip) for mode in modes}
    return {mode: price for mode, price in found.items() if price is not None}

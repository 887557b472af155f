"""What says, judges and draws before anything is paid for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from kling.app import after, envelope
from kling.app.calls.call import MOST_SECONDS, Answer, Call, seconds_of
from kling.app.deliver import writable
from kling.app.events import Tell
from kling.app.fit import kept
from kling.app.frames import frames, shown
from kling.app.look import look, told
from kling.app.refusal import Refusal, Step
from kling.app.request import Kept, VideoModel, source
from kling.app.session import Said, Session
from kling.briefs.model import Mode

_MOMENTS = 24  # on a sheet
_SHOWN = 4  # sheets in an answer; the others are links


class Plan(Kept, Call):
    words: str
    images: dict[str, str] | None = None
    first_frame: str | None = None
    last_frame: str | None = None
    video: str | None = None
    elements: dict[str, str] | None = None
    video_model: VideoModel | None = None
    mode: Mode | None = None
    enrich: bool = False
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.plan import plan
        from kling.planner.documents import all_given

        images = [(name, source(one, session.path)) for name, one in (self.images or {}).items()]
        single = self.model_dump(include={"first_frame", "last_frame", "video"}, exclude_none=True)
        named = {role: source(one, session.path) for role, one in single.items()}
        given = all_given(images, (self.elements or {}).items(), **named)
        place = session.path(self.output) if self.output else None
        about: dict[str, Any] = {"mode": self.mode, "video_model": self.video_model, "enrich": self.enrich}
        made = plan(self.words, given, output=place, fit=self.keep, tell=tell, **about)
        return Answer(made.envelope())


class Filed(Kept, Call):
    """What is about a file, or about words, which are planned first."""

    file: str | None = None
    words: str | None = None

    def filed(self, session: Session, tell: Tell) -> tuple[Path, list[str]]:
        """The file, and what was assumed of words. Raises Refusal."""
        from kling.app.plan import filed

        if (self.file is None) == (self.words is None):
            raise Refusal("usage", "nothing says what is meant", help="give a file, or words; one of the two")
        if self.words is None:
            return session.path(self.file or ""), []
        written = filed(self.words, session.folders[0], fit=self.keep, tell=tell)
        return written.path or Path(), written.lines


class Check(Filed):
    text: str | None = None
    fix: bool = False

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app import check

        path, notes = self.filed(session, tell)
        if self.text is not None:
            check.write(path, self.text)
        fixing = check.Fixing() if self.fix else None
        found = check.check({str(path): check.read(path)}, fixing=fixing, fit=self.keep, tell=tell)
        return Answer(_noted(check.report(found, fit=self.keep), notes))


class Review(Call):
    file: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.review import review, reviewed

        given = [str(session.path(self.file))]
        return Answer(reviewed(given, review(given)))


class Explain(Call):
    code: str

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.explain import document, rule

        return Answer(envelope.done(document(rule(self.code)), next=after.anything()))


class Look(Kept, Call):
    files: list[str]

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        found = [look(session.path(file), keep=self.keep) for file in self.files]
        return Answer(told(found, self.keep))


class Frames(Call):
    video: str
    count: int = Field(default=6, ge=1, le=_MOMENTS)
    at: list[float] | None = Field(default=None, max_length=_MOMENTS)
    per_shot: bool = False
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        place, at = session.path(self.output) if self.output else None, tuple(self.at or ())
        made = frames(session.path(self.video), place, count=self.count, at=at, per_shot=self.per_shot)
        return Answer(shown(made), (made.path,))


class Staged(Filed):
    """What is drawn, of a scene model where somebody gives one: itself, or the path of a file with it."""

    scene: dict[str, Any] | str | None = None

    def staging(self, session: Session) -> Path | str | None:
        if isinstance(self.scene, str):
            return session.path(self.scene)
        return None if self.scene is None else json.dumps(self.scene)


class Preview(Staged):
    waits = True
    output: str | None = None
    show_scene: bool = False
    timeout: float = MOST_SECONDS

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        path, notes = self.filed(session, tell)
        scene = self.staging(session)
        if self.show_scene or scene:
            from kling.app.preview import Drawing, understood

            model = understood(path, drawing=Drawing(scene=scene, fit=self.keep, notice=notes.append))
        if self.show_scene:
            film = model.model_dump(exclude_defaults=True)
            draw = Step("preview", {"file": str(path), **kept(self.keep)})
            return Answer(_noted(envelope.done({"scene": film}, next=[draw]), notes))
        place = writable(session.path(self.output)) if self.output else None
        again = Step("preview", self.model_dump(exclude_defaults=True, exclude={"timeout"}))
        drawn = session.drawings.drawn(path, place, self.keep, seconds_of(self.timeout), again, tell, scene)
        step = Step("estimate", {"file": str(path), **kept(self.keep)})
        document = envelope.done({"videos": [one.document() for one in drawn]}, sandbox=True, next=[step])
        sheets = tuple(one.sheet for one in drawn if one.sheet)
        return Answer(_noted(document, notes), sheets[:_SHOWN], (*(one.path for one in drawn), *sheets))


class Board(Staged):
    output: str | None = None

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        from kling.app.preview import Drawing, board, boarded

        path, notes = self.filed(session, tell)
        place = session.path(self.output) if self.output else None
        files = tuple(
            board(path, place, drawing=Drawing(scene=self.staging(session), fit=self.keep, notice=notes.append))
        )
        pages = tuple(file for file in files if file.suffix == ".png")
        return Answer(_noted(boarded(files, path, self.keep), notes), pages[:1], files)


def _noted(document: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """An envelope, with what was assumed of words."""
    return {**document, "warnings": [*document["warnings"], *notes]}

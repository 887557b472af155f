"""What a term is, and the numbers and names that the terms of each kind carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["en", "zh", "ja", "es", "fr", "de", "pt", "it", "ko", "ru", "hi", "ar"]
LANGUAGES_OF_WORDS: tuple[Language, ...] = ("en", "zh", "ja", "es", "fr", "de", "pt", "it", "ko", "ru", "hi", "ar")


class Term:
    """One notion. A subclass says what its terms carry besides words: names with types, and defaults."""

    def __init__(self, id: str, row: Mapping[str, Any]) -> None:
        """``row`` as the data has it: by language words with ``|`` between them, by name what the term carries."""
        self.id, self._words = id, {key: value for key, value in row.items() if key in LANGUAGES_OF_WORDS}
        vars(self).update((key, value) for key, value in row.items() if key not in self._words)

    def words(self, language: Language) -> tuple[str, ...]:
        """Every word for this notion in a language, the preferred one first; empty where none is known."""
        return tuple(filter(None, self._words.get(language, "").split("|")))

    @property
    def term(self) -> str:
        """The English phrase that a prompt should use."""
        return self.words("en")[0]


Group = Literal[
    "hold", "pan", "tilt", "roll", "zoom", "dolly", "truck", "vertical", "orbit", "follow", "texture", "compound",
    "focus", "editing",
]  # fmt: skip


class CameraMove(Term):
    """``rate``: what the camera does in one second at slow pace: degrees of what turns (to the right, up, clockwise,
    round to its right), a factor of the focal length, or distances between camera and subject of what travels (to the
    right, up, forward); below 0 the other way. ``burst_s``: it is over after so many seconds."""

    group: Group
    rate: float = 0.0
    burst_s: float | None = None

    @property
    def moves(self) -> bool:
        """Whether the camera travels or turns: not for a hold, a texture, a change of focus or an editing word."""
        return self.group not in ("hold", "texture", "focus", "editing")


class Measure(Term):
    """One number: by what a speed multiplies the rate of a move, how many degrees of a full frame at 16:9 a lens sees
    across, how far what is out of focus is blurred (0 to 1), or how many of what is named after it."""

    value: float


class ShotSize(Term):
    """``subject_fill`` is subject height over frame height; ``step`` orders sizes from far (0) to near."""

    subject_fill: float
    step: int


class Angle(Term):
    """Degrees: ``pitch`` up is positive, ``roll`` clockwise."""

    pitch: float = 0.0
    roll: float = 0.0


class Weather(Term):
    """``haze`` in the air, 0 to 1."""

    haze: float = 0.0


class Style(Term):
    """``group`` decides which styles clash."""

    group: Literal["live_action", "animation", "painterly", "genre"]


class SpokenLanguage(Term):
    """``native``: Kling speaks it; a line in another language is rendered as English speech. How fast it is spoken, in
    ``unit`` a second: ``ok`` to design with, ``most`` the ceiling; nothing where the rate of English stands for it.
    English from practitioners, Chinese from an official sample (43 characters in 15 s), the others estimated."""

    native: bool
    unit: Literal["words", "hanzi", "morae", "syllable blocks", ""] = ""
    ok: float = 0.0
    most: float = 0.0


class Place(Term):
    """``set``: the kind of set that stands for it."""

    set: str


class Thing(Term):
    """A thing, an animal or a part of a set; ``height`` and ``length`` in metres (nominal for sky and effect)."""

    kind: Literal["thing", "animal", "vehicle", "furniture", "plant", "building", "part", "sky", "effect"]
    height: float
    length: float


class Person(Term):
    """One of the cast, ``count`` of them, or an age. ``sex``, ``age`` where the word tells; ``dress`` what the trade
    wears unsaid, ``part`` what alone is seen; of the trade ``deed`` the pose, ``tool`` its thing, ``set`` its place."""

    age: Literal["baby", "child", "adult", "old"]
    sex: Literal["f", "m", ""] = ""
    count: int = 1
    dress: str = ""
    part: str = ""
    deed: str = ""
    tool: str = ""
    set: str = ""


class Pronoun(Term):
    """Somebody named before."""

    sex: Literal["f", "m", ""] = ""


class Pose(Term):
    """What a body does: a ``state`` held, a ``cycle`` repeated, an ``action`` that is over after ``seconds``. ``speed``
    in metres a second where the body travels, ``prop`` the thing that belongs to it."""

    kind: Literal["state", "cycle", "action"]
    speed: float = 0.0
    seconds: float = 0.0
    prop: str = ""


class Tint(Term):
    """A colour as ``#rrggbb``."""

    code: str


class Absence(Term):
    """Words that tell that something named is not there: what they are about stands ``after`` them in the clause,
    anywhere after them in the ``sentence``, or ``before`` them; ``made``: who stands right before them is one that
    does not live ("bear costume"), ``material``: who stands right after them ("inflatable flamingo"), ``meal``: an
    animal after them in the clause ("a plate of salmon"), ``first``: only the first after them ("like a cat")."""

    where: Literal["after", "sentence", "before", "made", "material", "meal", "first"]

"""What a film shows, before anything is drawn: who and what is in it, where and when, and what the camera does.

Plain data with a JSON form. :func:`kling.animatic.read.film` makes it from request bodies; somebody who knows better
writes it, and ``kling preview --scene`` draws that. Words of the lexicon are named by their ids (``kling.lexicon``:
PLACES, THINGS, POSES, SHOT_SIZES ...); empty strings mean that nothing is said. Seconds count from the start of a shot.
Left and right are the picture's."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from kling.lexicon import CAST, Person

Side = Literal["left", "center", "right", ""]
Depth = Literal["foreground", "middle", "background", ""]
Pace = Literal["slow", "steady", "fast"]
Sex = Literal["f", "m", ""]
Age = Literal["baby", "child", "adult", "old"]
Relation = Literal["under", "behind", "in_front_of", "above"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
Colour = Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")]
"""``#rrggbb``; empty where none is named."""
Scale = Annotated[float, Field(gt=0, le=20)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


UNPLAYED = "not played"  # how the note begins of a deed that was not understood


class Part(BaseModel):
    """A part of the scene model: never changed, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Garment(Part):
    """Something worn: an id of GARMENTS."""

    kind: str
    colour: Colour = ""


class Member(Part):
    """One of the cast, the same in every shot. ``kind`` is an id of CAST, or of THINGS where it is no ``person`` (an
    animal, a robot). ``name`` is unique in the film: as the prompt calls them, else kind and number. ``dress`` is what
    their trade wears (CAST). ``reference`` is the picture or element that shows them (``image_1``). ``colour`` is an
    animal's, and so is its ``scale``: how many times as large as usual it is."""

    name: Annotated[str, Field(pattern=r"\S")]
    kind: str = "person"
    person: bool = True
    sex: Sex = ""
    age: Age = "adult"
    clothes: tuple[Garment, ...] = ()
    dress: str = ""
    hair: Colour = ""
    colour: Colour = ""
    scale: Scale = 1.0
    reference: str = ""

    @property
    def trade(self) -> Person:
        """What is known of their kind of people; of animals nothing."""
        return CAST[self.kind if self.kind in CAST else "person"]


class Action(Part):
    """What a body does from ``start`` to ``end``: an id of POSES. A state goes on after it until another one begins, a
    gesture is over.
    ``toward``: whom it is done to or with by name, or ``camera``, ``away``, ``left``, ``right``. ``thing`` is what is
    handled or sat on, ``where`` what that is taken from or put on or into, ``tool`` what it is done with: labels of the
    shot's things, or ids of THINGS for what the shot does not name."""

    pose: str
    start: Seconds = 0.0
    end: Seconds
    toward: str = ""
    thing: str = ""
    where: str = ""
    tool: str = ""


class Presence(Part):
    """A member in a shot: place in the frame, where they look, and what they do, in order of their starts. A state
    (sits) lasts until another one begins; gestures are laid over it. ``part`` is what alone is seen of them (``hands``,
    ``face``, ``feet``). ``off`` are those of their clothes that they took off before: ids of GARMENTS. They are ``on``
    top of something, and ``beside`` somebody; ``under``, ``behind``, ``in_front_of`` (as the camera sees it) or
    ``above`` somebody or something."""

    name: str
    part: str = ""
    side: Side = ""
    depth: Depth = ""
    facing: str = ""
    actions: tuple[Action, ...] = ()
    off: tuple[str, ...] = ()
    on: str = ""
    beside: str = ""
    under: str = ""
    behind: str = ""
    in_front_of: str = ""
    above: str = ""

    @property
    def poses(self) -> frozenset[str]:
        """All that they do."""
        return frozenset(action.pose for action in self.actions)

    def doing(self, *actions: Action) -> Presence:
        """The same with other actions."""
        return self.model_copy(update={"actions": actions})


class Thing(Part):
    """Something in a shot. ``kind`` is an id of THINGS; empty for one that is not known: a box with its ``label``.
    ``on``: the thing or the member (in the hand of) it belongs to, ``floor``, ``wall`` or ``ceiling``; ``beside``: at
    whose side it is, with whom it goes; ``under``, ``behind``, ``in_front_of``, ``above``: as of a Presence; ``pose``:
    what it does (a rocket: ``fly``) from ``start`` to ``end`` (None: all along), or when it is there if it does
    nothing; where it is ``facing``."""

    kind: str
    label: str
    colour: Colour = ""
    scale: Scale = 1.0
    count: Annotated[int, Field(ge=1, le=50)] = 1
    side: Side = ""
    depth: Depth = ""
    on: str = ""
    beside: str = ""
    under: str = ""
    behind: str = ""
    in_front_of: str = ""
    above: str = ""
    pose: str = ""
    start: Seconds = 0.0
    end: Seconds | None = None
    facing: str = ""
    reference: str = ""


def relations(one: Presence | Thing) -> list[tuple[Relation, str]]:
    """Where somebody or something is to others, and to whom or what."""
    return [(how, goal) for how in RELATIONS if (goal := getattr(one, how))]


class Line(Part):
    """A spoken line. ``speaker`` is a name of the cast, or the words of the prompt for somebody who is not seen."""

    speaker: str
    text: str
    start: Seconds
    end: Seconds
    to: str = ""
    manner: str = ""
    language: str = "en"


class Light(Part):
    """``kind`` is an id of LIGHTING. ``side``: where the main light comes from. All that is lit has its ``colour``."""

    kind: str = ""
    colour: Colour = ""
    side: Literal["left", "right", "behind", "front", "above", "below", ""] = ""


class Segment(Part):
    """A part of the camera's path; two that overlap happen at once. ``move`` is an id of CAMERA_MOVES (``static``
    holds), empty where nothing is said, and the camera stands. ``amount`` is what it does in all: degrees for a pan,
    tilt, roll or orbit, a factor of focal length for a zoom, distances between camera and subject for anything that
    travels; right, up, forward and clockwise are positive. 0 for a hold, for following, and for a change of focus.
    ``end`` names what it reaches."""

    move: str = ""
    start: Seconds = 0.0
    seconds: Seconds
    pace: Pace = "steady"
    amount: float = 0.0
    end: str = ""


class Sound(Part):
    """A sound that the words ask for: an id of SFX, AMBIENCE or NOISES, empty for one that is not known. ``start`` and
    ``end`` None: the whole shot."""

    kind: str
    label: str
    side: Side = ""
    start: Seconds | None = None
    end: Seconds | None = None


class Shot(Part):
    """One shot. ``place`` is an id of PLACES, ``set`` the kind of set that stands for it; both are empty for a place
    that is not known, and ``place_words`` are as the prompt has them; ``empty`` where nobody but the cast is there.
    ``hour`` is an id of TIMES_OF_DAY, ``weather`` of WEATHER, ``palette`` of PALETTES, ``size``, ``angle``, ``lens``,
    ``focus`` of SHOT_SIZES, ANGLES, LENSES and DEPTH_OF_FIELD, ``over`` whose ``shoulder`` it is (ots) or
    whose eyes (pov), ``texture`` a camera's (``handheld``), ``edit`` of EDITS. ``focal``: mm of a full frame.
    ``speed``: how many seconds pass in one. ``ground``: the colour of a studio.
    ``notes``: what was not understood."""

    number: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    text: str = ""
    place: str = ""
    set: str = ""
    place_words: str = ""
    empty: bool = False
    hour: str = ""
    weather: tuple[str, ...] = ()
    palette: str = ""
    stars: bool = False
    light: Light = Light()
    cast: tuple[Presence, ...] = ()
    things: tuple[Thing, ...] = ()
    lines: tuple[Line, ...] = ()
    size: str = ""
    angle: str = ""
    over: str = ""
    shoulder: Side = ""
    lens: str = ""
    focal: float | None = None
    focus: str = ""
    camera: tuple[Segment, ...] = ()
    texture: str = ""
    speed: Annotated[float, Field(gt=0, le=20)] = 1.0
    ground: Colour = ""
    sounds: tuple[Sound, ...] = ()
    music: str = ""
    silent: bool = False
    edit: str = ""
    notes: tuple[str, ...] = ()

    def kind_of(self, words: str) -> str:
        """The kind of what an action calls by its label or kind; empty for what is not known."""
        return next((one.kind for one in self.things if one.label == words), words)

    @property
    def poses(self) -> frozenset[str]:
        """All that anybody does."""
        return frozenset(pose for one in self.cast for pose in one.poses)


class Film(Part):
    """A whole film, of one part or many. ``parts`` has how many shots belong to each request body, ``names`` what its
    user calls its pictures and elements (``image_1``: ``@her``), where that is known."""

    cast: tuple[Member, ...] = ()
    shots: tuple[Shot, ...] = ()
    parts: tuple[int, ...] = ()
    names: tuple[dict[str, str], ...] = ()

    def member(self, name: str) -> Member:
        """The member called ``name``. KeyError for nobody."""
        for member in self.cast:
            if member.name == name:
                return member
        raise KeyError(name)

    def part(self, number: int) -> Film:
        """The film of a part alone, counted from 0."""
        start = sum(self.parts[:number])
        shots = self.shots[start : start + self.parts[number]]
        names = self.names[number : number + 1]
        return self.model_copy(update={"shots": shots, "parts": (len(shots),), "names": names})

    def called(self, reference: str) -> str:
        """How the user of a film of one part calls a picture or element; else its number among its kind, and whom or
        what it shows."""
        if own := (self.names[0] if self.names else {}).get(reference):
            return own
        shows = [one.name for one in self.cast if one.reference == reference and one.name != plain(reference)]
        shows += [one.label for shot in self.shots for one in shot.things if one.reference == reference]
        shown = next((one for one in shows if one != reference), "")
        return f"{plain(reference)}: {'the ' * shown[:1].islower() * shown.isascii()}{shown}".rstrip(": ")

    def called_in_words(self) -> dict[str, str]:
        """How captions call pictures, elements, and the members whom they show by the user's own names."""
        own = self.names[0] if self.names else {}
        return own | {one.name: own[one.reference] for one in self.cast if one.reference in own}


def plain(reference: str) -> str:
    """A picture or element without a name of its own: its number among its kind."""
    return reference.replace("image_", "picture ").replace("_", " ")


def schema() -> dict[str, Any]:
    """The JSON Schema of a film's JSON form."""
    return Film.model_json_schema()

"""Painted places for films that have only words: a sky, far and near land, lights, each on a layer of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kling.render.camera import Pose
from kling.render.layer import Layer
from kling.render.palette import Scheme, mix, scheme_of
from kling.render.scene_style import Look
from kling.render.size import even
from kling.render.yuv import RGB, Planes, split

_SOFT = 0.5  # density at which soft pictures are painted
_BICUBIC, _BILINEAR = Image.Resampling.BICUBIC, Image.Resampling.BILINEAR


@dataclass(frozen=True, slots=True)
class _Stage:
    """What every painter needs: colours, chance, and the frame with the space around it, in frame pixels."""

    look: Look
    scheme: Scheme
    chance: Random
    width: int
    height: int
    beside: int
    above: int

    @property
    def side(self) -> int:
        return max(self.width, self.height)

    @property
    def whole_width(self) -> int:
        return self.width + 2 * self.beside

    @property
    def whole_height(self) -> int:
        return self.height + 2 * self.above

    def at(self, x: float, y: float, density: float) -> tuple[float, float]:
        """A place given in parts of the frame, in pixels of a whole-canvas picture."""
        return (self.beside + x * self.width) * density, (self.above + y * self.height) * density


def paint(look: Look, size: tuple[int, int], reach: tuple[float, float] = (0.0, 0.0)) -> list[Layer]:
    """The layers of a place, far to near, painted ``reach`` frame sides beyond the frame sideways and up and down.

    The same arguments give the same picture.
    """
    beside, above = (even(max(size) * part) for part in reach)
    chance = Random(look.seed)  # noqa: S311 - shapes, not secrets
    stage = _Stage(look, scheme_of(look), chance, *size, beside, above)
    return _PAINTERS.get(look.setting, _nowhere)(stage)


# ---- materials -----------------------------------------------------------------------------------------------------


def column(size: tuple[int, int], stops: Sequence[tuple[float, RGB]]) -> Image.Image:
    """A vertical gradient through ``stops`` (0 top to 1 bottom)."""
    rows = 256
    strip = bytearray()
    for row in range(rows):
        place = row / (rows - 1)
        below = next((n for n, (at, _) in enumerate(stops) if at >= place), len(stops) - 1)
        above = max(0, below - 1)
        (start, one), (end, other) = stops[above], stops[below]
        part = 0.0 if end == start else max(0.0, min(1.0, (place - start) / (end - start)))
        strip += bytes(mix(one, other, part))
    tall = Image.frombytes("RGB", (1, rows), bytes(strip)).resize((1, size[1]), _BICUBIC)
    return tall if size[0] == 1 else tall.resize(size, Image.Resampling.NEAREST)


def clouds(size: tuple[int, int], chance: Random, cells: float, stretch: float = 1.0) -> Image.Image:
    """Soft fractal noise, 0 to 255; ``cells`` features down its height, ``stretch`` times as wide as high."""
    total: Image.Image | None = None
    for octave in range(4):
        down = max(2, round(cells * 2**octave))
        across = max(2, round(cells * 2**octave * size[0] / size[1] / stretch))
        grain = Image.frombytes("L", (across, down), chance.randbytes(across * down)).resize(size, _BICUBIC)
        total = grain if total is None else Image.blend(total, grain, 0.5 / (octave + 0.5))
    assert total is not None  # noqa: S101 - four octaves were summed
    return total


def curve(shape: Callable[[float], float]) -> list[int]:
    """A lookup table for ``Image.point`` from a function on 0 to 1."""
    return [max(0, min(255, round(255 * shape(value / 255)))) for value in range(256)]


def glow(size: tuple[int, int], centre: tuple[float, float], radius: float, falloff: float = 2.0) -> Image.Image:
    """A round soft light as a mask."""
    disc = Image.radial_gradient("L").point(curve(lambda v: max(0.0, 1 - v * 1.414) ** falloff))
    across = max(2, round(2 * radius))
    mask = Image.new("L", size, 0)
    mask.paste(disc.resize((across, across), _BILINEAR), (round(centre[0] - radius), round(centre[1] - radius)))
    return mask


def _dithered(planes: Planes, chance: Random) -> Planes:
    """Break the steps of soft gradients, which 8 bits would show as bands."""
    width, height = planes.size
    noise = Image.frombytes("L", (256, 256), chance.randbytes(65536)).point([value * 3 >> 8 for value in range(256)])
    field = Image.new("L", (width, height))
    for x in range(0, width, 256):
        for y in range(0, height, 256):
            field.paste(noise, (x, y))
    return Planes(ImageChops.add_modulo(planes.y, field), planes.cb, planes.cr)


def _plate(stage: _Stage, picture: Image.Image, depth: float = inf) -> Layer:
    """The farthest layer, from a picture of the whole canvas, darker towards its corners."""
    corners = Image.radial_gradient("L").resize(picture.size, _BILINEAR)
    picture.paste((0, 0, 0), mask=corners.point(curve(lambda v: 0.41 * max(0.0, v - 0.3) ** 1.5)))
    planes = _dithered(split(picture), stage.chance)
    return Layer(planes, depth, -stage.beside, -stage.above, 1.0, covers=True)


def _behind(stage: _Stage, plate: Layer, layers: Sequence[Layer]) -> Layer:
    """The farthest layer with others laid onto it, which are too far off to move against it.

    Land goes on to the foot of the canvas: whatever stands before it may sink, and must not uncover the sky.
    """
    for layer in layers:
        layer.left += stage.beside
        layer.top += stage.above
        layer.draw(plate.planes, Pose())
    return plate


def _canvas(stage: _Stage, density: float = 1.0) -> tuple[int, int]:
    return 2 * round(stage.whole_width * density / 2), 2 * round(stage.whole_height * density / 2)


# ---- sky -----------------------------------------------------------------------------------------------------------


def _sky(stage: _Stage, horizon: float) -> tuple[Image.Image, tuple[float, float]]:
    """The sky as a whole-canvas picture, and where sun or moon is (parts of the frame)."""
    scheme, chance = stage.scheme, stage.chance
    small = _canvas(stage, _SOFT / 2)
    line = (stage.above + horizon * stage.height) / stage.whole_height
    picture = column(
        small,
        [
            (0.0, scheme.zenith),
            (line * 0.62, scheme.sky),
            (line, scheme.horizon),
            (min(1.0, line + 0.12), mix(scheme.horizon, scheme.far, 0.6)),
            (1.0, scheme.far),
        ],
    )
    sun = (0.5 + chance.choice((-1, 1)) * chance.uniform(0.12, 0.26), horizon - scheme.sun * 0.62)
    centre = stage.at(*sun, _SOFT / 2)
    night = scheme.dark > 0.9
    reach = stage.side * _SOFT / 2
    picture.paste(
        mix(scheme.glow, scheme.sky, 0.45 if night else 0.2),
        mask=glow(small, centre, reach * (0.4 if night else 0.85), 2.2),
    )
    if not night:
        picture.paste(scheme.glow, mask=glow(small, centre, reach * 0.3, 2.6))
    if scheme.clouds > 0:
        _add_clouds(picture, stage, line, centre)
    picture = picture.resize(_canvas(stage), _BICUBIC)
    if (scheme.dark > 0.5 and scheme.clouds < 0.7) or stage.look.stars:
        _add_stars(picture, stage, line, round((420 if stage.look.stars else 240) * max(0.3, scheme.dark)))
    if scheme.clouds < 0.8 and -0.05 < scheme.sun < 0.7:
        radius = stage.side * (0.018 if night else 0.030)
        _disc(picture, stage.at(*sun, 1.0), radius, mix(scheme.glow, (255, 255, 255), 0.75))
    return picture, sun


def _disc(picture: Image.Image, centre: tuple[float, float], radius: float, colour: RGB) -> None:
    across = 4 * round(2 * radius + 4)
    disc = Image.new("L", (across, across), 0)
    ImageDraw.Draw(disc).ellipse((8, 8, across - 9, across - 9), fill=245)
    small = disc.reduce(4).filter(ImageFilter.GaussianBlur(radius * 0.06))
    picture.paste(colour, (round(centre[0] - small.width / 2), round(centre[1] - small.height / 2)), small)


def _add_clouds(picture: Image.Image, stage: _Stage, line: float, sun: tuple[float, float]) -> None:
    scheme = stage.scheme
    covered = scheme.clouds
    mask = clouds(picture.size, stage.chance, 3.0, 2.8).point(
        curve(lambda v: max(0.0, (v - (0.66 - 0.36 * covered)) * (1.6 + covered)))
    )
    fade = column(
        picture.size,
        [
            (0.0, (120, 120, 120)),
            (line * 0.55, (255, 255, 255)),
            (line * 0.95, (90, 90, 90)),
            (line, (0, 0, 0)),
            (1.0, (0, 0, 0)),
        ],
    ).getchannel(0)
    mask = ImageChops.multiply(mask, fade)
    under = mix(scheme.sky, scheme.zenith, 0.55 if covered > 0.6 else 0.25)
    lit = mix(scheme.horizon, scheme.glow, 0.55)
    colour = column(picture.size, [(0.0, mix(under, scheme.zenith, 0.3)), (line * 0.5, under), (line, lit), (1.0, lit)])
    picture.paste(colour, mask=mask.point(curve(lambda v: 0.85 * v)))
    near_sun = ImageChops.multiply(mask, glow(picture.size, sun, picture.width * 0.32, 1.6))
    picture.paste(scheme.glow, mask=near_sun)


def _add_stars(picture: Image.Image, stage: _Stage, line: float, count: int) -> None:
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(count * 3):
        x, y = stage.chance.random() * width, stage.chance.random() ** 1.4 * height * line
        bright = stage.chance.random() ** 3
        under = picture.getpixel((int(x), int(y)))
        colour = mix(under, (235, 240, 255), 0.25 + 0.7 * bright)  # type: ignore[arg-type]
        size = (0.2 + 0.75 * bright) * picture.height / 900
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)


# ---- land ----------------------------------------------------------------------------------------------------------


def _ridge(chance: Random, points: int, roughness: float, octaves: int = 6) -> list[float]:
    """Heights from about 0 to 1 along a skyline, by summed sines of random phase: no visible repetition."""
    heights = [0.0] * points
    for octave in range(octaves):
        size, waves, phase = roughness**octave, 1.35 * 1.9**octave, chance.random() * 2 * pi
        for n in range(points):
            heights[n] += size * sin(2 * pi * waves * n / points + phase)
    low, high = min(heights), max(heights)
    return [(height - low) / (high - low) for height in heights]


def _outline(size: tuple[int, int], tops: Sequence[float]) -> Image.Image:
    """A mask filled below a skyline; ``tops`` are heights in parts of the mask, left to right."""
    width, height = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, height), 0)
    step = width / (len(tops) - 1)
    line = [(n * step, height * (1 - top)) for n, top in enumerate(tops)]
    ImageDraw.Draw(mask).polygon([(0, height), *line, (width, height)], fill=255)
    return mask.reduce(2)


_OVERLAP = 12  # rows that an outline and the ground under it share, so that no seam opens between them


def _land(
    stage: _Stage,
    depth: float,
    foot: float,
    mask_of: Callable[[tuple[int, int]], Image.Image],
    rise: float,
    tones: tuple[RGB, RGB],
    until: float | None = None,
    strata: RGB | None = None,
) -> list[Layer]:
    """A silhouette ``rise`` frame heights high that stands on ``foot`` (part of the frame height), and its ground.

    The ground begins where the silhouette has no more gaps, and needs no mask. It goes down to ``until``, where nearer
    land hides it, or to the end of the canvas. Its colour runs from the first to the second tone, with level ``strata``
    of another.
    """
    end = min(1 + stage.above / stage.height, until if until is not None else 9.0)
    high = 2 * round((rise * stage.height) / 2)
    below = max(_OVERLAP, 2 * round((end - foot) * stage.height / 2))
    wide = 2 * round(stage.whole_width / 2)
    top, bottom = tones
    whole = column(
        (1, 256), [(0.0, top), (min(0.9, high / (high + below) + 0.25), mix(top, bottom, 0.65)), (1.0, bottom)]
    )
    if strata is not None:
        for row in range(0, 256, 16):
            start = row + stage.chance.randrange(8)
            whole.paste(mix(whole.getpixel((0, start)), strata, 0.5), (0, start, 1, start + stage.chance.randint(2, 6)))  # type: ignore[arg-type]
    shape = mask_of((wide, high))
    gaps = ImageChops.invert(shape).getbbox()
    cut = 2 * ceil(gaps[3] / 2) if gaps else 0
    edge = round(256 * (cut + _OVERLAP) / (high + below) / 2) * 2
    mask = Image.new("L", (wide, cut + _OVERLAP), 255)
    mask.paste(shape.crop((0, 0, wide, cut)), (0, 0))
    left, up = -stage.beside, foot * stage.height - high
    outline = Layer(split(whole.crop((0, 0, 1, max(2, edge)))), depth, left, up, 1.0, mask)
    start = min(254, round(256 * cut / (high + below) / 2) * 2)
    rest = (wide, high + below - cut)
    return [outline, Layer(split(whole.crop((0, start, 1, 256))), depth, left, up + cut, 1.0, size=rest)]


def _hills(
    stage: _Stage,
    depth: float,
    foot: float,
    rise: float,
    haze: float,
    roughness: float,
    octaves: int = 6,
    until: float | None = None,
) -> list[Layer]:
    tops = _ridge(stage.chance, 640, roughness, octaves)
    scheme = stage.scheme
    body = mix(scheme.near, scheme.far, haze)
    lit = mix(body, scheme.horizon, 0.22 + 0.35 * haze)
    return _land(
        stage, depth, foot, lambda size: _outline(size, [0.02 + 0.96 * top for top in tops]), rise, (lit, body), until
    )


def _nowhere(stage: _Stage) -> list[Layer]:
    """No place at all, where none was named: a wall and a floor that meet in a soft bend, in the light of the hour."""
    scheme, chance = stage.scheme, stage.chance
    small = _canvas(stage, _SOFT / 2)
    wall = mix(scheme.sky, scheme.horizon, 0.25)
    floor = mix(scheme.far, scheme.near, 0.35)
    top, bend = ((stage.above + part * stage.height) / stage.whole_height for part in (0.0, 0.66))
    picture = column(
        small,
        [
            (0.0, mix(scheme.zenith, wall, 0.15)),
            (top + 0.55 * (bend - top), wall),
            (bend, mix(wall, floor, 0.45)),
            (min(0.98, bend + 0.12), floor),
            (1.0, mix(floor, scheme.near, 0.5)),
        ],
    )
    centre = stage.at(0.5 + chance.choice((-1, 1)) * chance.uniform(0.1, 0.25), 0.4, _SOFT / 2)
    light = glow(small, centre, stage.side * _SOFT / 2 * 0.8, 1.8).point(curve(lambda v: 0.5 * v))
    picture.paste(mix(scheme.glow, scheme.horizon, 0.4), mask=light)
    shade = clouds(small, chance, 1.6, 2.0).point(curve(lambda v: 0.3 * max(0.0, v - 0.45)))
    picture.paste(mix(scheme.zenith, scheme.near, 0.4), mask=shade)
    picture = picture.resize(_canvas(stage), _BICUBIC)
    if stage.look.stars:
        _add_stars(picture, stage, bend, 300)
    return [_plate(stage, picture), _bokeh(stage, 1.5, 8, (0.12, 0.42), 0.018)]


def _open_land(stage: _Stage) -> list[Layer]:
    horizon = 0.64
    picture, _ = _sky(stage, horizon)
    return [
        _behind(stage, _plate(stage, picture), _hills(stage, 16, horizon + 0.02, 0.12, 0.95, 0.5)),
        *_hills(stage, 6, horizon + 0.10, 0.12, 0.55, 0.42, 4, until=horizon + 0.36),
        *_hills(stage, 2.2, horizon + 0.25, 0.12, 0.16, 0.36, 3),
        *(_grass(stage, 1.1, 1.0) if stage.look.setting == "field" else []),
    ]


def _grass(stage: _Stage, depth: float, foot: float) -> list[Layer]:
    chance = stage.chance

    def blades(size: tuple[int, int]) -> Image.Image:
        mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        draw = ImageDraw.Draw(mask)
        width, height = mask.size
        for _ in range(width // 7):
            x, tall, lean = (
                chance.random() * width,
                height * (0.25 + 0.7 * chance.random() ** 2),
                chance.uniform(-0.35, 0.35),
            )
            thick = height * 0.022
            draw.polygon([(x - thick, height), (x + lean * tall, height - tall), (x + thick, height)], fill=255)
        return mask.reduce(2)

    near = stage.scheme.near
    return _land(stage, depth, foot, blades, 0.13, (mix(near, stage.scheme.horizon, 0.12), mix(near, (0, 0, 0), 0.3)))


def _mountains(stage: _Stage) -> list[Layer]:
    horizon = 0.66
    picture, _ = _sky(stage, horizon)
    return [
        _behind(stage, _plate(stage, picture), _hills(stage, 18, horizon, 0.34, 0.98, 0.55, 8)),
        *_hills(stage, 8, horizon + 0.07, 0.26, 0.66, 0.58, 8, until=horizon + 0.26),
        *_hills(stage, 3.4, horizon + 0.18, 0.18, 0.3, 0.55, 7),
        *_conifers(stage, 1.7, 1.0, 0.24, 0.04, 46),
    ]


def _desert(stage: _Stage) -> list[Layer]:
    horizon = 0.60
    picture, _ = _sky(stage, horizon)
    return [
        _behind(stage, _plate(stage, picture), _hills(stage, 14, horizon + 0.02, 0.06, 0.95, 0.3, 2)),
        *_hills(stage, 6, horizon + 0.12, 0.12, 0.62, 0.28, 2, until=horizon + 0.38),
        *_hills(stage, 2.6, horizon + 0.28, 0.18, 0.3, 0.25, 2),
        *_hills(stage, 1.4, horizon + 0.44, 0.16, 0.06, 0.2, 2),
    ]


def _canyon(stage: _Stage) -> list[Layer]:
    horizon = 0.66
    picture, _ = _sky(stage, horizon)
    far = _walls(stage, 14, horizon + 0.04, 0.26, 0.85, 0.10)
    return [
        _behind(stage, _plate(stage, picture), far),
        *_walls(stage, 6, horizon + 0.12, 0.52, 0.45, 0.34),
        *_walls(stage, 2.6, horizon + 0.28, 0.84, 0.12, 0.62),
        *_hills(stage, 1.4, horizon + 0.48, 0.14, 0.05, 0.3, 3),
    ]


def _walls(stage: _Stage, depth: float, foot: float, rise: float, haze: float, gap: float) -> list[Layer]:
    """Cliffs that come down in steps on both sides of a gap, a part of the frame's width; and the ground under them."""
    chance, scheme = stage.chance, stage.scheme
    middle = 0.5 + chance.uniform(-0.06, 0.06)

    def cliffs(size: tuple[int, int]) -> Image.Image:
        mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        draw = ImageDraw.Draw(mask)
        width, height = mask.size
        unit = 2.0 * stage.width
        for side in (-1, 1):
            x, y = width / 2 + (middle - 0.5 + side * gap / 2) * unit, float(height)
            line = [(x - side * 0.12 * gap * unit, y)]
            while y > 0.06 * height and abs(x - width / 2) < width:
                y -= height * chance.uniform(0.10, 0.30)  # a face, hardly leaning
                x += side * unit * chance.uniform(0.004, 0.02)
                line.append((x, max(y, 0.02 * height)))
                x += side * unit * chance.uniform(0.02, 0.07)  # a ledge
                line.append((x, max(y, 0.02 * height)))
            end = (side + 1) / 2 * width
            draw.polygon([*line, (end, line[-1][1]), (end, height)], fill=255)
        return mask.reduce(2)

    body = mix(scheme.near, scheme.far, 0.35 + 0.65 * haze)
    lit = mix(body, scheme.horizon, 0.2 + 0.3 * haze)
    return _land(stage, depth, foot, cliffs, rise, (lit, body), strata=mix(body, scheme.near, 0.3 * (1 - haze)))


def _conifers(
    stage: _Stage, depth: float, foot: float, rise: float, haze: float, across: int, until: float | None = None
) -> list[Layer]:
    chance = stage.chance
    rows = [(chance.random(), 0.45 + 0.55 * chance.random()) for _ in range(across * 2)]

    def trees(size: tuple[int, int]) -> Image.Image:
        mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        draw = ImageDraw.Draw(mask)
        width, height = mask.size
        for place, tall in rows:
            x, top = place * width, height * (1 - tall)
            reach = height * tall * 0.24
            tiers = 9
            left, right = [], []
            for tier in range(tiers):
                y = top + (height - top) * (tier + 1) / tiers
                out = reach * (tier + 1) / tiers
                left += [(x - out * 0.55, y - (height - top) / tiers * 0.35), (x - out, y)]
                right += [(x + out * 0.55, y - (height - top) / tiers * 0.35), (x + out, y)]
            draw.polygon([(x, top), *right, *reversed(left)], fill=255)
        draw.rectangle((0, round(height * 0.93), width, height), fill=255)
        return mask.reduce(2)

    scheme = stage.scheme
    body = mix(scheme.near, scheme.far, haze)
    return _land(stage, depth, foot, trees, rise, (mix(body, scheme.horizon, 0.1 + 0.4 * haze), body), until)


def _forest(stage: _Stage) -> list[Layer]:
    horizon = 0.70
    picture, _ = _sky(stage, horizon)
    return [
        _behind(stage, _plate(stage, picture), _conifers(stage, 12, horizon + 0.02, 0.26, 0.88, 150)),
        *_conifers(stage, 5.5, horizon + 0.09, 0.38, 0.55, 80, horizon + 0.30),
        *_conifers(stage, 2.8, horizon + 0.20, 0.52, 0.24, 40),
        *_conifers(stage, 1.5, 1.06, 0.78, 0.03, 12),
    ]


def _sea(stage: _Stage) -> list[Layer]:
    horizon = 0.56
    scheme, chance = stage.scheme, stage.chance
    picture, sun = _sky(stage, horizon)
    deep = mix(scheme.near, scheme.sky, 0.18)
    wide = 2 * round(stage.whole_width / 2)
    high = 2 * round(((1 - horizon) * stage.height + stage.above) / 2)
    stops = [
        (0.0, mix(scheme.horizon, scheme.far, 0.35)),
        (0.12, mix(scheme.far, scheme.sky, 0.3)),
        (0.5, mix(scheme.far, deep, 0.6)),
        (1.0, deep),
    ]
    water = column((wide, high), stops)
    shine_x = stage.beside + sun[0] * stage.width
    for colour, count, level, spread in (
        (mix(deep, (0, 0, 0), 0.35), 420, 110, None),
        (mix(scheme.horizon, deep, 0.2), 420, 100, None),
        (mix(scheme.glow, (255, 255, 255), 0.2), 520, 215, 0.2),
    ):
        water.paste(colour, mask=_glints((wide, high), chance, count, level, shine_x, spread))
    plate = _plate(stage, picture)
    if chance.random() < 0.75:
        _behind(stage, plate, _hills(stage, 14, horizon + 0.005, 0.09, 0.85, 0.5, until=horizon + 0.02))
    planes = _dithered(split(water), chance)
    # the far water stays with the horizon, the near water passes before it
    _behind(stage, plate, [Layer(planes, 14, -stage.beside, horizon * stage.height)])
    begin = even(0.14 * stage.height)
    near = Layer(_rows(planes, begin, high), 4.0, -stage.beside, horizon * stage.height + begin)
    return [plate, near, *_hills(stage, 1.5, 1.12, 0.2, 0.0, 0.55, 7)]


def _rows(planes: Planes, start: int, end: int) -> Planes:
    """A level strip of planes; both rows are even."""
    wide = planes.size[0]
    half = (0, start // 2, wide // 2, end // 2)
    return Planes(planes.y.crop((0, start, wide, end)), planes.cb.crop(half), planes.cr.crop(half))


def _glints(
    size: tuple[int, int], chance: Random, count: int, level: int, shine_x: float, spread: float | None
) -> Image.Image:
    """Short level strokes on water, larger towards the viewer; ``spread`` gathers them under the sun."""
    width, height = size[0], size[1] * 3  # thin strokes need room to be smooth
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    for _ in range(count):
        down = chance.random() ** 1.8
        y = (0.004 + 0.99 * down) * height
        length = (0.004 + 0.035 * down) * height / 3 * chance.uniform(0.4, 1.5) * 2.2
        thick = max(1.0, (0.002 + 0.009 * down) * height * chance.uniform(0.3, 0.7))
        x = (
            chance.random() * width
            if spread is None
            else chance.gauss(shine_x, (0.05 + spread * down) * height / 3 * 1.4)
        )
        bright = round(level * chance.uniform(0.25, 1.0) * (1 - 0.45 * down))
        draw.ellipse((x - length, y - thick, x + length, y + thick), fill=bright)
    return mask.reduce((1, 3))


def _city(stage: _Stage) -> list[Layer]:
    horizon = 0.70
    picture, _ = _sky(stage, horizon)
    far = _blocks(stage, 14, horizon + 0.03, 0.34, 0.9, 64, 1 + stage.above / stage.height)
    layers = [
        _behind(stage, _plate(stage, picture), far),
        *_blocks(stage, 6, horizon + 0.12, 0.48, 0.5, 34, 1.1),
        *_blocks(stage, 2.6, 1.02, 0.74, 0.1, 13, 1.2),
    ]
    wet = any(weather in ("drizzle", "light_rain", "heavy_rain", "thunderstorm") for weather in stage.look.weather)
    if stage.scheme.dark > 0.3 or wet:
        layers.append(_bokeh(stage, 1.3, 22, (0.62, 1.0)))
    return layers


def _station(stage: _Stage) -> list[Layer]:
    """Pillars and a roof over an empty platform, a town far behind."""
    horizon = 0.66
    picture, _ = _sky(stage, horizon)
    scheme = stage.scheme
    far = _blocks(stage, 14, horizon + 0.06, 0.22, 0.85, 70, 1 + stage.above / stage.height)
    iron = mix(scheme.near, scheme.far, 0.18)

    def slab(size: tuple[int, int]) -> Image.Image:
        return Image.new("L", size, 255)

    tones = (mix(scheme.near, scheme.horizon, 0.4), mix(scheme.near, (0, 0, 0), 0.2))
    return [
        _behind(stage, _plate(stage, picture), far),
        _hall(stage, 3.2, iron),
        *_land(stage, 1.5, 0.80, slab, 0.02, tones),
    ]


def _hall(stage: _Stage, depth: float, colour: RGB) -> Layer:
    """A roof on pillars, as one silhouette."""
    wide, high = _canvas(stage)
    mask = Image.new("L", (2 * wide, 2 * high), 0)
    draw = ImageDraw.Draw(mask)
    roof = 2 * (stage.above + 0.13 * stage.height)
    draw.rectangle((0, 0, 2 * wide, roof), fill=255)
    span, thick = 2 * 0.3 * stage.side, 2 * 0.007 * stage.side
    x = 2 * stage.beside % span - span / 2
    while x < 2 * wide + span:
        draw.rectangle((x - thick, roof, x + thick, 2 * high), fill=255)
        for side in (-1, 1):
            brace = (x, roof + 0.2 * span, x + side * 0.22 * span, roof)
            draw.line(brace, fill=255, width=round(thick))
        x += span
    return Layer(split(Image.new("RGB", (1, 1), colour)), depth, -stage.beside, -stage.above, mask=mask.reduce(2))


def _blocks(
    stage: _Stage, depth: float, foot: float, rise: float, haze: float, across: int, until: float
) -> list[Layer]:
    """A row of buildings, with lit windows as far as it is dark: the part with sky between them, and the part below
    the lowest roof, which needs no mask."""
    scheme, chance = stage.scheme, stage.chance
    wide, high = 2 * round(stage.whole_width / 2), 2 * round(rise * stage.height / 2)
    below = 2 * round((until - foot) * stage.height / 2)
    body = mix(scheme.near, scheme.far, haze)
    picture = column(
        (wide, high + below),
        [(0.0, mix(body, scheme.horizon, 0.12 + 0.3 * haze)), (0.8, body), (1.0, mix(body, (0, 0, 0), 0.3))],
    )
    mask = Image.new("L", picture.size, 0)
    outline, draw = ImageDraw.Draw(mask), ImageDraw.Draw(picture)
    x, lowest = 0.0, 0.0
    while x < wide:
        broad = max(2.0, wide / across * chance.uniform(0.55, 1.5))
        # taller towards the sides, so that the middle stays open for the subject
        middle = abs((x + broad / 2) / wide - 0.5) * 2
        tall = high * min(1.0, (0.25 + 0.75 * chance.random()) * (0.55 + 0.6 * middle))
        top = high - tall
        lowest = max(lowest, top)
        outline.rectangle((x, top, x + broad - 1, high), fill=255)
        if chance.random() < 0.3:
            outline.rectangle((x + broad * 0.3, top - high * 0.05, x + broad * 0.62, top), fill=255)
        shade = mix(body, scheme.horizon, chance.uniform(0.0, 0.14))
        draw.rectangle((x, top, x + broad - 1, high + below), fill=shade)
        cell = max(3.0, broad / chance.choice((4, 5, 6, 7)))
        lit = 0.06 + 0.5 * scheme.dark
        y = top + cell
        while y < high - max(0.0, foot - 0.76) * stage.height:  # below stand the words
            for n in range(int(broad / cell) - 1):
                left = x + cell * (n + 0.75)
                if chance.random() < lit:
                    warm = mix(scheme.accent, (255, 255, 255), chance.random() * 0.4)
                    colour = mix(shade, warm, (0.25 + 0.6 * chance.random()) * (1 - 0.55 * haze))
                else:
                    colour = mix(shade, scheme.sky, 0.1 * (1 - scheme.dark))
                draw.rectangle((left, y, left + cell * 0.5, y + cell * 0.62), fill=colour)
            y += cell * 1.25
        x += broad
    outline.rectangle((0, high, wide, high + below), fill=255)
    left, up, cut = -stage.beside, foot * stage.height - high, even(lowest) + 2
    edge = (0, 0, wide, min(cut + _OVERLAP, picture.height))
    roofs = Layer(split(picture.crop(edge)), depth, left, up, 1.0, mask.crop(edge))
    return [roofs, Layer(split(picture.crop((0, cut, *picture.size))), depth, left, up + cut)]


def _bokeh(stage: _Stage, depth: float, count: int, band: tuple[float, float], size: float = 0.03) -> Layer:
    """Lights out of focus between two heights of the frame."""
    scheme, chance = stage.scheme, stage.chance
    density = _SOFT
    wide, high = _canvas(stage, density)
    mask = Image.new("L", (wide, high), 0)
    for _ in range(count):
        x, y = stage.at(chance.uniform(-0.2, 1.2), chance.uniform(*band), density)
        radius = max(1.5, stage.side * density * size * chance.uniform(0.35, 1.5))
        level = round(255 * chance.uniform(0.12, 0.42))
        disc = Image.new("L", (round(2 * radius) + 4,) * 2, 0)
        edge = ImageDraw.Draw(disc)
        edge.ellipse(
            (2, 2, disc.width - 3, disc.height - 3),
            fill=round(level * 0.8),
            outline=level,
            width=max(1, round(radius * 0.06)),
        )
        disc = disc.filter(ImageFilter.GaussianBlur(max(0.6, radius * 0.05)))
        place = (round(x - disc.width / 2), round(y - disc.height / 2))
        mask.paste(ImageChops.lighter(disc, mask.crop((*place, place[0] + disc.width, place[1] + disc.height))), place)
    whole = mask.resize(_canvas(stage), _BILINEAR)
    box = whole.getbbox() or (0, 0, 2, 2)
    light = split(Image.new("RGB", (1, 1), mix(scheme.accent, scheme.glow, 0.3)))
    return Layer(light, depth, box[0] - stage.beside, box[1] - stage.above, mask=whole.crop(box))


_WALL = 2.4  # distances from the camera to the far side of a room: near enough to come closer


def _interior(stage: _Stage) -> list[Layer]:
    """A room out of focus: light from a window, shelves, lamps, and the edge of a table in front."""
    scheme, chance = stage.scheme, stage.chance
    small = _canvas(stage, _SOFT / 2)
    room = column(
        small,
        [
            (0.0, mix(scheme.zenith, (0, 0, 0), 0.35)),
            (0.45, scheme.sky),
            (0.72, mix(scheme.sky, scheme.near, 0.35)),
            (1.0, scheme.near),
        ],
    )
    window = Image.new("L", small, 0)
    panes = ImageDraw.Draw(window)
    at = chance.choice((0.06, 0.62))
    for pane in range(3):
        for row in range(2):
            left, top = stage.at(at + pane * 0.115, 0.10 + row * 0.23, _SOFT / 2)
            right, bottom = stage.at(at + pane * 0.115 + 0.10, 0.10 + row * 0.23 + 0.21, _SOFT / 2)
            panes.rectangle((left, top, right, bottom), fill=230)
    blur = small[1] * 0.012
    room.paste(
        mix(scheme.horizon, scheme.far, 0.5),
        mask=glow(small, stage.at(at + 0.16, 0.32, _SOFT / 2), small[0] * 0.42, 1.7),
    )
    shelf = ImageDraw.Draw(room)
    other = 0.62 if at < 0.5 else 0.04
    for row in range(3):
        left, top = stage.at(other, 0.16 + 0.15 * row, _SOFT / 2)
        right, bottom = stage.at(other + 0.34, 0.18 + 0.15 * row, _SOFT / 2)
        shelf.rectangle((left, top, right, bottom), fill=mix(scheme.near, scheme.far, 0.35))
        x = left
        while x < right - 4:
            broad = small[0] * chance.uniform(0.006, 0.016)
            tall = small[1] * chance.uniform(0.02, 0.075)
            hue = mix(mix(scheme.far, scheme.horizon, chance.random()), scheme.accent, 0.25 * chance.random())
            shelf.rectangle((x, top - tall, x + broad, top), fill=hue)
            x += broad * chance.uniform(1.1, 2.2)
    room.paste(mix(scheme.glow, (255, 255, 255), 0.15), mask=window)
    room = room.filter(ImageFilter.GaussianBlur(blur))
    room.paste(
        scheme.glow,
        mask=glow(small, stage.at(at + 0.16, 0.3, _SOFT / 2), small[0] * 0.3, 2.2).point(curve(lambda v: 0.55 * v)),
    )

    def table(size: tuple[int, int]) -> Image.Image:
        edge = Image.new("L", size, 255)
        edge.paste(
            column((8, max(2, size[1])), [(0.0, (0, 0, 0)), (1.0, (255, 255, 255))]).getchannel(0).resize(size), (0, 0)
        )
        return edge

    tones = (mix(scheme.near, scheme.horizon, 0.25), mix(scheme.near, (0, 0, 0), 0.35))
    lamps = _bokeh(stage, 1.8, 16, (0.05, 0.55), 0.024)
    return [
        _plate(stage, room.resize(_canvas(stage), _BICUBIC), _WALL),
        lamps,
        *_land(stage, 1.25, 0.86, table, 0.03, tones),
    ]


def _space(stage: _Stage) -> list[Layer]:
    scheme, chance = stage.scheme, stage.chance
    small = _canvas(stage, _SOFT / 2)
    picture = column(small, [(0.0, scheme.zenith), (0.6, scheme.sky), (1.0, scheme.zenith)])
    for colour, cells in ((scheme.horizon, 2.2), (mix(scheme.accent, (140, 60, 190), 0.55), 3.1)):
        cloud = clouds(small, chance, cells).point(curve(lambda v: max(0.0, (v - 0.5) * 1.5)))
        picture.paste(colour, mask=cloud)
    picture = picture.resize(_canvas(stage), _BICUBIC)
    _add_stars(picture, stage, 1.0, 420)
    radius = 0.52 * stage.side
    across = 2 * round(radius)
    planet = column(
        (across, across),
        [
            (0.0, mix(scheme.accent, (255, 255, 255), 0.25)),
            (0.14, mix(scheme.accent, scheme.horizon, 0.55)),
            (0.45, mix(scheme.horizon, (0, 0, 0), 0.55)),
            (1.0, (2, 3, 8)),
        ],
    )
    bands = clouds((across, across), chance, 5, 6).point(curve(lambda v: 0.5 * v))
    planet.paste(mix(scheme.horizon, (0, 0, 0), 0.35), mask=bands)
    disc = Image.new("L", (2 * across, 2 * across), 0)
    ImageDraw.Draw(disc).ellipse((4, 4, 2 * across - 5, 2 * across - 5), fill=255)
    left = stage.width * chance.uniform(0.2, 0.5)
    globe = Layer(
        split(planet),
        5.0,
        left - radius * 0.6,
        stage.height * 0.72,
        1.0,
        disc.reduce(2).filter(ImageFilter.GaussianBlur(1)),
    )
    return [_plate(stage, picture), globe]


def _underwater(stage: _Stage) -> list[Layer]:
    scheme, chance = stage.scheme, stage.chance
    small = _canvas(stage, _SOFT / 2)
    picture = column(
        small,
        [(0.0, mix(scheme.zenith, scheme.glow, 0.4)), (0.55, mix(scheme.zenith, scheme.sky, 0.5)), (1.0, scheme.near)],
    )
    rays = Image.new("L", small, 0)
    draw = ImageDraw.Draw(rays)
    source = small[0] * chance.uniform(0.35, 0.65)
    for _ in range(16):
        foot = chance.uniform(-0.3, 1.3) * small[0]
        broad = small[0] * chance.uniform(0.01, 0.06)
        top = source + (foot - source) * 0.25
        draw.polygon(
            [(top - broad * 0.2, 0), (top + broad * 0.2, 0), (foot + broad, small[1]), (foot - broad, small[1])],
            fill=round(60 + 80 * chance.random()),
        )
    fade = column(small, [(0.0, (255, 255, 255)), (0.75, (30, 30, 30)), (1.0, (0, 0, 0))]).getchannel(0)
    picture.paste(scheme.glow, mask=ImageChops.multiply(rays.filter(ImageFilter.GaussianBlur(small[1] * 0.02)), fade))
    return [
        _plate(stage, picture.resize(_canvas(stage), _BICUBIC)),
        *_hills(stage, 7, 0.86, 0.16, 0.8, 0.5),
        *_hills(stage, 3, 0.98, 0.18, 0.4, 0.55, 7),
        *_grass(stage, 1.4, 1.06),
    ]


_PAINTERS: dict[str, Callable[[_Stage], list[Layer]]] = {
    "space": _space,
    "underwater": _underwater,
    "sea": _sea,
    "interior": _interior,
    "city": _city,
    "desert": _desert,
    "canyon": _canyon,
    "station": _station,
    "forest": _forest,
    "mountains": _mountains,
    "field": _open_land,
}

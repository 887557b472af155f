"""The stage: a scene of meshes drawn by Panda3D's software renderer into an off-screen buffer.

The renderer has vertex colours and depth, no fog, shaders or multisampling: light and fog are in the colours, and
pictures are drawn larger than they are shown. The floor and what lies flat on it is drawn first, in order and without
depth, so nothing on it can flicker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from panda3d import core

from kling.animatic.light import Light, fogged, lit
from kling.animatic.mesh import Array, Colour, Mesh, Point, grid, mesh

core.loadPrcFileData("", "load-display p3tinydisplay\naux-display p3tinydisplay\naudio-library-name null\n")
core.loadPrcFileData("", "sync-video 0\nnotify-level-display error\n")
_ROW = np.dtype([("at", "<f4", 3), ("colour", "u1", 4)])
_ROW_UV = np.dtype([("at", "<f4", 3), ("colour", "u1", 4), ("uv", "<f4", 2)])
FILM_WIDTH = 36.0  # millimetres of a full frame's longer side, to which focal lengths refer
_NEAR, _FAR = 0.08, 420.0
_PORTRAIT = 3.0  # m
SKY_FOOT = 96.0  # degrees from the zenith
_names = count()
_ONE = RLock()  # the renderer is one for the whole process: a stage at a time is put up, drawn or taken down


@dataclass(frozen=True, slots=True)
class View:
    """A camera: where its ``eye`` is, what it looks ``at``, its focal length in mm of a full frame, ``roll`` in
    degrees clockwise, the distance it is focused on (None: everything is sharp), how much of the rest is blurred, and
    the degrees that it turns while its shutter is open."""

    eye: Point
    at: Point
    focal: float = 35.0
    roll: float = 0.0
    focus: float | None = None
    blur: float = 0.0
    smear: float = 0.0


class Piece:
    """Something on the stage. Its colours are made from its surfaces, the light, and the air up to the eye; a ``dark``
    one is a shadow on the floor; on the cast falls a ``key`` light; only a ``part`` of what is behind it is covered."""

    def __init__(self, stage: Stage, mesh: Mesh, *, dark: bool = False, key: bool = False, part: float = 1.0) -> None:
        self._light, self.mesh, self._dark, self._key, self._part = stage.light, mesh, dark, key, part
        self._lit: Array | None = None
        self._rows = np.zeros(len(mesh.points), _ROW)
        self._data = core.GeomVertexData("piece", core.GeomVertexFormat.getV3c4(), core.Geom.UHDynamic)
        self._data.uncleanSetNumRows(len(mesh.points))
        self.node = stage.attach(self._data, mesh.faces)
        if part < 1:
            self.node.setTransparency(core.TransparencyAttrib.MAlpha)

    def place(self, points: Array, normals: Array) -> None:
        """Move every point."""
        self.mesh = replace(self.mesh, points=points, normals=normals)
        self._lit = None

    def show(self, view: View) -> None:
        """Send points and colours to the renderer, as they are seen in a view."""
        one = self.mesh
        if self._lit is None:
            shade, dim = (0.8 - self._light.shadow, 0.86) if self._dark else (1.0, 1.0)
            self._lit = lit(one, self._light, shade, key=self._key) * np.float32(dim)
            self._rows["at"] = one.points
        away = one.points - np.asarray(view.eye, np.float32)
        far = np.sqrt(np.einsum("ij,ij->i", away, away))
        self._rows["colour"][:, :3] = fogged(self._lit, far, one.glow, self._light)
        self._rows["colour"][:, 3] = sharpness(far, view) * self._part
        self._data.modifyArrayHandle(0).copyDataFrom(self._rows.view(np.uint8))


def sharpness(far: Any, view: View) -> Any:
    """How sharp a view shows what is so many metres off, 255 to 0: the alpha of the picture."""
    if not view.focus or view.blur <= 0:
        return 255
    soft = np.abs(1 / np.maximum(far, _NEAR) - 1 / view.focus) * min(view.focus, _PORTRAIT)  # far off, all is alike
    return 255 - 255 * np.clip(soft * 1.7 * view.blur - 0.12, 0, view.blur)


def _flat(node: Any, layer: int, *, solid: bool = False) -> None:
    """Draw a node before everything that stands, over what was drawn before; a ``solid`` one hides what is under it."""
    node.setBin("background", layer)
    node.setDepthTest(False)
    node.setDepthWrite(solid)


def _paint(node: Any, picture: NDArray[np.uint8]) -> None:
    """Put a picture, (h, w, 3) RGB or with alpha, on a node, to be seen from both sides."""
    texture, (high, wide, bands) = core.Texture(), picture.shape
    form = core.Texture.FRgba if bands == 4 else core.Texture.FRgb
    texture.setup2dTexture(wide, high, core.Texture.TUnsignedByte, form)
    rows = np.empty_like(picture, order="C")
    for band, place in enumerate((2, 1, 0, 3)[:bands]):  # as it is kept; Panda takes ten times as long to sort it
        rows[..., place] = picture[::-1, :, band]
    texture.setRamImage(rows)
    texture.setMagfilter(core.SamplerState.FTLinear)
    texture.setMinfilter(core.SamplerState.FTLinear)
    texture.setWrapV(core.SamplerState.WMClamp)
    node.setTexture(texture)
    node.setTwoSided(True)


class Stage:
    """Draws ``width`` by ``height`` pixels. Close it after use."""

    def __init__(self, width: int, height: int, light: Light) -> None:
        self.size, self.light = (width, height), light
        with _ONE:
            free = _FREE.setdefault(self.size, [])
            self._buffer = free.pop() if free else _Buffer.made(self.size)
        self._root = core.NodePath("stage")
        self._lens = core.PerspectiveLens()
        self._lens.setNearFar(_NEAR, _FAR)
        longer = max(width, height)
        self._lens.setFilmSize(FILM_WIDTH * width / longer, FILM_WIDTH * height / longer)
        camera = core.Camera("camera")
        camera.setLens(self._lens)
        self._camera = self._root.attachNewNode(camera)
        self.ground((0.5, 0.5, 0.5))
        self._still: list[Piece] = []
        self._moving: list[tuple[Piece, Piece | None]] = []
        self._dome: Any = None
        self._shown: View | None = None

    def close(self) -> None:
        """Give the memory back."""
        with _ONE:
            self._buffer.region.setCamera(core.NodePath())
            _FREE[self.size].append(self._buffer)
        self._root.removeNode()

    def attach(self, data: Any, faces: NDArray[np.int32]) -> Any:
        """Put triangles on the stage; returns their node."""
        corners = core.GeomTriangles(core.Geom.UHStatic)
        corners.setIndexType(core.Geom.NTUint32)
        array = corners.modifyVertices()
        array.uncleanSetNumRows(faces.size)
        array.modifyHandle().copyDataFrom(faces.astype("<u4").tobytes())
        shape = core.Geom(data)
        shape.addPrimitive(corners)
        node = core.GeomNode("piece")
        node.addGeom(shape)
        node.setBounds(core.OmniBoundingVolume())
        node.setFinal(True)
        return self._root.attachNewNode(node)

    # ---- what stands on it ---------------------------------------------------------------------------------------

    def floor(self, mesh: Mesh, *, solid: bool = True) -> None:
        """Lay something flat: later pieces cover earlier ones, and everything that stands covers them; a ``solid`` one
        hides what is under it."""
        self._still.append(Piece(self, mesh))
        _flat(self._still[-1].node, 10 + len(self._still), solid=solid)

    def stand(self, mesh: Mesh, *, shadow: Mesh | None = None) -> None:
        """Put up something that never moves; ``shadow`` has the floor's colours under it."""
        if shadow is not None:
            self._still.append(self._dark(shadow, 900))
        self._still.append(Piece(self, mesh))

    def cast(self, mesh: Mesh, floor: Colour | None = None, part: float = 1.0) -> Piece:
        """Put up something that moves, with a shadow on a floor of this colour, and covers a ``part`` behind it."""
        piece = Piece(self, mesh, key=True, part=part)
        dark = None if floor is None else self._dark(self.shadow(mesh).painted(floor), 901)
        self._moving.append((piece, dark))
        return piece

    def _dark(self, mesh: Mesh, layer: int) -> Piece:
        made = Piece(self, mesh, dark=True)
        _flat(made.node, layer)
        return made

    def shadow(self, mesh: Mesh) -> Mesh:
        """The shadow of a mesh on the floor, its points moved along the light; what that does not meet is not drawn."""
        sun = np.asarray(self.light.sun, np.float32)
        on_floor = (mesh.points - sun * (np.maximum(mesh.points[:, 2:], 0) / sun[2])) * (1, 1, 0)
        return replace(mesh, points=on_floor.astype(np.float32), normals=0 * mesh.normals + _UP, glow=0 * mesh.glow)

    def ground(self, colour: Sequence[float] | Colour) -> None:
        """One display colour (0 to 1) behind everything."""
        self._buffer.region.setCamera(self._camera)
        self._buffer.window.setClearColor((*colour, 1))

    def sky(self, picture: NDArray[np.uint8]) -> None:
        """Hang a sky: rows from the zenith to a little under the horizon, columns once round; (h, w, 3) RGB."""
        rows, columns = 14, 48
        high = np.radians(90 - np.linspace(0, SKY_FOOT, rows + 1))
        e, a = np.meshgrid(high, np.linspace(0, 2 * np.pi, columns + 1), indexing="ij")
        table = np.zeros(e.shape, _ROW_UV)
        table["at"] = np.stack([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)], -1) * 100
        table["uv"], table["colour"] = np.stack([a / (2 * np.pi), 1 - (90 - np.degrees(e)) / SKY_FOOT], -1), 255
        data = core.GeomVertexData("sky", core.GeomVertexFormat.getV3c4t2(), core.Geom.UHStatic)
        data.uncleanSetNumRows(e.size)
        data.modifyArrayHandle(0).copyDataFrom(table.view(np.uint8))
        self._dome = self.attach(data, grid(rows, columns))
        _paint(self._dome, picture)
        _flat(self._dome, 0)

    def card(self, picture: NDArray[np.uint8], size: tuple[float, float], ahead: float) -> Any:
        """Put up a picture, metres wide and high, that faces the camera, ``ahead`` of its middle: a node to place."""
        maker, (wide, high) = core.CardMaker("card"), size
        maker.setFrame(-wide / 2, wide / 2, -high / 2, high / 2)
        place = self._root.attachNewNode("place")
        place.setBillboardPointWorld()
        card = place.attachNewNode(maker.generate())
        card.setY(-ahead)
        _paint(card, picture)
        card.setTransparency(core.TransparencyAttrib.MAlpha)
        return place

    # ---- a picture -----------------------------------------------------------------------------------------------

    def _point_camera(self, view: View) -> None:
        self._lens.setFocalLength(view.focal)
        self._camera.setPos(*view.eye)
        down = abs(view.at[0] - view.eye[0]) + abs(view.at[1] - view.eye[1]) < 1e-3
        self._camera.lookAt(core.Point3(*view.at), core.Vec3(0, 1, 0) if down else core.Vec3(0, 0, 1))
        if view.roll:
            self._camera.setR(self._camera, view.roll)
        if self._dome is not None:
            self._dome.setPos(*view.eye)

    @property
    def brightness(self) -> float:
        """How light something white is that faces the camera, 0 to 1."""
        return float(lit(mesh([(1, 1, 1)], np.zeros((0, 3)), [(0, -0.9, 0.4)]), self.light).mean())

    def project(self, point: Point, *, beyond: bool = False) -> tuple[float, float] | None:
        """Where a point is in the last picture, in parts of its sides from the left top; None behind the camera and,
        unless ``beyond``, outside the picture."""
        flat, before = core.Point2(), self._camera.getRelativePoint(self._root, core.Point3(*point))
        if not self._lens.project(before, flat) and not (beyond and before[1] > _NEAR):
            return None
        return (flat[0] + 1) / 2, (1 - flat[1]) / 2

    def draw(self, view: View) -> NDArray[np.uint8]:
        """The picture from a view: (h, w, 4), blue, green, red, and how sharp it is."""
        self._point_camera(view)
        if self._shown is None or (self._shown != view and (self.light.thick > 0 or view.blur > 0)):
            for piece in self._still:
                piece.show(view)
            if self._dome is not None:
                self._dome.setColorScale(1, 1, 1, sharpness(_FAR, view) / 255)
            self._shown = view
        for piece, dark in self._moving:
            piece.show(view)
            if dark is not None:
                dark.place(self.shadow(piece.mesh).points, dark.mesh.normals)
                dark.show(view)
        with _ONE:
            self._buffer.engine.renderFrame()
        width, height = self.size
        return np.frombuffer(self._buffer.picture.getRamImage(), np.uint8).reshape(height, width, 4)[::-1]


_UP = np.array((0, 0, 1), np.float32)


class _Buffer(NamedTuple):
    """An off-screen buffer: what draws into it, its picture, and the region that shows a camera's view."""

    engine: Any
    window: Any
    picture: Any
    region: Any

    @classmethod
    def made(cls, size: tuple[int, int]) -> _Buffer:
        """A new one."""
        engine, picture, wanted = core.GraphicsEngine(), core.Texture(), core.FrameBufferProperties()
        pipe = core.GraphicsPipeSelection.getGlobalPtr().makePipe("TinyOffscreenGraphicsPipe", "p3tinydisplay")
        wanted.setRgbaBits(8, 8, 8, 8)
        wanted.setDepthBits(24)
        shape, own = core.WindowProperties.size(*size), core.GraphicsPipe.BFRefuseWindow
        window = engine.makeOutput(pipe, f"buffer{next(_names)}", 0, wanted, shape, own)
        window.addRenderTexture(picture, core.GraphicsOutput.RTMCopyRam, core.GraphicsOutput.RTPColor)
        return cls(engine, window, picture, window.makeDisplayRegion())


_FREE: dict[tuple[int, int], list[_Buffer]] = {}
"""Buffers that nobody draws into, by size. The renderer never frees one, so they are used again."""

"""The stage: a scene of meshes drawn by Panda3D's software renderer into an off-screen buffer.

The renderer has vertex colours and depth, no fog, shaders or multisampling: light and fog are in the colours, and
pictures are drawn larger than they are shown. The floor and what lies flat on it is drawn first, in order and without
depth, so nothing on it can flicker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from threading import RLock
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from panda3d import core
from PIL import Image

from kling.animatic.light import Light, dropped, fogged, lit, shadow_of
from kling.animatic.mesh import Array, Colour, Mesh, Point, grid

core.loadPrcFileData(
    "",
    "load-display p3tinydisplay\naux-display p3tinydisplay\naudio-library-name null\nsync-video 0\n"
    "notify-level-display error\n",
)
_ROW = np.dtype([("at", "<f4", 3), ("colour", "u1", 4)])
_ROW_UV = np.dtype([("at", "<f4", 3), ("colour", "u1", 4), ("uv", "<f4", 2)])
FILM_WIDTH = 36.0
"""Millimetres of a full frame's longer side, to which focal lengths refer."""
_NEAR, _FAR = 0.08, 420.0
_PORTRAIT = 3.0  # m
_SKY_FOOT = 96.0  # degrees from the zenith
_names = count()
_ONE = RLock()
"""The renderer is one for the whole process: a stage at a time is put up, drawn or taken down."""


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
    """Something on the stage. Its colours are made from its surfaces, the light, and the air up to the eye."""

    def __init__(
        self, stage: Stage, mesh: Mesh, *, layer: int | None = None, dim: bool = False, solid: bool = False
    ) -> None:
        self._light, self.mesh, self._dim = stage.light, mesh, dim
        self._seen: Array | None = None
        self._rows = np.zeros(len(mesh.points), _ROW)
        self._rows["colour"][:, 3] = 255
        self._data = core.GeomVertexData("piece", core.GeomVertexFormat.getV3c4(), core.Geom.UHDynamic)
        self._data.uncleanSetNumRows(len(mesh.points))
        self.node = stage.attach(self._data, mesh.faces)
        if layer is not None:
            _flat(self.node, layer, solid=solid)

    def place(self, points: Array, normals: Array) -> None:
        """Move every point."""
        self.mesh = replace(self.mesh, points=points, normals=normals)
        self._seen = None

    def show(self, eye: Point) -> None:
        """Send points and colours to the renderer, as seen from ``eye``."""
        one = self.mesh
        if self._seen is None:
            shade, dim = (1 - self._light.shadow - 0.2, 0.86) if self._dim else (1.0, 1.0)
            self._seen = lit(one.points, one.normals, one.colours, one.glow, self._light, shade) * np.float32(dim)
            self._rows["at"] = one.points
        self._rows["colour"][:, :3] = fogged(self._seen, one.points, one.glow, eye, self._light)
        self._data.modifyArrayHandle(0).copyDataFrom(self._rows.tobytes())


def _flat(node: Any, layer: int, *, solid: bool = False) -> None:
    """Draw a node before everything that stands, over what was drawn before; a ``solid`` one hides what is under it."""
    node.setBin("background", layer)
    node.setDepthTest(False)
    node.setDepthWrite(solid)


class Stage:
    """Draws ``width`` by ``height`` pixels. Close it after use."""

    def __init__(self, width: int, height: int, light: Light) -> None:
        self.size, self.light = (width, height), light
        self._buffer = _Buffer.taken((width, height))
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
        self._eye: Point | None = None
        self._depth: _Depth | None = None

    def close(self) -> None:
        """Give the memory back."""
        self._buffer.give_back()
        if self._depth is not None:
            self._depth.buffer.give_back()
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
        self._still.append(Piece(self, mesh, layer=10 + len(self._still), solid=solid))

    def stand(self, mesh: Mesh, *, shadow: Mesh | None = None) -> None:
        """Put up something that never moves; ``shadow`` has the floor's colours under it."""
        if shadow is not None and len(shadow.faces):
            self._still.append(Piece(self, shadow, layer=900, dim=True))
        self._still.append(Piece(self, mesh))

    def cast(self, mesh: Mesh, floor: Colour | None = None) -> Piece:
        """Put up something that moves, with a shadow on a floor of this colour."""
        piece, dark = Piece(self, mesh), None
        if floor is not None:
            colours = np.tile(np.asarray(floor, np.float32), (len(mesh.points), 1))
            flat = Mesh(self._dropped(mesh), np.zeros_like(mesh.points) + _UP, colours, 0 * mesh.glow, mesh.faces)
            dark = Piece(self, flat, layer=901, dim=True)
            dark.node.setTwoSided(True)
        self._moving.append((piece, dark))
        return piece

    def shadow(self, mesh: Mesh) -> Mesh:
        """The shadow of a mesh on the floor."""
        return shadow_of(mesh, self.light)

    def _dropped(self, mesh: Mesh) -> Array:
        return dropped(mesh.points, np.asarray(self.light.sun, np.float32))

    def ground(self, colour: tuple[float, float, float]) -> None:
        """One display colour (0 to 1) behind everything."""
        self._buffer.show(self._camera, colour)

    def sky(self, picture: NDArray[np.uint8]) -> None:
        """Hang a sky: rows from the zenith to a little under the horizon, columns once round; (h, w, 3) RGB."""
        rows, columns = 14, 48
        high = np.radians(90 - np.linspace(0, _SKY_FOOT, rows + 1))
        e, a = np.meshgrid(high, np.linspace(0, 2 * np.pi, columns + 1), indexing="ij")
        points = np.stack([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)], -1).reshape(-1, 3) * 100
        uv = np.stack([a / (2 * np.pi), 1 - (90 - np.degrees(e)) / _SKY_FOOT], -1).reshape(-1, 2)
        self._dome = self._painted(points, uv, grid(rows, columns), picture)
        _flat(self._dome, 0)

    def card(self, picture: NDArray[np.uint8], size: tuple[float, float], ahead: float) -> Any:
        """Put up a picture so many metres wide and high that faces the camera, ``ahead`` of its middle: the node
        to be placed."""
        wide, high = size
        uv = np.array(((0, 0), (1, 0), (1, 1), (0, 1)), np.float32)
        corners = np.array([((x - 0.5) * wide, -ahead, (z - 0.5) * high) for x, z in uv], np.float32)
        card = self._painted(corners, uv, np.array(((0, 1, 2), (0, 2, 3)), np.int32), picture)
        place = self._root.attachNewNode("place")
        place.setBillboardPointWorld()
        card.reparentTo(place)
        return place

    def _painted(self, points: Any, uv: Any, faces: NDArray[np.int32], picture: NDArray[np.uint8]) -> Any:
        """Triangles with a picture, (h, w, 3) RGB or with alpha, seen from both sides."""
        data = core.GeomVertexData("painted", core.GeomVertexFormat.getV3c4t2(), core.Geom.UHStatic)
        data.uncleanSetNumRows(len(points))
        table = np.zeros(len(points), _ROW_UV)
        table["at"], table["colour"], table["uv"] = points, 255, uv
        data.modifyArrayHandle(0).copyDataFrom(table.tobytes())
        texture, clear = core.Texture(), picture.shape[2] == 4
        form = core.Texture.FRgba if clear else core.Texture.FRgb
        texture.setup2dTexture(picture.shape[1], picture.shape[0], core.Texture.TUnsignedByte, form)
        texture.setRamImage(np.ascontiguousarray(picture[::-1, :, [2, 1, 0, 3] if clear else [2, 1, 0]]).tobytes())
        texture.setMagfilter(core.SamplerState.FTLinear)
        texture.setMinfilter(core.SamplerState.FTLinear)
        texture.setWrapV(core.SamplerState.WMClamp)
        node = self.attach(data, faces)
        node.setTexture(texture)
        node.setTwoSided(True)
        if clear:
            node.setTransparency(core.TransparencyAttrib.MAlpha)
        return node

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
        one = np.ones((1, 3), np.float32)
        return float(lit(one, one * np.array((0, -0.9, 0.4), np.float32), one, 0 * one[:, 0], self.light).mean())

    def project(self, point: Point, *, beyond: bool = False) -> tuple[float, float] | None:
        """Where a point is in the last picture, in parts of its sides from the left top; None behind the camera and,
        unless ``beyond``, outside the picture."""
        flat, before = core.Point2(), self._camera.getRelativePoint(self._root, core.Point3(*point))
        if not self._lens.project(before, flat) and not (beyond and before[1] > _NEAR):
            return None
        return (flat[0] + 1) / 2, (1 - flat[1]) / 2

    def draw(self, view: View) -> NDArray[np.uint8]:
        """The picture from a view: (h, w, 4), blue, green, red, and one unused."""
        self._point_camera(view)
        if self._eye is None or (self.light.thick > 0 and self._eye != view.eye):
            for piece in self._still:
                piece.show(view.eye)
            self._eye = view.eye
        for piece, dark in self._moving:
            piece.show(view.eye)
            if dark is not None:
                dark.place(self._dropped(piece.mesh), dark.mesh.normals)
                dark.show(view.eye)
        return self._buffer.drawn()

    def blur_mask(self, view: View) -> Image.Image:
        """How far out of focus the picture from a view is, 0 to 255, on a smaller scale."""
        if self._depth is None:
            size = (max(2, self.size[0] // 3), max(2, self.size[1] // 3))
            self._depth = _Depth(size, self._camera, self._lens)
        return self._depth.mask(view.focus or 1.0, view.blur)


_UP = np.array((0, 0, 1), np.float32)


class _Buffer:
    """An off-screen buffer with what draws into it. The renderer never frees one, so they are used again."""

    _free: ClassVar[dict[tuple[int, int], list[_Buffer]]] = {}

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._engine = core.GraphicsEngine()
        pipe = core.GraphicsPipeSelection.getGlobalPtr().makePipe("TinyOffscreenGraphicsPipe", "p3tinydisplay")
        wanted = core.FrameBufferProperties()
        wanted.setRgbaBits(8, 8, 8, 8)
        wanted.setDepthBits(24)
        shape = core.WindowProperties.size(*size)
        self._window = self._engine.makeOutput(
            pipe, f"buffer{next(_names)}", 0, wanted, shape, core.GraphicsPipe.BFRefuseWindow
        )
        self._picture = core.Texture()
        self._window.addRenderTexture(self._picture, core.GraphicsOutput.RTMCopyRam, core.GraphicsOutput.RTPColor)
        self._region = self._window.makeDisplayRegion()

    @classmethod
    def taken(cls, size: tuple[int, int]) -> _Buffer:
        """A buffer of a size that nobody else draws into."""
        with _ONE:
            free = cls._free.get(size)
            return free.pop() if free else cls(size)

    def give_back(self) -> None:
        """Let others have it."""
        with _ONE:
            self._region.setCamera(core.NodePath())
            self._free.setdefault(self.size, []).append(self)

    def show(self, camera: Any, ground: Colour) -> None:
        """What it shows: a camera's view on a display colour (0 to 1)."""
        self._region.setCamera(camera)
        self._window.setClearColor((*ground, 1))

    def drawn(self) -> NDArray[np.uint8]:
        """The picture now, (h, w, 4)."""
        with _ONE:
            self._engine.renderFrame()
        width, height = self.size
        return np.frombuffer(self._picture.getRamImage(), np.uint8).reshape(height, width, 4)[::-1]


class _Depth:
    """A small second picture of the stage in which grey says how far out of focus each place is.

    The renderer gives no depth: a ramp is laid over everything by its distance from the eye.
    """

    _STEPS = 1024

    def __init__(self, size: tuple[int, int], camera: Any, lens: Any) -> None:
        self.buffer = _Buffer.taken(size)
        self._ramp = core.Texture()
        self._ramp.setup2dTexture(self._STEPS, 1, core.Texture.TUnsignedByte, core.Texture.FRgb)
        self._ramp.setWrapU(core.SamplerState.WMClamp)
        self._ramp.setMagfilter(core.SamplerState.FTNearest)
        self._ramp.setMinfilter(core.SamplerState.FTNearest)
        self._layer = core.TextureStage("depth")
        self._layer.setMode(core.TextureStage.MReplace)
        self._eye = core.Camera("depth")
        self._eye.setLens(lens)
        self.buffer.show(camera.attachNewNode(self._eye), (1.0, 1.0, 1.0))

    def mask(self, distance: float, blur: float) -> Image.Image:
        """How far out of focus the picture is that is sharp at ``distance`` metres; ``blur`` 0 to 1."""
        far = max(8.0, 10 * distance)
        depth = (np.arange(self._STEPS) + 0.5) / self._STEPS * far
        soft = np.abs(1 / depth - 1 / distance) * min(distance, _PORTRAIT)  # far off, all is about as sharp
        grey = (np.clip(soft * 1.7 * blur - 0.12, 0, blur) * 255).astype(np.uint8)
        self._ramp.setRamImage(np.repeat(grey, 3).tobytes())
        state = core.NodePath("state")
        state.setTexture(self._layer, self._ramp, 10)
        state.setTexGen(self._layer, core.TexGenAttrib.MEyePosition)
        matrix = core.Mat4(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5 / self._STEPS, 0.5, 0, 1)
        matrix.setCell(1, 0, 1 / far)
        state.setTexTransform(self._layer, core.TransformState.makeMat(matrix))
        self._eye.setInitialState(state.getState())
        return Image.fromarray(np.ascontiguousarray(self.buffer.drawn()[..., 0]))

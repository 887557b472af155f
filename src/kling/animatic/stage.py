"""The stage: a scene of meshes drawn by Panda3D's software renderer into an off-screen buffer.

The renderer has vertex colours and depth, no fog, shaders or multisampling: light and fog are in the colours, and
pictures are drawn larger than they are shown. The floor and what lies flat on it is drawn first, in order and without
depth, so nothing on it can flicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from threading import RLock
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from panda3d.core import (
    Camera,
    FrameBufferProperties,
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexData,
    GeomVertexFormat,
    GraphicsEngine,
    GraphicsOutput,
    GraphicsPipe,
    GraphicsPipeSelection,
    Mat4,
    NodePath,
    OmniBoundingVolume,
    PerspectiveLens,
    Point2,
    Point3,
    SamplerState,
    TexGenAttrib,
    Texture,
    TextureStage,
    TransformState,
    TransparencyAttrib,
    Vec3,
    WindowProperties,
    loadPrcFileData,
)
from PIL import Image

from kling.animatic.light import Light, dropped, fogged, lit, shadow_of
from kling.animatic.mesh import Array, Colour, Mesh, Point

loadPrcFileData(
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
_names = count()
_ONE = RLock()
"""The renderer is one for the whole process: a stage at a time is put up, drawn or taken down."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera: where its ``eye`` is, what it looks ``at``, its focal length in mm of a full frame, ``roll`` in
    degrees clockwise, and the distance it is focused on (None: everything is sharp)."""

    eye: Point
    at: Point
    focal: float = 35.0
    roll: float = 0.0
    focus: float | None = None
    blur: float = 0.0
    smear: float = 0.0


class Piece:
    """Something on the stage. Its colours are made from its surfaces, the light, and the air up to the eye."""

    def __init__(self, stage: Stage, mesh: Mesh, *, layer: int | None = None) -> None:
        self._stage, self.mesh = stage, mesh
        self._seen: Array | None = None
        self._rows = np.zeros(len(mesh.points), _ROW)
        self._rows["colour"][:, 3] = 255
        self._data = GeomVertexData("piece", GeomVertexFormat.getV3c4(), Geom.UHDynamic)
        self._data.uncleanSetNumRows(len(mesh.points))
        self.node = stage.attach(self._data, mesh.faces)
        if layer is not None:
            self.node.setBin("background", layer)
            self.node.setDepthTest(False)
            self.node.setDepthWrite(False)

    def place(self, points: Array, normals: Array) -> None:
        """Move every point."""
        self.mesh = Mesh(points, normals, self.mesh.colours, self.mesh.glow, self.mesh.faces)
        self._seen = None

    def light(self, shade: float = 1.0, dim: float = 1.0) -> None:
        """Light the surfaces anew; ``shade`` is how much sun there is, ``dim`` scales the outcome."""
        one = self.mesh
        self._seen = lit(one.points, one.normals, one.colours, one.glow, self._stage.light, shade) * np.float32(dim)
        self._rows["at"] = one.points

    def show(self, eye: Point) -> None:
        """Send points and colours to the renderer, as seen from ``eye``."""
        if self._seen is None:
            self.light()
        if self._seen is not None:
            self._rows["colour"][:, :3] = fogged(self._seen, self.mesh.points, self.mesh.glow, eye, self._stage.light)
            self._data.modifyArrayHandle(0).copyDataFrom(self._rows.tobytes())


class Stage:
    """Draws ``width`` by ``height`` pixels. Close it after use."""

    def __init__(self, width: int, height: int, light: Light) -> None:
        self.size, self.light = (width, height), light
        self._buffer = _Buffer.taken((width, height))
        self._root = NodePath("stage")
        self._lens = PerspectiveLens()
        self._lens.setNearFar(_NEAR, _FAR)
        longer = max(width, height)
        self._lens.setFilmSize(FILM_WIDTH * width / longer, FILM_WIDTH * height / longer)
        camera = Camera("camera")
        camera.setLens(self._lens)
        self._camera = self._root.attachNewNode(camera)
        self._buffer.show(self._camera, (0.5, 0.5, 0.5))
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
        corners = GeomTriangles(Geom.UHStatic)
        corners.setIndexType(Geom.NTUint32)
        array = corners.modifyVertices()
        array.uncleanSetNumRows(faces.size)
        array.modifyHandle().copyDataFrom(faces.astype("<u4").tobytes())
        shape = Geom(data)
        shape.addPrimitive(corners)
        node = GeomNode("piece")
        node.addGeom(shape)
        node.setBounds(OmniBoundingVolume())
        node.setFinal(True)
        return self._root.attachNewNode(node)

    # ---- what stands on it ---------------------------------------------------------------------------------------

    def floor(self, mesh: Mesh) -> None:
        """Lay something flat: later pieces cover earlier ones, and everything that stands covers them."""
        self._still.append(Piece(self, mesh, layer=10 + len(self._still)))

    def stand(self, mesh: Mesh, *, shadow: Mesh | None = None) -> None:
        """Put up something that never moves; ``shadow`` has the floor's colours under it."""
        if shadow is not None and len(shadow.faces):
            dark = Piece(self, shadow, layer=900)
            dark.light(shade=1 - self.light.shadow - 0.2, dim=0.86)
            self._still.append(dark)
        self._still.append(Piece(self, mesh))

    def cast(self, mesh: Mesh) -> Piece:
        """Put up something that moves."""
        piece = Piece(self, mesh)
        self._moving.append((piece, None))
        return piece

    def shadowed(self, piece: Piece, colour: Colour) -> None:
        """Give a moving piece a shadow on a floor of this colour."""
        flat = self.shadow(piece.mesh, every=True)
        flat.colours[:] = colour
        dark = Piece(self, flat, layer=901)
        dark.node.setTwoSided(True)
        self._moving = [(one, dark if one is piece else other) for one, other in self._moving]

    def shadow(self, mesh: Mesh, *, every: bool = False) -> Mesh:
        """The shadow of a mesh on the floor; with ``every`` of its faces, for one that moves."""
        if not every:
            return shadow_of(mesh, self.light)
        n = len(mesh.points)
        return Mesh(
            dropped(mesh.points, np.asarray(self.light.sun, np.float32)),
            np.tile(np.array((0, 0, 1), np.float32), (n, 1)),
            mesh.colours.copy(),
            np.zeros(n, np.float32),
            mesh.faces,
        )

    def ground(self, colour: tuple[float, float, float]) -> None:
        """One display colour (0 to 1) behind everything."""
        self._buffer.show(self._camera, colour)

    def sky(self, picture: NDArray[np.uint8]) -> None:
        """Hang a sky: rows from the zenith to a little under the horizon, columns once round; (h, w, 3) RGB."""
        rows, columns = 14, 48
        high = np.radians(90 - np.linspace(0, 1, rows + 1) * 96)
        turn = np.linspace(0, 2 * np.pi, columns + 1)
        e, a = np.meshgrid(high, turn, indexing="ij")
        points = np.stack([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)], -1).reshape(-1, 3) * 100
        v = 1 - (90 - np.degrees(e)) / 96
        data = GeomVertexData("sky", GeomVertexFormat.getV3c4t2(), Geom.UHStatic)
        data.uncleanSetNumRows(len(points))
        table = np.zeros(len(points), _ROW_UV)
        table["at"], table["colour"] = points, 255
        table["uv"] = np.stack([a / (2 * np.pi), v], -1).reshape(-1, 2)
        data.modifyArrayHandle(0).copyDataFrom(table.tobytes())
        row, column = (one.ravel() for one in np.mgrid[0:rows, 0:columns])
        corner = row * (columns + 1) + column
        below = corner + columns + 1
        faces = np.concatenate([np.stack([corner, corner + 1, below + 1], 1), np.stack([corner, below + 1, below], 1)])
        self._dome = self.attach(data, faces.astype(np.int32))
        self._dome.setTexture(painted(picture))
        self._dome.setTwoSided(True)
        self._dome.setBin("background", 0)
        self._dome.setDepthTest(False)
        self._dome.setDepthWrite(False)

    def card(self, picture: NDArray[np.uint8], corners: Array) -> Any:
        """Put up a picture on four corners: left foot, right foot, right top, left top."""
        data = GeomVertexData("card", GeomVertexFormat.getV3c4t2(), Geom.UHStatic)
        data.uncleanSetNumRows(4)
        table = np.zeros(4, _ROW_UV)
        table["at"], table["colour"] = corners, 255
        table["uv"] = ((0, 0), (1, 0), (1, 1), (0, 1))
        data.modifyArrayHandle(0).copyDataFrom(table.tobytes())
        node = self.attach(data, np.array(((0, 1, 2), (0, 2, 3)), np.int32))
        node.setTexture(painted(picture))
        node.setTwoSided(True)
        if picture.shape[2] == 4:
            node.setTransparency(TransparencyAttrib.MAlpha)
        return node

    # ---- a picture -----------------------------------------------------------------------------------------------

    def look(self, view: View) -> None:
        """Point the camera."""
        self._lens.setFocalLength(view.focal)
        self._camera.setPos(*view.eye)
        down = abs(view.at[0] - view.eye[0]) + abs(view.at[1] - view.eye[1]) < 1e-3
        self._camera.lookAt(Point3(*view.at), Vec3(0, 1, 0) if down else Vec3(0, 0, 1))
        if view.roll:
            self._camera.setR(self._camera, view.roll)
        if self._dome is not None:
            self._dome.setPos(*view.eye)

    def project(self, point: Point) -> tuple[float, float] | None:
        """Where a point is in the picture, in parts of its sides from the left top; None behind the camera."""
        flat = Point2()
        if not self._lens.project(self._camera.getRelativePoint(self._root, Point3(*point)), flat):
            return None
        return (flat[0] + 1) / 2, (1 - flat[1]) / 2

    def blur_mask(self) -> Image.Image:
        """How far out of focus the last picture is, 0 to 255; it was drawn with a focus."""
        assert self._depth is not None  # noqa: S101
        return self._depth.mask()

    def draw(self, view: View) -> NDArray[np.uint8]:
        """The picture from a view: (h, w, 4), blue, green, red, and one unused."""
        self.look(view)
        if self._eye is None or (self.light.thick > 0 and self._eye != view.eye):
            for piece in self._still:
                piece.show(view.eye)
            self._eye = view.eye
        for piece, dark in self._moving:
            piece.show(view.eye)
            if dark is not None:
                points = dropped(piece.mesh.points, np.asarray(self.light.sun, np.float32))
                dark.place(points, dark.mesh.normals)
                dark.light(shade=1 - self.light.shadow - 0.2, dim=0.86)
                dark.show(view.eye)
        if view.focus and view.blur > 0.05:
            if self._depth is None:
                size = (max(2, self.size[0] // 3), max(2, self.size[1] // 3))
                self._depth = _Depth(size, self._camera, self._lens)
            self._depth.focus(view.focus, view.blur)
        if self._depth is not None:
            self._depth.drawn = self._depth.buffer.drawn()
        return self._buffer.drawn()


class _Buffer:
    """An off-screen buffer with what draws into it. The renderer never frees one, so they are used again."""

    _free: ClassVar[dict[tuple[int, int], list[_Buffer]]] = {}

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._engine = GraphicsEngine()
        pipe = GraphicsPipeSelection.getGlobalPtr().makePipe("TinyOffscreenGraphicsPipe", "p3tinydisplay")
        wanted = FrameBufferProperties()
        wanted.setRgbaBits(8, 8, 8, 8)
        wanted.setDepthBits(24)
        self._window = self._engine.makeOutput(
            pipe, f"buffer{next(_names)}", 0, wanted, WindowProperties.size(*size), GraphicsPipe.BFRefuseWindow
        )
        self._picture = Texture()
        self._window.addRenderTexture(self._picture, GraphicsOutput.RTMCopyRam, GraphicsOutput.RTPColor)
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
            self._region.setCamera(NodePath())
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
        self._ramp = Texture()
        self._ramp.setup2dTexture(self._STEPS, 1, Texture.TUnsignedByte, Texture.FRgb)
        self._ramp.setWrapU(SamplerState.WMClamp)
        self._ramp.setMagfilter(SamplerState.FTNearest)
        self._ramp.setMinfilter(SamplerState.FTNearest)
        self._layer = TextureStage("depth")
        self._layer.setMode(TextureStage.MReplace)
        eye = Camera("depth")
        eye.setLens(lens)
        self._eye = eye
        self.buffer.show(camera.attachNewNode(eye), (1.0, 1.0, 1.0))
        self.drawn = np.zeros((size[1], size[0], 4), np.uint8)

    def focus(self, distance: float, blur: float) -> None:
        """Sharp at ``distance`` metres; ``blur`` 0 to 1."""
        far = max(8.0, 10 * distance)
        depth = (np.arange(self._STEPS) + 0.5) / self._STEPS * far
        soft = np.abs(1 / depth - 1 / distance) * min(distance, _PORTRAIT)  # far off, all is about as sharp
        grey = (np.clip(soft * 1.7 * blur - 0.12, 0, blur) * 255).astype(np.uint8)
        self._ramp.setRamImage(np.repeat(grey, 3).tobytes())
        state = NodePath("state")
        state.setTexture(self._layer, self._ramp, 10)
        state.setTexGen(self._layer, TexGenAttrib.MEyePosition)
        matrix = Mat4(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5 / self._STEPS, 0.5, 0, 1)
        matrix.setCell(1, 0, 1 / far)
        state.setTexTransform(self._layer, TransformState.makeMat(matrix))
        self._eye.setInitialState(state.getState())

    def mask(self) -> Image.Image:
        """How far out of focus the last picture is, 0 to 255."""
        return Image.fromarray(np.ascontiguousarray(self.drawn[..., 0]))


def painted(picture: NDArray[np.uint8]) -> Any:
    """A picture, (h, w, 3) RGB or with alpha, as a texture."""
    texture, clear = Texture(), picture.shape[2] == 4
    texture.setup2dTexture(
        picture.shape[1], picture.shape[0], Texture.TUnsignedByte, Texture.FRgba if clear else Texture.FRgb
    )
    texture.setRamImage(np.ascontiguousarray(picture[::-1, :, [2, 1, 0, 3] if clear else [2, 1, 0]]).tobytes())
    texture.setMagfilter(SamplerState.FTLinear)
    texture.setMinfilter(SamplerState.FTLinear)
    texture.setWrapV(SamplerState.WMClamp)
    return texture

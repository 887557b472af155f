"""Camera movements with the numbers a renderer needs, the words for speed, and which moves exclude each other.

Camera axes: x right, y up, z forward. The numbers belong to the slow pace, chosen so that it reads well in a shot of
five seconds; they are this project's defaults, not Kling's. Kling 3.0 has no camera parameter: the words are the only
control.
"""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kling.prompts.vocabulary.term import Term, Vocabulary

Group = Literal[
    "hold", "pan", "tilt", "roll", "zoom", "dolly", "truck", "vertical", "orbit", "follow", "texture", "compound",
    "focus", "editing",
]  # fmt: skip


class Motion(NamedTuple):
    """What a camera does in one second at slow pace.

    ``yaw`` (right +), ``pitch`` (up +), ``roll`` (clockwise +) and ``orbit`` (camera travels to its right +) in
    degrees; ``tx``, ``ty``, ``tz`` in distances between camera and subject; ``zoom`` a factor of the focal length.
    ``burst_s``: the move is over after so many seconds. ``shake_deg`` (RMS) at ``shake_hz``. ``height`` in subject
    heights. ``time_scale`` 1 is real time. ``lock``: the camera keeps this side of a moving subject.
    ``focus_s``: seconds in which focus travels from near to far.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    orbit: float = 0.0
    tx: float = 0.0
    ty: float = 0.0
    tz: float = 0.0
    zoom: float = 1.0
    burst_s: float | None = None
    shake_deg: float = 0.0
    shake_hz: float = 0.0
    height: float = 0.0
    time_scale: float = 1.0
    lock: Literal["side", "rear", "front"] | None = None
    focus_s: float | None = None


STILL = Motion()


@dataclass(eq=False, kw_only=True)
class CameraMove(Term):
    """``direction`` is the sign of the move within its group, 0 where it has none."""

    group: Group
    motion: Motion = STILL
    direction: int = 0
    official: bool = True

    @property
    def moves(self) -> bool:
        """Whether the camera travels or turns: not for a hold, a texture, a change of focus or an editing word."""
        return self.group not in ("hold", "texture", "focus", "editing")


@dataclass(eq=False, kw_only=True)
class Speed(Term):
    """``factor`` multiplies the numbers of a Motion."""

    factor: float


SPEEDS = Vocabulary(
    Speed("slow", "slow", en="slowly|gentle|gently|gradual|gradually|subtle|subtly|creeping|unhurried|barely perceptible|soft", zh="缓慢|缓缓|慢慢|缓|慢速|徐徐|轻轻", ja="ゆっくり|緩やか|じわじわ|静かに", es="lento|lenta|lentamente|suave|suavemente|gradual", factor=1.0),
    Speed("medium", "steady", en="steadily|smooth|smoothly|walking pace|even|medium speed|constant|measured", zh="平稳|平滑|匀速|稳定", ja="一定の速さ|滑らか|歩く速さ|なめらか", es="constante|a paso de|ritmo constante", factor=2.2),
    Speed("fast", "fast", en="quick|quickly|rapid|rapidly|swift|swiftly|sudden|suddenly|snap|brisk|running pace|whip|crash|racing", zh="快速|迅速|急速|猛|高速|突然", ja="素早く|素早い|速い|急速|急に|高速", es="rápido|rápida|rápidamente|veloz|brusco|brusca", factor=5.0),
)  # fmt: skip
"""How fast. Without such a word a model tends to move faster than wanted; this project assumes slow."""

CAMERA_MOVES = Vocabulary(
    CameraMove("static", "static camera", en="locked-off tripod shot|locked-off tripod|locked-off|locked off|locked tripod|locked camera|fixed camera|camera fixed|camera holds still|camera static|camera is static|camera stays still|camera stays static|camera remains still|camera remains static|camera does not move|camera still|still camera|static shot|static frame|static framing|no camera movement|static wide shot|static medium shot|static close-up|static two-shot|tripod shot|stationary camera", zh="固定镜头|静止镜头|机位固定|固定机位|镜头固定|镜头静止|镜头不动|静态镜头", ja="固定カメラ|カメラ固定|カメラは固定|固定ショット|固定アングル|カメラは動かない|固定、|固定。|固定で|フィックス", es="cámara fija|cámara estática|plano fijo|cámara quieta|sin movimiento de cámara|cámara inmóvil", group="hold"),
    CameraMove("pan_left", "pan left", en="camera swings left|pan to the left|pan across to the left|left pan|panning shot left", zh="向左摇镜|左摇镜头|镜头左摇|左摇|镜头向左摇", ja="左へパン|左にパン|パン左|カメラが左に振", es="paneo a la izquierda|panorámica a la izquierda|paneo hacia la izquierda", group="pan", direction=-1, motion=Motion(yaw=-6)),
    CameraMove("pan_right", "pan right", en="camera swings right|pan to the right|pan across to the right|right pan|panning shot right", zh="向右摇镜|右摇镜头|镜头右摇|右摇|镜头向右摇", ja="右へパン|右にパン|パン右|カメラが右に振", es="paneo a la derecha|panorámica a la derecha|paneo hacia la derecha", group="pan", direction=1, motion=Motion(yaw=6)),
    CameraMove("whip_pan_left", "whip pan left", en="swish pan left", zh="向左甩镜|左甩镜头", ja="左へホイップパン|ホイップパン左", es="barrido a la izquierda", group="pan", direction=-1, motion=Motion(yaw=-180, burst_s=0.35), official=False),
    CameraMove("whip_pan_right", "whip pan right", en="swish pan right|whip pan|swish pan", zh="向右甩镜|右甩镜头|甩镜头|甩镜", ja="右へホイップパン|ホイップパン", es="barrido a la derecha|barrido rápido", group="pan", direction=1, motion=Motion(yaw=180, burst_s=0.35), official=False),
    CameraMove("tilt_up", "tilt up", en="camera tilts up|camera tilt up|camera looks up|lens tilts up|slow tilt up|tilting up from", zh="镜头上摇|上摇镜头|上摇|镜头上仰|向上摇镜", ja="チルトアップ|パンアップ|カメラが上を向", es="tilt hacia arriba|inclinación hacia arriba", guarded="tilt up|tilt upward", group="tilt", direction=1, motion=Motion(pitch=5)),
    CameraMove("tilt_down", "tilt down", en="camera tilts down|camera tilt down|camera looks down|lens tilts down|slow tilt down|tilting down from", zh="镜头下摇|下摇镜头|下摇|镜头下俯|向下摇镜", ja="チルトダウン|パンダウン|カメラが下を向", es="tilt hacia abajo|inclinación hacia abajo", guarded="tilt down|tilt downward", group="tilt", direction=-1, motion=Motion(pitch=-5)),
    CameraMove("roll_cw", "roll clockwise", en="barrel roll right|camera rolls clockwise|camera rolls right", zh="顺时针旋转镜头|镜头顺时针旋转", ja="ロール右|カメラが時計回りに回転", es="giro horario|giro horario de cámara", group="roll", direction=1, motion=Motion(roll=8)),
    CameraMove("roll_ccw", "roll counterclockwise", en="barrel roll left|camera rolls counterclockwise|camera rolls left", zh="逆时针旋转镜头|镜头逆时针旋转", ja="ロール左|カメラが反時計回りに回転", es="giro antihorario|giro antihorario de cámara", group="roll", direction=-1, motion=Motion(roll=-8)),
    CameraMove("zoom_in", "zoom in", en="lens zooms in|camera zooms in|slow zoom on|zoom into", zh="变焦推近|镜头拉近放大|镜头放大|变焦放大", ja="ズームイン|ズームアップ", es="zoom in|acercamiento óptico|zoom de acercamiento|hace zoom", group="zoom", direction=1, motion=Motion(zoom=1.08)),
    CameraMove("zoom_out", "zoom out", en="lens zooms out|camera zooms out", zh="变焦拉远|镜头缩小", ja="ズームアウト", es="zoom out|alejamiento óptico|zoom de alejamiento", group="zoom", direction=-1, motion=Motion(zoom=0.926)),
    CameraMove("crash_zoom", "crash zoom", en="snap zoom|punch-in zoom|crash-zoom", zh="急速变焦|快速推镜特写", ja="クラッシュズーム|急激なズーム", es="zoom violento|zoom brusco", group="zoom", direction=1, motion=Motion(zoom=6.0, burst_s=0.4), official=False),
    CameraMove("dolly_in", "push-in", en="push in on|camera push in|dolly in|dolly-in|dolly forward|camera pushes in|camera pushes|camera pushes forward|camera moves closer|camera moves in|camera moves toward|camera moves towards|camera moves forward|camera drifts closer|camera drifts forward|camera creeps in|camera glides forward|camera approaches|track forward|tracks forward|slow move in", zh="推镜头|推近|镜头推进|缓慢推进|缓缓推进|镜头前推|缓慢推镜|推进镜头|推镜|镜头向前推", ja="ドリーイン|トラックアップ|T.U|カメラが寄る|カメラが近づ|カメラが前進|へ寄る|カメラが顔へゆっくり前進", es="travelling de acercamiento|travelling hacia delante|travelling de avance|dolly in|la cámara se acerca|acercamiento lento|acercamiento de cámara|la cámara avanza", guarded="push-in|moves closer", group="dolly", direction=1, motion=Motion(tz=0.06)),
    CameraMove("dolly_out", "pull back", en="camera pulls back|slow pull back|camera pulls out|camera dollies out|camera dollies back|camera retreats|camera moves away|camera moves back|camera backs up|pulling back to reveal|dolly out|dolly back|dolly-out|pull-out shot", zh="拉镜头|拉远|镜头拉出|镜头后拉|缓慢拉开|镜头拉开|镜头后退", ja="ドリーアウト|トラックバック|T.B|カメラが引く|カメラが後退|カメラが離れ", es="travelling de alejamiento|travelling hacia atrás|travelling de retroceso|dolly out|la cámara se aleja|la cámara retrocede|alejamiento lento", guarded="pull back|pull out", group="dolly", direction=-1, motion=Motion(tz=-0.06)),
    CameraMove("truck_left", "truck left", en="dolly left|camera dollies left|slow slide left|lateral move left|camera glides left|camera slides left|camera moves left|camera trucks left|tracks left|tracking left|track left|lateral slide left", zh="左移镜头|镜头左移|镜头向左移|镜头向左平移", ja="トラック左|左へトラック|カメラが左へ移動|左へスライド", es="travelling lateral a la izquierda|travelling a la izquierda|travelling hacia la izquierda", guarded="slide left", group="truck", direction=-1, motion=Motion(tx=-0.10)),
    CameraMove("truck_right", "truck right", en="dolly right|camera dollies right|slow slide right|lateral move right|camera glides right|camera slides right|camera moves right|camera trucks right|tracks right|tracking right|track right|lateral slide right", zh="右移镜头|镜头右移|镜头向右移|镜头向右平移", ja="トラック右|右へトラック|カメラが右へ移動|右へスライド", es="travelling lateral a la derecha|travelling a la derecha|travelling hacia la derecha|travelling lateral", guarded="slide right", group="truck", direction=1, motion=Motion(tx=0.10)),
    CameraMove("pedestal_up", "pedestal up", en="camera rises|boom up|camera lifts|camera ascends|camera moves up|camera booms up", zh="镜头上升|升镜头|镜头升起|镜头缓缓上升", ja="ペデスタルアップ|カメラが上昇|カメラが上が", es="pedestal arriba|la cámara sube|la cámara asciende|la cámara se eleva", group="vertical", direction=1, motion=Motion(ty=0.08)),
    CameraMove("pedestal_down", "pedestal down", en="camera lowers|boom down|camera sinks|camera descends|camera moves down|camera drops", zh="镜头下降|降镜头|镜头缓缓下降", ja="ペデスタルダウン|カメラが下降|カメラが下が", es="pedestal abajo|la cámara baja|la cámara desciende", group="vertical", direction=-1, motion=Motion(ty=-0.08)),
    CameraMove("crane_up", "crane up", en="jib up|crane shot rising|rising crane shot|crane shot up|crane shot", zh="摇臂上升|升降镜头上升|摇臂镜头", ja="クレーンアップ|クレーンショット", es="grúa ascendente|plano de grúa", group="vertical", direction=1, motion=Motion(ty=0.35, pitch=-4), official=False),
    CameraMove("crane_down", "crane down", en="jib down|crane shot descending|descending crane shot|crane shot down", zh="摇臂下降|升降镜头下降", ja="クレーンダウン", es="grúa descendente", group="vertical", direction=-1, motion=Motion(ty=-0.35, pitch=4), official=False),
    CameraMove("orbit_left", "orbit left", en="arc left|slow orbit left|slow orbit to the left|slow arc left|slow arc to the left|camera orbits left|camera orbits to the left|camera circles left|camera circles to the left|camera arcs to the left|circles left|orbits clockwise|arc to the left|orbit to the left|camera arcs left", zh="向左环绕|左环绕", ja="左へ回り込む|左に回り込", es="órbita a la izquierda|órbita lenta a la izquierda|órbita hacia la izquierda", group="orbit", direction=-1, motion=Motion(orbit=-9)),
    CameraMove("orbit_right", "orbit right", en="arc right|slow orbit right|slow orbit to the right|slow arc right|slow arc to the right|camera orbits right|camera orbits to the right|camera circles right|camera circles to the right|camera arcs to the right|circles right|orbits counterclockwise|arc to the right|orbit to the right|camera arcs right", zh="向右环绕|右环绕", ja="右へ回り込む|右に回り込", es="órbita a la derecha|órbita lenta a la derecha|órbita hacia la derecha", group="orbit", direction=1, motion=Motion(orbit=9)),
    CameraMove("orbit", "orbit", en="camera orbits|orbit shot|orbiting shot|slow orbit|camera circles|circles around the camera|camera circles around|arc shot|360-degree orbit|360 degree orbit|camera moves around|camera arcs|slow arc|degree arc|orbiting camera|camera revolves", zh="镜头环绕|环绕镜头|环绕拍摄|环绕运镜|绕拍|镜头绕着", ja="オービット|カメラが回り込|回り込み|カメラが周囲を回", es="órbita|la cámara gira alrededor|órbita lenta|travelling circular", guarded="orbit|orbit around", group="orbit", motion=Motion(orbit=9)),
    CameraMove("tracking_side", "side tracking shot", en="side tracking|tracking shot|tracks alongside|camera tracks|lateral tracking|camera moves alongside|camera follows|camera follows alongside|tracking alongside|tracking camera|track alongside|camera trails alongside", zh="横向跟拍|横移跟拍|跟拍|跟镜头|镜头跟随|跟随镜头|镜头跟着", ja="並走|トラッキング|カメラが追|横から追う|カメラが並んで", es="travelling de seguimiento|plano de seguimiento|la cámara sigue|seguimiento lateral|la cámara acompaña", group="follow", motion=Motion(lock="side")),
    CameraMove("follow_behind", "camera follows from behind", en="follows from behind|follow from behind|following from behind|following shot|follow shot|behind-the-back tracking|tracking from behind|tracks from behind", zh="背后跟拍|尾随镜头|从背后跟拍|身后跟拍", ja="背後からフォロー|後ろから追|背後から追", es="sigue por detrás|la cámara sigue por detrás|seguimiento por detrás", group="follow", motion=Motion(lock="rear")),
    CameraMove("lead_front", "leading shot", en="camera backs away in front|camera backs away|camera walks backward|walks backward ahead of|camera leads|camera retreats ahead of", zh="正面跟拍|前方后退跟拍", ja="リーディングショット|前から後退しながら", es="travelling frontal|la cámara retrocede delante", group="follow", motion=Motion(lock="front")),
    CameraMove("handheld", "handheld", en="handheld camera|shoulder cam|documentary handheld|hand-held|hand-held camera|shaky cam", zh="手持镜头|手持拍摄|手持摄影|手持感|手持，|手持、|手持。|手持运镜|手持跟拍", ja="手持ちカメラ|手持ち撮影|手持ち風|手持ち、|手持ち。|手持ちで|手ブレ", es="cámara en mano|cámara al hombro", group="texture", motion=Motion(shake_deg=0.35, shake_hz=1.8)),
    CameraMove("steadicam", "steadicam", en="gimbal shot|gimbal|stabilised shot|stabilized shot|steadicam shot", zh="稳定器运镜|斯坦尼康|稳定器", ja="ステディカム|ジンバル", es="estabilizador", group="texture", motion=Motion(shake_deg=0.05, shake_hz=0.6)),
    CameraMove("aerial_forward", "aerial flyover", en="drone flies forward|flyover|drone glides forward|drone flies over", zh="航拍前进|无人机飞越|无人机向前飞", ja="空撮前進|ドローンが前進", es="vuelo de dron|dron avanza", group="dolly", direction=1, motion=Motion(tz=0.15, height=12)),
    CameraMove("fpv", "FPV drone shot", en="FPV dive|fpv chase|FPV drone|FPV shot|FPV", zh="FPV穿越机|穿越机|FPV镜头", ja="FPVドローン", es="dron FPV", group="dolly", direction=1, motion=Motion(tz=0.6, roll=10, pitch=-10), official=False),
    CameraMove("fly_through", "fly-through", en="camera passes through|camera glides through|camera flies through|camera moves through", zh="镜头穿过|穿越镜头|镜头穿越", ja="通り抜けるカメラ|カメラが通り抜け", es="la cámara atraviesa", group="dolly", direction=1, motion=Motion(tz=0.35), official=False),
    CameraMove("dolly_zoom", "dolly zoom", en="vertigo effect|zolly|hitchcock zoom", zh="希区柯克变焦|滑动变焦", ja="ドリーズーム|めまいショット", es="efecto vértigo|dolly zoom", group="compound", motion=Motion(tz=-0.10, zoom=1.11), official=False),
    CameraMove("rack_focus", "rack focus", en="focus pull|focus shifts|snap focus|pull focus|focus shift", zh="焦点转移|移焦|变焦点|焦点从", ja="ピント送り|フォーカス送り|ピントが移", es="cambio de foco|el foco pasa", group="focus", motion=Motion(focus_s=1.0), official=False),
    CameraMove("bullet_time", "bullet time", en="frozen-time orbit|bullet-time", zh="子弹时间", ja="バレットタイム", es="tiempo bala", group="orbit", motion=Motion(orbit=60, time_scale=0.05), official=False),
    CameraMove("long_take", "one continuous take", en="single continuous take|one continuous shot|single take|one take|one-take|long take|oner|single unbroken shot|unbroken take|no cuts", zh="一镜到底|长镜头", ja="ワンカット|長回し|ワンテイク", es="plano secuencia|una sola toma|toma única", group="editing"),
    verbs=True,
    but="zoom meeting|zoom call|orbit shot of planets|ドローンショット|无人机航拍",
)  # fmt: skip

CONFLICTS: tuple[tuple[str, str], ...] = (
    ("pan_left", "pan_right"),
    ("tilt_up", "tilt_down"),
    ("zoom_in", "zoom_out"),
    ("dolly_in", "dolly_out"),
    ("truck_left", "truck_right"),
    ("pedestal_up", "pedestal_down"),
    ("crane_up", "crane_down"),
    ("orbit_left", "orbit_right"),
    ("handheld", "steadicam"),
    ("handheld", "static"),
    ("roll_cw", "roll_ccw"),
)
"""Pairs that cannot happen together within one shot, unless a sequencing word stands between them. Besides these,
``static`` excludes every move that moves."""

"""How much is seen and from where: shot sizes, angles, places in the frame, compositions.

``official`` words appear in Kling's own guides or samples; the rest is standard film language.
"""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass

from kling.prompts.vocabulary.term import Term, Vocabulary


@dataclass(eq=False, kw_only=True)
class ShotSize(Term):
    """``subject_fill`` is subject height over frame height; ``step`` orders sizes from far (0) to near."""

    subject_fill: float
    step: int
    official: bool = True


@dataclass(eq=False, kw_only=True)
class Angle(Term):
    """Degrees: ``pitch`` up is positive, ``yaw`` 0 faces the subject, ``roll`` clockwise. ``height`` of the camera
    relative to the subject's eyes, in subject heights."""

    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    height: float = 0.0
    official: bool = True


SHOT_SIZES = Vocabulary(
    ShotSize("extreme_wide", "extreme wide shot", en="extreme wide view|extreme long shot|establishing shot|vista shot|very wide shot|ultra-wide shot", zh="大远景|极远景|远景", ja="大ロングショット|大ロング|エスタブリッシング", es="gran plano general|plano general largo", subject_fill=0.10, step=0),
    ShotSize("wide", "wide shot", en="wide view|wide two-shot|long shot|full scene|wide framing|wide angle shot|wide-angle shot", zh="全景镜头|全景|远景镜头|广角镜头", ja="ロングショット|引きの画|引きのショット|引きの映像|引き：|引き、|引き。|引きで|ロング：|ロング。|ロングで|ワイドショット|全景", es="plano general|plano abierto|plano amplio", guarded="wide", subject_fill=0.40, step=1),
    ShotSize("full", "full shot", en="full body shot|full-length shot|head to toe", zh="全身镜头|全身", ja="フルショット|全身", es="plano entero|cuerpo entero", subject_fill=0.90, step=2),
    ShotSize("medium_long", "medium long shot", en="medium wide shot|cowboy shot|american shot|knee shot|medium full shot", zh="中远景|中全景", ja="ニーショット|膝上", es="plano americano", subject_fill=1.35, step=3),
    ShotSize("medium", "medium shot", en="mid shot|mid-shot|waist-up|medium view", zh="中景镜头|中景", ja="ミディアムショット|ミディアム|ウエストショット", es="plano medio", guarded="medium", subject_fill=1.9, step=4),
    ShotSize("medium_close", "medium close-up", en="medium closeup|chest shot|bust shot|MCU|medium close shot", zh="中近景|半身近景|近景镜头|近景", ja="バストショット|ミディアムクローズアップ|胸から上", es="plano medio corto|primer plano medio", subject_fill=2.8, step=5),
    ShotSize("close_up", "close-up", en="closeup|close shot|close view|CU|face shot|tight shot|tight close-up", zh="特写镜头|特写", ja="クローズアップ|顔のアップ|アップ：|アップで|アップの|のアップ", es="primer plano|plano cerrado", subject_fill=5.0, step=7),
    ShotSize("extreme_close", "extreme close-up", en="extreme closeup|ECU|detail of the eye|big close-up", zh="大特写|极特写|超特写", ja="超クローズアップ|超アップ", es="primerísimo primer plano|primerisimo primer plano", subject_fill=10.0, step=8),
    ShotSize("macro", "macro shot", en="macro insert|macro close-up|macro view|macro", zh="微距镜头|微距特写|微距", ja="マクロ撮影|マクロ", es="plano macro|macro", subject_fill=12.0, step=9),
    ShotSize("insert", "insert shot", en="detail shot|tight on hands|insert of", zh="插入镜头|细节镜头|细节特写", ja="インサート", es="plano detalle|detalle de", guarded="insert", subject_fill=6.0, step=7, official=False),
    ShotSize("two_shot", "two-shot", en="2-shot|medium two-shot|medium two shot|close two-shot|tight two-shot", zh="双人镜头", ja="ツーショット", es="plano de dos", subject_fill=1.6, step=4, official=False),
    ShotSize("group", "group shot", en="three-shot|ensemble shot", zh="群像镜头", ja="グループショット", es="plano de conjunto", subject_fill=0.9, step=2, official=False),
    but="全景深|中景深|近景深|トラックアップ|パンアップ|チルトアップ|ズームアップ|medium depth of field|macro lens|wide open|wide eyes|wide-eyed|anuncio de primer plano",
)  # fmt: skip

ANGLES = Vocabulary(
    Angle("eye_level", "eye level", en="eye-level|straight-on|at eye height|key height", zh="平视|视线水平", ja="アイレベル|目線の高さ|目の高さ", es="a la altura de los ojos|altura de los ojos"),
    Angle("low_angle", "low angle", en="low-angle|hero angle|from a low position|camera looking up at|low from the", zh="仰拍|低角度|低机位|仰视角", ja="あおり|ローアングル|煽り", es="contrapicado|ángulo bajo", pitch=25, height=-0.6),
    Angle("high_angle", "high angle", en="high-angle|camera looking down at|from above the", zh="俯拍|高角度|俯视角|俯视", ja="ハイアングル|俯瞰", es="plano picado|ángulo picado|en picado|ángulo alto", pitch=-30, height=0.9),
    Angle("top_down", "top-down shot", en="top-down view|top down|overhead shot|overhead view|overhead angle|overhead close-up|bird's-eye view|birds-eye view|bird's eye|god's-eye|flat lay", zh="顶拍|上帝视角|正俯视|俯视图|鸟瞰", ja="真俯瞰|真上から", es="plano cenital|cenital|vista de pájaro", pitch=-90, height=2.5),
    Angle("ground_level", "ground-level shot", en="ground level|ground-level|worm's-eye view|near-ground|at ankle height|at floor level", zh="贴地镜头|贴地|近地低机位|地面视角", ja="虫の目線|地面すれすれ|地面の高さ", es="a ras de suelo|nadir", pitch=10, height=-0.95),
    Angle("aerial", "aerial shot", en="aerial view|aerial wide shot|aerial flight|drone shot|drone view|aerial", zh="航拍镜头|航拍|空中俯瞰", ja="空撮|ドローンショット", es="plano aéreo|vista aérea|toma aérea", pitch=-35, height=12),
    Angle("dutch", "dutch angle", en="canted angle|tilted horizon|dutch tilt", zh="斜角镜头|荷兰角", ja="ダッチアングル", es="plano holandés", roll=15, official=False),
    Angle("pov", "first-person POV", en="POV shot|POV|point-of-view shot|first-person view|first person|through the eyes of", zh="第一人称视角|第一人称|主观镜头|主观视角", ja="主観ショット|主観映像|主観|一人称", es="plano subjetivo|cámara subjetiva|primera persona"),
    Angle("ots", "over-the-shoulder", en="OTS|over the shoulder|over his shoulder|over her shoulder|past his shoulder|past her shoulder", zh="过肩镜头|过肩|越过肩膀|的肩膀", ja="肩越し|肩ごし", es="escorzo|por encima del hombro|sobre el hombro"),
    Angle("profile", "profile shot", en="side view|side-on|in profile", zh="侧面镜头|侧面|侧脸", ja="横顔|真横から", es="de perfil|vista lateral", yaw=90),
    Angle("three_quarter", "three-quarter view", en="3/4 view|three quarter view", zh="四分之三侧面", ja="斜め前から|斜め前", es="tres cuartos", yaw=40, official=False),
    Angle("frontal", "frontal shot", en="front view|facing camera|facing the camera|frontal view", zh="正面镜头|正面", ja="正面から|正面", es="plano frontal|vista frontal|de frente"),
    Angle("rear", "rear shot", en="rear view|seen from behind|shot from behind|filmed from behind|view from behind|back view|back shot", zh="背影镜头|背影|背面|从背后拍", ja="背後から|後ろ姿", es="de espaldas|vista trasera|plano trasero", yaw=180),
    but="rear view mirror|rear-view mirror|facing camera left",
)  # fmt: skip

SCREEN_POSITIONS = Vocabulary(
    Term("frame_left", "frame left", en="screen left|left of frame|camera left", zh="画面左侧|左侧", ja="画面左|左手", es="izquierda del cuadro"),
    Term("frame_right", "frame right", en="screen right|right of frame|camera right", zh="画面右侧|右侧", ja="画面右|右手", es="derecha del cuadro"),
    Term("center_frame", "center frame", en="centre frame|center of frame|middle of the frame|centered", zh="画面中央|画面中心", ja="画面中央", es="centro del cuadro"),
    Term("left_third", "left third", zh="左三分之一", ja="左三分の一", es="tercio izquierdo"),
    Term("right_third", "right third", zh="右三分之一", ja="右三分の一", es="tercio derecho"),
    Term("foreground", "foreground", en="in the foreground", zh="前景", ja="前景|手前", es="primer término"),
    Term("midground", "midground", en="middle ground", zh="中间层", ja="中景", es="término medio"),
    Term("background", "background", en="in the background", zh="背景|远处", ja="背景|奥", es="fondo|al fondo"),
    Term("upper_third", "upper third", zh="上三分之一", ja="上三分の一", es="tercio superior"),
    Term("lower_third", "lower third", zh="下三分之一", ja="下三分の一", es="tercio inferior"),
)  # fmt: skip

COMPOSITIONS = Vocabulary(
    Term("thirds", "rule of thirds", zh="三分法", ja="三分割構図", es="regla de los tercios"),
    Term("centered", "centered composition", en="centred composition", zh="居中构图", ja="中央構図", es="composición centrada"),
    Term("symmetrical", "symmetrical composition", en="symmetric framing", zh="对称构图", ja="シンメトリー|左右対称", es="composición simétrica"),
    Term("leading_lines", "leading lines", zh="引导线", ja="リーディングライン", es="líneas de fuga"),
    Term("frame_within_frame", "frame within a frame", zh="框架构图", ja="額縁構図", es="cuadro dentro del cuadro"),
    Term("negative_space", "negative space", zh="留白", ja="余白", es="espacio negativo"),
    Term("layered_foreground", "layered foreground", zh="前景遮挡", ja="前ボケの重なり", es="primer término en capas"),
    Term("lead_room", "lead room", en="looking room", zh="视线留白", ja="視線の余白", es="aire en la mirada"),
    Term("diagonal", "diagonal composition", zh="对角线构图", ja="対角線構図", es="composición diagonal"),
)  # fmt: skip

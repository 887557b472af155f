"""Lenses and depth of field. Lens words anchor a look; a model does not simulate optics."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass

from kling.prompts.vocabulary.term import Term, Vocabulary


@dataclass(eq=False, kw_only=True)
class Lens(Term):
    """``fov``: horizontal field of view in degrees of a full frame at 16:9."""

    fov: float
    official: bool = False


@dataclass(eq=False, kw_only=True)
class DepthOfField(Term):
    """``blur`` of what is out of focus, 0 to 1."""

    blur: float
    official: bool = False


LENSES = Vocabulary(
    Lens("fisheye", "fisheye lens", en="fisheye|fish-eye", zh="鱼眼镜头|鱼眼", ja="魚眼レンズ|魚眼", es="ojo de pez", fov=150),
    Lens("ultra_wide_14", "14mm ultra-wide lens", en="14mm|16mm lens|ultra-wide lens|ultra wide lens|ultra-wide-angle", zh="超广角镜头|超广角", ja="超広角", es="ultra gran angular", fov=104, official=True),
    Lens("wide_24", "24mm wide lens", en="24mm|28mm|wide lens|wide-angle lens", zh="广角镜头|广角", ja="広角レンズ|広角", es="gran angular", fov=74),
    Lens("normal_35", "35mm lens", en="35mm", zh="35mm镜头|35毫米", ja="35mmレンズ|35ミリ", es="lente de 35mm|objetivo de 35 mm", fov=54),
    Lens("normal_50", "50mm lens", en="50mm", zh="50mm镜头|50毫米|标准镜头", ja="50mmレンズ|50ミリ|標準レンズ", es="lente de 50mm|objetivo de 50 mm", fov=40),
    Lens("portrait_85", "85mm portrait lens", en="85mm|85mm lens|portrait lens", zh="85mm人像镜头|85毫米", ja="85mmレンズ|ポートレートレンズ", es="lente de 85mm|objetivo de 85 mm", fov=24),
    Lens("tele_135", "135mm telephoto lens", en="135mm|200mm|telephoto lens|telephoto|long lens", zh="长焦镜头|长焦", ja="望遠レンズ|望遠", es="teleobjetivo", fov=15, official=True),
    Lens("macro_100", "100mm macro lens", en="100mm macro|macro lens", zh="微距镜头", ja="マクロレンズ", es="lente macro|objetivo macro", fov=20),
    Lens("anamorphic", "anamorphic lens", en="anamorphic", zh="变形宽银幕镜头|变形镜头", ja="アナモフィック", es="lente anamórfica|anamórfico", fov=62),
    Lens("tilt_shift", "tilt-shift", en="tilt shift lens|miniature effect", zh="移轴镜头|移轴", ja="ティルトシフト|チルトシフト", es="tilt-shift|efecto miniatura", fov=54, official=True),
)  # fmt: skip

DEPTH_OF_FIELD = Vocabulary(
    DepthOfField("shallow", "shallow depth of field", en="shallow focus|shallow dof|blurred background|creamy bokeh|bokeh background|soft background blur|bokeh", zh="浅景深|背景虚化|背景模糊", ja="浅い被写界深度|背景ボケ|背景をぼか", es="poca profundidad de campo|profundidad de campo reducida|fondo desenfocado|fondo borroso", blur=0.8, official=True),
    DepthOfField("medium", "medium depth of field", zh="中等景深", ja="中程度の被写界深度", es="profundidad de campo media", blur=0.4),
    DepthOfField("deep", "deep focus", en="everything in focus|deep depth of field|pan focus", zh="深景深|全景深", ja="深い被写界深度|パンフォーカス", es="gran profundidad de campo|todo enfocado", blur=0.05),
    DepthOfField("foreground_blur", "soft foreground blur", en="foreground bokeh|blurred foreground", zh="前景虚化", ja="前ボケ", es="primer término desenfocado", blur=0.6),
)  # fmt: skip

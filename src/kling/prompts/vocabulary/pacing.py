"""Pace within a shot, and transitions between shots."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompts.vocabulary.term import Term, Vocabulary

PACING = Vocabulary(
    Term("slow_motion", "slow motion", en="slow-motion|slo-mo|slow mo|slo mo|in slow motion|slowmo", zh="慢动作|慢镜头|升格", ja="スローモーション|スロー映像", es="cámara lenta|a cámara lenta|ralentí"),
    Term("real_time", "real time", en="real-time", zh="实时速度", ja="等速", es="tiempo real"),
    Term("time_lapse", "time-lapse", en="timelapse|time lapse", zh="延时摄影|延时", ja="タイムラプス|微速度撮影", es="time-lapse|cámara rápida"),
    Term("hyperlapse", "hyperlapse", zh="移动延时", ja="ハイパーラプス", es="hyperlapse"),
    Term("speed_ramp", "speed ramp", en="speed ramping", zh="变速", ja="速度変化|スピードランプ", es="rampa de velocidad"),
    Term("freeze_frame", "freeze frame", en="freeze-frame", zh="定格画面|定格", ja="静止画で止ま|フリーズフレーム", es="imagen congelada"),
    Term("held_beat", "held beat", en="a beat|long pause", zh="停顿", ja="間を置", es="pausa mantenida"),
    Term("brisk", "brisk", en="fast-paced|fast paced|energetic|snappy", zh="轻快|快节奏", ja="軽快|テンポよく|テンポの速い", es="ágil|ritmo rápido|dinámico"),
    Term("unhurried", "unhurried", en="slow-paced|leisurely", zh="舒缓|不急不慢|慢节奏", ja="のんびり|ゆったり", es="pausado|pausada|sin prisa"),
    Term("staccato", "staccato", en="choppy rhythm", zh="断奏感", ja="スタッカート", es="entrecortado"),
    Term("continuous", "continuous", en="uninterrupted", zh="连续", ja="連続", es="continuo"),
    Term("accelerating", "accelerating", en="speeding up|faster and faster", zh="加速", ja="加速", es="acelerando"),
    Term("slowing", "gradually slowing", en="slowing down", zh="逐渐减速|减速", ja="減速|徐々に遅く", es="desacelerando"),
    but="定格动画",
)  # fmt: skip

TRANSITIONS = Vocabulary(
    Term("cut_to", "cut to", en="cuts to|cutting to|cut back to|next scene|scene change|jump cut", zh="切至|切换到|镜头切到|画面切到", ja="カットして|に切り替わ|カットが変わ", es="corte a|corta a|cambio de escena"),
    Term("match_cut", "match cut", zh="匹配剪辑", ja="マッチカット", es="corte por similitud"),
    Term("smash_cut", "smash cut", zh="硬切", ja="スマッシュカット", es="corte brusco"),
    Term("reverse_shot", "shot-reverse-shot", en="shot reverse shot|shot/reverse shot|reverse shot", zh="正反打|反打", ja="切り返し", es="plano contraplano|contraplano"),
    Term("cross_cutting", "cross-cutting", en="intercut|intercutting", zh="交叉剪辑", ja="クロスカッティング", es="montaje paralelo"),
    Term("voice_over_continues", "voice-over continues", zh="画外音延续", ja="ナレーションが続く", es="la voz en off continúa"),
    Term("whip_transition", "whip-pan transition", zh="甩镜转场", ja="ホイップパンで転換", es="transición con barrido"),
    Term("dissolve", "dissolve", en="dissolve to|cross dissolve|crossfade|cross-fade", zh="叠化", ja="ディゾルブ|オーバーラップ", es="fundido encadenado|encadenado"),
    Term("fade_black", "fade to black", en="fades to black|fade out", zh="淡出黑场|淡出", ja="フェードアウト|暗転", es="fundido a negro"),
    Term("morph", "morph transition", en="morphs into|morphing into", zh="变形过渡", ja="モーフィング", es="transición por morphing"),
    Term("j_cut", "J-cut", en="L-cut|J-cut / L-cut", zh="声画错位剪辑", ja="Jカット|Lカット", es="corte en J"),
    but="cut to silence|cut to black|cuts to silence|cuts to black",
)  # fmt: skip

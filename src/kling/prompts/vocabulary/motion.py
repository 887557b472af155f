"""What subjects do: speeds, directions, physical cues, end states, order of events."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass

from kling.prompts.vocabulary.term import Term, Vocabulary


@dataclass(eq=False, kw_only=True)
class Gait(Term):
    """``speed`` in metres a second, a default for renderers."""

    speed: float


GAITS = Vocabulary(
    Gait("crawl", "crawl", en="crawling", zh="爬行|爬", ja="這う", es="gatea|se arrastra", speed=0.3),
    Gait("stroll", "stroll", en="wander|amble", zh="漫步|散步|闲逛", ja="散歩|ぶらぶら", es="pasea|deambula", speed=0.9),
    Gait("walk", "walk", en="step|steps", zh="走|行走|步行", ja="歩く|歩い|歩き", es="camina|anda|caminando", speed=1.4),
    Gait("stride", "stride", en="march", zh="大步|迈步", ja="大股で|行進", es="avanza a zancadas|marcha", speed=1.8),
    Gait("jog", "jog", en="trot", zh="慢跑|小跑", ja="ジョギング|小走り", es="trota", speed=2.7),
    Gait("run", "run", en="ran|chase", zh="跑|奔跑", ja="走る|走り|駆け", es="corre|corriendo", speed=4.5),
    Gait("sprint", "sprint", en="race|dash|gallop", zh="冲刺|飞奔|狂奔", ja="全力疾走|疾走", es="esprinta|galopa", speed=8.0),
    verbs=True,
)  # fmt: skip

DIRECTIONS = Vocabulary(
    Term("left_to_right", "left to right", en="from left to right|rightward|rightwards", zh="从左到右|从左往右|由左至右", ja="左から右", es="de izquierda a derecha"),
    Term("right_to_left", "right to left", en="from right to left|leftward|leftwards", zh="从右到左|从右往左|由右至左", ja="右から左", es="de derecha a izquierda"),
    Term("toward_camera", "toward camera", en="toward the camera|towards the camera|towards camera|at the camera", zh="朝镜头|向镜头|走向镜头", ja="カメラに向かって|手前へ", es="hacia la cámara|hacia cámara"),
    Term("away", "away from camera", en="away from the camera|into the distance", zh="远离镜头|背离镜头|走向远处", ja="カメラから遠ざか|奥へ", es="alejándose de la cámara"),
    Term("into_frame", "into frame", en="enters frame|into the frame|enters the frame", zh="入画|走进画面", ja="フレームイン|画面に入", es="entra en cuadro"),
    Term("out_of_frame", "out of frame", en="exits frame|leaves the frame|out of the frame", zh="出画|走出画面", ja="フレームアウト|画面から出", es="sale de cuadro"),
    Term("upward", "upward", en="upwards", zh="向上", ja="上へ|上に向か", es="hacia arriba"),
    Term("downward", "downward", en="downwards|downhill", zh="向下", ja="下へ|下に向か", es="hacia abajo"),
    Term("clockwise", "clockwise", zh="顺时针", ja="時計回り", es="en sentido horario"),
    Term("counterclockwise", "counterclockwise", en="anticlockwise", zh="逆时针", ja="反時計回り", es="en sentido antihorario"),
)  # fmt: skip

PHYSICS_CUES = Vocabulary(
    Term("weight", "with visible weight transfer", en="weight|heavy step|each step|footprint|sinking|sinks|leaning|sets down|heel|soles", zh="重心|沉重的步伐|脚印|每一步|踩", ja="体重|足跡|一歩一歩|踏みしめ", es="peso|huellas|cada paso|se hunde|pisando"),
    Term("trailing", "fabric trailing behind", en="trailing|cloak lifting|coat swinging|flapping", zh="衣摆飘动|飘起", ja="なびく|はためく", es="ondeando|arrastrando"),
    Term("water", "water displaced outward", en="splash|splashing|ripples|puddle|water fanning outward|wet", zh="水花|涟漪|水洼", ja="水しぶき|波紋|水たまり", es="salpica|ondas|charco"),
    Term("dust", "dust kicked up", en="dust|gravel|soil|sand|mud|snow|planks|boards|tiles|pavement|cobbles|asphalt|wet stone", zh="扬起尘土|尘土|泥土|沙|地面", ja="土煙|砂|泥|地面", es="polvo|grava|tierra|arena|barro|suelo"),
    Term("steam", "steam curling upward", en="steam|smoke|breath in the air", zh="蒸汽|烟雾缭绕", ja="湯気|煙", es="vapor|humo"),
    Term("hair", "hair lifted by wind", en="hair lifted|hair blowing|hair swaying|wind", zh="发丝飘动|发丝|风吹", ja="髪がなびく|風", es="pelo al viento|viento"),
    Term("grass", "grass flattening underfoot", en="grass|underfoot|leaves crunching|leaves", zh="草地被踩|草", ja="草|足元", es="hierba|bajo los pies|hojas"),
    Term("highlight", "glass catching a highlight", en="catching a highlight|catching the light", zh="高光", ja="ハイライト", es="destello"),
)  # fmt: skip

END_STATES = Vocabulary(
    Term("comes_to_rest", "comes to rest", en="come to rest|rests|rest against|lies still|falls still|finally still|goes still|settles|settle|settling|comes to a stop|to a halt", zh="停住|静止下来|落定|归于平静", ja="顔を上げ|止まる|静止する|落ち着く|動かなくなる", es="queda en reposo|se posa|queda quieto|queda quieta|reposa"),
    Term("stops", "stops", en="slows to|slows down|stop|stopped|halts|pauses|freezes|stands still|ends|finishes", zh="停下|停下来|停在|停|站定|结束", ja="立ち止ま|足を止め|停止|終わる|止め", es="retrocede|se detiene|para|se para|termina|acaba"),
    Term("ends_on", "ends on", en="ends in|ending on|ending with|ends with|finishes on|ends facing|final pose|ends at", zh="结束于|最终|最后|定格", ja="最後に|で終わ|最終的に", es="termina en|acaba en|finalmente|al final|por último"),
    Term("holds", "holds", en="hold|holding still|held", zh="保持", ja="保つ|じっと", es="se mantiene|permanece"),
    Term("until", "until", en="by the end|at the end|in the last|finally|at last", zh="直到|直至|终于", ja="まで|ついに|やがて", es="hasta que|hasta|al fin"),
    Term("reaches", "reaches", en="reach|lands|arrives|land|touches|meets|arriving", zh="到达|抵达|落在|落到|落地|站稳|触到|碰到", ja="着く|到着|届く|着地|触れる", es="llega|alcanza|aterriza|toca|cae"),
    Term("posture", "sits down", en="sit down|sits|sits up|lies down|kneels|leans back|stands up|turns to|turns toward|turns until|faces|looks at|looks up|looks down|smiles|nods|grins|closes|opens|exhales|bows|waves|disappears|vanishes|fades|leans in|leans", zh="坐下|跪下|躺下|转身|抬头|低头|微笑|点头|回头|消失|闭上|睁开|驶离|离开", ja="座る|座り|微笑|うなず|振り向|消える|閉じる|開く|見上げ|見つめ|笑う|去る", es="se sienta|se arrodilla|se tumba|se gira|sonríe|asiente|mira|desaparece|se cierra|se abre|se apaga|se aleja"),
    Term("contact", "sets down", en="sets it down|puts down|drops|bumps|closes around|catches|picks up|lifts|pulls|places|lays|rolls off|lowers|leaves|exits|enters", zh="放下|放到|拿起|接住|合上|关上|举起|抓住|握住", ja="置く|落とす|受け止め|拾う|手に取", es="deja|suelta|coge|recoge|coloca|atrapa|levanta|baja"),
    but="hold on|holds a|holding a|hold the line|保持不变",
)  # fmt: skip

SEQUENCE = Vocabulary(
    Term("then", "then", en="next|after that|afterwards|before|after|followed by|and then|which becomes|that settles|settles into|until|later|gives way to|turning into|ending in|ends in|once the|once he|once she|once it|once they|once a", zh="然后|随后|接着|之后|再|逐渐变|转为|变为", ja="その後|次に|それから|そして|続いて|やがて|から", es="luego|después|entonces|seguido de|antes de|a continuación|hasta"),
    Term("first", "first", en="at first|begins|starts|initially", zh="首先|起初|一开始|先", ja="まず|最初に|はじめ", es="primero|al principio|empieza"),
    Term("immediately", "immediately", en="a beat later|at once|after a pause|a moment later|moments later", zh="立刻|片刻后|马上|紧接着", ja="すぐに|間を置いて|直後", es="enseguida|inmediatamente|al instante|tras una pausa"),
    Term("finally", "finally", en="at last|lastly|in the end|in the last", zh="最后|最终|终于", ja="最後に|ついに", es="finalmente|al final|por último"),
)  # fmt: skip

WEAK_VERBS = Vocabulary(
    Term("weak", "is", en="are|was|were|be|being|moves|goes|does|has|have|exists|happens|interacts|appears|features|shows|contains|includes|there is|there are", zh="是|有|存在|位于", ja="いる|ある|です|だ", es="es|está|son|están|hay|tiene|existe"),
)  # fmt: skip

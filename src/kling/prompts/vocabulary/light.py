"""Light, time of day and weather."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from dataclasses import dataclass

from kling.prompts.vocabulary.term import Term, Vocabulary


@dataclass(eq=False, kw_only=True)
class Light(Term):
    """``kelvin`` colour temperature; ``key`` direction in degrees seen from above (0 from the camera, + to the right,
    180 behind the subject); ``softness`` 0 hard to 1 soft; ``contrast`` 0 to 1; ``flicker`` in hertz. None: unsaid."""

    kelvin: int | None = None
    key: float | None = None
    softness: float | None = None
    contrast: float | None = None
    flicker: float | None = None
    official: bool = False


@dataclass(eq=False, kw_only=True)
class TimeOfDay(Term):
    """``hour`` 0 to 24 by a clock at the equinox; ``kelvin`` of the prevailing light."""

    hour: float
    kelvin: int


@dataclass(eq=False, kw_only=True)
class Weather(Term):
    """``falling`` what comes down, with ``amount`` 0 to 1; ``haze`` and ``wind`` 0 to 1; ``cloud`` cover 0 to 1."""

    falling: str = ""
    amount: float = 0.0
    haze: float = 0.0
    wind: float = 0.0
    cloud: float = 0.0


LIGHTING = Vocabulary(
    Light("ambient", "ambient lighting", en="ambient light|available light|natural light|natural lighting", zh="环境光|自然光", ja="環境光|自然光", es="luz ambiente|luz natural", softness=0.9, official=True),
    Light("window", "soft window light", en="window light|light from the window|light through the window|window sunlight|paper screen", zh="窗边柔光|窗光|窗外光线|窗外的光", ja="窓からの光|窓の光|窓明かり|窓光", es="luz suave de ventana|luz de ventana|luz de la ventana", kelvin=5600, softness=0.8),
    Light("golden_side", "golden-hour side light", en="golden hour light|golden light|low sun|late-afternoon side light|warm side light|warm sunlight|golden sunlight|late sun|late-afternoon light", zh="黄金时刻侧光|金色阳光|金色侧光|侧光|暖阳|金光", ja="ゴールデンアワーの光|西日|斜光|夕日の光|金色の光", es="luz lateral dorada|luz dorada|luz cálida lateral|luz lateral|sol bajo", kelvin=3200, key=80, softness=0.5, official=True),
    Light("backlight", "backlight", en="back light|back-lit|backlit|contre-jour|sun behind|light from behind|lit from behind", zh="逆光|背光", ja="逆光|後ろからの光", es="contraluz|luz trasera|a contraluz", key=180, softness=0.4),
    Light("rim", "rim light", en="edge light|hair light|rim lighting|gold rim", zh="轮廓光|边缘光", ja="リムライト|輪郭光", es="luz de borde|luz de contorno", key=150, softness=0.3, official=True),
    Light("volumetric", "volumetric light", en="god rays|Tyndall effect|light shafts|shafts of light|light beams|sunbeams|shaft of sunlight|shafts of sunlight|light rays", zh="丁达尔光|丁达尔效应|光束|体积光|光柱", ja="光芒|木漏れ日|光の筋|チンダル現象|天使の梯子", es="luz volumétrica|rayos de luz|haces de luz|rayos de sol", softness=0.3, official=True),
    Light("noon_sun", "hard noon sun", en="harsh noon sun|harsh sunlight|hard sunlight|noon light|midday sun|midday light|direct sun|bright sun|bright sunlight", zh="正午硬光|正午阳光|烈日|强烈阳光|直射阳光", ja="真昼の強い日差し|強い日差し|真昼の太陽", es="sol duro de mediodía|sol de mediodía|luz dura|sol intenso", kelvin=5500, softness=0.05),
    Light("overcast", "overcast daylight", en="overcast light|soft daylight|grey daylight|gray daylight|soft grey daylight|diffuse daylight|diffused light|flat daylight|cloudy light|daylight|day light", zh="阴天柔光|漫射光|柔和日光|日光|天光|柔光", ja="曇天の柔らかい光|柔らかな昼光|昼光|自然な昼の光|柔らかい光", es="luz nublada|luz difusa|luz de día|luz diurna|luz suave", kelvin=6500, softness=1.0),
    Light("moonlight", "moonlight", en="moonlit|moon light|light of the moon|full moon", zh="月光|月色", ja="月光|月明かり|月の光", es="luz de luna|luz de la luna|claro de luna", kelvin=7500, softness=0.5, official=True),
    Light("neon", "neon light", en="neon lights|neon sign|neon glow|neon reflections|neon-lit|neon", zh="霓虹灯光|霓虹灯|霓虹", ja="ネオンの光|ネオンサイン|ネオン", es="luz de neón|luces de neón|neones|neón", softness=0.6),
    Light("candle", "candlelight", en="candle light|candle-lit|candlelit|lit candle|by candles", zh="烛光", ja="ろうそくの光|蝋燭の灯|キャンドル", es="luz de vela|luz de las velas|velas", kelvin=1900, softness=0.7, flicker=4),
    Light("fire", "firelight", en="fire light|campfire|bonfire|torchlight|lit by fire|fireplace light|glow of the fire|embers|oven glow", zh="火光|篝火|火把", ja="焚き火|火明かり|炎の光|たき火", es="luz de fuego|luz del fuego|hoguera|fogata|antorchas", kelvin=2000, softness=0.6, flicker=6),
    Light("tungsten", "tungsten lamp light", en="tungsten light|warm lamp|desk lamp|table lamp|lamp light|lamplight|bulb light|lantern light|lantern glow|hallway lamp|single bulb|light bulb|amber lamp", zh="钨丝灯光|台灯|暖色灯光|灯笼光|暖黄灯光|灯泡", ja="白熱灯|ランプ|電球|行灯|提灯の明かり|スタンドの灯", es="luz de tungsteno|lámpara cálida|lámpara de mesa|luz de lámpara|lámpara|bombilla|farol", kelvin=2900, softness=0.5),
    Light("fluorescent", "fluorescent light", en="fluorescent tube|fluorescent lights|strip light|ceiling light|ceiling lights|office light", zh="荧光灯|日光灯|顶灯|白炽灯管", ja="蛍光灯|天井の明かり", es="luz fluorescente|tubo fluorescente|fluorescentes", kelvin=4200, softness=0.6),
    Light("street", "street light", en="street lamp|streetlight|streetlamp|sodium light|street lights|headlight|headlights|traffic light glow|city lights", zh="路灯|街灯|车灯|城市灯光", ja="街灯|ヘッドライト|街の明かり|信号の光", es="farola|farolas|luz de la calle|faros|luces de la ciudad", kelvin=2400, softness=0.4),
    Light("three_point", "three-point lighting", zh="三点布光", ja="三点照明", es="iluminación de tres puntos", softness=0.7),
    Light("high_key", "high-key lighting", en="high key|bright even light|high-key", zh="高调光", ja="ハイキー", es="clave alta|luz en clave alta", contrast=0.2),
    Light("low_key", "low-key lighting", en="low key|low-key|chiaroscuro|deep shadows", zh="低调光|明暗对比", ja="ローキー|明暗の強い", es="clave baja|claroscuro", contrast=0.9),
    Light("silhouette", "silhouette lighting", en="silhouette|in silhouette|silhouetted", zh="剪影", ja="シルエット", es="silueta|a contraluz en silueta", key=180, contrast=1.0),
    Light("softbox", "single softbox from the left", en="softbox|soft box|studio light|studio lighting|soft studio light", zh="左侧柔光箱|柔光箱|影棚光|棚拍光", ja="ソフトボックス|スタジオ照明|スタジオライト", es="softbox|caja de luz|luz de estudio", key=-60, softness=0.8),
    Light("practical", "practical lights", en="practical lamp|practical light|string lights|fairy lights|lit window|lit windows|exit sign", zh="画内实景光源|串灯|灯串", ja="実景光源|電飾|ストリングライト", es="luces prácticas|guirnalda de luces|luces colgantes", softness=0.6),
    Light("caustics", "underwater caustics", en="caustics|light ripples|water reflections", zh="水下焦散光|水波光影|波光", ja="水中のコースティクス|水面の光|水のゆらめき", es="cáusticas|reflejos del agua", softness=0.5),
    Light("strobe", "strobe light", en="strobe|strobing light|strobe lights|flashing lights", zh="频闪灯|频闪", ja="ストロボ", es="luz estroboscópica", flicker=8),
    Light("spot", "spotlight", en="spot light|stage light|stage lights|overhead spot|single spot|stage lighting|soft overhead light|overhead light|overhead lamp", zh="聚光灯|舞台灯光|追光|顶光", ja="スポットライト|舞台照明|頭上の光", es="foco|foco de escenario|luces del escenario|luz cenital", softness=0.3),
    Light("lightning", "lightning", en="lightning flash|distant lightning|flash of lightning", zh="闪电", ja="稲妻|稲光", es="relámpago|relámpagos", kelvin=9000, softness=0.1),
    but="low key change|foco suave|cambio de foco",
)  # fmt: skip

LIGHT_WORDS = Vocabulary(
    Term("light", "light", en="lit|glow|glowing|shadow|sunlight|sunshine|lamp|lantern|ray|sunlit|gleam|dim|bright|sun|shade|reflection|torch|flame|beam|spotlight|sparkle|shining|shine|glint|moon|star|starlight", zh="光|灯|阴影|影子|明亮|昏暗|照亮|照耀|阳", ja="光|灯|影|明かり|照ら|日差し|陽|暗い|明るい", es="luz|luces|sombra|brillo|brilla|resplandor|iluminado|iluminada|ilumina|lámpara|sol|reflejo|reflejos|penumbra"),
    but="light rain|light snow|light blue|light green|light brown|light grey|light gray|light wood|light step|light film grain|light jacket|light breeze|light-hearted|light fog|sun hat|sunglasses",
)  # fmt: skip
"""Any word of light: what tells that a prompt speaks of light at all."""

TIMES_OF_DAY = Vocabulary(
    TimeOfDay("pre_dawn", "pre-dawn", en="before dawn|predawn|before sunrise", zh="黎明前|拂晓前", ja="夜明け前", es="antes del amanecer", hour=5.0, kelvin=9000),
    TimeOfDay("dawn", "dawn", en="daybreak|first light|at first light", zh="黎明|拂晓|破晓", ja="夜明け|明け方|暁", es="alba|amanecer|al amanecer|madrugada", hour=5.8, kelvin=5000),
    TimeOfDay("sunrise", "sunrise", en="rising sun|sun rises|first sunlight", zh="日出|朝阳", ja="日の出|朝日", es="salida del sol|sol naciente", hour=6.3, kelvin=3500),
    TimeOfDay("early_morning", "early morning", zh="清晨|大清早|早晨", ja="早朝", es="primera hora de la mañana|temprano por la mañana", hour=7.0, kelvin=4500),
    TimeOfDay("morning", "morning", en="mid-morning|morning light|morning sun", zh="上午|早上|晨光", ja="午前|朝", es="por la mañana|de la mañana|mañana", hour=9.5, kelvin=5200),
    TimeOfDay("noon", "noon", en="midday|mid-day|at noon", zh="正午|中午", ja="正午|真昼|昼間", es="mediodía", hour=12.0, kelvin=5500),
    TimeOfDay("afternoon", "afternoon", en="in the afternoon", zh="下午|午后", ja="午後", es="por la tarde|tarde", hour=15.0, kelvin=5300),
    TimeOfDay("late_afternoon", "late afternoon", en="late-afternoon", zh="傍晚前|傍晚时分", ja="夕方|午後遅く", es="última hora de la tarde|al caer la tarde", hour=16.8, kelvin=4000),
    TimeOfDay("golden_hour", "golden hour", en="magic hour", zh="黄金时刻|黄金时段", ja="ゴールデンアワー|マジックアワー", es="hora dorada", hour=17.4, kelvin=3200),
    TimeOfDay("sunset", "sunset", en="setting sun|sun sets|sundown|sun goes down", zh="日落|夕阳|落日|晚霞", ja="日没|夕日|夕焼け|夕陽", es="puesta de sol|atardecer|ocaso|sol poniente", hour=18.0, kelvin=2800),
    TimeOfDay("dusk", "dusk", en="twilight|nightfall|evening", zh="黄昏|暮色|傍晚", ja="黄昏|夕暮れ|たそがれ|日暮れ", es="crepúsculo|anochecer", hour=18.7, kelvin=5000),
    TimeOfDay("blue_hour", "blue hour", en="blue-hour|blue dusk", zh="蓝调时刻|蓝色时刻", ja="ブルーアワー", es="hora azul", hour=19.1, kelvin=9500),
    TimeOfDay("night", "night", en="nighttime|at night|night-time|after dark|starry sky|under the stars", zh="夜晚|晚上|夜里|夜色|夜间|深夜的|雨夜|夜景|夜幕|星空", ja="夜中|夜|夜景|星空", es="noche|de noche|por la noche|nocturno|nocturna", hour=22.0, kelvin=7500),
    TimeOfDay("midnight", "midnight", en="dead of night|late night", zh="深夜|午夜|半夜", ja="深夜|真夜中", es="medianoche", hour=0.0, kelvin=7500),
    but="night insects|good morning|good night|good evening|nightgown|night gown|buenas noches|buenos días|buenas tardes|más tarde|mañana mismo|一朝|朝鲜|夜明け前の",
)  # fmt: skip

WEATHER = Vocabulary(
    Weather("clear", "clear sky", en="clear skies|cloudless sky|blue sky|sunny|sunny day|clear day|bright sky", zh="晴天|晴朗|蓝天|晴空|阳光明媚", ja="晴天|晴れ|青空|快晴", es="cielo despejado|cielo azul|soleado|despejado|día soleado", cloud=0.05),
    Weather("overcast", "overcast", en="overcast sky|cloudy|cloudy sky|grey sky|gray sky|clouds", zh="阴天|多云|乌云|阴云", ja="曇り|曇天|曇り空", es="nublado|cielo nublado|cielo gris|nubes", cloud=0.95),
    Weather("light_rain", "light rain", en="rain|rainy|raining|rainfall|in the rain|rainy day|rainy night|gentle rain|soft rain|steady rain|raindrops", zh="小雨|下雨|雨中|雨夜|雨滴|雨天|细雨|雨", ja="小雨|雨の|雨が|雨夜|雨天|雨", es="lluvia ligera|lluvia|lluvioso|lluviosa|llueve|lloviendo|bajo la lluvia", falling="rain", amount=0.4, cloud=0.9, haze=0.2),
    Weather("heavy_rain", "heavy rain", en="pouring rain|downpour|torrential rain|driving rain|rainstorm|cloudburst|hard rain", zh="大雨|暴雨|倾盆大雨|瓢泼大雨", ja="大雨|豪雨|土砂降り|激しい雨", es="lluvia intensa|aguacero|lluvia torrencial|lluvia fuerte|diluvio", falling="rain", amount=1.0, cloud=1.0, haze=0.4, wind=0.4),
    Weather("thunderstorm", "thunderstorm", en="storm|stormy|storm clouds|thunder and lightning|lightning storm|tempest", zh="雷暴|暴风雨|雷雨|风暴|雷阵雨", ja="雷雨|嵐|暴風雨", es="tormenta|tormenta eléctrica|tempestad|tormentoso", falling="rain", amount=0.9, cloud=1.0, haze=0.3, wind=0.7),
    Weather("drizzle", "drizzle", en="drizzling|fine rain", zh="毛毛雨|蒙蒙细雨", ja="霧雨|しとしと", es="llovizna|chispea", falling="rain", amount=0.2, cloud=0.9, haze=0.3),
    Weather("mist", "mist", en="misty|light mist|thin fog|haze|hazy|light fog|morning mist", zh="薄雾|雾气|轻雾|晨雾|雾霭", ja="薄霧|もや|靄|朝霧|霞", es="neblina|bruma|brumoso|calima", haze=0.5, cloud=0.5),
    Weather("fog", "dense fog", en="fog|foggy|thick fog|fog bank|heavy fog", zh="浓雾|大雾|雾", ja="濃霧|霧|霧が", es="niebla densa|niebla|niebla espesa", haze=0.9, cloud=0.8),
    Weather("light_snow", "light snow", en="snow|snowing|snowfall|snowflakes|snowy|falling snow|gentle snow|flurries|snow-covered", zh="小雪|下雪|雪花|飘雪|雪中|雪地|雪", ja="小雪|雪が|雪の|粉雪|雪", es="nieve ligera|nieve|nevando|nevada|nieva|copos de nieve|nevado", falling="snow", amount=0.4, cloud=0.9, haze=0.2),
    Weather("blizzard", "blizzard", en="heavy snow|heavy snowfall|snowstorm|whiteout", zh="暴雪|大雪|暴风雪|鹅毛大雪", ja="吹雪|大雪|豪雪|猛吹雪", es="ventisca|tormenta de nieve|nevada intensa|nieve intensa", falling="snow", amount=1.0, cloud=1.0, haze=0.7, wind=0.8),
    Weather("hail", "hail", en="hailstorm|hailstones", zh="冰雹", ja="雹|あられ", es="granizo", falling="hail", amount=0.7, cloud=1.0),
    Weather("strong_wind", "strong wind", en="windy|gale|gusts|howling wind|gusty|wind-swept|windswept", zh="大风|狂风|强风", ja="強風|暴風|突風", es="viento fuerte|vendaval|ráfagas|ventoso", wind=0.9, cloud=0.4),
    Weather("breeze", "breeze", en="light breeze|gentle wind|soft wind|wind|breezy", zh="微风|清风|轻风|风吹", ja="そよ風|微風|風が", es="brisa|viento suave|viento", wind=0.3),
    Weather("dust_storm", "dust storm", en="sandstorm|blowing sand|blowing dust", zh="沙尘|沙尘暴|风沙", ja="砂嵐|砂塵", es="tormenta de arena|polvareda", falling="dust", amount=0.8, haze=0.8, wind=0.8),
    Weather("heat_haze", "heat haze", en="heat shimmer|shimmering heat|scorching heat", zh="热浪|酷热", ja="陽炎|猛暑", es="calor sofocante|espejismo de calor", haze=0.2),
    Weather("rainbow", "rainbow after rain", en="rainbow", zh="雨后彩虹|彩虹", ja="虹|雨上がりの虹", es="arcoíris|arco iris", cloud=0.4),
    Weather("humid", "hot and humid", en="humid|muggy|sultry", zh="湿热|闷热", ja="蒸し暑い", es="húmedo|bochorno", haze=0.3),
    but="雪白|白雪公主|雪茄|雨伞|雨衣|雨傘|snow white|wind instruments|wind chimes|rain boots|raincoat|rain coat|rain sound|rain sounds|rain jacket|雪原の鹿",
)  # fmt: skip

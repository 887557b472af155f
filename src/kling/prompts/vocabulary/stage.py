"""How places, hours, weather, moods and actions are staged: phrases for framing, camera, light, sound, and what moves, in
four languages. :mod:`kling.prompts.staging` chooses from them by the words of a wish.
"""

# ruff: noqa: E501  (tables read best one row a line)
from __future__ import annotations

from typing import NamedTuple

Four = tuple[str, str, str, str]
"""A phrase in English, Chinese, Japanese and Spanish."""


class Cue(NamedTuple):
    """Words of a wish (all languages, ``|`` between them) that call for phrases: ``light`` by day and ``night`` after
    dark, ``stir`` for what moves there by itself."""

    words: str
    light: Four | None = None
    night: Four | None = None
    stir: Four | None = None
    indoors: bool = False


LAMP: Four = (
    "One warm lamp from frame left, the rest of the room in shadow",
    "左侧一盏暖色台灯，房间其余部分没入阴影",
    "左に暖かいランプがひとつ、部屋の奥は影",
    "Una lámpara cálida desde la izquierda, el resto de la habitación en sombra",
)

STREET_LAMPS: Four = (
    "Street lamps and shop windows, cool night behind",
    "街灯和橱窗的光，身后是冷色夜空",
    "街灯と店の明かり、背後は冷たい夜",
    "Farolas y escaparates, noche fría al fondo",
)

MOON: Four = (
    "Moonlight from behind, deep blue shadows",
    "月光从背后照来，深蓝色阴影",
    "背後から月明かり、深い青の影",
    "Luz de luna desde atrás, sombras azul profundo",
)

SOURCES: tuple[Cue, ...] = (
    Cue(
        "horror|haunted|ghost|nightgown|恐怖|闹鬼|睡衣|怪談|ホラー|幽霊|寝間着|terror|fantasma|camisón",
        light=(
            "Moonlight through one window, the rest in deep shadow",
            "一扇窗透进月光，其余没入深影",
            "一つの窓から月明かり、ほかは深い影",
            "Luz de luna por una ventana, el resto en sombra profunda",
        ),
    ),
    Cue(
        "sunny|sunlit|sun-drenched|sun-filled|阳光明媚|洒满阳光|阳光充足|陽だまり|日当たりのいい|陽の差す|soleado|soleada|soleados",
        light=(
            "Clear sunlight from the right, crisp soft-edged shadows",
            "右侧明亮的阳光，影子清晰柔和",
            "右から明るい日差し、くっきりと柔らかい影",
            "Sol claro desde la derecha, sombras nítidas y suaves",
        ),
    ),
    Cue(
        "candle|candles|candlelight|烛光|蜡烛|ろうそく|キャンドル|vela|velas",
        light=(
            "Candlelight from below, warm and unsteady, the rest falling into darkness",
            "烛光从下方照来，温暖摇曳，四周渐暗",
            "下からのろうそくの光、暖かく揺れ、まわりは闇",
            "Luz de velas desde abajo, cálida e inestable, el resto en penumbra",
        ),
    ),
    Cue(
        "campfire|bonfire|fireplace|fireside|by the fire|hearth|篝火|炉火|火边|火堆|壁炉|焚き火|暖炉|junto al fuego|hoguera|fogata|chimenea",
        light=(
            "Firelight from below, warm and flickering, deep shadows behind",
            "火光从下方照来，温暖跳动，身后阴影深重",
            "下からの火明かり、暖かく揺れ、背後は深い影",
            "Luz de fuego desde abajo, cálida y temblorosa, sombras profundas detrás",
        ),
    ),
    Cue(
        "neon|霓虹|ネオン|neones",
        light=(
            "Neon light from frame right, colours mixing in the shadows",
            "右侧霓虹灯光，色彩在阴影里交融",
            "右からのネオンの光、影に色が混ざる",
            "Luz de neón desde la derecha, colores mezclados en la sombra",
        ),
    ),
    Cue(
        "lantern|lanterns|灯笼|提灯|ランタン|ちょうちん|farol|farolillo|farolillos|linterna",
        light=(
            "Warm lantern light from close by, soft shadows",
            "近处灯笼的暖光，阴影柔和",
            "近くの提灯の暖かい光、柔らかい影",
            "Luz cálida de farol, cercana, sombras suaves",
        ),
    ),
    Cue("desk lamp|table lamp|bedside lamp|台灯|卓上ランプ|lámpara|flexo", light=LAMP),
    Cue(
        "furnace|forge|kiln|oven|glassblower|blacksmith|熔炉|烤炉|烤箱|铁匠|炉|鍛冶|オーブン|horno|fragua|herrero",
        light=(
            "Warm glow of the fire from frame left, dark room behind",
            "左侧炉火的暖光，身后室内昏暗",
            "左から炉の暖かい光、背後は暗い室内",
            "Resplandor cálido del fuego desde la izquierda, sala oscura detrás",
        ),
    ),
)
"""Lights that a wish names as things: they are the key light."""

PLACES: tuple[Cue, ...] = (
    Cue(
        "space station|spaceship|spacecraft|moon surface|on the moon|mars|asteroid|galaxy|astronaut|空间站|太空|飞船|月球|火星|宇航员|宇宙|月面|火星|estación espacial|nave|la luna|marte|espacio|astronauta",
        light=(
            "Hard sunlight from one side, black sky behind",
            "一侧硬朗的阳光，背后漆黑",
            "片側からの硬い太陽光、背景は黒",
            "Luz solar dura desde un lado, fondo negro",
        ),
        stir=(
            "dust and small lights drift past",
            "微尘和光点缓缓飘过",
            "塵と光の粒がゆっくり流れる",
            "polvo y luces pequeñas pasan a la deriva",
        ),
    ),
    Cue(
        "train station|railway station|station|platform|车站|站台|月台|火车站|駅|駅のホーム|estación|andén",
        light=(
            "Grey daylight under the platform roof, rails gleaming",
            "站台顶棚下的灰白日光，铁轨微亮",
            "ホームの屋根の下の淡い光、光るレール",
            "Luz gris bajo la marquesina, raíles que brillan",
        ),
        night=(
            "Cold platform lamps from above, dark rails",
            "站台冷白的顶灯，铁轨隐在暗处",
            "ホームの冷たい灯り、暗いレール",
            "Focos fríos del andén, raíles oscuros",
        ),
        stir=(
            "a coat hem lifts in the draught and falls back",
            "衣角被风掀起，又落下",
            "風にコートの裾が揺れ、静まる",
            "una corriente levanta un abrigo y lo deja caer",
        ),
    ),
    Cue(
        "swimming pool|pool|泳池|游泳馆|プール|piscina|alberca",
        light=(
            "Daylight from the right, bright ripples on the walls",
            "右侧日光，墙面映着明亮的水纹",
            "右からの日差し、壁に揺れる水の光",
            "Luz de día desde la derecha, reflejos del agua en las paredes",
        ),
        night=(
            "Blue light from below the water, dark around it",
            "水下透出的蓝光，四周昏暗",
            "水中からの青い光、周りは闇",
            "Luz azul desde el agua, oscuridad alrededor",
        ),
        stir=(
            "ripples spread across the water and flatten",
            "水面漾开涟漪，又渐渐平静",
            "水面に波紋が広がり、静まる",
            "las ondas se abren en el agua y se aquietan",
        ),
    ),
    Cue(
        "underwater|coral|reef|seabed|diver|scuba|jellyfish|水下|海底|珊瑚|潜水|水中|海中|サンゴ|クラゲ|bajo el agua|submarino|arrecife|coral|medusa",
        light=(
            "Sunlight filtered from the surface, drifting caustics",
            "阳光从水面滤下，水纹光斑晃动",
            "水面から差す光、揺れる光の網",
            "Luz del sol filtrada desde la superficie, reflejos que ondulan",
        ),
        stir=(
            "small bubbles rise and fish turn away",
            "细小的气泡上升，鱼群转身游开",
            "小さな泡が昇り、魚が向きを変える",
            "suben burbujas y los peces giran",
        ),
    ),
    Cue(
        "theatre|theater|on stage|on a stage|concert|circus|catwalk|runway|spotlight|stage|舞台|剧场|演唱会|马戏|コンサート|ステージ|劇場|escenario|teatro|concierto|circo|pasarela",
        light=(
            "One spotlight from above, haze in the beam, dark behind",
            "一束顶光，光柱里有薄雾，身后黑暗",
            "上からのスポットライト、光の筋に靄、背後は闇",
            "Un foco desde arriba, bruma en el haz, fondo oscuro",
        ),
        stir=("haze drifts through the beam", "薄雾在光柱中飘动", "光の筋を靄が流れる", "la bruma cruza el haz de luz"),
        indoors=True,
    ),
    Cue(
        "church|cathedral|abbey|temple|monastery|mosque|museum|library|archive|chapel|castle hall|ruin|abandoned|教堂|寺庙|寺院|博物馆|图书馆|档案馆|废墟|教会|寺|図書館|博物館|廃墟|iglesia|catedral|templo|monasterio|museo|biblioteca|capilla|ruinas|abandonada|abandonado",
        light=(
            "Shafts of daylight from high windows, dust in the beams",
            "高窗投下的光柱，尘埃浮动",
            "高い窓から差す光の筋、舞う埃",
            "Haces de luz desde ventanas altas, polvo en el aire",
        ),
        night=LAMP,
        stir=(
            "dust drifts through the shafts of light",
            "尘埃在光柱中缓缓飘动",
            "光の筋の中を埃がゆっくり舞う",
            "el polvo flota en los haces de luz",
        ),
        indoors=True,
    ),
    Cue(
        "kitchen|recipe|cooking|receta|sofrito|paella|菜谱|做菜|レシピ|bakery|restaurant|café|cafe|coffee shop|diner|bar|pub|ramen|noodle|noodles|dough|pancake|teahouse|tea|chef|cook|cooks|baker|barista|厨房|火锅|面包店|餐厅|咖啡馆|咖啡店|面馆|小吃|包子|饺子|茶馆|厨师|便利店|台所|キッチン|パン屋|食堂|喫茶店|カフェ|ラーメン|料理|厨房|居酒屋|喝茶|品茶|泡茶|沏茶|茶室|茶壶|茶杯|奶茶|お茶|茶屋|茶の間|茶室|cocina|panadería|restaurante|cafetería|taberna|chef|cocinero|cocinera|panadero|panadera",
        light=(
            "Warm overhead lamp, steam catching the light, soft window light behind",
            "头顶暖光，热气映着光，身后柔和的窗光",
            "頭上の暖かい灯り、湯気が光を受け、背後に窓の光",
            "Lámpara cálida cenital, vapor a contraluz, luz de ventana suave detrás",
        ),
        night=(
            "Warm overhead lamp, steam catching the light, blue night in the window",
            "头顶暖光，热气映着光，窗外是蓝色夜景",
            "頭上の暖かい灯り、湯気が光を受け、窓の外は青い夜",
            "Lámpara cálida cenital, vapor a contraluz, noche azul en la ventana",
        ),
        stir=(
            "steam rises and thins out",
            "热气升起，慢慢散开",
            "湯気が立ちのぼり、薄れていく",
            "el vapor sube y se deshace",
        ),
        indoors=True,
    ),
    Cue(
        "newsroom|news studio|tv studio|news anchor|newsreader|news desk|talk show|podcast|broadcast|演播室|主播|新闻|直播间|ニューススタジオ|ニュース|アナウンサー|plató|noticiero|telediario|presentador|presentadora",
        light=(
            "Even studio light from the front, a soft rim light from behind",
            "正面均匀的演播室灯光，身后柔和的轮廓光",
            "正面からの均一なスタジオ照明、背後に柔らかいリムライト",
            "Luz de estudio uniforme desde el frente, un borde suave por detrás",
        ),
        stir=(
            "the screens behind change softly",
            "身后的屏幕轻轻变换画面",
            "背後の画面が静かに切り替わる",
            "las pantallas del fondo cambian despacio",
        ),
        indoors=True,
    ),
    Cue(
        "workshop|workbench|studio|garage|tailor|seamstress|watchmaker|clockmaker|carpenter|potter|pottery|luthier|cobbler|loom|easel|violin maker|clockmaker|sculptor|painter|作坊|工作台|工作室|车库|裁缝|钟表匠|木匠|陶艺|陶工|鞋匠|画架|工房|作業場|作業台|アトリエ|職人|仕立屋|陶芸|ろくろ|taller|banco de trabajo|estudio|garaje|sastre|costurera|relojero|carpintero|alfarero|alfarera|zapatero|torno",
        light=(
            "One work lamp from frame left, soft window light behind",
            "左侧一盏工作灯，身后柔和的窗光",
            "左に作業灯、背後に柔らかい窓の光",
            "Una lámpara de trabajo desde la izquierda, luz de ventana suave detrás",
        ),
        night=LAMP,
        stir=(
            "dust turns slowly in the lamp light",
            "灰尘在灯光里慢慢旋转",
            "灯りの中を埃がゆっくり舞う",
            "el polvo gira despacio bajo la lámpara",
        ),
        indoors=True,
    ),
    Cue(
        "gym|locker room|boxing|arena|stadium|basketball|健身房|更衣室|拳击|体育馆|篮球|ジム|ロッカー|ボクシング|体育館|gimnasio|vestuario|boxeo|boxeador|boxeadora|estadio|baloncesto",
        light=(
            "Hard ceiling light from above, sweat and edges catching it",
            "顶部硬光，汗水和轮廓发亮",
            "真上からの硬い照明、汗と輪郭が光る",
            "Luz dura desde el techo que marca los bordes y el sudor",
        ),
        stir=(
            "dust hangs and turns in the light",
            "灰尘在灯光里浮动",
            "埃が光の中を漂う",
            "el polvo flota bajo la luz",
        ),
        indoors=True,
    ),
    Cue(
        "taxi|car interior|in a car|parked car|train carriage|on a train|in the train|tram|subway|metro|on the bus|in the bus|bus seat|airplane cabin|地铁|车里|车厢|公交|出租车|火车上|电车|電車|車内|タクシー|バス|地下鉄|新幹線|en un coche|coche parado|en el coche|taxi|vagón|metro|autobús|tranvía|tren",
        light=(
            "Light from outside slides across the windows and faces",
            "车窗外的光在脸上掠过",
            "窓の外の光が顔の上を流れる",
            "La luz de fuera resbala por ventanas y caras",
        ),
        night=(
            "Street light through wet glass, faces half in shadow",
            "路灯透过车窗，面孔半明半暗",
            "街灯が窓越しに差し、顔は半分影の中",
            "Luz de farola a través del cristal, caras en media sombra",
        ),
        stir=(
            "lights pass by outside and slide across the seats",
            "窗外的灯光掠过座椅",
            "窓の外の灯りが座席を流れていく",
            "las luces de fuera cruzan los asientos",
        ),
        indoors=True,
    ),
    Cue(
        "office|classroom|school|hospital|laboratory|lab|corridor|hallway|meeting room|supermarket|shop|bookshop|bookstore|elevator|办公室|教室|学校|医院|实验室|走廊|超市|书店|商店|电梯|オフィス|教室|病院|研究室|廊下|スーパー|本屋|書店|店|oficina|aula|escuela|hospital|laboratorio|pasillo|supermercado|tienda|librería|ascensor",
        light=(
            "Even ceiling light, soft daylight from a window at frame left",
            "均匀的顶灯，左侧窗边柔光",
            "均一な天井灯、左の窓から柔らかい光",
            "Luz de techo uniforme, luz suave de ventana desde la izquierda",
        ),
        night=(
            "Cool ceiling light, dark windows behind",
            "冷色顶灯，身后是漆黑的窗",
            "冷たい天井灯、背後は暗い窓",
            "Luz de techo fría, ventanas oscuras detrás",
        ),
        stir=(
            "a paper lifts in the draught and settles",
            "一张纸被风掀起，又落下",
            "紙が一枚めくれて落ち着く",
            "un papel se levanta con la corriente y se posa",
        ),
        indoors=True,
    ),
    Cue(
        "room|loft|attic|apartment|penthouse|bedroom|living room|window|windowsill|sofa|bed|armchair|piano|desk|bathtub|bathroom|home|attic|crib|carpet|curtain|bookshelf|grandmother|grandma|knit|房间|卧室|客厅|窗边|窗前|沙发|床|钢琴|书桌|家里|浴室|窗帘|部屋|寝室|居間|窓辺|窓|ソファ|ベッド|ピアノ|机の|机に|縁側|湯呑み|湯のみ|habitación|dormitorio|salón|ventana|sofá|cama|sillón|piano|escritorio|casa|baño|cortina|abuela",
        light=(
            "Soft window light from frame left, the far side in gentle shadow",
            "左侧柔和的窗光，另一侧是淡淡的阴影",
            "左の窓から柔らかい光、反対側は淡い影",
            "Luz suave de ventana desde la izquierda, el otro lado en sombra leve",
        ),
        night=LAMP,
        stir=(
            "the curtain lifts once and falls back",
            "窗帘轻轻扬起，又落下",
            "カーテンが一度ふくらみ、戻る",
            "la cortina se levanta una vez y vuelve a caer",
        ),
        indoors=True,
    ),
    Cue(
        "desert|dune|canyon|savanna|savannah|沙漠|沙丘|峡谷|草原|砂漠|砂丘|峡谷|サバンナ|desierto|duna|cañón|sabana",
        light=(
            "Low sun from the right, long shadows, dust in the air",
            "右侧低角度阳光，影子很长，空气中有尘土",
            "右からの低い太陽、長い影、舞う砂塵",
            "Sol bajo desde la derecha, sombras largas, polvo en el aire",
        ),
        night=MOON,
        stir=(
            "sand lifts off the ground and drifts away",
            "沙粒被风卷起，飘向远处",
            "砂が風に舞い上がり、流れていく",
            "la arena se levanta y se va con el viento",
        ),
    ),
    Cue(
        "forest|wood|woods|jungle|rainforest|bamboo|redwood|grove|garden|park|orchard|greenhouse|meadow|flower|tree|森林|树林|丛林|竹林|花园|公园|果园|温室|草地|大树|树下|花丛|花朵|森|林|竹林|庭|公園|温室|木々|花畑|bosque|selva|bambú|jardín|parque|invernadero|pradera|árbol|secuoyas|secuoya|flor",
        light=(
            "Daylight broken by leaves, soft shafts from the right",
            "被树叶筛过的日光，右侧柔和的光束",
            "木漏れ日、右から柔らかい光の筋",
            "Luz de día filtrada por las hojas, haces suaves desde la derecha",
        ),
        night=MOON,
        stir=(
            "leaves stir and the light shifts through them",
            "树叶轻轻晃动，光影随之变化",
            "葉が揺れ、光がその間を動く",
            "las hojas se mueven y la luz cambia entre ellas",
        ),
    ),
    Cue(
        "sea|ocean|beach|coast|shore|harbour|harbor|pier|cliff|wave|waves|surfer|boat|ship|sail|lake|river|island|lighthouse|delta|waterfall|海|海边|海滩|港口|渔港|码头|悬崖|海浪|浪花|巨浪|波浪|船|舟|湖|江|河|岛|灯塔|瀑布|渔夫|海辺|浜辺|港|波|川辺|川沿い|川の|小川|川面|川岸|大川|湖|島|灯台|滝|舟|橋|mar|océano|playa|costa|puerto|muelle|acantilado|ola|olas|barco|barca|lago|río|isla|faro|cascada|pescador",
        light=(
            "Open daylight from the right, glinting off the water",
            "右侧开阔的天光，水面闪着光",
            "右からの開けた日差し、水面に反射",
            "Luz de día abierta desde la derecha, reflejos en el agua",
        ),
        night=(
            "Moonlight on the water, deep blue shadows",
            "月光洒在水面，深蓝色阴影",
            "水面に月明かり、深い青の影",
            "Luz de luna sobre el agua, sombras azul profundo",
        ),
        stir=(
            "the water rolls in, breaks and slides back",
            "水面涌来，拍碎，又退回去",
            "水が寄せ、砕けて引いていく",
            "el agua llega, rompe y se retira",
        ),
    ),
    Cue(
        "mountain|alps|peak|valley|field|village|farm|barn|hill|vineyard|road|highway|bridge|terrace|horizon|countryside|rice|山|雪山|山谷|茶园|茶农|采茶|茶山|茶畑|茶摘み|田野|村庄|农场|梯田|公路|桥|草坡|田んぼ|山道|谷|畑|村で|村の|農場|丘|montaña|valle|campo|pueblo|granja|colina|viñedo|carretera|puente|terraza",
        light=(
            "Low side light from the right, long shadows over the ground",
            "右侧低角度侧光，地面上拉出长影",
            "右からの低い側光、地面に長い影",
            "Luz lateral baja desde la derecha, sombras largas en el suelo",
        ),
        night=MOON,
        stir=(
            "the wind bends the grass and cloud shadows pass over",
            "风压弯草叶，云影掠过大地",
            "風が草をなびかせ、雲の影が過ぎる",
            "el viento dobla la hierba y pasan sombras de nubes",
        ),
    ),
    Cue(
        "street|city|town|square|market|alley|rooftop|skyline|skateboard|skateboarder|kickflip|traffic|sidewalk|plaza|stairs|bus stop|crossing|downtown|stairs|vendor|街|城市|小镇|广场|市场|夜市|巷|屋顶|天台|路口|外卖|古城|古镇|街道|都市|街角|路地|市場|屋上|広場|交差点|屋台|calle|ciudad|plaza|mercado|callejón|azotea|tejado|tráfico|acera|cruce",
        light=(
            "Soft daylight between the buildings, bright sky behind",
            "楼宇间的柔和日光，身后天空明亮",
            "建物の間の柔らかい日差し、背後に明るい空",
            "Luz de día suave entre los edificios, cielo claro detrás",
        ),
        night=STREET_LAMPS,
        stir=(
            "people pass in the background and the light flickers",
            "背景里行人走过，灯光闪动",
            "背景を人が通り過ぎ、明かりが揺れる",
            "pasa gente al fondo y parpadean las luces",
        ),
    ),
    Cue(
        "sky|cloud|comet|balloon|airship|kite|bird|eagle|aurora|star|stars|天空|云朵|云海|热气球|彗星|风筝|鸟|老鹰|极光|星空|青空|夜空|大空|空を|空に|雲|気球|凧|鳥|星空|オーロラ|cielo|nube|globo|cometa|pájaro|águila|aurora|estrellas",
        light=(
            "Clear sky light from above, soft rim on the edges",
            "清澈的天光，边缘有柔和的轮廓光",
            "上からの澄んだ空の光、輪郭に柔らかい縁",
            "Luz clara del cielo, borde suave en los contornos",
        ),
        night=(
            "Starlight, a thin glow at the horizon",
            "星光，地平线上一抹微光",
            "星明かり、地平線に淡い光",
            "Luz de estrellas, un resplandor fino en el horizonte",
        ),
        stir=(
            "clouds drift past and open",
            "云缓缓飘过，渐渐散开",
            "雲が流れ、ひらけていく",
            "las nubes pasan y se abren",
        ),
    ),
)
"""Where it happens: the first that a wish names decides. Rooms stand before landscapes."""

# fmt: off
SOUNDS: dict[str, Four] = {
    "swimming pool": ("lapping water, a wide echo", "轻轻的水声，空旷的回响", "水の揺れる音、広い反響", "agua que chapotea, eco amplio"),
    "underwater": ("muffled water, rising bubbles", "低沉的水声，气泡上升的声音", "こもった水音、泡の音", "agua amortiguada, burbujas"),
    "space station": ("low hum, a faint breath", "低沉的嗡鸣，轻微的呼吸声", "低いうなり、かすかな呼吸", "zumbido grave, respiración tenue"),
    "theatre": ("a hushed hall, distant seats creaking", "安静的大厅，远处座椅的吱呀声", "静まったホール、遠い椅子のきしみ", "sala en silencio, butacas lejanas que crujen"),
    "church": ("a wide quiet echo, distant steps", "空旷的回响，远处的脚步声", "広い静かな反響、遠い足音", "eco amplio y quieto, pasos lejanos"),
    "kitchen": ("a low simmer, the clink of dishes", "轻轻的沸腾声，碗碟碰响", "静かな煮える音、食器の触れる音", "hervor suave, tintineo de platos"),
    "newsroom": ("quiet studio air, a faint hum of equipment", "安静的演播室，设备的轻微嗡鸣", "静かなスタジオ、機材のかすかな音", "silencio de estudio, leve zumbido de equipos"),
    "workshop": ("small tools, the creak of wood", "小工具的声响，木头的吱呀声", "小さな道具の音、木のきしみ", "herramientas pequeñas, crujido de madera"),
    "gym": ("breath, distant thuds", "呼吸声，远处的撞击声", "呼吸、遠い衝撃音", "respiración, golpes lejanos"),
    "taxi": ("low engine hum, the road outside", "低沉的引擎声，车外的路噪", "低いエンジン音、外の走行音", "motor grave, la carretera fuera"),
    "office": ("air-conditioner hum, distant voices", "空调的嗡鸣，远处的人声", "空調の音、遠い話し声", "zumbido del aire, voces lejanas"),
    "room": ("quiet room tone, a clock", "安静的房间，钟表的滴答声", "静かな部屋、時計の音", "tono de sala, un reloj"),
    "desert": ("dry wind, sand brushing the ground", "干燥的风声，沙粒擦过地面", "乾いた風、砂の擦れる音", "viento seco, arena que roza el suelo"),
    "forest": ("leaves in the wind, a few birds", "风吹树叶，几声鸟鸣", "葉を渡る風、数羽の鳥", "hojas al viento, algunos pájaros"),
    "sea": ("slow water against the shore, distant gulls", "缓缓的水声，远处的海鸥", "ゆっくりした水音、遠いカモメ", "agua lenta en la orilla, gaviotas lejanas"),
    "mountain": ("wind over the grass, distance", "风掠过草地的声音", "草を渡る風", "viento sobre la hierba"),
    "street": ("distant traffic, footsteps", "远处的车流，脚步声", "遠い車の音、足音", "tráfico lejano, pasos"),
    "sky": ("high wind", "高处的风声", "高い空の風", "viento en lo alto"),
}
"""What is heard in a place, by the first of its words."""

RAIN: Four = ("steady rain", "雨声", "降りしきる雨の音", "lluvia constante")
RAIN_INDOORS: Four = ("rain against the window", "雨点打在窗上的声音", "窓を打つ雨の音", "lluvia contra la ventana")

BY_HOUR: dict[str, Four] = {
    "morning": (
        "Pale early sun from the right, long soft shadows",
        "右侧淡淡的晨光，影子柔长",
        "右からの淡い朝日、長く柔らかい影",
        "Sol pálido de la mañana desde la derecha, sombras largas y suaves",
    ),
    "noon": (
        "High hard sun, short shadows",
        "高处的硬朗阳光，影子很短",
        "高い太陽の硬い光、短い影",
        "Sol alto y duro, sombras cortas",
    ),
    "sunset": (
        "Low golden sun from behind, a thin rim of light on the edges",
        "身后低垂的金色阳光，边缘一圈轮廓光",
        "背後から低い金色の太陽、輪郭に細い光",
        "Sol dorado y bajo desde atrás, un borde fino de luz en los contornos",
    ),
    "dusk": (
        "Fading blue light with one warm glow low in the sky",
        "渐暗的蓝色天光，低空一抹暖色",
        "暮れていく青い光、低い空に暖かい残照",
        "Luz azul que se apaga, un resplandor cálido bajo en el cielo",
    ),
}

INDOORS_BY_HOUR: dict[str, Four] = {
    "morning": (
        "Low morning light through the window at frame left",
        "左侧窗口照进低低的晨光",
        "左の窓から低い朝の光",
        "Luz baja de la mañana por la ventana de la izquierda",
    ),
    "noon": (
        "Bright daylight from the window, clear shadows",
        "窗口明亮的日光，阴影清晰",
        "窓からの明るい日差し、はっきりした影",
        "Luz de día clara desde la ventana, sombras nítidas",
    ),
    "sunset": (
        "Low golden light through the window at frame left",
        "左侧窗口照进低垂的金色阳光",
        "左の窓から低い金色の光",
        "Luz dorada y baja por la ventana de la izquierda",
    ),
    "dusk": (
        "Blue dusk in the window, one warm lamp from frame left",
        "窗外是蓝色暮光，左侧一盏暖灯",
        "窓の外は青い夕暮れ、左に暖かいランプ",
        "Atardecer azul en la ventana, una lámpara cálida desde la izquierda",
    ),
}

HOURS = {
    "predawn": "dusk", "dawn": "morning", "sunrise": "morning", "early_morning": "morning", "morning": "morning",
    "noon": "noon", "afternoon": "noon", "late_afternoon": "sunset", "golden_hour": "sunset", "sunset": "sunset",
    "dusk": "dusk", "evening": "dusk", "blue_hour": "dusk", "night": "night", "midnight": "night",
}  # fmt: skip

NIGHTLY = "night|midnight|nocturnal|夜|深夜|夜晚|夜市|夜の|noche|nocturno|nocturna|medianoche|madrugada"

OVERCAST: Four = (
    "Soft overcast daylight, gentle shadows",
    "阴天柔光，影子很淡",
    "曇天の柔らかい光、淡い影",
    "Luz nublada y suave, sombras tenues",
)
WET: Four = (
    "Soft overcast daylight, wet surfaces reflecting the sky",
    "阴天柔光，湿润的地面映出天光",
    "曇天の柔らかい光、濡れた地面の反射",
    "Luz nublada y suave, suelo mojado con reflejos",
)

WET_NIGHT: Four = (
    "Street light reflected in wet ground, cool darkness behind",
    "灯光映在湿漉漉的地面，身后是冷色的黑暗",
    "濡れた地面に灯りが映り、背後は冷たい闇",
    "Luces reflejadas en el suelo mojado, oscuridad fría detrás",
)

WET_INDOORS: Four = (
    "Grey daylight through rain-streaked glass at frame left",
    "左侧带雨痕的窗透进灰色天光",
    "左の雨筋の窓から灰色の光",
    "Luz gris a través del cristal con lluvia, desde la izquierda",
)

WET_NIGHT_INDOORS: Four = (
    "One amber lamp from the right, blurred street light in the wet window",
    "右侧一盏琥珀色的灯，湿漉漉的窗外街灯模糊",
    "右に琥珀色のランプ、濡れた窓の向こうににじむ街灯",
    "Una lámpara ámbar desde la derecha, farolas borrosas tras el cristal mojado",
)

FOG: Four = (
    "Diffuse light through the fog, shapes paling with distance",
    "雾中漫射的光，远处轮廓渐淡",
    "霧を通した柔らかい光、遠くほど淡い輪郭",
    "Luz difusa en la niebla, formas que palidecen a lo lejos",
)

SNOWY: Four = (
    "Pale overcast daylight, snow throwing it back",
    "淡白的阴天光，被雪地反射",
    "淡い曇り空の光、雪の照り返し",
    "Luz pálida y nublada, devuelta por la nieve",
)

PRODUCT_LIGHT: Four = (
    "Soft light from above left, a thin highlight along the edge, dark background",
    "左上方柔光，边缘一道细高光，深色背景",
    "左上から柔らかい光、縁に細いハイライト、暗い背景",
    "Luz suave desde arriba a la izquierda, un brillo fino en el borde, fondo oscuro",
)

PLAIN_LIGHT: Four = (
    "Soft daylight from frame left",
    "左侧柔和的日光",
    "左から柔らかい日差し",
    "Luz de día suave desde la izquierda",
)

class Deed(NamedTuple):
    """Words for a kind of action and how it is shown: framing, camera (empty: static) and an ``end`` that completes the
    movement. ``ended`` are words that end it by themselves."""

    words: str
    framing: Four
    camera: Four | None = None
    end: Four | None = None
    human: bool = False
    """Whether only somebody alive ends it so."""

STATIC: Four = ("Static camera", "固定镜头", "固定カメラ", "Cámara fija")

WALKING: Four = (
    "Side tracking at walking pace that settles",
    "以步行速度横移跟拍，最后停住",
    "歩く速さで並走し、最後に止まる",
    "Travelling de seguimiento a paso de marcha que se detiene al final",
)

RUNNING: Four = (
    "Steady side tracking that settles at the end",
    "平稳的横移跟拍，最后停住",
    "なめらかに並走し、最後に止まる",
    "Travelling de seguimiento constante que se detiene al final",
)

PUSH: Four = (
    "Slow push-in that settles",
    "缓慢推近，最后停住",
    "ゆっくりドリーイン、最後に止まる",
    "Acercamiento lento que se detiene al final",
)

TILT: Four = (
    "Slow tilt up that settles",
    "镜头缓慢上摇，最后停住",
    "ゆっくりティルトアップ、最後に止まる",
    "Inclinación lenta hacia arriba que se detiene al final",
)

ORBIT: Four = (
    "Slow orbit right that ends on its front",
    "缓慢向右环绕，停在正面",
    "ゆっくり右へ回り込み、正面で止まる",
    "Órbita lenta a la derecha que termina de frente",
)

PAN: Four = (
    "Slow pan right that settles",
    "缓慢右摇，最后停住",
    "ゆっくり右へパン、最後に止まる",
    "Paneo lento a la derecha que se detiene al final",
)

FULL: Four = (
    "Full shot, eye level",
    "全身镜头，平视",
    "フルショット、アイレベル",
    "Plano entero, a la altura de los ojos",
)

FULL_LOW: Four = (
    "Full shot, low angle",
    "全身镜头，低角度",
    "フルショット、ローアングル",
    "Plano entero, contrapicado",
)

WIDE: Four = (
    "Wide shot, eye level",
    "全景，平视",
    "ワイドショット、アイレベル",
    "Plano general, a la altura de los ojos",
)

WIDE_LOW: Four = (
    "Wide shot, low angle",
    "全景，低角度",
    "ワイドショット、ローアングル",
    "Plano general, contrapicado",
)

WIDE_HIGH: Four = (
    "Wide shot, high angle",
    "全景，高角度",
    "ワイドショット、ハイアングル",
    "Plano general, plano picado",
)

MEDIUM: Four = (
    "Medium shot, eye level",
    "中景，平视",
    "ミディアムショット、アイレベル",
    "Plano medio, a la altura de los ojos",
)

NEAR: Four = (
    "Medium close-up, eye level",
    "中近景，平视",
    "バストショット、アイレベル",
    "Plano medio corto, a la altura de los ojos",
)

NEAR_HIGH: Four = (
    "Medium close-up, high angle",
    "中近景，高角度",
    "バストショット、ハイアングル",
    "Plano medio corto, plano picado",
)

CLOSE: Four = (
    "Close-up, eye level",
    "特写，平视",
    "クローズアップ、アイレベル",
    "Primer plano, a la altura de los ojos",
)

CLOSE_LOW: Four = (
    "Close-up, slight low angle",
    "特写，低角度",
    "クローズアップ、ローアングル",
    "Primer plano, contrapicado",
)

DEEDS: tuple[Deed, ...] = (
    Deed(
        "rise|rises|rising|ascend|ascends|soar|soars|soaring|floats up|lifts off|launch|launches|launching|升起|升上|升空|升向|上升|飞上|昇る|昇って|昇り|舞い上が|asciende|se eleva|despega|sube al cielo",
        WIDE_LOW,
        TILT,
        (
            "until it is small against the sky",
            "直到在天空中变小",
            "空に小さくなるまで",
            "hasta verse pequeño en el cielo",
        ),
    ),
    Deed(
        "dance|dances|dancing|twirl|twirls|pirouette|ballet|跳舞|起舞|舞蹈|踊|ダンス|舞う|baila|bailan|bailando|danza",
        FULL,
        None,
        (
            "then ends in a held pose",
            "最后定在一个姿势上",
            "最後に決めのポーズで止まる",
            "y termina en una pose sostenida",
        ),
    ),
    Deed(
        "jump|jumps|jumping|kickflip|kickflips|backflip|leap|leaps|leaping|vault|vaults|hop|hops|ollies|ollie|跳过|跃过|跳跃|跳起|ジャンプ|跳び|飛び越え|跳ね|salta|saltan|saltando|brinca",
        FULL_LOW,
        None,
        ("then lands and steadies itself", "落地，站稳", "着地して体勢を整える", "y aterriza con firmeza"),
    ),
    Deed(
        "run|runs|running|sprint|sprints|sprinting|gallop|gallops|race|races|chase|chases|chasing|ride|rides|riding|skate|skates|skating|skateboarding|cycling|drive|drives|driving|奔跑|跑步|跑过|跑向|跑着|在跑|骑|飞驰|追|滑行|走り|走る|走って|駆け|疾走|乗って|corre|corren|corriendo|galopa|persigue|cabalga|patina|conduce|monta",
        FULL,
        RUNNING,
        ("then slows to a stop", "渐渐慢下来，停住", "速度を落として止まる", "y frena hasta detenerse"),
    ),
    Deed(
        "walk|walks|walking|stroll|strolls|strolling|wander|wanders|stride|strides|follow|follows|following|carries|carrying|wades|hike|hikes|走过|走在|漫步|散步|行走|穿过|走向|歩く|歩いて|歩き|散歩|進む|進んで|camina|caminan|caminando|pasea|pasean|avanza|atraviesa|recorre",
        FULL,
        WALKING,
        ("then stops and looks ahead", "停下，看向前方", "立ち止まり、前を見る", "y se detiene a mirar al frente"),
        human=True,
    ),
    Deed(
        "fly|flies|flying|glides|gliding|swoop|swoops|飞过|飞翔|飞行|盘旋|飛ぶ|飛んで|飛び去|vuela|vuelan|volando|planea",
        WIDE_LOW,
        None,
        ("then leaves the frame", "飞出画面", "画面の外へ去る", "y sale de cuadro"),
    ),
    Deed(
        "cross|crosses|crossing|pass|passes|passing|sail|sails|sailing|swim|swims|swimming|drift|drifts|drifting|floating|float|floats|crawl|crawls|climb|climbs|climbing|划过|驶过|驶出|横穿|游泳|游过|漂|爬|渡る|渡って|横切|泳ぐ|泳いで|漂|登る|登って|cruza|cruzan|cruzando|pasa|navega|nada|flota|trepa|sube",
        WIDE,
        None,
        None,
    ),
    Deed(
        "smile|smiles|smiling|cry|cries|crying|weeps|blink|blinks|winks|laugh|laughs|laughing|stares|gazes|whispers|blushes|tears|微笑|笑|哭|流泪|眨眼|凝视|微笑む|微笑ん|笑う|笑って|泣|まばたき|見つめ|sonríe|llora|ríe|mira fijamente|parpadea|guiña",
        NEAR,
        PUSH,
        None,
    ),
    Deed(
        "sew|sews|sewing|knit|knits|knitting|thread|threads|mend|mends|mending|paint|paints|painting|write|writes|writing|carve|carves|knead|kneads|kneading|fold|folds|folding|pour|pours|pouring|repair|repairs|repairing|assembles|wind|winds|peels|chop|chops|cut|cuts|slices|plays the|strums|types|draws|drawing|taping|tapes|wraps|wrapping|lights the|lifts a|ties|unties|opens the|cooking|cooks|stirs|whisks|shapes|穿针引线|缝补|缝制|织布|织毛衣|修补|修理|画画|作画|写字|写信|雕刻|揉面|折纸|倒茶|倒酒|切菜|包饺子|泡茶|弹琴|弹吉他|系上|解开|编织|湯切り|縫|編|直し|描い|描く|書い|書く|彫|こね|折り|注ぐ|注い|切る|切って|結ん|淹れ|弾い|弾く|cose|teje|remienda|pinta|escribe|talla|amasa|dobla|vierte|repara|corta|sirve|toca el|ata|desata|saca",
        NEAR_HIGH,
        None,
        ("then pauses and looks up", "停下手，抬起头", "手を止めて顔を上げる", "y se detiene a levantar la vista"),
        human=True,
    ),
    Deed(
        "sleep|sleeps|sleeping|nap|naps|sit|sits|sitting|wait|waits|waiting|read|reads|reading|rests|meditates|stands|standing|listens|watches|睡|坐|等|读|看书|打坐|休息|寝て|眠|座っ|座る|座り|待つ|待っ|読む|読ん|ひと休み|duerme|se sienta|sentado|sentada|espera|esperan|lee|descansa|medita",
        MEDIUM,
        PUSH,
        None,
    ),
)
"""What is done, most telling kind first."""

ALIVE = "he|she|they|it|cat|dog|fox|horse|bear|panda|rabbit|bird|猫|狗|狐|马|熊|兔|鸟|她|他|犬|鳥|彼|彼女|gato|perro|zorro|caballo|oso|pájaro"

CROWD = "crowd|crowded|parade|army|herd|flock|festival|children|kids|people|horses|人群|拥挤|游行|羊群|孩子们|祭り|群衆|群れ|人混み|子供たち|multitud|desfile|rebaño|manada|niños|gente|caballos"

SMALL = "snail|bee|butterfly|ant|ladybug|beetle|hummingbird|mouse|frog|droplet|dewdrop|petal|ring|wristwatch|earring|coin|mushroom|seed|spider|goldfish|蜗牛|蜜蜂|蝴蝶|蚂蚁|瓢虫|水滴|露珠|花瓣|戒指|手表|硬币|蘑菇|种子|蜘蛛|カタツムリ|蜂|蝶|蟻|てんとう虫|しずく|雫|花びら|指輪|時計|硬貨|きのこ|種|クモ|caracol|abeja|mariposa|hormiga|mariquita|colibrí|gota|pétalo|anillo|reloj|moneda|seta|semilla|araña"

DETAIL = "eyes|eye|lips|mouth|fingers|fingertips|wheel|mirror|key|handle|眼睛|嘴唇|手指|车轮|钥匙|目元|唇|指先|車輪|鍵|ojos|labios|dedos|rueda|espejo|llave"

PRODUCT = "product|ad|advert|advertisement|commercial|perfume|wristwatch|lipstick|packaging|产品|广告|香水|商品|広告|香水瓶|producto|anuncio|perfume|frasco|zapatilla"

MOODS: tuple[tuple[str, Four], ...] = (
    (
        "horror|ghost|haunted|scary|creepy|monster|恐怖|闹鬼|鬼|ホラー|怪談|幽霊|terror|miedo|fantasma",
        (
            "Tense, cold desaturated blue",
            "紧张，冷色低饱和的蓝",
            "張りつめた空気、冷たく彩度の低い青",
            "Tenso, azul frío y desaturado",
        ),
    ),
    (
        "perfume|ad|advert|commercial|product|luxury|广告|产品|香水|広告|商品|anuncio|producto|lujo",
        (
            "Clean and precise, deep blacks",
            "干净利落，深邃的黑",
            "端正で精密、深い黒",
            "Limpio y preciso, negros profundos",
        ),
    ),
    (
        "farewell|goodbye|alone|lonely|empty|lost|告别|离别|等待|孤独|空荡|雨|別れ|孤独|待つ|雨|despedida|espera|solo|sola|vacío|vacía|lluvia",
        (
            "Wistful, muted blue-grey",
            "略带惆怅，低饱和的蓝灰",
            "物寂しく、くすんだ青灰色",
            "Melancólico, gris azulado apagado",
        ),
    ),
    (
        "party|dance|dances|dancing|festival|carnival|market|children|kids|puppy|salsa|celebration|派对|跳舞|节日|集市|孩子|小狗|祭り|ダンス|踊|子供|子犬|fiesta|baila|bailando|carnaval|mercado|niños|cachorro",
        ("Lively, saturated colours", "热闹，色彩饱满", "にぎやか、鮮やかな色", "Animado, colores saturados"),
    ),
    (
        "skateboard|kickflip|boxer|boxing|runner|sprints|race|surfer|football|basketball|拳击|奔跑|赛跑|滑板|冲浪|ボクシング|走者|サーフ|boxeador|boxeadora|corredor|carrera|surfista",
        (
            "Energetic, crisp contrast",
            "充满力量，对比鲜明",
            "力強く、くっきりしたコントラスト",
            "Enérgico, contraste nítido",
        ),
    ),
    (
        "grandmother|grandma|grandfather|granddad|baker|bakery|tailor|clockmaker|watchmaker|potter|tea|kitchen|knits|elderly|奶奶|爷爷|外婆|裁缝|钟表匠|茶|厨房|老人|老裁缝|老奶奶|老爷爷|祖母|祖父|おばあ|おじい|職人|茶|台所|喫茶店|abuela|abuelo|anciano|anciana|panadero|panadera|sastre|relojero|cocina",
        (
            "Intimate, warm amber and brown",
            "亲切，温暖的琥珀色和棕色",
            "親密、暖かい琥珀色と茶色",
            "Íntimo, ámbar y marrón cálidos",
        ),
    ),
    (
        "neon|cyberpunk|city|traffic|subway|metro|skyline|霓虹|都市|地铁|ネオン|都会|地下鉄|ciudad|neón",
        (
            "Restless, deep blues with small bright accents",
            "躁动，深蓝中点缀小而亮的光",
            "落ち着かない、深い青に小さな光の差し色",
            "Inquieto, azules profundos con acentos de luz",
        ),
    ),
    (
        "mountain|desert|sea|ocean|canyon|valley|lighthouse|lake|river|glacier|山|海|沙漠|峡谷|江|湖|灯塔|砂漠|湖|川辺|川沿い|川の|小川|川面|川岸|大川|谷|montaña|desierto|mar|océano|valle|lago|río|faro",
        (
            "Quiet and vast, muted earth and sea tones",
            "静谧辽阔，低饱和的大地与海水色",
            "静かで広大、落ち着いた大地と海の色",
            "Sereno y amplio, tonos apagados de tierra y mar",
        ),
    ),
)

STIRS: tuple[Four, Four, Four] = (
    (
        "rain sweeps past, thins and settles",
        "雨丝掠过画面，渐渐停下",
        "雨が流れ、やがて静かに止まる",
        "la lluvia cae, recorre la escena y se detiene",
    ),
    (
        "snowflakes drift past and settle on every surface",
        "雪花飘落，最后停在每个角落",
        "雪が舞い、あたりに静かに落ちる",
        "los copos caen y se posan sobre todo",
    ),
    (
        "a band of light slides across it and stops",
        "一道光从上面滑过，停住",
        "光の帯がその上を滑り、止まる",
        "una franja de luz se desliza por encima y se detiene",
    ),
)
"""What moves in rain, in snow, and over a thing that is shown for itself."""

DELIVERIES: tuple[tuple[str, Four], ...] = (
    (
        "argue|argues|arguing|fight|quarrel|samurai|duel|angry|吵|争吵|决斗|生气|侍|決闘|喧嘩|口論|discute|discuten|pelea|duelo|enfadado|enfadada",
        ("tense, low", "紧张，压低声音", "張りつめた低い声で", "con tensión, en voz baja"),
    ),
    (
        "horror|ghost|secret|haunted|thriller|秘密|恐怖|鬼|秘密|幽霊|ホラー|secreto|terror|fantasma",
        ("hushed, nervous", "压低声音，紧张", "声をひそめて、緊張して", "en voz baja, nervioso"),
    ),
    (
        "farewell|goodbye|leaving|funeral|告别|离别|再见|别れ|さよなら|despedida|adiós",
        ("tender, holding back tears", "温柔，强忍情绪", "優しく、涙をこらえて", "con ternura, conteniéndose"),
    ),
    (
        "news|anchor|reporter|interview|report|新闻|记者|采访|ニュース|記者|インタビュー|noticias|reportera|reportero|entrevista",
        ("clear, serious", "清晰，认真", "はっきり、真剣に", "claro, serio"),
    ),
    (
        "ad|advert|commercial|product|launch|广告|产品|広告|商品|anuncio|producto",
        ("calm, confident", "平静，自信", "落ち着いて、自信をもって", "sereno, seguro"),
    ),
)

ASKING: Four = ("curious", "好奇", "不思議そうに", "curioso")

CALLING: Four = ("excited", "兴奋", "興奮して", "emocionado")

SINGING: Four = ("tender, slow", "温柔，缓慢", "優しく、ゆっくり", "tierno, lento")

"""Where scenes play."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompts.vocabulary.term import Term, Vocabulary

SETTINGS = Vocabulary(
    Term("space", "outer space", en="spaceship|spacecraft|space station|galaxy|nebula|asteroid|orbiting earth|planet|starfield|cosmos", zh="太空|宇宙|星系|飞船|星球", ja="宇宙|銀河|惑星|宇宙船", es="espacio exterior|galaxia|nave espacial|planeta"),
    Term("underwater", "underwater", en="under water|coral reef|seabed|deep sea|submarine|beneath the waves", zh="水下|海底|深海|珊瑚", ja="水中|海底|深海|サンゴ", es="bajo el agua|submarino|arrecife"),
    Term("sea", "sea", en="ocean|beach|shore|coast|harbour|harbor|lighthouse|sailing boat|sailboat|ocean waves|sea waves|the waves|crashing waves|breaking waves|rolling waves|gentle waves|waves crash|waves break|waves roll|waves lap|waves on|waves against|surf|bay|island|lake|river|pier|fishing boat|ship|seaside|lagoon|pool", zh="海边|大海|海滩|海浪|海面|海岸|灯塔|湖|河|港口|岛|沙滩|船", ja="海|浜|湖|川|港|灯台|島|波打ち際|船", es="mar|océano|playa|costa|lago|río|faro|puerto|barco|isla|olas"),
    Term("interior", "interior", en="café|cafe|coffee shop|kitchen|room|bedroom|living room|office|bakery|workshop|bar|restaurant|library|studio|hallway|shop|store|classroom|museum|theatre|theater|indoors|indoor|apartment|lab|laboratory|desk|table|counter|gym|church|train carriage|staircase|stairwell|bookshelf|bookshelves|bookcase|elevator|corridor|garage|greenhouse|diner|ballroom|salon|barbershop|tea house|stage|booth|bookshop|bookstore|supermarket|hospital|school|airport|hotel|cinema|bathroom|attic|cellar|basement", zh="书店|超市|医院|学校|机场|楼梯|书架|酒店|电影院|浴室|地下室|咖啡馆|咖啡厅|厨房|房间|卧室|客厅|办公室|面包店|工作室|餐厅|图书馆|酒吧|商店|室内|教室|博物馆|走廊|桌|茶馆|书房|舞台", ja="カフェ|喫茶店|台所|キッチン|部屋|室内|事務所|オフィス|パン屋|工房|食堂|図書館|店内|教室|廊下|居酒屋|茶室|書店|本屋|スーパー|病院|学校|空港|階段|本棚|ホテル|映画館|浴室", es="librería|supermercado|hospital|escuela|aeropuerto|escalera de caracol|estantería|hotel|baño|sótano|cafetería|cocina|habitación|sala|oficina|panadería|taller|restaurante|biblioteca|interior|estudio|pasillo|mesa|tienda|bar"),
    Term("city", "city", en="street|downtown|skyline|skyscraper|rooftop|alley|avenue|town|urban|traffic|neon sign|taxi|tram|square|market|plaza|metropolis|crossing|bridge|cyberpunk|sidewalk|pavement|building", zh="城市|街道|街头|小巷|都市|屋顶|高楼|马路|市场|广场|霓虹|巷", ja="街|都市|通り|路地|ビル|屋上|交差点|市場|東京|商店街|ネオン", es="ciudad|calle|callejón|rascacielos|azotea|plaza|mercado|avenida|puente"),
    Term("station", "station", en="train station|railway station|station platform|train platform|subway platform|railway|subway|metro|train|trains|factory|warehouse|train yard|shipyard|power plant", zh="车站|站台|月台|火车|地铁|列车|铁路|工厂|仓库", ja="駅|電車|列車|地下鉄|線路|工場|倉庫", es="estación|andén|tren|estación de metro|ferrocarril|fábrica|almacén"),
    Term("canyon", "canyon", en="gorge|ravine|mesa|badlands", zh="峡谷", ja="峡谷", es="cañón|desfiladero"),
    Term("desert", "desert", en="dune|dunes|sahara|sand sea|oasis|savanna|savannah", zh="沙漠|沙丘|戈壁|草原", ja="砂漠|砂丘", es="desierto|duna|dunas|sabana"),
    Term("forest", "forest", en="woods|woodland|jungle|pine trees|trees|bamboo grove|bamboo|rainforest|grove|undergrowth|orchard|taiga", zh="森林|树林|丛林|竹林|林间|树", ja="森|林|竹林|ジャングル|木立", es="bosque|selva|árboles|pinar|bambú"),
    Term("mountains", "mountains", en="mountain|peak|summit|cliff|ridge|alps|alpine|glacier|valley|volcano|highlands|snowfield|fjord", zh="山|雪山|山谷|悬崖|峰|冰川|火山", ja="山|峰|崖|渓谷|氷河|火山|雪原", es="montaña|montañas|pico|acantilado|valle|glaciar|volcán"),
    Term("field", "field", en="meadow|farm|prairie|grassland|garden|park|countryside|hill|hills|pasture|vineyard|road|path|village|lavender|wheat|backyard|lawn", zh="田野|草地|农场|花园|公园|乡村|山坡|麦田|村|院子|小路", ja="野原|草原|畑|庭|公園|田舎|丘|田んぼ|村", es="campo|prado|granja|jardín|parque|colina|pueblo|camino|viñedo"),
    but="train for|train hard|to train|train together|train of a dress|train of her dress|radio station|gas station attendant",
)  # fmt: skip
"""Kinds of place, by what stands there: a renderer paints them, a planner tells by them that a film goes elsewhere."""

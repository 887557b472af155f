"""Where scenes play."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompt.vocabulary.term import Term, Vocabulary

SETTINGS = Vocabulary(
    Term("space", "outer space", en="spaceship|spacecraft|space station|galaxy|nebula|asteroid|orbiting earth|planet|astronaut|starfield|cosmos", zh="太空|宇宙|星系|飞船|宇航员|星球", ja="宇宙|銀河|惑星|宇宙船", es="espacio exterior|galaxia|nave espacial|planeta|astronauta"),
    Term("underwater", "underwater", en="under water|coral reef|seabed|deep sea|submarine|beneath the waves", zh="水下|海底|深海|珊瑚", ja="水中|海底|深海|サンゴ", es="bajo el agua|submarino|arrecife"),
    Term("sea", "sea", en="ocean|beach|shore|coast|harbour|harbor|lighthouse|sailing boat|sailboat|waves|surf|bay|island|lake|river|pier|fishing boat|ship|seaside|lagoon|pool", zh="海边|大海|海滩|海浪|海面|海岸|灯塔|湖|河|港口|岛|沙滩|船", ja="海|浜|湖|川|港|灯台|島|波打ち際|船", es="mar|océano|playa|costa|lago|río|faro|puerto|barco|isla|olas"),
    Term("interior", "interior", en="café|cafe|coffee shop|kitchen|room|bedroom|living room|office|bakery|workshop|bar|restaurant|library|studio|hallway|shop|store|classroom|museum|theatre|theater|indoors|indoor|apartment|lab|laboratory|desk|table|counter|gym|church|train carriage|elevator|corridor|garage|greenhouse|diner|ballroom|salon|barbershop|tea house|stage|booth|baker|barista|chef|bartender|bookshop|bookstore|supermarket|hospital|school|station|airport|hotel|cinema|bathroom|attic|cellar|basement", zh="书店|超市|医院|学校|车站|机场|酒店|电影院|浴室|地下室|咖啡馆|咖啡厅|厨房|房间|卧室|客厅|办公室|面包店|工作室|餐厅|图书馆|酒吧|商店|室内|教室|博物馆|走廊|桌|茶馆|书房|舞台", ja="カフェ|喫茶店|台所|キッチン|部屋|室内|事務所|オフィス|パン屋|工房|食堂|図書館|店内|教室|廊下|居酒屋|茶室|書店|本屋|スーパー|病院|学校|駅|空港|ホテル|映画館|浴室", es="librería|supermercado|hospital|escuela|estación|aeropuerto|hotel|baño|sótano|cafetería|cocina|habitación|sala|oficina|panadería|taller|restaurante|biblioteca|interior|estudio|pasillo|mesa|tienda|bar"),
    Term("city", "city", en="street|downtown|skyline|skyscraper|rooftop|alley|avenue|town|urban|traffic|neon sign|taxi|tram|square|market|plaza|metropolis|crossing|subway|bridge|cyberpunk|sidewalk|pavement|building", zh="城市|街道|街头|小巷|都市|屋顶|高楼|马路|市场|广场|霓虹|巷", ja="街|都市|通り|路地|ビル|屋上|交差点|市場|東京|商店街|ネオン", es="ciudad|calle|callejón|rascacielos|azotea|plaza|mercado|avenida|puente"),
    Term("desert", "desert", en="dune|dunes|sahara|canyon|mesa|badlands|sand sea|oasis|savanna|savannah", zh="沙漠|沙丘|峡谷|戈壁|草原", ja="砂漠|砂丘|峡谷", es="desierto|duna|dunas|cañón|sabana"),
    Term("forest", "forest", en="woods|woodland|jungle|pine trees|trees|bamboo grove|bamboo|rainforest|grove|undergrowth|orchard|taiga", zh="森林|树林|丛林|竹林|林间|树", ja="森|林|竹林|ジャングル|木立", es="bosque|selva|árboles|pinar|bambú"),
    Term("mountains", "mountains", en="mountain|peak|summit|cliff|ridge|alps|alpine|glacier|valley|volcano|highlands|snowfield|fjord", zh="山|雪山|山谷|悬崖|峰|冰川|火山", ja="山|峰|崖|渓谷|氷河|火山|雪原", es="montaña|montañas|pico|acantilado|valle|glaciar|volcán"),
    Term("field", "field", en="meadow|farm|prairie|grassland|garden|park|countryside|hill|hills|pasture|vineyard|road|path|village|lavender|wheat|backyard|lawn", zh="田野|草地|农场|花园|公园|乡村|山坡|麦田|村|院子|小路", ja="野原|草原|畑|庭|公園|田舎|丘|田んぼ|村", es="campo|prado|granja|jardín|parque|colina|pueblo|camino|viñedo"),
)  # fmt: skip
"""Kinds of place, by what stands there: a renderer paints them, a planner tells by them that a film goes elsewhere."""

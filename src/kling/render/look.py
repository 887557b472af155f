"""The place, hour, weather and colours that a prompt speaks of."""

# ruff: noqa: E501 - one line per notion, with its words in every language

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from kling.prompt.vocabulary import LIGHTING, PALETTES, TIMES_OF_DAY, WEATHER
from kling.prompt.vocabulary.term import Term, Vocabulary

SETTINGS = Vocabulary(
    Term("space", "outer space", en="spaceship|spacecraft|space station|galaxy|nebula|asteroid|orbiting earth|planet|astronaut|starfield|cosmos", zh="太空|宇宙|星系|飞船|宇航员|星球", ja="宇宙|銀河|惑星|宇宙船", es="espacio exterior|galaxia|nave espacial|planeta|astronauta"),
    Term("underwater", "underwater", en="under water|coral reef|seabed|deep sea|submarine|beneath the waves", zh="水下|海底|深海|珊瑚", ja="水中|海底|深海|サンゴ", es="bajo el agua|submarino|arrecife"),
    Term("sea", "sea", en="ocean|beach|shore|coast|harbour|harbor|lighthouse|sailing boat|sailboat|waves|surf|bay|island|lake|river|pier|fishing boat|ship|seaside|lagoon|pool", zh="海边|大海|海滩|海浪|海面|海岸|灯塔|湖|河|港口|岛|沙滩|船", ja="海|浜|湖|川|港|灯台|島|波打ち際|船", es="mar|océano|playa|costa|lago|río|faro|puerto|barco|isla|olas"),
    Term("interior", "interior", en="café|cafe|coffee shop|kitchen|room|bedroom|living room|office|bakery|workshop|bar|restaurant|library|studio|hallway|shop|store|classroom|museum|theatre|theater|indoors|indoor|apartment|lab|laboratory|desk|table|counter|gym|church|train carriage|elevator|corridor|garage|greenhouse|diner|ballroom|salon|barbershop|tea house|stage|booth|baker|barista|chef|bartender", zh="咖啡馆|咖啡厅|厨房|房间|卧室|客厅|办公室|面包店|工作室|餐厅|图书馆|酒吧|商店|室内|教室|博物馆|走廊|桌|茶馆|书房|舞台", ja="カフェ|喫茶店|台所|キッチン|部屋|室内|事務所|オフィス|パン屋|工房|食堂|図書館|店内|教室|廊下|居酒屋|茶室", es="cafetería|cocina|habitación|sala|oficina|panadería|taller|restaurante|biblioteca|interior|estudio|pasillo|mesa|tienda|bar"),
    Term("city", "city", en="street|downtown|skyline|skyscraper|rooftop|alley|avenue|town|urban|traffic|neon sign|taxi|tram|square|market|plaza|metropolis|crossing|subway|bridge|cyberpunk|sidewalk|pavement|building", zh="城市|街道|街头|小巷|都市|屋顶|高楼|马路|市场|广场|霓虹|巷", ja="街|都市|通り|路地|ビル|屋上|交差点|市場|東京|商店街|ネオン", es="ciudad|calle|callejón|rascacielos|azotea|plaza|mercado|avenida|puente"),
    Term("desert", "desert", en="dune|dunes|sahara|canyon|mesa|badlands|sand sea|oasis|savanna|savannah", zh="沙漠|沙丘|峡谷|戈壁|草原", ja="砂漠|砂丘|峡谷", es="desierto|duna|dunas|cañón|sabana"),
    Term("forest", "forest", en="woods|woodland|jungle|pine trees|trees|bamboo grove|bamboo|rainforest|grove|undergrowth|orchard|taiga", zh="森林|树林|丛林|竹林|林间|树", ja="森|林|竹林|ジャングル|木立", es="bosque|selva|árboles|pinar|bambú"),
    Term("mountains", "mountains", en="mountain|peak|summit|cliff|ridge|alps|alpine|glacier|valley|volcano|highlands|snowfield|fjord", zh="山|雪山|山谷|悬崖|峰|冰川|火山", ja="山|峰|崖|渓谷|氷河|火山|雪原", es="montaña|montañas|pico|acantilado|valle|glaciar|volcán"),
    Term("field", "field", en="meadow|farm|prairie|grassland|garden|park|countryside|hill|hills|pasture|vineyard|road|path|village|lavender|wheat|backyard|lawn", zh="田野|草地|农场|花园|公园|乡村|山坡|麦田|村|院子|小路", ja="野原|草原|畑|庭|公園|田舎|丘|田んぼ|村", es="campo|prado|granja|jardín|parque|colina|pueblo|camino|viñedo"),
)  # fmt: skip
"""Kinds of place a backdrop can be painted as; the one that a prompt names most often is taken, else the first."""

COLOURS = Vocabulary(
    Term("red", "red", en="crimson|scarlet|ruby", zh="红色|红", ja="赤い|赤色", es="rojo|roja"),
    Term("orange", "orange", en="tangerine|copper|amber", zh="橙色|橙|琥珀", ja="オレンジ|橙|琥珀", es="naranja|ámbar"),
    Term("yellow", "yellow", en="golden|gold|mustard|lemon", zh="黄色|金色", ja="黄色|金色", es="amarillo|amarilla|dorado|dorada"),
    Term("green", "green", en="emerald|olive|jade|mint", zh="绿色|翠绿|绿", ja="緑", es="verde"),
    Term("teal", "teal", en="turquoise|cyan|aqua", zh="青色|青绿", ja="青緑|ターコイズ|シアン", es="turquesa|cian"),
    Term("blue", "blue", en="navy|cobalt|indigo|azure", zh="蓝色|蓝", ja="青い|青色|藍色|ブルー", es="azul"),
    Term("purple", "purple", en="violet|lavender|lilac|magenta", zh="紫色|紫", ja="紫|マゼンタ", es="morado|morada|violeta|púrpura"),
    Term("pink", "pink", en="rose|coral|blush|fuchsia", zh="粉色|粉红", ja="ピンク|桃色", es="rosa|rosado|rosada"),
)  # fmt: skip
"""Colours by name; the first one that a prompt names becomes the accent."""

STARS = Vocabulary(
    Term("stars", "stars", en="starry|starlit|starlight|milky way|constellations", zh="星空|繁星|星星|满天星|银河|星光", ja="星空|満天の星|星々|天の川|星が", es="estrellas|estrellado|estrellada|vía láctea"),
    but="movie stars|film stars|rock stars|pop stars|five stars|sports stars|co-stars|star wars|stars in|he stars|she stars|estrellas de cine",
)  # fmt: skip
"""Words that ask for stars in the sky."""


@dataclass(frozen=True, slots=True)
class Look:
    """Ids of terms, "" or empty where a prompt is silent. ``seed`` makes each film's shapes its own."""

    setting: str = ""
    time: str = ""
    weather: tuple[str, ...] = ()
    palette: str = ""
    light: str = ""
    colour: str = ""
    stars: bool = False
    seed: int = 0


def look_of(text: str, seed: int = 0) -> Look:
    """What a prompt in English, Chinese, Japanese or Spanish says about place, hour, weather and colour."""
    places = [match.term.id for match in SETTINGS.find(text)]
    times = TIMES_OF_DAY.find(text)
    palettes = PALETTES.find(text)
    lights = LIGHTING.find(text)
    colours = COLOURS.find(text)
    stars = bool(STARS.find(text))
    return Look(
        setting=max(places, key=places.count, default=""),
        time=times[0].term.id if times else "night" if stars else "",
        weather=tuple(dict.fromkeys(match.term.id for match in WEATHER.find(text))),
        palette=palettes[0].term.id if palettes else "",
        light=lights[0].term.id if lights else "",
        colour=colours[0].term.id if colours else "",
        stars=stars,
        seed=crc32(text.encode("utf-8", "replace")) + seed,
    )

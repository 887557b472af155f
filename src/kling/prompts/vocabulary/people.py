"""Who is in the picture and how they look: what a linter needs to tell characters and appearances apart."""

# ruff: noqa: E501  (one term a line)
from __future__ import annotations

from kling.prompts.vocabulary.term import Term, Vocabulary

PEOPLE = Vocabulary(
    Term("woman", "woman", en="lady|girl|mother|mom|grandmother|grandma|granny|wife|daughter|sister|aunt|queen|princess|actress|waitress|bride|saleswoman|postwoman|businesswoman|schoolgirl|heroine|nun|policewoman|widow|ballerina", zh="女人|女子|女孩|姑娘|妈妈|母亲|奶奶|外婆|妻子|女儿|姐姐|妹妹|女士|女生|新娘|公主|女王|老太太|少女", ja="女性|女の子|少女|母|祖母|おばあさん|妻|娘|姉|妹|女王|花嫁|お姫様", es="mujer|chica|niña|madre|abuela|esposa|hija|hermana|reina|princesa|señora|novia|muchacha|bailarina|camarera|anciana"),
    Term("man", "man", en="boy|guy|gentleman|father|dad|grandfather|grandpa|husband|son|brother|uncle|king|prince|waiter|groom|salesman|fisherman|policeman|businessman|schoolboy|monk|knight|cowboy|fireman|postman", zh="男人|男子|男孩|爸爸|父亲|爷爷|外公|丈夫|儿子|哥哥|弟弟|先生|男生|新郎|王子|国王|老头|老人|少年|大叔", ja="男性|男の子|少年|父|祖父|おじいさん|夫|息子|兄|弟|王様|老人|青年|男", es="hombre|chico|niño|padre|abuelo|marido|hijo|hermano|rey|príncipe|señor|novio|muchacho|camarero|anciano|caballero|vaquero"),
    Term("person", "person", en="people|child|kid|baby|toddler|teen|teenager|adult|stranger|friend|neighbor|neighbour|tourist|passenger|couple|family|crowd|twin|elder|villager|resident|visitor|customer|guest|colleague|worker|human|figure|character|hero|model|host|presenter|speaker|narrator|student|pupil|teacher|professor|doctor|nurse|chef|cook|baker|barista|bartender|clerk|guard|soldier|warrior|samurai|ninja|pirate|wizard|witch|detective|suspect|witness|officer|sailor|captain|pilot|driver|rider|runner|dancer|singer|musician|violinist|pianist|guitarist|drummer|painter|artist|sculptor|potter|carpenter|blacksmith|locksmith|tailor|barber|farmer|gardener|florist|beekeeper|shepherd|hunter|hiker|climber|diver|swimmer|surfer|skater|skier|cyclist|athlete|boxer|fencer|player|coach|referee|astronaut|scientist|engineer|mechanic|courier|librarian|judge|lawyer|king's guard|actor|acrobat|magician|clown|beggar|traveler|traveller|explorer|mascot|spectator|keeper|maker|vendor|seller|merchant|weaver|apprentice|journalist|reporter|boss|manager|assistant|robot|android|alien|monster|vampire|zombie|ghost", zh="人|孩子|小孩|婴儿|朋友|路人|行人|游客|乘客|情侣|夫妻|一家人|人群|老师|学生|医生|护士|厨师|店员|警察|士兵|武士|侠客|侦探|船长|司机|跑者|舞者|歌手|画家|工匠|农民|渔夫|宇航员|演员|机器人|主持人|主播|员工|快递员|骑士|同学|客人|老板|服务员", ja="人|子供|子ども|赤ちゃん|友人|友達|観光客|乗客|カップル|家族|先生|教師|生徒|学生|医者|看護師|料理人|シェフ|店員|店主|警官|兵士|侍|武士|忍者|探偵|船長|運転手|ランナー|ダンサー|歌手|画家|職人|農夫|漁師|宇宙飛行士|俳優|司会者|司会|刑事|記者|アナウンサー|キャスター|女将|店長|社長|部長|同僚|ロボット|キャラクター|客", es="persona|gente|niños|bebé|amigo|amiga|turista|pasajero|pareja|familia|multitud|maestro|profesor|profesora|estudiante|médico|enfermera|cocinero|chef|panadero|camarógrafo|policía|soldado|guerrero|samurái|pirata|detective|capitán|piloto|conductor|corredor|cantante|músico|pintor|artista|carpintero|herrero|granjero|pescador|astronauta|actor|actriz|robot|personaje|cartero|vendedor|jardinero|bailarín|surfista|ciclista"),
    but="man-made|manhole|human-shaped|ghost town|character sheet|model train|model car|model plane|model ship|figure skating|人物、动作|人物和|人行道|人声|行人道|人工|机器人手|king-size|cook book|cookbook|pilot light|人気|人形|人影|gente de",
)  # fmt: skip

COLOURS = Vocabulary(
    Term("red", "red", en="crimson|scarlet|maroon|burgundy", zh="红色|红", ja="赤い|赤色|赤", es="rojo|roja|rojos|rojas|carmesí"),
    Term("orange", "orange", en="tangerine", zh="橙色|橘色", ja="オレンジ色|オレンジの", es="naranja"),
    Term("yellow", "yellow", en="mustard|golden|gold", zh="黄色|金色|黄", ja="黄色い|黄色|金色", es="amarillo|amarilla|dorado|dorada"),
    Term("green", "green", en="olive|emerald|lime green", zh="绿色|绿", ja="緑色|緑の", es="verde|verdes"),
    Term("blue", "blue", en="navy|teal|turquoise|cyan|indigo", zh="蓝色|蓝", ja="青い|青色|紺", es="azul|azules|celeste"),
    Term("purple", "purple", en="violet|lavender|magenta", zh="紫色|紫", ja="紫色|紫の", es="morado|morada|violeta|púrpura"),
    Term("pink", "pink", en="rose-coloured|rose-colored", zh="粉色|粉红", ja="ピンクの|ピンク色|桃色", es="rosa|rosado|rosada"),
    Term("brown", "brown", en="tan|beige|chestnut", zh="棕色|褐色|咖啡色", ja="茶色い|茶色", es="marrón|castaño|castaña|beige"),
    Term("black", "black", en="jet-black|dark-haired", zh="黑色|黑", ja="黒い|黒色|黒髪", es="negro|negra|negros|negras"),
    Term("white", "white", en="ivory|cream", zh="白色|白", ja="白い|白色", es="blanco|blanca|blancos|blancas"),
    Term("grey", "grey", en="gray|silver", zh="灰色|银色|灰", ja="灰色|銀色|グレーの", es="gris|grises|plateado|plateada"),
    Term("blonde", "blonde", en="blond|fair-haired|red-haired|redhead", zh="金发", ja="金髪", es="rubio|rubia|pelirrojo|pelirroja"),
    but="white balance|black and white|red carpet|black hole|白天|黄昏|青年|黑夜|blue hour|blue-hour|orange juice|gold rim|golden hour|golden-hour|silver screen|黑暗|白炽|雪白|蓝调|green screen|blanco y negro",
)  # fmt: skip

CLOTHES = Vocabulary(
    Term("coat", "coat", en="jacket|raincoat|overcoat|parka|cloak|cape|blazer|hoodie|sweater|cardigan|vest|jumper|puffer jacket|trench coat", zh="大衣|外套|夹克|风衣|雨衣|披风|毛衣|卫衣|羽绒服", ja="コート|ジャケット|上着|セーター|パーカー|マント|レインコート", es="abrigo|chaqueta|impermeable|capa|jersey|suéter|sudadera|gabardina|cazadora"),
    Term("shirt", "shirt", en="t-shirt|blouse|top hat|tank top|polo|uniform|suit|tuxedo|overalls|apron|robe|kimono|armor|armour|breastplate|nightgown|pyjamas|pajamas", zh="衬衫|T恤|西装|制服|围裙|长袍|和服|盔甲|汉服|旗袍|睡衣", ja="シャツ|Tシャツ|制服|スーツ|エプロン|着物|浴衣|鎧", es="camisa|camiseta|blusa|uniforme|traje|delantal|túnica|kimono|armadura|bata"),
    Term("dress", "dress", en="gown|skirt|sari", zh="裙子|连衣裙|长裙|裙|红裙", ja="ドレス|スカート|ワンピース", es="vestido|falda"),
    Term("trousers", "trousers", en="pants|jeans|shorts|leggings", zh="裤子|牛仔裤|短裤", ja="ズボン|ジーンズ", es="pantalones|pantalón|vaqueros"),
    Term("shoes", "shoes", en="shoe|boots|sneakers|sandals|heels|slippers", zh="鞋|靴子|高跟鞋|运动鞋", ja="靴|ブーツ|スニーカー", es="zapatos|botas|zapatillas|tacones|sandalias"),
    Term("hat", "hat", en="cap|beanie|helmet|hood|scarf|glove|gloves|glasses|sunglasses|necklace|earrings|crown|veil|belt|backpack", zh="帽子|头盔|围巾|手套|眼镜|墨镜|项链|耳环|皇冠|背包|双肩包", ja="帽子|ヘルメット|マフラー|手袋|眼鏡|サングラス|リュック", es="sombrero|gorra|casco|bufanda|guantes|gafas|collar|corona|mochila"),
    Term("hair", "hair", en="beard|braid|ponytail|mustache|moustache|curls|bangs|freckles|bob", zh="头发|长发|短发|胡子|辫子|马尾|卷发|刘海", ja="髪|長髪|短髪|ひげ|三つ編み", es="pelo|cabello|barba|trenza|coleta|bigote|pecas"),
    but="cap on|bottle cap|ice cap|cape town|boots on|hair light|coat of paint|coat of|suit the|frame-by-frame|the hood of|heels over",
)  # fmt: skip

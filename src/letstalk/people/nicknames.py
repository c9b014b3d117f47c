"""Short and familiar forms of first names, so that who is looked for as Bob is found as Robert.

Written for this project by hand from what is commonly known, in several languages; like the rest of it, free to use
under its license. It is only for finding: nobody is called, greeted or matched by it.
"""

# Each line is one name in forms that people use for one another, folded: no accents, no capitals.
_LINES = """
abdul abdullah abdelrahman
abigail abby gail
alejandro alex jandro
alejandra alexandra alex sandra sasha
alexander alex sasha sascha xander lex
andrew andy drew
anthony tony antonio toni
antonia toni
benjamin ben benny benji
barbara barb barbie babs
catherine katherine kathryn cathy kathy kate katie kat
charles charlie chuck carlos carl
christine christina chris chrissy tina
christopher chris topher kit
daniel dan danny
david dave davey
deborah debra deb debbie
dmitri dmitry dima mitya
dolores lola
dorothy dot dottie
edward eddie ted ned eduardo
eleanor ellie nell nora
elizabeth eliza liz lizzie beth betty betsy bess lisa
eugene gene
evgeny evgeni zhenya
fatima fatma fatimah
francis frank frankie paco pancho francisco
frances fran frannie
frederick fred freddie fritz friedrich
gabriela gabriella gabi gaby
gregory greg
guadalupe lupe lupita
henry harry hank heinrich
hans johannes johann
ignacio nacho
isabel isabella isabelle bella chabela
jacob jake jakob
james jim jimmy jamie
jennifer jen jenny jenn
jessica jess jessie
jesus chuy chucho
john johnny jack jon
jonathan jon jonny
jose pepe chepe joseph joe joey
josefina fina pepa josephine josie
joshua josh
katarzyna kasia
kenneth ken kenny
lawrence larry laurence
leonard leo lenny
luis lucho
malgorzata gosia
manuel manny manolo
margaret maggie meg peggy marge margie greta
maria mary marie mari
matthew matt mateo
michael mike mick mickey misha mikhail miguel
mohammed muhammad mohamed mohammad mehmet
natalia natasha natalie
nicholas nick nicky nico klaus
olga olya
patricia pat patty trish tricia
patrick pat paddy
peter pete pedro petra
philip phil
rafael rafa raphael
raymond ray
rebecca becky becca
richard rick ricky dick rich ricardo
robert bob bobby rob robbie bert roberto
ronald ron ronnie
rosario charo
samuel sam sammy
samantha sam sammy
sergei seryozha sergio
stephanie steph
steven stephen steve esteban
susan sue susie suzy susanna
svetlana sveta
tatiana tanya
theodore theo ted teddy
theresa teresa terry tess
thomas tom tommy tomas
timothy tim timmy
victoria vicky vicki tori
vincent vince vinny
vladimir vova volodya
walter walt wally
william will bill billy liam willy guillermo memo
yusuf yousef yosef youssef
zachary zach zack
"""


def _alike() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for line in _LINES.split("\n"):
        names = line.split()
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: tuple(sorted(others - {name})) for name, others in found.items()}


_ALIKE = _alike()


def also_called(word: str) -> tuple[str, ...]:
    """Other forms of a folded first name, in order; none for a name that is not known."""
    return _ALIKE.get(word, ())

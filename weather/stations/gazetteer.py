"""Places of China by their name: counties, cities and towns with position and altitude (``data/places_cn.csv.gz``).

Contains data of GeoNames (geonames.org), CC BY 4.0, selected and joined with division codes (``data/LICENCES.md``). Read when a place is
asked for, not before.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import dataclass
from functools import cache

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message, translated
from foundation.tables import read_file, read_table
from weather.stations.table import distance_km

CREDIT = "GeoNames (geonames.org), CC BY 4.0, joined with division codes"
CITIES = ("PPLC", "PPLA", "PPLA2")
"""GeoNames features of the seats of a country, a province, a prefecture."""
SAME_KM = 25.0
"""Two entries of one name in one prefecture that are nearer are one place."""
MOST_READINGS = 8
PEOPLES = [
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
    "各",
]
_OWN_RULE = re.compile("(?:" + "|".join(sorted((p + "族" for p in PEOPLES), key=len, reverse=True)) + "|蒙古)*自治[县旗州区]$")  # fmt: skip
_TOWN = re.compile("(街道办事处|街道|地区|[镇乡盟])$")
_KIND = re.compile("(自治[县旗州区]|新区|林区|特区|街道|地区|[市县区旗镇乡省州盟])$")
_ENGLISH_KIND = re.compile(r"[\s-]+(city|county|district|banner|prefecture|province|town|shi|xian|qu|qi|zhen|sheng)$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer; ``latitude`` and the others are NaN where its position is not known."""

    adcode: str
    county_zh: str
    names_zh: tuple[str, ...]
    name: str
    pinyin: str
    prefecture_zh: str
    province_zh: str
    latitude: float
    longitude: float
    altitude_m: float
    feature: str
    geonameid: str

    @property
    def known(self) -> bool:
        """Whether its position is known."""
        return bool(self.geonameid)

    @property
    def title_zh(self) -> str:
        """``洱源县``; a city or a town by its longest usual name."""
        if self.county_zh:
            return self.county_zh
        if (
            self.feature in CITIES
            and self.prefecture_zh
            and stem(self.prefecture_zh) in (*self.names_zh, *map(stem, self.names_zh))
        ):
            return self.prefecture_zh
        marked = [n for n in self.names_zh if _KIND.search(n) and len(n) > 2]
        return min(marked, key=len) if marked else (self.names_zh or (self.name,))[0]

    @property
    def english(self) -> str:
        """Pinyin of the county, or the name that GeoNames has."""
        return self.pinyin.capitalize() if self.pinyin else self.name

    @property
    def title(self) -> str:
        """English name, which knows its Chinese one."""
        return translated(self.english, self.title_zh)

    @property
    def path(self) -> str:
        """A text that finds this place again: name, prefecture, province."""
        above = [p for p in (self.prefecture_zh, self.province_zh) if p and p not in ("市辖区", self.title_zh, "县")]
        return ", ".join(dict.fromkeys([self.title_zh, *above]))

    @property
    def province(self) -> str:
        """The province in English, as in the climate table."""
        return next((en for zh, en in provinces().items() if self.province_zh.startswith(zh)), "")


@cache
def provinces() -> dict[str, str]:
    """Chinese short name of a province -> its English name, of the climate table."""
    return {r["province_zh"]: r["province"] for r in read_table("weather", "stations.csv") if r["province_zh"]}


@cache
def places() -> tuple[Place, ...]:
    """All places, those without a position too."""
    text = gzip.decompress(read_file("weather", "data", "places_cn.csv.gz")).decode("utf-8")
    return tuple(_place(r) for r in csv.DictReader(io.StringIO(text)))


def _place(row: dict[str, str]) -> Place:
    latitude, longitude, altitude = (float(row[k] or "nan") for k in ("latitude", "longitude", "altitude_m"))
    names = tuple(filter(None, row["names_zh"].split("|")))
    return Place(
        row["adcode"], row["county_zh"], names, row["name"], row["pinyin"], row["prefecture_zh"], row["province_zh"],
        latitude=latitude, longitude=longitude, altitude_m=altitude, feature=row["feature"], geonameid=row["geonameid"],
    )  # fmt: skip


def stem(name: str) -> str:
    """A Chinese name without the word for its kind.

    >>> stem("浏阳市"), stem("峨山彝族自治县"), stem("浦东新区"), stem("县")
    ('浏阳', '峨山', '浦东', '县')
    """
    own = _OWN_RULE.search(name)
    if own and own.start() >= 1:
        return name[: own.start()]
    for form in (_TOWN, _KIND):
        short = form.sub("", name)
        if short != name and len(short) >= 2:
            return short
    return name


def _latin(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def names_county(text: str) -> bool:
    """Whether a Chinese name says that it is a county, which is another place than the city beside it."""
    return text.endswith(("县", "旗"))


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= ch <= "\u9fff" for ch in text)


@dataclass(frozen=True, slots=True)
class Query:
    """A name, and what it must lie in."""

    name: str
    within: tuple[str, ...] = ()

    def holds(self, place: Place) -> bool:
        """Whether a place lies in every division that is named."""
        own = (place.prefecture_zh, place.province_zh, place.county_zh)
        stems = {stem(d) for d in own if d} | {d for d in own if d}
        english = {_latin(place.province)}
        return all(w in stems or stem(w) in stems or _latin(_ENGLISH_KIND.sub("", w)) in english for w in self.within)


def _divisions() -> set[str]:
    """Names of provinces and prefectures, whole and short."""
    own = {d for p in places() for d in (p.province_zh, p.prefecture_zh) if d and d not in ("市辖区", "县")}
    return own | {stem(d) for d in own}


@cache
def _divisions_by_length() -> tuple[str, ...]:
    return tuple(sorted(_divisions(), key=len, reverse=True))


def parts_of(text: str) -> list[str]:
    """Words of a text, divided by commas, brackets and, in Chinese, spaces."""
    marks = r"[,，、;；()（）\s]+" if is_chinese(text) else r"[,，;；()（）]+"
    return [p.strip() for p in re.split(marks, text.strip()) if p.strip()]


def readings_of(text: str) -> list[Query]:
    """What a text may mean: ``大理``, ``云南省大理市``, ``Liuyang, Hunan``, ``湖南 浏阳``."""
    parts = parts_of(text)
    if not parts:
        return []
    found = [Query(parts[0], tuple(parts[1:])), Query(parts[-1], tuple(parts[:-1]))]
    if is_chinese(text):
        for query in tuple(found):
            name, within = query.name, list(query.within)
            while True:
                head = next((d for d in _divisions_by_length() if name.startswith(d) and len(name) - len(d) >= 2 and not _KIND.fullmatch(name[len(d) :])), None)  # fmt: skip
                if head is None:
                    break
                name, within = name[len(head) :], [*within, head]
                found.append(Query(name, tuple(within)))
    elif len(parts) == 1:  # Yunnan Dali, Liuyang Hunan
        for english in provinces().values():
            for name in (parts[0].removeprefix(f"{english} "), parts[0].removesuffix(f" {english}")):
                if name != parts[0]:
                    found.append(Query(name.strip(), (english,)))
    return list(dict.fromkeys(found))


def _score(place: Place, name: str) -> int:
    """How well a Chinese name names a place: 4 as written, 3 a city, 2 a county or district, 1 a town; 0 not at all."""
    if name == place.county_zh:
        return 4
    marked = bool(_KIND.search(name)) and stem(name) != name
    if marked and place.county_zh and stem(name) == stem(place.county_zh) and name[-1] == place.county_zh[-1]:
        return 4
    district = place.county_zh.endswith("区") and stem(place.county_zh) == name
    if name in place.names_zh and place.feature in CITIES and not district:
        return 4 if marked else 3
    if not marked and place.county_zh and stem(place.county_zh) == name:
        return 2
    if not marked and f"{name}市" in place.names_zh and f"{name}市" == place.prefecture_zh:
        return 3
    if name in place.names_zh or (not marked and any(stem(n) == name for n in place.names_zh)):
        return 1
    return 0


def _latin_score(place: Place, key: str) -> int:
    own = _latin(place.name)
    if place.feature in CITIES and key == own:
        return 3
    if place.pinyin and key == place.pinyin:
        return 2
    return int(key == own)


def _merged(found: list[tuple[int, Place]]) -> list[tuple[int, Place]]:
    """One entry where several are one place."""
    kept: list[tuple[int, Place]] = []
    for score, place in sorted(found, key=lambda pair: -pair[0]):
        same = any(
            (o.geonameid == place.geonameid and place.known)
            or (o.prefecture_zh == place.prefecture_zh and o.province_zh == place.province_zh and o.known and place.known
                and distance_km(o.latitude, o.longitude, place.latitude, place.longitude) < SAME_KM)
            for _, o in kept
        )  # fmt: skip
        if not same:
            kept.append((score, place))
    return kept


def _matches(query: Query) -> list[Place]:
    """Places of a reading, the best of their kind only."""
    if is_chinese(query.name):
        scored = [(_score(p, query.name), p) for p in places()]
    else:
        key = _latin(_ENGLISH_KIND.sub("", query.name))
        scored = [(_latin_score(p, key), p) for p in places()] if len(key) > 1 else []
    found = _merged([(s, p) for s, p in scored if s and query.holds(p)])
    if any(s == 4 for s, _ in found):
        return [p for s, p in found if s == 4]
    cities = [p for s, p in found if s == 3]
    counties = [p for s, p in found if s == 2]
    capitals = [p for p in cities if p.feature in CITIES[:2]]
    if len(capitals) == 1:
        return capitals
    if cities:  # a city goes before a county of its name beside it, and before a district whose position is not known
        own = {(c.province_zh, c.prefecture_zh) for c in cities}
        return cities + [p for p in counties if p.known and (p.province_zh, p.prefecture_zh) not in own]
    return counties or [p for _, p in found]


def _is_province(text: str) -> bool:
    return text in provinces() or stem(text) in provinces() or _latin(text) in {_latin(e) for e in provinces().values()}


def find_places(text: str) -> list[Place]:
    """All places that a text may mean, without a problem if there is none; provinces are none. Six digits are a division code."""
    if text.strip().isdigit():
        return [p for p in places() if p.adcode and p.adcode == text.strip()]
    for query in readings_of(text):
        found = _matches(query)
        if found and not (_is_province(query.name) and not any(p.feature in CITIES for p in found)):
            return found
    return []


def find_place(text: str, place: str = "place") -> Place | None:
    """The place of a name, None where the gazetteer has none of this name.

    Parameters
    ----------
    text : str
        Chinese or pinyin, with or without 市, 县, 区; before or after it the province or the prefecture.
    place : str
        How messages call the key.

    Raises
    ------
    InputError
        ``ambiguous-place`` with all readings; ``place-without-position`` for a county whose position is not known.

    >>> find_place("浏阳").province_zh, find_place("Eryuan, Yunnan").county_zh
    ('湖南省', '洱源县')
    """
    found = find_places(text)
    if not found:
        return None
    if not any(p.known for p in found):
        raise InputError(_unplaced([p.path for p in found], text, place))
    if len(found) > 1:
        raise InputError(_ambiguous(found, text, place))
    (only,) = found
    return only


def paths_of(found: list[Place], text: str) -> list[str]:
    """A text for each place that finds it again, in the letters of a text; a Chinese one where English names do not tell them apart.

    Without a comma, which would end the value in YAML's ``{station: ...}``: the province first in Chinese, last in English.
    """
    english = [f"{p.english} {p.province}" for p in found]
    chinese = ["".join(reversed(p.path.split(", "))) for p in found]
    return [c if is_chinese(text) or english.count(e) > 1 else e for c, e in zip(chinese, english, strict=True)]


def _unplaced(paths: list[str], text: str, place: str) -> Problem:
    told = message(
        "the position of {name} is not in the table of places", name=Verbatim(" | ".join(paths[:MOST_READINGS]))
    )
    cure = "give site.latitude, site.longitude and site.altitude_m in place of the name"
    return Problem("place-without-position", place, told, text, "a place with a position, or coordinates", cure)


def _ambiguous(found: list[Place], text: str, place: str) -> Problem:
    found = sorted(found, key=lambda p: not p.known)
    paths = list(dict.fromkeys(paths_of(found, text)))
    shown = " | ".join(paths[:MOST_READINGS]) + (" | ..." if len(paths) > MOST_READINGS else "")
    cure = message("add the province, for example: {name}", name=Verbatim(paths[0]))
    return Problem("ambiguous-place", place, message("{count} places have this name", count=len(paths)), text, Verbatim(shown), cure)  # fmt: skip


def close_places(text: str, most: int = 3) -> list[Place]:
    """Counties and cities with a name like a text's."""
    import difflib

    names: dict[str, Place] = {}
    chinese = is_chinese(text)
    for p in places():
        if p.known and (p.county_zh or p.feature in CITIES):
            names.setdefault(stem(p.title_zh) if chinese else _latin(p.english), p)
    key = stem(text.strip()) if chinese else _latin(_ENGLISH_KIND.sub("", text))
    return [names[n] for n in difflib.get_close_matches(key, list(names), most, 0.5 if chinese else 0.6)]


def begin_with(text: str) -> list[Place]:
    """Counties and cities whose name or pinyin begins with a text."""
    key = text.strip()
    latin = _latin(key)
    found = [
        p for p in places()
        if (p.county_zh or p.feature in CITIES) and (p.title_zh.startswith(key) if is_chinese(key) else len(latin) > 1 and (p.pinyin or _latin(p.name)).startswith(latin))
    ]  # fmt: skip
    return [p for _, p in _merged([(1, p) for p in found])]

"""What of a person's data may be seen where: one table of item and medium, and the masks it names.

An empty text means: show nothing. Hiding happens here and nowhere else; who may lift a mask, and the record of it, is not
decided here. `leaks.py` finds what slipped through. Source: domain.md 8 (table "Masking"), GB/T 35273 7.2.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from queue_server.domain.checked_text import fold_width, tidy
from queue_server.domain.telephones import is_mobile

STAR = "*"


class Medium(StrEnum):
    """Where something is shown. PUBLIC is the hall's screens and the voice."""

    PUBLIC = "PUBLIC"
    TICKET = "TICKET"
    RECEIPT = "RECEIPT"
    SMS = "SMS"
    STAFF = "STAFF"
    CITIZEN_SCREEN = "CITIZEN_SCREEN"


class Item(StrEnum):
    NAME = "NAME"
    ID_NUMBER = "ID_NUMBER"
    TELEPHONE = "TELEPHONE"
    LOCATION = "LOCATION"
    TICKET_NUMBER = "TICKET_NUMBER"


class Shown(StrEnum):
    """How much of an item is shown."""

    NOTHING = "NOTHING"
    SURNAME_IF_THE_HALL_INSISTS = "SURNAME_IF_THE_HALL_INSISTS"
    MASKED = "MASKED"
    LAST_4 = "LAST_4"
    FIRST_3_LAST_4 = "FIRST_3_LAST_4"
    ESTATE = "ESTATE"
    FULL = "FULL"


SHOWN: dict[Item, dict[Medium, Shown]] = {
    Item.NAME: {
        Medium.PUBLIC: Shown.SURNAME_IF_THE_HALL_INSISTS, Medium.TICKET: Shown.NOTHING, Medium.RECEIPT: Shown.MASKED,
        Medium.SMS: Shown.NOTHING, Medium.STAFF: Shown.FULL, Medium.CITIZEN_SCREEN: Shown.FULL,
    },
    Item.ID_NUMBER: {
        Medium.PUBLIC: Shown.NOTHING, Medium.TICKET: Shown.NOTHING, Medium.RECEIPT: Shown.LAST_4,
        Medium.SMS: Shown.NOTHING, Medium.STAFF: Shown.LAST_4, Medium.CITIZEN_SCREEN: Shown.FIRST_3_LAST_4,
    },
    Item.TELEPHONE: {
        Medium.PUBLIC: Shown.NOTHING, Medium.TICKET: Shown.NOTHING, Medium.RECEIPT: Shown.MASKED,
        Medium.SMS: Shown.NOTHING, Medium.STAFF: Shown.MASKED, Medium.CITIZEN_SCREEN: Shown.FULL,
    },
    Item.LOCATION: {
        Medium.PUBLIC: Shown.NOTHING, Medium.TICKET: Shown.NOTHING, Medium.RECEIPT: Shown.ESTATE,
        Medium.SMS: Shown.NOTHING, Medium.STAFF: Shown.FULL, Medium.CITIZEN_SCREEN: Shown.FULL,
    },
    Item.TICKET_NUMBER: dict.fromkeys(Medium, Shown.FULL),
}
PERSONAL = frozenset({Item.NAME, Item.ID_NUMBER, Item.TELEPHONE})

# Surnames of two characters, used only where a hall insists on surnames: without the list 欧阳 would become 欧.
COMPOUND_SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "司徒", "司空", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "宇文", "长孙", "东方", "独孤", "南宫", "端木", "申屠", "轩辕", "钟离", "闻人", "赫连", "澹台",
})

_LANDLINE = re.compile(r"(0[0-9]{2,3}-)([0-9]{7,8})")
_NUMERAL = "0-9A-Za-z一二三四五六七八九十百零〇两甲乙丙丁"
_HOUSE = re.compile(
    rf"第?[{_NUMERAL}#\-]+(?:号楼|号院|号|栋|幢|座|单元|室|层|楼|户|门|排|弄|组|队|#)"
    r"|[东西南北中](?:单元|户)|[A-Za-z]*[0-9#]"
)
_ESTATE_AHEAD = re.compile(
    rf"[^{_NUMERAL}]{{1,12}}?(?:小区|社区|花园|家园|公寓|新村|新城|庄园|广场|大厦|苑|城|园|府|邸|湾|庭|居)"
)


def mask(
    item: Item,
    text: str,
    medium: Medium,
    *,
    company: bool = False,
    own: bool = True,
    surname_in_public: bool = False,
    revealed: bool = False,
) -> str:
    """The text as this medium may show it; "" where it may show nothing.

    ``company``: names and numbers of organisations are no personal data, shown whole wherever a mask would be shown.
    ``own`` False: the citizen screen shows nothing of another party's personal data. ``surname_in_public``: the hall
    insists on 张** on its screens. ``revealed``: staff asked for the whole with a reason, which the caller has recorded.
    """
    shown = SHOWN[item][medium]
    if medium is Medium.CITIZEN_SCREEN and not own and item in PERSONAL:
        return ""
    if medium is Medium.STAFF and revealed:
        return text
    if company and item in (Item.NAME, Item.ID_NUMBER) and shown is not Shown.NOTHING and medium is not Medium.PUBLIC:
        return text
    if shown is Shown.SURNAME_IF_THE_HALL_INSISTS:
        return mask_to_surname(text) if surname_in_public and not company else ""
    return _apply(shown, item, text)


def mask_name(name: str) -> str:
    """张* for two characters, 张*三 for three, first and last kept for more; a name of one character is all hidden."""
    characters = _characters(tidy(name))
    if len(characters) <= 1:
        return STAR * len(characters)
    if len(characters) == 2:
        return characters[0] + STAR
    return characters[0] + STAR * (len(characters) - 2) + characters[-1]


def mask_to_surname(name: str) -> str:
    """Surname and two stars, whatever the length of the name; only for a hall that insists on names in public."""
    characters = _characters(tidy(name))
    compound = len(characters) > 2 and "".join(characters[:2]) in COMPOUND_SURNAMES
    if len(characters) <= 1:
        return STAR * 2 if characters else ""
    return "".join(characters[: 2 if compound else 1]) + STAR * 2


def mask_number(number: str, first: int = 0, last: int = 4) -> str:
    """A number with at most ``first`` and ``last`` characters left; of a short one never more than half.

    Never ask for more than 3 and 4: area, birth date and the last four can be completed by trying (domain.md 8).
    """
    value = "".join(fold_width(number).split())
    kept_last = min(last, 4, len(value) // 2)
    kept_first = min(first, 3, len(value) // 2 - kept_last)
    hidden = len(value) - kept_first - kept_last
    return value[:kept_first] + STAR * hidden + value[len(value) - kept_last:]


def mask_telephone(number: str) -> str:
    """138****5678; of a landline the area code and the last three digits; of anything else at most the last four."""
    value = "".join(fold_width(number).split())
    landline = _LANDLINE.fullmatch(value)
    if is_mobile(value):
        return value[:3] + STAR * 4 + value[7:]
    if landline:
        return landline[1] + STAR * (len(landline[2]) - 3) + landline[2][-3:]
    return mask_number(value)


def mask_location(location: str) -> str:
    """The place up to the estate: no house, building, unit, floor or room, and no digit at all."""
    text = tidy(location)
    while found := _HOUSE.search(text):
        before, behind = text[: found.start()], text[found.end():]
        # "人民路12号测试小区3号楼": the number of the street stands before the estate, so what follows is still wanted.
        text = before + behind if _ESTATE_AHEAD.match(behind) else before
    return text.rstrip(" -—_·.,，、。;；:：(（[【")


def _apply(shown: Shown, item: Item, text: str) -> str:
    if shown is Shown.FULL:
        return text
    if shown is Shown.LAST_4:
        return mask_number(text)
    if shown is Shown.FIRST_3_LAST_4:
        return mask_number(text, first=3)
    if shown is Shown.ESTATE:
        return mask_location(text)
    if shown is Shown.MASKED:
        return mask_telephone(text) if item is Item.TELEPHONE else mask_name(text)
    return ""


def _characters(text: str) -> list[str]:
    """The text as people count it: a combining mark or variation selector belongs to the character before it."""
    characters: list[str] = []
    for c in text:
        if characters and (unicodedata.category(c) in ("Mn", "Me", "Mc") or characters[-1].endswith("\u200d")):
            characters[-1] += c
        else:
            characters.append(c)
    return characters

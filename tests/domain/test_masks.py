"""Masks: the table of domain.md 8, and the proof that a mask shows nothing else."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.masks import (
    SHOWN,
    Item,
    Medium,
    mask,
    mask_location,
    mask_name,
    mask_number,
    mask_telephone,
    mask_to_surname,
)

NAME, ID, PHONE = "张三丰", "99000019830425003X", "16100005678"
PLACE = "漯河市源汇区测试路1号测试小区3号楼2单元501室"

TABLE = {
    Item.NAME: (NAME, ["", "", "张*丰", "", NAME, NAME]),
    Item.ID_NUMBER: (ID, ["", "", "**************003X", "", "**************003X", "990***********003X"]),
    Item.TELEPHONE: (PHONE, ["", "", "161****5678", "", "161****5678", PHONE]),
    Item.LOCATION: (PLACE, ["", "", "漯河市源汇区测试路测试小区", "", PLACE, PLACE]),
    Item.TICKET_NUMBER: ("A012", ["A012"] * 6),
}
CELLS = [
    (item, medium, text, seen) for item, (text, row) in TABLE.items() for medium, seen in zip(Medium, row, strict=True)
]


@pytest.mark.parametrize(("item", "medium", "text", "seen"), CELLS, ids=[f"{c[0]} on {c[1]}" for c in CELLS])
def test_each_medium_shows_what_the_table_allows(item, medium, text, seen):
    assert mask(item, text, medium) == seen


def test_the_table_speaks_of_every_item_on_every_medium():
    assert set(SHOWN) == set(Item) and all(set(row) == set(Medium) for row in SHOWN.values())


@pytest.mark.parametrize(("name", "masked", "surname"), [
    ("张三", "张*", "张**"), ("张三丰", "张*丰", "张**"), ("欧阳测试", "欧**试", "欧阳**"), ("欧阳", "欧*", "欧**"),
    ("欧阳测", "欧*测", "欧阳**"), ("阿依古丽·测试", "阿*****试", "阿**"), ("𠮷测试", "𠮷*试", "𠮷**"), ("测𠮷", "测*", "测**"),
    ("测试𠮷\U000e0100", "测*𠮷\U000e0100", "测**"), ("𠮷", "*", "**"), ("Jane Doe", "J******e", "J**"), ("", "", ""),
    (" 张 三", "张*三", "张**"),
])
def test_names_of_every_kind_are_masked(name, masked, surname):
    assert mask_name(name) == masked
    assert mask_to_surname(name) == surname


def test_a_hall_that_insists_shows_the_surname_in_public_and_no_company_at_all():
    assert mask(Item.NAME, NAME, Medium.PUBLIC, surname_in_public=True) == "张**"
    assert mask(Item.NAME, "测试置业有限公司", Medium.PUBLIC, company=True, surname_in_public=True) == ""
    assert mask(Item.NAME, NAME, Medium.TICKET, surname_in_public=True) == ""


def test_the_name_and_number_of_a_company_are_no_personal_data():
    for medium in (Medium.RECEIPT, Medium.STAFF, Medium.CITIZEN_SCREEN):
        assert mask(Item.NAME, "测试置业有限公司", medium, company=True) == "测试置业有限公司"
        assert mask(Item.ID_NUMBER, "91990000990000017L", medium, company=True) == "91990000990000017L"
    for medium in (Medium.TICKET, Medium.SMS, Medium.PUBLIC):
        assert mask(Item.NAME, "测试置业有限公司", medium, company=True) == ""
    assert mask(Item.TELEPHONE, PHONE, Medium.RECEIPT, company=True) == "161****5678"


def test_the_citizen_screen_shows_nothing_personal_of_the_other_party():
    for item, text in ((Item.NAME, NAME), (Item.ID_NUMBER, ID), (Item.TELEPHONE, PHONE)):
        assert mask(item, text, Medium.CITIZEN_SCREEN, own=False) == ""
    assert mask(Item.LOCATION, PLACE, Medium.CITIZEN_SCREEN, own=False) == PLACE


def test_a_reveal_lifts_the_mask_for_staff_and_for_nobody_else():
    assert mask(Item.ID_NUMBER, ID, Medium.STAFF, revealed=True) == ID
    assert mask(Item.TELEPHONE, PHONE, Medium.STAFF, revealed=True) == PHONE
    for medium in set(Medium) - {Medium.STAFF}:
        assert mask(Item.ID_NUMBER, ID, medium, revealed=True) == mask(Item.ID_NUMBER, ID, medium)


def test_short_numbers_show_less():
    assert mask_number("E12345678", first=3) == "*****5678"
    assert mask_number("H123", first=3) == "**23" and mask_number("1") == "*" and mask_number("") == ""
    assert mask_number("990000800101001", first=3) == "990********1001"


def test_landlines_and_odd_numbers_are_masked_too():
    assert mask_telephone("0395-1234567") == "0395-****567"
    assert mask_telephone("010-12345678") == "010-*****678"
    assert mask_telephone("+49 30 123456") == "*******3456"
    assert mask_telephone("１６１００００５６７８") == "161****5678"


@pytest.mark.parametrize(("place", "seen"), [
    (PLACE, "漯河市源汇区测试路测试小区"),
    ("测试小区三号楼东单元五楼西户", "测试小区"),
    ("源汇区人民路12号", "源汇区人民路"),
    ("人民路12号测试花园", "人民路测试花园"),
    ("万达广场A座1203", "万达广场"),
    ("源汇区测试路测试小区1-2-301", "源汇区测试路测试小区"),
    ("八一路小区5幢", "八一路小区"),
    ("测试府（二期）8#楼1单元", "测试府(二期)"),
    ("郾城区三里桥村第三组12号", "郾城区三里桥村"),
    ("测试小区 车位B12", "测试小区 车位"),
    ("测试小区１２号楼", "测试小区"),
    ("", ""),
])
def test_a_place_is_shortened_to_the_estate(place, seen):
    assert mask_location(place) == seen


# A mask shows nothing else --------------------------------------------------------------------------------------------

ALNUM = st.text(alphabet=string.digits + string.ascii_uppercase, max_size=28)


@given(ALNUM, st.integers(0, 9), st.integers(0, 9))
def test_never_more_than_the_first_three_and_last_four_of_a_number(number, first, last):
    masked = mask_number(number, first=first, last=last)
    assert len(masked) == len(number)
    seen = [place for place, character in enumerate(masked) if character != "*"]
    assert all(masked[place] == number[place] for place in seen)
    assert all(place < 3 or place >= len(number) - 4 for place in seen)
    assert len(seen) <= len(number) / 2


@given(st.sampled_from(Item), st.text(alphabet=string.digits + "X", min_size=15, max_size=18), st.sampled_from(Medium))
def test_no_medium_shows_more_of_an_id_number(item, number, medium):
    if item is Item.ID_NUMBER:
        seen = mask(item, number, medium)
        assert seen == "" or re.fullmatch(r"[0-9X]{0,3}\*{8,}[0-9X]{4}", seen)


@given(st.text(alphabet="张三丰欧阳测试阿依古丽·𠮷王李", min_size=1, max_size=12))
def test_a_masked_name_keeps_at_most_its_first_and_last_character(name):
    masked = mask_name(name)
    assert len(masked) == len(name)
    seen = [place for place, character in enumerate(masked) if character != "*"]
    assert all(masked[place] == name[place] and place in (0, len(name) - 1) for place in seen)
    assert len(seen) <= (len(name) > 1) + (len(name) > 2)


@given(st.text(alphabet=string.digits, min_size=8, max_size=8))
def test_a_masked_mobile_hides_its_middle(rest):
    number = "161" + rest
    assert mask_telephone(number) == f"161****{rest[-4:]}"


@given(st.text(alphabet="漯河市源汇区测试路小区花园号楼单元室栋座东西ABC一二三0123456789-#（） ", max_size=40))
def test_a_shortened_place_adds_nothing_and_holds_no_number(place):
    seen = mask_location(place)
    assert not re.search(r"[0-9#]", seen)
    rest = iter(place.replace("（", "(").replace("）", ")"))
    assert all(character in rest for character in seen), "what is left stands in the original, in the same order"
    assert mask_location(seen) == seen

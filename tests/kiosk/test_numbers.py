"""What is typed on the large keys: document numbers, telephones, and the numbers printed on papers."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.entry import birth_date, checked_document, checked_phone, document_box, expired, is_minor
from kiosk.patterns import boxes_of, local_unit_boxes, national_unit_boxes, written
from kiosk.visit import Mistake
from kiosk.words import masked_name, masked_number

TODAY = date(2026, 11, 22)
DISTRICTS = ("源汇", "郾城", "召陵")


def mistake(kind: str, text: str) -> str:
    with pytest.raises(Mistake) as found:
        checked_document(kind, text, TODAY)
    return found.value.key


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X", "990000198001010012", "99000019830425003X", "990000201006010059", "990000193910010033",
        "990000800101001",
    ],
)  # fmt: skip
def test_a_well_formed_number_is_taken(number: str) -> None:
    assert checked_document("ID_CARD", number, TODAY) == number


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_spaces_small_letters_and_wide_digits_do_not_matter(typed: str) -> None:
    assert checked_document("ID_CARD", typed, TODAY) == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("990000198001010013", "K02"),  # the check digit is wrong
        ("990000199002290073", "K02"),  # 29 February 1990 never was, though the check digit is right
        ("", "mistake.document_empty"),
        ("9900001980010100", "mistake.id_length"),
    ],
)
def test_a_slip_of_the_finger_is_told_at_once(number: str, key: str) -> None:
    assert mistake("ID_CARD", number) == key


def test_nobody_is_born_tomorrow() -> None:
    assert mistake("ID_CARD", "990000202611230125"[:17] + check("99000020261123012")) == "K02"


def check(first: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("PASSPORT", "E12345678"), ("HM_PERMIT", "H12345678"), ("TW_PERMIT", "12345678"), ("CREDIT_CODE", "91990000990000017L"),
        ("LICENCE", "990000100000012"), ("ORG_CODE", "99000001-7"), ("FOREIGN_RESIDENCE", "USA110012345678"),
    ],
)  # fmt: skip
def test_other_documents_have_their_own_forms(kind: str, number: str) -> None:
    assert checked_document(kind, number, TODAY) == number.replace("-", "")
    assert all(sign in document_box(kind).keys for sign in number.replace("-", ""))
    assert len(number.replace("-", "")) <= document_box(kind).most


def test_a_credit_code_with_a_wrong_last_character_is_taken() -> None:
    """Some that were really issued fail their check (domain.md 9)."""
    assert checked_document("CREDIT_CODE", "91990000990000017M", TODAY)


@pytest.mark.parametrize(("kind", "number"), [("HM_PERMIT", "X12345678"), ("TW_PERMIT", "123"), ("PASSPORT", "AB")])
def test_a_document_of_another_form_is_told(kind: str, number: str) -> None:
    assert mistake(kind, number) == "mistake.document_form"


def test_a_minor_becomes_of_age_on_the_birthday() -> None:
    assert is_minor("ID_CARD", "990000200811220134", date(2026, 11, 21)) is True
    assert is_minor("ID_CARD", "990000200811220134", date(2026, 11, 22)) is False
    assert is_minor("PASSPORT", "E12345678", TODAY) is None
    assert birth_date("990000800101001") == date(1980, 1, 1)


def test_a_card_is_good_on_its_last_day() -> None:
    assert not expired("2026-11-22", TODAY) and expired("2026-11-21", TODAY) and not expired(None, TODAY)


def test_a_telephone_is_mobile_or_with_area_code() -> None:
    assert checked_phone("161 0000 0001") == "16100000001"
    assert checked_phone("0395-0000000") == "03950000000"
    with pytest.raises(Mistake):
        checked_phone("12345")


def test_a_certificate_number_is_typed_into_its_printed_frame() -> None:
    boxes = boxes_of("漯房权证{district}字第{year}{seq:07d}号", DISTRICTS, "")
    assert [box.printed or box.id for box in boxes] == ["漯房权证", "district", "字第", "digits", "号"]
    assert written(boxes, {"district": "源汇", "digits": "20140012345"}) == "漯房权证源汇字第20140012345号"


def test_an_older_certificate_with_a_shorter_number_can_be_typed() -> None:
    boxes = boxes_of("漯房权证{district}字第{year}{seq:07d}号", DISTRICTS, "")
    assert written(boxes, {"district": "召陵", "digits": "08010023"}).endswith("第08010023号")


def test_a_notice_has_this_year_in_it_and_fills_up_with_zeros() -> None:
    boxes = boxes_of("漯房登告〔{year}〕第{seq:06d}号", DISTRICTS, "2014")
    assert written(boxes, {"seq": "45"}) == "漯房登告〔2014〕第000045号"
    assert written(boxes, {"year": "2013", "seq": "45"}) == "漯房登告〔2013〕第000045号"


def test_unit_numbers_of_both_times_can_be_typed() -> None:
    local = {"district": "源汇", "block": "1", "house": "1", "flat": "101"}
    assert written(local_unit_boxes(DISTRICTS), local) == "源汇-0001-01-0101"
    national = {
        "place": "990000001001",
        "owner": "G",
        "use": "b",
        "parcel": "00001",
        "fixture": "F",
        "flat": "00010001",
    }
    assert written(national_unit_boxes("990000"), national) == "990000001001GB00001F00010001"


@pytest.mark.parametrize(
    ("typed", "key", "box"),
    [
        ({"digits": "20140012345"}, "mistake.choose_part", "district"),
        ({"district": "北京", "digits": "20140012345"}, "mistake.choose_part", "district"),
        ({"district": "源汇"}, "mistake.number_empty", "digits"),
        ({"district": "源汇", "digits": "201"}, "mistake.number_short", "digits"),
        ({"district": "源汇", "digits": "2" * 13}, "mistake.number_long", "digits"),
        ({"district": "源汇", "digits": "<script>"}, "mistake.wrong_sign", "digits"),
    ],
)
def test_what_is_wrong_with_a_number_is_told_at_its_box(typed: dict[str, str], key: str, box: str) -> None:
    with pytest.raises(Mistake) as found:
        written(boxes_of("漯房权证{district}字第{year}{seq:07d}号", DISTRICTS, ""), typed)
    assert (found.value.key, found.value.where) == (key, box)


def test_a_number_on_the_screen_shows_no_more_than_three_and_four() -> None:
    assert masked_number("990000198001010012") == "990***********0012"
    assert masked_number("A12") == "*12"
    assert [masked_name(name) for name in ("张三", "张三丰", "阿依古丽·测试", "𠮷一", "王")] == [
        "张*", "张*丰", "阿*****试", "𠮷*", "*"]  # fmt: skip

"""Documents of persons and organisations: the numbers of domain.md 9, and a cross-check against python-stdnum."""

from __future__ import annotations

import random
import string
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from queue_server.domain.checked_text import Fault, Source
from queue_server.domain.identity import (
    CardValidity,
    DocumentKind,
    Match,
    Sex,
    age_years,
    card_validity,
    check_character,
    check_document,
    credit_code_check_character,
    equivalent_numbers,
    fictional_citizen_id,
    licence_check_digit,
    match_numbers,
    normalize_name,
    organisation_code_check_character,
    read_citizen_id,
    read_validity,
    upgrade_15_digits,
)

TODAY = date(2026, 11, 22)
FICTIONAL = [
    ("990000198001010012", date(1980, 1, 1), Sex.MALE),
    ("990000198512120029", date(1985, 12, 12), Sex.FEMALE),
    ("990000193910010033", date(1939, 10, 1), Sex.MALE),
    ("990000197611300047", date(1976, 11, 30), Sex.FEMALE),
    ("990000195105200087", date(1951, 5, 20), Sex.FEMALE),
    ("990000195111230143", date(1951, 11, 23), Sex.FEMALE),
    ("99000019830425003X", date(1983, 4, 25), Sex.MALE),
    ("990000201006010059", date(2010, 6, 1), Sex.MALE),
    ("990000201303150066", date(2013, 3, 15), Sex.FEMALE),
    ("990000200811220134", date(2008, 11, 22), Sex.MALE),
    ("990000195111220156", date(1951, 11, 22), Sex.MALE),
    ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),  # the reference value of the standard
]


@pytest.mark.parametrize(("number", "born_on", "sex"), FICTIONAL, ids=[row[0] for row in FICTIONAL])
def test_a_citizen_number_says_birth_and_sex(number, born_on, sex):
    checked = check_document(DocumentKind.CITIZEN_ID, number, on=TODAY)
    assert (checked.value, checked.problems, checked.warnings) == (number, (), ())
    known = read_citizen_id(number)
    assert (known.number, known.born_on, known.sex) == (number, born_on, sex)


def test_a_date_that_never_was_is_rejected_although_the_check_digit_is_right():
    assert check_document(DocumentKind.CITIZEN_ID, "990000199002290073").problems == (Fault.ID_BIRTH_DATE,)
    assert read_citizen_id("990000199002290073") is None
    year_is_a_slip = "99000001980101001"
    assert Fault.ID_BIRTH_DATE in check_document(DocumentKind.CITIZEN_ID, year_is_a_slip + "0").problems


def test_a_hasty_hand_may_type_small_x_spaces_and_full_width_digits():
    full_width = "９９００００１９８３０４２５００３Ｘ"
    for typed in ("99000019830425003x", " 990000 19830425 003X ", full_width, "\ufeff99000019830425003ｘ"):
        assert check_document(DocumentKind.CITIZEN_ID, typed).value == "99000019830425003X"
        assert check_document(DocumentKind.CITIZEN_ID, typed).ok


def test_everything_wrong_with_a_typed_number_is_told_at_once():
    checked = check_document(DocumentKind.CITIZEN_ID, "990000199002290074")
    assert checked.problems == (Fault.ID_BIRTH_DATE, Fault.ID_CHECK_CHARACTER)
    assert check_document(DocumentKind.CITIZEN_ID, "99000019800101001").problems == (Fault.ID_LENGTH,)
    assert check_document(DocumentKind.CITIZEN_ID, "99000019800101001A").problems == (Fault.ID_CHARACTERS,)
    assert check_document(DocumentKind.CITIZEN_ID, "X90000198001010012").problems == (Fault.ID_CHARACTERS,)
    assert check_document(DocumentKind.CITIZEN_ID, "٩٩٠٠٠٠١٩٨٠٠١٠١٠٠١٢").problems == (Fault.ID_CHARACTERS,)
    assert check_document(DocumentKind.CITIZEN_ID, "  ").problems == (Fault.EMPTY,)


def test_a_faulty_number_is_an_error_when_typed_and_a_warning_on_a_card_or_in_the_register():
    wrong = "990000198001010013"
    assert check_document(DocumentKind.CITIZEN_ID, wrong).problems == (Fault.ID_CHECK_CHARACTER,)
    for source in (Source.CARD, Source.REGISTER):
        checked = check_document(DocumentKind.CITIZEN_ID, wrong, source)
        assert checked.ok and checked.warnings == (Fault.ID_CHECK_CHARACTER,)


def test_a_card_that_gave_nothing_was_not_read():
    assert not check_document(DocumentKind.CITIZEN_ID, "", Source.CARD).ok
    assert check_document(DocumentKind.CITIZEN_ID, "", Source.REGISTER).warnings == (Fault.EMPTY,)


def test_nobody_is_born_tomorrow():
    tomorrow = fictional_citizen_id(TODAY + timedelta(days=1), 1)
    assert check_document(DocumentKind.CITIZEN_ID, tomorrow, on=TODAY).problems == (Fault.ID_BIRTH_IN_FUTURE,)
    assert check_document(DocumentKind.CITIZEN_ID, fictional_citizen_id(TODAY, 1), on=TODAY).ok


def test_an_old_number_of_15_digits_becomes_the_new_one():
    assert upgrade_15_digits("990000800101001") == "990000198001010012"
    assert upgrade_15_digits("990000801301001") is None and upgrade_15_digits("990000198001010012") is None
    checked = check_document(DocumentKind.CITIZEN_ID, "990000800101001")
    assert (checked.value, checked.problems, checked.warnings) == ("990000800101001", (), (Fault.ID_OLD_15_DIGITS,))
    assert check_document(DocumentKind.CITIZEN_ID, "990000801301001").problems == (Fault.ID_BIRTH_DATE,)
    assert read_citizen_id("990000800101001").born_on == date(1980, 1, 1)


def test_the_old_number_in_the_register_is_found_by_the_new_card_but_only_for_the_officer():
    assert match_numbers("990000800101001", "990000198001010012") is Match.SAME_AFTER_UPGRADE
    assert match_numbers("990000198001010012", "990000800101001") is Match.SAME_AFTER_UPGRADE
    assert match_numbers("99000019830425003x", "99000019830425003X") is Match.SAME
    assert match_numbers("990000800101001", "990000198512120029") is Match.DIFFERENT
    assert match_numbers("", "") is Match.DIFFERENT
    assert equivalent_numbers("990000198001010012") == ("990000198001010012", "990000800101001")
    assert equivalent_numbers("990000200811220134") == ("990000200811220134",)  # born too late for an old number
    assert equivalent_numbers("H12345678") == ("H12345678",)


def test_a_year_of_age_is_complete_on_the_birthday_itself():
    assert age_years(date(2008, 11, 22), TODAY) == 18 and age_years(date(2008, 11, 23), TODAY) == 17
    assert age_years(date(1951, 11, 23), TODAY) == 74 and age_years(date(1951, 11, 23), date(2026, 11, 23)) == 75
    assert age_years(date(1951, 11, 22), TODAY) == 75
    assert age_years(date(1939, 10, 1), date(2014, 10, 13)) == 75


def test_who_was_born_on_29_february_grows_older_on_the_last_day_of_that_month():
    assert age_years(date(2008, 2, 29), date(2026, 2, 27)) == 17
    assert age_years(date(2008, 2, 29), date(2026, 2, 28)) == 18
    assert age_years(date(2008, 2, 29), date(2028, 2, 28)) == 19
    assert age_years(date(2008, 2, 29), date(2028, 2, 29)) == 20


OTHERS = [
    (DocumentKind.PASSPORT, "E12345678", "e 1234 5678", ["12", "GEHEIMNIS", "E1234567890123456", "护照12345"]),
    (DocumentKind.HK_MACAO_PERMIT, "H12345678", "h12345678", ["A12345678", "H1234567", "H123456789"]),
    (DocumentKind.TAIWAN_PERMIT, "12345678", "１２３４５６７８", ["1234567", "T1234567", "123456789"]),
    (DocumentKind.FOREIGN_PERMANENT_RESIDENCE, "FRA110098710152", "fra110098710152", ["FR1100987101523", "123"]),
]


@pytest.mark.parametrize(("kind", "number", "typed", "wrong"), OTHERS, ids=[row[0] for row in OTHERS])
def test_other_documents_are_known_by_their_form(kind, number, typed, wrong):
    assert check_document(kind, typed).value == number and check_document(kind, typed).ok
    for text in wrong:
        assert check_document(kind, text).problems == (Fault.DOCUMENT_FORM,), text
        assert check_document(kind, text, Source.CARD).warnings == (Fault.DOCUMENT_FORM,)


def test_a_residence_permit_has_an_area_of_its_own_and_the_check_of_a_citizen_number():
    for area in ("810000", "820000", "830000"):
        first_17 = f"{area}19900101001"
        assert check_document(DocumentKind.RESIDENCE_PERMIT, first_17 + check_character(first_17)).ok
    wrong_area = check_document(DocumentKind.RESIDENCE_PERMIT, "990000198001010012")
    assert wrong_area.problems == (Fault.RESIDENCE_PERMIT_AREA,)
    wrong_digit = check_document(DocumentKind.RESIDENCE_PERMIT, "81000019900101001" + "0")
    assert Fault.ID_CHECK_CHARACTER in wrong_digit.problems


def test_a_new_foreign_residence_card_is_checked_like_a_citizen_number():
    first_17 = "91102619900101001"
    assert check_document(DocumentKind.FOREIGN_PERMANENT_RESIDENCE, first_17 + check_character(first_17)).ok
    wrong = check_document(DocumentKind.FOREIGN_PERMANENT_RESIDENCE, "911026199013010010")
    assert Fault.ID_BIRTH_DATE in wrong.problems


def test_the_household_register_is_for_children():
    child, grown = "990000201303150066", "990000198001010012"
    assert check_document(DocumentKind.HOUSEHOLD_REGISTER, child, on=TODAY).warnings == ()
    assert check_document(DocumentKind.HOUSEHOLD_REGISTER, grown, on=TODAY).warnings == (Fault.ID_NOT_A_CHILD,)
    assert check_document(DocumentKind.HOUSEHOLD_REGISTER, grown, on=TODAY).ok
    assert check_document(DocumentKind.HOUSEHOLD_REGISTER, grown).warnings == ()  # without a day no age


@pytest.mark.parametrize("code", [
    "91990000990000017L", "91990000990000025F", "91990000MA0000015Q", "12990000990000041A", "52990000990000033B",
])
def test_the_fictional_credit_codes_pass(code):
    checked = check_document(DocumentKind.CREDIT_CODE, code.lower())
    assert (checked.value, checked.problems, checked.warnings) == (code, (), ())


def test_a_credit_code_whose_check_digit_fails_is_a_warning_even_when_typed():
    checked = check_document(DocumentKind.CREDIT_CODE, "91990000990000017M")
    assert checked.ok and checked.warnings == (Fault.CREDIT_CODE_CHECK,)


def test_a_credit_code_whose_organisation_code_fails_is_a_warning_too():
    first_17 = "91990000990000018"
    checked = check_document(DocumentKind.CREDIT_CODE, first_17 + credit_code_check_character(first_17))
    assert checked.ok and checked.warnings == (Fault.CREDIT_CODE_CHECK,)


@pytest.mark.parametrize(
    "text", ["91990000990000017", "91990000990000017I", "9199O000990000017L", "919900009900000171L"]
)
def test_a_credit_code_of_another_form_is_an_error(text):
    assert check_document(DocumentKind.CREDIT_CODE, text).problems == (Fault.CREDIT_CODE_FORM,)


def test_business_licences_and_organisation_codes_of_2014_are_checked():
    for number in ("990000100000012", "990000100000029", "110108000000016"):
        assert check_document(DocumentKind.BUSINESS_LICENCE, number).ok
    assert check_document(DocumentKind.BUSINESS_LICENCE, "990000100000013").problems == (Fault.LICENCE_CHECK,)
    assert check_document(DocumentKind.BUSINESS_LICENCE, "99000010000001").problems == (Fault.LICENCE_FORM,)
    for typed in ("99000001-7", "990000017", "９９０００００１－７"):
        assert check_document(DocumentKind.ORGANISATION_CODE, typed).value == "99000001-7"
        assert check_document(DocumentKind.ORGANISATION_CODE, typed).ok
    for rare in ("00000000-0", "40000000-X", "MA000001-5"):  # remainders 11 and 10, and letters
        assert check_document(DocumentKind.ORGANISATION_CODE, rare).ok
    wrong = check_document(DocumentKind.ORGANISATION_CODE, "99000001-8")
    assert wrong.problems == (Fault.ORGANISATION_CODE_CHECK,)
    assert check_document(DocumentKind.ORGANISATION_CODE, "9900-7").problems == (Fault.ORGANISATION_CODE_FORM,)


def test_a_card_is_valid_up_to_its_last_day():
    first, last = read_validity("2006.11.22-2026.11.22")
    assert (first, last) == (date(2006, 11, 22), date(2026, 11, 22))
    assert card_validity(first, last, date(2026, 11, 22)) is CardValidity.VALID
    assert card_validity(first, last, date(2026, 11, 23)) is CardValidity.EXPIRED
    assert card_validity(first, last, date(2006, 11, 21)) is CardValidity.NOT_YET_VALID
    assert card_validity(None, None, TODAY) is CardValidity.VALID


def test_the_validity_is_read_as_cards_print_it():
    assert read_validity("20060101-长期") == (date(2006, 1, 1), None)
    assert read_validity("2006年01月01日至2026年01月01日") == (date(2006, 1, 1), date(2026, 1, 1))
    assert read_validity("2006.02.30-2026.01.01") is None and read_validity("") is None
    assert card_validity(*read_validity("20060101-长期"), date(2099, 1, 1)) is CardValidity.VALID


def test_names_are_compared_without_the_accidents_of_typing():
    assert normalize_name(" 张 三 ") == normalize_name("张三")
    for typed in ("阿依古丽•测试", "阿依古丽．测试", "阿依古丽 · 测试", "阿依古丽.测试"):
        assert normalize_name(typed) == "阿依古丽·测试"
    assert normalize_name("Jane  Doe-Test ") == "JANE DOE-TEST"
    assert normalize_name("𠮷测试") == "𠮷测试"


# Against another hand's work ----------------------------------------------------------------------------------------


def _random_day(chance: random.Random) -> date:
    return date(1950, 1, 1) + timedelta(days=chance.randrange(27_000))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_citizen_numbers_are_judged_as_by_another_implementation(seed):
    chance = random.Random(seed)
    for _ in range(3_000):
        first_17 = f"110105{_random_day(chance):%Y%m%d}{chance.randrange(1000):03d}"
        number = first_17 + check_character(first_17)
        assert ric.validate(number) == number
        assert ric.get_birth_date(number) == read_citizen_id(number).born_on
        wrong = list(number)
        wrong[chance.randrange(6, 18)] = chance.choice("0123456789X")
        text = "".join(wrong)
        # Only its date of 1850 or earlier sets ours apart: the other takes any year.
        if not ("X" in text[:17] or text[6:10] < "1850"):
            assert check_document(DocumentKind.CITIZEN_ID, text).ok == _ric_without_place(text), text


def _ric_without_place(number: str) -> bool:
    try:
        ric.get_birth_date(number)
    except ric.InvalidComponent:
        return False
    return number[-1] == ric.calc_check_digit(number)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_credit_codes_are_judged_as_by_another_implementation(seed):
    chance = random.Random(seed)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for _ in range(3_000):
        organisation = "".join(chance.choices(alphabet, k=8))
        first_17 = f"91{chance.randrange(10**6):06d}{organisation}{organisation_code_check_character(organisation)}"
        code = first_17 + credit_code_check_character(first_17)
        assert uscc.is_valid(code) and check_document(DocumentKind.CREDIT_CODE, code).warnings == ()
        wrong = list(code)
        wrong[chance.randrange(8, 18)] = chance.choice(alphabet)
        text = "".join(wrong)
        if not uscc.is_valid(text):
            assert check_document(DocumentKind.CREDIT_CODE, text).warnings == (Fault.CREDIT_CODE_CHECK,), text


@given(st.text(alphabet=string.digits, min_size=14, max_size=14))
def test_licence_digits_are_those_of_another_implementation(first_14):
    assert licence_check_digit(first_14) == mod_11_10.calc_check_digit(first_14)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_a_single_wrong_digit_never_passes(born_on, sequence, place, shift):
    number = fictional_citizen_id(born_on, sequence)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1:]
    assert not check_document(DocumentKind.CITIZEN_ID, wrong).ok


@given(st.text(max_size=40), st.sampled_from(DocumentKind), st.sampled_from(Source))
def test_no_text_breaks_a_check_and_checking_twice_changes_nothing(text, kind, source):
    once = check_document(kind, text, source, on=TODAY)
    assert check_document(kind, once.value, source, on=TODAY) == once
    if source is Source.REGISTER:
        assert once.ok

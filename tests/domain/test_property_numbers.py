"""Numbers of units and certificates as citizens and registers write them (domain.md 9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.checked_text import Fault, Source
from queue_server.domain.property_numbers import (
    CertificateForm,
    UnitNumber,
    UnitNumberScheme,
    certificate_form,
    check_certificate_number,
    check_unit_number,
    normalize_blank_serial,
    normalize_certificate_number,
    read_unit_number,
)


@pytest.mark.parametrize("number", [
    "990000001001GB00001F00010001", "990000001001GB00001F00010002", "990000001001GB00002W00000000",
])
def test_a_national_unit_number_has_28_characters_and_letters_among_them(number):
    assert check_unit_number(number).value == number and check_unit_number(number).ok
    spaced = f"{number[:6]} {number[6:12]} {number[12:19]} {number[19:]}".lower()
    assert check_unit_number(spaced).value == number


def test_the_parts_of_a_unit_number_are_read():
    assert read_unit_number("990000001001GB00001F00010002") == UnitNumber(
        "990000", "001", "001", "GB", "00001", "F", "00010002"
    )


@pytest.mark.parametrize("text", [
    "990000001001GB00001F0001000", "990000001001XB00001F00010001", "990000001001GB00001X00010001",
    "9900000010010000001F00010001", "990000001001GB00002W00000001", "990000001001GB00001F000100012",
])
def test_a_unit_number_of_another_form_is_an_error_when_typed(text):
    assert check_unit_number(text).problems == (Fault.UNIT_NUMBER_FORM,)
    assert check_unit_number(text, source=Source.REGISTER).warnings == (Fault.UNIT_NUMBER_FORM,)


def test_the_numbering_of_2014_is_taken_as_it_is():
    checked = check_unit_number(" 源汇－０００１-01-0101", UnitNumberScheme.LOCAL)
    assert (checked.value, checked.problems) == ("源汇-0001-01-0101", ())
    assert check_unit_number("", UnitNumberScheme.LOCAL).problems == (Fault.EMPTY,)
    assert check_unit_number("源" * 65, UnitNumberScheme.LOCAL).problems == (Fault.TOO_LONG,)


CERTIFICATES = [
    ("豫(2024)漯河市不动产权第0001234号", "豫（2024）漯河市不动产权第0001234号", CertificateForm.TODAY_TITLE),
    ("豫（２０２４） 漯河不动产证明第01234567号", "豫（2024）漯河不动产证明第01234567号", CertificateForm.TODAY_PROOF),
    ("豫（2099）漯河市不动产权0001234", "豫（2099）漯河市不动产权第0001234号", CertificateForm.TODAY_TITLE),
    ("漯房权证源汇字第20140012345号", "漯房权证源汇字第20140012345号", CertificateForm.LOCAL_2014),
    ("漯房他证郾城字第 20140001234 号", "漯房他证郾城字第20140001234号", CertificateForm.LOCAL_2014),
    ("漯房预证召陵字20140000123", "漯房预证召陵字第20140000123号", CertificateForm.LOCAL_2014),
    ("漯房权证源汇字第２０１４００１２３４５", "漯房权证源汇字第20140012345号", CertificateForm.LOCAL_2014),
    ("房证 12/77", "房证12/77", CertificateForm.OTHER),
]


@pytest.mark.parametrize(("typed", "stored", "form"), CERTIFICATES, ids=[row[0] for row in CERTIFICATES])
def test_a_certificate_number_is_stored_in_one_form(typed, stored, form):
    assert normalize_certificate_number(typed) == stored
    assert certificate_form(typed) is form


def test_an_unusual_certificate_number_is_a_warning_and_never_a_block():
    checked = check_certificate_number("房证 12/77")
    assert checked.ok and checked.warnings == (Fault.CERTIFICATE_NUMBER_UNUSUAL,)
    assert check_certificate_number(CERTIFICATES[0][0]).warnings == ()
    assert check_certificate_number(" ").problems == (Fault.EMPTY,)
    assert check_certificate_number("证" * 65).problems == (Fault.TOO_LONG,)


def test_a_blank_serial_is_compared_without_its_prefix():
    assert normalize_blank_serial("编号 NO. J00000000001") == normalize_blank_serial("j00000000001") == "J00000000001"


@given(st.text(max_size=80))
def test_bringing_a_number_into_its_form_twice_changes_nothing(text):
    once = normalize_certificate_number(text)
    assert normalize_certificate_number(once) == once
    assert check_unit_number(check_unit_number(text).value) == check_unit_number(text)

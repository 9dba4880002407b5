"""Telephone numbers as people type them (domain.md 9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.checked_text import Fault, Source
from queue_server.domain.telephones import check_telephone, is_mobile, is_test_number

GOOD = [
    ("16100000001", "16100000001"), ("161 0000 0001", "16100000001"), ("+86 161-0000-0001", "16100000001"),
    ("008616100000001", "16100000001"), ("１６１０００００００２", "16100000002"),
    ("0395-0000000", "0395-0000000"), ("(0395)0000000", "0395-0000000"), ("03950000000", "0395-0000000"),
    ("0000000", "0395-0000000"), ("+86 395 0000000", "0395-0000000"), ("0371-00000000", "0371-00000000"),
    ("010-00000000", "010-00000000"), ("0395-0086123", "0395-0086123"),
]


@pytest.mark.parametrize(("typed", "stored"), GOOD, ids=[row[0] for row in GOOD])
def test_a_telephone_number_is_stored_in_one_form(typed, stored):
    checked = check_telephone(typed)
    assert (checked.value, checked.problems) == (stored, ())


@pytest.mark.parametrize(
    "text", ["12800000001", "1610000000", "161000000011", "0000", "abc", "01-0000000", "013800000000"]
)
def test_a_text_that_is_no_telephone_number_is_an_error_when_typed(text):
    assert check_telephone(text).problems == (Fault.TELEPHONE_FORM,)
    assert check_telephone(text, Source.REGISTER).warnings == (Fault.TELEPHONE_FORM,)


def test_a_message_needs_a_mobile_number():
    assert check_telephone("0395-0000000", mobile_only=True).problems == (Fault.TELEPHONE_FORM,)
    assert check_telephone("16100000001", mobile_only=True).ok
    assert is_mobile("16100000001") and not is_mobile("0395-0000000")


def test_a_number_of_the_test_segment_is_known_as_such():
    assert check_telephone("16100000001").warnings == (Fault.TELEPHONE_TEST_SEGMENT,)
    assert check_telephone("19900000001").warnings == ()
    assert is_test_number("16100000001") and not is_test_number("0161-0000001")


def test_a_local_number_gets_the_area_code_of_the_hall():
    assert check_telephone("00000000", area_code="0371").value == "0371-00000000"


def test_an_empty_field_is_said_to_be_empty():
    assert check_telephone(" ").problems == (Fault.EMPTY,)


@given(st.text(alphabet="0123456789+-() ", max_size=20))
def test_a_number_once_stored_is_stored_the_same_again(text):
    checked = check_telephone(text)
    if checked.ok:
        assert check_telephone(checked.value) == checked

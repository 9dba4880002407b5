"""The watch for citizen numbers and mobiles where none may be (domain.md 8, UX-18)."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.identity import fictional_citizen_id
from queue_server.domain.leaks import LeakKind, find_leaks, redact

LEAKING = [
    ("id=990000198001010012", LeakKind.ID_NUMBER), ("身份证99000019830425003X，", LeakKind.ID_NUMBER),
    ("99000019830425003x", LeakKind.ID_NUMBER), ("９９００００１９８００１０１００１２", LeakKind.ID_NUMBER),
    ("990000 19800101 0012", LeakKind.ID_NUMBER), ("990000-19800101-0012", LeakKind.ID_NUMBER),
    ("old 990000800101001.", LeakKind.ID_NUMBER), ("P990000198001010012Q", LeakKind.ID_NUMBER),
    ("990000198001010013", LeakKind.ID_NUMBER),  # a slip in the check digit leaks as much
    ("电话16100000001", LeakKind.TELEPHONE), ("161 0000 0001", LeakKind.TELEPHONE), ("161-0000-0001", LeakKind.TELEPHONE),
    ("+8616100000001", LeakKind.TELEPHONE), ("008616100000001", LeakKind.TELEPHONE), ("tel16100000001", LeakKind.TELEPHONE),
]


@pytest.mark.parametrize(("text", "kind"), LEAKING, ids=[row[0] for row in LEAKING])
def test_a_number_of_a_person_is_found_and_taken_out(text, kind):
    assert [leak.kind for leak in find_leaks(text)] == [kind]
    assert find_leaks(redact(text)) == () and redact(text) != text


@pytest.mark.parametrize("text", [
    "20141013-0123", "20141013-P0047", "漯房登受〔2014〕第000123号", "漯房权证源汇字第20140012345号", "A012",
    "豫（2024）漯河市不动产权第0001234号", "990000001001GB00001F00010001", "91990000990000017L", "990000100000012",
    "99000001-7", "990***********003X", "161****5678", "0395-0000000", "2026-11-23T09:00:40.123456+08:00",
    "1763863240123456789", "1763863240123", "seq=99000019800101001234", "12000000001", "16100000001234",
])
def test_numbers_of_cases_units_and_certificates_are_let_through(text):
    assert find_leaks(text) == () and redact(text) == text


def test_several_leaks_are_told_in_order_and_all_taken_out():
    text = "call 16100000001 for 990000198001010012 or 161 0000 0002"
    assert [leak.kind for leak in find_leaks(text)] == [LeakKind.TELEPHONE, LeakKind.ID_NUMBER, LeakKind.TELEPHONE]
    assert redact(text) == "call [telephone] for [id number] or [telephone]"


def test_digests_and_random_ids_do_not_ring():
    for n in range(20_000):
        digest = hashlib.sha256(str(n).encode()).hexdigest()
        assert find_leaks(f"hash={digest} id={digest[:16]} p-{digest[:12]} {uuid.UUID(digest[:32])}") == ()


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 999),
       st.text(alphabet="中文，。 abz:/=\"'{}_", max_size=10), st.text(alphabet="中文，。 abz:/=\"'{}_", max_size=10))
def test_every_citizen_number_is_found_in_any_text(born_on, sequence, before, after):
    number = fictional_citizen_id(born_on, sequence)
    text = f"{before}{number}{after}"
    assert number not in redact(text)


@given(st.text(max_size=200))
def test_redacting_breaks_on_no_text_and_leaves_nothing(text):
    assert find_leaks(redact(text)) == ()


PIECES = ["990000", "800101", "19800101", "0012", "161", "0000", "0001", " ", "-", "86", "a"]


@settings(max_examples=1_000)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_leaks_that_lie_together_are_told_apart(pieces):
    text = "".join(pieces)
    leaks = find_leaks(text)
    assert all(earlier.end <= later.start for earlier, later in pairwise(leaks))
    assert find_leaks(redact(text)) == ()


def test_an_old_number_and_a_telephone_that_share_digits_are_taken_out_together():
    assert redact("990000 800101 161 0000 0001") == "[id number] 0000 0001"

"""The one-time notice: what a second one may list, and what a returning applicant is asked again (domain.md 3.3)."""

from __future__ import annotations

from typing import Any

from queue_server.domain.notices import (
    Changes,
    answers_for_return,
    changes_between,
    compare_notices,
    items_to_check_again,
)
from queue_server.domain.prereview import Decision
from tests.domain.houses import SELLER_AND_BUYER, Review, hall, house, party

FACTS = hall("CN-2014").catalogue.facts


def notice(decision: Decision) -> list[dict[str, Any]]:
    return list(decision.plain()["missing"])


def compared(first: Review, second: Review) -> Any:
    one, two = first.decided(), second.decided()
    changes = changes_between(
        one.facts, two.facts, FACTS, [p.party_id for p in first.parties], [p.party_id for p in second.parties],
    )
    return compare_notices(notice(one), notice(two), changes)


def test_what_was_listed_and_is_still_missing_may_be_listed_again() -> None:
    first = Review().with_all_papers(TITLE_CERT="NOT_HAVE", TRANSFER_CAUSE="NOT_HAVE")
    again = compared(first, Review().with_all_papers(TRANSFER_CAUSE="NOT_HAVE"))
    assert (again.allowed, again.incomplete, again.complete_first) == (("TRANSFER_CAUSE",), (), True)


def test_what_the_first_notice_forgot_is_found_out() -> None:
    first = Review().with_all_papers(TITLE_CERT="NOT_HAVE")
    again = compared(first, Review().with_all_papers(MARRIAGE_PROOF__s="NOT_HAVE"))
    assert (again.allowed, again.incomplete, again.complete_first) == ((), ("MARRIAGE_PROOF@s",), False)


def test_what_follows_from_a_changed_answer_may_be_listed() -> None:
    first = Review().with_all_papers(TITLE_CERT="NOT_HAVE")
    again = compared(first, Review(yes=["tax_seller_applies"]).with_all_papers(SELLER_TAX_PROOF="NOT_HAVE"))
    assert (again.allowed, again.incomplete) == (("SELLER_TAX_PROOF",), ())


def test_what_follows_from_a_new_party_may_be_listed() -> None:
    first = Review().with_all_papers(TITLE_CERT="NOT_HAVE")
    joined = (*SELLER_AND_BUYER, party("c TRANSFEREE person 28"))
    again = compared(first, Review(applicants=joined).with_all_papers(ID_APPLICANT__c="NOT_HAVE"))
    assert (again.allowed, again.incomplete) == (("ID_APPLICANT@c",), ())


def test_what_follows_from_a_new_entry_in_the_register_may_be_listed() -> None:
    first = Review().with_all_papers(TITLE_CERT="NOT_HAVE")
    again = compared(first, Review(register=house(mortgages=["bank"])).with_all_papers(MORTGAGEE_CONSENT="NOT_HAVE"))
    assert (again.allowed, again.incomplete) == (("MORTGAGEE_CONSENT",), ())


def test_a_mortgage_that_stood_there_the_first_time_excuses_nothing() -> None:
    mortgaged = house(mortgages=["bank"])
    first = Review(register=mortgaged).with_all_papers(TITLE_CERT="NOT_HAVE")
    again = compared(first, Review(register=mortgaged).with_all_papers(MORTGAGEE_CONSENT="NOT_HAVE"))
    assert again.incomplete == ("MORTGAGEE_CONSENT",)


def test_a_fact_only_found_out_later_is_no_change() -> None:
    changes = changes_between({}, {"tax_seller_applies": True}, FACTS)
    assert changes == Changes()


def test_changes_of_the_applicant_and_of_the_register_are_told_apart() -> None:
    before = {"state_asset": False, "unit_mortgaged": False, "party_by_agent@s": False, "unit_co_owned": True}
    now = {"state_asset": True, "unit_mortgaged": True, "party_by_agent@s": True, "unit_co_owned": True}
    changes = changes_between(before, now, FACTS, ["s"], ["s", "t"])
    assert changes.by_applicant == {"state_asset", "party_by_agent@s"}
    assert changes.by_register == {"unit_mortgaged"}
    assert changes.new_parties == {"t"}


def test_on_return_only_the_listed_items_are_asked_again() -> None:
    review = Review().with_all_papers(TITLE_CERT="NOT_HAVE", DEED_TAX_PROOF="DEFECT:COPY")
    listed = notice(review.decided())
    assert items_to_check_again(listed) == ("TITLE_CERT", "DEED_TAX_PROOF")
    kept = answers_for_return(review.papers, listed)
    assert "TITLE_CERT" not in kept and set(kept.values()) == {"HAVE"}


def test_who_brings_what_was_listed_passes() -> None:
    review = Review().with_all_papers(TITLE_CERT="NOT_HAVE", DEED_TAX_PROOF="DEFECT:COPY")
    listed = notice(review.decided())
    review.papers = answers_for_return(review.papers, listed) | dict.fromkeys(items_to_check_again(listed), "HAVE")
    assert review.decided().outcome == "PASS"

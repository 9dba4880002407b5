"""Which questions a citizen is asked: only those that can still change this case, few, and in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.prereview import (
    AnswerKind,
    Party,
    PartyKind,
    Question,
    ReviewRules,
    documents_needed,
    known_facts,
    look_up_findings,
    open_questions,
    questions_needed,
)
from tests.domain.houses import DAY, SELLER_AND_BUYER, hall, house, parties, rules, said_no

EVERY_TYPE = [
    (no, ruleset) for ruleset in ("CN-2014", "CN-2026") for no, kind in hall(ruleset).catalogue.types.items() if ruleset in kind.rulesets
]


def asked(rule: ReviewRules, who: tuple[Party, ...], answers: dict[str, bool] | None = None, register: dict[str, bool] | None = None) -> list[str]:
    return [q.fact for q in questions_needed(rule, who, known_facts(rule, who, answers or {}, register))]


def strangers(rule: ReviewRules, kind: PartyKind = PartyKind.PERSON) -> tuple[Party, ...]:
    """One party per role, of whom nothing is known yet."""
    return tuple(Party(f"p{n}", role.role, kind) for n, role in enumerate(rule.kind.applicants.roles))


@pytest.mark.parametrize(("type_no", "ruleset"), EVERY_TYPE)
@pytest.mark.parametrize("kind", list(PartyKind))
def test_nobody_is_asked_more_than_eight_questions(type_no: str, ruleset: str, kind: PartyKind) -> None:
    rule = rules(type_no, ruleset)
    who = strangers(rule, kind)
    assert len(open_questions(rule, who, known_facts(rule, who, {}))) <= 8
    folio = look_up_findings(rule, house(["s 1/2", "w 1/2"], ["bank"], ["OBJECTION z"]), who).facts
    assert len(open_questions(rule, who, known_facts(rule, who, {}, folio))) <= 8


def test_a_clean_sale_between_persons_who_showed_their_cards_asks_four_things() -> None:
    assert asked(rules("T03"), SELLER_AND_BUYER) == [
        "spouse_co_owner_declared", "basis_is_court_document", "tax_seller_applies", "any_document_foreign_language",
    ]


def test_of_persons_not_known_yet_each_thing_is_asked_once_for_all() -> None:
    rule = rules("T03")
    questions = questions_needed(rule, strangers(rule), known_facts(rule, strangers(rule), {}))
    first = questions[0]
    assert (first.fact, first.kind, first.party_ids) == ("party_by_agent", AnswerKind.WHICH_PARTIES, ("p0", "p1"))
    assert first.answers(["p1"]) == {"party_by_agent@p0": False, "party_by_agent@p1": True}
    assert first.answers(False) == {"party_by_agent@p0": False, "party_by_agent@p1": False}


def test_a_question_about_one_party_is_yes_or_no() -> None:
    rule = rules("T03")
    who = (SELLER_AND_BUYER[0], replace(SELLER_AND_BUYER[1], by_agent=None))
    question = questions_needed(rule, who, known_facts(rule, who, {}))[0]
    assert (question.kind, question.answers(True)) == (AnswerKind.YES_NO, {"party_by_agent@b": True})


def test_an_individual_is_not_asked_about_state_assets_and_a_company_is() -> None:
    assert "state_asset" not in asked(rules("T03"), SELLER_AND_BUYER)
    assert "state_asset" in asked(rules("T03"), parties("c TRANSFEROR company", "b TRANSFEREE person 30"))


def test_an_age_read_from_the_card_is_not_asked_again() -> None:
    young = (replace(SELLER_AND_BUYER[0], age_years=None), SELLER_AND_BUYER[1])
    assert "party_minor_or_incapable" in asked(rules("T03"), young)
    assert "party_minor_or_incapable" not in asked(rules("T03"), SELLER_AND_BUYER)


def test_one_no_about_papers_from_abroad_is_enough_for_all() -> None:
    rule = rules("T03")
    who = strangers(rule)
    assert "party_overseas" in asked(rule, who)
    assert "party_overseas" not in asked(rule, who, {"any_party_overseas": False})


def test_a_question_falls_away_once_its_answer_no_longer_matters() -> None:
    rule = rules("T03", "CN-2026")
    shown = look_up_findings(rule, house(["s", "w"]), SELLER_AND_BUYER).facts
    assert "spouse_co_owner_declared" in asked(rule, SELLER_AND_BUYER)
    assert "spouse_co_owner_declared" not in asked(rule, SELLER_AND_BUYER, register=shown), "consent is needed anyway"


def test_once_out_of_the_two_hour_lane_nothing_is_asked_only_for_the_lane() -> None:
    rule = rules("T07")
    who = parties("o HOLDER person 50")
    open_now = {"any_document_foreign_language": False, "correction_affects_right": False}
    assert "correction_affects_ownership" in asked(rule, who, open_now)
    assert "correction_affects_ownership" not in asked(rule, who, {**open_now, "basis_is_court_document": True})


def test_what_the_hall_gets_itself_leads_to_no_question() -> None:
    assert "tax_seller_applies" in asked(rules("T03", "CN-2014"), SELLER_AND_BUYER)
    assert "tax_seller_applies" not in asked(rules("T03", "CN-2026"), SELLER_AND_BUYER)


def test_a_share_is_asked_about_only_where_the_house_is_held_in_shares() -> None:
    rule = rules("T03")
    for owners, wanted in ((["s"], False), (["s", "w"], False), (["s 1/2", "w 1/2"], True)):
        shown = look_up_findings(rule, house(owners), SELLER_AND_BUYER).facts
        assert ("share_sold_to_outsider" in asked(rule, SELLER_AND_BUYER, register=shown)) is wanted


def test_a_buyer_alone_is_asked_whether_the_developer_is_gone() -> None:
    assert "developer_fails_to_cooperate" in asked(rules("T01"), parties("b TRANSFEREE person 30"))
    assert "developer_fails_to_cooperate" not in asked(rules("T01"), parties("d TRANSFEROR company", "b TRANSFEREE person 30"))


def test_only_a_mortgagee_that_is_a_company_is_asked_whether_it_lends() -> None:
    unknown = tuple(replace(p, lender=None) for p in parties("c MORTGAGOR company", "bank MORTGAGEE company"))
    question = next(q for q in open_questions(rules("T04"), unknown, known_facts(rules("T04"), unknown, {})) if q.fact == "party_is_lender")
    assert question.party_ids == ("bank",)
    person = parties("c MORTGAGOR company", "p MORTGAGEE person 50")
    assert "party_is_lender" not in asked(rules("T04"), tuple(replace(p, lender=None) for p in person))


def test_a_renewal_asks_almost_nothing() -> None:
    assert asked(rules("T09"), parties("o HOLDER person 50")) == ["any_document_foreign_language"]


def test_no_question_uses_an_officials_word() -> None:
    """Plain words: no pinyin, no code, and each in two languages (guarantees A2)."""
    for fact in hall("CN-2014").catalogue.facts.values():
        if fact.asked:
            assert fact.question_zh.endswith("？") and fact.question_en.endswith("?") and fact.asked_of
            assert "_" not in fact.question_zh + fact.question_en and len(fact.question_zh) <= 45


@given(st.sampled_from(EVERY_TYPE), st.data())
@settings(max_examples=150, deadline=None)
def test_after_all_questions_and_the_look_up_no_paper_is_left_unknown(type_and_rules: tuple[str, str], data: st.DataObject) -> None:
    """Asking until nothing is open settles every paper the citizen is asked for, whatever he answers."""
    rule = rules(*type_and_rules)
    who = strangers(rule, data.draw(st.sampled_from(list(PartyKind))))
    folio = look_up_findings(rule, house(data.draw(st.sampled_from([["s"], ["s 1/2", "w 1/2"]])), ["bank"]), who).facts
    answers: dict[str, bool] = {}
    for _ in range(12):
        questions = questions_needed(rule, who, known_facts(rule, who, answers, folio))
        if not questions:
            break
        question: Question = questions[0]
        new = question.answers(data.draw(st.booleans()))
        assert not set(new) & set(answers), "nothing is asked twice"
        answers |= new
    facts = known_facts(rule, who, answers, folio)
    assert questions_needed(rule, who, facts) == ()
    assert [d.key for d in documents_needed(rule, who, facts) if d.state == "UNKNOWN" and d.asked] == []


@given(st.sampled_from(EVERY_TYPE), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_answer_of_a_citizen_overrules_the_register(type_and_rules: tuple[str, str], answer: bool) -> None:
    rule = rules(*type_and_rules)
    who = strangers(rule)
    register = {"unit_mortgaged": True, "unit_co_owned": False, "unit_held_in_shares": False}
    told = {**said_no(rule), "unit_mortgaged": answer, "unit_co_owned": answer, "share_sold_to_outsider": answer}
    facts = known_facts(rule, who, told, register).case
    assert (facts["unit_mortgaged"], facts["unit_co_owned"], facts["share_sold_to_outsider"]) == (True, False, False)


def test_a_procedure_is_not_needed_until_an_officer_orders_it_or_the_type_brings_it() -> None:
    for type_no, inspected in (("T03", False), ("N01", True), ("N04", True), ("N06", True)):
        rule = rules(type_no)
        assert known_facts(rule, (), {}).case["needs_site_inspection"] is inspected
    assert known_facts(rules("T03"), (), {"needs_public_notice": True}).case["needs_public_notice"] is True
    assert DAY["CN-2014"].year == rules("T03").on.year


def test_every_question_answered_with_yes_or_no_is_put_so_that_both_are_answers() -> None:
    """The buttons say 是 and 不是, so a question asks 是不是; which of the parties it is about is asked with 哪几位."""
    told = {name: fact.question_zh for name, fact in hall("CN-2014").catalogue.facts.items() if fact.question_zh}
    assert told and not [words for words in told.values() if "是不是" not in words and "哪几位" not in words]

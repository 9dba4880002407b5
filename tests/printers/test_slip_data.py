"""What the hall sends is read strictly: a slip with a wrong field is refused by the field's name, never printed half."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest

from printers.jobs import SLIPS, job_from_json
from printers.layout import LAYOUTS
from printers.reading import LIST_ITEMS_MAX, TEXT_CHARACTERS_MAX, SlipError, clean
from queue_server.contract import SlipKind
from tests.printers import samples


def refusal(raw: object) -> SlipError:
    with pytest.raises(SlipError) as caught:
        job_from_json(raw)
    return caught.value


def test_every_kind_of_slip_has_its_data_its_layout_and_a_sample() -> None:
    assert set(SLIPS) == set(LAYOUTS) == set(SlipKind) == {SlipKind(kind) for kind in samples.KINDS}


@pytest.mark.parametrize("kind", samples.KINDS)
def test_every_sample_is_read(kind: str) -> None:
    job = job_from_json(samples.job(kind))
    assert isinstance(job.slip, SLIPS[SlipKind(kind)])


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_missing_field_and_an_unknown_field_are_refused_by_name(kind: str) -> None:
    for one in fields(SLIPS[SlipKind(kind)]):
        if one.default is MISSING:
            without = samples.job(kind)
            del without["data"][one.name]
            assert str(refusal(without)) == f"data.{one.name}: is missing"
    error = refusal(samples.job(kind, colour="red"))
    assert (error.where, error.what) == ("data.colour", "is unknown")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"number": ""}, "data.number"),
        ({"number": 12}, "data.number"),
        ({"people_ahead": "5"}, "data.people_ahead"),
        ({"people_ahead": True}, "data.people_ahead"),
        ({"people_ahead": -1}, "data.people_ahead"),
        ({"wait": {"low_minutes": 30, "high_minutes": 20}}, "data.wait"),
        ({"wait": {"low_minutes": 20}}, "data.wait.high_minutes"),
        ({"issued_at": "2014-10-13T09:12:00"}, "data.issued_at"),
        ({"issued_at": "yesterday"}, "data.issued_at"),
        ({"hall": "漯河"}, "data.hall"),
        ({"hall": {"zh": "漯河", "de": "Luohe"}}, "data.hall.de"),
        ({"status_url": "javascript:alert(1)"}, "data.status_url"),
        ({"status_url": "https://hall.example/t/" + "x" * 300}, "data.status_url"),
        ({"promise_minutes": 120, "limit_working_days": 30}, "data.promise_minutes"),
        ({"promise_minutes": 0}, "data.promise_minutes"),
        ({"number": "A" * (TEXT_CHARACTERS_MAX + 1)}, "data.number"),
    ],
    ids=str,
)
def test_a_wrong_value_on_a_ticket_is_refused_by_its_field(change: dict[str, Any], where: str) -> None:
    assert refusal(samples.job("TICKET", **change)).where == where


@pytest.mark.parametrize(
    ("envelope", "where"),
    [
        ({"kind": "BANKNOTE"}, "kind"),
        ({"lang": "fr"}, "lang"),
        ({"copies": 0}, "copies"),
        ({"copies": 5}, "copies"),
        ({"reprint": True}, "reprinted_at"),
        ({"reprinted_at": "2014-10-13T09:30:00+08:00"}, "reprinted_at"),
        ({"job_id": ""}, "job_id"),
        ({"printer": "entrance"}, "printer"),
        ({"data": None}, "data"),
    ],
    ids=str,
)
def test_a_wrong_envelope_is_refused(envelope: dict[str, Any], where: str) -> None:
    assert refusal({**samples.job("TICKET"), **envelope}).where == where


def test_what_is_no_object_is_refused() -> None:
    assert refusal(["TICKET"]).where == "job"
    assert refusal({"job_id": "1"}).where == "data"


def test_a_list_without_end_is_refused() -> None:
    error = refusal(samples.job("ONE_TIME_NOTICE", items=samples.ITEMS[:1] * (LIST_ITEMS_MAX + 1)))
    assert error.where == "data.items"


def test_an_error_names_the_field_and_never_the_value() -> None:
    error = refusal(samples.job("ACCEPTANCE_RECEIPT", parties=[
        {"role": {"zh": "转让人"}, "name": "张三丰", "person": True}]))
    assert str(error) == "data.parties[0].name: of a person must be masked on this paper"
    assert "张三丰" not in str(error)
    assert "张三丰" not in repr(refusal(samples.job("DAY_HEAD", head="张三丰")))


@pytest.mark.parametrize("field", ["pre_review_no", "where_to_wait", "business", "hall"])
@pytest.mark.parametrize("personal", ["990000198001010012", "99000019830425003X", "990000800101001", "16100000001"])
def test_a_ticket_with_an_id_number_or_a_telephone_is_refused(field: str, personal: str) -> None:
    plain = field == "pre_review_no"
    value: Any = f"号{personal}" if plain else {"zh": f"请{personal}等候", "en": ""}
    assert refusal(samples.job("TICKET", **{field: value})).where == f"data.{field}"


@pytest.mark.parametrize("party", [{"id_tail": "990000198001010012"}, {"phone": "16100000001"}, {"name": "张三丰"}], ids=str)
def test_a_receipt_with_an_unmasked_person_is_refused(party: dict[str, str]) -> None:
    masked = {"role": {"zh": "受让人"}, "name": "张*丰", "person": True}
    assert refusal(samples.job("FEE_RECEIPT", payer={**masked, **party})).where == f"data.payer.{next(iter(party))}"


def test_a_company_is_named_in_full() -> None:
    payer = {"role": {"zh": "抵押权人"}, "name": "漯河测试银行源汇支行", "person": False}
    assert job_from_json(samples.job("FEE_RECEIPT", payer=payer)).slip.payer.name == "漯河测试银行源汇支行"


def test_a_fee_that_does_not_add_up_is_refused() -> None:
    assert refusal(samples.job("FEE_RECEIPT", total_yuan=99)).where == "data.total_yuan"
    wrong = [{"name": {"zh": "登记费"}, "count": 2, "unit_yuan": 80, "amount_yuan": 80}]
    assert refusal(samples.job("FEE_RECEIPT", items=wrong, total_yuan=80)).where == "data.items[0].amount_yuan"


def test_a_notice_that_asks_for_nothing_and_a_refusal_without_ground_are_refused() -> None:
    assert refusal(samples.job("ONE_TIME_NOTICE", items=[])).where == "data.items"
    assert refusal(samples.job("REFUSAL_NOTICE", grounds=[])).where == "data.grounds"
    assert refusal(samples.job("REFUSAL_DECISION", grounds=[])).where == "data.grounds"


def test_clean_leaves_one_line_of_printable_text() -> None:
    assert clean("A\x1b@B\x1dV\x00C\x10\x04\x01D\x7fE\x00") == "A@BVCDE"
    assert clean(" 第一行\r\n第二行\t\t三\u2028四 ") == "第一行 第二行 三 四"
    assert clean("正\u202e常\u200b\ufeff\x9b文") == "正常文"
    assert clean("王𠮷　阿依古丽·测试 䶮㑇𬭚") == "王𠮷　阿依古丽·测试 䶮㑇𬭚"


def test_no_character_that_survives_cleaning_holds_a_control_byte_on_the_wire() -> None:
    """Every code point there is, as UTF-8 and as GB18030."""
    control = set(range(0x20)) | {0x7F}
    for code in range(0x110000):
        kept = clean(chr(code))
        if not kept:
            continue
        assert not control & set(kept.encode("utf-8"))
        assert not control & set(kept.encode("gb18030"))

"""The judicial clerk's acts after the entry, as his console sends them: renewing, releasing, and withdrawing what was entered by mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queue_server.domain import events as e
from queue_server.domain.acts.registering import clock_of
from queue_server.domain.errors import Refused
from queue_server.views.words import refusal
from tests.server.hall_for_views import TITLE_NO, ViewedHall, opened

COURT = "漯河市测试区人民法院"
PAPERS: dict[str, dict[str, Any]] = {
    "SEIZURE": {}, "FREEZE": {"scope": "MORTGAGE"},
    "PRE_SEIZURE": {"against": {"name": "钱买方", "document_kind": "ID_CARD", "document_no": "990000198512120029"}},
}


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def locked(hall: ViewedHall) -> str:
    return str(hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"])


def entered(hall: ViewedHall, kind: str = "SEIZURE", **more: Any) -> str:
    told = hall.told("office-judicial", "enter_restriction", lock_id=locked(hall), kind=kind, authority=COURT, document_no="（2014）测执字第7号",
                     starts_on="2014-10-13", ends_on="2016-10-12", **{**PAPERS[kind], **more})
    return str(told["record_id"])


def changed(hall: ViewedHall, act: str, record_id: str, **more: Any) -> dict[str, Any]:
    return hall.told("office-judicial", act, lock_id=locked(hall), record_id=record_id, **more)


def folio_row(hall: ViewedHall, record_id: str) -> dict[str, Any]:
    rows = hall.view("office-judicial", "lock", lock_id=locked(hall))["lock"]["folio"]["restrictions"]
    return next(dict(row) for row in rows if row["record_id"] == record_id)


def on_record(hall: ViewedHall, record_id: str) -> list[tuple[str, str]]:
    """Action and kind of every event about the unit's restrictions, oldest first."""
    unit_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["unit_id"]
    return [(m[0].action, m[0].kind) for m in hall.site.hall.history(unit_id) if isinstance(m[0], e.RestrictionEntered)]


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_each_kind_of_restriction_is_renewed_by_the_organ_that_ordered_it(hall: ViewedHall, kind: str) -> None:
    record_id = entered(hall, kind)
    changed(hall, "renew_restriction", record_id, authority=COURT, document_no="（2016）测执续字第1号", ends_on="2018-10-12")
    row = folio_row(hall, record_id)
    assert (row["kind"], row["ends_on"], row["in_force"], row["changeable"]) == (kind, "2018-10-12", True, True)
    assert on_record(hall, record_id) == [("ENTER", kind), ("RENEW", kind)]


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_each_kind_of_restriction_is_released_by_the_organ_that_ordered_it(hall: ViewedHall, kind: str) -> None:
    record_id = entered(hall, kind)
    changed(hall, "release_restriction", record_id, authority=COURT, document_no="（2014）测执解字第1号")
    row = folio_row(hall, record_id)
    assert (row["in_force"], row["ended_reason"], row["changeable"]) == (False, "RELEASED", False)
    assert on_record(hall, record_id) == [("ENTER", kind), ("RELEASE", kind)]


@pytest.mark.parametrize("act", ["renew_restriction", "release_restriction"])
def test_another_court_neither_renews_nor_releases(hall: ViewedHall, act: str) -> None:
    record_id = entered(hall)
    more = {"ends_on": "2018-10-12"} if act == "renew_restriction" else {}
    with pytest.raises(Refused) as no:
        changed(hall, act, record_id, authority="别处法院", document_no="（2016）别执字第1号", **more)
    assert no.value.code == "OTHER_AUTHORITY"


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_what_was_entered_by_mistake_stays_readable_with_its_reason_and_counts_for_nothing(hall: ViewedHall, kind: str) -> None:
    record_id = entered(hall, kind)
    with pytest.raises(Refused) as no:
        changed(hall, "release_restriction", record_id, mistaken=True)
    assert no.value.code == "REASON_MISSING"
    changed(hall, "release_restriction", record_id, mistaken=True, words="房号抄错，应为102室")
    row = folio_row(hall, record_id)
    assert (row["in_force"], row["ended_reason"], row["ended_why"], row["changeable"]) == (False, "WITHDRAWN", "房号抄错，应为102室", False)
    assert on_record(hall, record_id) == [("ENTER", kind), ("WITHDRAW", kind)]


def test_the_case_a_mistaken_seizure_halted_may_go_on(hall: ViewedHall) -> None:
    case_id = hall.approved()
    record_id = entered(hall)
    assert hall.state.cases[case_id].state == "HALTED"
    told = changed(hall, "release_restriction", record_id, mistaken=True, words="送错了房屋")
    assert [row["case_id"] for row in told["resumable"]] == [case_id]


@pytest.mark.parametrize("reason", ["S01", "S07"])
def test_a_halt_stops_the_clock_also_of_a_case_whose_suspension_did_not(hall: ViewedHall, reason: str) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason=reason, words="设备故障", deadline_days=5)
    entered(hall)
    clock = clock_of(hall.state.cases[case_id], hall.site.config)
    assert clock is not None and clock.paused(hall.clock.now())
    assert not hall.view("1-r", "case", case_id=case_id)["case"]["clock"]["running"]
    assert [p.to_at for p in hall.state.cases[case_id].pauses].count(None) == (1 if reason == "S01" else 2)


def test_the_courts_file_and_the_clerks_words_are_kept_with_the_entry(hall: ViewedHall) -> None:
    row = folio_row(hall, entered(hall, "FREEZE", file_no="（2014）测民初字第88号", words="附协助执行通知书一份"))
    assert (row["file_no"], row["words"], row["scope"]) == ("（2014）测民初字第88号", "附协助执行通知书一份", "MORTGAGE")


def returned(hall: ViewedHall, case_id: str, words: str = "限制仍然有效") -> e.CaseReturned:
    for seat in ("1-r", "office-director"):
        hall.act(seat, "return_halted", case_id=case_id, words=words)
    return next(m[0] for m in hall.site.hall.history(case_id) if isinstance(m[0], e.CaseReturned))


@pytest.mark.parametrize(("kind", "ground"), [("SEIZURE", "R04"), ("FREEZE", "R19")])
def test_the_decision_on_a_halted_case_names_the_restriction_that_halted_it(hall: ViewedHall, kind: str, ground: str) -> None:
    case_id = hall.approved()
    entered(hall, kind, **({"scope": "ALL"} if kind == "FREEZE" else {}))
    assert hall.state.cases[case_id].state == "HALTED"
    decision = returned(hall, case_id, "登记被依法限制")
    assert decision.reasons == (ground,), "a freeze is no seizure, and a written decision does not say so"


def test_a_halted_case_is_not_returned_for_a_restriction_that_is_gone(hall: ViewedHall) -> None:
    case_id = hall.approved()
    record_id = entered(hall)
    hall.act("1-r", "return_halted", case_id=case_id, words="查封有效")
    changed(hall, "release_restriction", record_id, authority=COURT, document_no="（2014）测执解字第1号")
    with pytest.raises(Refused) as no:
        hall.act("office-director", "return_halted", case_id=case_id, words="同意")
    assert no.value.code == "RESTRICTION_GONE" and hall.state.cases[case_id].state == "HALTED"
    zh, en = refusal(no.value)
    assert "恢复办理" in zh and "Resume" in en
    for seat in ("1-r", "office-director"):
        hall.act(seat, "resume_halted", case_id=case_id, words="已解封")
    assert hall.state.cases[case_id].state == "APPROVED"

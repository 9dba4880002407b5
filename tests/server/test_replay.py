"""`lideng replay` over a real log: what happened, and the same day under another rule; and two faults of other systems (requirements 4)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.domain import events as e
from queue_server.domain.errors import Refused
from queue_server.domain.policies import POLICIES
from queue_server.replaying import days_of, policies, replay, under_rules
from tests.server.halls import KIOSK, close_halls
from tests.server.lane_halls import Lanes


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[Lanes]:
    yield Lanes(tmp_path)
    close_halls()


def asked(**more: object) -> argparse.Namespace:
    return argparse.Namespace(**({"explain": None, "policy": "", "day": None, "json": False, "lang": ""} | more))


def morning(lanes: Lanes) -> list[str]:
    """Three ordinary numbers before one window, the last with priority: each takes ten minutes."""
    numbers = lanes.ordinary(3)
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=numbers[2], ground="MILITARY", proof_seen=True)
    called = []
    for _ in numbers:
        lanes.hall.clock.pass_time(minutes=10)
        called.append(lanes.next_called()[0])
    assert called == [numbers[2], numbers[0], numbers[1]]
    return numbers


def test_the_day_lived_again_under_its_own_rule_calls_as_it_really_did(lanes: Lanes) -> None:
    morning(lanes)
    (day,) = days_of(lanes.hall.site)
    real, own = under_rules([day], lanes.hall.site.config, ["classes"])
    assert [c.klass for c in real.classes] == [c.klass for c in own.classes] == ["NORMAL", "PRIORITY"]
    assert (real.overtakings, own.overtakings) == (2, 2)


def test_first_come_first_served_would_have_overtaken_nobody(lanes: Lanes) -> None:
    morning(lanes)
    real, fifo = under_rules(list(days_of(lanes.hall.site)), lanes.hall.site.config, ["fifo"])
    assert fifo.overtakings == 0 < real.overtakings
    assert fifo.overtaken_most == 0 < real.overtaken_most


@pytest.mark.parametrize("policy", list(POLICIES))
def test_every_rule_can_be_tried_on_the_log_and_says_its_figures(lanes: Lanes, policy: str) -> None:
    morning(lanes)
    said = json.loads(replay(asked(policy=policy, json=True), lanes.hall.site))
    figures = said["figures"][-1]
    assert figures["policy"] == policy and sum(c["called"] for c in figures["classes"]) == 3
    assert sum(said["calls"].values()) == 3
    shown = replay(asked(policy=policy), lanes.hall.site)
    assert "p50 min" in shown and policy in shown


def test_a_call_is_explained_with_what_moved_its_turn(lanes: Lanes) -> None:
    _, second = lanes.ordinary(2)
    lanes.urgent(second)
    lanes.next_called()
    seq = next(row.seq for row in lanes.hall.site.log.of_kind(lanes.hall.site.hall.hall_id, ["TicketAssigned"]))
    text = replay(asked(explain=seq), lanes.hall.site)
    assert "reason URGENT" in text and "urgent order" in text and "the same rule over the same line gives the same call" in text


def test_a_rule_nobody_wrote_is_refused_with_those_there_are(lanes: Lanes) -> None:
    with pytest.raises(ValueError, match="counter_ratio"):
        replay(asked(policy="gold_first"), lanes.hall.site)


def test_the_rules_are_told_in_both_languages_and_the_hall_s_own_is_marked(lanes: Lanes) -> None:
    text = policies(asked(), lanes.hall.site.config)
    assert all(text.count(name) >= 2 for name in POLICIES)
    assert "* classes" in text and "  fifo" in text and "保留位置" in text and "Kept places" in text


# --- faults of other systems ------------------------------------------------------------------------------------------


def test_a_number_given_back_or_restored_is_still_charged_to_its_own_service(lanes: Lanes) -> None:
    """A postponed ticket came back as the operator's first service: defect 8."""
    (ticket_id,) = lanes.ordinary()
    hall, actor = lanes.hall, lanes.hall.open_window("5", "2015")
    before = hall.site.hall.state.tickets[ticket_id]
    hall.act(actor, "acknowledge", ticket_id=ticket_id)
    hall.act(actor, "return_to_line", reason="PAPERS_FETCHED")
    after = hall.site.hall.state.tickets[ticket_id]
    assert (after.type_code, after.lane, after.case_id, after.position) == (before.type_code, before.lane, before.case_id, before.position)


def test_what_the_hall_refused_is_never_printed(lanes: Lanes) -> None:
    """Print first and write then leaves a paper with no ticket: defect 11. The slip is queued with the number, in one transaction."""
    hall = lanes.hall
    case_id = hall.sale_review(hall.house())
    with pytest.raises(Refused, match="NOT_PASSED"):
        hall.act(KIOSK, "take_ticket", review_id=case_id)
    assert not hall.site.hall.state.slips
    hall.ticketed_sale()
    rows = [(row.seq, row.kind) for row in hall.site.log.after(hall.site.hall.hall_id, 0) if row.kind in ("TicketIssued", "SlipQueued")]
    assert [kind for _, kind in rows] == ["TicketIssued", "SlipQueued"] and e.TicketIssued.__name__ == rows[0][1]

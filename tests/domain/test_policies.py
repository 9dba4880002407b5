"""Each rule of the line by its stated semantics, no setting of them without effect, and the faults found in other systems (requirements 4, 6.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from queue_server.domain.dispatch import choose, fitting
from queue_server.domain.dispatch_settings import DispatchSettings, Segment, Threshold, Trigger
from queue_server.domain.policies import POLICIES, WEIGHTS
from queue_server.domain.state import TicketRecord, WindowRecord, WindowState
from queue_server.domain.worktime import HALL_ZONE

NOON = datetime(2014, 10, 13, 10, 0, tzinfo=HALL_ZONE)
ONE = WindowRecord("1", "SAME_DAY", ("INSTANT", "NORMAL"), state=WindowState.IDLE, connections={"s": "x/1"})


def ticket(name: str, klass: str = "NORMAL", minutes_ago: int | None = None, **more: object) -> TicketRecord:
    """A number such as "n3": the figure is its place, and it came as many minutes before the others as it stands further in front."""
    place = int(name[1:])
    came = NOON - timedelta(minutes=20 - place if minutes_ago is None else minutes_ago)
    base = TicketRecord(ticket_id=name, label=name, series="A", number=place, business_day=date(2014, 10, 13), lane="INSTANT", type_code="T03",
                        klass=klass, issued_at=came, position=(place, 0))
    return replace(base, **more)  # type: ignore[arg-type]


def calls(line: list[TicketRecord], now: datetime = NOON, window: WindowRecord = ONE, **settings: object) -> list[str]:
    """Who is called one after the other, until nobody is left."""
    rules, waiting, memory, order = DispatchSettings(**settings), list(line), {}, []  # type: ignore[arg-type]
    while waiting:
        choice = choose(window, waiting, memory, rules, now)
        memory.update(choice.memory)
        order.append(choice.ticket_id)
        waiting = [t for t in waiting if t.ticket_id != choice.ticket_id]
    return order


MIXED = [ticket("n1"), ticket("n2"), ticket("p3", "PRIORITY"), ticket("a4", "APPOINTMENT"), ticket("p5", "PRIORITY"), ticket("p6", "PRIORITY"),
         ticket("n7"), ticket("r8", "REINSTATED")]


@pytest.mark.parametrize(("policy", "order"), [
    ("fifo", "n1 n2 p3 a4 p5 p6 n7 r8"),
    ("classes", "r8 p3 p5 n1 p6 a4 n2 n7"),
    ("strict_classes", "r8 p3 p5 p6 a4 n1 n2 n7"),
    ("counter_ratio", "r8 p3 p5 a4 n1 p6 n2 n7"),
    ("longest_wait", "n1 n2 p3 a4 p5 p6 n7 r8"),
    ("appointment_raise", "r8 p3 a4 n1 p5 p6 n2 n7"),
    ("counter_first", "r8 p3 p5 p6 a4 n1 n2 n7"),
    ("all_here", "r8 n1 n2 p3 a4 p5 p6 n7"),
    ("segments", "r8 p3 p5 p6 a4 n1 n2 n7"),
    ("triggers", "r8 p3 p5 p6 a4 n1 n2 n7"),
    ("chained", "r8 p3 p5 n1 p6 a4 n2 n7"),
])
def test_the_rule_calls_a_mixed_line_as_it_says(policy: str, order: str) -> None:
    assert calls(MIXED, policy=policy) == order.split()


def test_a_class_without_quota_is_left_out_and_the_final_rule_begins_all_counters_again() -> None:
    line = [ticket("p1", "PRIORITY"), ticket("n2"), ticket("p3", "PRIORITY"), ticket("n4"), ticket("p5", "PRIORITY")]
    assert calls(line, policy="counter_ratio", class_quota={"PRIORITY": 1}) == ["p1", "n2", "p3", "n4", "p5"]


def test_who_has_waited_longer_than_the_threshold_is_called_before_priority() -> None:
    line = [ticket("n1", minutes_ago=31), ticket("p2", "PRIORITY"), ticket("n3")]
    assert calls(line, policy="threshold", thresholds=(Threshold("NORMAL", 30),))[0] == "n1"
    assert calls(line, policy="threshold", thresholds=(Threshold("NORMAL", 32),))[0] == "p2"


def test_conditions_are_read_in_their_order_and_by_their_lane() -> None:
    line = [ticket("n1", minutes_ago=40), ticket("n2", minutes_ago=30, lane="NORMAL")]
    assert calls(line, policy="threshold", thresholds=(Threshold("NORMAL", 20, "NORMAL"), Threshold("NORMAL", 20)))[0] == "n2"


def test_an_appointment_waits_from_its_booked_time_and_a_late_one_stands_with_the_walk_ins() -> None:
    walk_in = ticket("n1", minutes_ago=12)
    early = ticket("a2", "APPOINTMENT", minutes_ago=30, booked_at=NOON - timedelta(minutes=5))
    assert calls([walk_in, early], policy="appointment_queue") == ["n1", "a2"]
    assert calls([walk_in, replace(early, booked_at=NOON - timedelta(minutes=13))], policy="appointment_queue") == ["a2", "n1"]
    late = replace(early, issued_at=NOON - timedelta(minutes=2), booked_at=NOON - timedelta(minutes=30))
    assert calls([walk_in, late], policy="appointment_queue") == ["n1", "a2"]
    assert calls([walk_in, late], policy="appointment_queue", appointment_late_minutes=40) == ["a2", "n1"]


def test_an_appointment_entered_beforehand_stands_some_minutes_before_its_time() -> None:
    line = [ticket("n1", minutes_ago=12), ticket("a2", "APPOINTMENT", minutes_ago=1, booked_at=NOON - timedelta(minutes=8))]
    assert calls(line, policy="appointment_slot", appointment_lead_minutes=5) == ["a2", "n1"]
    assert calls(line, policy="appointment_slot", appointment_lead_minutes=2) == ["n1", "a2"]


@pytest.mark.parametrize(("share", "order"), [(50, "n1 a5 n2 a6 n3 a7 n4 a8"), (25, "n1 n2 n3 a5 n4 a6 a7 a8"), (100, "a5 a6 a7 a8 n1 n2 n3 n4")])
def test_appointments_and_walk_ins_are_called_in_the_stated_proportion(share: int, order: str) -> None:
    line = [*(ticket(f"n{n}") for n in range(1, 5)), *(ticket(f"a{n}", "APPOINTMENT") for n in range(5, 9))]
    assert calls(line, policy="appointment_share", appointment_share_percent=share) == order.split()


def test_the_service_with_the_lowest_figure_goes_first_and_the_type_counts_before_the_lane() -> None:
    line = [ticket("n1"), ticket("n2", type_code="T06"), ticket("n3", lane="NORMAL")]
    assert calls(line, policy="service_priority", service_priority={"T06": 1, "NORMAL": 9}) == ["n2", "n1", "n3"]


def test_minutes_waited_grow_over_the_weight_of_a_class() -> None:
    line = [ticket("n1", minutes_ago=25), ticket("p2", "PRIORITY", minutes_ago=0)]
    assert calls(line, policy="weight_list")[0] == "p2"
    assert calls(line, now=NOON + timedelta(minutes=1), policy="weight_list", class_weights={"PRIORITY": 20})[0] == "n1"
    assert calls(line, policy="weight_list", ageing_per_minute=2)[0] == "n1"
    assert calls(line, policy="weight_list", service_weights={"T03": 9}, class_weights={})[0] == "n1"


@pytest.mark.parametrize(("rule", "first"), [("class", "p3"), ("wait", "n1"), ("service", "n2"), ("class_and_wait", "p3")])
def test_the_generator_of_the_weight_can_be_changed(rule: str, first: str) -> None:
    line = [ticket("n1"), ticket("n2", type_code="T06"), ticket("p3", "PRIORITY")]
    assert set(WEIGHTS) == {"class", "wait", "service", "class_and_wait"}
    assert calls(line, policy="sort_weight", weight_rule=rule, service_priority={"T06": 1})[0] == first


def test_a_window_serves_its_own_services_first_and_then_anybody() -> None:
    line = [ticket("p1", "PRIORITY"), ticket("n2", type_code="T06"), ticket("n3", type_code="T06")]
    assert calls(line, policy="counter_first", window_first={"1": ("T06",)}) == ["n2", "n3", "p1"]
    assert calls(line, policy="counter_first", window_first={"2": ("T06",)}) == ["p1", "n2", "n3"]


def test_who_was_complete_first_is_called_first_though_the_number_is_later() -> None:
    line = [ticket("n1", here_since=NOON - timedelta(minutes=1)), ticket("n2", here_since=NOON - timedelta(minutes=9))]
    assert calls(line, policy="all_here") == ["n2", "n1"]


def test_the_first_rule_that_fits_makes_the_queue_and_the_one_nearest_to_its_time_is_called() -> None:
    line = [ticket("n1", minutes_ago=20), ticket("n2", minutes_ago=9, type_code="T06"), ticket("p3", "PRIORITY", minutes_ago=3)]
    rules = (Segment(10, services=("T06",)), Segment(12, classes=("PRIORITY",)), Segment(1, classes=("PRIORITY",)))
    assert calls(line, policy="segments", segments=rules) == ["n2", "n1", "p3"], "9 of 10 minutes, 20 of 30, 3 of 12: the last rule never fits"
    both = (Segment(5, classes=("PRIORITY",), services=("T06",)),)
    assert calls(line, policy="segments", segments=both)[0] == "n1", "inside a rule every condition must hold"


def test_conditions_give_levels_and_whoever_meets_none_comes_last() -> None:
    line = [ticket("n1", minutes_ago=5), ticket("n2", minutes_ago=4, type_code="T06"), ticket("n3", minutes_ago=3)]
    assert calls(line, policy="triggers", triggers=(Trigger(services=("T06",)),)) == ["n2", "n1", "n3"]
    crowded = (Trigger(services=("T06",), line_min=4),)
    assert calls(line, policy="triggers", triggers=crowded) == ["n1", "n2", "n3"], "three stand there, not four"
    long_ago = [ticket("a1", "APPOINTMENT", minutes_ago=5), ticket("n2", minutes_ago=31), ticket("p3", "PRIORITY", minutes_ago=1)]
    assert calls(long_ago, policy="triggers") == ["p3", "n2", "a1"]


def test_who_reached_a_level_by_waiting_overtakes_nobody_of_his_own_kind() -> None:
    line = [ticket("n1", minutes_ago=10), ticket("n2", minutes_ago=40)]
    assert calls(line, policy="triggers") == ["n1", "n2"]


def test_who_was_sent_on_for_the_next_step_does_not_wait_anew_and_does_not_take_all_turns() -> None:
    """Another system sets the waiting time back at every stage: requirements 6.1, 18."""
    line = [ticket("n1"), *(ticket(f"n{n}", sent_on_at=NOON) for n in (2, 3, 4)), ticket("p5", "PRIORITY")]
    assert calls(line, policy="chained") == ["n2", "n3", "p5", "n4", "n1"]
    assert calls(line, policy="chained", priority_ratio=1) == ["n2", "p5", "n3", "n1", "n4"]


# --- above every rule -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", list(POLICIES))
def test_urgent_orders_then_those_passed_often_enough_stand_above_every_rule(policy: str) -> None:
    line = [ticket("p1", "PRIORITY"), ticket("n2", passed=30), ticket("n3", urgent_at=NOON)]
    assert calls(line, policy=policy)[:2] == ["n3", "n2"]


@pytest.mark.parametrize("policy", list(POLICIES))
def test_the_green_channel_goes_first_in_the_ordinary_lane_and_no_further(policy: str) -> None:
    green = ticket("n3", lane="NORMAL", green_at=NOON)
    assert calls([ticket("n1", lane="NORMAL"), ticket("n2", lane="NORMAL"), green], policy=policy)[0] == "n3"
    instant = [ticket("n1"), ticket("n2"), replace(green, lane="INSTANT")]
    assert calls(instant, policy=policy) == calls([replace(t, green_at=None) for t in instant], policy=policy)


# --- faults of other systems (requirements 4) -------------------------------------------------------------------------

USED_BY = {
    "policy": {"policy": "fifo"}, "priority_ratio": {"priority_ratio": 1}, "passed_over_max": {"passed_over_max": 3},
    "class_quota": {"policy": "counter_ratio", "class_quota": {"PRIORITY": 1}},
    "thresholds": {"policy": "threshold", "thresholds": (Threshold("NORMAL", 1),)},
    "appointment_late_minutes": {"policy": "appointment_queue", "appointment_late_minutes": 60},
    "appointment_lead_minutes": {"policy": "appointment_slot", "appointment_lead_minutes": 90},
    "appointment_share_percent": {"policy": "appointment_share", "appointment_share_percent": 100},
    "service_priority": {"policy": "service_priority", "service_priority": {"T06": 1}},
    "class_weights": {"policy": "weight_list", "class_weights": {}}, "service_weights": {"policy": "weight_list", "service_weights": {"T06": 99}},
    "ageing_per_minute": {"policy": "weight_list", "ageing_per_minute": 20},
    "window_first": {"policy": "counter_first", "window_first": {"1": ("T06",)}},
    "weight_rule": {"policy": "sort_weight", "weight_rule": "wait"},
    "segments": {"policy": "segments", "segments": (Segment(1, services=("T06",)),)},
    "segment_rest_minutes": {"policy": "segments", "segment_rest_minutes": 1},
    "triggers": {"policy": "triggers", "triggers": (Trigger(services=("T06",)),)},
}


@pytest.mark.parametrize("name", list(USED_BY))
def test_no_setting_of_the_line_is_dead(name: str) -> None:
    """A priority that is stored and sorted by, and then lost in the query, changes nothing: defect 1."""
    line = [ticket("n1", passed=3), ticket("n2", type_code="T06"), ticket("p3", "PRIORITY"),
            ticket("a4", "APPOINTMENT", booked_at=NOON - timedelta(minutes=40)), ticket("p5", "PRIORITY"), ticket("n6"),
            ticket("a7", "APPOINTMENT", booked_at=NOON + timedelta(minutes=10))]
    said = USED_BY[name]
    usual = {k: v for k, v in said.items() if k == "policy" and name != "policy"}
    assert calls(line, **said) != calls(line, **usual)


def test_a_window_takes_pairs_of_lane_and_class_and_not_each_by_itself() -> None:
    """Unit A's business must not be called by a window that holds A's other business and B's same one: defect 2."""
    windows = [replace(ONE, window_id="1", lanes=("INSTANT",)), replace(ONE, window_id="2", lanes=("NORMAL",)),
               replace(ONE, window_id="3", lanes=("INSTANT",), state=WindowState.SERVING)]
    rules = DispatchSettings(policy="clerk_filter", window_serves={"1": "PRIORITY", "2": "NORMAL", "3": "NORMAL"})
    plain = ticket("n1")
    assert [w.window_id for w in windows if fitting([plain], w, windows, rules)] == ["3"]
    closed = [*windows[:2], replace(windows[2], state=WindowState.CLOSED)]
    assert [w.window_id for w in closed[:2] if fitting([plain], w, closed, rules)] == ["1"], "nobody waits for a window that does not come"


@pytest.mark.parametrize("policy", list(POLICIES))
def test_of_two_alike_the_first_to_come_is_called_first(policy: str) -> None:
    """The default order of another system sorted by arrival, backwards: defect 6."""
    assert calls([ticket("n2"), ticket("n1"), ticket("n3")], policy=policy) == ["n1", "n2", "n3"]
    assert calls([ticket("a2", "APPOINTMENT"), ticket("a1", "APPOINTMENT")], policy=policy) == ["a1", "a2"]


@pytest.mark.parametrize("policy", [name for name in POLICIES if name.startswith("appointment")])
def test_an_appointment_without_a_time_neither_sorts_first_nor_last_by_chance(policy: str) -> None:
    """A missing booked time sorted first on one database and last on the other: defect 6."""
    line = [ticket("a1", "APPOINTMENT"), ticket("n2"), ticket("a3", "APPOINTMENT", booked_at=NOON + timedelta(minutes=60))]
    assert set(calls(line, policy=policy)) == {"a1", "n2", "a3"} and calls(line, policy=policy) == calls(line[::-1], policy=policy)


@pytest.mark.parametrize("wrong", [{"policy": "classes", "class_quota": {"GOLD": 2}}, {"service_priority": {"T01": 0}}, {"weight_rule": "magic"},
                                   {"window_serves": {"1": "SOME"}}, {"segment_rest_minutes": 0},
                                   {"passed_over_max": 0}, {"appointment_share_percent": 101}])
def test_a_setting_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="dispatch"):
        DispatchSettings(**wrong)  # type: ignore[arg-type]

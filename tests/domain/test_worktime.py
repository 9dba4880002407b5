"""Working time: the worked examples of domain.md 5.3, the objection's deadline, unknown years, and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.errors import Broken, Refused
from queue_server.domain.opening_rules import Closure, ExtraOpening, OpeningRules
from queue_server.domain.worktime import Calendar, MissingYear
from tests.domain.calendars import at, holiday_files, std, summer

WEEK = {"monday": ["08:30-12:00", "14:00-17:30"]}

EXAMPLES = [
    (1, std, "2014-10-13 09:00", "2014-10-13 11:00"),
    (2, std, "2014-10-13 11:15", "2014-10-13 15:15"),
    (3, std, "2014-10-13 16:45", "2014-10-14 09:45"),
    (4, std, "2014-10-10 16:40", "2014-10-11 09:40"),
    (5, std, "2014-10-11 17:00", "2014-10-13 10:00"),
    (6, std, "2014-09-30 16:30", "2014-10-08 09:30"),
    (7, std, "2014-09-26 17:10", "2014-09-28 10:10"),
    (8, std, "2026-02-14 16:50", "2026-02-24 09:50"),
    (9, std, "2026-11-23 08:05", "2026-11-23 10:30"),
    (10, std, "2026-11-23 12:20", "2026-11-23 16:00"),
    (11, std, "2026-11-23 15:30", "2026-11-23 17:30"),
    (12, std, "2026-11-23 17:30", "2026-11-24 10:30"),
    (13, std, "2026-09-20 08:36", "2026-09-20 10:36"),
    (16, summer, "2014-06-20 11:30", "2014-06-20 16:30"),
    ("16 in standard hours", std, "2014-06-20 11:30", "2014-06-20 15:30"),
    (17, summer, "2014-09-30 17:10", "2014-10-08 09:40"),
]


@pytest.mark.parametrize(("number", "calendar", "accepted", "due"), EXAMPLES, ids=[str(row[0]) for row in EXAMPLES])
def test_two_working_hours_end_as_in_the_worked_example(number, calendar, accepted, due):
    assert calendar().add_working_minutes(at(accepted), 120) == at(due)
    assert calendar().working_minutes(at(accepted), at(due)) == 120


def test_a_paused_case_counts_only_the_minutes_it_ran():  # worked examples 14 and 15
    for accepted, suspended, resumed, used, due in (
        ("2026-10-09 10:00", "2026-10-09 10:40", "2026-10-10 15:20", 40, "2026-10-10 16:40"),
        ("2026-11-23 10:30", "2026-11-23 11:20", "2026-11-23 14:10", 50, "2026-11-23 15:20"),
    ):
        assert std().working_minutes(at(accepted), at(suspended)) == used
        assert std().add_working_minutes(at(resumed), 120 - used) == at(due)


def test_500_working_minutes_lie_between_friday_afternoon_and_monday_morning_around_a_make_up_saturday():
    assert std().working_minutes(at("2014-10-10 16:40"), at("2014-10-13 09:00")) == 500


def test_a_ticket_of_friday_evening_is_carried_over_to_the_make_up_sunday():  # worked example 13
    assert std().next_opening(at("2026-09-18 17:30")) == at("2026-09-20 08:30")
    assert std().add_working_days(date(2026, 9, 18), 1) == date(2026, 9, 20)


def test_the_seconds_of_the_acceptance_are_cut_off():
    assert std().add_working_minutes(at("2014-10-13 09:00:40"), 120) == at("2014-10-13 11:00")
    assert std().working_minutes(at("2014-10-13 09:00:40"), at("2014-10-13 11:00:59")) == 120


def test_an_instant_in_another_zone_is_the_same_instant():
    accepted = datetime(2014, 10, 13, 1, 0, tzinfo=UTC)
    assert std().add_working_minutes(accepted, 120) == at("2014-10-13 11:00")


def test_an_instant_without_a_zone_is_a_fault_and_not_a_guess():
    with pytest.raises(Broken):
        std().add_working_minutes(datetime(2014, 10, 13, 9, 0), 120)


def test_an_objection_lapses_at_closing_time_after_the_days_off():
    assert std().deadline_after_days(date(2014, 9, 18), 15) == at("2014-10-08 17:30")
    assert std().deadline_after_days(date(2026, 11, 6), 15) == at("2026-11-23 17:30")


def test_an_objection_that_ends_on_a_working_day_or_a_make_up_saturday_is_not_moved():
    assert std().deadline_after_days(date(2026, 11, 9), 15) == at("2026-11-24 17:30")
    assert std().deadline_after_days(date(2014, 9, 26), 15) == at("2014-10-11 17:30")


def test_a_closure_of_the_hall_does_not_prolong_a_deadline_set_by_law():
    closed = std().with_closure(Closure(date(2026, 11, 23), date(2026, 11, 27)))
    assert closed.deadline_after_days(date(2026, 11, 6), 15) == at("2026-11-23 17:30")
    assert closed.add_working_days(date(2026, 11, 20), 1, statutory=True) == date(2026, 11, 23)
    assert closed.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 30)


def test_a_deadline_on_a_working_day_without_hours_ends_with_that_day():
    mondays_only = Calendar.from_data({"hours": WEEK}, holiday_files())
    assert mondays_only.deadline_after_days(date(2026, 11, 9), 15) == at("2026-11-24 23:59:59")


def test_a_case_accepted_on_new_years_eve_is_due_in_a_year_nobody_has_arranged_yet():
    assert not std().year_is_known(2027)
    # Friday 1 January is off by law; the weekend follows; 90 minutes are left for Monday.
    assert std().add_working_minutes(at("2026-12-31 17:00"), 120) == at("2027-01-04 10:00")
    assert std().add_working_minutes(at("2026-12-31 16:00"), 120) == at("2027-01-04 09:00")
    assert std().working_minutes(at("2026-12-31 16:00"), at("2027-01-04 09:00")) == 120


def test_an_unknown_year_has_weekends_and_the_days_off_whose_date_the_law_fixes():
    off = [date(2027, *month_day) for month_day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    assert all(std().is_day_off(day) and not std().openings(day) for day in off)
    assert std().is_day_off(date(2027, 11, 6)) and not std().is_day_off(date(2027, 10, 4))
    assert std().is_working_day(date(2027, 2, 8))  # Spring Festival moves: nobody knows it from the date alone


def test_a_hall_open_on_saturdays_still_keeps_the_fixed_days_off_of_an_unknown_year():
    hours = {"hours": {"friday": ["09:00-12:00"], "saturday": ["09:00-12:00"]}}
    calendar = Calendar.from_data(hours, holiday_files())
    assert calendar.is_working_day(date(2027, 4, 24))
    assert not calendar.is_working_day(date(2027, 5, 1))


def test_the_missing_year_is_loud_from_the_first_of_december():
    assert std().missing_years_ahead(date(2026, 11, 30)) == (MissingYear(2027, loud=False),)
    assert std().missing_years_ahead(date(2026, 12, 1)) == (MissingYear(2027, loud=True),)
    assert std().missing_years_ahead(date(2027, 3, 1)) == (MissingYear(2027, True), MissingYear(2028, False))
    assert std().missing_years_ahead(date(2025, 12, 31)) == ()


def test_our_days_off_are_those_of_the_arrangements_of_2014_to_2026():
    day = date(2014, 1, 1)
    while day.year < 2027:
        assert std().is_day_off(day) == chinese_calendar.is_holiday(day), day
        assert std().is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_make_up_days_are_those_of_the_notices():
    told = {
        2014: ["01-26", "02-08", "05-04", "09-28", "10-11"],
        2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    }
    for year, days in told.items():
        assert [f"{day:%m-%d}" for day in sorted(std().rules.make_up_days) if day.year == year] == days


def test_the_hall_says_when_it_is_open_and_when_it_closes():
    calendar = std()
    assert calendar.is_open(at("2026-11-23 08:30")) and not calendar.is_open(at("2026-11-23 12:00"))
    assert not calendar.is_open(at("2026-11-23 08:29:59")) and calendar.is_open(at("2026-11-23 17:29:59"))
    assert calendar.next_opening(at("2026-11-23 09:10:20")) == at("2026-11-23 09:10")
    assert calendar.next_opening(at("2026-11-20 17:30")) == at("2026-11-23 08:30")
    assert calendar.closing(at("2026-11-23 09:00")) == at("2026-11-23 17:30")
    assert calendar.closing(at("2026-11-22 09:00")) is None
    assert calendar.interval_closing(at("2026-11-23 11:45")) == at("2026-11-23 12:00")
    assert calendar.interval_closing(at("2026-11-23 12:00")) is None
    assert calendar.minutes_left_today(at("2026-11-23 11:30")) == 30 + 210
    assert [(o.opens_at, o.closes_at) for o in calendar.openings(date(2026, 11, 23))] == [
        (at("2026-11-23 08:30"), at("2026-11-23 12:00")), (at("2026-11-23 14:00"), at("2026-11-23 17:30")),
    ]
    assert calendar.holiday_name(date(2014, 10, 1)) == "NATIONAL_DAY"


def test_nothing_left_to_do_is_due_at_once_or_at_the_next_opening():
    assert std().add_working_minutes(at("2026-11-23 12:00"), 0) == at("2026-11-23 12:00")
    assert std().add_working_minutes(at("2026-11-23 12:20"), 0) == at("2026-11-23 14:00")
    assert std().add_working_minutes(at("2026-11-23 11:00"), 0) == at("2026-11-23 11:00")


def test_time_running_backwards_is_no_negative_working_time():
    assert std().working_minutes(at("2026-11-23 11:00"), at("2026-11-23 10:00")) == 0


def test_thirty_statutory_working_days_skip_the_spring_festival():
    due = std().add_working_days(date(2026, 2, 2), 30, statutory=True)
    assert due == date(2026, 3, 20)
    assert std().working_days(date(2026, 2, 2), due, statutory=True) == 30
    assert std().add_working_days(date(2026, 2, 2), 0) == date(2026, 2, 2)


def test_a_closure_takes_minutes_away_and_an_extra_opening_gives_some():
    calendar = std().with_closure(Closure(date(2026, 11, 23), date(2026, 11, 23), ((840, 960),)))
    assert calendar.add_working_minutes(at("2026-11-23 11:30"), 60) == at("2026-11-23 16:30")
    calendar = calendar.with_extra_opening(ExtraOpening(date(2026, 11, 22), ((540, 600),)))
    assert calendar.add_working_minutes(at("2026-11-20 17:30"), 60) == at("2026-11-22 10:00")
    assert not calendar.is_day_off(date(2026, 11, 23)) and calendar.is_day_off(date(2026, 11, 22))
    whole_week = std().with_closure(Closure(date(2026, 11, 23), date(2026, 11, 27)))
    assert whole_week.next_opening(at("2026-11-23 09:00")) == at("2026-11-30 08:30")


def test_a_season_may_run_over_new_year():
    winter = {"hours": WEEK, "season": [{"first": "11-01", "last": "02-28", "monday": ["09:00-12:00"]}]}
    calendar = Calendar.from_data(winter, holiday_files())
    assert calendar.closing(at("2026-11-02 23:00")) == at("2026-11-02 12:00")
    assert calendar.closing(at("2026-01-05 09:00")) == at("2026-01-05 12:00")
    assert calendar.closing(at("2026-03-02 09:00")) == at("2026-03-02 17:30")


HOLIDAY = {"name": "NEW_YEAR", "days_off": [date(2028, 1, 1)], "make_up_days": []}

BAD_DATA = {
    "an unknown table": ({"hours": WEEK, "seasons": []}, [], "CALENDAR_UNKNOWN_KEY"),
    "an unknown weekday": ({"hours": {"mondey": ["08:30-12:00"]}}, [], "CALENDAR_UNKNOWN_KEY"),
    "an unknown key of a season": (
        {"hours": WEEK, "season": [{"first": "06-01", "last": "09-30", "note": ""}]}, [], "CALENDAR_UNKNOWN_KEY"),
    "no hours": ({}, [], "CALENDAR_MISSING_KEY"),
    "a hall that never opens": ({"hours": {"monday": []}}, [], "CALENDAR_NEVER_OPEN"),
    "an hour that does not exist": ({"hours": {"monday": ["08:30-24:30"]}}, [], "CALENDAR_BAD_TIME"),
    "a close before the open": ({"hours": {"monday": ["12:00-08:30"]}}, [], "CALENDAR_BAD_TIME"),
    "a text for a list": ({"hours": {"monday": "08:30-12:00"}}, [], "CALENDAR_BAD_TIME"),
    "overlapping times": ({"hours": {"monday": ["08:30-12:00", "11:00-13:00"]}}, [], "CALENDAR_TIMES_OVERLAP"),
    "overlapping seasons": (
        {"hours": WEEK, "season": [{"first": "06-01", "last": "09-30"}, {"first": "09-30", "last": "10-02"}]},
        [], "CALENDAR_SEASONS_OVERLAP"),
    "a season on 30 February": (
        {"hours": WEEK, "season": [{"first": "02-30", "last": "03-01"}]}, [], "CALENDAR_BAD_DAY"),
    "a season without an end": ({"hours": WEEK, "season": [{"first": "02-01"}]}, [], "CALENDAR_MISSING_KEY"),
    "a season that is no table": ({"hours": WEEK, "season": [3]}, [], "CALENDAR_BAD_TABLE"),
    "a closure that ends before it begins": (
        {"hours": WEEK, "closure": [{"first": "2026-03-02", "last": "2026-03-01"}]}, [], "CALENDAR_BAD_DAY"),
    "a closure with an empty list of times": (
        {"hours": WEEK, "closure": [{"first": "2026-03-02", "times": []}]}, [], "CALENDAR_BAD_TIME"),
    "an extra opening without times": ({"hours": WEEK, "extra": [{"day": "2026-03-02"}]}, [], "CALENDAR_MISSING_KEY"),
    "a year twice": ({"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY]}] * 2, "CALENDAR_YEAR_TWICE"),
    "a year without days off": ({"hours": WEEK}, [{"year": 2028}], "CALENDAR_YEAR_EMPTY"),
    "a year as text": ({"hours": WEEK}, [{"year": "2028"}], "CALENDAR_BAD_DAY"),
    "a day of another year": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"days_off": ["2029-01-01"]}]}],
        "CALENDAR_DAY_OUTSIDE_YEAR"),
    "a day off and worked": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"make_up_days": ["2028-01-01"]}]}],
        "CALENDAR_DAY_TWICE"),
    "a make-up day on a Monday": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"make_up_days": ["2028-01-03"]}]}],
        "CALENDAR_MAKE_UP_NOT_WEEKEND"),
    "a day that does not exist": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"days_off": ["2028-02-30"]}]}], "CALENDAR_BAD_DAY"),
    "days that are no list": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"days_off": 3}]}], "CALENDAR_BAD_DAY"),
    "an unknown key of a holiday": (
        {"hours": WEEK}, [{"year": 2028, "holiday": [HOLIDAY | {"off": []}]}], "CALENDAR_UNKNOWN_KEY"),
}


@pytest.mark.parametrize(("hours", "holidays", "code"), BAD_DATA.values(), ids=BAD_DATA.keys())
def test_calendar_data_are_refused_with_a_reason(hours, holidays, code):
    with pytest.raises(Refused) as refused:
        Calendar.from_data(hours, holidays)
    assert refused.value.code == code


def test_the_arrangement_of_a_year_may_name_the_last_days_of_the_december_before():
    calendar = Calendar.from_data({"hours": WEEK}, [{"year": 2028, "holiday": [
        {"name": "NEW_YEAR", "days_off": ["2027-12-31", "2028-01-01"], "make_up_days": ["2027-12-26"]}]}])
    assert calendar.is_day_off(date(2027, 12, 31)) and not calendar.is_day_off(date(2027, 12, 26))
    assert not calendar.year_is_known(2027)


def test_a_calendar_that_closes_for_ever_says_so_instead_of_searching_for_ever():
    shut = std().with_closure(Closure(date(2027, 1, 1), date(2099, 12, 31)))
    with pytest.raises(Refused, match="CALENDAR_NEVER_OPEN"):
        shut.add_working_minutes(at("2026-12-31 16:00"), 120)
    with pytest.raises(Refused, match="CALENDAR_NEVER_OPEN"):
        shut.next_opening(at("2026-12-31 17:30"))
    with pytest.raises(Refused, match="CALENDAR_NEVER_OPEN"):
        shut.add_working_days(date(2026, 12, 31), 1)


def test_negative_amounts_are_a_fault_of_the_caller():
    with pytest.raises(Broken):
        std().add_working_minutes(at("2026-11-23 09:00"), -1)
    with pytest.raises(Broken):
        std().add_working_days(date(2026, 11, 23), -1)


class CountingRules(OpeningRules):
    """Rules that count how often they are asked for a day."""

    asked = 0

    def spans(self, day):
        CountingRules.asked += 1
        return super().spans(day)


def test_a_span_of_decades_looks_at_each_day_once_and_never_again():
    hours = {"hours": WEEK}
    calendar = Calendar(CountingRules.from_data(hours, holiday_files()))
    CountingRules.asked = 0
    for _ in range(50):
        minutes = calendar.working_minutes(at("2014-01-01 00:00"), at("2039-12-31 23:00"))
        calendar.add_working_minutes(at("2014-01-01 00:00"), minutes)
    assert CountingRules.asked == (date(2040, 1, 1) - date(2014, 1, 1)).days


# Properties ---------------------------------------------------------------------------------------------------------

INSTANTS = st.datetimes(datetime(2014, 1, 1), datetime(2027, 12, 31)).map(lambda naive: at(naive.isoformat()))
MINUTES = st.integers(0, 200_000)
CALENDARS = st.sampled_from([std, summer]).map(lambda build: build())


@given(CALENDARS, INSTANTS, MINUTES)
def test_adding_and_measuring_give_the_same_minutes(calendar, start, minutes):
    assert calendar.working_minutes(start, calendar.add_working_minutes(start, minutes)) == minutes


@given(CALENDARS, INSTANTS, st.integers(1, 200_000))
def test_a_due_time_is_never_outside_opening_hours_and_a_close_means_today(calendar, start, minutes):
    due = calendar.add_working_minutes(start, minutes)
    assert any(opening.opens_at < due <= opening.closes_at for opening in calendar.openings(due.date()))


@given(CALENDARS, INSTANTS, MINUTES, st.integers(0, 5_000))
def test_more_minutes_or_a_later_start_are_never_due_earlier(calendar, start, minutes, more):
    due = calendar.add_working_minutes(start, minutes)
    assert calendar.add_working_minutes(start, minutes + more) >= due
    assert calendar.add_working_minutes(start + timedelta(minutes=more), minutes) >= due


@given(CALENDARS, INSTANTS, st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_the_parts_of_a_span_add_up_to_the_whole(calendar, start, first, second):
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    parts = calendar.working_minutes(start, middle) + calendar.working_minutes(middle, end)
    assert parts == calendar.working_minutes(start, end)


def slow_working_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The definition itself: look at every minute and ask whether the hall is open in it."""
    minute, last = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    count = 0
    while minute < last:
        spans = calendar.rules.spans(minute.date())
        count += any(opens <= minute.hour * 60 + minute.minute < closes for opens, closes in spans)
        minute += timedelta(minutes=1)
    return count


@settings(max_examples=40, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(0, 14_000))
def test_measuring_agrees_with_looking_at_every_minute(calendar, start, length):
    end = start + timedelta(minutes=length)
    assert calendar.working_minutes(start, end) == slow_working_minutes(calendar, start, end)


@settings(max_examples=40, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 2_000))
def test_adding_agrees_with_looking_at_every_minute(calendar, start, minutes):
    due = calendar.add_working_minutes(start, minutes)
    assert slow_working_minutes(calendar, start, due) == minutes
    assert slow_working_minutes(calendar, start, due - timedelta(minutes=1)) == minutes - 1


@given(INSTANTS, st.integers(0, 60), st.booleans())
def test_adding_and_counting_working_days_agree(start, n, statutory):
    day = std().add_working_days(start.date(), n, statutory=statutory)
    assert std().working_days(start.date(), day, statutory=statutory) == n

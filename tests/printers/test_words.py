"""The words of the paper: the same in both languages, all of them used, numbers and times as a Chinese reader expects them."""

from __future__ import annotations

import re
import string
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import printers
from printers.jobs import Language
from printers.slips import Appointment, Bilingual, PreReviewOutcome, Presence, Ruleset
from printers.words import WorkingTime, han_number, law, money_in_words, say, texts

NOON = datetime(2014, 10, 13, 1, 12, tzinfo=timezone.utc)  # noqa: UP017


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    chinese, english = texts(Language.CHINESE), texts(Language.ENGLISH)
    assert set(chinese) == set(english)
    assert {key for key in chinese if placeholders(chinese[key]) != placeholders(english[key])} == set()


def test_every_text_is_used_and_every_used_text_exists() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(printers.__file__).parent.rglob("*.py"))
    used = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', source))
    used |= {f"pre_review.outcome_{one.value}" for one in PreReviewOutcome}
    used |= {f"pre_review.presence_{one.value}" for one in Presence}
    used |= {f"ticket.appointment_{one.value}" for one in Appointment}
    used |= {f"law.{rules.value}.{word}" for rules in Ruleset for word in ("registration", "property", "registrar_no")}
    used |= {f"{key}_open" for key in used if key.endswith("seized")}
    known = set(texts(Language.CHINESE))
    assert known - used == set()
    assert {key for key in used if key.split(".")[0] in {one.split(".")[0] for one in known}} - known == set()


def test_no_english_text_is_chinese_by_oversight() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    chinese_on_purpose = {"ticket.ahead_value"}  # the same in both, so it is printed once
    assert {key for key, text in texts(Language.ENGLISH).items() if han.search(text)} == chinese_on_purpose


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (1, "一"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (60, "六十"), (99, "九十九"), (100, "100")],
)
def test_periods_are_written_in_chinese_numerals(number: int, said: str) -> None:
    assert han_number(number) == said


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (0, "零元整"), (5, "伍元整"), (10, "壹拾元整"), (80, "捌拾元整"), (100, "壹佰元整"), (550, "伍佰伍拾元整"),
        (1005, "壹仟零伍元整"), (1050, "壹仟零伍拾元整"), (10_000, "壹万元整"), (10_005, "壹万零伍元整"),
        (10_500, "壹万零伍佰元整"), (105_000, "壹拾万伍仟元整"), (100_000_080, "壹亿零捌拾元整"), (20_010_300, "贰仟零壹万零叁佰元整"),
    ],
)
def test_amounts_are_written_in_the_capitals_of_receipts(yuan: int, said: str) -> None:
    assert money_in_words(yuan) == said


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [(120, "2 个工作小时", "2 working hours"), (60, "1 个工作小时", "1 working hour"), (90, "90 个工作分钟", "90 working minutes")],
)
def test_the_promise_is_said_in_whole_hours_where_it_is_whole_hours(minutes: int, chinese: str, english: str) -> None:
    assert WorkingTime(minutes).said(Language.CHINESE) == chinese
    assert WorkingTime(minutes).said(Language.ENGLISH) == english


def test_times_are_those_of_the_hall_whatever_zone_they_come_in() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-5)))
    for moment in (NOON, elsewhere):
        assert say("common.value", value=moment) == Bilingual("2014-10-13 09:12", "2014-10-13 09:12")
        formal = say("refusal.decided_at", at=moment)
        assert formal == Bilingual("决定时间：2014年10月13日09时12分", "Decided: 13 October 2014, 09:12")
        assert say("receipt.due", at=moment) == Bilingual("预计 10月13日 09:12 前可领证", "Expected before 09:12 on 13 October 2014")
    assert say("notice.valid_until", day=date(2014, 11, 2)).zh == "请于2014年11月02日前（含当日）前来。"


def test_how_often_a_place_is_restored_is_said_in_words() -> None:
    assert say("ticket.missed", n=1) == Bilingual("过号请到导引台恢复一次。", "If you miss your call, the guide desk can restore your place once.")
    assert say("ticket.missed", n=2).zh == "过号请到导引台恢复两次。"
    assert say("ticket.missed", n=3).en.endswith("3 times.")


def test_the_law_in_force_names_the_thing_registered() -> None:
    assert law(Ruleset.CN_2014, "registration").zh == "房屋登记"
    assert law(Ruleset.CN_2026, "registration").zh == "不动产登记"


def test_a_value_is_never_a_template() -> None:
    assert say("common.no", no="{no} {hall.secret} %s").zh == "编号：{no} {hall.secret} %s"


def test_an_english_slip_falls_back_to_chinese_where_a_value_has_no_english() -> None:
    assert say("suspension.where", where=Bilingual("3 号窗口")).en == "Bring this notice to 3 号窗口."
